//! Signing off over HTTP: link, page, code, answer, receipt, and the threats that stand against them
//! (the numbers are those of the threat list of the sign-off's specification).
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

pub(crate) mod asked;
mod codes;
mod guards;
mod looking;
mod races;
mod signed_in;
mod versions;
