//! `replaces` and `[migration]`: the versions before this one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use super::notes::{Located, Notes};
use super::table::{Table, text, whole};
use crate::workflow::finding::Code;
use crate::workflow::replacing::Replacing;

/// The names that the file itself has, faulty or not.
pub(super) struct Known<'s> {
    pub(super) fields: BTreeSet<&'s str>,
    pub(super) sections: BTreeSet<&'s str>,
    pub(super) documents: BTreeSet<&'s str>,
    pub(super) steps: BTreeSet<&'s str>,
}

pub(super) fn replacing(root: &Table<'_>, version: Option<u32>, known: &Known<'_>) -> Replacing {
    let mut replacing = Replacing {
        versions: versions(root, version),
        ..Replacing::default()
    };
    let Some(table) = root.table("migration", "övergången") else {
        return replacing;
    };
    if replacing.versions.is_empty() {
        let message = "övergången hör till äldre versioner, men filen anger inga".to_owned();
        let way_out = "skriv replaces = [1] med de versioner som den ersätter".to_owned();
        root.notes()
            .add(Code::BadMigration, table.span(), message, Some(way_out));
    }
    replacing.fields = renamed(&table, "fields", "fältet", &known.fields);
    replacing.sections = renamed(&table, "sections", "avsnittet", &known.sections);
    replacing.documents = renamed(&table, "documents", "handlingen", &known.documents);
    replacing.steps = renamed(&table, "steps", "granskningssteget", &known.steps);
    if let Some(drop) = table.table("drop", "det som släpps") {
        let moved = &replacing;
        let fields = dropped(&drop, "fields", &known.fields, |key| {
            moved.fields.contains_key(key)
        });
        let sections = dropped(&drop, "sections", &known.sections, |key| {
            moved.sections.contains_key(key)
        });
        let documents = dropped(&drop, "documents", &known.documents, |key| {
            moved.documents.contains_key(key)
        });
        drop.finish();
        replacing.dropped_fields = fields;
        replacing.dropped_sections = sections;
        replacing.dropped_documents = documents;
    }
    table.finish();
    replacing
}

/// The versions in `replaces`: whole numbers below the file's own.
fn versions(root: &Table<'_>, own: Option<u32>) -> BTreeSet<u32> {
    let notes = root.notes();
    let mut versions = BTreeSet::new();
    let Some(written) = root.written("replaces") else {
        return versions;
    };
    let Some(list) = written.get_ref().as_array() else {
        notes.wrong_type("replaces", "en lista med versioner, [1, 2]", written);
        return versions;
    };
    for one in list {
        let version = whole(one.get_ref())
            .and_then(|version| u32::try_from(version).ok())
            .filter(|version| 0 < *version && own.is_none_or(|own| *version < own));
        let message = match version {
            Some(version) if versions.insert(version) => continue,
            Some(version) => format!("version {version} finns två gånger"),
            None => match own {
                Some(own) => format!("det som ersätts är versioner före {own}"),
                None => "det som ersätts är versioner, från 1".to_owned(),
            },
        };
        notes.add(Code::BadMigration, &one.span(), message, None);
    }
    versions
}

/// `{ new = "old" }`, turned round: each old name leads to one new.
fn renamed<K: FromStr<Err: Display> + Ord>(
    table: &Table<'_>,
    key: &'static str,
    what: &str,
    known: &BTreeSet<&str>,
) -> BTreeMap<K, K> {
    let notes = table.notes();
    let mut renamed = BTreeMap::new();
    for (new, written) in table.named(key) {
        let Some(old) = text(notes, key, written) else {
            continue;
        };
        if !is_own(notes, &new, what, known) {
            continue;
        }
        let (Some(to), Some(from)) = (notes.name::<K>(&new), notes.name::<K>(&old)) else {
            continue;
        };
        if renamed.insert(from, to).is_some() {
            let message = format!("'{}' kan bara bli en sak i den nya versionen", old.value);
            notes.add(Code::BadMigration, &old.span, message, None);
        }
    }
    renamed
}

/// What something becomes must be in the file.
fn is_own(notes: &Notes<'_>, new: &Located<&str>, what: &str, known: &BTreeSet<&str>) -> bool {
    let message = format!("den nya versionen har inte {what}");
    notes.known(Code::BadMigration, &message, new, known.iter().copied())
}

/// What is given up: it is not in the file, and has not gone elsewhere.
fn dropped<K: FromStr<Err: Display> + Ord>(
    table: &Table<'_>,
    key: &'static str,
    known: &BTreeSet<&str>,
    is_moved: impl Fn(&K) -> bool,
) -> BTreeSet<K> {
    let notes = table.notes();
    let mut dropped = BTreeSet::new();
    for written in table.texts(key) {
        let Some(name) = notes.name::<K>(&written) else {
            continue;
        };
        let why = if known.contains(written.value) {
            "finns kvar i den nya versionen"
        } else if is_moved(&name) {
            "har fått ett nytt namn"
        } else {
            dropped.insert(name);
            continue;
        };
        let message = format!("'{}' kan inte släppas: det {why}", written.value);
        notes.add(Code::BadMigration, &written.span, message, None);
    }
    dropped
}
