//! What moving running matters to a new version takes. Promised: a dry run over 10 000 matters in
//! < 5 s (`workflows.md`, "Speed to hold"). Run: `cargo bench --bench workflows`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement, and its result"
)]

use std::time::Instant;

use beslut::{
    db::{DatabaseUrl, Db},
    domain::{
        body::{Body, CertificationRule, Rules},
        entropy::Entropy,
        identifiers::PersonId,
        person::Person,
    },
    matter::state::{Content, Matter},
    office::{
        Office, Settings, Steward, SystemRandomness,
        migrating::MoveOrder,
        workflows::{self, Installer, Workflows},
    },
    signoff::link::LinkKeys,
    store::{blobs::Blobs, bodies, matters, people},
    workflow::source::Source,
};
use chrono::{DateTime, Utc};

const MATTERS: usize = 10_000;
const TYPE: &str = include_str!("../tests/it/workflow_versions/resor.toml");
/// A matter as it is stored, to be changed into one of the type above.
const STORED: &str = include_str!("../tests/it/fixtures/matter-draft.json");

#[tokio::main]
async fn main() {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open(&DatabaseUrl::file(folder.path().join("beslut.db")))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    let at: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
    let office = office(db, folder.path(), at).await;
    let by = Installer::Steward(Steward::CommandLine);
    let install = async |text: String| {
        let source = Source::alone("resor.toml", text);
        office.install_workflow(&source, by, at).await.unwrap()
    };
    let id = install(TYPE.to_owned()).await.id;
    fill(&office, at).await;
    let renamed = TYPE
        .replace("version = 1", "version = 2\nreplaces = [1]")
        .replace("resmal =", "destination =")
        + "\n[migration]\nfields = { destination = \"resmal\" }\n";
    install(renamed).await;

    let began = Instant::now();
    let dry = office
        .try_migration(&id, Steward::CommandLine, at)
        .await
        .unwrap();
    assert_eq!(dry.matters.len(), MATTERS);
    assert!(dry.matters.iter().all(|moved| moved.result.is_ok()));
    println!(
        "torrkörning av {MATTERS} ärenden: {:.2} s",
        began.elapsed().as_secs_f64()
    );

    let began = Instant::now();
    let order = MoveOrder {
        id,
        seen: Some(dry.hash),
        loss_confirmed: false,
    };
    let moved = office
        .migrate_matters(&order, Steward::CommandLine, at)
        .await
        .unwrap();
    assert!(moved.matters.iter().all(|moved| moved.result.is_ok()));
    println!(
        "flytt av {MATTERS} ärenden, en transaktion var: {:.2} s",
        began.elapsed().as_secs_f64()
    );
}

async fn office(db: Db, folder: &std::path::Path, at: DateTime<Utc>) -> Office {
    let workflows = Workflows::shipped().unwrap();
    workflows::keep(&db, &workflows, at).await.unwrap();
    let settings = Settings {
        municipality: "Exempelby kommun".to_owned(),
        public_url: "https://beslut.exempelby.se".to_owned(),
        mail_domain: "exempelby.se".to_owned(),
        registrar_address: "registrator@exempelby.se".to_owned(),
        link_lifetime_days: 21,
        largest_attachment: 1_000_000,
    };
    Office::new(
        db,
        Blobs::open(folder.join("filer")).await.unwrap(),
        workflows,
        LinkKeys::single(1, [7; 32]),
        settings,
        Box::new(SystemRandomness),
    )
}

/// Matters of the first version, with something to carry over in each.
async fn fill(office: &Office, at: DateTime<Utc>) {
    let mut entropy = Entropy::new(at, [1; 32]);
    let definition = office
        .workflows()
        .newest(&"resor".parse().unwrap())
        .unwrap();
    let (body, officer) = (body(&mut entropy), officer(entropy.id()));
    let stored: Matter = serde_json::from_str(STORED).unwrap();
    let mut content = Content {
        title: "Resa till Oslo".to_owned(),
        sections: stored.content.sections.clone(),
        ..Content::default()
    };
    let field = definition.field("resmal").unwrap();
    let value = field.kind.from_form("Oslo").unwrap().unwrap();
    content.fields.insert(field.key.clone(), value);
    let matter = Matter {
        workflow: beslut::matter::state::WorkflowPin {
            id: definition.id.clone(),
            version: definition.version,
            hash: definition.hash,
        },
        body: body.id,
        officer: officer.id,
        content,
        register_number: None,
        ..stored
    };
    office
        .db()
        .write(async |write| {
            bodies::keep(write, &body, at).await?;
            people::add(write, &officer, at).await?;
            for _ in 0..MATTERS {
                let one = Matter {
                    id: entropy.id(),
                    ..matter.clone()
                };
                matters::insert(write, &one).await?;
            }
            Ok::<(), beslut::store::StoreError>(())
        })
        .await
        .unwrap();
}

fn officer(id: PersonId) -> Person {
    Person {
        id,
        email: "anna@exempelby.se".to_owned(),
        name: "Anna Ekström".to_owned(),
        title: "handläggare".to_owned(),
        unit: "Kansliet".to_owned(),
        active: true,
    }
}

fn body(entropy: &mut Entropy) -> Body {
    Body {
        id: entropy.id(),
        key: "ks".to_owned(),
        name: "Kommunstyrelsen".to_owned(),
        register_prefix: "KS".to_owned(),
        number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
        rules: Rules {
            seats: 5,
            notice_days: 7,
            certifiers: 0,
            certification: CertificationRule {
                assurance: None,
                decided_in: String::new(),
            },
            reporting: beslut::domain::body::Reporting::default(),
        },
        court: "Förvaltningsrätten i Exempelstad".to_owned(),
        minutes_kept_at: "Kansliet".to_owned(),
    }
}
