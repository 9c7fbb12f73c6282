//! Every page filled with made-up content: normal, empty, with faults.
//!
//! The tests render all of them, and `cargo test --test it pages::` leaves them as
//! files in `target/tmp/pages`, to be looked at in a browser.

use super::frame::{Frame, MENU, MENU_OF_ADMINISTRATOR, Notice, PersonTag};
use super::part::{Fault, Hidden, Paging, Tone};
use super::{Look, LookError, Page};
use crate::{office::workflows::shipped, workflow::definition::Definition};

mod acts;
mod collecting;
mod forms;
mod items;
mod matters;
mod meetings;
mod others;
mod signoffs;
mod workflows;

/// One finished sample page.
#[derive(Debug, Clone)]
pub struct SamplePage {
    /// A name that fits a file.
    pub name: String,
    /// The whole HTML.
    pub html: String,
    /// The faults that it must show.
    pub faults: Vec<Fault>,
}

/// Collects finished samples.
struct Gallery<'a> {
    look: &'a Look,
    pages: Vec<SamplePage>,
}

impl Gallery<'_> {
    fn add<P: Page>(&mut self, name: &str, frame: &Frame, page: &P) -> Result<(), LookError> {
        self.pages.push(SamplePage {
            name: name.to_owned(),
            html: self.look.page(frame, page)?,
            faults: page.faults(),
        });
        Ok(())
    }
}

/// Makes every page with every sample.
pub fn every(look: &Look) -> Result<Vec<SamplePage>, LookError> {
    let mut gallery = Gallery {
        look,
        pages: Vec::new(),
    };
    others::add(&mut gallery)?;
    matters::add(&mut gallery)?;
    forms::add(&mut gallery)?;
    acts::add(&mut gallery)?;
    meetings::add(&mut gallery)?;
    items::add(&mut gallery)?;
    signoffs::add(&mut gallery)?;
    collecting::add(&mut gallery)?;
    workflows::add(&mut gallery)?;
    Ok(gallery.pages)
}

/// The matter type that the samples are of.
fn cloud_service() -> Option<Definition> {
    shipped()
        .find(|source| source.name.ends_with("/molntjanst.toml"))
        .and_then(|source| source.read().ok())
}

impl Frame {
    /// A signed-in officer of the made-up municipality.
    pub fn sample(here: &str) -> Self {
        let person = PersonTag {
            name: "Lina Berg".to_owned(),
            role: Some("handläggare".to_owned()),
        };
        let menu = if here == "/personer" {
            MENU_OF_ADMINISTRATOR
        } else {
            MENU
        };
        Self::inside("Exempelby kommun", "nonce-1", person, menu, here)
    }

    /// Somebody behind a mailed link.
    pub fn sample_outside() -> Self {
        Self::outside("Exempelby kommun", "nonce-2")
    }

    fn with_notice(mut self, tone: Tone, text: &str) -> Self {
        self.notice = Some(Notice {
            tone,
            text: text.to_owned(),
        });
        self
    }
}

impl Paging {
    /// In the middle of a list.
    pub fn sample(path: &str) -> Self {
        Self {
            shown: "26–50 av 113".to_owned(),
            previous: Some(format!("{path}?sida=1")),
            next: Some(format!("{path}?sida=3")),
        }
    }

    /// All on one page.
    pub fn sample_short(shown: &str) -> Self {
        Self {
            shown: shown.to_owned(),
            previous: None,
            next: None,
        }
    }
}

impl Hidden {
    /// A hidden value.
    pub fn sample() -> Self {
        Self {
            name: "step".to_owned(),
            value: "juridik".to_owned(),
        }
    }
}
