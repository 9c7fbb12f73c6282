//! Two sections that say of the same law that the same happened at times that cannot both be true, or
//! that different bodies did it.

use super::prose::parts;
use crate::{
    domain::refusal::{Place, Reason},
    matter::state::Matter,
};
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// What may happen to a law, and the words for it.
const EVENTS: [(&str, &[&str]); 2] = [
    (
        "när det börjar gälla",
        &[
            "träda i kraft",
            "träder i kraft",
            "trädde i kraft",
            "trätt i kraft",
            "börjar gälla",
            "började gälla",
            "bli svensk lag",
            "blir svensk lag",
        ],
    ),
    (
        "när det beslutades",
        &[
            "fastställde",
            "fastställdes",
            "antog",
            "antogs",
            "beslutade om",
            "beslutades",
        ],
    ),
];

/// The ends of words for what can be decided and come into force.
const LAWS: [&str; 6] = [
    "direktivet",
    "lagen",
    "förordningen",
    "policyn",
    "avtalet",
    "ramverket",
];

/// The ends of words for those who decide.
const DECIDERS: [&str; 7] = [
    "parlamentet",
    "kommissionen",
    "fullmäktige",
    "styrelsen",
    "regeringen",
    "riksdagen",
    "nämnden",
];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Claim {
    law: String,
    printed: String,
    event: usize,
    time: Option<(NaiveDate, NaiveDate, String)>,
    decider: Option<String>,
    title: String,
    section: String,
}

pub(super) fn check(matter: &Matter) -> Vec<Reason> {
    let mut claims: Vec<Claim> = Vec::new();
    for part in parts(&matter.content.sections) {
        for sentence in part.sentences() {
            if let Some(claim) = claim(&sentence, &part.title, part.section.key.as_str()) {
                claims.push(claim);
            }
        }
    }
    let mut reasons = Vec::new();
    for (at, one) in claims.iter().enumerate() {
        for other in &claims[at + 1..] {
            if one.law == other.law && one.event == other.event {
                reasons.extend(contradiction(one, other));
            }
        }
    }
    reasons
}

fn contradiction(one: &Claim, other: &Claim) -> Option<Reason> {
    let said = |claim: &Claim, what: &str| format!("under ”{}” {what}", claim.title);
    let what = EVENTS[one.event].0;
    let message = match (&one.time, &other.time) {
        (Some((from, to, words)), Some((other_from, other_to, other_words)))
            if to < other_from || other_to < from =>
        {
            format!(
                "Uppgifterna om {what} för {} går inte ihop: {} och {}.",
                one.printed,
                said(one, words),
                said(other, other_words)
            )
        }
        _ => match (&one.decider, &other.decider) {
            (Some(decider), Some(another)) if decider.to_lowercase() != another.to_lowercase() => {
                format!(
                    "Olika organ sägs ha beslutat {}: {} och {}.",
                    one.printed,
                    said(one, decider),
                    said(other, another)
                )
            }
            _ => return None,
        },
    };
    Some(
        Reason::new("dates", message)
            .remedy("Ta reda på vad som stämmer och skriv detsamma på båda ställena.")
            .at(Place::Section(other.section.clone())),
    )
}

fn claim(sentence: &str, title: &str, section: &str) -> Option<Claim> {
    let lower = sentence.to_lowercase();
    let (event, at) = EVENTS.iter().enumerate().find_map(|(event, (_, words))| {
        let at = words.iter().find_map(|word| lower.find(word))?;
        Some((event, at))
    })?;
    let words: Vec<&str> = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let (law, printed) = law_in(&words)?;
    let decider = words
        .iter()
        .find(|word| {
            let word = word.to_lowercase();
            DECIDERS.iter().any(|end| word.ends_with(end))
        })
        .filter(|_| event == 1)
        .map(|word| (*word).to_owned());
    let time = time_near(&lower, at);
    (time.is_some() || decider.is_some()).then(|| Claim {
        law,
        printed,
        event,
        time,
        decider,
        title: title.to_owned(),
        section: section.to_owned(),
    })
}

