//! `beslut workflow`.

mod diff;
mod draw;
mod install;
mod lint;
mod migrate;
mod routine;
mod test;
mod walk;

use super::{Configured, Ended, output, premises};
use crate::workflow::{self, definition::Definition};
use clap::Subcommand;
use std::path::Path;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Säger allt som är fel eller misstänkt i filer med ärendetyper
    Lint(lint::Arguments),
    /// Skriver JSON Schema för filer med ärendetyper, så att en redigerare kan hjälpa till
    Schema,
    /// Spelar upp scenarierna bredvid filer med ärendetyper och säger vad de inte visar
    Test(test::Arguments),
    /// Ritar en ärendetyp
    Draw(draw::Arguments),
    /// Skriver rutinbeskrivningen för en ärendetyp
    Routine(routine::Arguments),
    /// Säger vad som skiljer två versioner av en ärendetyp åt
    Diff(diff::Arguments),
    /// Tar filer med ärendetyper i bruk
    Install(install::Arguments),
    /// Flyttar pågående ärenden till den version som är i bruk
    Migrate(migrate::Arguments),
    /// Går igenom allt som kan hända ett ärende och visar att ordningen håller
    Walk(walk::Arguments),
}

pub(super) async fn run(command: &Command) -> anyhow::Result<Ended> {
    match command {
        Command::Lint(arguments) => lint::run(arguments),
        Command::Schema => {
            output::json(&workflow::schema::schema())?;
            Ok(Ended::Well)
        }
        Command::Test(arguments) => test::run(arguments),
        Command::Draw(arguments) => draw::run(arguments),
        Command::Routine(arguments) => routine::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Install(arguments) => install::run(arguments).await,
        Command::Migrate(arguments) => migrate::run(arguments).await,
        Command::Walk(arguments) => walk::run(arguments),
    }
}

/// The definition in a file, or its faults told on standard error.
fn definition_of(file: &Path) -> anyhow::Result<Option<Definition>> {
    let (definition, findings) = premises::workflow_file(file)?.lint();
    if definition.is_none() {
        for finding in &findings.0 {
            output::note(&finding.to_string());
        }
    }
    Ok(definition)
}
