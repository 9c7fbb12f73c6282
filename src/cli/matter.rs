//! `beslut matter`.

mod export;
mod import;

use super::{Configured, Ended, output, premises};
use crate::{
    db::Read,
    domain::{calendar, identifiers::MatterId, journal::Stream, refusal::Refusal},
    matter::state::Matter,
    office::OfficeError,
    store::{counters, journal, matters, people},
    workflow::phase::Phase,
};
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Läser in ett ärende ur en fil och skriver ut dess id
    Import(import::Import),
    /// Skriver ett ärende som text
    Export(export::Export),
    /// Listar ärenden, det senast ändrade först
    List(List),
    /// Visar ett ärende och dess historik
    Show(Show),
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    configured: Configured,
    /// Bara ärenden i den här fasen, till exempel review
    #[arg(long, value_name = "FAS")]
    phase: Option<Phase>,
    /// Bara ärenden med detta i rubrik eller diarienummer
    #[arg(long, value_name = "ORD")]
    text: Option<String>,
    /// Högst så många
    #[arg(long, value_name = "ANTAL", default_value_t = 100)]
    limit: u32,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    configured: Configured,
    /// Diarienummer eller ärendets id
    #[arg(value_name = "ÄRENDE")]
    matter: String,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Import(import) => import::run(&import).await,
        Command::Export(export) => export::run(&export).await,
        Command::List(list) => run_list(list).await,
        Command::Show(show) => run_show(&show).await,
    }
}

async fn run_list(list: List) -> anyhow::Result<Ended> {
    let db = premises::current_database(&premises::config(&list.configured)?).await?;
    let wanted = matters::Wanted {
        phase: list.phase,
        text: list.text,
        ..matters::Wanted::default()
    };
    let found = db
        .read(async |read| matters::list(read, &wanted, 0, i64::from(list.limit)).await)
        .await?;
    if list.json {
        let rows = found.iter().map(|one| {
            json!({
                "id": one.id, "type": one.workflow, "body": one.body, "phase": one.phase,
                "title": one.title, "officer": one.officer,
                "register_number": one.register_number, "changed_at": one.changed_at,
            })
        });
        output::json(&rows.collect::<Vec<_>>())?;
        return Ok(Ended::Well);
    }
    for one in &found {
        let number = one.register_number.as_deref().unwrap_or("–");
        output::say(&format!(
            "{number:<14} {:<18} {}",
            one.phase.swedish(),
            one.title
        ));
    }
    Ok(Ended::Well)
}

async fn run_show(show: &Show) -> anyhow::Result<Ended> {
    let db = premises::current_database(&premises::config(&show.configured)?).await?;
    let shown = db
        .read(async |read| {
            let matter = find(read, &show.matter).await?;
            let officer = people::find(read, matter.officer).await?;
            let officer = officer.map(|kept| kept.person.name).unwrap_or_default();
            let entries = journal::entries(read, Stream::Matter(matter.id)).await?;
            Ok::<_, OfficeError>((matter, officer, entries))
        })
        .await?;
    let (matter, officer, entries) = shown;
    if show.json {
        output::json(&matter)?;
        return Ok(Ended::Well);
    }
    output::say(&matter.content.title);
    output::say(&format!("Diarienummer: {}", matter.number_or_none()));
    output::say(&format!("Fas: {}", matter.phase.swedish()));
    output::say(&format!("Handläggare: {officer}"));
    output::say("Historik:");
    for entry in entries {
        let payload = entry.payload()?;
        let at = calendar::stockholm_time(entry.at).format("%Y-%m-%d %H:%M");
        let (summary, actor) = (payload.entry.summary, payload.actor.presented());
        output::say(&format!("  {at}  {summary} ({actor})"));
    }
    Ok(Ended::Well)
}

/// The matter with this register number or identity.
pub(super) async fn find(read: &mut Read, typed: &str) -> Result<Matter, OfficeError> {
    let id = match typed.parse::<MatterId>() {
        Ok(id) => Some(id),
        Err(_) => counters::find(read, typed.trim())
            .await?
            .map(|given| given.matter),
    };
    let found = match id {
        Some(id) => matters::find(read, id).await?,
        None => None,
    };
    Ok(found.ok_or_else(|| Refusal::not_found(format!("Ärendet ”{typed}” finns inte.")))?)
}
