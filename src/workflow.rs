//! The language in which a municipality describes its matter types.
//!
//! What no file may change is compiled: the phases of a matter and the moves between them
//! ([`phase`]). Everything else stands in `workflows/<id>.toml`, one file to a matter type: roles,
//! fields, sections, documents, gates, review, routes to the decision, what is generated and how it
//! is kept. [`read()`] makes a [`definition::Definition`] of it, or says all that is wrong at once
//! ([`finding`]); `workflows/molntjanst.toml` shows every part with comments.
//!
//! - A **field** has a type; a **value** has one form each for the store, the page, the file and the
//!   reader ([`value`]). What is missing is absent, there is no empty value.
//! - A **gate** is a condition that must certainly hold before a phase may begin ([`gate`]). What is
//!   missing is unknown, and `not` does not make it known.
//! - A **collection** asks people by personal links; beside it stand what is carried over to next
//!   year, what the system writes by itself and which checks it makes ([`collection`]).
//! - A **scenario** file beside the workflow says what should happen to a matter ([`scenario`]); it
//!   is read here and run where matters live.
//! - A definition can be **told**: drawn ([`picture`]), described as a routine ([`routine`]) and
//!   compared with another version in words ([`diff`]). `docs/sprak/verktyg.md` shows the commands.
//!
//! **Invariants.** A definition exists only without errors, and is never changed. Its hash is that of
//! its content. Reading and evaluating always end: files, nesting and conditions have limits. There
//! is no I/O: sources come as text, the day comes with the facts.

pub mod adequacy;
pub mod after;
pub mod collection;
pub mod content;
pub mod definition;
pub mod diff;
pub mod finding;
pub mod gate;
pub mod keys;
pub mod phase;
pub mod picture;
mod read;
pub mod replacing;
pub mod routine;
pub mod scenario;
pub mod schema;
pub mod source;
pub mod telling;
mod together;
pub mod value;

pub use read::{LARGEST_FILE, lint, read};
pub use together::{changed_silently, lint_set};
