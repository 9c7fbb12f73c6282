//! The arithmetic of deciding: quorum, votes, the casting vote, the order of questions.

use super::{
    outcome::{Ballot, BallotValue, ItemOutcome, Manner, MotionKind, Put, Side, Vote},
    state::{Attendance, Item, Meeting},
};
use crate::domain::{
    identifiers::PersonId,
    refusal::{Place, Reason},
};
use std::{cmp::Ordering, collections::BTreeSet};

/// How many must take part for a body of so many members to decide: more than half (KL 6:27).
pub fn quorum(seats: usize) -> usize {
    seats / 2 + 1
}

/// How many take part in an item: all who serve in it and are in the room. The disqualified are
/// out of it; who only abstains or takes no part in the decision is still there (KL 6:27, 6:30).
pub fn taking_part(meeting: &Meeting, item: &Item, vote: Option<&Vote>) -> usize {
    meeting
        .serving(item)
        .filter(|present| !is_absent(vote, present.person))
        .count()
}

/// Why the body may not decide this item for want of members; `None` when it may.
pub fn lacks_quorum(
    meeting: &Meeting,
    item: &Item,
    vote: Option<&Vote>,
    at: usize,
) -> Option<Reason> {
    let (present, needed) = (taking_part(meeting, item, vote), quorum(meeting.seats));
    (present < needed).then(|| {
        Reason::new(
            "beslutsforhet",
            format!(
                "{} är inte beslutför i ”{}”: {present} deltar, men fler än hälften av de {} \
                 ledamöterna ska vara med, det vill säga minst {needed}.",
                meeting.body_name, item.title, meeting.seats
            ),
        )
        .remedy(
            "Kalla in ersättare, eller låt ärendet utgå och ta upp det på ett annat sammanträde.",
        )
        .source("KL 6:27")
        .at(Place::Item(at))
    })
}

/// A vote, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Ja.
    pub yes: usize,
    /// Nej.
    pub no: usize,
    /// Avstår.
    pub abstains: usize,
    /// Deltar inte i beslutet.
    pub takes_no_part: usize,
    /// Frånvarande.
    pub absent: usize,
    /// Jäv.
    pub disqualified: usize,
    /// What the body decided.
    pub carried: Side,
    /// Whether it was the chair's casting vote that settled it: on a tie, and only then.
    pub casting_vote: bool,
}

/// A tie in which the chair has answered neither yes nor no, so that nobody can settle it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Omröstningen står lika, {each} mot {each}, och ordföranden har inte röstat.")]
pub struct UnsettledTie {
    /// How many votes each side has.
    pub each: usize,
}

impl From<UnsettledTie> for Reason {
    fn from(tie: UnsettledTie) -> Self {
        Reason::new("utslagsrost", tie.to_string())
            .remedy("Ordföranden ska rösta när ärendet annars inte kan avgöras. Ange ordförandens röst.")
            .source("KL 4:25, 5:55 och 6:33")
    }
}

/// Counts a vote by simple majority. On a tie the side that the chair voted for is carried
/// (KL 5:55 through 6:33): the chair has first cast an ordinary vote, which is one of those counted.
///
/// # Errors
/// On a tie in which the chair has not voted: the chair must, when the matter cannot be decided
/// otherwise (KL 4:25).
pub fn tally(vote: &Vote, chair: PersonId) -> Result<Tally, UnsettledTie> {
    let count = |value| {
        vote.ballots
            .iter()
            .filter(|ballot| ballot.value == value)
            .count()
    };
    let (yes, no) = (count(BallotValue::Yes), count(BallotValue::No));
    let (carried, casting_vote) = match yes.cmp(&no) {
        Ordering::Greater => (Side::Yes, false),
        Ordering::Less => (Side::No, false),
        Ordering::Equal => (
            chairs_side(vote, chair).ok_or(UnsettledTie { each: yes })?,
            true,
        ),
    };
    Ok(Tally {
        yes,
        no,
        abstains: count(BallotValue::Abstains),
        takes_no_part: count(BallotValue::TakesNoPart),
        absent: count(BallotValue::Absent),
        disqualified: count(BallotValue::Disqualified),
        carried,
        casting_vote,
    })
}

fn chairs_side(vote: &Vote, chair: PersonId) -> Option<Side> {
    match vote
        .ballots
        .iter()
        .find(|ballot| ballot.person == chair)?
        .value
    {
        BallotValue::Yes => Some(Side::Yes),
        BallotValue::No => Some(Side::No),
        _ => None,
    }
}

/// What is wrong with a vote, given who may vote in the item. Empty when nothing is.
pub fn vote_faults(meeting: &Meeting, item: &Item, vote: &Vote) -> Vec<Reason> {
    let mut faults = Vec::new();
    if vote.yes_means.trim().is_empty() || vote.no_means.trim().is_empty() {
        faults.push(
            Reason::new(
                "propositionsordning",
                "Det framgår inte vad ja och nej betyder.",
            )
            .remedy("Skriv vad en ja-röst och en nej-röst innebär.")
            .source("KL 5:53 och 6:33"),
        );
    }
    let mut seen = BTreeSet::new();
    for ballot in &vote.ballots {
        if !seen.insert(ballot.person) {
            let message = format!(
                "{} står två gånger i omröstningen.",
                name(meeting, ballot.person)
            );
            faults.push(Reason::new("rostratt", message).source("KL 4:24"));
        }
        faults.extend(ballot_fault(meeting, item, *ballot));
    }
    for missing in meeting
        .serving(item)
        .filter(|present| !seen.contains(&present.person))
    {
        let message = format!("Det framgår inte hur {} röstade.", missing.presented());
        faults.push(
            Reason::new("omrostning", message)
                .remedy("Ange ja, nej, avstår, deltar inte eller frånvarande.")
                .source("KL 5:67"),
        );
    }
    match meeting.chair_of(item).map(|chair| tally(vote, chair)) {
        Some(Ok(counted)) => faults.extend(contradiction(vote, &counted)),
        Some(Err(tie)) => faults.push(tie.into()),
        None => {}
    }
    faults
}

