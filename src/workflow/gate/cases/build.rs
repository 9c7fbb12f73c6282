//! From a condition to what it asks about, the states each thing can be in, and its shape.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{MOST_CASES, Outcomes, Shape, State, Term, World, odometer, outcomes};
use crate::workflow::gate::syntax::{DocumentAttribute, Node, NodeKind, Place, Quantifier};
use crate::workflow::value::{Choice, Column, FieldType, Number};

/// The most things that are asked about together. Each can be in more than one state, so with more of
/// them there are too many cases anyway.
const MOST_ASKED: usize = 64;

/// A value that stands in a condition. Those that are compared are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Constant {
    Number(Number),
    /// A text, a country or a day: days stand in the order of their letters.
    Word(String),
}

/// What something asked about can be.
enum Range<'d> {
    /// Exactly these.
    States(Vec<State>),
    /// One of these, in their order.
    Choices(&'d [Choice]),
    /// Anything with an order, from the constant on if there is one.
    Ordered(Option<Constant>),
}

/// Something that a condition asks about.
struct Asked<'d> {
    name: String,
    range: Range<'d>,
    may_miss: bool,
    may_be_opaque: bool,
    /// What is compared with each other is in one group.
    group: usize,
}

pub(super) struct Builder<'w, 'd> {
    world: &'w World<'d>,
    columns: Option<&'d [Column]>,
    asked: Vec<Asked<'d>>,
    /// Each with the number of what it is compared with.
    constants: Vec<(usize, Constant)>,
    /// How many parts the conditions have.
    parts: usize,
}

/// The constants of a group in order, each once.
#[derive(Default)]
struct Order<'c> {
    constants: Vec<&'c Constant>,
    /// How far apart they stand: as many places between them as there are things to put there.
    stride: usize,
}

impl Order<'_> {
    fn place(&self, constant: &Constant) -> usize {
        let rank = self.constants.binary_search(&constant);
        rank.map_or(usize::MAX, |rank| (rank + 1) * self.stride)
    }

    /// The first place after all of them.
    fn end(&self) -> usize {
        (self.constants.len() + 1) * self.stride
    }
}

impl<'w, 'd> Builder<'w, 'd> {
    pub(super) fn new(world: &'w World<'d>, columns: Option<&'d [Column]>) -> Self {
        Self {
            world,
            columns,
            asked: Vec::new(),
            constants: Vec::new(),
            parts: 0,
        }
    }

    /// Shows the answers to the conditions in every case. False when there are too many cases, or
    /// when the work that the file may take is done.
    pub(super) fn try_all(
        mut self,
        conditions: &[&Node],
        visit: &mut dyn FnMut(&[Option<bool>]) -> ControlFlow<()>,
    ) -> bool {
        let effort = self.world.effort;
        let mut shapes = Vec::new();
        for condition in conditions {
            let before = self.parts;
            shapes.push(self.shape(condition));
            effort.spend(self.parts - before);
            if effort.is_spent()
                || self.asked.len() > MOST_ASKED
                || self.constants.len() > MOST_CASES
            {
                return false;
            }
        }
        let orders = self.orders();
        let domains = (0..self.asked.len()).map(|asked| self.domain(asked, &orders));
        let Some(domains) = domains.collect::<Option<Vec<Vec<State>>>>() else {
            return false;
        };
        let places: Vec<usize> = (0..self.constants.len())
            .map(|constant| self.place_of(constant, &orders))
            .collect();
        for shape in &mut shapes {
            settle(shape, &places);
        }
        let mut answers = vec![None; shapes.len()];
        let mut is_whole = true;
        let few_enough = odometer(&domains, |states| {
            effort.spend(self.parts);
            if effort.is_spent() {
                is_whole = false;
                return ControlFlow::Break(());
            }
            for (answer, shape) in answers.iter_mut().zip(&shapes) {
                *answer = shape.truth(states);
            }
            visit(&answers)
        });
        few_enough && is_whole
    }

    fn shape(&mut self, node: &Node) -> Shape {
        self.parts += 1;
        let mut shapes = |parts: &[Node]| parts.iter().map(|part| self.shape(part)).collect();
        match &node.kind {
            NodeKind::Or(parts) => Shape::Or(shapes(parts)),
            NodeKind::And(parts) => Shape::And(shapes(parts)),
            NodeKind::Not(inner) => Shape::Not(Box::new(self.shape(inner))),
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => {
                let (left, right) = self.pair(left, right);
                Shape::Compare(left, *comparison, right)
            }
            NodeKind::In { value, among } => {
                let mut places = Vec::new();
                self.parts += among.len();
                for one in among {
                    places.push(self.pair(value, one).1);
                }
                Shape::In(self.term(value), places)
            }
            NodeKind::Filled(place) => Shape::Filled(self.place(&place.value)),
            _ => Shape::Is(self.term(node)),
        }
    }

