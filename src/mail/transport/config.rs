//! The `[mail]` table of `beslut.toml`.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::ConfigFault;
use crate::mail::letter::Letterhead;
use crate::mail::message::{MailAddress, Sender};

/// Who letters come from and how they leave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// The address letters come from.
    pub from: String,
    /// The registrar's function box, where answers go.
    pub reply_to: String,
    /// The domain of Message-IDs and of the greeting to the mail server.
    pub domain: String,
    /// `"memory"`, `{ folder = { path = … } }` or `{ smtp = { host = … } }`.
    pub transport: TransportConfig,
}

impl MailConfig {
    /// The sender of all letters, with the municipality's name beside the address.
    pub fn sender(&self, municipality: &str) -> Result<Sender, ConfigFault> {
        let parse = |key, typed: &str| {
            MailAddress::parse(typed).map_err(|source| ConfigFault::Address { key, source })
        };
        let domain = MailAddress::parse(&format!("beslut@{}", self.domain)).map_err(|_| {
            ConfigFault::Domain {
                domain: self.domain.clone(),
            }
        })?;
        Ok(Sender {
            from: parse("from", &self.from)?,
            name: municipality.to_owned(),
            reply_to: parse("reply_to", &self.reply_to)?,
            domain: domain.domain().to_owned(),
        })
    }

    /// What every letter says of its sender.
    pub fn letterhead(&self, municipality: &str) -> Letterhead {
        Letterhead {
            municipality: municipality.to_owned(),
            registrar_address: self.reply_to.clone(),
        }
    }
}

/// Which transport.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransportConfig {
    /// A mail server.
    Smtp(SmtpConfig),
    /// A folder, one `.eml` per mail.
    Folder {
        /// Made if it is not there.
        path: PathBuf,
    },
    /// Memory: demo and tests only.
    Memory,
}

/// The mail server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Host name, as in its certificate.
    pub host: String,
    /// Without it: 465 for smtps, 587 for starttls, 25 for none.
    pub port: Option<u16>,
    /// How the connection is kept secret.
    #[serde(default)]
    pub tls: TlsMode,
    /// The account, if the server asks for one.
    pub user: Option<String>,
    /// The file that holds the account's password on its first line.
    pub password_file: Option<PathBuf>,
    /// How long one sending may take, in seconds.
    #[serde(default = "sixty")]
    pub timeout_seconds: u64,
    /// How many connections are kept, and so how many mails leave side by side; 1 to 4.
    #[serde(default = "three")]
    pub connections: usize,
}

const fn sixty() -> u64 {
    60
}

const fn three() -> usize {
    3
}

/// How the connection to the mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// TLS from the first byte (RFC 8314).
    #[default]
    Smtps,
    /// TLS after STARTTLS, which the server must offer.
    Starttls,
    /// No TLS; only to the machine itself.
    None,
}

impl SmtpConfig {
    /// How long one sending may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.max(1))
    }

    /// User and password, if the server asks for them.
    pub(super) fn account(&self) -> Result<Option<(String, SecretString)>, ConfigFault> {
        match (&self.user, &self.password_file) {
            (None, None) => Ok(None),
            (Some(user), Some(path)) => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "configuration is read at this door"
                )]
                let text =
                    std::fs::read_to_string(path).map_err(|source| ConfigFault::PasswordFile {
                        path: path.display().to_string(),
                        source,
                    })?;
                let password = text.lines().next().unwrap_or_default();
                Ok(Some((user.clone(), SecretString::from(password))))
            }
            _ => Err(ConfigFault::HalfAnAccount),
        }
    }

    /// Refuses an open connection to any machine but our own.
    pub(super) fn check_tls(&self) -> Result<(), ConfigFault> {
        let is_loopback = self.host == "localhost"
            || self
                .host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        if self.tls == TlsMode::None && !is_loopback {
            return Err(ConfigFault::PlaintextToAnotherHost {
                host: self.host.clone(),
            });
        }
        Ok(())
    }
}
