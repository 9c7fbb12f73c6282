//! Samples: meetings, the roll call, an item, the minutes.

use super::super::LookError;
use super::super::field::{Choice, FieldView, Widget};
use super::super::meeting::{
    AgendaRow, AttendancePage, MeetingPage, MeetingRow, MeetingsList, ReadyMatter, RollRow,
};
use super::super::minutes::MinutesPage;
use super::super::part::{
    Fact, Frame, Link, MainAct, Paging, RefusalPanel, Row, SafeHtml, Tag, Tone,
};
use super::super::vote::{ItemPage, MotionView};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/sammantraden");
    gallery.add("sammantraden", &frame, &MeetingsList::sample())?;
    gallery.add("sammantraden-tomt", &frame, &MeetingsList::sample_empty())?;
    gallery.add("sammantrade", &frame, &MeetingPage::sample())?;
    gallery.add("sammantrade-tomt", &frame, &MeetingPage::sample_empty())?;
    gallery.add("upprop", &frame, &AttendancePage::sample())?;
    gallery.add("upprop-fel", &frame, &AttendancePage::sample_wrong())?;
    gallery.add("punkt", &frame, &ItemPage::sample())?;
    gallery.add("punkt-fel", &frame, &ItemPage::sample_wrong())?;
    gallery.add("protokoll", &frame, &MinutesPage::sample())?;
    gallery.add("protokoll-tomt", &frame, &MinutesPage::sample_empty())?;
    Ok(())
}

fn meeting() -> Link {
    Link::new("Socialnämnden 25 november 2026", "/sammantraden/3")
}

const PEOPLE: [(&str, &str, &str); 5] = [
    ("karin", "Karin Åberg", "(S), ordförande"),
    ("olle", "Olle Ström", "(M), vice ordförande"),
    ("mona", "Mona Öst", "(C), ledamot"),
    ("ali", "Ali Nouri", "(V), ledamot"),
    ("eva", "Eva Lund", "(S), ersättare"),
];

fn people_choices() -> Vec<Choice> {
    PEOPLE
        .iter()
        .map(|(id, name, note)| Choice::new(*id, format!("{name} {note}")))
        .collect()
}

impl MeetingsList {
    /// One coming, one held.
    pub fn sample() -> Self {
        let row = |when: &str, matters: &str, state: Tag| MeetingRow {
            body: "Socialnämnden".to_owned(),
            href: "/sammantraden/3".to_owned(),
            when: when.to_owned(),
            matters: matters.to_owned(),
            state,
        };
        Self {
            coming: vec![row(
                "25 november 2026 kl. 13.30",
                "4 ärenden",
                Tag::new("Planeras", Tone::Info),
            )],
            held: vec![row(
                "28 oktober 2026 kl. 13.30",
                "7 ärenden",
                Tag::new("Justeras", Tone::Wait),
            )],
            paging: Paging::sample_short("1–1 av 1"),
            main: Some(MainAct::new("Nytt sammanträde", "/sammantraden/nytt")),
        }
    }

    /// None at all.
    pub fn sample_empty() -> Self {
        Self {
            coming: vec![],
            held: vec![],
            paging: Paging::sample_short("0 av 0"),
            main: None,
        }
    }
}

impl MeetingPage {
    /// A meeting going on.
    pub fn sample() -> Self {
        let item = |id: &str, number, title: &str, state: Tag| AgendaRow {
            id: id.to_owned(),
            number,
            title: title.to_owned(),
            href: Some(format!("/sammantraden/3/punkter/{id}")),
            hint: "SN 2026/43 · föredras av Lina Berg".to_owned(),
            state,
        };
        Self {
            body: "Socialnämnden".to_owned(),
            when: "25 november 2026 kl. 13.30".to_owned(),
            state: Tag::new("Pågår", Tone::Info),
            about: vec![
                Fact::new("Plats", "Kommunhuset, rum Eken"),
                Fact::new("Ordförande", "Karin Åberg (S)"),
                Fact::new("Sekreterare", "Anna Ek"),
            ],
            steps: vec![
                Row::new("Dagordning", "#dagordning").tag("Klar", Tone::Good),
                Row::new("Upprop", "/sammantraden/3/upprop").tag("Klart", Tone::Good),
                Row::plain("Beslut")
                    .hint("1 av 2 punkter")
                    .tag("Pågår", Tone::Info),
                Row::plain("Avsluta").tag("Kan inte börja", Tone::Plain),
                Row::plain("Protokoll").tag("Kan inte börja", Tone::Plain),
            ],
            blockers: vec![],
            refusal: None,
            agenda: vec![
                item(
                    "a",
                    1,
                    "Molntjänst för skolans schema",
                    Tag::new("§ 14 Bifall", Tone::Good),
                ),
                item(
                    "b",
                    2,
                    "Digital nämndhantering",
                    Tag::new("Inte behandlat", Tone::Plain),
                ),
            ],
            order_action: Some("/sammantraden/3/ordning".to_owned()),
            ready: vec![ReadyMatter {
                id: "17".to_owned(),
                title: "Riktlinje för säkerhetskopior".to_owned(),
                href: "/arenden/17".to_owned(),
                hint: "SN 2026/38 · klart för beslut sedan 2 november".to_owned(),
            }],
            add_action: "/sammantraden/3/punkter".to_owned(),
            seen: "5".to_owned(),
            quorum: Some(
                "5 av 7 är här. Nämnden är beslutsför: fler än hälften deltar (KL 6:27)."
                    .to_owned(),
            ),
            main: Some(MainAct::new("Gå till punkt 2", "/sammantraden/3/punkter/b")),
            others: vec![Link::new("Avsluta sammanträdet", "/sammantraden/3/avsluta")],
        }
    }

