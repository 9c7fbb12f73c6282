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

/// The phase in `required`, when there is one.
pub(super) fn required(table: &Table<'_>) -> Option<Phase> {
    table
        .optional_text("required")
        .and_then(|written| phase(table.notes(), &written))
}

/// A phase that can be waited for: nothing can be demanded before the draft or of what is withdrawn.
pub(super) fn phase(notes: &Notes<'_>, written: &Located<&str>) -> Option<Phase> {
    let possible = Phase::ALL
        .into_iter()
        .filter(|phase| !matches!(phase, Phase::Draft | Phase::Withdrawn));
    if !notes.known(
        Code::UnknownPhase,
        "okänd fas",
        written,
        possible.map(Phase::key),
    ) {
        return None;
    }
    written.value.parse().ok()
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
    let read = read.filter(|days| days.0.abs() <= 1000);
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
