//! Personal links: the token in the mail is derived from a key and the link's row, never stored.
//!
//! Whoever steals the store has the hashes of the tokens and none of the keys, so no link that
//! works; whoever only writes to the store cannot plant one either, as [`is_token_of`] derives the
//! token anew.

pub mod seal;

use super::state::{Link, LinkState, SignOff};
use crate::domain::{calendar, digest::Digest, entropy::Entropy, identifiers::LinkId};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;
use std::{collections::BTreeMap, fmt};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// The length of a token in an address: 256 bits in base64url.
pub const TOKEN_LENGTH: usize = 43;

/// Keeps the tokens apart from all else that is derived with the same keys.
const LABEL: &str = "link-v1";

/// Bytes of a link's random part.
const NONCE_LENGTH: usize = 16;

/// The block of SHA-256 that HMAC works in; a shorter key is filled up with zeros (RFC 2104).
const BLOCK_LENGTH: usize = 64;

/// The keys that links, codes and cookies are derived with. They live in a file, never in the store.
///
/// The newest key makes new links; older ones still open the links they made. A key that is taken
/// away kills every link, code and cookie it made, at once.
#[derive(Debug)]
pub struct LinkKeys {
    current: u32,
    current_key: SecretBox<[u8; 32]>,
    older: BTreeMap<u32, SecretBox<[u8; 32]>>,
}

/// The file of keys cannot be read. Never repeats what stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkKeysFault {
    /// No key at all.
    #[error(
        "Filen med länknycklar innehåller ingen nyckel. Skriv en rad: ett nummer och 64 tecken, 0–9 och a–f."
    )]
    Empty,
    /// A line that is not a number and 64 hexadecimal digits.
    #[error("Länknycklar, rad {line}: raden ska vara ett nummer och 64 tecken, 0–9 och a–f.")]
    Line {
        /// Which line, from 1.
        line: usize,
    },
    /// The same number twice.
    #[error("Länknycklar, rad {line}: numret finns redan. Varje nyckel ska ha sitt eget nummer.")]
    Twice {
        /// Which line, from 1.
        line: usize,
    },
}

impl LinkKeys {
    /// One key, in use from now on.
    pub fn single(number: u32, key: [u8; 32]) -> Self {
        Self {
            current: number,
            current_key: SecretBox::new(Box::new(key)),
            older: BTreeMap::new(),
        }
    }

    /// Reads a file of keys: one line for each, a number and 64 hexadecimal digits. The highest
    /// number is the one in use. Empty lines and lines that begin with `#` say nothing.
    pub fn parse(text: &str) -> Result<Self, LinkKeysFault> {
        let mut keys = BTreeMap::new();
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let (number, key) = parse_key(content).ok_or(LinkKeysFault::Line { line })?;
            if keys.insert(number, key).is_some() {
                return Err(LinkKeysFault::Twice { line });
            }
        }
        let (current, current_key) = keys.pop_last().ok_or(LinkKeysFault::Empty)?;
        Ok(Self {
            current,
            current_key,
            older: keys,
        })
    }

    /// The number of the key that new links are made with.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// Whether the key is still held.
    pub fn holds(&self, number: u32) -> bool {
        self.key(number).is_some()
    }

    fn key(&self, number: u32) -> Option<&SecretBox<[u8; 32]>> {
        if number == self.current {
            return Some(&self.current_key);
        }
        self.older.get(&number)
    }

    /// HMAC-SHA256 over `label` and `content` with the numbered key, if it is still held.
    ///
    /// The content of each label has one fixed make-up, so that no two inputs share their bytes.
    pub(super) fn mac(&self, number: u32, label: &str, content: &[u8]) -> Option<[u8; 32]> {
        self.key(number).map(|key| mac(key, label, content))
    }

    /// The same with the key in use.
    pub(super) fn mac_now(&self, label: &str, content: &[u8]) -> [u8; 32] {
        mac(&self.current_key, label, content)
    }
}

fn parse_key(line: &str) -> Option<(u32, SecretBox<[u8; 32]>)> {
    let (number, digits) = line.split_once(char::is_whitespace)?;
    let mut key = [0; 32];
    hex::decode_to_slice(digits.trim(), &mut key).ok()?;
    Some((number.parse().ok()?, SecretBox::new(Box::new(key))))
}

