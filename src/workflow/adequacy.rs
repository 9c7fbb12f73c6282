//! Which countries protect personal data adequately, day by day (GDPR art. 45).
//!
//! The decisions come and go, so the answer depends on the day, and the table is data: the one that
//! ships is `data/adekvata-lander.toml`, and a municipality can put its own in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};

use crate::domain::swedish;
use crate::workflow::finding::{Code, Findings};
use crate::workflow::read::notes::{Located, Notes};
use crate::workflow::read::parsed;
use crate::workflow::read::table::Table;
use crate::workflow::value::Country;

/// The table that ships.
const SHIPPED: (&str, &str) = (
    "data/adekvata-lander.toml",
    include_str!("../../data/adekvata-lander.toml"),
);

/// Something that makes a country adequate for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adequacy {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it holds.
    pub until: Option<NaiveDate>,
    /// The decision.
    pub source: String,
    /// What it covers, where that is not all processing: somebody must see to it that the recipient
    /// is covered.
    pub scope: Option<String>,
}

impl Adequacy {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The countries with what makes them adequate, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdequacyTable(BTreeMap<Country, Vec<Adequacy>>);

impl AdequacyTable {
    /// The table that ships.
    pub fn shipped() -> &'static Self {
        static TABLE: LazyLock<AdequacyTable> = LazyLock::new(|| {
            let (name, source) = SHIPPED;
            // A test reads it: an empty table would call every country inadequate.
            AdequacyTable::read(name, source).unwrap_or_default()
        });
        &TABLE
    }

    /// Reads a table. `file` is its name, for the messages.
    ///
    /// # Errors
    /// Everything that is wrong in it, each at its line.
    pub fn read(file: &str, source: &str) -> Result<Self, Findings> {
        let notes = Notes::new(file, source);
        let table = parsed(&notes, |root| Some(table(root)));
        let findings = notes.into_findings();
        match table {
            Some(table) if !findings.has_errors() => Ok(table),
            _ => Err(findings),
        }
    }

    /// Whether personal data could be sent to the country on that day without further safeguards.
    pub fn adequate(&self, country: Country, day: NaiveDate) -> bool {
        self.on(country, day).is_some()
    }

    /// What makes the country adequate on that day; the newest, where there is more than one.
    pub fn on(&self, country: Country, day: NaiveDate) -> Option<&Adequacy> {
        let held = self.entries(country).iter();
        held.filter(|entry| entry.holds_on(day))
            .max_by_key(|entry| entry.from)
    }

    /// What the answer for the country on that day rests on, as a clause: the decision and its days;
    /// for a country that is not adequate, the last decision that was.
    pub fn source(&self, country: Country, day: NaiveDate) -> String {
        if let Some(entry) = self.on(country, day) {
            let from = swedish::date(entry.from);
            return match (&entry.scope, entry.until) {
                (Some(scope), _) => format!(
                    "{}, från och med den {from}; {}",
                    entry.source,
                    swedish::lower_first(scope)
                ),
                (None, Some(until)) => format!(
                    "{}, från och med den {from} till och med den {}",
                    entry.source,
                    swedish::date(until)
                ),
                (None, None) => format!("{}, från och med den {from}", entry.source),
            };
        }
        let entries = self.entries(country).iter();
        let ended = entries
            .filter_map(|entry| Some((entry.until?, entry)))
            .filter(|(until, _)| *until < day)
            .max_by_key(|(until, _)| *until);
        match ended {
            Some((until, entry)) => format!(
                "{} gällde till och med den {}",
                entry.source,
                swedish::date(until)
            ),
            None => format!("inget beslut gällde den {}", swedish::date(day)),
        }
    }

