//! Each type: what is accepted and how it is printed, what is refused and how to mend it.

mod comparing;
mod round_trips;

use std::sync::LazyLock;

use super::*;
use crate::workflow::definition::Definition;
use crate::workflow::read;

const EVERY_TYPE: &str = include_str!("tests/every_type.toml");

static DEFINITION: LazyLock<Definition> =
    LazyLock::new(|| read("alla.toml", EVERY_TYPE).unwrap_or_else(|findings| panic!("{findings}")));

fn kind(field: &str) -> FieldType {
    DEFINITION.field(field).unwrap().kind.clone()
}

fn typed(field: &str, text: &str) -> Value {
    kind(field).from_form(text).unwrap().unwrap()
}

/// What is printed, with ordinary spaces.
fn printed(field: &str, text: &str) -> String {
    let kind = kind(field);
    let value = kind
        .from_form(text)
        .unwrap_or_else(|fault| panic!("{text}: {fault}"))
        .unwrap();
    assert!(kind.accepts(&value), "{text}");
    kind.print(&value).replace('\u{a0}', " ")
}

#[test]
fn money_is_printed_as_the_municipality_writes_it() {
    for (written, expected) in [
        ("2 500 000 kronor", "2 500 000 kronor"),
        ("2500000 kr", "2 500 000 kronor"),
        ("2500000", "2 500 000 kronor"),
        ("1 kr", "1 krona"),
        ("50 tkr", "50 tkr"),
        ("50 tusen kronor", "50 tkr"),
        ("2 mnkr", "2 mnkr"),
        ("2,5 Mkr", "2,5 mnkr"),
        ("2,5 miljoner kronor", "2,5 mnkr"),
        ("1 miljard kronor", "1 mdkr"),
        ("ca 50 tkr", "ca 50 tkr"),
        ("Cirka 50 tkr", "ca 50 tkr"),
        ("c:a 50 tkr", "ca 50 tkr"),
        ("100:-", "100 kronor"),
        ("-400 kr", "−400 kronor"),
        ("0 kr", "0 kronor"),
    ] {
        assert_eq!(printed("belopp", written), expected);
    }
}

#[test]
fn a_cost_has_an_amount_and_a_time_and_words_beside_or_instead() {
    for (written, expected) in [
        ("ca 2 mnkr under tre år", "ca 2 mnkr under tre år"),
        ("ca 2 mnkr på 3 år", "ca 2 mnkr under tre år"),
        ("2 mnkr under 15 år", "2 mnkr under 15 år"),
        ("50 tkr", "50 tkr"),
        ("50 tkr/år", "50 tkr per år"),
        ("50 per år", "50 kronor per år"),
        ("2 500 000 kronor årligen", "2 500 000 kronor per år"),
        ("4 kr per månad", "4 kronor per månad"),
        ("10 tkr engångskostnad", "10 tkr i engångskostnad"),
        ("10 tkr löpande", "10 tkr i löpande kostnad"),
        ("ca 600 tkr dyrare", "ca 600 tkr dyrare"),
        (
            "2 mnkr per år, exklusive moms",
            "2 mnkr per år, exklusive moms",
        ),
        (
            "0 kronor inom förskola/skola\nLåg, efter användning för övriga",
            "0 kronor inom förskola/skola Låg, efter användning för övriga",
        ),
        ("Låg, efter användningsgrad", "Låg, efter användningsgrad"),
        ("Ingår i licensen", "Ingår i licensen"),
        ("ca som i dag", "ca som i dag"),
    ] {
        assert_eq!(printed("kostnad", written), expected);
    }
    let Value::Cost(cost) = typed("kostnad", "50 tkr per år för licenser") else {
        panic!("a cost");
    };
    assert_eq!(cost.timing(), Some(Timing::PerYear));
    assert_eq!(cost.text(), Some("för licenser"));
    assert!(cost.timing().unwrap().is_recurring());
    assert!(!Timing::OverYears(3).is_recurring());
}

#[test]
fn a_count_is_exact_about_or_not_collected() {
    for (written, value, expected) in [
        ("43", Count::Exact(43), "43"),
        ("0", Count::Exact(0), "0"),
        ("Ca 650", Count::Approximate(650), "Ca 650"),
        ("ca 1 250", Count::Approximate(1250), "Ca 1250"),
        ("12 500", Count::Exact(12_500), "12 500"),
        ("ej insamlat", Count::NotCollected, "ej insamlat"),
        ("Inte insamlade", Count::NotCollected, "ej insamlat"),
    ] {
        assert_eq!(typed("antal", written), Value::Count(value));
        assert_eq!(printed("antal", written), expected);
    }
    assert_eq!(kind("antal").from_form("  "), Ok(None));
}

