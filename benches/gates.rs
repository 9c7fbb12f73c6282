//! What the workflow language takes. Promised: to read and lint one of the files that ship in
//! < 1 ms, to evaluate all gates of a matter in < 50 µs (`workflows.md`, "Speed to hold"), and to do
//! it no slower than the `cel` crate does on the same gates and facts (`gates/in_cel.rs`).
//! Run: `cargo bench --bench gates`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement without its facts is none"
)]

#[path = "gates/in_cel.rs"]
mod in_cel;

use std::hint::black_box;

use beslut::{
    matter::{requirements::Seen, state::Matter, surroundings::UNKNOWN},
    office::workflows::shipped,
    workflow::{
        definition::Definition,
        gate::{self, holds, parse},
        scenario::lint_scenarios,
        value::Value,
    },
};
use cel::Program;
use criterion::{Criterion, criterion_group, criterion_main};
use in_cel::GATES;

/// A matter as it is stored, with the documents that its type demands.
const STORED: &str = include_str!("../tests/it/fixtures/matter-ready.json");
const SCENARIOS: &str = include_str!("../workflows/molntjanst.scenario.toml");

fn linting(criterion: &mut Criterion) {
    for source in shipped() {
        let name = format!("lint {}, {} bytes", source.name, source.text.len());
        criterion.bench_function(&name, |bencher| bencher.iter(|| black_box(&source).lint()));
    }
}

fn evaluating(criterion: &mut Criterion) {
    let definition = cloud_services();
    let programs = in_cel::programs();
    let open = filled_in(&definition);
    for (matter, which) in [
        (&open, "filled in"),
        (&stopped(&open, &definition), "stopped"),
    ] {
        let seen = seen(matter);
        let context = in_cel::context(matter, &definition, &seen);
        let answers = agreed(&definition, &programs, &seen, &context);
        let closed = answers.iter().filter(|open| !**open).count();
        let of = format!(
            "of {} gates, {closed} closed, a matter that is {which}",
            answers.len()
        );

        criterion.bench_function(&format!("answers {of}"), |bencher| {
            bencher.iter(|| {
                let gates = black_box(&definition).gates.iter();
                let open =
                    gates.filter(|gate| holds(&gate.check, &definition, &seen) == Some(true));
                open.count()
            });
        });
        criterion.bench_function(&format!("answers {of}, in cel"), |bencher| {
            bencher.iter(|| {
                let programs = black_box(&programs).iter();
                programs
                    .filter(|one| in_cel::is_open(one, &context))
                    .count()
            });
        });
        criterion.bench_function(&format!("refusals in words {of}"), |bencher| {
            bencher.iter(|| {
                let gates = black_box(&definition).gates.iter();
                let closed = gates.filter_map(|gate| gate.blocked(&definition, &seen));
                closed.collect::<Vec<gate::Blocked>>()
            });
        });
        criterion.bench_function(
            &format!("facts for cel, a matter that is {which}"),
            |bencher| {
                bencher.iter(|| in_cel::context(black_box(matter), &definition, &seen));
            },
        );
    }
}

fn parsing(criterion: &mut Criterion) {
    let definition = cloud_services();
    let checks: Vec<String> = definition
        .gates
        .iter()
        .map(|gate| gate.check.to_string())
        .collect();
    criterion.bench_function("parse the gates", |bencher| {
        bencher.iter(|| {
            black_box(&checks)
                .iter()
                .map(|check| parse(check))
                .collect::<Vec<_>>()
        });
    });
    criterion.bench_function("parse the gates, in cel", |bencher| {
        bencher.iter(|| {
            let gates = black_box(&GATES).iter();
            gates
                .map(|(_, check)| Program::compile(check))
                .collect::<Vec<_>>()
        });
    });
}

/// The answers of both languages, gate by gate, where they agree; also with each fact missing in
/// turn.
fn agreed(
    definition: &Definition,
    programs: &[Program],
    seen: &Seen<'_>,
    context: &cel::Context<'_, '_>,
) -> Vec<bool> {
    let answers = compared(definition, programs, seen, context);
    for key in seen.matter.content.fields.keys() {
        let mut matter = seen.matter.clone();
        matter.content.fields.remove(key);
        let seen = self::seen(&matter);
        let context = in_cel::context(&matter, definition, &seen);
        compared(definition, programs, &seen, &context);
    }
    answers
}

fn compared(
    definition: &Definition,
    programs: &[Program],
    seen: &Seen<'_>,
    context: &cel::Context<'_, '_>,
) -> Vec<bool> {
    assert_eq!(definition.gates.len(), programs.len());
    let both = definition.gates.iter().zip(GATES).zip(programs);
    both.map(|((gate, (key, written)), program)| {
        assert_eq!(gate.key.as_str(), key, "the gates in their order");
        let ours = holds(&gate.check, definition, seen) == Some(true);
        let theirs = in_cel::is_open(program, context);
        assert_eq!(ours, theirs, "{key}: {} against {written}", gate.check);
        ours
    })
    .collect()
}

fn cloud_services() -> Definition {
    let mut files = shipped();
    let file = files
        .find(|source| source.name.ends_with("molntjanst.toml"))
        .unwrap();
    file.read().unwrap_or_else(|findings| panic!("{findings}"))
}

/// A matter that no gate before the decision stops, with the facts of the scenarios that ship.
fn filled_in(definition: &Definition) -> Matter {
    let (scenarios, _) = lint_scenarios("molntjanst.scenario.toml", SCENARIOS, definition);
    let mut matter: Matter = serde_json::from_str(STORED).unwrap();
    let scenario = scenarios.unwrap().swap_remove(0);
    matter.content.fields = scenario.given;
    matter
}

/// The same with answers that close many of its gates.
fn stopped(open: &Matter, definition: &Definition) -> Matter {
    let mut matter = open.clone();
    for (name, typed) in [
        ("informationsklass", "K3"),
        ("skyddade_uppgifter", "ja"),
        ("laglighet", "risk"),
        ("egen_utrustning", "ja"),
        ("kontrollratt", "nej"),
        ("dataskydd_med", "nej"),
    ] {
        let field = definition.field(name).unwrap();
        let value = field.kind.from_form(typed).unwrap().unwrap();
        matter.content.fields.insert(field.key.clone(), value);
    }
    for (table, column, cell) in [
        ("lander", "land", Value::Country("US".parse().unwrap())),
        (
            "risker",
            "behandling",
            Value::Enum("obehandlad".parse().unwrap()),
        ),
        ("risker", "bedomning", Value::Enum("avsta".parse().unwrap())),
        (
            "risker",
            "konsekvens",
            Value::Level("allvarlig".parse().unwrap()),
        ),
    ] {
        let Some(Value::Table(rows)) = matter.content.fields.get_mut(table) else {
            panic!("{table} is no table");
        };
        rows[0].insert(column.parse().unwrap(), cell);
    }
    matter
}

fn seen(matter: &Matter) -> Seen<'_> {
    Seen {
        matter,
        today: "2026-03-02".parse().unwrap(),
        around: &UNKNOWN,
    }
}

criterion_group!(benches, linting, evaluating, parsing);
criterion_main!(benches);
