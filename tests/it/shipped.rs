//! The matter types that ship: nothing to remark on, and their scenarios show every gate both ways,
//! every route and every step. The worked cases of the domain are scenarios by number, or tests.

use beslut::{
    matter::scenario,
    office::workflows::{SHIPPED, SHIPPED_SHARED, Workflows},
    workflow::{definition::Definition, scenario::lint_scenarios},
};
use std::collections::BTreeSet;

const SCENARIOS: [(&str, &str); 5] = [
    (
        "molntjanst",
        include_str!("../../workflows/molntjanst.scenario.toml"),
    ),
    (
        "riskacceptans",
        include_str!("../../workflows/riskacceptans.scenario.toml"),
    ),
    (
        "arsuppfoljning",
        include_str!("../../workflows/arsuppfoljning.scenario.toml"),
    ),
    (
        "handlingsplan",
        include_str!("../../workflows/handlingsplan.scenario.toml"),
    ),
    (
        "styrdokument",
        include_str!("../../workflows/styrdokument.scenario.toml"),
    ),
];

/// The worked cases of infosec.md A14 that are not scenarios of a shipped type: the file of the test,
/// and what it is called there.
const TESTED_ELSEWHERE: [(u32, &str, &str); 5] = [
    (
        13,
        include_str!("../../src/matter/after/tests/follow_ups.rs"),
        "Case 13",
    ),
    (14, include_str!("collecting/years.rs"), "Case 14"),
    (18, include_str!("collecting/leading.rs"), "Case 18"),
    (
        19,
        include_str!("../../src/matter/after/tests/follow_ups.rs"),
        "Case 19",
    ),
    (
        20,
        include_str!("../../src/matter/consistency/tests.rs"),
        "Case 20",
    ),
];

fn definition<'w>(workflows: &'w Workflows, id: &str) -> &'w Definition {
    workflows.newest(&id.parse().unwrap()).unwrap()
}

/// The names of the TOML files in a folder of the repository that are no scenarios.
fn files_in(folder: &str) -> BTreeSet<String> {
    let path = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            let is_toml = std::path::Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "toml");
            is_toml && !name.ends_with(".scenario.toml")
        })
        .collect()
}

#[test]
fn every_file_in_the_folders_ships() {
    let names = |shipped: &[(&str, &str)]| -> BTreeSet<String> {
        let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        shipped.iter().map(|(name, _)| last(name)).collect()
    };
    assert_eq!(names(&SHIPPED), files_in("workflows"));
    assert_eq!(names(&SHIPPED_SHARED), files_in("workflows/gemensamt"));
}

#[test]
fn every_shipped_type_has_its_scenarios() {
    let with: BTreeSet<String> = SCENARIOS.map(|(id, _)| format!("{id}.toml")).into();
    let shipped: BTreeSet<String> = SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(with, shipped);
}

#[test]
fn the_scenarios_hold_and_cover_every_gate_both_ways_every_route_and_every_step() {
    let workflows = Workflows::shipped().unwrap();
    for (id, source) in SCENARIOS {
        let definition = definition(&workflows, id);
        let (scenarios, findings) = lint_scenarios(id, source, definition);
        assert_eq!(findings.to_string(), "", "{id}");
        let report = scenario::run(definition, &scenarios.unwrap());
        assert!(report.holds(), "{id}\n{report}");
        assert_eq!(report.coverage.gaps(), [""; 0], "{id}");
    }
}

#[test]
fn every_shipped_type_is_walked_to_its_end_and_has_no_dead_end() {
    let workflows = Workflows::shipped().unwrap();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    for (id, _) in SCENARIOS {
        let walk = scenario::walk::walk(definition(&workflows, id), today);
        assert!(walk.holds(), "{id}\n{walk}");
        let whole = "Från varje läge leder en väg till arkivet.";
        assert!(
            walk.proved.iter().any(|proved| proved == whole),
            "{id}\n{walk}"
        );
    }
}

#[test]
fn every_worked_case_is_a_scenario_or_a_test() {
    let named = |case: u32| {
        let scenario = format!("\"A14:{case} ");
        SCENARIOS
            .iter()
            .any(|(_, source)| source.contains(&scenario))
    };
    let tested = |case: u32| {
        TESTED_ELSEWHERE
            .iter()
            .any(|(number, source, words)| *number == case && source.contains(words))
    };
    let missing: Vec<u32> = (1..=20)
        .filter(|case| !named(*case) && !tested(*case))
        .collect();
    assert_eq!(missing, [0; 0]);
}
