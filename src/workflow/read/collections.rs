//! Collections, carry-over, what sections are filled with, and checks.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::fields::{Scales, kind_of_question};
use super::notes::{Located, Notes};
use super::table::{Table, inside, text};
use super::words;
use crate::workflow::collection::{
    CarryOver, Check, CheckKind, Collection, Fill, OWNER, Question, Recipients, YEAR,
};
use crate::workflow::definition::{Field, Workdays};
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::gate::types::{Vocabulary, check};
use crate::workflow::gate::{parse, syntax::Node};
use crate::workflow::keys::{ColumnKey, FieldKey, GroupKey, WorkflowId};
use crate::workflow::value::{Column, FieldType};

/// What the parts of this file may refer to.
struct Known<'k> {
    scales: &'k Scales,
    fields: &'k [Field],
    /// Every name under `[fields]`, faulty ones too: one fault, one finding.
    field_names: &'k [&'k str],
}

impl<'k> Known<'k> {
    fn field(&self, name: &str) -> Option<&'k Field> {
        self.fields.iter().find(|field| field.key.as_str() == name)
    }

    /// The columns of the table with this name. What is wrong is told.
    fn table(
        &self,
        notes: &Notes<'_>,
        written: &Located<&str>,
    ) -> Option<(FieldKey, &'k [Column])> {
        let names = self.field_names.iter().copied();
        if !notes.known(Code::UnknownField, "okänt fält", written, names) {
            return None;
        }
        let field = self.field(written.value)?;
        let Some(columns) = field.kind.columns() else {
            let message = format!("fältet '{}' är ingen tabell", written.value);
            notes.add(Code::WrongType, &written.span, message, None);
            return None;
        };
        Some((field.key.clone(), columns))
    }
}

/// What a file asks of people, carries over and checks.
pub(super) struct Asking {
    pub(super) collections: Vec<Collection>,
    pub(super) carry_over: Option<CarryOver>,
    pub(super) checks: Vec<Check>,
}

pub(super) fn read(
    root: &Table<'_>,
    scales: &Scales,
    fields: &[Field],
    vocabulary: &Vocabulary<'_>,
    fills: &[(Located<String>, Fill)],
) -> Asking {
    let named = root.named("fields");
    let field_names: Vec<&str> = named.iter().map(|(name, _)| name.value).collect();
    let known = Known {
        scales,
        fields,
        field_names: &field_names,
    };
    let asked: BTreeSet<String> = root
        .tables("collections", "insamlingen")
        .iter()
        .filter_map(|table| table.optional_text("id"))
        .map(|id| id.value.to_owned())
        .collect();
    check_fills(root.notes(), fills, &asked, &known);
    Asking {
        collections: collections(root, &known),
        carry_over: carry_over(root, &known, vocabulary),
        checks: checks(root),
    }
}

fn collections(root: &Table<'_>, known: &Known<'_>) -> Vec<Collection> {
    let mut seen = BTreeSet::new();
    root.tables("collections", "insamlingen")
        .into_iter()
        .filter_map(|table| collection(&table, &mut seen, known))
        .collect()
}

fn collection(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    known: &Known<'_>,
) -> Option<Collection> {
    let notes = table.notes();
    let key = words::id(table, seen);
    let title = table.text("title");
    let help = table
        .optional_text("help")
        .map(|help| help.value.to_owned());
    let to = table
        .text("to")
        .and_then(|to| recipients(notes, &to, known));
    let deadline = table
        .text("deadline")
        .and_then(|written| deadline(notes, &written));
    let remind = table
        .texts("remind")
        .iter()
        .filter_map(|offset| words::workdays(notes, offset))
        .collect();
    let into = table.optional_text("into");
    let into = into.and_then(|into| Some((known.table(notes, &into)?, into)));
    let opens = table
        .optional_text("opens")
        .and_then(|opens| notes.name::<WorkflowId>(&opens));
    let mut asked = BTreeSet::new();
    let mut questions: Vec<Question> = table
        .tables("questions", "frågan")
        .into_iter()
        .filter_map(|table| question(&table, &mut asked, known.scales))
        .collect();
    if let Some((Recipients::Owners(_), columns)) = &to {
        questions = of_owner(table, questions, columns);
    } else if questions.is_empty() {
        table.missing("questions");
    } else if let Some(((_, columns), written)) = &into {
        fit(notes, &questions, columns, written);
    }
    table.finish();
    Some(Collection {
        key: key?,
        title: title?.value.to_owned(),
        help,
        to: to?.0,
        deadline: deadline?,
        remind,
        questions,
        into: into.map(|((key, _), _)| key),
        opens,
    })
}

