//! The picture of a matter type: what stands in it, before it is drawn.
//!
//! The columns are the phases, which are fixed, so no layout engine is needed. One picture serves a
//! definition by itself and a matter that follows it: the matter only sets the marks. It is drawn as
//! SVG ([`svg`]), as text for those who cannot see it ([`Picture::in_words`]), and handed to other
//! tools as Mermaid and DOT ([`graph`]).

pub mod graph;
pub mod svg;

use super::definition::{Definition, Document, ReviewMode};
use super::gate::{Binding, Gate};
use super::keys::{DocumentKind, ExecutionKey, FollowUpKey, GateKey, RouteKey, StepKey};
use super::phase::Phase;
use super::telling;
use std::fmt::Write as _;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is a picture of: "Godkännande av molntjänst".
    pub title: String,
    /// The phases from left to right.
    pub columns: Vec<Column>,
    /// The ways that do not lead to the next column.
    pub detours: Vec<Detour>,
}

/// A phase and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Which phase.
    pub phase: Phase,
    /// Where the matter stands in relation to it.
    pub mark: Mark,
    /// What must hold for the matter to come here.
    pub entry: Vec<Card>,
    /// What happens here.
    pub here: Vec<Card>,
    /// How the cards of `here` follow each other.
    pub order: Order,
}

/// How the cards of a column follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// They do not.
    Loose,
    /// All at once.
    Together,
    /// One after the other.
    InTurn,
}

/// One thing in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What it is.
    pub of: Part,
    /// What it is called.
    pub title: String,
    /// Smaller lines below: who, how long, on what ground.
    pub lines: Vec<String>,
    /// How it stands for a matter.
    pub mark: Mark,
}

/// What a card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something that is told, and not itself a part of the definition.
    Note,
    /// A document that must be there.
    Document(DocumentKind),
    /// A gate.
    Gate(GateKey),
    /// Several gates told as one.
    Gates,
    /// A review step.
    Step(StepKey),
    /// A route to the decision.
    Route(RouteKey),
    /// A step after the decision.
    Execution(ExecutionKey),
    /// Something that comes back.
    FollowUp(FollowUpKey),
}

impl Part {
    /// The word for it.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Note => None,
            Self::Document(_) => Some("Handling"),
            Self::Gate(_) => Some("Spärr"),
            Self::Gates => Some("Spärrar"),
            Self::Step(_) => Some("Granskning"),
            Self::Route(_) => Some("Beslutsväg"),
            Self::Execution(_) => Some("Åtgärd"),
            Self::FollowUp(_) => Some("Uppföljning"),
        }
    }
}

/// How a part of the picture stands for a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// There is no matter: the definition alone is drawn.
    Planned,
    /// Passed, approved, there.
    Done,
    /// The matter is here, or this is waited for.
    Now,
    /// This stops the matter.
    Blocked,
    /// Not yet.
    Ahead,
}

impl Mark {
    /// The words for it; none where there is no matter.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Planned => None,
            Self::Done => Some("klart"),
            Self::Now => Some("pågår nu"),
            Self::Blocked => Some("hindrar nästa steg"),
            Self::Ahead => Some("återstår"),
        }
    }
}

/// A way past or back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detour {
    /// From which phase.
    pub from: Phase,
    /// To which.
    pub to: Phase,
    /// What it is called.
    pub title: &'static str,
}

/// The phases on the way from draft to archive.
const WAY: [Phase; 8] = [
    Phase::Draft,
    Phase::Review,
    Phase::Ready,
    Phase::Agenda,
    Phase::Decided,
    Phase::InForce,
    Phase::Closed,
    Phase::Archived,
];

impl Picture {
    /// The picture of a definition, with no matter in it.
    pub fn of(definition: &Definition) -> Self {
        let columns = WAY.map(|phase| Column {
            phase,
            mark: Mark::Planned,
            entry: entry(definition, phase),
            here: here(definition, phase),
            order: match (phase, definition.review.mode) {
                (Phase::Review, _) if definition.review.steps.len() < 2 => Order::Loose,
                (Phase::Review, ReviewMode::Parallel) => Order::Together,
                (Phase::Review, ReviewMode::Sequence) => Order::InTurn,
                _ => Order::Loose,
            },
        });
        Self {
            title: definition.title.clone(),
            columns: columns.into(),
            detours: detours(definition),
        }
    }

    /// The picture of a matter that was taken back: it goes straight to the archive.
    pub fn withdrawn(definition: &Definition) -> Self {
        let columns = [Phase::Draft, Phase::Withdrawn, Phase::Archived];
        Self {
            title: definition.title.clone(),
            columns: columns
                .map(|phase| Column {
                    phase,
                    mark: Mark::Planned,
                    entry: Vec::new(),
                    here: Vec::new(),
                    order: Order::Loose,
                })
                .into(),
            detours: Vec::new(),
        }
    }

    /// The same picture with the gates that stop nothing told as one in each column.
    #[must_use]
    pub fn condensed(mut self) -> Self {
        for column in &mut self.columns {
            condense(&mut column.entry);
        }
        self
    }