    /// The days on which each country gained or lost its adequate level, in order.
    pub fn changes(&self) -> BTreeMap<Country, Vec<NaiveDate>> {
        let days = |country: Country| -> Vec<NaiveDate> {
            let entries = self.entries(country).iter();
            let after = |until: NaiveDate| until.checked_add_days(Days::new(1));
            let turns: BTreeSet<NaiveDate> = entries
                .flat_map(|entry| [Some(entry.from), entry.until.and_then(after)])
                .flatten()
                .collect();
            let is_change = |day: &NaiveDate| {
                let before = day.pred_opt();
                let before = before.is_some_and(|before| self.adequate(country, before));
                before != self.adequate(country, *day)
            };
            turns.into_iter().filter(is_change).collect()
        };
        self.0
            .keys()
            .map(|country| (*country, days(*country)))
            .collect()
    }

    fn entries(&self, country: Country) -> &[Adequacy] {
        self.0.get(&country).map(Vec::as_slice).unwrap_or_default()
    }
}

fn table(root: &Table<'_>) -> AdequacyTable {
    let mut table = AdequacyTable::default();
    root.written("checked");
    for entry in root.tables("entries", "raden") {
        let countries = entry.texts("countries");
        if countries.is_empty() && entry.written("countries").is_none() {
            entry.missing("countries");
        }
        let from = day(&entry, "from");
        if from.is_none() && entry.written("from").is_none() {
            entry.missing("from");
        }
        let until = day(&entry, "until");
        let source = entry.text("source").map(|source| source.value.to_owned());
        let scope = entry
            .optional_text("scope")
            .map(|scope| scope.value.to_owned());
        entry.finish();
        if let (Some(from), Some(until)) = (&from, &until)
            && until.value < from.value
        {
            let message = "den sista dagen ligger före den första".to_owned();
            root.notes().add(Code::BadWord, &until.span, message, None);
        }
        let countries: Vec<Country> = countries
            .iter()
            .filter_map(|country| two_letters(root.notes(), country))
            .collect();
        let (Some(from), Some(source)) = (from, source) else {
            continue;
        };
        for country in countries {
            table.0.entry(country).or_default().push(Adequacy {
                from: from.value,
                until: until.as_ref().map(|until| until.value),
                source: source.clone(),
                scope: scope.clone(),
            });
        }
    }
    root.finish();
    table
}

fn two_letters(notes: &Notes<'_>, written: &Located<&str>) -> Option<Country> {
    let country = written.value.parse::<Country>().ok();
    let country = country.filter(|country| country.code() == written.value);
    if country.is_none() {
        let message = format!("'{}' är inget land", written.value);
        let way_out = "skriv två stora bokstäver: \"SE\"".to_owned();
        notes.add(Code::BadWord, &written.span, message, Some(way_out));
    }
    country
}