fn mac(key: &SecretBox<[u8; 32]>, label: &str, content: &[u8]) -> [u8; 32] {
    let block = SecretBox::init_with(|| {
        let mut block = [0; BLOCK_LENGTH];
        block[..32].copy_from_slice(key.expose_secret());
        block
    });
    let mut mac = Hmac::<Sha256>::new(block.expose_secret().into());
    mac.update(label.as_bytes());
    mac.update(content);
    mac.finalize().into_bytes().into()
}

/// The secret of a link, as it stands in the mail. Shown only by [`LinkToken::in_address`].
pub struct LinkToken(SecretBox<[u8; 32]>);

impl LinkToken {
    /// Reads a token out of an address. `None` for everything that cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != TOKEN_LENGTH {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(SecretBox::new(Box::new(bytes.try_into().ok()?))))
    }

    /// The token as it is written in an address. For the mail to its recipient and nowhere else.
    pub fn in_address(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.expose_secret())
    }

    /// What the store knows of it, and what it is looked up by.
    pub fn hash(&self) -> Digest {
        Digest::of(self.0.expose_secret())
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken([REDACTED])")
    }
}

/// When a link that is made at `now` dies: at midnight in Sweden after `lifetime_days` whole days,
/// and never before the last day to answer is over.
pub(crate) fn expires_at(now: DateTime<Utc>, lifetime_days: u16, due: NaiveDate) -> DateTime<Utc> {
    let last_day = calendar::add_days(calendar::today_in_stockholm(now), lifetime_days.into());
    calendar::end_of_day(last_day.max(due))
}

/// What a link leads to, and what the one who opens it is shown: both are bound into the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The identity of the sign-off or the inquiry.
    pub to: Uuid,
    /// The hash of what is signed off or asked.
    pub sha256: Digest,
}

impl From<&SignOff> for Bound {
    fn from(sign_off: &SignOff) -> Self {
        Self {
            to: sign_off.id.uuid(),
            sha256: sign_off.sha256,
        }
    }
}

/// Makes a live link with the key in use.
pub(crate) fn issue(
    bound: impl Into<Bound>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    keys: &LinkKeys,
    entropy: &mut Entropy,
) -> Link {
    let id = entropy.id::<LinkId>();
    let mut nonce = [0; NONCE_LENGTH];
    nonce.copy_from_slice(&entropy.bytes()[..NONCE_LENGTH]);
    let token = keys.mac_now(LABEL, &derived_from(id, nonce, bound.into()));
    Link {
        id,
        key: keys.current(),
        nonce: hex::encode(nonce),
        token_hash: Digest::of(token),
        made_at: now,
        expires_at,
        state: LinkState::Live,
    }
}

/// The token of a live link, derived anew when its mail is sent. `None` when the link is no longer
/// live or its key is gone: then no mail may carry it.
pub fn token(link: &Link, bound: impl Into<Bound>, keys: &LinkKeys) -> Option<LinkToken> {
    if link.state != LinkState::Live {
        return None;
    }
    derive(link, bound.into(), keys)
}

/// Whether the token is the link's own. Takes the same time for every wrong token.
pub fn is_token_of(
    token: &LinkToken,
    link: &Link,
    bound: impl Into<Bound>,
    keys: &LinkKeys,
) -> bool {
    derive(link, bound.into(), keys)
        .is_some_and(|own| own.0.expose_secret().ct_eq(token.0.expose_secret()).into())
}

fn derive(link: &Link, bound: Bound, keys: &LinkKeys) -> Option<LinkToken> {
    let mut nonce = [0; NONCE_LENGTH];
    hex::decode_to_slice(&link.nonce, &mut nonce).ok()?;
    let token = keys.mac(link.key, LABEL, &derived_from(link.id, nonce, bound))?;
    Some(LinkToken(SecretBox::new(Box::new(token))))
}

fn derived_from(link: LinkId, nonce: [u8; NONCE_LENGTH], bound: Bound) -> Vec<u8> {
    [
        link.uuid().as_bytes().as_slice(),
        &nonce,
        bound.to.as_bytes(),
        bound.sha256.bytes(),
    ]
    .concat()
}
