//! What matters, timers and registers take in thousands, on both databases. Promised: a dry run of
//! moving 10 000 matters to a new version in < 5 s, 10 000 due timers in < 10 s (`workflows.md`,
//! "Speed to hold"). Run: `TEST_DATABASE_URL=… cargo bench --bench workflows`.
//!
//! The matters are cloud services as they ship, filled in and with their documents: half of them
//! drafts, half sent to review.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement, and its result"
)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    dead_code,
    unused_imports,
    reason = "borrowed from the tests, which use all of it"
)]

#[path = "town/cloud_service.rs"]
mod cloud_service;
#[path = "../tests/it/smtp_server.rs"]
mod smtp_server;
#[path = "../tests/it/support.rs"]
mod support;
#[path = "../tests/it/town.rs"]
mod town;

use std::time::{Duration, Instant};

use beslut::{
    domain::entropy::Entropy,
    matter::{
        act::Action,
        after::inventory::Listing,
        state::{Content, Matter},
    },
    office::{
        Steward,
        migrating::{Migrating, MoveOrder},
        workflows::{Installer, shipped},
    },
    store::{StoreError, listings, matters},
    workflow::{definition::Definition, keys::WorkflowId},
};
use chrono::{DateTime, Utc};

use cloud_service::{content, open};
use support::TestDb;
use town::Town;

/// So many matters there are; half of them are in review.
const MATTERS: usize = 10_000;
/// How many times each page is asked for.
const VISITS: usize = 31;
/// A decision as it is stored, taken on 18 March 2026.
const DECIDED: &str = include_str!("../tests/it/fixtures/matter-decided.json");

#[tokio::main]
async fn main() {
    measure(&TestDb::sqlite().await).await;
    if let Some(db) = TestDb::postgres().await {
        measure(&db).await;
    }
}

async fn measure(db: &TestDb) {
    let town = Town::new(db).await;
    let report = |what: &str, took: Duration| {
        let took = took.as_secs_f64();
        println!("{:<11} {what:<62} {took:>8.3} s", db.product());
    };
    // As they ship: the dry runs install newer versions.
    let ships = town
        .office
        .workflows()
        .newest(&"molntjanst".parse().unwrap())
        .unwrap();
    let content = content(&town).await;
    fill(&town, &content).await;
    pages(&town, &report).await;
    // The reminders three working days before, on the last day, and who is told a week after.
    for (day, count, what) in [
        ("2026-03-11", MATTERS, "påminnelser"),
        ("2026-03-16", 2 * MATTERS, "påminnelser och sista dagar"),
        ("2026-03-23", MATTERS / 2, "eskaleringar"),
    ] {
        town.clock.forward_to(day);
        let began = Instant::now();
        assert_eq!(town.work().await, count, "what is due on {day}");
        report(&format!("{count} {what}"), began.elapsed());
    }
    dry_runs(&town, &report).await;
    returns(&town, ships, content, &report).await;
}

async fn fill(town: &Town, content: &Content) {
    let officer = town.asker("anna@exempelby.se");
    for number in 0..MATTERS {
        let id = open(town, content).await;
        if number % 2 == 0 {
            let at = town.clock.now();
            let sent = town
                .office
                .act_on_matter(officer, id, Action::Submit, None, at);
            sent.await.unwrap();
        }
    }
    town.work().await;
}

/// The register of services: its first page, one in the middle and a search that finds nothing.
async fn pages(town: &Town, report: &impl Fn(&str, Duration)) {
    let anna = town.as_("anna@exempelby.se").await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (query, what) in [
        ("", "första sidan"),
        ("?sida=100", "sida 101"),
        ("?sok=finnsinte", "sökning utan träff"),
    ] {
        let url = format!("{}/register-over/molntjanst{query}", town.url());
        let mut each = Vec::new();
        for _ in 0..VISITS {
            let request = client.get(&url).header("cookie", anna.cookies());
            let began = Instant::now();
            let page = request.send().await.unwrap().error_for_status().unwrap();
            let page = page.text().await.unwrap();
            each.push(began.elapsed());
            assert_eq!(
                page.contains("Exempelmoln AB"),
                !query.contains("sok"),
                "{what}"
            );
        }
        each.sort_unstable();
        let what = format!("registret över {MATTERS} tjänster, {what}, median");
        report(&what, each[VISITS / 2]);
    }
}

