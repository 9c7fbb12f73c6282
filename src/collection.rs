//! Floor 3, the collection: questions to several people by personal links, and their answers.
//!
//! A [`state::Round`] belongs to a matter and is asked of several at once; each has an
//! [`state::Inquiry`] of their own with its links, its draft and every version of the answer.
//! [`round`] begins and ends rounds, [`act::act`] is the only way an inquiry changes, and [`taking`]
//! shows what a table of the matter would become. An answer decides nothing: an officer takes it in.

pub mod act;
mod answering;
pub mod overview;
pub mod reading;
mod refusals;
pub mod round;
pub mod state;
pub mod taking;
#[cfg(test)]
mod tests;
