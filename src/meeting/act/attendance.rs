//! Who is at the meeting: the roll call.

use super::{Facts, Present, RollCall, done, go, only_in, unless_any};
use crate::{
    domain::{
        body::Membership,
        identifiers::PersonId,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::{MeetingMove, MeetingPhase},
        state::{Attendance, Meeting},
    },
    work::Outcome,
};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn begin(
    mut meeting: Meeting,
    roll: &RollCall,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Sammanträdet kan inte öppnas.";
    if facts.today < meeting.day {
        only_in(&[MeetingPhase::Planned], &meeting, what)?;
        let message = format!(
            "Sammanträdet är planerat till den {}.",
            swedish::date(meeting.day)
        );
        return Err(Refusal::because(
            what,
            Reason::new("dag", message).remedy("Ändra dagen om det hålls tidigare."),
        ));
    }
    go(&mut meeting, MeetingMove::Begin, what)?;
    seat(&mut meeting, roll, facts, what)?;
    let summary = format!("Sammanträdet öppnades; {}.", who_serve(&meeting));
    let details = roll_details(&meeting);
    Ok(done(meeting, "begun", summary, details))
}

/// Somebody has come or left, or the roll call was wrong. It holds for the items that are not decided
/// yet: those that are keep who served in them, until they are opened anew (KL 5:66).
pub(super) fn correct(
    mut meeting: Meeting,
    roll: &RollCall,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Närvaron kan inte ändras.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    seat(&mut meeting, roll, facts, what)?;
    let summary = format!("Närvaron rättades; {}.", who_serve(&meeting));
    let details = roll_details(&meeting);
    Ok(done(meeting, "attendance_corrected", summary, details))
}

/// Writes the roll call into the meeting, names and parties as they are that day.
fn seat(meeting: &mut Meeting, roll: &RollCall, facts: &Facts, what: &str) -> Result<(), Refusal> {
    let mut reasons = Vec::new();
    let mut attendance = Vec::new();
    for present in &roll.present {
        match line(meeting, *present, &attendance, roll, facts) {
            Ok(line) => attendance.push(line),
            Err(fault) => reasons.push(Reason::from(fault).at(Place::Attendance)),
        }
    }
    meeting.seats = usize::from(facts.body.rules.seats);
    meeting.attendance = attendance;
    meeting.others.clone_from(&roll.others);
    meeting.chair = Some(roll.chair);
    meeting.certifiers.clone_from(&roll.certifiers);
    if reasons.is_empty() {
        reasons.extend(too_many_serve(meeting));
        reasons.extend(chair_fault(meeting, roll.chair));
        reasons.extend(certifier_faults(meeting, facts));
    }
    unless_any(reasons, what)
}

/// What can be wrong with one line of a roll call.
#[derive(Debug, thiserror::Error)]
enum LineFault {
    #[error("{name} har ingen plats i {body}.")]
    NoSeat { name: String, body: String },
    #[error("{name} står två gånger i närvarolistan.")]
    Twice { name: String },
    #[error("{name} kan inte ersätta den ledamot som angetts.")]
    CannotReplace { name: String },
}

impl From<LineFault> for Reason {
    fn from(fault: LineFault) -> Self {
        let message = fault.to_string();
        match fault {
            LineFault::NoSeat { .. } => Reason::new("narvaro", message)
                .remedy("Ange personen bland övriga närvarande.")
                .source("KL 6:26"),
            LineFault::Twice { .. } => Reason::new("narvaro", message),
            LineFault::CannotReplace { .. } => Reason::new("tjanstgoring", message)
                .remedy(
                    "En ersättare tjänstgör för en ledamot som inte är där, och bara en för varje.",
                )
                .source("KL 6:17"),
        }
    }
}

