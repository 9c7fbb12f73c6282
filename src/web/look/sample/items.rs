//! Samples: an item of the agenda, and the minutes.

use super::super::LookError;
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::meeting::RollRow;
use super::super::minutes::MinutesPage;
use super::super::part::{Fact, Link, MainAct, RefusalPanel, Row, SafeHtml, Tag, Tone};
use super::super::vote::{ItemPage, MotionView};
use super::Gallery;
use super::meetings::{PEOPLE, meeting, people_choices};

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/sammantraden");
    gallery.add("punkt", &frame, &ItemPage::sample())?;
    gallery.add("punkt-fel", &frame, &ItemPage::sample_wrong())?;
    gallery.add("protokoll", &frame, &MinutesPage::sample())?;
    gallery.add("protokoll-tomt", &frame, &MinutesPage::sample_empty())?;
    Ok(())
}

impl ItemPage {
    /// A matter to decide, with a motion and a vote.
    pub fn sample() -> Self {
        let kinds = [
            ("bifall", "Bifall"),
            ("bifall_andring", "Bifall med ändring"),
            ("avslag", "Avslag"),
            ("aterremiss", "Återremiss"),
            ("bordlaggning", "Bordläggning"),
        ];
        let kinds = kinds
            .iter()
            .map(|(value, title)| Choice::new(*value, *title).chosen(*value == "bifall"));
        let motion = |number: usize, who: &str, text: &str| MotionView {
            legend: format!("Yrkande {number}"),
            fields: vec![
                FieldView::text(format!("yrkande_{number}_vem"), "Vem", who),
                FieldView::textarea(format!("yrkande_{number}_text"), "Yrkandet", text, 2),
            ],
        };
        let voters = PEOPLE.iter().map(|(id, person, note)| RollRow {
            id: format!("rost-{id}"),
            name: format!("rost_{id}"),
            person: (*person).to_owned(),
            note: (*note).to_owned(),
            choices: vec![
                Choice::new("ja", "Ja").chosen(true),
                Choice::new("nej", "Nej"),
                Choice::new("avstar", "Avstår"),
                Choice::new("deltar_inte", "Deltar inte"),
            ],
            extra: None,
        });
        Self {
            matter_title: "Molntjänst för skolans schema".to_owned(),
            meeting: meeting(),
            about: vec![
                Fact::new("Diarienummer", "SN 2026/43"),
                Fact::new("Föredras av", "Lina Berg"),
            ],
            quorum:
                "5 av 7 deltar. Minst 4 måste delta när den som är jävig har gått ut (KL 6:27)."
                    .to_owned(),
            refusal: None,
            disqualified: vec![
                Row::new("Ali Nouri (V)", "/sammantraden/3/punkter/2/jav/ali/ta-bort")
                    .hint("Sitter i leverantörens styrelse. Eva Lund (S) tjänstgör."),
            ],
            disqualify: Some(Link::new("Anteckna jäv", "/sammantraden/3/punkter/2/jav")),
            decision: FieldView::new(
                "beslut",
                "Vad beslutade nämnden?",
                Widget::Radios {
                    choices: kinds.collect(),
                },
            ),
            points: vec![
                FieldView::textarea(
                    "punkt_1",
                    "Beslutspunkt 1",
                    "Socialnämnden godkänner att molntjänsten Schemavyn används.",
                    3,
                ),
                FieldView::textarea("punkt_2", "Beslutspunkt 2", "", 3).optional(),
            ],
            conditions: vec![
                FieldView::textarea("skal", "Skäl till återremiss", "", 2)
                    .hint("Bara vid återremiss.")
                    .optional(),
            ],
            motions: vec![
                motion(1, "Mona Öst (C)", "Avslag på förslaget."),
                motion(2, "", ""),
            ],
            motions_open: true,
            vote: vec![
                FieldView::new(
                    "omrostning",
                    "Omröstning begärdes och hölls",
                    Widget::Checkbox { checked: true },
                ),
                FieldView::text(
                    "ja_betyder",
                    "Ja betyder",
                    "bifall till förvaltningens förslag",
                ),
                FieldView::text(
                    "nej_betyder",
                    "Nej betyder",
                    "bifall till Mona Östs yrkande",
                ),
            ],
            voters: voters.collect(),
            vote_open: true,
            took_no_part: FieldView::new(
                "deltog_inte",
                "Vem deltog inte i beslutet?",
                Widget::Checkboxes {
                    choices: people_choices(),
                },
            )
            .optional(),
            dissent: vec![MotionView {
                legend: "Reservation 1".to_owned(),
                fields: vec![
                    FieldView::new(
                        "reservation_1_vem",
                        "Vem",
                        Widget::Select {
                            choices: people_choices(),
                        },
                    ),
                    FieldView::textarea("reservation_1_text", "Skriftlig motivering", "", 3)
                        .optional(),
                ],
            }],
            dissent_open: false,
            correction: Vec::new(),
            item: "b".to_owned(),
            seen: "5".to_owned(),
            action: "/sammantraden/3/punkter/b".to_owned(),
        }
    }

    /// A referral back with no reason.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        page.refusal = Some(RefusalPanel::sample());
        page.decision.error = Some("Välj ett beslut".to_owned());
        page.points[0].error = Some("Skriv minst en beslutspunkt".to_owned());
        page.conditions[0].error = Some("Skriv skälet till återremissen".to_owned());
        page.motions[0].fields[0].error = Some("Mona Öst är inte med på uppropet".to_owned());
        page.vote[1].error = Some("Skriv vad ja betyder".to_owned());
        page
    }
}

impl MinutesPage {
    /// Certified by one of two.
    pub fn sample() -> Self {
        Self {
            heading: "Protokoll §§ 14–15".to_owned(),
            meeting: meeting(),
            state: Tag::new("Justeras", Tone::Wait),
            blockers: vec![],
            main: None,
            others: vec![Link::new("Påminn", "/sammantraden/3/protokoll/paminn")],
            dates: vec![
                Fact::new("Senast justerat", "9 december 2026").note("Fjorton dagar efter sammanträdet, KL 5:69"),
                Fact::new("Justerat", ""),
                Fact::new("Senast anslaget", "").note("Andra dagen efter justeringen, KL 8:12"),
                Fact::new("Sista dag att överklaga", "").note("Tre veckor från anslaget, KL 13:5"),
                Fact::new("Laga kraft", "").note("Dagen efter, om ingen överklagar"),
            ],
            certifiers: vec![
                Row::plain("Karin Åberg (S), ordförande").hint("Svarade den 26 november 2026 kl. 08.10").tag("Justerat", Tone::Good),
                Row::plain("Olle Ström (M), justerare").hint("Frågad den 26 november 2026").tag("Väntar på svar", Tone::Info),
            ],
            files: vec![Row::new("Protokoll", "/sammantraden/3/protokoll.docx").hint("Word")],
            preview: SafeHtml::from_our_own("<h3>§ 14 Molntjänst för skolans schema</h3><p>SN 2026/43</p><h4>Beslut</h4><ol><li>Socialnämnden godkänner att molntjänsten Schemavyn används.</li></ol>".to_owned()),
        }
    }

    /// Not sent to anybody yet.
    pub fn sample_empty() -> Self {
        Self {
            state: Tag::new("Utkast", Tone::Plain),
            blockers: RefusalPanel::sample().blockers,
            main: Some(MainAct::new(
                "Skicka för justering",
                "/sammantraden/3/protokoll/justering",
            )),
            others: vec![],
            certifiers: vec![],
            files: vec![],
            ..Self::sample()
        }
    }
}