/// The law that a sentence names: "NIS 2-direktivet" and "NIS2-direktivet" are one.
fn law_in(words: &[&str]) -> Option<(String, String)> {
    let at = words.iter().position(|word| {
        let word = word.to_lowercase();
        LAWS.iter()
            .any(|end| word.ends_with(end) && word.len() > end.len())
    })?;
    let mut printed = words[at].to_owned();
    let starts_with_number = printed.starts_with(|letter: char| letter.is_ascii_digit());
    if starts_with_number && 0 < at {
        printed = format!("{} {printed}", words[at - 1]);
    }
    let key: String = printed
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    Some((key, printed))
}

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

/// The time that a sentence tells, the year nearest to the event: first and last day it may mean.
fn time_near(lower: &str, event: usize) -> Option<(NaiveDate, NaiveDate, String)> {
    let mut best: Option<(usize, NaiveDate, NaiveDate, String)> = None;
    for (at, _) in lower.char_indices() {
        let Some(year) = year_at(lower, at) else {
            continue;
        };
        let before: Vec<&str> = lower[..at].split_whitespace().rev().take(4).collect();
        let (from, to, words) = span(year, &before)?;
        let distance = at.abs_diff(event);
        if best.as_ref().is_none_or(|(near, ..)| distance < *near) {
            best = Some((distance, from, to, words));
        }
    }
    best.map(|(_, from, to, words)| (from, to, words))
}

/// A year standing alone at this byte.
fn year_at(text: &str, at: usize) -> Option<i32> {
    let digits = text.get(at..at + 4)?;
    let alone = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let year: i32 = digits.parse().ok()?;
    let fits = (1900..2200).contains(&year)
        && alone(text[..at].chars().next_back())
        && alone(text[at + 4..].chars().next());
    fits.then_some(year)
}

/// What the words before a year narrow it to; `before` is read backwards.
fn span(year: i32, before: &[&str]) -> Option<(NaiveDate, NaiveDate, String)> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let month = |from: u32, count: u32| {
        let from = first.checked_add_months(Months::new(from - 1))?;
        let to = from.checked_add_months(Months::new(count))?.pred_opt()?;
        Some((from, to))
    };
    let word = |at: usize| before.get(at).copied().unwrap_or_default();
    let nearest = word(0);
    let told = |words: &[&str]| format!("{} {year}", words.join(" "));
    if let Some(number) = MONTHS.iter().position(|name| *name == nearest) {
        let (from, to) = month(u32::try_from(number).ok()? + 1, 1)?;
        if let Ok(day) = word(1).parse::<u64>()
            && let Some(day) = from.checked_add_days(Days::new(day.saturating_sub(1)))
            && day.month() == from.month()
        {
            return Some((day, day, told(&[word(1), nearest])));
        }
        return Some((from, to, told(&[nearest])));
    }
    let season = match nearest {
        "våren" => Some((3, 3)),
        "sommaren" => Some((6, 3)),
        "hösten" => Some((8, 4)),
        "senhösten" => Some((10, 3)),
        "årsskiftet" => Some((12, 1)),
        _ => None,
    };
    if let Some((from, count)) = season {
        let (from, to) = month(from, count)?;
        return Some((from, to, told(&[nearest])));
    }
    let part = if nearest == "av" { word(1) } else { nearest };
    let narrowed = match (part, word(2)) {
        ("början", _) => Some((1, 4)),
        ("mitten", _) => Some((4, 6)),
        ("slutet", _) => Some((9, 4)),
        ("delen", "senare") | ("hälften", "andra" | "senare") | ("halvåret", "andra") => {
            Some((7, 6))
        }
        ("delen" | "hälften" | "halvåret", "första") => Some((1, 6)),
        _ => None,
    };
    let (from, count) = narrowed.unwrap_or((1, 12));
    let (from, to) = month(from, count)?;
    let words = match narrowed {
        Some(_) if word(2) == "senare" || word(2) == "första" || word(2) == "andra" => {
            told(&[word(2), part, "av"])
        }
        Some(_) => told(&[part, "av"]),
        None => year.to_string(),
    };
    Some((from, to, words))
}
