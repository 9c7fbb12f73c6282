//! The language of gates: what it means, and that nothing written in it can bring the engine down.

use beslut::workflow::gate::syntax::{
    Comparison, DocumentAttribute, Located, Node, NodeKind, Place, Quantifier,
};
use beslut::workflow::gate::{DEEPEST, LONGEST, evaluate, parse};
use beslut::workflow::{lint, read};
use proptest::prelude::*;

use super::Facts;

const SOUND: &str = include_str!("sound.toml");

/// Whether `condition` holds for a matter with these fields, and the reasons.
fn answer(condition: &str, fields: &str) -> (bool, String) {
    let definition = read("prov.toml", SOUND).unwrap();
    let facts = Facts::given(&definition, fields);
    let verdict = evaluate(&parse(condition).unwrap(), &definition, &facts);
    let trace: Vec<String> = verdict.trace.iter().map(ToString::to_string).collect();
    (verdict.passed, trace.join(", "))
}

#[test]
fn conditions_mean_what_a_lawyer_thinks_they_mean() {
    let matter = "klass = 'K1'\nsort = 'b'\nbelopp = 100\nklar = 2022-03-01\nlander = [{ land = 'SE', andamal = 'drift' }, { land = 'US' }]";
    for (condition, holds) in [
        ("belopp <= 100", true),
        ("belopp < 100", false),
        ("belopp > 99.9", true),
        ("belopp != 100", false),
        ("klass >= 'oppen'", true),
        ("klass >= 'K1'", true),
        ("klass > 'K1'", false),
        ("klass < 'K2' and klass > 'oppen'", true),
        ("sort == 'a' or sort == 'b'", true),
        ("sort in ['a']", false),
        ("not sort == 'a'", true),
        ("not (sort == 'b' and belopp == 100)", false),
        ("any(lander, row.land == 'US')", true),
        ("all(lander, row.land == 'SE')", false),
        ("all(lander, filled(row.andamal))", false),
        ("count(lander) == 2", true),
        ("count(lander, row.land == 'SE') == 1", true),
        ("days_since(klar) == 31", true), // 1 March to 1 April
        ("days_since(klar) <= 30", false),
        ("klar < '2022-03-02' and klar >= '2022-03-01'", true),
        ("document('analys').exists", false),
        ("not document('analys').exists", true),
        ("approved('juridik')", false),
        ("true and not false", true),
    ] {
        assert_eq!(answer(condition, matter).0, holds, "{condition}");
    }
}

#[test]
fn what_is_missing_neither_holds_nor_fails() {
    for condition in [
        "belopp == 1",
        "belopp != 1",
        "not belopp == 1",
        "not belopp != 1",
        "klass >= 'oppen'",
        "not klass >= 'oppen'",
        "sort in ['a']",
        "not sort in ['a']",
        "days_since(klar) > 0",
        "not days_since(klar) > 0",
        "document('analys').age < 10",
        "not document('analys').age < 10",
    ] {
        let (holds, reasons) = answer(condition, "");
        assert!(!holds, "{condition}");
        assert!(reasons.ends_with("saknas"), "{condition}: {reasons}");
    }
    // What is known decides where it can.
    assert!(answer("belopp == 1 or sort == 'a'", "sort = 'a'").0);
    assert!(answer("not (belopp == 1 and sort == 'a')", "sort = 'b'").0);
    // A table that nobody has filled in has no rows.
    assert!(!answer("any(lander, row.land == 'SE')", "").0);
    assert!(answer("all(lander, row.land == 'SE')", "").0);
    assert!(answer("count(lander) == 0 and not filled(lander)", "").0);
    // A row that cannot be judged leaves the question open.
    let half = "lander = [{ land = 'SE' }, { andamal = 'drift' }]";
    assert!(answer("any(lander, row.land == 'SE')", half).0);
    assert!(!answer("not any(lander, row.land == 'US')", half).0);
    assert!(!answer("count(lander, row.land == 'SE') == 1", half).0);
}

#[test]
fn the_reasons_are_those_that_decided() {
    let matter = "klass = 'K1'\nbelopp = 2500000";
    let reasons = |condition| answer(condition, matter).1;
    assert_eq!(
        reasons("belopp <= 100 and klass == 'K1'"),
        "Belopp = 2\u{a0}500\u{a0}000"
    );
    assert_eq!(
        reasons("belopp <= 100 or klass == 'K2'"),
        "Belopp = 2\u{a0}500\u{a0}000, Klass = K1"
    );
    assert_eq!(reasons("belopp <= 100 or klass == 'K1'"), "Klass = K1");
    assert_eq!(reasons("sort == 'a' and klass == 'K1'"), "Sort saknas");
    assert_eq!(reasons("klass == 'K2' and klass == 'oppen'"), "Klass = K1");
}

