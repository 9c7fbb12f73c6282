//! `beslut workflow walk`: all that can happen to a matter of a type.

use super::{Ended, definition_of, output};
use crate::{
    clock::{Clock, SystemClock},
    domain::{calendar::today_in_stockholm, swedish},
    matter::scenario::walk::walk,
};
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filen med ärendetypen
    #[arg(value_name = "FIL")]
    file: PathBuf,
    /// Dagen som allt händer på; annars i dag
    #[arg(long, value_name = "DATUM", value_parser = day)]
    today: Option<NaiveDate>,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

fn day(typed: &str) -> Result<NaiveDate, String> {
    swedish::parse_date(typed).map_err(|fault| fault.to_string())
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let Some(definition) = definition_of(&arguments.file)? else {
        return Ok(Ended::WithFaults);
    };
    let today = arguments
        .today
        .unwrap_or_else(|| today_in_stockholm(SystemClock.now()));
    let walk = walk(&definition, today);
    if arguments.json {
        output::json(&walk)?;
    } else {
        output::say(walk.to_string().trim_end());
    }
    Ok(if walk.holds() {
        Ended::Well
    } else {
        Ended::WithFaults
    })
}
