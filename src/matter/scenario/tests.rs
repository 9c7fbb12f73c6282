//! The scenarios of the sample hold and show everything; one that is wrong says how.

use super::*;
use crate::{matter::samples, workflow::scenario::lint_scenarios};

const SAMPLE: &str = include_str!("../samples/molntjanst.scenario.toml");

fn report(source: &str) -> Report {
    let definition = samples::definition();
    let (scenarios, findings) = lint_scenarios("prov.scenario.toml", source, &definition);
    run(
        &definition,
        &scenarios.unwrap_or_else(|| panic!("{findings}")),
    )
}

#[test]
fn the_sample_holds_and_covers_every_gate_both_ways() {
    let report = report(SAMPLE);
    assert!(report.holds(), "{report}");
    assert_eq!(report.coverage.gaps(), [""; 0]);
}

/// A scenario in which everything is there, with these steps.
fn with_steps(steps: &str) -> String {
    format!(
        r#"[[scenario]]
name = "Prov"
today = 2022-03-01
given = {{ tjanst = "A", leverantor = "B", informationsklass = "K1", systemklass = "K2", laglighet = "laglig" }}
documents = ["riskanalys", "laglighetsbedomning"]
steps = [{steps}]
"#
    )
}

#[test]
fn what_goes_otherwise_is_told_at_its_step() {
    for (steps, fault) in [
        (
            r#"{ do = "submit", as = "handlaggare", expect = "ready" }"#,
            "ärendet är i fasen review, men skulle vara i ready.",
        ),
        (
            r#"{ do = "submit", as = "handlaggare", blocked_by = ["skyddsniva"] }"#,
            "steget stoppades av ingenting, men skulle stoppas av skyddsniva.",
        ),
        (
            r#"{ do = "edit", as = "handlaggare", set = { systemklass = "oppen" } }, { do = "submit", as = "handlaggare" }, { do = "approve:it", as = "itstrateg" }, { do = "approve:juridik", as = "jurist" }"#,
            "steget stoppades av skyddsniva, men skulle stoppas av ingenting.",
        ),
        (
            r#"{ do = "submit", as = "registrator" }"#,
            "Du har inte behörighet",
        ),
        (
            r#"{ do = "approve:it", as = "itstrateg" }"#,
            "ingen har ombetts att göra ”it”.",
        ),
        (
            r#"{ do = "submit", as = "handlaggare" }, { do = "approve:it", as = "jurist" }"#,
            "Ärendet finns inte",
        ),
        (
            r#"{ do = "clear", as = "handlaggare" }"#,
            "granskningen blir klar av sig själv",
        ),
        (
            r#"{ do = "decide", as = "namnd" }"#,
            "Steget ”Besluta” går inte att ta",
        ),
    ] {
        let report = report(&with_steps(steps));
        let told = &report.scenarios[0].faults;
        assert_eq!(told.len(), 1, "{steps}");
        let mended = told[0]
            .message
            .replace("Du har inte behörighet att svara", "Ärendet finns inte");
        assert!(mended.contains(fault), "{steps}: {}", told[0].message);
        assert!(!report.holds());
    }
}

#[test]
fn what_is_not_shown_is_told() {
    let report = report(&with_steps(
        r#"{ do = "submit", as = "handlaggare", expect = "review" }"#,
    ));
    assert!(report.holds());
    assert!(
        report
            .coverage
            .gaps()
            .contains(&"Spärren ”skyddsniva” stoppar aldrig.".to_owned())
    );
    assert!(report.to_string().contains("1 av 1 scenarier håller."));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["coverage"]["gates"]["skyddsniva"]["opened"], 0);
}
