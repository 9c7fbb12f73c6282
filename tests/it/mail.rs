//! Mail on its way: a real server that misbehaves, and a worker that must not lose, double or
//! leak anything.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beslut::domain::identifiers::{Identifier, MailId, MatterId};
use beslut::mail::flow::{Flow, Halt};
use beslut::mail::letter::{
    Confidential, Letter, LetterTemplates, Letterhead, OneTimeCode, ReviewRequest, Secrecy, Shown,
};
use beslut::mail::message::{MailAddress, Recipient, message_id};
use beslut::mail::transport::{
    MailConfig, Memory, SmtpConfig, TestOrDemo, TlsMode, Transport, TransportConfig,
};
use beslut::mail::worker::{AddressedLetter, Claimed, Outbox, Pace, Settlement, Worker};
use beslut::work::Subject;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::smtp_server::{Behaviour, SmtpServer};

#[tokio::test]
async fn a_mail_that_hangs_does_not_hold_up_the_others() {
    let post = Post::start().await;
    post.server
        .behave(Behaviour::HangAfterData("p2@exempelby.se".to_owned()));
    let rows = post.queue_reviews(5);

    assert_eq!(post.deliver().await, 4);

    assert_eq!(post.server.mails().len(), 4);
    assert!(matches!(
        post.outbox.last(rows[2]),
        Some(Settlement::Retry { .. })
    ));

    post.server.behave(Behaviour::Accept);
    post.pass(TimeDelta::minutes(2));
    assert_eq!(post.deliver().await, 1);
    assert_eq!(post.server.mails().len(), 5);
}

#[tokio::test]
async fn a_server_that_never_greets_costs_the_time_limit_and_no_mail() {
    let post = Post::start().await;
    post.server.behave(Behaviour::HangAtGreeting);
    let rows = post.queue_reviews(3);

    assert_eq!(post.deliver().await, 0);

    for row in rows {
        assert!(matches!(
            post.outbox.last(row),
            Some(Settlement::Retry { .. })
        ));
    }
    post.server.behave(Behaviour::Accept);
    post.pass(TimeDelta::minutes(2));
    assert_eq!(post.deliver().await, 3);
}

