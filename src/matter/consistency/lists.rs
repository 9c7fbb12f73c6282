//! The same list twice, and not alike: in the summary and in the text.

use super::prose::{Part, parts};
use crate::{
    domain::{
        refusal::{Place, Reason},
        swedish,
    },
    matter::state::Matter,
};
use std::collections::BTreeSet;

/// How many items two lists must share to be taken for the same.
const SHARED: usize = 3;

struct Listed {
    title: String,
    section: String,
    items: BTreeSet<String>,
}

pub(super) fn check(matter: &Matter) -> Vec<Reason> {
    let parts = parts(&matter.content.sections);
    let lists: Vec<Listed> = parts.iter().flat_map(lists_of).collect();
    let mut reasons = Vec::new();
    for (at, one) in lists.iter().enumerate() {
        for other in &lists[at + 1..] {
            let shared = one.items.intersection(&other.items).count();
            let longest = one.items.len().max(other.items.len());
            if shared < SHARED || shared * 2 < longest || one.items == other.items {
                continue;
            }
            let differ: Vec<&String> = one.items.symmetric_difference(&other.items).collect();
            let message = format!(
                "Samma lista står under ”{}” och ”{}” men är inte lika: {} finns bara på det ena stället.",
                one.title,
                other.title,
                swedish::list(&differ)
            );
            reasons.push(
                Reason::new("repeated_list", message)
                    .remedy("Låt listorna säga detsamma.")
                    .at(Place::Section(other.section.clone())),
            );
        }
    }
    reasons
}

/// Lists with bullets, and enumerations in running text: "a, b, c och d".
fn lists_of(part: &Part<'_>) -> Vec<Listed> {
    let listed = |items: BTreeSet<String>| Listed {
        title: part.title.clone(),
        section: part.section.key.to_string(),
        items,
    };
    let bullets: BTreeSet<String> = part
        .lines
        .iter()
        .filter_map(|line| line.trim().strip_prefix("- "))
        .map(plain)
        .collect();
    let mut found: Vec<Listed> = Vec::new();
    if SHARED <= bullets.len() {
        found.push(listed(bullets));
    }
    for sentence in part.sentences() {
        let items = enumerated(&sentence);
        if SHARED < items.len() {
            found.push(listed(items));
        }
    }
    found
}

fn plain(item: &str) -> String {
    item.trim()
        .trim_end_matches(['.', ',', ';', ':'])
        .to_lowercase()
}

/// What a sentence counts up. Of what stands before the first comma the last word counts, of what
/// follows "och" the first: the rest belongs to the sentence.
fn enumerated(sentence: &str) -> BTreeSet<String> {
    let Some((before, last)) = sentence.rsplit_once(" och ") else {
        return BTreeSet::new();
    };
    let mut parts: Vec<&str> = before.split(", ").collect();
    if parts.len() < SHARED {
        return BTreeSet::new();
    }
    let first = parts.remove(0);
    let first = first.split_whitespace().last().unwrap_or_default();
    let last = last.split_whitespace().next().unwrap_or_default();
    // What is long is a clause and no item.
    if parts.iter().any(|item| 4 < item.split_whitespace().count()) {
        return BTreeSet::new();
    }
    std::iter::once(first)
        .chain(parts)
        .chain([last])
        .map(plain)
        .collect()
}
