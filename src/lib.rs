//! Beslut.
pub mod workflow;
