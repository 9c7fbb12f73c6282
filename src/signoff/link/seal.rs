//! The sealed cookie that takes the token's place in the browser, so that the token leaves the
//! address bar, the history and the logs.
//!
//! It says which link, and until when; a MAC keeps it from being altered. Nothing is stored for it:
//! opening a link changes nothing.

use super::LinkKeys;
use crate::domain::{digest::Digest, entropy::Entropy, identifiers::LinkId};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// How long a browser that opened a link may stay on its page.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// Keeps the seals apart from all else that is derived with the same keys.
const LABEL: &str = "seal-v1";

/// The value of the cookie. Safe characters only; shown only by [`Seal::in_cookie`].
pub struct Seal(String);

impl Seal {
    /// The value as it is set in the cookie.
    pub fn in_cookie(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal([REDACTED])")
    }
}

/// What a sealed cookie says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Which link the browser came by.
    pub link: LinkId,
    /// Which browser it is: a hash of the cookie, different for each time a link is opened.
    pub browser: Digest,
    /// From this instant on the cookie says nothing.
    pub expires_at: DateTime<Utc>,
}

/// Seals that this browser came by the link. `expires_at` counts in whole seconds.
pub fn seal(
    link: LinkId,
    expires_at: DateTime<Utc>,
    keys: &LinkKeys,
    entropy: &mut Entropy,
) -> Seal {
    let nonce = hex::encode(&entropy.bytes()[..16]);
    let content = format!(
        "{}.{link}.{}.{nonce}",
        keys.current(),
        expires_at.timestamp()
    );
    let mac = URL_SAFE_NO_PAD.encode(keys.mac_now(LABEL, content.as_bytes()));
    Seal(format!("{content}.{mac}"))
}

/// What the cookie says, if it is whole, its key is still held, and it has not expired.
pub fn open(cookie: &str, now: DateTime<Utc>, keys: &LinkKeys) -> Option<Opened> {
    let (content, mac) = cookie.rsplit_once('.')?;
    let mut parts = content.split('.');
    let key = parts.next()?.parse().ok()?;
    let own = URL_SAFE_NO_PAD.encode(keys.mac(key, LABEL, content.as_bytes())?);
    if !bool::from(own.as_bytes().ct_eq(mac.as_bytes())) {
        return None;
    }
    let link = parts.next()?.parse().ok()?;
    let expires_at = DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?;
    let browser = Digest::of(cookie.as_bytes());
    (now < expires_at).then_some(Opened {
        link,
        browser,
        expires_at,
    })
}
