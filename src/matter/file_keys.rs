//! The keys of a matter file that go into a field of the type, where it has one.
//!
//! What a file says of its year and its stamp is typed in the type's own field; a type without the
//! field carries the key along.

use super::file::FrontMatter;
use crate::workflow::{
    collection::YEAR,
    definition::{Definition, Field},
    keys::FieldKey,
    value::{Number, Value},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A key of the file and the key of the field that takes it.
pub(super) struct Placed {
    /// The key of the file.
    pub(super) key: &'static str,
    /// The field, and what it holds then.
    field: &'static str,
    pub(super) value: Value,
    /// As the file has it, for a message.
    pub(super) written: String,
}

/// The day on the stamp.
const RECEIVED: &str = "inkom";
/// The classification on the stamp.
const PLAN_CODE: &str = "plankod";
/// The register number on the stamp.
const NUMBER: &str = "dokumentets_nummer";

/// The key of the file for its register number.
pub(super) const NUMBER_OF_THE_FILE: &str = "register_number";

/// What the file says that a field may take.
pub(super) fn placed(front: &FrontMatter) -> Vec<Placed> {
    let year = front.year.and_then(|year| {
        let number = Number::try_from(i64::from(year)).ok()?;
        Some(("year", YEAR, Value::Number(number), year.to_string()))
    });
    let received = front
        .received
        .map(|day| ("received", RECEIVED, Value::Date(day), day.to_string()));
    let stamped = |key, field, text: &Option<String>| {
        let text = text.clone()?;
        Some((key, field, Value::Text(text.clone()), text))
    };
    let plan_code = stamped("plan_code", PLAN_CODE, &front.plan_code);
    let number = stamped(NUMBER_OF_THE_FILE, NUMBER, &front.register_number);
    [year, received, plan_code, number]
        .into_iter()
        .flatten()
        .map(|(key, field, value, written)| Placed {
            key,
            field,
            value,
            written,
        })
        .collect()
}

impl Placed {
    /// The field of the type that takes it; none where the type has none of its kind.
    pub(super) fn field<'d>(&self, definition: &'d Definition) -> Option<&'d Field> {
        let field = definition.field(self.field)?;
        field.kind.accepts(&self.value).then_some(field)
    }
}

/// Lets the keys of a file that was carried along say what their fields say now, and gives the
/// fields that need not be written again.
///
/// The matter's own register number is the file's; then the field says what stood on the stamp.
pub(super) fn follow(
    front: &mut FrontMatter,
    fields: &BTreeMap<FieldKey, Value>,
    definition: &Definition,
) -> BTreeSet<FieldKey> {
    let mut taken = BTreeSet::new();
    for placed in placed(front) {
        let Some(field) = placed.field(definition) else {
            continue;
        };
        let now = fields.get(&field.key);
        let said = now == Some(&placed.value)
            || match placed.key {
                "year" => {
                    front.year = now.and_then(whole);
                    front.year.is_some()
                }
                "received" => {
                    front.received = now.and_then(day);
                    front.received.is_some()
                }
                "plan_code" => {
                    front.plan_code = now.and_then(text);
                    front.plan_code.is_some()
                }
                _ => false,
            };
        if said {
            taken.insert(field.key.clone());
        }
    }
    taken
}

fn whole(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn day(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}