    /// Two things that are compared: from here on in one order.
    fn pair(&mut self, left: &Node, right: &Node) -> (Term, Term) {
        match (constant(left), constant(right)) {
            (None, Some(constant)) => {
                let left = self.term(left);
                let right = self.constant(&left, constant);
                (left, right)
            }
            (Some(constant), None) => {
                let right = self.term(right);
                let left = self.constant(&right, constant);
                (left, right)
            }
            _ => {
                let (left, right) = (self.term(left), self.term(right));
                if let (Term::Asked(left), Term::Asked(right)) = (&left, &right) {
                    let (from, to) = (self.asked[*left].group, self.asked[*right].group);
                    for asked in &mut self.asked {
                        if asked.group == from {
                            asked.group = to;
                        }
                    }
                }
                (left, right)
            }
        }
    }

    fn constant(&mut self, against: &Term, constant: Constant) -> Term {
        let Term::Asked(asked) = against else {
            return Term::At(usize::MAX); // two fixed values: the types have refused it
        };
        if let (Range::Choices(choices), Constant::Word(word)) =
            (&self.asked[*asked].range, &constant)
        {
            let place = choices
                .iter()
                .position(|choice| choice.key.as_str() == word);
            return Term::At(place.unwrap_or(usize::MAX));
        }
        self.constants.push((*asked, constant));
        Term::Constant(self.constants.len() - 1)
    }

    fn term(&mut self, node: &Node) -> Term {
        let yes_or_no = || Range::States(vec![State::At(0), State::At(1)]);
        let name = || node.to_string();
        let not_yet = &self.world.not_yet;
        let (range, may_miss) = match &node.kind {
            NodeKind::Truth(truth) => return Term::At(usize::from(*truth)),
            NodeKind::Approved(_) if not_yet.approved => return Term::At(0),
            NodeKind::Expired if not_yet.decided => return Term::At(0),
            NodeKind::Done(step) if not_yet.done.contains(&step.value.as_str()) => {
                return Term::At(0);
            }
            NodeKind::DecidedUntil if not_yet.decided => (Range::States(Vec::new()), true),
            NodeKind::Place(place) => return Term::Asked(self.place(place)),
            NodeKind::Or(_)
            | NodeKind::And(_)
            | NodeKind::Not(_)
            | NodeKind::Compare { .. }
            | NodeKind::In { .. }
            | NodeKind::Filled(_) => return Term::Truth(Box::new(self.shape(node))),
            NodeKind::Rows {
                quantifier,
                table,
                condition,
            } => {
                let of_a_row = self.of_a_row(&table.value, condition.as_deref());
                let range = match quantifier {
                    Quantifier::Any => truths(true, of_a_row.holds),
                    Quantifier::All => truths(of_a_row.fails, true),
                    Quantifier::Count => Range::Ordered(zero()),
                };
                (range, of_a_row.unknown)
            }
            NodeKind::DaysSince(place) => {
                let may_miss = self.may_miss(&place.value);
                (Range::Ordered(None), may_miss)
            }
            NodeKind::Document {
                attribute: DocumentAttribute::Age,
                ..
            }
            | NodeKind::Aggregate { .. }
            | NodeKind::DecidedUntil => (Range::Ordered(None), true),
            NodeKind::Today => (Range::Ordered(None), false),
            NodeKind::Adequate(_)
            | NodeKind::Refers { .. }
            | NodeKind::Delegated(_)
            | NodeKind::Complete(_)
            | NodeKind::States { .. } => (yes_or_no(), true),
            _ => (yes_or_no(), false),
        };
        Term::Asked(self.ask(name(), range, may_miss, false))
    }

    fn place(&mut self, place: &Place) -> usize {
        let kind = self.kind_of(place);
        let range = match kind {
            Some(FieldType::Bool) => Range::States(vec![State::At(0), State::At(1)]),
            Some(FieldType::Enum { choices } | FieldType::Level { choices, .. }) => {
                Range::Choices(choices)
            }
            _ => Range::Ordered(None),
        };
        let plain = matches!(
            kind,
            Some(
                FieldType::Text
                    | FieldType::Richtext
                    | FieldType::Bool
                    | FieldType::Number
                    | FieldType::Date
                    | FieldType::Enum { .. }
                    | FieldType::Level { .. }
                    | FieldType::Country
            )
        );
        let may_miss = self.may_miss(place);
        self.ask(place.to_string(), range, may_miss, !plain)
    }

