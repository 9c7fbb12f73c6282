//! Amounts of money as a municipality writes them: "2 500 000 kronor", "50 tkr", "ca 2 mnkr".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Number;
use crate::domain::swedish::NO_BREAK_SPACE;

/// What an amount is counted in. It is kept: "2 mnkr" is not printed as "2 000 000 kronor".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    /// Kronor.
    Kronor,
    /// Thousands of kronor: tkr.
    Tkr,
    /// Millions of kronor: mnkr.
    Mnkr,
    /// Milliards of kronor: mdkr.
    Mdkr,
}

impl MoneyUnit {
    /// How many kronor one of it is.
    fn kronor(self) -> i64 {
        match self {
            Self::Kronor => 1,
            Self::Tkr => 1_000,
            Self::Mnkr => 1_000_000,
            Self::Mdkr => 1_000_000_000,
        }
    }

    fn word(self, one: bool) -> &'static str {
        match self {
            Self::Kronor if one => "krona",
            Self::Kronor => "kronor",
            Self::Tkr => "tkr",
            Self::Mnkr => "mnkr",
            Self::Mdkr => "mdkr",
        }
    }
}

/// The ways to write a unit; a longer one stands before the one it begins with.
const UNITS: [(&str, MoneyUnit); 21] = [
    ("miljarder kronor", MoneyUnit::Mdkr),
    ("miljard kronor", MoneyUnit::Mdkr),
    ("miljarder", MoneyUnit::Mdkr),
    ("mdkr", MoneyUnit::Mdkr),
    ("miljoner kronor", MoneyUnit::Mnkr),
    ("miljon kronor", MoneyUnit::Mnkr),
    ("miljoner kr", MoneyUnit::Mnkr),
    ("miljoner", MoneyUnit::Mnkr),
    ("miljon", MoneyUnit::Mnkr),
    ("mnkr", MoneyUnit::Mnkr),
    ("mkr", MoneyUnit::Mnkr),
    ("tusen kronor", MoneyUnit::Tkr),
    ("tusen kr", MoneyUnit::Tkr),
    ("tkr", MoneyUnit::Tkr),
    ("kronor", MoneyUnit::Kronor),
    ("krona", MoneyUnit::Kronor),
    ("kr.", MoneyUnit::Kronor),
    ("kr", MoneyUnit::Kronor),
    ("sek", MoneyUnit::Kronor),
    (":-", MoneyUnit::Kronor),
    (",-", MoneyUnit::Kronor),
];

/// The words for "about".
const ABOUT: [&str; 7] = ["cirka", "c:a", "ca.", "ca", "omkring", "ungefär", "runt"];

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How many of the unit.
    pub number: Number,
    /// What is counted.
    pub unit: MoneyUnit,
    /// Whether it is written "ca".
    #[serde(default)]
    pub approximate: bool,
}

impl Money {
    /// The amount in kronor; nothing where it is too large to hold.
    pub fn kronor(self) -> Option<Number> {
        self.number.times(self.unit.kronor())
    }

    /// The least and the most it may be, in kronor: the same when it is exact.
    pub fn range(self) -> Option<(Number, Number)> {
        let kronor = self.kronor()?;
        Some(if self.approximate {
            kronor.about()
        } else {
            (kronor, kronor)
        })
    }
}

impl fmt::Display for Money {
    /// "ca 2 mnkr", "1 krona".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.approximate { "ca " } else { "" };
        let number = self.number.swedish();
        let unit = self.unit.word(number == "1");
        write!(out, "{about}{number}{NO_BREAK_SPACE}{unit}")
    }
}

impl FromStr for Money {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let bad = || {
            format!(
                "'{}' är inget belopp: skriv till exempel 2 500 000 kronor, 50 tkr eller ca 2 mnkr.",
                typed.trim()
            )
        };
        let amount = AmountAtStart::read(typed.trim())
            .map_err(|TooLarge| bad())?
            .ok_or_else(bad)?;
        if amount.rest.trim().is_empty() {
            Ok(amount.money)
        } else {
            Err(bad())
        }
    }
}

/// An amount that a text begins with.
pub(super) struct AmountAtStart<'t> {
    pub(super) money: Money,
    /// Whether the unit is written; without it the number is taken as kronor.
    pub(super) has_unit: bool,
    pub(super) rest: &'t str,
}

/// The number or the amount is larger than can be held, or has too many decimals.
#[derive(Debug)]
pub(super) struct TooLarge;

impl<'t> AmountAtStart<'t> {
    /// Nothing where the text does not begin with a number, "ca" before it or not.
    pub(super) fn read(text: &'t str) -> Result<Option<Self>, TooLarge> {
        let (approximate, after) = about(text);
        let Some((digits, rest)) = number_at_start(after) else {
            return Ok(None);
        };
        let number: Number = digits.parse().map_err(|_| TooLarge)?;
        let unit = UNITS.iter().find_map(|(word, unit)| {
            word_at_start(rest.trim_start(), word).map(|rest| (*unit, rest))
        });
        let (unit, has_unit, rest) = unit
            .map_or((MoneyUnit::Kronor, false, rest), |(unit, rest)| {
                (unit, true, rest)
            });
        let money = Money {
            number,
            unit,
            approximate,
        };
        money.range().ok_or(TooLarge)?;
        Ok(Some(Self {
            money,
            has_unit,
            rest,
        }))
    }
}

/// Whether the text begins with "ca", and what follows it.
pub(super) fn about(text: &str) -> (bool, &str) {
    ABOUT
        .iter()
        .filter_map(|word| word_at_start(text, word))
        .find(|rest| rest.starts_with(char::is_whitespace))
        .map_or((false, text), |rest| (true, rest.trim_start()))
}

/// What follows `word`, where the text begins with it as a word of its own.
pub(super) fn word_at_start<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let start = text.get(..word.len())?;
    let rest = &text[word.len()..];
    let ends = !rest.starts_with(char::is_alphanumeric);
    (ends && start.to_lowercase() == *word).then_some(rest)
}

/// The digits that a text begins with, thousands apart or not, and what follows them.
fn number_at_start(text: &str) -> Option<(&str, &str)> {
    let unsigned = text.strip_prefix(['-', '−']).unwrap_or(text);
    let sign = text.len() - unsigned.len();
    let digits = |from: usize| {
        let rest = unsigned.get(from..).unwrap_or_default();
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = digits(0);
    if end == 0 {
        return None;
    }
    let mut grouped = end <= 3;
    while grouped {
        let space = unsigned[end..].chars().next();
        let space = space.filter(|space| matches!(space, ' ' | '\u{a0}' | '\u{202f}'));
        let width = space.map_or(0, char::len_utf8);
        grouped = width > 0 && digits(end + width) == 3;
        if grouped {
            end += width + 3;
        }
    }
    if unsigned[end..].starts_with([',', '.']) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    Some(text.split_at(sign + end))
}
