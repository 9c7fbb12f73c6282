//! The file of link keys: made at the first start, readable by nobody else.

use super::{Configured, Ended, output, premises};
use crate::{
    office::{Randomness, SystemRandomness},
    signoff::link::LinkKeys,
};
use anyhow::{Context, bail};
use clap::Subcommand;
use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lägger till en ny nyckel. Äldre länkar fortsätter att fungera tills deras rad tas bort
    New(Configured),
}

pub(super) fn run(command: &Command) -> anyhow::Result<Ended> {
    let Command::New(configured) = command;
    let config = premises::config(configured)?;
    let keys = read_or_make(&config.link_keys)?;
    let number = keys.current() + 1;
    let mut file = OpenOptions::new().append(true).open(&config.link_keys)?;
    writeln!(file, "{}", line(number)?)?;
    file.sync_all()?;
    output::say(&format!(
        "Nyckel {number} är skapad. Den används när servern startas om."
    ));
    Ok(Ended::Well)
}

/// The keys in the file; a new file with a fresh key when there is none.
pub(super) fn read_or_make(file: &Path) -> anyhow::Result<LinkKeys> {
    let named = || format!("filen med länknycklar, {}", file.display());
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
    {
        Ok(mut new) => {
            let text = format!(
                "# Nycklar för länkar i mejl. Lämna aldrig ut filen.\n# Nummer och nyckel, en rad för varje; den högsta används.\n{}\n",
                line(1)?
            );
            new.write_all(text.as_bytes())
                .and_then(|()| new.sync_all())
                .with_context(named)?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("{} kan inte skapas", named())),
    }
    let mode = std::fs::metadata(file)
        .with_context(named)?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        bail!(
            "{} kan läsas av andra konton. Ändra det med: chmod 600 {}",
            named(),
            file.display()
        );
    }
    LinkKeys::parse(&premises::text_of(file)?).with_context(named)
}

fn line(number: u32) -> anyhow::Result<String> {
    let key = SystemRandomness.seed()?;
    Ok(format!("{number} {}", hex::encode(key)))
}