/// `bodies`, `group:namn` or `owners:tabell`, with the columns of an owner's table.
fn recipients<'k>(
    notes: &Notes<'_>,
    written: &Located<&str>,
    known: &Known<'k>,
) -> Option<(Recipients, &'k [Column])> {
    let part = |prefix: &str| {
        written.value.strip_prefix(prefix).map(|value| Located {
            value,
            span: written.span.clone(),
        })
    };
    if written.value == "bodies" {
        return Some((Recipients::Bodies, &[]));
    }
    if let Some(group) = part("group:") {
        let group = notes.name::<GroupKey>(&group)?;
        return Some((Recipients::Group(group), &[]));
    }
    if let Some(table) = part("owners:") {
        let (field, columns) = known.table(notes, &table)?;
        if !columns.iter().any(|column| column.key.as_str() == OWNER) {
            let message = format!("tabellen '{}' har ingen kolumn '{OWNER}'", table.value);
            notes.add(Code::UnknownField, &written.span, message, None);
            return None;
        }
        return Some((Recipients::Owners(field), columns));
    }
    let message = format!("okänt sätt att hitta mottagare: '{}'", written.value);
    let way_out = "skriv bodies, group:namn eller owners:tabell".to_owned();
    notes.add(Code::BadWord, &written.span, message, Some(way_out));
    None
}

fn deadline(notes: &Notes<'_>, written: &Located<&str>) -> Option<Workdays> {
    let days = words::workdays(notes, written)?;
    if days.0 < 1 {
        let message = "en tidsfrist är minst en arbetsdag".to_owned();
        notes.add(Code::BadWord, &written.span, message, None);
        return None;
    }
    Some(days)
}

fn question(table: &Table<'_>, seen: &mut BTreeSet<String>, scales: &Scales) -> Option<Question> {
    let key = words::id::<ColumnKey>(table, seen);
    let title = table.text("title");
    let help = table
        .optional_text("help")
        .map(|help| help.value.to_owned());
    let optional = table.truth("optional");
    let kind = kind_of_question(table, scales);
    table.finish();
    Some(Question {
        key: key?,
        title: title?.value.to_owned(),
        help,
        kind: kind?,
        optional,
    })
}

/// What an owner is asked of each row: columns of the table. Without questions: how far it has come,
/// what shows it, and a comment.
fn of_owner(table: &Table<'_>, given: Vec<Question>, columns: &[Column]) -> Vec<Question> {
    for question in &given {
        let column = columns.iter().find(|column| column.key == question.key);
        if column.is_none_or(|column| column.kind != question.kind) {
            let message = format!(
                "frågan '{}' är ingen kolumn av samma typ i den ansvarigas tabell",
                question.key
            );
            table
                .notes()
                .add(Code::UnknownField, table.span(), message, None);
        }
    }
    if !given.is_empty() {
        return given;
    }
    ["status", "bevis", "kommentar"]
        .into_iter()
        .filter_map(|name| columns.iter().find(|column| column.key.as_str() == name))
        .map(|column| Question {
            key: column.key.clone(),
            title: column.title.clone(),
            help: None,
            kind: column.kind.clone(),
            optional: column.key.as_str() != "status",
        })
        .collect()
}

