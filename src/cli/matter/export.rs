//! A matter out of the office, as a file.

use super::super::{Ended, output, premises};
use crate::{
    matter::export::{About, export},
    office::OfficeError,
    store::people,
};
use anyhow::Context;
use std::path::PathBuf;

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

pub(super) async fn run(arguments: &Export) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&arguments.configured)?).await?;
    let (matter, responsible) = office
        .db()
        .read(async |read| {
            let matter = super::find(read, &arguments.matter).await?;
            let responsible = match matter.responsible {
                Some(person) => people::find(read, person).await?,
                None => None,
            };
            Ok::<_, OfficeError>((matter, responsible))
        })
        .await?;
    let about = About {
        responsible: responsible.map(|kept| kept.person.email),
        register_number: matter.register_number.as_ref().map(ToString::to_string),
    };
    let text = export(&matter.content, &about, office.definition(&matter)?).print();
    match &arguments.out {
        None => output::say(text.trim_end()),
        Some(out) => {
            #[expect(
                clippy::disallowed_methods,
                reason = "the file that the command names is written at this door"
            )]
            std::fs::write(out, text)
                .with_context(|| format!("filen {} kan inte skrivas", out.display()))?;
            output::note(&format!("{} är skriven.", out.display()));
        }
    }
    Ok(Ended::Well)
}
