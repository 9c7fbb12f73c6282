//! Collections: the page with questions, and lists in groups.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Blocker, Fact, Fault, Link, MainAct, RefusalPanel, Row, Said};
use serde::Serialize;

/// The page where a recipient reads the questions, saves and sends.
#[derive(Debug, Clone, Serialize)]
pub struct InquiryPage {
    /// The title of the collection.
    pub heading: String,
    /// Who asks, for whom one answers, by when.
    pub facts: Vec<Fact>,
    /// What stands over the questions.
    pub help: Option<String>,
    /// What has happened: saved, sent. Read out by a screen reader.
    pub status: Option<String>,
    /// What was said back, the newest first: "Återkoppling den …" and the words.
    pub feedback: Vec<Said>,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// The questions, in groups where they are asked of several things.
    pub groups: Vec<QuestionGroup>,
    /// "Svaren är klara att skicka".
    pub ready: FieldView,
    /// The version of the draft that the person saw.
    pub seen: String,
    /// Where "Spara" is sent.
    pub save_action: String,
    /// Where "Skicka" is sent.
    pub send_action: String,
    /// What stands on the button that sends.
    pub button: String,
    /// Where "Lämna sidan" is sent: forgets this browser.
    pub leave_action: Option<String>,
}

/// Questions about one thing.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionGroup {
    /// What they are about; none where there is one thing only.
    pub legend: Option<String>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// The questions.
    pub fields: Vec<FieldView>,
}

impl Page for InquiryPage {
    const TEMPLATE: &'static str = "inquiry";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn faults(&self) -> Vec<Fault> {
        let questions = self.groups.iter().flat_map(|group| &group.fields);
        faults_of(questions.chain([&self.ready]))
    }
}

/// A page of lists: rounds, who has answered, what is offered, what a check has found.
#[derive(Debug, Clone, Serialize)]
pub struct ListingPage {
    /// The heading.
    pub heading: String,
    /// What it is, in a sentence.
    pub lead: Option<String>,
    /// The way back.
    pub crumbs: Vec<Link>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// What has to be mended, if anything.
    pub blockers: Vec<Blocker>,
    /// The lists.
    pub groups: Vec<Listing>,
    /// The main button.
    pub main: Option<MainAct>,
    /// Other things that the reader may do.
    pub others: Vec<Link>,
}

/// A list with its heading.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    /// The element id.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// What stands there when there are none.
    pub empty: String,
}

impl Page for ListingPage {
    const TEMPLATE: &'static str = "listing";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        self.crumbs.clone()
    }
}
