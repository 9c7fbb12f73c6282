//! Samples: questions to answer, and lists in groups.

use super::super::LookError;
use super::super::collecting::{InquiryPage, Listing, ListingPage, QuestionGroup};
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::part::{Blocker, Fact, Link, MainAct, RefusalPanel, Row, Said, Tone};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let outside = Frame::sample_outside();
    gallery.add("svar", &outside, &InquiryPage::sample())?;
    gallery.add("svar-fel", &outside, &InquiryPage::sample_wrong())?;
    let inside = Frame::sample("/arenden");
    gallery.add("insamling", &inside, &ListingPage::sample())?;
    gallery.add("insamlingar-inga", &inside, &ListingPage::sample_empty())?;
    Ok(())
}

impl InquiryPage {
    /// With feedback on an answer that was sent.
    pub fn sample() -> Self {
        let yes_or_no = ["Inte besvarat", "Ja", "Nej"]
            .into_iter()
            .map(|title| Choice::new(title, title).chosen(title == "Ja"))
            .collect();
        Self {
            heading: "Kontroll av dataskydd".to_owned(),
            facts: vec![
                Fact::new("Du svarar för", "Socialnämnden"),
                Fact::new("Svara senast", "måndag 16 november 2026"),
            ],
            help: Some("Svara för hela nämnden.".to_owned()),
            status: Some("Utkastet är sparat. Svaren är inte skickade än.".to_owned()),
            feedback: vec![Said {
                heading: "Den 1 december 2026 kl. 10.12".to_owned(),
                text: "Rutinen för radering saknas.".to_owned(),
                asks_for: Some("Ta fram en rutin.".to_owned()),
            }],
            refusal: None,
            groups: vec![QuestionGroup {
                legend: Some("Nämndens arbete".to_owned()),
                facts: vec![Fact::new("Senast svarat", "2025")],
                fields: vec![
                    FieldView::textarea("svar-0-hur", "Hur är arbetet organiserat?", "", 6),
                    FieldView::text("svar-0-antal", "Hur många incidenter?", "Ca 5")
                        .hint("Ett antal, ”ca 5” eller ”inte insamlat”."),
                    FieldView::new(
                        "svar-0-samtycke",
                        "Används samtycke?",
                        Widget::Radios { choices: yes_or_no },
                    )
                    .optional(),
                ],
            }],
            ready: FieldView::new(
                "klar",
                "Svaren är klara att skicka",
                Widget::Checkbox { checked: false },
            ),
            seen: "3".to_owned(),
            save_action: "/svar/a1/spara".to_owned(),
            send_action: "/svar/a1/skicka".to_owned(),
            button: "Skicka svaren".to_owned(),
            leave_action: Some("/svar/a1/avsluta".to_owned()),
        }
    }

    /// Sent without an answer, and saved in another window.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        page.status = None;
        page.feedback = Vec::new();
        page.groups[0].legend = None;
        page.groups[0].facts = Vec::new();
        let fault = "Svaret saknas. Skriv ett svar, eller att det inte är aktuellt.";
        page.groups[0].fields[0].error = Some(fault.to_owned());
        page.refusal = Some(RefusalPanel {
            heading: "Det du skrev är inte sparat".to_owned(),
            blockers: vec![Blocker {
                missing: "Svaren har sparats från ett annat fönster.".to_owned(),
                todo: Some("Jämför och skicka igen.".to_owned()),
                link: None,
                source: None,
            }],
        });
        page
    }
}

impl ListingPage {
    /// Who has answered and who has not.
    pub fn sample() -> Self {
        Self {
            heading: "Kontroll av dataskydd".to_owned(),
            lead: Some("1 av 2 har svarat.".to_owned()),
            crumbs: vec![Link::new("Ärenden", "/arenden")],
            facts: vec![Fact::new("Svar senast", "måndag 16 november 2026")],
            blockers: vec![Blocker {
                missing: "Texten säger 22, men tabellen summerar till 21.".to_owned(),
                todo: Some("Rätta texten eller tabellen.".to_owned()),
                link: Some(Link::new("Skriv texten", "/arenden/a1/avsnitt/incidenter")),
                source: Some("Riktlinje för uppföljning, p. 4".to_owned()),
            }],
            groups: vec![
                Listing {
                    id: "saknas".to_owned(),
                    heading: "Har inte svarat (1)".to_owned(),
                    rows: vec![
                        Row::new("Socialnämnden", "/insamlingar/a1/svar/b2")
                            .hint("Lina Berg. Mejlet kom inte fram.")
                            .tag("Försenat", Tone::Stop),
                    ],
                    empty: "Alla har svarat.".to_owned(),
                },
                Listing {
                    id: "svar".to_owned(),
                    heading: "Har svarat (1)".to_owned(),
                    rows: vec![
                        Row::new("Kommunstyrelsen", "/insamlingar/a1/svar/b1")
                            .tag("Har svarat", Tone::Good),
                    ],
                    empty: "Ingen har svarat än.".to_owned(),
                },
            ],
            main: Some(MainAct::new("Ta in svaren", "/insamlingar/a1/ta-in")),
            others: vec![Link::new("Avsluta insamlingen", "/insamlingar/a1/avsluta")],
        }
    }

    /// Nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            heading: "Insamlingar".to_owned(),
            lead: None,
            facts: Vec::new(),
            blockers: Vec::new(),
            groups: vec![Listing {
                id: "omgangar".to_owned(),
                heading: "Omgångar".to_owned(),
                rows: Vec::new(),
                empty: "Ingen har frågats än.".to_owned(),
            }],
            main: None,
            ..Self::sample()
        }
    }
}
