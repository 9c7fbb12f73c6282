//! Moving running matters to the version in force: a dry run for all, then one transaction for each.

use super::{Office, OfficeError, Steward, facts, settling::Settling};
use crate::{
    domain::{
        actor::Actor,
        calendar,
        digest::Digest,
        entropy::Entropy,
        identifiers::{BodyId, MatterId},
        journal::Stream,
        refusal::{Reason, Refusal},
        swedish,
    },
    matter::{
        migration::{self, Migration, Plan},
        state::Matter,
        surroundings::{Surroundings, UNKNOWN},
    },
    store::{definitions, matters},
    workflow::{
        definition::Definition,
        diff::{Diff, diff},
        keys::WorkflowId,
        phase::Phase,
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How many matters are read at a time.
const AT_ONCE: i64 = 500;

/// The phases whose matters are listed; those after are decided, and follow the version they have.
const RUNNING: [Phase; 5] = [
    Phase::Draft,
    Phase::Review,
    Phase::Ready,
    Phase::Agenda,
    Phase::Tabled,
];

/// What a move of all running matters of a type comes to.
#[derive(Debug, Clone)]
pub struct Migrating {
    /// The type.
    pub title: String,
    /// The version in force.
    pub version: u32,
    /// Its hash: what a person was shown is compared with it.
    pub hash: Digest,
    /// What has changed since each version that running matters have, in words.
    pub changes: BTreeMap<u32, Vec<String>>,
    /// Each running matter with another version, in the order they were opened.
    pub matters: Vec<Moved>,
}

/// One matter and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Which.
    pub matter: MatterId,
    /// Its title; nothing of a matter that is marked as secret.
    pub title: String,
    /// Its number as printed, or the words for not having one.
    pub number: String,
    /// Where it is.
    pub phase: Phase,
    /// The version it has.
    pub from: u32,
    /// What the move means, or why it is not moved.
    pub result: Result<Effects, Refusal>,
}

/// What a move means for a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects {
    /// One sentence each.
    pub said: Vec<String>,
    /// Whether something is lost that a person must confirm.
    pub loses: bool,
}

/// What a person has asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveOrder {
    /// The type.
    pub id: WorkflowId,
    /// The version that was shown; none when nobody was shown anything.
    pub seen: Option<Digest>,
    /// What the new version gives up may be lost.
    pub loss_confirmed: bool,
}

