//! One-time codes: eight digits to the registered address, for one link in one browser.
//!
//! A code proves that the one who answers reads the mail of the one who was asked. It is derived
//! from a key and its row and never stored, not even hashed: eight digits are soon found from their
//! hash.

use super::{link::LinkKeys, state::Code};
use crate::domain::{
    digest::Digest,
    entropy::Entropy,
    identifiers::{CodeId, LinkId, SignOffId},
};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// How many digits a code has: 26 bits, where 20 are asked for (ASVS 6.5.4).
pub const DIGITS: usize = 8;
/// How long a code can be used (ASVS 6.5.5 says ten minutes at most).
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How many wrong tries a code stands.
pub const TRIES: u32 = 5;
/// How many codes are sent for a link within [`WINDOW`].
pub const CODES_IN_WINDOW: usize = 3;
/// The time that [`CODES_IN_WINDOW`] counts in.
pub const WINDOW: TimeDelta = TimeDelta::hours(1);
/// The shortest time between two codes for a link.
pub const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// How many wrong tries a link stands within [`DAY`]; then no more codes are sent.
pub const TRIES_IN_DAY: u32 = 15;
/// The time that [`TRIES_IN_DAY`] counts in.
pub const DAY: TimeDelta = TimeDelta::hours(24);

/// Keeps the codes apart from all else that is derived with the same keys.
const LABEL: &str = "code-v1";

/// The digits of a code. Shown only by [`CodeText::in_mail`].
pub struct CodeText(SecretString);

impl CodeText {
    /// The eight digits, for the mail to the recipient and nowhere else.
    pub fn in_mail(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeText([REDACTED])")
    }
}

/// Why no code is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// One was sent a moment ago.
    Pause {
        /// From this instant on another is sent.
        until: DateTime<Utc>,
    },
    /// Too many codes were sent, or too many were wrong.
    Locked {
        /// From this instant on another is sent.
        until: DateTime<Utc>,
    },
}

/// What became of a typed code. The places are in the list that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the right one.
    Right(usize),
    /// It is not: one try is spent.
    Wrong(usize),
    /// It is not eight digits: a slip, not a try.
    Malformed,
    /// No code was asked for by this link in this browser.
    Missing,
    /// The code is too old, or its key is gone.
    Expired,
    /// The code has been used.
    Used,
    /// The code has no tries left.
    Spent,
}

/// A new code for a link in a browser, made with the key in use.
pub(super) fn make(
    link: LinkId,
    browser: Digest,
    now: DateTime<Utc>,
    keys: &LinkKeys,
    entropy: &mut Entropy,
) -> Code {
    Code {
        id: entropy.id::<CodeId>(),
        key: keys.current(),
        link,
        browser,
        sent_at: now,
        expires_at: now + LIFETIME,
        tries: 0,
        used_at: None,
    }
}

/// The digits of a code, derived anew when its mail is sent. `None` when its key is gone.
pub fn text(code: &Code, sign_off: SignOffId, keys: &LinkKeys) -> Option<CodeText> {
    let content = [
        code.id.uuid().as_bytes().as_slice(),
        code.link.uuid().as_bytes(),
        sign_off.uuid().as_bytes(),
    ]
    .concat();
    let mac = keys.mac(code.key, LABEL, &content)?;
    let mut start = [0; 16];
    start.copy_from_slice(&mac[..16]);
    // 128 bits over 10^8: no number is likelier than another in any way that matters.
    let number = u128::from_be_bytes(start) % 10_u128.pow(8);
    Some(CodeText(format!("{number:0DIGITS$}").into()))
}

/// Whether another code may be sent for the link now.
pub fn may_send(codes: &[Code], link: LinkId, now: DateTime<Utc>) -> Result<(), Wait> {
    let of_link = || codes.iter().rev().filter(|code| code.link == link);
    let full_until = of_link()
        .nth(CODES_IN_WINDOW - 1)
        .map(|first| first.sent_at + WINDOW);
    let until = full_until.max(tried_out_until(of_link(), now));
    if let Some(until) = until.filter(|until| now < *until) {
        return Err(Wait::Locked { until });
    }
    let paused = of_link().next().map(|last| last.sent_at + PAUSE);
    match paused.filter(|until| now < *until) {
        Some(until) => Err(Wait::Pause { until }),
        None => Ok(()),
    }
}

/// When the oldest of the wrong tries that fill the day falls out of it. `newest_first`.
fn tried_out_until<'a>(
    newest_first: impl Iterator<Item = &'a Code>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut tries = 0;
    for code in newest_first.take_while(|code| now < code.sent_at + DAY) {
        tries += code.tries;
        if TRIES_IN_DAY <= tries {
            return Some(code.sent_at + DAY);
        }
    }
    None
}

/// Compares what was typed with the newest code of this link in this browser.
pub fn check(
    codes: &[Code],
    (link, browser): (LinkId, Digest),
    typed: &str,
    sign_off: SignOffId,
    keys: &LinkKeys,
    now: DateTime<Utc>,
) -> Checked {
    let bound = |code: &Code| code.link == link && code.browser == browser;
    let Some(place) = codes.iter().rposition(bound) else {
        return Checked::Missing;
    };
    let code = &codes[place];
    if code.used_at.is_some() {
        return Checked::Used;
    }
    if TRIES <= code.tries {
        return Checked::Spent;
    }
    let Some(own) = text(code, sign_off, keys).filter(|_| now < code.expires_at) else {
        return Checked::Expired;
    };
    let Some(typed) = digits(typed) else {
        return Checked::Malformed;
    };
    if bool::from(typed.as_bytes().ct_eq(own.in_mail().as_bytes())) {
        Checked::Right(place)
    } else {
        Checked::Wrong(place)
    }
}

/// The digits that were typed, with the spaces and hyphens people put between them left out.
fn digits(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–'))
        .collect();
    (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}
