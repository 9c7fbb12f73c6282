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

/// The sample with these gates too.
fn report_with(gates: &str, steps: &str) -> Report {
    let source = format!("{}\n{gates}", samples::MOLNTJANST);
    let definition =
        crate::workflow::read("prov.toml", &source).unwrap_or_else(|findings| panic!("{findings}"));
    let (scenarios, findings) =
        lint_scenarios("prov.scenario.toml", &with_steps(steps), &definition);
    run(
        &definition,
        &scenarios.unwrap_or_else(|| panic!("{findings}")),
    )
}

/// A gate with the id `prov`.
fn gate(at: &str, check: &str, rest: &str) -> String {
    format!(
        "[[gates]]\nid = \"prov\"\nat = [\"{at}\"]\ncheck = \"{check}\"\nmessage = \"Nej.\"\nref = \"Prov\"\n{rest}"
    )
}

const TO_READY: &str = r#"{ do = "submit", as = "handlaggare" }, { do = "approve:it", as = "itstrateg" }, { do = "approve:juridik", as = "jurist" }, "#;
const SCHEDULE: &str = r#"{ do = "schedule", as = "namndsekreterare" }, "#;

#[test]
fn a_gate_counts_only_as_what_it_did() {
    let stops_later = gate("decided", "document('riskanalys').age < 30", "");
    let warns = gate("ready", "leverantor == 'A'", "binding = \"should\"");
    for (what, gates, steps, counts) in [
        (
            "the gates of the decision are asked at the scheduling",
            gate("decided", "leverantor == 'A'", ""),
            format!(
                r#"{TO_READY}{{ do = "schedule", as = "namndsekreterare", blocked_by = ["prov"] }}"#
            ),
            (0, 1, 0),
        ),
        (
            "and are let through there",
            gate("decided", "leverantor == 'B'", ""),
            format!("{TO_READY}{SCHEDULE}"),
            (1, 0, 0),
        ),
        (
            "whoever is not competent is refused before any gate is asked",
            gate("decided", "leverantor == 'A'", ""),
            format!(r#"{TO_READY}{{ do = "decide", as = "jurist", blocked_by = ["competent"] }}"#),
            (0, 0, 0),
        ),
        (
            "nothing stops what a body has decided",
            stops_later,
            format!(
                r#"{TO_READY}{SCHEDULE}{{ clock = "+40 workdays" }}, {{ do = "decide", as = "namnd", expect = "decided" }}"#
            ),
            (1, 0, 0),
        ),
        (
            "what only warns stops nothing",
            warns,
            TO_READY.to_owned(),
            (0, 0, 1),
        ),
    ] {
        let report = report_with(&gates, &steps);
        assert!(report.holds(), "{what}: {report}");
        let seen = report.coverage.gates["prov"];
        assert_eq!((seen.opened, seen.blocked, seen.warned), counts, "{what}");
    }
}

#[test]
fn a_refused_answer_is_no_answer() {
    let report = report(&with_steps(
        r#"{ do = "submit", as = "handlaggare" }, { do = "approve:it", as = "itstrateg" }, { do = "approve:it", as = "itstrateg" }"#,
    ));
    assert!(!report.holds());
    assert_eq!(report.coverage.steps["it"], 1);
}

#[test]
fn a_gate_that_only_warns_must_be_seen_to_warn() {
    let warns = gate("ready", "leverantor == 'B'", "binding = \"should\"");
    let report = report_with(&warns, TO_READY);
    let gaps = report.coverage.gaps();
    assert!(gaps.contains(&"Spärren ”prov” varnar aldrig.".to_owned()));
    assert!(!gaps.contains(&"Spärren ”prov” stoppar aldrig.".to_owned()));
    assert!(
        report
            .to_string()
            .contains("Spärren prov: öppnade 1, varnade 0.")
    );
}
