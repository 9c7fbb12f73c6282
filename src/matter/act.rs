//! The one way a matter changes.

use super::{
    after::{
        execution, expiry,
        follow_up::{self, AdequacyChanges, Known},
        observation::{self, Observation},
        round,
    },
    authorship,
    competence::{Competent, competent},
    deciding_alone::{self, DecidedAlone},
    edit, finish, overriding,
    requirements::Seen,
    review,
    state::{
        Attachment, BodyProposal, Decision, Matter, ReviewAnswer, SecrecyMarking, Signature,
        WaitsFor,
    },
    surroundings::Surroundings,
    to_decision, years,
};
use crate::{
    domain::{
        delegation::Candidate,
        digest::Digest,
        entropy::Entropy,
        identifiers::{AttachmentId, MatterId, MeetingId, PersonId, SignOffId},
        person::Away,
        refusal::{Reason, Refusal},
        register_number::RegisterNumber,
    },
    work::Outcome,
    workflow::{
        definition::Definition,
        keys::{ExecutionKey, FieldKey, FollowUpKey, GateKey, RoleKey, SectionKey, StepKey},
        phase::{self, Move, Phase, Round},
        value::{Row, Value},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What can be done with a matter.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Change its title, who answers for it and who is sent the decision.
    WriteDetails(Details),
    /// Fill in, change or empty fields. `seen` is [`edit::fields_seen`] of what the form showed.
    WriteFields {
        /// The new values; `None` empties the field.
        values: BTreeMap<FieldKey, Option<Value>>,
        /// What the form showed.
        seen: Digest,
    },
    /// Write a section. `seen` is the version of the section that the form showed.
    WriteSection {
        /// Which.
        section: SectionKey,
        /// The Markdown.
        text: String,
        /// What the form showed.
        seen: u32,
    },
    /// Attach a file.
    Attach(Attachment),
    /// Take an attachment away again, while it is a draft.
    Detach(AttachmentId),
    /// Ask for an exception from a gate, or take the request back.
    WriteOverride {
        /// From which gate.
        gate: GateKey,
        /// Why, and to which last day; `None` takes it away.
        written: Option<(String, Option<NaiveDate>)>,
    },
    /// Mark as secret, or take the mark away (OSL 5:5).
    MarkSecrecy(Option<SecrecyMarking>),
    /// Give the register number.
    Register(RegisterNumber),
    /// Take the register number back: it is voided (makulerat) in the register.
    VoidNumber {
        /// Why.
        reason: String,
    },
    /// Send for review.
    Submit,
    /// Take back from review, or from ready, to change something.
    TakeBack {
        /// Why.
        reason: String,
    },
    /// A reviewer has answered.
    RecordReview {
        /// By which sign-off.
        sign_off: SignOffId,
        /// What.
        answer: ReviewAnswer,
    },
    /// A reviewer supplies what the file says that the reviewer writes.
    Contribute(review::Contribution),
    /// Give a review step to another person.
    Reassign {
        /// Which step.
        step: StepKey,
        /// To whom.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// An answer stays away: tell others. By the clock, never by a person.
    Escalate {
        /// The sign-off that is waited for.
        sign_off: SignOffId,
        /// Whom the file says, today.
        to: Vec<PersonId>,
    },
    /// Put on the agenda of a meeting.
    Schedule {
        /// Of which meeting.
        meeting: MeetingId,
        /// The day of the meeting: what must hold when it decides is asked for that day.
        day: NaiveDate,
    },
    /// Take off the agenda.
    Unschedule,
    /// The meeting has decided.
    Decide(Decision),
    /// A delegate decides (KL 6:37, 7:5).
    DecideByDelegation {
        /// What.
        decided: DecidedAlone,
        /// The delegate has tried that KL 6:38 lets it be delegated.
        delegable: bool,
    },
    /// The chair decides, as it cannot wait (KL 6:39).
    DecideUrgently {
        /// What.
        decided: DecidedAlone,
        /// Why it cannot wait.
        reasons: String,
    },
    /// The meeting has made a proposal to the next body.
    Forward(BodyProposal),
    /// The meeting has put it off to a later one.
    Table,
    /// The meeting wants more preparation.
    ReferBack {
        /// What for.
        reasons: String,
    },
    /// Carrying out begins.
    Execute,
    /// Does a step that carries the decision out.
    ExecuteStep {
        /// Which.
        step: ExecutionKey,
        /// What was ticked, word for word as the page showed it.
        certificate: Option<String>,
    },
    /// Writes down what has been seen of a live field.
    Observe(Observation),
    /// Writes down that something due has been looked at and the decision stands.
    FollowUp {
        /// Which.
        follow_up: FollowUpKey,
        /// The day it was due, as the form showed it.
        due: NaiveDate,
        /// What was found.
        finding: String,
    },
    /// Begins a new round while the decision stands.
    Reassess {
        /// Why.
        reason: String,
    },
    /// Breaks the reassessment off: the decision stands as before.
    KeepDecision {
        /// Why.
        reason: String,
    },
    /// The clock has seen the decision end.
    NoteEnd,
    /// Nothing remains to be done.
    Close,
    /// The registrar opens it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Hand over to the archive.
    Archive,
    /// Bring in the report of the year before.
    RememberYear(years::Before),
    /// Hand unfinished rows on to the matter of the next year.
    HandOn {
        /// To which.
        to: MatterId,
        /// What becomes of each row.
        choices: Vec<years::Choice>,
    },
    /// Take over rows of the year before.
    TakeOver {
        /// Into which table.
        table: FieldKey,
        /// The rows.
        rows: Vec<Row>,
        /// Where they come from.
        from: years::Source,
    },
    /// Withdraw it before a decision.
    Withdraw {
        /// Why.
        reason: String,
    },
}

/// What stands at the head of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The title (ärendemening).
    pub title: String,
    /// Who the memo is addressed to, if not the deciding body.
    pub recipient: String,
    /// The manager who answers for it.
    pub responsible: Option<PersonId>,
    /// Who is sent the decision.
    pub recipients_of_decision: Vec<String>,
    /// Who signs the memo.
    pub signatures: Vec<Signature>,
    /// [`edit::details_seen`] of what the form showed.
    pub seen: Digest,
}

/// What `act` must know beside the matter itself.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The workflow that the matter is pinned to.
    pub definition: &'a Definition,
    /// When it happens.
    pub at: DateTime<Utc>,
    /// The day in Sweden.
    pub today: NaiveDate,
    /// Who acts.
    pub actor: PersonId,
    /// Per review step: the active members of its group today, in the order they are asked.
    pub reviewers: BTreeMap<StepKey, Vec<PersonId>>,
    /// Who is away today.
    pub away: Away,
    /// Who has each role of the type in the matter today.
    pub holders: BTreeMap<RoleKey, BTreeSet<PersonId>>,
    /// The one who acts, as a delegation scheme asks.
    pub candidate: Candidate,
    /// The bodies, and what they have delegated.
    pub around: Surroundings,
    /// The minutes of the decision are certified, or it was taken without a meeting.
    pub minutes_certified: bool,
    /// Per step after the decision: those who may do it today.
    pub executors: BTreeMap<ExecutionKey, Vec<PersonId>>,
    /// When countries gained or lost their adequate level.
    pub adequacy_changes: AdequacyChanges,
    /// The matters that rows of this one have been handed on to, as they are now.
    pub successors: Vec<Matter>,
}

