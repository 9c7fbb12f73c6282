//! An item's form and what it says: from what is recorded to fields, and from what was sent to an
//! outcome. What the outcome may be is not decided here.

use super::typed;
use crate::{
    domain::{
        identifiers::PersonId,
        refusal::{Place, Reason, Refusal},
        swedish,
        text::{clean, clean_line},
    },
    meeting::{
        outcome::{
            Ballot, BallotValue, ItemOutcome, Manner, Motion, MotionKind, Note, OutcomeKind,
            Question, Reservation, Side, Vote,
        },
        state::Item,
    },
    web::asked::Sent,
};
use chrono::{DateTime, Utc};

/// What the manner field sends for a counted vote.
pub(super) const VOTE: &str = "omrostning";
/// What it sends when there was none.
pub(super) const ACCLAMATION: &str = "acklamation";

/// How the words begin of an answer that approves the proposal.
const APPROVAL: &str = "bifall";

/// The form as it would be sent unchanged.
pub(super) fn stored(item: &Item) -> Sent {
    let Some(outcome) = &item.outcome else {
        return untouched(item);
    };
    let mut pairs = vec![pair("kind", outcome.kind.key())];
    pairs.extend(numbered("point", &outcome.points));
    match &outcome.kind {
        OutcomeKind::ReferredBack { reasons } => pairs.push(pair("reasons", reasons)),
        OutcomeKind::Tabled { until: Some(day) } => pairs.push(pair("until", &swedish::iso(*day))),
        _ => {}
    }
    for (at, motion) in outcome.motions.iter().enumerate() {
        let at = at + 1;
        pairs.push(pair(&format!("motion_{at}_by"), &motion.by.to_string()));
        pairs.push(pair(&format!("motion_{at}_kind"), motion.kind.key()));
        pairs.push(pair(&format!("motion_{at}_party"), &motion.party));
        pairs.push(pair(&format!("motion_{at}_text"), &motion.text));
        if motion.withdrawn {
            pairs.push(pair(&format!("motion_{at}_withdrawn"), "ja"));
        }
    }
    pairs.push(pair(
        "manner",
        if outcome.vote.is_some() {
            VOTE
        } else {
            ACCLAMATION
        },
    ));
    if let Some(vote) = &outcome.vote {
        pairs.push(pair("yes_means", &vote.yes_means));
        pairs.push(pair("no_means", &vote.no_means));
        pairs.push(pair("decision_is", vote.decision_is.key()));
        let cast = vote
            .ballots
            .iter()
            .filter(|ballot| ballot.value != BallotValue::Disqualified);
        pairs.extend(
            cast.map(|ballot| pair(&format!("ballot_{}", ballot.person), ballot.value.key())),
        );
    }
    pairs.extend(
        outcome
            .took_no_part
            .iter()
            .map(|who| pair("took_no_part", &who.to_string())),
    );
    for (at, one) in outcome.reservations.iter().enumerate() {
        pairs.push(pair(
            &format!("reservation_{}_by", at + 1),
            &one.by.to_string(),
        ));
        pairs.push(pair(&format!("reservation_{}_text", at + 1), &one.text));
    }
    for (at, one) in outcome.notes.iter().enumerate() {
        pairs.push(pair(&format!("note_{}_by", at + 1), &one.by.to_string()));
        pairs.push(pair(&format!("note_{}_text", at + 1), &one.text));
    }
    pairs.into_iter().collect()
}

/// An item that nothing is recorded of: the proposal, word for word.
fn untouched(item: &Item) -> Sent {
    let mut pairs: Vec<(String, String)> = numbered("point", &item.proposal).collect();
    pairs.push(pair("manner", ACCLAMATION));
    pairs.push(pair("yes_means", &format!("{APPROVAL} till förslaget")));
    pairs.into_iter().collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn numbered<'a>(
    name: &'a str,
    values: &'a [String],
) -> impl Iterator<Item = (String, String)> + 'a {
    values
        .iter()
        .enumerate()
        .map(move |(at, value)| pair(&format!("{name}_{}", at + 1), value))
}

