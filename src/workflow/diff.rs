//! What is different between two versions of a matter type, in words.
//!
//! Compared is what the files say ([`Content`]), not what the engine has made of it: two versions
//! with different hashes always differ here too, also in a part of the language that this room has no
//! words for. Then the part is called by its key.

mod values;
mod words;

use std::fmt;

use serde::Serialize;

use super::content::Content;
use super::definition::Definition;
use crate::domain::swedish::capitalised;
use values::Values;
use words::{Noun, collection, property, single};

/// What is different, part by part, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diff(pub Vec<Change>);

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What has happened.
    pub kind: ChangeKind,
    /// Where in the file: `gates.skyddsniva.check`.
    pub path: String,
    /// The difference as a Swedish sentence.
    pub sentence: String,
}

/// What has happened to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It stands in another order.
    Reordered,
}

/// What is different in `new`; empty exactly when both say the same.
pub fn diff(old: &Definition, new: &Definition) -> Diff {
    let mut comparison = Comparison {
        old: Values(old),
        new: Values(new),
        changes: Vec::new(),
    };
    comparison.tables(&Place::root(), old.content.entries(), new.content.entries());
    Diff(comparison.changes)
}

impl Diff {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|change| writeln!(out, "{}", change.sentence))
    }
}

/// Where in the file, and what that is called.
#[derive(Debug, Clone)]
struct Place {
    path: String,
    /// The last key of the path.
    key: String,
    /// "spärren ”Skyddsnivå”"; nothing at the root.
    subject: Option<String>,
}

impl Place {
    fn root() -> Self {
        Self {
            path: String::new(),
            key: String::new(),
            subject: None,
        }
    }

    fn inside(&self, key: &str) -> Self {
        Self {
            path: if self.path.is_empty() {
                key.to_owned()
            } else {
                format!("{}.{key}", self.path)
            },
            key: key.to_owned(),
            subject: self.subject.clone(),
        }
    }

    fn called(self, subject: String) -> Self {
        let subject = match &self.subject {
            Some(outer) => format!("{subject} i {outer}"),
            None => subject,
        };
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// "Tidsfristen för granskningssteget ”Juridik”".
    fn of(&self, property: &str) -> String {
        match &self.subject {
            Some(subject) => capitalised(&format!("{property} för {subject}")),
            None => capitalised(property),
        }
    }
}

struct Comparison<'d> {
    old: Values<'d>,
    new: Values<'d>,
    changes: Vec<Change>,
}

type Entries = [(String, Content)];

impl Comparison<'_> {
    fn tell(&mut self, kind: ChangeKind, place: &Place, sentence: String) {
        self.changes.push(Change {
            kind,
            path: place.path.clone(),
            sentence,
        });
    }

    /// The keys of a table that has a fixed set of them.
    fn tables(&mut self, at: &Place, old: &Entries, new: &Entries) {
        for (key, after) in new {
            let place = at.inside(key);
            match find(old, key) {
                Some(before) => self.parts(&place, before, after),
                None => self.added(&place, after),
            }
        }
        for (key, before) in old.iter().filter(|(key, _)| find(new, key).is_none()) {
            self.removed(&at.inside(key), before);
        }
        if order(old, new) != order(new, old) {
            let what = at.subject.as_deref().unwrap_or("ärendetypen");
            let sentence = format!("Uppgifterna om {what} skrivs i en annan ordning.");
            self.tell(ChangeKind::Reordered, at, sentence);
        }
    }

    fn parts(&mut self, place: &Place, old: &Content, new: &Content) {
        if old == new {
            return;
        }
        // A list and a table can hold the same names, and yet the files do not say the same.
        let alike = std::mem::discriminant(old) == std::mem::discriminant(new);
        if alike
            && let Some(noun) = collection(&place.path)
            && let (Some(before), Some(after)) = (named(old), named(new))
        {
            return self.collections(place, noun, &before, &after);
        }
        match (old, new) {
            (Content::Table(before), Content::Table(after)) => {
                let place = match single(&place.key) {
                    Some(subject) => place.clone().called(subject.to_owned()),
                    None => place.clone(),
                };
                self.tables(&place, before, after);
            }
            (Content::List(before), Content::List(after)) => self.lists(place, before, after),
            _ => self.changed(place, old, new),
        }
    }

    /// Parts that each have a name: fields, gates, steps.
    fn collections(&mut self, at: &Place, noun: Noun, old: &Entries, new: &Entries) {
        for (key, after) in new {
            let place = at.inside(key);
            let title = title(key, after);
            if let Some(before) = find(old, key) {
                let place = place.called(format!("{} ”{title}”", noun.definite));
                self.parts(&place, before, after);
            } else {
                let inside = inside(at);
                let told = told(self.new, key, after);
                let sentence = format!("{} ”{title}”{inside}{told}.", noun.new);
                self.tell(ChangeKind::Added, &place, sentence);
            }
        }
        for (key, before) in old.iter().filter(|(key, _)| find(new, key).is_none()) {
            let (title, inside) = (title(key, before), inside(at));
            let told = told(self.old, key, before);
            let definite = capitalised(noun.definite);
            let sentence = format!("{definite} ”{title}”{inside} tas bort{told}.");
            self.tell(ChangeKind::Removed, &at.inside(key), sentence);
        }
        if order(old, new) != order(new, old) {
            let names: Vec<String> = new.iter().map(|(key, part)| title(key, part)).collect();
            let inside = inside(at);
            let sentence = format!(
                "{}{inside} står i en annan ordning: {}.",
                capitalised(noun.all),
                names.join(", ")
            );
            self.tell(ChangeKind::Reordered, at, sentence);
        }
    }

    fn lists(&mut self, place: &Place, old: &[Content], new: &[Content]) {
        let scalars = |list: &[Content]| list.iter().all(|one| one.scalar().is_some());
        let words = property(&place.path);
        if !scalars(old) || !scalars(new) {
            let (old, new) = (Content::List(old.to_vec()), Content::List(new.to_vec()));
            return self.changed(place, &old, &new);
        }
        let more: Vec<&Content> = new.iter().filter(|one| !old.contains(one)).collect();
        let less: Vec<&Content> = old.iter().filter(|one| !new.contains(one)).collect();
        if more.is_empty() && less.is_empty() {
            let said = |values: Values<'_>, list: &[Content]| {
                let list: Vec<&Content> = list.iter().collect();
                values.list(&place.key, &list)
            };
            let (before, after) = (said(self.old, old), said(self.new, new));
            let sentence = format!("{} ändras från {before} till {after}.", place.of(&words));
            return self.tell(ChangeKind::Reordered, place, sentence);
        }
        let mut parts = Vec::new();
        if !more.is_empty() {
            parts.push(format!("{} tillkommer", self.new.list(&place.key, &more)));
        }
        if !less.is_empty() {
            parts.push(format!("{} utgår", self.old.list(&place.key, &less)));
        }
        let sentence = format!("{}: {}.", place.of(&words), parts.join(", "));
        self.tell(ChangeKind::Changed, place, sentence);
    }

    fn added(&mut self, place: &Place, new: &Content) {
        if let (Some(noun), Some(entries)) = (collection(&place.path), named(new))
            && !entries.is_empty()
        {
            return self.collections(place, noun, &[], &entries);
        }
        let said = self.new.said(&place.key, new);
        let sentence = format!("{} läggs till: {said}.", place.of(&property(&place.path)));
        self.tell(ChangeKind::Added, place, sentence);
    }

    fn removed(&mut self, place: &Place, old: &Content) {
        if let (Some(noun), Some(entries)) = (collection(&place.path), named(old))
            && !entries.is_empty()
        {
            return self.collections(place, noun, &entries, &[]);
        }
        let said = self.old.said(&place.key, old);
        let sentence = format!(
            "{} tas bort, tidigare {said}.",
            place.of(&property(&place.path))
        );
        self.tell(ChangeKind::Removed, place, sentence);
    }

    fn changed(&mut self, place: &Place, old: &Content, new: &Content) {
        let (mut before, mut after) = (
            self.old.said(&place.key, old),
            self.new.said(&place.key, new),
        );
        if before == after {
            (before, after) = (values::exactly(old), values::exactly(new));
        }
        let before = without_same_unit(&before, &after);
        // A value whose name is its whole meaning has no property: "Värdet ”mfa” …".
        let what = match (&place.subject, collection(&parent(&place.path))) {
            (Some(subject), Some(_)) => capitalised(subject),
            _ => place.of(&property(&place.path)),
        };
        let sentence = format!("{what} ändras från {before} till {after}.");
        self.tell(ChangeKind::Changed, place, sentence);
    }
}

