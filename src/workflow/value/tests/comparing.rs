//! Comparisons with what is vague are certain or unknown.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::*;
use crate::workflow::gate::{DocumentFact, GateFacts, Reference, holds, parse};
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};

struct Facts(BTreeMap<FieldKey, Value>);

impl GateFacts for Facts {
    fn field(&self, key: &FieldKey) -> Option<&Value> {
        self.0.get(key)
    }
    fn approved(&self, _: &StepKey) -> bool {
        false
    }
    fn document(&self, _: &DocumentKind) -> Option<DocumentFact> {
        None
    }
    fn section(&self, _: &SectionKey) -> Option<&str> {
        None
    }
    fn adequate(&self, _: Country) -> Option<bool> {
        None
    }
    fn reference(&self, _: &Named<MatterId>) -> Option<Reference> {
        None
    }
    fn listed(&self, _: &FixedRows) -> Option<&[ListedRow]> {
        None
    }
    fn delegated(&self, _: &str, _: Option<&BodyKey>) -> Option<bool> {
        None
    }
    fn done(&self, _: &ExecutionKey) -> bool {
        false
    }
    fn decided_until(&self) -> Option<NaiveDate> {
        None
    }
    fn today(&self) -> NaiveDate {
        "2022-06-15".parse().unwrap()
    }
}

fn asked(values: &[(&str, &str)], condition: &str) -> Option<bool> {
    let fields = values
        .iter()
        .map(|(field, text)| (field.parse().unwrap(), typed(field, text)));
    let node = parse(condition).unwrap_or_else(|fault| panic!("{condition}: {fault:?}"));
    holds(&node, &DEFINITION, &Facts(fields.collect()))
}

#[test]
fn vague_dates_against_days() {
    for (date, condition, answer) in [
        ("december 2021", "klart <= '2021-12-31'", Some(true)),
        ("december 2021", "klart < '2021-12-31'", None),
        ("december 2021", "klart < '2022-01-01'", Some(true)),
        ("december 2021", "klart < '2021-12-01'", Some(false)),
        ("december 2021", "klart >= '2021-12-01'", Some(true)),
        ("december 2021", "klart > '2021-12-01'", None),
        ("december 2021", "klart == '2021-12-13'", None),
        ("december 2021", "klart == '2022-01-13'", Some(false)),
        ("december 2021", "klart != '2022-01-13'", Some(true)),
        ("2021-12-13", "klart == '2021-12-13'", Some(true)),
        ("hösten 2022", "klart > today", Some(true)),
        ("2022", "klart > today", None),
        ("2021", "days_since(klart) > 30", Some(true)),
        ("maj 2022", "days_since(klart) >= 15", Some(true)),
        ("maj 2022", "days_since(klart) >= 16", None),
        ("maj 2022", "days_since(klart) > 45", Some(false)),
    ] {
        assert_eq!(
            asked(&[("klart", date)], condition),
            answer,
            "{date}: {condition}"
        );
    }
}

#[test]
fn counts_and_amounts_against_numbers() {
    for (field, text, condition, answer) in [
        ("antal", "650", "antal > 649", Some(true)),
        ("antal", "ca 650", "antal > 500", Some(true)),
        ("antal", "ca 650", "antal > 649", None),
        ("antal", "ca 650", "antal == 650", None),
        ("antal", "ca 650", "antal > 715", Some(false)),
        ("antal", "ca 650", "antal >= 585", Some(true)),
        ("antal", "ej insamlat", "antal == 0", None),
        ("antal", "ej insamlat", "not antal == 0", None),
        ("antal", "ej insamlat", "filled(antal)", Some(true)),
        ("antal", "0", "antal == 0", Some(true)),
        ("belopp", "50 tkr", "belopp == 50000", Some(true)),
        ("belopp", "ca 2 mnkr", "belopp > 1000000", Some(true)),
        ("belopp", "ca 2 mnkr", "belopp > 1900000", None),
        (
            "kostnad",
            "2 mnkr under tre år",
            "kostnad >= 2000000",
            Some(true),
        ),
        ("kostnad", "Låg", "kostnad < 10", None),
    ] {
        assert_eq!(
            asked(&[(field, text)], condition),
            answer,
            "{text}: {condition}"
        );
    }
}

