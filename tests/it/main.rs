//! What a user would see, on both databases: one binary, so that it is linked once.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, also in their helpers"
)]
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test says that it is skipped, and where its pictures are"
)]

mod smtp_server;
mod support;
mod town;

mod after;
mod browser;
mod collecting;
mod command_line;
mod concurrent;
mod documents;
mod fixtures;
mod gates_at_the_doors;
mod journey;
mod journey_bad_input;
mod journey_crash;
mod journey_deciding;
mod mail;
mod numbers;
mod pages;
mod people;
mod posting;
mod reviewing;
mod schema;
mod shipped;
mod statements;
mod store;
mod typed_fields;
mod typed_matters;
mod web_meetings;
mod web_signing;
mod web_workflows;
mod workflow;
mod workflow_versions;
