//! Samples: the matter types.

use super::super::LookError;
use super::super::frame::Frame;
use super::super::part::{Link, Row, SafeHtml};
use super::super::workflows::{WorkflowPage, WorkflowVersion, WorkflowsList};
use super::{Gallery, cloud_service};
use crate::document::html::html_of_part;
use crate::web::picture::flow;
use crate::workflow::{picture::Picture, routine::routine};

pub(super) fn add(gallery: &mut Gallery<'_>) -> Result<(), LookError> {
    let frame = Frame::sample("/arbetsfloden");
    let row = Row::new("Godkännande av molntjänst", "/arbetsfloden/molntjanst").hint("Version 2");
    gallery.add("arbetsfloden", &frame, &WorkflowsList { rows: vec![row] })?;
    gallery.add("arbetsfloden-tomt", &frame, &WorkflowsList { rows: vec![] })?;
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
            picture: flow(&Picture::of(&definition), "flode"),
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
    }
    Ok(())
}
