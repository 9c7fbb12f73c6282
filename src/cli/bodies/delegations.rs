//! `beslut body delegate`, `beslut body revoke` and `beslut body delegations`.

use super::{Configured, Ended, named, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    domain::{
        calendar,
        delegation::{Delegate, Delegation, Reported, Substitute},
        entropy::Entropy,
        identifiers::DelegationId,
        person::Term,
        swedish,
    },
    office::{Office, Steward},
    store::{bodies, delegations, people},
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(in crate::cli) struct DelegateArgs {
    #[command(flatten)]
    configured: Configured,
    /// Organets nyckel, till exempel ks
    #[arg(value_name = "ORGAN")]
    body: String,
    /// Punkten i delegationsordningen, till exempel 4.12
    #[arg(long, value_name = "PUNKT")]
    point: String,
    /// Vad delegaten får besluta
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// Vem: forvaltningschef:GRUPP, grupp:GRUPP eller person:ADRESS
    #[arg(long, value_name = "DELEGAT")]
    to: String,
    /// Villkor, med delegationsordningens egna ord
    #[arg(long, value_name = "TEXT", default_value = "")]
    conditions: String,
    /// Första dagen; annars i dag
    #[arg(long, value_name = "DAG")]
    from: Option<NaiveDate>,
    /// Sista dagen; annars tills vidare
    #[arg(long, value_name = "DAG")]
    until: Option<NaiveDate>,
    /// Förvaltningschefen får lämna delegationen vidare (KL 7:6)
    #[arg(long)]
    may_pass_on: bool,
    /// Delegationen som den här är lämnad vidare från (KL 7:6)
    #[arg(long, value_name = "ID")]
    passed_on_from: Option<DelegationId>,
    /// Grupp av överordnade som har samma rätt, om delegationsordningen säger det
    #[arg(long, value_name = "GRUPP")]
    superiors: Option<String>,
    /// Vem som beslutar när delegaten är frånvarande, om delegationsordningen säger det: forordnad
    /// (den som administratören har lagt in som ersättare) eller grupp:GRUPP
    #[arg(long, value_name = "VEM", value_parser = substitute)]
    substitute: Option<Substitute>,
    /// Vad som sker med besluten (KL 6:40)
    #[arg(long, value_name = "SÄTT", default_value = "anmals")]
    reported: ReportedWord,
    /// Var organet har beslutat det, till exempel ”KS den 10 april 2026, § 38”
    #[arg(long, value_name = "BESLUT")]
    decided_in: String,
}

/// What becomes of the decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportedWord {
    /// Anmäls vid nästa sammanträde
    Anmals,
    /// Anmäls inte, protokollförs särskilt
    Sarskilt,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Revoke {
    #[command(flatten)]
    configured: Configured,
    /// Organets nyckel, till exempel ks
    #[arg(value_name = "ORGAN")]
    body: String,
    /// Delegationens id, som beslut body delegations visar
    #[arg(value_name = "ID")]
    delegation: DelegationId,
    /// Sista dagen som den gäller; annars i dag
    #[arg(long, value_name = "DAG")]
    last_day: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    configured: Configured,
    /// Organets nyckel, till exempel ks
    #[arg(value_name = "ORGAN")]
    body: String,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run_delegate(args: DelegateArgs) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&args.configured)?).await?;
    let now = SystemClock.now();
    let all = office.bodies().await?;
    let body = named(&all, &args.body)?;
    let to = delegate(&office, &args.to).await?;
    let new = Delegation {
        // The office draws the one that is kept.
        id: Entropy::new(now, [0; 32]).id(),
        body: body.id,
        point: args.point.clone(),
        title: args.title,
        to,
        conditions: args.conditions,
        term: Term {
            from: args
                .from
                .unwrap_or_else(|| calendar::today_in_stockholm(now)),
            until: args.until,
        },
        may_pass_on: args.may_pass_on,
        passed_on_from: args.passed_on_from,
        superiors: args.superiors,
        substitute: args.substitute,
        reported: match args.reported {
            ReportedWord::Anmals => Reported::AtMeeting,
            ReportedWord::Sarskilt => Reported::InOwnMinutes,
        },
        decided_in: args.decided_in,
    };
    let id = office.delegate(new, Steward::CommandLine, now).await?;
    output::say(&format!(
        "Punkt {} är införd i delegationsordningen för {}: {id}",
        args.point, body.name
    ));
    Ok(Ended::Well)
}

fn substitute(typed: &str) -> Result<Substitute, String> {
    match typed.split_once(':') {
        None if typed == "forordnad" => Ok(Substitute::Appointed),
        Some(("grupp", group)) if !group.is_empty() => Ok(Substitute::Group(group.to_owned())),
        _ => Err("skriv forordnad eller grupp:GRUPP".to_owned()),
    }
}

async fn delegate(office: &Office, typed: &str) -> anyhow::Result<Delegate> {
    match typed.split_once(':') {
        Some(("forvaltningschef", group)) => Ok(Delegate::HeadOfAdministration(group.to_owned())),
        Some(("grupp", group)) => Ok(Delegate::Group(group.to_owned())),
        Some(("person", address)) => {
            let found = office
                .db()
                .read(async |read| people::find_by_address(read, address).await)
                .await?;
            match found {
                Some(kept) => Ok(Delegate::Person(kept.person.id)),
                None => anyhow::bail!("ingen har adressen {address}."),
            }
        }
        _ => anyhow::bail!(
            "”{typed}” går inte att läsa. Skriv forvaltningschef:GRUPP, grupp:GRUPP eller person:ADRESS."
        ),
    }
}

pub(super) async fn run_revoke(args: Revoke) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&args.configured)?).await?;
    let now = SystemClock.now();
    let all = office.bodies().await?;
    let body = named(&all, &args.body)?;
    let last_day = args
        .last_day
        .unwrap_or_else(|| calendar::today_in_stockholm(now));
    let revoked = office
        .revoke_delegation(
            body.id,
            args.delegation,
            last_day,
            Steward::CommandLine,
            now,
        )
        .await?;
    output::say(&format!(
        "Punkt {} gäller till och med den {}.",
        revoked.point,
        swedish::date(last_day)
    ));
    Ok(Ended::Well)
}

pub(super) async fn run_list(args: &List) -> anyhow::Result<Ended> {
    let db = premises::current_database(&premises::config(&args.configured)?).await?;
    let all = db.read(async |read| bodies::all(read).await).await?;
    let body = named(&all, &args.body)?;
    let scheme = db
        .read(async |read| delegations::of_body(read, body.id).await)
        .await?;
    if args.json {
        output::json(&scheme.0)?;
        return Ok(Ended::Well);
    }
    for one in scheme.0 {
        let until = one
            .term
            .until
            .map_or_else(|| "tills vidare".to_owned(), swedish::iso);
        let substitute = one.substitute.as_ref().map(Substitute::swedish);
        output::say(&format!(
            "{}  {}  {}  {}–{until}  {}{}",
            one.id,
            one.point,
            one.title,
            swedish::iso(one.term.from),
            one.to.swedish(None),
            substitute.map(|who| format!(", {who}")).unwrap_or_default()
        ));
    }
    Ok(Ended::Well)
}
