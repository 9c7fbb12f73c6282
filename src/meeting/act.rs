//! The only way to change a meeting: an action, the facts, and an outcome or a refusal.

mod agenda;
mod attendance;
mod certification;
mod correction;
mod decision;
mod disqualification;
mod freezing;
mod notice;
mod outcome_rules;
mod reporting;

pub use agenda::plan;
pub use decision::{Decided, decided};
pub use reporting::reported;

use super::{
    lifecycle::{MeetingMove, MeetingPhase, step},
    outcome::ItemOutcome,
    state::{Chain, Item, Meeting, Mode, OtherPresent},
};
use crate::{
    domain::{
        body::{Body, Membership},
        delegation::reporting::DecisionToReport,
        digest::Digest,
        entropy::Entropy,
        identifiers::{ItemId, MatterId, PersonId, SignOffId},
        journal::NewEntry,
        refusal::{Reason, Refusal},
    },
    work::Outcome,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::collections::BTreeMap;

/// What an act needs to know beside the meeting. The office gathers it from the store.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The instant of the act.
    pub at: DateTime<Utc>,
    /// The day of the act in Sweden.
    pub today: NaiveDate,
    /// Who acts.
    pub by: PersonId,
    /// The body that meets, with its rules.
    pub body: &'a Body,
    /// All who sit or have sat in the body.
    pub memberships: &'a [Membership],
    /// The names of everyone in `memberships`, of the secretary and of the one who acts.
    pub names: &'a BTreeMap<PersonId, String>,
}

/// When and where a meeting is planned to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub day: NaiveDate,
    /// When it begins, Swedish time.
    pub starts_at: NaiveTime,
    /// Where.
    pub place: String,
    /// Who writes the minutes.
    pub secretary: PersonId,
}

/// An item to put on the agenda. For a matter, all of it is copied from one frozen version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// The matter; `None` for a standing item.
    pub matter: Option<MatterId>,
    /// The title.
    pub title: String,
    /// The matter's register number as printed.
    pub register_number: Option<String>,
    /// The summary that becomes the case text of the minutes.
    pub summary: String,
    /// The documents behind the decision, each with its date.
    pub decision_basis: Vec<String>,
    /// The proposed decision, point by point.
    pub proposal: Vec<String>,
    /// The hash of the version the above was copied from; a matter must have one.
    pub source_sha256: Option<Digest>,
    /// To whom the decision is sent.
    pub recipients: Vec<String>,
    /// Its place in a chain of bodies.
    pub chain: Chain,
}

/// Who is at the meeting, who leads it and who will certify its minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollCall {
    /// Members and substitutes, in the order they are printed.
    pub present: Vec<Present>,
    /// Others in the room.
    pub others: Vec<OtherPresent>,
    /// Who leads the meeting.
    pub chair: PersonId,
    /// Who certify beside the chair, as many as the body's rules say.
    pub certifiers: Vec<PersonId>,
}

/// One line of the roll call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub person: PersonId,
    /// Whether a substitute serves. A member always does.
    pub serves: bool,
    /// The member whose place a serving substitute takes; `None` for a vacant seat.
    pub replaces: Option<PersonId>,
    /// In the room or from a distance.
    pub mode: Mode,
}

/// What a certifier answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificationAnswer {
    /// The minutes show what was decided.
    Certifies,
    /// They do not.
    Objects {
        /// What is wrong with them.
        words: String,
    },
}

