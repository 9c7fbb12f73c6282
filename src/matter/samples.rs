//! Made-up matters for the tests of this room: small, whole, and the same every time.

use super::{
    act::{Action, Facts, act},
    after::{After, follow_up::AdequacyChanges},
    state::{
        Attachment, Content, Decision, DecisionKind, File, Matter, ReviewAnswer, ReviewAnswerKind,
        Section, Taken, WorkflowPin,
    },
    surroundings::Surroundings,
};
use crate::{
    domain::{
        calendar::today_in_stockholm,
        delegation::Candidate,
        digest::Digest,
        entropy::Entropy,
        identifiers::{BodyId, Identifier, MatterId, MeetingId, PersonId},
        person::{Absence, Away},
        refusal::Refusal,
        register_number::RegisterNumber,
    },
    work::{Effect, Outcome, SignOffRequest},
    workflow::{
        definition::{Definition, Join, KeepApprovals, ReviewMode},
        keys::{ExecutionKey, RoleKey},
        phase::Phase,
        read,
        value::Value,
    },
};
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The workflow of these tests.
pub(crate) const MOLNTJANST: &str = include_str!("samples/molntjanst.toml");

/// A made-up identity: the same number gives the same.
pub(crate) fn identity<I: Identifier>(number: u128) -> I {
    I::from_uuid(uuid::Uuid::from_u128(number))
}

pub(crate) fn officer() -> PersonId {
    identity(1)
}
pub(crate) fn manager() -> PersonId {
    identity(2)
}
/// The three lawyers, in the order they are asked.
pub(crate) fn lawyers() -> Vec<PersonId> {
    vec![identity(11), identity(12), identity(13)]
}
pub(crate) fn strategists() -> Vec<PersonId> {
    vec![identity(21), identity(22)]
}
pub(crate) fn stranger() -> PersonId {
    identity(99)
}
pub(crate) fn committee() -> BodyId {
    identity(501)
}
pub(crate) fn meeting() -> MeetingId {
    identity(601)
}

/// On the agenda of the meeting four weeks on.
pub(crate) fn scheduled() -> Action {
    Action::Schedule {
        meeting: meeting(),
        day: day("2022-03-29"),
    }
}

/// Tuesday 1 March 2022, noon in Sweden.
pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2022, 3, 1, 11, 0, 0).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn definition() -> Definition {
    read("molntjanst.toml", MOLNTJANST).unwrap()
}

/// The shipped workflow with another review.
pub(crate) fn reviewed(mode: ReviewMode, join: Join, keep: KeepApprovals) -> Definition {
    let mut definition = definition();
    definition.review.mode = mode;
    definition.review.join = join;
    definition.review.keep_approvals = keep;
    definition
}

/// A play: a matter, its workflow and the clock, on which acts happen one after the other.
pub(crate) struct Play {
    pub(crate) definition: Definition,
    pub(crate) matter: Matter,
    pub(crate) at: DateTime<Utc>,
    pub(crate) reviewers: [Vec<PersonId>; 2],
    pub(crate) absences: Vec<Absence>,
    pub(crate) minutes_certified: bool,
    pub(crate) roles: BTreeSet<RoleKey>,
    pub(crate) candidate: Candidate,
    pub(crate) around: Surroundings,
    pub(crate) executors: BTreeMap<ExecutionKey, Vec<PersonId>>,
    pub(crate) adequacy_changes: AdequacyChanges,
    pub(crate) successors: Vec<Matter>,
    pub(crate) asked: Vec<SignOffRequest>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) acts: Vec<String>,
    drawn: u8,
}

impl Play {
    /// A draft that lacks nothing but approval.
    pub(crate) fn of(definition: Definition) -> Self {
        let matter = complete(&definition);
        Self {
            definition,
            matter,
            at: noon(),
            reviewers: [lawyers(), strategists()],
            absences: Vec::new(),
            minutes_certified: true,
            roles: BTreeSet::new(),
            candidate: Candidate::default(),
            around: Surroundings::default(),
            executors: BTreeMap::new(),
            adequacy_changes: AdequacyChanges::new(),
            successors: Vec::new(),
            asked: Vec::new(),
            effects: Vec::new(),
            acts: Vec::new(),
            drawn: 0,
        }
    }

