//! SMTP over lettre's connections, in a pool of our own.
//!
//! Why not lettre's pool: it has no limit for a server that goes silent, takes a connection back
//! in the middle of a command, and leaves Nagle's algorithm on, which makes each mail wait 40 ms
//! for an acknowledgement before its last dot.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::config::{SmtpConfig, TlsMode};
use super::{Accepted, ConfigFault};
use crate::mail::failure::Symptom;
use crate::mail::message::OutgoingMail;

/// The longest part of a server's reply that is kept.
const LONGEST_REPLY: usize = 300;
/// The ways to sign in that are tried, the first that the server offers.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// A mail server and the open connections to it.
pub struct Smtp {
    host: String,
    port: u16,
    encryption: Encryption,
    account: Option<(String, SecretString)>,
    hello: ClientId,
    timeout: Duration,
    places: Semaphore,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

enum Encryption {
    FromTheFirstByte(TlsParameters),
    AfterStarttls(TlsParameters),
    None,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Smtp")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Smtp {
    pub(super) fn open(config: &SmtpConfig, domain: &str) -> Result<Self, ConfigFault> {
        config.check_tls()?;
        let parameters = || TlsParameters::new(config.host.clone());
        let (usual_port, encryption) = match config.tls {
            TlsMode::Smtps => (465, Encryption::FromTheFirstByte(parameters()?)),
            TlsMode::Starttls => (587, Encryption::AfterStarttls(parameters()?)),
            TlsMode::None => (25, Encryption::None),
        };
        Ok(Self {
            host: config.host.clone(),
            port: config.port.unwrap_or(usual_port),
            encryption,
            account: config.account()?,
            hello: ClientId::Domain(domain.to_owned()),
            timeout: config.timeout(),
            places: Semaphore::new(config.connections.clamp(1, 4)),
            idle: Mutex::default(),
        })
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, Symptom> {
        let Ok(_place) = self.places.acquire().await else {
            return Err(Symptom::Connection("closed".to_owned()));
        };
        // A sending that runs out of time is dropped together with its connection.
        tokio::time::timeout(self.timeout, self.send_on_a_connection(mail))
            .await
            .unwrap_or(Err(Symptom::NoAnswer))
    }

    async fn send_on_a_connection(&self, mail: &OutgoingMail) -> Result<Accepted, Symptom> {
        let mut connection = match self.take_living().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        match connection.send(&mail.path, &mail.bytes).await {
            Ok(response) => {
                self.idle().push(connection);
                Ok(Accepted {
                    reply: shorten(response.message()),
                })
            }
            Err(error) => Err(symptom(&error)),
        }
    }

    /// An open connection that still answers; a server may have closed it in the meantime.
    async fn take_living(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.idle().pop()?;
            if connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Symptom> {
        let mut connection = self.greet().await?;
        if let Some((user, password)) = &self.account {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection
                .auth(&MECHANISMS, &credentials)
                .await
                .map_err(|error| symptom(&error))?;
        }
        Ok(connection)
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, Symptom> {
        let greeted = match &self.encryption {
            Encryption::FromTheFirstByte(parameters) => {
                let server = (self.host.as_str(), self.port);
                let parameters = Some(parameters.clone());
                AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, parameters, None)
                    .await
            }
            Encryption::AfterStarttls(parameters) => {
                let stream = Box::new(self.stream().await?);
                let connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
                encrypt(connection.await, parameters.clone(), &self.hello).await
            }
            Encryption::None => {
                let stream = Box::new(self.stream().await?);
                AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await
            }
        };
        greeted.map_err(|error| symptom(&error))
    }

    async fn stream(&self) -> Result<TcpStream, Symptom> {
        let connect = async {
            let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        connect
            .await
            .map_err(|error: std::io::Error| Symptom::Connection(error.to_string()))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Fails when the server does not offer STARTTLS: a mail never goes on in the clear.
async fn encrypt(
    greeted: Result<AsyncSmtpConnection, Error>,
    parameters: TlsParameters,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, Error> {
    let mut connection = greeted?;
    connection.starttls(parameters, hello).await?;
    Ok(connection)
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