/// Everything that can be done with a meeting once it is planned (see [`plan`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Move it to another day, hour or place.
    Change {
        /// The day.
        day: NaiveDate,
        /// When it begins.
        starts_at: NaiveTime,
        /// Where.
        place: String,
    },
    /// Put an item last on the agenda.
    AddItem(NewItem),
    /// Let the agenda report these decisions, taken in the body's place; none takes the item away.
    ReportDecisions(Vec<DecisionToReport>),
    /// Take an item off the agenda. Once the meeting has begun it is recorded as "utgår" instead.
    RemoveItem {
        /// Which.
        item: ItemId,
    },
    /// Move an item to another place.
    MoveItem {
        /// Which.
        item: ItemId,
        /// The place it gets, from 1.
        to: usize,
    },
    /// Open the meeting.
    Begin(RollCall),
    /// Write the roll call anew while the meeting goes on.
    CorrectAttendance(RollCall),
    /// Record that a person may not take part in an item (KL 6:28–30).
    Disqualify {
        /// Which item.
        item: ItemId,
        /// Who.
        person: PersonId,
        /// Why.
        ground: String,
        /// The substitute who serves instead.
        substitute: Option<PersonId>,
        /// Who leads the item, when `person` is the chair; `None`: the vice chair.
        acting_chair: Option<PersonId>,
    },
    /// Take back a disqualification that was recorded by mistake.
    LiftDisqualification {
        /// Which item.
        item: ItemId,
        /// Who.
        person: PersonId,
    },
    /// Record what became of an item, or record it again. The matter itself moves at [`Action::End`].
    DecideItem {
        /// Which.
        item: ItemId,
        /// What. `recorded_at` is set by the act; `points` may be left empty where they follow from
        /// the kind.
        outcome: ItemOutcome,
    },
    /// Take back what was recorded, so that the item can be handled anew.
    ReopenItem {
        /// Which.
        item: ItemId,
    },
    /// Note a reservation to an item that is already recorded (KL 4:27).
    Reserve {
        /// Which item.
        item: ItemId,
        /// By whom.
        person: PersonId,
        /// The written reason; may be empty.
        text: String,
    },
    /// Close the meeting and give the sections their numbers.
    End {
        /// When it ended, Swedish time: after the beginning, or in the small hours of the day after
        /// (before [`Meeting::LATEST_END`]) when that day has come. Minutes that end later than that
        /// are of two meetings.
        ended_at: NaiveTime,
        /// The number of its first section: the first of [`Meeting::sections_needed`] numbers drawn
        /// from the body's counter for the year, in the same transaction.
        first_section: u32,
    },
    /// Correct what the minutes say of an item, after the meeting and while nobody is asked to
    /// certify them: the summary, motions, the vote, who reserved and what is noted. What was decided
    /// stays, because the matter has gone on with it.
    CorrectItem {
        /// Which.
        item: ItemId,
        /// What the minutes should say; its kind and points are those recorded. A reservation may be
        /// added only if it was told before the meeting ended (KL 4:27).
        outcome: ItemOutcome,
        /// The summary of the matter as it should be.
        summary: String,
        /// Why, and at whose wish.
        reason: String,
    },
    /// Ask another member to certify in the place of one who cannot.
    ReplaceCertifier {
        /// Who cannot.
        from: PersonId,
        /// Who does it instead.
        to: PersonId,
        /// Why, and who has decided it.
        reason: String,
    },
    /// Freeze the minutes and ask the chair and the certifiers to sign them off.
    SendForCertification,
    /// Freeze the minutes to be certified on paper.
    PrintForCertification,
    /// Take the minutes back from certification.
    RecallMinutes {
        /// Why.
        reason: String,
    },
    /// Record a certifier's answer.
    RecordCertification {
        /// Whose.
        person: PersonId,
        /// The sign-off that was answered; `None` when certified on paper.
        sign_off: Option<SignOffId>,
        /// The answer.
        answer: CertificationAnswer,
        /// On which day.
        on: NaiveDate,
    },
    /// Record that the notice was put up (KL 8:12).
    Announce {
        /// On which day.
        on: NaiveDate,
    },
    /// Record that the notice was taken down.
    TakeDown {
        /// On which day.
        on: NaiveDate,
    },
    /// Cancel the meeting before it begins.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// Does `action` with `meeting`.
