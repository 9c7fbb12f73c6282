//! Exempelby kommun for tests: people in every role, one body, the office, the web on a port of
//! its own, and a mail server. Everything is made up, and everything is real but time and chance.

// The paths are written out because a measurement in `benches/` borrows this file.
#[path = "town/answers.rs"]
pub(crate) mod answers;
#[path = "town/clock.rs"]
mod clock;
#[path = "town/dump.rs"]
mod dump;
#[path = "town/form.rs"]
mod form;
#[path = "town/page.rs"]
mod page;
#[path = "town/people.rs"]
mod people;
#[path = "town/post.rs"]
mod post;
#[path = "town/visitor.rs"]
mod visitor;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use beslut::{
    db::Db,
    domain::identifiers::{BodyId, PersonId},
    office::{
        Asker, Office, Randomness, Settings,
        workflows::{self, Workflows},
    },
    signoff::link::LinkKeys,
    store::blobs::Blobs,
    web::{App, Demo},
    workflow::source::Source,
};
use tokio::net::TcpListener;

use crate::{smtp_server::SmtpServer, support::TestDb};
use clock::Chance;
pub(crate) use clock::TownClock;
pub(crate) use dump::dump;
pub(crate) use form::Form;
pub(crate) use page::Page;
pub(crate) use people::{PASSWORD, Population};
pub(crate) use visitor::Visitor;

/// The largest file that may be attached here, in bytes.
pub(crate) const LARGEST_ATTACHMENT: u64 = 2_000_000;

/// A municipality that works.
pub(crate) struct Town {
    /// The office.
    pub(crate) office: Office,
    /// The time, which passes only when a test says so, but for a millisecond at every look.
    pub(crate) clock: TownClock,
    /// The mail server that the letters arrive at.
    pub(crate) server: SmtpServer,
    /// Who lives here.
    pub(crate) population: Population,
    address: SocketAddr,
    blobs: PathBuf,
    types: Vec<(&'static str, &'static str)>,
    web: tokio::task::AbortHandle,
}

impl Drop for Town {
    fn drop(&mut self) {
        self.web.abort();
    }
}

impl Town {
    /// The town over a fresh database, on the morning of Monday 2 March 2026.
    pub(crate) async fn new(db: &TestDb) -> Self {
        Self::with(db, &[]).await
    }

    /// The same with more matter types than those that ship: the name and text of each file.
    pub(crate) async fn with(db: &TestDb, types: &[(&'static str, &'static str)]) -> Self {
        let clock = TownClock::new();
        let folder = db.folder().join("filer");
        let population = {
            let office = office(
                db.another_node().await,
                &folder,
                "http://127.0.0.1",
                1,
                types,
            )
            .await;
            people::move_in(&office, clock.now()).await
        };
        Self::node(db, clock, population, 2, types).await
    }

    /// Another node over the same database and files, with the same people, clock and mail server.
    pub(crate) async fn another_node(&self, db: &TestDb, number: u64) -> Self {
        let mut node = Self::node(
            db,
            self.clock.clone(),
            self.population.clone(),
            number + 2,
            &self.types,
        )
        .await;
        node.server = self.server.clone();
        node
    }

    async fn node(
        db: &TestDb,
        clock: TownClock,
        population: Population,
        seed: u64,
        types: &[(&'static str, &'static str)],
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = db.folder().join("filer");
        let url = format!("http://{address}");
        let office = office(db.another_node().await, &folder, &url, seed, types).await;
        let time = clock.clone();
        let app = App::new(office.clone(), Arc::new(move || time.now()), None::<Demo>).unwrap();
        let service = beslut::web::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let web = tokio::spawn(async move { axum::serve(listener, service).await });
        Self {
            office,
            clock,
            server: SmtpServer::start().await,
            population,
            address,
            blobs: folder,
            types: types.to_vec(),
            web: web.abort_handle(),
        }
    }

    /// The address that people reach it by.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The body, Kommunstyrelsen.
    pub(crate) fn body(&self) -> BodyId {
        self.population.body
    }

    /// A person by address.
    pub(crate) fn person(&self, email: &str) -> PersonId {
        self.population.person(email)
    }

    /// A person who asks the office for something.
    pub(crate) fn asker(&self, email: &str) -> Asker {
        Asker::SignedIn(self.person(email))
    }

    /// A person who is signed in, with a browser of their own.
    pub(crate) async fn as_(&self, email: &str) -> Visitor {
        let person = self.person(email);
        let session = self
            .office
            .begin_session(person, self.clock.now())
            .await
            .unwrap();
        let visitor = self.stranger();
        visitor.keep_cookie(&format!("beslut={}; Path=/", session.in_cookie()));
        visitor
    }

    /// Somebody whom nobody knows, with a browser without cookies.
    pub(crate) fn stranger(&self) -> Visitor {
        Visitor::new(self.url())
    }

    /// Does the work that is due, until nothing is: documents, reminders. Gives how many pieces.
    pub(crate) async fn work(&self) -> usize {
        let mut all = 0;
        loop {
            let done = self.office.do_due_work(self.clock.now()).await.unwrap();
            if done == 0 {
                return all;
            }
            all += done;
        }
    }

    /// How many whole files the blob store keeps, and how many begun ones.
    pub(crate) fn files_kept(&self) -> (usize, usize) {
        let (mut whole, mut parts) = (0, 0);
        let mut folders = vec![self.blobs.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .parent()
                    .is_some_and(|parent| parent.ends_with("parts"))
                {
                    parts += 1;
                } else {
                    whole += 1;
                }
            }
        }
        (whole, parts)
    }
}

async fn office(
    db: Db,
    folder: &std::path::Path,
    url: &str,
    seed: u64,
    types: &[(&str, &str)],
) -> Office {
    let blobs = Blobs::open(folder).await.unwrap();
    // The municipality's own matter types, where a test has put some.
    let own = folder.with_file_name("arendetyper");
    let own = own.is_dir().then_some(own);
    let mut workflows = Workflows::shipped().unwrap().beside(own);
    let tried = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/matter/samples/riskprov.toml"
    ));
    workflows
        .offer(Source::alone("riskprov.toml", tried))
        .unwrap();
    for (name, source) in types {
        workflows.offer(Source::alone(*name, *source)).unwrap();
    }
    let at = TownClock::new().now();
    workflows::keep(&db, &workflows, at).await.unwrap();
    let settings = Settings {
        municipality: "Exempelby kommun".to_owned(),
        public_url: url.to_owned(),
        mail_domain: "beslut.exempelby.se".to_owned(),
        registrar_address: "registrator@exempelby.se".to_owned(),
        link_lifetime_days: 30,
        largest_attachment: LARGEST_ATTACHMENT,
    };
    let keys = LinkKeys::single(1, [7; 32]);
    let chance: Box<dyn Randomness> = Box::new(Chance::new(seed));
    Office::new(db, blobs, workflows, keys, settings, chance)
}
