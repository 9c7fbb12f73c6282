//! What a condition may know about a matter, and the form of its answer.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::identifiers::MatterId;
use crate::domain::refusal::Place;
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};
use crate::workflow::value::{Country, FixedRows, ListedRow, Named, Value};

/// The word for what is not there.
pub(super) const MISSING: &str = "saknas";

/// What a condition may know about a matter.
pub trait GateFacts {
    /// The value of a field, if it has one.
    fn field(&self, key: &FieldKey) -> Option<&Value>;
    /// Whether the step is approved, on the text as it is now.
    fn approved(&self, step: &StepKey) -> bool;
    /// The newest document of the kind.
    fn document(&self, kind: &DocumentKind) -> Option<DocumentFact>;
    /// The text of a section, if it has one.
    fn section(&self, key: &SectionKey) -> Option<&str>;
    /// Whether the country protects personal data adequately on the day (GDPR art. 45); nothing
    /// where no decision is known, either way.
    fn adequate(&self, country: Country) -> Option<bool>;
    /// The decision behind [`GateFacts::adequate`] and its days, as a clause; nothing where none is
    /// known.
    fn adequacy_source(&self, country: Country) -> Option<String> {
        let _ = country;
        None
    }
    /// What a reference to another matter leads to; nothing where nobody has looked.
    fn reference(&self, named: &Named<MatterId>) -> Option<Reference>;
    /// The bodies or the units of the municipality, one for each row that a table must have; nothing
    /// where they are not known, and for a table whose rows the file lists itself.
    fn listed(&self, rows: &FixedRows) -> Option<&[ListedRow]>;
    /// Whether a delegation by the point is in force on the day in the scheme of the body, or of the
    /// matter's own where none is named (KL 6:37); nothing where that is not known.
    fn delegated(&self, point: &str, on_behalf_of: Option<&BodyKey>) -> Option<bool>;
    /// Whether the step of the execution is done.
    fn done(&self, step: &ExecutionKey) -> bool;
    /// The last day that the decision holds; nothing before a decision and for one without end.
    fn decided_until(&self) -> Option<NaiveDate>;
    /// The day it is in Sweden.
    fn today(&self) -> NaiveDate;
}

/// What a condition may know about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentFact {
    /// The day on the document.
    pub dated: NaiveDate,
    /// Whether somebody has signed it.
    pub signed: bool,
}

/// What a reference to another matter leads to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reference {
    /// Whether there is such a matter here.
    pub found: bool,
    /// Whether it has a number in the register and a decision that approves.
    pub registered: bool,
    /// Whether it runs and has an activity that is not done.
    pub planned: bool,
}

impl Reference {
    /// In words.
    pub fn swedish(self) -> &'static str {
        match self {
            Self { found: false, .. } => "finns inte i diariet",
            Self {
                registered: true, ..
            } => "beslutat och diariefört",
            Self { planned: true, .. } => "har aktiviteter kvar att göra",
            _ => "inte beslutat, och utan aktiviteter kvar att göra",
        }
    }
}

/// The answer to a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it certainly holds.
    pub passed: bool,
    /// The facts that decided it, as label and value in words, in the order they were asked.
    pub trace: Vec<Trace>,
}

/// A fact that decided something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was asked: "Tjänstens skyddsnivå".
    pub label: String,
    /// The answer in words: "Intern (K1)", "ja", "saknas".
    pub value: String,
    /// Where in the matter it stands, so that a page can link to it.
    pub place: Option<Place>,
}

impl fmt::Display for Trace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value == MISSING {
            write!(out, "{} {MISSING}", self.label)
        } else {
            write!(out, "{} = {}", self.label, self.value)
        }
    }
}