impl Office {
    /// What moving every running matter of a type to the version in force would come to. Nothing
    /// is changed.
    ///
    /// # Errors
    /// Refused for all but the administrator, and for a type that is not in force.
    pub async fn try_migration(
        &self,
        id: &WorkflowId,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<Migrating, OfficeError> {
        let new = self.target(id, by, at).await?;
        self.tried(new, id, at).await
    }

    /// What moving every running matter of a type to `new` would come to.
    async fn tried(
        &self,
        new: &Definition,
        id: &WorkflowId,
        at: DateTime<Utc>,
    ) -> Result<Migrating, OfficeError> {
        let mut moved = Vec::new();
        let mut changes = BTreeMap::new();
        let mut around: BTreeMap<BodyId, Surroundings> = BTreeMap::new();
        let mut after = None;
        loop {
            let mut leads = BTreeMap::new();
            let some = self
                .db()
                .read(async |read| {
                    let some =
                        matters::running(read, id, new.hash, &RUNNING, after.as_ref(), AT_ONCE)
                            .await?;
                    for matter in &some {
                        if let std::collections::btree_map::Entry::Vacant(e) =
                            around.entry(matter.body)
                        {
                            let found = self.municipality(read, matter.body, new).await?;
                            e.insert(found);
                        }
                        leads.insert(matter.id, facts::references(read, matter).await?);
                    }
                    Ok::<Vec<Matter>, OfficeError>(some)
                })
                .await?;
            for matter in &some {
                if let Ok(old) = self.definition(matter) {
                    changes
                        .entry(old.version)
                        .or_insert_with(|| sentences(old, new));
                }
                let around = match around.get_mut(&matter.body) {
                    Some(around) => {
                        around.references = leads.remove(&matter.id).unwrap_or_default();
                        &*around
                    }
                    None => &UNKNOWN,
                };
                // The dry run shows what is lost as if it were confirmed.
                let plan = self.plan(matter, new, around, true, at);
                moved.push(told(matter, plan.map(|plan| effects(&plan))));
            }
            match some.last() {
                Some(last) => after = Some((last.created_at, last.id)),
                None => break,
            }
        }
        Ok(Migrating {
            changes,
            title: new.title.clone(),
            version: new.version,
            hash: new.hash,
            matters: moved,
        })
    }

    /// Moves every running matter of a type that can be moved to the version in force, each in a
    /// transaction of its own: one that is refused, or fails, is as it was, and the others are moved.
    /// Asked for again it goes on with those that are left.
    ///
    /// # Errors
    /// Refused for all but the administrator, for a type that is not in force, and when another
    /// version is in force than the one that was shown.
    pub async fn migrate_matters(
        &self,
        order: &MoveOrder,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<Migrating, OfficeError> {
        let new = self.target(&order.id, by, at).await?;
        if order.seen.is_some_and(|seen| seen != new.hash) {
            return Err(another_version("Inga ärenden är flyttade.").into());
        }
        let mut migrating = self.tried(new, &order.id, at).await?;
        for moved in &mut migrating.matters {
            if moved.result.is_err() {
                continue;
            }
            moved.result = match self.move_one(moved.matter, new, order, by, at).await {
                Ok(effects) => Ok(effects),
                Err(OfficeError::Refused(refusal)) => Err(refusal),
                Err(error) => {
                    tracing::error!(matter = %moved.matter, %error, "a matter could not be moved");
                    let reason = Reason::new("fel", "Något gick fel när ärendet skulle flyttas.")
                        .remedy("Försök igen. Felet står i loggen.");
                    Err(Refusal::because("Ärendet är som det var.", reason))
                }
            };
        }
        self.wake();
        Ok(migrating)
    }

    /// The version in force of a type, for one who may move matters to it.
    async fn target(
        &self,
        id: &WorkflowId,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<&Definition, OfficeError> {
        let workflows = self.workflows();
        let newest = self
            .db()
            .read(async |read| {
                by.actor(read, calendar::today_in_stockholm(at)).await?;
                workflows.refresh(read).await?;
                workflows.newest_now(read, id).await
            })
            .await?;
        let unknown = || Refusal::not_found(format!("Ärendetypen ”{id}” finns inte."));
        Ok(newest.ok_or_else(unknown)?)
    }

    fn plan(
        &self,
        matter: &Matter,
        new: &Definition,
        around: &Surroundings,
        loss_confirmed: bool,
        at: DateTime<Utc>,
    ) -> Result<Plan, Refusal> {
        let Ok(old) = self.definition(matter) else {
            let reason = Reason::new(
                "arbetsflode",
                format!(
                    "Version {} går inte att läsa längre.",
                    matter.workflow.version
                ),
            );
            return Err(Refusal::because("Ärendet flyttas inte.", reason));
        };
        let by = Migration {
            old,
            new,
            around,
            loss_confirmed,
            at,
            today: calendar::today_in_stockholm(at),
        };
        migration::migrate(matter, by)
    }

    async fn move_one(
        &self,
        id: MatterId,
        new: &Definition,
        order: &MoveOrder,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<Effects, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let actor = by.actor(write, today).await?;
                let now = definitions::in_force_of(write, &order.id).await?;
                if now.is_none_or(|now| now.hash != new.hash) {
                    return Err(another_version("Ärendet är som det var.").into());
                }
                let matter = super::matters::locked(write, id).await?;
                let around = self.surroundings(write, &matter, new).await?;
                let plan = self.plan(&matter, new, &around, order.loss_confirmed, at)?;
                let told = effects(&plan);
                if !matters::save(write, &plan.outcome.state, matter.version).await? {
                    return Err(super::meanwhile::changed_by_another().into());
                }
                // What the new version says of states and days holds in the register at once.
                self.keep_listing(write, &plan.outcome.state, new, today)
                    .await?;
                self.settle_move(write, id, plan, &actor, at, &mut entropy)
                    .await?;
                Ok::<Effects, OfficeError>(told)
            })
            .await
    }

    async fn settle_move(
        &self,
        write: &mut crate::db::Write,
        id: MatterId,
        plan: Plan,
        actor: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let settling = Settling {
            office: self,
            actor,
            stream: Stream::Matter(id),
            at,
        };
        let outcome = plan.outcome;
        settling
            .settle(write, &outcome.entries, outcome.effects, entropy)
            .await
    }
}

/// Another version is in force than the one that was shown.
fn another_version(what: &str) -> Refusal {
    let reason = Reason::new("samtidigt", "En annan version har tagits i bruk.")
        .remedy("Öppna sidan igen och se vad den innebär.");
    Refusal::changed(what, reason)
}

fn sentences(old: &Definition, new: &Definition) -> Vec<String> {
    let Diff(changes) = diff(old, new);
    changes.into_iter().map(|change| change.sentence).collect()
}

fn effects(plan: &Plan) -> Effects {
    Effects {
        said: plan.effects.clone(),
        loses: !plan.lost.is_empty(),
    }
}

fn told(matter: &Matter, result: Result<Effects, Refusal>) -> Moved {
    let title = match &matter.secrecy {
        Some(_) => swedish::SECRET_MATTER.to_owned(),
        None => matter.content.title.clone(),
    };
    Moved {
        matter: matter.id,
        title,
        number: matter.number_or_none(),
        phase: matter.phase,
        from: matter.workflow.version,
        result,
    }
}
