//! `beslut migrate`.

use super::{Configured, Ended, output, premises};

pub(super) async fn run(configured: &Configured) -> anyhow::Result<Ended> {
    let config = premises::config(configured)?;
    let db = premises::database(&config).await?;
    let behind = db.steps_behind().await?;
    db.migrate().await?;
    let all = db.steps().count();
    for (version, name) in db.steps().skip(all.saturating_sub(behind)) {
        output::note(&format!("steg {version}: {name}"));
    }
    output::say(&match behind {
        0 => format!("Databasen ({}) är redan uppdaterad.", db.product()),
        1 => format!("Databasen ({}) är uppdaterad med ett steg.", db.product()),
        steps => format!(
            "Databasen ({}) är uppdaterad med {steps} steg.",
            db.product()
        ),
    });
    db.close().await;
    Ok(Ended::Well)
}
