//! The matter types: the list, the page of one.

use super::Page;
use super::part::{Link, Row, SafeHtml};
use serde::Serialize;

/// The matter types in force.
#[derive(Debug, Clone, Serialize)]
pub struct WorkflowsList {
    /// One row to a type.
    pub rows: Vec<Row>,
}

impl Page for WorkflowsList {
    const TEMPLATE: &'static str = "workflows";
    fn title(&self) -> String {
        "Arbetsflöden".to_owned()
    }
}

/// A version of a matter type.
#[derive(Debug, Clone, Serialize)]
pub struct WorkflowVersion {
    /// "Version 2".
    pub title: String,
    /// Since when, and its fingerprint.
    pub since: String,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// What it changed, a sentence each; none for the first.
    pub differences: Vec<String>,
}

/// One matter type.
#[derive(Debug, Clone, Serialize)]
pub struct WorkflowPage {
    /// What it is called.
    pub heading: String,
    /// The version in force.
    pub version: String,
    /// How a matter goes.
    pub picture: SafeHtml,
    /// The routine description.
    pub routine: SafeHtml,
    /// The same to take away.
    pub word_file: Link,
    /// The versions, the newest first.
    pub versions: Vec<WorkflowVersion>,
}

impl Page for WorkflowPage {
    const TEMPLATE: &'static str = "workflow";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Arbetsflöden", "/arbetsfloden")]
    }
}
