//! Floor 3, sign-off: one person is asked to stand for one version of one thing, and answers.
//!
//! The state of a sign-off, its links and codes lives in one row. [`act::act`] is the only way to
//! change it, and is a function of its arguments.

pub mod act;
pub mod code;
pub mod link;
pub mod state;
