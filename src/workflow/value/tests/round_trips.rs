//! Every value survives the form, the matter file, the store and the printed words.

use super::*;
use proptest::prelude::*;

fn money() -> impl Strategy<Value = String> {
    let unit = prop::sample::select(vec!["kronor", "kr", "tkr", "mnkr", ""]);
    let about = prop::sample::select(vec!["", "ca ", "cirka "]);
    (about, 0..10_000_000_u32, 0..10_000_u32, unit)
        .prop_map(|(about, whole, decimals, unit)| format!("{about}{whole},{decimals:04} {unit}"))
}

fn cost() -> impl Strategy<Value = String> {
    let timing = prop::sample::select(vec![
        "",
        "per år",
        "/år",
        "per månad",
        "under tre år",
        "över 40 år",
        "i engångskostnad",
        "löpande",
    ]);
    (prop::option::of(money()), timing, "[a-zåäö ,.;:/0-9]{0,30}")
        .prop_map(|(money, timing, text)| format!("{} {timing} {text}", money.unwrap_or_default()))
}

fn point() -> impl Strategy<Value = String> {
    let months = prop::sample::select(vec!["januari", "maj", "december"]);
    let seasons = prop::sample::select(vec!["våren", "sommaren", "hösten"]);
    let year = 1800..2200_i32;
    prop_oneof![
        year.clone().prop_map(|year| year.to_string()),
        (months, year.clone()).prop_map(|(month, year)| format!("{month} {year}")),
        (seasons, year.clone()).prop_map(|(season, year)| format!("{season} {year}")),
        (1800..2199_i32).prop_map(|year| format!("vintern {year}/{}", year + 1)),
        (year, 1..13_u32, 1..29_u32)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
    ]
}

fn vague() -> impl Strategy<Value = String> {
    let between = prop::sample::select(vec![" – ", " till ", "–", "/"]);
    (point(), prop::option::of((between, point()))).prop_map(|(from, to)| match to {
        None => from,
        Some((between, to)) => format!("{from}{between}{to}"),
    })
}

fn survives(field: &str, text: &str) -> Result<bool, TestCaseError> {
    let kind = kind(field);
    let Ok(Some(value)) = kind.from_form(text) else {
        return Ok(false);
    };
    prop_assert!(kind.accepts(&value));
    prop_assert_eq!(
        kind.from_form(&kind.form_text(&value)),
        Ok(Some(value.clone()))
    );
    prop_assert_eq!(kind.from_toml(&value.to_toml()), Ok(value.clone()));
    let stored = serde_json::to_string(&value).unwrap();
    prop_assert_eq!(
        serde_json::from_str::<Value>(&stored).unwrap(),
        value.clone()
    );
    let written = format!("x = {}", value.to_toml());
    let read: toml::Table = written.parse().unwrap();
    prop_assert_eq!(kind.from_toml(&read["x"]), Ok(value.clone()));
    if kind.columns().is_none() {
        let printed = kind.form_text(&value);
        prop_assert_eq!(kind.from_form(&printed), Ok(Some(value)));
    }
    Ok(true)
}

proptest! {
    #[test]
    fn money_survives(text in money()) {
        prop_assert!(survives("belopp", &text)?, "{}", text);
    }

    #[test]
    fn a_cost_survives(text in cost()) {
        survives("kostnad", &text)?;
    }

    #[test]
    fn a_count_survives(number: u32, about: bool) {
        let text = format!("{}{number}", if about { "ca " } else { "" });
        prop_assert!(survives("antal", &text)?);
    }

    #[test]
    fn one_point_in_time_survives(text in point()) {
        prop_assert!(survives("klart", &text)?, "{}", text);
    }

    #[test]
    fn a_vague_date_survives_and_ends_after_it_begins(text in vague()) {
        if survives("klart", &text)? {
            let Value::FuzzyDate(date) = typed("klart", &text) else { panic!("a vague date") };
            prop_assert!(date.first() <= date.last());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        for field in ["belopp", "kostnad", "antal", "klart", "agare", "enhet", "organ", "bilaga", "arende", "malgrupper", "risker", "aktiviteter", "statistik", "namnder"] {
            survives(field, &text)?;
        }
    }

    #[test]
    fn statistics_survive(antal in prop_oneof![Just("ej insamlat".to_owned()), (0..5000_u32).prop_map(|n| format!("ca {n}")), (0..5000_u32).prop_map(|n| n.to_string())]) {
        let rows = format!("Stulna telefoner | {antal}\nStulna datorer | 0");
        prop_assert!(survives("statistik", &rows)?);
    }

    #[test]
    fn activities_survive(text in "[a-zåäö |\\\\]{1,20}", klart in vague()) {
        let cell = text.replace('\\', "\\\\").replace('|', "\\|");
        survives("aktiviteter", &format!("{cell} | | annat | | Anna Ek | {klart} | paborjad"))?;
    }
}

#[test]
fn a_file_says_a_count_in_three_ways() {
    let read = |written: &str| {
        let table: toml::Table = format!("x = {written}").parse().unwrap();
        kind("antal").from_toml(&table["x"])
    };
    for (written, value) in [
        ("43", Count::Exact(43)),
        ("{ value = 43 }", Count::Exact(43)),
        ("{ value = 650, approx = true }", Count::Approximate(650)),
        ("{ collected = false }", Count::NotCollected),
        ("'Ca 650'", Count::Approximate(650)),
    ] {
        assert_eq!(read(written), Ok(Value::Count(value)));
    }
    for wrong in [
        "{ }",
        "{ value = 0, collected = false }",
        "{ approx = true }",
        "{ value = -1 }",
        "{ antal = 3 }",
        "{ value = 3, approx = 'ja' }",
        "true",
        "2.5",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_stored_cost_that_cannot_be_written_is_refused() {
    for wrong in [
        r"{}",
        r#"{"text":"50 kronor"}"#,
        r#"{"text":"två\nrader"}"#,
        r#"{"timing":"per_year"}"#,
    ] {
        assert!(serde_json::from_str::<Cost>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_stored_form_says_what_it_is() {
    for (field, text, stored) in [
        (
            "belopp",
            "ca 2 mnkr",
            r#"{"type":"money","value":{"number":"2","unit":"mnkr","approximate":true}}"#,
        ),
        (
            "kostnad",
            "50 tkr per år",
            r#"{"type":"cost","value":{"amount":{"number":"50","unit":"tkr","approximate":false},"timing":"per_year"}}"#,
        ),
        (
            "antal",
            "ca 650",
            r#"{"type":"count","value":{"approximate":650}}"#,
        ),
        (
            "antal",
            "ej insamlat",
            r#"{"type":"count","value":"not_collected"}"#,
        ),
        (
            "klart",
            "hösten 2022",
            r#"{"type":"fuzzy_date","value":"2022-23"}"#,
        ),
        (
            "agare",
            "Anna Ek",
            r#"{"type":"person","value":{"name":"Anna Ek"}}"#,
        ),
        (
            "organ",
            "ks",
            r#"{"type":"body","value":{"id":"ks","name":"ks"}}"#,
        ),
        (
            "malgrupper",
            "lärare, elever",
            r#"{"type":"several","value":["elev","larare"]}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&typed(field, text)).unwrap(), stored);
    }
}
