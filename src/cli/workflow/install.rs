//! `beslut workflow install`: takes files into force.

use super::{Configured, Ended, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    office::{OfficeError, Steward, workflows::Installer},
};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    configured: Configured,
    /// Filerna
    #[arg(value_name = "FIL", required = true)]
    files: Vec<PathBuf>,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&arguments.configured)?).await?;
    let by = Installer::Steward(Steward::CommandLine);
    let mut ended = Ended::Well;
    for file in &arguments.files {
        let source = premises::workflow_file(file)?;
        match office
            .install_workflow(&source, by, SystemClock.now())
            .await
        {
            Ok(installed) => {
                let (title, version) = (&installed.title, installed.version);
                output::say(&if installed.is_new {
                    format!("{title}: version {version} är i bruk.")
                } else {
                    format!("{title}: version {version} var redan i bruk.")
                });
                for warning in &installed.warnings {
                    output::note(&format!("varning: {warning}"));
                }
            }
            Err(OfficeError::Refused(refusal)) => {
                output::fault(&refusal.to_string());
                ended = Ended::WithFaults;
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(ended)
}
