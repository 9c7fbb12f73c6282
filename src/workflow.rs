//! The language in which a municipality describes its matter types.

pub mod finding;
pub mod gate;
pub mod keys;
pub mod phase;
pub mod value;
