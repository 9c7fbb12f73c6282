//! Samples: the matter types.

use super::super::LookError;
use super::super::field::{FieldView, Widget};
use super::super::frame::Frame;
use super::super::part::{Blocker, Link, RefusalPanel, Row, SafeHtml, Tone};
use super::super::workflows::{
    Administration, Difference, Folder, WorkflowPage, WorkflowVersion, WorkflowsList,
};
use super::{Gallery, cloud_service};
use crate::document::html::html_of_part;
use crate::web::picture::flow;
use crate::workflow::{picture::Picture, routine::routine};

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arbetsfloden");
    let row = Row::new("Godkännande av molntjänst", "/arbetsfloden/molntjanst")
        .hint("Version 2 sedan 3 mars 2026, tagen i bruk av Maj Ek, systemförvaltare.");
    let list = |rows, folder| WorkflowsList { rows, folder };
    gallery.add("arbetsfloden", &frame, &list(vec![row.clone()], None))?;
    gallery.add("arbetsfloden-tomt", &frame, &list(vec![], None))?;
    let own = list(vec![row], Some(Folder::sample()));
    gallery.add("arbetsfloden-egna", &frame, &own)?;
    if let Some(definition) = cloud_service() {
        let version = |title: &str, in_force, differences: &[&str]| WorkflowVersion {
            title: title.to_owned(),
            since: "Känd sedan 3 november 2026. Kontrollsumma 12ab34cd56ef.".to_owned(),
            in_force,
            differences: differences.iter().map(|one| (*one).to_owned()).collect(),
        };
        let page = WorkflowPage {
            heading: definition.title.clone(),
            version: "2".to_owned(),
            refusal: None,
            picture: flow(&Picture::of(&definition), "flode"),
            administration: None,
            routine: SafeHtml::from_our_own(html_of_part(&routine(&definition), 2, "rutin")),
            word_file: Link::new(
                "Hämta rutinbeskrivningen som Word-fil",
                "/arbetsfloden/molntjanst/rutin.docx",
            ),
            versions: vec![
                version(
                    "Version 2",
                    true,
                    &[
                        "Tidsfristen för granskningssteget ”Juridisk granskning” i granskningen ändras från 10 till 15 arbetsdagar.",
                    ],
                ),
                version("Version 1", false, &[]),
            ],
        };
        gallery.add("arbetsflode", &frame, &page)?;
        let administered = WorkflowPage {
            administration: Some(Administration::sample()),
            ..page.clone()
        };
        gallery.add("arbetsflode-flytta", &frame, &administered)?;
        let refused = WorkflowPage {
            refusal: Some(refused()),
            administration: Some(Administration::sample_without_matters()),
            ..page
        };
        gallery.add("arbetsflode-vagrad", &frame, &refused)?;
    }
    Ok(())
}

impl Folder {
    /// With a file that has faults.
    pub fn sample() -> Self {
        Self {
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
        }
    }
}

impl Administration {
    /// One matter that can be moved and one that cannot.
    pub fn sample() -> Self {
        Self {
            differences: vec![Difference {
                heading: "Det här skiljer version 2 från version 1".to_owned(),
                sentences: vec!["Nytt fält ”Yta”.".to_owned()],
            }],
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
            action: "/arbetsfloden/bygglov".to_owned(),
            button: "Flytta ärendena till version 2".to_owned(),
            history: vec![Row::plain("Tog version 2 i bruk.").hint("3 mars 2026, Maj Ek")],
        }
    }

    /// With nothing to move.
    pub fn sample_without_matters() -> Self {
        Self {
            can: Vec::new(),
            cannot: Vec::new(),
            fields: Vec::new(),
            ..Self::sample()
        }
    }
}

fn refused() -> RefusalPanel {
    let blocker = Blocker {
        missing: "En annan version har tagits i bruk.".to_owned(),
        todo: Some("Öppna sidan igen.".to_owned()),
        link: None,
        source: None,
    };
    RefusalPanel {
        heading: "Inga ärenden är flyttade".to_owned(),
        blockers: vec![blocker],
    }
}
