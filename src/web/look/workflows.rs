//! The matter types: the list and the page of one, with what the administrator does there.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Fault, Hidden, Link, RefusalPanel, Row, SafeHtml};
use serde::Serialize;

/// The municipality's own folder.
#[derive(Debug, Clone, Serialize)]
pub struct Folder {
    /// Where it is.
    pub path: String,
    /// Why it cannot be read, if it cannot.
    pub fault: Option<String>,
    /// Its files, with what is wrong with them.
    pub files: Vec<Row>,
}

/// The matter types in force.
#[derive(Debug, Clone, Serialize)]
pub struct WorkflowsList {
    /// One row to a type.
    pub rows: Vec<Row>,
    /// The folder, for the administrator of a municipality that has one.
    pub folder: Option<Folder>,
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

/// What differs from one of the versions before.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The heading: "Det här skiljer version 3 från version 2".
    pub heading: String,
    /// One sentence each.
    pub sentences: Vec<String>,
}

/// What the administrator sees: what moving the running matters to the version in force means.
#[derive(Debug, Clone, Serialize)]
pub struct Administration {
    /// The versions before it that matters have.
    pub differences: Vec<Difference>,
    /// The matters that can be moved, with what it means for each.
    pub can: Vec<Row>,
    /// Those that cannot, with the reasons.
    pub cannot: Vec<Row>,
    /// What is to be confirmed.
    pub fields: Vec<FieldView>,
    /// The version that was shown.
    pub seen: Option<String>,
    /// Other hidden values.
    pub hidden: Vec<Hidden>,
    /// Where the form is sent.
    pub action: String,
    /// What stands on the button.
    pub button: String,
    /// When each version was taken into force.
    pub history: Vec<Row>,
}

/// One matter type.
#[derive(Debug, Clone, Serialize)]
pub struct WorkflowPage {
    /// What it is called.
    pub heading: String,
    /// The version in force.
    pub version: String,
    /// What refused to move its matters, when it was tried.
    pub refusal: Option<RefusalPanel>,
    /// How a matter goes.
    pub picture: SafeHtml,
    /// What only the administrator sees.
    pub administration: Option<Administration>,
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
    fn faults(&self) -> Vec<Fault> {
        let administration = self.administration.iter();
        faults_of(administration.flat_map(|administration| &administration.fields))
    }
}
