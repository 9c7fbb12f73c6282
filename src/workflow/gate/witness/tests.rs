//! Witnesses are found where there are some, and not where there are none.

use super::*;
use crate::workflow::gate::parse;
use crate::workflow::read;

fn definition() -> Definition {
    let source = include_str!("../../../../tests/it/fixtures/workflow-molntjanst-1.toml");
    read("prov.toml", source).unwrap_or_else(|findings| panic!("{findings}"))
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn searched(goals: &[(&str, bool)]) -> Search {
    let nodes: Vec<(Node, bool)> = goals
        .iter()
        .map(|(text, hold)| (parse(text).unwrap(), *hold))
        .collect();
    let goals: Vec<Goal<'_>> = nodes
        .iter()
        .map(|(condition, hold)| Goal {
            condition,
            hold: *hold,
        })
        .collect();
    let definition = definition();
    let conditions: Vec<&Node> = goals.iter().map(|goal| goal.condition).collect();
    let witnesses = Witnesses::of(&definition, today(), &conditions);
    let search = witnesses.search(&goals);
    if let Some(world) = &search.found {
        assert!(goals.iter().all(|goal| witnesses.meets(goal, world)));
    }
    search
}

#[test]
fn a_condition_that_can_hold_and_fail_has_both_witnesses() {
    for condition in [
        "systemklass >= informationsklass",
        "any(risker, row.bedomning == 'avsta' and row.behandling == 'obehandlad')",
        "all(lander, row.land == 'DE')",
        "count(risker) >= 3",
        "document('riskanalys').age <= 90",
        "filled(anvandning)",
        "approved('juridik') and not approved('it')",
        "tjanst == 'Exempelpost'",
    ] {
        for hold in [true, false] {
            assert!(
                searched(&[(condition, hold)]).found.is_some(),
                "{condition} {hold}"
            );
        }
    }
}

#[test]
fn a_condition_that_cannot_hold_has_none_and_that_is_proved() {
    for (condition, hold) in [
        ("informationsklass > 'K3'", true),
        ("informationsklass >= 'oppen'", false),
        ("laglighet == 'laglig' and laglighet == 'olaglig'", true),
    ] {
        let search = searched(&[(condition, hold)]);
        assert_eq!(
            (search.found, search.exhausted),
            (None, true),
            "{condition}"
        );
    }
}

#[test]
fn goals_that_pull_apart_are_met_together() {
    let search = searched(&[
        ("systemklass >= informationsklass", true),
        ("informationsklass == 'K3'", true),
        (
            "laglighet == 'laglig' and document('laglighetsbedomning').exists",
            true,
        ),
        (
            "not any(risker, row.bedomning == 'avsta' and row.behandling == 'obehandlad')",
            false,
        ),
        ("all(lander, row.land == 'SE')", true),
        ("count(risker) >= 1", true),
        ("autentisering in ['mfa', 'stark']", true),
    ]);
    assert!(search.found.is_some());
}

#[test]
fn what_only_several_rows_can_answer_is_found() {
    let search = searched(&[(
        "any(lander, row.land == 'SE') and any(lander, row.land == 'US') and count(lander) == 2",
        true,
    )]);
    assert!(search.found.is_some());
}