fn day(entry: &Table<'_>, key: &'static str) -> Option<Located<NaiveDate>> {
    let written = entry.written(key)?;
    let date = written.get_ref().as_datetime();
    let date = date.filter(|datetime| datetime.time.is_none());
    let day = date
        .and_then(|datetime| datetime.date)
        .and_then(|date| date.to_string().parse().ok());
    if day.is_none() {
        let expected = "ett datum utan citattecken, som 2021-12-13";
        entry.notes().wrong_type(key, expected, written);
    }
    Some(Located {
        value: day?,
        span: written.span(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_that_ships_is_read() {
        let (name, source) = SHIPPED;
        let table = AdequacyTable::read(name, source).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(&table, AdequacyTable::shipped());
        assert_eq!(table.0.len(), 46, "27 EU, 3 EEA, 16 others");
    }

    #[test]
    fn a_country_is_adequate_from_its_first_day_to_its_last() {
        for (code, days) in [
            (
                "US",
                [
                    ("2000-07-25", false),
                    ("2000-07-26", true),
                    ("2015-10-05", true),
                    ("2015-10-06", false),
                ]
                .as_slice(),
            ),
            (
                "US",
                &[
                    ("2016-07-11", false),
                    ("2016-07-12", true),
                    ("2020-07-15", true),
                    ("2020-07-16", false),
                    ("2020-07-17", false),
                ],
            ),
            (
                "US",
                &[
                    ("2022-12-31", false),
                    ("2023-07-09", false),
                    ("2023-07-10", true),
                    ("2026-11-22", true),
                ],
            ),
            (
                "GB",
                &[
                    ("2019-12-31", true),
                    ("2020-12-31", true),
                    ("2021-01-01", true),
                    ("2021-06-27", true),
                    ("2021-06-28", true),
                ],
            ),
            (
                "GB",
                &[
                    ("2025-12-18", true),
                    ("2025-12-28", true),
                    ("2031-12-27", true),
                    ("2031-12-28", false),
                ],
            ),
            (
                "SE",
                &[
                    ("1998-10-23", false),
                    ("1998-10-24", true),
                    ("2026-11-22", true),
                ],
            ),
            ("HR", &[("2013-06-30", false), ("2013-07-01", true)]),
            (
                "HU",
                &[
                    ("2000-07-25", false),
                    ("2004-04-30", true),
                    ("2004-05-01", true),
                ],
            ),
            ("NO", &[("2000-06-30", false), ("2000-07-01", true)]),
            ("JP", &[("2019-01-22", false), ("2019-01-23", true)]),
            ("KR", &[("2021-12-16", false), ("2021-12-17", true)]),
            ("BR", &[("2026-01-25", false), ("2026-01-26", true)]),
            ("IN", &[("2026-11-22", false)]),
        ] {
            for (on, answer) in days {
                let found = AdequacyTable::shipped().adequate(country(code), day(on));
                assert_eq!(found, *answer, "{code} {on}");
            }
        }
    }

    #[test]
    fn today_the_list_is_that_of_the_commission() {
        let today = day("2026-11-22");
        let third_countries = [
            "AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ",
            "US", "UY",
        ];
        for code in third_countries {
            let found = AdequacyTable::shipped().on(country(code), today);
            assert!(found.is_some(), "{code}");
        }
        let usa = AdequacyTable::shipped().on(country("US"), today).unwrap();
        assert!(usa.scope.as_ref().unwrap().contains("certifierade"));
    }

    #[test]
    fn an_answer_says_which_decision_it_rests_on() {
        for (code, on, source) in [
            ("US", "2022-12-31", "till och med den 15 juli 2020"),
            ("US", "2026-11-22", "från och med den 10 juli 2023; "),
            (
                "JP",
                "2019-01-22",
                "inget beslut gällde den 22 januari 2019",
            ),
            (
                "IN",
                "2026-11-22",
                "inget beslut gällde den 22 november 2026",
            ),
            (
                "HR",
                "2026-11-22",
                "Medlem i EU från den 1 juli 2013, från och med den 1 juli 2013",
            ),
        ] {
            let told = AdequacyTable::shipped().source(country(code), day(on));
            assert!(told.contains(source), "{code} {on}: {told}");
        }
    }

    #[test]
    fn a_change_is_a_day_on_which_the_answer_changes() {
        let changes = AdequacyTable::shipped().changes();
        let days = |code: &str| -> Vec<String> {
            changes[&country(code)]
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(
            days("US"),
            [
                "2000-07-26",
                "2015-10-06",
                "2016-07-12",
                "2020-07-16",
                "2023-07-10"
            ]
        );
        // A new decision that takes over from the one before changes nothing.
        assert_eq!(days("GB"), ["1998-10-24", "2031-12-28"]);
        assert_eq!(days("HU"), ["2000-07-26"]);
    }

    #[test]
    fn every_fault_is_told_at_its_line() {
        let source = "[[entries]]\ncountries = [\"SE\", \"Norge\"]\nfrom = \"igår\"\nsource = \"x\"\n\n[[entries]]\nfrom = 2020-02-01\nuntil = 2020-01-31\nsourc = \"x\"\n";
        let findings = AdequacyTable::read("egen.toml", source).unwrap_err();
        insta::assert_snapshot!(findings.to_string());
    }
}