impl Facts<'_> {
    /// What the follow-ups are computed from.
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            definition: self.definition,
            today: self.today,
            adequacy_changes: &self.adequacy_changes,
        }
    }
}

/// Does `action` to `matter`, or says why not.
///
/// # Errors
/// A [`Refusal`] with each reason; nothing has changed then.
pub fn act(
    matter: &Matter,
    action: Action,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let mut outcome = match action {
        Action::WriteDetails(details) => edit::write_details(matter, details),
        Action::WriteFields { values, seen } => edit::write_fields(matter, &values, seen, facts),
        Action::WriteSection {
            section,
            text,
            seen,
        } => edit::write_section(matter, &section, &text, seen, facts),
        Action::Attach(attachment) => edit::attach(matter, attachment, facts),
        Action::Detach(id) => edit::detach(matter, id, facts),
        Action::WriteOverride { gate, written } => overriding::write(matter, &gate, written, facts),
        Action::MarkSecrecy(marking) => edit::mark_secrecy(matter, marking, facts, entropy),
        Action::Register(number) => finish::register(matter, number, facts.definition),
        Action::VoidNumber { reason } => finish::void_number(matter, &reason),
        Action::Submit => review::submit(matter, facts, entropy),
        Action::TakeBack { reason } => review::take_back(matter, &reason),
        Action::RecordReview { sign_off, answer } => {
            review::record(matter, sign_off, answer, facts, entropy)
        }
        Action::Contribute(contribution) => {
            review::contribute(matter, contribution, facts, entropy)
        }
        Action::Reassign { step, to, reason } => {
            review::reassign(matter, &step, to, &reason, facts, entropy)
        }
        Action::Escalate { sign_off, to } => review::escalate(matter, sign_off, to, facts),
        Action::Schedule { meeting, day } => to_decision::schedule(matter, meeting, day, facts),
        Action::Unschedule => to_decision::unschedule(matter),
        Action::Decide(decision) => to_decision::decide(matter, decision, facts),
        Action::DecideByDelegation { decided, delegable } => {
            deciding_alone::by_delegation(matter, decided, delegable, facts)
        }
        Action::DecideUrgently { decided, reasons } => {
            deciding_alone::urgently(matter, decided, &reasons, facts)
        }
        Action::Forward(proposal) => to_decision::forward(matter, proposal),
        Action::Table => to_decision::table(matter),
        Action::ReferBack { reasons } => to_decision::refer_back(matter, &reasons),
        Action::Execute => finish::execute(matter, facts),
        Action::ExecuteStep { step, certificate } => {
            execution::execute(matter, &step, certificate.as_deref(), facts)
        }
        Action::Observe(seen) => observation::observe(matter, seen, facts),
        Action::FollowUp {
            follow_up,
            due,
            finding,
        } => follow_up::record(matter, &follow_up, due, &finding, facts),
        Action::Reassess { reason } => round::reassess(matter, &reason, facts),
        Action::KeepDecision { reason } => round::keep_decision(matter, &reason),
        Action::NoteEnd => expiry::note_end(matter, facts),
        Action::Close => finish::close(matter, facts),
        Action::Reopen { reason } => finish::reopen(matter, &reason),
        Action::Archive => finish::archive(matter, facts),
        Action::RememberYear(before) => years::remember(matter, before),
        Action::HandOn { to, choices } => years::hand_on(matter, to, &choices, facts),
        Action::TakeOver { table, rows, from } => {
            years::take_over(matter, &table, rows, from, facts.definition)
        }
        Action::Withdraw { reason } => finish::withdraw(matter, &reason),
    }?;
    if has_written(matter, &outcome.state, facts.definition) {
        outcome.state.writers.insert(facts.actor);
    }
    outcome.state.waits_for = waits_for(matter, &outcome.state, facts);
    outcome.state.version = matter.version + 1;
    outcome.state.changed_at = facts.at;
    Ok(outcome)
}

