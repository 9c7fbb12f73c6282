//! The registers of what the decisions are about.

use super::Page;
use super::field::FieldView;
use super::part::{Link, Paging, Row, Tag};
use serde::Serialize;

/// The registers there are.
#[derive(Debug, Clone, Serialize)]
pub struct Inventories {
    /// One row to a register.
    pub rows: Vec<Row>,
}

impl Page for Inventories {
    const TEMPLATE: &'static str = "inventories";
    fn title(&self) -> String {
        "Register".to_owned()
    }
}

/// One line of a register.
#[derive(Debug, Clone, Serialize)]
pub struct InventoryRow {
    /// What it is about.
    pub name: String,
    /// The matter's page.
    pub href: String,
    /// The register number, or empty.
    pub register_number: String,
    /// Who holds it; may be empty.
    pub holder: String,
    /// The state, and that it has ended or is stale.
    pub tags: Vec<Tag>,
    /// The last day of the decision, or empty.
    pub until: String,
    /// The day on which something comes back, or empty.
    pub next: String,
    /// What comes back.
    pub next_title: String,
}

/// A register, searched and filtered.
#[derive(Debug, Clone, Serialize)]
pub struct InventoryList {
    /// Its heading.
    pub heading: String,
    /// What the column of holders is called: "Leverantör".
    pub holder_title: String,
    /// Where the search is sent.
    pub action: String,
    /// The fields of the search, sent with GET.
    pub filter: Vec<FieldView>,
    /// The lines on this page.
    pub rows: Vec<InventoryRow>,
    /// Where in the list the reader is.
    pub paging: Paging,
    /// Where the same search is fetched as a file.
    pub csv: String,
}

impl Page for InventoryList {
    const TEMPLATE: &'static str = "inventory";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Register", "/register-over")]
    }
}
