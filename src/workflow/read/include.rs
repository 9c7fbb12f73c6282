//! Files that a workflow file includes: each is read, its names are given the file's own as a
//! prefix, and its parts are put last among those of the file that includes it.
//!
//! Inside the included file its own short names hold; what it does not define itself (roles, review
//! steps) is looked for in the file that includes it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::notes::Notes;
use super::rename::Names;
use super::table::{in_order, whole};
use crate::workflow::definition::FORMAT;
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::read::LARGEST_FILE;
use crate::workflow::source::{LARGEST_TOGETHER, MOST_INCLUDED, included_by, path_fault};

/// The parts that can be shared, and what lists hold: those with an `id` in each entry.
const NAMED: [&str; 4] = ["scales", "matrices", "fields", "documents"];
const LISTED: [&str; 2] = ["sections", "gates"];

/// An included file and where its bytes lie after those of the file that includes it.
pub(super) struct Included<'s> {
    pub(super) path: String,
    pub(super) text: &'s str,
    pub(super) base: usize,
}

/// The included files that are at hand, in the order they are named.
pub(super) fn at_hand<'s>(
    source: &str,
    document: &DeTable<'_>,
    shared: &'s BTreeMap<String, String>,
) -> Vec<Included<'s>> {
    let mut base = source.len() + 1;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for path in included_by(document) {
        let Some(text) = shared.get(&path) else {
            continue;
        };
        if seen.insert(path.clone()) {
            found.push(Included { path, text, base });
            base += text.len() + 1;
        }
    }
    found
}

/// The file with the parts of those that it includes.
pub(super) fn joined<'s>(
    notes: &Notes<'_>,
    mut main: DeTable<'s>,
    parts: &[Included<'s>],
) -> DeTable<'s> {
    check_list(notes, &main, parts);
    let together: usize = parts.iter().map(|part| part.text.len()).sum();
    if notes.source().len() + together > LARGEST_TOGETHER {
        let message = format!(
            "filen och det den inkluderar är tillsammans större än {} kB",
            LARGEST_TOGETHER / 1024
        );
        notes.add(Code::FileTooLarge, &(0..0), message, None);
        return main;
    }
    for part in parts {
        if let Some(read) = read_part(notes, part) {
            put_last(notes, &mut main, read, &part.path);
        }
    }
    main
}

