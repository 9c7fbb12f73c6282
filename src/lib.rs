//! Beslut.
pub mod domain;
