//! Beslut.

pub mod domain;
pub mod work;
pub mod matter;
pub mod meeting;
pub mod signoff;
pub mod db;
pub mod store;
