//! The matter: its text form.

pub mod file;
