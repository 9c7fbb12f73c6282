//! How many mails a second reach a mail server on the same machine, from claim to settlement.
//! Promised: 200 or more (`design.md`). Run: `cargo bench --bench mail`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement, and its result"
)]

#[path = "../tests/it/smtp_server.rs"]
#[expect(dead_code, reason = "the tests use all of it")]
mod smtp_server;

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use beslut::domain::identifiers::{Identifier, MailId};
use beslut::mail::flow::Flow;
use beslut::mail::letter::{Letter, LetterTemplates, ReviewRequest, Secrecy};
use beslut::mail::message::{MailAddress, Recipient, message_id};
use beslut::mail::transport::{MailConfig, SmtpConfig, TlsMode, Transport, TransportConfig};
use beslut::mail::worker::{AddressedLetter, Claimed, Outbox, Pace, Settlement, Worker};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

const MAILS: usize = 1_000;
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() {
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push(mails_per_second().await);
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "mails/s, median of {ROUNDS} rounds of {MAILS}: {:.0}",
        rates[ROUNDS / 2]
    );
}

async fn mails_per_second() -> f64 {
    let server = smtp_server::SmtpServer::start().await;
    let config = MailConfig {
        from: "beslut@exempelby.se".to_owned(),
        reply_to: "registrator@exempelby.se".to_owned(),
        domain: "beslut.exempelby.se".to_owned(),
        transport: TransportConfig::Smtp(SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: Some(server.port()),
            tls: TlsMode::None,
            user: None,
            password_file: None,
            timeout_seconds: 60,
            connections: 3,
        }),
    };
    let worker = Arc::new(Worker {
        outbox: Waiting::new(),
        transport: Transport::open(&config, None).unwrap(),
        templates: LetterTemplates::built_in().unwrap(),
        letterhead: config.letterhead("Exempelby kommun"),
        sender: config.sender("Exempelby kommun").unwrap(),
        pace: Pace::default(),
        now: Arc::new(DateTime::<Utc>::default),
        random_byte: Arc::new(|| 128),
    });
    let start = Instant::now();
    assert_eq!(Arc::clone(&worker).deliver_due().await, MAILS);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(server.mails().len(), MAILS);
    assert_eq!(worker.outbox.settled.load(Ordering::Relaxed), MAILS);
    f64::from(u32::try_from(MAILS).unwrap()) / seconds
}

/// Mails that wait in memory, so that only the mail path is measured.
struct Waiting {
    mails: Mutex<Vec<Claimed>>,
    settled: AtomicUsize,
    letter: AddressedLetter,
}

impl Waiting {
    fn new() -> Self {
        let mails = (0..MAILS).map(|number| {
            let mail = MailId::from_uuid(Uuid::from_u128(number as u128));
            Claimed {
                mail,
                message_id: message_id(mail, "beslut.exempelby.se"),
                attempt: 1,
                queued_at: DateTime::default(),
                deadline: None,
            }
        });
        let recipient = Recipient {
            name: "Åsa Lind".to_owned(),
            address: MailAddress::parse("asa.lind@exempelby.se").unwrap(),
        };
        let letter = Letter::ReviewRequest(ReviewRequest::sample(Secrecy::Open));
        Self {
            mails: Mutex::new(mails.collect()),
            settled: AtomicUsize::new(0),
            letter: AddressedLetter {
                about: None,
                recipient,
                letter,
            },
        }
    }
}

impl Outbox for Waiting {
    type Error = Infallible;

    async fn claim(
        &self,
        _: DateTime<Utc>,
        _: TimeDelta,
        limit: usize,
    ) -> Result<Vec<Claimed>, Infallible> {
        let mut mails = self.mails.lock().unwrap();
        let left = mails.len().saturating_sub(limit);
        Ok(mails.split_off(left))
    }

    async fn letter(
        &self,
        _: &Claimed,
        _: DateTime<Utc>,
    ) -> Result<Option<AddressedLetter>, Infallible> {
        Ok(Some(self.letter.clone()))
    }

    async fn settle(
        &self,
        _: &Claimed,
        settlement: Settlement,
        _: DateTime<Utc>,
    ) -> Result<(), Infallible> {
        assert!(
            matches!(settlement, Settlement::Sent { .. }),
            "{settlement:?}"
        );
        self.settled.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn flow_changed(&self, _: &Flow, _: DateTime<Utc>) -> Result<(), Infallible> {
        Ok(())
    }
}
