//! Days as people in Sweden type them.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{MONTHS, date, weekday_name};

/// Years that a typed day may lie in: what is outside is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;

/// Why a typed day cannot be read. The display is for the one who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Nothing was typed.
    #[error("Datumet saknas. Skriv till exempel 2026-03-10 eller 10 mars 2026.")]
    Missing,
    /// It does not look like a day.
    #[error(
        "”{0}” kan inte läsas som ett datum. Skriv till exempel 2026-03-10 eller 10 mars 2026."
    )]
    Unreadable(String),
    /// The year was left out, or written with two digits.
    #[error("Skriv årtalet med fyra siffror, till exempel 2026-03-10 eller 10 mars 2026.")]
    YearNotFourDigits,
    /// A year that no matter can have.
    #[error("Årtalet {0} är orimligt. Skriv ett år mellan 1800 och 2199.")]
    YearOutOfRange(i32),
    /// Such a day is not in the calendar.
    #[error("”{0}” finns inte i kalendern.")]
    NoSuchDay(String),
    /// The weekday and the day do not agree.
    #[error("{day} är en {actual}, inte en {typed}. Ändra veckodagen eller datumet.", day = date(*.day))]
    OtherWeekday {
        /// The day that was typed.
        day: NaiveDate,
        /// Its weekday in Swedish.
        actual: &'static str,
        /// The weekday that was typed.
        typed: &'static str,
    },
}

/// Reads a day: "2026-03-10", "20260310", "10 mars 2026", "tisdag den 10 mars 2026", "10/3 2026",
/// "10.3.2026". The day comes before the month unless the year comes first.
///
/// # Errors
/// [`DateFault`], with the sentence to show.
pub fn parse_date(typed: &str) -> Result<NaiveDate, DateFault> {
    let text = typed.trim().to_lowercase();
    if text.is_empty() {
        return Err(DateFault::Missing);
    }
    let unreadable = || DateFault::Unreadable(shortened(typed.trim()));
    let mut words: Vec<&str> = text
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .collect();

    let weekday = words.first().and_then(|word| weekday_from(word));
    if weekday.is_some() {
        words.remove(0);
    }
    if words.first() == Some(&"den") {
        words.remove(0);
    }

    let parts = day_month_year(&words).ok_or_else(unreadable)?;
    let day = small_number(parts.day).ok_or_else(unreadable)?;
    let month = month_from(parts.month).ok_or_else(unreadable)?;
    if !parts.year.is_empty() && !is_number(parts.year) {
        return Err(unreadable());
    }
    let year = four_digit_year(parts.year).ok_or(DateFault::YearNotFourDigits)?;
    if !YEARS.contains(&year) {
        return Err(DateFault::YearOutOfRange(year));
    }
    let day = NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| DateFault::NoSuchDay(shortened(typed.trim())))?;

    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(DateFault::OtherWeekday {
            day,
            actual: weekday_name(day.weekday()),
            typed: weekday_name(weekday),
        }),
        _ => Ok(day),
    }
}

struct Parts<'a> {
    day: &'a str,
    month: &'a str,
    year: &'a str,
}

fn day_month_year<'a>(words: &[&'a str]) -> Option<Parts<'a>> {
    match *words {
        [year, month, day] if is_number(year) && 4 <= year.len() => {
            Some(Parts { day, month, year })
        }
        [day, month, year] => Some(Parts { day, month, year }),
        [day, month] => Some(Parts {
            day,
            month,
            year: "",
        }),
        [whole] if is_number(whole) && whole.len() == 8 => {
            let (year, rest) = whole.split_at(4);
            let (month, day) = rest.split_at(2);
            Some(Parts { day, month, year })
        }
        _ => None,
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '/' | '.' | ',' | ':' | '–' | '\u{2011}')
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn four_digit_year(word: &str) -> Option<i32> {
    (is_number(word) && 4 <= word.len()).then(|| word.parse().unwrap_or(i32::MAX))
}

fn small_number(word: &str) -> Option<u32> {
    (is_number(word) && word.len() <= 2).then(|| word.parse().ok())?
}

