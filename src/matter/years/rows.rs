//! Which row is which: a row keeps its name while the table is observed anew and decided anew.
//!
//! Rows have no identity of their own, so it is told from what they say: of rows with the same
//! first cell, one that is as it was is the same row, and of those that have changed, the one that
//! has changed least. A name is never given to another row.

use super::RowName;
use crate::{
    matter::state::Matter,
    workflow::{
        keys::FieldKey,
        value::{Column, FieldType, Row, Value},
    },
};
use std::collections::{BTreeMap, VecDeque};

/// What a row is called: its first cell, in words.
pub(super) fn title(first: Option<&Column>, row: &Row) -> String {
    first
        .and_then(|first| row.get(&first.key).map(|cell| first.kind.print(cell)))
        .unwrap_or_default()
}

/// Every row that the newest decision has or that has been observed since, by its name and as it was
/// last seen, also one that the table no longer has. None before a decision.
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
    /// Takes the table as it is now: known rows get their new cells, others new names. Gives which
    /// of the known rows the table has.
    fn follow(&mut self, table: &[Row]) -> Vec<bool> {
        let mut stands = vec![false; self.known.len()];
        let mut changed: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        let mut alike: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, (_, row)) in self.known.iter().enumerate() {
            alike.entry(written(row)).or_default().push_back(at);
        }
        for row in table {
            match alike.get_mut(&written(row)).and_then(VecDeque::pop_front) {
                Some(at) => stands[at] = true,
                None => changed.entry(title(self.first, row)).or_default().push(row),
            }
        }
        let mut left: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (name, _)) in self.known.iter().enumerate() {
            if !stands[at] {
                left.entry(&name.title).or_default().push(at);
            }
        }
        let mut told = Vec::new();
        let mut new = Vec::new();
        for (title, rows) in &changed {
            let known = left.get(title.as_str()).map_or(&[][..], Vec::as_slice);
            let pairs = self.nearest(known, rows);
            told.extend(pairs.iter().map(|(at, row)| (*at, (*rows[*row]).clone())));
            let taken: Vec<usize> = pairs.into_iter().map(|(_, row)| row).collect();
            let others = (0..rows.len()).filter(|row| !taken.contains(row));
            new.extend(others.map(|row| (title.clone(), rows[row].clone())));
        }
        for (at, row) in told {
            stands[at] = true;
            self.known[at].1 = row;
        }
        for (title, row) in new {
            let nth = self.last.entry(title.clone()).or_default();
            *nth = nth.saturating_add(1);
            let name = RowName { title, nth: *nth };
            self.known.push((name, row));
            stands.push(true);
        }
        stands
    }

    /// Pairs known rows with changed ones, those first that have most cells in common.
    fn nearest(&self, known: &[usize], rows: &[&Row]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for at in known {
            let before = &self.known[*at].1;
            for (place, row) in rows.iter().enumerate() {
                let same = row
                    .iter()
                    .filter(|(key, cell)| before.get(*key) == Some(*cell));
                pairs.push((same.count(), *at, place));
            }
        }
        pairs.sort_by_key(|(same, at, place)| (std::cmp::Reverse(*same), *at, *place));
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        for (_, at, place) in pairs {
            if chosen
                .iter()
                .all(|(one, other)| *one != at && *other != place)
            {
                chosen.push((at, place));
            }
        }
        chosen
    }
}

/// A row as it is compared, cell by cell.
fn written(row: &Row) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
