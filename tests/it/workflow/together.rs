//! What is wrong between files.

use beslut::workflow::{changed_silently, lint_set, read};

const SOUND: &str = include_str!("sound.toml");

/// A file with this id that opens matters of other types.
fn file(id: &str, rest: &str) -> String {
    format!("id = '{id}'\n{rest}\n")
}

fn told(files: &[(&str, String)]) -> String {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    lint_set(&files).to_string()
}

#[test]
fn types_that_open_each_other_without_end_are_refused() {
    insta::assert_snapshot!(told(&[
        ("a.toml", file("rapport", "[[collections]]\nopens = 'plan'")),
        ("b.toml", file("plan", "[carry_over]\ninto = 'beslut'")),
        (
            "c.toml",
            file(
                "beslut",
                "[[collections]]\nopens = 'rapport'\n[[collections]]\nopens = 'annat'"
            )
        ),
        ("d.toml", file("annat", "[[collections]]\nopens = 'annat'")),
        ("e.toml", file("plan", "")),
        ("f.toml", file("sista", "[[collections]]\nopens = 'plann'")),
    ]));
}

#[test]
fn what_is_left_over_may_go_on_to_the_same_type() {
    let files = [
        ("plan.toml", file("plan", "[carry_over]\ninto = 'plan'")),
        (
            "rapport.toml",
            file(
                "rapport",
                "[carry_over]\ninto = 'plan'\n[[collections]]\nopens = 'svar'",
            ),
        ),
        ("svar.toml", file("svar", "")),
        ("trasig.toml", "id = ".to_owned()),
    ];
    assert_eq!(told(&files), "");
}

#[test]
fn a_file_that_is_changed_must_have_a_new_version() {
    let definition = |source: &str| read("prov.toml", source).unwrap();
    let was = definition(SOUND);
    let was = (was.version, was.hash);
    let said = |source: &str| {
        changed_silently(("prov.toml", source), &definition(source), was)
            .map(|finding| finding.to_string())
    };
    let changed = SOUND.replacen("Beloppet är för högt.", "Beloppet är för stort.", 1);
    assert_eq!(
        said(&changed).as_deref(),
        Some(
            "prov.toml:3:11: fel[E072]: innehållet är ändrat, men versionen är fortfarande 1 – skriv version = 2"
        )
    );
    assert_eq!(
        said(&changed.replacen("version = 1", "version = 2", 1)),
        None
    );
    assert_eq!(said(&format!("# En kommentar\n{SOUND}")), None);
}

#[test]
fn a_section_lists_only_types_that_there_are() {
    let section = |fill: &str| format!("[[sections]]\nid = 'lista'\nfill = {fill}");
    let files = [
        (
            "tjanst.toml",
            file("tjanst", &section("'services_allowed:tjanst'")),
        ),
        (
            "rapport.toml",
            file(
                "rapport",
                &section(
                    "['services_allowed:tjanst', 'acceptances_in_force_and_expiring:risker', 'activities_by_status']",
                ),
            ),
        ),
    ];
    let told = told(&files);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("E070") && told.contains("'risker'"), "{told}");
}
