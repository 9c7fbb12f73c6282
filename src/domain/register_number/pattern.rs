//! How an authority writes its own diarienummer: `{org} {yyyy}/{n}`, `{org}-{yyyy}-{n:05}`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A pattern for our own numbers. `{org}` is the prefix, `{yyyy}` or `{yy}` the year, `{n}` the
/// serial, `{n:05}` the serial filled with zeros to five digits (at most nine). Everything else stands as it is.
///
/// Serial and year must each be there once: without either, two matters could get the same number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Organ,
    Year,
    ShortYear,
    Serial { width: usize },
}

/// Why a text is no pattern. The display is for the one who set it up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    /// Something other than the four that are known stands in braces.
    #[error(
        "Mönstret för diarienummer innehåller ”{{{0}}}”, som inte går att fylla i. \
         Använd {{org}}, {{yyyy}} eller {{yy}}, {{n}} eller till exempel {{n:05}}."
    )]
    UnknownPlaceholder(String),
    /// A brace without its other half.
    #[error("Mönstret för diarienummer har en klammer, {{ eller }}, som saknar sin motsvarighet.")]
    UnpairedBrace,
    /// No serial.
    #[error(
        "Mönstret för diarienummer saknar löpnummer. Lägg till {{n}} eller till exempel {{n:05}}."
    )]
    NoSerial,
    /// No year.
    #[error("Mönstret för diarienummer saknar år. Lägg till {{yyyy}} eller {{yy}}.")]
    NoYear,
    /// Organ, year or serial stands there twice.
    #[error("Mönstret för diarienummer har samma uppgift två gånger. Ta bort den ena.")]
    Repeated,
    /// Characters that cannot be printed.
    #[error("Mönstret för diarienummer innehåller tecken som inte kan skrivas ut.")]
    Unprintable,
}

impl NumberPattern {
    pub(super) fn write(&self, organ: &str, year: u16, serial: u32) -> String {
        let written = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Organ => organ.to_owned(),
            Part::Year => format!("{year:04}"),
            Part::ShortYear => format!("{:02}", year % 100),
            Part::Serial { width } => format!("{serial:0width$}", width = *width),
        });
        written.collect()
    }

    fn count(&self, is_wanted: impl Fn(&Part) -> bool) -> usize {
        self.parts.iter().filter(|part| is_wanted(part)).count()
    }

    fn checked(self) -> Result<Self, PatternFault> {
        let organs = self.count(|part| matches!(part, Part::Organ));
        let years = self.count(|part| matches!(part, Part::Year | Part::ShortYear));
        let serials = self.count(|part| matches!(part, Part::Serial { .. }));
        match (organs, years, serials) {
            (_, _, 0) => Err(PatternFault::NoSerial),
            (_, 0, _) => Err(PatternFault::NoYear),
            (0 | 1, 1, 1) => Ok(self),
            _ => Err(PatternFault::Repeated),
        }
    }
}

impl FromStr for NumberPattern {
    type Err = PatternFault;

    fn from_str(text: &str) -> Result<Self, PatternFault> {
        if text.chars().any(char::is_control) {
            return Err(PatternFault::Unprintable);
        }
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(brace) = rest.find(['{', '}']) {
            let (before, from_brace) = rest.split_at(brace);
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let inside = from_brace
                .strip_prefix('{')
                .ok_or(PatternFault::UnpairedBrace)?;
            let (name, after) = inside.split_once('}').ok_or(PatternFault::UnpairedBrace)?;
            if name.contains('{') {
                return Err(PatternFault::UnpairedBrace);
            }
            parts.push(placeholder(name)?);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Self { parts }.checked()
    }
}

fn placeholder(name: &str) -> Result<Part, PatternFault> {
    let unknown = || PatternFault::UnknownPlaceholder(name.to_owned());
    match name {
        "org" => Ok(Part::Organ),
        "yyyy" => Ok(Part::Year),
        "yy" => Ok(Part::ShortYear),
        "n" => Ok(Part::Serial { width: 1 }),
        _ => {
            let digits = name.strip_prefix("n:0").ok_or_else(unknown)?;
            match digits.as_bytes() {
                [digit @ b'1'..=b'9'] => Ok(Part::Serial {
                    width: usize::from(digit - b'0'),
                }),
                _ => Err(unknown()),
            }
        }
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => formatter.write_str(text),
            Part::Organ => formatter.write_str("{org}"),
            Part::Year => formatter.write_str("{yyyy}"),
            Part::ShortYear => formatter.write_str("{yy}"),
            Part::Serial { width: 1 } => formatter.write_str("{n}"),
            Part::Serial { width } => write!(formatter, "{{n:0{width}}}"),
        })
    }
}

impl TryFrom<String> for NumberPattern {
    type Error = PatternFault;

    fn try_from(text: String) -> Result<Self, PatternFault> {
        text.parse()
    }
}

impl From<NumberPattern> for String {
    fn from(pattern: NumberPattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_that_are_refused_and_why() {
        let unknown = |name: &str| PatternFault::UnknownPlaceholder(name.to_owned());
        let table = [
            ("", PatternFault::NoSerial),
            ("{org} {yyyy}", PatternFault::NoSerial),
            ("{org} {n}", PatternFault::NoYear),
            ("{org} {yyyy}/{yy}/{n}", PatternFault::Repeated),
            ("{org} {yyyy}/{n}-{n:03}", PatternFault::Repeated),
            ("{org}{org} {yyyy}/{n}", PatternFault::Repeated),
            ("{org} {year}/{n}", unknown("year")),
            ("{} {yyyy}/{n}", unknown("")),
            ("{org} {yyyy}/{n:5}", unknown("n:5")),
            ("{org} {yyyy}/{n:00}", unknown("n:00")),
            ("{org} {yyyy}/{n:010}", unknown("n:010")),
            ("{org} {yyyy}/{n:0+5}", unknown("n:0+5")),
            ("{org {yyyy}/{n}", PatternFault::UnpairedBrace),
            ("{org} {yyyy}/{n", PatternFault::UnpairedBrace),
            ("org} {yyyy}/{n}", PatternFault::UnpairedBrace),
            ("{org}\n{yyyy}/{n}", PatternFault::Unprintable),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<NumberPattern>(), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn the_fault_says_what_to_write() {
        let fault = "{org} {year}/{n}".parse::<NumberPattern>().unwrap_err();
        assert_eq!(
            fault.to_string(),
            "Mönstret för diarienummer innehåller ”{year}”, som inte går att fylla i. \
             Använd {org}, {yyyy} eller {yy}, {n} eller till exempel {n:05}."
        );
    }

    #[test]
    fn a_pattern_prints_as_it_was_written() {
        for text in [
            "{org} {yyyy}/{n}",
            "{org}-{yyyy}-{n:05}",
            "Dnr {yy}{n:09}.",
            "{n}/{yyyy}",
        ] {
            let pattern: NumberPattern = text.parse().unwrap();
            assert_eq!(pattern.to_string(), text);
            let stored = serde_json::to_string(&pattern).unwrap();
            assert_eq!(
                serde_json::from_str::<NumberPattern>(&stored).unwrap(),
                pattern
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_can_make_it_panic(text in "([{}:/ -]|org|yyyy|yy|n|0|5|å){0,16}") {
            if let Ok(pattern) = text.parse::<NumberPattern>() {
                prop_assert_eq!(pattern.to_string().parse(), Ok(pattern));
            }
        }
    }
}
