//! Exact decimal numbers: what a person typed is what is stored and compared.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How many parts there are to one whole: four decimals.
const PARTS: i64 = 10_000;
const DECIMALS: usize = 4;

/// A number with at most four decimals, exact, up to some 900 000 milliards.
///
/// Stored as text (`"2500000"`, `"99.9"`), printed in Swedish (`2 500 000`, `99,9`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(i64);

/// A text that is no number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "'{0}' är inget tal: skriv med siffror, till exempel 2 500 000 eller 99,9 (högst fyra decimaler)."
)]
pub struct BadNumber(pub String);

impl Number {
    /// The number in Swedish: thousands apart by a no-break space, decimal comma, a true minus.
    pub fn swedish(self) -> String {
        let (sign, whole, decimals) = self.split();
        let mut text = sign.replace('-', "−");
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push('\u{a0}');
            }
            text.push(digit);
        }
        if !decimals.is_empty() {
            text.push(',');
            text.push_str(&decimals);
        }
        text
    }

    /// The two together; nothing where that is more than can be held.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// So many times as much, unless it is too large to hold.
    pub fn times(self, factor: i64) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// The least and the most that "ca" this number stands for: a tenth either way.
    pub fn about(self) -> (Self, Self) {
        let tenth = self.0.saturating_abs() / 10;
        (
            Self(self.0.saturating_sub(tenth)),
            Self(self.0.saturating_add(tenth)),
        )
    }

    /// The sign, the whole part and the decimals without trailing zeros.
    fn split(self) -> (&'static str, String, String) {
        let sign = if self.0 < 0 { "-" } else { "" };
        let parts = self.0.unsigned_abs();
        let whole = parts / PARTS.unsigned_abs();
        let rest = format!("{:04}", parts % PARTS.unsigned_abs());
        (
            sign,
            whole.to_string(),
            rest.trim_end_matches('0').to_owned(),
        )
    }
}

impl TryFrom<i64> for Number {
    type Error = BadNumber;

    fn try_from(whole: i64) -> Result<Self, BadNumber> {
        whole
            .checked_mul(PARTS)
            .map(Self)
            .ok_or_else(|| BadNumber(whole.to_string()))
    }
}

impl FromStr for Number {
    type Err = BadNumber;

    /// Reads `2 500 000`, `2500000`, `99,9` and `99.9`, with an optional sign.
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let bad = || BadNumber(text.to_owned());
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
            .collect();
        let (negative, digits) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (whole, decimals) = digits.split_once([',', '.']).unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let comma_without_decimals = digits.len() > whole.len() && decimals.is_empty();
        if whole.is_empty() || comma_without_decimals || decimals.len() > DECIMALS {
            return Err(bad());
        }
        if !all_digits(whole) || !all_digits(decimals) {
            return Err(bad());
        }
        let whole: i64 = whole.parse().map_err(|_| bad())?;
        let rest: i64 = format!("{decimals:0<DECIMALS$}")
            .parse()
            .map_err(|_| bad())?;
        let parts = whole
            .checked_mul(PARTS)
            .and_then(|parts| parts.checked_add(rest))
            .ok_or_else(bad)?;
        Ok(Self(if negative { -parts } else { parts }))
    }
}

impl TryFrom<String> for Number {
    type Error = BadNumber;

    fn try_from(text: String) -> Result<Self, BadNumber> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

impl fmt::Display for Number {
    /// The plain form: `2500000`, `99.9`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, decimals) = self.split();
        write!(out, "{sign}{whole}")?;
        if decimals.is_empty() {
            Ok(())
        } else {
            write!(out, ".{decimals}")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_write_is_read_and_printed() {
        for (written, plain, swedish) in [
            ("2 500 000", "2500000", "2\u{a0}500\u{a0}000"),
            ("99,9", "99.9", "99,9"),
            ("-0,5", "-0.5", "−0,5"),
            ("1000", "1000", "1\u{a0}000"),
            ("7,10", "7.1", "7,1"),
        ] {
            let number: Number = written.parse().unwrap();
            assert_eq!(
                (number.to_string().as_str(), number.swedish().as_str()),
                (plain, swedish)
            );
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [
            "",
            "-",
            "1,",
            ",5",
            "1.2.3",
            "1,23456",
            "ca 5",
            "1e3",
            "99999999999999999999",
        ] {
            assert_eq!(bad.parse::<Number>(), Err(BadNumber(bad.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn a_number_survives_print_and_read(parts in any::<i64>()) {
            prop_assume!(parts != i64::MIN);
            let number = Number(parts);
            prop_assert_eq!(number.to_string().parse::<Number>(), Ok(number));
            prop_assert_eq!(number.swedish().parse::<Number>(), Ok(number));
        }
    }
}
