//! The pages: what a person sees in the browser.

pub mod look;
pub mod picture;
