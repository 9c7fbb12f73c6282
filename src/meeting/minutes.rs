//! Being written.
use super::state::Meeting;
use crate::domain::{body::Body, refusal::Reason};
/// x
#[derive(Debug, serde::Serialize)]
pub struct MinutesContent { x: u32 }
/// x
pub fn minutes(_m: &Meeting, _b: &Body) -> MinutesContent { MinutesContent { x: 1 } }
/// x
pub fn faults(_c: &MinutesContent) -> Vec<Reason> { vec![] }
