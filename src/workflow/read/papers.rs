//! Sections, documents, what is generated, and how the matter is kept.

use std::collections::BTreeSet;

use super::collections;
use super::notes::{Located, Notes};
use super::people::role;
use super::table::{Table, table};
use super::words;
use crate::workflow::collection::Fill;
use crate::workflow::definition::{
    ArchiveRule, Document, Event, Retention, Section, SectionKind, TEMPLATES,
};
use crate::workflow::finding::Code;
use crate::workflow::keys::{SectionKey, TemplateKey};
use crate::workflow::phase::Move;

/// What a section can be filled with, and where it says so.
pub(super) type Fills = Vec<(Located<String>, Fill)>;

pub(super) fn sections(root: &Table<'_>) -> (Vec<Section>, Fills) {
    let mut seen = BTreeSet::new();
    let mut fills = Vec::new();
    let tables = root.tables("sections", "avsnittet");
    let sections = tables
        .into_iter()
        .filter_map(|table| section(&table, &mut seen, &mut fills))
        .collect();
    (sections, fills)
}

fn section(table: &Table<'_>, seen: &mut BTreeSet<String>, fills: &mut Fills) -> Option<Section> {
    let key = words::id::<SectionKey>(table, seen);
    let title = table.text("title");
    let help = table
        .optional_text("help")
        .map(|help| help.value.to_owned());
    let required = words::required(table);
    let mut kind = SectionKind::Prose;
    if let Some(written) = table.optional_text("kind")
        && table.notes().known(
            Code::BadWord,
            "okänt slag av avsnitt",
            &written,
            ["prose", "proposal"],
        )
        && written.value == "proposal"
    {
        kind = SectionKind::Proposal;
    }
    let own = collections::fills(table);
    let fill = own.iter().map(|(_, fill)| fill.clone()).collect();
    fills.extend(own);
    table.text_for_later("when"); // read when every field is known
    table.finish();
    Some(Section {
        key: key?,
        title: title?.value.to_owned(),
        help,
        kind,
        required,
        fill,
        when: None,
    })
}

pub(super) fn documents(root: &Table<'_>, roles: &BTreeSet<&str>) -> Vec<Document> {
    let named = root.named("documents").into_iter();
    named
        .filter_map(|(name, written)| {
            let what = format!("handlingen '{}'", name.value);
            document(
                &table(root.notes(), name.value, written, what)?,
                &name,
                roles,
            )
        })
        .collect()
}

fn document(table: &Table<'_>, name: &Located<&str>, roles: &BTreeSet<&str>) -> Option<Document> {
    let notes = table.notes();
    let kind = notes.name(name);
    let title = table.text("title");
    let author = table
        .text("author")
        .and_then(|author| role(notes, &author, roles));
    let required = words::required(table);
    let max_age = table
        .optional_text("max_age")
        .and_then(|age| words::period(notes, &age));
    let template = table
        .optional_text("template")
        .and_then(|name| template(notes, &name));
    table.finish();
    Some(Document {
        kind: kind?,
        title: title?.value.to_owned(),
        author: author?,
        required,
        max_age,
        template,
    })
}

fn template(notes: &Notes<'_>, written: &Located<&str>) -> Option<TemplateKey> {
    notes
        .known(Code::UnknownTemplate, "okänd mall", written, TEMPLATES)
        .then(|| written.value.parse().ok())?
}

pub(super) fn events(root: &Table<'_>) -> Vec<Event> {
    root.tables("on", "händelsen")
        .into_iter()
        .filter_map(|table| event(&table))
        .collect()
}

fn event(table: &Table<'_>) -> Option<Event> {
    let notes = table.notes();
    let on = table.text("event").and_then(|event| {
        let known = notes.known(
            Code::UnknownMove,
            "okänt steg",
            &event,
            Move::ALL.map(Move::key),
        );
        known.then(|| event.value.parse().ok())?
    });
    let generate = table
        .texts("generate")
        .iter()
        .filter_map(|name| template(notes, name))
        .collect();
    table.finish();
    Some(Event { on: on?, generate })
}

pub(super) fn archive(root: &Table<'_>) -> Option<ArchiveRule> {
    let table = root.table("archive", "arkivregeln")?;
    let classification = table.text("classification");
    let retention = table
        .text("retention")
        .and_then(|retention| self::retention(table.notes(), &retention));
    table.finish();
    Some(ArchiveRule {
        classification: classification?.value.to_owned(),
        retention: retention?,
    })
}

/// `bevaras`, or `gallras efter 5 år`.
fn retention(notes: &Notes<'_>, written: &Located<&str>) -> Option<Retention> {
    if written.value == "bevaras" {
        return Some(Retention::Preserve);
    }
    let years = written
        .value
        .strip_prefix("gallras efter ")
        .and_then(|rest| rest.strip_suffix(" år"));
    if let Some(years) = years
        .and_then(|years| years.parse().ok())
        .filter(|years| (1..=500).contains(years))
    {
        Some(Retention::DestroyAfterYears(years))
    } else {
        let message = format!("'{}' är ingen gallringsregel", written.value);
        let way_out = "skriv \"bevaras\" eller \"gallras efter 5 år\"".to_owned();
        notes.add(Code::BadWord, &written.span, message, Some(way_out));
        None
    }
}
