//! Reading for pages and lists: nothing here changes anything, and everything asks who wants it.

use super::{
    Asker, Office, OfficeError,
    asking::Known,
    facts,
    linking::{self, LinkView},
    withholding,
};
use crate::{
    db::Read,
    domain::{
        body::{Body, Membership},
        calendar,
        delegation::{announcing::NoticeTask, reporting::DecisionToReport},
        entropy::Entropy,
        identifiers::{BodyId, MatterId, MeetingId, PersonId},
        journal::{Entry, Stream},
        person::{Person, Role},
        refusal::{Reason, Refusal},
    },
    matter::{
        after::follow_up::Upcoming,
        permission::{self, Standing},
        requirements, review,
        state::Matter,
        surroundings::Surroundings,
    },
    meeting::{
        act,
        lifecycle::MeetingPhase,
        minutes::{MinutesContent, minutes},
        state::Meeting,
    },
    signoff::state::SignOff,
    store::{
        bodies, counters, files, journal,
        listings::{self, Listed},
        matters, meetings, offices, people, reports, sign_offs, versions,
    },
    work::Subject,
    workflow::{
        definition::Definition,
        keys::{ExecutionKey, StepKey},
        phase::Phase,
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

/// Names of persons, for showing.
pub type Names = BTreeMap<PersonId, String>;

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

/// What waits on a person.
#[derive(Debug)]
pub struct Tasks {
    /// Sign-offs that wait for the person's answer, the most urgent first, with their titles.
    pub to_answer: Vec<(SignOff, String)>,
    /// The person's own matters that are not finished, the last changed first.
    pub own: Vec<Matter>,
    /// Matters about which the person has been told that an answer stays away.
    pub told: Vec<Matter>,
    /// The person's own matters where nobody is left to review: the step's title and its key.
    pub nobody_to_review: Vec<(Matter, String, StepKey)>,
    /// Matters without a register number, for a registrar.
    pub to_register: Vec<matters::Listed>,
    /// Matters that the person decides alone: as a delegate, in the place of one, or as the chair.
    pub to_decide: Vec<Matter>,
    /// Matters that are ready for a meeting, for a secretary.
    pub to_schedule: Vec<matters::Listed>,
    /// Matters that can be closed or archived, for a registrar.
    pub to_finish: Vec<matters::Listed>,
    /// Decisions in a body's place whose notice is to be put up or taken down, for a secretary: the
    /// body's key and the decision.
    pub notices: Vec<(String, DecisionToReport)>,
    /// Meetings whose next step is the person's, for a secretary.
    pub meetings: Vec<Meeting>,
    /// Decided matters of the person's in which something comes back, the longest due first.
    pub returns: Vec<Listed>,
}

/// Everything a page shows of a meeting.
#[derive(Debug)]
pub struct MeetingView {
    /// The meeting.
    pub meeting: Meeting,
    /// The body that meets.
    pub body: Body,
    /// Who sits in the body on the day.
    pub memberships: Vec<Membership>,
    /// The names of members, secretary and those who are there.
    pub names: Names,
    /// The matters that could be put on the agenda.
    pub ready: Vec<matters::Listed>,
    /// The sign-offs of the minutes.
    pub sign_offs: Vec<SignOff>,
    /// The Word files made of the minutes.
    pub files: Vec<files::Made>,
    /// Its journal, oldest first.
    pub journal: Vec<Entry>,
    /// What stands in the way of the next step: ending it, the minutes' certification, the notice.
    pub blocking: Vec<Reason>,
    /// What its minutes say: as they were frozen, or as they would be if they were frozen now.
    /// `None` before it has ended.
    pub minutes: Option<MinutesContent>,
    /// Whether a secret matter on the agenda is withheld from the one who looks, and the files and the
    /// journal with it.
    pub withheld: bool,
    /// Whether the one who looks is the body's secretary.
    pub may_manage: bool,
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

    /// What waits on the one who asks.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn tasks(&self, asker: Asker, at: DateTime<Utc>) -> Result<Tasks, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let me = known.person.id;
                let mut to_answer = Vec::new();
                for sign_off in sign_offs::open_for(read, me).await? {
                    let title = title_of(read, sign_off.of).await?;
                    to_answer.push((sign_off, title));
                }
                let own = matters::Wanted {
                    officer: Some(me),
                    ..matters::Wanted::default()
                };
                let mut mine = Vec::new();
                for listed in matters::list(read, &own, 0, 50).await? {
                    let over = matches!(listed.phase, Phase::Archived | Phase::Withdrawn);
                    if !over && let Some(matter) = matters::find(read, listed.id).await? {
                        mine.push(matter);
                    }
                }
                let registrar = known.standing.holds_any(Role::Registrar);
                let secretary = known.standing.holds_any(Role::CommitteeSecretary);
                let mut told = matters::told(read, me).await?;
                told.retain(|matter| matter.officer != me && is_told(matter, me));
                let mut nobody_to_review = Vec::new();
                for matter in &mine {
                    let definition = self.definition(matter)?;
                    for step in review::without_reviewer(matter, definition) {
                        let (title, key) = (step.title.clone(), step.key.clone());
                        nobody_to_review.push((matter.clone(), title, key));
                    }
                }
                let mut tasks = Tasks {
                    to_answer,
                    told,
                    nobody_to_review,
                    own: mine,
                    to_register: Vec::new(),
                    to_decide: self.to_decide(read, &known, at, today).await?,
                    to_schedule: Vec::new(),
                    to_finish: Vec::new(),
                    meetings: Vec::new(),
                    notices: Vec::new(),
                    returns: listings::waiting_for(read, me, today).await?,
                };
                if registrar {
                    let wanted = matters::Wanted {
                        unregistered: true,
                        ..matters::Wanted::default()
                    };
                    tasks.to_register = held_for(read, &known, Role::Registrar, &wanted).await?;
                    for phase in [Phase::InForce, Phase::Closed] {
                        let wanted = matters::Wanted {
                            phase: Some(phase),
                            ..matters::Wanted::default()
                        };
                        let found = held_for(read, &known, Role::Registrar, &wanted).await?;
                        tasks.to_finish.extend(found);
                    }
                }
                if secretary {
                    for phase in [Phase::Ready, Phase::Tabled] {
                        let wanted = matters::Wanted {
                            phase: Some(phase),
                            ..matters::Wanted::default()
                        };
                        let found =
                            held_for(read, &known, Role::CommitteeSecretary, &wanted).await?;
                        tasks.to_schedule.extend(found);
                    }
                    for body in bodies::all(read).await? {
                        if !known.standing.holds(Role::CommitteeSecretary, body.id) {
                            continue;
                        }
                        let unreported = reports::unreported(read, body.id, 200).await?;
                        let waits = |one: &DecisionToReport| match one.notice_task() {
                            Some(NoticeTask::PutUp(_)) => true,
                            Some(NoticeTask::TakeDown(earliest)) => earliest <= today,
                            None => false,
                        };
                        let waiting = unreported.into_iter().filter(waits);
                        tasks
                            .notices
                            .extend(waiting.map(|one| (body.key.clone(), one)));
                    }
                    let since = today - chrono::Days::new(60);
                    for meeting in meetings::list_from(read, None, since).await? {
                        if known.standing.holds(Role::CommitteeSecretary, meeting.body) {
                            tasks.meetings.push(meeting);
                        }
                    }
                }
                Ok(tasks)
            })
            .await
    }

    /// A meeting with all that its page shows. A matter that has been marked as secret since it was put
    /// on the agenda is withheld from those who may not see it.
    ///
    /// # Errors
    /// Not found for those who are not officials.
    pub async fn meeting_view(
        &self,
        asker: Asker,
        id: MeetingId,
        at: DateTime<Utc>,
    ) -> Result<MeetingView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let found = meetings::find(read, id).await?;
                let found = found.filter(|meeting| sees_meetings(&known, meeting));
                let mut meeting =
                    found.ok_or_else(|| Refusal::not_found("Sammanträdet finns inte."))?;
                let gathered = facts::of_meeting(read, meeting.body, &[meeting.secretary]).await?;
                let blocking = blocking(&meeting, &gathered.facts(known.person.id, at));
                let withheld = withholding::withhold(read, &known, &mut meeting).await?;
                // What was frozen names everything: then they are composed out of what is left.
                let minutes = if withheld && meeting.ended_at.is_some() {
                    Some(minutes(&meeting, &gathered.body))
                } else {
                    minutes_of(read, &meeting, &gathered.body).await?
                };
                let files = if withheld {
                    Vec::new()
                } else {
                    files::of(read, Subject::Minutes(id)).await?
                };
                // An older entry may name the matter.
                let journal = if withheld {
                    Vec::new()
                } else {
                    journal::entries(read, Stream::Meeting(id)).await?
                };
                let may_manage = known.standing.holds(Role::CommitteeSecretary, meeting.body);
                let mut ready = Vec::new();
                if may_manage {
                    for phase in [Phase::Ready, Phase::Tabled] {
                        let wanted = matters::Wanted {
                            phase: Some(phase),
                            turn: Some(meeting.body),
                            ..matters::Wanted::default()
                        };
                        ready.extend(matters::list(read, &wanted, 0, 100).await?);
                    }
                }
                let memberships = gathered
                    .memberships
                    .into_iter()
                    .filter(|membership| membership.term.holds_on(meeting.day))
                    .collect();
                Ok(MeetingView {
                    body: gathered.body,
                    memberships,
                    names: gathered.names,
                    ready,
                    sign_offs: sign_offs::of(read, Subject::Minutes(id)).await?,
                    files,
                    journal,
                    withheld,
                    blocking,
                    minutes,
                    may_manage,
                    meeting,
                })
            })
            .await
    }

    /// The meetings from today on, the next first; and those before, the latest first.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn list_meetings(
        &self,
        asker: Asker,
        at: DateTime<Utc>,
    ) -> Result<(Vec<Meeting>, Vec<Meeting>), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let mut coming = meetings::list_from(read, None, today).await?;
                let mut held = meetings::list_before(read, None, today, 100).await?;
                coming.retain(|meeting| sees_meetings(&known, meeting));
                held.retain(|meeting| sees_meetings(&known, meeting));
                Ok((coming, held))
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

    /// Every body, in the order of their keys.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn bodies(&self) -> Result<Vec<Body>, OfficeError> {
        Ok(self.db().read(async |read| bodies::all(read).await).await?)
    }

    /// Those who may answer for a matter of the body today.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn managers(
        &self,
        body: BodyId,
        today: NaiveDate,
    ) -> Result<Vec<Person>, OfficeError> {
        self.db()
            .read(async |read| {
                let held = offices::holders(read, Role::ResponsibleManager, body, today).await?;
                let mut found = Vec::new();
                for appointment in held {
                    if let Some(kept) = people::find(read, appointment.person).await? {
                        found.push(kept.person);
                    }
                }
                Ok(found)
            })
            .await
    }
}

