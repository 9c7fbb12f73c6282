//! `beslut serve`: the server and its workers, from opening to an orderly stop.

pub(super) mod log;
mod mailing;

use super::{Configured, Ended, premises};
use crate::{
    clock::{self, Clock, SystemClock},
    config::Config,
    office::Office,
    web::{self, App, Demo},
};
use anyhow::Context;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinSet,
};

/// How long what is under way may take after the signal to stop.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn run(configured: &Configured) -> anyhow::Result<Ended> {
    let config = premises::config(configured)?;
    log::start(config.log);
    let office = premises::office(&config).await?;
    serve(&config, office, None).await?;
    Ok(Ended::Well)
}

/// Serves until the process is told to stop.
pub(super) async fn serve(
    config: &Config,
    office: Office,
    demo: Option<Demo>,
) -> anyhow::Result<()> {
    let (tell_stop, stop) = watch::channel(false);
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("det går inte att lyssna på {}", config.listen))?;
    let app = App::new(office.clone(), Arc::new(|| SystemClock.now()), demo)?
        .behind(&config.trusted_proxies);

    let mut workers = JoinSet::new();
    let system_clock: Arc<dyn Clock> = Arc::new(SystemClock);
    workers.spawn(clock::worker::run(
        office.clone(),
        Arc::clone(&system_clock),
        clock::worker::POLL,
        stop.clone(),
    ));
    workers.spawn(clock::workflows::run(
        office.clone(),
        system_clock,
        clock::worker::POLL,
        stop.clone(),
    ));

    mailing::start(config, &office, &mut workers, &stop)?;

    let router = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = wait_for(stop.clone());
    workers.spawn(async move {
        if let Err(error) = axum::serve(listener, router)
            .with_graceful_shutdown(stopping)
            .await
        {
            tracing::error!(%error, "the listener failed");
        }
    });
    tracing::info!(address = %config.public_url, "lyssnar på {}", config.public_url);

    signalled().await?;
    tracing::info!("stannar");
    tell_stop.send_replace(true);
    let all_done = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, all_done).await.is_err() {
        tracing::warn!("allt hann inte avslutas; det som återstår görs vid nästa start");
    }
    office.db().close().await;
    Ok(())
}

async fn wait_for(mut stop: watch::Receiver<bool>) {
    // An error means that the one who tells has gone: stop as well.
    let _ = stop.wait_for(|told| *told).await;
}

/// Comes back at SIGTERM or SIGINT.
async fn signalled() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
