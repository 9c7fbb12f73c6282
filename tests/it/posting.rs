//! From an act to a mail with a link that works, on both databases with a real mail server.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, also in their helpers"
)]

use std::sync::{Arc, Mutex};

use beslut::{
    domain::{
        body::{Body, CertificationRule, Reporting, Rules},
        entropy::Entropy,
        identifiers::{BodyId, MatterId, PersonId},
        person::{Appointment, GroupMember, Role, Term},
    },
    mail::{
        letter::{LetterTemplates, Letterhead},
        posting::Posting,
        transport::{MailConfig, SmtpConfig, TlsMode, Transport, TransportConfig},
        worker::{Pace, Worker},
    },
    matter::{act::Action, state::SecrecyMarking},
    office::{
        Asker, Office, Settings, Steward, SystemRandomness, matters::NewMatter, people::NewPerson,
        workflows::Workflows,
    },
    signoff::link::{LinkKeys, LinkToken},
    store::{blobs::Blobs, bodies, offices, outbox, people},
    workflow::source::Source,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    on_both_databases,
    smtp_server::{Behaviour, ReceivedMail, SmtpServer},
    support::TestDb,
};

const WORKFLOW: &str = r#"
format  = 1
id      = "prov"
version = 1
title   = "Prov"
lead    = "handlaggare"

