//! The language in which a municipality describes its matter types.

pub mod definition;
pub mod finding;
pub mod gate;
pub mod keys;
pub mod phase;
mod read;
pub mod value;

pub use read::{LARGEST_FILE, lint, read};
