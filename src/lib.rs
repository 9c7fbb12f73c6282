//! Beslut.
