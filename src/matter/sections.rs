//! Where the sections of a matter stand: the workflow's order, around what a file brought along.

use super::{carried::Carried, state::Section};
use crate::workflow::{
    definition::{self, Definition},
    keys::SectionKey,
};

/// The place of a section that the workflow has but the matter not: before the first that comes
/// later in the workflow. `None` when the workflow has no such section.
pub(super) fn place_of(
    key: &SectionKey,
    sections: &[Section],
    definition: &Definition,
) -> Option<usize> {
    let order = |key: &SectionKey| {
        definition
            .sections
            .iter()
            .position(|section| &section.key == key)
    };
    let place = order(key)?;
    let later = |section: &Section| order(&section.key).is_some_and(|at| place < at);
    Some(sections.iter().position(later).unwrap_or(sections.len()))
}

/// A section of the workflow that nobody has written.
pub(super) fn unwritten(section: &definition::Section) -> Section {
    Section {
        key: section.key.clone(),
        title: section.title.clone(),
        number: None,
        shown: true,
        text: String::new(),
        version: 0,
    }
}

/// Adds the sections that the workflow has and `sections` not, each where the workflow has it.
pub fn complete(sections: &mut Vec<Section>, definition: &Definition) {
    for wanted in &definition.sections {
        if sections.iter().any(|section| section.key == wanted.key) {
            continue;
        }
        if let Some(place) = place_of(&wanted.key, sections, definition) {
            sections.insert(place, unwritten(wanted));
        }
    }
}

/// Whether a section has the workflow's own heading.
pub(super) fn is_as_given(section: &Section, own: &definition::Section) -> bool {
    own.title == section.title && section.number.is_none() && section.shown
}

/// Whether a section stands in the text: it is written, or somebody has given it a heading. The
/// others are only the workflow's places to write in.
pub(super) fn stands(section: &Section, carried: &Carried, definition: &Definition) -> bool {
    let own = definition.section(section.key.as_str());
    !section.text.trim().is_empty()
        || own.is_none_or(|own| !is_as_given(section, own))
        || carried.empty_sections.contains(&section.key)
}
