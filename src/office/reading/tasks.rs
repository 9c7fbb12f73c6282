//! What waits on a person.

use crate::{
    db::Read,
    domain::{
        calendar,
        delegation::{announcing::NoticeTask, reporting::DecisionToReport},
        identifiers::PersonId,
        person::Role,
        swedish,
    },
    matter::{review, state::Matter},
    meeting::state::Meeting,
    office::{Asker, Office, OfficeError, asking::Known},
    signoff::state::SignOff,
    store::{
        bodies,
        listings::{self, Listed},
        matters, meetings, reports, sign_offs,
    },
    work::Subject,
    workflow::{keys::StepKey, phase::Phase},
};
use chrono::{DateTime, Utc};

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

impl Office {
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
                        let noticed = reports::with_notice_waiting(read, body.id).await?;
                        let waits = |one: &DecisionToReport| match one.notice_task() {
                            Some(NoticeTask::PutUp(_)) => true,
                            Some(NoticeTask::TakeDown(earliest)) => earliest <= today,
                            None => false,
                        };
                        let waiting = noticed.into_iter().filter(waits);
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

/// Whether the person has been told that an answer stays away, and it still does.
fn is_told(matter: &Matter, person: PersonId) -> bool {
    matter.reviews.iter().any(|review| {
        let told = review.escalated.as_ref();
        review.is_open() && told.is_some_and(|escalated| escalated.to.contains(&person))
    })
}

/// What a sign-off is about, in words.
async fn title_of(read: &mut Read, of: Subject) -> Result<String, OfficeError> {
    Ok(match of {
        Subject::Matter(id) => matters::find(read, id)
            .await?
            .map(|matter| matter.content.title)
            .unwrap_or_default(),
        Subject::Minutes(id) => meetings::find(read, id)
            .await?
            .map(|meeting| {
                let day = swedish::date(meeting.day);
                format!("Protokoll, {} den {day}", meeting.body_name)
            })
            .unwrap_or_default(),
    })
}