/// What is wrong with the list itself.
fn check_list(notes: &Notes<'_>, main: &DeTable<'_>, parts: &[Included<'_>]) {
    let Some(list) = main
        .get("include")
        .and_then(|list| list.get_ref().as_array())
    else {
        return;
    };
    let mut stems = BTreeSet::new();
    for (place, written) in list.iter().enumerate() {
        let Some(path) = written.get_ref().as_str() else {
            continue;
        };
        let refused = |why: String| {
            let message = format!("'{path}' kan inte inkluderas: {why}");
            notes.add(Code::BadInclude, &written.span(), message, None);
        };
        if let Some(why) = path_fault(path) {
            refused(why.to_owned());
        } else if place >= MOST_INCLUDED {
            refused(format!("högst {MOST_INCLUDED} filer kan inkluderas"));
        } else if !parts.iter().any(|part| part.path == path) {
            refused("filen finns inte".to_owned());
        } else if !stems.insert(stem(path)) {
            refused("en annan fil med samma namn är redan inkluderad".to_owned());
        }
    }
}

/// The file's own name, without folder and ending: what its names begin with.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Reads one included file: only what can be shared, with its names made long.
fn read_part<'s>(notes: &Notes<'_>, part: &Included<'s>) -> Option<DeTable<'s>> {
    let start = part.base..part.base;
    if part.text.len() > LARGEST_FILE {
        let message = format!("filen är större än {} kB", LARGEST_FILE / 1024);
        notes.add(Code::FileTooLarge, &start, message, None);
        return None;
    }
    if notes.has_lost_letters(part.text, part.base) {
        return None;
    }
    let (document, faults) = DeTable::parse_recoverable(part.text);
    for fault in &faults {
        let span = fault.span().unwrap_or(part.text.len()..part.text.len());
        notes.not_toml(&moved(&span, part.base), fault.message());
    }
    if !faults.is_empty() {
        return None;
    }
    let mut table = moved_table(document.into_inner(), part.base);
    check_format(notes, &table, &start);
    only_shareable(notes, &mut table);
    Names::of(stem(part.path.as_str()), &table).make_long(&mut table);
    Some(table)
}

fn check_format(notes: &Notes<'_>, table: &DeTable<'_>, start: &Range<usize>) {
    match table.get("format") {
        None => notes.add(
            Code::MissingKey,
            start,
            "filen saknar nyckeln 'format'",
            Some(format!("skriv format = {FORMAT} först i filen")),
        ),
        Some(written) if whole(written.get_ref()) != Some(FORMAT) => {
            let message = format!("här läses format {FORMAT}");
            notes.add(Code::UnknownFormat, &written.span(), message, None);
        }
        Some(_) => {}
    }
}

/// Says what cannot be shared, and takes it away.
fn only_shareable(notes: &Notes<'_>, table: &mut DeTable<'_>) {
    let shareable = || NAMED.into_iter().chain(LISTED);
    let mut others = Vec::new();
    for (name, _) in in_order(table) {
        if name.value == "format" || shareable().any(|known| known == name.value) {
            continue;
        }
        if name.value == "include" {
            let message = "en inkluderad fil kan inte inkludera andra".to_owned();
            let way_out = "inkludera dem i filen som beskriver ärendetypen".to_owned();
            notes.add(Code::BadInclude, &name.span, message, Some(way_out));
        } else {
            let message = format!("'{}' kan inte delas mellan ärendetyper", name.value);
            let way_out = did_you_mean(name.value, shareable()).or_else(|| {
                let known: Vec<&str> = shareable().collect();
                Some(format!("det som kan delas: {}", known.join(", ")))
            });
            notes.add(Code::BadInclude, &name.span, message, way_out);
        }
        others.push(name.value.to_owned());
    }
    others.push("format".to_owned());
    for name in others {
        table.remove(name.as_str());
    }
}

/// Puts the parts of an included file after the file's own.
fn put_last<'s>(notes: &Notes<'_>, main: &mut DeTable<'s>, part: DeTable<'s>, path: &str) {
    for (name, value) in part {
        let (span, key) = (value.span(), name.get_ref().to_string());
        let Some(own) = main.get_mut(key.as_str()) else {
            main.insert(name, value);
            continue;
        };
        match (own.get_mut(), value.into_inner()) {
            (DeValue::Table(own), DeValue::Table(shared)) => {
                for (name, value) in shared {
                    if own.contains_key(name.get_ref().as_ref()) {
                        let message = format!(
                            "'{}' finns redan i filen som inkluderar {path}",
                            name.get_ref()
                        );
                        notes.add(Code::Duplicate, &name.span(), message, None);
                    } else {
                        own.insert(name, value);
                    }
                }
            }
            (DeValue::Array(own), DeValue::Array(shared)) => {
                shared.into_iter().for_each(|one| own.push(one));
            }
            // Whichever is of the wrong kind is told where it is read; here there is no room for it.
            (_, shared) => {
                let message = format!(
                    "'{key}' är {} här men inte i filen som inkluderar {path}",
                    if shared.is_table() {
                        "en tabell"
                    } else {
                        "en lista"
                    }
                );
                notes.add(Code::WrongType, &span, message, None);
            }
        }
    }
}

fn moved(span: &Range<usize>, base: usize) -> Range<usize> {
    span.start + base..span.end + base
}

/// The table with every place counted from the beginning of the file that includes it.
fn moved_table(table: DeTable<'_>, base: usize) -> DeTable<'_> {
    table
        .into_iter()
        .map(|(name, value)| {
            let span = moved(&name.span(), base);
            let name: Cow<'_, str> = name.into_inner();
            (Spanned::new(span, name), moved_value(value, base))
        })
        .collect()
}

fn moved_value(value: Spanned<DeValue<'_>>, base: usize) -> Spanned<DeValue<'_>> {
    let span = moved(&value.span(), base);
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(moved_table(table, base)),
        DeValue::Array(list) => DeValue::Array(
            list.into_iter()
                .map(|one| moved_value(one, base))
                .collect::<DeArray<'_>>(),
        ),
        scalar => scalar,
    };
    Spanned::new(span, value)
}