#[test]
fn a_vague_date_stands_for_the_days_it_may_mean() {
    for (written, expected, stored, first, last) in [
        (
            "2021-12-13",
            "13 december 2021",
            "2021-12-13",
            "2021-12-13",
            "2021-12-13",
        ),
        (
            "13 december 2021",
            "13 december 2021",
            "2021-12-13",
            "2021-12-13",
            "2021-12-13",
        ),
        (
            "maj 2022",
            "maj 2022",
            "2022-05",
            "2022-05-01",
            "2022-05-31",
        ),
        (
            "Maj månad 2022",
            "maj 2022",
            "2022-05",
            "2022-05-01",
            "2022-05-31",
        ),
        (
            "2024-02",
            "februari 2024",
            "2024-02",
            "2024-02-01",
            "2024-02-29",
        ),
        (
            "våren 2022",
            "våren 2022",
            "2022-21",
            "2022-03-01",
            "2022-05-31",
        ),
        (
            "sommar 2022",
            "sommaren 2022",
            "2022-22",
            "2022-06-01",
            "2022-08-31",
        ),
        (
            "hösten 2022",
            "hösten 2022",
            "2022-23",
            "2022-09-01",
            "2022-11-30",
        ),
        (
            "vintern 2022/2023",
            "vintern 2022/2023",
            "2022-24",
            "2022-12-01",
            "2023-02-28",
        ),
        (
            "vintern 2023–24",
            "vintern 2023/2024",
            "2023-24",
            "2023-12-01",
            "2024-02-29",
        ),
        ("2022", "2022", "2022", "2022-01-01", "2022-12-31"),
        (
            "2022–2023",
            "2022–2023",
            "2022/2023",
            "2022-01-01",
            "2023-12-31",
        ),
        (
            "2022-2023",
            "2022–2023",
            "2022/2023",
            "2022-01-01",
            "2023-12-31",
        ),
        (
            "maj-juni 2022",
            "maj–juni 2022",
            "2022-05/2022-06",
            "2022-05-01",
            "2022-06-30",
        ),
        (
            "från maj 2022 till våren 2023",
            "maj 2022 – våren 2023",
            "2022-05/2023-21",
            "2022-05-01",
            "2023-05-31",
        ),
        (
            "1–5 maj 2022",
            "1 maj 2022 – 5 maj 2022",
            "2022-05-01/2022-05-05",
            "2022-05-01",
            "2022-05-05",
        ),
        (
            "Q2 2022",
            "april–juni 2022",
            "2022-04/2022-06",
            "2022-04-01",
            "2022-06-30",
        ),
        (
            "fjärde kvartalet 2022",
            "oktober–december 2022",
            "2022-10/2022-12",
            "2022-10-01",
            "2022-12-31",
        ),
    ] {
        assert_eq!(printed("klart", written), expected);
        let Value::FuzzyDate(date) = typed("klart", written) else {
            panic!("a vague date");
        };
        assert_eq!(date.to_string(), stored);
        let days = (date.first().to_string(), date.last().to_string());
        assert_eq!(days, (first.to_owned(), last.to_owned()), "{written}");
    }
}

#[test]
fn what_is_named_is_found_where_it_is_known() {
    let person = |id: u128, name: &str, email: &str| KnownPerson {
        id: crate::domain::identifiers::Identifier::from_uuid(uuid::Uuid::from_u128(id)),
        name: name.to_owned(),
        email: email.to_owned(),
    };
    let directory = Directory {
        persons: Some(vec![
            person(1, "Anna Andersson", "anna@exempelby.se"),
            person(2, "Bo Berg", "bo.berg@exempelby.se"),
            person(3, "Bo Berg", "bo.b@exempelby.se"),
        ]),
        bodies: Some(vec![Known {
            id: "ks".parse().unwrap(),
            name: "Kommunstyrelsen".to_owned(),
            also: Some("ks".to_owned()),
        }]),
        ..Directory::default()
    };
    let read = |field: &str, text: &str| kind(field).from_form_with(text, &directory);
    let name = |value: Result<Option<Value>, String>| match value.unwrap().unwrap() {
        Value::Person(named) => (named.id.map(|id| id.uuid().as_u128()), named.name),
        _ => panic!("a person"),
    };
    assert_eq!(
        name(read("agare", "anna andersson")),
        (Some(1), "Anna Andersson".to_owned())
    );
    assert_eq!(
        name(read("agare", "bo.b@exempelby.se")),
        (Some(3), "Bo Berg".to_owned())
    );
    assert_eq!(
        name(read("agare", "Cia från bolaget")),
        (None, "Cia från bolaget".to_owned())
    );
    assert!(
        read("agare", "Bo Berg")
            .unwrap_err()
            .contains("e-postadress")
    );
    assert!(read("agare", "x@exempelby.se").is_err());
    for written in ["ks", "kommunstyrelsen"] {
        assert_eq!(
            read("organ", written),
            Ok(Some(Value::Body(Named {
                id: Some("ks".parse().unwrap()),
                name: "Kommunstyrelsen".to_owned(),
            })))
        );
    }
    assert!(
        read("organ", "Valnämnden")
            .unwrap_err()
            .contains("Kommunstyrelsen")
    );
}

