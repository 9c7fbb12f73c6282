//! Mail: a letter is a typed value, rendered when it is sent, and leaves from the outbox.
//!
//! The way of one mail: `office` puts a row in the outbox in the transaction of the act →
//! [`worker`] claims it with a lease, asks whether it is still needed, renders the [`letter`]
//! into a [`message`], hands it to the [`transport`], and writes down how it went.
//!
//! Invariants: one recipient per message; a row has one Message-ID for ever, so that a mail sent
//! twice after a crash is seen as one; no link and no code is stored, logged or put in a subject;
//! nothing here reads the clock or makes randomness, both are handed in.

pub mod failure;
pub mod flow;
pub mod letter;
pub mod message;
pub mod posting;
pub mod schedule;
pub mod transport;
pub mod worker;
