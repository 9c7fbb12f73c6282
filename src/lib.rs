//! Beslut.
pub mod db;
