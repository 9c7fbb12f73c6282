//! Opening what most commands need: configuration, database, files, keys, office.

use super::{Configured, keys};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    db::Db,
    office::{
        Office, Settings, SystemRandomness,
        workflows::{self, Workflows},
    },
    store::blobs::Blobs,
    workflow::{
        adequacy::AdequacyTable,
        source::{Source, included},
    },
};
use anyhow::{Context, bail};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The configuration that the command names.
pub(super) fn config(configured: &Configured) -> anyhow::Result<Config> {
    Ok(Config::load(&configured.config)?)
}

/// The database as it is, whatever steps it has been through.
pub(super) async fn database(config: &Config) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("mappen {} kan inte skapas", config.data.display()))?;
    Ok(Db::open(&config.database).await?)
}

/// The database, refused if it is behind this program.
pub(super) async fn current_database(config: &Config) -> anyhow::Result<Db> {
    let db = database(config).await?;
    match db.steps_behind().await? {
        0 => Ok(db),
        1 => bail!(
            "databasen är ett steg efter programmet. Säkerhetskopiera den och kör: beslut migrate"
        ),
        steps => bail!(
            "databasen är {steps} steg efter programmet. Säkerhetskopiera den och kör: beslut migrate"
        ),
    }
}

/// The office, over a database that is up to date.
pub(super) async fn office(config: &Config) -> anyhow::Result<Office> {
    let db = current_database(config).await?;
    office_over(config, db).await
}

/// The office over this database.
pub(super) async fn office_over(config: &Config, db: Db) -> anyhow::Result<Office> {
    let blobs = Blobs::open(blob_folder(config)).await?;
    let workflows = Workflows::shipped()?.beside(config.workflows.clone());
    workflows::keep(&db, &workflows, SystemClock.now()).await?;
    let link_keys = keys::read_or_make(&config.link_keys)?;
    let settings = Settings {
        municipality: config.municipality.clone(),
        public_url: config.public_url.clone(),
        mail_domain: config.mail.domain.clone(),
        registrar_address: config.mail.reply_to.clone(),
        link_lifetime_days: config.link_lifetime_days,
        largest_attachment: config.largest_attachment,
    };
    let office = Office::new(
        db,
        blobs,
        workflows,
        link_keys,
        settings,
        Box::new(SystemRandomness),
    );
    Ok(match &config.adequacy {
        None => office,
        Some(file) => office.with_adequacy(own_adequacy(file)?),
    })
}

/// The municipality's own table of adequate countries.
fn own_adequacy(file: &Path) -> anyhow::Result<AdequacyTable> {
    let source = text_of(file)?;
    Ok(AdequacyTable::read(&file.display().to_string(), &source)?)
}

/// Where the files are.
pub(super) fn blob_folder(config: &Config) -> PathBuf {
    config.data.join("filer")
}

/// A workflow file that a command names, with the files that it includes.
pub(super) fn workflow_file(file: &Path) -> anyhow::Result<Source> {
    let text = text_of(file)?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut shared = BTreeMap::new();
    for named in included(&text) {
        // One that is not there is told where the file names it.
        if let Ok(text) = text_of(&folder.join(&named)) {
            shared.insert(named, text);
        }
    }
    Ok(Source {
        name: file.display().to_string(),
        text,
        shared,
    })
}

/// The text of a file that a command names.
pub(super) fn text_of(file: &Path) -> anyhow::Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "files that commands name are read at this door"
    )]
    let read = std::fs::read(file);
    let bytes = match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("filen {} finns inte", file.display())
        }
        read => read.with_context(|| format!("filen {} går inte att läsa", file.display()))?,
    };
    String::from_utf8(bytes)
        .map_err(|_| anyhow::anyhow!("filen {} är inte skriven i UTF-8", file.display()))
}