fn month_from(word: &str) -> Option<u32> {
    let by_name = || {
        let place = MONTHS
            .iter()
            .position(|name| is_name_or_short_form(word, name))?;
        u32::try_from(place + 1).ok()
    };
    small_number(word).or_else(by_name)
}

fn weekday_from(word: &str) -> Option<Weekday> {
    let without_article = word.strip_suffix("en").unwrap_or(word);
    std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()))
        .take(7)
        .find(|day| is_name_or_short_form(without_article, weekday_name(*day)))
}

/// "mars" and "mar", "sept", "fre": the name or a beginning of it that only one name has.
fn is_name_or_short_form(word: &str, name: &str) -> bool {
    3 <= word.chars().count() && name.starts_with(word)
}

/// What was typed, cut so that the message stays one line.
fn shortened(typed: &str) -> String {
    const SHOWN: usize = 40;
    match typed.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &typed[..cut]),
        None => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_that_people_type() {
        let expected = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let forms = [
            "2026-03-10",
            "2026-3-10",
            " 2026-03-10 ",
            "20260310",
            "2026/03/10",
            "2026.03.10",
            "2026–03–10",
            "10 mars 2026",
            "10 Mars 2026",
            "10 MARS 2026",
            "10 mar 2026",
            "10 mar. 2026",
            "10\u{a0}mars 2026",
            "den 10 mars 2026",
            "Den 10 mars, 2026",
            "tisdag 10 mars 2026",
            "tisdagen den 10 mars 2026",
            "tis 10 mars 2026",
            "10/3 2026",
            "10/3-2026",
            "10/3/2026",
            "10/03 2026",
            "10.3.2026",
            "10-03-2026",
            "2026 mars 10",
        ];
        for form in forms {
            assert_eq!(parse_date(form), Ok(expected), "{form}");
        }
    }

    #[test]
    fn what_cannot_be_read_gets_its_own_answer() {
        let unreadable = |text: &str| DateFault::Unreadable(text.to_owned());
        let no_such_day = |text: &str| DateFault::NoSuchDay(text.to_owned());
        let table = [
            ("", DateFault::Missing),
            ("  ", DateFault::Missing),
            ("snart", unreadable("snart")),
            ("10", unreadable("10")),
            ("10 marsch 2026", unreadable("10 marsch 2026")),
            ("10 ma 2026", unreadable("10 ma 2026")),
            ("mars 2026", unreadable("mars 2026")),
            ("10 mars kanske", unreadable("10 mars kanske")),
            ("hösten 2022 kanske", unreadable("hösten 2022 kanske")),
            ("2026-03-10 12:00", unreadable("2026-03-10 12:00")),
            ("10/3", DateFault::YearNotFourDigits),
            ("10/3 26", DateFault::YearNotFourDigits),
            ("26-03-10", DateFault::YearNotFourDigits),
            ("10 mars 20266", DateFault::YearOutOfRange(20266)),
            ("1026-03-10", DateFault::YearOutOfRange(1026)),
            ("99999999999-03-10", DateFault::YearOutOfRange(i32::MAX)),
            ("2026-02-29", no_such_day("2026-02-29")),
            ("31 april 2026", no_such_day("31 april 2026")),
            ("3/13 2026", no_such_day("3/13 2026")),
            ("0/1 2026", no_such_day("0/1 2026")),
        ];
        for (typed, expected) in table {
            assert_eq!(parse_date(typed), Err(expected), "{typed}");
        }
    }

    #[test]
    fn a_weekday_that_does_not_agree_is_told() {
        let fault = parse_date("torsdag 4 december 2026").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "4 december 2026 är en fredag, inte en torsdag. Ändra veckodagen eller datumet."
        );
        assert!(parse_date("fredag 4 december 2026").is_ok());
    }

    #[test]
    fn a_long_text_is_cut_in_the_message() {
        let message = parse_date(&"å".repeat(500)).unwrap_err().to_string();
        assert!(message.starts_with(&format!("”{}…”", "å".repeat(40))));
    }

    proptest! {
        #[test]
        fn nothing_typed_can_make_it_panic(typed in ".{0,40}|[0-9a-zåäö/. :–-]{0,24}") {
            if let Ok(day) = parse_date(&typed) {
                prop_assert!(YEARS.contains(&day.year()));
            }
        }
    }
}
