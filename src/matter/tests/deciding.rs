//! Who decides: routes, delegates, the chair, chains of bodies and exceptions.

use crate::{
    domain::{
        delegation::{Candidate, Delegate, Delegation, Reported, Scheme},
        person::Term,
        refusal::Refusal,
    },
    matter::{
        act::Action,
        deciding_alone::DecidedAlone,
        proposal,
        samples::{Play, committee, day, identity, lawyers, manager, officer},
        scenario, separation,
        state::{DecisionKind, ReviewAnswerKind, Taken},
    },
    work::Effect,
    workflow::{
        definition::{Decider, Definition, RoleSource},
        phase::Phase,
        read,
        scenario::lint_scenarios,
        value::Value,
    },
};

const WORKFLOW: &str = include_str!("../samples/riskprov.toml");
const SCENARIOS: &str = include_str!("../samples/riskprov.scenario.toml");

#[test]
fn the_worked_cases_of_who_decides_hold() {
    let definition = read("riskprov.toml", WORKFLOW).unwrap();
    let (scenarios, findings) = lint_scenarios("riskprov.scenario.toml", SCENARIOS, &definition);
    let scenarios = scenarios.unwrap_or_else(|| panic!("{findings}"));
    let report = scenario::run(&definition, &scenarios);
    assert!(report.holds(), "{report}");
}

/// The sample type with a route to whoever has point 4.12.
fn delegated() -> Definition {
    let mut definition = crate::matter::samples::definition();
    definition.routes[0].by = Decider::Delegate {
        point: "4.12".into(),
        role: None,
        on_behalf_of: "namnd".parse().unwrap(),
    };
    definition
}

fn delegation(until: Option<&str>) -> Delegation {
    Delegation {
        id: identity(1),
        body: committee(),
        point: "4.12".into(),
        title: "Godkänna molntjänst".into(),
        to: Delegate::Person(manager()),
        conditions: String::new(),
        term: Term {
            from: day("2022-01-01"),
            until: until.map(day),
        },
        may_pass_on: false,
        passed_on_from: None,
        superiors: None,
        substitute: None,
        reported: Reported::AtMeeting,
        decided_in: "nämnden den 1 december 2021, § 90".into(),
    }
}

fn draft(until: Option<&str>) -> Play {
    let mut play = Play::of(delegated());
    play.around.scheme = Some(Scheme(vec![delegation(until)]));
    play.candidate = Candidate {
        name: "Birgitta Lindqvist".into(),
        title: "digitaliseringschef".into(),
        ..Candidate::default()
    };
    play
}

fn ready(until: Option<&str>) -> Play {
    draft(until).brought_to(Phase::Ready)
}

fn decided(play: &Play, kind: DecisionKind) -> DecidedAlone {
    DecidedAlone {
        kind,
        points: Vec::new(),
        seen: play.matter.frozen.as_ref().unwrap().sha256,
        serial: 4,
    }
}

fn by_delegation(play: &Play) -> Action {
    Action::DecideByDelegation {
        decided: decided(play, DecisionKind::Approved),
        delegable: true,
    }
}

fn urgently(play: &Play, reasons: &str) -> Action {
    Action::DecideUrgently {
        decided: decided(play, DecisionKind::Approved),
        reasons: reasons.into(),
    }
}

fn rules(refusal: Refusal) -> Vec<String> {
    refusal
        .reasons
        .into_iter()
        .map(|reason| reason.rule)
        .collect()
}

#[test]
fn everybody_but_a_delegate_in_force_is_refused() {
    for (who, until, refused) in [
        (identity(77), None, vec!["behorig-beslutsfattare"]),
        (
            manager(),
            Some("2022-02-28"),
            vec!["behorig-beslutsfattare"],
        ),
        (officer(), None, vec!["behorig-beslutsfattare"]),
    ] {
        let play = ready(until);
        let action = by_delegation(&play);
        assert_eq!(rules(play.tried(who, action).unwrap_err()), refused);
    }
    let own = {
        let mut play = ready(None);
        let mut scheme = delegation(None);
        scheme.to = Delegate::Person(officer());
        play.around.scheme = Some(Scheme(vec![scheme]));
        play
    };
    let action = by_delegation(&own);
    assert_eq!(
        rules(own.tried(officer(), action).unwrap_err()),
        ["eget-arende"]
    );
}

