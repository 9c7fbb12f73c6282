//! `beslut user join`, `beslut user appoint` and `beslut user leave`.

use super::{Configured, Ended, office_and_person, output, role, seat};
use crate::{
    clock::{Clock, SystemClock},
    domain::{
        body::{Body, Membership},
        calendar,
        person::{Appointment, GroupMember, Term},
    },
    office::{Office, Steward, people::Leaving},
    store::bodies,
    workflow::keys::GroupKey,
};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;

/// From when to when.
#[derive(Debug, Args)]
struct Days {
    /// Första dagen; annars i dag
    #[arg(long, value_name = "DAG")]
    from: Option<NaiveDate>,
    /// Sista dagen; annars tills vidare
    #[arg(long, value_name = "DAG")]
    until: Option<NaiveDate>,
}

/// One of the two.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Place {
    /// Grupp som ärendetyper tar granskare ur, till exempel jurister
    #[arg(long, value_name = "GRUPP")]
    group: Option<GroupKey>,
    /// Plats i ett organ: ordforande, vice_ordforande, ledamot eller ersattare
    #[arg(long, value_name = "ORGAN:PLATS[:PARTI]")]
    seat: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Join {
    #[command(flatten)]
    configured: Configured,
    /// Personens e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    days: Days,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Appoint {
    #[command(flatten)]
    configured: Configured,
    /// Personens e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
    /// Uppdrag, i ett organ eller i alla: handlaggare, chef, namndsekreterare, registrator, administrator
    #[arg(long, value_name = "UPPDRAG[:ORGAN]")]
    role: String,
    #[command(flatten)]
    days: Days,
}

/// One of the three.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Held {
    /// Uppdraget, i ett organ eller i alla
    #[arg(long, value_name = "UPPDRAG[:ORGAN]")]
    role: Option<String>,
    /// Gruppen
    #[arg(long, value_name = "GRUPP")]
    group: Option<GroupKey>,
    /// Platsen i ett organ
    #[arg(long, value_name = "ORGAN:PLATS")]
    seat: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Leave {
    #[command(flatten)]
    configured: Configured,
    /// Personens e-postadress
    #[arg(value_name = "ADRESS")]
    person: String,
    #[command(flatten)]
    held: Held,
    /// Sista dagen
    #[arg(long, value_name = "DAG")]
    until: NaiveDate,
}

pub(super) async fn run_join(join: Join) -> anyhow::Result<Ended> {
    let (office, person) = office_and_person(&join.configured, &join.person).await?;
    let now = SystemClock.now();
    let term = join.days.term(now)?;
    if let Some(group) = join.place.group {
        let member = GroupMember {
            group: group.to_string(),
            person: person.id,
            term,
        };
        office.join_group(member, Steward::CommandLine, now).await?;
    }
    if let Some(typed) = join.place.seat {
        let (body, seat, party) = seat(&all_bodies(&office).await?, &typed)?;
        let membership = Membership {
            body,
            person: person.id,
            seat,
            party,
            term,
        };
        office.seat(membership, Steward::CommandLine, now).await?;
    }
    output::say(&format!("{} har fått platsen.", person.name));
    Ok(Ended::Well)
}

pub(super) async fn run_appoint(appoint: &Appoint) -> anyhow::Result<Ended> {
    let (office, person) = office_and_person(&appoint.configured, &appoint.person).await?;
    let now = SystemClock.now();
    let term = appoint.days.term(now)?;
    let (role, body) = role(&all_bodies(&office).await?, &appoint.role)?;
    let appointment = Appointment {
        person: person.id,
        role,
        body,
        term,
    };
    office
        .appoint(appointment, Steward::CommandLine, now)
        .await?;
    output::say(&format!(
        "{} har fått uppdraget {}.",
        person.name,
        role.swedish()
    ));
    Ok(Ended::Well)
}

pub(super) async fn run_leave(leave: Leave) -> anyhow::Result<Ended> {
    let (office, person) = office_and_person(&leave.configured, &leave.person).await?;
    let all = all_bodies(&office).await?;
    let mut leaving = Vec::new();
    if let Some(typed) = &leave.held.role {
        let (role, body) = role(&all, typed)?;
        leaving.push(Leaving::Office { role, body });
    }
    leaving.extend(
        leave
            .held
            .group
            .map(|group| Leaving::Group(group.to_string())),
    );
    if let Some(typed) = &leave.held.seat {
        let (body, seat, _) = seat(&all, typed)?;
        leaving.push(Leaving::Seat { body, seat });
    }
    let now = SystemClock.now();
    for one in leaving {
        office
            .leave(Steward::CommandLine, person.id, one, leave.until, now)
            .await?;
    }
    output::say(&format!(
        "Sista dagen för {} är {}.",
        person.name, leave.until
    ));
    Ok(Ended::Well)
}

impl Days {
    fn term(&self, now: DateTime<Utc>) -> anyhow::Result<Term> {
        let from = self.from.unwrap_or(calendar::today_in_stockholm(now));
        anyhow::ensure!(
            self.until.is_none_or(|until| from <= until),
            "sista dagen kan inte komma före den första."
        );
        Ok(Term {
            from,
            until: self.until,
        })
    }
}

async fn all_bodies(office: &Office) -> anyhow::Result<Vec<Body>> {
    Ok(office
        .db()
        .read(async |read| bodies::all(read).await)
        .await?)
}
