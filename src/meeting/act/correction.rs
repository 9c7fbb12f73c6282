//! After the meeting: the minutes did not say what happened, and their text is corrected.

use super::{
    decision::completed, done, find, needed, only_in, outcome_rules::outcome_faults, unless_any,
};
use crate::{
    domain::{
        identifiers::ItemId,
        refusal::{Place, Reason, Refusal},
    },
    meeting::{lifecycle::MeetingPhase, outcome::ItemOutcome, state::Meeting},
    work::Outcome,
};
use serde_json::json;

pub(super) fn correct(
    mut meeting: Meeting,
    id: ItemId,
    outcome: ItemOutcome,
    typed_summary: &str,
    reason: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Protokollets text kan inte rättas.";
    only_in(&[MeetingPhase::Held], &meeting, what)?;
    let reason = needed(
        reason,
        what,
        "skal",
        "Skälet saknas. Skriv vad som var fel och vem som har påpekat det.",
    )?;
    let before = meeting.clone();
    let (place, item) = find(&mut meeting, id, what)?;
    let Some(recorded) = item.outcome.clone() else {
        return Err(Refusal::not_found(format!(
            "{what} Inget är registrerat i punkten."
        )));
    };
    let mut outcome = completed(&before, item, outcome);
    outcome.recorded_at = recorded.recorded_at;
    let changed = other_decision(&recorded, &outcome).map(|reason| reason.at(Place::Item(place)));
    let faults = outcome_faults(&before, item, &outcome, place);
    unless_any(changed.into_iter().chain(faults).collect(), what)?;

    let summary = typed_summary.trim().to_owned();
    let details = json!({
        "item": id, "matter": item.matter, "section": item.section, "reason": reason,
        "before": { "outcome": recorded, "summary": item.summary },
        "after": { "outcome": outcome, "summary": summary },
    });
    item.outcome = Some(outcome);
    item.summary = summary;
    let told = format!(
        "Protokollets text om {} rättades: {reason}",
        item.in_journal()
    );
    Ok(done(meeting, "item_corrected", told, details))
}

/// A correction that would change what was decided: the matter has already gone on with it.
fn other_decision(recorded: &ItemOutcome, outcome: &ItemOutcome) -> Option<Reason> {
    let same = recorded.kind == outcome.kind && recorded.points == outcome.points;
    (!same).then(|| {
        Reason::new(
            "beslut",
            "Beslutet har fattats och kan inte ändras när sammanträdet är slut.",
        )
        .remedy(
            "Rätta det övriga. Är beslutet fel tas ärendet upp på nytt på organets nästa \
                 sammanträde.",
        )
    })
}
