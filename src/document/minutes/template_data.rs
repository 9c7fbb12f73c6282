//! What the template of the minutes sees: every sentence composed, every fact a text.

use super::sentences;
use super::{Attendee, Choice, Minutes, MinutesItem, Notice, Question, Vote};
use crate::document::model::Signature;
use crate::document::official_memo::SignatureData;
use crate::domain::swedish;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct MinutesData {
    meeting_date: String,
    facts: Vec<Fact>,
    serving: Vec<ServingData>,
    substitutes: Vec<String>,
    others: Vec<String>,
    signatures: Vec<SignatureData>,
    sections: Vec<SectionData>,
    notice: Vec<Fact>,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    text: String,
}

#[derive(Serialize)]
struct ServingData {
    name: String,
    role: String,
    replaces: String,
    sections: String,
}

#[derive(Serialize)]
struct SectionData {
    number: String,
    title: String,
    register_number: String,
    decision_heading: String,
    decision: Vec<String>,
    several_points: bool,
    certified_at_once: bool,
    /// The key of the slot; empty where there is no case text.
    summary: String,
    basis: Vec<String>,
    motions: Vec<String>,
    process: Vec<String>,
    votes: Vec<VoteData>,
    reservations: Vec<String>,
    notes: Vec<String>,
    disqualified: String,
    recipients: Vec<String>,
}

#[derive(Serialize)]
struct VoteData {
    /// " 1", " 2" where a § has several votes.
    ordinal: String,
    description: String,
    lines: Vec<String>,
    ballots: Vec<BallotData>,
    sum_yes: usize,
    sum_no: usize,
    sum_abstains: usize,
}

#[derive(Serialize)]
struct BallotData {
    name: String,
    yes: &'static str,
    no: &'static str,
    abstains: &'static str,
}

impl From<&Minutes> for MinutesData {
    fn from(minutes: &Minutes) -> Self {
        MinutesData {
            meeting_date: swedish::date(minutes.date),
            facts: facts(minutes),
            serving: minutes
                .serving
                .iter()
                .map(|serving| ServingData {
                    name: serving.person.label(),
                    role: serving.role.clone().unwrap_or_default(),
                    replaces: serving
                        .replaces
                        .as_ref()
                        .map(super::Person::label)
                        .unwrap_or_default(),
                    sections: serving.sections.clone().unwrap_or_default(),
                })
                .collect(),
            substitutes: minutes.substitutes.iter().map(attendee).collect(),
            others: minutes.others.iter().map(attendee).collect(),
            signatures: signatures(minutes),
            sections: minutes
                .sections
                .iter()
                .map(|item| section(item, &minutes.body))
                .collect(),
            notice: minutes
                .notice
                .as_ref()
                .map(|given| notice(given, minutes))
                .unwrap_or_default(),
        }
    }
}

fn facts(minutes: &Minutes) -> Vec<Fact> {
    let facts = [
        ("Organ", minutes.body.clone()),
        ("Sammanträdesdatum", swedish::date(minutes.date)),
        ("Plats", minutes.place.clone()),
        ("Tid", minutes.time.clone()),
        ("Ajournering", minutes.adjournments.join(", ")),
        ("Utses att justera", sentences::names(&minutes.certifiers)),
        (
            "Justering",
            minutes.certification.clone().unwrap_or_default(),
        ),
        ("Paragrafer", sentences::section_range(minutes)),
    ];
    filled(facts)
}

fn notice(notice: &Notice, minutes: &Minutes) -> Vec<Fact> {
    let facts = [
        ("Organ", minutes.body.clone()),
        ("Sammanträdesdatum", swedish::date(minutes.date)),
        ("Paragrafer", sentences::section_range(minutes)),
        ("Protokollet justerat", swedish::date(notice.certified)),
        ("Anslaget sätts upp", swedish::date(notice.posted)),
        (
            "Anslaget tas ned tidigast",
            swedish::date(notice.taken_down),
        ),
        ("Sista dag att överklaga", swedish::date(notice.last_appeal)),
        ("Protokollet förvaras", notice.kept_at.clone()),
    ];
    filled(facts)
}

fn filled<const COUNT: usize>(facts: [(&'static str, String); COUNT]) -> Vec<Fact> {
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty());
    facts.map(|(label, text)| Fact { label, text }).collect()
}

fn attendee(attendee: &Attendee) -> String {
    let parts = [
        Some(attendee.person.label()),
        attendee.title.clone(),
        attendee.sections.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn signatures(minutes: &Minutes) -> Vec<SignatureData> {
    let role = |person: &super::Person, role: &str| Signature {
        name: person.label(),
        title: Some(role.to_owned()),
        unit: None,
    };
    let mut signatures = vec![
        role(&minutes.secretary, "Sekreterare"),
        role(&minutes.chair, "Ordförande"),
    ];
    signatures.extend(
        minutes
            .certifiers
            .iter()
            .map(|person| role(person, "Justerare")),
    );
    signatures.iter().map(SignatureData::from).collect()
}

fn section(item: &MinutesItem, body: &str) -> SectionData {
    let votes: Vec<&Vote> = item
        .process
        .iter()
        .filter_map(|question| match question {
            Question::Vote(vote) => Some(vote),
            _ => None,
        })
        .collect();
    let several = votes.len() > 1;
    SectionData {
        number: item.number.clone(),
        title: item.title.clone(),
        register_number: item.register_number.clone().unwrap_or_default(),
        decision_heading: sentences::decision_heading(item),
        decision: item.decision.clone(),
        several_points: item.decision.len() > 1,
        certified_at_once: item.certified_at_once,
        summary: if item.has_summary() {
            item.summary_key()
        } else {
            String::new()
        },
        basis: item.basis.clone(),
        motions: item.motions.iter().map(sentences::motion).collect(),
        process: item
            .process
            .iter()
            .filter_map(|question| sentences::question(question, body))
            .collect(),
        votes: votes
            .into_iter()
            .zip(1..)
            .map(|(given, number)| vote(given, item, body, several.then_some(number)))
            .collect(),
        reservations: item
            .reservations
            .iter()
            .map(sentences::reservation)
            .collect(),
        notes: item.notes.iter().map(sentences::note).collect(),
        disqualified: sentences::disqualified(&item.disqualified),
        recipients: item.recipients.clone(),
    }
}

fn vote(vote: &Vote, item: &MinutesItem, body: &str, number: Option<usize>) -> VoteData {
    let count = vote.count();
    let mark = |choice, wanted| if choice == wanted { "X" } else { "" };
    let ordinal = number
        .map(|number| format!(" {number}"))
        .unwrap_or_default();
    VoteData {
        description: format!("Omröstning{ordinal} i § {}", item.number),
        ordinal,
        lines: sentences::vote(vote, body),
        ballots: vote
            .ballots
            .iter()
            .map(|ballot| BallotData {
                name: ballot.person.label(),
                yes: mark(ballot.choice, Choice::Yes),
                no: mark(ballot.choice, Choice::No),
                abstains: mark(ballot.choice, Choice::Abstains),
            })
            .collect(),
        sum_yes: count.yes,
        sum_no: count.no,
        sum_abstains: count.abstains,
    }
}
