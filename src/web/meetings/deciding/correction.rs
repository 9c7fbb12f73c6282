//! Correcting what the minutes say of an item, after the meeting: the same form, with the decision
//! as it was recorded, the summary of the matter, and the reason.

use crate::{
    domain::refusal::Refusal,
    meeting::{
        act::Action,
        lifecycle::MeetingPhase,
        state::{Item, Meeting},
    },
    web::{asked::Sent, look::field::FieldView, meetings::recorded},
};
use chrono::{DateTime, Utc};

/// Whether the item is one whose text is corrected, and no longer one to decide.
pub(in crate::web::meetings) fn fits(meeting: &Meeting, item: &Item) -> bool {
    meeting.phase == MeetingPhase::Held && item.section.is_some()
}

/// The fields of a correction beside those of the item; none while the meeting goes on.
pub(super) fn fields(meeting: &Meeting, item: &Item, sent: &Sent) -> Vec<FieldView> {
    if !fits(meeting, item) {
        return Vec::new();
    }
    let summary = if sent.holds("summary") {
        sent.text("summary")
    } else {
        item.summary.clone()
    };
    vec![
        FieldView::textarea("summary", "Sammanfattning av ärendet", summary, 6).optional(),
        FieldView::textarea("reason", "Skäl till rättelsen", sent.text("reason"), 3)
            .hint("Vad som var fel, och vem som har påpekat det."),
    ]
}

/// What the form asks for. The decision is the recorded one, whatever was sent.
pub(super) fn action(item: &Item, sent: &Sent, at: DateTime<Utc>) -> Result<Action, Refusal> {
    let decided = ["kind", "reasons", "until"];
    let stored = recorded::stored(item);
    let recorded_pairs = stored.pairs().filter(|(name, _)| decided.contains(name));
    let sent_pairs = sent.pairs().filter(|(name, _)| !decided.contains(name));
    let whole: Sent = recorded_pairs
        .chain(sent_pairs)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut outcome = recorded::outcome(item, &whole, at)?;
    if let Some(recorded) = &item.outcome {
        outcome.kind.clone_from(&recorded.kind);
        outcome.points.clone_from(&recorded.points);
    }
    Ok(Action::CorrectItem {
        item: item.id,
        outcome,
        summary: sent.text("summary"),
        reason: sent.text("reason"),
    })
}
