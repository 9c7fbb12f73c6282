//! Numbers of headings, and text that was never finished.

use super::prose::parts;
use crate::{
    domain::refusal::{Place, Reason},
    matter::state::Matter,
};

/// Numbers that come twice or run backwards. One finding for each heading.
pub(super) fn numbers(matter: &Matter) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut seen: Vec<(String, Vec<u32>, String)> = Vec::new();
    for part in parts(&matter.content.sections) {
        let Some(number) = part.number.clone() else {
            continue;
        };
        let Some(places) = places(&number) else {
            continue;
        };
        let twin = seen.iter().find(|(known, _, _)| *known == number);
        let before = seen.last().filter(|(_, last, _)| places < *last);
        let message = match (twin, before) {
            (Some((_, _, title)), _) => Some(format!(
                "Avsnittet ”{}” har nummer {number}, som ”{title}” redan har.",
                part.title
            )),
            (None, Some((last, _, _))) => Some(format!(
                "Avsnittet ”{}” har nummer {number} men står efter {last}.",
                part.title
            )),
            (None, None) => None,
        };
        if let Some(message) = message {
            reasons.push(
                Reason::new("numbers", message)
                    .remedy("Rätta numret, eller ta bort det så numreras avsnitten av sig själva.")
                    .at(Place::Section(part.section.key.to_string())),
            );
        }
        seen.push((number, places, part.title));
    }
    reasons
}

/// "5.1" as 5 and 1. A number with letters is left alone.
fn places(number: &str) -> Option<Vec<u32>> {
    number
        .trim_end_matches('.')
        .split('.')
        .map(|place| place.trim().parse().ok())
        .collect()
}

/// Headings without text under them, and a last paragraph that stops in the middle of a sentence.
pub(super) fn tails(matter: &Matter) -> Vec<Reason> {
    let parts = parts(&matter.content.sections);
    let mut reasons = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1);
        let last_of_section = next.is_none_or(|next| next.section.key != part.section.key);
        let childless = next.is_none_or(|next| next.level <= part.level);
        let place = Place::Section(part.section.key.to_string());
        if 2 < part.level && part.is_empty() && childless {
            let message = format!("Rubriken ”{}” har ingen text under sig.", part.title);
            reasons.push(
                Reason::new("empty_tail", message)
                    .remedy("Skriv texten eller ta bort rubriken.")
                    .at(place.clone()),
            );
        }
        if last_of_section && let Some(end) = unfinished(part.lines.as_slice()) {
            let message = format!(
                "Texten under ”{}” slutar mitt i en mening: ”… {end}”.",
                part.title
            );
            reasons.push(
                Reason::new("empty_tail", message)
                    .remedy("Skriv klart meningen.")
                    .at(place),
            );
        }
    }
    reasons
}

/// The last words of a last paragraph that does not end as a sentence does. Lists, tables, titles of
/// attachments and other short lines end without a point.
fn unfinished(lines: &[&str]) -> Option<String> {
    const SHORT: usize = 12;
    let last = lines
        .iter()
        .rev()
        .find(|line| !line.trim().is_empty())?
        .trim();
    let other = last.starts_with(['|', '>', '-', '*', '+', '!', '`', ':', '[']);
    let title = last.starts_with("Bilaga");
    let ended = last.ends_with(['.', '!', '?', ':', '”', '"', ')', ']', '}']);
    let words: Vec<&str> = last.split_whitespace().collect();
    if other || title || ended || words.len() < SHORT {
        return None;
    }
    Some(words[words.len() - 4..].join(" "))
}
