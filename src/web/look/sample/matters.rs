//! Samples: the list of matters, the page of one, its reviews.

use super::super::LookError;
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::matter::{
    AfterBlock, DecisionView, HistoryLine, MatterPage, MatterRow, MattersList, ReviewPage,
    ReviewRound, SectionView,
};
use super::super::part::{
    Fact, FactGroup, Link, MainAct, Paging, RefusalPanel, Row, SafeHtml, Tag, Tone,
};
use super::{Gallery, cloud_service};
use crate::web::picture::flow;
use crate::workflow::{
    phase::Phase,
    picture::{Mark, Picture},
};
use std::cmp::Ordering;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arenden");
    gallery.add("arenden", &frame, &MattersList::sample())?;
    gallery.add("arenden-tomt", &frame, &MattersList::sample_empty())?;
    let saved = frame.clone().with_notice(Tone::Good, "Texten är sparad.");
    gallery.add("arende", &saved, &MatterPage::sample())?;
    gallery.add("arende-tomt", &frame, &MatterPage::sample_empty())?;
    gallery.add("arende-beslutat", &frame, &MatterPage::sample_decided())?;
    gallery.add("granskning", &frame, &ReviewPage::sample())?;
    gallery.add("granskning-tomt", &frame, &ReviewPage::sample_empty())?;
    Ok(())
}

/// The picture of a cloud service that has come to `here`.
fn phases(here: Phase, blocked: bool) -> SafeHtml {
    let Some(definition) = cloud_service() else {
        return SafeHtml::from_our_own(String::new());
    };
    let mut picture = Picture::of(&definition);
    for column in &mut picture.columns {
        column.mark = match column.phase.cmp(&here) {
            Ordering::Less => Mark::Done,
            Ordering::Equal if blocked => Mark::Blocked,
            Ordering::Equal => Mark::Now,
            Ordering::Greater => Mark::Ahead,
        };
        for card in column.entry.iter_mut().chain(&mut column.here) {
            card.mark = column.mark;
        }
    }
    flow(&picture.condensed(), "vag")
}

fn filter(text: &str) -> Vec<FieldView> {
    let mut choices = vec![Choice::new("", "Alla")];
    choices.extend(
        Phase::ALL
            .iter()
            .map(|phase| Choice::new(phase.key(), phase.swedish())),
    );
    vec![
        FieldView::text("text", "Sök i ärenden", text),
        FieldView::new("lage", "Läge", Widget::Select { choices }),
    ]
}

impl MattersList {
    /// A page in the middle.
    pub fn sample() -> Self {
        let row = |title: &str, number: &str, phase: Tag, waits: &str| MatterRow {
            title: title.to_owned(),
            href: "/arenden/14".to_owned(),
            register_number: number.to_owned(),
            kind: "Godkännande av molntjänst".to_owned(),
            phase,
            waits_for: waits.to_owned(),
            changed: "2026-11-03".to_owned(),
        };
        Self {
            filter: filter(""),
            rows: vec![
                row(
                    "Molntjänst för skolans schema",
                    "SN 2026/43",
                    Tag::new("Utkast", Tone::Plain),
                    "Lina Berg",
                ),
                row(
                    "Molntjänst för e-arkiv med en mycket lång titel som ändå ska få plats på en liten skärm",
                    "",
                    Tag::new("Granskning", Tone::Info),
                    "Sara Lind",
                ),
                row(
                    "Digital nämndhantering",
                    "SN 2026/12",
                    Tag::new("Beslutat", Tone::Good),
                    "–",
                ),
            ],
            paging: Paging::sample("/arenden"),
            main: Some(MainAct::new("Nytt ärende", "/arenden/nytt")),
        }
    }

    /// No hits.
    pub fn sample_empty() -> Self {
        Self {
            filter: filter("\"><script>"),
            rows: vec![],
            paging: Paging::sample_short("0 av 0"),
            main: None,
        }
    }
}

