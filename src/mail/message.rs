//! From a rendered letter to the bytes that leave: headers, one recipient, a stable Message-ID.
//! A pure function of its arguments: the same letter at the same time gives the same bytes.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::address::Envelope as SmtpEnvelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use thiserror::Error;

use super::letter::RenderedLetter;
use crate::domain::identifiers::MailId;
use crate::domain::text::clean_line;
use crate::work::Subject;

/// The longest display name sent; longer ones are cut.
const LONGEST_NAME: usize = 120;

/// Where our mail comes from, and where answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address letters come from, also the envelope's return path.
    pub from: MailAddress,
    /// The name shown beside it, mostly the municipality's.
    pub name: String,
    /// The registrar's function box.
    pub reply_to: MailAddress,
    /// The domain of Message-IDs.
    pub domain: String,
}

/// One person and the address that a mail goes to.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The name as typed; control characters are taken out.
    pub name: String,
    /// The checked address.
    pub address: MailAddress,
}

/// A mail ready to leave. `Debug` shows only its identity: the bytes hold links and codes.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Its identity in the outbox, also the name of the file in a folder.
    pub mail: MailId,
    /// The Message-ID with its angle brackets, the same at each try.
    pub message_id: String,
    /// Return path and the one recipient.
    pub path: SmtpEnvelope,
    /// The message, RFC 5322.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for OutgoingMail {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OutgoingMail")
            .field("mail", &self.mail)
            .finish_non_exhaustive()
    }
}

/// Why a message could not be built. Never names the content.
#[derive(Debug, Error)]
pub enum MessageFault {
    /// A header or a part that lettre does not accept.
    #[error("the message cannot be built: {0}")]
    Build(#[from] lettre::error::Error),
}

/// The Message-ID of a mail, with its angle brackets. It is made once, with the outbox row.
pub fn message_id(mail: MailId, domain: &str) -> String {
    format!("<{mail}@{domain}>")
}

/// What makes a message out of a letter.
pub struct Envelope<'a> {
    /// The mail's identity in the outbox.
    pub mail: MailId,
    /// The Message-ID of the outbox row.
    pub message_id: &'a str,
    /// What it is about: all mails about the same thing hang under one root, so that a mail
    /// reader shows them together.
    pub about: Option<Subject>,
    /// The one who gets it.
    pub recipient: &'a Recipient,
    /// Those who send it.
    pub sender: &'a Sender,
    /// When it is sent.
    pub date: DateTime<Utc>,
}

/// Builds the message. The same letter in the same envelope gives the same bytes.
pub fn compose(
    envelope: &Envelope<'_>,
    letter: RenderedLetter,
) -> Result<OutgoingMail, MessageFault> {
    let Envelope {
        mail,
        message_id,
        about,
        recipient,
        sender,
        date,
    } = *envelope;
    let mut headers = Message::builder()
        .message_id(Some(message_id.to_owned()))
        .date(SystemTime::from(date))
        .from(mailbox(&sender.name, &sender.from))
        .reply_to(Mailbox::new(None, sender.reply_to.0.clone()))
        .to(mailbox(&recipient.name, &recipient.address))
        .subject(clean_line(&letter.subject))
        .raw_header(fixed_header("Auto-Submitted", "auto-generated"))
        .raw_header(fixed_header("X-Auto-Response-Suppress", "OOF, AutoReply"));
    if let Some(about) = about {
        headers = headers.references(thread_root(about, &sender.domain));
    }
    let message = headers.multipart(
        MultiPart::alternative()
            .boundary(format!("beslut-{mail}"))
            .singlepart(SinglePart::plain(letter.text))
            .singlepart(SinglePart::html(letter.html)),
    )?;
    let path = SmtpEnvelope::new(
        Some(sender.from.0.clone()),
        vec![recipient.address.0.clone()],
    )?;
    Ok(OutgoingMail {
        mail,
        message_id: message_id.to_owned(),
        path,
        bytes: message.formatted(),
    })
}

fn thread_root(about: Subject, domain: &str) -> String {
    match about {
        Subject::Matter(matter) => format!("<case-{matter}@{domain}>"),
        Subject::Minutes(meeting) => format!("<meeting-{meeting}@{domain}>"),
    }
}

fn fixed_header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// lettre panics on a line break in a display name, so none gets there.
fn mailbox(name: &str, address: &MailAddress) -> Mailbox {
    let name: String = clean_line(name).chars().take(LONGEST_NAME).collect();
    Mailbox::new((!name.is_empty()).then_some(name), address.0.clone())
}

/// An e-mail address that may be sent to: ASCII, a domain with a dot, nothing that could be read
/// as a second address.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(Address);

impl MailAddress {
    /// Checks an address as typed; blanks around it are dropped and the domain is lower-cased.
    pub fn parse(typed: &str) -> Result<Self, AddressFault> {
        let typed = typed.trim();
        if 254 < typed.len() {
            return Err(AddressFault::TooLong);
        }
        let (user, domain) = typed.rsplit_once('@').ok_or(AddressFault::NotAnAddress)?;
        let user_is_plain = !user.is_empty()
            && user.len() <= 64
            && user.chars().all(|letter| {
                letter.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(letter)
            });
        if !user_is_plain {
            return Err(AddressFault::NotAnAddress);
        }
        let domain = domain.to_ascii_lowercase();
        let domain_is_plain = domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        });
        if !domain_is_plain {
            return Err(AddressFault::NotAnAddress);
        }
        if !domain.contains('.') {
            return Err(AddressFault::DomainWithoutDot);
        }
        Address::new(user, domain)
            .map(Self)
            .map_err(|_| AddressFault::NotAnAddress)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.domain()
    }
}

impl std::fmt::Debug for MailAddress {
    /// Shows the domain only: a log may say which server has trouble, not which person.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MailAddress(…@{})", self.domain())
    }
}

/// Why an address is refused; the text is for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressFault {
    /// No `@`, a character that does not belong, or more than one address.
    #[error("Det här är ingen e-postadress. Skriv den som namn@exempelby.se.")]
    NotAnAddress,
    /// `namn@server`: it would only work inside one network.
    #[error("Adressens del efter @ saknar punkt. Skriv den som namn@exempelby.se.")]
    DomainWithoutDot,
    /// More than 254 characters (RFC 5321).
    #[error("Adressen är för lång. En e-postadress har högst 254 tecken.")]
    TooLong,
}
