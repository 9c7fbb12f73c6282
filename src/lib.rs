//! Beslut.

pub mod domain;
pub mod workflow;
pub mod work;
pub mod meeting;
pub mod signoff;
pub mod db;
pub mod store;
pub mod mail;
