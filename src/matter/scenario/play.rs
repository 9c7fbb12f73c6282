//! One scenario, step by step.

use super::clock::{self, Post, Struck};
use super::{Coverage, Fault, Played, coverage, deciding};
use crate::{
    domain::{
        calendar::at_time,
        digest::Digest,
        entropy::Entropy,
        identifiers::{BodyId, Identifier, PersonId},
        person::{Appointment, Away, Role, Term},
        refusal::{Place, Reason, Refusal},
        register_number::RegisterNumber,
    },
    matter::{
        act::{Action, Facts, act},
        after::{After, follow_up::AdequacyChanges, observation::Observation},
        competence,
        deciding_alone::DecidedAlone,
        edit, overriding, permission,
        permission::Standing,
        proposal,
        requirements::{self, Seen},
        review::{self, Contribution},
        state::{
            Attachment, BodyProposal, Content, Decision, DecisionKind, File, Matter, ReviewAnswer,
            ReviewAnswerKind, Section, Taken, WorkflowPin,
        },
        surroundings::Surroundings,
    },
    workflow::{
        definition::{Definition, RoleSource, Workdays},
        keys::{ExecutionKey, RoleKey, StepKey},
        phase::{Move, Phase},
        scenario::{Actor, Blocker, GivenDocument, Scenario, ScenarioAct, ScenarioStep},
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const OFFICER: u128 = 1;
pub(super) const MANAGER: u128 = 2;
pub(super) const REGISTRAR: u128 = 3;
pub(super) const SECRETARY: u128 = 4;
const CHAIRPERSON: u128 = 5;
/// The first of the reviewers; each review step has two of its own.
pub(super) const REVIEWERS: u128 = 100;
pub(super) const BODY: u128 = 500;
const MEETING: u128 = 600;
/// The first of the documents that come during a review.
const SUPPLIED: u128 = 5000;

pub(super) fn identity<I: Identifier>(number: u128) -> I {
    I::from_uuid(uuid::Uuid::from_u128(number))
}

/// A scenario on the stage.
pub(super) struct Stage<'a> {
    pub(super) definition: &'a Definition,
    scenario: &'a Scenario,
    pub(super) matter: Matter,
    at: DateTime<Utc>,
    today: NaiveDate,
    /// The roles whose first person is away.
    absent: BTreeSet<RoleKey>,
    post: Post,
    pub(super) around: Surroundings,
    warnings: Vec<Fault>,
}

impl<'a> Stage<'a> {
    /// The matter of a scenario, before its first step.
    pub(super) fn new(definition: &'a Definition, scenario: &'a Scenario) -> Self {
        let at = at_time(scenario.today, NaiveTime::MIN);
        Self {
            definition,
            scenario,
            matter: draft(definition, scenario, at),
            at,
            today: scenario.today,
            absent: scenario.absent.iter().cloned().collect(),
            post: Post::default(),
            around: deciding::surroundings(definition, scenario),
            warnings: Vec::new(),
        }
    }
}

/// Plays the steps until one goes otherwise than it says.
pub(super) fn play(
    definition: &Definition,
    scenario: &Scenario,
    coverage: &mut Coverage,
) -> Played {
    let mut stage = Stage::new(definition, scenario);
    let mut faults = Vec::new();
    let mut entropy = Entropy::new(stage.at, [0; 32]);
    for step in &scenario.steps {
        if let Err(message) = stage.step(step, coverage, &mut entropy) {
            faults.push(Fault {
                line: step.line,
                message,
            });
            break;
        }
    }
    Played {
        name: scenario.name.clone(),
        line: scenario.line,
        faults,
        warnings: stage.warnings,
    }
}

impl Stage<'_> {
    fn step(
        &mut self,
        step: &ScenarioStep,
        coverage: &mut Coverage,
        entropy: &mut Entropy,
    ) -> Result<(), String> {
        self.post.take();
        self.absent.extend(step.absent.iter().cloned());
        if let ScenarioAct::Wait(days) = step.act {
            self.wait(days, entropy)?;
            return self.hold(step, &[]);
        }
        let action = self.action(&step.act, &step.by)?;
        let by = self.actor(step);
        let standing = self.standing(&step.by, by);
        permission::may(&self.matter, &action, &standing).map_err(|refusal| refusal.to_string())?;
        let answers = coverage::asked_by(&step.act, self.definition, &self.seen());
        let was = self.matter.phase;
        let stopped = match act(&self.matter, action, &self.facts(by, &step.by), entropy) {
            Ok(outcome) => {
                let clearing_blocked = outcome
                    .entries
                    .iter()
                    .any(|entry| entry.act == "clearing_blocked");
                let cleared = outcome.entries.iter().any(|entry| entry.act == "cleared");
                self.post.follow(&outcome.effects);
                self.matter = outcome.state;
                coverage.done(&step.act);
                coverage.let_through(answers);
                if cleared {
                    let answers = coverage::at(Phase::Ready, self.definition, &self.seen());
                    coverage.let_through(answers);
                }
                if clearing_blocked {
                    self.blocking(Phase::Ready)
                } else {
                    Vec::new()
                }
            }
            Err(refusal) => reasons(refusal)?,
        };
        coverage.stopped(&stopped);
        if was != self.matter.phase {
            self.warn(step.line);
        }
        if was != Phase::Ready
            && self.matter.phase == Phase::Ready
            && let Some(route) = self.definition.route(&self.seen())
        {
            coverage.taken(&route.key);
        }
        self.hold(step, &stopped)
    }

    /// Notes what the gates that only warn say of the phase that was entered.
    fn warn(&mut self, line: usize) {
        let phase = self.matter.phase;
        let today = self.today;
        let said =
            requirements::warnings(&self.matter, self.definition, phase, today, &self.around);
        self.warnings.extend(said.iter().map(|reason| Fault {
            line,
            message: reason.to_string(),
        }));
    }

    /// Holds what happened against what the step says.
    fn hold(&mut self, step: &ScenarioStep, stopped: &[Reason]) -> Result<(), String> {
        let mails = self.post.take();
        if let Some(expected) = &step.mails {
            let expected: BTreeSet<String> = expected.iter().cloned().collect();
            if mails != expected {
                let words = |mails: BTreeSet<String>| match mails.len() {
                    0 => "inga".to_owned(),
                    _ => mails.into_iter().collect::<Vec<_>>().join(", "),
                };
                return Err(format!(
                    "breven blev {}, men skulle bli {}.",
                    words(mails),
                    words(expected)
                ));
            }
        }
        let expected: BTreeSet<&Blocker> = step.blocked_by.iter().collect();
        let (mut found, mut others) = (BTreeSet::new(), Vec::new());
        for reason in stopped {
            match blocker(self.definition, reason) {
                Some(blocker) => _ = found.insert(blocker),
                None => others.push(reason.to_string()),
            }
        }
        if !others.is_empty() || found.iter().collect::<BTreeSet<_>>() != expected {
            let words = |blockers: Vec<String>| match blockers.as_slice() {
                [] => "ingenting".to_owned(),
                _ => blockers.join(", "),
            };
            let stops = found.iter().map(name).chain(others).collect();
            return Err(format!(
                "steget stoppades av {}, men skulle stoppas av {}.",
                words(stops),
                words(expected.into_iter().map(name).collect()),
            ));
        }
        if let Some(phase) = step.expect.filter(|phase| *phase != self.matter.phase) {
            return Err(format!(
                "ärendet är i fasen {}, men skulle vara i {}.",
                self.matter.phase.key(),
                phase.key()
            ));
        }
        let route = self.definition.route(&self.seen()).map(|route| &route.key);
        if let Some(expected) = &step.competent {
            let name = deciding::competent_name(&self.seen(), self.definition);
            if name != *expected {
                return Err(format!("behörig är {name}, men skulle vara {expected}."));
            }
        }
        match &step.route {
            Some(expected) if route != Some(expected) => Err(format!(
                "beslutsvägen är {}, men skulle vara {expected}.",
                route.map_or("ingen", |key| key.as_str())
            )),
            _ => Ok(()),
        }
    }

    /// Days pass, one by one. The clock reminds and tells; it answers nothing.
    fn wait(&mut self, days: Workdays, entropy: &mut Entropy) -> Result<(), String> {
        for day in clock::days(self.today, days) {
            self.set_day(day);
            for (request, struck) in self.post.struck(&self.matter, day) {
                let is_away = self.away().is_away(request.recipient);
                match struck {
                    Struck::Escalate => {
                        let action = Action::Escalate {
                            sign_off: request.id,
                            to: vec![identity(clock::TOLD)],
                        };
                        let facts = self.facts(identity(OFFICER), &Actor::Clock);
                        let outcome = act(&self.matter, action, &facts, entropy)
                            .map_err(|refusal| refusal.to_string())?;
                        self.post.follow(&outcome.effects);
                        self.matter = outcome.state;
                    }
                    Struck::Remind | Struck::Due if is_away => {
                        self.post.sent("away", &request.step);
                    }
                    Struck::Remind => self.post.sent("remind", &request.step),
                    Struck::Due => {}
                }
            }
        }
        Ok(())
    }

    /// Makes it another day, on which nothing has happened yet.
    pub(super) fn set_day(&mut self, day: NaiveDate) {
        self.today = day;
        self.at = at_time(day, NaiveTime::MIN);
    }

    fn away(&self) -> Away {
        let first = |step| reviewers(step).first().copied();
        clock::away(self.definition, &self.absent, self.today, first)
    }

    pub(super) fn seen(&self) -> Seen<'_> {
        Seen::on(&self.matter, self.today, &self.around)
    }

    fn blocking(&self, phase: Phase) -> Vec<Reason> {
        requirements::blocking(
            &self.matter,
            self.definition,
            phase,
            self.today,
            &self.around,
        )
    }

    pub(super) fn facts(&self, actor: PersonId, by: &Actor) -> Facts<'_> {
        let steps = self.definition.review.steps.iter().enumerate();
        Facts {
            definition: self.definition,
            at: self.at,
            today: self.today,
            actor,
            reviewers: steps
                .map(|(at, step)| (step.key.clone(), reviewers(at)))
                .collect(),
            holders: match by {
                Actor::Role(role) => BTreeMap::from([(role.clone(), BTreeSet::from([actor]))]),
                _ => BTreeMap::new(),
            },
            candidate: deciding::candidate(self.definition, by),
            around: self.around.clone(),
            away: self.away(),
            minutes_certified: true,
            executors: executors(self.definition, actor),
            adequacy_changes: AdequacyChanges::new(),
            successors: Vec::new(),
        }
    }

    pub(super) fn action(&self, act: &ScenarioAct, actor: &Actor) -> Result<Action, String> {
        let reason = || format!("Prov: {}", self.scenario.name);
        Ok(match act {
            ScenarioAct::Override(gate, until) => Action::WriteOverride {
                gate: gate.clone(),
                written: Some((reason(), Some(*until))),
            },
            ScenarioAct::Approve(step) => self.answer(step, ReviewAnswerKind::Approved)?,
            ScenarioAct::SendBack(step) => self.answer(step, ReviewAnswerKind::SentBack)?,
            ScenarioAct::Disqualify(step) => self.answer(step, ReviewAnswerKind::Disqualified)?,
            ScenarioAct::Reassign(step) => self.reassign(step)?,
            ScenarioAct::Supply {
                step,
                fields,
                document,
            } => Action::Contribute(Contribution {
                step: step.clone(),
                fields: fields
                    .iter()
                    .map(|(key, value)| (key.clone(), Some(value.clone())))
                    .collect(),
                document: document.as_ref().map(|given| self.supplied(given)),
                seen: self.frozen(),
            }),
            ScenarioAct::Wait(_) => return Err("klockan går av sig själv.".to_owned()),
            ScenarioAct::Edit(values) => Action::WriteFields {
                values: values
                    .iter()
                    .map(|(key, value)| (key.clone(), Some(value.clone())))
                    .collect(),
                seen: edit::fields_seen(&self.matter.content, values.keys()),
            },
            ScenarioAct::Execute(step) => Action::ExecuteStep {
                step: step.clone(),
                certificate: self
                    .definition
                    .execution_step(step.as_str())
                    .and_then(|step| step.certificate.clone()),
            },
            ScenarioAct::Observe(field, value) => Action::Observe(Observation {
                field: field.clone(),
                value: Some(value.clone()),
                since: self.today,
                reason: reason(),
            }),
            ScenarioAct::Move(by) => match by {
                Move::Submit => Action::Submit,
                Move::SendBack => Action::TakeBack { reason: reason() },
                Move::Schedule => Action::Schedule {
                    meeting: identity(MEETING),
                    day: self.today,
                },
                Move::Unschedule => Action::Unschedule,
                Move::Decide => self.deciding(actor),
                Move::Table => Action::Table,
                Move::ReferBack => Action::ReferBack { reasons: reason() },
                Move::Execute => Action::Execute,
                Move::Close => Action::Close,
                Move::Reopen => Action::Reopen { reason: reason() },
                Move::Archive => Action::Archive,
                Move::Withdraw => Action::Withdraw { reason: reason() },
                Move::Clear => {
                    return Err(
                        "granskningen blir klar av sig själv när de som ska har godkänt; \
                        skriv approve: i stället för clear."
                            .to_owned(),
                    );
                }
                Move::Reassess => Action::Reassess { reason: reason() },
                Move::KeepDecision => Action::KeepDecision { reason: reason() },
                Move::Forward => Action::Forward(self.proposal()),
            },
        })
    }

    fn frozen(&self) -> Digest {
        let frozen = self.matter.frozen.as_ref();
        frozen.map_or(Digest::ZERO, |frozen| frozen.sha256)
    }

    /// A document that comes during the review: told apart from those that were there.
    fn supplied(&self, given: &GivenDocument) -> Attachment {
        let count = self.matter.content.attachments.len();
        let number = SUPPLIED + u128::try_from(count).unwrap_or_default();
        attachment(number, given, self.today, self.at)
    }

    /// To the next who may do it.
    fn reassign(&self, step: &StepKey) -> Result<Action, String> {
        let defined = self.definition.step(step.as_str());
        let defined = defined.ok_or_else(|| format!("steget ”{step}” finns inte."))?;
        let mut without = self.matter.clone();
        without
            .reviews
            .retain(|review| !(&review.step == step && review.is_open()));
        let asked = self.matter.review(step).map(|review| review.reviewer);
        let facts = self.facts(identity(OFFICER), &Actor::Clock);
        let found = review::candidates(&without, defined, identity(OFFICER), &facts);
        let next = found.into_iter().find(|one| Some(one.person) != asked);
        let next = next.ok_or_else(|| format!("det finns ingen annan som kan göra ”{step}”."))?;
        Ok(Action::Reassign {
            step: step.clone(),
            to: next.person,
            reason: format!("Prov: {}", self.scenario.name),
        })
    }

    pub(super) fn answer(&self, step: &StepKey, kind: ReviewAnswerKind) -> Result<Action, String> {
        let review = self.matter.review(step);
        let review = review.ok_or_else(|| format!("ingen har ombetts att göra ”{step}”."))?;
        let answer = ReviewAnswer {
            kind,
            comment: None,
            at: self.at,
        };
        Ok(Action::RecordReview {
            sign_off: review.sign_off,
            answer,
        })
    }

    /// A role decides by delegation, the chair as it cannot wait, all others at a meeting.
    fn deciding(&self, by: &Actor) -> Action {
        let decided = DecidedAlone {
            kind: DecisionKind::Approved,
            points: Vec::new(),
            seen: self.frozen(),
            serial: 1,
        };
        match by {
            Actor::Role(_) => Action::DecideByDelegation {
                decided,
                delegable: true,
            },
            Actor::Chair => Action::DecideUrgently {
                decided,
                reasons: self.scenario.name.clone(),
            },
            Actor::Body(_) | Actor::Registrar | Actor::CommitteeSecretary | Actor::Clock => {
                Action::Decide(self.decision())
            }
        }
    }

    fn proposal(&self) -> BodyProposal {
        let body = self.matter.turn_body();
        BodyProposal {
            body,
            body_name: self.around.name(body).to_owned(),
            meeting: identity(MEETING),
            day: self.today,
            section: 1,
            kind: DecisionKind::Approved,
            points: proposal::proposed_points(&self.matter, self.definition),
            sha256: self.frozen(),
        }
    }

    fn decision(&self) -> Decision {
        Decision {
            body: self.matter.turn_body(),
            taken: Taken::AtMeeting {
                meeting: identity(MEETING),
                section: 1,
            },
            day: self.today,
            until: None,
            exceptions: Vec::new(),
            kind: DecisionKind::Approved,
            points: proposal::proposed_points(&self.matter, self.definition),
            sha256: self.frozen(),
        }
    }

    /// Who does the step. A body acts through its secretary; a group through whoever is asked.
    fn actor(&self, step: &ScenarioStep) -> PersonId {
        match &step.by {
            Actor::Registrar => identity(REGISTRAR),
            Actor::Chair => identity(CHAIRPERSON),
            Actor::Clock => identity(OFFICER),
            Actor::CommitteeSecretary | Actor::Body(_) => identity(SECRETARY),
            Actor::Role(role) => match self.definition.roles.get(role).map(|role| &role.source) {
                Some(RoleSource::MatterOfficer) | None => identity(OFFICER),
                Some(RoleSource::MatterResponsible) => identity(MANAGER),
                Some(RoleSource::Group(_) | RoleSource::Body(_) | RoleSource::Field(_)) => {
                    let asked = match &step.act {
                        ScenarioAct::Approve(answered)
                        | ScenarioAct::SendBack(answered)
                        | ScenarioAct::Disqualify(answered)
                        | ScenarioAct::Supply { step: answered, .. } => self
                            .definition
                            .step(answered.as_str())
                            .filter(|defined| &defined.role == role)
                            .and_then(|_| self.matter.review(answered)),
                        _ => None,
                    };
                    asked.map_or_else(|| identity(REVIEWERS - 1), |review| review.reviewer)
                }
            },
        }
    }

    fn standing(&self, by: &Actor, person: PersonId) -> Standing {
        let office = match by {
            // Whoever is in the group works for the municipality.
            Actor::Chair => Some(Role::CaseOfficer),
            Actor::Role(_) if person == identity(REVIEWERS - 1) => Some(Role::CaseOfficer),
            Actor::Registrar => Some(Role::Registrar),
            Actor::CommitteeSecretary | Actor::Body(_) => Some(Role::CommitteeSecretary),
            Actor::Role(_) if person == identity(OFFICER) => Some(Role::CaseOfficer),
            Actor::Role(_) if person == identity(MANAGER) => Some(Role::ResponsibleManager),
            Actor::Role(_) | Actor::Clock => None,
        };
        let today = self.today;
        let term = Term {
            from: today,
            until: None,
        };
        let held = office.map(|role| Appointment {
            person,
            role,
            body: None,
            term,
        });
        Standing::on(person, held.as_slice(), today)
    }
}

