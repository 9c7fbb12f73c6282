//! From the matter to the agenda and back: the proposed decision moves unchanged.

use super::overriding;
use super::state::{BodyProposal, Content, Decision, DecisionKind, Matter, Taken};
use crate::{
    domain::{
        digest::Digest,
        identifiers::MeetingId,
        refusal::{Reason, Refusal},
        swedish,
    },
    meeting::{
        act::{Decided, NewItem},
        outcome::OutcomeKind,
        state::{Chain, Meeting},
    },
    workflow::{definition::Definition, value::Value},
};
use chrono::NaiveDate;
use std::fmt::Write as _;

/// The agenda item of a matter, copied out of its newest frozen version.
///
/// # Errors
/// Refused when nothing is frozen or there is no proposal to decide on.
pub fn agenda_item(matter: &Matter, definition: &Definition) -> Result<NewItem, Refusal> {
    let what = "Ärendet kan inte sättas upp på dagordningen.";
    let Some(frozen) = &matter.frozen else {
        return Err(Refusal::because(
            what,
            Reason::new("version", "Ärendet har inte granskats."),
        ));
    };
    let content = &matter.content;
    let proposal = proposed_points(matter, definition);
    if proposal.is_empty() {
        return Err(Refusal::because(
            what,
            Reason::new("forslag", "Förslaget till beslut är tomt.")
                .remedy("Ta tillbaka ärendet och skriv vad som föreslås."),
        ));
    }
    Ok(NewItem {
        matter: Some(matter.id),
        title: content.title.clone(),
        register_number: matter.register_number.as_ref().map(ToString::to_string),
        summary: text_of(content, Some(SUMMARY)),
        decision_basis: decision_basis(matter),
        proposal,
        source_sha256: Some(frozen.sha256),
        recipients: content.recipients_of_decision.clone(),
        chain: Chain::default(),
    })
}

/// The points to decide on: those of the newest body before in the chain that has not proposed
/// rejection, or those of the memo.
pub fn proposed_points(matter: &Matter, definition: &Definition) -> Vec<String> {
    if let Some(proposal) = matter.proposal_to_vote_on() {
        return proposal.points.clone();
    }
    points(&text(&matter.content, definition))
}

/// The proposal as the memo has it, with what the decision must say beside it: how long it holds.
pub fn text(content: &Content, definition: &Definition) -> String {
    let key = definition.proposal().map(|section| section.key.as_str());
    let mut text = text_of(content, key);
    for sentence in added_points(content, definition) {
        append(&mut text, &sentence);
    }
    text
}

/// The points that follow from the facts of the matter.
fn added_points(content: &Content, definition: &Definition) -> Vec<String> {
    let until = until(content, definition).map(|day| {
        let day = swedish::date(day);
        format!("Beslutet gäller till och med den {day}.")
    });
    let exceptions = overriding::points(content, definition);
    until.into_iter().chain(exceptions).collect()
}

/// The last day that the decision is proposed to hold; none when it is until further notice.
fn until(content: &Content, definition: &Definition) -> Option<NaiveDate> {
    match content.fields.get(definition.until.as_ref()?.as_str())? {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

/// The last day that a decision with these points holds. A body may strike the point out or set
/// another day, in words of its own: what stands in the decision counts, not what was proposed. Only
/// a decision without a point that speaks of a last day is without end.
pub(super) fn decided_until(
    points: &[String],
    content: &Content,
    definition: &Definition,
) -> Option<NaiveDate> {
    definition.until.as_ref()?;
    let proposed = until(content, definition);
    let said: Vec<LastDay> = points.iter().flat_map(|point| last_days(point)).collect();
    let holds = said.iter().any(|said| said.holds);
    // Where no day was proposed, a last day of something else is not taken for that of the decision.
    let said = said
        .iter()
        .filter(|said| said.holds || (!holds && proposed.is_some()));
    // Words that cannot be read as a day leave the proposed one: it is never without end by mistake.
    said.filter_map(|said| said.day.or(proposed)).min()
}

/// A last day that a point names.
struct LastDay {
    /// None where the words cannot be read.
    day: Option<NaiveDate>,
    /// Whether the point says that something "gäller" until then.
    holds: bool,
}

/// The last days that a point names, unless it permits an exception, which has a day of its own.
fn last_days(point: &str) -> Vec<LastDay> {
    let point = point.to_lowercase();
    let words: Vec<&str> = point.split_whitespace().collect();
    let mut found = Vec::new();
    for at in 0..words.len() {
        let day = match words[at..] {
            ["till", "och", "med", ..] | ["t" | "t.", "o" | "o.", "m" | "m.", ..] => at + 3,
            ["t.o.m." | "t.o.m", ..] => at + 1,
            _ => continue,
        };
        let said = |begins: &str| words[..at].iter().any(|word| word.starts_with(begins));
        if !said("avsteg") {
            found.push(LastDay {
                day: leading_day(&words[day..].join(" ")),
                holds: said("gäll"),
            });
        }
    }
    found
}

/// What comes after the first words of a point, when it begins with them.
pub(super) fn after<'p>(point: &'p str, words: &str) -> Option<&'p str> {
    point.trim().strip_prefix(words)
}

