//! From the text of a workflow file to a [`Definition`], or to everything that is wrong with it.

mod after;
mod canonical;
mod collections;
mod conditions;
mod fields;
mod gates;
mod include;
pub(in crate::workflow) mod inquiry;
mod matrices;
pub(in crate::workflow) mod notes;
mod papers;
mod people;
mod possible;
mod rename;
mod replacing;
mod routes;
mod separation;
pub(in crate::workflow) mod table;
mod words;

pub(in crate::workflow) use words::workdays;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use crate::workflow::definition::{Definition, FORMAT, Field};
use crate::workflow::finding::{Code, Findings};
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::keys::{RoleKey, WorkflowId};
use crate::workflow::value::FieldType;
use conditions::Whens;
use include::Included;
use inquiry::{Inquiry, Shapes};
use matrices::Matrices;
use notes::Notes;
use table::Table;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 256 * 1024;

/// Reads a workflow file that includes no other. `file` is its name, for the messages.
///
/// Refused with all findings if one of them is an error; see [`lint`] for the warnings of a file
/// that is not refused, and [`super::source::Source`] for a file that includes others.
pub fn read(file: &str, source: &str) -> Result<Definition, Findings> {
    match lint(file, source) {
        (Some(definition), _) => Ok(definition),
        (None, findings) => Err(findings),
    }
}

/// Reads a workflow file that includes no other and says everything there is to say about it.
///
/// There is a definition exactly when no finding is an error.
pub fn lint(file: &str, source: &str) -> (Option<Definition>, Findings) {
    lint_with(file, source, &BTreeMap::new())
}

/// The same with the files that it includes, by path.
pub(in crate::workflow) fn lint_with(
    file: &str,
    source: &str,
    shared: &BTreeMap<String, String>,
) -> (Option<Definition>, Findings) {
    let document = as_toml(source);
    let parts = match &document {
        Some((document, _)) => include::at_hand(source, document.get_ref(), shared),
        None => Vec::new(),
    };
    let notes = Notes::over(file, source, &parts);
    let definition = parsed_with(&notes, document, &parts, definition);
    let findings = notes.into_findings();
    (definition.filter(|_| !findings.has_errors()), findings)
}

/// What the reader asks of a file.
pub(in crate::workflow) fn shapes(source: &str) -> Shapes {
    let inquiry = Inquiry::default();
    let notes = Notes::new("", source).asking(&inquiry);
    parsed(&notes, definition);
    inquiry.into_shapes()
}

/// Parses the file as TOML and hands over its root, unless it is not TOML at all.
pub(in crate::workflow) fn parsed<T>(
    notes: &Notes<'_>,
    with: impl FnOnce(&Table<'_>) -> Option<T>,
) -> Option<T> {
    parsed_with(notes, as_toml(notes.source()), &[], with)
}

/// A file as TOML, and what the parser says against it.
type Document<'s> = (Spanned<DeTable<'s>>, Vec<toml::de::Error>);

/// Nothing of a file that is too large.
fn as_toml(source: &str) -> Option<Document<'_>> {
    (source.len() <= LARGEST_FILE).then(|| DeTable::parse_recoverable(source))
}

fn parsed_with<'s, T>(
    notes: &Notes<'_>,
    document: Option<Document<'s>>,
    parts: &[Included<'s>],
    with: impl FnOnce(&Table<'_>) -> Option<T>,
) -> Option<T> {
    let source = notes.source();
    let Some((document, faults)) = document else {
        let message = format!(
            "filen är {} kB, högst {} kB går att läsa",
            source.len() / 1024,
            LARGEST_FILE / 1024
        );
        notes.add(Code::FileTooLarge, &(0..0), message, None);
        return None;
    };
    if notes.has_lost_letters(source, 0) {
        return None;
    }
    for fault in &faults {
        let span = fault.span().unwrap_or(source.len()..source.len());
        notes.not_toml(&span, fault.message());
    }
    if !faults.is_empty() {
        return None;
    }
    let document = include::joined(notes, document.into_inner(), parts);
    with(&Table::new(notes, &document, 0..0, "filen".to_owned()))
}

impl Notes<'_> {
    /// Whether the text was not UTF-8 when it was read: then a letter here and there is gone. `base` is
    /// the byte that the file begins at.
    fn has_lost_letters(&self, text: &str, base: usize) -> bool {
        let Some(at) = text.find(char::REPLACEMENT_CHARACTER) else {
            return false;
        };
        let span = base + at..base + at + char::REPLACEMENT_CHARACTER.len_utf8();
        let message = "tecknet går inte att läsa: filen är inte sparad som UTF-8".to_owned();
        let way_out = "spara filen på nytt med teckenkodningen UTF-8".to_owned();
        self.add(Code::NotUtf8, &span, message, Some(way_out));
        true
    }

    /// Writes down what the TOML parser says.
    fn not_toml(&self, span: &Range<usize>, message: &str) {
        let message = format!("filen är inte riktig TOML: {}", in_swedish(message));
        self.add(Code::Syntax, span, message, None);
    }
}

