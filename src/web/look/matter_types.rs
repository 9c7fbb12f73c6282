//! The matter types, for the administrator: what is in force, and what moving matters would mean.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Fact, Fault, Hidden, Link, RefusalPanel, Row};
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

/// The matter types.
#[derive(Debug, Clone, Serialize)]
pub struct MatterTypes {
    /// What is in force.
    pub in_force: Vec<Row>,
    /// The folder, if the municipality has one.
    pub folder: Option<Folder>,
}

impl Page for MatterTypes {
    const TEMPLATE: &'static str = "matter_types";
    fn title(&self) -> String {
        "Ärendetyper".to_owned()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Mina uppgifter", "/")]
    }
}

/// What differs from one of the versions before.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The heading: "Det här skiljer version 3 från version 2".
    pub heading: String,
    /// One sentence each.
    pub sentences: Vec<String>,
}

/// One type: when its versions were taken into force, and what moving its running matters means.
#[derive(Debug, Clone, Serialize)]
pub struct MatterType {
    /// The type's title.
    pub heading: String,
    /// What is in force.
    pub facts: Vec<Fact>,
    /// The versions before it that matters have.
    pub differences: Vec<Difference>,
    /// What refused the move, when it was tried.
    pub refusal: Option<RefusalPanel>,
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

impl Page for MatterType {
    const TEMPLATE: &'static str = "matter_type";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Ärendetyper", "/arendetyper")]
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of(&self.fields)
    }
}
