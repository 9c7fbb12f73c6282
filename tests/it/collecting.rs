//! Asking people by personal links, and what goes from one year to the next: over HTTP, with the
//! letters that arrive by real SMTP.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

mod answering;
mod asked;
mod leading;
mod years;