    /// What the picture shows, one phase at a time, for those who cannot see it.
    pub fn in_words(&self) -> Vec<PhaseInWords> {
        self.columns
            .iter()
            .map(|column| PhaseInWords {
                title: column.phase.swedish(),
                mark: column.mark,
                entry: column.entry.iter().map(Card::sentence).collect(),
                here: column.here.iter().map(Card::sentence).collect(),
            })
            .collect()
    }

    /// The phases and where the matter is, as one line.
    pub fn description(&self) -> String {
        let parts: Vec<String> = self
            .columns
            .iter()
            .map(|column| match column.mark.words() {
                Some(words) => format!("{}: {words}.", column.phase.swedish()),
                None => format!("{}: {}.", column.phase.swedish(), counted(column)),
            })
            .collect();
        parts.join(" ")
    }
}

/// A phase of the picture in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseInWords {
    /// What the phase is called.
    pub title: &'static str,
    /// Where the matter stands in relation to it.
    pub mark: Mark,
    /// What must hold for the matter to come here.
    pub entry: Vec<String>,
    /// What happens here.
    pub here: Vec<String>,
}

impl Card {
    fn new(of: Part, title: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            of,
            title: title.into(),
            lines,
            mark: Mark::Planned,
        }
    }

    /// The card as one line: "Granskning: Juridisk granskning (Kommunjurist, 10 arbetsdagar), klart".
    pub fn sentence(&self) -> String {
        let mut line = match self.of.word() {
            Some(word) => format!("{word}: {}", self.title),
            None => self.title.clone(),
        };
        if !self.lines.is_empty() {
            let _ = write!(line, " ({})", self.lines.join(", "));
        }
        if let Some(words) = self.mark.words() {
            line.push_str(", ");
            line.push_str(words);
        }
        line
    }
}

fn entry(definition: &Definition, phase: Phase) -> Vec<Card> {
    let earlier = |gate: &Gate| gate.at.iter().any(|one| *one < phase);
    let mut cards: Vec<Card> = definition
        .documents
        .iter()
        .filter(|document| document.required == Some(phase))
        .map(|document| paper(definition, document))
        .collect();
    cards.extend(gates(definition.gates_at(phase), earlier));
    cards
}

/// The gates that are met for the first time, each by itself; those that have been tried before as
/// one.
fn gates<'d>(
    all: impl Iterator<Item = &'d Gate>,
    tried_before: impl Fn(&Gate) -> bool,
) -> Vec<Card> {
    let (again, new): (Vec<&Gate>, Vec<&Gate>) = all.partition(|gate| tried_before(gate));
    let mut cards: Vec<Card> = new.into_iter().map(gate_card).collect();
    match again.as_slice() {
        [] => {}
        [gate] => {
            let title = format!("{} prövas igen", telling::gate(gate));
            cards.push(Card::new(Part::Gate(gate.key.clone()), title, Vec::new()));
        }
        gates => {
            let title = format!("{} spärrar prövas igen", gates.len());
            cards.push(Card::new(Part::Gates, title, Vec::new()));
        }
    }
    cards
}

fn here(definition: &Definition, phase: Phase) -> Vec<Card> {
    match phase {
        Phase::Draft => vec![writing(definition)],
        Phase::Review => steps(definition),
        Phase::Ready => routes(definition),
        Phase::InForce => after_the_decision(definition),
        Phase::Archived => archive(definition),
        _ => Vec::new(),
    }
}

fn writing(definition: &Definition) -> Card {
    let lines = vec![
        counted_as(definition.fields.len(), "uppgift", "uppgifter"),
        counted_as(definition.sections.len(), "avsnitt", "avsnitt"),
    ];
    let title = format!("{} skriver", telling::role(definition, &definition.lead));
    Card::new(Part::Note, title, lines)
}

fn paper(definition: &Definition, document: &Document) -> Card {
    let author = telling::role(definition, &document.author);
    let age = document.max_age.map(telling::max_age);
    Card::new(
        Part::Document(document.kind.clone()),
        &document.title,
        std::iter::once(author).chain(age).collect(),
    )
}

fn gate_card(gate: &Gate) -> Card {
    let mut lines = Vec::new();
    if gate.binding == Binding::Should {
        lines.push("varnar, stoppar inte".to_owned());
    }
    if let Some(overriding) = &gate.overridable {
        let body = telling::body_name(overriding.by.as_str());
        lines.push(format!("undantag av {body}"));
    }
    Card::new(Part::Gate(gate.key.clone()), telling::gate(gate), lines)
}

