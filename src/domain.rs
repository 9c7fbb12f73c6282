//! Floor 1, the values: what things are. No I/O, no clock, no randomness.

pub mod calendar;
pub mod digest;
pub mod legal_days;
