//! `beslut demo`: a made-up municipality to try Beslut with, on the own machine only.
//!
//! It is built by real acts of the office at past instants, so nothing in it could not have
//! happened.

mod acts;
mod calendar;
mod drafts;
mod folder;
mod meetings;
mod people;
mod texts;
mod tries;

use super::{
    Ended, output, premises,
    serve::{self, log},
};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    db::Db,
    web::Demo,
};
use anyhow::{Context, ensure};
use clap::Args;
use folder::Folder;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Mappen där demons data ligger
    #[arg(long, value_name = "MAPP", default_value = "demo-data")]
    data: PathBuf,
    /// Var demon lyssnar; bara den egna maskinen duger
    #[arg(long, value_name = "ADRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,
    /// Börjar om från början
    #[arg(long)]
    fresh: bool,
    /// Gör i ordning demon och slutar, utan att starta servern
    #[arg(long)]
    only_prepare: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Ended> {
    ensure!(
        arguments.listen.ip().is_loopback(),
        "demon har inga lösenord och lyssnar bara på den egna maskinen, till exempel 127.0.0.1:8080."
    );
    let folder = Folder::open(&arguments.data, arguments.fresh)?;
    let config = config(folder.path(), arguments.listen)?;
    let db = Db::open(&config.database).await?;
    db.migrate().await?;
    if !folder.is_ready() {
        output::note("Gör i ordning Exempelby kommun …");
        let office = premises::office_over(&config, db.clone()).await?;
        acts::play(&office, SystemClock.now()).await?;
        folder.mark_ready()?;
    }
    if arguments.only_prepare {
        output::say(&format!("Demon ligger i {}.", folder.path().display()));
        db.close().await;
        return Ok(Ended::Well);
    }
    output::say(&format!(
        "Öppna {} i en webbläsare. Avsluta med Ctrl+C.",
        config.public_url
    ));
    log::start_demo();
    let office = premises::office_over(&config, db).await?;
    let demo = Demo {
        post: folder.path().join("post"),
        tries: tries::tries(),
    };
    serve::serve(&config, office, Some(demo)).await?;
    Ok(Ended::Well)
}

/// What the demo's municipality has set. The file lies in the folder, so that every command can be
/// tried on the demo: `beslut matter list --config demo-data/beslut.toml`.
fn config(folder: &Path, listen: SocketAddr) -> anyhow::Result<Config> {
    let text = format!(
        r#"# Inställningarna för demon. Filen skrivs om varje gång den startar.
municipality = "Exempelby kommun"
public_url = "http://{listen}"
listen = "{listen}"
data = "."

[mail]
from = "beslut@exempelby.example"
reply_to = "registrator@exempelby.example"
domain = "exempelby.example"
transport = {{ folder = {{ path = "post" }} }}
"#
    );
    let file = folder.join("beslut.toml");
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo's settings are written at this door"
    )]
    std::fs::write(&file, &text)
        .with_context(|| format!("filen {} kan inte skrivas", file.display()))?;
    Ok(Config::parse(&file.display().to_string(), &text, folder)?)
}