/// Whoever acts in a scenario acts in the role that its step names.
fn executors(definition: &Definition, actor: PersonId) -> BTreeMap<ExecutionKey, Vec<PersonId>> {
    let of_role = |role: &RoleKey| match definition.roles.get(role).map(|role| &role.source) {
        Some(RoleSource::MatterOfficer) => identity(OFFICER),
        Some(RoleSource::MatterResponsible) => identity(MANAGER),
        Some(RoleSource::Group(_) | RoleSource::Body(_) | RoleSource::Field(_))
            if actor == identity(REVIEWERS - 1) =>
        {
            actor
        }
        _ => identity(0),
    };
    let steps = definition.execution.iter();
    steps
        .map(|step| (step.key.clone(), vec![of_role(&step.role)]))
        .collect()
}

fn reviewers(step: usize) -> Vec<PersonId> {
    let first = REVIEWERS + 2 * u128::try_from(step).unwrap_or_default();
    vec![identity(first), identity(first + 1)]
}

/// The reasons of a refusal that lists some; one without says it all itself.
fn reasons(refusal: Refusal) -> Result<Vec<Reason>, String> {
    if refusal.reasons.is_empty() {
        Err(refusal.what)
    } else {
        Ok(refusal.reasons)
    }
}

/// The name in a scenario for what stopped a step.
fn blocker(definition: &Definition, reason: &Reason) -> Option<Blocker> {
    if let Some(gate) = definition
        .gates
        .iter()
        .find(|gate| gate.key.as_str() == reason.rule)
    {
        return Some(Blocker::Gate(gate.key.clone()));
    }
    match reason.rule.as_str() {
        competence::RULE | "eget-arende" | "jav" | "ej-delegerbart" => {
            return Some(Blocker::Competent);
        }
        overriding::RULE => return Some(Blocker::Override),
        _ => {}
    }
    let mut checks = definition.checks.iter().map(|check| check.kind);
    if let Some(kind) = checks.find(|kind| kind.word() == reason.rule) {
        return Some(Blocker::Check(kind));
    }
    match reason.place.as_ref()? {
        Place::Field(key) => key.parse().ok().map(Blocker::Field),
        Place::Section(key) => key.parse().ok().map(Blocker::Section),
        Place::Document(kind) => kind.parse().ok().map(Blocker::Document),
        Place::Review(step) => step.parse().ok().map(Blocker::Step),
        Place::RegisterNumber | Place::Attendance | Place::Item(_) => None,
    }
}

