//! Floor 1, the values: what things are. No I/O, no clock, no randomness.

pub mod calendar;
pub mod digest;
pub mod legal_days;
pub mod register_number;
pub mod swedish;
pub mod text;