#[test]
fn conditions_are_as_deep_and_as_long_as_the_limits_and_no_more() {
    let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(DEEPEST)).is_ok());
    assert!(parse(&nested(DEEPEST + 1)).is_err());
    assert!(parse(&format!("{}true", "not ".repeat(DEEPEST + 1))).is_err());
    let long = |length: usize| format!("{:length$}", "true");
    assert!(parse(&long(LONGEST)).is_ok());
    assert!(parse(&long(LONGEST + 1)).is_err());
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "belopp",
        "klass",
        "sort",
        "klar",
        "lander",
        "land",
        "andamal",
        "finns_inte",
    ])
    .prop_map(str::to_owned)
}

fn located<T>(value: T) -> Located<T> {
    Located { value, span: 0..0 }
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![name().prop_map(Place::Field), name().prop_map(Place::Cell)]
}

fn leaf() -> impl Strategy<Value = NodeKind> {
    prop_oneof![
        place().prop_map(NodeKind::Place),
        "[^']{0,8}".prop_map(NodeKind::Text),
        any::<i32>().prop_map(|whole| NodeKind::Number(i64::from(whole).try_into().unwrap())),
        any::<bool>().prop_map(NodeKind::Truth),
        place().prop_map(|place| NodeKind::Filled(located(place))),
        place().prop_map(|place| NodeKind::DaysSince(located(place))),
        name().prop_map(|step| NodeKind::Approved(located(step))),
        (name(), 0..3_usize).prop_map(|(kind, which)| NodeKind::Document {
            kind: located(kind),
            attribute: [
                DocumentAttribute::Exists,
                DocumentAttribute::Signed,
                DocumentAttribute::Age
            ][which],
        }),
    ]
}

fn node(kind: NodeKind) -> Node {
    Node { kind, span: 0..0 }
}

/// Any tree at all, sensible or not.
fn tree() -> impl Strategy<Value = Node> {
    leaf().prop_map(node).prop_recursive(5, 40, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(NodeKind::Or),
            prop::collection::vec(inner, 2..4).prop_map(NodeKind::And),
            boxed.clone().prop_map(NodeKind::Not),
            (boxed.clone(), 0..6_usize, boxed.clone()).prop_map(|(left, which, right)| {
                NodeKind::Compare {
                    left,
                    comparison: Comparison::ALL[which],
                    right,
                }
            }),
            (
                boxed.clone(),
                prop::collection::vec(
                    "[^']{0,4}".prop_map(|text| node(NodeKind::Text(text))),
                    1..3
                )
            )
                .prop_map(|(value, among)| NodeKind::In { value, among }),
            (0..3_usize, name(), boxed).prop_map(|(which, table, condition)| NodeKind::Rows {
                quantifier: [Quantifier::Any, Quantifier::All, Quantifier::Count][which],
                table: located(table),
                condition: Some(condition),
            }),
        ]
        .prop_map(node)
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_heap_of_words_is_read_or_refused(words in prop::collection::vec(prop::sample::select(vec![
        "and", "or", "not", "in", "(", ")", "[", "]", ",", ".", "==", "<", "'a'", "1", "row", "any", "belopp",
        "document", "count", "filled", "true", "-", "'", "å",
    ]), 0..30)) {
        let text = words.join(" ");
        if let Err(fault) = parse(&text) {
            prop_assert!(text.get(fault.span).is_some(), "a fault points at whole characters");
        }
    }

    #[test]
    fn a_tree_is_read_back_from_its_text(tree in tree()) {
        let text = tree.to_string();
        prop_assert_eq!(parse(&text), Ok(tree));
    }

    #[test]
    fn any_tree_gets_an_answer(tree in tree()) {
        let definition = read("prov.toml", SOUND).unwrap();
        let facts = Facts::given(&definition, "belopp = 5\nlander = [{ land = 'SE' }, {}]");
        let _ = evaluate(&tree, &definition, &facts);
    }

    #[test]
    fn any_condition_is_linted(tree in tree()) {
        let check = format!("check = {:?}", tree.to_string());
        let (definition, findings) = lint("prov.toml", &SOUND.replacen("check = \"klass == 'K1' and sort in ['a', 'b']\"", &check, 1));
        prop_assert_eq!(definition.is_none(), findings.has_errors());
    }

    #[test]
    fn any_damage_to_a_file_is_told_or_harmless(at in 0..2000_usize, length in 0..40_usize, put in "\\PC{0,6}") {
        let letters: Vec<char> = SOUND.chars().collect();
        let (start, end) = (at.min(letters.len()), (at + length).min(letters.len()));
        let damaged: String = letters[..start].iter().chain(&put.chars().collect::<Vec<_>>()).chain(&letters[end..]).collect();
        let (definition, findings) = lint("prov.toml", &damaged);
        prop_assert_eq!(definition.is_none(), findings.has_errors());
    }
}
