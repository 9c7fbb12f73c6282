//! Which of the values that a fact may have no condition tells apart: one of each is enough.
//!
//! A condition is put together by and, or and not of parts that ask something. Two values for which
//! every part gives the same answer open and close the same gates. Tables are put together too, for
//! what only several rows can answer, until nothing new comes of it.

use std::collections::BTreeSet;

use super::World;
use super::domain::{Domain, Setting};
use crate::workflow::definition::Definition;
use crate::workflow::gate::evaluate::holds;
use crate::workflow::gate::syntax::{Node, NodeKind};
use crate::workflow::value::Value;

/// How many kinds of one table are told apart.
const MOST_CLASSES: usize = 48;

/// What each part answers.
type Answers = Vec<Option<bool>>;

pub(super) fn merge(
    domain: &mut Domain,
    definition: &Definition,
    first: &World,
    conditions: &[&Node],
) {
    let mut parts = Vec::new();
    for condition in conditions {
        asking(condition, &mut parts);
    }
    let reads: Vec<BTreeSet<usize>> = parts.iter().map(|part| domain.read_by(part)).collect();
    for at in 0..domain.settings.len() {
        let about = || (0..parts.len()).filter(|part| reads[*part].contains(&at));
        // Set against another fact, each value may be one of its own.
        if about().any(|part| reads[part].len() > 1) {
            continue;
        }
        let alone: Vec<&Node> = about().map(|part| parts[part]).collect();
        let classes = Classes {
            definition,
            parts: &alone,
        };
        let complete = classes.merge(&mut domain.settings[at], &mut first.clone());
        if !complete {
            domain.sampled.insert(at);
        }
    }
}

/// The parts that nothing but and, or and not puts together.
fn asking<'n>(node: &'n Node, parts: &mut Vec<&'n Node>) {
    match &node.kind {
        NodeKind::Or(inner) | NodeKind::And(inner) => {
            for inner in inner {
                asking(inner, parts);
            }
        }
        NodeKind::Not(inner) => asking(inner, parts),
        _ if parts.contains(&node) => {}
        _ => parts.push(node),
    }
}

struct Classes<'c> {
    definition: &'c Definition,
    parts: &'c [&'c Node],
}

impl Classes<'_> {
    fn answers(&self, setting: &Setting, choice: usize, world: &mut World) -> Answers {
        setting.set(world, choice);
        let parts = self.parts.iter();
        parts
            .map(|part| holds(part, self.definition, world))
            .collect()
    }

    /// Leaves one value of each class. False where there may be more classes.
    fn merge(&self, setting: &mut Setting, world: &mut World) -> bool {
        let mut known = BTreeSet::new();
        let kept: Vec<usize> = (0..setting.choices())
            .filter(|choice| known.insert(self.answers(setting, *choice, world)))
            .collect();
        setting.keep(&kept);
        if !self.takes_more_rows(setting) {
            return true;
        }
        let alone = setting.choices();
        let mut at = 0;
        while at < setting.choices() {
            for other in 0..alone {
                if MOST_CLASSES <= setting.choices() {
                    return false;
                }
                if !put_together(setting, at, other) {
                    continue;
                }
                let last = setting.choices() - 1;
                let answers = self.answers(setting, last, world);
                if !known.insert(answers)
                    && let Setting::Field(_, values) = setting
                {
                    values.pop();
                }
            }
            at += 1;
        }
        true
    }

    /// Whether it is a table that people add rows to.
    fn takes_more_rows(&self, setting: &Setting) -> bool {
        let Setting::Field(key, _) = setting else {
            return false;
        };
        let field = self.definition.field(key.as_str());
        field.is_some_and(|field| {
            field.kind.columns().is_some() && field.kind.fixed_rows().is_none()
        })
    }
}

/// Adds the table that has the rows of both. False where one of them has none.
fn put_together(setting: &mut Setting, one: usize, other: usize) -> bool {
    let Setting::Field(_, values) = setting else {
        return false;
    };
    let (Some(Some(Value::Table(one))), Some(Some(Value::Table(other)))) =
        (values.get(one), values.get(other))
    else {
        return false;
    };
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let rows = one.iter().chain(other).cloned().collect();
    values.push(Some(Value::Table(rows)));
    true
}