#[test]
fn whoever_has_written_in_the_draft_does_not_decide_alone() {
    let mut play = ready(None);
    play.matter.writers.insert(manager());
    let action = by_delegation(&play);
    assert_eq!(
        rules(play.tried(manager(), action).unwrap_err()),
        ["eget-arende"]
    );
    play.definition.routes[0].by = Decider::UrgentChair;
    play.candidate.chairs.insert(committee());
    let action = urgently(&play, "Avtalet löper ut i dag.");
    assert_eq!(
        rules(play.tried(manager(), action).unwrap_err()),
        ["eget-arende"]
    );
}

#[test]
fn jav_in_an_earlier_round_stops_a_delegate_and_a_chair() {
    let mut play = draft(None);
    let declares = lawyers()[0];
    let mut own = delegation(None);
    own.to = Delegate::Person(declares);
    play.around.scheme = Some(Scheme(vec![delegation(None), own]));
    play.act(Action::Submit).unwrap();
    play.answer("juridik", ReviewAnswerKind::Disqualified)
        .unwrap();
    let mut play = play.brought_to(Phase::Ready);
    let action = by_delegation(&play);
    play.act_as(manager(), action).unwrap();
    play.act(Action::Execute).unwrap();
    let reason = "Ett år har gått.".to_owned();
    play.act(Action::Reassess { reason }).unwrap();
    let mut play = play.brought_to(Phase::Ready);
    assert!(play.matter.reviews.iter().all(|it| !it.is_disqualified()));
    let action = by_delegation(&play);
    assert_eq!(rules(play.tried(declares, action).unwrap_err()), ["jav"]);
    play.definition.routes[0].by = Decider::UrgentChair;
    play.candidate.chairs.insert(committee());
    let action = urgently(&play, "Avtalet löper ut i dag.");
    assert_eq!(rules(play.tried(declares, action).unwrap_err()), ["jav"]);
}

#[test]
fn a_delegate_who_changes_how_long_it_holds_decides_that() {
    let mut play = draft(None);
    play.definition.until = Some("giltig_till".parse().unwrap());
    let last = Value::Date(day("2022-12-31"));
    let until = play.definition.until.clone().unwrap();
    play.matter.content.fields.insert(until, last);
    let play = play.brought_to(Phase::Ready);
    let december = Some(day("2022-12-31"));
    for (kind, points, until) in [
        (DecisionKind::Approved, "", december),
        (
            DecisionKind::ApprovedWithChange,
            "Beslutet gäller till och med den 30 juni 2022.",
            Some(day("2022-06-30")),
        ),
        (
            DecisionKind::ApprovedWithChange,
            "Tjänsten godkänns tills vidare.",
            None,
        ),
        (
            DecisionKind::Rejected,
            "Lagligheten är inte klarlagd.",
            None,
        ),
    ] {
        let decided = DecidedAlone {
            points: vec![points.to_owned()],
            ..decided(&play, kind)
        };
        let action = Action::DecideByDelegation {
            decided,
            delegable: true,
        };
        let state = play.tried(manager(), action).unwrap().state;
        assert_eq!(state.decision.unwrap().until, until, "{points}");
    }
}

#[test]
fn what_may_not_be_delegated_is_refused() {
    let play = ready(None);
    let unconfirmed = Action::DecideByDelegation {
        decided: decided(&play, DecisionKind::Approved),
        delegable: false,
    };
    assert_eq!(
        rules(play.tried(manager(), unconfirmed).unwrap_err()),
        ["ej-delegerbart"]
    );
    let mut never = ready(None);
    never.definition.never_delegated = Some("verksamhetens mål".into());
    let action = by_delegation(&never);
    assert_eq!(
        rules(never.tried(manager(), action).unwrap_err()),
        ["ej-delegerbart"]
    );
}

#[test]
fn a_delegate_decides_also_on_the_last_day_once() {
    let mut play = ready(Some("2022-03-01"));
    let action = by_delegation(&play);
    play.act_as(manager(), action.clone()).unwrap();
    assert_eq!(play.matter.phase, Phase::Decided);
    let decision = play.matter.decision.clone().unwrap();
    assert_eq!(
        decision.day_and_place(),
        "den 1 mars 2022, delegationsbeslut 4/2022"
    );
    assert!(matches!(&decision.taken, Taken::ByDelegation { point, .. } if point == "4.12"));
    assert!(play.effects.iter().any(|effect| matches!(
        effect,
        Effect::ListForReport(report) if report.by == "digitaliseringschef"
    )));
    assert!(play.act_as(manager(), action).is_err());
}

