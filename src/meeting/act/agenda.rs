//! Before the meeting: the plan and the agenda.

use super::{Facts, NewItem, Plan, done, find, go, needed, only_in};
use crate::{
    domain::{
        entropy::Entropy,
        identifiers::ItemId,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::{MeetingMove, MeetingPhase},
        state::{Item, Meeting},
    },
    work::Outcome,
};
use chrono::{NaiveDate, NaiveTime};
use serde_json::json;

/// Plans a meeting.
///
/// # Errors
/// When the day has passed, the place is missing, or the secretary is unknown.
pub fn plan(
    plan: &Plan,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Sammanträdet kan inte planeras.";
    let place = place(&plan.place, what)?;
    not_passed(plan.day, facts, what)?;
    let Some(secretary_name) = facts.names.get(&plan.secretary) else {
        return Err(Refusal::not_found(format!(
            "{what} Sekreteraren finns inte."
        )));
    };
    let meeting = Meeting {
        id: entropy.id(),
        body: facts.body.id,
        body_name: facts.body.name.clone(),
        day: plan.day,
        starts_at: plan.starts_at,
        ended_at: None,
        place,
        phase: MeetingPhase::Planned,
        secretary: plan.secretary,
        secretary_name: secretary_name.clone(),
        items: Vec::new(),
        attendance: Vec::new(),
        others: Vec::new(),
        seats: 0,
        chair: None,
        certifiers: Vec::new(),
        minutes: None,
        objections: Vec::new(),
        cancelled_because: None,
        version: 1,
    };
    let summary = format!(
        "{} sammanträder den {}.",
        meeting.body_name,
        swedish::date(plan.day)
    );
    let details = json!({
        "day": meeting.day, "starts_at": meeting.starts_at, "place": meeting.place,
        "secretary": meeting.secretary_name,
    });
    Ok(done(meeting, "planned", summary, details))
}

/// The day may be one that has passed: a meeting can have been held on another day than planned and
/// be recorded afterwards.
pub(super) fn change(
    mut meeting: Meeting,
    day: NaiveDate,
    starts_at: NaiveTime,
    typed_place: &str,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Sammanträdets tid och plats kan inte ändras.";
    only_in(&[MeetingPhase::Planned], &meeting, what)?;
    let details = json!({
        "from": { "day": meeting.day, "starts_at": meeting.starts_at, "place": meeting.place },
        "to": { "day": day, "starts_at": starts_at, "place": typed_place.trim() },
    });
    meeting.place = place(typed_place, what)?;
    meeting.day = day;
    meeting.starts_at = starts_at;
    let summary = format!(
        "Sammanträdet hålls den {} kl. {} i {}.",
        swedish::date(day),
        starts_at.format("%H.%M"),
        meeting.place
    );
    Ok(done(meeting, "changed", summary, details))
}

pub(super) fn add(
    mut meeting: Meeting,
    new: NewItem,
    entropy: &mut Entropy,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Punkten kan inte läggas till på dagordningen.";
    // A nämnd may take up a matter that was not in the notice of meeting: KL 5:52 is for the
    // council alone (6:33).
    only_in(&[MeetingPhase::Planned, MeetingPhase::Open], &meeting, what)?;
    let title = needed(&new.title, what, "rubrik", "Punkten saknar rubrik.")?;
    if let Some(matter) = new.matter {
        if meeting.items.iter().any(|item| item.matter == Some(matter)) {
            let message = "Ärendet står redan på dagordningen.";
            return Err(Refusal::because(what, Reason::new("dagordning", message)));
        }
        if new.source_sha256.is_none() || new.proposal.is_empty() {
            let reason = Reason::new(
                "forslag",
                "Ärendet har inget fastställt förslag till beslut.",
            )
            .remedy("Skriv förslaget till beslut och låt det granskas först.");
            return Err(Refusal::because(what, reason));
        }
    }
    let item = Item {
        id: entropy.id(),
        matter: new.matter,
        title,
        register_number: new.register_number,
        summary: new.summary,
        decision_basis: new.decision_basis,
        proposal: new.proposal,
        source_sha256: new.source_sha256,
        recipients: new.recipients,
        chain: new.chain,
        reports: Vec::new(),
        disqualified: Vec::new(),
        acting_chair: None,
        outcome: None,
        section: None,
    };
    let summary = format!(
        "{} sattes upp på dagordningen.",
        swedish::capitalised(&item.in_journal())
    );
    let details = json!({
        "item": item.id, "matter": item.matter,
        "register_number": item.register_number, "source_sha256": item.source_sha256,
        "during_meeting": meeting.phase == MeetingPhase::Open,
    });
    meeting.items.push(item);
    Ok(done(meeting, "item_added", summary, details))
}

