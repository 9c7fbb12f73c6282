//! What is wrong between files: matter types that open each other without end, that open or list what
//! does not exist, and content that was changed under an unchanged version.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::collection::Fill;
use super::definition::Definition;
use super::finding::{Code, Finding, Findings, did_you_mean};
use super::read::LARGEST_FILE;
use super::read::notes::Notes;
use crate::domain::digest::Digest;

/// Everything that is wrong between the files of a municipality, each with its name and text.
///
/// What is wrong inside a file is said by [`super::lint`]; a file that cannot be read is left out.
pub fn lint_set(files: &[(&str, &str)]) -> Findings {
    let types: Vec<Type<'_>> = files
        .iter()
        .filter_map(|(file, source)| Type::read(file, source))
        .collect();
    let mut opened: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in &types {
        let openings = one.naming.iter().filter(|named| named.why != Why::Lists);
        let to = openings.map(|opening| opening.to.as_str());
        opened.entry(&one.id).or_default().extend(to);
    }
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for one in &types {
        let notes = Notes::new(one.file, one.source);
        if !seen.insert(one.id.as_str()) {
            let message = format!("två filer beskriver ärendetypen '{}'", one.id);
            let way_out = "ge den ena ett annat id".to_owned();
            notes.add(Code::Duplicate, &one.id_at, message, Some(way_out));
        }
        for named in &one.naming {
            if let Some(fault) = named.fault(&one.id, &opened) {
                notes.add(fault.0, &named.at, fault.1, fault.2);
            }
        }
        findings.extend(notes.into_findings().0);
    }
    Findings(findings)
}

/// Says so when a file has other content than `older` under the same version: a matter that is
/// pinned to the one could not be told from a matter that is pinned to the other.
pub fn changed_silently(
    (file, source): (&str, &str),
    definition: &Definition,
    older: (u32, Digest),
) -> Option<Finding> {
    let (version, hash) = older;
    if definition.version != version || definition.hash == hash {
        return None;
    }
    let notes = Notes::new(file, source);
    let (document, _) = DeTable::parse_recoverable(source);
    let written = document.get_ref().get("version");
    let at = written.map_or(0..0, toml::Spanned::span);
    let message = format!("innehållet är ändrat, men versionen är fortfarande {version}");
    let way_out = format!("skriv version = {}", version.saturating_add(1));
    notes.add(Code::SameVersion, &at, message, Some(way_out));
    notes.into_findings().0.pop()
}

/// A matter type and the types that it names.
struct Type<'s> {
    file: &'s str,
    source: &'s str,
    id: String,
    id_at: Range<usize>,
    naming: Vec<Named>,
}

/// A place in a file that names a matter type.
struct Named {
    to: String,
    at: Range<usize>,
    why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It opens a matter of that type.
    Opens,
    /// What is left over goes to the next matter, a year later: of the same type too.
    CarriesOver,
    /// It tells what the decisions of that type come to.
    Lists,
}

impl<'s> Type<'s> {
    fn read(file: &'s str, source: &'s str) -> Option<Self> {
        if source.len() > LARGEST_FILE {
            return None;
        }
        let (document, faults) = DeTable::parse_recoverable(source);
        if !faults.is_empty() {
            return None;
        }
        let root = document.get_ref();
        let id = root.get("id")?;
        let mut naming = Vec::new();
        for list in ["collections", "follow_up"] {
            for entry in list_of_tables(root, list) {
                naming.extend(Named::read(entry, "opens", Why::Opens));
            }
        }
        let carried = root.get("carry_over");
        if let Some(table) = carried.and_then(|carried| carried.get_ref().as_table()) {
            naming.extend(Named::read(table, "into", Why::CarriesOver));
        }
        for section in list_of_tables(root, "sections") {
            naming.extend(Named::listed(section));
        }
        Some(Self {
            file,
            source,
            id: id.get_ref().as_str()?.to_owned(),
            id_at: id.span(),
            naming,
        })
    }
}

fn list_of_tables<'d>(
    root: &'d DeTable<'d>,
    key: &str,
) -> impl Iterator<Item = &'d DeTable<'d>> + use<'d> {
    let list = root.get(key).and_then(|list| list.get_ref().as_array());
    list.into_iter()
        .flatten()
        .filter_map(|entry| match entry.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        })
}

type Fault = (Code, String, Option<String>);

impl Named {
    fn read(table: &DeTable<'_>, key: &str, why: Why) -> Option<Self> {
        let written = table.get(key)?;
        Some(Self {
            to: written.get_ref().as_str()?.to_owned(),
            at: written.span(),
            why,
        })
    }

    /// The types whose decisions a section is filled with.
    fn listed(section: &DeTable<'_>) -> Vec<Self> {
        let Some(written) = section.get("fill") else {
            return Vec::new();
        };
        let words = match written.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![written],
        };
        let named = words.into_iter().filter_map(|word| {
            Some(Self {
                to: Fill::type_named(word.get_ref().as_str()?)?.to_owned(),
                at: word.span(),
                why: Why::Lists,
            })
        });
        named.collect()
    }

    fn fault(&self, from: &str, opened: &BTreeMap<&str, Vec<&str>>) -> Option<Fault> {
        if !opened.contains_key(self.to.as_str()) {
            let message = format!("ingen av filerna beskriver ärendetypen '{}'", self.to);
            let way_out = did_you_mean(&self.to, opened.keys().copied());
            return Some((Code::UnknownWorkflow, message, way_out));
        }
        if self.why == Why::Lists || (self.why == Why::CarriesOver && self.to == from) {
            return None;
        }
        let way = way_back(&self.to, from, opened)?;
        let way: Vec<&str> = std::iter::once(from).chain(way).collect();
        let message = format!(
            "ärenden skulle öppna varandra utan slut: {}",
            way.join(" → ")
        );
        let way_out = "låt en av ärendetyperna inte öppna nästa".to_owned();
        Some((Code::SpawnCycle, message, Some(way_out)))
    }
}

/// The shortest way from a type to another, both included.
fn way_back<'o>(
    from: &'o str,
    to: &str,
    opened: &BTreeMap<&str, Vec<&'o str>>,
) -> Option<Vec<&'o str>> {
    let mut ways = vec![vec![from]];
    let mut been = BTreeSet::from([from]);
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let last = way.last()?;
        if *last == to {
            return Some(way);
        }
        for onwards in opened.get(last).into_iter().flatten() {
            if been.insert(*onwards) {
                let mut longer = way.clone();
                longer.push(*onwards);
                ways.push(longer);
            }
        }
    }
    None
}