impl MatterPage {
    /// A draft that something stops.
    pub fn sample() -> Self {
        let text = |html: &str| Some(SafeHtml::from_our_own(html.to_owned()));
        Self {
            matter_title: "Molntjänst för skolans schema".to_owned(),
            kind: "Godkännande av molntjänst".to_owned(),
            register_number: Some("SN 2026/43".to_owned()),
            phase: Tag::new("Utkast", Tone::Plain),
            picture: phases(Phase::Draft, true),
            next_step: Some("skicka på granskning".to_owned()),
            blockers: RefusalPanel::sample().blockers,
            warnings: RefusalPanel::sample()
                .blockers
                .into_iter()
                .take(1)
                .collect(),
            main: Some(MainAct::new(
                "Lägg till handling",
                "/arenden/14/handlingar/ny",
            )),
            others: vec![
                Link::new("Återkalla ärendet", "/arenden/14/aterkalla"),
                Link::new("Hämta som textfil", "/arenden/14/arende.md"),
            ],
            about: vec![
                Fact::new("Handläggare", "Lina Berg"),
                Fact::new("Ansvarig chef", "Per Alm"),
                Fact::new("Organ", "Socialnämnden"),
                Fact::new("Diarienummer", "SN 2026/43"),
                Fact::new("Påbörjat", "20 oktober 2026"),
            ],
            fields: vec![
                FactGroup {
                    heading: Some("Tjänsten".to_owned()),
                    facts: vec![
                        Fact::new("Molntjänst", "Schemavyn")
                            .change("falt-tjanst", "/arenden/14/uppgifter#falt-tjanst"),
                        Fact::new("Leverantör", "")
                            .needed()
                            .change("falt-leverantor", "/arenden/14/uppgifter#falt-leverantor"),
                    ],
                },
                FactGroup {
                    heading: Some("Informationen och dess klass".to_owned()),
                    facts: vec![
                        Fact::new("Informationsklass", "K1")
                            .change("falt-klass", "/arenden/14/uppgifter#falt-klass"),
                        Fact::new("Kostnad per år", "250 000 kr")
                            .change("falt-kostnad", "/arenden/14/uppgifter#falt-kostnad"),
                    ],
                },
            ],
            charts: vec![],
            edit_fields: Some(Link::new("Ändra alla", "/arenden/14/uppgifter")),
            sections: vec![
                SectionView {
                    id: "avsnitt-forslag".to_owned(),
                    title: "Förslag till beslut".to_owned(),
                    html: text(
                        "<ol><li>Socialnämnden godkänner att molntjänsten Schemavyn används.</li><li>Förvaltningschefen ska följa upp beslutet senast den 1 december 2027.</li></ol>",
                    ),
                    edit: Some("/arenden/14/avsnitt/forslag".to_owned()),
                    needed: true,
                },
                SectionView {
                    id: "avsnitt-sammanfattning".to_owned(),
                    title: "Sammanfattning".to_owned(),
                    html: None,
                    edit: Some("/arenden/14/avsnitt/sammanfattning".to_owned()),
                    needed: true,
                },
            ],
            documents: vec![
                Row::new("Laglighetsbedömning", "/arenden/14/handlingar/1")
                    .hint("PDF, 210 kB · tillagd av Erik Sund den 30 oktober 2026")
                    .tag("Gäller", Tone::Good),
                Row::plain("Risk- och sårbarhetsanalys")
                    .hint("Krävs före granskning")
                    .tag("Saknas", Tone::Stop),
            ],
            attach: Some(Link::new("Lägg till", "/arenden/14/handlingar/ny")),
            reviews: vec![
                Row::plain("Juridisk granskning")
                    .hint("Erik Sund · frågad den 26 oktober 2026, svar senast 9 november")
                    .remark("Skriv ut vilka länder uppgifterna behandlas i.")
                    .tag("Återsänd", Tone::Stop),
                Row::plain("IT-granskning")
                    .hint("Sara Lind · godkände version 1 den 27 oktober 2026")
                    .tag("Inaktuell", Tone::Wait),
            ],
            review_link: Some(Link::new("Visa allt", "/arenden/14/granskning")),
            decision: None,
            after: vec![],
            files: vec![
                Row::new(
                    "Tjänsteskrivelse",
                    "/arenden/14/filer/tjansteskrivelse.docx",
                )
                .hint("Word, förhandsversion"),
            ],
            history: vec![
                HistoryLine {
                    when: "28 oktober 2026 kl. 14.02".to_owned(),
                    what: "Erik Sund återsände ärendet".to_owned(),
                    remark: Some("Skriv ut vilka länder uppgifterna behandlas i.".to_owned()),
                },
                HistoryLine {
                    when: "20 oktober 2026 kl. 09.15".to_owned(),
                    what: "Lina Berg påbörjade ärendet".to_owned(),
                    remark: None,
                },
            ],
        }
    }

