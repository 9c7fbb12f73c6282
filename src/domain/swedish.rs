//! How days, numbers and lists are written for people, in Swedish.
//!
//! The space inside a number, before "kronor" and after "§" is a no-break space (U+00A0), so that
//! no line ends in the middle of an amount. Other spaces are ordinary ones.

mod lines;
mod typed_date;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};

use super::calendar::stockholm_time;

pub use lines::lines;
pub use typed_date::{DateFault, parse_date};

/// The space that no line breaks at.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// What a matter that is marked as secret is called for those who may not know what it is about
/// (OSL 5:5).
pub const SECRET_MATTER: &str = "Ärende med sekretess";

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// "13 december 2021".
pub fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month_name(day), day.year())
}

/// "fredag 4 december 2026".
pub fn date_with_weekday(day: NaiveDate) -> String {
    format!("{} {}", weekday_name(day.weekday()), date(day))
}

/// "fredag 4 december 2026 kl. 16.00", as the clock is in Sweden.
pub fn date_and_time(instant: DateTime<Utc>) -> String {
    let wall = stockholm_time(instant);
    format!(
        "{} kl. {:02}.{:02}",
        date_with_weekday(wall.date()),
        wall.hour(),
        wall.minute()
    )
}

/// "2026-12-04".
pub fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// "2 500 000", with no-break spaces; below zero with a true minus sign, "−400".
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(2 * digits.len());
    if value < 0 {
        grouped.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            grouped.push(NO_BREAK_SPACE);
        }
        grouped.push(digit);
    }
    grouped
}

/// "2 500 000 kronor", "1 krona": whole kronor.
pub fn kronor(amount: i64) -> String {
    let unit = if amount.unsigned_abs() == 1 {
        "krona"
    } else {
        "kronor"
    };
    format!("{}{NO_BREAK_SPACE}{unit}", number(amount))
}

/// "1 dag", "3 dagar": the number and the word that goes with it.
pub fn plural(count: i64, one: &str, several: &str) -> String {
    format!(
        "{} {}",
        number(count),
        if count == 1 { one } else { several }
    )
}

/// "deltar inte" as "Deltar inte": the first letter as it begins a sentence.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// "Ordförande" as "ordförande": the first letter as it stands inside a sentence.
pub fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// "Arbetsutskottet" as "Arbetsutskottets"; a name that ends with s, x or z stays as it is.
pub fn genitive(name: &str) -> String {
    if name.ends_with(['s', 'x', 'z', 'S', 'X', 'Z']) {
        name.to_owned()
    } else {
        format!("{name}s")
    }
}

/// "a", "a och b", "a, b och c"; nothing for no items.
pub fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} och {last}", before.join(", ")),
    }
}

/// "§ 12", "§§ 12–14, 16": numbers that follow each other are drawn together.
///
/// The numbers are best given in rising order; other orders give the same text, and a number given
/// twice is written once. Nothing for no numbers.
pub fn sections(numbers: &[u32]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let runs: Vec<String> = numbers
        .chunk_by(|before, after| before.checked_add(1) == Some(*after))
        .filter_map(|run| match run {
            [] => None,
            [only] => Some(only.to_string()),
            [first, .., last] => Some(format!("{first}–{last}")),
        })
        .collect();
    let sign = if numbers.len() < 2 { "§" } else { "§§" };
    if runs.is_empty() {
        return String::new();
    }
    format!("{sign}{NO_BREAK_SPACE}{}", runs.join(", "))
}

