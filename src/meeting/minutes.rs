//! The minutes as text and plain facts, composed out of what was recorded.
//!
//! The canonical JSON of [`MinutesContent`] is what is frozen, hashed and certified; the Word file
//! is made of it. Everything in it is ready to print: names with their parties, sections with their
//! numbers, the decision process in sentences.

mod document;
mod process;
mod validate;

pub use validate::faults;

use super::{
    outcome::{BallotValue, ItemOutcome, Side},
    question,
    state::{Attendance, Chain, Disqualified, Item, Meeting, Mode},
};
use crate::domain::{body::Body, digest::Digest, identifiers::PersonId, swedish};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// The kind of document that one section makes, as orders name it.
pub const EXCERPT: &str = "protokollsutdrag";

/// The minutes of a meeting (KL 5:65–67 through 6:35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesContent {
    /// The version of this form, so that an old one can be read in its own way.
    pub format: u32,
    /// The body's name.
    pub body: String,
    /// The day of the meeting.
    pub day: NaiveDate,
    /// When it began: "18.30".
    pub began: String,
    /// When it ended: "20.05"; past midnight "00.20 den 11 mars 2026".
    pub ended: String,
    /// Where.
    pub place: String,
    /// The sections: "§§ 12–18"; empty when no item was handled.
    pub sections_covered: String,
    /// Members who decided, in the order of the roll call.
    pub members: Vec<Participant>,
    /// Substitutes who decided, in the whole meeting or in a section.
    pub serving_substitutes: Vec<Participant>,
    /// Substitutes who were there without deciding.
    pub other_substitutes: Vec<Participant>,
    /// Others who were there.
    pub others: Vec<Participant>,
    /// Who led the meeting, as printed.
    pub chair: String,
    /// Who wrote the minutes.
    pub secretary: String,
    /// Who certify beside the chair, as printed.
    pub certifiers: Vec<String>,
    /// Where the way of certifying is decided (KL 5:69).
    pub certified_by_rule: String,
    /// Titles of what was on the agenda and was not taken up.
    pub withdrawn: Vec<String>,
    /// The sections in order.
    pub sections: Vec<SectionContent>,
    /// Objections made when an earlier version was to be certified, one sentence each.
    pub objections: Vec<String>,
}

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The name with the party: "Anna Ek (S)".
    pub name: String,
    /// In what capacity: "ordförande", "ledamot", "IT-strateg".
    pub capacity: String,
    /// What differs: "ersätter Bo Dahl (M), på distans, ej § 13 (jäv)"; empty when nothing.
    pub remark: String,
}

/// One section (§): all that KL 5:67 asks for, and what the reader needs beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionContent {
    /// Its number.
    pub number: u32,
    /// The title.
    pub title: String,
    /// The matter's register number, if it is a matter's.
    pub register_number: Option<String>,
    /// What became of it in one word: "Bifall".
    pub outcome: String,
    /// The decision, point by point (5:67 p. 4).
    pub decision: Vec<String>,
    /// The summary of the matter.
    pub summary: String,
    /// The documents behind the decision.
    pub decision_basis: Vec<String>,
    /// The proposal that the item came with (5:67 p. 1).
    pub proposal: Vec<String>,
    /// Motions that were not withdrawn, one sentence each (5:67 p. 1).
    pub motions: Vec<String>,
    /// The proposals in the order in which the chair put them (5:67 p. 2).
    pub order: Vec<String>,
    /// How the decision was reached, in sentences.
    pub process: Vec<String>,
    /// The vote (5:67 p. 3 and 5).
    pub vote: Option<VoteContent>,
    /// Who led it, as printed.
    pub chair: String,
    /// Who took part in the decision, as printed (5:67 p. 5).
    pub took_part: Vec<String>,
    /// Who was there and took no part in the decision.
    pub took_no_part: Vec<String>,
    /// Who was disqualified, one sentence each.
    pub disqualified: Vec<String>,
    /// Reservations (5:67 p. 6).
    pub reservations: Vec<Statement>,
    /// Remarks.
    pub notes: Vec<Statement>,
    /// To whom the decision is sent.
    pub recipients: Vec<String>,
    /// Its place in a chain of bodies.
    #[serde(default)]
    pub chain: Chain,
    /// The hash of the frozen version that the proposal was copied from.
    pub source_sha256: Option<Digest>,
}

/// What somebody wants to have in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who, as printed.
    pub by: String,
    /// The sentence to print: "Anna Ek (S) reserverar sig mot beslutet."
    pub sentence: String,
    /// The written reason; may be empty.
    pub text: String,
}

/// A vote, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteContent {
    /// What a yes means.
    pub yes_means: String,
    /// What a no means.
    pub no_means: String,
    /// What each answered, in the order of the roll call.
    pub rows: Vec<VoteRow>,
    /// How many of each.
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
    /// Whether the chair's casting vote settled it.
    pub casting_vote: bool,
    /// The result in one sentence.
    pub result: String,
}