/// What the TOML parser says, in Swedish for the faults that people make.
fn in_swedish(message: &str) -> String {
    const KNOWN: [(&str, &str); 9] = [
        (
            "invalid basic string",
            "en text har inget avslutande citattecken",
        ),
        (
            "invalid literal string",
            "en text har inget avslutande citattecken",
        ),
        ("duplicate key", "nyckeln finns två gånger"),
        (
            "string values must be quoted",
            "ett värde saknas, eller så är det en text utan citattecken",
        ),
        ("cannot recurse further", "för många nivåer inuti varandra"),
        (
            "invalid unquoted key",
            "en nyckel skrivs med a–z, siffror, bindestreck och understreck",
        ),
        ("unclosed array", "en lista har inget avslutande ]"),
        ("unclosed inline table", "en tabell har inget avslutande }"),
        (
            "key with no value",
            "en nyckel har inget = och värde efter sig",
        ),
    ];
    let known = KNOWN
        .iter()
        .find(|(english, _)| message.starts_with(english));
    known.map_or_else(|| message.to_owned(), |(_, swedish)| (*swedish).to_owned())
}

/// Reads the parts in such an order that each finds what it refers to already read.
fn definition(root: &Table<'_>) -> Option<Definition> {
    let notes = root.notes();
    let format = root.whole("format");
    if let Some(format) = format.as_ref().filter(|format| format.value != FORMAT) {
        let message = format!(
            "filen är skriven i format {}, men här läses format {FORMAT}",
            format.value
        );
        notes.add(Code::UnknownFormat, &format.span, message, None);
    }
    root.texts("include");
    let id = root.text("id").and_then(|id| notes.name::<WorkflowId>(&id));
    let version = version(root);
    let title = root.text("title").map(|title| title.value.to_owned());

    let (roles, role_spans) = people::roles(root);
    let role_names: BTreeSet<&str> = root
        .named("roles")
        .iter()
        .map(|(name, _)| name.value)
        .collect();
    let lead: Option<RoleKey> = root
        .text("lead")
        .and_then(|lead| people::role(notes, &lead, &role_names));

    let mut scales = fields::scales(root);
    let matrices = matrices::matrices(root, &mut scales);
    let mut fields = fields::fields(root, &scales, &matrices, &role_names);
    let (mut sections, fills) = papers::sections(root);
    let documents = papers::documents(root, &role_names);
    let (review, step_names) = people::review(root, &role_names, &roles, lead.as_ref());
    separation::check(root, &roles, &role_spans, &review, &fields);

    // What is named but faulty is known: one fault, one finding.
    let kind_of = |name: &str| {
        fields
            .iter()
            .find(|field| field.key.as_str() == name)
            .map(|field| &field.kind)
    };
    let vocabulary = Vocabulary {
        fields: root
            .named("fields")
            .iter()
            .map(|(name, _)| (name.value, kind_of(name.value)))
            .collect(),
        documents: root
            .named("documents")
            .iter()
            .map(|(name, _)| name.value)
            .collect(),
        steps: step_names.iter().map(String::as_str).collect(),
        sections: ids(root, "sections"),
        execution: after::step_names(root),
    };
    let whens = Whens::read(root, &vocabulary);
    let names = after::Names {
        roles: &role_names,
        fields: &fields,
        kinds: &vocabulary.documents,
        documents: &documents,
    };
    let (execution, follow_ups) = (
        after::execution(root, &names),
        after::follow_ups(root, &names),
    );
    let known = gates::Known {
        vocabulary: &vocabulary,
        fields: &fields,
        whens: &whens,
        execution: &execution,
    };
    let gates = gates::gates(root, &known);
    let said = routes::decision(root, &vocabulary, &fields, &role_names);
    if said.are_all_read {
        gates::overrides_are_given(root, &said.routes);
    }
    let events = papers::events(root);
    let asking = collections::read(root, &scales, &fields, &vocabulary, &fills);
    let inventory = after::inventory(root, &vocabulary, &fields);
    let archive = papers::archive(root);
    let replacing = replacing::replacing(
        root,
        version,
        &replacing::Known {
            fields: names_in(root, "fields"),
            sections: sections
                .iter()
                .map(|section| section.key.as_str())
                .collect(),
            documents: names_in(root, "documents"),
            steps: step_names.iter().map(String::as_str).collect(),
        },
    );
    root.finish();
    scales_not_used(root, &fields, &matrices);
    if notes.effort().is_spent() {
        let message = "villkoren är för många för att alla ska hinna prövas".to_owned();
        let way_out = "gör dem färre eller kortare".to_owned();
        notes.add(Code::NotAllTried, &(0..0), message, Some(way_out));
    }
    whens.hand_out(&mut fields, &mut sections);

    let content = canonical::content(root.entries());
    Some(Definition {
        id: id?,
        version: version?,
        title: title?,
        lead: lead?,
        hash: content.hash(),
        content,
        roles,
        scales,
        matrices,
        fields,
        sections,
        documents,
        gates,
        review,
        routes: said.routes,
        until: said.until,
        never_delegated: said.never_delegated,
        events,
        collections: asking.collections,
        carry_over: asking.carry_over,
        checks: asking.checks,
        execution,
        follow_ups,
        inventory,
        archive,
        replacing,
    })
}

