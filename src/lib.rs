//! Beslut.

pub mod web;