    /// Just made; nothing on the agenda; something refused.
    pub fn sample_empty() -> Self {
        Self {
            state: Tag::new("Planeras", Tone::Plain),
            agenda: vec![],
            ready: vec![],
            order_action: None,
            quorum: None,
            main: None,
            others: vec![],
            blockers: RefusalPanel::sample().blockers,
            refusal: Some(RefusalPanel::sample()),
            ..Self::sample()
        }
    }
}

impl AttendancePage {
    /// Everyone here but one.
    pub fn sample() -> Self {
        let rows = PEOPLE.iter().map(|(id, person, note)| {
            let replaces = vec![
                Choice::new("", "Tjänstgör inte"),
                Choice::new("ali", "Ali Nouri").chosen(true),
            ];
            let extra = (*id == "eva").then(|| {
                FieldView::new(
                    "ersatter_eva",
                    "Ersätter",
                    Widget::Select { choices: replaces },
                )
                .optional()
            });
            RollRow {
                id: format!("narvaro-{id}"),
                name: format!("narvaro_{id}"),
                person: (*person).to_owned(),
                note: (*note).to_owned(),
                choices: vec![
                    Choice::new("plats", "Här").chosen(*id != "ali"),
                    Choice::new("distans", "På distans"),
                    Choice::new("franvarande", "Frånvarande").chosen(*id == "ali"),
                ],
                extra,
            }
        });
        Self {
            meeting: meeting(),
            quorum: "Nämnden har 7 ledamöter. Minst 4 måste delta (KL 6:27).".to_owned(),
            refusal: None,
            rows: rows.collect(),
            fields: vec![
                FieldView::new(
                    "ordforande",
                    "Ordförande vid sammanträdet",
                    Widget::Select {
                        choices: people_choices(),
                    },
                ),
                FieldView::new(
                    "justerare",
                    "Justerare",
                    Widget::Select {
                        choices: people_choices(),
                    },
                ),
                FieldView::textarea(
                    "ovriga",
                    "Övriga närvarande",
                    "Lina Berg, handläggare | § 14",
                    3,
                )
                .hint("En per rad: namn, titel | paragrafer")
                .optional(),
            ],
            seen: "5".to_owned(),
            action: "/sammantraden/3/upprop".to_owned(),
        }
    }

    /// Two faults and a refusal.
    pub fn sample_wrong() -> Self {
        let mut page = Self::sample();
        page.refusal = Some(RefusalPanel::sample());
        page.fields[1].error =
            Some("Ordföranden kan inte också vara justerare. Välj någon annan".to_owned());
        if let Some(extra) = page.rows.last_mut().and_then(|row| row.extra.as_mut()) {
            extra.error = Some("Ali Nouri är här och kan inte ersättas".to_owned());
        }
        page
    }
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
            disqualified: FieldView::new(
                "javig",
                "Vem är jävig?",
                Widget::Checkboxes {
                    choices: people_choices(),
                },
            )
            .hint("Den som är jävig lämnar rummet (KL 6:28–30).")
            .optional(),
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
            dissent: vec![
                FieldView::new(
                    "reserverar",
                    "Vem reserverar sig?",
                    Widget::Checkboxes {
                        choices: people_choices(),
                    },
                )
                .hint("Ska anmälas innan sammanträdet avslutas (KL 4:27).")
                .optional(),
                FieldView::textarea("anteckning", "Protokollsanteckning", "", 3).optional(),
            ],
            dissent_open: false,
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
