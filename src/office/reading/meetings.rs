//! Meetings as their page and their list show them.

use super::Names;
use crate::{
    db::Read,
    domain::{
        body::{Body, Membership},
        calendar,
        entropy::Entropy,
        identifiers::MeetingId,
        journal::{Entry, Stream},
        person::Role,
        refusal::{Reason, Refusal},
    },
    meeting::{
        act,
        lifecycle::MeetingPhase,
        minutes::{MinutesContent, minutes},
        state::Meeting,
    },
    office::{Asker, Office, OfficeError, asking::Known, facts, withholding},
    signoff::state::SignOff,
    store::{files, journal, matters, meetings, sign_offs, versions},
    work::Subject,
    workflow::phase::Phase,
};
use chrono::{DateTime, TimeDelta, Utc};

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
