//! `beslut number`.

use super::{Configured, Ended, output, user::office_and_person};
use crate::{
    clock::{Clock, SystemClock},
    office::Asker,
};
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makulerar ett felaktigt diarienummer. Det står kvar i diariet med skälet och ges aldrig igen
    Void(Void),
}

#[derive(Debug, Args)]
pub(super) struct Void {
    #[command(flatten)]
    configured: Configured,
    /// Diarienumret, till exempel ”KS 2026/7”
    #[arg(value_name = "NUMMER")]
    number: String,
    /// E-postadressen till registratorn som makulerar
    #[arg(long = "as", value_name = "ADRESS")]
    registrar: String,
    /// Varför numret makuleras; står i diariet
    #[arg(long, value_name = "SKÄL")]
    reason: String,
}

pub(super) async fn run(command: Command) -> anyhow::Result<Ended> {
    let Command::Void(void) = command;
    let (office, registrar) = office_and_person(&void.configured, &void.registrar).await?;
    let asker = Asker::SignedIn(registrar.id);
    let number = void.number.trim();
    office
        .void_number(asker, number, void.reason, None, SystemClock.now())
        .await?;
    output::say(&format!("{number} är makulerat."));
    Ok(Ended::Well)
}
