//! Scenario files: the one that ships, and every way to get one wrong.

use std::collections::BTreeSet;
use std::fmt::Write;

use beslut::workflow::phase::{Move, Phase};
use beslut::workflow::read;
use beslut::workflow::scenario::{Actor, Blocker, ScenarioAct, lint_scenarios};

use super::MOLNTJANST;

const SHIPPED: &str = include_str!("../../../workflows/molntjanst.scenario.toml");

const SOUND: &str = r#"
[[scenario]]
name = "Prov"
today = 2022-03-01
given = { belopp = 5, klass = "K1", lander = [{ land = "SE" }] }
documents = ["analys", { kind = "analys", dated = 2021-03-01, signed = true }]
unwritten = ["forslag"]
steps = [
  { do = "edit", as = "handlaggare", set = { belopp = 7 } },
  { do = "submit", as = "handlaggare", expect = "review", blocked_by = ["niva", "field:belopp", "section:forslag", "document:analys", "step:juridik"] },
  { do = "approve:juridik", as = "jurist", route = "sist" },
  { do = "decide", as = "namnd" },
  { do = "close", as = "registrator" },
]
"#;

/// What breaks, the text that is replaced, and by what.
const BREAKS: &[(&str, &str, &str)] = &[
    ("inget scenario", "[[scenario]]", "[[scenarier]]"),
    ("namn saknas", "name = \"Prov\"\n", ""),
    ("dag saknas", "today = 2022-03-01\n", ""),
    (
        "dag som inte finns",
        "today = 2022-03-01",
        "today = \"2022-02-30\"",
    ),
    ("okänt fält", "belopp = 5", "beloppet = 5"),
    ("fel värde", "belopp = 5", "belopp = true"),
    ("värde utanför skalan", "klass = \"K1\"", "klass = \"K9\""),
    ("okänd kolumn", "{ land = \"SE\" }", "{ lnd = \"SE\" }"),
    ("okänd handling", "[\"analys\"", "[\"analysen\""),
    (
        "okänt avsnitt",
        "unwritten = [\"forslag\"]",
        "unwritten = [\"förslag\"]",
    ),
    ("okänt steg", "do = \"submit\"", "do = \"sumbit\""),
    (
        "okänt granskningssteg",
        "approve:juridik",
        "approve:juridisk",
    ),
    (
        "okänd väg",
        "name = \"Prov\"\n",
        "name = \"Prov\"\nvia = \"ingenstans\"\n",
    ),
    (
        "okänt fält lämnas tomt",
        "name = \"Prov\"\n",
        "name = \"Prov\"\nwithout = [\"beloppet\"]\n",
    ),
    (
        "text i okänt avsnitt",
        "name = \"Prov\"\n",
        "name = \"Prov\"\nsections = { ingenstans = \"x\" }\n",
    ),
    ("okänd roll", "as = \"jurist\"", "as = \"juristen\""),
    (
        "okänd fas",
        "expect = \"review\"",
        "expect = \"granskning\"",
    ),
    ("okänd spärr", "[\"niva\"", "[\"nivå\""),
    ("okänt hinder", "\"field:belopp\"", "\"falt:belopp\""),
    ("okänd väg", "route = \"sist\"", "route = \"först\""),
    ("okänd nyckel", "set = { belopp", "satt = 1, set = { belopp"),
];

#[test]
fn the_shipped_scenarios_are_sound_and_stop_at_every_gate() {
    let definition = read("molntjanst.toml", MOLNTJANST).unwrap();
    let (scenarios, findings) = lint_scenarios("molntjanst.scenario.toml", SHIPPED, &definition);
    assert_eq!(findings.to_string(), "");
    let stopped: BTreeSet<Blocker> = scenarios
        .unwrap()
        .into_iter()
        .flat_map(|scenario| scenario.steps)
        .flat_map(|step| step.blocked_by)
        .collect();
    for gate in &definition.gates {
        assert!(
            stopped.contains(&Blocker::Gate(gate.key.clone())),
            "no scenario stops at {}",
            gate.key
        );
    }
}

#[test]
fn a_scenario_is_read_into_types() {
    let definition = read("prov.toml", include_str!("sound.toml")).unwrap();
    let (scenarios, findings) = lint_scenarios("prov.scenario.toml", SOUND, &definition);
    assert_eq!(findings.to_string(), "");
    let scenario = scenarios.unwrap().remove(0);
    assert_eq!(scenario.line, 2);
    let submit = &scenario.steps[1];
    assert_eq!(submit.act, ScenarioAct::Move(Move::Submit));
    assert_eq!(submit.expect, Some(Phase::Review));
    assert_eq!(submit.blocked_by.len(), 5);
    assert_eq!(submit.line, 10);
    assert_eq!(scenario.steps[3].by, Actor::Body("namnd".parse().unwrap()));
    assert_eq!(scenario.steps[4].by, Actor::Registrar);
}

#[test]
fn every_break_is_told() {
    let definition = read("prov.toml", include_str!("sound.toml")).unwrap();
    let mut told = String::new();
    for (what, from, to) in BREAKS {
        assert!(
            SOUND.contains(from),
            "{what}: '{from}' is not in the sound file"
        );
        let (scenarios, findings) = lint_scenarios(
            "prov.scenario.toml",
            &SOUND.replacen(from, to, 1),
            &definition,
        );
        assert!(scenarios.is_none(), "{what}: nothing was said");
        writeln!(told, "# {what}\n{findings}").unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn what_scenarios_share_stands_once() {
    let source = r#"
[base]
today = 2022-03-01
given = { belopp = 5, klass = "K1" }
documents = ["analys"]
sections = { forslag = "Nämnden antar förslaget." }

[paths]
granskat = [{ do = "submit", as = "handlaggare" }]

[[scenario]]
name = "Som utgångsläget"
via = "granskat"

[[scenario]]
name = "Med eget"
today = 2022-03-02
given = { belopp = 7 }
without = ["klass"]
documents = []
via = "granskat"
steps = [{ do = "approve:juridik", as = "jurist" }]
"#;
    let definition = read("prov.toml", include_str!("sound.toml")).unwrap();
    let (scenarios, findings) = lint_scenarios("prov.scenario.toml", source, &definition);
    assert_eq!(findings.to_string(), "");
    let scenarios = scenarios.unwrap();
    let [as_base, own] = scenarios.as_slice() else {
        panic!("två scenarier väntades")
    };
    assert_eq!((as_base.given.len(), as_base.documents.len()), (2, 1));
    assert_eq!(as_base.today.to_string(), "2022-03-01");
    let [said] = as_base.texts.values().collect::<Vec<_>>()[..] else {
        panic!("ett avsnitt väntades")
    };
    assert_eq!(said, "Nämnden antar förslaget.");
    assert_eq!(as_base.steps.len(), 1);
    assert_eq!((own.given.len(), own.documents.len()), (1, 0));
    assert_eq!(own.today.to_string(), "2022-03-02");
    assert_eq!(own.steps.len(), 2);
}
