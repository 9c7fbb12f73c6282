//! `beslut workflow migrate`: moves running matters to the version in force.

use super::{Configured, Ended, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    office::{
        Steward,
        migrating::{Migrating, MoveOrder, Moved},
    },
    workflow::keys::WorkflowId,
};
use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    configured: Configured,
    /// Ärendetypen, till exempel molntjanst
    #[arg(value_name = "ÄRENDETYP")]
    id: WorkflowId,
    /// Visar vad som skulle hända, och ändrar inget
    #[arg(long)]
    dry_run: bool,
    /// Bekräftar att det som den nya versionen släpper får försvinna ur ärendena
    #[arg(long)]
    confirm_loss: bool,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&arguments.configured)?).await?;
    let (by, now) = (Steward::CommandLine, SystemClock.now());
    let migrating = if arguments.dry_run {
        office.try_migration(&arguments.id, by, now).await?
    } else {
        let order = MoveOrder {
            id: arguments.id.clone(),
            seen: None,
            loss_confirmed: arguments.confirm_loss,
        };
        office.migrate_matters(&order, by, now).await?
    };
    tell(&migrating, arguments.dry_run);
    let refused = migrating.matters.iter().any(|moved| moved.result.is_err());
    Ok(if refused {
        Ended::WithFaults
    } else {
        Ended::Well
    })
}

fn tell(migrating: &Migrating, dry: bool) {
    output::say(&format!(
        "{}, version {} ({}).",
        migrating.title,
        migrating.version,
        migrating.hash.fingerprint()
    ));
    for (from, sentences) in &migrating.changes {
        output::say(&format!("Det här skiljer den från version {from}:"));
        for sentence in sentences {
            output::say(&format!("  {sentence}"));
        }
    }
    for moved in &migrating.matters {
        tell_of(moved);
    }
    let (can, cannot): (Vec<_>, Vec<_>) = migrating
        .matters
        .iter()
        .partition(|moved| moved.result.is_ok());
    let verb = if dry { "kan flyttas" } else { "är flyttade" };
    output::say(&format!(
        "Ärenden som {verb}: {}. Ärenden som inte flyttas: {}.",
        can.len(),
        cannot.len()
    ));
}

fn tell_of(moved: &Moved) {
    let head = format!(
        "{} ({}, {}, version {})",
        moved.title,
        moved.number,
        moved.phase.swedish(),
        moved.from
    );
    match &moved.result {
        Ok(effects) => {
            output::say(&format!("{head}:"));
            for sentence in &effects.said {
                output::say(&format!("  {sentence}"));
            }
            if effects.loses {
                output::say("  Något släpps: det ska bekräftas med --confirm-loss.");
            }
        }
        Err(refusal) => {
            output::say(&format!("{head}: flyttas inte."));
            for reason in &refusal.reasons {
                output::say(&format!("  {reason}"));
            }
        }
    }
}
