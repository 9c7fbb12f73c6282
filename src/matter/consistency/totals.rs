//! A table's sum against the number that the prose beside it says, and a row against its number.

use super::prose::{Part, parts};
use crate::{
    domain::{
        refusal::{Place, Reason},
        swedish,
    },
    matter::{state::Matter, statistics},
    workflow::{
        collection::Fill,
        definition::{Definition, Field},
        value::Value,
    },
};

/// The words that a total is told with, before its number.
const BEFORE: [&str; 9] = [
    "uppgår till",
    "uppgick till",
    "uppgått till",
    "totalt",
    "sammanlagt",
    "sammantaget",
    "summan är",
    "summa",
    "antalet är",
];

/// What a sentence says that tells how many there were of what the table counts.
const OF_THE_YEAR: &str = "under året";

/// Words of a sentence that tells of another year as well, or of some of them only.
const OF_OTHERS: [&str; 7] = [
    "varav",
    "av dem",
    "av dessa",
    "förra",
    "föregående",
    "jämfört",
    "anmäl",
];

/// The words after it.
const AFTER: [&str; 3] = ["stycken", "st", "totalt"];

pub(super) fn check(matter: &Matter, definition: &Definition) -> Vec<Reason> {
    let parts = parts(&matter.content.sections);
    let mut reasons = Vec::new();
    for section in &definition.sections {
        let tables: Vec<&Field> = section
            .fill
            .iter()
            .filter_map(|fill| match fill {
                Fill::Statistics(key) => definition.field(key.as_str()),
                _ => None,
            })
            .collect();
        for field in &tables {
            let Some(Value::Table(rows)) = matter.content.fields.get(&field.key) else {
                continue;
            };
            let figures = statistics::figures(field.kind.columns().unwrap_or_default(), rows);
            for part in &parts {
                // Where several tables share a section, each speaks where its own heading stands.
                let own = statistics::key_of(&part.id) == field.key.as_str()
                    || part.id == section.key.as_str();
                let alone = part.section.key == section.key && tables.len() == 1;
                if !own && !alone {
                    continue;
                }
                reasons.extend(total(part, field, &figures));
                reasons.extend(single_rows(part, field, &figures));
            }
        }
    }
    reasons
}

/// Only a table whose every figure is exact has a sum to hold the prose to.
fn total(part: &Part<'_>, field: &Field, figures: &[statistics::Figure]) -> Vec<Reason> {
    let Some(sum) = statistics::exact_sum(figures) else {
        return Vec::new();
    };
    let told = part.sentences();
    let subject = subject(field);
    let wrong = told
        .iter()
        .flat_map(|sentence| totals_in(sentence, &subject));
    wrong
        .filter(|said| *said != sum && figures.iter().all(|one| one.exact() != Some(*said)))
        .map(|said| {
            Reason::new(
                "totals",
                format!(
                    "Texten under ”{}” säger {}, men tabellen ”{}” summerar till {}.",
                    part.title,
                    swedish::number(said),
                    field.title,
                    swedish::number(sum)
                ),
            )
            .remedy("Rätta texten eller tabellen så att de säger detsamma.")
            .at(Place::Section(part.section.key.to_string()))
        })
        .collect()
}

/// "43 Chromebooks" beside a row "Chromebooks" with another number.
fn single_rows(part: &Part<'_>, field: &Field, figures: &[statistics::Figure]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for sentence in part.sentences() {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        for figure in figures {
            let Some(value) = figure.exact() else {
                continue;
            };
            let label = figure.label.to_lowercase();
            let size = label.split_whitespace().count();
            for at in 0..words.len().saturating_sub(size) {
                let Some(said) = number(words[at]) else {
                    continue;
                };
                let named = words[at + 1..=at + size].join(" ").to_lowercase();
                let named = named.trim_end_matches(|letter: char| !letter.is_alphanumeric());
                if named == label && said != value {
                    reasons.push(
                        Reason::new(
                            "totals",
                            format!(
                                "Texten under ”{}” säger {} {}, men i tabellen ”{}” står {}.",
                                part.title,
                                swedish::number(said),
                                figure.label,
                                field.title,
                                swedish::number(value)
                            ),
                        )
                        .remedy("Rätta texten eller tabellen så att de säger detsamma.")
                        .at(Place::Section(part.section.key.to_string())),
                    );
                }
            }
        }
    }
    reasons
}

/// What the table counts: the first word of its title, as it stands after a number.
fn subject(field: &Field) -> String {
    let first = field.title.split_whitespace().next().unwrap_or_default();
    first.to_lowercase()
}

/// The numbers that a sentence gives as totals.
fn totals_in(sentence: &str, subject: &str) -> Vec<i64> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let lowered = sentence.to_lowercase();
    let is_of_all =
        lowered.contains(OF_THE_YEAR) && !OF_OTHERS.iter().any(|words| lowered.contains(words));
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(value) = number(word) else { continue };
        let before = words[at.saturating_sub(3)..at].join(" ").to_lowercase();
        let about =
            before.ends_with("ca") || before.ends_with("cirka") || before.ends_with("drygt");
        let after = words.get(at + 1).map(|word| word.to_lowercase());
        let after = after
            .as_deref()
            .map(|word| word.trim_end_matches([',', ';', '.']));
        let is_total = BEFORE.iter().any(|words| before.ends_with(words))
            || after.is_some_and(|word| AFTER.contains(&word) || (is_of_all && word == subject));
        if is_total && !about {
            found.push(value);
        }
    }
    found
}

/// A whole number standing alone: no year, day or section.
fn number(word: &str) -> Option<i64> {
    let word =
        word.trim_matches(|letter: char| matches!(letter, ',' | '.' | ';' | ':' | '(' | ')'));
    let digits: String = word.chars().filter(|letter| *letter != '\u{a0}').collect();
    let whole = !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}