impl Office {
    /// The offices, seats and groups that a person holds on `day`, one line each.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn offices_of(
        &self,
        person: PersonId,
        day: NaiveDate,
    ) -> Result<Vec<String>, OfficeError> {
        self.db()
            .read(async |read| {
                let bodies = bodies::all(read).await?;
                let name = |id: BodyId| {
                    bodies
                        .iter()
                        .find(|body| body.id == id)
                        .map(|body| body.name.clone())
                };
                let mut lines = Vec::new();
                for held in offices::of_person(read, person).await? {
                    if held.term.holds_on(day) {
                        let place = held.body.and_then(name).map(|name| format!(", {name}"));
                        lines.push(format!(
                            "{}{}",
                            held.role.swedish(),
                            place.unwrap_or_default()
                        ));
                    }
                }
                for seat in bodies::seats_of(read, person).await? {
                    if seat.term.holds_on(day) {
                        let place = name(seat.body).unwrap_or_default();
                        lines.push(format!("{}, {place}", seat.seat.swedish()));
                    }
                }
                for member in offices::groups_of(read, person).await? {
                    if member.term.holds_on(day) {
                        lines.push(format!("gruppen {}", member.group));
                    }
                }
                Ok(lines)
            })
            .await
    }
}

/// The matters that are wanted, of bodies for which the office is held.
async fn held_for(
    read: &mut Read,
    known: &Known,
    role: Role,
    wanted: &matters::Wanted,
) -> Result<Vec<matters::Listed>, OfficeError> {
    let mut found = matters::list(read, wanted, 0, 100).await?;
    found.retain(|listed| {
        let body = match role {
            Role::CommitteeSecretary => listed.turn,
            _ => listed.body,
        };
        known.standing.holds(role, body)
            && !matches!(listed.phase, Phase::Withdrawn | Phase::Archived)
    });
    Ok(found)
}

