//! Dead ends: where nothing that is left to do leads to the archive.
//!
//! To reassess is to begin anew, and is no way out: it is told where it is what remains. While a
//! decision is reassessed the compiled order always lets the matter go back to where that began, so
//! that what is to be known is known from there.

use super::explore::{Place, Seen, way};
use crate::{
    domain::swedish,
    workflow::phase::{self, Move, Phase, Round},
};

/// Notes each kind of dead end, with the shortest way to it: where what leads on is refused, not
/// everywhere before it.
pub(super) fn note(places: &[Place], seen: &mut Seen) {
    let free = free(places);
    for (at, place) in places.iter().enumerate() {
        let leads_on = place.refused.is_empty() && !place.next.is_empty();
        if free[at] || leads_on || place.matter.is_being_reassessed() {
            continue;
        }
        let way = way(places, at);
        let known = seen.stuck.get(&kind(place));
        let is_shorter = known.is_none_or(|(_, known)| way.len() < known.len());
        if is_shorter && begins_here(places, at, &free) {
            seen.stuck.insert(kind(place), (message(place), way));
        }
    }
}

/// What is the same dead end whatever the facts say: the phase, and the rules that stop the matter.
fn kind(place: &Place) -> String {
    let rules: Vec<&str> = place
        .refused
        .iter()
        .flat_map(|(_, refusal)| &refusal.reasons)
        .map(|reason| reason.rule.as_str())
        .collect();
    format!("{} {}", place.matter.phase.key(), rules.join(" "))
}

/// Whether there was still a way out one act before, so that what goes wrong goes wrong here.
fn begins_here(places: &[Place], at: usize, free: &[bool]) -> bool {
    let same_phase = |before: usize| places[before].matter.phase == places[at].matter.phase;
    let before = places[at].from.as_ref().map(|(before, _)| *before);
    before.is_none_or(|before| free[before] || !same_phase(before))
}

/// Whether each place has a way to the archive.
fn free(places: &[Place]) -> Vec<bool> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
    for (at, place) in places.iter().enumerate() {
        for next in &place.next {
            before[*next].push(at);
        }
    }
    let mut free = vec![false; places.len()];
    let mut reached: Vec<usize> = (0..places.len())
        .filter(|at| places[*at].matter.phase == Phase::Archived)
        .collect();
    while let Some(at) = reached.pop() {
        if !free[at] {
            free[at] = true;
            reached.extend(&before[at]);
        }
    }
    free
}

fn message(place: &Place) -> String {
    let phase = place.matter.phase;
    let mut sentences = vec![format!(
        "Återvändsgränd: ett ärende i fasen {} når aldrig arkivet.",
        phase.swedish()
    )];
    for (words, refusal) in &place.refused {
        let mut reasons: Vec<String> = refusal.reasons.iter().map(ToString::to_string).collect();
        if reasons.is_empty() {
            reasons.push(refusal.what.clone());
        }
        sentences.push(format!("”{words}” stoppas: {}", swedish::list(&reasons)));
    }
    if phase::step(phase, Move::Reassess, Round::First).is_ok() {
        sentences.push("Det enda som återstår är att ompröva beslutet.".to_owned());
    }
    sentences.join(" ")
}