    fn kind_of(&self, place: &Place) -> Option<&'d FieldType> {
        match place {
            Place::Field(name) => {
                let mut fields = self.world.vocabulary.fields.iter();
                fields.find(|(key, _)| key == name)?.1
            }
            Place::Cell(name) => {
                let mut columns = self.columns?.iter();
                Some(&columns.find(|column| column.key.as_str() == name)?.kind)
            }
        }
    }

    fn may_miss(&self, place: &Place) -> bool {
        match place {
            Place::Field(name) => !self.world.filled.contains(&name.as_str()),
            Place::Cell(_) => true,
        }
    }

    fn of_a_row(&self, table: &str, condition: Option<&Node>) -> Outcomes {
        let Some(condition) = condition else {
            return Outcomes {
                holds: true,
                ..Outcomes::default()
            };
        };
        let table = self.kind_of(&Place::Field(table.to_owned()));
        let columns = table.and_then(FieldType::columns);
        outcomes(Builder::new(self.world, columns), condition)
    }

    fn ask(
        &mut self,
        name: String,
        range: Range<'d>,
        may_miss: bool,
        may_be_opaque: bool,
    ) -> usize {
        let known = self.asked.iter().position(|asked| asked.name == name);
        known.unwrap_or_else(|| {
            let group = self.asked.len();
            self.asked.push(Asked {
                name,
                range,
                may_miss,
                may_be_opaque,
                group,
            });
            group
        })
    }

    /// The order of each group.
    fn orders(&self) -> BTreeMap<usize, Order<'_>> {
        let mut orders: BTreeMap<usize, Order<'_>> = BTreeMap::new();
        for asked in &self.asked {
            let order = orders.entry(asked.group).or_default();
            order.stride += 1;
            if let Range::Ordered(Some(from)) = &asked.range {
                order.constants.push(from);
            }
        }
        for (asked, constant) in &self.constants {
            let order = orders.entry(self.asked[*asked].group).or_default();
            order.constants.push(constant);
        }
        for order in orders.values_mut() {
            order.stride += 1;
            order.constants.sort();
            order.constants.dedup();
        }
        orders
    }

    fn place_of(&self, constant: usize, orders: &BTreeMap<usize, Order<'_>>) -> usize {
        let (asked, constant) = &self.constants[constant];
        let asked = &self.asked[*asked];
        if let (Range::States(_), Constant::Number(_)) = (&asked.range, constant) {
            return usize::MAX;
        }
        orders[&asked.group].place(constant)
    }

    /// The states that something asked about can be in; nothing when there are too many.
    fn domain(&self, asked: usize, orders: &BTreeMap<usize, Order<'_>>) -> Option<Vec<State>> {
        let asked = &self.asked[asked];
        let mut states = match &asked.range {
            Range::States(states) => states.clone(),
            Range::Choices(choices) => (0..choices.len()).map(State::At).collect(),
            Range::Ordered(from) => {
                let order = &orders[&asked.group];
                let places = from.as_ref().map_or(1, |from| order.place(from))..order.end();
                if places.len() > MOST_CASES {
                    return None;
                }
                places.map(State::At).collect()
            }
        };
        if asked.may_miss {
            states.push(State::Missing);
        }
        if asked.may_be_opaque {
            states.push(State::Opaque);
        }
        Some(states)
    }
}

fn zero() -> Option<Constant> {
    Number::try_from(0).ok().map(Constant::Number)
}

/// No and yes, as far as each is possible.
fn truths(no: bool, yes: bool) -> Range<'static> {
    let no = no.then_some(State::At(0));
    Range::States(no.into_iter().chain(yes.then_some(State::At(1))).collect())
}

fn constant(node: &Node) -> Option<Constant> {
    match &node.kind {
        NodeKind::Number(number) => Some(Constant::Number(*number)),
        NodeKind::Text(text) => Some(Constant::Word(text.clone())),
        _ => None,
    }
}

/// Gives every constant its place.
fn settle(shape: &mut Shape, places: &[usize]) {
    match shape {
        Shape::Or(parts) | Shape::And(parts) => {
            for part in parts {
                settle(part, places);
            }
        }
        Shape::Not(inner) => settle(inner, places),
        Shape::Compare(left, _, right) => {
            settle_term(left, places);
            settle_term(right, places);
        }
        Shape::In(value, among) => {
            settle_term(value, places);
            for one in among {
                settle_term(one, places);
            }
        }
        Shape::Is(term) => settle_term(term, places),
        Shape::Filled(_) => {}
    }
}

fn settle_term(term: &mut Term, places: &[usize]) {
    match term {
        Term::Constant(number) => *term = Term::At(places[*number]),
        Term::Truth(shape) => settle(shape, places),
        Term::Asked(_) | Term::At(_) => {}
    }
}
