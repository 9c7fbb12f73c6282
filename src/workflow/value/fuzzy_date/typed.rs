//! Vague dates as people type them.

use chrono::Datelike;

use super::{FuzzyDate, Point, Season};
use crate::domain::swedish::{DateFault, parse_date};

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

/// What stands between the two ends, the one that can be least misread first.
const BETWEEN: [&str; 8] = [" – ", " - ", " till ", " t.o.m. ", " och ", "–", "/", "-"];

/// Why one end cannot be read.
enum Fault {
    /// It looks like nothing known; another reading may be tried.
    Unknown,
    /// It is meant as a day, and this is wrong with it.
    Day(DateFault),
}

/// Reads a vague date, or says how to write one.
pub(super) fn read(typed: &str) -> Result<FuzzyDate, String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.to_lowercase();
    let fault = match single(&text) {
        Ok(date) => return Ok(date),
        Err(fault) => fault,
    };
    let bare = ["från och med ", "fr.o.m. ", "från ", "mellan "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text);
    for between in BETWEEN {
        let Some((start, end)) = bare.split_once(between) else {
            continue;
        };
        if let Some((from, to)) = both(start.trim(), end.trim()) {
            return FuzzyDate::range(from, to)
                .ok_or_else(|| format!("'{}': slutet ligger före början.", typed.trim()));
        }
    }
    Err(match fault {
        Fault::Day(fault) => fault.to_string(),
        Fault::Unknown if text.starts_with("vinter") => format!(
            "'{}' kan inte läsas som en tid. En vinter har två år: skriv till exempel vintern 2022/2023.",
            typed.trim()
        ),
        Fault::Unknown => format!(
            "'{}' kan inte läsas som en tid. Skriv en dag, en månad, en årstid eller ett år, eller från–till: till exempel 13 december 2021, maj 2022, hösten 2022, 2022 eller maj–juni 2022.",
            typed.trim()
        ),
    })
}

/// Both ends. The first may leave out what it has in common with the last: "maj–juni 2022".
fn both(start: &str, end: &str) -> Option<(Point, Point)> {
    let to = point(end)?;
    let year = to.first().year();
    let month = MONTHS.get(to.first().month0() as usize)?;
    let completed = [
        start.to_owned(),
        format!("{start} {year}"),
        format!("{start} {month} {year}"),
    ];
    let from = completed.iter().find_map(|start| point(start))?;
    Some((from, to))
}

/// One end, which is not itself from one thing to another.
fn point(text: &str) -> Option<Point> {
    let date = single(text).ok()?;
    date.to.is_none().then_some(date.from)
}

fn single(text: &str) -> Result<FuzzyDate, Fault> {
    match parse_date(text) {
        Ok(day) => return Ok(day.into()),
        Err(
            fault @ (DateFault::NoSuchDay(_)
            | DateFault::OtherWeekday { .. }
            | DateFault::YearOutOfRange(_)),
        ) => return Err(Fault::Day(fault)),
        Err(_) => {}
    }
    let words: Vec<&str> = text.split(' ').collect();
    let read = match words.as_slice() {
        [one] => year(one).and_then(Point::year).or_else(|| stored(one)),
        ["år", one] => year(one).and_then(Point::year),
        ["q1" | "q2" | "q3" | "q4", _] | ["kvartal", _, _] | [_, "kvartalet", _] => {
            return quarter(&words).ok_or(Fault::Unknown);
        }
        ["i", month, year] | [month, "månad", year] | [month, year] => {
            named(month, year).or_else(|| named_season(month, year))
        }
        _ => None,
    };
    read.map(FuzzyDate::from).ok_or(Fault::Unknown)
}

/// `2022-05` and `2022-23`.
fn stored(text: &str) -> Option<Point> {
    let (year_text, part) = text.split_once('-')?;
    let year = year(year_text)?;
    if part.len() != 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = part.parse().ok()?;
    let season = Season::ALL
        .into_iter()
        .find(|season| season.code_and_month().0 == number);
    match season {
        Some(season) => Point::season(season, year),
        None => Point::month(year, number),
    }
}

fn named(month: &str, written: &str) -> Option<Point> {
    let is_meant = |name: &&str| month.chars().count() >= 3 && name.starts_with(month);
    let place = MONTHS.iter().position(is_meant)?;
    Point::month(year(written)?, u32::try_from(place + 1).ok()?)
}

/// "hösten 2022", "höst 2022", "vintern 2022/2023". A winter needs both its years.
fn named_season(word: &str, written: &str) -> Option<Point> {
    let season = Season::ALL
        .into_iter()
        .find(|season| season.word() == word || season.word().trim_end_matches("en") == word)
        .or_else(|| (word == "vinter").then_some(Season::Winter))?;
    if season != Season::Winter {
        return Point::season(season, year(written)?);
    }
    let (first, second) = written.split_once(['/', '–', '-'])?;
    let first = year(first)?;
    let next = first + 1;
    let second_fits = second == next.to_string() || second == format!("{:02}", next % 100);
    Point::season(season, first).filter(|_| second_fits)
}

/// "q2 2022", "kvartal 2 2022", "andra kvartalet 2022": the three months.
fn quarter(words: &[&str]) -> Option<FuzzyDate> {
    const ORDINALS: [&str; 4] = ["första", "andra", "tredje", "fjärde"];
    let (number, written) = match words {
        [short, year] => (short.strip_prefix('q')?.parse::<u32>().ok()?, year),
        ["kvartal", number, year] => (number.parse().ok()?, year),
        [ordinal, _, year] => {
            let place = ORDINALS.iter().position(|word| word == ordinal)?;
            (u32::try_from(place + 1).ok()?, year)
        }
        _ => return None,
    };
    let year = year(written)?;
    let first = (1..=4).contains(&number).then_some(number * 3 - 2)?;
    FuzzyDate::range(Point::month(year, first)?, Point::month(year, first + 2)?)
}

fn year(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| text.parse().ok())?
}
