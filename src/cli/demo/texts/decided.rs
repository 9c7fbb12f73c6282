//! The matters of the meeting that has been held.

use super::Text;

/// Approved without a vote.
pub(in super::super) const MAIL: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "E-post och kalender som molntjänst",
    recipients: &[
        "IT-avdelningen",
        "Samtliga nämnder",
        "Informationssäkerhetssamordnaren",
    ],
    fields: &[
        ("tjanst", "Norrpost Arbetsplats"),
        ("leverantor", "Norrpost Digital AB"),
        (
            "anvandning",
            "E-post, kalender och kontakter för alla anställda och förtroendevalda.",
        ),
        ("informationsklass", "K1"),
        ("systemklass", "K2"),
        ("autentisering", "mfa"),
        (
            "lander",
            "Sverige | Drift och support\nFinland | Säkerhetskopior",
        ),
        ("laglighet", "laglig"),
        (
            "risker",
            "Känsliga uppgifter skickas i vanlig e-post | Mottagaren är utanför kommunen |  |  | trolig | mattlig | Riktlinje | minska | atgarda | Utbildning | personrelaterad | Maria Lindgren\n\
             Leverantören byter underbiträde |  |  |  | mojlig | forsumbar |  | acceptera | godtagbar",
        ),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen godkänner att Norrpost Arbetsplats används för e-post och kalender.\n\
             2. Kommunstyrelsen uppdrar åt digitaliseringschefen att införa tjänsten senast den sista juni och att då avveckla den egna e-postservern.\n\
             3. Kommunstyrelsen uppdrar åt digitaliseringschefen att varje år redovisa hur villkoren i beslutet följs.",
        ),
        (
            "sammanfattning",
            "Kommunens egen e-postserver får inga säkerhetsuppdateringar efter årsskiftet. Förvaltningen har jämfört en ny server i egen drift med två molntjänster och föreslår Norrpost Arbetsplats. Tjänsten drivs i Sverige och Finland, kräver inloggning i två steg och får användas för information till och med klass K1. Uppgifter som omfattas av sekretess ska även i fortsättningen skickas i kommunens system för säkra meddelanden.",
        ),
        (
            "arendet",
            "Den egna e-postservern köptes 2017. Tillverkaren slutar att rätta säkerhetsfel vid årsskiftet, och två driftstopp under det senaste året har kostat verksamheterna sammanlagt tre arbetsdagar.\n\n\
             ### Alternativ som har prövats\n\n\
             | Alternativ | Drift | Bedömning |\n|---|---|---|\n| Ny server i egen drift | Exempelby | Dyrast, kräver jour |\n| Norrpost Arbetsplats | Sverige, Finland | Förordas |\n| Kontoret Online | Inom och utom EU | Uppgifter kan föras till tredjeland |\n\n\
             Flytten görs förvaltning för förvaltning under våren, med stöd på plats den första veckan.",
        ),
        (
            "informationssakerhet",
            "Informationen i e-post och kalender är klassad som intern (K1). Leverantören har skriftligen intygat att tjänsten klarar klass K2.\n\n\
             Sekretessbelagda uppgifter och känsliga personuppgifter får inte skickas i tjänsten. De hanteras i systemet för säkra meddelanden.",
        ),
        (
            "juridik",
            "Leverantören är personuppgiftsbiträde. Biträdesavtalet följer kommunens mall och innehåller en lista över underbiträden. Ingen behandling sker utanför EU och EES.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 612 000 kronor per år. Den egna servern kostar i dag 540 000 kronor per år i drift och licenser, och ett byte av den skulle kosta 900 000 kronor i engångskostnad. Kostnaden ryms i kommunledningskontorets ram.",
        ),
        (
            "bedomning",
            "Förvaltningen bedömer att tjänsten kan användas om villkoren i ärendet följs.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av e-post som molntjänst",
            "Risk- och sårbarhetsanalys\n\nElva risker har identifierats. Två behöver åtgärder. Ingen motiverar att kommunen avstår från tjänsten.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Norrpost Arbetsplats",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig. Ingen överföring till tredjeland sker.\n",
        ),
    ],
};

/// Approved after a vote.
pub(in super::super) const LEARNING: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Lärplattform för kommunens medarbetare",
    recipients: &["HR-avdelningen", "IT-avdelningen"],
    fields: &[
        ("tjanst", "Kurshyllan"),
        ("leverantor", "Kurshyllan Sverige AB"),
        ("informationsklass", "K1"),
        ("systemklass", "K1"),
        ("autentisering", "mfa"),
        ("lander", "Sverige | Drift\nTyskland | Videolagring"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "1. Kommunstyrelsen godkänner att Kurshyllan används för medarbetarnas utbildningar.\n\
             2. Kommunstyrelsen beslutar att provresultat gallras två år efter avslutad kurs.",
        ),
        (
            "sammanfattning",
            "Utbildningar i bland annat brandskydd, dataskydd och hygien registreras i dag i kalkylblad. Förvaltningen föreslår att de samlas i lärplattformen Kurshyllan, som drivs inom EU. I tjänsten behandlas namn, enhet och provresultat.",
        ),
        (
            "arendet",
            "Ungefär 2 300 medarbetare går minst en obligatorisk utbildning varje år. Utan en gemensam plattform går det inte att visa vilka som har gått dem, vilket revisionen har påpekat.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 188 000 kronor per år och betalas av förvaltningarna efter antal medarbetare.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Kurshyllan",
            "Risk- och sårbarhetsanalys\n\nFem risker har identifierats. Alla är godtagbara.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Kurshyllan",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig om provresultaten gallras.\n",
        ),
    ],
};

/// Sent back for more preparation.
pub(in super::super) const CAMERAS: Text = Text {
    workflow: "molntjanst",
    officer: "anna.ekstrom",
    body: "ks",
    title: "Molnlagring av bilder från byggarbetsplatser",
    recipients: &["Fastighetsavdelningen"],
    fields: &[
        ("tjanst", "Byggblick"),
        ("leverantor", "Byggblick i Norden AB"),
        ("informationsklass", "K1"),
        ("systemklass", "K2"),
        ("autentisering", "mfa"),
        ("lander", "Sverige | Drift"),
        ("laglighet", "laglig"),
    ],
    days: &[],
    sections: &[
        (
            "forslag",
            "Kommunstyrelsen godkänner att Byggblick används för bilder från kommunens byggarbetsplatser.",
        ),
        (
            "sammanfattning",
            "Fastighetsavdelningen vill följa kommunens byggen med kameror som tar en bild i timmen. Bilderna lagras i molntjänsten Byggblick i Sverige.",
        ),
        (
            "arendet",
            "Kamerorna riktas så att förbipasserande inte går att känna igen. Bilderna används för att följa tidplanen och för att visa invånarna hur byggena växer fram.",
        ),
        (
            "ekonomi",
            "Tjänsten kostar 64 000 kronor per år och betalas av investeringsprojekten.",
        ),
    ],
    attachments: &[
        (
            "riskanalys",
            "Risk- och sårbarhetsanalys av Byggblick",
            "Risk- och sårbarhetsanalys\n\nFyra risker har identifierats. En behöver åtgärder.\n",
        ),
        (
            "laglighetsbedomning",
            "Laglighetsbedömning av Byggblick",
            "Laglighetsbedömning\n\nAnvändningen bedöms vara laglig. Kamerorna behöver inte tillstånd.\n",
        ),
    ],
};
