//! The schema for editors, held against the reader: what the one accepts the other does.

use beslut::workflow::schema::schema;
use serde_json::Value;

const SOUND: &str = include_str!("sound.toml");

/// What a schema of the few kinds that we write has to say about a value.
fn faults(schema: &Value, value: &Value, at: &str, told: &mut Vec<String>) {
    if let Some(either) = schema["anyOf"].as_array() {
        let fits = |one: &&Value| {
            let mut told = Vec::new();
            faults(one, value, at, &mut told);
            told.is_empty()
        };
        if !either.iter().any(|one| fits(&one)) {
            told.push(format!("{at}: fits nothing"));
        }
        return;
    }
    let is_right = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !is_right {
        told.push(format!("{at}: not {}", schema["type"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|words| !words.contains(value))
    {
        told.push(format!("{at}: {value} is no word"));
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            told.push(format!("{at}: {key} is missing"));
        }
    }
    for (place, entry) in value.as_array().into_iter().flatten().enumerate() {
        faults(&schema["items"], entry, &format!("{at}[{place}]"), told);
    }
    for (key, entry) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => told.push(format!("{at}: unknown")),
            (Value::Null, Value::Null) => {}
            (Value::Null, others) => faults(others, entry, &at, told),
            (known, _) => faults(known, entry, &at, told),
        }
    }
}

fn faults_of(source: &str) -> Vec<String> {
    let table: toml::Table = source.parse().unwrap();
    let mut told = Vec::new();
    faults(
        &schema(),
        &serde_json::to_value(table).unwrap(),
        "",
        &mut told,
    );
    told
}

#[test]
fn every_file_that_ships_follows_the_schema() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/workflows");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.extension().is_none_or(|extension| extension != "toml")
            || name.ends_with(".scenario.toml")
        {
            continue;
        }
        let told = faults_of(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(told, Vec::<String>::new(), "{name}");
        files += 1;
    }
    assert!(files > 0);
    assert_eq!(faults_of(SOUND), Vec::<String>::new());
}

#[test]
fn what_the_reader_refuses_for_its_form_the_schema_refuses_too() {
    for (from, to, told) in [
        ("lead =", "leder = 'x'\nlead =", ".leder: unknown"),
        ("version = 1", "version = '1'", ".version: not \"integer\""),
        ("id = \"prov\"\n", "", ": \"id\" is missing"),
        (
            "mode = \"parallel\"",
            "mode = \"paralell\"",
            ".review.mode: \"paralell\" is no word",
        ),
        (
            "type = \"number\"",
            "type = \"nummer\"",
            ".fields.belopp: \"nummer\" is no word",
        ),
        (
            "substitute = true",
            "substitute = \"ja\"",
            ".roles.jurist.substitute: not \"boolean\"",
        ),
        (
            "remind = [\"-3 workdays\"]",
            "remind = \"-3 workdays\"",
            ".review.steps[0].remind: not \"array\"",
        ),
        (
            "ref = \"Regel 1\"",
            "reff = \"Regel 1\"",
            ".gates[0].reff: unknown",
        ),
        (
            "binding = \"should\"",
            "binding = \"bör\"",
            ".gates[3].binding: \"bör\" is no word",
        ),
        (
            "by = \"namnd\", needs",
            "av = \"namnd\", needs",
            ".gates[4].override: \"by\" is missing",
        ),
    ] {
        assert!(SOUND.contains(from), "{from}");
        let found = faults_of(&SOUND.replacen(from, to, 1));
        let found = found
            .join("; ")
            .replace(".fields.belopp.type", ".fields.belopp");
        assert!(found.contains(told), "{to}: {found}");
    }
}

#[test]
fn the_schema_knows_the_words_and_what_they_mean() {
    let schema = schema();
    let phases =
        &schema["properties"]["fields"]["additionalProperties"]["properties"]["required"]["enum"];
    assert!(phases.as_array().unwrap().contains(&"review".into()));
    assert!(schema["properties"]["gates"]["description"].is_string());
}
