//! How many: exactly, about, or not collected. Three different things, and none of them is absent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Number;
use super::money::about;
use crate::domain::swedish;

/// How many of something there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// So many: 0 says that there were none.
    Exact(u32),
    /// About so many: "Ca 650".
    Approximate(u32),
    /// Nobody counted. It is an answer, and it is not 0.
    NotCollected,
}

impl Count {
    /// The number, exact or about; nothing where nobody counted.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Exact(number) | Self::Approximate(number) => Some(number),
            Self::NotCollected => None,
        }
    }

    /// The least and the most it may be; nothing where nobody counted.
    pub fn range(self) -> Option<(Number, Number)> {
        let number = Number::try_from(i64::from(self.number()?)).ok()?;
        Some(match self {
            Self::Approximate(_) => number.about(),
            _ => (number, number),
        })
    }
}

impl fmt::Display for Count {
    /// "43", "Ca 1250", "12 500", "ej insamlat". Four digits stand together, as in the reports.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = |number: u32| match number {
            0..10_000 => number.to_string(),
            _ => swedish::number(i64::from(number)),
        };
        match self {
            Self::Exact(number) => out.write_str(&digits(*number)),
            Self::Approximate(number) => write!(out, "Ca {}", digits(*number)),
            Self::NotCollected => out.write_str("ej insamlat"),
        }
    }
}

impl FromStr for Count {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let not_collected = match words.as_slice() {
            ["ej" | "inte", collected] => collected.strip_prefix("insaml"),
            _ => None,
        };
        if matches!(not_collected, Some("at" | "ad" | "ade" | "ats")) {
            return Ok(Self::NotCollected);
        }
        let (approximate, digits) = about(typed);
        let number = whole(digits).ok_or_else(|| {
            format!(
                "'{typed}' är inget antal: skriv till exempel 43 eller ca 650. Skriv ”ej insamlat” om ingen har räknat, 0 betyder att det inte fanns några."
            )
        })?;
        Ok(if approximate {
            Self::Approximate(number)
        } else {
            Self::Exact(number)
        })
    }
}

fn whole(typed: &str) -> Option<u32> {
    let number: Number = typed.parse().ok()?;
    number.to_string().parse().ok()
}