fn line(
    meeting: &Meeting,
    present: Present,
    before: &[Attendance],
    roll: &RollCall,
    facts: &Facts,
) -> Result<Attendance, LineFault> {
    let name = facts.names.get(&present.person).cloned();
    let membership = membership_on(facts, present.person, meeting);
    let (Some(name), Some(membership)) = (name.clone(), membership) else {
        let name = name.unwrap_or_else(|| "En person".to_owned());
        return Err(LineFault::NoSeat {
            name,
            body: meeting.body_name.clone(),
        });
    };
    if before.iter().any(|other| other.person == present.person) {
        return Err(LineFault::Twice { name });
    }
    let is_member = membership.seat.is_member();
    let serves = is_member || present.serves;
    if let Some(member) = present.replaces {
        let is_free = !roll.present.iter().any(|other| other.person == member)
            && membership_on(facts, member, meeting).is_some_and(|of| of.seat.is_member())
            && !before.iter().any(|other| other.replaces == Some(member));
        if is_member || !serves || !is_free {
            return Err(LineFault::CannotReplace { name });
        }
    }
    Ok(Attendance {
        person: present.person,
        name,
        party: membership.party.clone(),
        seat: membership.seat,
        serves,
        replaces: present.replaces,
        replaces_name: present
            .replaces
            .and_then(|member| presented(facts, member, meeting)),
        mode: present.mode,
    })
}

/// The seat that counts when a person has several: the one of highest precedence.
fn membership_on<'a>(
    facts: &Facts<'a>,
    person: PersonId,
    meeting: &Meeting,
) -> Option<&'a Membership> {
    let held = facts.memberships.iter().filter(|membership| {
        membership.person == person
            && membership.body == meeting.body
            && membership.term.holds_on(meeting.day)
    });
    held.min_by_key(|membership| membership.seat)
}

/// A member who is not there, as printed.
fn presented(facts: &Facts, member: PersonId, meeting: &Meeting) -> Option<String> {
    let name = facts.names.get(&member)?;
    let party = &membership_on(facts, member, meeting)?.party;
    Some(if party.is_empty() {
        name.clone()
    } else {
        format!("{name} ({party})")
    })
}

fn too_many_serve(meeting: &Meeting) -> Option<Reason> {
    let serving = meeting
        .attendance
        .iter()
        .filter(|present| present.serves)
        .count();
    (meeting.seats < serving).then(|| {
        let message = format!(
            "{serving} tjänstgör, men {} har {} platser.",
            meeting.body_name, meeting.seats
        );
        Reason::new("tjanstgoring", message).at(Place::Attendance)
    })
}

fn chair_fault(meeting: &Meeting, chair: PersonId) -> Option<Reason> {
    let serves = meeting.present(chair).is_some_and(|present| present.serves);
    (!serves).then(|| {
        Reason::new(
            "ordforande",
            "Den som ska leda sammanträdet tjänstgör inte.",
        )
        .remedy("Ange en tjänstgörande ledamot som ordförande.")
        .at(Place::Attendance)
    })
}

fn certifier_faults(meeting: &Meeting, facts: &Facts) -> Vec<Reason> {
    let mut faults = Vec::new();
    let wanted = usize::from(facts.body.rules.certifiers);
    let chosen: BTreeSet<_> = meeting.certifiers.iter().collect();
    if chosen.len() != wanted || meeting.certifiers.len() != wanted {
        let wanted = i64::from(facts.body.rules.certifiers);
        faults.push(
            Reason::new(
                "justerare",
                format!(
                    "{} ska justera protokollet vid sidan av ordföranden.",
                    swedish::plural(wanted, "ledamot", "ledamöter")
                ),
            )
            .remedy("Ange så många justerare, var och en bara en gång.")
            .at(Place::Attendance),
        );
    }
    for certifier in &meeting.certifiers {
        faults.extend(certifier_fault(meeting, *certifier));
    }
    faults
}

/// Why a person cannot certify beside the chair; `None` when the person can.
pub(super) fn certifier_fault(meeting: &Meeting, person: PersonId) -> Option<Reason> {
    let message = if !meeting.has_served(person) {
        "En justerare ska ha tjänstgjort på sammanträdet."
    } else if meeting.chair == Some(person) {
        "Ordföranden justerar alltid och kan inte också vara justerare."
    } else {
        return None;
    };
    Some(Reason::new("justerare", message).at(Place::Attendance))
}

fn who_serve(meeting: &Meeting) -> String {
    let serving = meeting
        .attendance
        .iter()
        .filter(|present| present.serves)
        .count();
    format!("{serving} av {} ledamöter tjänstgör", meeting.seats)
}

fn roll_details(meeting: &Meeting) -> serde_json::Value {
    json!({
        "attendance": meeting.attendance, "others": meeting.others, "seats": meeting.seats,
        "chair": meeting.chair, "certifiers": meeting.certifiers,
    })
}
