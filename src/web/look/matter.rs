//! The matters: the list, the page of one, its reviews.

use super::Page;
use super::field::FieldView;
use super::part::{Blocker, Fact, FactGroup, Link, MainAct, Paging, Row, SafeHtml, Tag};
use serde::Serialize;

/// One matter in the list.
#[derive(Debug, Clone, Serialize)]
pub struct MatterRow {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its register number, or empty.
    pub register_number: String,
    /// The type of matter.
    pub kind: String,
    /// The phase, in words.
    pub phase: Tag,
    /// Who or what it waits for.
    pub waits_for: String,
    /// The day it was last changed.
    pub changed: String,
}

/// The matters, filtered by phase and text.
#[derive(Debug, Clone, Serialize)]
pub struct MattersList {
    /// The fields of the search, sent with GET.
    pub filter: Vec<FieldView>,
    /// The matters on this page.
    pub rows: Vec<MatterRow>,
    /// Where in the list the reader is.
    pub paging: Paging,
    /// The main button, for those who may begin a matter.
    pub main: Option<MainAct>,
}

impl Page for MattersList {
    const TEMPLATE: &'static str = "matters";
    fn title(&self) -> String {
        "Ärenden".to_owned()
    }
}

/// One prose section of a matter, as shown.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The element id, `avsnitt-…`, so that a blocker can link here.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The text as HTML of ours; none when nothing is written.
    pub html: Option<SafeHtml>,
    /// The page that edits it, if the reader may.
    pub edit: Option<String>,
    /// True when an empty section stops the next step.
    pub needed: bool,
}

/// A line of the history.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryLine {
    /// Day and time.
    pub when: String,
    /// Who did what.
    pub what: String,
    /// What the person wrote.
    pub remark: Option<String>,
}

/// The page of one matter.
#[derive(Debug, Clone, Serialize)]
pub struct MatterPage {
    /// The title of the matter.
    pub matter_title: String,
    /// The type of matter.
    pub kind: String,
    /// The register number, if it has one.
    pub register_number: Option<String>,
    /// The phase, in words.
    pub phase: Tag,
    /// The picture of the phases.
    pub picture: SafeHtml,
    /// What the next step is called, such as "skicka på granskning".
    pub next_step: Option<String>,
    /// What stops the next step.
    pub blockers: Vec<Blocker>,
    /// What should be seen to before the next step, but does not stop it.
    pub warnings: Vec<Blocker>,
    /// The main button.
    pub main: Option<MainAct>,
    /// Other things that the reader may do.
    pub others: Vec<Link>,
    /// Who answers for it, when it was begun, and the like.
    pub about: Vec<Fact>,
    /// The fields of its type, under their headings.
    pub fields: Vec<FactGroup>,
    /// Charts of what the fields hold: the risks in their matrix.
    pub charts: Vec<SafeHtml>,
    /// The page that edits the fields, if the reader may.
    pub edit_fields: Option<Link>,
    /// The prose.
    pub sections: Vec<SectionView>,
    /// Its documents and attachments.
    pub documents: Vec<Row>,
    /// The page that adds a document, if the reader may.
    pub attach: Option<Link>,
    /// The steps of the review.
    pub reviews: Vec<Row>,
    /// The page with all about the review.
    pub review_link: Option<Link>,
    /// The decision, when there is one.
    pub decision: Option<DecisionView>,
    /// What follows the decision: steps, follow-ups, changes, rounds, linked matters.
    pub after: Vec<AfterBlock>,
    /// The generated Word files.
    pub files: Vec<Row>,
    /// Who did what, newest first.
    pub history: Vec<HistoryLine>,
}

/// One part of what follows the decision.
#[derive(Debug, Clone, Serialize)]
pub struct AfterBlock {
    /// The element id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is there.
    pub rows: Vec<Row>,
    /// What the reader may do here.
    pub links: Vec<Link>,
}

/// An earlier round of a matter, as it was decided.
#[derive(Debug, Clone, Serialize)]
pub struct RoundPage {
    /// The title of the matter.
    pub matter_title: String,
    /// The page of the matter.
    pub matter_href: String,
    /// From 1.
    pub number: u32,
    /// The points of the decision.
    pub points: Vec<String>,
    /// Who decided, when, on which version.
    pub facts: Vec<Fact>,
    /// The fields as they were decided.
    pub fields: Vec<Fact>,
    /// The prose.
    pub sections: Vec<SectionView>,
    /// The documents.
    pub documents: Vec<Row>,
}

impl Page for RoundPage {
    const TEMPLATE: &'static str = "round";
    fn title(&self) -> String {
        format!("Omgång {}", self.number)
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&self.matter_title, &self.matter_href),
        ]
    }
}

/// A decision as shown on the page of its matter.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionView {
    /// Who decided, when and under which paragraph.
    pub line: String,
    /// The points, in order.
    pub points: Vec<String>,
    /// Dates that follow, and the like.
    pub facts: Vec<Fact>,
}

impl Page for MatterPage {
    const TEMPLATE: &'static str = "matter";
    fn title(&self) -> String {
        self.matter_title.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Ärenden", "/arenden")]
    }
}

/// One round of review: a version of the matter and what each reviewer said.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewRound {
    /// Such as "Version 2, skickad 4 november 2026".
    pub title: String,
    /// The steps: who, asked when, due, and what was said.
    pub steps: Vec<Row>,
    /// A sentence about approvals that no longer count, if any.
    pub stale: Option<String>,
}

/// All about the review of one matter.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewPage {
    /// The title of the matter.
    pub matter_title: String,
    /// The page of the matter.
    pub matter_href: String,
    /// The rounds, newest first.
    pub rounds: Vec<ReviewRound>,
    /// The main button.
    pub main: Option<MainAct>,
    /// Other things that the reader may do.
    pub others: Vec<Link>,
}

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "review";
    fn title(&self) -> String {
        "Granskning".to_owned()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&self.matter_title, &self.matter_href),
        ]
    }
}
