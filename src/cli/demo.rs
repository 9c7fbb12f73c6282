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

use super::{Ended, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    config::{Config, LogFormat},
    db::{DatabaseUrl, Db},
    mail::transport::{MailConfig, TransportConfig},
};
use anyhow::ensure;
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
    let config = config(folder.path(), arguments.listen);
    let db = Db::open(&config.database).await?;
    db.migrate().await?;
    if !folder.is_ready() {
        output::note("Gör i ordning Exempelby kommun …");
        let office = premises::office_over(&config, db.clone()).await?;
        acts::play(&office, SystemClock.now()).await?;
        folder.mark_ready()?;
    }
    output::say(&format!("Demon ligger i {}.", folder.path().display()));
    db.close().await;
    Ok(Ended::Well)
}

/// What the demo's municipality has set.
fn config(folder: &Path, listen: SocketAddr) -> Config {
    Config {
        municipality: "Exempelby kommun".to_owned(),
        public_url: format!("http://{listen}"),
        listen,
        database: DatabaseUrl::file(folder.join("beslut.db")),
        data: folder.to_owned(),
        link_keys: folder.join("lanknycklar"),
        workflows: None,
        link_lifetime_days: 21,
        largest_attachment: 100_000_000,
        trusted_proxies: Vec::new(),
        log: LogFormat::Text,
        mail: MailConfig {
            from: "beslut@exempelby.example".to_owned(),
            reply_to: "registrator@exempelby.example".to_owned(),
            domain: "exempelby.example".to_owned(),
            transport: TransportConfig::Folder { path: folder.join("post") },
        },
    }
}
