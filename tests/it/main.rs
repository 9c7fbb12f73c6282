//! What a user would see, on both databases: one binary, so that it is linked once.

mod smtp_server;
mod support;

mod command_line;
mod documents;
mod mail;
mod pages;
mod posting;
mod schema;
mod statements;
mod store;
mod workflow;
