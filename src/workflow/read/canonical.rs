//! The content of a file without its comments and spacing, so that it can be hashed.

use std::fmt::Write;

use toml::de::{DeTable, DeValue};

use super::table::{in_order, plain};
use crate::domain::digest::Digest;

/// SHA-256 of what the file says.
///
/// The order of the file counts (it is the order of the form); how it is spaced, quoted, commented or
/// divided into `[headers]` and `{ inline }` tables does not.
pub(super) fn hash(entries: &DeTable<'_>) -> Digest {
    let mut text = String::new();
    write_table(&mut text, entries);
    Digest::of(text)
}

fn write_table(text: &mut String, entries: &DeTable<'_>) {
    text.push('{');
    for (name, written) in in_order(entries) {
        let _ = write!(text, "{:?}:", name.value);
        write_value(text, written.get_ref());
        text.push(',');
    }
    text.push('}');
}

fn write_value(text: &mut String, value: &DeValue<'_>) {
    match value {
        DeValue::Table(entries) => write_table(text, entries),
        DeValue::Array(list) => {
            text.push('[');
            for one in list {
                write_value(text, one.get_ref());
                text.push(',');
            }
            text.push(']');
        }
        scalar => {
            let _ = write!(text, "{}", plain(scalar));
        }
    }
}
