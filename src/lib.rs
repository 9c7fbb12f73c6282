//! Beslut.

pub mod mail;