/// A decision that is recorded as the side which did not win.
fn contradiction(vote: &Vote, counted: &Tally) -> Option<Reason> {
    (counted.carried != vote.decision_is).then(|| {
        let message = format!(
            "Omröstningen gav {} ({} ja mot {} nej), men beslutet anges motsvara {}.",
            counted.carried.swedish(),
            counted.yes,
            counted.no,
            vote.decision_is.swedish(),
        );
        Reason::new("omrostningens_utfall", message)
            .remedy(
                "Rätta rösterna eller beslutet, eller ange rätt svar på vad beslutet motsvarar.",
            )
            .source("KL 5:55 och 6:33")
    })
}

fn ballot_fault(meeting: &Meeting, item: &Item, ballot: Ballot) -> Option<Reason> {
    let who = name(meeting, ballot.person);
    let serves = meeting
        .serving(item)
        .any(|present| present.person == ballot.person);
    if item.is_disqualified(ballot.person) {
        (ballot.value != BallotValue::Disqualified).then(|| {
            Reason::new(
                "jav",
                format!("{who} är jävig i ärendet och får inte delta i omröstningen."),
            )
            .source("KL 6:30")
        })
    } else if ballot.value == BallotValue::Disqualified {
        Some(
            Reason::new(
                "jav",
                format!("{who} anges som jävig, men jävet är inte antecknat."),
            )
            .remedy("Anteckna jävet med dess grund innan omröstningen registreras.")
            .source("KL 6:28–30"),
        )
    } else if serves {
        None
    } else {
        Some(
            Reason::new(
                "rostratt",
                format!("{who} tjänstgör inte och har ingen röst."),
            )
            .source("KL 4:24"),
        )
    }
}

/// Whether the person takes part in the decision of the item: serves, is in the room and has not
/// stood out of it. The minutes list those who do, and only they may dissent (KL 4:27).
///
/// KL 4:25 gives a right to abstain from the vote and a right to abstain from the decision, so who
/// abstains in the vote is here still one of those who decide, and may dissent. The law does not say
/// it in so many words: a lawyer of the municipality should confirm this reading.
pub fn takes_part(meeting: &Meeting, item: &Item, outcome: &ItemOutcome, person: PersonId) -> bool {
    let stood_out = outcome.took_no_part.contains(&person)
        || outcome
            .answer_of(person)
            .is_some_and(|answer| !answer.takes_part());
    !stood_out
        && meeting
            .serving(item)
            .any(|present| present.person == person)
}

/// The usual order of questions: formal motions first, then the proposal and the motions set
/// against it, additions last. A motion that only supports the proposal is put with it.
pub fn usual_order(outcome: &ItemOutcome, has_proposal: bool) -> Vec<Put> {
    let put = |kinds: fn(MotionKind) -> bool| {
        let motions = outcome.motions.iter().enumerate();
        motions.filter(move |(_, motion)| !motion.withdrawn && kinds(motion.kind))
    };
    let mut order: Vec<Put> = put(MotionKind::is_formal)
        .map(|(at, _)| Put::Motion(at))
        .collect();
    if has_proposal {
        order.push(Put::Proposal);
    }
    let against = |kind| matches!(kind, MotionKind::Reject | MotionKind::Amendment);
    order.extend(put(against).map(|(at, _)| Put::Motion(at)));
    order.extend(put(|kind| kind == MotionKind::Addition).map(|(at, _)| Put::Motion(at)));
    order
}

/// What is wrong with the order in which the chair is said to have put the proposals.
pub fn order_faults(outcome: &ItemOutcome) -> Vec<Reason> {
    let mut faults = Vec::new();
    for (place, put) in outcome.question.order.iter().enumerate() {
        let is_there = match put {
            Put::Proposal => true,
            Put::Motion(at) => outcome
                .motions
                .get(*at)
                .is_some_and(|motion| !motion.withdrawn),
        };
        if !is_there || outcome.question.order[..place].contains(put) {
            faults.push(
                Reason::new(
                    "propositionsordning",
                    "Propositionsordningen tar upp ett yrkande som inte finns, som är återtaget \
                     eller som redan ställts.",
                )
                .source("KL 5:53 och 5:67"),
            );
        }
    }
    if (outcome.question.manner == Manner::Vote) != outcome.vote.is_some() {
        faults.push(
            Reason::new(
                "omrostning",
                "Beslutssättet och omröstningen stämmer inte överens.",
            )
            .remedy("Ange röster när omröstning har begärts, annars inga.")
            .source("KL 5:53–54 och 5:67"),
        );
    }
    faults
}

fn is_absent(vote: Option<&Vote>, person: PersonId) -> bool {
    let absent = |ballot: &Ballot| ballot.person == person && ballot.value == BallotValue::Absent;
    vote.is_some_and(|vote| vote.ballots.iter().any(absent))
}

/// The name as printed, or words for somebody who is not there.
pub(super) fn name(meeting: &Meeting, person: PersonId) -> String {
    meeting.attended(person).map_or_else(
        || "En person som inte är närvarande".to_owned(),
        Attendance::presented,
    )
}

#[cfg(test)]
#[expect(clippy::many_single_char_names, reason = "a made-up board: a, b, c …")]
mod tests;
