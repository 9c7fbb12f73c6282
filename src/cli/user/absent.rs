//! `beslut user absent`.

use super::{Configured, Ended, office_and_person, output};
use crate::{
    clock::{Clock, SystemClock},
    domain::{calendar, refusal::Refusal, swedish},
    office::{OfficeError, Steward, people::NewAbsence},
    store::{absences, people},
};
use chrono::NaiveDate;
use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct Absent {
    #[command(flatten)]
    configured: Configured,
    /// Personens e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
    /// Första dagen; annars i dag
    #[arg(long, value_name = "DAG")]
    from: Option<NaiveDate>,
    /// Sista dagen
    #[arg(long, value_name = "DAG", required_unless_present = "back")]
    until: Option<NaiveDate>,
    /// Ersättarens e-postadress
    #[arg(long, value_name = "ADRESS")]
    substitute: Option<String>,
    /// Personen är tillbaka: avslutar den frånvaro som gäller i dag
    #[arg(long, conflicts_with_all = ["from", "until", "substitute"])]
    back: bool,
}

pub(super) async fn run_absent(absent: &Absent) -> anyhow::Result<Ended> {
    let (office, person) = office_and_person(&absent.configured, &absent.person).await?;
    let now = SystemClock.now();
    let today = calendar::today_in_stockholm(now);
    let Some(until) = absent.until else {
        let own = office
            .db()
            .read(async |read| absences::of_person(read, person.id, today).await)
            .await?;
        let current: Vec<_> = own
            .iter()
            .filter(|absence| absence.holds_on(today))
            .collect();
        if current.is_empty() {
            let refusal = Refusal::not_found(format!("{} är inte frånvarande i dag.", person.name));
            return Err(OfficeError::from(refusal).into());
        }
        for absence in current {
            office
                .end_absence(Steward::CommandLine, absence.id, now)
                .await?;
        }
        output::say(&format!("{} är tillbaka.", person.name));
        return Ok(Ended::Well);
    };
    let substitute = match &absent.substitute {
        Some(address) => {
            let found = office
                .db()
                .read(async |read| people::find_by_address(read, address).await)
                .await?;
            let unknown = || Refusal::not_found(format!("Ingen har adressen ”{address}”."));
            Some(found.ok_or_else(|| OfficeError::from(unknown()))?.person.id)
        }
        None => None,
    };
    let new = NewAbsence {
        person: person.id,
        from: absent.from.unwrap_or(today),
        until,
        substitute,
    };
    office
        .enter_absence(Steward::CommandLine, new, None, now)
        .await?;
    output::say(&format!(
        "{} är frånvarande till och med den {}.",
        person.name,
        swedish::date(until)
    ));
    Ok(Ended::Well)
}
