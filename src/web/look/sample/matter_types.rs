//! Samples: the matter types, and moving matters.

use super::super::LookError;
use super::super::field::{FieldView, Widget};
use super::super::frame::Frame;
use super::super::matter_types::{Difference, Folder, MatterType, MatterTypes};
use super::super::part::{Blocker, Fact, RefusalPanel, Row, Tone};
use super::Gallery;

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arendetyper");
    gallery.add("arendetyper", &frame, &MatterTypes::sample())?;
    gallery.add("arendetyper-utan-mapp", &frame, &MatterTypes::sample_bare())?;
    gallery.add("arendetyp", &frame, &MatterType::sample())?;
    gallery.add("arendetyp-vagrad", &frame, &MatterType::sample_refused())?;
    Ok(())
}

impl MatterTypes {
    /// With a folder in which one file has faults.
    pub fn sample() -> Self {
        let folder = Folder {
            path: "/etc/beslut/arendetyper".to_owned(),
            fault: None,
            files: vec![
                Row::plain("/etc/beslut/arendetyper/bygglov.toml")
                    .hint("Bygglov, version 2")
                    .tag("I bruk", Tone::Good),
                Row::plain("/etc/beslut/arendetyper/resor.toml")
                    .remark("resor.toml:7:9: fel[E010]: okänd roll 'chefen' – menade du 'chef'?")
                    .tag("Har fel", Tone::Stop),
            ],
        };
        Self {
            folder: Some(folder),
            ..Self::sample_bare()
        }
    }

    /// Without a folder.
    pub fn sample_bare() -> Self {
        let row = Row::new("Bygglov", "/arendetyper/typ/bygglov")
            .hint("Version 2 sedan 3 mars 2026, tagen i bruk av Maj Ek, systemförvaltare.");
        Self {
            in_force: vec![row],
            folder: None,
        }
    }
}

impl MatterType {
    /// One matter that can be moved and one that cannot.
    pub fn sample() -> Self {
        Self {
            heading: "Bygglov".to_owned(),
            facts: vec![Fact::new("Version i bruk", "2")],
            differences: vec![Difference {
                heading: "Det här skiljer version 2 från version 1".to_owned(),
                sentences: vec!["Nytt fält ”Yta”.".to_owned()],
            }],
            refusal: None,
            can: vec![
                Row::new("Carport på Storgatan 3", "/arenden/1")
                    .hint("BN 2026/7, version 1")
                    .remark("Uppgiften ”Area” blir ”Yta”.\nEtt nytt avsnitt finns att skriva i.")
                    .tag("Utkast", Tone::Info),
            ],
            cannot: vec![
                Row::new("Plank på Storgatan 5", "/arenden/2")
                    .hint("BN 2026/8, version 1")
                    .remark("Från och med dagordningen följer ett ärende den version som det har.")
                    .tag("På dagordningen", Tone::Stop),
            ],
            fields: vec![FieldView::new(
                "loss",
                "Jag bekräftar att det som släpps får försvinna",
                Widget::Checkbox { checked: false },
            )],
            seen: Some("ab".repeat(32)),
            hidden: Vec::new(),
            action: "/arendetyper/typ/bygglov".to_owned(),
            button: "Flytta ärendena till version 2".to_owned(),
            history: vec![Row::plain("Tog version 2 i bruk.").hint("3 mars 2026, Maj Ek")],
        }
    }

    /// Refused, with nothing left to move.
    pub fn sample_refused() -> Self {
        let blocker = Blocker {
            missing: "En annan version har tagits i bruk.".to_owned(),
            todo: Some("Öppna sidan igen.".to_owned()),
            link: None,
            source: None,
        };
        Self {
            refusal: Some(RefusalPanel {
                heading: "Inga ärenden är flyttade".to_owned(),
                blockers: vec![blocker],
            }),
            can: Vec::new(),
            cannot: Vec::new(),
            fields: Vec::new(),
            ..Self::sample()
        }
    }
}
