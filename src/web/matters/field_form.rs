//! The form controls of a matter's fields, and the values that come back from them.
//!
//! A table of one column is typed as lines. Any other has a control for each cell: `risker-0-orsak` is
//! the cause in its first row, `risker-rader` the number of rows that were shown.

use crate::{
    web::{
        asked::Sent,
        look::{
            act::FieldGroup,
            field::{Choice, FieldView, Fixed, GridRow, Offer, Widget},
        },
    },
    workflow::{
        definition::{Definition, Field},
        keys::FieldKey,
        value::{Column, Directory, FieldType, FixedRows, Value},
    },
};

/// The most columns of a table that is typed as lines.
const LINES_UP_TO: usize = 1;
/// How many rows a table may have before no more are offered. Those there are stay.
const MOST_ROWS: usize = 200;
/// How many empty rows are shown for what is to be added.
const SPARE_ROWS: usize = 2;
/// How many are added when more are asked for.
const MORE_ROWS: usize = 5;
/// The button that asks for more rows, and sends the name of its table.
pub(super) const MORE: &str = "more";

/// What stands in the controls of a field, as it is or as it was typed.
pub(super) enum Typed {
    /// In one control.
    Text(String),
    /// In the cells of a table, row by row in the order of the columns.
    Cells(Vec<Vec<String>>),
}

impl Typed {
    /// What is kept in the matter.
    pub(super) fn kept(field: &Field, value: Option<&Value>, directory: &Directory) -> Self {
        let text = |kind: &FieldType, value: &Value| match value {
            Value::Person(person) => directory.typed_person(person),
            other => kind.form_text(other),
        };
        if !has_cells(&field.kind) {
            let value = value.map(|value| text(&field.kind, value));
            return Self::Text(value.unwrap_or_default());
        }
        let rows = match value {
            Some(Value::Table(rows)) => rows.as_slice(),
            _ => &[],
        };
        let cells = |row: &crate::workflow::value::Row| {
            let columns = field.kind.written_columns();
            let cell = |column: &Column| row.get(&column.key).map(|cell| text(&column.kind, cell));
            columns
                .map(|column| cell(column).unwrap_or_default())
                .collect()
        };
        let kept = rows.iter().map(cells).collect();
        Self::Cells(with_fixed_rows(&field.kind, kept, directory)).with_spare(&field.kind)
    }

    /// What was sent; `None` where the field was not on the form.
    pub(super) fn sent(field: &Field, sent: &Sent) -> Option<Self> {
        let key = field.key.as_str();
        if sent.holds(&rows_name(key)) {
            let row = |cells: &Sent| {
                let columns = field.kind.written_columns();
                columns
                    .map(|column| one(&column.kind, column.key.as_str(), cells))
                    .collect()
            };
            return Some(Self::Cells(sent.cells(key).values().map(row).collect()));
        }
        let shown = sent.holds(key);
        shown.then(|| Self::Text(one(&field.kind, key, sent)))
    }

    /// Every text in it, for what has to be looked up.
    pub(super) fn texts(&self, kind: &FieldType, wanted: &FieldType) -> Vec<String> {
        match self {
            Self::Text(text) if kind == wanted => vec![text.clone()],
            Self::Text(text) => {
                let has = |column: &Column| column.kind == *wanted;
                let cells = text.split(['|', '\n']).map(str::trim);
                let is_wanted = kind.written_columns().any(has);
                cells
                    .filter(|cell| is_wanted && !cell.is_empty())
                    .map(str::to_owned)
                    .collect()
            }
            Self::Cells(rows) => {
                let cells = rows.iter().flat_map(|row| kind.written_columns().zip(row));
                cells
                    .filter(|(column, cell)| column.kind == *wanted && !cell.trim().is_empty())
                    .map(|(_, cell)| cell.clone())
                    .collect()
            }
        }
    }

    /// The same with more empty rows.
    pub(super) fn with_more(mut self, kind: &FieldType) -> Self {
        if let Self::Cells(rows) = &mut self {
            let more = (rows.len() + MORE_ROWS).min(MOST_ROWS);
            rows.resize(more.max(rows.len()), empty_row(kind));
        }
        self
    }

