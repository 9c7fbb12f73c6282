//! One matter of each of the other types: a risk, the plan of the year, its follow-up, a guideline.

use super::Text;

/// A risk that waits for the manager's acceptance by delegation.
pub(in super::super) const RISK: Text = Text {
    workflow: "riskacceptans",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Acceptans av risken med delade inloggningar i växeln",
    recipients: &["Kontaktcenter"],
    fields: &[
        (
            "risk",
            "Någon annan svarar i en kollegas namn | Telefonväxeln har en inloggning per plats |  |  | mojlig | forsumbar | Bemanningslista per dag | acceptera | godtagbar",
        ),
        ("analys", "Riskanalys av telefonväxeln"),
        ("konsekvenskategori", "kommunen"),
        (
            "konsekvens_text",
            "Det går inte att i efterhand se vem som har lämnat ett besked.",
        ),
        ("allvarlig_konsekvens", "nej"),
        ("kostsamma_atgarder", "nej"),
        ("namnder", "Kommunstyrelsen | Kontaktcenter"),
        (
            "skal",
            "Växeln byts ut nästa år. Personliga inloggningar i den gamla kräver ny utrustning på varje plats.",
        ),
    ],
    days: &[
        ("analys_dag", -15),
        ("nasta_analys", 235),
        ("giltig_till", 180),
    ],
    sections: &[
        (
            "forslag",
            "1. Risken med delade inloggningar i telefonväxeln accepteras till dess att växeln byts ut.\n\
             2. Kontaktcenter för lista över vem som sitter på vilken plats.",
        ),
        (
            "sammanfattning",
            "Telefonväxeln har en inloggning för varje plats, inte för varje person. Risken bedöms som låg och växeln byts ut nästa år.",
        ),
        (
            "bedomning",
            "Listan över bemanningen gör att det går att ta reda på vem som satt på platsen. Det räcker under den tid som återstår.",
        ),
    ],
    attachments: &[(
        "riskanalys",
        "Riskanalys av telefonväxeln",
        "Riskanalys\n\nEn risk kvarstår: delade inloggningar.\n",
    )],
};

/// The plan of activities, a draft.
pub(in super::super) const PLAN: Text = Text {
    workflow: "handlingsplan",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Handlingsplan för informationssäkerhet och dataskydd",
    recipients: &["Samtliga förvaltningar"],
    fields: &[
        ("omfattning", "gemensam"),
        (
            "aktiviteter",
            "Inför flerfaktor i ekonomisystemet | Åtkomst | rekommendation | Uppföljningen förra året | Birgitta Lindqvist | maj 2027 | paborjad\n\
             Öva på ett avbrott i verksamhetssystemen | Kontinuitet | riskatgard | Riskanalys av driften | Maria Lindgren | hösten 2027 | ej_paborjad\n\
             Utbilda nya chefer i incidentrapportering | Utbildning | aterkoppling | Dataskyddsombudet | Anna Ekström | mars 2027 | ej_paborjad",
        ),
    ],
    days: &[("ar", 0)],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen antar handlingsplanen för informationssäkerhet och dataskydd.",
        ),
        (
            "sammanfattning",
            "Planen innehåller tre aktiviteter. En är påbörjad och förs över från årets plan.",
        ),
    ],
    attachments: &[],
};

/// The follow-up of the year, while it is being collected.
pub(in super::super) const REPORT: Text = Text {
    workflow: "arsuppfoljning",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Uppföljning av informationssäkerhet och dataskydd",
    recipients: &["Samtliga nämnder"],
    fields: &[
        (
            "it_sakerhetsincidenter",
            "Nätfiske som har anmälts | ca 320\nInfekterade datorer | 4\nÖverbelastning med påverkan | 0",
        ),
        (
            "borttappad_stulen_utrustning",
            "Datorer | 3\nMobiltelefoner | 7",
        ),
        ("inbrott_och_skadegorelse", "ej insamlat"),
        ("externa_revisioner", "0"),
    ],
    days: &[("ar", 0)],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen lägger uppföljningen till handlingarna.",
        ),
        (
            "sammanfattning",
            "Uppföljningen sammanställs. Nämndernas svar om personuppgiftsincidenter samlas in.",
        ),
    ],
    attachments: &[],
};

/// A guideline, a draft.
pub(in super::super) const GUIDELINE: Text = Text {
    workflow: "styrdokument",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Riktlinje för lösenord och inloggning",
    recipients: &["Samtliga förvaltningar"],
    fields: &[
        ("slag", "riktlinje"),
        ("omrade", "Informationssäkerhet"),
        ("galler_fran", "januari 2027"),
        ("ses_over", "2 januari 2029"),
        ("ska_finnas", "Rutin för behörigheter | Åtkomst"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen antar riktlinjen för lösenord och inloggning.",
        ),
        (
            "text",
            "Lösenord är personliga. Den som misstänker att någon annan känner till lösenordet byter det genast och anmäler en incident.",
        ),
    ],
    attachments: &[],
};
