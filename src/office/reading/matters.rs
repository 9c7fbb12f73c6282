//! Matters as their page and their lists show them, and the register.

use super::{Names, names};
use crate::{
    db::Read,
    domain::{
        body::Body,
        calendar,
        identifiers::{BodyId, MatterId, PersonId},
        journal::{Entry, Stream},
        refusal::{Reason, Refusal},
    },
    matter::{
        after::follow_up::Upcoming,
        permission::{self, Standing},
        requirements,
        state::Matter,
        surroundings::Surroundings,
    },
    meeting::state::Meeting,
    office::{
        Asker, Office, OfficeError,
        asking::Known,
        facts,
        linking::{self, LinkView},
    },
    signoff::state::SignOff,
    store::{counters, files, journal, matters, meetings, reports, sign_offs},
    work::Subject,
    workflow::{definition::Definition, keys::ExecutionKey, phase::Phase},
};
use chrono::{DateTime, Utc};

/// Everything a page shows of a matter.
#[derive(Debug)]
pub struct MatterView<'o> {
    /// The matter.
    pub matter: Matter,
    /// The workflow it follows.
    pub definition: &'o Definition,
    /// The body that decides.
    pub body: Body,
    /// The names of everybody in it.
    pub names: Names,
    /// What stands in the way of the next phase, and which phase that is.
    pub blocking: Option<(Phase, Vec<Reason>)>,
    /// What the gates that only warn say of the next phase.
    pub warnings: Vec<Reason>,
    /// Its journal, oldest first.
    pub journal: Vec<Entry>,
    /// The Word files made of it, newest first.
    pub files: Vec<files::Made>,
    /// The sign-offs asked for, oldest first.
    pub sign_offs: Vec<SignOff>,
    /// The meeting it stands on the agenda of, or was decided at.
    pub meeting: Option<Meeting>,
    /// What the one who looks may do.
    pub standing: Standing,
    /// The municipality around it.
    pub around: Surroundings,
    /// What was decided in it without a meeting, and where that was reported.
    pub reports: Vec<reports::Kept>,
    /// What comes back after the decision, the nearest day first.
    pub returns: Vec<Upcoming>,
    /// The steps after the decision that the one who looks has the role for.
    pub own_steps: Vec<ExecutionKey>,
    /// The matters that hang together with it.
    pub links: Vec<LinkView>,
}

