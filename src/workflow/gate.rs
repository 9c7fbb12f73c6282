//! The conditions of a workflow: a small closed language that a lawyer can read.
//!
//! A condition is read ([`parse()`]), checked against the fields of its file and evaluated against the
//! facts of a matter. It cannot loop, reach out or change anything, so it always ends.
//!
//! **What is missing is unknown.** A comparison with a value that is not there neither holds nor
//! fails, and `not` does not make it hold: a gate opens, and a route is taken, only when its
//! condition certainly holds. Nobody gets through by leaving a field empty. A table without rows is
//! a table with no rows: `any` fails, `all` holds, `count` is 0; ask `filled(table)` where rows are
//! demanded.

pub(super) mod cases;
mod evaluate;
mod facts;
mod lexer;
mod operand;
mod parse;
mod print;
mod rename;
mod standing;
mod stated;
pub mod syntax;
mod tables;
pub(crate) mod types;
pub mod witness;

use std::fmt;
use std::ops::Range;

use crate::workflow::definition::Definition;
use crate::workflow::finding::Code;
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, GateKey};
use crate::workflow::phase::Phase;
use syntax::Node;

pub use evaluate::{evaluate, holds};
pub use facts::{DocumentFact, GateFacts, Reference, Trace, Verdict};
pub use parse::{DEEPEST, LONGEST, parse};
pub(crate) use rename::{Meant, with_names};

/// A fault in a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateFault {
    /// Which kind.
    pub code: Code,
    /// The bytes of the condition that it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// A way out.
    pub suggestion: Option<String>,
}

/// Something that must hold before a phase may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its name.
    pub key: GateKey,
    /// The phases that may not begin unless it holds.
    pub at: Vec<Phase>,
    /// The steps of the execution that may not be done unless it holds.
    pub before: Vec<ExecutionKey>,
    /// Whether it stops the matter or only warns.
    pub binding: Binding,
    /// Who may let a matter through although it does not hold.
    pub overridable: Option<Override>,
    /// What must hold.
    pub check: Node,
    /// What is said when it does not. `{field}` stands for the field's value in words.
    pub message: String,
    /// The rule it is built on.
    pub reference: Option<String>,
}

/// Whether a gate that does not hold stops the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    /// It stops the matter: what the rule says *ska*.
    #[default]
    Must,
    /// It is shown as a warning and stops nothing: what the rule says *bör*.
    Should,
}

/// Who may let a matter through although a gate does not hold, and what that takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The body that must itself make the decision.
    pub by: BodyKey,
    /// The document that must be there.
    pub needs: Option<DocumentKind>,
}

impl Gate {
    /// Whether the gate opens, and what decided it.
    pub fn evaluate(&self, definition: &Definition, facts: &dyn GateFacts) -> Verdict {
        evaluate(&self.check, definition, facts)
    }

    /// The refusal, if the gate does not open.
    pub fn blocked(&self, definition: &Definition, facts: &dyn GateFacts) -> Option<Blocked> {
        if holds(&self.check, definition, facts) == Some(true) {
            return None;
        }
        let Verdict { trace, .. } = self.evaluate(definition, facts);
        Some(Blocked {
            gate: self.key.clone(),
            message: filled_in(&self.message, definition, facts),
            trace,
            reference: self.reference.clone(),
        })
    }
}

/// A gate that does not open, in words that hold without the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Which gate.
    pub gate: GateKey,
    /// What is demanded, with the matter's own values.
    pub message: String,
    /// The facts that decided it.
    pub trace: Vec<Trace>,
    /// The rule behind it.
    pub reference: Option<String>,
}

impl Blocked {
    /// What is demanded and the facts that decided it, without the source.
    pub fn sentence(&self) -> String {
        let message = self.message.trim_end_matches('.');
        if self.trace.is_empty() {
            return format!("{message}.");
        }
        let trace: Vec<String> = self.trace.iter().map(ToString::to_string).collect();
        format!("{message} ({}).", trace.join(", "))
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence())?;
        match &self.reference {
            Some(reference) => write!(out, " Stöd: {}.", reference.trim_end_matches('.')),
            None => Ok(()),
        }
    }
}

/// The names inside `{…}` and where each stands, braces included; nothing where a brace is left open.
pub(crate) fn placeholders(message: &str) -> Option<Vec<(&str, Range<usize>)>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(brace) = message[from..].find(['{', '}']) {
        let start = from + brace;
        if message[start..].starts_with('}') {
            return None;
        }
        let end = start + message[start..].find('}')?;
        found.push((&message[start + 1..end], start..end + 1));
        from = end + 1;
    }
    Some(found)
}

fn filled_in(message: &str, definition: &Definition, facts: &dyn GateFacts) -> String {
    let mut text = String::new();
    let mut from = 0;
    for (name, span) in placeholders(message).unwrap_or_default() {
        text.push_str(&message[from..span.start]);
        let field = definition.field(name);
        let value =
            field.and_then(|field| facts.field(&field.key).map(|value| field.kind.print(value)));
        text.push_str(value.as_deref().unwrap_or("saknas"));
        from = span.end;
    }
    text.push_str(&message[from..]);
    text
}