    fn with_spare(mut self, kind: &FieldType) -> Self {
        if let Self::Cells(rows) = &mut self
            && kind.fixed_rows().is_none()
        {
            let all = rows.len() + SPARE_ROWS;
            rows.resize(all, empty_row(kind));
        }
        self
    }
}

/// The value; where it cannot be read its control says why, and every fault is told at once.
#[expect(
    clippy::option_option,
    reason = "faulty and told, or well and perhaps empty"
)]
pub(super) fn read(
    field: &Field,
    typed: &Typed,
    directory: &Directory,
    shown: &mut FieldView,
) -> Option<Option<Value>> {
    let rows = match typed {
        Typed::Text(text) => {
            let read = field.kind.from_form_with(text, directory);
            return read.map_err(|fault| shown.error = Some(fault)).ok();
        }
        Typed::Cells(rows) => rows,
    };
    match field.kind.from_cells(rows, directory) {
        Ok(value) => Some(value),
        Err(faults) => {
            for (place, fault) in faults {
                match (place, &mut shown.widget) {
                    (Some((row, column)), Widget::Grid { rows, .. }) => {
                        // The first column of a fixed row has no control of its own.
                        let cell = rows.get_mut(row).and_then(|row| {
                            let before = usize::from(row.fixed.is_some());
                            row.cells.get_mut(column.saturating_sub(before))
                        });
                        if let Some(cell) = cell {
                            cell.error = Some(fault);
                        }
                    }
                    _ => shown.error = Some(fault),
                }
            }
            None
        }
    }
}

/// The control of a field.
pub(super) fn control(field: &Field, typed: &Typed, directory: &Directory) -> FieldView {
    let name = field.key.as_str();
    let mut shown = match typed {
        Typed::Text(text) => {
            let mut shown = single(name, &field.title, &field.kind, text, directory);
            shown.named_when_empty = matches!(field.kind, FieldType::Several { .. });
            shown
        }
        Typed::Cells(rows) => grid(field, rows, directory),
    };
    let own = match typed {
        // The control of a day says it already.
        Typed::Text(_) if field.kind == FieldType::Date => None,
        Typed::Text(_) => field.kind.help(),
        Typed::Cells(_) => Some(help_of_cells(&field.kind)).filter(|help| !help.is_empty()),
    };
    let help: Vec<String> = [field.help.clone(), own].into_iter().flatten().collect();
    if !help.is_empty() {
        shown.hint = Some(match shown.hint.take() {
            Some(hint) => format!("{}\n{hint}", help.join(" ")),
            None => help.join(" "),
        });
    }
    if field.required.is_none() {
        shown.optional()
    } else {
        shown
    }
}

/// The controls under the headings of their type; a single one needs none.
pub(super) fn grouped(definition: &Definition, fields: Vec<FieldView>) -> Vec<FieldGroup> {
    let alone = fields.len() == 1;
    let mut groups: Vec<FieldGroup> = Vec::new();
    for field in fields {
        let key = field.name.parse().ok().filter(|_| !alone);
        let legend = key.and_then(|key: FieldKey| definition.heading_over(&key));
        match groups.last_mut() {
            Some(group) if group.legend.as_deref() == legend => group.fields.push(field),
            _ => groups.push(FieldGroup {
                legend: legend.map(ToOwned::to_owned),
                fields: vec![field],
            }),
        }
    }
    groups
}

/// How the cells are written, once over the table and not at each cell.
fn help_of_cells(kind: &FieldType) -> String {
    let mut help: Vec<String> = Vec::new();
    if kind.fixed_rows().is_none() {
        help.push("En rad som du tömmer tas bort.".to_owned());
    }
    let columns = kind.written_columns();
    help.extend(columns.filter_map(|column| {
        let said = match &column.kind {
            FieldType::Count => "Skriv ”ej insamlat” om ingen har räknat.".to_owned(),
            FieldType::Person | FieldType::Body | FieldType::Attachment => return None,
            kind => kind.help()?,
        };
        Some(format!("{}: {}", column.title, said))
    }));
    help.join("\n")
}

/// Whether a table has a control for each cell.
fn has_cells(kind: &FieldType) -> bool {
    let columns = kind.columns().map_or(0, <[Column]>::len);
    columns > LINES_UP_TO || kind.fixed_rows().is_some()
}

