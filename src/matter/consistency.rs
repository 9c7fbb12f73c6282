//! What a report says that cannot all be true, or that was left unfinished: the checks of a type.
//!
//! A workflow file names the checks it wants ([`CheckKind`]) and the phases each stops. All are pure:
//! they read the matter as it stands, in its municipality. What they find is a [`Reason`] with its place, what to do and
//! the rule; what they cannot be sure of they leave alone.

mod dates;
mod headings;
mod lists;
pub(super) mod prose;
mod rows;
mod totals;

use super::{state::Matter, surroundings::Surroundings};
use crate::{
    domain::refusal::Reason,
    workflow::{
        collection::{Check, CheckKind},
        definition::Definition,
        phase::Phase,
    },
};

pub use rows::is_done_without_evidence;

/// Something that a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub check: CheckKind,
    /// What is wrong, where, and what to do.
    pub reason: Reason,
}

/// Everything that the checks of the type find in the matter, in the order of the file.
pub fn findings(matter: &Matter, definition: &Definition, around: &Surroundings) -> Vec<Finding> {
    definition
        .checks
        .iter()
        .flat_map(|check| made(check, matter, definition, around))
        .collect()
}

/// What the checks find that stops `phase`.
pub fn stopping(
    matter: &Matter,
    definition: &Definition,
    phase: Phase,
    around: &Surroundings,
) -> Vec<Reason> {
    definition
        .checks
        .iter()
        .filter(|check| check.at.contains(&phase))
        .flat_map(|check| made(check, matter, definition, around))
        .map(|finding| finding.reason)
        .collect()
}

fn made(
    check: &Check,
    matter: &Matter,
    definition: &Definition,
    around: &Surroundings,
) -> Vec<Finding> {
    let reasons = match check.kind {
        CheckKind::Totals => totals::check(matter, definition),
        CheckKind::MissingRows => rows::missing(matter, definition, around),
        CheckKind::Dates => dates::check(matter),
        CheckKind::Numbers => headings::numbers(matter),
        CheckKind::EmptyTail => headings::tails(matter),
        CheckKind::Evidence => rows::without_evidence(matter, definition),
        CheckKind::Comparison => rows::comparison(matter),
        CheckKind::RepeatedList => lists::check(matter),
    };
    reasons
        .into_iter()
        .map(|reason| Finding {
            check: check.kind,
            reason: Reason {
                rule: check.kind.word().to_owned(),
                source: check.reference.clone().or(reason.source.clone()),
                ..reason
            },
        })
        .collect()
}

#[cfg(test)]
mod tests;
