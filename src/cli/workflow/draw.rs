//! `beslut workflow draw`: the picture of a matter type.

use super::{Ended, definition_of, output};
use crate::workflow::picture::{
    Picture,
    graph::{dot, mermaid},
    svg::svg,
};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filen med ärendetypen
    #[arg(value_name = "FIL")]
    file: PathBuf,
    /// Hur bilden skrivs
    #[arg(long, value_name = "SLAG", default_value = "svg")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// En bild att visa och skriva ut
    Svg,
    /// Text för Mermaid
    Mermaid,
    /// Text för Graphviz
    Dot,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let Some(definition) = definition_of(&arguments.file)? else {
        return Ok(Ended::WithFaults);
    };
    let picture = Picture::of(&definition);
    let drawn = match arguments.format {
        Format::Svg => svg(&picture, definition.id.as_str()),
        Format::Mermaid => mermaid(&picture),
        Format::Dot => dot(&picture),
    };
    output::say(drawn.trim_end());
    Ok(Ended::Well)
}
