//! `beslut user change` and `beslut user close`.

use super::{Configured, Ended, office_and_person, output};
use crate::{
    clock::{Clock, SystemClock},
    office::{Steward, people::PersonChange},
};
use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct Change {
    #[command(flatten)]
    configured: Configured,
    /// Personens nuvarande e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
    /// Den nya adressen. Länkar som har gått till den gamla slutar gälla, och nya går hit
    #[arg(long, value_name = "ADRESS")]
    email: Option<String>,
    /// För- och efternamn
    #[arg(long, value_name = "NAMN")]
    name: Option<String>,
    /// Titel, till exempel kommunjurist
    #[arg(long, value_name = "TITEL")]
    title: Option<String>,
    /// Enhet, till exempel Kansliet
    #[arg(long, value_name = "ENHET")]
    unit: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Close {
    #[command(flatten)]
    configured: Configured,
    /// Personens e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
}

pub(super) async fn run_change(change: Change) -> anyhow::Result<Ended> {
    let Change {
        configured,
        person,
        email,
        name,
        title,
        unit,
    } = change;
    let (office, person) = office_and_person(&configured, &person).await?;
    let change = PersonChange {
        email,
        name,
        title,
        unit,
    };
    office
        .change_person(Steward::CommandLine, person.id, change, SystemClock.now())
        .await?;
    output::say(&format!("Uppgifterna om {} är ändrade.", person.name));
    Ok(Ended::Well)
}

pub(super) async fn run_close(close: &Close) -> anyhow::Result<Ended> {
    let (office, person) = office_and_person(&close.configured, &close.person).await?;
    let closed = office
        .close_account(Steward::CommandLine, person.id, SystemClock.now())
        .await?;
    output::say(&format!("Kontot för {} är avslutat.", person.name));
    match closed {
        0 => {}
        1 => output::say("En begäran väntade på svar. Den som frågade får veta det med ett mejl."),
        many => output::say(&format!(
            "{many} begäranden väntade på svar. De som frågade får veta det med ett mejl."
        )),
    }
    Ok(Ended::Well)
}