/// As it is written in a scenario.
fn name(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Gate(key) => key.to_string(),
        Blocker::Field(key) => format!("field:{key}"),
        Blocker::Section(key) => format!("section:{key}"),
        Blocker::Document(kind) => format!("document:{kind}"),
        Blocker::Step(step) => format!("step:{step}"),
        Blocker::Check(kind) => format!("check:{}", kind.word()),
        Blocker::Competent => "competent".to_owned(),
        Blocker::Override => "override".to_owned(),
    }
}

fn attachment(
    number: u128,
    given: &GivenDocument,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> Attachment {
    Attachment {
        id: identity(number),
        kind: Some(given.kind.clone()),
        title: given.kind.to_string(),
        dated: Some(given.dated.unwrap_or(today)),
        signed: given.signed,
        file: Some(File {
            digest: Digest::ZERO,
            name: String::new(),
            media_type: String::new(),
            size: 0,
        }),
        added_at: at,
        added_by: identity(OFFICER),
    }
}

/// The draft that a scenario begins with. It is registered, as no scenario is about the number.
fn draft(definition: &Definition, scenario: &Scenario, at: DateTime<Utc>) -> Matter {
    let sections = definition.sections.iter().map(|section| Section {
        key: section.key.clone(),
        title: section.title.clone(),
        number: None,
        shown: true,
        text: if scenario.unwritten.contains(&section.key) {
            String::new()
        } else {
            let said = scenario.texts.get(&section.key);
            said.unwrap_or(&section.title).clone()
        },
        version: 0,
    });
    let attachments = (1..)
        .zip(&scenario.documents)
        .map(|(number, given)| attachment(number, given, scenario.today, at));
    let content = Content {
        title: scenario.name.clone(),
        fields: scenario.given.clone(),
        sections: sections.collect(),
        attachments: attachments.collect(),
        recipient: String::new(),
        recipients_of_decision: Vec::new(),
        signatures: Vec::new(),
        overrides: Vec::new(),
        carried: BTreeMap::new(),
    };
    Matter {
        id: identity(1),
        workflow: WorkflowPin {
            id: definition.id.clone(),
            version: definition.version,
            hash: definition.hash,
        },
        body: identity::<BodyId>(BODY),
        officer: identity(OFFICER),
        responsible: Some(identity(MANAGER)),
        phase: Phase::Draft,
        content,
        register_number: Some(RegisterNumber::parse("PROV 2000/1")),
        frozen: None,
        reviews: Vec::new(),
        writers: BTreeSet::new(),
        meeting: None,
        decision: None,
        proposals: Vec::new(),
        waits_for: None,
        secrecy: None,
        years: crate::matter::years::Years::default(),
        after: After::default(),
        created_at: at,
        changed_at: at,
        version: 1,
    }
}
