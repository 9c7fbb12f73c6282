//! Decisions in a body's place that no meeting is told of, on the notice board (KL 6:40, 8:10).

use super::{Asker, Office, OfficeError, meanwhile::changed_by_another};
use crate::{
    db::Root,
    domain::{
        calendar,
        delegation::reporting::{DecisionNumber, DecisionToReport},
        identifiers::{BodyId, FormNonce},
        journal::{NewEntry, Stream},
        person::Role,
        refusal::Refusal,
        swedish,
    },
    matter::permission::needs,
    store::{journal, locks, reports},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// What is done with the notice of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticing {
    /// It was put up.
    PutUp {
        /// The day the record of the decision was certified.
        certified_on: NaiveDate,
        /// The day of the notice.
        on: NaiveDate,
    },
    /// It was taken down.
    TakeDown {
        /// The day.
        on: NaiveDate,
    },
}

impl Office {
    /// Writes down that the notice of a decision was put up or taken down.
    ///
    /// # Errors
    /// Refused for all but the body's secretary, for what a meeting is told of, and for days that
    /// cannot be.
    pub async fn notice_decision(
        &self,
        asker: Asker,
        body: BodyId,
        number: DecisionNumber,
        noticing: Noticing,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        let about = format!("{body} {number}");
        self.act_once(asker, form, about, at, async |write, known, _entropy| {
            if !known.standing.holds(Role::CommitteeSecretary, body) {
                let who = "organets nämndsekreterare";
                return Err(needs("sköta anslaget", who).into());
            }
            let found = reports::find(write, body, number).await?;
            let before = found.ok_or_else(|| Refusal::not_found("Beslutet finns inte."))?;
            locks::take(write, &[Root::Matter(before.matter)]).await?;
            let after = match noticing {
                Noticing::PutUp { certified_on, on } => before.announce(certified_on, on, today)?,
                Noticing::TakeDown { on } => before.take_notice_down(on, today)?,
            };
            if !reports::change(write, &before, &after).await? {
                return Err(changed_by_another().into());
            }
            let stream = Stream::Matter(after.matter);
            let entry = entry(&after, noticing);
            journal::append(write, stream, at, &known.actor(), &[entry]).await?;
            Ok(())
        })
        .await
    }
}

fn entry(decision: &DecisionToReport, noticing: Noticing) -> NewEntry {
    let number = decision.number;
    let (act, summary) = match noticing {
        Noticing::PutUp { on, .. } => (
            "decision_announced",
            format!(
                "Beslut {number} tillkännagavs på anslagstavlan den {}.{}",
                swedish::date(on),
                decision
                    .announced
                    .map(|notice| format!(
                        " Sista dag att överklaga är den {}.",
                        swedish::date(notice.last_appeal_day)
                    ))
                    .unwrap_or_default()
            ),
        ),
        Noticing::TakeDown { on } => (
            "decision_notice_down",
            format!(
                "Anslaget om beslut {number} togs ned den {}.",
                swedish::date(on)
            ),
        ),
    };
    NewEntry::new(
        act,
        summary,
        json!({ "number": number, "notice": decision.announced }),
    )
}
