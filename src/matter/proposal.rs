//! From the matter to the agenda and back: the proposed decision moves unchanged.

use super::state::{Content, Decision, DecisionKind, Matter};
use crate::{
    domain::{
        refusal::{Reason, Refusal},
        swedish,
    },
    meeting::{
        act::{Decided, NewItem},
        outcome::OutcomeKind,
        state::Meeting,
    },
    workflow::definition::Definition,
};

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
    let proposal = points(&text_of(
        content,
        definition.proposal().map(|s| s.key.as_str()),
    ));
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
    })
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

/// The memo first, then each document with its date.
fn decision_basis(matter: &Matter) -> Vec<String> {
    let mut basis = Vec::new();
    if let Some(frozen) = &matter.frozen {
        let day = crate::domain::calendar::today_in_stockholm(frozen.at);
        basis.push(format!("Tjänsteskrivelse den {}", swedish::date(day)));
    }
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

/// The decision of an item, for its matter.
///
/// # Errors
/// Refused when the item was not decided.
pub fn decision(meeting: &Meeting, decided: &Decided) -> Result<Decision, Refusal> {
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
    Ok(Decision {
        body: meeting.body,
        meeting: meeting.id,
        day: meeting.day,
        section,
        kind,
        points: decided.outcome.points.clone(),
        sha256,
        until: None,
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
}
