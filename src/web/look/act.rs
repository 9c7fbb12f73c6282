//! The pages that change something: a form, a section, a check before it is sent.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Blocker, Fact, Fault, Hidden, Link, RefusalPanel};
use serde::Serialize;

/// Fields that belong together.
#[derive(Debug, Clone, Serialize)]
pub struct FieldGroup {
    /// Their common heading, if they need one.
    pub legend: Option<String>,
    /// The fields.
    pub fields: Vec<FieldView>,
}

/// An ordinary form: a new matter, its fields, a document, a new meeting, a number.
#[derive(Debug, Clone, Serialize)]
pub struct FormPage {
    /// The heading.
    pub heading: String,
    /// What the form is for, in a sentence.
    pub lead: Option<String>,
    /// The way back.
    pub crumbs: Vec<Link>,
    /// What is known already.
    pub facts: Vec<Fact>,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// The fields.
    pub groups: Vec<FieldGroup>,
    /// True for a long form: its headings stand first, as links.
    pub has_contents: bool,
    /// The version that the person saw, if the form changes something that exists.
    pub seen: Option<String>,
    /// Other hidden values.
    pub hidden: Vec<Hidden>,
    /// Where the form is sent.
    pub action: String,
    /// What stands on the button.
    pub button: String,
    /// Where to go without sending.
    pub cancel: Link,
    /// True when a file is sent.
    pub multipart: bool,
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "edit";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        self.crumbs.clone()
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of(self.groups.iter().flat_map(|group| &group.fields))
    }
}

/// The page that edits one prose section.
#[derive(Debug, Clone, Serialize)]
pub struct EditSection {
    /// The heading of the section.
    pub section_title: String,
    /// The way back: to the matter.
    pub matter: Link,
    /// What the section is for, from the workflow.
    pub help: Option<String>,
    /// The text; its widget is a textarea.
    pub text: FieldView,
    /// How much there is, as the server counted it: "412 tecken, 63 ord".
    pub count: String,
    /// The version that the person saw.
    pub seen: String,
    /// Where the form is sent.
    pub action: String,
}

impl Page for EditSection {
    const TEMPLATE: &'static str = "edit_section";
    fn title(&self) -> String {
        format!("Skriv: {}", self.section_title)
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Ärenden", "/arenden"), self.matter.clone()]
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of([&self.text])
    }
}

/// Two people edited the same section: both texts, side by side, and one to save.
#[derive(Debug, Clone, Serialize)]
pub struct SectionConflict {
    /// The heading of the section.
    pub section_title: String,
    /// The way back: to the matter.
    pub matter: Link,
    /// Who saved, and when.
    pub saved_by: String,
    /// The text that is saved.
    pub saved: String,
    /// The person's own text, in the field that is sent.
    pub text: FieldView,
    /// The version that is saved now.
    pub seen: String,
    /// Where the form is sent.
    pub action: String,
}

impl Page for SectionConflict {
    const TEMPLATE: &'static str = "conflict";
    fn title(&self) -> String {
        "Texten har ändrats av någon annan".to_owned()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Ärenden", "/arenden"), self.matter.clone()]
    }
}

/// Check before you send: submit, withdraw, decide, end a meeting, announce, close, archive.
#[derive(Debug, Clone, Serialize)]
pub struct CheckPage {
    /// The heading, as a question or "Kontrollera och …".
    pub heading: String,
    /// The way back.
    pub crumbs: Vec<Link>,
    /// What is about to be sent, with links to change it.
    pub facts: Vec<Fact>,
    /// What happens when the button is pressed, one sentence each.
    pub consequences: Vec<String>,
    /// What stops it; then there is no button.
    pub blockers: Vec<Blocker>,
    /// What refused the act, when it was tried.
    pub refusal: Option<RefusalPanel>,
    /// Fields to fill in, such as a reason.
    pub fields: Vec<FieldView>,
    /// The version that the person saw.
    pub seen: Option<String>,
    /// Other hidden values.
    pub hidden: Vec<Hidden>,
    /// Where the form is sent.
    pub action: String,
    /// What stands on the button.
    pub button: String,
    /// True when the act takes something away.
    pub danger: bool,
    /// Where to go without sending.
    pub cancel: Link,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "check";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        self.crumbs.clone()
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of(&self.fields)
    }
}