#[test]
fn a_version_that_was_not_read_is_not_decided_on_and_a_rejection_says_why() {
    let play = ready(None);
    let mut other = decided(&play, DecisionKind::Approved);
    other.seen = crate::domain::digest::Digest::ZERO;
    let action = Action::DecideByDelegation {
        decided: other,
        delegable: true,
    };
    assert_eq!(
        rules(play.tried(manager(), action).unwrap_err()),
        ["version"]
    );
    let silent = Action::DecideByDelegation {
        decided: decided(&play, DecisionKind::Rejected),
        delegable: true,
    };
    assert_eq!(
        rules(play.tried(manager(), silent).unwrap_err()),
        ["beslut"]
    );
}

#[test]
fn the_chair_says_why_it_cannot_wait_and_nobody_else_decides() {
    let mut play = ready(None);
    play.definition.routes[0].by = Decider::UrgentChair;
    let action = urgently(&play, "Avtalet löper ut i dag.");
    assert_eq!(
        rules(play.tried(manager(), action).unwrap_err()),
        ["behorig-beslutsfattare"]
    );
    play.candidate.chairs.insert(committee());
    let silent = urgently(&play, " ");
    assert_eq!(rules(play.tried(manager(), silent).unwrap_err()), ["skal"]);
    let action = urgently(&play, "Avtalet löper ut i dag.");
    play.act_as(manager(), action).unwrap();
    assert_eq!(play.matter.phase, Phase::Decided);
}

#[test]
fn how_long_the_decision_holds_stands_among_its_points() {
    let definition = read("riskprov.toml", WORKFLOW).unwrap();
    let mut play = Play::new();
    let key = definition.until.clone().unwrap();
    let last = Value::Date(day("2026-12-31"));
    play.matter.content.fields.insert(key, last);
    let with = |text: &str| {
        let mut content = play.matter.content.clone();
        for section in &mut content.sections {
            if section.key.as_str() == "forslag" {
                section.text = text.into();
            }
        }
        proposal::points(&proposal::text(&content, &definition))
    };
    let holds = "Beslutet gäller till och med den 31 december 2026.";
    assert_eq!(with("1. Ett.\n2. Två."), ["Ett.", "Två.", holds]);
    assert_eq!(with("- Ett."), ["Ett.", holds]);
    assert_eq!(with("Nämnden godkänner."), ["Nämnden godkänner.", holds]);
    assert_eq!(with(""), [""; 0]);
}

#[test]
fn a_type_that_may_not_be_delegated_has_no_delegate() {
    let forbidden = WORKFLOW.replace(
        "until = \"giltig_till\"",
        "until = \"giltig_till\"\nnever_delegated = \"KL 6:38 p. 1, mål och inriktning\"",
    );
    let findings = read("riskprov.toml", &forbidden).unwrap_err();
    let codes: Vec<&str> = findings.0.iter().map(|one| one.code.number()).collect();
    assert_eq!(codes, ["E039", "E039"]);
}

#[test]
fn a_delegate_out_of_a_group_has_no_other_part_that_is_kept_apart() {
    let mut definition = delegated();
    let mut role = definition.roles["jurist"].clone();
    role.source = RoleSource::Group("kontorschefer".parse().unwrap());
    role.not_same_as = vec!["jurist".parse().unwrap()];
    definition.roles.insert("delegat".parse().unwrap(), role);
    definition.routes[0].by = Decider::Delegate {
        point: "4.12".into(),
        role: Some("delegat".parse().unwrap()),
        on_behalf_of: "namnd".parse().unwrap(),
    };
    let mut play = Play::of(definition);
    play.around.scheme = Some(Scheme(vec![Delegation {
        to: Delegate::Group("kontorschefer".into()),
        ..delegation(None)
    }]));
    play.candidate.groups = ["kontorschefer".to_owned()].into();
    play.roles = ["delegat".parse().unwrap()].into();
    let mut play = play.brought_to(Phase::Ready);
    let reviewer = play.reviewer("juridik");
    let action = by_delegation(&play);
    let refused = play.tried(reviewer, action.clone()).unwrap_err();
    assert_eq!(rules(refused), ["skilda-roller"]);

    play.act_as(identity(77), action).unwrap();
    let role = "jurist".parse().unwrap();
    let apart = |person| separation::why_not(&play.matter, &play.definition, &role, person);
    assert_eq!(
        apart(identity(77)).map(|reason| reason.rule).as_deref(),
        Some("skilda-roller"),
        "whoever has decided takes no other part afterwards"
    );
    assert_eq!(apart(identity(78)), None);
}