/// One line of a vote list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteRow {
    /// The name with the party.
    pub name: String,
    /// The answer in Swedish: "ja".
    pub answer: String,
}

/// The minutes of a meeting that has ended.
pub fn minutes(meeting: &Meeting, body: &Body) -> MinutesContent {
    let (serving, resting): (Vec<_>, Vec<_>) = meeting
        .everyone()
        .into_iter()
        .partition(|present| present.serves || !sections_of(meeting, present.person).is_empty());
    let (members, substitutes): (Vec<_>, Vec<_>) = serving
        .into_iter()
        .partition(|present| present.seat.is_member());
    let numbers: Vec<u32> = meeting
        .items
        .iter()
        .filter_map(|item| item.section)
        .collect();
    let participants = |list: &[&Attendance]| -> Vec<Participant> {
        list.iter()
            .map(|present| participant(meeting, present))
            .collect()
    };
    MinutesContent {
        format: 1,
        body: meeting.body_name.clone(),
        day: meeting.day,
        began: clock(meeting.starts_at),
        ended: ended(meeting),
        place: meeting.place.clone(),
        sections_covered: swedish::sections(&numbers),
        members: participants(&members),
        serving_substitutes: participants(&substitutes),
        other_substitutes: participants(&resting),
        others: meeting
            .others
            .iter()
            .map(|other| Participant {
                name: other.name.clone(),
                capacity: other.title.clone(),
                remark: String::new(),
            })
            .collect(),
        chair: meeting
            .chair
            .and_then(|chair| meeting.presented(chair))
            .unwrap_or_default(),
        secretary: meeting.secretary_name.clone(),
        certifiers: names(meeting, meeting.certifiers.iter()),
        certified_by_rule: body.rules.certification.decided_in.clone(),
        withdrawn: meeting
            .items
            .iter()
            .filter(|item| {
                item.outcome
                    .as_ref()
                    .is_some_and(|it| !it.kind.is_handled())
            })
            .map(|item| item.title.clone())
            .collect(),
        sections: meeting
            .items
            .iter()
            .filter_map(|item| section(meeting, item))
            .collect(),
        objections: meeting
            .objections
            .iter()
            .map(|objection| {
                format!(
                    "{} anförde den {} vid justeringen av version {}: {}",
                    objection.name,
                    swedish::date(objection.on),
                    objection.minutes,
                    objection.words
                )
            })
            .collect(),
    }
}

fn section(meeting: &Meeting, item: &Item) -> Option<SectionContent> {
    let (number, outcome) = (item.section?, item.outcome.as_ref()?);
    let chair = meeting.chair_of(item);
    let (took_part, took_no_part): (Vec<_>, Vec<_>) = meeting
        .serving(item)
        .filter(|present| !is_absent(outcome, present))
        .partition(|present| question::takes_part(meeting, item, outcome, present.person));
    Some(SectionContent {
        number,
        title: item.title.clone(),
        register_number: item.register_number.clone(),
        outcome: outcome.kind.swedish().to_owned(),
        decision: outcome.points.clone(),
        summary: item.summary.clone(),
        decision_basis: item.decision_basis.clone(),
        proposal: item.proposal.clone(),
        motions: process::motions(meeting, outcome),
        order: process::order(meeting, outcome),
        process: process::sentences(meeting, item, outcome),
        vote: chair.and_then(|chair| vote(meeting, item, chair)),
        chair: chair
            .and_then(|chair| meeting.presented(chair))
            .unwrap_or_default(),
        took_part: took_part.into_iter().map(Attendance::presented).collect(),
        took_no_part: took_no_part
            .into_iter()
            .map(Attendance::presented)
            .collect(),
        disqualified: process::disqualifications(meeting, item),
        reservations: outcome
            .reservations
            .iter()
            .map(|one| statement(meeting, one.by, &one.text, "reserverar sig mot beslutet"))
            .collect(),
        notes: outcome
            .notes
            .iter()
            .map(|one| statement(meeting, one.by, &one.text, "lämnar en protokollsanteckning"))
            .collect(),
        recipients: item.recipients.clone(),
        chain: item.chain.clone(),
        source_sha256: item.source_sha256,
    })
}

fn vote(meeting: &Meeting, item: &Item, chair: PersonId) -> Option<VoteContent> {
    let outcome = item.outcome.as_ref()?;
    let vote = outcome.vote.as_ref()?;
    let tally = question::tally(vote, chair).ok()?;
    let everyone = meeting.everyone();
    let on_roll = everyone
        .iter()
        .map(|present| (present.person, present.presented()));
    let gone = item
        .disqualified
        .iter()
        .filter(|gone| meeting.attended(gone.person).is_none())
        .map(|gone| (gone.person, gone.name.clone()));
    let rows = on_roll.chain(gone).filter_map(|(person, name)| {
        let answer = outcome.answer_of(person)?.swedish().to_owned();
        Some(VoteRow { name, answer })
    });
    let carried = match tally.carried {
        Side::Yes => &vote.yes_means,
        Side::No => &vote.no_means,
    };
    Some(VoteContent {
        yes_means: vote.yes_means.clone(),
        no_means: vote.no_means.clone(),
        rows: rows.collect(),
        yes: tally.yes,
        no: tally.no,
        abstains: tally.abstains,
        takes_no_part: tally.takes_no_part,
        absent: tally.absent,
        disqualified: tally.disqualified,
        casting_vote: tally.casting_vote,
        result: process::result(&meeting.body_name, &tally, carried),
    })
}

