//! Ordering and taking into use: two moves, each behind its gate and its certificate.

use super::{execute, in_force, saying};
use crate::{
    domain::refusal::RefusalKind,
    matter::{
        act::Action,
        after::execution::steps,
        samples::{Play, day, decision, lawyers, manager, officer},
        state::DecisionKind,
        surroundings::UNKNOWN,
    },
    workflow::phase::Phase,
};

const WORDS: &str = "Jag svarar för att båda analyserna är gjorda.";

const STEPS: &str = r#"
[[execution]]
id = "bestallning"
title = "Beställning"
role = "ansvarig"
certificate = "Jag svarar för att båda analyserna är gjorda."

[[execution]]
id = "bruk"
title = "Ta i bruk"
role = "ansvarig"
after = ["bestallning"]
not_same_as = ["bestallning"]

[[execution]]
id = "avveckling"
title = "Avveckling"
role = "handlaggare"
after = ["bruk"]
after_rejection = true

[[gates]]
id = "bestalld"
at = ["execution:bruk"]
check = "done('bestallning') and document('riskanalys').age <= 100"
message = "Riskanalysen är för gammal för att tjänsten ska tas i bruk."
ref = "Prov"
"#;

fn refused(play: &Play, by: crate::domain::identifiers::PersonId, action: Action) -> String {
    let refusal = play.tried(by, action).unwrap_err();
    let rules: Vec<&str> = refusal.reasons.iter().map(|it| it.rule.as_str()).collect();
    rules.join(" ")
}

#[test]
fn nothing_is_ordered_without_the_certificate_word_for_word() {
    let mut play = in_force(saying(STEPS));
    for wrong in [None, Some(""), Some("Jag svarar.")] {
        assert_eq!(
            refused(&play, manager(), execute("bestallning", wrong)),
            "intyg"
        );
    }
    play.act_as(manager(), execute("bestallning", Some(WORDS)))
        .unwrap();
    let done = play
        .matter
        .executed(&"bestallning".parse().unwrap())
        .unwrap();
    assert_eq!(done.by, manager());
    assert_eq!(done.certificate.as_deref(), Some(WORDS));
    assert_eq!(play.acts, ["executed"]);
}

#[test]
fn a_step_is_done_once_in_order_by_its_role_and_by_another_than_the_one_before() {
    let mut play = in_force(saying(STEPS));
    assert_eq!(
        refused(&play, manager(), execute("bruk", None)),
        "ordning bestalld"
    );
    let stranger = lawyers()[0];
    let forbidden = play
        .tried(stranger, execute("bestallning", Some(WORDS)))
        .unwrap_err();
    assert_eq!(forbidden.kind, RefusalKind::Forbidden);
    play.act_as(manager(), execute("bestallning", Some(WORDS)))
        .unwrap();
    let again = play
        .tried(manager(), execute("bestallning", Some(WORDS)))
        .unwrap_err();
    assert_eq!(again.kind, RefusalKind::Changed);
    assert_eq!(
        refused(&play, manager(), execute("bruk", None)),
        "samma-person"
    );
    play.act_as(officer(), execute("bruk", None)).unwrap();
    assert!(play.tried(manager(), execute("okand", None)).is_err());
}

#[test]
fn a_gate_before_a_step_is_tried_on_the_day_of_the_step() {
    let mut play = in_force(saying(STEPS));
    play.act_as(manager(), execute("bestallning", Some(WORDS)))
        .unwrap();
    let state = |today: &str| {
        let states = steps(&play.matter, &play.definition, day(today), &UNKNOWN);
        states[1]
            .blocking
            .iter()
            .map(|it| it.rule.clone())
            .collect::<Vec<_>>()
    };
    // The analysis is of 1 February 2022.
    assert_eq!(state("2022-05-12"), Vec::<String>::new());
    assert_eq!(state("2022-05-13"), ["bestalld"]);
}

#[test]
fn a_step_waits_until_carrying_out_has_begun() {
    let mut play = in_force(saying(STEPS));
    play.matter.phase = Phase::Decided;
    assert_eq!(
        refused(&play, manager(), execute("bestallning", Some(WORDS))),
        "fas"
    );
    play.matter.phase = Phase::Closed;
    assert_eq!(
        refused(&play, manager(), execute("bestallning", Some(WORDS))),
        "fas"
    );
}

#[test]
fn a_rejection_is_not_carried_out_but_what_is_in_use_is_wound_down() {
    let mut play = Play::of(saying(STEPS));
    for step in ["bestallning", "bruk", "avveckling"] {
        play.executors
            .insert(step.parse().unwrap(), vec![manager()]);
    }
    let mut play = play.brought_to(Phase::Agenda);
    let rejection = crate::matter::state::Decision {
        kind: DecisionKind::Rejected,
        ..decision(&play.matter)
    };
    play.act(Action::Decide(rejection)).unwrap();
    play.act(Action::Execute).unwrap();
    assert_eq!(
        refused(&play, manager(), execute("bestallning", Some(WORDS))),
        "avslag"
    );
    play.act_as(manager(), execute("avveckling", None)).unwrap();
}

#[test]
fn a_decision_for_a_time_permits_nothing_new_after_its_last_day() {
    let mut play = in_force(saying(STEPS));
    play.matter.decision.as_mut().unwrap().until = Some(day("2022-06-30"));
    let rules = |today: &str| {
        let states = steps(&play.matter, &play.definition, day(today), &UNKNOWN);
        states[0]
            .blocking
            .iter()
            .map(|it| it.rule.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules("2022-06-30"), Vec::<String>::new());
    assert_eq!(rules("2022-07-01"), ["utganget"]);
}