pub(super) async fn seen_matter(
    read: &mut Read,
    known: &Known,
    id: MatterId,
) -> Result<Matter, OfficeError> {
    let matter = matters::find(read, id).await?;
    let seen = matter.filter(|matter| permission::may_see(matter, &known.standing));
    Ok(seen.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?)
}

/// Whether the person has been told that an answer stays away, and it still does.
fn is_told(matter: &Matter, person: PersonId) -> bool {
    matter.reviews.iter().any(|review| {
        let told = review.escalated.as_ref();
        review.is_open() && told.is_some_and(|escalated| escalated.to.contains(&person))
    })
}

fn sees_meetings(known: &Known, meeting: &Meeting) -> bool {
    known.standing.is_official()
        || meeting.attended(known.person.id).is_some()
        || meeting.certifiers.contains(&known.person.id)
}

/// Why the next step of the meeting would be refused today; nothing when it would not, or when the
/// step needs more than a button.
fn blocking(meeting: &Meeting, facts: &act::Facts<'_>) -> Vec<Reason> {
    let action = match meeting.phase {
        MeetingPhase::Open => {
            // Any hour after the beginning will do: the true one is asked for later.
            let (ended_at, _) = meeting
                .starts_at
                .overflowing_add_signed(TimeDelta::seconds(1));
            act::Action::End {
                ended_at,
                first_section: 1,
            }
        }
        MeetingPhase::Held if facts.body.rules.certification.assurance.is_some() => {
            act::Action::SendForCertification
        }
        MeetingPhase::Held => act::Action::PrintForCertification,
        MeetingPhase::Certified => act::Action::Announce { on: facts.today },
        MeetingPhase::Announced => act::Action::TakeDown { on: facts.today },
        _ => return Vec::new(),
    };
    // Nothing comes of it, so its identities may be anything.
    let mut entropy = Entropy::new(facts.at, [0; 32]);
    match act::act(meeting, action, facts, &mut entropy) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.reasons,
    }
}