/// The steps after the decision, each after the gates before it; then what comes back.
fn after_the_decision(definition: &Definition) -> Vec<Card> {
    let mut cards = Vec::new();
    for (place, step) in definition.execution.iter().enumerate() {
        let before = &definition.execution[..place];
        let tried = |gate: &Gate| {
            let earlier = |key: &ExecutionKey| before.iter().any(|step| step.key == *key);
            !gate.at.is_empty() || gate.before.iter().any(earlier)
        };
        cards.extend(gates(definition.gates_before(&step.key), tried));
        let after = step.after.iter().map(|key| {
            let earlier = definition.execution_step(key.as_str());
            let title = earlier.map_or(key.as_str(), |step| &step.title);
            format!("efter {title}")
        });
        let who = telling::role(definition, &step.role);
        let lines = std::iter::once(who).chain(after).collect();
        let part = Part::Execution(step.key.clone());
        cards.push(Card::new(part, &step.title, lines));
    }
    cards.extend(definition.follow_ups.iter().map(|follow_up| {
        let part = Part::FollowUp(follow_up.key.clone());
        Card::new(
            part,
            &follow_up.title,
            telling::follow_up(definition, follow_up),
        )
    }));
    cards
}

fn steps(definition: &Definition) -> Vec<Card> {
    let steps = definition.review.steps.iter().map(|step| {
        let who = telling::role(definition, &step.role);
        let deadline = step.deadline.map(telling::workdays);
        let lines = std::iter::once(who).chain(deadline).collect();
        Card::new(Part::Step(step.key.clone()), &step.title, lines)
    });
    let how = Card::new(Part::Note, telling::review(&definition.review), Vec::new());
    let mut cards: Vec<Card> = steps.collect();
    cards.push(how);
    cards
}

fn routes(definition: &Definition) -> Vec<Card> {
    let last = definition.routes.len();
    (1..)
        .zip(&definition.routes)
        .map(|(place, route)| {
            let when = match &route.when {
                Some(when) => format!("om {}", telling::condition(definition, when)),
                None if last > 1 => "i alla andra fall".to_owned(),
                None => "alltid".to_owned(),
            };
            let title = match last {
                1 => telling::decider(&route.by),
                _ => format!("{place}. {}", telling::decider(&route.by)),
            };
            Card::new(Part::Route(route.key.clone()), title, vec![when])
        })
        .collect()
}

fn archive(definition: &Definition) -> Vec<Card> {
    let rule = definition.archive.iter().map(|rule| {
        let title = crate::domain::swedish::capitalised(&telling::retention(rule.retention));
        Card::new(
            Part::Note,
            title,
            vec![format!("klass {}", rule.classification)],
        )
    });
    rule.collect()
}

fn detours(definition: &Definition) -> Vec<Detour> {
    let mut detours = vec![
        Detour {
            from: Phase::Review,
            to: Phase::Draft,
            title: "återsänds",
        },
        Detour {
            from: Phase::Agenda,
            to: Phase::Draft,
            title: "återremiss",
        },
    ];
    if definition.routes.iter().any(telling::skips_the_meeting) {
        detours.push(Detour {
            from: Phase::Ready,
            to: Phase::Decided,
            title: "utan sammanträde",
        });
    }
    if !definition.follow_ups.is_empty() {
        detours.push(Detour {
            from: Phase::InForce,
            to: Phase::Draft,
            title: "omprövas",
        });
    }
    detours
}

/// Tells the gates of one mark as one card, but for those that stop the matter.
fn condense(cards: &mut Vec<Card>) {
    let quiet = |card: &Card| matches!(card.of, Part::Gate(_)) && card.mark != Mark::Blocked;
    for mark in [Mark::Planned, Mark::Done, Mark::Now, Mark::Ahead] {
        let alike = |card: &Card| quiet(card) && card.mark == mark;
        let number = cards.iter().filter(|card| alike(card)).count();
        if number < 2 {
            continue;
        }
        cards.retain(|card| !alike(card));
        let title = match mark {
            Mark::Done => format!("{number} spärrar uppfyllda"),
            _ => format!("{number} spärrar prövas"),
        };
        let mut card = Card::new(Part::Gates, title, Vec::new());
        card.mark = mark;
        cards.push(card);
    }
}

fn counted(column: &Column) -> String {
    let number = |wanted: fn(&Part) -> bool| {
        let cards = column.entry.iter().chain(&column.here);
        cards.filter(|card| wanted(&card.of)).count()
    };
    let parts = [
        (
            number(|of| matches!(of, Part::Document(_))),
            "handling",
            "handlingar",
        ),
        (number(|of| matches!(of, Part::Gate(_))), "spärr", "spärrar"),
        (
            number(|of| matches!(of, Part::Step(_))),
            "granskning",
            "granskningar",
        ),
        (
            number(|of| matches!(of, Part::Route(_))),
            "beslutsväg",
            "beslutsvägar",
        ),
        (
            number(|of| matches!(of, Part::Execution(_))),
            "åtgärd",
            "åtgärder",
        ),
        (
            number(|of| matches!(of, Part::FollowUp(_))),
            "uppföljning",
            "uppföljningar",
        ),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| counted_as(number, one, many))
        .collect();
    if told.is_empty() {
        "inget särskilt".to_owned()
    } else {
        told.join(", ")
    }
}

fn counted_as(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
