//! The language of gates: what it means, and that nothing written in it can bring the engine down.

use beslut::workflow::finding::Code;
use beslut::workflow::gate::syntax::{
    Aggregate, Comparison, DocumentAttribute, Located, Node, NodeKind, Place, Quantifier,
    ReferenceAttribute,
};
use beslut::workflow::gate::{DEEPEST, LONGEST, evaluate, holds, parse};
use beslut::workflow::{lint, read};
use proptest::prelude::*;

use super::{Facts, day};

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

/// Whether `condition` holds, fails or cannot be known, for these fields and what `facts` adds.
fn three(condition: &str, fields: &str, facts: impl FnOnce(Facts) -> Facts) -> Option<bool> {
    let definition = read("prov.toml", SOUND).unwrap();
    let facts = facts(Facts::given(&definition, fields));
    holds(&parse(condition).unwrap(), &definition, &facts)
}

#[test]
fn a_column_comes_to_a_number_unless_a_cell_is_empty() {
    let full = "kostnader = [{ kr = 10, ar = 2021 }, { kr = 2.5, ar = 2022 }]";
    let half = "kostnader = [{ kr = 10 }, { ar = 2022 }]";
    for (condition, fields, holds) in [
        ("sum(kostnader.kr) == 12.5", full, Some(true)),
        ("max(kostnader.kr) == 10", full, Some(true)),
        ("min(kostnader.kr) > 3", full, Some(false)),
        ("sum(kostnader.kr) == 10", half, None),
        ("not max(kostnader.kr) > 100", half, None),
        ("sum(kostnader.kr) == 0", "", Some(true)),
        ("max(kostnader.kr) == 0", "", None),
        ("min(kostnader.kr) == 0", "", None),
        ("sum(kostnader.kr) in [1, 12.5]", full, Some(true)),
        ("sum(kostnader.kr) in [1, 2]", full, Some(false)),
        ("sum(kostnader.kr) in [1, 2]", half, None),
        ("complete(kostnader)", full, Some(true)),
        ("complete(kostnader)", half, Some(false)),
        ("complete(kostnader)", "", Some(false)),
    ] {
        assert_eq!(
            three(condition, fields, |facts| facts),
            holds,
            "{condition}"
        );
    }
}

#[test]
fn a_country_is_adequate_by_the_table_of_the_day() {
    let known = |mut facts: Facts| {
        facts.adequate.insert("SE".parse().unwrap(), true);
        facts.adequate.insert("US".parse().unwrap(), false);
        facts
    };
    for (condition, fields, holds) in [
        ("hemland.adequate", "hemland = 'SE'", Some(true)),
        ("hemland.adequate", "hemland = 'US'", Some(false)),
        ("not hemland.adequate", "hemland = 'BR'", None),
        ("not hemland.adequate", "", None),
        (
            "all(lander, row.land.adequate)",
            "lander = [{ land = 'SE' }, { land = 'US' }]",
            Some(false),
        ),
        (
            "any(lander, not row.land.adequate)",
            "lander = [{ land = 'SE' }, { land = 'BR' }]",
            None,
        ),
    ] {
        assert_eq!(
            three(condition, fields, known),
            holds,
            "{condition} {fields}"
        );
    }
}

#[test]
fn the_matter_is_asked_about_delegation_execution_text_and_time() {
    let facts = |mut facts: Facts| {
        facts.delegated.insert("4.12".to_owned(), true);
        facts.delegated.insert("4.13".to_owned(), false);
        facts.done.push("bestallning".parse().unwrap());
        facts.sections.insert(
            "forslag".parse().unwrap(),
            "Totalt 2 500 stycken.".to_owned(),
        );
        facts.decided_until = Some(day("2022-03-31"));
        facts
    };
    let fields = "belopp = 2500\nklar = 2022-04-01\nkostnader = [{ kr = 2500 }]";
    for (condition, holds) in [
        ("delegated('4.12')", Some(true)),
        ("delegated('4.13')", Some(false)),
        ("not delegated('4.14')", None),
        ("done('bestallning')", Some(true)),
        ("done('drift')", Some(false)),
        ("states('forslag', 2500)", Some(true)),
        ("states('forslag', belopp)", Some(true)),
        ("states('forslag', sum(kostnader.kr))", Some(true)),
        ("states('forslag', 250)", Some(false)),
        ("not states('tomt', 250)", None),
        ("not states('forslag', min(kostnader.ar))", None),
        ("klar == today", Some(true)),
        ("today > '2022-03-31'", Some(true)),
        ("decided.until < today", Some(true)),
        ("expired", Some(true)),
    ] {
        assert_eq!(three(condition, fields, facts), holds, "{condition}");
    }
    let last_day = |mut facts: Facts| {
        facts.decided_until = Some(day("2022-04-01"));
        facts
    };
    assert_eq!(three("expired", "", last_day), Some(false));
    assert_eq!(three("expired", "", |facts| facts), Some(false));
    assert_eq!(three("decided.until > today", "", |facts| facts), None);
}