/// What the minutes say. What has been frozen is read as it was frozen; until then, and when they
/// have come back from certification, they say what is recorded.
async fn minutes_of(
    read: &mut Read,
    meeting: &Meeting,
    body: &Body,
) -> Result<Option<MinutesContent>, OfficeError> {
    if meeting.ended_at.is_none() {
        return Ok(None);
    }
    if let Some(minutes) = &meeting.minutes
        && meeting.phase != MeetingPhase::Held
    {
        let of = Subject::Minutes(meeting.id);
        let frozen = versions::find(read, of, minutes.number).await?;
        return Ok(frozen
            .map(|frozen| serde_json::from_str(&frozen.content))
            .transpose()?);
    }
    Ok(Some(minutes(meeting, body)))
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

pub(super) async fn names(read: &mut Read, persons: &[PersonId]) -> Result<Names, OfficeError> {
    let mut names = Names::new();
    for &person in persons {
        if !names.contains_key(&person)
            && let Some(kept) = people::find(read, person).await?
        {
            names.insert(person, kept.person.name);
        }
    }
    Ok(names)
}

/// What a sign-off is about, in words.
pub(super) async fn title_of(read: &mut Read, of: Subject) -> Result<String, OfficeError> {
    Ok(match of {
        Subject::Matter(id) => matters::find(read, id)
            .await?
            .map(|matter| matter.content.title)
            .unwrap_or_default(),
        Subject::Minutes(id) => meetings::find(read, id)
            .await?
            .map(|meeting| {
                let day = crate::domain::swedish::date(meeting.day);
                format!("Protokoll, {} den {day}", meeting.body_name)
            })
            .unwrap_or_default(),
    })
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
