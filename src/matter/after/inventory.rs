//! A matter's row in the register of what the decisions are about.

use super::{
    follow_up::{Known, Source, Upcoming, next_look, upcoming},
    observation::current_value,
};
use crate::{
    matter::{requirements::Seen, state::Matter, surroundings::UNKNOWN},
    workflow::{gate::evaluate, keys::FieldKey},
};
use chrono::NaiveDate;

/// What the register says of a matter, and until when it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// What it is about: the service, the risk.
    pub name: String,
    /// Who holds it.
    pub holder: String,
    /// The state: the first of the file that certainly holds. None: the file has none for it.
    pub state: Option<(String, String)>,
    /// The last day of the decision, where it has one.
    pub until: Option<NaiveDate>,
    /// Whether the decision has ended.
    pub expired: bool,
    /// Whether the decision is no longer about what is: a new request is required.
    pub stale: bool,
    /// What comes next.
    pub next: Option<Upcoming>,
    /// The day on which it must be computed again; none: only an act changes it.
    pub look_on: Option<NaiveDate>,
}

/// Computes the row, of what holds: a new draft shows when it is decided. Every type has one, so that what is due is found; only those of a type with a
/// register are shown in one.
pub fn listing(matter: &Matter, known: &Known<'_>) -> Listing {
    let upcoming = upcoming(matter, known);
    let standing = &*matter.as_it_stands();
    let inventory = known.definition.inventory.as_ref();
    let words = |key: &FieldKey| {
        let field = known.definition.field(key.as_str())?;
        let value = current_value(standing, key)?;
        Some(field.kind.print(value))
    };
    let name = inventory.and_then(|inventory| words(&inventory.name));
    let seen = Seen::on(standing, known.today, &UNKNOWN);
    let state = inventory.and_then(|inventory| {
        let mut states = inventory.states.iter();
        let holds = states.find(|state| evaluate(&state.when, known.definition, &seen).passed);
        holds.map(|state| (state.key.to_string(), state.title.clone()))
    });
    let until = matter
        .standing_decision()
        .filter(super::StandingDecision::approves)
        .and_then(|standing| standing.until());
    let is = |source: &Source| upcoming.iter().any(|it| it.source == *source);
    Listing {
        name: name.unwrap_or_else(|| standing.content.title.clone()),
        holder: inventory
            .and_then(|inventory| words(inventory.holder.as_ref()?))
            .unwrap_or_default(),
        state,
        until,
        expired: is(&Source::End) && until.is_some_and(|until| until < known.today),
        stale: is(&Source::Stale),
        look_on: next_look(&upcoming, known.today),
        next: upcoming.into_iter().next(),
    }
}
