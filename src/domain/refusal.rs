//! Why something may not be done: a value that every door shows in the same words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A refusal: what was asked, and each reason why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct Refusal {
    /// What kind of refusal it is: decides status codes, never words.
    pub kind: RefusalKind,
    /// What happened, one sentence, such as "Ärendet kan inte skickas på granskning.".
    pub what: String,
    /// Each reason; never empty for [`RefusalKind::Blocked`].
    pub reasons: Vec<Reason>,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// A rule or a gate says no as things stand; mend what is missing and try again.
    Blocked,
    /// The one who asks may not do this.
    Forbidden,
    /// Something changed since the page was opened.
    Changed,
    /// It is not there, or may not be known by the one who asks.
    NotFound,
    /// What was typed cannot be understood.
    Invalid,
}

/// One reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's key, such as "G14" or "beslutsforhet".
    pub rule: String,
    /// What is wrong, one or two plain sentences.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The source of the rule, such as "KL 6:27".
    pub source: Option<String>,
    /// Where it can be mended.
    pub place: Option<Place>,
}

/// Where in a matter or a meeting something stands, so that a page can link to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A field, by its key.
    Field(String),
    /// A section, by its key.
    Section(String),
    /// A required document, by its kind.
    Document(String),
    /// The register number.
    RegisterNumber,
    /// The review, by its step.
    Review(String),
    /// The attendance at a meeting.
    Attendance,
    /// An agenda item, by its order from 1.
    Item(usize),
}

impl Reason {
    /// A reason with its rule and message; the rest is added by the builders below.
    pub fn new(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            message: message.into(),
            remedy: None,
            source: None,
            place: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Cites the rule's source.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says where it can be mended.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl Refusal {
    /// Blocked by rules, for these reasons.
    pub fn blocked(what: impl Into<String>, reasons: Vec<Reason>) -> Self {
        Self {
            kind: RefusalKind::Blocked,
            what: what.into(),
            reasons,
        }
    }

    /// Blocked by one rule.
    pub fn because(what: impl Into<String>, reason: Reason) -> Self {
        Self::blocked(what, vec![reason])
    }

    /// Not allowed for the one who asks.
    pub fn forbidden(what: impl Into<String>, reason: Reason) -> Self {
        Self {
            kind: RefusalKind::Forbidden,
            what: what.into(),
            reasons: vec![reason],
        }
    }

    /// Something changed since it was shown.
    pub fn changed(what: impl Into<String>, reason: Reason) -> Self {
        Self {
            kind: RefusalKind::Changed,
            what: what.into(),
            reasons: vec![reason],
        }
    }

    /// Not there.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::NotFound,
            what: what.into(),
            reasons: Vec::new(),
        }
    }

    /// Not understood, for these reasons.
    pub fn invalid(what: impl Into<String>, reasons: Vec<Reason>) -> Self {
        Self {
            kind: RefusalKind::Invalid,
            what: what.into(),
            reasons,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(remedy) = &self.remedy {
            write!(f, " {remedy}")?;
        }
        if let Some(source) = &self.source {
            write!(f, " Stöd: {source}.")?;
        }
        Ok(())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for reason in &self.reasons {
            write!(f, "\n– {reason}")?;
        }
        Ok(())
    }
}