    pub(crate) fn new() -> Self {
        Self::of(definition())
    }

    /// Does an act as the officer.
    pub(crate) fn act(&mut self, action: Action) -> Result<&Matter, Refusal> {
        self.act_as(officer(), action)
    }

    pub(crate) fn act_as(&mut self, actor: PersonId, action: Action) -> Result<&Matter, Refusal> {
        self.drawn += 1;
        let outcome = self.tried(actor, action)?;
        self.at += Duration::minutes(1);
        self.matter = outcome.state;
        self.asked
            .extend(outcome.effects.iter().filter_map(|effect| match effect {
                Effect::AskForSignOff(request) => Some(request.clone()),
                _ => None,
            }));
        self.acts = outcome
            .entries
            .iter()
            .map(|entry| entry.act.clone())
            .collect();
        self.effects = outcome.effects;
        Ok(&self.matter)
    }

    /// What an act would lead to.
    pub(crate) fn tried(
        &self,
        actor: PersonId,
        action: Action,
    ) -> Result<Outcome<Matter>, Refusal> {
        let steps = self
            .definition
            .review
            .steps
            .iter()
            .map(|step| step.key.clone());
        let facts = Facts {
            definition: &self.definition,
            at: self.at,
            today: today_in_stockholm(self.at),
            actor,
            reviewers: steps.zip(self.reviewers.clone()).collect(),
            holders: self
                .roles
                .iter()
                .map(|role| (role.clone(), BTreeSet::from([actor])))
                .collect(),
            candidate: self.candidate.clone(),
            around: self.around.clone(),
            away: Away::on(today_in_stockholm(self.at), &self.absences),
            minutes_certified: self.minutes_certified,
            executors: self.executors.clone(),
            adequacy_changes: self.adequacy_changes.clone(),
            successors: self.successors.clone(),
        };
        act(
            &self.matter,
            action,
            &facts,
            &mut Entropy::new(self.at, [self.drawn; 32]),
        )
    }

    /// The one who is asked in a step answers.
    pub(crate) fn answer(
        &mut self,
        step: &str,
        kind: ReviewAnswerKind,
    ) -> Result<&Matter, Refusal> {
        let review = self
            .matter
            .review(&step.parse().unwrap())
            .expect("asked")
            .clone();
        self.act_as(review.reviewer, answer(review.sign_off, kind))
    }

    pub(crate) fn approve(&mut self, step: &str) -> Result<&Matter, Refusal> {
        self.answer(step, ReviewAnswerKind::Approved)
    }

    /// Who is asked in a step.
    pub(crate) fn reviewer(&self, step: &str) -> PersonId {
        self.matter
            .review(&step.parse().unwrap())
            .expect("asked")
            .reviewer
    }

    /// Brings the matter to a phase by the shortest way.
    pub(crate) fn brought_to(mut self, phase: Phase) -> Self {
        let way: &[Phase] = match phase {
            Phase::Withdrawn => &[Phase::Withdrawn],
            Phase::Tabled => &[Phase::Review, Phase::Ready, Phase::Agenda, Phase::Tabled],
            _ => &[
                Phase::Review,
                Phase::Ready,
                Phase::Agenda,
                Phase::Decided,
                Phase::InForce,
                Phase::Closed,
                Phase::Archived,
            ],
        };
        for next in way {
            if self.matter.phase == phase {
                break;
            }
            if *next <= self.matter.phase {
                continue;
            }
            match next {
                Phase::Review => self.act(Action::Submit).unwrap(),
                Phase::Ready => {
                    self.approve("juridik").unwrap();
                    self.approve("it").unwrap()
                }
                Phase::Agenda => self.act(scheduled()).unwrap(),
                Phase::Tabled => self.act(Action::Table).unwrap(),
                Phase::Decided => {
                    let decision = decision(&self.matter);
                    self.act(Action::Decide(decision)).unwrap()
                }
                Phase::InForce => self.act(Action::Execute).unwrap(),
                Phase::Closed => self.act(Action::Close).unwrap(),
                Phase::Archived => self.act(Action::Archive).unwrap(),
                _ => self
                    .act(Action::Withdraw {
                        reason: "Behövs inte.".into(),
                    })
                    .unwrap(),
            };
        }
        assert_eq!(self.matter.phase, phase);
        self
    }
}

