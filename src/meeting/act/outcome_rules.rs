//! What must hold for an outcome to be recorded, each rule with its source.

use crate::{
    domain::refusal::{Place, Reason},
    meeting::{
        outcome::{ItemOutcome, MotionKind, OutcomeKind},
        question::{lacks_quorum, name, order_faults, takes_part, vote_faults},
        state::{Item, Meeting},
    },
};
use std::collections::BTreeSet;

/// What is wrong with an outcome. Empty when nothing is.
pub(super) fn outcome_faults(
    meeting: &Meeting,
    item: &Item,
    outcome: &ItemOutcome,
    place: usize,
) -> Vec<Reason> {
    let mut faults = Vec::new();
    if outcome.kind.is_handled() {
        faults.extend(lacks_quorum(meeting, item, outcome.vote.as_ref(), place));
        faults.extend(order_faults(outcome));
        faults.extend(disqualification_fault(meeting, item));
    } else if outcome.vote.is_some() || !outcome.points.is_empty() {
        faults.push(Reason::new(
            "utgar",
            "En punkt som utgår behandlas inte och får inget beslut.",
        ));
    }
    faults.extend(kind_fault(meeting, item, outcome));
    faults.extend(motion_faults(meeting, item, outcome));
    faults.extend(
        outcome
            .vote
            .iter()
            .flat_map(|vote| vote_faults(meeting, item, vote)),
    );
    faults.extend(not_taking_part_faults(meeting, item, outcome));
    faults.extend(reservation_faults(meeting, item, outcome));
    faults
        .into_iter()
        .map(|fault| fault.at(Place::Item(place)))
        .collect()
}

/// What is wrong with what was recorded.
pub(super) fn recorded_faults(meeting: &Meeting, item: &Item, place: usize) -> Vec<Reason> {
    let outcome = item.outcome.as_ref();
    outcome
        .map(|outcome| outcome_faults(meeting, item, outcome, place))
        .unwrap_or_default()
}

/// A disqualification that no longer fits the roll call: somebody in it is not there, or the one
/// who leads the item does not serve in it. What is decided is held against the roll call of then,
/// and neither can have changed since.
fn disqualification_fault(meeting: &Meeting, item: &Item) -> Option<Reason> {
    if item.outcome.is_some() {
        return None;
    }
    let rests = |person| {
        meeting
            .present(person)
            .is_some_and(|present| !present.serves)
    };
    let fits = item
        .disqualified
        .iter()
        .all(|gone| meeting.present(gone.person).is_some() && gone.substitute.is_none_or(rests));
    let chair = meeting.chair_of(item);
    let is_led = meeting
        .serving(item)
        .any(|present| Some(present.person) == chair);
    (!fits || !is_led).then(|| {
        Reason::new(
            "jav",
            "Anteckningen om jäv stämmer inte med vilka som tjänstgör.",
        )
        .remedy("Ta bort anteckningen och skriv den på nytt.")
        .source("KL 6:28–30")
    })
}

fn kind_fault(meeting: &Meeting, item: &Item, outcome: &ItemOutcome) -> Option<Reason> {
    if outcome.points.iter().any(|point| point.trim().is_empty()) {
        return Some(
            Reason::new("beslut", "En beslutspunkt är tom.").remedy("Skriv den eller ta bort den."),
        );
    }
    let missing = outcome.points.is_empty() && outcome.kind.is_handled();
    let same = outcome.points == item.proposal;
    match &outcome.kind {
        _ if missing => Some(
            Reason::new("beslut", "Beslutet saknar text.")
                .remedy("Skriv vad som beslutades.")
                .source("KL 5:67"),
        ),
        OutcomeKind::Approved if !item.proposal.is_empty() && !same => Some(
            Reason::new("beslut", "Beslutet skiljer sig från förslaget.")
                .remedy("Välj bifall med ändring, eller låt förslagets text stå oförändrad."),
        ),
        OutcomeKind::ApprovedWithChange if same => Some(
            Reason::new("beslut", "Beslutet är detsamma som förslaget.")
                .remedy("Välj bifall, eller skriv ändringen."),
        ),
        OutcomeKind::ReferredBack { reasons } if reasons.trim().is_empty() => Some(
            Reason::new("aterremiss", "Motiveringen till återremissen saknas.")
                .remedy("Skriv vad som ska utredas ytterligare."),
        ),
        OutcomeKind::Tabled { until: Some(until) } if *until <= meeting.day => Some(
            Reason::new(
                "bordlaggning",
                "Ärendet kan bara bordläggas till ett senare sammanträde.",
            )
            .remedy("Ange en senare dag, eller ingen."),
        ),
        _ => None,
    }
}

fn motion_faults(meeting: &Meeting, item: &Item, outcome: &ItemOutcome) -> Vec<Reason> {
    let mut faults = Vec::new();
    for motion in &outcome.motions {
        let who = name(meeting, motion.by);
        if !meeting
            .serving(item)
            .any(|present| present.person == motion.by)
        {
            let message = format!("{who} tjänstgör inte i ärendet och kan inte lägga yrkanden.");
            let fault = Reason::new("yrkande", message);
            faults.push(if item.is_disqualified(motion.by) {
                fault.source("KL 6:30")
            } else {
                fault
            });
        }
        let needs_text = matches!(
            motion.kind,
            MotionKind::ReferBack | MotionKind::Amendment | MotionKind::Addition
        );
        if needs_text && motion.text.trim().is_empty() {
            let message = format!(
                "Yrkandet om {} från {who} saknar text.",
                motion.kind.swedish()
            );
            faults.push(Reason::new("yrkande", message).source("KL 5:67"));
        }
    }
    faults
}

fn not_taking_part_faults(meeting: &Meeting, item: &Item, outcome: &ItemOutcome) -> Vec<Reason> {
    let mut faults = Vec::new();
    if outcome.vote.is_some() && !outcome.took_no_part.is_empty() {
        faults.push(
            Reason::new(
                "omrostning",
                "I en omröstning anges det bland rösterna att någon inte deltar.",
            )
            .remedy("Flytta ”deltar inte” till omröstningen."),
        );
    }
    for (at, person) in outcome.took_no_part.iter().enumerate() {
        let serves = meeting
            .serving(item)
            .any(|present| present.person == *person);
        if !serves || outcome.took_no_part[..at].contains(person) {
            let message = format!(
                "{} tjänstgör inte eller står två gånger bland dem som inte deltar.",
                name(meeting, *person)
            );
            faults.push(Reason::new("deltar_inte", message).source("KL 4:25"));
        }
    }
    faults
}

fn reservation_faults(meeting: &Meeting, item: &Item, outcome: &ItemOutcome) -> Vec<Reason> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for reservation in &outcome.reservations {
        let who = name(meeting, reservation.by);
        if !seen.insert(reservation.by) {
            faults.push(Reason::new(
                "reservation",
                format!("{who} har redan reserverat sig."),
            ));
        }
        if !outcome.kind.is_handled() || !takes_part(meeting, item, outcome, reservation.by) {
            faults.push(
                Reason::new(
                    "reservation",
                    format!("{who} har inte deltagit i beslutet och kan inte reservera sig."),
                )
                .remedy("Ta in det som en protokollsanteckning i stället.")
                .source("KL 4:27"),
            );
        }
    }
    faults
}