pub(super) fn remove(mut meeting: Meeting, id: ItemId) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Punkten kan inte tas bort från dagordningen.";
    let (place, item) = find(&mut meeting, id, what)?;
    let (name, matter) = (swedish::capitalised(&item.in_journal()), item.matter);
    if !item.reports.is_empty() {
        let reason = Reason::new(
            "anmalan",
            "Beslut som ska anmälas tas inte bort från dagordningen.",
        )
        .source("KL 6:40")
        .at(Place::Item(place));
        return Err(Refusal::because(what, reason));
    }
    if meeting.phase == MeetingPhase::Open {
        let reason = Reason::new("ordning", "Sammanträdet har börjat.")
            .remedy("Ange i stället att punkten utgår.")
            .at(Place::Item(place));
        return Err(Refusal::because(what, reason));
    }
    only_in(&[MeetingPhase::Planned], &meeting, what)?;
    meeting.items.remove(place - 1);
    let details = json!({ "item": id, "matter": matter });
    Ok(done(
        meeting,
        "item_removed",
        format!("{name} togs bort från dagordningen."),
        details,
    ))
}

pub(super) fn move_item(
    mut meeting: Meeting,
    id: ItemId,
    to: usize,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Punkten kan inte flyttas.";
    only_in(&[MeetingPhase::Planned, MeetingPhase::Open], &meeting, what)?;
    let (from, _) = find(&mut meeting, id, what)?;
    if to < 1 || meeting.items.len() < to {
        let message = format!(
            "Dagordningen har {} punkter; plats {to} finns inte.",
            meeting.items.len()
        );
        return Err(Refusal::invalid(
            what,
            vec![Reason::new("dagordning", message)],
        ));
    }
    let item = meeting.items.remove(from - 1);
    let summary = format!(
        "{} flyttades från plats {from} till plats {to}.",
        swedish::capitalised(&item.in_journal())
    );
    meeting.items.insert(to - 1, item);
    Ok(done(
        meeting,
        "item_moved",
        summary,
        json!({ "item": id, "from": from, "to": to }),
    ))
}

pub(super) fn cancel(mut meeting: Meeting, reason: &str) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Sammanträdet kan inte ställas in.";
    go(&mut meeting, MeetingMove::Cancel, what)?;
    let reason = needed(
        reason,
        what,
        "skal",
        "Skälet saknas. Skriv varför det ställs in.",
    )?;
    let summary = format!("Sammanträdet ställdes in: {reason}");
    meeting.cancelled_because = Some(reason.clone());
    Ok(done(
        meeting,
        "cancelled",
        summary,
        json!({ "reason": reason }),
    ))
}

fn place(typed: &str, what: &str) -> Result<String, Refusal> {
    needed(
        typed,
        what,
        "plats",
        "Platsen saknas. Skriv var sammanträdet hålls.",
    )
}

fn not_passed(day: NaiveDate, facts: &Facts, what: &str) -> Result<(), Refusal> {
    if facts.today <= day {
        return Ok(());
    }
    let message = format!("Den {} har redan varit.", swedish::date(day));
    Err(Refusal::invalid(
        what,
        vec![Reason::new("dag", message).remedy("Välj en kommande dag.")],
    ))
}
