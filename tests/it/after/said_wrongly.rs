//! What a file can say wrongly about the time after the decision, and what is then said; and that
//! the examples in the manual are right.

use beslut::workflow::lint;

/// What breaks, the text that is replaced (first place), by what, and the rule that says so.
const BREAKS: &[(&str, &str, &str, &str)] = &[
    (
        "ett steg i en roll som inte finns",
        "role        = \"ansvarig\"",
        "role        = \"ansvarg\"",
        "E010",
    ),
    (
        "ett steg väntar på sig självt",
        "after = [\"bestallning\"]",
        "after = [\"bruk\"]",
        "E030",
    ),
    (
        "ett steg väntar på ett som inte finns",
        "after = [\"bestallning\"]",
        "after = [\"bestalning\"]",
        "E013",
    ),
    (
        "ett tomt intyg",
        "certificate = \"Jag svarar för att båda analyserna är gjorda.\"",
        "certificate = \"\"",
        "E004",
    ),
    (
        "två steg med samma namn",
        "id    = \"bruk\"\ntitle = \"Ta i bruk\"",
        "id    = \"bestallning\"\ntitle = \"Ta i bruk\"",
        "E007",
    ),
    (
        "en spärr framför ett steg som inte finns",
        "execution:bruk",
        "execution:bruuk",
        "E013",
    ),
    (
        "en uppföljning utan början",
        "from      = \"decision.date\"\n",
        "",
        "E004",
    ),
    (
        "en dag som inte finns att räkna från",
        "\"decision.date\"",
        "\"decision.day\"",
        "E008",
    ),
    (
        "en uppföljning räknas från ett fält som inte är ett datum",
        "\"decision.date\"",
        "\"field:tjanst\"",
        "E005",
    ),
    (
        "slutet på beslutet kommer inte varje år",
        "\"decision.date\"",
        "\"decision.until\"",
        "E008",
    ),
    (
        "ett fält som inte kan ändras efter beslutet",
        "lead_time =",
        "also_when = [\"field:tjanst changed\"]\nlead_time =",
        "E008",
    ),
    (
        "en händelse som inte märks",
        "lead_time =",
        "also_when = [\"leverantor changed\"]\nlead_time =",
        "E008",
    ),
    (
        "ett register över ett fält som inte finns",
        "name   = \"tjanst\"",
        "name   = \"tjansten\"",
        "E011",
    ),
    (
        "ett tillstånd frågar efter en fas som inte finns",
        "phase in ['draft',",
        "phase in ['utkast',",
        "E022",
    ),
    (
        "ett tillstånd frågar efter ett steg som inte finns",
        "when  = \"done('bruk')\"",
        "when  = \"done('bruket')\"",
        "E013",
    ),
    (
        "en spärr frågar efter registrets fakta",
        "check   = \"done('bestallning')\"",
        "check   = \"decision == 'approved'\"",
        "E011",
    ),
];

#[test]
fn every_break_is_told() {
    for (what, from, to, code) in BREAKS {
        assert!(super::TYPE.1.contains(from), "{what}: not there to replace");
        let broken = super::TYPE.1.replacen(from, to, 1);
        let (definition, findings) = lint("efterprov.toml", &broken);
        assert!(definition.is_none(), "{what}: nothing is said");
        let told = findings.to_string();
        assert!(told.contains(&format!("fel[{code}]")), "{what}: {told}");
    }
}

#[test]
fn the_type_of_these_tests_is_sound() {
    let (definition, findings) = lint("efterprov.toml", super::TYPE.1);
    assert!(definition.is_some(), "{findings}");
}

#[test]
fn the_examples_of_the_manual_are_right() {
    let manual = include_str!("../../../docs/sprak/efter-beslutet.md");
    let examples: Vec<&str> = manual
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(examples.len(), 4);
    let (before, _) = super::TYPE.1.split_once("[[execution]]").unwrap();
    let (fields, rest) = before.split_once("[fields.leverantor]").unwrap();
    let (_, rest) = rest.split_once("[[sections]]").unwrap();
    let (rest, routes) = rest.split_once("[[gates]]").unwrap();
    let (_, routes) = routes.split_once("[decision]").unwrap();
    let analysis = "[documents.riskanalys]\ntitle = \"Riskanalys\"\nauthor = \"handlaggare\"\nmax_age = \"12 months\"\n";
    let file = format!(
        "{fields}\n[[sections]]{rest}\n{analysis}\n[decision]{routes}\n{}",
        examples.join("\n")
    );
    let (definition, findings) = lint("efter-beslutet.md", &file);
    assert!(definition.is_some(), "{findings}");
}
