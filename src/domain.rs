//! Floor 1, values: what things are. No input or output, no clock, no randomness: all is passed in.

pub mod actor;
pub mod body;
pub mod calendar;
pub mod delegation;
pub mod digest;
pub mod entropy;
pub mod identifiers;
pub mod journal;
pub mod legal_days;
pub mod media_type;
pub mod person;
pub mod refusal;
pub mod register_number;
pub mod swedish;
pub mod text;
