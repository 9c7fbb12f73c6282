//! Reassessment: a new round while the old decision stands.

use super::{execute, in_force, on, saying};
use crate::{
    matter::{
        act::Action,
        after::follow_up::Source,
        samples::{Play, day, decision, manager},
        state::DecisionKind,
    },
    workflow::phase::Phase,
};

const STEP: &str = r#"
[[execution]]
id = "bestallning"
title = "Beställning"
role = "ansvarig"

[[execution]]
id = "intyg"
title = "Årligt intyg"
role = "ansvarig"
every_round = true
"#;

fn reassess() -> Action {
    Action::Reassess {
        reason: "Ett år har gått.".to_owned(),
    }
}

fn keep() -> Action {
    Action::KeepDecision {
        reason: "Inget har ändrats.".to_owned(),
    }
}

fn again(play: &mut Play) {
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    play.approve("it").unwrap();
    play.act(crate::matter::samples::scheduled()).unwrap();
}

#[test]
fn a_new_round_keeps_the_old_decision_its_version_and_its_approvals() {
    let mut play = in_force(saying(STEP));
    let (decided, frozen) = (play.matter.decision.clone(), play.matter.frozen.clone());
    play.act(reassess()).unwrap();
    let matter = &play.matter;
    assert_eq!((matter.phase, matter.round()), (Phase::Draft, 2));
    assert!(matter.decision.is_none() && matter.meeting.is_none() && matter.reviews.is_empty());
    let round = &matter.after.rounds[0];
    assert_eq!(Some(&round.decision), decided.as_ref());
    assert_eq!(Some(&round.frozen), frozen.as_ref());
    assert_eq!(round.reviews.len(), 2);
    assert_eq!(matter.standing_decision().unwrap().round, 1);
    again(&mut play);
    assert_eq!(play.matter.frozen.as_ref().unwrap().number, 2);
    assert_eq!(
        play.matter.standing_decision().unwrap().round,
        1,
        "until the new one is made"
    );
    let new = decision(&play.matter);
    play.act(Action::Decide(new)).unwrap();
    assert_eq!(play.matter.standing_decision().unwrap().round, 2);
}

#[test]
fn everybody_is_asked_anew_even_when_nothing_has_changed() {
    let mut play = in_force(saying(STEP));
    play.act(reassess()).unwrap();
    play.act(Action::Submit).unwrap();
    assert_eq!(play.matter.phase, Phase::Review);
    assert!(
        play.matter
            .reviews
            .iter()
            .all(|review| review.answer.is_none())
    );
}

#[test]
fn a_step_that_is_done_stays_done_unless_each_decision_demands_it() {
    let mut play = in_force(saying(STEP));
    for step in ["bestallning", "intyg"] {
        play.act_as(manager(), execute(step, None)).unwrap();
    }
    play.act(reassess()).unwrap();
    let done = |play: &Play, step: &str| play.matter.executed(&step.parse().unwrap()).is_some();
    assert!(
        done(&play, "bestallning") && done(&play, "intyg"),
        "the old decision stands"
    );
    again(&mut play);
    let new = decision(&play.matter);
    play.act(Action::Decide(new)).unwrap();
    assert!(done(&play, "bestallning") && !done(&play, "intyg"));
}

#[test]
fn a_reassessment_that_is_broken_off_leaves_the_decision_as_it_was() {
    let mut play = in_force(saying(STEP));
    let before = play.matter.clone();
    play.act(reassess()).unwrap();
    play.act(Action::Submit).unwrap();
    play.act(keep()).unwrap();
    assert_eq!(play.matter.phase, Phase::InForce);
    assert_eq!(play.matter.decision, before.decision);
    assert_eq!(play.matter.content, before.content);
    assert_eq!(play.matter.frozen, before.frozen);
    assert_eq!(play.effects.len(), 2, "the new questions are taken back");
    // A version once frozen keeps its number.
    play.act(reassess()).unwrap();
    play.act(Action::Submit).unwrap();
    assert_eq!(play.matter.frozen.as_ref().unwrap().number, 3);
}

#[test]
fn a_number_once_frozen_is_taken_however_many_reassessments_are_broken_off() {
    let mut play = in_force(saying(STEP));
    play.act(reassess()).unwrap();
    play.act(Action::Submit).unwrap();
    play.act(keep()).unwrap();
    // This one is broken off before it froze anything.
    play.act(reassess()).unwrap();
    play.act(keep()).unwrap();
    play.act(reassess()).unwrap();
    play.act(Action::Submit).unwrap();
    assert_eq!(play.matter.frozen.as_ref().unwrap().number, 3);
}

#[test]
fn only_a_decision_in_force_is_reassessed_and_what_is_decided_is_not_withdrawn() {
    let mut play = Play::of(saying(STEP));
    assert!(play.act(reassess()).is_err());
    assert!(play.act(keep()).is_err(), "nothing is being reassessed");
    let mut play = in_force(saying(STEP));
    let blank = Action::Reassess { reason: " ".into() };
    assert!(play.act(blank).is_err());
    play.minutes_certified = false;
    assert!(play.act(reassess()).is_err(), "KL 5:69");
    play.minutes_certified = true;
    play.act(reassess()).unwrap();
    let withdraw = Action::Withdraw {
        reason: "Nej.".into(),
    };
    assert_eq!(
        play.act(withdraw).unwrap_err().reasons[0].rule,
        "omprovning"
    );
    let void = Action::VoidNumber {
        reason: "Nej.".into(),
    };
    assert_eq!(play.act(void).unwrap_err().reasons[0].rule, "beslutat");
}

#[test]
fn a_decision_for_a_time_ends_also_while_it_is_reassessed() {
    let mut play = in_force(saying(STEP));
    play.matter.decision.as_mut().unwrap().until = Some(day("2022-12-31"));
    play.act(reassess()).unwrap();
    let found = on(&play, "2023-01-01");
    assert_eq!(
        found.iter().map(|it| &it.source).collect::<Vec<_>>(),
        [&Source::End]
    );
}

#[test]
fn a_rejection_after_a_reassessment_ends_what_was_permitted() {
    let mut play = in_force(saying(STEP));
    play.act(reassess()).unwrap();
    again(&mut play);
    let new = crate::matter::state::Decision {
        kind: DecisionKind::Rejected,
        ..decision(&play.matter)
    };
    play.act(Action::Decide(new)).unwrap();
    assert!(!play.matter.standing_decision().unwrap().approves());
}
