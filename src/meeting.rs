//! Floor 3, the meeting: agenda, attendance, decisions §  by §, minutes, certification, announcement.

pub mod act;
pub mod lifecycle;
pub mod minutes;
pub mod question;
pub mod state;