/// " i fältet ”Risker”", where the collection stands inside something.
fn inside(at: &Place) -> String {
    at.subject
        .as_ref()
        .map(|subject| format!(" i {subject}"))
        .unwrap_or_default()
}

fn parent(path: &str) -> String {
    path.rsplit_once('.')
        .map_or_else(String::new, |(parent, _)| parent.to_owned())
}

fn find<'c>(entries: &'c Entries, key: &str) -> Option<&'c Content> {
    entries
        .iter()
        .find_map(|(name, part)| (name == key).then_some(part))
}

/// The keys that both have, in the order of the first.
fn order<'c>(one: &'c Entries, other: &Entries) -> Vec<&'c str> {
    one.iter()
        .map(|(key, _)| key.as_str())
        .filter(|key| find(other, key).is_some())
        .collect()
}

/// The parts by name: a table by its keys, a list of tables by their `id` (or `event`), a list of
/// words by themselves. Nothing where two have the same name or one has none.
fn named(part: &Content) -> Option<Vec<(String, Content)>> {
    let mut named: Vec<(String, Content)> = Vec::new();
    match part {
        Content::Table(entries) => return Some(entries.clone()),
        Content::List(items) => {
            for item in items {
                let name = match item {
                    Content::Text(word) => Some(word.as_str()),
                    item => ["id", "event"]
                        .into_iter()
                        .find_map(|key| item.get(key).and_then(Content::scalar)),
                }?;
                if find(&named, name).is_some() {
                    return None;
                }
                named.push((name.to_owned(), item.clone()));
            }
        }
        _ => return None,
    }
    Some(named)
}

fn title(key: &str, part: &Content) -> String {
    let title = part.get("title").and_then(Content::scalar);
    title.unwrap_or(key).to_owned()
}

/// What a part that is new or gone says, so that nobody has to look it up.
fn told(values: Values<'_>, key: &str, part: &Content) -> String {
    match part {
        Content::Table(entries) => {
            let told: Vec<String> = entries
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "id" | "title" | "event"))
                .map(|(name, part)| format!("{}: {}", property(name), values.said(name, part)))
                .collect();
            if told.is_empty() {
                String::new()
            } else {
                format!(" ({})", told.join("; "))
            }
        }
        part if part.scalar() == Some(key) => String::new(),
        part => format!(" ({})", values.said(key, part)),
    }
}

/// "10" out of "10 arbetsdagar", when what follows is "15 arbetsdagar".
fn without_same_unit(before: &str, after: &str) -> String {
    match (before.rsplit_once(' '), after.rsplit_once(' ')) {
        (Some((number, unit)), Some((_, same)))
            if unit == same && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            number.to_owned()
        }
        _ => before.to_owned(),
    }
}

#[cfg(test)]
mod tests;