impl Office {
    /// A matter with all that its page shows.
    ///
    /// # Errors
    /// Not found for those who may not see it.
    pub async fn matter_view(
        &self,
        asker: Asker,
        id: MatterId,
        at: DateTime<Utc>,
    ) -> Result<MatterView<'_>, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = seen_matter(read, &known, id).await?;
                self.workflows().meet(read, matter.workflow.hash).await?;
                for round in &matter.after.rounds {
                    if let Some(hash) = round.frozen.workflow {
                        self.workflows().meet(read, hash).await?;
                    }
                }
                let definition = self.definition(&matter)?;
                let body = facts::body_of(read, matter.body).await?;
                let meeting = match matter.meeting {
                    Some(meeting) => meetings::find(read, meeting).await?,
                    None => None,
                };
                let around = self.surroundings(read, &matter, definition).await?;
                let names = names(read, &people_of(&matter)).await?;
                let own_steps = facts::own_steps(read, &matter, definition, known.person.id, today);
                let own_steps = own_steps.await?;
                let blocking = next_phase(matter.phase).map(|phase| {
                    (
                        phase,
                        requirements::blocking(&matter, definition, phase, today, &around),
                    )
                });
                let warnings = next_phase(matter.phase).map(|phase| {
                    requirements::warnings(&matter, definition, phase, today, &around)
                });
                Ok(MatterView {
                    around,
                    reports: reports::of_matter(read, id).await?,
                    definition,
                    body,
                    names,
                    blocking,
                    warnings: warnings.unwrap_or_default(),
                    journal: journal::entries(read, Stream::Matter(id)).await?,
                    files: files::of(read, Subject::Matter(id)).await?,
                    sign_offs: sign_offs::of(read, Subject::Matter(id)).await?,
                    meeting,
                    returns: self.what_returns(&matter, today)?,
                    own_steps,
                    links: linking::seen_from(read, &known, id).await?,
                    standing: known.standing,
                    matter,
                })
            })
            .await
    }

    /// The matters that are wanted and may be seen, out of `limit` after the first `skip`; and
    /// whether there are more after them.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn list_matters(
        &self,
        asker: Asker,
        wanted: &matters::Wanted,
        skip: i64,
        limit: i64,
        at: DateTime<Utc>,
    ) -> Result<(Vec<matters::Listed>, Names, bool), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let mut found = matters::list(read, wanted, skip, limit + 1).await?;
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let more = found.len() > limit;
                found.truncate(limit);
                let mut shown = Vec::with_capacity(found.len());
                for listed in found {
                    // A secret matter is not even listed for those who may not see it. What is open is
                    // seen by every official.
                    let visible = if !listed.secret && known.standing.is_official() {
                        true
                    } else {
                        let matter = matters::find(read, listed.id).await?;
                        matter.is_some_and(|matter| permission::may_see(&matter, &known.standing))
                    };
                    if visible {
                        shown.push(listed);
                    }
                }
                let officers: Vec<PersonId> = shown.iter().map(|listed| listed.officer).collect();
                let names = names(read, &officers).await?;
                Ok((shown, names, more))
            })
            .await
    }

    /// The register of a body and year, the newest number first, with the titles of the matters:
    /// `limit` lines after the first `skip`, and how many there are. The title of a secret matter is
    /// left out for those who may not see it (OSL 5:4).
    ///
    /// # Errors
    /// Refused for those who are not officials.
    pub async fn register(
        &self,
        asker: Asker,
        body: BodyId,
        year: i32,
        (skip, limit): (i64, i64),
        at: DateTime<Utc>,
    ) -> Result<(Vec<(counters::Given, Option<matters::Listed>)>, i64), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                if !known.standing.is_official() {
                    return Err(permission::needs("se diariet", "tjänstepersoner").into());
                }
                let body = facts::body_of(read, body).await?;
                let series = &body.register_prefix;
                let mut rows = Vec::new();
                for given in counters::register(read, series, year, skip, limit).await? {
                    let matter = matters::find(read, given.matter).await?;
                    let visible =
                        matter.filter(|matter| permission::may_see(matter, &known.standing));
                    rows.push((given, visible.map(|matter| listed(&matter))));
                }
                Ok((rows, counters::count(read, series, year).await?))
            })
            .await
    }
}

pub(in crate::office) async fn seen_matter(
    read: &mut Read,
    known: &Known,
    id: MatterId,
) -> Result<Matter, OfficeError> {
    let matter = matters::find(read, id).await?;
    let seen = matter.filter(|matter| permission::may_see(matter, &known.standing));
    Ok(seen.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?)
}

fn listed(matter: &Matter) -> matters::Listed {
    matters::Listed {
        id: matter.id,
        workflow: matter.workflow.id.to_string(),
        body: matter.body,
        turn: matter.turn_body(),
        phase: matter.phase,
        title: matter.content.title.clone(),
        officer: matter.officer,
        register_number: matter.register_number.as_ref().map(ToString::to_string),
        changed_at: matter.changed_at,
        secret: matter.secrecy.is_some(),
    }
}

fn people_of(matter: &Matter) -> Vec<PersonId> {
    let asked = matter.reviews.iter().flat_map(|review| {
        let told = review.escalated.iter().flat_map(|escalated| &escalated.to);
        std::iter::once(review.reviewer)
            .chain(review.on_behalf_of)
            .chain(told.copied())
    });
    let added = matter
        .content
        .attachments
        .iter()
        .map(|attachment| attachment.added_by);
    std::iter::once(matter.officer)
        .chain(matter.responsible)
        .chain(asked)
        .chain(added)
        .chain(matter.after.executed.iter().map(|done| done.by))
        .chain(matter.after.observed.iter().map(|seen| seen.by))
        .chain(matter.after.followed_up.iter().map(|done| done.by))
        .chain(matter.after.rounds.iter().map(|round| round.reassessed_by))
        .collect()
}

/// The phase that the work moves towards.
fn next_phase(phase: Phase) -> Option<Phase> {
    match phase {
        Phase::Draft => Some(Phase::Review),
        Phase::Review => Some(Phase::Ready),
        Phase::Ready | Phase::Tabled => Some(Phase::Agenda),
        Phase::Agenda => Some(Phase::Decided),
        _ => None,
    }
}
