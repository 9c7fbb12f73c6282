//! Whether the minutes say all that the law asks of them (KL 5:66–67), before they are certified.

use super::{MinutesContent, SectionContent, VoteContent};
use crate::domain::refusal::{Place, Reason};

/// What is missing. Empty when the minutes are complete.
///
/// Most of it cannot be missing in minutes composed by [`super::minutes`] out of what was accepted
/// when it was recorded; this is the second lock.
pub fn faults(content: &MinutesContent) -> Vec<Reason> {
    let mut faults = Vec::new();
    let mut front = |is_missing: bool, message: &str, source: Option<&str>| {
        if is_missing {
            let mut reason = Reason::new("protokoll", message);
            reason.source = source.map(str::to_owned);
            faults.push(reason.at(Place::Attendance));
        }
    };
    let no_one = content.members.is_empty() && content.serving_substitutes.is_empty();
    front(
        no_one,
        "Det framgår inte vilka som har tjänstgjort.",
        Some("KL 5:66"),
    );
    front(
        content.chair.is_empty(),
        "Det framgår inte vem som var ordförande.",
        Some("KL 5:65"),
    );
    front(
        content.ended.is_empty(),
        "Det framgår inte när sammanträdet slutade.",
        None,
    );
    for (place, section) in content.sections.iter().enumerate() {
        let follows = place == 0 || content.sections[place - 1].number + 1 == section.number;
        let lines = missing(section).into_iter().map(|(message, source)| {
            let reason = Reason::new("protokoll", format!("§ {}: {message}", section.number));
            reason.source(source)
        });
        let gap = (!follows).then(|| {
            let message = format!(
                "§ {}: Paragraferna följer inte på varandra.",
                section.number
            );
            Reason::new("protokoll", message)
        });
        faults.extend(
            lines
                .chain(gap)
                .map(|reason| reason.at(Place::Item(place + 1))),
        );
    }
    faults
}

/// The six points of KL 5:67, each with its source.
fn missing(section: &SectionContent) -> Vec<(&'static str, &'static str)> {
    let blank = |texts: &[String]| texts.iter().any(|text| text.trim().is_empty());
    let something_was_put = !section.proposal.is_empty() || !section.motions.is_empty();
    let voted = section.vote.as_ref();
    let strangers = section
        .reservations
        .iter()
        .any(|reservation| !section.took_part.contains(&reservation.by));
    [
        (
            blank(&section.proposal) || blank(&section.motions),
            "Ett förslag eller yrkande saknar text.",
            "KL 5:67 p. 1",
        ),
        (
            section.process.is_empty() || (something_was_put && section.order.is_empty()),
            "Det framgår inte i vilken ordning ordföranden ställde förslagen.",
            "KL 5:67 p. 2",
        ),
        (
            voted.is_some_and(|vote| !adds_up(vote)),
            "Omröstningen går inte ihop.",
            "KL 5:67 p. 3",
        ),
        (
            section.decision.is_empty() || blank(&section.decision),
            "Beslutet saknas.",
            "KL 5:67 p. 4",
        ),
        (
            section.took_part.is_empty() || voted.is_some_and(|vote| vote.rows.is_empty()),
            "Det framgår inte vilka som deltog i beslutet.",
            "KL 5:67 p. 5",
        ),
        (
            strangers,
            "En reservation kommer från någon som inte deltog i beslutet.",
            "KL 5:67 p. 6",
        ),
    ]
    .into_iter()
    .filter_map(|(is_missing, message, source)| is_missing.then_some((message, source)))
    .collect()
}

fn adds_up(vote: &VoteContent) -> bool {
    let counted =
        vote.yes + vote.no + vote.abstains + vote.takes_no_part + vote.absent + vote.disqualified;
    let settled = (vote.yes == vote.no) == vote.casting_vote;
    counted == vote.rows.len() && settled && !vote.result.is_empty()
}
