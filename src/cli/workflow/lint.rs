//! `beslut workflow lint`: everything that is wrong or suspect in workflow files.

use super::super::{Ended, output, premises};
use crate::workflow::{
    changed_silently,
    definition::Definition,
    finding::{Finding, Findings},
    lint_set,
    source::Source,
};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filerna; anges fler än en så prövas också hur de hör ihop
    #[arg(value_name = "FIL", required = true)]
    files: Vec<PathBuf>,
    /// Hur det som är fel skrivs ut
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Skriver JSON; detsamma som --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Filen som den var: säger till om innehållet är ändrat utan att versionen är höjd
    #[arg(long, value_name = "FIL")]
    older: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let sources = arguments
        .files
        .iter()
        .map(|file| premises::workflow_file(file))
        .collect::<anyhow::Result<Vec<Source>>>()?;
    let older = match &arguments.older {
        Some(older) => older_of(older)?,
        None => Vec::new(),
    };
    let mut all: Vec<Finding> = Vec::new();
    let mut sound = Vec::new();
    for source in &sources {
        let (file, text) = (source.name.as_str(), source.text.as_str());
        let (definition, Findings(findings)) = source.lint();
        all.extend(findings);
        let Some(definition) = definition else {
            continue;
        };
        let was = older.iter().find(|older| older.id == definition.id);
        let was = was.map(|was| (was.version, was.hash));
        all.extend(was.and_then(|was| changed_silently((file, text), &definition, was)));
        let (title, version) = (definition.title, definition.version);
        sound.push(format!("{file}: {title}, version {version}."));
    }
    if let [_, _, ..] = sources.as_slice() {
        let together: Vec<(&str, &str)> = sources
            .iter()
            .map(|source| (source.name.as_str(), source.text.as_str()))
            .collect();
        all.extend(lint_set(&together).0);
    }
    tell(arguments, &Findings(all), &sound)
}

fn tell(arguments: &Arguments, all: &Findings, sound: &[String]) -> anyhow::Result<Ended> {
    let format = if arguments.json {
        Format::Json
    } else {
        arguments.format
    };
    match format {
        Format::Json => output::json(all)?,
        Format::Sarif => output::json(&all.to_sarif())?,
        Format::Text => {
            for finding in &all.0 {
                output::say(&finding.to_string());
            }
            for line in sound {
                output::say(line);
            }
        }
    }
    Ok(if all.has_errors() {
        Ended::WithFaults
    } else {
        Ended::Well
    })
}

/// What a file said before. One that can no longer be read says nothing to compare with.
fn older_of(file: &Path) -> anyhow::Result<Vec<Definition>> {
    let (definition, findings) = premises::workflow_file(file)?.lint();
    if definition.is_none() {
        output::note(&format!(
            "{}: den äldre filen har fel, så den jämförs inte.",
            file.display()
        ));
        for finding in &findings.0 {
            output::note(&finding.to_string());
        }
    }
    Ok(definition.into_iter().collect())
}
