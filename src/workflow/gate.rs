//! The conditions of a workflow: a small closed language that a lawyer can read.
//!
//! A condition is read ([`parse`]), checked against the fields of its file and evaluated against the
//! facts of a matter. It cannot loop, reach out or change anything, so it always ends.
//!
//! **What is missing is unknown.** A comparison with a value that is not there neither holds nor
//! fails, and `not` does not make it hold: a gate opens, and a route is taken, only when its
//! condition certainly holds. Nobody gets through by leaving a field empty. A table without rows is
//! a table with no rows: `any` fails, `all` holds, `count` is 0; ask `filled(table)` where rows are
//! demanded.

mod lexer;
mod parse;
mod print;
pub mod syntax;

use std::ops::Range;

use crate::workflow::finding::Code;

pub use parse::{DEEPEST, LONGEST, parse};

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