fn rows_name(key: &str) -> String {
    format!("{key}-rader")
}

fn cell_name(key: &str, row: usize, column: &Column) -> String {
    format!("{key}-{row}-{}", column.key)
}

fn empty_row(kind: &FieldType) -> Vec<String> {
    kind.written_columns().map(|_| String::new()).collect()
}

/// What one control sent: the checkboxes of several choices send each their own.
fn one(kind: &FieldType, name: &str, sent: &Sent) -> String {
    match kind {
        FieldType::Several { .. } => {
            let chosen = sent.all(name);
            let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
            chosen.join(",")
        }
        _ => sent.text(name),
    }
}

/// The rows that are always there, each with what is kept in it, and after them those that no
/// longer belong there: nothing that was written disappears by itself.
fn with_fixed_rows(
    kind: &FieldType,
    kept: Vec<Vec<String>>,
    directory: &Directory,
) -> Vec<Vec<String>> {
    let names: Vec<String> = match kind.fixed_rows() {
        None => return kept,
        Some(FixedRows::Listed(listed)) => listed.clone(),
        Some(FixedRows::Units) => directory.units.clone(),
        Some(FixedRows::Bodies) => {
            let bodies = directory.bodies.iter().flatten();
            bodies.map(|body| body.name.clone()).collect()
        }
    };
    let mut kept = kept;
    let mut rows = Vec::new();
    for name in names {
        let place = kept.iter().position(|row| row.first() == Some(&name));
        rows.push(if let Some(place) = place {
            kept.remove(place)
        } else {
            let mut row = empty_row(kind);
            if let Some(first) = row.first_mut() {
                *first = name;
            }
            row
        });
    }
    rows.extend(kept);
    rows
}

fn grid(field: &Field, rows: &[Vec<String>], directory: &Directory) -> FieldView {
    let key = field.key.as_str();
    let persons = format!("falt-{key}-personer");
    let is_fixed = field.kind.fixed_rows().is_some();
    let mut shown_rows = Vec::with_capacity(rows.len());
    for (number, cells) in rows.iter().enumerate() {
        let mut controls = Vec::new();
        let mut fixed = None;
        for (place, (column, text)) in field.kind.written_columns().zip(cells).enumerate() {
            let name = cell_name(key, number, column);
            if is_fixed && place == 0 {
                fixed = Some(Fixed {
                    name,
                    value: text.clone(),
                });
                continue;
            }
            let mut cell = single(&name, &column.title, &column.kind, text, directory);
            cell.hint = None;
            if column.kind == FieldType::Person {
                cell.offers.clear();
                cell.offer = Some(persons.clone());
            }
            controls.push(cell);
        }
        shown_rows.push(GridRow {
            title: fixed.as_ref().map_or_else(
                || format!("Rad {}", number + 1),
                |fixed| fixed.value.clone(),
            ),
            fixed,
            cells: controls,
        });
    }
    let has_persons = |column: &Column| column.kind == FieldType::Person;
    let offers = if field.kind.written_columns().any(has_persons) {
        vec![Offer {
            id: persons,
            texts: person_names(directory),
        }]
    } else {
        Vec::new()
    };
    let widget = Widget::Grid {
        more: !is_fixed && rows.len() < MOST_ROWS,
        rows: shown_rows,
        offers,
    };
    let mut shown = FieldView::new(key, &field.title, widget);
    shown.broad = true;
    shown
}

