//! How many durable acts a second go through the office, with journal and outbox, on both
//! databases. Promised: 1,000/s on PostgreSQL with 8 clients on two cores, p99 < 50 ms at 32
//! (`design.md`). Run: `TEST_DATABASE_URL=… cargo bench --bench acts`; the PostgreSQL server must
//! wait for its disk (`fsync = on`), or the figure is of something else.
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
    domain::identifiers::MatterId,
    matter::{act::Action, state::Content},
};
use cloud_service::{content, open};
use tokio::task::JoinSet;

use support::TestDb;
use town::Town;

const CLIENTS: [usize; 3] = [1, 8, 32];
const WRITES: usize = 4_000;
const SUBMITS: usize = 512;

#[tokio::main]
async fn main() {
    measure("SQLite", &TestDb::sqlite().await).await;
    if let Some(db) = TestDb::postgres().await {
        measure("PostgreSQL", &db).await;
    }
}

async fn measure(database: &str, db: &TestDb) {
    let town = Town::new(db).await;
    for clients in CLIENTS {
        let content = content(&town).await;
        report(
            database,
            "skriv avsnitt",
            clients,
            writes(&town, &content, clients).await,
        );
        report(
            database,
            "skicka på granskning",
            clients,
            submits(&town, &content, clients).await,
        );
    }
}

/// How long each act took, and all of them together.
struct Measured {
    each: Vec<Duration>,
    all: Duration,
}

fn report(database: &str, act: &str, clients: usize, measured: Measured) {
    let Measured { mut each, all } = measured;
    each.sort_unstable();
    let at = |percent: usize| each[(each.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!(
        "{database:<11} {act:<21} {clients:>2} klienter: {:>6.0}/s  p50 {:>6.2} ms  p99 {:>6.2} ms",
        f64::from(u32::try_from(each.len()).unwrap()) / all.as_secs_f64(),
        at(50),
        at(99),
    );
}

/// Each client writes a section of a matter of its own, again and again.
async fn writes(town: &Town, content: &Content, clients: usize) -> Measured {
    let mut under_way = JoinSet::new();
    let mut matters = Vec::new();
    for _ in 0..clients {
        matters.push(open(town, content).await);
    }
    let began = Instant::now();
    for matter in matters {
        let (office, clock) = (town.office.clone(), town.clock.clone());
        let officer = town.asker("anna@exempelby.se");
        let first = content
            .sections
            .iter()
            .find(|one| one.key.as_str() == "arendet")
            .unwrap()
            .version;
        under_way.spawn(async move {
            let mut each = Vec::new();
            for turn in 0..u32::try_from(WRITES / clients).unwrap() {
                let action = Action::WriteSection {
                    section: "arendet".parse().unwrap(),
                    text: format!(
                        "Kartorna är från 2014. Rad {turn}. {}",
                        "Text. ".repeat(100)
                    ),
                    seen: first + turn,
                };
                let act = Instant::now();
                office
                    .act_on_matter(officer, matter, action, None, clock.now())
                    .await
                    .unwrap();
                each.push(act.elapsed());
            }
            each
        });
    }
    let each = under_way.join_all().await.concat();
    Measured {
        each,
        all: began.elapsed(),
    }
}

/// Matters are sent to review: frozen, two sign-offs, two mails, a document to make.
async fn submits(town: &Town, content: &Content, clients: usize) -> Measured {
    let mut shares: Vec<Vec<MatterId>> = vec![Vec::new(); clients];
    for turn in 0..SUBMITS {
        shares[turn % clients].push(open(town, content).await);
    }
    let began = Instant::now();
    let mut under_way = JoinSet::new();
    for share in shares {
        let (office, clock) = (town.office.clone(), town.clock.clone());
        let officer = town.asker("anna@exempelby.se");
        under_way.spawn(async move {
            let mut each = Vec::new();
            for matter in share {
                let act = Instant::now();
                let at = clock.now();
                office
                    .act_on_matter(officer, matter, Action::Submit, None, at)
                    .await
                    .unwrap();
                each.push(act.elapsed());
            }
            each
        });
    }
    let each = under_way.join_all().await.concat();
    Measured {
        each,
        all: began.elapsed(),
    }
}
