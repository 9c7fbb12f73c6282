//! Floor 3, the meeting: agenda, attendance, decisions § by §, minutes, certification, announcement.
//!
//! [`act::act`] is the only way to change a meeting, and is a function of its arguments. A matter
//! moves when the meeting ends, not when a decision is clicked: until then a mis-click is mended
//! by recording again.

pub mod act;
pub mod lifecycle;
pub mod minutes;
pub mod outcome;
pub mod question;
pub mod state;

#[cfg(test)]
mod samples;
