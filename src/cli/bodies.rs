//! `beslut body`.

mod delegations;

use super::{Configured, Ended, output, premises};
use crate::{
    clock::{Clock, SystemClock},
    domain::{
        body::{Assurance, Body, CertificationRule, Reporting, Rules},
        refusal::Refusal,
        register_number::NumberPattern,
    },
    office::{OfficeError, Steward, bodies::NewBody},
    store::bodies,
};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lägger till ett organ
    Add(Add),
    /// Listar organen
    List(List),
    /// Ändrar hur beslut som har fattats i organets ställe anmäls till det (KL 6:40)
    Reporting(ChangeReporting),
    /// Inför en punkt i ett organs delegationsordning
    Delegate(delegations::DelegateArgs),
    /// Återkallar en delegation
    Revoke(delegations::Revoke),
    /// Listar ett organs delegationsordning
    Delegations(delegations::List),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    #[command(flatten)]
    configured: Configured,
    /// Kort nyckel, till exempel ks
    #[arg(long, value_name = "NYCKEL")]
    key: String,
    /// Namnet som det skrivs, till exempel Kommunstyrelsen
    #[arg(long, value_name = "NAMN")]
    name: String,
    /// Prefix för diarienummer, till exempel KS
    #[arg(long, value_name = "PREFIX")]
    prefix: String,
    /// Hur diarienummer skrivs
    #[arg(long, value_name = "MÖNSTER", default_value = "{org} {yyyy}/{n}")]
    pattern: NumberPattern,
    /// Så många ledamöter har fullmäktige beslutat att organet har, vakanta platser inräknade
    #[arg(long, value_name = "ANTAL", value_parser = clap::value_parser!(u16).range(1..))]
    seats: u16,
    /// Så många dagar före sammanträdet skickas kallelsen senast
    #[arg(long, value_name = "DAGAR", default_value_t = 7)]
    notice_days: u16,
    /// Så många justerar utöver ordföranden
    #[arg(long, value_name = "ANTAL", default_value_t = 1)]
    certifiers: u8,
    /// Hur protokoll justeras
    #[arg(long, value_name = "SÄTT", default_value = "papper")]
    certification: Certification,
    /// Var sättet att justera är beslutat, till exempel ”Arbetsordning för kommunstyrelsen § 14”
    #[arg(long, value_name = "BESLUT", default_value = "")]
    decided_in: String,
    /// Hur beslut som har fattats i organets ställe kommer till dagordningen (KL 6:40)
    #[arg(long, value_name = "SÄTT", default_value = "dagordning")]
    reporting: ReportingWord,
    /// Förvaltningsrätten som beslut överklagas till
    #[arg(long, value_name = "DOMSTOL")]
    court: String,
    /// Var justerade protokoll förvaras
    #[arg(long, value_name = "PLATS")]
    minutes_kept_at: String,
}

#[derive(Debug, Args)]
pub(super) struct ChangeReporting {
    #[command(flatten)]
    configured: Configured,
    /// Organets nyckel, till exempel ks
    #[arg(value_name = "ORGAN")]
    body: String,
    /// Hur besluten kommer till dagordningen
    #[arg(value_name = "SÄTT")]
    reporting: ReportingWord,
    /// Var organet har beslutat det, till exempel ”KS den 10 april 2026, § 38”
    #[arg(long, value_name = "BESLUT")]
    decided_in: String,
}

/// How decisions come to the agenda. What was urgent always comes to the next meeting's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportingWord {
    /// Av sig själva till nästa sammanträde
    Dagordning,
    /// När sekreteraren väljer det
    Sekreteraren,
}

impl From<ReportingWord> for Reporting {
    fn from(word: ReportingWord) -> Self {
        match word {
            ReportingWord::Dagordning => Self::OnAgenda,
            ReportingWord::Sekreteraren => Self::BySecretary,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    configured: Configured,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

/// How minutes are certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Certification {
    /// Underskrift på papper
    Papper,
    /// Personlig länk och engångskod
    Lank,
    /// Inloggad med eget konto
    Konto,
}

pub(super) async fn run(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Add(add) => run_add(add).await,
        Command::List(list) => run_list(&list).await,
        Command::Reporting(change) => run_reporting(change).await,
        Command::Delegate(args) => delegations::run_delegate(args).await,
        Command::Revoke(args) => delegations::run_revoke(args).await,
        Command::Delegations(args) => delegations::run_list(&args).await,
    }
}

async fn run_add(add: Add) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&add.configured)?).await?;
    let assurance = match add.certification {
        Certification::Papper => None,
        Certification::Lank => Some(Assurance::LinkAndCode),
        Certification::Konto => Some(Assurance::SignedIn),
    };
    anyhow::ensure!(
        assurance.is_none() || !add.decided_in.trim().is_empty(),
        "ange med --decided-in var den digitala justeringen är beslutad (KL 5:69)."
    );
    let name = add.name.clone();
    let new = NewBody {
        key: add.key,
        name: add.name,
        register_prefix: add.prefix,
        number_pattern: add.pattern,
        rules: Rules {
            seats: add.seats,
            notice_days: add.notice_days,
            certifiers: add.certifiers,
            certification: CertificationRule {
                assurance,
                decided_in: add.decided_in,
            },
            reporting: add.reporting.into(),
        },
        court: add.court,
        minutes_kept_at: add.minutes_kept_at,
    };
    office
        .add_body(new, Steward::CommandLine, SystemClock.now())
        .await?;
    output::say(&format!("Organet {name} är tillagt."));
    Ok(Ended::Well)
}

async fn run_reporting(change: ChangeReporting) -> anyhow::Result<Ended> {
    let office = premises::office(&premises::config(&change.configured)?).await?;
    let all = office.bodies().await?;
    let body = named(&all, &change.body)?;
    let reporting = Reporting::from(change.reporting);
    let (by, now) = (Steward::CommandLine, SystemClock.now());
    office
        .change_reporting(body.id, reporting, &change.decided_in, by, now)
        .await?;
    output::say(&format!("{}: {}", body.name, reporting.swedish()));
    Ok(Ended::Well)
}

async fn run_list(list: &List) -> anyhow::Result<Ended> {
    let db = premises::current_database(&premises::config(&list.configured)?).await?;
    let all: Vec<Body> = db.read(async |read| bodies::all(read).await).await?;
    if list.json {
        output::json(&all)?;
        return Ok(Ended::Well);
    }
    for body in all {
        output::say(&format!(
            "{}  {}  ({})",
            body.key, body.name, body.register_prefix
        ));
    }
    Ok(Ended::Well)
}

/// The body with this key, or a refusal that says which there are.
pub(super) fn named<'b>(all: &'b [Body], key: &str) -> Result<&'b Body, OfficeError> {
    all.iter().find(|body| body.key == key).ok_or_else(|| {
        let keys: Vec<&str> = all.iter().map(|body| body.key.as_str()).collect();
        let known = match keys.as_slice() {
            [] => "Inget organ är tillagt än. Lägg till med: beslut body add".to_owned(),
            keys => format!("De som finns är: {}.", keys.join(", ")),
        };
        Refusal::not_found(format!("Organet ”{key}” finns inte. {known}")).into()
    })
}