#[test]
fn a_table_adds_up_with_what_is_vague_in_it() {
    let rows = |first: &str, second: &str| {
        format!("Stulna datorer | {first}\nStulna telefoner | {second}")
    };
    for (first, second, condition, answer) in [
        ("20", "2", "sum(statistik.antal) == 22", Some(true)),
        ("20", "1", "sum(statistik.antal) == 22", Some(false)),
        ("ca 20", "2", "sum(statistik.antal) == 22", None),
        ("ca 20", "2", "sum(statistik.antal) > 19", Some(true)),
        ("20", "ej insamlat", "sum(statistik.antal) > 0", None),
        ("20", "ej insamlat", "complete(statistik)", Some(true)),
        ("20", "0", "complete(statistik)", Some(true)),
        ("20", "", "complete(statistik)", Some(false)),
        ("ca 20", "30", "max(statistik.antal) == 30", Some(true)),
    ] {
        let rows = rows(first, second);
        assert_eq!(
            asked(&[("statistik", &rows)], condition),
            answer,
            "{rows}: {condition}"
        );
    }
    let one_row = "Stulna datorer | 3";
    assert_eq!(
        asked(&[("statistik", one_row)], "complete(statistik)"),
        Some(false)
    );
}

#[test]
fn computed_cells_can_be_asked() {
    let risks = "Avbrott | | | | medel | stor\nStöld | | | | liten | liten";
    for (condition, answer) in [
        ("any(risker, row.varde >= 6)", Some(true)),
        ("any(risker, row.niva == 'hog')", Some(true)),
        ("all(risker, row.niva <= 'mellan')", Some(false)),
        ("count(risker, row.niva == 'lag') == 1", Some(true)),
        ("max(risker.varde) == 6", Some(true)),
        ("sum(risker.varde) == 7", Some(true)),
    ] {
        assert_eq!(
            asked(&[("risker", risks)], condition),
            answer,
            "{condition}"
        );
    }
    let unjudged = "Avbrott | | | | medel";
    assert_eq!(
        asked(&[("risker", unjudged)], "any(risker, row.varde >= 1)"),
        None
    );
}

#[test]
fn a_body_is_compared_by_its_key_and_what_is_only_named_is_unknown() {
    for (text, answer) in [
        ("ks", Some(true)),
        ("bun", Some(false)),
        ("Barn- och ungdomsnämnden", None),
    ] {
        assert_eq!(asked(&[("organ", text)], "organ == 'ks'"), answer);
    }
}

#[test]
fn a_condition_that_misuses_a_type_is_told() {
    let told: Vec<String> = [
        "agare == 'Anna'",
        "bilaga == arende",
        "malgrupper == 'elev'",
        "organ > 'ks'",
        "organ == 'Kommunstyrelsen'",
        "antal == 'ca 650'",
        "klart == 'hösten 2022'",
        "any(risker, row.niva == 'jattehog')",
        "sum(risker.risk) > 1",
        "belopp == klart",
    ]
    .into_iter()
    .map(|check| {
        let gate = format!(
            "\n[[gates]]\nid = \"prov\"\nat = [\"ready\"]\ncheck = \"{check}\"\nmessage = \"Nej.\"\nref = \"Regel\"\n"
        );
        let source = EVERY_TYPE.replace("\n[review]", &format!("{gate}\n[review]"));
        let findings = read("alla.toml", &source).unwrap_err();
        format!("{check}\n{findings}")
    })
    .collect();
    insta::assert_snapshot!(told.join("\n"));
}