/// The day that a text begins with: "31 december 2026. Skäl: …", "den 2027-06-30, eller …".
pub(super) fn leading_day(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split_whitespace().take(LONGEST_DAY).collect();
    (1..=words.len()).find_map(|length| {
        let day = words[..length].join(" ");
        swedish::parse_date(day.trim_end_matches(['.', ',', ';', ':', ')'])).ok()
    })
}

/// The words of "fredagen den 31 december 2027".
const LONGEST_DAY: usize = 5;

/// Adds a point to a proposal, in the form that its other points have. Nothing is added to nothing.
fn append(text: &mut String, point: &str) {
    let Some(last) = text
        .lines()
        .rev()
        .find(|line| without_list_mark(line.trim()).is_some())
    else {
        if !text.is_empty() {
            text.push_str("\n\n");
            text.push_str(point);
        }
        return;
    };
    let mark: String = last
        .trim()
        .chars()
        .take_while(|c| !c.is_whitespace())
        .collect();
    let mark = match mark.trim_end_matches(['.', ')']).parse::<u32>() {
        Ok(number) => format!(
            "{}{}",
            number + 1,
            mark.trim_start_matches(|c: char| c.is_ascii_digit())
        ),
        Err(_) => mark,
    };
    let _ = write!(text, "\n{mark} {point}");
}

/// The section whose text becomes the case text of the minutes.
const SUMMARY: &str = "sammanfattning";

fn text_of(content: &Content, key: Option<&str>) -> String {
    let section = content
        .sections
        .iter()
        .find(|section| Some(section.key.as_str()) == key);
    section
        .map(|section| section.text.trim().to_owned())
        .unwrap_or_default()
}

/// The memo first, then what bodies have proposed, then each document with its date.
pub(super) fn decision_basis(matter: &Matter) -> Vec<String> {
    let mut basis = Vec::new();
    if let Some(frozen) = &matter.frozen {
        let day = crate::domain::calendar::today_in_stockholm(frozen.at);
        basis.push(format!("Tjänsteskrivelse den {}", swedish::date(day)));
    }
    basis.extend(matter.counting_proposals().map(BodyProposal::presented));
    basis.extend(
        matter
            .content
            .attachments
            .iter()
            .map(|attachment| match attachment.dated {
                Some(dated) => format!("{} den {}", attachment.title, swedish::date(dated)),
                None => attachment.title.clone(),
            }),
    );
    basis
}

/// The decision points of a proposal: one per list item, or one per paragraph where there is no
/// list. The words are kept to the letter, without the marks of the list.
pub fn points(proposal: &str) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    let mut open = false;
    for line in proposal.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        match without_list_mark(trimmed) {
            Some(text) => {
                points.push(text.to_owned());
                open = true;
            }
            None => match points.last_mut() {
                Some(last) if open => {
                    last.push(' ');
                    last.push_str(trimmed);
                }
                _ => {
                    points.push(trimmed.to_owned());
                    open = true;
                }
            },
        }
    }
    points
}

