//! What comes back after a decision: the rows of the registers, and the clock's round through what
//! is due. A day that passes tells people; it decides nothing.

use super::{Asker, Office, OfficeError, asking::Known, matters::locked, settling::Settling};
use crate::{
    db::{Read, Write},
    domain::{
        actor::Actor,
        calendar,
        digest::{Digest, canonical_json},
        entropy::Entropy,
        identifiers::MatterId,
        journal::{NewEntry, Stream},
        refusal::RefusalKind,
    },
    matter::{
        act::Action,
        after::{
            follow_up::{self, Nearness, Source, Upcoming},
            inventory,
        },
        permission,
        state::Matter,
    },
    store::{
        StoreError,
        listings::{self, Listed, Wanted},
        matters,
    },
    work::{Effect, Notice},
    workflow::definition::Definition,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// How many matters are looked through at a time, each in a transaction of its own.
const AT_ONCE: i64 = 100;
/// The name under which it is kept which adequacy table the listings were computed from.
const ADEQUACY: &str = "adequacy";

impl Office {
    /// Keeps the row of a matter in the register of its type.
    pub(super) async fn keep_listing(
        &self,
        write: &mut Write,
        matter: &Matter,
        definition: &Definition,
        today: NaiveDate,
    ) -> Result<(), OfficeError> {
        let adequacy_changes = self.adequacy().changes();
        let known = follow_up::Known {
            definition,
            today,
            adequacy_changes: &adequacy_changes,
        };
        let row = inventory::listing(matter, &known);
        listings::keep(write, matter, &row).await?;
        Ok(())
    }
}

impl Office {
    /// Everything that comes back in a matter, the nearest day first.
    ///
    /// # Errors
    /// When the matter's workflow is not known.
    pub fn what_returns(
        &self,
        matter: &Matter,
        today: NaiveDate,
    ) -> Result<Vec<Upcoming>, OfficeError> {
        let adequacy_changes = self.adequacy().changes();
        let known = follow_up::Known {
            definition: self.definition(matter)?,
            today,
            adequacy_changes: &adequacy_changes,
        };
        Ok(follow_up::upcoming(matter, &known))
    }

    /// Looks through what has come up by `at`, tells those who answer for it, each occurrence once,
    /// and notes the decisions that have ended. Gives how many matters were looked through. One that
    /// cannot be looked through stops no other, and is tried again tomorrow; what only came in the
    /// way is tried again the next time.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn tell_what_returns(&self, at: DateTime<Utc>) -> Result<usize, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.look_again_if_adequacy_changed(today).await?;
        let due = self
            .db()
            .read(async |read| listings::to_look_at(read, today, AT_ONCE).await)
            .await?;
        let mut left = 0;
        for id in &due {
            let mut entropy = self.entropy(at)?;
            let looked = self
                .db()
                .write(async |write| self.look_at(write, *id, at, today, &mut entropy).await)
                .await;
            let Err(error) = looked else { continue };
            tracing::error!(matter = %id, %error, "what returns in a matter cannot be told");
            if passes(&error) {
                left += 1;
                continue;
            }
            let tomorrow = calendar::add_days(today, 1);
            self.db()
                .write(async |write| listings::look_again(write, *id, tomorrow).await)
                .await?;
        }
        if !due.is_empty() {
            self.wake_mail();
        }
        Ok(due.len() - left)
    }

    async fn look_at(
        &self,
        write: &mut Write,
        id: MatterId,
        at: DateTime<Utc>,
        today: NaiveDate,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let mut matter = locked(write, id).await?;
        let actor = Actor::Machine {
            part: "klockan".to_owned(),
        };
        let upcoming = self.what_returns(&matter, today)?;
        let ended = |it: &Upcoming| it.source == Source::End && it.nearness == Nearness::Overdue;
        let noted = |it: &Upcoming| matter.after.noted_end == Some(it.day);
        if upcoming.iter().any(|it| ended(it) && !noted(it)) {
            let officer = matter.officer;
            matter = self
                .apply_to_matter(
                    write,
                    &matter,
                    Action::NoteEnd,
                    officer,
                    &actor,
                    at,
                    entropy,
                )
                .await?;
        } else {
            let definition = self.definition(&matter)?;
            self.keep_listing(write, &matter, definition, today).await?;
        }
        let settling = Settling {
            office: self,
            actor: &actor,
            stream: Stream::Matter(id),
            at,
        };
        for returning in upcoming.iter().filter(|it| it.is_told() && !ended(it)) {
            let occurrence = returning.occurrence();
            if !listings::mark_told(write, id, &occurrence, at).await? {
                continue;
            }
            let entry = NewEntry::new(
                "return_told",
                format!("Påminde om ”{}”.", returning.title),
                json!({ "occurrence": occurrence, "day": returning.day, "reasons": returning.reasons }),
            );
            let told = told_of(&matter, &occurrence);
            settling.settle(write, &[entry], told, entropy).await?;
        }
        Ok(())
    }

    /// A table that has gained a row makes every listing be looked at again.
    async fn look_again_if_adequacy_changed(&self, today: NaiveDate) -> Result<(), OfficeError> {
        let table = canonical_json(&self.adequacy().changes())?;
        let hash = Digest::of(table.as_bytes()).to_string();
        let known = self
            .db()
            .read(async |read| listings::basis(read, ADEQUACY).await)
            .await?;
        if known.as_ref() == Some(&hash) {
            return Ok(());
        }
        self.db()
            .write(async |write| listings::change_basis(write, ADEQUACY, &hash, today).await)
            .await?;
        Ok(())
    }

    /// The register of a type: the rows that are wanted and may be seen, out of `limit` after the
    /// first `skip`; and whether there are more.
    ///
    /// # Errors
    /// Not found where the type keeps no register; refused for those who are not officials.
    pub async fn inventory(
        &self,
        asker: Asker,
        wanted: &Wanted,
        skip: i64,
        limit: i64,
        at: DateTime<Utc>,
    ) -> Result<(Vec<Listed>, bool), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                if !known.standing.is_official() {
                    return Err(permission::needs("se registret", "tjänstepersoner").into());
                }
                let mut found = listings::list(read, wanted, skip, limit + 1).await?;
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let more = limit < found.len();
                found.truncate(limit);
                Ok((visible(read, &known, found).await?, more))
            })
            .await
    }
}

