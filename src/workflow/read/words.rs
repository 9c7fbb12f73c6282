//! The small words that several parts of a file share: phases, lengths of time, keys that must exist.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use super::notes::{Located, Notes};
use super::table::Table;
use crate::workflow::definition::{Period, Workdays};
use crate::workflow::finding::Code;
use crate::workflow::phase::Phase;

/// The `id` of an entry in a list, which no entry before it may have.
pub(super) fn id<K: FromStr<Err: Display>>(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
) -> Option<K> {
    let written = table.text("id")?;
    if !seen.insert(written.value.to_owned()) {
        let message = format!("'{}' finns två gånger", written.value);
        table
            .notes()
            .add(Code::Duplicate, &written.span, message, None);
        return None;
    }
    table.notes().name(&written)
}

/// The phases that fields, sections, documents and checks are asked for before. After the decision
/// only gates are asked.
const DEMANDING: [Phase; 4] = [Phase::Review, Phase::Ready, Phase::Agenda, Phase::Decided];

/// The phases that gates are asked before.
const GUARDED: [Phase; 6] = [
    Phase::Review,
    Phase::Ready,
    Phase::Agenda,
    Phase::Decided,
    Phase::InForce,
    Phase::Closed,
];

/// The phase in `required`, when there is one.
pub(super) fn required(table: &Table<'_>) -> Option<Phase> {
    table
        .optional_text("required")
        .and_then(|written| demanding_phase(table.notes(), &written))
}

/// A phase that something can be demanded before.
pub(super) fn demanding_phase(notes: &Notes<'_>, written: &Located<&str>) -> Option<Phase> {
    phase(notes, written, &DEMANDING)
}

/// A phase that a gate can stand before.
pub(super) fn guarded_phase(notes: &Notes<'_>, written: &Located<&str>) -> Option<Phase> {
    phase(notes, written, &GUARDED)
}

/// One of the phases that something is asked before: what is never asked must not look as if it were.
fn phase(notes: &Notes<'_>, written: &Located<&str>, asked: &[Phase]) -> Option<Phase> {
    let words: Vec<&str> = asked.iter().map(|phase| phase.key()).collect();
    match written.value.parse::<Phase>() {
        Ok(phase) if asked.contains(&phase) => {
            notes.words(Code::UnknownPhase, written, &words);
            Some(phase)
        }
        Ok(phase) => {
            let message = format!("inget prövas här när fasen '{}' börjar", phase.key());
            let way_out = format!("det prövas när de här börjar: {}", words.join(", "));
            notes.add(Code::NeverTried, &written.span, message, Some(way_out));
            None
        }
        Err(_) => {
            notes.known(Code::UnknownPhase, "okänd fas", written, words);
            None
        }
    }
}

/// `12 months` or `30 days`.
pub(super) fn period(notes: &Notes<'_>, written: &Located<&str>) -> Option<Period> {
    let read = match written.value.split_once(' ') {
        Some((count, "day" | "days")) => count.parse().ok().map(Period::Days),
        Some((count, "month" | "months")) => count.parse().ok().map(Period::Months),
        _ => None,
    };
    let read = read.filter(|period| !matches!(period, Period::Days(0) | Period::Months(0)));
    if read.is_none() {
        let message = format!("'{}' är ingen tidsrymd", written.value);
        notes.add(
            Code::BadWord,
            &written.span,
            message,
            Some("skriv till exempel \"12 months\" eller \"30 days\"".to_owned()),
        );
    }
    read
}

/// `10 workdays`; `-3 workdays` where something comes before.
pub(in crate::workflow) fn workdays(
    notes: &Notes<'_>,
    written: &Located<&str>,
) -> Option<Workdays> {
    let read = match written.value.split_once(' ') {
        Some((count, "workday" | "workdays")) => count.parse().ok().map(Workdays),
        _ => None,
    };
    let read = read.filter(|days| days.0.unsigned_abs() <= 1000);
    if read.is_none() {
        let message = format!("'{}' är inget antal arbetsdagar", written.value);
        notes.add(
            Code::BadWord,
            &written.span,
            message,
            Some("skriv till exempel \"10 workdays\"".to_owned()),
        );
    }
    read
}