/// The control of a field or a cell that is no table of cells.
fn single(
    name: &str,
    title: &str,
    kind: &FieldType,
    text: &str,
    directory: &Directory,
) -> FieldView {
    match kind {
        FieldType::Text
        | FieldType::Country
        | FieldType::Money
        | FieldType::Cost
        | FieldType::Count
        | FieldType::FuzzyDate
        | FieldType::Matter => FieldView::text(name, title, text),
        FieldType::Person => FieldView::text(name, title, text).offering(person_names(directory)),
        FieldType::Unit => FieldView::text(name, title, text).offering(directory.units.clone()),
        FieldType::Richtext => FieldView::textarea(name, title, text, 8),
        FieldType::Number => {
            let widget = Widget::Number {
                value: text.to_owned(),
                unit: None,
            };
            FieldView::new(name, title, widget)
        }
        FieldType::Date => FieldView::date(name, title, text),
        FieldType::Bool => {
            let choices = [("", "Inte besvarat"), ("ja", "Ja"), ("nej", "Nej")];
            let choices = choices
                .into_iter()
                .map(|(value, title)| Choice::new(value, title).chosen(value == text))
                .collect();
            FieldView::new(name, title, Widget::Radios { choices })
        }
        FieldType::Several { choices } => {
            let chosen: Vec<&str> = text.split(',').map(str::trim).collect();
            let choices = choices.iter().map(|choice| {
                let key = choice.key.as_str();
                Choice::new(key, &choice.title).chosen(chosen.contains(&key))
            });
            let choices = choices.collect();
            FieldView::new(name, title, Widget::Checkboxes { choices })
        }
        FieldType::Enum { choices } | FieldType::Level { choices, .. } => {
            let choices = choices.iter();
            let named = choices.map(|choice| (choice.key.to_string(), choice.title.clone()));
            select(name, title, named, text)
        }
        FieldType::Body => {
            let bodies = directory.bodies.iter().flatten();
            let named = bodies.map(|body| (body.name.clone(), body.name.clone()));
            select(name, title, named, text)
        }
        FieldType::Attachment => {
            let attachments = directory.attachments.iter().flatten();
            let named = attachments.map(|one| (one.name.clone(), one.name.clone()));
            select(name, title, named, text)
        }
        FieldType::Table { .. } | FieldType::Risks { .. } | FieldType::Activities { .. } => {
            let columns = kind.written_columns();
            let titles: Vec<&str> = columns.map(|column| column.title.as_str()).collect();
            FieldView::table(name, title, &titles, text)
        }
    }
}

/// A list to choose from. What is chosen now is offered too, where it is not on the list.
fn select(
    name: &str,
    title: &str,
    named: impl Iterator<Item = (String, String)>,
    chosen: &str,
) -> FieldView {
    let mut choices = vec![Choice::new("", "Inte valt").chosen(chosen.is_empty())];
    choices.extend(named.map(|(value, title)| {
        let is_chosen = value == chosen;
        Choice::new(value, title).chosen(is_chosen)
    }));
    if !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice::new(chosen, chosen).chosen(true));
    }
    FieldView::new(name, title, Widget::Select { choices })
}

fn person_names(directory: &Directory) -> Vec<String> {
    let persons = directory.persons.as_deref().unwrap_or_default();
    let mut names: Vec<String> = persons.iter().map(|person| person.name.clone()).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::read;

    const EVERY_TYPE: &str = include_str!("../../workflow/value/tests/every_type.toml");

    /// What the page shows of a table with this many rows, sent back as it is.
    fn sent_back(field: &Field, rows: usize) -> Typed {
        let lines: Vec<String> = (0..rows).map(|row| format!("Risk {row}")).collect();
        let value = field.kind.from_form(&lines.join("\n")).unwrap();
        let directory = Directory::default();
        let Typed::Cells(shown) = Typed::kept(field, value.as_ref(), &directory) else {
            panic!("a table has cells");
        };
        let key = field.key.as_str();
        let mut pairs = vec![(rows_name(key), shown.len().to_string())];
        for (number, cells) in shown.into_iter().enumerate() {
            let columns = field.kind.written_columns().zip(cells);
            pairs.extend(columns.map(|(column, text)| (cell_name(key, number, column), text)));
        }
        Typed::sent(field, &pairs.into_iter().collect()).unwrap()
    }

    #[test]
    fn a_table_of_any_length_comes_back_whole() {
        let definition = read("alla.toml", EVERY_TYPE).unwrap();
        let field = definition.field("risker").unwrap();
        for rows in [0, 1, 198, 199, 200, 201, 450] {
            let typed = sent_back(field, rows).with_more(&field.kind);
            let Typed::Cells(cells) = typed else {
                panic!("a table has cells");
            };
            let filled = cells.iter().filter(|row| !row[0].is_empty()).count();
            assert_eq!(filled, rows);
            assert!(cells.len() >= rows);
        }
    }
}
