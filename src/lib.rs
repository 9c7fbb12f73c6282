//! Beslut.

pub mod document;
pub mod matter;
