//! The answer to a condition, and what it was built on.

use std::cmp::Ordering;

use super::facts::{GateFacts, Trace, Verdict};
use super::operand::{RowAtHand, relation};
use super::syntax::{Comparison, Node, NodeKind, Quantifier};
use super::tables::counted;
use crate::workflow::definition::Definition;

/// Whether `condition`, which has been checked against `definition`, holds; nothing where that
/// cannot be known.
pub fn holds(condition: &Node, definition: &Definition, facts: &dyn GateFacts) -> Option<bool> {
    let evaluation = Evaluation {
        definition,
        facts,
        telling: false,
    };
    evaluation.truth(condition, None).truth
}

/// As [`holds`], with what decided it.
pub fn evaluate(condition: &Node, definition: &Definition, facts: &dyn GateFacts) -> Verdict {
    let evaluation = Evaluation {
        definition,
        facts,
        telling: true,
    };
    let Answer { truth, trace } = evaluation.truth(condition, None);
    let mut told: Vec<Trace> = Vec::new();
    for fact in trace {
        if !told.contains(&fact) {
            told.push(fact);
        }
    }
    Verdict {
        passed: truth == Some(true),
        trace: told,
    }
}

/// Holds, fails or cannot be known, and why.
pub(super) struct Answer {
    pub(super) truth: Option<bool>,
    pub(super) trace: Vec<Trace>,
}

impl Answer {
    fn plain(truth: Option<bool>) -> Self {
        Self {
            truth,
            trace: Vec::new(),
        }
    }
}

/// A condition at work: the file it stands in and the matter it asks about.
pub(super) struct Evaluation<'f> {
    pub(super) definition: &'f Definition,
    pub(super) facts: &'f dyn GateFacts,
    /// Whether the reasons are wanted: finding the words costs more than finding the answer.
    pub(super) telling: bool,
}

impl<'f> Evaluation<'f> {
    /// The reason, if reasons are wanted.
    pub(super) fn told(&self, trace: impl FnOnce() -> Trace) -> Vec<Trace> {
        if self.telling {
            vec![trace()]
        } else {
            Vec::new()
        }
    }

    pub(super) fn truth(&self, node: &Node, at: Option<RowAtHand<'f>>) -> Answer {
        match &node.kind {
            NodeKind::Or(parts) => self.together(parts, at, true),
            NodeKind::And(parts) => self.together(parts, at, false),
            NodeKind::Not(inner) => {
                let Answer { truth, trace } = self.truth(inner, at);
                Answer {
                    truth: truth.map(|holds| !holds),
                    trace,
                }
            }
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => self.compare(left, *comparison, right, at),
            NodeKind::In { value, among } => self.one_of(value, among, at),
            NodeKind::Truth(truth) => Answer::plain(Some(*truth)),
            NodeKind::Filled(place) => {
                let operand = self.place(&place.value, at);
                Answer {
                    truth: Some(operand.is_filled()),
                    trace: operand.trace,
                }
            }
            NodeKind::Rows {
                quantifier: Quantifier::Any,
                table,
                condition,
            } => self.rows(&table.value, condition.as_deref(), true),
            NodeKind::Rows {
                quantifier: Quantifier::All,
                table,
                condition,
            } => self.rows(&table.value, condition.as_deref(), false),
            _ => {
                let operand = self.operand(node, at);
                Answer {
                    truth: operand.truth(),
                    trace: operand.trace,
                }
            }
        }
    }

    /// `or` (decided by the first that holds) and `and` (decided by the first that fails).
    ///
    /// The trace keeps what decided: the deciding part alone, or else all that together did not.
    fn together(&self, parts: &[Node], at: Option<RowAtHand<'f>>, decisive: bool) -> Answer {
        let mut unknown = Vec::new();
        let mut agreeing = Vec::new();
        for part in parts {
            let Answer { truth, trace } = self.truth(part, at);
            match truth {
                Some(holds) if holds == decisive => return Answer { truth, trace },
                Some(_) => agreeing.extend(trace),
                None => unknown.push(trace),
            }
        }
        if unknown.is_empty() {
            return Answer {
                truth: Some(!decisive),
                trace: agreeing,
            };
        }
        if decisive {
            agreeing.extend(unknown.into_iter().flatten());
            return Answer {
                truth: None,
                trace: agreeing,
            };
        }
        Answer {
            truth: None,
            trace: unknown.into_iter().flatten().collect(),
        }
    }

    /// `any` (decided by the first row that fits) and `all` (decided by the first that does not).
    fn rows(&self, table: &str, condition: Option<&Node>, decisive: bool) -> Answer {
        let Some((field, rows)) = self.rows_of(table) else {
            return Answer::plain(None);
        };
        let mut unknown = None;
        for (index, row) in rows.iter().enumerate() {
            let at = RowAtHand {
                field,
                row,
                number: index + 1,
            };
            let answer = condition.map_or_else(
                || Answer::plain(None),
                |condition| self.truth(condition, Some(at)),
            );
            match answer.truth {
                Some(holds) if holds == decisive => return answer,
                Some(_) => {}
                None => unknown = unknown.or(Some(answer)),
            }
        }
        unknown.unwrap_or_else(|| Answer {
            truth: Some(!decisive),
            trace: self.told(|| counted(field, rows)),
        })
    }

    fn compare(
        &self,
        left: &Node,
        comparison: Comparison,
        right: &Node,
        at: Option<RowAtHand<'f>>,
    ) -> Answer {
        let (left, right) = (self.operand(left, at), self.operand(right, at));
        let holds = |order: Ordering| match comparison {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        };
        let truth = relation(&left, &right).and_then(|standing| standing.certainly(holds));
        let mut trace = left.trace;
        trace.extend(right.trace);
        Answer { truth, trace }
    }

    fn one_of(&self, value: &Node, among: &[Node], at: Option<RowAtHand<'f>>) -> Answer {
        let value = self.operand(value, at);
        let equal = |one: &Node| {
            let standing = relation(&value, &self.operand(one, at))?;
            standing.certainly(Ordering::is_eq)
        };
        let answers: Vec<Option<bool>> = among.iter().map(equal).collect();
        let truth = if answers.contains(&Some(true)) {
            Some(true)
        } else {
            (!answers.contains(&None)).then_some(false)
        };
        Answer {
            truth,
            trace: value.trace,
        }
    }
}
