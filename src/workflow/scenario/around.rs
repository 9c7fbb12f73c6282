//! What a scenario says of the municipality around the matter: its bodies and units, and what the
//! matter's references lead to.

use std::collections::BTreeMap;

use super::super::read::table::{Table, text};
use crate::workflow::finding::Code;
use crate::workflow::gate::Reference;
use crate::workflow::read::notes::Located;

/// The municipality of a scenario. What is not said is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenAround {
    /// The names of all bodies.
    pub bodies: Option<Vec<String>>,
    /// The names of all units.
    pub units: Option<Vec<String>>,
    /// What references lead to, by what is written in the field.
    pub references: BTreeMap<String, Reference>,
}

/// The words for what a reference leads to.
const LEADS_TO: [&str; 4] = ["registered", "planned", "open", "missing"];

impl GivenAround {
    /// `bodies = ["Kommunstyrelsen"]`, `units = […]`, `references = { "KS 2024/17" = "registered" }`;
    /// what is not said is as in `before`.
    pub(super) fn of(scenario: &Table<'_>, before: &Self) -> Self {
        let names = |key: &'static str| {
            let names = scenario.texts(key);
            let names: Vec<String> = names.iter().map(|name| name.value.to_owned()).collect();
            (!names.is_empty()).then_some(names)
        };
        let mut references = before.references.clone();
        for (name, written) in scenario.named("references") {
            let notes = scenario.notes();
            let Some(said) = text(notes, name.value, written) else {
                continue;
            };
            if let Some(reference) = leads_to(&said) {
                references.insert(name.value.to_owned(), reference);
            } else {
                notes.known(Code::BadScenario, "okänt svar", &said, LEADS_TO);
            }
        }
        Self {
            bodies: names("bodies").or_else(|| before.bodies.clone()),
            units: names("units").or_else(|| before.units.clone()),
            references,
        }
    }
}

fn leads_to(said: &Located<&str>) -> Option<Reference> {
    let found = Reference {
        found: true,
        ..Reference::default()
    };
    Some(match said.value {
        "registered" => Reference {
            registered: true,
            ..found
        },
        "planned" => Reference {
            planned: true,
            ..found
        },
        "open" => found,
        "missing" => Reference::default(),
        _ => return None,
    })
}
