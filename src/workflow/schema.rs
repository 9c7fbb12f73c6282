//! The JSON Schema of a workflow file, for editors: which keys there are, where, and what they hold.
//!
//! It is not written by hand. The reader reads a file that has every part of the language
//! (`schema/every_part.toml`), and what it asks for is written down: the schema cannot promise a key
//! that the reader does not know, nor leave out one that it asks for. What a key means stands in
//! [`MEANINGS`].

use serde_json::{Map, Value, json};

use super::read::inquiry::{Asked, Form, Shape, Shapes};
use super::read::shapes;

/// A file with every part of the language.
const EVERY_PART: &str = include_str!("schema/every_part.toml");

/// What keys mean, by the place of their table.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "",
        "format",
        "Vilken version av språket som filen är skriven i.",
    ),
    ("", "id", "Ärendetypens namn, som också är filens namn."),
    ("", "version", "Höjs när innehållet ändras."),
    ("", "title", "Vad ärendetypen heter för människor."),
    ("", "lead", "Rollen som skriver utkastet."),
    ("", "roles", "Vilka som deltar."),
    ("", "scales", "Skalor med ordning, lägsta steget först."),
    ("", "fields", "Vad som ska fyllas i."),
    ("", "sections", "Textens avsnitt."),
    ("", "documents", "Handlingar som hör till ärendet."),
    ("", "gates", "Vad som stoppar ärendet."),
    ("", "review", "Vilka som granskar."),
    ("", "decision", "Vem som beslutar."),
    (
        "fields.*",
        "required",
        "Fasen som inte får börja innan fältet är ifyllt.",
    ),
    (
        "fields.*",
        "heading",
        "Rubriken som fältet och de följande står under.",
    ),
    (
        "fields.*",
        "when",
        "När fältet hör till ärendet. Utan villkor: alltid.",
    ),
    (
        "sections[]",
        "when",
        "När avsnittet hör till ärendet. Utan villkor: alltid.",
    ),
    (
        "gates[]",
        "at",
        "Faserna, eller stegen i verkställigheten (\"execution:…\"), som spärren står före.",
    ),
    (
        "gates[]",
        "check",
        "Villkoret som säkert måste vara uppfyllt.",
    ),
    (
        "gates[]",
        "message",
        "Vad som sägs när det inte är uppfyllt. {fält} byts mot fältets värde.",
    ),
    ("gates[]", "ref", "Regeln som spärren bygger på."),
    (
        "gates[]",
        "binding",
        "must stoppar ärendet, should varnar bara.",
    ),
    ("gates[]", "override", "Vem som får besluta trots spärren."),
    (
        "gates[].override",
        "by",
        "Organet som självt måste besluta.",
    ),
    (
        "gates[].override",
        "needs",
        "Handlingen som måste finnas, \"document:…\".",
    ),
    (
        "review",
        "join",
        "Hur många som måste godkänna: all, any eller ett antal.",
    ),
    (
        "review.steps[]",
        "deadline",
        "Arbetsdagar att svara på, \"10 workdays\".",
    ),
    (
        "decision.routes[]",
        "when",
        "När vägen tas. Den sista vägen har inget villkor.",
    ),
    (
        "decision.routes[]",
        "by",
        "delegate, urgent_chair, ett organ eller flera organ i ordning.",
    ),
];

/// The schema, as JSON Schema 2020-12.
pub fn schema() -> Value {
    let shapes = shapes(EVERY_PART);
    let mut schema = object(&shapes, "");
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        schema.insert("title".to_owned(), json!("Ärendetyp i Beslut"));
    }
    schema
}

/// A table whose keys are known; one that was never read can hold anything.
fn object(shapes: &Shapes, place: &str) -> Value {
    let Some(shape) = shapes.get(place) else {
        return json!({ "type": "object" });
    };
    let properties: Map<String, Value> = shape
        .keys
        .iter()
        .map(|(key, asked)| ((*key).to_owned(), property(shapes, place, key, asked)))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": demanded(shape),
        "additionalProperties": false,
    })
}

fn demanded(shape: &Shape) -> Vec<&str> {
    let keys = shape.keys.keys().copied();
    keys.filter(|key| shape.demands(key)).collect()
}

fn property(shapes: &Shapes, place: &str, key: &str, asked: &Asked) -> Value {
    let inner = if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    };
    let text = || match asked.words() {
        Some(words) => json!({ "type": "string", "enum": words }),
        None => json!({ "type": "string" }),
    };
    let mut schema = match asked.form {
        Form::Any => json!({}),
        Form::Text => text(),
        Form::Truth => json!({ "type": "boolean" }),
        Form::Whole => json!({ "type": "integer" }),
        Form::Texts => json!({ "type": "array", "items": text() }),
        Form::Table => object(shapes, &inner),
        Form::Tables => json!({ "type": "array", "items": object(shapes, &format!("{inner}[]")) }),
        Form::Named => {
            json!({ "type": "object", "additionalProperties": entry(shapes, &inner, asked) })
        }
    };
    let meaning = MEANINGS
        .iter()
        .find(|(at, of, _)| *at == place && *of == key);
    if let (Some((.., meaning)), Some(schema)) = (meaning, schema.as_object_mut()) {
        schema.insert("description".to_owned(), json!(meaning));
    }
    schema
}

/// What stands under each of the file's own names.
fn entry(shapes: &Shapes, place: &str, asked: &Asked) -> Value {
    let entries = format!("{place}.*");
    if !shapes.contains_key(&entries) {
        return json!({});
    }
    let long = object(shapes, &entries);
    if asked.has_short_entries {
        json!({ "anyOf": [{ "type": "string" }, long] })
    } else {
        long
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_with_every_part_is_sound() {
        let (definition, findings) = crate::workflow::lint("every_part.toml", EVERY_PART);
        assert_eq!(findings.to_string(), "");
        assert!(definition.is_some());
    }

    #[test]
    fn every_meaning_is_of_a_key_that_is_read() {
        let shapes = shapes(EVERY_PART);
        for (place, key, _) in MEANINGS {
            assert!(shapes[*place].keys.contains_key(key), "{place}: {key}");
        }
    }

    #[test]
    fn no_name_of_the_file_is_taken_for_a_word_of_the_language() {
        assert!(!schema().to_string().contains("prov_"));
    }
}