/// Whether the fault is not the matter's: another act came between, or the database did not answer.
fn passes(error: &OfficeError) -> bool {
    match error {
        OfficeError::Refused(refusal) => refusal.kind == RefusalKind::Changed,
        OfficeError::Store(StoreError::Database(_)) => true,
        _ => false,
    }
}

/// The rows that the one who asks may see: a secret matter is not even listed for others.
pub(super) async fn visible(
    read: &mut Read,
    known: &Known,
    found: Vec<Listed>,
) -> Result<Vec<Listed>, OfficeError> {
    let mut shown = Vec::with_capacity(found.len());
    for row in found {
        let seen = if row.secret {
            let matter = matters::find(read, row.matter).await?;
            matter.is_some_and(|matter| permission::may_see(&matter, &known.standing))
        } else {
            true
        };
        if seen {
            shown.push(row);
        }
    }
    Ok(shown)
}

/// The officer and the one who answers for the matter, once each.
fn told_of(matter: &Matter, occurrence: &str) -> Vec<Effect> {
    let others = matter
        .responsible
        .filter(|person| *person != matter.officer);
    std::iter::once(matter.officer)
        .chain(others)
        .map(|person| Effect::Tell {
            person,
            notice: Notice::Returns {
                matter: matter.id,
                occurrence: occurrence.to_owned(),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::passes;
    use crate::{
        domain::refusal::{Reason, Refusal},
        office::{OfficeError, meanwhile::changed_by_another},
        store::StoreError,
    };

    #[test]
    fn only_what_cannot_be_read_or_carried_out_waits_a_day() {
        let gate = Refusal::because("Nej.", Reason::new("prov", "Det går inte."));
        let damaged = StoreError::Damaged {
            table: "matter",
            column: "state",
            found: String::new(),
        };
        for (error, expected) in [
            (OfficeError::from(sqlx::Error::PoolTimedOut), true),
            (changed_by_another().into(), true),
            (gate.into(), false),
            (OfficeError::Store(damaged), false),
            (OfficeError::Workflow("prov".to_owned()), false),
        ] {
            assert_eq!(passes(&error), expected, "{error}");
        }
    }
}
