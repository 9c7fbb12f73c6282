//! A matter as text (`*.arende.md`): what is imported, exported, compared and kept in a folder.
//!
//! TOML between two `+++` lines, then the prose in Markdown, one `## Rubrik {#id}` per section.
//! Reading says everything that is wrong at once, each at its `file:line:col`; a file in canonical
//! form is printed again as the same text.

mod front;

pub(super) mod places;
mod print;
pub(super) mod read;

use crate::document::Composed;
use crate::document::DocumentError;
use crate::document::model::Signature;
use crate::document::official_memo::{MemoSection, OfficialMemo};
use crate::domain::swedish;
use chrono::NaiveDate;
pub(super) use front::nearest;

/// The sections that hold the proposed decision, by their ids.
const PROPOSAL_SECTIONS: [&str; 2] = ["forslag", "forslag-till-beslut"];

/// A matter file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatterFile {
    /// The facts between the `+++` lines.
    pub front: FrontMatter,
    /// The sections, in the order of the file.
    pub sections: Vec<FileSection>,
}

/// The facts of a matter file. Each key is optional unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrontMatter {
    /// `type`, required: the id of the workflow, "molntjanst".
    pub matter_type: String,
    /// `title`, required.
    pub title: String,
    /// `title_added`: the title is ours; the source begins without one.
    pub title_added: bool,
    /// `recipient`: to whom the memo is addressed. Empty: to the deciding body. Without the key it
    /// is addressed to nobody.
    pub recipient: Option<String>,
    /// `municipality`.
    pub municipality: Option<String>,
    /// `body`: the deciding body.
    pub body: Option<String>,
    /// `officer`: the case officer.
    pub officer: Option<String>,
    /// `responsible`: the e-mail address of the one who answers for the matter.
    pub responsible: Option<String>,
    /// `date`: the day of the memo.
    pub date: Option<NaiveDate>,
    /// `register_number` of the registration stamp.
    pub register_number: Option<String>,
    /// `received`: the day on the stamp.
    pub received: Option<NaiveDate>,
    /// `plan_code`: the classification on the stamp.
    pub plan_code: Option<String>,
    /// `year` that is followed up.
    pub year: Option<i32>,
    /// `source`: where the text comes from.
    pub source: Option<String>,
    /// `attachments_heading`: the heading over the list of attachments.
    pub attachments_heading: Option<String>,
    /// `recipients_of_decision`: who the decision is sent to.
    pub recipients_of_decision: Vec<String>,
    /// `[fields]`: the typed values of the workflow's fields.
    pub fields: toml::Table,
    /// `[[overrides]]`: the exceptions from gates that are asked for.
    pub overrides: Vec<ExceptionEntry>,
    /// `[[attachments]]`.
    pub attachments: Vec<AttachmentEntry>,
    /// `[[signatures]]`: `name`, `title`, `unit`.
    pub signatures: Vec<Signature>,
    /// `[[statistics]]`: typed figures of a yearly follow-up. Kept as they are; the annual report
    /// gives them their types.
    pub statistics: Vec<toml::Table>,
}

/// One exception of a matter file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExceptionEntry {
    /// From which gate, by the name that the workflow gives.
    pub gate: String,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// One attachment of a matter file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentEntry {
    /// What it is called in the text: "Bilaga 1".
    pub label: Option<String>,
    /// Its title, required.
    pub title: String,
    /// Which of the workflow's documents it is, by the name that the workflow gives.
    pub kind: Option<String>,
    /// The day on the document itself.
    pub dated: Option<NaiveDate>,
    /// Whether the document itself is signed.
    pub signed: bool,
    /// The section that already lists it; then the memo does not list it again.
    pub section: Option<String>,
}

impl AttachmentEntry {
    /// As the memo lists it: "Bilaga 1: Riskanalys, 28 oktober 2021". `None` for one that a section
    /// already lists.
    pub(super) fn listed(&self) -> Option<String> {
        if self.section.is_some() {
            return None;
        }
        let label = self.label.iter().map(|label| format!("{label}: "));
        let dated = self
            .dated
            .iter()
            .map(|day| format!(", {}", swedish::date(*day)));
        Some(label.chain([self.title.clone()]).chain(dated).collect())
    }
}

/// One section of a matter file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileSection {
    /// The id, unique in the file.
    pub id: String,
    /// The heading.
    pub title: String,
    /// `nr`: the number that is printed before the heading, literally.
    pub number: Option<String>,
    /// `visas="nej"`: printed only where another section asks for it.
    pub hidden: bool,
    /// The text in Markdown, sub-headings included, without empty lines at its ends.
    pub text: String,
}

/// What is wrong in a matter file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// The file's name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do, in Swedish.
    pub message: String,
}

impl std::fmt::Display for FileFinding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )
    }
}

impl MatterFile {
    /// Reads a matter file; `name` is what the findings call it. Every fault is told at once.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<FileFinding>> {
        read::read(name, text)
    }

    /// The file as text, in canonical form.
    pub fn print(&self) -> String {
        print::print(self)
    }

    /// The official memo of the matter.
    pub fn official_memo(&self) -> OfficialMemo {
        let front = &self.front;
        let to_the_body = front.recipient.as_ref().is_some_and(String::is_empty);
        let recipient = if to_the_body {
            &front.body
        } else {
            &front.recipient
        };
        OfficialMemo {
            municipality: front.municipality.clone(),
            body: front.body.clone(),
            recipient: recipient.clone(),
            unit: None,
            register_number: front.register_number.clone(),
            date: front.date.or(front.received),
            officer: front.officer.clone(),
            title: front.title.clone(),
            sections: self.sections.iter().map(MemoSection::from).collect(),
            attachments_heading: front.attachments_heading.clone(),
            attachments: front
                .attachments
                .iter()
                .filter_map(AttachmentEntry::listed)
                .collect(),
            signatures: front.signatures.clone(),
            facts: std::collections::BTreeMap::new(),
            assets: std::collections::BTreeMap::new(),
        }
    }

    /// The official memo as a document.
    pub fn compose_official_memo(&self) -> Result<Composed, DocumentError> {
        self.official_memo().compose()
    }
}

impl From<&FileSection> for MemoSection {
    fn from(section: &FileSection) -> Self {
        MemoSection {
            id: section.id.clone(),
            title: section.title.clone(),
            number: section.number.clone(),
            text: section.text.clone(),
            hidden: section.hidden,
            proposal: PROPOSAL_SECTIONS.contains(&section.id.as_str()),
        }
    }
}

#[cfg(test)]
mod tests;
