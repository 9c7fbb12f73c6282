//! `beslut user`.

mod absent;
mod change;
mod offices;

use super::{Configured, Ended, bodies::named, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    domain::{
        body::{Body, Membership, Seat},
        calendar,
        identifiers::{BodyId, PersonId},
        person::{Appointment, GroupMember, Person, Role, Term},
        refusal::Refusal,
    },
    office::{Office, OfficeError, Steward, people::NewPerson},
    store::{bodies, people},
    workflow::keys::GroupKey,
};
use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use secrecy::SecretString;
use std::{io::Read, path::PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lägger till en person
    Add(Add),
    /// Ändrar adress, namn, titel eller enhet
    Change(change::Change),
    /// Avslutar kontot för den som har slutat: inloggningar och länkar slutar gälla
    Close(change::Close),
    /// Lägger in frånvaro, med eller utan ersättare; --back avslutar den
    Absent(absent::Absent),
    /// Ger en plats i en grupp av granskare eller i ett organ
    Join(offices::Join),
    /// Ger ett uppdrag
    Appoint(offices::Appoint),
    /// Sätter sista dag för ett uppdrag eller en plats
    Leave(offices::Leave),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    #[command(flatten)]
    configured: Configured,
    /// E-postadressen: hit går länkar och koder
    #[arg(long, value_name = "ADRESS")]
    email: String,
    /// För- och efternamn
    #[arg(long, value_name = "NAMN")]
    name: String,
    /// Titel, till exempel kommunjurist
    #[arg(long, value_name = "TITEL", default_value = "")]
    title: String,
    /// Enhet, till exempel Kansliet
    #[arg(long, value_name = "ENHET", default_value = "")]
    unit: String,
    /// Uppdrag, i ett organ eller i alla: handlaggare, chef, namndsekreterare, registrator, administrator
    #[arg(long, value_name = "UPPDRAG[:ORGAN]")]
    role: Vec<String>,
    /// Grupp som ärendetyper tar granskare ur, till exempel jurister
    #[arg(long, value_name = "GRUPP")]
    group: Vec<GroupKey>,
    /// Plats i ett organ: ordforande, vice_ordforande, ledamot eller ersattare
    #[arg(long, value_name = "ORGAN:PLATS[:PARTI]")]
    seat: Vec<String>,
    /// Från och med vilken dag uppdragen gäller; annars i dag
    #[arg(long, value_name = "DAG")]
    from: Option<NaiveDate>,
    /// Filen vars första rad är lösenordet; - läser från standard in. Utan: ingen inloggning med lösenord
    #[arg(long, value_name = "FIL")]
    password_file: Option<PathBuf>,
}

/// What the person is to do, checked before anything is kept.
struct Tasks {
    roles: Vec<(Role, Option<BodyId>)>,
    seats: Vec<(BodyId, Seat, String)>,
}

pub(super) async fn run(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Add(add) => run_add(add).await,
        Command::Change(change) => change::run_change(change).await,
        Command::Close(close) => change::run_close(&close).await,
        Command::Absent(absent) => absent::run_absent(&absent).await,
        Command::Join(join) => offices::run_join(join).await,
        Command::Appoint(appoint) => offices::run_appoint(&appoint).await,
        Command::Leave(leave) => offices::run_leave(leave).await,
    }
}

async fn run_add(add: Add) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&add.configured)?).await?;
    let all = office
        .db()
        .read(async |read| bodies::all(read).await)
        .await?;
    let tasks = tasks(&add, &all)?;
    let now = SystemClock.now();
    let term = Term {
        from: add.from.unwrap_or(calendar::today_in_stockholm(now)),
        until: None,
    };
    let new = NewPerson {
        email: add.email,
        name: add.name.clone(),
        title: add.title,
        unit: add.unit,
        password: add.password_file.as_deref().map(password).transpose()?,
    };
    let person: PersonId = office.add_person(new, Steward::CommandLine, now).await?;
    for (role, body) in tasks.roles {
        office
            .appoint(
                Appointment {
                    person,
                    role,
                    body,
                    term,
                },
                Steward::CommandLine,
                now,
            )
            .await?;
    }
    for group in add.group {
        let group = group.to_string();
        office
            .join_group(
                GroupMember {
                    group,
                    person,
                    term,
                },
                Steward::CommandLine,
                now,
            )
            .await?;
    }
    for (body, seat, party) in tasks.seats {
        office
            .seat(
                Membership {
                    body,
                    person,
                    seat,
                    party,
                    term,
                },
                Steward::CommandLine,
                now,
            )
            .await?;
    }
    output::say(&format!("{} är tillagd.", add.name));
    Ok(Ended::Well)
}

fn tasks(add: &Add, all: &[Body]) -> Result<Tasks, OfficeError> {
    let mut tasks = Tasks {
        roles: Vec::new(),
        seats: Vec::new(),
    };
    for typed in &add.role {
        tasks.roles.push(role(all, typed)?);
    }
    for typed in &add.seat {
        tasks.seats.push(seat(all, typed)?);
    }
    Ok(tasks)
}

/// `registrator` or `namndsekreterare:ks`.
fn role(all: &[Body], typed: &str) -> Result<(Role, Option<BodyId>), OfficeError> {
    let (role, body) = match typed.split_once(':') {
        Some((role, body)) => (role, Some(named(all, body)?.id)),
        None => (typed, None),
    };
    let role = Role::from_key(role)
        .ok_or_else(|| unknown("Uppdraget", role, &Role::ALL.map(Role::key)))?;
    Ok((role, body))
}

/// `ks:ledamot` or `ks:ledamot:S`.
fn seat(all: &[Body], typed: &str) -> Result<(BodyId, Seat, String), OfficeError> {
    let mut parts = typed.splitn(3, ':');
    let body = named(all, parts.next().unwrap_or_default())?.id;
    let seat = parts.next().unwrap_or_default();
    let seat =
        Seat::from_key(seat).ok_or_else(|| unknown("Platsen", seat, &Seat::ALL.map(Seat::key)))?;
    Ok((body, seat, parts.next().unwrap_or_default().to_owned()))
}

/// The office, and the person with this address.
pub(super) async fn office_and_person(
    configured: &Configured,
    address: &str,
) -> anyhow::Result<(Office, Person)> {
    let office = premises::office(&premises::config(configured)?).await?;
    let found = office
        .db()
        .read(async |read| people::find_by_address(read, address).await)
        .await?;
    let unknown = || Refusal::not_found(format!("Ingen har adressen ”{address}”."));
    let person = found.ok_or_else(|| OfficeError::from(unknown()))?.person;
    Ok((office, person))
}

fn unknown(what: &str, typed: &str, known: &[&str]) -> Refusal {
    Refusal::not_found(format!(
        "{what} ”{typed}” finns inte. Välj bland: {}.",
        known.join(", ")
    ))
}

/// The first line of a file or of standard input. An argument would be seen in the list of
/// processes and kept in the shell's history.
fn password(file: &std::path::Path) -> anyhow::Result<SecretString> {
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("lösenordet går inte att läsa")?;
        text
    } else {
        premises::text_of(file)?
    };
    Ok(SecretString::from(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}