#[test]
fn the_reasons_of_the_functions_are_in_words() {
    let fields = "hemland = 'SE'\nkostnader = [{ kr = 2500 }, { ar = 2022 }]";
    for (condition, said) in [
        (
            "hemland.adequate",
            "Hemland = Sverige (okänt om skyddet är adekvat)",
        ),
        ("sum(kostnader.kr) > 3", "Kostnader, rad 2: Kr saknas"),
        ("max(kostnader.ar) > 3", "Kostnader, rad 1: Ar saknas"),
        ("count(kostnader) > 3", "Kostnader = 2 rader"),
        ("complete(kostnader)", "Kostnader, rad 1: Ar saknas"),
        (
            "delegated('4.12')",
            "Gällande delegation enligt punkt 4.12 saknas",
        ),
        (
            "states('forslag', 7)",
            "Avsnittet ”Förslag till beslut” saknas",
        ),
        ("expired", "Beslutet har upphört att gälla = nej"),
        ("decided.until > today", "Beslutet gäller till saknas"),
    ] {
        assert_eq!(answer(condition, fields).1, said, "{condition}");
    }
}

/// A condition that makes sense in the sound file, and asks nothing of `filled`.
fn sensible() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "belopp > 10",
        "belopp <= 20",
        "belopp == 20",
        "klass == 'K1'",
        "klass >= 'K1'",
        "sort in ['a']",
        "sort != 'b'",
        "klar < today",
        "klar >= '2022-01-01'",
        "days_since(klar) > 30",
        "hemland == 'SE'",
        "hemland.adequate",
        "approved('juridik')",
        "document('analys').exists",
        "document('analys').age < 10",
        "any(lander, row.land == 'SE')",
        "all(lander, row.land.adequate and belopp > 10)",
        "count(kostnader, row.kr > 5) >= 1",
        "sum(kostnader.kr) > 10",
        "states('forslag', belopp)",
        "expired",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Values for the fields of the sound file, each of which may be left out.
fn values() -> impl Strategy<Value = Vec<String>> {
    let given = [
        vec!["belopp = 5", "belopp = 20", "belopp = 21"],
        vec!["klass = 'oppen'", "klass = 'K1'", "klass = 'K2'"],
        vec!["sort = 'a'", "sort = 'b'"],
        vec![
            "klar = 2021-12-31",
            "klar = 2022-04-01",
            "klar = 2022-05-01",
        ],
        vec!["hemland = 'SE'", "hemland = 'US'"],
        vec![
            "lander = [{ land = 'SE' }]",
            "lander = [{ land = 'US' }, {}]",
        ],
        vec![
            "kostnader = [{ kr = 7 }]",
            "kostnader = [{ kr = 1 }, { ar = 2022 }]",
        ],
    ];
    given
        .map(|choices| prop::option::of(prop::sample::select(choices)))
        .to_vec()
        .prop_map(|chosen| chosen.into_iter().flatten().map(str::to_owned).collect())
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
        Just(NodeKind::Today),
        Just(NodeKind::DecidedUntil),
        Just(NodeKind::Expired),
        place().prop_map(|place| NodeKind::Adequate(located(place))),
        (place(), any::<bool>()).prop_map(|(place, decided)| NodeKind::Refers {
            place: located(place),
            attribute: if decided {
                ReferenceAttribute::Registered
            } else {
                ReferenceAttribute::Planned
            },
        }),
        name().prop_map(|point| NodeKind::Delegated(located(point))),
        name().prop_map(|step| NodeKind::Done(located(step))),
        name().prop_map(|table| NodeKind::Complete(located(table))),
        (0..3_usize, name(), name()).prop_map(|(which, table, column)| NodeKind::Aggregate {
            aggregate: Aggregate::ALL[which],
            table: located(table),
            column: located(column),
        }),
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
            (name(), boxed.clone()).prop_map(|(section, number)| NodeKind::States {
                section: located(section),
                number,
            }),
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
        "document", "count", "filled", "sum", "states", "today", "decided", "until", "adequate", "true", "-", "'", "å",
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
    fn what_is_known_stays_known_when_a_field_is_filled_in(
        condition in sensible(),
        values in values(),
        which in 0..5_usize,
    ) {
        // Tables are left out: no rows is a known number of rows.
        let more = ["belopp = 20", "klass = 'K1'", "sort = 'a'", "klar = 2022-04-01", "hemland = 'SE'"][which];
        let field = more.split(' ').next().unwrap();
        if values.iter().any(|value| value.starts_with(field)) {
            return Ok(());
        }
        let before = three(&condition, &values.join("\n"), |facts| facts);
        let after = three(&condition, &format!("{}\n{more}", values.join("\n")), |facts| facts);
        if before.is_some() {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn not_turns_what_is_known_and_leaves_what_is_not(condition in sensible(), values in values()) {
        let fields = values.join("\n");
        let plain = three(&condition, &fields, |facts| facts);
        let turned = three(&format!("not ({condition})"), &fields, |facts| facts);
        prop_assert_eq!(turned, plain.map(|holds| !holds));
    }

    #[test]
    fn a_gate_that_opens_or_stops_is_never_told_not_to(condition in sensible(), values in values()) {
        let check = format!("check = {condition:?}");
        let source = SOUND.replacen("check = \"klass == 'K1' and sort in ['a', 'b']\"", &check, 1);
        let told = lint("prov.toml", &source).1.0;
        let is_told = |code| told.iter().any(|finding| finding.code == code);
        match three(&condition, &values.join("\n"), |facts| facts) {
            Some(true) => prop_assert!(!is_told(Code::NeverOpens)),
            _ => prop_assert!(!is_told(Code::NeverStops)),
        }
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
