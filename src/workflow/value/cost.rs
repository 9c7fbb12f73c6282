//! What something costs: an amount and when it falls, free text beside it or instead of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Number;
use super::money::{AmountAtStart, Money, TooLarge, word_at_start};

/// When a cost falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Once.
    Once,
    /// Again and again, without a stated period.
    Recurring,
    /// Every month.
    PerMonth,
    /// Every year.
    PerYear,
    /// In all, over so many years.
    OverYears(u8),
}

impl Timing {
    /// Whether it comes back.
    pub fn is_recurring(self) -> bool {
        matches!(self, Self::Recurring | Self::PerMonth | Self::PerYear)
    }
}

/// The ways to say when; the first for each is the one that is printed.
const PHRASES: [(&str, Timing); 20] = [
    ("per år", Timing::PerYear),
    ("/ år", Timing::PerYear),
    ("/år", Timing::PerYear),
    ("om året", Timing::PerYear),
    ("varje år", Timing::PerYear),
    ("årligen", Timing::PerYear),
    ("per månad", Timing::PerMonth),
    ("per mån", Timing::PerMonth),
    ("/månad", Timing::PerMonth),
    ("/mån", Timing::PerMonth),
    ("i månaden", Timing::PerMonth),
    ("varje månad", Timing::PerMonth),
    ("i engångskostnad", Timing::Once),
    ("som engångskostnad", Timing::Once),
    ("engångskostnad", Timing::Once),
    ("en gång", Timing::Once),
    ("i löpande kostnad", Timing::Recurring),
    ("som löpande kostnad", Timing::Recurring),
    ("löpande kostnad", Timing::Recurring),
    ("löpande", Timing::Recurring),
];

/// The numbers that are written as words.
const WORDS: [&str; 12] = [
    "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
];

/// The longest text of a cost, in characters.
const LONGEST_TEXT: usize = 500;

/// A cost: an amount, a text or both.
///
/// Only such costs exist as can be written and read back: the stored form is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Cost {
    amount: Option<Money>,
    timing: Option<Timing>,
    text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timing: Option<Timing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Cost {
    /// The amount, where there is one.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// When it falls, where it is said.
    pub fn timing(&self) -> Option<Timing> {
        self.timing
    }

    /// What is said beside the amount or instead of it.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The least and the most the amount may be in kronor, for the period that is written.
    pub fn range(&self) -> Option<(Number, Number)> {
        self.amount?.range()
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::OverYears(years) = self {
            let word = WORDS.get(usize::from(*years).wrapping_sub(1));
            return match word {
                Some(word) => write!(out, "under {word} år"),
                None => write!(out, "under {years} år"),
            };
        }
        let phrase = PHRASES.iter().find(|(_, timing)| timing == self);
        out.write_str(phrase.map_or("", |(phrase, _)| phrase))
    }
}

impl fmt::Display for Cost {
    /// "ca 2 mnkr under tre år", "0 kronor inom förskola", "Låg".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount.map(|amount| amount.to_string());
        let timing = self.timing.map(|timing| timing.to_string());
        let said: Vec<String> = amount.into_iter().chain(timing).collect();
        let said = said.join(" ");
        match &self.text {
            None => out.write_str(&said),
            Some(text) if said.is_empty() => out.write_str(text),
            Some(text) if text.starts_with([',', ';', '.', ':']) => write!(out, "{said}{text}"),
            Some(text) => write!(out, "{said} {text}"),
        }
    }
}

impl FromStr for Cost {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let words: Vec<&str> = typed.split_whitespace().collect();
        let line = words.join(" ");
        if line.is_empty() {
            return Err("Kostnaden är tom: skriv ett belopp eller en text.".to_owned());
        }
        if line.chars().count() > LONGEST_TEXT {
            return Err(format!(
                "Kostnaden är för lång: skriv högst {LONGEST_TEXT} tecken."
            ));
        }
        let amount = AmountAtStart::read(&line).map_err(|TooLarge| {
            "Beloppet går inte att läsa: det är för stort eller har fler än fyra decimaler."
                .to_owned()
        })?;
        let Some(amount) = amount else {
            return Ok(Self {
                amount: None,
                timing: None,
                text: Some(line),
            });
        };
        let (timing, rest) = timing_at_start(amount.rest.trim_start());
        let text = rest.trim();
        if !amount.has_unit && timing.is_none() && !text.is_empty() {
            return Err(format!(
                "Skriv kronor, tkr eller mnkr direkt efter beloppet i '{line}'. Är det inget belopp, börja med ett ord."
            ));
        }
        Ok(Self {
            amount: Some(amount.money),
            timing,
            text: (!text.is_empty()).then(|| text.to_owned()),
        })
    }
}

impl TryFrom<Stored> for Cost {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let Stored {
            amount,
            timing,
            text,
        } = stored;
        let cost = Self {
            amount,
            timing,
            text,
        };
        if cost.to_string().parse().as_ref() == Ok(&cost) {
            Ok(cost)
        } else {
            Err(format!("kostnaden '{cost}' går inte att läsa tillbaka"))
        }
    }
}

impl From<Cost> for Stored {
    fn from(cost: Cost) -> Self {
        Self {
            amount: cost.amount,
            timing: cost.timing,
            text: cost.text,
        }
    }
}

fn timing_at_start(text: &str) -> (Option<Timing>, &str) {
    let phrase = PHRASES
        .iter()
        .find_map(|(phrase, timing)| Some((*timing, word_at_start(text, phrase)?)));
    match phrase.or_else(|| years_at_start(text)) {
        Some((timing, rest)) => (Some(timing), rest),
        None => (None, text),
    }
}

/// "under tre år", "på 3 år", "över tre år".
fn years_at_start(text: &str) -> Option<(Timing, &str)> {
    let rest = ["under", "på", "över"]
        .iter()
        .find_map(|word| word_at_start(text, word))?;
    let (count, rest) = rest.trim_start().split_once(' ')?;
    let written = count.to_lowercase();
    let named = WORDS.iter().position(|word| *word == written);
    let years = match named {
        Some(place) => u8::try_from(place + 1).ok()?,
        None => count
            .parse()
            .ok()
            .filter(|years| (1..=99).contains(years))?,
    };
    Some((Timing::OverYears(years), word_at_start(rest, "år")?))
}
