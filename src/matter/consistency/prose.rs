//! Running text taken apart: parts under headings, paragraphs, sentences.

use crate::matter::state::Section;

/// A heading and the text up to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::matter) struct Part<'t> {
    /// Of which section of the matter.
    pub(in crate::matter) section: &'t Section,
    /// The heading's id: that of the section, or the one in braces.
    pub(in crate::matter) id: String,
    /// The heading.
    pub(in crate::matter) title: String,
    /// The number before it, if one is set.
    pub(in crate::matter) number: Option<String>,
    /// How deep: 2 for a section.
    pub(in crate::matter) level: usize,
    /// The lines below it.
    pub(in crate::matter) lines: Vec<&'t str>,
}

/// The parts of the whole text, in reading order.
pub(in crate::matter) fn parts(sections: &[Section]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for section in sections {
        parts.push(Part {
            section,
            id: section.key.to_string(),
            title: section.title.clone(),
            number: section.number.clone(),
            level: 2,
            lines: Vec::new(),
        });
        let mut in_code = false;
        for line in section.text.lines() {
            in_code ^= line.trim_start().starts_with("```");
            match heading(line).filter(|_| !in_code) {
                Some((level, title, id, number)) => parts.push(Part {
                    section,
                    id,
                    title,
                    number,
                    level,
                    lines: Vec::new(),
                }),
                None => {
                    if let Some(part) = parts.last_mut() {
                        part.lines.push(line);
                    }
                }
            }
        }
    }
    parts
}

/// `### Rubrik {#id nr="5.1"}`
fn heading(line: &str) -> Option<(usize, String, String, Option<String>)> {
    let level = line.chars().take_while(|letter| *letter == '#').count();
    if !(2..=6).contains(&level) || !line[level..].starts_with(' ') {
        return None;
    }
    let rest = line[level..].trim();
    let (title, attributes) = match rest.rsplit_once('{') {
        Some((title, attributes)) => (title.trim(), attributes.trim_end_matches('}')),
        None => (rest, ""),
    };
    let id = attributes
        .split_whitespace()
        .find_map(|word| word.strip_prefix('#'))
        .unwrap_or_default();
    let number = attributes
        .split_once("nr=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(number, _)| number.to_owned());
    Some((level, title.to_owned(), id.to_owned(), number))
}

impl Part<'_> {
    /// The paragraphs of running text: no tables, lists, quotes or figures.
    pub(in crate::matter) fn paragraphs(&self) -> Vec<String> {
        let mut paragraphs = Vec::new();
        let mut now = String::new();
        for line in &self.lines {
            let line = line.trim();
            let is_prose = !line.is_empty() && !begins_something_else(line);
            if is_prose {
                if !now.is_empty() {
                    now.push(' ');
                }
                now.push_str(line);
            } else if !now.is_empty() {
                paragraphs.push(std::mem::take(&mut now));
            }
        }
        if !now.is_empty() {
            paragraphs.push(now);
        }
        paragraphs
    }

    /// The sentences of the paragraphs.
    pub(in crate::matter) fn sentences(&self) -> Vec<String> {
        self.paragraphs()
            .iter()
            .flat_map(|text| sentences(text))
            .collect()
    }

    /// Whether anything stands under the heading.
    pub(in crate::matter) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.trim().is_empty())
    }
}

fn begins_something_else(line: &str) -> bool {
    line.starts_with(['|', '>', '-', '*', '+', '!', '`'])
        || line.starts_with(":::")
        || line.starts_with("[^")
        || line
            .split_once(". ")
            .is_some_and(|(number, _)| number.chars().all(|letter| letter.is_ascii_digit()))
}

/// A point ends a sentence when a capital follows; "kap. 8" and "2.5" do not.
fn sentences(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, letter) in letters.iter().enumerate() {
        let next = letters[at + 1..]
            .iter()
            .find(|letter| !letter.is_whitespace());
        let space = letters
            .get(at + 1)
            .is_none_or(|letter| letter.is_whitespace());
        let ends = matches!(letter, '.' | '!' | '?')
            && space
            && next.is_none_or(|letter| letter.is_uppercase() || !letter.is_alphanumeric());
        if ends {
            sentences.push(
                letters[start..=at]
                    .iter()
                    .collect::<String>()
                    .trim()
                    .to_owned(),
            );
            start = at + 1;
        }
    }
    let rest: String = letters[start..].iter().collect();
    if !rest.trim().is_empty() {
        sentences.push(rest.trim().to_owned());
    }
    sentences
}
