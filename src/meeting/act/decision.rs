//! During the meeting: what became of each item, and the end that gives the sections their numbers.

use super::{
    Facts, done, find, go, only_in,
    outcome_rules::{outcome_faults, recorded_faults},
    unless_any,
};
use crate::{
    domain::{
        identifiers::{ItemId, MatterId, PersonId},
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::{MeetingMove, MeetingPhase},
        outcome::{Ballot, BallotValue, ItemOutcome, OutcomeKind, Reservation},
        question::{name, usual_order},
        state::{Item, Meeting},
    },
    work::Outcome,
};
use chrono::{NaiveDate, NaiveTime};
use serde_json::json;

/// What a meeting did with a matter: the office moves the matter with it, in the transaction of
/// [`super::Action::End`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which matter.
    pub matter: MatterId,
    /// As which item.
    pub item: ItemId,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// Its section; `None` when it was withdrawn from the agenda ("utgår").
    pub section: Option<u32>,
}

/// What the meeting did with each matter on its agenda. Empty before the meeting has ended.
pub fn decided(meeting: &Meeting) -> Vec<Decided> {
    if meeting.phase < MeetingPhase::Held || meeting.phase == MeetingPhase::Cancelled {
        return Vec::new();
    }
    let with_matter = meeting.items.iter().filter_map(|item| {
        Some(Decided {
            matter: item.matter?,
            item: item.id,
            outcome: item.outcome.clone()?,
            section: item.section,
        })
    });
    with_matter.collect()
}

pub(super) fn decide(
    mut meeting: Meeting,
    id: ItemId,
    outcome: ItemOutcome,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Beslutet kan inte registreras.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let before = meeting.clone();
    let (place, item) = find(&mut meeting, id, what)?;
    let again = item.outcome.is_some();
    let mut outcome = completed(&before, item, outcome);
    outcome.recorded_at = facts.at;
    unless_any(outcome_faults(&before, item, &outcome, place), what)?;
    let summary = format!(
        "{}: {}{}.",
        swedish::capitalised(&item.in_journal()),
        outcome.kind.swedish().to_lowercase(),
        if again { " (registrerat på nytt)" } else { "" }
    );
    let details = json!({ "item": id, "matter": item.matter, "again": again, "outcome": outcome });
    item.outcome = Some(outcome);
    Ok(done(meeting, "item_decided", summary, details))
}

/// Fills in what follows from the rest: who serves and leads, the points, the usual order of
/// questions, the disqualified in the list of a vote. Recorded again without having been opened
/// anew, the item keeps those who served when it was decided.
pub(super) fn completed(meeting: &Meeting, item: &Item, mut outcome: ItemOutcome) -> ItemOutcome {
    outcome.serving = meeting.serving(item).cloned().collect();
    outcome.chair = meeting.chair_of(item);
    if outcome.points.is_empty() {
        outcome.points = points_that_follow(meeting, item, &outcome.kind);
    }
    if outcome.question.order.is_empty() && outcome.kind.is_handled() {
        outcome.question.order = usual_order(&outcome, !item.proposal.is_empty());
    }
    if let Some(vote) = &mut outcome.vote {
        for gone in &item.disqualified {
            if !vote
                .ballots
                .iter()
                .any(|ballot| ballot.person == gone.person)
            {
                let value = BallotValue::Disqualified;
                vote.ballots.push(Ballot {
                    person: gone.person,
                    value,
                });
            }
        }
    }
    outcome
}

fn points_that_follow(meeting: &Meeting, item: &Item, kind: &OutcomeKind) -> Vec<String> {
    let body = &meeting.body_name;
    let decides = item.chain.proposes_to.as_ref().unwrap_or(body);
    match kind {
        OutcomeKind::Approved => item.proposal.clone(),
        OutcomeKind::ApprovedWithChange | OutcomeKind::Withdrawn => Vec::new(),
        OutcomeKind::Rejected => vec![format!("{decides} avslår förslaget.")],
        OutcomeKind::ReferredBack { reasons } => {
            let reasons = reasons.trim().trim_end_matches('.');
            vec![format!(
                "{body} återremitterar ärendet med följande motivering: {reasons}."
            )]
        }
        OutcomeKind::Tabled { until: Some(day) } => {
            vec![format!(
                "{body} bordlägger ärendet till sammanträdet den {}.",
                swedish::date(*day)
            )]
        }
        OutcomeKind::Tabled { until: None } => {
            vec![format!(
                "{body} bordlägger ärendet till ett senare sammanträde."
            )]
        }
    }
}

