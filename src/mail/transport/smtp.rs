//! SMTP through lettre, with the limit that lettre lacks.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use super::config::{SmtpConfig, TlsMode};
use super::{Accepted, ConfigFault};
use crate::mail::failure::Symptom;
use crate::mail::message::OutgoingMail;

/// The longest part of a server's reply that is kept.
const LONGEST_REPLY: usize = 300;

type Pool = AsyncSmtpTransport<Tokio1Executor>;

/// A mail server and the open connections to it.
pub struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    pool: Mutex<Pool>,
    timeout: Duration,
    server: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Smtp")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl Smtp {
    pub(super) fn open(config: &SmtpConfig, domain: &str) -> Result<Self, ConfigFault> {
        config.check_tls()?;
        let mut builder = match config.tls {
            TlsMode::Smtps => Pool::relay(&config.host)?,
            TlsMode::Starttls => Pool::starttls_relay(&config.host)?,
            TlsMode::None => Pool::builder_dangerous(&config.host),
        };
        if let Some(port) = config.port {
            builder = builder.port(port);
        }
        if let Some((user, password)) = config.account()? {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user, password));
        }
        let builder = builder
            .hello_name(ClientId::Domain(domain.to_owned()))
            .timeout(Some(config.timeout()))
            .pool_config(PoolConfig::new().max_size(config.connections.clamp(1, 4)));
        Ok(Self {
            pool: Mutex::new(builder.clone().build()),
            builder,
            timeout: config.timeout(),
            server: config.host.clone(),
        })
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, Symptom> {
        let pool = self
            .pool
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let sending = pool.send_raw(&mail.envelope, &mail.bytes);
        match tokio::time::timeout(self.timeout, sending).await {
            Ok(Ok(response)) => Ok(Accepted {
                reply: shorten(response.message()),
            }),
            Ok(Err(error)) => Err(symptom(&error)),
            Err(_) => {
                self.drop_connections();
                Err(Symptom::NoAnswer)
            }
        }
    }

    /// A connection that was left in the middle of a command would go back to the pool and give
    /// its late answer to the next mail, so the whole pool is replaced. Mails under way keep the
    /// old one until they are done.
    fn drop_connections(&self) {
        let fresh = self.builder.clone().build();
        *self.pool.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
    }
}

fn symptom(error: &Error) -> Symptom {
    if let Some(code) = error.status() {
        let source = std::error::Error::source(error)
            .map(ToString::to_string)
            .unwrap_or_default();
        return Symptom::Reply {
            code: code.into(),
            text: shorten(source.split_whitespace()),
        };
    }
    if error.is_timeout() {
        return Symptom::NoAnswer;
    }
    let reason = shorten(error.to_string().split_whitespace());
    if error.is_client() {
        Symptom::Client(reason)
    } else {
        Symptom::Connection(reason)
    }
}

fn shorten<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let text = words.collect::<Vec<_>>().join(" ");
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_REPLY)
        .collect()
}
