//! What a user would see, tried from outside.

mod mail;
mod smtp_server;