    /// Just begun; the reader may only read.
    pub fn sample_empty() -> Self {
        let mut page = Self::sample();
        page.register_number = None;
        page.picture = phases(Phase::Draft, false);
        page.next_step = None;
        page.blockers = vec![];
        page.main = None;
        page.others = vec![];
        page.edit_fields = None;
        for section in &mut page.sections {
            section.html = None;
            section.edit = None;
            section.needed = false;
        }
        page.documents = vec![];
        page.attach = None;
        page.reviews = vec![];
        page.review_link = None;
        page.files = vec![];
        page.history = vec![];
        page
    }

    /// Decided, with a decision and dates.
    pub fn sample_decided() -> Self {
        let mut page = Self::sample();
        page.phase = Tag::new("Beslutat", Tone::Good);
        page.picture = phases(Phase::Decided, false);
        page.blockers = vec![];
        page.next_step = None;
        page.main = Some(MainAct::new("Verkställ beslutet", "/arenden/14/verkstall"));
        page.decision = Some(DecisionView {
            line: "Socialnämnden, 25 november 2026, § 14. Bifall.".to_owned(),
            points: vec![
                "Socialnämnden godkänner att molntjänsten Schemavyn används.".to_owned(),
                "Förvaltningschefen ska följa upp beslutet senast den 1 december 2027.".to_owned(),
            ],
            facts: vec![
                Fact::new("Anslaget", "30 november 2026"),
                Fact::new("Sista dag att överklaga", "21 december 2026").note("KL 13:5"),
            ],
        });
        page.after = vec![AfterBlock {
            id: "uppfoljning".to_owned(),
            title: "Att följa upp".to_owned(),
            rows: vec![
                Row::new("Årlig omprövning", "/arenden/14/uppfoljning/omprovning")
                    .hint("25 november 2027: 12 månader från beslutet den 25 november 2026")
                    .tag("Snart", Tone::Wait),
            ],
            links: vec![Link::new("Koppla ett ärende", "/arenden/14/koppla")],
        }];
        page
    }
}

impl ReviewPage {
    /// Two rounds, the second going on.
    pub fn sample() -> Self {
        Self {
            matter_title: "Molntjänst för skolans schema".to_owned(),
            matter_href: "/arenden/14".to_owned(),
            rounds: vec![
                ReviewRound {
                    title: "Version 2, skickad 4 november 2026".to_owned(),
                    steps: vec![
                        Row::plain("Juridisk granskning").hint("Erik Sund · svar senast 18 november 2026").tag("Väntar på svar", Tone::Info),
                        Row::plain("IT-granskning").hint("Sara Lind · svar senast 2 november 2026").tag("Försenad", Tone::Stop),
                    ],
                    stale: None,
                },
                ReviewRound {
                    title: "Version 1, skickad 26 oktober 2026".to_owned(),
                    steps: vec![
                        Row::plain("Juridisk granskning").hint("Erik Sund, 28 oktober 2026").remark("Skriv ut vilka länder uppgifterna behandlas i.").tag("Återsänd", Tone::Stop),
                        Row::plain("IT-granskning").hint("Sara Lind, 27 oktober 2026").tag("Godkänd", Tone::Good),
                    ],
                    stale: Some("Texten har ändrats efter den här omgången. Godkännanden här gäller inte längre.".to_owned()),
                },
            ],
            main: None,
            others: vec![Link::new("Ta tillbaka från granskning", "/arenden/14/granskning/avbryt")],
        }
    }

    /// Not sent yet.
    pub fn sample_empty() -> Self {
        Self {
            rounds: vec![],
            others: vec![],
            main: Some(MainAct::new("Skicka på granskning", "/arenden/14/skicka")),
            ..Self::sample()
        }
    }
}
