//! What can be tried with a matter where it stands.

use super::{alone, cases::Case};
use crate::{
    domain::identifiers::PersonId,
    matter::{
        act::{Action, Facts},
        after::observation::live_value,
        scenario::play::{MANAGER, OFFICER, REGISTRAR, REVIEWERS, SECRETARY, Stage, identity},
        state::ReviewAnswerKind,
        years::{self, Choice},
    },
    workflow::{
        definition::{Definition, RoleSource},
        keys::ExecutionKey,
        phase::{self, Move, Phase, Round},
        scenario::{Actor, ScenarioAct},
    },
};

/// The matter of the next year.
const NEXT_YEAR: u128 = 2;

/// Something that can be tried.
pub(super) struct Attempt {
    pub(super) action: Action,
    pub(super) by: PersonId,
    pub(super) words: String,
    /// The phase that it tries to come into, or the step that it tries to do.
    pub(super) towards: Option<Phase>,
    pub(super) step: Option<ExecutionKey>,
}

/// Everything that the compiled order lets somebody try now. Much is refused; that is what is looked
/// for.
pub(super) fn attempts(definition: &Definition, case: &Case, stage: &Stage<'_>) -> Vec<Attempt> {
    let mut attempts = moves(stage);
    if stage.matter.phase == Phase::InForce {
        attempts.extend(steps(definition, stage));
    }
    if matches!(stage.matter.phase, Phase::Decided | Phase::InForce) {
        attempts.extend(handing_on(definition, stage));
        attempts.extend(observing(case, stage));
    }
    attempts.extend(alone::decisions(definition, stage));
    if stage.matter.phase == Phase::Review {
        attempts.extend(answers(definition, case, stage));
    }
    attempts
}

/// The moves from phase to phase.
fn moves(stage: &Stage<'_>) -> Vec<Attempt> {
    let round = if stage.matter.is_being_reassessed() {
        Round::Reassessment
    } else {
        Round::First
    };
    // Decisions and proposals are tried apart: they differ by whose turn it is.
    let apart = [Move::Decide, Move::Forward];
    let legal = phase::moves_from(stage.matter.phase, round).into_iter();
    let legal = legal.filter(|by| !apart.contains(by));
    let attempts = legal.filter_map(|by| {
        let towards = match by {
            Move::Submit => Some(Phase::Review),
            Move::Schedule => Some(Phase::Agenda),
            Move::Execute => Some(Phase::InForce),
            Move::Close => Some(Phase::Closed),
            _ => None,
        };
        let who = match by {
            Move::Submit | Move::SendBack | Move::Withdraw => OFFICER,
            Move::Close | Move::Reopen | Move::Archive => REGISTRAR,
            _ => SECRETARY,
        };
        let act = ScenarioAct::Move(by);
        Some(Attempt {
            action: stage.action(&act, &Actor::CommitteeSecretary).ok()?,
            by: identity(who),
            words: by.swedish().to_owned(),
            towards,
            step: None,
        })
    });
    attempts.collect()
}

/// Every step that carries the decision out, by everybody who might do it.
fn steps(definition: &Definition, stage: &Stage<'_>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for step in &definition.execution {
        for by in [OFFICER, MANAGER, REVIEWERS - 1, REVIEWERS - 2] {
            let act = ScenarioAct::Execute(step.key.clone());
            if let Ok(action) = stage.action(&act, &Actor::CommitteeSecretary) {
                attempts.push(Attempt {
                    action,
                    by: identity(by),
                    words: step.title.clone(),
                    towards: None,
                    step: Some(step.key.clone()),
                });
            }
        }
    }
    attempts
}

/// Taking all that is unfinished into the matter of the next year, or declining it all: it is only
/// asked whether something is left.
fn handing_on(definition: &Definition, stage: &Stage<'_>) -> Vec<Attempt> {
    let offered = years::offered(&stage.matter, definition, stage.seen().today, &[]);
    if offered.is_empty() {
        return Vec::new();
    }
    let ways = [
        ("Överför det som är kvar till nästa ärende", None),
        ("Avböj det som är kvar", Some("Prov".to_owned())),
    ];
    let attempts = ways.into_iter().map(|(words, declined)| {
        let choices = offered.iter().map(|one| Choice {
            name: one.name.clone(),
            declined: declined.clone(),
        });
        Attempt {
            action: Action::HandOn {
                to: identity(NEXT_YEAR),
                choices: choices.collect(),
            },
            by: identity(OFFICER),
            words: words.to_owned(),
            towards: None,
            step: None,
        }
    });
    attempts.collect()
}

/// Writing down of a live field that it has become what lets a matter through.
fn observing(case: &Case, stage: &Stage<'_>) -> Vec<Attempt> {
    let otherwise = case
        .observed
        .iter()
        .filter(|(key, value)| live_value(&stage.matter, key) != Some(*value));
    let attempts = otherwise.filter_map(|(key, value)| {
        let act = ScenarioAct::Observe(key.clone(), value.clone());
        let field = stage.definition.field(key.as_str())?;
        Some(Attempt {
            action: stage.action(&act, &Actor::CommitteeSecretary).ok()?,
            by: identity(OFFICER),
            words: format!(
                "Anteckna att ”{}” är {}",
                field.title,
                field.kind.print(value)
            ),
            towards: None,
            step: None,
        })
    });
    attempts.collect()
}

/// Every answer of everybody who has been asked; or only that the first who is waited for approves:
/// in what order steps are approved changes nothing of what follows.
fn answers(definition: &Definition, case: &Case, stage: &Stage<'_>) -> Vec<Attempt> {
    let every = case.every_answer && stage.matter.after.rounds.is_empty();
    let kinds: &[(ReviewAnswerKind, &str)] = if every {
        &[
            (ReviewAnswerKind::Approved, "godkänner"),
            (ReviewAnswerKind::SentBack, "återsänder"),
            (ReviewAnswerKind::Disqualified, "anmäler jäv"),
        ]
    } else {
        &[(ReviewAnswerKind::Approved, "godkänner")]
    };
    let waited_for = definition.review.steps.iter().filter_map(|step| {
        let review = stage.matter.review(&step.key)?;
        review.is_open().then_some((step, review.reviewer))
    });
    let mut attempts = Vec::new();
    for (step, by) in waited_for.take(if every { usize::MAX } else { 1 }) {
        for (kind, word) in kinds {
            if let Ok(action) = stage.answer(&step.key, *kind) {
                attempts.push(Attempt {
                    action,
                    by,
                    words: format!("{}: {word}", step.title),
                    towards: None,
                    step: None,
                });
            }
        }
    }
    attempts
}

/// The facts, with the officer and the manager first in every group: whoever must not review their
/// own work is asked first, if anybody lets them.
pub(super) fn crowded<'s>(
    definition: &Definition,
    stage: &'s Stage<'_>,
    by: PersonId,
) -> Facts<'s> {
    let mut facts = stage.facts(by, &Actor::CommitteeSecretary);
    alone::seat(&mut facts, definition, stage.matter.body);
    for reviewers in facts.reviewers.values_mut() {
        reviewers.splice(0..0, [identity(OFFICER), identity(MANAGER)]);
    }
    for step in &definition.execution {
        let source = definition.roles.get(&step.role).map(|role| &role.source);
        let able = match source {
            Some(RoleSource::MatterOfficer) => vec![identity(OFFICER)],
            Some(RoleSource::MatterResponsible) => vec![identity(MANAGER)],
            _ => vec![identity(REVIEWERS - 1), identity(REVIEWERS - 2)],
        };
        facts.executors.insert(step.key.clone(), able);
    }
    facts
}
