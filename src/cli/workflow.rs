//! `beslut workflow`.

mod diff;
mod draw;
mod routine;
mod test;
mod walk;

use super::{Ended, output, premises};
use crate::workflow::{
    self,
    definition::Definition,
    finding::{Finding, Findings},
};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Säger allt som är fel eller misstänkt i filer med ärendetyper
    Lint(Lint),
    /// Spelar upp scenarierna bredvid filer med ärendetyper och säger vad de inte visar
    Test(test::Arguments),
    /// Ritar en ärendetyp
    Draw(draw::Arguments),
    /// Skriver rutinbeskrivningen för en ärendetyp
    Routine(routine::Arguments),
    /// Säger vad som skiljer två versioner av en ärendetyp åt
    Diff(diff::Arguments),
    /// Går igenom allt som kan hända ett ärende och visar att ordningen håller
    Walk(walk::Arguments),
}

#[derive(Debug, Args)]
pub(super) struct Lint {
    /// Filerna
    #[arg(value_name = "FIL", required = true)]
    files: Vec<PathBuf>,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: &Command) -> anyhow::Result<Ended> {
    match command {
        Command::Lint(lint) => run_lint(lint),
        Command::Test(arguments) => test::run(arguments),
        Command::Draw(arguments) => draw::run(arguments),
        Command::Routine(arguments) => routine::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Walk(arguments) => walk::run(arguments),
    }
}

/// The definition in a file, or its faults told on standard error.
fn definition_of(file: &Path) -> anyhow::Result<Option<Definition>> {
    let source = premises::text_of(file)?;
    let (definition, findings) = workflow::lint(&file.display().to_string(), &source);
    if definition.is_none() {
        for finding in &findings.0 {
            output::note(&finding.to_string());
        }
    }
    Ok(definition)
}

fn run_lint(lint: &Lint) -> anyhow::Result<Ended> {
    let mut all: Vec<Finding> = Vec::new();
    let mut sound = Vec::new();
    for file in &lint.files {
        let source = premises::text_of(file)?;
        let (definition, Findings(findings)) = workflow::lint(&file.display().to_string(), &source);
        all.extend(findings);
        if let Some(definition) = definition {
            let (title, version) = (definition.title, definition.version);
            sound.push(format!("{}: {title}, version {version}.", file.display()));
        }
    }
    let all = Findings(all);
    if lint.json {
        output::json(&all)?;
    } else {
        for finding in &all.0 {
            output::say(&finding.to_string());
        }
        for line in sound {
            output::say(&line);
        }
    }
    Ok(if all.has_errors() {
        Ended::WithFaults
    } else {
        Ended::Well
    })
}
