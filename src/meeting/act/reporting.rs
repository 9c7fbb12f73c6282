//! Decisions that were taken in the body's place, on its agenda (KL 6:40).

use super::{done, only_in};
use crate::{
    domain::{
        delegation::reporting::{DecisionToReport, ReportedAt},
        entropy::Entropy,
        refusal::Refusal,
    },
    meeting::{
        lifecycle::MeetingPhase,
        outcome::OutcomeKind,
        state::{Chain, Item, Meeting},
    },
    work::Outcome,
};
use serde_json::json;

/// Writes the item anew: the agenda of a meeting that has not begun follows the list.
pub(super) fn report(
    mut meeting: Meeting,
    decisions: Vec<DecisionToReport>,
    entropy: &mut Entropy,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Anmälan kan inte ändras.";
    only_in(&[MeetingPhase::Planned], &meeting, what)?;
    let numbers: Vec<String> = decisions.iter().map(|one| one.number.to_string()).collect();
    let known = meeting
        .items
        .iter()
        .position(|item| !item.reports.is_empty());
    let summary = match (known, decisions.is_empty()) {
        (Some(place), true) => {
            meeting.items.remove(place);
            "Anmälan av delegationsbeslut togs bort från dagordningen.".to_owned()
        }
        (None, true) => "Det finns inga beslut att anmäla.".to_owned(),
        (Some(place), false) => {
            let written = item(&meeting, decisions, entropy);
            let old = &mut meeting.items[place];
            *old = Item {
                id: old.id,
                ..written
            };
            format!("Anmälan på dagordningen gäller nu {}.", numbers.join(", "))
        }
        (None, false) => {
            let written = item(&meeting, decisions, entropy);
            meeting.items.push(written);
            format!(
                "Anmälan av {} sattes upp på dagordningen.",
                numbers.join(", ")
            )
        }
    };
    let details = json!({ "decisions": numbers });
    Ok(done(meeting, "reports_listed", summary, details))
}

/// The decisions that the meeting has been told of, with where in the minutes. What was tabled,
/// referred back or left out is not reported yet.
pub fn reported(meeting: &Meeting) -> Vec<(DecisionToReport, ReportedAt)> {
    if meeting.phase < MeetingPhase::Held || meeting.phase == MeetingPhase::Cancelled {
        return Vec::new();
    }
    let noted = |item: &&Item| {
        item.outcome.as_ref().is_some_and(|outcome| {
            matches!(
                outcome.kind,
                OutcomeKind::Approved | OutcomeKind::ApprovedWithChange
            )
        })
    };
    let items = meeting.items.iter().filter(noted);
    items
        .filter_map(|item| Some((item, item.section?)))
        .flat_map(|(item, section)| {
            let at = ReportedAt {
                meeting: meeting.id,
                section,
            };
            item.reports.iter().map(move |one| (one.clone(), at))
        })
        .collect()
}

fn item(meeting: &Meeting, decisions: Vec<DecisionToReport>, entropy: &mut Entropy) -> Item {
    let urgent = decisions.iter().filter(|one| one.is_urgent()).count();
    let title = if urgent == 0 {
        "Anmälan av delegationsbeslut"
    } else if urgent == decisions.len() {
        "Anmälan av ordförandebeslut"
    } else {
        "Anmälan av delegationsbeslut och ordförandebeslut"
    };
    let body = &meeting.body_name;
    let mut summary = format!(
        "Beslut som har fattats för {body} anmäls. Anmälan innebär inte att {body} omprövar eller \
         fastställer besluten.\n"
    );
    for one in &decisions {
        summary.push_str("\n- ");
        summary.push_str(&one.line());
    }
    Item {
        id: entropy.id(),
        matter: None,
        title: title.to_owned(),
        register_number: None,
        summary,
        decision_basis: Vec::new(),
        proposal: vec![format!("{body} noterar anmälan till protokollet.")],
        source_sha256: None,
        recipients: Vec::new(),
        chain: Chain::default(),
        reports: decisions,
        disqualified: Vec::new(),
        acting_chair: None,
        outcome: None,
        section: None,
    }
}