#[tokio::test]
async fn one_unknown_address_of_five_bounces_alone() {
    let post = Post::start().await;
    post.server
        .behave(Behaviour::RefuseAddress("p3@exempelby.se".to_owned()));
    let rows = post.queue_reviews(5);

    assert_eq!(post.deliver().await, 4);
    post.pass(TimeDelta::days(3));
    assert_eq!(post.deliver().await, 0);

    assert!(matches!(
        post.outbox.last(rows[3]),
        Some(Settlement::Bounced { .. })
    ));
    for person in [0, 1, 2, 4] {
        assert_eq!(
            post.server.mails_to(&address_of(person)).len(),
            1,
            "person {person}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_pauses_the_queue_and_blames_nobody() {
    let post = Post::start_with_account().await;
    post.server.behave(Behaviour::RefuseLogin);
    let rows = post.queue_reviews(5);

    assert_eq!(post.deliver().await, 0);

    assert!(matches!(
        post.outbox.flow(),
        Some(Flow::Stopped {
            why: Halt::OurConfiguration(_),
            ..
        })
    ));
    for row in &rows {
        let untouched_or_returned = matches!(
            post.outbox.last(*row),
            None | Some(Settlement::Returned { .. })
        );
        assert!(untouched_or_returned, "{:?}", post.outbox.last(*row));
    }

    post.server.behave(Behaviour::Accept);
    post.pass(TimeDelta::minutes(6));
    assert_eq!(post.deliver().await, 5);
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_mail_in_the_clear() {
    let server = SmtpServer::start().await;
    let smtp = SmtpConfig {
        tls: TlsMode::Starttls,
        ..smtp_config(server.port())
    };
    let config = config(TransportConfig::Smtp(smtp));
    let post = Post::over(Transport::open(&config, None).unwrap(), server);
    post.queue_reviews(2);

    assert_eq!(post.deliver().await, 0);

    assert!(post.server.mails().is_empty());
    assert!(matches!(
        post.outbox.flow(),
        Some(Flow::Stopped {
            why: Halt::OurConfiguration(_),
            ..
        })
    ));
}

#[tokio::test]
async fn a_busy_server_gets_every_mail_later_and_once() {
    let post = Post::start().await;
    post.server.behave(Behaviour::Busy);
    post.queue_reviews(7);
    assert_eq!(post.deliver().await, 0);

    post.server.behave(Behaviour::Accept);
    assert_eq!(post.deliver().await, 0, "not yet due");
    post.pass(TimeDelta::minutes(2));
    assert_eq!(post.deliver().await, 7);
    assert_eq!(post.server.mails().len(), 7);
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_sends_the_same_mail_again() {
    let post = Post::start().await;
    post.server.behave(Behaviour::DropAfterData);
    post.queue_reviews(1);
    assert_eq!(post.deliver().await, 0);

    post.server.behave(Behaviour::Accept);
    post.pass(TimeDelta::minutes(2));
    assert_eq!(post.deliver().await, 1);

    let first = post.server.unanswered().remove(0);
    let second = post.server.mails().remove(0);
    assert_eq!(first.message_id, second.message_id);
    assert_eq!(first.link(), second.link());
    assert!(second.message_id.ends_with("@beslut.exempelby.se"));
}

#[tokio::test]
async fn line_breaks_in_names_and_titles_make_no_headers_and_no_recipients() {
    let corpus = [
        "Eva\r\nBcc: thief@exempelby.se",
        "Eva\nTo: thief@exempelby.se",
        "Eva\rSubject: Vinst",
        "Eva\r\n\r\nNy kropp",
        "Eva\0\u{7}\u{1b}[31m",
        "\u{2028}Eva\u{2029}\u{85}Ek",
        "\"Eva\" <thief@exempelby.se>, Ek",
        "Eva\r\n.\r\nMAIL FROM:<thief@exempelby.se>",
        "{{#each}}{{link}}{{/each}}",
        "\u{202e}evA",
        "",
    ];
    let post = Post::start().await;
    for typed in corpus {
        let mut facts = ReviewRequest::sample(Secrecy::Open);
        facts.matter = format!("KS 2026/1{typed}");
        if let Shown::Open(details) = &mut facts.details {
            details.title = typed.to_owned();
            details.requested_by = typed.to_owned();
        }
        post.queue(typed, "eva@exempelby.se", Letter::ReviewRequest(facts));
    }

    assert_eq!(post.deliver().await, corpus.len());

    for mail in post.server.mails() {
        assert_eq!(mail.recipients, ["eva@exempelby.se"]);
        assert!(mail.header("Bcc").is_empty());
        assert_eq!(mail.header("Subject").len(), 1);
        assert_eq!(mail.header("To").len(), 1);
        assert!(
            mail.subject.starts_with("Ärende KS 2026/1"),
            "{}",
            mail.subject
        );
        assert!(!mail.text.contains("\nNy kropp"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a_letter_that_makes_the_program_panic_is_given_up_and_the_others_leave() {
    let post = Post::start().await;
    let rows = post.queue_reviews(4);
    post.outbox.change(rows[1], |row| row.panics = true);

    assert_eq!(post.deliver().await, 3);

    assert!(matches!(
        post.outbox.last(rows[1]),
        Some(Settlement::Dead { .. })
    ));
}

#[tokio::test]
async fn what_is_no_longer_needed_is_not_sent() {
    let post = Post::start().await;
    let rows = post.queue_reviews(2);
    post.outbox.change(rows[0], |row| row.letter = None);

    assert_eq!(post.deliver().await, 1);

    assert_eq!(post.outbox.last(rows[0]), Some(Settlement::Cancelled));
    assert!(post.server.mails_to(&address_of(0)).is_empty());
}

#[tokio::test]
async fn a_mail_whose_worker_died_is_sent_by_the_next_when_the_lease_is_out() {
    let post = Post::start().await;
    let rows = post.queue_reviews(1);
    let now = post.now();
    post.outbox
        .claim(now, TimeDelta::seconds(120), 1)
        .await
        .unwrap();

    post.pass(TimeDelta::seconds(119));
    assert_eq!(post.deliver().await, 0);
    post.pass(TimeDelta::seconds(1));
    assert_eq!(post.deliver().await, 1);
    assert!(matches!(
        post.outbox.last(rows[0]),
        Some(Settlement::Sent { .. })
    ));
}

#[tokio::test]
async fn a_worker_is_woken_by_a_commit_and_stops_when_asked() {
    let post = Post::start().await;
    let wake = Arc::new(Notify::new());
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(Arc::clone(&post.worker).run(Arc::clone(&wake), stopped));

    post.queue_reviews(3);
    wake.notify_one();
    assert_eq!(post.server.wait_for(3).await.len(), 3);
    post.queue_reviews(1);
    wake.notify_one();
    assert_eq!(
        post.server.wait_for_mails_to(&address_of(0), 2).await.len(),
        2
    );

    stop.send(true).unwrap();
    working.await.unwrap();
}

#[tokio::test]
async fn no_link_code_or_address_is_logged_at_any_level() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    // With one subscriber alive, tracing lets whichever thread comes first decide for all whether
    // a place in the code logs; with two it asks both.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let post = Post::start().await;
    post.queue_reviews(2);
    let code = OneTimeCode::sample(Secrecy::Open);
    post.queue("Eva Ek", "eva@exempelby.se", Letter::OneTimeCode(code));
    post.server.behave(Behaviour::RefuseAddress(address_of(1)));
    post.deliver().await;
    post.server.behave(Behaviour::Busy);
    post.queue_reviews(2);
    post.deliver().await;

    let mails = post.server.mails();
    assert_eq!(
        post.server.mails_to("eva@exempelby.se")[0].code(),
        "4821 0937"
    );
    let token = mails
        .iter()
        .find(|mail| mail.text.contains("/u/"))
        .unwrap()
        .link();
    let token = token.rsplit('/').next().unwrap();
    let log = log.text();
    assert!(log.contains("sent"), "the log was not caught");
    for secret in [token, "4821", "@exempelby.se", "Molntjänst"] {
        assert!(!log.contains(secret), "{secret} in the log:\n{log}");
    }
    let debugged = format!("{:?}", Letter::samples());
    assert!(!debugged.contains("4821") && !debugged.contains("/u/"));
}

#[tokio::test]
async fn a_mail_has_the_headers_that_keep_machines_from_answering() {
    let post = Post::start().await;
    let row = post.queue_reviews(1)[0];
    post.deliver().await;

    let mail = post.server.mails().remove(0);
    assert_eq!(mail.message_id, format!("{row}@beslut.exempelby.se"));
    assert_eq!(mail.header("Auto-Submitted"), ["auto-generated"]);
    assert_eq!(mail.header("X-Auto-Response-Suppress"), ["OOF, AutoReply"]);
    assert_eq!(
        mail.header("References"),
        [format!("case-{MATTER}@beslut.exempelby.se")]
    );
    assert!(mail.raw.contains("Reply-To: registrator@exempelby.se\r\n"));
    assert!(
        mail.raw
            .contains("Date: Wed, 02 Dec 2026 08:00:00 +0000\r\n")
    );
    assert!(mail.raw.is_ascii());
    // Unbroken also for a reader that does not decode.
    assert!(
        mail.raw.contains(&format!("\r\n{}\r\n", mail.link())),
        "{}",
        mail.raw
    );
    assert!(mail.html.contains("<html lang=\"sv\">"));
}

#[tokio::test]
async fn a_folder_gets_one_whole_file_for_each_mail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("post");
    let config = config(TransportConfig::Folder { path: path.clone() });
    let post = Post::over(
        Transport::open(&config, None).unwrap(),
        SmtpServer::start().await,
    );
    let row = post.queue_reviews(1)[0];
    assert_eq!(post.deliver().await, 1);

    let mut entries = tokio::fs::read_dir(&path).await.unwrap();
    let entry = entries.next_entry().await.unwrap().unwrap();
    assert_eq!(entry.file_name().to_str().unwrap(), format!("{row}.eml"));
    assert!(entries.next_entry().await.unwrap().is_none());
    let mail = tokio::fs::read_to_string(entry.path()).await.unwrap();
    assert!(mail.contains(&format!("Message-ID: <{row}@beslut.exempelby.se>\r\n")));
}

#[tokio::test]
async fn memory_keeps_mails_for_who_may_have_it() {
    let memory = Memory::new(TestOrDemo);
    let post = Post::over(Transport::Memory(memory.clone()), SmtpServer::start().await);
    let row = post.queue_reviews(1)[0];
    assert_eq!(post.deliver().await, 1);
    assert_eq!(memory.mails()[0].mail, row);
}

#[test]
fn a_configuration_that_would_lose_or_show_mails_is_refused() {
    let refusal = |transport| {
        Transport::open(&config(transport), None)
            .unwrap_err()
            .to_string()
    };
    assert!(refusal(TransportConfig::Memory).contains("demo"));
    let plain = |host: &str| {
        TransportConfig::Smtp(SmtpConfig {
            host: host.to_owned(),
            ..smtp_config(25)
        })
    };
    assert!(refusal(plain("mail.exempelby.se")).contains("mail.exempelby.se"));
    assert!(refusal(plain("127.0.0.1.exempelby.se")).contains("starttls"));
    let half = SmtpConfig {
        user: Some("beslut".to_owned()),
        ..smtp_config(25)
    };
    assert!(refusal(TransportConfig::Smtp(half)).contains("password_file"));
}

#[test]
fn the_mail_table_of_the_configuration_reads_as_documented() {
    let table = r#"
        from = "beslut@exempelby.se"
        reply_to = "registrator@exempelby.se"
        domain = "beslut.exempelby.se"
        [transport.smtp]
        host = "mail.exempelby.se"
        user = "beslut"
        password_file = "/run/credentials/mail"
    "#;
    let config: MailConfig = toml::from_str(table).unwrap();
    let TransportConfig::Smtp(smtp) = &config.transport else {
        panic!("not smtp")
    };
    assert_eq!(
        (smtp.tls, smtp.timeout()),
        (TlsMode::Smtps, Duration::from_mins(1))
    );
    assert_eq!(
        config.sender("Exempelby kommun").unwrap().from.domain(),
        "exempelby.se"
    );
    let unknown_key = table.replace("user =", "usr =");
    assert!(
        toml::from_str::<MailConfig>(&unknown_key)
            .unwrap_err()
            .to_string()
            .contains("usr")
    );
    let memory = "from='a@b.se'\nreply_to='a@b.se'\ndomain='b.se'\ntransport='memory'";
    assert!(toml::from_str::<MailConfig>(memory).is_ok());
}

#[test]
fn only_plain_addresses_with_a_real_domain_are_sent_to() {
    for good in [
        "eva.ek@exempelby.se",
        " Eva+ks@Exempelby.SE ",
        "o'hara@a-b.exempelby.se",
    ] {
        assert!(MailAddress::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "eva",
        "@exempelby.se",
        "eva@",
        "eva@localhost",
        "eva@exempelby..se",
        "eva@-exempelby.se",
        "eva@[127.0.0.1]",
        "eva@exempelby.se, thief@exempelby.se",
        "eva@exempelby.se\r\nRCPT TO:<thief@exempelby.se>",
        "Eva <eva@exempelby.se>",
        "\"eva ek\"@exempelby.se",
        "eva@exempelby.se>",
        "åsa@exempelby.se",
        "eva@bygglov@exempelby.se",
    ] {
        assert!(MailAddress::parse(bad).is_err(), "{bad:?}");
    }
    let long = format!("eva@{}.se", "a".repeat(250));
    assert!(MailAddress::parse(&long).is_err());
}

const MATTER: Uuid = Uuid::from_u128(0xBE51);

/// A worker between an outbox in memory and a real mail server, with a clock that a test turns.
struct Post {
    server: SmtpServer,
    outbox: MemoryOutbox,
    clock: Arc<Mutex<DateTime<Utc>>>,
    worker: Arc<Worker<MemoryOutbox>>,
}

impl Post {
    async fn start() -> Self {
        let server = SmtpServer::start().await;
        let transport = TransportConfig::Smtp(smtp_config(server.port()));
        Self::over(Transport::open(&config(transport), None).unwrap(), server)
    }

    async fn start_with_account() -> Self {
        let server = SmtpServer::start().await;
        let mut password = tempfile::NamedTempFile::new().unwrap();
        password.write_all(b"hemligt\n").unwrap();
        let smtp = SmtpConfig {
            user: Some("beslut".to_owned()),
            password_file: Some(password.path().to_owned()),
            ..smtp_config(server.port())
        };
        let config = config(TransportConfig::Smtp(smtp));
        Self::over(Transport::open(&config, None).unwrap(), server)
    }

    fn over(transport: Transport, server: SmtpServer) -> Self {
        let outbox = MemoryOutbox::default();
        let clock: Arc<Mutex<DateTime<Utc>>> =
            Arc::new(Mutex::new("2026-12-02T08:00:00Z".parse().unwrap()));
        let seen = Arc::clone(&clock);
        let worker = Arc::new(Worker {
            outbox: outbox.clone(),
            transport,
            templates: LetterTemplates::built_in().unwrap(),
            letterhead: Letterhead::sample(),
            sender: config(TransportConfig::Memory)
                .sender("Exempelby kommun")
                .unwrap(),
            pace: Pace::default(),
            now: Arc::new(move || *seen.lock().unwrap()),
            random_byte: Arc::new(|| 128),
        });
        Self {
            server,
            outbox,
            clock,
            worker,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().unwrap()
    }

    fn pass(&self, time: TimeDelta) {
        *self.clock.lock().unwrap() += time;
    }

    async fn deliver(&self) -> usize {
        Arc::clone(&self.worker).deliver_due().await
    }

    fn queue(&self, name: &str, address: &str, letter: Letter) -> MailId {
        let recipient = Recipient {
            name: name.to_owned(),
            address: MailAddress::parse(address).unwrap(),
        };
        self.outbox.put(
            AddressedLetter {
                about: Some(Subject::Matter(MatterId::from_uuid(MATTER))),
                recipient,
                letter,
            },
            self.now(),
        )
    }

    fn queue_reviews(&self, count: usize) -> Vec<MailId> {
        let review = |person: usize| {
            let mut facts = ReviewRequest::sample(Secrecy::Open);
            let token = format!("{person:x<43}");
            facts.link = Confidential::new(format!("https://beslut.exempelby.se/u/{token}"));
            let name = format!("Person {person}");
            self.queue(&name, &address_of(person), Letter::ReviewRequest(facts))
        };
        (0..count).map(review).collect()
    }
}

fn address_of(person: usize) -> String {
    format!("p{person}@exempelby.se")
}

fn config(transport: TransportConfig) -> MailConfig {
    MailConfig {
        from: "beslut@exempelby.se".to_owned(),
        reply_to: "registrator@exempelby.se".to_owned(),
        domain: "beslut.exempelby.se".to_owned(),
        transport,
    }
}

fn smtp_config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        tls: TlsMode::None,
        user: None,
        password_file: None,
        timeout_seconds: 1,
        connections: 3,
    }
}

/// An outbox that keeps the rules of the real one: due times, leases, settled once.
#[derive(Clone, Default)]
struct MemoryOutbox {
    rows: Arc<Mutex<BTreeMap<MailId, Row>>>,
    flow: Arc<Mutex<Option<Flow>>>,
}

struct Row {
    claimed: Claimed,
    due: Option<DateTime<Utc>>,
    letter: Option<AddressedLetter>,
    panics: bool,
    last: Option<Settlement>,
}

impl MemoryOutbox {
    fn put(&self, letter: AddressedLetter, now: DateTime<Utc>) -> MailId {
        let mut rows = self.rows.lock().unwrap();
        let mail = MailId::from_uuid(Uuid::from_u128(0xA000 + rows.len() as u128));
        let message_id = message_id(mail, "beslut.exempelby.se");
        let claimed = Claimed {
            mail,
            message_id,
            attempt: 0,
            queued_at: now,
            deadline: None,
        };
        let row = Row {
            claimed,
            due: Some(now),
            letter: Some(letter),
            panics: false,
            last: None,
        };
        rows.insert(mail, row);
        mail
    }

    fn change(&self, mail: MailId, change: impl FnOnce(&mut Row)) {
        change(self.rows.lock().unwrap().get_mut(&mail).unwrap());
    }

    fn last(&self, mail: MailId) -> Option<Settlement> {
        self.rows.lock().unwrap()[&mail].last.clone()
    }

    fn flow(&self) -> Option<Flow> {
        self.flow.lock().unwrap().clone()
    }
}

impl Outbox for MemoryOutbox {
    type Error = Infallible;

    async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: usize,
    ) -> Result<Vec<Claimed>, Infallible> {
        let mut rows = self.rows.lock().unwrap();
        let due = rows
            .values_mut()
            .filter(|row| row.due.is_some_and(|due| due <= now));
        let claim = |row: &mut Row| {
            row.due = Some(now + lease);
            row.claimed.attempt += 1;
            row.claimed.clone()
        };
        Ok(due.take(limit).map(claim).collect())
    }

    async fn letter(
        &self,
        claimed: &Claimed,
        _: DateTime<Utc>,
    ) -> Result<Option<AddressedLetter>, Infallible> {
        let (panics, letter) = {
            let rows = self.rows.lock().unwrap();
            (
                rows[&claimed.mail].panics,
                rows[&claimed.mail].letter.clone(),
            )
        };
        assert!(!panics, "this letter is poison");
        Ok(letter)
    }

    async fn settle(
        &self,
        claimed: &Claimed,
        settlement: Settlement,
        _: DateTime<Utc>,
    ) -> Result<(), Infallible> {
        self.change(claimed.mail, |row| {
            row.due = match &settlement {
                Settlement::Retry { at, .. } | Settlement::Returned { at, .. } => Some(*at),
                _ => None,
            };
            row.last = Some(settlement);
        });
        Ok(())
    }

    async fn flow_changed(&self, flow: &Flow, _: DateTime<Utc>) -> Result<(), Infallible> {
        *self.flow.lock().unwrap() = Some(flow.clone());
        Ok(())
    }
}

/// A place that a subscriber writes into.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
