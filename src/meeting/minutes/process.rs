//! How a decision was reached (beslutsgång), in sentences composed from what was recorded.

use crate::{
    domain::swedish,
    meeting::{
        outcome::{ItemOutcome, Motion, MotionKind, OutcomeKind, Put, Vote},
        question::Tally,
        state::{Item, Meeting},
    },
};

/// The motions that were not withdrawn, one sentence each.
pub(super) fn motions(meeting: &Meeting, outcome: &ItemOutcome) -> Vec<String> {
    let kept = outcome.motions.iter().filter(|motion| !motion.withdrawn);
    kept.map(|motion| moved(meeting, motion)).collect()
}

fn moved(meeting: &Meeting, motion: &Motion) -> String {
    let text = motion.text.trim().trim_end_matches('.');
    let detail = if text.is_empty() {
        String::new()
    } else {
        format!(": {text}")
    };
    let what = match motion.kind {
        MotionKind::ReferBack => format!("att ärendet återremitteras{detail}"),
        MotionKind::Table => format!("att ärendet bordläggs{detail}"),
        MotionKind::Approve => format!("bifall till förslaget till beslut{detail}"),
        MotionKind::Reject => format!("avslag på förslaget till beslut{detail}"),
        MotionKind::Amendment => format!("ändring av förslaget till beslut{detail}"),
        MotionKind::Addition => format!("tillägg till förslaget till beslut{detail}"),
    };
    let for_party = for_party(meeting, motion);
    format!("{}{for_party} yrkar {what}.", mover(meeting, motion))
}

/// " för V och MP", when the motion is made for others than the mover's own party.
fn for_party(meeting: &Meeting, motion: &Motion) -> String {
    let own = meeting
        .attended(motion.by)
        .map(|present| present.party.as_str());
    let party = motion.party.trim();
    if party.is_empty() || own == Some(party) {
        String::new()
    } else {
        format!(" för {party}")
    }
}

fn mover(meeting: &Meeting, motion: &Motion) -> String {
    meeting.presented(motion.by).unwrap_or_default()
}

/// The proposals in the order in which the chair put them.
pub(super) fn order(meeting: &Meeting, outcome: &ItemOutcome) -> Vec<String> {
    outcome
        .question
        .order
        .iter()
        .filter_map(|put| named(meeting, outcome, *put))
        .collect()
}

fn named(meeting: &Meeting, outcome: &ItemOutcome, put: Put) -> Option<String> {
    match put {
        Put::Proposal => Some("förslaget till beslut".to_owned()),
        Put::Motion(at) => {
            let motion = outcome.motions.get(at)?;
            let about = motion.kind.swedish();
            Some(format!(
                "yrkandet om {about} från {}",
                mover(meeting, motion)
            ))
        }
    }
}

/// Who was disqualified, one sentence each.
pub(super) fn disqualifications(meeting: &Meeting, item: &Item) -> Vec<String> {
    item.disqualified
        .iter()
        .map(|gone| {
            let who = &gone.name;
            let instead = gone
                .substitute
                .and_then(|substitute| meeting.presented(substitute));
            let instead = instead
                .map(|name| format!(" {name} tjänstgör i stället."))
                .unwrap_or_default();
            format!("{who} deltar inte i ärendet på grund av jäv.{instead}")
        })
        .collect()
}

/// The whole way to the decision.
pub(super) fn sentences(meeting: &Meeting, item: &Item, outcome: &ItemOutcome) -> Vec<String> {
    let mut told = Vec::new();
    let stands_in = meeting
        .chair_of(item)
        .filter(|chair| meeting.chair != Some(*chair));
    if let Some(chair) = stands_in.and_then(|chair| meeting.presented(chair)) {
        told.push(format!(
            "{chair} leder ärendet som tjänstgörande ordförande."
        ));
    }
    let (formal, material): (Vec<Put>, Vec<Put>) = outcome
        .question
        .order
        .iter()
        .partition(|put| is_formal(outcome, **put));
    if !formal.is_empty() {
        told.push(formal_question(meeting, outcome, &formal));
    }
    // A matter that is sent back or tabled is not tried in itself.
    if outcome.kind.is_final() {
        told.push(material_question(meeting, item, outcome, &material));
    } else if formal.is_empty() && outcome.vote.is_none() {
        told.push(format!(
            "Ordföranden finner att {} {}.",
            body(meeting),
            found(&outcome.kind)
        ));
    }
    if let Some(vote) = &outcome.vote {
        told.extend(vote_sentences(meeting, item, vote));
    }
    let absent: Vec<String> = outcome
        .took_no_part
        .iter()
        .filter_map(|person| meeting.presented(*person))
        .collect();
    if !absent.is_empty() {
        told.push(format!(
            "{} deltar inte i beslutet.",
            swedish::list(&absent)
        ));
    }
    told
}