/// The table must have a first column that says who answered, and a column for some answer.
fn fit(notes: &Notes<'_>, questions: &[Question], columns: &[Column], written: &Located<&str>) {
    let rest = columns.get(1..).unwrap_or_default();
    let of = |question: &&Question| rest.iter().find(|column| column.key == question.key);
    for question in questions {
        if let Some(column) = of(&question)
            && column.kind != question.kind
        {
            let message = format!(
                "frågan '{}' har en annan typ än kolumnen i '{}'",
                question.key, written.value
            );
            notes.add(Code::WrongType, &written.span, message, None);
        }
    }
    if !questions.iter().any(|question| of(&question).is_some()) {
        let message = format!(
            "ingen fråga har en kolumn att tas in i: tabellen '{}' har {}",
            written.value,
            columns
                .iter()
                .map(|column| column.key.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
        let way_out = "den första kolumnen är den som har svarat; låt en annan heta som en fråga";
        notes.add(
            Code::UnknownField,
            &written.span,
            message,
            Some(way_out.to_owned()),
        );
    }
}

fn carry_over(
    root: &Table<'_>,
    known: &Known<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Option<CarryOver> {
    let table = root.table("carry_over", "överföringen")?;
    let notes = table.notes();
    let rows = table
        .text("table")
        .and_then(|written| known.table(notes, &written));
    let when = table.text("when");
    let finished = when
        .as_ref()
        .zip(rows.as_ref())
        .and_then(|(when, (field, _))| finished(notes, when, field, vocabulary));
    let into = table
        .text("into")
        .and_then(|into| notes.name::<WorkflowId>(&into));
    table.finish();
    Some(CarryOver {
        table: rows?.0,
        finished: finished?,
        into: into?,
    })
}

/// The condition is about one row; it is read as a question about a table of such rows.
fn finished(
    notes: &Notes<'_>,
    when: &Located<&str>,
    table: &FieldKey,
    vocabulary: &Vocabulary<'_>,
) -> Option<Node> {
    let before = format!("not any({table}, ");
    let (node, faults) = match parse(&format!("{before}{})", when.value)) {
        Ok(node) => {
            let faults = check(&node, vocabulary);
            (Some(node), faults)
        }
        Err(fault) => (None, vec![fault]),
    };
    let sound = faults.is_empty();
    for fault in faults {
        let within = |at: usize| at.saturating_sub(before.len()).min(when.value.len());
        let span = within(fault.span.start)..within(fault.span.end);
        let place = inside(notes.source(), when, &span);
        notes.add(fault.code, &place, fault.message, fault.suggestion);
    }
    node.filter(|_| sound)
}

/// What a section can be filled with: one text or a list of them.
pub(super) fn fills(section: &Table<'_>) -> Vec<(Located<String>, Fill)> {
    let notes = section.notes();
    let Some(written) = section.written("fill") else {
        return Vec::new();
    };
    let texts: Vec<Located<&str>> = match written.get_ref() {
        DeValue::Array(list) => list
            .iter()
            .filter_map(|one| text(notes, "fill", one))
            .collect(),
        _ => text(notes, "fill", written).into_iter().collect(),
    };
    texts
        .into_iter()
        .filter_map(|one| Some((owned(&one), fill(notes, &one)?)))
        .collect()
}

fn owned(one: &Located<&str>) -> Located<String> {
    Located {
        value: one.value.to_owned(),
        span: one.span.clone(),
    }
}

fn fill(notes: &Notes<'_>, written: &Located<&str>) -> Option<Fill> {
    let part = |prefix: &str| {
        written.value.strip_prefix(prefix).map(|value| Located {
            value: value.trim(),
            span: written.span.clone(),
        })
    };
    if let Some(collection) = part("answers_of_collection:") {
        return notes.name(&collection).map(Fill::AnswersOf);
    }
    if let Some(table) = part("statistics:") {
        return notes.name(&table).map(Fill::Statistics);
    }
    if let Some(workflow) = part(Fill::SERVICES) {
        return notes.name(&workflow).map(Fill::ServicesAllowed);
    }
    if let Some(workflow) = part(Fill::ACCEPTANCES) {
        return notes.name(&workflow).map(Fill::Acceptances);
    }
    match written.value {
        "decisions_of_year" => Some(Fill::DecisionsOfYear),
        "activities_by_status" => Some(Fill::ActivitiesByStatus),
        other => {
            let message = format!("systemet kan inte skriva '{other}'");
            let way_out = did_you_mean(other, Fill::WORDS)
                .unwrap_or_else(|| format!("det som finns: {}", Fill::WORDS.join(", ")));
            notes.add(Code::BadWord, &written.span, message, Some(way_out));
            None
        }
    }
}

/// What the fills name must be there, and a file that fills by year must have the year's field.
fn check_fills(
    notes: &Notes<'_>,
    fills: &[(Located<String>, Fill)],
    collections: &BTreeSet<String>,
    known: &Known<'_>,
) {
    for (written, fill) in fills {
        match fill {
            Fill::AnswersOf(collection) => {
                let named = Located {
                    value: collection.as_str(),
                    span: written.span.clone(),
                };
                let there = collections.iter().map(String::as_str);
                notes.known(Code::UnknownField, "okänd insamling", &named, there);
            }
            Fill::Statistics(table) => {
                let named = Located {
                    value: table.as_str(),
                    span: written.span.clone(),
                };
                let single = known
                    .field(table.as_str())
                    .is_some_and(|field| field.kind == FieldType::Count);
                if !single {
                    known.table(notes, &named);
                }
            }
            _ => {}
        }
    }
    let Some((first, _)) = fills.first() else {
        return;
    };
    let year = known.field(YEAR);
    if !known.field_names.contains(&YEAR)
        || year.is_some_and(|field| field.kind != FieldType::Number)
    {
        let message = "systemet vet inte vilket år avsnittet gäller".to_owned();
        let way_out = format!("lägg till fältet [fields.{YEAR}] med type = \"number\"");
        notes.add(Code::UnknownField, &first.span, message, Some(way_out));
    }
}

fn checks(root: &Table<'_>) -> Vec<Check> {
    let mut seen = BTreeSet::new();
    root.tables("checks", "kontrollen")
        .into_iter()
        .filter_map(|table| one_check(&table, &mut seen))
        .collect()
}

fn one_check(table: &Table<'_>, seen: &mut BTreeSet<String>) -> Option<Check> {
    let notes = table.notes();
    let id = table.text("id");
    let at = table
        .texts("at")
        .iter()
        .filter_map(|written| words::demanding_phase(notes, written))
        .collect();
    let reference = table
        .optional_text("ref")
        .map(|reference| reference.value.to_owned());
    table.finish();
    let id = id?;
    if !seen.insert(id.value.to_owned()) {
        let message = format!("kontrollen '{}' finns två gånger", id.value);
        notes.add(Code::Duplicate, &id.span, message, None);
        return None;
    }
    let words = CheckKind::ALL.map(CheckKind::word);
    if !notes.known(Code::BadWord, "okänd kontroll", &id, words) {
        return None;
    }
    let kind = CheckKind::ALL
        .into_iter()
        .find(|kind| kind.word() == id.value)?;
    Some(Check {
        kind,
        at,
        reference,
    })
}
