//! Files that are made to take long end all the same, and what is decided ends with them.

use crate::workflow::finding::Code;
use crate::workflow::gate::LONGEST;
use crate::workflow::gate::cases::Effort;
use crate::workflow::read::notes::Notes;
use crate::workflow::read::{LARGEST_FILE, definition, parsed};
use std::fmt::Write as _;

const BEGINNING: &str = r#"
format = 1
id = "prov"
version = 1
title = "Prov"
lead = "handlaggare"
roles.handlaggare = { title = "Handläggare", from = "matter.officer" }
"#;

/// What the conditions of a file took, and what was said of it.
fn linted(source: &str) -> (usize, String) {
    assert!(source.len() <= LARGEST_FILE, "{}", source.len());
    let notes = Notes::new("prov.toml", source);
    parsed(&notes, definition);
    let spent = notes.effort().spent();
    (spent, notes.into_findings().to_string())
}

/// A file as large as may be, with as many `parts` as there is room for.
fn filled_with(fields: &str, part: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = format!("{BEGINNING}{fields}");
    for number in 0.. {
        let part = part(number);
        if text.len() + part.len() + end.len() > LARGEST_FILE {
            break;
        }
        text.push_str(&part);
    }
    text + end
}

/// Numbers that no other list has, in a list as long as a condition may be.
fn numbers(list: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        let next = format!("{}, ", list * 1000 + number);
        if text.len() + next.len() + 40 > LONGEST {
            break;
        }
        text.push_str(&next);
    }
    text.trim_end_matches(", ").to_owned()
}

#[test]
fn a_hostile_file_takes_no_more_than_its_share() {
    let belopp = "fields.belopp = { type = \"number\", title = \"Belopp\" }\n";
    let last = "[[decision.routes]]\nid = \"sist\"\nby = \"namnd\"\n";
    let long_routes = filled_with(
        belopp,
        |at| {
            let list = numbers(at);
            format!(
                "[[decision.routes]]\nid = \"r{at}\"\nby = \"namnd\"\nwhen = \"belopp in [{list}]\"\n"
            )
        },
        last,
    );
    let many_routes = filled_with(
        belopp,
        |at| {
            format!(
                "[[decision.routes]]\nid = \"r{at}\"\nby = \"namnd\"\nwhen = \"belopp == {at}\"\n"
            )
        },
        last,
    );
    let mut bits = String::new();
    for at in 0..14 {
        let _ = writeln!(
            bits,
            "fields.b{at} = {{ type = \"bool\", title = \"B\", required = \"review\" }}"
        );
    }
    let either: Vec<String> = (0..14).map(|at| format!("b{at}")).collect();
    let either = vec![either.join(" and "); 40].join(" or ");
    let heavy_gates = filled_with(
        &bits,
        |at| {
            format!(
                "[[gates]]\nid = \"g{at}\"\nat = [\"ready\"]\ncheck = \"{either}\"\nmessage = \"Nej.\"\nref = \"R\"\n"
            )
        },
        last,
    );
    for source in [long_routes, many_routes, heavy_gates] {
        let (spent, said) = linted(&source);
        // The last condition may go over by its own parts.
        assert!(spent <= Effort::MOST + LARGEST_FILE, "{spent}");
        assert!(said.contains("varning[W054]"), "{said}");
    }
}

#[test]
fn the_files_that_ship_are_far_from_the_limit() {
    for source in crate::office::workflows::shipped() {
        let part = source.shared.values().next().map_or("", String::as_str);
        assert!(part.len() < LARGEST_FILE);
        let (_, findings) = source.lint();
        assert!(!findings.to_string().contains("W054"), "{findings}");
    }
}

#[test]
fn a_file_full_of_faults_is_told_of_some_of_them() {
    let faulty = filled_with("", |at| format!("x{at} = 1\n"), "");
    let (_, said) = linted(&faulty);
    assert_eq!(said.lines().count(), 501);
    assert!(said.contains("fel[E044]"));
}

#[test]
fn what_is_not_told_is_as_bad_as_the_worst_of_it() {
    for (rest, severity) in [
        (vec![Code::NotUsed], "varning"),
        (vec![Code::NotUsed, Code::UnknownKey], "fel"),
        (vec![Code::UnknownKey, Code::NotUsed], "fel"),
    ] {
        let notes = Notes::new("prov.toml", BEGINNING);
        for code in [Code::NotUsed; 500].into_iter().chain(rest) {
            notes.add(code, &(0..1), "prov", None);
        }
        let findings = notes.into_findings();
        assert_eq!(findings.0.len(), 501);
        assert_eq!(findings.has_errors(), severity == "fel");
        assert!(findings.to_string().contains(&format!("{severity}[E044]")));
    }
}