fn is_formal(outcome: &ItemOutcome, put: Put) -> bool {
    match put {
        Put::Proposal => false,
        Put::Motion(at) => outcome
            .motions
            .get(at)
            .is_some_and(|motion| motion.kind.is_formal()),
    }
}

fn formal_question(meeting: &Meeting, outcome: &ItemOutcome, formal: &[Put]) -> String {
    let asked: Vec<String> = formal
        .iter()
        .filter_map(|put| named(meeting, outcome, *put))
        .collect();
    let asked = swedish::list(&asked);
    let finding = match (&outcome.kind, &outcome.vote) {
        // The answer comes with the vote.
        (kind, Some(_)) if !kind.is_final() => String::new(),
        (kind, _) if kind.is_final() => {
            format!(
                " Ordföranden finner att {} avgör ärendet vid sammanträdet.",
                body(meeting)
            )
        }
        (kind, _) => format!(" Ordföranden finner att {} {}.", body(meeting), found(kind)),
    };
    format!("Ordföranden ställer först {asked} mot att ärendet avgörs vid sammanträdet.{finding}")
}

fn material_question(
    meeting: &Meeting,
    item: &Item,
    outcome: &ItemOutcome,
    material: &[Put],
) -> String {
    let asked: Vec<String> = material
        .iter()
        .filter_map(|put| named(meeting, outcome, *put))
        .collect();
    let question = match asked.as_slice() {
        [] if item.proposal.is_empty() => "Ordföranden frågar om beslutet kan fattas".to_owned(),
        [] => "Ordföranden prövar förslaget till beslut".to_owned(),
        [only] => format!("Ordföranden prövar {only}"),
        several => format!(
            "Ordföranden ställer {} mot varandra",
            swedish::list(several)
        ),
    };
    if outcome.vote.is_some() {
        return format!("{question}.");
    }
    if item.proposal.is_empty() && asked.is_empty() {
        return format!("{question} och finner att {} svarar ja.", body(meeting));
    }
    format!(
        "{question} och finner att {} {}.",
        body(meeting),
        found(&outcome.kind)
    )
}

/// What the chair found, as it follows on "finner att nämnden".
fn found(kind: &OutcomeKind) -> String {
    match kind {
        OutcomeKind::Approved => "bifaller förslaget".to_owned(),
        OutcomeKind::ApprovedWithChange => "bifaller förslaget med ändring".to_owned(),
        OutcomeKind::Rejected => "avslår förslaget".to_owned(),
        OutcomeKind::ReferredBack { .. } => "återremitterar ärendet".to_owned(),
        OutcomeKind::Tabled { until: Some(day) } => {
            format!("bordlägger ärendet till den {}", swedish::date(*day))
        }
        OutcomeKind::Tabled { until: None } => "bordlägger ärendet".to_owned(),
        OutcomeKind::Withdrawn => "låter ärendet utgå".to_owned(),
    }
}

fn vote_sentences(meeting: &Meeting, item: &Item, vote: &Vote) -> Vec<String> {
    let mut told = vec![format!(
        "Omröstning begärs och genomförs. Ja-röst innebär {}. Nej-röst innebär {}.",
        without_stop(&vote.yes_means),
        without_stop(&vote.no_means)
    )];
    let chair = meeting.chair_of(item);
    if let Some(counted) = chair.and_then(|chair| super::vote(meeting, item, chair)) {
        told.push(counted.result);
    }
    told
}

/// The result in one sentence: "Med 12 ja-röster mot 3 nej-röster beslutar nämnden …".
pub(super) fn result(body: &str, tally: &Tally, carried: &str) -> String {
    let votes = format!(
        "{} mot {}",
        swedish::plural(count(tally.yes), "ja-röst", "ja-röster"),
        swedish::plural(count(tally.no), "nej-röst", "nej-röster")
    );
    let beside = [
        (tally.abstains, "avstår"),
        (tally.takes_no_part, "deltar inte i beslutet"),
    ];
    let beside: Vec<String> = beside
        .iter()
        .filter(|(several, _)| 0 < *several)
        .map(|(several, does)| format!("{} {does}", swedish::number(count(*several))))
        .collect();
    let beside = if beside.is_empty() {
        String::new()
    } else {
        format!(" ({})", swedish::list(&beside))
    };
    let carried = without_stop(carried);
    if tally.casting_vote {
        format!(
            "Rösterna faller lika, {votes}{beside}. {body} beslutar med ordförandens utslagsröst: \
             {carried}."
        )
    } else {
        format!("Med {votes}{beside} beslutar {}: {carried}.", inside(body))
    }
}

fn body(meeting: &Meeting) -> String {
    inside(&meeting.body_name)
}

/// A body's name inside a sentence: "Kommunstyrelsen" becomes "kommunstyrelsen", but a name with a
/// capital further in, such as "KS arbetsutskott", stays.
fn inside(name: &str) -> String {
    if name.chars().skip(1).any(char::is_uppercase) {
        name.to_owned()
    } else {
        swedish::lower_first(name)
    }
}

fn without_stop(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
