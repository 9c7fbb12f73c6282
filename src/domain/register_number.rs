//! Diarienummer: the number that names a matter, our own and other authorities'.
//!
//! Each authority has its own way to write it. Our own numbers are made by a [`NumberPattern`];
//! foreign ones are kept as they were written and read as far as they can be, for search and sorting.

mod pattern;
mod reading;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use pattern::{NumberPattern, PatternFault};

/// A diarienummer: what was written, and what could be read out of it.
///
/// People are always shown [`raw`](Self::raw). The parts are a reading of it: a part that is not
/// there, or that cannot be told for certain, is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RegisterNumber {
    /// The number as it was written, without a leading "Dnr" or the like.
    pub raw: String,
    /// The prefix that names the body or office, as written: "KS", "Tn", "KFKS".
    pub organ: Option<String>,
    /// The year of the series, four digits also when it was written with two.
    pub year: Option<u16>,
    /// The place in the year's series.
    pub serial: Option<u32>,
    /// The code in the diarieplan or the like: "001", "2.6".
    pub plan_code: Option<String>,
    /// The number of one handling in the matter.
    pub handling: Option<HandlingNumber>,
}

impl RegisterNumber {
    /// The next number of our own, written by the authority's pattern.
    ///
    /// `organ` is the prefix of the series, as "KS". The caller draws the serial from the series'
    /// counter: here nothing is checked against numbers already given.
    pub fn own(organ: &str, year: u16, serial: u32, pattern: &NumberPattern) -> Self {
        Self {
            raw: pattern.write(organ, year, serial),
            organ: Some(organ.to_owned()),
            year: Some(year),
            serial: Some(serial),
            plan_code: None,
            handling: None,
        }
    }

    /// Reads a number in any of the forms that Swedish authorities use. Never fails: what cannot be
    /// read has no parts, but is still kept as it was written.
    ///
    /// A leading "Dnr", "Diarienummer:", "Er beteckning" and so on is taken away. After the serial,
    /// exactly three digits are taken for a plan code ("KFKS 2013/754-001"), fewer for a handling
    /// ("KS 2018/0297-1"). Two-digit years from 70 on belong to the 1900s.
    pub fn parse(written: &str) -> Self {
        reading::read(written)
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.raw)
    }
}

/// The number of a handling: its serial in the matter, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HandlingNumber(pub u32);

impl HandlingNumber {
    /// As it is written on the handling: "KS 2026/12-3".
    pub fn in_matter(self, matter: &RegisterNumber) -> String {
        format!("{matter}-{self}")
    }
}

impl fmt::Display for HandlingNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn our_own_numbers_follow_the_pattern() {
        let table = [
            ("{org} {yyyy}/{n}", "KS 2026/12"),
            ("{org}-{yyyy}-{n:05}", "KS-2026-00012"),
            ("{org} {yy}/{n:04}", "KS 26/0012"),
            ("{org}/{yyyy}:{n}", "KS/2026:12"),
            ("{org}-{n}/{yyyy}", "KS-12/2026"),
            ("{org}{yyyy}-{n}", "KS2026-12"),
            ("{yyyy}/{n}", "2026/12"),
        ];
        for (pattern, expected) in table {
            let number = RegisterNumber::own("KS", 2026, 12, &pattern.parse().unwrap());
            assert_eq!(number.to_string(), expected);
            assert_eq!((number.year, number.serial), (Some(2026), Some(12)));
        }
    }

    #[test]
    fn a_handling_is_written_after_its_matter() {
        let matter = RegisterNumber::parse("KS 2026/12");
        assert_eq!(HandlingNumber(3).in_matter(&matter), "KS 2026/12-3");
        assert_eq!(
            RegisterNumber::parse("KS 2026/12-3").handling,
            Some(HandlingNumber(3))
        );
    }

    #[test]
    fn a_number_survives_being_stored() {
        let number = RegisterNumber::parse("KFKS 2013/754-001");
        let text = serde_json::to_string(&number).unwrap();
        assert_eq!(
            serde_json::from_str::<RegisterNumber>(&text).unwrap(),
            number
        );
    }

    proptest! {
        #[test]
        fn what_we_write_we_can_read(
            organ in "[A-ZÅÄÖ]{2,5}",
            year in 1950..2100_u16,
            serial in 1..100_000_u32,
            pattern in prop::sample::select(vec![
                "{org} {yyyy}/{n}", "{org} {yyyy}/{n:04}", "{org}-{yyyy}-{n:05}", "{org}/{yyyy}:{n}",
                "{org} {yyyy}-{n:06}", "{org}-{yyyy}/{n}", "{org}{yyyy}/{n}", "{org} {yyyy} {n:05}",
            ]),
        ) {
            let own = RegisterNumber::own(&organ, year, serial, &pattern.parse().unwrap());
            prop_assert_eq!(RegisterNumber::parse(&own.raw), own);
        }

        #[test]
        fn two_matters_never_get_the_same_number(
            years in (2000..2100_u16, 2000..2100_u16),
            serials in (1..10_000_000_u32, 1..10_000_000_u32),
            pattern in prop::sample::select(vec![
                "{org} {yyyy}/{n}", "{org}{yyyy}{n:03}", "{n:02}{yy}", "{yy}{n}", "{org}-{n}/{yyyy}",
            ]),
        ) {
            prop_assume!((years.0, serials.0) != (years.1, serials.1));
            let pattern: NumberPattern = pattern.parse().unwrap();
            let write = |year, serial| RegisterNumber::own("KS", year, serial, &pattern).raw;
            prop_assert_ne!(write(years.0, serials.0), write(years.1, serials.1));
        }
    }
}
