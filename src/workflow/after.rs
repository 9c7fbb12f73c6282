//! What a file says about the time after the decision: steps to carry it out, what comes back, and
//! the register of what the decisions are about.

use std::sync::LazyLock;

use crate::workflow::definition::{Field, Period};
use crate::workflow::gate::syntax::Node;
use crate::workflow::keys::{
    ChoiceKey, DocumentKind, ExecutionKey, FieldKey, FollowUpKey, InventoryStateKey, RoleKey,
};
use crate::workflow::phase::Phase;
use crate::workflow::value::{Choice, FieldType, Value};

/// A step after the decision, done by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// Its name in gates: `done('bestallning')`.
    pub key: ExecutionKey,
    /// What people call it: "Beställning".
    pub title: String,
    /// What it means, in a sentence.
    pub help: Option<String>,
    /// Who does it.
    pub role: RoleKey,
    /// The steps that come before it.
    pub after: Vec<ExecutionKey>,
    /// The steps that another person must have done.
    pub not_same_as: Vec<ExecutionKey>,
    /// What the one who does it answers for, word for word.
    pub certificate: Option<String>,
    /// Whether it is done after a rejection too: to wind down what is in use.
    pub after_rejection: bool,
    /// Whether a new decision on the same thing demands it anew.
    pub every_round: bool,
}

/// Something that comes back after the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its name.
    pub key: FollowUpKey,
    /// What people call it: "Årlig omprövning".
    pub title: String,
    /// How long from the start, and then from each time it is done. None: once, on the start.
    pub every: Option<Period>,
    /// What it is counted from; none when only events bring it back.
    pub from: Option<Start>,
    /// How long before the day people are told that it comes.
    pub lead_time: Option<Period>,
    /// What brings it back before its time.
    pub also_when: Vec<Occasion>,
}

/// The day that a follow-up is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The day of the decision: `decision.date`.
    Decided,
    /// The last day of a decision for a time: `decision.until`.
    DecidedUntil,
    /// A day in a field: `field:oversyn`.
    Field(FieldKey),
    /// The day on the newest document of a kind: `document:riskanalys`.
    Document(DocumentKind),
    /// The day a step was done: `execution:bestallning`.
    Executed(ExecutionKey),
}

/// What brings a follow-up back before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// A live field is observed to differ from what was decided: `field:leverantor changed`.
    FieldChanged(FieldKey),
    /// A document is older than it may be: `document:riskanalys expired`.
    DocumentExpired(DocumentKind),
    /// A country in the matter has gained or lost its adequate level: `fact:adequacy changed`.
    AdequacyChanged,
}

/// The register of what the decisions of a type are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// Its heading: "Register över molntjänster".
    pub title: String,
    /// The field that names the thing.
    pub name: FieldKey,
    /// The field that says who holds it: the supplier, the owner.
    pub holder: Option<FieldKey>,
    /// The states, the first that certainly holds is shown.
    pub states: Vec<InventoryState>,
}

/// A state in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryState {
    /// Its name.
    pub key: InventoryStateKey,
    /// What people call it: "I bruk".
    pub title: String,
    /// When it holds.
    pub when: Node,
}

/// What conditions may ask of any matter: `phase`, and `decision` once there is one.
pub fn facts_of_every_matter() -> &'static [Field] {
    static FACTS: LazyLock<Vec<Field>> = LazyLock::new(|| {
        let choices = |words: &[(&str, &str)]| FieldType::Enum {
            choices: words
                .iter()
                .filter_map(|(key, title)| {
                    Some(Choice {
                        key: key.parse().ok()?,
                        title: (*title).to_owned(),
                    })
                })
                .collect(),
        };
        let phases = Phase::ALL.map(|phase| (phase.key(), phase.swedish()));
        [
            ("phase", "Fas", choices(&phases)),
            ("decision", "Beslut", choices(&DECISIONS)),
        ]
        .into_iter()
        .map(|(key, title, kind)| Field {
            key: FieldKey::of_every_matter(key),
            title: title.to_owned(),
            help: None,
            heading: None,
            kind,
            required: None,
            when: None,
            live: false,
            author: None,
        })
        .collect()
    });
    &FACTS
}

const DECISIONS: [(&str, &str); 2] = [("approved", "Bifall"), ("rejected", "Avslag")];

/// The phase as the fact `phase`.
pub fn phase_fact(phase: Phase) -> Option<&'static Value> {
    static PHASES: LazyLock<Vec<(Phase, Value)>> = LazyLock::new(|| {
        let value = |phase: Phase| Some((phase, Value::Enum(phase.key().parse().ok()?)));
        Phase::ALL.into_iter().filter_map(value).collect()
    });
    PHASES
        .iter()
        .find(|(known, _)| *known == phase)
        .map(|(_, value)| value)
}

/// What a decision came to, as the fact `decision`.
pub fn decision_fact(approved: bool) -> Option<&'static Value> {
    static KINDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
        let key = |(key, _): (&str, &str)| key.parse::<ChoiceKey>().ok();
        DECISIONS
            .into_iter()
            .filter_map(key)
            .map(Value::Enum)
            .collect()
    });
    KINDS.get(usize::from(!approved))
}