/// How many rows of a kind the form had: the highest number that was sent.
pub(super) fn rows(sent: &Sent, kind: &str) -> usize {
    sent.pairs()
        .filter_map(|(name, _)| {
            name.strip_prefix(kind)?
                .strip_prefix('_')?
                .split('_')
                .next()?
                .parse()
                .ok()
        })
        .filter(|number| *number <= MOST)
        .max()
        .unwrap_or(0)
}

/// More rows than this no form has.
const MOST: usize = 99;

/// What the form says became of the item.
///
/// # Errors
/// What cannot be read, at its field.
pub(super) fn outcome(item: &Item, sent: &Sent, at: DateTime<Utc>) -> Result<ItemOutcome, Refusal> {
    let mut faults = Vec::new();
    let kind = kind(sent).map_err(|fault| faults.push(*fault)).ok();
    let vote = vote(item, kind.as_ref(), sent)
        .map_err(|fault| faults.push(*fault))
        .unwrap_or_default();
    let motions = motions(sent, &mut faults);
    let said = said(sent, "reservation", &mut faults);
    let reservations = said
        .into_iter()
        .map(|(by, text)| Reservation { by, text })
        .collect();
    let said = self::said(sent, "note", &mut faults);
    let notes = said
        .into_iter()
        .map(|(by, text)| Note { by, text })
        .collect();
    let (Some(kind), true) = (kind, faults.is_empty()) else {
        return Err(Refusal::invalid("Beslutet är inte sparat.", faults));
    };
    let manner = if vote.is_some() {
        Manner::Vote
    } else {
        Manner::Acclamation
    };
    Ok(ItemOutcome {
        points: points(item, &kind, sent),
        kind,
        motions,
        question: Question {
            manner,
            order: Vec::new(),
        },
        vote,
        took_no_part: sent
            .all("took_no_part")
            .iter()
            .filter_map(|who| who.parse().ok())
            .collect(),
        reservations,
        notes,
        serving: Vec::new(),
        chair: None,
        recorded_at: at,
    })
}

fn kind(sent: &Sent) -> Result<OutcomeKind, Box<Reason>> {
    Ok(match sent.line("kind").as_str() {
        "approved" => OutcomeKind::Approved,
        "approved_with_change" => OutcomeKind::ApprovedWithChange,
        "rejected" => OutcomeKind::Rejected,
        "referred_back" => OutcomeKind::ReferredBack {
            reasons: sent.text("reasons"),
        },
        "tabled" if sent.line("until").is_empty() => OutcomeKind::Tabled { until: None },
        "tabled" => OutcomeKind::Tabled {
            until: Some(typed::day(sent, "until")?),
        },
        "withdrawn" => OutcomeKind::Withdrawn,
        _ => {
            let reason = Reason::new("utfall", "Välj vad som beslutades.");
            return Err(Box::new(reason.at(Place::Field("kind".to_owned()))));
        }
    })
}

/// The points that were written. The proposal left as it stood is no text of its own for a decision
/// that is not about it: then the points follow from the kind.
fn points(item: &Item, kind: &OutcomeKind, sent: &Sent) -> Vec<String> {
    let written: Vec<String> = (1..=rows(sent, "point"))
        .map(|at| sent.text(&format!("point_{at}")))
        .filter(|point| !point.trim().is_empty())
        .collect();
    let proposed: Vec<String> = item.proposal.iter().map(|point| clean(point)).collect();
    if written == proposed {
        return match kind {
            OutcomeKind::Approved | OutcomeKind::ApprovedWithChange => item.proposal.clone(),
            _ => Vec::new(),
        };
    }
    written
}