#[test]
fn what_cannot_be_read_is_answered_with_how_to_mend_it() {
    let told: Vec<String> = [
        ("belopp", "mycket"),
        ("belopp", "2 mnkr per år"),
        ("belopp", "2.500.000 kr"),
        ("belopp", "99999999999999 mdkr"),
        ("kostnad", "3 licenser"),
        ("kostnad", "1,23456 kr"),
        ("antal", "många"),
        ("antal", "-1"),
        ("antal", "2,5"),
        ("klart", "snart"),
        ("klart", "i höst"),
        ("klart", "vintern 2022"),
        ("klart", "2022-02-30"),
        ("klart", "maj 22"),
        ("klart", "juni–maj 2022"),
        ("malgrupper", "elev, hund"),
        ("risker", "Avbrott | | hopplöshet"),
        ("statistik", "Stulna datorer | 3\nÖvrigt | 4"),
        ("statistik", "Stulna datorer | 3\nStulna datorer | 4"),
        ("statistik", "Stulna datorer | tre"),
    ]
    .into_iter()
    .map(|(field, text)| {
        let fault = kind(field).from_form(text).unwrap_err();
        format!("{field}: {text:?}\n{fault}")
    })
    .collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn fixed_rows_stand_in_the_order_of_the_file_and_the_missing_one_is_named() {
    let kind = kind("statistik");
    let value = typed(
        "statistik",
        "Stulna telefoner | ej insamlat\nStulna datorer | ca 40",
    );
    assert_eq!(
        kind.print(&value),
        "Slag: Stulna datorer, Antal: Ca 40; Slag: Stulna telefoner, Antal: ej insamlat"
    );
    let Value::Table(rows) = value else {
        panic!("a table");
    };
    assert_eq!(kind.missing_row(&rows), None);
    assert_eq!(kind.missing_row(&rows[..1]), Some("Stulna telefoner"));
}

#[test]
fn what_a_risk_comes_to_is_computed_and_never_stored() {
    let kind = kind("risker");
    let value = typed(
        "risker",
        "Avbrott | Strömmen går | riktighet, konfidentialitet | lag | medel | stor",
    );
    let table = kind.print_table(&value).unwrap();
    let cell = |heading: &str| {
        let place = table
            .headings
            .iter()
            .position(|one| one == heading)
            .unwrap();
        table.rows[0][place].clone()
    };
    assert_eq!(cell("Riskvärde"), "6");
    assert_eq!(cell("Risknivå"), "Hög");
    assert_eq!(cell("Påverkar"), "Konfidentialitet och Riktighet");
    assert_eq!(cell("Åtgärd"), "");
    let stored = serde_json::to_string(&value).unwrap();
    assert!(
        !stored.contains("varde") && !stored.contains("niva"),
        "{stored}"
    );
    let Value::Table(mut rows) = value else {
        panic!("a table");
    };
    let number = Value::Number(1.try_into().unwrap());
    rows[0].insert("varde".parse().unwrap(), number);
    assert!(!kind.accepts(&Value::Table(rows)));
}

#[test]
fn a_matrix_gives_each_value_its_level_at_the_very_border() {
    let FieldType::Risks { matrix, .. } = kind("risker") else {
        panic!("risks");
    };
    let levels: Vec<&str> = (1..=9)
        .map(|value| matrix.level(value).unwrap().key.as_str())
        .collect();
    assert_eq!(
        levels,
        [
            "lag", "lag", "mellan", "mellan", "mellan", "hog", "hog", "hog", "hog"
        ]
    );
    assert_eq!(matrix.level(0), None);
}
