//! Beslut.

pub mod domain;
pub mod workflow;
pub mod document;
pub mod work;
pub mod signoff;
pub mod meeting;
pub mod matter;
pub mod db;
pub mod store;
pub mod office;
pub mod mail;
pub mod web;
pub mod clock;
pub mod config;
pub mod cli;
