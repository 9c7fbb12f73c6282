//! `beslut serve`.

use super::{Configured, Ended, output, premises};

pub(super) async fn run(configured: &Configured) -> anyhow::Result<Ended> {
    let config = premises::config(configured)?;
    let _office = premises::office(&config).await?;
    output::note(&format!("lyssnar på http://{}", config.listen));
    Ok(Ended::Well)
}