fn without_list_mark(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(rest.trim());
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    let rest = rest
        .strip_prefix(". ")
        .or_else(|| rest.strip_prefix(") "))?;
    (digits > 0).then(|| rest.trim())
}

fn settled(meeting: &Meeting, decided: &Decided) -> Result<Settled, Refusal> {
    let what = "Beslutet kan inte antecknas.";
    let undecided = || Refusal::because(what, Reason::new("utfall", "Punkten är inte avgjord."));
    let kind = match decided.outcome.kind {
        OutcomeKind::Approved => DecisionKind::Approved,
        OutcomeKind::ApprovedWithChange => DecisionKind::ApprovedWithChange,
        OutcomeKind::Rejected => DecisionKind::Rejected,
        _ => return Err(undecided()),
    };
    let source = meeting
        .items
        .iter()
        .find(|item| item.matter == Some(decided.matter))
        .and_then(|item| item.source_sha256);
    let (Some(section), Some(sha256)) = (decided.section, source) else {
        return Err(undecided());
    };
    Ok(Settled {
        meeting: meeting.id,
        section,
        kind,
        points: decided.outcome.points.clone(),
        sha256,
    })
}

/// What a meeting came to in one item.
struct Settled {
    meeting: MeetingId,
    section: u32,
    kind: DecisionKind,
    points: Vec<String>,
    sha256: Digest,
}

/// The decision of an item, for its matter. How long it holds and what it permits is read out of its
/// points when the matter takes it.
///
/// # Errors
/// Refused when the item was not decided.
pub fn decision(meeting: &Meeting, decided: &Decided) -> Result<Decision, Refusal> {
    let settled = settled(meeting, decided)?;
    Ok(Decision {
        body: meeting.body,
        taken: Taken::AtMeeting {
            meeting: settled.meeting,
            section: settled.section,
        },
        day: meeting.day,
        kind: settled.kind,
        points: settled.points,
        sha256: settled.sha256,
        until: None,
        exceptions: Vec::new(),
    })
}

/// What the body of an item proposes to the next one.
///
/// # Errors
/// Refused when the item was not decided.
pub fn forwarded(meeting: &Meeting, decided: &Decided) -> Result<BodyProposal, Refusal> {
    let settled = settled(meeting, decided)?;
    Ok(BodyProposal {
        body: meeting.body,
        body_name: meeting.body_name.clone(),
        meeting: settled.meeting,
        day: meeting.day,
        section: settled.section,
        kind: settled.kind,
        points: settled.points,
        sha256: settled.sha256,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_a_proposal_are_its_list_items_or_its_paragraphs() {
        for (written, read) in [
            (
                "1. Nämnden godkänner tjänsten.\n2. Nämnden ger\n   direktören i uppdrag.",
                vec![
                    "Nämnden godkänner tjänsten.",
                    "Nämnden ger direktören i uppdrag.",
                ],
            ),
            ("- Ett.\n\n- Två.", vec!["Ett.", "Två."]),
            (
                "Nämnden godkänner\ntjänsten.\n\nParagrafen justeras.",
                vec!["Nämnden godkänner tjänsten.", "Paragrafen justeras."],
            ),
            ("2026 års plan antas.", vec!["2026 års plan antas."]),
            ("  \n\n", vec![]),
        ] {
            assert_eq!(points(written), read, "{written}");
        }
    }

    #[test]
    fn a_day_is_read_however_many_words_it_has() {
        let day = "2027-06-30".parse().ok();
        for (written, read) in [
            ("30 juni 2027. Skäl: nytta", day),
            ("den 30 juni 2027, dock längst", day),
            ("2027-06-30 eller tills avtalet löper ut", day),
            ("2027-06-30. Skäl: nytta", day),
            ("30/6 2027)", day),
            ("onsdag den 30 juni 2027.", day),
            ("30 juni", None),
            ("den dag som styrelsen bestämmer", None),
            ("", None),
        ] {
            assert_eq!(leading_day(written), read, "{written}");
        }
    }
}
