//! Floor 6, the command line.
//!
//! What was asked for goes to standard output, everything else to standard error, in Swedish.
//! The exit status is 0 when all went well, 1 when a rule said no or faults were found (a refusal,
//! a workflow file with errors, a journal that does not add up), and 2 when the command could not
//! be carried out at all (wrong usage, configuration, database).

mod bodies;
mod demo;
mod keys;
mod matter;
mod migrate;
mod number;
mod output;
mod premises;
mod render;
mod serve;
mod usage;
mod user;
mod verify;
mod workflow;

use crate::{config::ConfigFaults, office::OfficeError};
use clap::{ArgAction, Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Beslut: kommunens ärenden från utkast till arkiverat beslut.
#[derive(Debug, Parser)]
#[command(
    name = "beslut",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Kommandon",
    subcommand_value_name = "KOMMANDO",
    next_help_heading = "Val",
    help_template = usage::HELP,
    arg_required_else_help = false
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Visar den här hjälpen
    #[arg(long, short = 'h', global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Visar programmets version
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
#[command(help_template = usage::HELP, next_help_heading = "Val")]
enum Command {
    /// Startar servern
    #[command(help_template = usage::HELP)]
    Serve(Configured),
    /// Startar en påhittad kommun att prova med, på den egna maskinen
    #[command(help_template = usage::HELP)]
    Demo(demo::Arguments),
    /// Läser in, skriver ut, listar och visar ärenden
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    Matter(matter::Command),
    /// Gör en Wordfil av ett ärende i en fil, utan databas
    #[command(help_template = usage::HELP)]
    Render(render::Arguments),
    /// Kontrollerar filer med ärendetyper
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    Workflow(workflow::Command),
    /// Kontrollerar att journaler, nummerserier och filer är hela
    #[command(help_template = usage::HELP)]
    Verify(verify::Arguments),
    /// Uppdaterar databasens schema
    #[command(help_template = usage::HELP)]
    Migrate(Configured),
    /// Lägger till nämnder och andra organ
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    Body(bodies::Command),
    /// Lägger till och ändrar personer och deras uppdrag
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    User(user::Command),
    /// Sköter diarienummer
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    Number(number::Command),
    /// Sköter nycklarna som länkar i mejl görs med
    #[command(subcommand, help_template = usage::HELP, subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
    Keys(keys::Command),
}

/// Where the configuration is.
#[derive(Debug, Args)]
struct Configured {
    /// Filen med inställningar
    #[arg(
        long,
        value_name = "FIL",
        default_value = "beslut.toml",
        hide_default_value = false
    )]
    config: PathBuf,
}

/// How a command ended that could be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// Faults were found, and have been told.
    WithFaults,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFaults) => ExitCode::from(1),
        Err(error) => {
            output::fault(&told(&error));
            ExitCode::from(if is_refusal(&error) { 1 } else { 2 })
        }
    }
}

async fn run(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Serve(configured) => serve::run(&configured).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Matter(command) => matter::run(command).await,
        Command::Render(arguments) => render::run(&arguments),
        Command::Workflow(command) => workflow::run(&command).await,
        Command::Verify(arguments) => verify::run(&arguments).await,
        Command::Migrate(configured) => migrate::run(&configured).await,
        Command::Body(command) => bodies::run(command).await,
        Command::User(command) => user::run(command).await,
        Command::Number(command) => number::run(command).await,
        Command::Keys(command) => keys::run(&command),
    }
}

fn is_refusal(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(OfficeError::Refused(_)))
}

/// The fault and what lies behind it. A configuration file's faults stand each on their own line,
/// as editors and people want them.
fn told(error: &anyhow::Error) -> String {
    if is_refusal(error) || error.is::<ConfigFaults>() {
        return error.to_string();
    }
    let mut lines = Vec::new();
    for cause in error.chain() {
        let line = cause.to_string();
        // An outer fault often repeats its cause in its own words.
        if !lines
            .last()
            .is_some_and(|last: &String| last.contains(&line))
        {
            lines.push(line);
        }
    }
    lines.join(": ")
}