/// The names of a table of the file, faulty or not.
fn names_in<'s>(root: &Table<'s>, key: &'static str) -> BTreeSet<&'s str> {
    let named = root.named(key).into_iter();
    named.map(|(name, _)| name.value).collect()
}

/// The ids in a list of tables, faulty or not.
fn ids<'s>(root: &Table<'s>, key: &str) -> Vec<&'s str> {
    let list = root.entries().get(key);
    let list = list.and_then(|written| written.get_ref().as_array());
    list.into_iter()
        .flatten()
        .filter_map(|one| one.get_ref().as_table()?.get("id")?.get_ref().as_str())
        .collect()
}

fn scales_not_used(root: &Table<'_>, fields: &[Field], matrices: &Matrices) {
    let on_scale = |kind: &FieldType, name: &str| matches!(kind, FieldType::Level { scale, .. } if scale.as_str() == name);
    let by_a_field = |name: &str| {
        fields.iter().any(|field| {
            let mut cells = field.kind.columns().unwrap_or_default().iter();
            on_scale(&field.kind, name) || cells.any(|column| on_scale(&column.kind, name))
        })
    };
    for (name, _) in root.named("scales") {
        let by_a_matrix = matrices.values().any(|matrix| {
            [&matrix.probability, &matrix.consequence]
                .into_iter()
                .any(|scale| scale.as_str() == name.value)
        });
        if !by_a_matrix && !by_a_field(name.value) {
            let message = format!("inget fält använder skalan '{}'", name.value);
            root.notes().add(Code::NotUsed, &name.span, message, None);
        }
    }
    for (name, _) in root.named("matrices") {
        if !by_a_field(name.value) {
            let message = format!("inget fält använder riskmatrisen '{}'", name.value);
            root.notes().add(Code::NotUsed, &name.span, message, None);
        }
    }
}

fn version(root: &Table<'_>) -> Option<u32> {
    let written = root.whole("version")?;
    let version = u32::try_from(written.value)
        .ok()
        .filter(|version| *version > 0);
    if version.is_none() {
        let message = "versionen är ett heltal från 1 och uppåt".to_owned();
        root.notes()
            .add(Code::WrongType, &written.span, message, None);
    }
    version
}
