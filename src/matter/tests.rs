//! The promises of a matter: tables of what may happen when, and random lives.

mod chains;
mod deciding;
mod files;
mod gates;
mod lives;
mod people;
mod permissions;
mod phases;
mod reviews;
mod typed_files;
mod writing;