fn statement(meeting: &Meeting, by: PersonId, text: &str, does: &str) -> Statement {
    let by = meeting.presented(by).unwrap_or_default();
    Statement {
        sentence: format!("{by} {does}."),
        by,
        text: text.trim().to_owned(),
    }
}

fn participant(meeting: &Meeting, present: &Attendance) -> Participant {
    let person = present.person;
    let mut remarks: Vec<String> = replaced(meeting, present)
        .into_iter()
        .map(|member| format!("ersätter {member}"))
        .collect();
    if present.mode == Mode::Remote {
        remarks.push(present.mode.swedish().to_owned());
    }
    remarks.extend(part_of_the_meeting(meeting, present));
    let out = sections(meeting, |item| item.is_disqualified(person));
    if !out.is_empty() {
        remarks.push(format!("ej {} (jäv)", swedish::sections(&out)));
    }
    for item in &meeting.items {
        let Some(number) = item.section else { continue };
        let section = swedish::sections(&[number]);
        if let Some(gone) = stands_in(item, person) {
            remarks.push(format!("tjänstgör för {} {section}", gone.name));
        }
        if meeting.chair_of(item) == Some(person) && meeting.chair != Some(person) {
            remarks.push(format!("tjänstgörande ordförande {section}"));
        }
    }
    let capacity = if meeting.chair == Some(person) {
        "ordförande".to_owned()
    } else {
        present.seat.swedish().to_owned()
    };
    Participant {
        name: present.presented(),
        capacity,
        remark: remarks.join(", "),
    }
}

/// The members whose places the person has taken, in the order in which it happened.
fn replaced(meeting: &Meeting, present: &Attendance) -> Vec<String> {
    let handled = meeting.items.iter().filter(|item| item.section.is_some());
    let earlier = handled
        .flat_map(Item::served)
        .filter(|one| one.person == present.person);
    let mut members: Vec<String> = Vec::new();
    for member in earlier
        .chain([present])
        .filter_map(|one| one.replaces_name.as_ref())
    {
        if !members.contains(member) {
            members.push(member.clone());
        }
    }
    members
}

/// "tjänstgör §§ 12–13", for somebody who came late, left or was called in for a while (KL 5:66).
fn part_of_the_meeting(meeting: &Meeting, present: &Attendance) -> Option<String> {
    let person = present.person;
    let served = sections(meeting, |item| {
        stands_in(item, person).is_none() && meeting.serving(item).any(|one| one.person == person)
    });
    let not_served = sections(meeting, |item| {
        let accounted = item.is_disqualified(person) || stands_in(item, person).is_some();
        !accounted && meeting.serving(item).all(|one| one.person != person)
    });
    if not_served.is_empty() || (served.is_empty() && !present.serves) {
        None
    } else if served.is_empty() {
        Some("tjänstgör inte i någon paragraf".to_owned())
    } else {
        Some(format!("tjänstgör {}", swedish::sections(&served)))
    }
}

/// The one whose place the person takes in the item because of jäv.
fn stands_in(item: &Item, person: PersonId) -> Option<&Disqualified> {
    item.disqualified
        .iter()
        .find(|gone| gone.substitute == Some(person))
}

/// The sections in which the person has served.
fn sections_of(meeting: &Meeting, person: PersonId) -> Vec<u32> {
    sections(meeting, |item| {
        meeting.serving(item).any(|one| one.person == person)
    })
}

fn sections(meeting: &Meeting, are: impl Fn(&Item) -> bool) -> Vec<u32> {
    let found = meeting.items.iter().filter(|item| are(item));
    found.filter_map(|item| item.section).collect()
}

fn is_absent(outcome: &ItemOutcome, present: &Attendance) -> bool {
    outcome.answer_of(present.person) == Some(BallotValue::Absent)
}

fn names<'a>(meeting: &Meeting, persons: impl Iterator<Item = &'a PersonId>) -> Vec<String> {
    persons
        .filter_map(|person| meeting.presented(*person))
        .collect()
}

fn ended(meeting: &Meeting) -> String {
    let time = meeting.ended_at.map(clock).unwrap_or_default();
    match meeting.ended_next_day() {
        Some(day) => format!("{time} den {}", swedish::date(day)),
        None => time,
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H.%M").to_string()
}

#[cfg(test)]
#[expect(clippy::many_single_char_names, reason = "a made-up board: a, b, c …")]
mod tests;
