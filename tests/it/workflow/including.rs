//! Files that a workflow file includes: whose names hold where, and everything that is refused.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use beslut::workflow::definition::Definition;
use beslut::workflow::finding::Findings;
use beslut::workflow::phase::Phase;
use beslut::workflow::source::{LARGEST_TOGETHER, MOST_INCLUDED, Source, included};

const SOUND: &str = include_str!("sound.toml");

/// A shared file with every part that can be shared.
const SHARED: &str = r#"
format = 1
[scales]
niva = ["lag", "hog"]
[fields]
personuppgifter = { type = "bool", title = "Personuppgifter", required = "review" }
kanslighet = { type = "level", title = "Känslighet", scale = "niva", required = "review" }
mottagare = { type = "table", title = "Mottagare", columns = { namn = "text", niva = { type = "level", title = "Nivå", scale = "niva" } } }
[documents.konsekvens]
title = "Konsekvensbedömning"
author = "jurist"
[[sections]]
id = "skal"
title = "Skäl"
[[gates]]
id = "bedomd"
at = ["ready"]
check = "personuppgifter == false or (kanslighet <= 'lag' and not any(mottagare, row.niva == 'hog')) or document('konsekvens').exists or approved('juridik')"
message = "Känsligheten {kanslighet} kräver en bedömning."
ref = "Dataskyddsförordningen, artikel 35"
"#;

