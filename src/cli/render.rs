//! `beslut render`: a matter file to a Word file, without a database.

use super::{Ended, output, premises};
use crate::{document::docx, matter::file::MatterFile};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Ärendet som text, *.arende.md
    #[arg(value_name = "FIL")]
    file: PathBuf,
    /// Vad det ska bli; annars ärendetypens egen handling
    #[arg(long = "as", value_name = "SLAG")]
    kind: Option<Kind>,
    /// Wordfilen som skrivs
    #[arg(long, value_name = "FIL")]
    out: PathBuf,
}

/// What a matter file can be made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Tjänsteskrivelse
    Tjansteskrivelse,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let Some(matter) = read(&arguments.file)? else {
        return Ok(Ended::WithFaults);
    };
    let composed = match arguments.kind.unwrap_or(Kind::Tjansteskrivelse) {
        Kind::Tjansteskrivelse => matter.compose_official_memo(),
    };
    let bytes = docx::docx(&composed.context("texten går inte att sätta")?.document)?;
    if arguments
        .out
        .extension()
        .is_none_or(|ending| ending != "docx")
    {
        bail!(
            "filen som skrivs ska heta något på .docx, inte {}",
            arguments.out.display()
        );
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the file that the command names is written at this door"
    )]
    std::fs::write(&arguments.out, bytes)
        .with_context(|| format!("filen {} kan inte skrivas", arguments.out.display()))?;
    output::note(&format!("{} är skriven.", arguments.out.display()));
    Ok(Ended::Well)
}

/// The matter file, or every fault in it on standard error.
fn read(file: &std::path::Path) -> anyhow::Result<Option<MatterFile>> {
    let text = premises::text_of(file)?;
    match MatterFile::read(&file.display().to_string(), &text) {
        Ok(matter) => Ok(Some(matter)),
        Err(findings) => {
            for finding in findings {
                output::note(&finding.to_string());
            }
            Ok(None)
        }
    }
}
