//! The drafts: one ready to be sent for review, one begun.

use super::Text;

/// Everything is there: press the button.
pub(in super::super) const SURVEY: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Enkätverktyg för medborgardialog",
    recipients: &["Kommunikationsavdelningen", "Samtliga förvaltningar"],
    fields: &[
        ("tjanst", "Fråga lokalt"),
        ("leverantor", "Dialogverkstan AB"),
        (
            "anvandning",
            "Enkäter till invånare om planer, skolval och fritid. Svaren är anonyma.",
        ),
        ("informationsklass", "oppen"),
        ("systemklass", "K1"),
        ("autentisering", "mfa"),
        ("lander", "Sverige | Drift\nDanmark | Support"),
        ("laglighet", "laglig"),
        (
            "risker",
            "Fritextsvar innehåller personuppgifter |  |  |  | trolig | forsumbar |  | minska | atgarda | Gallra svaren varje vecka | organisatorisk | Anna Ekström",
        ),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen godkänner att Fråga lokalt används för enkäter till invånare.\n\
             2. Kommunstyrelsen beslutar att enkätsvar gallras sex månader efter att enkäten har sammanställts.",
        ),
        (
            "sammanfattning",
            "Kommunen använder i dag tre olika enkätverktyg, varav två saknar biträdesavtal. Förvaltningen föreslår att de ersätts av Fråga lokalt, som drivs i Sverige. Enkäterna är anonyma och svaren gallras efter sex månader.",
        ),
        (
            "arendet",
            "Under det senaste året har kommunen gjort 41 enkäter. Ett gemensamt verktyg gör att biträdesavtal, gallring och tillgänglighet ordnas en gång för alla.\n\n\
             Verktyget uppfyller kraven i lagen om tillgänglighet till digital offentlig service.",
        ),
        (
            "informationssakerhet",
            "Enkäterna är anonyma och informationen är öppen. Den som skapar en enkät varnas om en fråga ber om namn, adress eller personnummer.",
        ),
        (
            "juridik",
            "Biträdesavtal är tecknat. Ingen behandling sker utanför EU och EES.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 52 000 kronor per år. De tre verktyg som avvecklas kostar tillsammans 118 000 kronor.",
        ),
        (
            "bedomning",
            "Förvaltningen bedömer att tjänsten kan användas.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Fråga lokalt",
            "Risk- och sårbarhetsanalys\n\nFyra risker har identifierats. En behöver åtgärder: personuppgifter i fritext.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Fråga lokalt",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig.\n",
        ),
    ],
};

/// Begun: the page says what is missing, and the registrar has not given it a number.
pub(in super::super) const BOOKING: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Bokning av lokaler för föreningslivet",
    recipients: &[],
    fields: &[
        ("tjanst", "Boka här"),
        ("leverantor", "Föreningslyftet AB"),
        ("informationsklass", "K2"),
        ("systemklass", "K1"),
        ("lander", "Sverige | Drift\nUSA | Support nattetid"),
    ],
    days: &[],
    sections: &[(
        "sammanfattning",
        "Föreningar bokar i dag idrottshallar och samlingslokaler per telefon. Förvaltningen vill pröva en molntjänst där de bokar själva och får en kod till låset.",
    )],
    attachments: &[],
};