[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
jurist      = { title = "Kommunjurist", from = "group:jurister" }

[[sections]]
id    = "forslag"
title = "Förslag till beslut"
kind  = "proposal"

[review]
mode           = "parallel"
join           = "all"
on_changes     = "draft"
keep_approvals = "if-unchanged"

[[review.steps]]
id       = "juridik"
title    = "Juridisk granskning"
role     = "jurist"
deadline = "10 workdays"

[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

const LAWYER: &str = "lars.berg@exempelby.se";

on_both_databases! {
    async fn an_act_becomes_a_mail_with_a_link_that_works(db: &TestDb) {
        let post = Post::start(db).await;
        post.submit(None).await;
        post.deliver().await;
        let mail = post.mail_to(LAWYER);
        let token = token(&mail);
        assert!(mail.link().starts_with("https://beslut.exempelby.se/u/"));
        assert!(post.office.linked(&token).await.unwrap().is_some());
        // A worker that starts again has nothing to send.
        assert_eq!(post.deliver().await, 0);
    }

    async fn a_withdrawn_request_is_not_mailed(db: &TestDb) {
        let post = Post::start(db).await;
        let matter = post.submit(None).await;
        let action = Action::TakeBack { reason: "Texten ska ändras först.".to_owned() };
        post.act(matter, action).await;
        post.deliver().await;
        assert!(post.server.mails_to(LAWYER).is_empty());
    }

    async fn an_address_that_has_changed_gets_nothing(db: &TestDb) {
        let post = Post::start(db).await;
        post.submit(None).await;
        let lawyer = post.lawyer;
        db.write(async |write| {
            let kept = people::find(write, lawyer).await?.unwrap();
            let mut person = kept.person;
            "lars.ek@exempelby.se".clone_into(&mut person.email);
            people::change(write, &person, kept.version, post.now()).await
        })
        .await
        .unwrap();
        post.deliver().await;
        assert!(post.server.mails_to(LAWYER).is_empty());
    }

    async fn an_unknown_address_bounces_and_the_registrar_gets_a_task(db: &TestDb) {
        let post = Post::start(db).await;
        post.server.behave(Behaviour::RefuseAddress(LAWYER.to_owned()));
        post.submit(None).await;
        post.deliver().await;
        let tasks = post.server.mails_to("rut.lind@exempelby.se");
        assert!(tasks.iter().any(|mail| mail.text.contains("kom inte fram")), "{tasks:?}");
        let latest = db.read(async |read| outbox::latest(read, 20).await).await.unwrap();
        let bounced = latest.iter().filter(|mail| mail.state == outbox::MailState::Bounced);
        assert_eq!(bounced.count(), 1);
    }

    async fn a_crash_after_the_server_took_it_sends_the_same_mail_again(db: &TestDb) {
        let post = Post::start(db).await;
        post.submit(None).await;
        post.server.behave(Behaviour::DropAfterData);
        post.deliver().await;
        let first = post.server.unanswered();
        let first = first.iter().find(|mail| mail.recipients == [LAWYER]).unwrap();
        post.server.behave(Behaviour::Accept);
        *post.clock.lock().unwrap() += TimeDelta::minutes(10);
        post.deliver().await;
        let second = post.mail_to(LAWYER);
        assert_eq!(second.message_id, first.message_id);
        assert_eq!(second.link(), first.link());
    }

    async fn two_workers_send_each_mail_once(db: &TestDb) {
        let post = Post::start(db).await;
        for _ in 0..5 {
            post.submit(None).await;
        }
        tokio::join!(post.deliver(), post.deliver());
        assert_eq!(post.server.mails_to(LAWYER).len(), 5);
    }

    async fn a_secret_matter_is_not_named_in_its_mail(db: &TestDb) {
        let post = Post::start(db).await;
        let mark = SecrecyMarking {
            provision: "OSL 18 kap. 8 §".to_owned(),
            marked_on: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
        };
        post.submit(Some(mark)).await;
        post.deliver().await;
        let mail = post.mail_to(LAWYER);
        for word in ["Molntjänst", "Anna", "Tjänsteskrivelse"] {
            let all = [&mail.subject, &mail.text, &mail.html];
            assert!(all.iter().all(|part| !part.contains(word)), "{word}: {}", mail.text);
        }
    }
}

struct Post {
    office: Office,
    server: SmtpServer,
    clock: Arc<Mutex<DateTime<Utc>>>,
    body: BodyId,
    officer: PersonId,
    lawyer: PersonId,
}

impl Post {
    async fn start(db: &TestDb) -> Self {
        let server = SmtpServer::start().await;
        let clock = Arc::new(Mutex::new("2026-11-02T08:00:00Z".parse().unwrap()));
        let blobs = Blobs::open(db.folder().join("blobs")).await.unwrap();
        let mut workflows = Workflows::shipped().unwrap();
        let own = Source::alone("prov.toml", WORKFLOW);
        workflows.offer(own).unwrap();
        let settings = Settings {
            municipality: "Exempelby kommun".to_owned(),
            public_url: "https://beslut.exempelby.se".to_owned(),
            mail_domain: "exempelby.se".to_owned(),
            registrar_address: "registrator@exempelby.se".to_owned(),
            link_lifetime_days: 30,
            largest_attachment: 1 << 20,
        };
        let office = Office::new(
            db.another_node().await,
            blobs,
            workflows,
            LinkKeys::single(1, [7; 32]),
            settings,
            Box::new(SystemRandomness),
        );
        let now = *clock.lock().unwrap();
        let body = keep_body(db, now).await;
        let at = *clock.lock().unwrap();
        let officer = add(&office, "Anna Ek", "anna.ek@exempelby.se", at).await;
        let lawyer = add(&office, "Lars Berg", LAWYER, at).await;
        let registrar = add(&office, "Rut Lind", "rut.lind@exempelby.se", at).await;
        let term = Term {
            from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            until: None,
        };
        for (person, role) in [(officer, Role::CaseOfficer), (registrar, Role::Registrar)] {
            let appointment = Appointment {
                person,
                role,
                body: None,
                term,
            };
            office
                .appoint(appointment, Steward::CommandLine, at)
                .await
                .unwrap();
        }
        let member = GroupMember {
            group: "jurister".to_owned(),
            person: lawyer,
            term,
        };
        db.write(async |write| offices::join_group(write, &member).await)
            .await
            .unwrap();
        Self {
            office,
            server,
            clock,
            body,
            officer,
            lawyer,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().unwrap()
    }

    async fn act(&self, matter: MatterId, action: Action) {
        let asker = Asker::SignedIn(self.officer);
        self.office
            .act_on_matter(asker, matter, action, None, self.now())
            .await
            .unwrap();
    }

    async fn submit(&self, secrecy: Option<SecrecyMarking>) -> MatterId {
        let new = NewMatter {
            workflow: "prov".parse().unwrap(),
            body: self.body,
            title: "Molntjänst för bygglov".to_owned(),
            responsible: None,
            content: None,
        };
        let asker = Asker::SignedIn(self.officer);
        let matter = self
            .office
            .open_matter(asker, new, None, self.now())
            .await
            .unwrap();
        if secrecy.is_some() {
            self.act(matter, Action::MarkSecrecy(secrecy)).await;
        }
        self.act(matter, Action::Submit).await;
        matter
    }

    async fn deliver(&self) -> usize {
        let clock = Arc::clone(&self.clock);
        let config = MailConfig {
            from: "beslut@exempelby.se".to_owned(),
            reply_to: "registrator@exempelby.se".to_owned(),
            domain: "exempelby.se".to_owned(),
            transport: TransportConfig::Smtp(SmtpConfig {
                host: "127.0.0.1".to_owned(),
                port: Some(self.server.port()),
                tls: TlsMode::None,
                user: None,
                password_file: None,
                timeout_seconds: 5,
                connections: 3,
            }),
        };
        let worker = Worker {
            outbox: Posting {
                office: self.office.clone(),
            },
            transport: Transport::open(&config, None).unwrap(),
            templates: LetterTemplates::built_in().unwrap(),
            letterhead: Letterhead::sample(),
            sender: config.sender("Exempelby kommun").unwrap(),
            pace: Pace::default(),
            now: Arc::new(move || *clock.lock().unwrap()),
            random_byte: Arc::new(|| 128),
        };
        Arc::new(worker).deliver_due().await
    }

    /// The one mail that has come to an address.
    fn mail_to(&self, address: &str) -> ReceivedMail {
        match self.server.mails_to(address).as_slice() {
            [mail] => mail.clone(),
            others => panic!("{} mails to {address}", others.len()),
        }
    }
}

fn token(mail: &ReceivedMail) -> LinkToken {
    LinkToken::parse(mail.link().rsplit('/').next().unwrap()).unwrap()
}

async fn add(office: &Office, name: &str, email: &str, at: DateTime<Utc>) -> PersonId {
    let new = NewPerson {
        email: email.to_owned(),
        name: name.to_owned(),
        title: String::new(),
        unit: String::new(),
        password: None,
    };
    office
        .add_person(new, Steward::CommandLine, at)
        .await
        .unwrap()
}

async fn keep_body(db: &TestDb, at: DateTime<Utc>) -> BodyId {
    let body = Body {
        id: Entropy::new(at, [3; 32]).id(),
        key: "ks".to_owned(),
        name: "Kommunstyrelsen".to_owned(),
        register_prefix: "KS".to_owned(),
        number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
        rules: Rules {
            seats: 5,
            notice_days: 7,
            certifiers: 1,
            certification: CertificationRule {
                assurance: None,
                decided_in: String::new(),
            },
            reporting: Reporting::default(),
        },
        court: "Förvaltningsrätten i Exempelstad".to_owned(),
        minutes_kept_at: "Kansliet".to_owned(),
    };
    db.write(async |write| bodies::keep(write, &body, at).await)
        .await
        .unwrap();
    body.id
}
