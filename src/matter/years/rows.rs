//! Which row is which: a row keeps its name while the table is observed anew and decided anew.
//!
//! Rows have no identity of their own, so it is told from what they say: of rows with the same
//! first cell, one that is as it was is the same row, and of those that have changed, the one that
//! has changed least. A row whose first cell is corrected keeps the name that it got first. A name is
//! never given to another row.

use super::RowName;
use crate::{
    matter::state::Matter,
    workflow::{
        keys::{ColumnKey, FieldKey},
        value::{Column, FieldType, Row, Value},
    },
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

/// What a row is called: its first cell, in words.
pub(super) fn title(first: Option<&Column>, row: &Row) -> String {
    first
        .and_then(|first| row.get(&first.key).map(|cell| first.kind.print(cell)))
        .unwrap_or_default()
}

/// Every row that the newest decision has or that has been observed since, by its name and as it was
/// last seen, in the order of the table, also one that the table no longer has. None before a decision.
pub(super) fn of(matter: &Matter, table: &FieldKey, kind: &FieldType) -> Vec<(RowName, Row)> {
    let mut rows = Rows {
        first: kind.columns().and_then(<[_]>::first),
        known: Vec::new(),
        last: BTreeMap::new(),
    };
    let earlier = matter.after.rounds.iter();
    let earlier = earlier.map(|round| (round.number, &round.content));
    let this = matter.decision.is_some();
    for (round, content) in earlier.chain(this.then(|| (matter.round(), &matter.content))) {
        let decided = rows_of(content.fields.get(table));
        let stands = rows.follow(decided);
        // What a new decision leaves out is decided, not dropped.
        let mut stands = stands.into_iter();
        rows.known.retain(|_| stands.next().unwrap_or_default());
        let observed = matter.after.observed.iter();
        for seen in observed.filter(|seen| seen.field == *table && seen.round == round) {
            rows.follow(rows_of(seen.value.as_ref()));
        }
    }
    rows.known
}

/// The rows of a table; none where there is no table.
pub(super) fn rows_of(value: Option<&Value>) -> &[Row] {
    match value {
        Some(Value::Table(rows)) => rows,
        _ => &[],
    }
}

struct Rows<'k> {
    first: Option<&'k Column>,
    known: Vec<(RowName, Row)>,
    /// By title, the number of the last that was given.
    last: BTreeMap<String, u32>,
}

impl Rows<'_> {
    /// Takes the table as it is now: known rows get their new cells, others new names, in the order
    /// of the table. Gives which of the known rows the table has.
    fn follow(&mut self, table: &[Row]) -> Vec<bool> {
        let known = self.known_as(table);
        let mut stands = vec![false; self.known.len()];
        for (row, known) in table.iter().zip(known) {
            if let Some(at) = known {
                stands[at] = true;
                self.known[at].1.clone_from(row);
                continue;
            }
            let title = title(self.first, row);
            let nth = self.last.entry(title.clone()).or_default();
            *nth = nth.saturating_add(1);
            let name = RowName { title, nth: *nth };
            self.known.push((name, row.clone()));
            stands.push(true);
        }
        stands
    }

    /// Which known row each row of the table is: one that is as it was, else one that is called the
    /// same, else one that says most of the same under another title.
    fn known_as(&self, table: &[Row]) -> Vec<Option<usize>> {
        let mut known_as = vec![None; table.len()];
        let mut alike: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, (_, row)) in self.known.iter().enumerate() {
            alike.entry(written(row)).or_default().push_back(at);
        }
        for (place, row) in table.iter().enumerate() {
            known_as[place] = alike.get_mut(&written(row)).and_then(VecDeque::pop_front);
        }
        let same_title =
            |before: &Row, row: &Row| title(self.first, before) == title(self.first, row);
        self.pair(table, &mut known_as, same_title);
        self.pair(table, &mut known_as, |before, row| {
            let cells: BTreeSet<&ColumnKey> = before.keys().chain(row.keys()).collect();
            cells.len() < 2 * in_common(before, row)
        });
        known_as
    }

    /// Pairs what is left of known rows and of the table where they may be the same, those first that
    /// have most cells in common.
    fn pair(
        &self,
        table: &[Row],
        known_as: &mut [Option<usize>],
        may: impl Fn(&Row, &Row) -> bool,
    ) {
        let taken: BTreeSet<usize> = known_as.iter().flatten().copied().collect();
        let known = self.known.iter().enumerate();
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for (at, (_, before)) in known.filter(|(at, _)| !taken.contains(at)) {
            for (place, row) in table.iter().enumerate() {
                if known_as[place].is_none() && may(before, row) {
                    pairs.push((in_common(before, row), at, place));
                }
            }
        }
        pairs.sort_by_key(|(same, at, place)| (Reverse(*same), *at, *place));
        let mut taken = BTreeSet::new();
        for (_, at, place) in pairs {
            if known_as[place].is_none() && taken.insert(at) {
                known_as[place] = Some(at);
            }
        }
    }
}

/// How many filled cells say the same.
fn in_common(before: &Row, row: &Row) -> usize {
    row.iter()
        .filter(|(key, cell)| before.get(*key) == Some(*cell))
        .count()
}

/// A row as it is compared, cell by cell.
fn written(row: &Row) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
