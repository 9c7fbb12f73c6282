//! The three ways a mail leaves: SMTP, a folder of `.eml` files, or memory (tests and demo only).
//!
//! Every sending runs under a time limit of our own: lettre waits for ever when a server goes
//! silent at the greeting or after the last dot.

mod config;
mod folder;
mod smtp;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;

pub use config::{MailConfig, SmtpConfig, TlsMode, TransportConfig};
pub use folder::Folder;
pub use smtp::Smtp;

use super::failure::{SendFailure, Symptom, classify};
use super::message::{AddressFault, OutgoingMail};

/// Permission to keep mails in memory, where a restart loses them. Only the demo and tests may
/// make one; `serve` never does.
#[derive(Debug, Clone, Copy)]
pub struct TestOrDemo;

/// How mails leave, by configuration.
#[derive(Debug)]
pub enum Transport {
    /// To a mail server.
    Smtp(Box<Smtp>),
    /// Into a folder, one file per mail.
    Folder(Folder),
    /// Into memory.
    Memory(Memory),
}

/// The mail has been taken over by the next in line; only now may a page say "skickat".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The server's words, or where the mail lies.
    pub reply: String,
}

impl Transport {
    /// Opens the transport that the configuration names. No connection is made yet.
    pub fn open(config: &MailConfig, memory: Option<TestOrDemo>) -> Result<Self, ConfigFault> {
        match &config.transport {
            TransportConfig::Smtp(smtp) => Smtp::open(smtp, &config.domain)
                .map(Box::new)
                .map(Self::Smtp),
            TransportConfig::Folder { path } => Folder::open(path).map(Self::Folder),
            TransportConfig::Memory => memory
                .map(Memory::new)
                .map(Self::Memory)
                .ok_or(ConfigFault::MemoryOutsideTests),
        }
    }

    /// Sends one mail and says who took it, or what is wrong.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendFailure> {
        let sending = match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => folder.send(mail).await,
            Self::Memory(memory) => Ok(memory.send(mail)),
        };
        sending.map_err(classify)
    }
}

/// The mails of the demo and of tests, oldest first. Clones share the same mails.
#[derive(Debug, Clone)]
pub struct Memory {
    mails: Arc<Mutex<Vec<OutgoingMail>>>,
}

impl Memory {
    /// An empty memory, for who may have one.
    pub fn new(_: TestOrDemo) -> Self {
        Self {
            mails: Arc::default(),
        }
    }

    /// What has been sent so far.
    pub fn mails(&self) -> Vec<OutgoingMail> {
        self.locked().clone()
    }

    fn send(&self, mail: &OutgoingMail) -> Accepted {
        self.locked().push(mail.clone());
        Accepted {
            reply: "kept in memory".to_owned(),
        }
    }

    fn locked(&self) -> MutexGuard<'_, Vec<OutgoingMail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A mail configuration that cannot be used. The text is for the one who wrote it.
#[derive(Debug, Error)]
pub enum ConfigFault {
    /// `transport = "memory"` in `serve`.
    #[error(
        "mail.transport = \"memory\" tappar mejl vid omstart och får bara användas i demo. Välj smtp eller folder."
    )]
    MemoryOutsideTests,
    /// `tls = "none"` to another machine.
    #[error(
        "mail.transport.smtp.tls = \"none\" får bara användas mot den egna maskinen (localhost), inte mot {host}. Välj \"smtps\" eller \"starttls\"."
    )]
    PlaintextToAnotherHost {
        /// The configured host.
        host: String,
    },
    /// A user without a password file or the other way round.
    #[error("mail.transport.smtp: user och password_file hör ihop. Ange båda eller ingen.")]
    HalfAnAccount,
    /// The password file cannot be read.
    #[error("mail.transport.smtp.password_file {path} kan inte läsas: {source}")]
    PasswordFile {
        /// The configured path.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The folder cannot be made.
    #[error("mail.transport.folder.path {path} kan inte skapas: {source}")]
    Folder {
        /// The configured path.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// lettre refuses the host name or the certificates of the machine.
    #[error("mail.transport.smtp kan inte användas: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// `from` or `reply_to` is no address.
    #[error("mail.{key}: {source}")]
    Address {
        /// The key in the configuration.
        key: &'static str,
        /// What is wrong with it.
        source: AddressFault,
    },
    /// `domain` is not a domain name.
    #[error("mail.domain är inget domännamn: {domain}. Skriv det som beslut.exempelby.se.")]
    Domain {
        /// The configured domain.
        domain: String,
    },
}

fn folder_symptom(error: &std::io::Error) -> Symptom {
    Symptom::Folder(error.to_string())
}