/// Whether the act has written in the draft, by whatever way: what the lead writes, or the figures
/// of the year before that it is compared with.
fn has_written(before: &Matter, now: &Matter, definition: &Definition) -> bool {
    before.phase == Phase::Draft
        && now.phase == Phase::Draft
        && (before.years.before != now.years.before
            || authorship::lead_has_changed(&before.content, &now.content, definition))
}

/// Who the matter waits for, told anew each time it becomes ready and when it is put on an agenda:
/// what a body has delegated it may take up itself, and a delegation may have ended meanwhile.
fn waits_for(before: &Matter, after: &Matter, facts: &Facts<'_>) -> Option<WaitsFor> {
    match after.phase {
        Phase::Draft | Phase::Review => None,
        Phase::Ready if before.phase != Phase::Ready => {
            let competent = competent(&Seen::of(after, facts), facts.definition).ok()?;
            Some(match &competent {
                Competent::Delegate { point, body, .. } => WaitsFor::Delegate {
                    body: *body,
                    point: point.clone(),
                },
                Competent::Chair { body } => WaitsFor::Chair { body: *body },
                Competent::Bodies { .. } => WaitsFor::Body {
                    body: competent.body()?,
                },
            })
        }
        Phase::Agenda if before.phase != Phase::Agenda => {
            let competent = competent(&Seen::of(after, facts), facts.definition).ok();
            let body = competent.and_then(|competent| competent.body());
            body.map(|body| WaitsFor::Body { body })
                .or_else(|| after.waits_for.clone())
        }
        _ => after.waits_for.clone(),
    }
}

/// Moves the matter one phase on, along the compiled order.
pub(super) fn moved(matter: &Matter, by: Move) -> Result<Matter, Refusal> {
    let round = if matter.is_being_reassessed() {
        Round::Reassessment
    } else {
        Round::First
    };
    let phase = phase::step(matter.phase, by, round).map_err(|illegal| {
        Refusal::because(
            format!("”{}” går inte nu.", by.swedish()),
            Reason::new("fas", illegal.to_string()),
        )
    })?;
    Ok(Matter {
        phase,
        ..matter.clone()
    })
}

/// Refuses when a reason that somebody must give is missing.
pub(super) fn demand_reason(what: &str, reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::invalid(
            what,
            vec![Reason::new("skal", "Skälet saknas.").remedy("Skriv kort varför.")],
        ));
    }
    Ok(reason.to_owned())
}

/// Refuses every change of what is under review, decided or archived.
pub(super) fn demand_draft(matter: &Matter) -> Result<(), Refusal> {
    if matter.phase == Phase::Draft {
        return Ok(());
    }
    let remedy = match matter.phase {
        Phase::Review | Phase::Ready => "Ta tillbaka ärendet om något måste ändras.",
        Phase::Agenda => "Sekreteraren kan ta bort ärendet från dagordningen.",
        Phase::Tabled => "Ett bordlagt ärende tas upp oförändrat. Nämnden kan återremittera det.",
        Phase::Withdrawn => "Öppna ett nytt ärende som hänvisar till det här.",
        Phase::InForce => "Det som är beslutat ändras inte. Begär omprövning av beslutet.",
        _ => "Det som är beslutat ändras inte. Öppna ett nytt ärende som hänvisar till det här.",
    };
    Err(Refusal::because(
        "Texten kan inte ändras nu.",
        Reason::new(
            "utkast",
            format!(
                "Ärendet är i fasen {} och kan bara ändras som utkast.",
                matter.phase.swedish()
            ),
        )
        .remedy(remedy),
    ))
}
