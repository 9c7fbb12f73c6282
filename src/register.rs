//! Floor 3, the register: the life of a register number (diarienummer), OSL 5:1–2.
//!
//! A number is given once, in the order of its series and year, and never given again. A number that
//! should not have been given stays in the register, voided (makulerat) with the reason.

mod act;
mod lifecycle;
pub mod state;

pub use act::{Action, Facts, act, year_of};