fn month_name(day: NaiveDate) -> &'static str {
    MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default()
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "måndag",
        Weekday::Tue => "tisdag",
        Weekday::Wed => "onsdag",
        Weekday::Thu => "torsdag",
        Weekday::Fri => "fredag",
        Weekday::Sat => "lördag",
        Weekday::Sun => "söndag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_times() {
        assert_eq!(date(day("2021-12-13")), "13 december 2021");
        assert_eq!(date(day("2026-03-01")), "1 mars 2026");
        assert_eq!(
            date_with_weekday(day("2026-12-04")),
            "fredag 4 december 2026"
        );
        assert_eq!(iso(day("2026-03-01")), "2026-03-01");
        let table = [
            ("2026-12-04T15:00:00Z", "fredag 4 december 2026 kl. 16.00"),
            ("2026-06-04T15:05:59Z", "torsdag 4 juni 2026 kl. 17.05"),
            ("2026-12-31T23:00:00Z", "fredag 1 januari 2027 kl. 00.00"),
        ];
        for (instant, expected) in table {
            assert_eq!(date_and_time(instant.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_week_of_weekdays_and_a_year_of_months() {
        let weekdays: Vec<_> = day("2026-03-02")
            .iter_days()
            .take(7)
            .map(date_with_weekday)
            .collect();
        let names: Vec<_> = weekdays
            .iter()
            .filter_map(|text| text.split(' ').next())
            .collect();
        assert_eq!(
            names,
            [
                "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"
            ]
        );
        for (month, name) in (1..=12).zip(MONTHS) {
            let first = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
            assert_eq!(date(first), format!("1 {name} 2026"));
        }
    }

    #[test]
    fn numbers_and_amounts() {
        let table = [
            (0, "0"),
            (999, "999"),
            (1_000, "1\u{a0}000"),
            (2_500_000, "2\u{a0}500\u{a0}000"),
            (-400, "−400"),
            (-123_456, "−123\u{a0}456"),
            (
                i64::MIN,
                "−9\u{a0}223\u{a0}372\u{a0}036\u{a0}854\u{a0}775\u{a0}808",
            ),
        ];
        for (value, expected) in table {
            assert_eq!(number(value), expected);
        }
        assert_eq!(kronor(2_500_000), "2\u{a0}500\u{a0}000\u{a0}kronor");
        assert_eq!(kronor(1), "1\u{a0}krona");
        assert_eq!(plural(1, "dag", "dagar"), "1 dag");
        assert_eq!(plural(0, "dag", "dagar"), "0 dagar");
        assert_eq!(
            plural(1_200, "handling", "handlingar"),
            "1\u{a0}200 handlingar"
        );
    }

    #[test]
    fn lists_end_with_och() {
        assert_eq!(list(&[""; 0]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a och b");
        assert_eq!(
            list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]),
            "a, b och c"
        );
    }

    #[test]
    fn sections_are_drawn_together() {
        let table: [(&[u32], &str); 8] = [
            (&[], ""),
            (&[12], "§\u{a0}12"),
            (&[12, 13], "§§\u{a0}12–13"),
            (&[12, 13, 14, 16], "§§\u{a0}12–14, 16"),
            (&[1, 3, 5], "§§\u{a0}1, 3, 5"),
            (&[16, 12, 14, 13, 12], "§§\u{a0}12–14, 16"),
            (&[7, 7], "§\u{a0}7"),
            (&[u32::MAX - 1, u32::MAX], "§§\u{a0}4294967294–4294967295"),
        ];
        for (numbers, expected) in table {
            assert_eq!(sections(numbers), expected);
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back(value: i64) {
            let plain = number(value).replace(NO_BREAK_SPACE, "").replace('−', "-");
            prop_assert_eq!(plain.parse(), Ok(value));
        }

        #[test]
        fn printed_days_read_back(days in 0..100_000_u64) {
            let day = day("1900-01-01") + chrono::Days::new(days);
            prop_assert_eq!(parse_date(&date(day)), Ok(day));
            prop_assert_eq!(parse_date(&date_with_weekday(day)), Ok(day));
            prop_assert_eq!(parse_date(&iso(day)), Ok(day));
            let slashed = format!("{}/{} {}", day.day(), day.month(), day.year());
            prop_assert_eq!(parse_date(&slashed), Ok(day));
        }
    }
}
