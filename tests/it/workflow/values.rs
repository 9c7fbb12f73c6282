//! Values: what people type, what is stored, and what they read.

use beslut::workflow::read;
use beslut::workflow::value::{FieldType, Value};
use proptest::prelude::*;

const SOUND: &str = include_str!("sound.toml");

fn kind(field: &str) -> FieldType {
    read("prov.toml", SOUND)
        .unwrap()
        .field(field)
        .unwrap()
        .kind
        .clone()
}

#[test]
fn what_is_typed_is_read_and_printed_in_swedish() {
    for (field, typed, printed) in [
        ("belopp", " 2 500 000 ", "2\u{a0}500\u{a0}000"),
        ("belopp", "99,9", "99,9"),
        ("klar", "2021-12-13", "13 december 2021"),
        ("klar", "13 december 2021", "13 december 2021"),
        ("sort", "a", "Första"),
        ("sort", "första", "Första"),
        ("klass", "K1", "K1"),
        (
            "lander",
            "SE | drift\nusa",
            "Land: Sverige, Andamal: drift; Land: USA",
        ),
        (
            "lander",
            "se | drift \\| stöd\r\n\r\n | bara ändamål",
            "Land: Sverige, Andamal: drift | stöd; Andamal: bara ändamål",
        ),
    ] {
        let kind = kind(field);
        let value = kind.from_form(typed).unwrap().unwrap();
        assert!(kind.accepts(&value));
        assert_eq!(kind.print(&value), printed);
    }
}

#[test]
fn nothing_typed_is_no_value() {
    for field in ["belopp", "klar", "sort", "klass", "lander"] {
        assert_eq!(kind(field).from_form(" \r\n "), Ok(None));
    }
    assert_eq!(kind("lander").from_form(" | \n | "), Ok(None));
    assert_eq!(FieldType::Bool.from_form(""), Ok(None));
}

#[test]
fn what_cannot_be_read_is_answered_with_how_to_mend_it() {
    let mut told = Vec::new();
    for (field, typed) in [
        ("belopp", "mycket"),
        ("klar", "i december"),
        ("klar", "2021-02-30"),
        ("sort", "c"),
        ("klass", "k1 eller så"),
        ("lander", "SE | drift\nNorden | stöd"),
        ("lander", "SE | drift | mer"),
    ] {
        told.push(format!(
            "{field}: {typed:?}\n{}",
            kind(field).from_form(typed).unwrap_err()
        ));
    }
    told.push(FieldType::Bool.from_form("kanske").unwrap_err());
    told.push(FieldType::Text.from_form("två\nrader").unwrap_err());
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_table_in_a_file_may_be_rows_or_text() {
    let kind = kind("lander");
    let rows: toml::Table = "x = [{ land = 'SE', andamal = 'drift' }]".parse().unwrap();
    let text: toml::Table = "x = 'SE | drift'".parse().unwrap();
    assert_eq!(kind.from_toml(&rows["x"]), kind.from_toml(&text["x"]));
}

#[test]
fn a_file_with_the_wrong_type_is_answered_with_what_should_stand_there() {
    let wrong: toml::Table = "tal = '5 st'\nja = 'ja'\ndag = 5\nrad = ['SE']"
        .parse()
        .unwrap();
    let told = [
        kind("belopp").from_toml(&wrong["tal"]),
        FieldType::Bool.from_toml(&wrong["ja"]),
        kind("klar").from_toml(&wrong["dag"]),
        kind("lander").from_toml(&wrong["rad"]),
    ];
    let told: Vec<String> = told.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_stored_form_says_what_it_is() {
    let value = kind("lander").from_form("SE | drift").unwrap().unwrap();
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"type":"table","value":[{"andamal":{"type":"text","value":"drift"},"land":{"type":"country","value":"SE"}}]}"#
    );
    let value = kind("belopp").from_form("2 500 000").unwrap().unwrap();
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"type":"number","value":"2500000"}"#
    );
}

proptest! {
    #[test]
    fn any_text_in_any_field_is_read_or_refused_and_survives_every_form(
        typed in "\\PC{0,40}(\n\\PC{0,20})?",
        field in prop::sample::select(vec!["belopp", "klar", "sort", "klass", "lander"]),
    ) {
        for kind in [kind(field), FieldType::Text, FieldType::Richtext, FieldType::Bool, FieldType::Country] {
            let Ok(Some(value)) = kind.from_form(&typed) else { continue };
            prop_assert!(kind.accepts(&value));
            prop_assert_eq!(kind.from_form(&kind.form_text(&value)), Ok(Some(value.clone())));
            prop_assert_eq!(kind.from_toml(&value.to_toml()), Ok(value.clone()));
            let stored = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), value);
        }
    }

    #[test]
    fn rows_survive_every_form(cells in prop::collection::vec(("[A-Z]{2}", "[^\r\n]{0,12}"), 1..5)) {
        let kind = kind("lander");
        let rows: Vec<String> = cells
            .iter()
            .map(|(land, andamal)| format!("{land} | {}", andamal.replace('\\', "\\\\").replace('|', "\\|")))
            .collect();
        let value = kind.from_form(&rows.join("\n")).unwrap().unwrap();
        prop_assert_eq!(kind.from_form(&kind.form_text(&value)), Ok(Some(value.clone())));
        prop_assert_eq!(kind.from_toml(&value.to_toml()), Ok(value));
    }
}
