//! Prints the text form: keys in one order, one empty line between parts.

use super::{FileSection, FrontMatter, MatterFile};
use std::fmt::Write;
use toml::{Table, Value};

/// The order in which the keys of `[[statistics]]` and their rows are printed; others follow.
const STATISTICS_ORDER: [&str; 11] = [
    "id",
    "label",
    "title",
    "year",
    "section",
    "table",
    "value",
    "approx",
    "collected",
    "total",
    "rows",
];

/// The canonical text of a matter file.
pub(super) fn print(file: &MatterFile) -> String {
    let mut out = String::from("+++\n");
    front(&mut out, &file.front);
    out.push_str("+++\n");
    for section in &file.sections {
        print_section(&mut out, section);
    }
    out
}

fn front(out: &mut String, front: &FrontMatter) {
    let text = |text: &Option<String>| text.clone().map(Value::String);
    let date = |date: Option<chrono::NaiveDate>| {
        date.and_then(|day| day.to_string().parse().ok())
            .map(Value::Datetime)
    };
    let list = |texts: &[String]| {
        let texts = texts.iter().cloned().map(Value::String);
        Some(Value::Array(texts.collect())).filter(|list| list != &Value::Array(Vec::new()))
    };
    let keys = [
        ("type", Some(Value::String(front.matter_type.clone()))),
        ("title", Some(Value::String(front.title.clone()))),
        (
            "title_added",
            front.title_added.then_some(Value::Boolean(true)),
        ),
        ("recipient", text(&front.recipient)),
        ("municipality", text(&front.municipality)),
        ("body", text(&front.body)),
        ("officer", text(&front.officer)),
        ("responsible", text(&front.responsible)),
        ("date", date(front.date)),
        ("register_number", text(&front.register_number)),
        ("received", date(front.received)),
        ("plan_code", text(&front.plan_code)),
        (
            "year",
            front.year.map(|year| Value::Integer(i64::from(year))),
        ),
        ("source", text(&front.source)),
        ("attachments_heading", text(&front.attachments_heading)),
        (
            "recipients_of_decision",
            list(&front.recipients_of_decision),
        ),
    ];
    for (key, value) in keys {
        line(out, key, value.as_ref());
    }
    if !front.fields.is_empty() {
        out.push_str("\n[fields]\n");
        for (key, value) in &front.fields {
            line(out, &quoted_key(key), Some(value));
        }
    }
    for exception in &front.overrides {
        out.push_str("\n[[overrides]]\n");
        for (key, value) in [
            ("gate", Some(Value::String(exception.gate.clone()))),
            ("reason", Some(Value::String(exception.reason.clone()))),
            ("until", date(exception.until)),
        ] {
            line(out, key, value.as_ref());
        }
    }
    for attachment in &front.attachments {
        out.push_str("\n[[attachments]]\n");
        line(out, "label", text(&attachment.label).as_ref());
        line(out, "title", Some(&Value::String(attachment.title.clone())));
        line(out, "kind", text(&attachment.kind).as_ref());
        line(out, "dated", date(attachment.dated).as_ref());
        let signed = attachment.signed.then_some(Value::Boolean(true));
        line(out, "signed", signed.as_ref());
        line(out, "section", text(&attachment.section).as_ref());
    }
    for signature in &front.signatures {
        out.push_str("\n[[signatures]]\n");
        line(out, "name", Some(&Value::String(signature.name.clone())));
        line(out, "title", text(&signature.title).as_ref());
        line(out, "unit", text(&signature.unit).as_ref());
    }
    for statistics in &front.statistics {
        out.push_str("\n[[statistics]]\n");
        for (key, value) in ordered(statistics) {
            line(out, &quoted_key(key), Some(value));
        }
    }
}

fn print_section(out: &mut String, section: &FileSection) {
    let mut attributes = format!("#{}", section.id);
    if let Some(number) = &section.number {
        let _ = write!(
            attributes,
            " nr=\"{}\"",
            number.replace('\\', "\\\\").replace('"', "\\\"")
        );
    }
    if section.hidden {
        attributes.push_str(" visas=\"nej\"");
    }
    let _ = write!(out, "\n## {} {{{attributes}}}\n", section.title);
    if !section.text.is_empty() {
        let _ = write!(out, "\n{}\n", section.text);
    }
}

fn line(out: &mut String, key: &str, value: Option<&Value>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key} = {}", print_value(value));
    }
}

fn print_value(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(values) if values.iter().any(Value::is_table) => {
            let lines: Vec<String> = values
                .iter()
                .map(|value| format!("  {},\n", print_value(value)))
                .collect();
            format!("[\n{}]", lines.concat())
        }
        Value::Array(values) => format!(
            "[{}]",
            values
                .iter()
                .map(print_value)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let pairs = ordered(table)
                .into_iter()
                .map(|(key, value)| format!("{} = {}", quoted_key(key), print_value(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Known keys in our order, then the others by name.
fn ordered(table: &Table) -> Vec<(&String, &Value)> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| {
        (
            STATISTICS_ORDER
                .iter()
                .position(|known| known == key)
                .unwrap_or(STATISTICS_ORDER.len()),
            *key,
        )
    });
    pairs
}

fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