/// A version that asks for the same, one where a field has got another name, and the move to it.
async fn dry_runs(town: &Town, report: &impl Fn(&str, Duration)) {
    let ships = shipped()
        .find(|source| source.name.ends_with("molntjanst.toml"))
        .unwrap();
    let began = ships.text.replace(
        "version  = 2\nreplaces = [1]",
        "version = 3\nreplaces = [1, 2]",
    );
    let reworded = began.replace("Privat utrustning bör inte", "Egen utrustning bör inte");
    let renamed = began
        .replace(
            "version = 3\nreplaces = [1, 2]",
            "version = 4\nreplaces = [1, 2, 3]",
        )
        .replace("[fields.riskmetod]", "[fields.metod]")
        + "\n[migration]\nfields = { metod = \"riskmetod\" }\n";
    let mut last = None;
    for (text, what) in [
        (reworded, "en omskriven spärr"),
        (renamed, "ett fält med nytt namn"),
    ] {
        assert_ne!(text, ships.text);
        let source = beslut::workflow::source::Source {
            text,
            ..ships.clone()
        };
        let at = town.clock.now();
        let by = Installer::Steward(Steward::CommandLine);
        let id = town
            .office
            .install_workflow(&source, by, at)
            .await
            .unwrap()
            .id;
        let began = Instant::now();
        let dry = town
            .office
            .try_migration(&id, Steward::CommandLine, at)
            .await
            .unwrap();
        report(
            &format!("torrkörning av {MATTERS} ärenden, {what}"),
            began.elapsed(),
        );
        all_move(&dry);
        last = Some((id, dry));
    }
    let (id, dry) = last.unwrap();
    let order = MoveOrder {
        id,
        seen: Some(dry.hash),
        loss_confirmed: false,
    };
    let at = town.clock.now();
    let began = Instant::now();
    let moved = town
        .office
        .migrate_matters(&order, Steward::CommandLine, at)
        .await
        .unwrap();
    report(
        &format!("flytt av {MATTERS} ärenden, en transaktion var"),
        began.elapsed(),
    );
    all_move(&moved);
}

fn all_move(migrating: &Migrating) {
    assert_eq!(migrating.matters.len(), MATTERS);
    let refused = migrating
        .matters
        .iter()
        .find_map(|moved| moved.result.as_ref().err());
    assert_eq!(refused, None);
}

/// As many services as there are matters were decided on the same day and come back a year later.
async fn returns(
    town: &Town,
    definition: &Definition,
    content: Content,
    report: &impl Fn(&str, Duration),
) {
    town.clock.forward_to("2027-03-18");
    town.work().await;
    let at = town.clock.now();
    let stored: Matter = serde_json::from_str(DECIDED).unwrap();
    let mut matter = Matter {
        body: town.body(),
        officer: town.person("anna@exempelby.se"),
        responsible: None,
        content,
        register_number: None,
        ..stored
    };
    matter.workflow.version = definition.version;
    matter.workflow.hash = definition.hash;
    let mut entropy = Entropy::new(at, [4; 32]);
    let due = Listing {
        name: matter.content.title.clone(),
        holder: String::new(),
        state: None,
        until: None,
        expired: false,
        stale: false,
        next: None,
        look_on: Some("2027-03-18".parse().unwrap()),
    };
    let kept = town.office.db().write(async |write| {
        for _ in 0..MATTERS {
            matter.id = entropy.id();
            matters::insert(write, &matter).await?;
            listings::keep(write, &matter, &due).await?;
        }
        Ok::<(), StoreError>(())
    });
    kept.await.unwrap();
    let began = Instant::now();
    assert_eq!(town.work().await, MATTERS, "what comes back");
    report(&format!("{MATTERS} årliga omprövningar"), began.elapsed());
}
