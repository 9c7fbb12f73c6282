//! Reminding those who have not answered. A day that passes reminds; it never answers for anybody.

use super::{
    Office, OfficeError,
    settling::{Settling, mail_kind, stream_of},
    signing::lock_subject,
};
use crate::{
    domain::{actor::Actor, identifiers::SignOffId, journal::NewEntry},
    store::{
        jobs::{self, Job},
        sign_offs,
    },
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

/// What a reminder knows.
#[derive(Debug, Deserialize)]
struct Order {
    sign_off: SignOffId,
    number: usize,
    of: usize,
}

impl Office {
    /// Mails a reminder, if the answer is still waited for. After a long standstill several days
    /// may have passed: then only the latest reminder goes out.
    pub(super) async fn remind(&self, job: &Job, at: DateTime<Utc>) -> Result<(), OfficeError> {
        let order: Order = serde_json::from_value(job.payload.clone())?;
        let mut entropy = self.entropy(at)?;
        self.db()
            .write(async |write| {
                if !jobs::mark_done(write, job.lease(), at).await? {
                    return Ok(());
                }
                // Its matter or meeting first, as every act on a sign-off does.
                let Some(known) = sign_offs::find(write, order.sign_off).await? else {
                    return Ok(());
                };
                lock_subject(write, known.of).await?;
                let sign_off = sign_offs::lock(write, order.sign_off)
                    .await?
                    .unwrap_or(known);
                let today = crate::domain::calendar::today_in_stockholm(at);
                let passed = sign_off
                    .reminders
                    .iter()
                    .filter(|day| **day <= today)
                    .count();
                if !sign_off.is_open() || order.number < passed {
                    return Ok(());
                }
                let actor = Actor::Machine {
                    part: "klockan".to_owned(),
                };
                let stream = stream_of(sign_off.of);
                let settling = Settling {
                    office: self,
                    actor: &actor,
                    stream,
                    at,
                };
                let entry = NewEntry::new(
                    "reminded",
                    format!("Påminde om ”{}”.", sign_off.step_title),
                    json!({ "sign_off": sign_off.id, "number": order.number, "of": order.of }),
                );
                settling
                    .settle(write, &[entry], Vec::new(), &mut entropy)
                    .await?;
                let params = json!({ "number": order.number, "of": order.of });
                settling
                    .mail_about(write, &sign_off, mail_kind::REMINDER, params, &mut entropy)
                    .await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }
}
