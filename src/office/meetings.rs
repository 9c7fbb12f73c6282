//! Acts on meetings, and what they do to the matters on the agenda.

use super::{
    Asker, Office, OfficeError, asking::Known, facts, forms::repeated,
    matters::locked as locked_matter, meanwhile, settling::Settling,
};
use crate::{
    db::{Root, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{BodyId, FormNonce, ItemId, MatterId, MeetingId, PersonId},
        journal::Stream,
        person::Role,
        refusal::{Reason, Refusal},
    },
    matter::{
        self,
        competence::{RULE, competent, sentence},
        requirements::Seen,
    },
    meeting::{
        act::{self, Action, Decided, NewItem, Plan},
        lifecycle::MeetingPhase,
        outcome::OutcomeKind,
        state::{Chain, Meeting},
    },
    store::{counters, locks, meetings},
    work::Outcome,
    workflow::definition::Definition,
};
use chrono::{DateTime, Datelike, NaiveTime, Utc};

impl Office {
    /// Plans a meeting of a body.
    ///
    /// # Errors
    /// Refused for all but the body's secretary, and when day or place will not do.
    pub async fn plan_meeting(
        &self,
        asker: Asker,
        body: BodyId,
        plan: Plan,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<MeetingId, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let planned = self
            .db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                must_be_secretary(&known, body)?;
                take_agendas(write, body, None).await?;
                let gathered =
                    facts::of_meeting(write, body, &[known.person.id, plan.secretary]).await?;
                let facts = gathered.facts(known.person.id, at);
                let outcome = act::plan(&plan, &facts, &mut entropy)?;
                let id = outcome.state.id;
                if let Some(earlier) =
                    repeated(write, form, known.person.id, &id.to_string(), at).await?
                {
                    return Ok(earlier.parse().unwrap_or(id));
                }
                meetings::insert(write, &outcome.state, at).await?;
                let actor = known.actor();
                let settling = Settling {
                    office: self,
                    actor: &actor,
                    stream: Stream::Meeting(id),
                    at,
                };
                settling
                    .settle(write, &outcome.entries, outcome.effects, &mut entropy)
                    .await?;
                let by = (known.person.id, &actor);
                self.follow_the_list(write, body, by, at, &mut entropy)
                    .await?;
                Ok::<MeetingId, OfficeError>(id)
            })
            .await?;
        self.wake();
        Ok(planned)
    }

    /// Does `action` with a meeting that concerns the meeting alone, such as adding a standing item. What moves matters too has its
    /// own functions: [`Office::schedule`], [`Office::unschedule`], [`Office::end_meeting`].
    ///
    /// # Errors
    /// Refused with each reason; nothing has changed then.
    pub async fn act_on_meeting(
        &self,
        asker: Asker,
        id: MeetingId,
        action: Action,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::of(&action);
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            concerns_the_meeting_alone(&action)?;
            self.do_in_meeting(write, known, id, action, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// Does several things with a meeting, all or none, if it is still as the one who asks saw it:
    /// what [`Office::act_on_meeting`] does, for a page that was open while others worked.
    ///
    /// # Errors
    /// Refused with each reason, also when the meeting has moved on from version `seen`.
    pub async fn act_on_meeting_as_seen(
        &self,
        asker: Asker,
        id: MeetingId,
        seen: u64,
        actions: Vec<Action>,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = actions.iter().map(Reach::of).max();
        let reach = reach.unwrap_or(Reach::Meeting);
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            if locked(write, id).await?.version != seen {
                return Err(meanwhile::changed_by_another().into());
            }
            for action in actions {
                concerns_the_meeting_alone(&action)?;
                self.do_in_meeting(write, known, id, action, at, entropy)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    /// Puts a matter on the agenda: the meeting gets an item out of the frozen version, and the
    /// matter moves.
    ///
    /// # Errors
    /// Refused when the matter is not ready, or belongs to another body.
    pub async fn schedule(
        &self,
        asker: Asker,
        id: MeetingId,
        matter: MatterId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::Meeting;
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            let found = locked_matter(write, matter).await?;
            let meeting = locked(write, id).await?;
            let definition = self.definition(&found)?;
            let chain = self
                .turn_of(write, &found, definition, meeting.body, at)
                .await?;
            let action = matter::act::Action::Schedule {
                meeting: id,
                day: meeting.day,
            };
            let scheduled = self
                .do_to_matter(write, known, matter, action, at, entropy)
                .await?;
            let item = NewItem {
                chain,
                ..matter::proposal::agenda_item(&scheduled, definition)?
            };
            self.do_in_meeting(write, known, id, Action::AddItem(item), at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes an item off the agenda; its matter is ready again.
    ///
    /// # Errors
    /// Refused once the meeting has begun.
    pub async fn unschedule(
        &self,
        asker: Asker,
        id: MeetingId,
        item: ItemId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::Meeting;
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            let meeting = locked(write, id).await?;
            let matter = meeting.item(item).and_then(|(_, item)| item.matter);
            self.do_in_meeting(write, known, id, Action::RemoveItem { item }, at, entropy)
                .await?;
            if let Some(matter) = matter {
                let action = matter::act::Action::Unschedule;
                self.do_to_matter(write, known, matter, action, at, entropy)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    /// Cancels a meeting that has not begun; its matters are ready again.
    ///
    /// # Errors
    /// Refused without a reason, and once the meeting has begun.
    pub async fn cancel_meeting(
        &self,
        asker: Asker,
        id: MeetingId,
        reason: String,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::Agendas;
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            let meeting = locked(write, id).await?;
            take_matters_of(write, &meeting).await?;
            self.do_in_meeting(write, known, id, Action::Cancel { reason }, at, entropy)
                .await?;
            for matter in meeting.items.iter().filter_map(|item| item.matter) {
                let action = matter::act::Action::Unschedule;
                self.do_to_matter(write, known, matter, action, at, entropy)
                    .await?;
            }
            let by = (known.person.id, &known.actor());
            self.follow_the_list(write, meeting.body, by, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// Ends a meeting: the sections get the next numbers of the body's series this year, and every
    /// matter moves to what became of it.
    ///
    /// # Errors
    /// Refused while an item has no outcome, or when a gate forbids a decision.
    pub async fn end_meeting(
        &self,
        asker: Asker,
        id: MeetingId,
        ended_at: NaiveTime,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::Agendas;
        self.in_meeting(asker, id, reach, form, at, async |write, known, entropy| {
            let meeting = locked(write, id).await?;
            take_matters_of(write, &meeting).await?;
            let body = facts::body_of(write, meeting.body).await?;
            let series = format!("§ {}", body.key);
            let mut first_section = None;
            for _ in 0..meeting.sections_needed() {
                let number = counters::next(write, &series, meeting.day.year()).await?;
                first_section.get_or_insert(u32::try_from(number).unwrap_or(u32::MAX));
            }
            let action = Action::End {
                ended_at,
                first_section: first_section.unwrap_or(1),
            };
            let ended = self
                .do_in_meeting(write, known, id, action, at, entropy)
                .await?;
            let actor = known.actor();
            for decided in act::decided(&ended) {
                self.move_matter(write, &ended, decided, known.person.id, &actor, at, entropy)
                    .await?;
            }
            self.note_reported(write, &ended, &actor, at).await?;
            self.follow_the_list(write, meeting.body, (known.person.id, &actor), at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the transaction and who acts in it are one thing each"
    )]
    async fn move_matter(
        &self,
        write: &mut Write,
        meeting: &Meeting,
        decided: Decided,
        by: PersonId,
        actor: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let found = locked_matter(write, decided.matter).await?;
        let action = match &decided.outcome.kind {
            OutcomeKind::Tabled { .. } => matter::act::Action::Table,
            OutcomeKind::Withdrawn => matter::act::Action::Unschedule,
            OutcomeKind::ReferredBack { reasons } => matter::act::Action::ReferBack {
                reasons: reasons.clone(),
            },
            OutcomeKind::Approved | OutcomeKind::ApprovedWithChange | OutcomeKind::Rejected => {
                let item = meeting.item(decided.item).map(|(_, item)| item);
                if item.is_some_and(|item| item.chain.proposes_to.is_some()) {
                    matter::act::Action::Forward(matter::proposal::forwarded(meeting, &decided)?)
                } else {
                    matter::act::Action::Decide(matter::proposal::decision(meeting, &decided)?)
                }
            }
        };
        self.apply_to_matter(write, &found, action, by, actor, at, entropy)
            .await?;
        Ok(())
    }

    /// Whether it is the body's turn to take the matter up, and its place in the chain.
    async fn turn_of(
        &self,
        write: &mut Write,
        matter: &matter::state::Matter,
        definition: &Definition,
        body: BodyId,
        at: DateTime<Utc>,
    ) -> Result<Chain, OfficeError> {
        let what = "Ärendet kan inte sättas upp på dagordningen.";
        let around = self.surroundings(write, matter, definition).await?;
        let seen = Seen::on(matter, calendar::today_in_stockholm(at), &around);
        let competent =
            competent(&seen, definition).map_err(|reason| Refusal::because(what, reason))?;
        // What a body has delegated, or its chair could decide, it may always decide itself.
        if competent.body() != Some(body) {
            let reason = Reason::new(RULE, sentence(&competent, &seen, definition))
                .remedy("Sätt upp ärendet på det organets dagordning.");
            return Err(Refusal::because(what, reason).into());
        }
        Ok(Chain {
            proposed_by: matter
                .proposal_to_vote_on()
                .map(|proposal| proposal.body_name.clone()),
            proposes_to: competent.next().map(|next| around.name(next).to_owned()),
        })
    }

    /// One transaction of the body's secretary in a meeting.
    pub(super) async fn in_meeting(
        &self,
        asker: Asker,
        id: MeetingId,
        reach: Reach,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Write, &Known, &mut Entropy) -> Result<(), OfficeError>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            if reach == Reach::Agendas
                && let Some(found) = meetings::find(write, id).await?
            {
                take_agendas(write, found.body, Some(id)).await?;
            }
            let meeting = locked(write, id).await?;
            must_be_secretary(known, meeting.body)?;
            work(write, known, entropy).await
        })
        .await
    }

    async fn do_in_meeting(
        &self,
        write: &mut Write,
        known: &Known,
        id: MeetingId,
        action: Action,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<Meeting, OfficeError> {
        let meeting = locked(write, id).await?;
        let actor = known.actor();
        let by = known.person.id;
        let another_day = Reach::of(&action) == Reach::Agendas;
        let done = self
            .apply_to_meeting(write, &meeting, action, by, &actor, at, entropy)
            .await?;
        if another_day {
            // Another meeting may be the next one now.
            self.follow_the_list(write, meeting.body, (by, &actor), at, entropy)
                .await?;
        }
        Ok(done)
    }

    /// Load → facts → `act` → settle, without the question whether they may.
    #[expect(
        clippy::too_many_arguments,
        reason = "the transaction and who acts in it are one thing each"
    )]
    pub(super) async fn apply_to_meeting(
        &self,
        write: &mut Write,
        meeting: &Meeting,
        action: Action,
        by: PersonId,
        actor: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<Meeting, OfficeError> {
        let gathered = facts::of_meeting(write, meeting.body, &[by, meeting.secretary]).await?;
        let facts = gathered.facts(by, at);
        let Outcome {
            state,
            entries,
            effects,
        } = act::act(meeting, action, &facts, entropy)?;
        if !meetings::save(write, &state, meeting.version, at).await? {
            return Err(meanwhile::changed_by_another().into());
        }
        let settling = Settling {
            office: self,
            actor,
            stream: Stream::Meeting(meeting.id),
            at,
        };
        settling.settle(write, &entries, effects, entropy).await?;
        Ok(state)
    }
}

/// What an act on a meeting touches beside it. Matters are taken after the meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// No other meeting.
    Meeting,
    /// Another meeting may be the body's next one now, and what is reported there moves with it.
    Agendas,
}

impl Reach {
    fn of(action: &Action) -> Self {
        match action {
            Action::Change { .. } => Reach::Agendas,
            _ => Reach::Meeting,
        }
    }
}

/// Takes the body's agendas, its planned meetings and one more.
pub(super) async fn take_agendas(
    write: &mut Write,
    body: BodyId,
    meeting: Option<MeetingId>,
) -> Result<(), OfficeError> {
    locks::take(write, &[Root::Agendas(body)]).await?;
    let planned = meetings::in_phase(write, body, MeetingPhase::Planned).await?;
    let ids = planned.iter().map(|planned| planned.id).chain(meeting);
    let all: Vec<Root> = ids.map(Root::Meeting).collect();
    locks::take(write, &all).await?;
    Ok(())
}

/// Takes every matter that the meeting moves, or is told of.
async fn take_matters_of(write: &mut Write, meeting: &Meeting) -> Result<(), OfficeError> {
    let matters = meeting.items.iter().flat_map(|item| {
        let reported = item.reports.iter().map(|decision| decision.matter);
        item.matter.into_iter().chain(reported)
    });
    let all: Vec<Root> = matters.map(Root::Matter).collect();
    locks::take(write, &all).await?;
    Ok(())
}

pub(super) async fn locked(write: &mut Write, id: MeetingId) -> Result<Meeting, OfficeError> {
    let meeting = meetings::lock(write, id).await?;
    Ok(meeting.ok_or_else(|| Refusal::not_found("Sammanträdet finns inte."))?)
}

/// What moves matters, or speaks for a certifier, goes its own way.
fn concerns_the_meeting_alone(action: &Action) -> Result<(), Refusal> {
    match action {
        // A standing item moves no matter.
        Action::AddItem(item) if item.matter.is_none() => Ok(()),
        Action::RemoveItem { .. }
        | Action::AddItem(_)
        | Action::ReportDecisions(_)
        | Action::End { .. }
        | Action::Cancel { .. } => Err(meanwhile::changed_by_another()),
        Action::RecordCertification {
            sign_off: Some(_), ..
        } => Err(matter::permission::needs(
            "justera för någon annan",
            "justeraren själv",
        )),
        _ => Ok(()),
    }
}

fn must_be_secretary(known: &Known, body: BodyId) -> Result<(), Refusal> {
    if known.standing.holds(Role::CommitteeSecretary, body) {
        return Ok(());
    }
    Err(matter::permission::needs(
        "sköta sammanträdet",
        "organets nämndsekreterare",
    ))
}