fn motions(sent: &Sent, faults: &mut Vec<Reason>) -> Vec<Motion> {
    let mut motions = Vec::new();
    for at in 1..=rows(sent, "motion") {
        let name = |part: &str| format!("motion_{at}_{part}");
        let text = sent.text(&name("text"));
        let by: Option<PersonId> = sent.read(&name("by"));
        let kind = MotionKind::from_key(&sent.line(&name("kind")));
        match (by, kind) {
            (Some(by), Some(kind)) => motions.push(Motion {
                by,
                party: sent.line(&name("party")),
                kind,
                text,
                withdrawn: sent.ticked(&name("withdrawn")),
            }),
            (None, None) if text.is_empty() => {}
            (None, _) => {
                let reason = Reason::new("yrkande", "Ange vem som yrkade.");
                faults.push(reason.at(Place::Field(name("by"))));
            }
            (_, None) => {
                let reason = Reason::new("yrkande", "Ange vad yrkandet gäller.");
                faults.push(reason.at(Place::Field(name("kind"))));
            }
        }
    }
    motions
}

/// The vote, if one was held. Votes that were given without saying so are never dropped in silence,
/// unless a vote that stood there is taken back.
fn vote(item: &Item, kind: Option<&OutcomeKind>, sent: &Sent) -> Result<Option<Vote>, Box<Reason>> {
    let ballots: Vec<Ballot> = sent
        .pairs()
        .filter_map(|(name, value)| {
            let person = name.strip_prefix("ballot_")?.parse().ok()?;
            let value = BallotValue::from_key(&clean_line(value))?;
            Some(Ballot { person, value })
        })
        .collect();
    let stood = item
        .outcome
        .as_ref()
        .is_some_and(|outcome| outcome.vote.is_some());
    if sent.line("manner") == VOTE {
        let (yes_means, no_means) = (sent.line("yes_means"), sent.line("no_means"));
        let decision_is = decision_is(kind, &yes_means, sent)?;
        return Ok(Some(Vote {
            yes_means,
            no_means,
            decision_is,
            ballots,
        }));
    }
    if ballots.is_empty() || stood {
        return Ok(None);
    }
    let reason = Reason::new(
        "omrostning",
        "Röster är angivna, men inte att det var omröstning.",
    )
    .remedy("Välj ”Omröstning”, eller ta bort rösterna.");
    Err(Box::new(reason.at(Place::Field("manner".to_owned()))))
}

/// Which answer the decision corresponds to: the one chosen. Left out it follows from the decision
/// when a yes approves the proposal, and has to be asked for otherwise.
fn decision_is(
    kind: Option<&OutcomeKind>,
    yes_means: &str,
    sent: &Sent,
) -> Result<Side, Box<Reason>> {
    if let Some(side) = Side::from_key(&sent.line("decision_is")) {
        return Ok(side);
    }
    let yes_approves = yes_means.to_lowercase().starts_with(APPROVAL);
    match kind {
        Some(OutcomeKind::Approved | OutcomeKind::ApprovedWithChange) if yes_approves => {
            Ok(Side::Yes)
        }
        Some(OutcomeKind::Rejected) if yes_approves => Ok(Side::No),
        _ => {
            let reason = Reason::new(
                "omrostningens_utfall",
                "Ange om beslutet motsvarar ja eller nej i omröstningen.",
            );
            Err(Box::new(reason.at(Place::Field("decision_is".to_owned()))))
        }
    }
}

/// Who wants what in the minutes.
fn said(sent: &Sent, kind: &str, faults: &mut Vec<Reason>) -> Vec<(PersonId, String)> {
    let mut said = Vec::new();
    for at in 1..=rows(sent, kind) {
        let (by, text) = (
            format!("{kind}_{at}_by"),
            sent.text(&format!("{kind}_{at}_text")),
        );
        match sent.read(&by) {
            Some(person) => said.push((person, text)),
            None if text.is_empty() => {}
            None => {
                let reason = Reason::new("vem", "Ange vem texten kommer från.");
                faults.push(reason.at(Place::Field(by)));
            }
        }
    }
    said
}
