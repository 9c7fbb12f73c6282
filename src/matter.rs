//! Floor 3, the matter: from draft to archived decision.
//!
//! [`act::act`] is the only way a matter changes. The legal order of its phases is compiled in
//! [`crate::workflow::phase`]; what a type of matter demands on the way stands in its workflow file.

pub mod act;
pub mod after;
pub mod authorship;
pub mod carried;
pub mod competence;
pub mod consistency;
pub mod deciding_alone;
pub mod decision_sheet;
pub mod demanded;
pub mod difference;
pub mod edit;
pub mod export;
pub mod file;
mod file_keys;
mod file_prose;
mod file_statistics;
pub mod fill;
pub mod finish;
pub mod import;
pub mod link;
pub mod memo;
pub mod migration;
mod naming;
pub mod overriding;
pub mod permission;
pub mod picture;
pub mod printed;
pub mod proposal;
pub mod requirements;
pub mod review;
#[cfg(test)]
pub(crate) mod samples;
pub mod scenario;

pub mod sections;
pub mod separation;
pub mod state;
pub mod statistics;
pub mod surroundings;
pub mod to_decision;
pub mod years;

#[cfg(test)]
mod tests;
