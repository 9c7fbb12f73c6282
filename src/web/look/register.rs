//! The register (diarium).

use super::Page;
use super::field::FieldView;
use super::part::{MainAct, Paging, Tag};
use serde::Serialize;

/// One line of the register.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterRow {
    /// The number.
    pub number: String,
    /// The matter's page, if the reader may open it.
    pub href: Option<String>,
    /// The day.
    pub date: String,
    /// From whom or to whom, with the direction in words; empty when not fitting.
    pub party: String,
    /// What it concerns, in short.
    pub concerns: String,
    /// The state.
    pub state: Tag,
    /// Why the number was cancelled, if it was.
    pub cancelled: Option<String>,
}

/// The register, by year and body.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterList {
    /// The fields of the search, sent with GET.
    pub filter: Vec<FieldView>,
    /// The lines on this page.
    pub rows: Vec<RegisterRow>,
    /// Where in the list the reader is.
    pub paging: Paging,
    /// The main button, for the registrar.
    pub main: Option<MainAct>,
}

impl Page for RegisterList {
    const TEMPLATE: &'static str = "register";
    fn title(&self) -> String {
        "Diarium".to_owned()
    }
}
