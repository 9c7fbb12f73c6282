//! What has changed between two versions of a matter, for the one who is asked to approve anew.

use super::state::Content;
use crate::workflow::definition::Definition;
use std::collections::BTreeSet;

/// The largest number of pairs of lines that are compared; above it the whole part is shown as new.
const COMPARED: usize = 1_000_000;

/// One part that has changed: a section, a field, the list of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part's title.
    pub title: String,
    /// Its lines, the unchanged among them.
    pub lines: Vec<Line>,
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// As before.
    Same(String),
    /// No longer there.
    Removed(String),
    /// New.
    Added(String),
}

/// Each part that differs, in the order it is printed.
pub fn differences(before: &Content, now: &Content, definition: &Definition) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut part = |title: &str, before: &str, now: &str| {
        if before != now {
            found.push(Difference {
                title: title.to_owned(),
                lines: compared(before, now),
            });
        }
    };
    part("Rubrik", &before.title, &now.title);
    part("Mottagare", &before.recipient, &now.recipient);
    let mut seen = BTreeSet::new();
    for section in now.sections.iter().chain(&before.sections) {
        if !seen.insert(&section.key) {
            continue;
        }
        let text = |content: &Content| {
            let found = content.section(&section.key);
            found.map_or(String::new(), |found| {
                if found.title == section.title {
                    found.text.clone()
                } else {
                    format!("{}\n{}", found.title, found.text)
                }
            })
        };
        part(&section.title, &text(before), &text(now));
    }
    for field in &definition.fields {
        let text = |content: &Content| {
            let value = content.fields.get(&field.key);
            value
                .map(|value| field.kind.print(value))
                .unwrap_or_default()
        };
        part(&field.title, &text(before), &text(now));
    }
    part("Bilagor", &documents(before), &documents(now));
    let lines = |list: &[String]| list.join("\n");
    part(
        "Beslutet skickas till",
        &lines(&before.recipients_of_decision),
        &lines(&now.recipients_of_decision),
    );
    let signatures = |content: &Content| -> String {
        let named = content.signatures.iter();
        let named = named.map(|one| format!("{}, {}, {}", one.name, one.title, one.unit));
        named.collect::<Vec<_>>().join("\n")
    };
    part("Undertecknas av", &signatures(before), &signatures(now));
    found
}

/// A line for each document, so told apart that another file under the same title is seen.
fn documents(content: &Content) -> String {
    let line = |one: &super::state::Attachment| {
        let file = one.file.as_ref().map(|file| {
            let sum = file.digest.fingerprint();
            format!(" ({}, kontrollsumma {sum})", file.name)
        });
        let signed = if one.signed { ", undertecknad" } else { "" };
        format!("{}{signed}{}", one.title, file.unwrap_or_default())
    };
    content
        .attachments
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The longest common lines, by the textbook's table.
fn compared(before: &str, now: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let start = old
        .iter()
        .zip(&new)
        .take_while(|(one, other)| one == other)
        .count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let (old_part, new_part) = (
        &old_rest[..old_rest.len() - end],
        &new_rest[..new_rest.len() - end],
    );
    let same = |line: &&str| Line::Same((*line).to_owned());
    let mut lines: Vec<Line> = old[..start].iter().map(same).collect();
    lines.extend(changed(old_part, new_part));
    lines.extend(old_rest[old_rest.len() - end..].iter().map(same));
    lines
}

fn changed(old: &[&str], new: &[&str]) -> Vec<Line> {
    let removed = |line: &str| Line::Removed(line.to_owned());
    let added = |line: &str| Line::Added(line.to_owned());
    if COMPARED < old.len().saturating_mul(new.len()) {
        let all = old.iter().map(|line| removed(line));
        return all.chain(new.iter().map(|line| added(line))).collect();
    }
    let width = new.len() + 1;
    // How many lines are common from here to the end of both.
    let mut common = vec![0_usize; (old.len() + 1) * width];
    for (at_old, one) in old.iter().enumerate().rev() {
        for (at_new, other) in new.iter().enumerate().rev() {
            common[at_old * width + at_new] = if one == other {
                common[(at_old + 1) * width + at_new + 1] + 1
            } else {
                common[(at_old + 1) * width + at_new].max(common[at_old * width + at_new + 1])
            };
        }
    }
    let (mut at_old, mut at_new) = (0, 0);
    let mut lines = Vec::new();
    while at_old < old.len() || at_new < new.len() {
        let (one, other) = (old.get(at_old), new.get(at_new));
        match (one, other) {
            (Some(one), Some(other)) if one == other => {
                lines.push(Line::Same((*one).to_owned()));
                at_old += 1;
                at_new += 1;
            }
            (Some(one), other)
                if other.is_none()
                    || common[at_old * width + at_new + 1]
                        <= common[(at_old + 1) * width + at_new] =>
            {
                lines.push(removed(one));
                at_old += 1;
            }
            (_, Some(other)) => {
                lines.push(added(other));
                at_new += 1;
            }
            (_, None) => at_old += 1,
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::samples::{Play, document};
    use proptest::prelude::*;

    fn told(before: &str, now: &str) -> Vec<String> {
        let line = |line: Line| match line {
            Line::Same(text) => format!(" {text}"),
            Line::Removed(text) => format!("-{text}"),
            Line::Added(text) => format!("+{text}"),
        };
        compared(before, now).into_iter().map(line).collect()
    }

    #[test]
    fn a_changed_line_stands_among_those_that_are_as_before() {
        assert_eq!(told("a\nb\nc", "a\nx\nc"), [" a", "-b", "+x", " c"]);
        assert_eq!(told("", "a\nb"), ["+a", "+b"]);
        assert_eq!(told("a\nb", ""), ["-a", "-b"]);
        assert_eq!(told("a\nb", "b\na"), ["-a", " b", "+a"]);
        assert_eq!(told("a", "a"), [" a"]);
    }

    #[test]
    fn each_part_that_differs_is_named_and_no_other() {
        let play = Play::new();
        let before = play.matter.content.clone();
        let mut now = before.clone();
        now.title.push_str(", ny");
        now.sections[1].text.push_str("\nEn rad till.");
        now.sections[2].version += 1;
        now.fields.remove("leverantor");
        now.attachments
            .push(document(703, "riskanalys", "2022-02-20"));
        let found = differences(&before, &now, &play.definition);
        let titles: Vec<&str> = found.iter().map(|part| part.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Rubrik",
                now.sections[1].title.as_str(),
                "Leverantör",
                "Bilagor"
            ]
        );
        assert_eq!(differences(&before, &before, &play.definition), []);
    }

    proptest! {
        #[test]
        fn what_is_removed_and_added_makes_one_text_into_the_other(
            old in prop::collection::vec("[a-c]", 0..12),
            new in prop::collection::vec("[a-c]", 0..12),
        ) {
            let lines = compared(&old.join("\n"), &new.join("\n"));
            let of = |keep: fn(&Line) -> Option<&String>| {
                lines.iter().filter_map(keep).cloned().collect::<Vec<_>>()
            };
            let was = of(|line| match line {
                Line::Same(text) | Line::Removed(text) => Some(text),
                Line::Added(_) => None,
            });
            let is = of(|line| match line {
                Line::Same(text) | Line::Added(text) => Some(text),
                Line::Removed(_) => None,
            });
            prop_assert_eq!(was, old);
            prop_assert_eq!(is, new);
        }
    }
}
