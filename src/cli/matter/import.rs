//! A matter file into the office.

use super::super::{Ended, bodies::named, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    domain::{identifiers::PersonId, refusal::Refusal},
    matter::{
        file::{FileFinding, MatterFile},
        import::{Arrival, Imported, Source, import, workflow_of},
    },
    office::{Asker, Office, OfficeError, matters::NewMatter},
    store::{bodies, people},
};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Import {
    #[command(flatten)]
    configured: super::Configured,
    /// Ärendet som text, *.arende.md
    #[arg(value_name = "FIL")]
    file: PathBuf,
    /// E-postadressen till den som blir handläggare
    #[arg(long = "as", value_name = "ADRESS")]
    officer: String,
    /// Organet som ska besluta, till exempel ks
    #[arg(long, value_name = "ORGAN")]
    body: String,
}

pub(super) async fn run(arguments: &Import) -> anyhow::Result<Ended> {
    let text = premises::text_of(&arguments.file)?;
    let name = arguments.file.display().to_string();
    let source = Source {
        name: &name,
        text: &text,
    };
    let file = match MatterFile::read(source.name, source.text) {
        Ok(file) => file,
        Err(findings) => return Ok(with_faults(&findings)),
    };
    let office = premises::office(&premises::config(&arguments.configured)?).await?;
    let (officer, all) = office
        .db()
        .read(async |read| {
            let officer = people::find_by_address(read, &arguments.officer).await?;
            Ok::<_, OfficeError>((officer, bodies::all(read).await?))
        })
        .await?;
    let officer = officer.ok_or_else(|| OfficeError::from(unknown_person(&arguments.officer)))?;
    let body = named(&all, &arguments.body)?.id;
    let definition = match workflow_of(&file, source, &office.workflows().newest_of_each()) {
        Ok(definition) => definition,
        Err(finding) => return Ok(with_faults(&[finding])),
    };
    let now = SystemClock.now();
    let arrival = Arrival {
        by: officer.person.id,
        at: now,
        entropy: &mut office.entropy(now)?,
    };
    let Imported {
        content,
        responsible,
        ..
    } = match import(&file, source, definition, arrival) {
        Ok(imported) => imported,
        Err(findings) => return Ok(with_faults(&findings)),
    };
    let responsible = match responsible {
        None => None,
        Some(address) => match person(&office, &address).await? {
            Some(person) => Some(person),
            None => return Ok(with_faults(&[unknown_responsible(source, &address)])),
        },
    };
    let new = NewMatter {
        workflow: definition.id.clone(),
        body,
        title: content.title.clone(),
        responsible,
        content: Some(content),
    };
    let id = office
        .open_matter(Asker::SignedIn(officer.person.id), new, None, now)
        .await?;
    output::say(&id.to_string());
    Ok(Ended::Well)
}

fn with_faults(findings: &[FileFinding]) -> Ended {
    for finding in findings {
        output::note(&finding.to_string());
    }
    Ended::WithFaults
}

async fn person(office: &Office, address: &str) -> Result<Option<PersonId>, OfficeError> {
    office
        .db()
        .read(async |read| {
            let found = people::find_by_address(read, address).await?;
            Ok(found.map(|kept| kept.person.id))
        })
        .await
}

fn unknown_person(address: &str) -> Refusal {
    Refusal::not_found(format!(
        "Ingen har adressen ”{address}”. Lägg till personen med: beslut user add"
    ))
}

fn unknown_responsible(source: Source<'_>, address: &str) -> FileFinding {
    let remedy = "Lägg till personen med beslut user add, eller ta bort raden.";
    source.fault(
        "responsible",
        format!("Ingen har adressen ”{address}”. {remedy}"),
    )
}
