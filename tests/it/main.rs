//! What a user would see.

mod workflow;