/// An answer to a sign-off.
pub(crate) fn answer(
    sign_off: crate::domain::identifiers::SignOffId,
    kind: ReviewAnswerKind,
) -> Action {
    Action::RecordReview {
        sign_off,
        answer: ReviewAnswer {
            kind,
            comment: None,
            at: noon(),
        },
    }
}

/// The decision that the meeting would take on the newest version.
pub(crate) fn decision(matter: &Matter) -> Decision {
    Decision {
        body: matter.body,
        taken: at_section(matter.meeting.unwrap_or_else(meeting)),
        day: day("2022-03-29"),
        kind: DecisionKind::Approved,
        points: vec!["Nämnden godkänner tjänsten.".into()],
        sha256: matter.frozen.as_ref().map_or(Digest::ZERO, |f| f.sha256),
        until: None,
        exceptions: Vec::new(),
    }
}

/// Section 14 of the minutes of a meeting.
pub(crate) fn at_section(meeting: MeetingId) -> Taken {
    Taken::AtMeeting {
        meeting,
        section: 14,
    }
}

/// A document of a kind, dated.
pub(crate) fn document(number: u128, kind: &str, dated: &str) -> Attachment {
    Attachment {
        id: identity(number),
        kind: Some(kind.parse().unwrap()),
        title: format!("Handlingen {kind}"),
        dated: Some(day(dated)),
        signed: false,
        file: Some(File {
            digest: Digest::of(kind.as_bytes()),
            name: format!("{kind}.pdf"),
            media_type: "application/pdf".into(),
            size: 1,
        }),
        added_at: noon(),
        added_by: officer(),
    }
}

/// The fields that the shipped workflow demands before review.
pub(crate) fn fields() -> BTreeMap<crate::workflow::keys::FieldKey, Value> {
    let level = |key: &str| Value::Level(key.parse().unwrap());
    [
        ("tjanst", Value::Text("Samarbetsyta".into())),
        ("leverantor", Value::Text("Exempelmoln AB".into())),
        ("informationsklass", level("K1")),
        ("systemklass", level("K2")),
        ("laglighet", Value::Enum("laglig".parse().unwrap())),
    ]
    .into_iter()
    .map(|(key, value)| (key.parse().unwrap(), value))
    .collect()
}

/// A draft with all that the shipped workflow demands.
pub(crate) fn complete(definition: &Definition) -> Matter {
    let sections = definition
        .sections
        .iter()
        .map(|section| Section {
            key: section.key.clone(),
            title: section.title.clone(),
            number: None,
            shown: true,
            text: "1. Nämnden godkänner tjänsten.".into(),
            version: 1,
        })
        .collect();
    Matter {
        id: identity::<MatterId>(1001),
        workflow: WorkflowPin {
            id: definition.id.clone(),
            version: definition.version,
            hash: definition.hash,
        },
        body: committee(),
        officer: officer(),
        responsible: Some(manager()),
        phase: Phase::Draft,
        content: Content {
            title: "Samarbetsyta som molntjänst".into(),
            fields: fields(),
            sections,
            attachments: vec![
                document(701, "riskanalys", "2022-02-01"),
                document(702, "laglighetsbedomning", "2022-02-01"),
            ],
            ..Content::default()
        },
        register_number: Some(RegisterNumber::parse("KS 2022/17")),
        frozen: None,
        reviews: Vec::new(),
        writers: BTreeSet::default(),
        meeting: None,
        decision: None,
        proposals: Vec::new(),
        waits_for: None,
        secrecy: None,
        years: crate::matter::years::Years::default(),
        after: After::default(),
        created_at: noon(),
        changed_at: noon(),
        version: 1,
    }
}
