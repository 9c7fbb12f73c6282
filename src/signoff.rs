//! Floor 3, sign-off: one person is asked to stand for one version of one thing, and answers.
//!
//! The state of a sign-off, its links and codes lives in one row. [`act::act`] is the only way to
//! change it, and is a function of its arguments. Opening a link is no act: mail scanners open
//! links too, so what is only looked at is not recorded.

pub mod act;
mod answering;
pub mod code;
pub(crate) mod conditions;
pub mod dead_link;
pub mod link;
mod refusals;
mod sending;
pub mod state;
#[cfg(test)]
mod threats;
