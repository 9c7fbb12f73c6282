//! A matter file into the office, and a matter out as a file.

use super::super::{Ended, bodies::named, output, premises, render};
use crate::{
    clock::{Clock, SystemClock},
    domain::refusal::{Place, Reason, Refusal},
    matter::{
        file::{AttachmentEntry, FileSection, FrontMatter, MatterFile},
        state::{Content, Matter, Section},
    },
    office::{Asker, OfficeError, matters::NewMatter},
    store::{bodies, people},
    workflow::{definition::Definition, keys::WorkflowId},
};
use anyhow::Context;
use std::{collections::BTreeMap, path::PathBuf};

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

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    configured: super::Configured,
    /// Diarienummer eller ärendets id
    #[arg(value_name = "ÄRENDE")]
    matter: String,
    /// Filen som skrivs; annars skrivs texten på standard ut
    #[arg(long, value_name = "FIL")]
    out: Option<PathBuf>,
}

pub(super) async fn import(import: &Import) -> anyhow::Result<Ended> {
    let Some(file) = render::read(&import.file)? else { return Ok(Ended::WithFaults) };
    let office = premises::office(&premises::config(&import.configured)?).await?;
    let (all, officer) = office
        .db()
        .read(async |read| {
            let officer = people::find_by_address(read, &import.officer).await?;
            Ok::<_, OfficeError>((bodies::all(read).await?, officer))
        })
        .await?;
    let officer = officer.ok_or_else(|| {
        OfficeError::from(Refusal::not_found(format!(
            "Ingen har adressen ”{}”. Lägg till personen med: beslut user add",
            import.officer
        )))
    })?;
    let workflow = workflow_of(&file)?;
    let definition = office.workflows().newest(&workflow);
    let definition = definition.ok_or_else(|| unknown_type(&file.front.matter_type))?;
    let new = NewMatter {
        content: Some(content(&file, definition).map_err(OfficeError::from)?),
        workflow,
        body: named(&all, &import.body)?.id,
        title: file.front.title.clone(),
        responsible: None,
    };
    let asker = Asker::SignedIn(officer.person.id);
    let id = office.open_matter(asker, new, None, SystemClock.now()).await?;
    output::say(&id.to_string());
    Ok(Ended::Well)
}

fn workflow_of(file: &MatterFile) -> Result<WorkflowId, OfficeError> {
    file.front.matter_type.parse().map_err(|_| unknown_type(&file.front.matter_type))
}

fn unknown_type(typed: &str) -> OfficeError {
    Refusal::not_found(format!("Ärendetypen ”{typed}” finns inte.")).into()
}

/// What the file says, as the matter keeps it. What has no place of its own is carried along, so
/// that the way out gives the same file.
fn content(file: &MatterFile, definition: &Definition) -> Result<Content, Refusal> {
    let mut faults = Vec::new();
    let mut fields = BTreeMap::new();
    for (key, written) in &file.front.fields {
        let place = Place::Field(key.clone());
        let Some(field) = definition.field(key) else {
            let message = format!("Fältet ”{key}” finns inte i ärendetypen.");
            faults.push(Reason::new("falt", message).at(place));
            continue;
        };
        match field.kind.from_toml(written) {
            Ok(value) => {
                fields.insert(field.key.clone(), value);
            }
            Err(fault) => {
                faults.push(Reason::new("falt", format!("{}: {fault}", field.title)).at(place));
            }
        }
    }
    let mut sections = Vec::new();
    for section in &file.sections {
        match section.id.parse() {
            Ok(key) => sections.push(Section {
                key,
                title: section.title.clone(),
                number: section.number.clone(),
                shown: !section.hidden,
                text: section.text.clone(),
                version: 1,
            }),
            Err(fault) => {
                let message = format!("Avsnittet ”{}”: {fault}", section.id);
                faults.push(Reason::new("avsnitt", message));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid("Ärendet är inte inläst.", faults));
    }
    Ok(Content {
        title: file.front.title.clone(),
        recipient: file.front.recipient.clone().unwrap_or_default(),
        fields,
        sections,
        attachments: Vec::new(),
        recipients_of_decision: Vec::new(),
        signatures: file
            .front
            .signatures
            .iter()
            .map(|one| crate::matter::state::Signature {
                name: one.name.clone(),
                title: one.title.clone().unwrap_or_default(),
                unit: one.unit.clone().unwrap_or_default(),
            })
            .collect(),
        carried: BTreeMap::new(),
    })
}

pub(super) async fn export(export: &Export) -> anyhow::Result<Ended> {
    let db = premises::current_database(&premises::config(&export.configured)?).await?;
    let matter = db.read(async |read| super::find(read, &export.matter).await).await?;
    let text = file(&matter).print();
    match &export.out {
        None => output::say(text.trim_end()),
        Some(out) => {
            #[expect(clippy::disallowed_methods, reason = "the file that the command names is written at this door")]
            std::fs::write(out, text)
                .with_context(|| format!("filen {} kan inte skrivas", out.display()))?;
            output::note(&format!("{} är skriven.", out.display()));
        }
    }
    Ok(Ended::Well)
}

fn file(matter: &Matter) -> MatterFile {
    let content = &matter.content;
    let fields = content.fields.iter();
    MatterFile {
        front: FrontMatter {
            matter_type: matter.workflow.id.to_string(),
            title: content.title.clone(),
            recipient: Some(content.recipient.clone()).filter(|to| !to.is_empty()),
            register_number: matter.register_number.as_ref().map(ToString::to_string),
            fields: fields.map(|(key, value)| (key.to_string(), value.to_toml())).collect(),
            attachments: content
                .attachments
                .iter()
                .map(|one| AttachmentEntry { title: one.title.clone(), ..AttachmentEntry::default() })
                .collect(),
            ..FrontMatter::default()
        },
        sections: content
            .sections
            .iter()
            .map(|section| FileSection {
                id: section.key.to_string(),
                title: section.title.clone(),
                number: section.number.clone(),
                hidden: !section.shown,
                text: section.text.clone(),
            })
            .collect(),
    }
}