///
/// # Errors
/// A [`Refusal`] with every rule that says no, each with its source.
pub fn act(
    meeting: &Meeting,
    action: Action,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Outcome<Meeting>, Refusal> {
    let mut next = meeting.clone();
    next.version += 1;
    match action {
        Action::Change {
            day,
            starts_at,
            place,
        } => agenda::change(next, day, starts_at, &place),
        Action::AddItem(item) => agenda::add(next, item, entropy),
        Action::ReportDecisions(decisions) => reporting::report(next, decisions, entropy),
        Action::RemoveItem { item } => agenda::remove(next, item),
        Action::MoveItem { item, to } => agenda::move_item(next, item, to),
        Action::Cancel { reason } => agenda::cancel(next, &reason),
        Action::Begin(roll) => attendance::begin(next, &roll, facts),
        Action::CorrectAttendance(roll) => attendance::correct(next, &roll, facts),
        Action::Disqualify {
            item,
            person,
            ground,
            substitute,
            acting_chair,
        } => {
            let stand_ins = disqualification::StandIns {
                substitute,
                acting_chair,
            };
            disqualification::disqualify(next, item, person, &ground, stand_ins)
        }
        Action::LiftDisqualification { item, person } => disqualification::lift(next, item, person),
        Action::DecideItem { item, outcome } => decision::decide(next, item, outcome, facts),
        Action::ReopenItem { item } => decision::reopen(next, item),
        Action::Reserve { item, person, text } => decision::reserve(next, item, person, &text),
        Action::End {
            ended_at,
            first_section,
        } => decision::end(next, ended_at, first_section, facts),
        Action::CorrectItem {
            item,
            outcome,
            summary,
            reason,
        } => correction::correct(next, item, outcome, &summary, &reason),
        Action::ReplaceCertifier { from, to, reason } => {
            certification::replace(next, from, to, &reason)
        }
        Action::SendForCertification => certification::send(next, facts, entropy),
        Action::PrintForCertification => certification::print(next, facts),
        Action::RecallMinutes { reason } => certification::recall(next, &reason),
        Action::RecordCertification {
            person,
            sign_off,
            answer,
            on,
        } => certification::record(next, person, sign_off, answer, on, facts),
        Action::Announce { on } => notice::announce(next, on, facts),
        Action::TakeDown { on } => notice::take_down(next, on, facts),
    }
}

/// Takes the step in the compiled life, or says that the order does not allow it.
fn go(meeting: &mut Meeting, by: MeetingMove, what: &str) -> Result<(), Refusal> {
    meeting.phase = step(meeting.phase, by).ok_or_else(|| out_of_order(meeting, what))?;
    Ok(())
}

/// Refuses unless the meeting is in one of `phases`.
fn only_in(phases: &[MeetingPhase], meeting: &Meeting, what: &str) -> Result<(), Refusal> {
    if phases.contains(&meeting.phase) {
        Ok(())
    } else {
        Err(out_of_order(meeting, what))
    }
}

fn out_of_order(meeting: &Meeting, what: &str) -> Refusal {
    let message = match meeting.phase {
        MeetingPhase::Planned => "Sammanträdet har inte börjat.",
        MeetingPhase::Open => "Sammanträdet pågår.",
        MeetingPhase::Held => "Sammanträdet är slut.",
        MeetingPhase::Certifying => "Protokollet är skickat för justering.",
        MeetingPhase::Certified => "Protokollet är redan justerat.",
        MeetingPhase::Announced => "Protokollets justering är redan tillkännagiven.",
        MeetingPhase::Closed => "Sammanträdet är avslutat och anslaget nedtaget.",
        MeetingPhase::Cancelled => "Sammanträdet är inställt.",
    };
    Refusal::because(what, Reason::new("ordning", message))
}

/// The item to act on, with its place from 1.
fn find<'a>(
    meeting: &'a mut Meeting,
    item: ItemId,
    what: &str,
) -> Result<(usize, &'a mut Item), Refusal> {
    let place = meeting
        .items
        .iter()
        .position(|candidate| candidate.id == item);
    match place {
        Some(place) => Ok((place + 1, &mut meeting.items[place])),
        None => Err(Refusal::not_found(format!(
            "{what} Punkten finns inte på dagordningen."
        ))),
    }
}

/// Refuses when any reason was found.
fn unless_any(reasons: Vec<Reason>, what: &str) -> Result<(), Refusal> {
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Refusal::blocked(what, reasons))
    }
}

/// A text that must be there, trimmed.
fn needed(text: &str, what: &str, rule: &str, missing: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid(what, vec![Reason::new(rule, missing)]));
    }
    Ok(text.to_owned())
}

fn done(
    meeting: Meeting,
    act: &str,
    summary: String,
    details: serde_json::Value,
) -> Outcome<Meeting> {
    Outcome::new(meeting, NewEntry::new(act, summary, details))
}

#[cfg(test)]
#[expect(clippy::many_single_char_names, reason = "a made-up board: a, b, c …")]
mod tests;
