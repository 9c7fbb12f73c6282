//! The clock reminds those who have not answered.

use super::locked_round;
use crate::{
    collection::{overview, state::Inquiry},
    domain::{
        actor::Actor,
        calendar,
        identifiers::RoundId,
        journal::{NewEntry, Stream},
        swedish,
    },
    office::{
        Office, OfficeError,
        settling::{Settling, mail_kind},
    },
    store::{collections, jobs},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

/// What a reminder of a round knows.
#[derive(Debug, Deserialize)]
struct Order {
    round: RoundId,
    number: usize,
    of: usize,
}

impl Office {
    /// Reminds those who have not answered. After a long standstill several days may have passed:
    /// then only the latest reminder goes out. It answers for nobody.
    pub(in crate::office) async fn remind_round(
        &self,
        job: &jobs::Job,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let order: Order = serde_json::from_value(job.payload.clone())?;
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                if !jobs::mark_done(write, job.lease(), at).await? {
                    return Ok(());
                }
                if collections::find_round(write, order.round).await?.is_none() {
                    return Ok(());
                }
                let (matter, round) = locked_round(write, order.round).await?;
                let passed = round.reminders.iter().filter(|day| **day <= today).count();
                if !round.is_open() || order.number < passed {
                    return Ok(());
                }
                let inquiries = collections::of_round(write, round.id).await?;
                let missing: Vec<&Inquiry> = overview::unanswered(&inquiries).collect();
                if missing.is_empty() {
                    return Ok(());
                }
                let actor = Actor::Machine {
                    part: "klockan".to_owned(),
                };
                let settling = Settling {
                    office: self,
                    actor: &actor,
                    stream: Stream::Matter(matter.id),
                    at,
                };
                let names: Vec<&str> = missing.iter().map(|one| one.answers_for.as_str()).collect();
                let entry = NewEntry::new(
                    "round_reminded",
                    format!("Påminde {} om ”{}”.", swedish::list(&names), round.title),
                    json!({ "round": round.id, "number": order.number, "of": order.of, "missing": names }),
                );
                settling
                    .settle(write, &[entry], Vec::new(), &mut entropy)
                    .await?;
                for inquiry in missing {
                    let params = json!({ "reminder": { "number": order.number, "of": order.of } });
                    settling
                        .mail_inquiry(write, inquiry, mail_kind::INQUIRY, params, &mut entropy)
                        .await?;
                }
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }
}
