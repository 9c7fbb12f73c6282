//! The small parts that many pages share: links, tags, rows, what hinders.

use crate::workflow::value::PrintedTable;
use serde::Serialize;

/// The key under which [`SafeHtml`] is handed to the templates.
pub(super) const SAFE_HTML_KEY: &str = "safe_html";

/// HTML that our own code has made (a document, a picture, a rendered template).
///
/// Never make one from something that a person typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SafeHtml {
    safe_html: String,
}

impl SafeHtml {
    /// Vouches for HTML that was built, and escaped, by our own code.
    pub fn from_our_own(html: String) -> Self {
        Self { safe_html: html }
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.safe_html
    }
}

/// A link to a page of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What stands on the link.
    pub title: String,
    /// Where it leads: a path of ours, or `#id` on the same page.
    pub href: String,
}

impl Link {
    /// A link with this text to this path.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: href.into(),
        }
    }
}

/// The act that a page is there for: one main button.
#[derive(Debug, Clone, Serialize)]
pub struct MainAct {
    /// What stands on the button.
    pub title: String,
    /// The page that it opens.
    pub href: String,
    /// True when the act takes something away.
    pub danger: bool,
}

impl MainAct {
    /// An ordinary main button.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: href.into(),
            danger: false,
        }
    }
}

/// How a tag or a message is meant; always said in words as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Nothing particular.
    Plain,
    /// Done, approved.
    Good,
    /// Waits for somebody, or soon late.
    Wait,
    /// Late, returned, refused.
    Stop,
    /// Going on.
    Info,
}

/// A short state in words, with its tone.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    /// The state, one to three words.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

impl Tag {
    /// A tag with this text and tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}

/// One row of a list of things: tasks, documents, review steps.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What it is.
    pub title: String,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
    /// A softer second line.
    pub hint: Option<String>,
    /// What a person wrote about it.
    pub remark: Option<String>,
    /// Its state.
    pub tag: Option<Tag>,
}

impl Row {
    /// A row that leads somewhere.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: Some(href.into()),
            hint: None,
            remark: None,
            tag: None,
        }
    }

    /// A row that leads nowhere.
    pub fn plain(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: None,
            hint: None,
            remark: None,
            tag: None,
        }
    }

    /// The same row with a second line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same row with what a person wrote.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remark = Some(remark.into());
        self
    }

    /// The same row with a state.
    #[must_use]
    pub fn tag(mut self, text: impl Into<String>, tone: Tone) -> Self {
        self.tag = Some(Tag::new(text, tone));
        self
    }
}

/// One row of a summary list: a name, a value, perhaps a way to change it.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The element id, so that a blocker can link here.
    pub id: Option<String>,
    /// The name.
    pub label: String,
    /// The value; lines are kept; empty shows as missing or not filled in.
    pub value: String,
    /// The value as a table, where it is one.
    pub table: Option<PrintedTable>,
    /// A softer remark, such as the legal source of a date.
    pub note: Option<String>,
    /// True when an empty value stops the next step.
    pub missing: bool,
    /// Where it is changed.
    pub change: Option<Link>,
}

impl Fact {
    /// A name and a value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            id: None,
            label: label.into(),
            value: value.into(),
            table: None,
            note: None,
            missing: false,
            change: None,
        }
    }

    /// The same fact with a remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The same fact with an id and a link "Ändra".
    #[must_use]
    pub fn change(mut self, id: impl Into<String>, href: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self.change = Some(Link::new("Ändra", href));
        self
    }

    /// The same fact, marked as missing when it is empty.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.missing = true;
        self
    }
}

/// Facts under a common heading.
#[derive(Debug, Clone, Serialize)]
pub struct FactGroup {
    /// The heading, where there is one.
    pub heading: Option<String>,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// One thing that stops a step: what is missing, what to do, and the source of the rule.
#[derive(Debug, Clone, Serialize)]
pub struct Blocker {
    /// What is missing, as a sentence.
    pub missing: String,
    /// What to do about it, as a sentence.
    pub todo: Option<String>,
    /// Where to do it.
    pub link: Option<Link>,
    /// Its source: a law, a policy, a reglemente.
    pub source: Option<String>,
}

/// A refused act: what was refused, and all that stopped it.
#[derive(Debug, Clone, Serialize)]
pub struct RefusalPanel {
    /// What could not be done, as a heading.
    pub heading: String,
    /// What stopped it.
    pub blockers: Vec<Blocker>,
}

/// Where in a long list the reader is.
#[derive(Debug, Clone, Serialize)]
pub struct Paging {
    /// Such as "1–25 av 113".
    pub shown: String,
    /// The page before, if any.
    pub previous: Option<String>,
    /// The page after, if any.
    pub next: Option<String>,
}

/// A hidden value of a form.
#[derive(Debug, Clone, Serialize)]
pub struct Hidden {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One fault in what was sent, for the list on top of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What is wrong and what to do.
    pub text: String,
    /// The id of the field, without `#`; none when the fault has no field.
    pub field: Option<String>,
}

/// Something that was said, and when.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// When, and by whom.
    pub heading: String,
    /// The words; lines are kept.
    pub text: String,
    /// What is asked for.
    pub asks_for: Option<String>,
}