fn including(list: &str, shared: &[(&str, &str)]) -> Source {
    Source {
        name: "workflows/prov.toml".to_owned(),
        text: format!("include = {list}\n{SOUND}"),
        shared: shared
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

fn one(shared: &str) -> Source {
    including(
        "[\"gemensamt/dataskydd.toml\"]",
        &[("gemensamt/dataskydd.toml", shared)],
    )
}

fn told(source: &Source) -> String {
    let (definition, findings) = source.lint();
    assert_eq!(definition.is_none(), findings.has_errors());
    findings.to_string()
}

fn whole() -> Definition {
    let (definition, findings) = one(SHARED).lint();
    assert_eq!(findings.to_string(), "");
    definition.unwrap()
}

#[test]
fn the_parts_come_last_under_the_name_of_their_file() {
    let definition = whole();
    let fields: Vec<&str> = definition.fields.iter().map(|f| f.key.as_str()).collect();
    assert_eq!(
        fields[fields.len() - 3..],
        [
            "dataskydd_personuppgifter",
            "dataskydd_kanslighet",
            "dataskydd_mottagare"
        ]
    );
    assert!(definition.section("dataskydd-skal").is_some());
    assert!(definition.document("dataskydd-konsekvens").is_some());
    let gate = definition.gates.last().unwrap();
    assert_eq!(gate.key.as_str(), "dataskydd-bedomd");
    assert_eq!(
        gate.message,
        "Känsligheten {dataskydd_kanslighet} kräver en bedömning."
    );
    assert!(definition.gates_at(Phase::Ready).any(|at| at == gate));
}

/// What a section is filled with is a table of the file that says so.
#[test]
fn a_section_is_filled_with_the_table_of_its_own_file() {
    let filled = |fill: &str| {
        let section = format!("id = \"skal\"\nfill = {fill}");
        let mut source = one(&SHARED.replace("id = \"skal\"", &section));
        source.text += "\n[fields.ar]\ntitle = \"År\"\ntype = \"number\"\n";
        let (definition, findings) = source.lint();
        assert_eq!(findings.to_string(), "", "{fill}");
        let definition = definition.unwrap();
        let fills = &definition.section("dataskydd-skal").unwrap().fill;
        fills.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let long = "statistics:dataskydd_mottagare";
    assert_eq!(filled("\"statistics:mottagare\""), [long]);
    assert_eq!(
        filled("[\"decisions_of_year\", \"statistics:mottagare\"]"),
        ["decisions_of_year", long]
    );
    assert_eq!(
        filled("\"statistics:kostnader\""),
        ["statistics:kostnader"],
        "a table of the file that includes"
    );
}

#[test]
fn the_file_that_includes_names_the_long_names() {
    let mut source = one(SHARED);
    source.text = source.text.replace(
        "klass == 'K1' and sort",
        "dataskydd_kanslighet == 'hog' and klass == 'K1' and sort",
    );
    assert_eq!(told(&source), "");
    source.text = source.text.replace("dataskydd_kanslighet", "kanslighet");
    assert!(told(&source).contains("fel[E011]"), "{}", told(&source));
}

#[test]
fn a_fault_in_the_included_file_is_told_there() {
    let faulty = SHARED
        .replace("row.niva == 'hog'", "row.nivan == 'hog'")
        .replace("author = \"jurist\"", "author = \"juristen\"");
    insta::assert_snapshot!(told(&one(&faulty)));
    let torn = SHARED.replace("title = \"Skäl\"", "title = \"Skäl");
    insta::assert_snapshot!(told(&one(&torn)));
}

#[test]
fn what_cannot_be_included_is_refused_with_the_reason() {
    let mut told_of = String::new();
    for (case, source) in [
        ("saknas", including("[\"a.toml\"]", &[])),
        (
            "utanför mappen",
            including("[\"../a.toml\"]", &[("../a.toml", SHARED)]),
        ),
        ("från roten", including("[\"/etc/a.toml\"]", &[])),
        ("annan sorts fil", including("[\"a.txt\"]", &[])),
        ("stora bokstäver", including("[\"Delat/A.toml\"]", &[])),
        (
            "samma namn två gånger",
            including(
                "[\"a/x.toml\", \"b/x.toml\"]",
                &[("a/x.toml", "format = 1"), ("b/x.toml", "format = 1")],
            ),
        ),
        ("ingen lista", including("\"a.toml\"", &[])),
        (
            "inkluderar i sin tur",
            one("format = 1\ninclude = [\"b.toml\"]\n"),
        ),
        (
            "det som inte delas",
            one("format = 1\n[roles]\nx = { title = \"X\", from = \"matter.officer\" }\n"),
        ),
        ("utan format", one("[scales]\n")),
        ("annat format", one("format = 7\n")),
        (
            "krockar",
            one("format = 1\n[fields]\nx = { type = \"text\", title = \"X\" }\n"),
        ),
        ("fel slag", one("format = 1\n[gates]\nx = 1\n")),
    ] {
        let mut source = source;
        if case == "krockar" {
            source.text = source.text.replacen(
                "[[sections]]",
                "[fields.dataskydd_x]\ntype = \"text\"\ntitle = \"Egen\"\n[[sections]]",
                1,
            );
        }
        let _ = write!(told_of, "--- {case}\n{}", told(&source));
    }
    insta::assert_snapshot!(told_of);
}

#[test]
fn there_are_limits() {
    let many: Vec<String> = (0..=MOST_INCLUDED).map(|n| format!("a{n}.toml")).collect();
    let shared: Vec<(&str, &str)> = many
        .iter()
        .map(|path| (path.as_str(), "format = 1"))
        .collect();
    let source = including(&format!("{many:?}"), &shared);
    assert_eq!(included(&source.text).len(), MOST_INCLUDED);
    assert!(told(&source).contains("högst 8 filer kan inkluderas"));

    let long = format!("format = 1\n# {}\n", "x".repeat(LARGEST_TOGETHER / 2 - 100));
    let source = including(
        "[\"a.toml\", \"b.toml\"]",
        &[("a.toml", &long), ("b.toml", &long)],
    );
    assert!(
        told(&source).contains("tillsammans större än 512 kB"),
        "{}",
        told(&source)
    );
}

#[test]
fn the_hash_is_of_all_that_is_said() {
    let hash = |shared: &str| one(shared).read().map(|definition| definition.hash);
    let same = format!("# En kommentar\n{SHARED}");
    assert_eq!(hash(SHARED), hash(&same));
    let other = SHARED.replace("Känslighet\"", "Hur känsligt\"");
    assert_ne!(hash(SHARED), hash(&other));
}

#[test]
fn only_paths_inside_the_folder_are_ever_fetched() {
    let text = "include = [\"a.toml\", \"../b.toml\", \"/c.toml\", \"d/../e.toml\", \"gemensamt/f.toml\", \"g.txt\", 7]";
    assert_eq!(included(text), ["a.toml", "gemensamt/f.toml"]);
    assert!(included("include = ").is_empty());
}

#[test]
fn a_file_read_alone_says_that_what_it_includes_is_missing() {
    let source = including("[\"a.toml\"]", &[]);
    let refused: Result<Definition, Findings> = beslut::workflow::read("prov.toml", &source.text);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("filen finns inte")
    );
}
