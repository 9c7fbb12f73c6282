//! The notice on the board: up, and down when the time to appeal is over (KL 8:12, 13:5).

use super::{
    Facts,
    certification::{with_warnings, within},
    done, go,
};
use crate::{
    domain::{
        legal_days::{
            WeekendRule, announcement_latest, last_appeal_day, legal_force, notice_down_earliest,
        },
        refusal::{Reason, Refusal},
        swedish,
    },
    meeting::{
        lifecycle::MeetingMove,
        state::{Announcement, Meeting},
    },
    work::Outcome,
};
use chrono::NaiveDate;
use serde_json::json;

pub(super) fn announce(
    mut meeting: Meeting,
    on: NaiveDate,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Justeringen kan inte tillkännages.";
    go(&mut meeting, MeetingMove::Announce, what)?;
    let Some((minutes, certified_on)) = meeting
        .minutes
        .as_mut()
        .and_then(|minutes| minutes.certified_on.map(|on| (minutes, on)))
    else {
        let reason = Reason::new("justering", "Protokollet är inte justerat.").source("KL 8:12");
        return Err(Refusal::because(what, reason));
    };
    within(on, certified_on, facts.today, what)?;
    let latest = announcement_latest(certified_on, WeekendRule::default());
    let last_appeal_day = last_appeal_day(on);
    let down_earliest = notice_down_earliest(last_appeal_day);
    let notice = Announcement {
        announced_on: on,
        last_appeal_day,
        down_earliest,
        legal_force: legal_force(last_appeal_day, false, false).unwrap_or(down_earliest),
        taken_down_on: None,
    };
    // Late is worse than in time, but better than never: the time to appeal runs only from now.
    let warnings: Vec<String> = (latest < on)
        .then(|| {
            format!(
                "Det skulle ha skett senast den {} (KL 8:12).",
                swedish::date(latest)
            )
        })
        .into_iter()
        .collect();
    let text = with_warnings(
        format!(
            "Justeringen tillkännagavs den {}. Sista dag att överklaga är den {}.",
            swedish::date(on),
            swedish::date(last_appeal_day)
        ),
        &warnings,
    );
    let details = json!({ "notice": notice, "warnings": warnings });
    minutes.notice = Some(notice);
    Ok(done(meeting, "announced", text, details))
}

pub(super) fn take_down(
    mut meeting: Meeting,
    on: NaiveDate,
    facts: &Facts,
) -> Result<Outcome<Meeting>, Refusal> {
    let what = "Anslaget kan inte tas ned.";
    go(&mut meeting, MeetingMove::TakeDown, what)?;
    let Some(notice) = meeting
        .minutes
        .as_mut()
        .and_then(|minutes| minutes.notice.as_mut())
    else {
        return Err(Refusal::not_found(format!("{what} Det finns inte.")));
    };
    if on < notice.down_earliest {
        let message = format!(
            "Anslaget ska sitta uppe hela överklagandetiden, till och med den {}.",
            swedish::date(notice.last_appeal_day)
        );
        let remedy = format!(
            "Ta ned det tidigast den {}.",
            swedish::date(notice.down_earliest)
        );
        let reason = Reason::new("anslag", message)
            .remedy(remedy)
            .source("KL 8:12 och 13:5");
        return Err(Refusal::because(what, reason));
    }
    within(on, notice.down_earliest, facts.today, what)?;
    notice.taken_down_on = Some(on);
    let text = format!("Anslaget togs ned den {}.", swedish::date(on));
    Ok(done(meeting, "taken_down", text, json!({ "on": on })))
}
