//! Who is at the meeting, and who may not take part in an item.

use super::{Facts, Present, RollCall, done, find, go, needed, only_in, unless_any};
use crate::{
    domain::{
        body::{Membership, Seat, seats_on},
        identifiers::{ItemId, PersonId},
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::{MeetingMove, MeetingPhase},
        question,
        state::{Attendance, Disqualified, Item, Meeting},
    },
    work::Outcome,
};
use serde_json::json;
use std::collections::BTreeSet;

/// Who steps in when somebody is disqualified.
#[derive(Debug, Clone, Copy)]
pub(super) struct StandIns {
    pub(super) substitute: Option<PersonId>,
    pub(super) acting_chair: Option<PersonId>,
}

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

pub(super) fn correct(
    mut meeting: Meeting,
    roll: &RollCall,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Närvaron kan inte ändras.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    seat(&mut meeting, roll, facts, what)?;
    unless_any(broken_by_roll(&meeting), what)?;
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
    meeting.seats = seats_on(facts.memberships, meeting.day);
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
                .source("KL 4:22 och 6:17"),
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
        Reason::new("tjanstgoring", message)
            .source("KL 4:22")
            .at(Place::Attendance)
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
    let serves = meeting
        .present(person)
        .is_some_and(|present| present.serves);
    let message = if !serves {
        "En justerare ska ha tjänstgjort på sammanträdet."
    } else if meeting.chair == Some(person) {
        "Ordföranden justerar alltid och kan inte också vara justerare."
    } else {
        return None;
    };
    Some(
        Reason::new("justerare", message)
            .source("KL 5:69")
            .at(Place::Attendance),
    )
}

/// What was already recorded that the new roll call contradicts.
fn broken_by_roll(meeting: &Meeting) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (place, item) in meeting.items.iter().enumerate() {
        let broken = super::decision::recorded_faults(meeting, item, place + 1);
        if !broken.is_empty() {
            let message = format!(
                "Det som är registrerat i ”{}” går inte ihop med närvaron.",
                item.title
            );
            reasons.push(
                Reason::new("narvaro", message)
                    .remedy("Öppna punkten på nytt, ändra närvaron och registrera beslutet igen.")
                    .at(Place::Item(place + 1)),
            );
            reasons.extend(broken);
        }
    }
    reasons
}

pub(super) fn disqualify(
    mut meeting: Meeting,
    id: ItemId,
    person: PersonId,
    typed_ground: &str,
    stand_ins: StandIns,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Jävet kan inte antecknas.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let ground = needed(
        typed_ground,
        what,
        "jav",
        "Grunden saknas. Skriv varför personen är jävig.",
    )?;
    let before = meeting.clone();
    let (place, item) = find(&mut meeting, id, what)?;
    open_item(item, place, what)?;
    let reasons: Vec<Reason> = [
        not_disqualifiable(&before, item, person),
        stand_ins
            .substitute
            .and_then(|substitute| not_substitute(&before, item, substitute)),
    ]
    .into_iter()
    .flatten()
    .map(|reason| reason.at(Place::Item(place)))
    .collect();
    unless_any(reasons, what)?;
    item.disqualified.push(Disqualified {
        person,
        ground: ground.clone(),
        substitute: stand_ins.substitute,
    });
    let leads = before.chair_of(item) == Some(person);
    if leads {
        item.acting_chair = Some(acting_chair(&before, item, stand_ins.acting_chair, what)?);
    }
    let item = item.clone();
    let summary = format!(
        "{} deltar inte i ”{}” på grund av jäv.",
        question::name(&meeting, person),
        item.title
    );
    let details = json!({
        "item": id, "person": person, "ground": ground, "substitute": stand_ins.substitute,
        "acting_chair": item.acting_chair,
    });
    Ok(done(meeting, "disqualified", summary, details))
}

pub(super) fn lift(
    mut meeting: Meeting,
    id: ItemId,
    person: PersonId,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Anteckningen om jäv kan inte tas bort.";
    only_in(&[MeetingPhase::Open], &meeting, what)?;
    let chair = meeting.chair;
    let (place, item) = find(&mut meeting, id, what)?;
    open_item(item, place, what)?;
    if !item.is_disqualified(person) {
        return Err(Refusal::not_found(format!("{what} Den finns inte.")));
    }
    item.disqualified.retain(|gone| gone.person != person);
    if chair == Some(person) {
        item.acting_chair = None;
    }
    let summary = format!("Anteckningen om jäv i ”{}” togs bort.", item.title);
    Ok(done(
        meeting,
        "disqualification_lifted",
        summary,
        json!({ "item": id, "person": person }),
    ))
}

fn open_item(item: &Item, place: usize, what: &str) -> Result<(), Refusal> {
    if item.outcome.is_none() {
        return Ok(());
    }
    let reason = Reason::new("ordning", format!("”{}” är redan avgjord.", item.title))
        .remedy("Öppna punkten på nytt först. Det tidigare beslutet finns kvar i historiken.")
        .at(Place::Item(place));
    Err(Refusal::because(what, reason))
}

fn not_disqualifiable(meeting: &Meeting, item: &Item, person: PersonId) -> Option<Reason> {
    if meeting.present(person).is_none() {
        Some(Reason::new("jav", "Personen är inte på sammanträdet."))
    } else if item.is_disqualified(person) {
        Some(Reason::new("jav", "Jävet är redan antecknat."))
    } else if item
        .disqualified
        .iter()
        .any(|gone| gone.substitute == Some(person))
    {
        let reason = Reason::new(
            "jav",
            "Personen tjänstgör i ärendet för någon annan som är jävig.",
        );
        Some(reason.remedy("Ta bort den anteckningen och ange en annan ersättare."))
    } else {
        None
    }
}

fn not_substitute(meeting: &Meeting, item: &Item, substitute: PersonId) -> Option<Reason> {
    let can_serve = meeting.present(substitute).is_some_and(|present| {
        present.seat == Seat::Substitute && !present.serves && !item.is_disqualified(substitute)
    });
    let is_taken = item
        .disqualified
        .iter()
        .any(|gone| gone.substitute == Some(substitute));
    (!can_serve || is_taken).then(|| {
        Reason::new(
            "tjanstgoring",
            "Den som ska gå in i stället är inte en ledig ersättare.",
        )
        .remedy("Välj en ersättare som är närvarande, inte tjänstgör och inte själv är jävig.")
        .source("KL 4:22 och 6:17")
    })
}

/// Who leads the item now: the one named, else the vice chair.
fn acting_chair(
    meeting: &Meeting,
    item: &Item,
    named: Option<PersonId>,
    what: &str,
) -> Result<PersonId, Refusal> {
    let mut serving = meeting.serving(item);
    let found = match named {
        Some(person) => serving.find(|present| present.person == person),
        None => serving.find(|present| present.seat == Seat::ViceChair),
    };
    found.map(|present| present.person).ok_or_else(|| {
        Refusal::because(
            what,
            Reason::new(
                "ordforande",
                "Ordföranden är jävig och ingen annan är angiven att leda ärendet.",
            )
            .remedy("Ange en tjänstgörande ledamot som leder ärendet.")
            .source("KL 6:30"),
        )
    })
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
