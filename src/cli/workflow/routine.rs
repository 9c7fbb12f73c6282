//! `beslut workflow routine`: the routine description that a manager adopts.

use super::{Ended, definition_of, output};
use crate::{
    document::{docx::docx, html::html, text::escape_xml},
    workflow::routine::routine,
};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filen med ärendetypen
    #[arg(value_name = "FIL")]
    file: PathBuf,
    /// Hur beskrivningen skrivs
    #[arg(long, value_name = "SLAG", default_value = "html")]
    format: Format,
    /// Filen som skrivs; utan den skrivs html på skärmen
    #[arg(long, value_name = "FIL")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// En webbsida
    Html,
    /// En Wordfil
    Docx,
}

/// One page on paper.
const STYLE: &str = "body { font-family: sans-serif; line-height: 1.4; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; } \
     table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.5rem 0.25rem 0; border-bottom: 1px solid; } \
     h2 { font-size: 1.1rem; margin-bottom: 0.3rem; } @media print { body { font-size: 9pt; margin: 0; max-width: none; } tr { break-inside: avoid; } }";

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let Some(definition) = definition_of(&arguments.file)? else {
        return Ok(Ended::WithFaults);
    };
    let document = routine(&definition);
    let bytes = match arguments.format {
        Format::Docx => docx(&document)?,
        Format::Html => format!(
            "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
            escape_xml(&document.meta.title),
            html(&document, 1)
        )
        .into_bytes(),
    };
    match (&arguments.out, arguments.format) {
        (None, Format::Docx) => bail!("ange vilken fil som ska skrivas, med --out"),
        (None, Format::Html) => output::say(String::from_utf8_lossy(&bytes).trim_end()),
        (Some(out), _) => {
            #[expect(
                clippy::disallowed_methods,
                reason = "the file that the command names is written at this door"
            )]
            std::fs::write(out, bytes)
                .with_context(|| format!("filen {} kan inte skrivas", out.display()))?;
            output::note(&format!("{} är skriven.", out.display()));
        }
    }
    Ok(Ended::Well)
}
