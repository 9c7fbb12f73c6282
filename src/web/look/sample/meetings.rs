//! Samples: meetings and the roll call.

use super::super::LookError;
use super::super::field::{Choice, FieldView, Widget};
use super::super::frame::Frame;
use super::super::meeting::{
    AgendaRow, AttendancePage, MeetingPage, MeetingRow, MeetingsList, ReadyMatter, RollRow,
};
use super::super::part::{Fact, Link, MainAct, Paging, RefusalPanel, Row, Tag, Tone};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/sammantraden");
    gallery.add("sammantraden", &frame, &MeetingsList::sample())?;
    gallery.add("sammantraden-tomt", &frame, &MeetingsList::sample_empty())?;
    gallery.add("sammantrade", &frame, &MeetingPage::sample())?;
    gallery.add("sammantrade-tomt", &frame, &MeetingPage::sample_empty())?;
    gallery.add("upprop", &frame, &AttendancePage::sample())?;
    gallery.add("upprop-fel", &frame, &AttendancePage::sample_wrong())?;
    Ok(())
}

pub(super) fn meeting() -> Link {
    Link::new("Socialnämnden 25 november 2026", "/sammantraden/3")
}

pub(super) const PEOPLE: [(&str, &str, &str); 5] = [
    ("karin", "Karin Åberg", "(S), ordförande"),
    ("olle", "Olle Ström", "(M), vice ordförande"),
    ("mona", "Mona Öst", "(C), ledamot"),
    ("ali", "Ali Nouri", "(V), ledamot"),
    ("eva", "Eva Lund", "(S), ersättare"),
];

pub(super) fn people_choices() -> Vec<Choice> {
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
            remove: Some(format!("/sammantraden/3/punkter/{number}/ta-bort")),
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
            standing: Some(
                FieldView::text("title", "Punkt utan ärende", "")
                    .hint("Till exempel val av justerare eller information."),
            ),
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
            standing: Some(
                FieldView::text("title", "Punkt utan ärende", "").error("Punkten saknar rubrik."),
            ),
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
