//! `beslut workflow diff`: what is different between two versions of a matter type.

use super::{Ended, definition_of, output};
use crate::workflow::diff::diff;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filen med den äldre versionen
    #[arg(value_name = "GAMMAL")]
    old: PathBuf,
    /// Filen med den nyare versionen
    #[arg(value_name = "NY")]
    new: PathBuf,
    /// Hur skillnaderna skrivs
    #[arg(long, value_name = "SLAG", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// En mening för varje skillnad
    Text,
    /// För program
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let (Some(old), Some(new)) = (
        definition_of(&arguments.old)?,
        definition_of(&arguments.new)?,
    ) else {
        return Ok(Ended::WithFaults);
    };
    let diff = diff(&old, &new);
    match arguments.format {
        Format::Json => output::json(&diff)?,
        Format::Text if diff.is_empty() => output::say("Ingenting skiljer versionerna åt."),
        Format::Text => output::say(diff.to_string().trim_end()),
    }
    Ok(Ended::Well)
}
