//! The register: numbers are given and voided together with the matter they name.

use super::{Asker, Office, OfficeError, facts, matters::locked};
use crate::{
    domain::{
        identifiers::{FormNonce, MatterId},
        refusal::Refusal,
        register_number::RegisterNumber,
    },
    matter::{act::Action, permission},
    register::{
        self,
        state::{RegisterEntry, Standing},
    },
    store::counters::{self, Given},
};
use chrono::{DateTime, Utc};

impl Office {
    /// Gives the matter the next register number of its body's series this year (OSL 5:1–2).
    ///
    /// # Errors
    /// Refused for all but the registrar, and when the matter has a number.
    pub async fn register_matter(
        &self,
        asker: Asker,
        id: MatterId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let matter = locked(write, id).await?;
            let body = facts::body_of(write, matter.body).await?;
            let probe = Action::Register(RegisterNumber::default());
            permission::may(&matter, &probe, &known.standing)?;
            let year = register::year_of(at);
            let serial = counters::next(write, &body.register_prefix, year).await?;
            let facts = register::Facts {
                at,
                body: &body,
                matter: id,
            };
            let entry = register::act(None, register::Action::Give { serial }, &facts)?.state;
            let action = Action::Register(entry.number.clone());
            self.do_to_matter(write, known, id, action, at, entropy)
                .await?;
            counters::record(write, &row(&entry)).await?;
            Ok(())
        })
        .await
    }

    /// Voids a register number (makulerar): it stays in the register with the reason, and is never
    /// given again. A matter that goes on may be registered anew.
    ///
    /// # Errors
    /// Refused for all but the registrar, without a reason, when the number is voided already, and
    /// when its matter is on an agenda or decided.
    pub async fn void_number(
        &self,
        asker: Asker,
        number: &str,
        reason: String,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, number, at, async |write, known, entropy| {
            let found = counters::find(write, number).await?;
            let found = found.ok_or_else(|| {
                Refusal::not_found(format!("Diarienumret {number} finns inte i diariet."))
            })?;
            let matter = locked(write, found.matter).await?;
            let action = Action::VoidNumber {
                reason: reason.clone(),
            };
            permission::may(&matter, &action, &known.standing)?;
            let body = facts::body_of(write, matter.body).await?;
            let facts = register::Facts {
                at,
                body: &body,
                matter: matter.id,
            };
            let void = register::Action::Void { reason };
            let voided = register::act(Some(&entry(found)), void, &facts)?.state;
            self.do_to_matter(write, known, matter.id, action, at, entropy)
                .await?;
            if let Standing::Voided { at, reason } = &voided.standing {
                counters::void(write, number, *at, reason).await?;
            }
            Ok(())
        })
        .await
    }
}

/// As the store keeps it.
fn row(entry: &RegisterEntry) -> Given {
    Given {
        series: entry.series.clone(),
        year: entry.year,
        serial: entry.serial,
        text: entry.number.to_string(),
        matter: entry.matter,
        registered_at: entry.registered_at,
        voided: match &entry.standing {
            Standing::Given => None,
            Standing::Voided { at, reason } => Some((*at, reason.clone())),
        },
    }
}

/// As the register knows it.
fn entry(given: Given) -> RegisterEntry {
    RegisterEntry {
        number: RegisterNumber::parse(&given.text),
        series: given.series,
        year: given.year,
        serial: given.serial,
        matter: given.matter,
        registered_at: given.registered_at,
        standing: match given.voided {
            None => Standing::Given,
            Some((at, reason)) => Standing::Voided { at, reason },
        },
    }
}
