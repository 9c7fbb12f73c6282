//! Samples: sections, conflicts, check-before-send pages.

use super::super::LookError;
use super::super::act::{CheckPage, EditSection, SectionConflict};
use super::super::field::FieldView;
use super::super::frame::Frame;
use super::super::part::{Fact, Link, RefusalPanel};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arenden");
    gallery.add("skriv-avsnitt", &frame, &EditSection::sample())?;
    gallery.add("skriv-avsnitt-fel", &frame, &EditSection::sample_wrong())?;
    gallery.add("krock", &frame, &SectionConflict::sample())?;
    for (name, page) in CheckPage::samples() {
        gallery.add(name, &frame, &page)?;
    }
    Ok(())
}

fn matter() -> Link {
    Link::new("Molntjänst för skolans schema", "/arenden/14")
}

pub(super) fn crumbs() -> Vec<Link> {
    vec![Link::new("Ärenden", "/arenden"), matter()]
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

impl EditSection {
    /// A section being written.
    pub fn sample() -> Self {
        Self {
            section_title: "Sammanfattning".to_owned(),
            matter: matter(),
            help: Some(
                "Vad har hänt och varför kommer ärendet nu? Texten följer med till protokollet."
                    .to_owned(),
            ),
            text: FieldView::textarea(
                "text",
                "Text",
                "Skolan behöver ett nytt schema.\n\n</textarea><b>inte html</b>",
                18,
            ),
            count: "63 tecken, 9 ord".to_owned(),
            seen: "7".to_owned(),
            action: "/arenden/14/avsnitt/sammanfattning".to_owned(),
        }
    }

    /// A text that is too long.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        page.text = page
            .text
            .error("Texten är 212 tecken för lång. Korta den till högst 100 000 tecken");
        page
    }
}

impl SectionConflict {
    /// Two texts.
    pub fn sample() -> Self {
        let mut text = FieldView::textarea(
            "text",
            "Din text, som du kan ändra",
            "Skolan behöver ett nytt schema, senast till våren.",
            14,
        );
        text.broad = true;
        Self {
            section_title: "Sammanfattning".to_owned(),
            matter: matter(),
            saved_by: "Per Alm sparade en annan text den 4 november 2026 kl. 10.31".to_owned(),
            saved: "Skolan behöver ett nytt schema.\n\nDet gamla avtalet går ut.".to_owned(),
            text,
            seen: "8".to_owned(),
            action: "/arenden/14/avsnitt/sammanfattning".to_owned(),
        }
    }
}

impl CheckPage {
    fn plain(heading: &str, action: &str, button: &str, consequences: &[&str]) -> Self {
        Self {
            heading: heading.to_owned(),
            crumbs: crumbs(),
            facts: vec![Fact::new("Ärende", "Molntjänst för skolans schema")],
            consequences: owned(consequences),
            blockers: vec![],
            refusal: None,
            fields: vec![],
            seen: Some("7".to_owned()),
            hidden: vec![],
            action: action.to_owned(),
            button: button.to_owned(),
            danger: false,
            cancel: Link::new("Avbryt", "/arenden/14"),
        }
    }

    /// Submitting a matter for review.
    pub fn sample() -> Self {
        let mut page = Self::plain(
            "Kontrollera och skicka på granskning",
            "/arenden/14/skicka",
            "Skicka på granskning",
            &[
                "Erik Sund (kommunjurist) och Sara Lind (IT-strateg) får var sitt mejl med en personlig länk.",
                "De ska svara senast den 18 november 2026.",
                "Ändrar du texten efter det måste de godkänna igen.",
            ],
        );
        page.facts.push(
            Fact::new("Leverantör", "Schemavyn AB")
                .change("leverantor-rad", "/arenden/14/uppgifter#falt-leverantor"),
        );
        page.facts.push(Fact::new(
            "Handlingar",
            "Laglighetsbedömning\nRisk- och sårbarhetsanalys",
        ));
        page
    }

    /// All kinds of checks.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let mut stopped = Self::sample();
        stopped.blockers = RefusalPanel::sample().blockers;
        stopped.cancel = Link::new("Tillbaka till ärendet", "/arenden/14");
        let mut refused = Self::sample();
        refused.refusal = Some(RefusalPanel::sample());
        let mut withdraw = Self::plain(
            "Vill du återkalla ärendet?",
            "/arenden/14/aterkalla",
            "Återkalla ärendet",
            &[
                "Granskningen avbryts och länkarna slutar gälla.",
                "Ärendet finns kvar men kan inte beslutas.",
            ],
        );
        withdraw.danger = true;
        withdraw.fields = vec![
            FieldView::textarea("reason", "Skäl", "", 4)
                .hint("Skälet syns i historiken.")
                .error("Skriv varför ärendet återkallas"),
        ];
        let mut reopen = Self::plain(
            "Vill du arkivera ärendet?",
            "/arenden/14/arkivera",
            "Arkivera",
            &["Ärendet kan inte ändras mer.", "Utkast rensas."],
        );
        reopen.seen = None;
        vec![
            ("kontroll-skicka", Self::sample()),
            ("kontroll-stopp", stopped),
            ("kontroll-nekad", refused),
            ("kontroll-aterkalla-fel", withdraw),
            (
                "kontroll-besluta",
                Self::plain(
                    "Fatta beslutet på delegation?",
                    "/arenden/14/besluta",
                    "Fatta beslutet",
                    &["Beslutet får en paragraf och anmäls till nämnden."],
                ),
            ),
            (
                "kontroll-avsluta-sammantrade",
                Self::plain(
                    "Avsluta sammanträdet?",
                    "/sammantraden/3/avsluta",
                    "Avsluta sammanträdet",
                    &[
                        "Reservationer kan inte anmälas efter det (KL 4:27).",
                        "Protokollet skapas.",
                    ],
                ),
            ),
            (
                "kontroll-justering",
                Self::plain(
                    "Skicka protokollet för justering?",
                    "/sammantraden/3/protokoll/justering",
                    "Skicka för justering",
                    &[
                        "Karin Åberg och Olle Ström får var sitt mejl.",
                        "Protokollet ska vara justerat senast den 9 december 2026 (KL 5:69).",
                    ],
                ),
            ),
            (
                "kontroll-anslag",
                Self::plain(
                    "Anslå att protokollet är justerat?",
                    "/sammantraden/3/protokoll/anslag",
                    "Anslå",
                    &["Sista dag att överklaga blir den 21 december 2026 (KL 13:5)."],
                ),
            ),
            (
                "kontroll-avsluta",
                Self::plain(
                    "Avsluta ärendet?",
                    "/arenden/14/avsluta",
                    "Avsluta ärendet",
                    &["Handlingarna blir upprättade (TF 2:10)."],
                ),
            ),
            ("kontroll-arkivera", reopen),
        ]
    }
}