pub(super) fn reopen(mut meeting: Meeting, id: ItemId) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Punkten kan inte öppnas på nytt.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let (_, item) = find(&mut meeting, id, what)?;
    let Some(outcome) = item.outcome.take() else {
        return Err(Refusal::not_found(format!(
            "{what} Inget är registrerat i den."
        )));
    };
    let summary = format!(
        "{} öppnades på nytt.",
        swedish::capitalised(&item.in_journal())
    );
    let details = json!({ "item": id, "matter": item.matter, "was": outcome.kind });
    Ok(done(meeting, "item_reopened", summary, details))
}

pub(super) fn reserve(
    mut meeting: Meeting,
    id: ItemId,
    person: PersonId,
    text: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Reservationen kan inte tas emot.";
    if MeetingPhase::Held <= meeting.phase && meeting.phase != MeetingPhase::Cancelled {
        let reason = Reason::new(
            "reservation",
            "Sammanträdet är slut. En reservation ska anmälas innan dess.",
        )
        .source("KL 4:27");
        return Err(Refusal::because(what, reason));
    }
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let before = meeting.clone();
    let (place, item) = find(&mut meeting, id, what)?;
    let Some(mut outcome) = item.outcome.clone() else {
        let reason = Reason::new("ordning", "Punkten är inte avgjord.").at(Place::Item(place));
        return Err(Refusal::because(what, reason));
    };
    outcome.reservations.push(Reservation {
        by: person,
        text: text.trim().to_owned(),
    });
    unless_any(outcome_faults(&before, item, &outcome, place), what)?;
    item.outcome = Some(outcome);
    let summary = format!(
        "{} reserverade sig i {}.",
        name(&before, person),
        item.in_journal()
    );
    let details =
        json!({ "item": id, "matter": item.matter, "person": person, "text": text.trim() });
    Ok(done(meeting, "reserved", summary, details))
}

pub(super) fn end(
    mut meeting: Meeting,
    ended_at: NaiveTime,
    first_section: u32,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Sammanträdet kan inte avslutas.";
    go(&mut meeting, MeetingMove::End, what)?;
    meeting.ended_at = Some(ended_at);
    let faults = end_time_fault(&meeting, ended_at, facts.today);
    unless_any(
        faults.into_iter().chain(end_faults(&meeting)).collect(),
        what,
    )?;
    let needed = meeting.sections_needed();
    if first_section == 0 || first_section.checked_add(needed).is_none() {
        let message = format!("Paragraferna kan inte börja på {first_section}.");
        return Err(Refusal::invalid(
            what,
            vec![Reason::new("paragraf", message)],
        ));
    }
    let mut section = first_section;
    for item in meeting
        .items
        .iter_mut()
        .filter(|item| item.becomes_section())
    {
        item.section = Some(section);
        section += 1;
    }
    let sections: Vec<u32> = (first_section..section).collect();
    let summary = if sections.is_empty() {
        "Sammanträdet avslutades utan att något ärende behandlades.".to_owned()
    } else {
        format!("Sammanträdet avslutades; {}.", swedish::sections(&sections))
    };
    let given: Vec<_> = meeting
        .items
        .iter()
        .map(|item| {
            json!({
                "item": item.id, "matter": item.matter, "section": item.section,
                "kind": item.outcome.as_ref().map(|outcome| outcome.kind.key()),
            })
        })
        .collect();
    let details = json!({ "ended_at": ended_at, "sections": given });
    Ok(done(meeting, "ended", summary, details))
}

/// An end that is not after the beginning. Past midnight is told from a slip of the pen by the hour,
/// and by the day after having come.
fn end_time_fault(meeting: &Meeting, ended_at: NaiveTime, today: NaiveDate) -> Option<Reason> {
    let next_day = meeting.ended_next_day()?;
    let small_hours = ended_at < Meeting::LATEST_END;
    if small_hours && next_day <= today {
        return None;
    }
    let message = format!(
        "Sammanträdet började kl. {}; kl. {} är inte efter det.",
        meeting.starts_at.format("%H.%M"),
        ended_at.format("%H.%M")
    );
    let remedy = if small_hours {
        format!(
            "Skriv när det slutade. Slutade det efter midnatt avslutas det här tidigast den {}.",
            swedish::date(next_day)
        )
    } else {
        "Skriv när det slutade.".to_owned()
    };
    Some(Reason::new("sluttid", message).remedy(remedy))
}

fn end_faults(meeting: &Meeting) -> Vec<Reason> {
    let mut faults = Vec::new();
    for (place, item) in meeting.items.iter().enumerate() {
        if item.outcome.is_none() {
            faults.push(
                Reason::new("utan_beslut", format!("”{}” är inte avgjord.", item.title))
                    .remedy("Registrera beslutet, eller ange att punkten bordläggs eller utgår.")
                    .source("KL 5:66–67 och 6:35")
                    .at(Place::Item(place + 1)),
            );
        }
        faults.extend(recorded_faults(meeting, item, place + 1));
    }
    faults
}
