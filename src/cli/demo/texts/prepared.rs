//! The matters under review, ready, and on the agenda of the meeting to come.

use super::Text;

/// On the agenda of the coming meeting.
pub(in super::super) const FAULT_REPORTS: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Felanmälan av gator och parker i en molntjänst",
    recipients: &["Gatu- och parkavdelningen", "Kontaktcenter"],
    fields: &[
        ("tjanst", "Säg till"),
        ("leverantor", "Medborgarlösningar i Väst AB"),
        (
            "anvandning",
            "Invånare anmäler trasig belysning, hål i gator och nedskräpning med bild och plats.",
        ),
        ("informationsklass", "K1"),
        ("systemklass", "K2"),
        ("autentisering", "mfa"),
        ("lander", "Sverige | Drift och support"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen godkänner att Säg till används för felanmälan av gator och parker.\n\
             2. Kommunstyrelsen uppdrar åt digitaliseringschefen att se till att anmälningar förs över till kommunens diarium varje natt.",
        ),
        (
            "sammanfattning",
            "Felanmälningar tas i dag emot per telefon och e-post och skrivs in för hand. Förvaltningen föreslår en molntjänst där invånare själva anmäler med bild och plats. Tjänsten drivs i Sverige. Den som anmäler kan vara anonym.",
        ),
        (
            "arendet",
            "Kontaktcenter tar emot omkring 9 000 felanmälningar om året. En tredjedel saknar en plats som går att hitta. I ett försök i två stadsdelar har handläggningstiden minskat från sex till två dagar.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 145 000 kronor per år. Kontaktcenter beräknas spara en halv tjänst.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Säg till",
            "Risk- och sårbarhetsanalys\n\nSex risker har identifierats. En behöver åtgärder: bilder kan visa personer.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Säg till",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig.\n",
        ),
    ],
};

/// Approved by both reviewers; the social welfare committee's secretary can put it on an agenda.
pub(in super::super) const CARE_MEETINGS: Text = Text {
    workflow: "molntjanst",
    officer: "mohammed.rahimi",
    body: "sn",
    title: "Videomöten i öppenvården",
    recipients: &["Socialförvaltningen", "IT-avdelningen"],
    fields: &[
        ("tjanst", "Trygg video"),
        ("leverantor", "Vårdlänken AB"),
        ("informationsklass", "K2"),
        ("systemklass", "K3"),
        ("autentisering", "stark"),
        ("lander", "Sverige | Drift och support"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Socialnämnden godkänner att Trygg video används för samtal i öppenvården.\n\
             2. Socialnämnden beslutar att samtal inte får spelas in.",
        ),
        (
            "sammanfattning",
            "Öppenvården vill kunna erbjuda samtal på distans. Förvaltningen föreslår Trygg video, som kräver stark inloggning och är gjord för uppgifter med sekretess. Samtalen krypteras och spelas inte in.",
        ),
        (
            "arendet",
            "Ungefär var femte inbokat samtal i öppenvården ställs in, oftast för att resan är lång. Ett videosamtal kan ersätta återbesök när den enskilde vill det. Det första samtalet hålls alltid på plats.",
        ),
        (
            "informationssakerhet",
            "Uppgifterna är klassade som skyddsvärda (K2) och tjänsten är granskad för klass K3. Journalen förs som förut i verksamhetssystemet.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 96 000 kronor per år och ryms i nämndens ram.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Trygg video",
            "Risk- och sårbarhetsanalys\n\nÅtta risker har identifierats. Tre behöver åtgärder före start.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Trygg video",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig. Leverantören har tystnadsplikt enligt lag.\n",
        ),
    ],
};

/// Under review: the lawyer has approved, the IT strategist has not answered.
pub(in super::super) const SIGNING: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Elektronisk underskrift av avtal",
    recipients: &["Samtliga förvaltningar"],
    fields: &[
        ("tjanst", "Signera"),
        ("leverantor", "Signera Norden AB"),
        ("informationsklass", "K1"),
        ("systemklass", "K2"),
        ("autentisering", "stark"),
        ("lander", "Sverige | Drift\nIrland | Säkerhetskopior"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "Kommunstyrelsen godkänner att Signera används för underskrift av avtal med leverantörer.",
        ),
        (
            "sammanfattning",
            "Avtal skrivs i dag ut, skrivs under och skannas. Förvaltningen föreslår att avtal med leverantörer i stället skrivs under elektroniskt i tjänsten Signera. Anställningsavtal omfattas inte.",
        ),
        (
            "arendet",
            "Inköpsenheten skriver under omkring 700 avtal om året. Underskrifter på papper tar i snitt nio dagar. De undertecknade avtalen förs över till kommunens diarium och tas därefter bort ur tjänsten.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 11 kronor per underskrift, uppskattningsvis 15 000 kronor per år.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Signera",
            "Risk- och sårbarhetsanalys\n\nFem risker har identifierats. Alla är godtagbara.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Signera",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig för avtal utan formkrav.\n",
        ),
    ],
};

/// Sent back by the lawyer with a comment.
pub(in super::super) const TRANSLATION: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Maskinöversättning av information till invånare",
    recipients: &["Kommunikationsavdelningen"],
    fields: &[
        ("tjanst", "Tolka"),
        ("leverantor", "Tolka Språkteknik AB"),
        ("informationsklass", "oppen"),
        ("systemklass", "K1"),
        ("autentisering", "mfa"),
        ("lander", "Sverige | Drift\nFrankrike | Språkmodell"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "Kommunstyrelsen godkänner att Tolka används för att översätta information som är offentlig.",
        ),
        (
            "sammanfattning",
            "Kommunikationsavdelningen vill kunna översätta nyheter och samhällsinformation snabbare. Förvaltningen föreslår Tolka, som översätter till 24 språk. Bara text som redan är offentlig får översättas.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 38 000 kronor per år. Beställda översättningar kostar i dag 210 000 kronor.",
        ),
        (
            "arendet",
            "Översättningar beställs i dag för varje text och tar en till två veckor. En redaktör läser alltid igenom den översatta texten innan den publiceras.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Tolka",
            "Risk- och sårbarhetsanalys\n\nFyra risker har identifierats. En behöver åtgärder: fel i översättningen.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Tolka",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig för offentliga texter.\n",
        ),
    ],
};
