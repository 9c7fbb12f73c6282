//! The built binary, as a person in a terminal meets it: what is typed, what comes back, and how it
//! ends.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

const BESLUT: &str = env!("CARGO_BIN_EXE_beslut");

/// A folder with a configuration, and commands that run in it.
struct Terminal {
    folder: TempDir,
}

impl Terminal {
    fn new() -> Self {
        let terminal = Self {
            folder: TempDir::new().unwrap(),
        };
        terminal.file(
            "beslut.toml",
            r#"municipality = "Exempelby kommun"
public_url = "https://beslut.exempelby.example"

[mail]
from = "beslut@exempelby.example"
reply_to = "registrator@exempelby.example"
domain = "exempelby.example"
transport = { folder = { path = "post" } }
"#,
        );
        terminal
    }

    /// What `verify` says, without how much it has looked at: each type that ships has a journal.
    fn verified(&self) -> String {
        let said = self.run(&["verify"]);
        let verdict = said.split(" Kontrollerade").next().unwrap();
        format!("{verdict}\n")
    }

    /// A municipality with one body and one officer.
    fn settled() -> Self {
        let terminal = Self::new();
        terminal.run(&["migrate"]);
        terminal.run(&[
            "body",
            "add",
            "--key",
            "ks",
            "--name",
            "Kommunstyrelsen",
            "--prefix",
            "KS",
            "--court",
            "Förvaltningsrätten i Exempelstad",
            "--seats",
            "5",
            "--minutes-kept-at",
            "Kansliet",
        ]);
        terminal.run(&[
            "user",
            "add",
            "--email",
            "anna.ekstrom@exempelby.example",
            "--name",
            "Anna Ekström",
            "--role",
            "handlaggare:ks",
        ]);
        terminal
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs a command and gives its transcript.
    fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], typed: &str) -> String {
        let mut child = Command::new(BESLUT)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
        let done = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes).replace(&*self.folder.path().to_string_lossy(), "[MAPP]")
        };
        let (out, err) = (text(&done.stdout), text(&done.stderr));
        let mut transcript = format!("slut: {}\n", done.status.code().unwrap_or(-1));
        for (name, said) in [("ut", out), ("fel", err)] {
            for line in said.lines() {
                transcript.push_str(format!("{name} | {line}").trim_end());
                transcript.push('\n');
            }
        }
        transcript
    }
}

#[test]
fn help_is_in_swedish_and_faults_in_what_was_typed_too() {
    let terminal = Terminal::new();
    insta::assert_snapshot!("help", terminal.run(&["--help"]));
    insta::assert_snapshot!(
        "usage",
        [
            terminal.run(&[]),
            terminal.run(&["servera"]),
            terminal.run(&["serve", "--confg", "x"]),
            terminal.run(&["workflow", "lint"]),
            terminal.run(&["body", "add", "--key", "ks"]),
            terminal.run(&["demo", "--listen", "0.0.0.0:8080", "--only-prepare"]),
        ]
        .concat()
    );
}

#[test]
fn a_faulty_configuration_is_told_at_its_line_and_column() {
    let terminal = Terminal::new();
    let missing = terminal.run(&["migrate", "--config", "annan.toml"]);
    terminal.file(
        "beslut.toml",
        "municipality = \"Exempelby\"\npublic_ul = \"https://x.se\"\n",
    );
    let misspelt = terminal.run(&["migrate"]);
    terminal.file("beslut.toml", "municipality = \"Exempelby\n");
    let broken = terminal.run(&["migrate"]);
    insta::assert_snapshot!("configuration", [missing, misspelt, broken].concat());
}

#[test]
fn a_municipality_is_settled_by_commands() {
    let terminal = Terminal::new();
    let before = terminal.run(&["matter", "list"]);
    let migrated = terminal.run(&["migrate"]);
    let again = terminal.run(&["migrate"]);
    let add_body = [
        "body",
        "add",
        "--key",
        "ks",
        "--name",
        "Kommunstyrelsen",
        "--prefix",
        "KS",
        "--certification",
        "lank",
        "--decided-in",
        "Arbetsordning för kommunstyrelsen § 14",
        "--court",
        "Förvaltningsrätten i Exempelstad",
        "--seats",
        "5",
        "--minutes-kept-at",
        "Kansliet",
    ];
    let body = terminal.run(&add_body);
    let body_again = terminal.run(&add_body);
    let add_person = |role: &str, password: &str| {
        terminal.run_with(
            &[
                "user",
                "add",
                "--email",
                "karin.bergstrom@exempelby.example",
                "--name",
                "Karin Bergström",
                "--role",
                role,
                "--password-file",
                "-",
            ],
            password,
        )
    };
    let unknown_role = add_person("kejsare", "ett långt lösenord\n");
    let unknown_body = add_person("namndsekreterare:kf", "ett långt lösenord\n");
    let short = add_person("namndsekreterare:ks", "kort\n");
    let added = add_person("namndsekreterare:ks", "ett långt lösenord\n");
    let taken = add_person("namndsekreterare:ks", "ett långt lösenord\n");
    insta::assert_snapshot!(
        "settling",
        [
            before,
            migrated,
            again,
            body,
            body_again,
            unknown_role,
            unknown_body,
            short,
            added,
            taken,
            terminal.run(&["body", "list"]),
            terminal.verified(),
        ]
        .concat()
    );
}

#[test]
fn a_body_says_who_decides_in_its_place_and_how_it_is_told() {
    let terminal = Terminal::settled();
    let body = |more: &[&str]| terminal.run(&[&["body"], more].concat());
    let delegated = |substitute: &str| {
        body(&[
            "delegate",
            "ks",
            "--point",
            "4.12",
            "--title",
            "Acceptera risk",
            "--to",
            "grupp:kontorschefer",
            "--reported",
            "sarskilt",
            "--substitute",
            substitute,
            "--decided-in",
            "KS § 210",
        ])
    };
    assert!(delegated("någon").contains("skriv forordnad eller grupp:GRUPP"));
    assert!(delegated("forordnad").contains("Punkt 4.12 är införd"));
    let list = body(&["delegations", "ks"]);
    assert!(
        list.contains("vid frånvaro den som är förordnad som ersättare"),
        "{list}"
    );

    let change = |decided_in: &str| {
        body(&[
            "reporting",
            "ks",
            "sekreteraren",
            "--decided-in",
            decided_in,
        ])
    };
    let nowhere = change("");
    assert!(nowhere.contains("var organet har beslutat"), "{nowhere}");
    let changed = change("KS § 211");
    assert!(
        changed.contains("sekreteraren väljer sammanträde"),
        "{changed}"
    );
}

#[test]
fn people_are_changed_and_shut_out_by_commands() {
    let terminal = Terminal::settled();
    let anna = "anna.ekstrom@exempelby.example";
    let user = |more: &[&str]| terminal.run(&[&["user"], more].concat());
    insta::assert_snapshot!(
        "people",
        [
            user(&["change", "ingen@exempelby.example", "--title", "jurist"]),
            user(&["change", anna, "--email", "anna"]),
            user(&[
                "change",
                anna,
                "--email",
                "anna.ek@exempelby.example",
                "--title",
                "jurist"
            ]),
            user(&[
                "join",
                "anna.ek@exempelby.example",
                "--group",
                "jurister",
                "--from",
                "2026-01-01"
            ]),
            user(&["join", "anna.ek@exempelby.example"]),
            user(&[
                "appoint",
                "anna.ek@exempelby.example",
                "--role",
                "registrator:ks",
                "--from",
                "2026-01-01"
            ]),
            user(&[
                "appoint",
                "anna.ek@exempelby.example",
                "--role",
                "chef",
                "--from",
                "2026-02-01",
                "--until",
                "2026-01-01"
            ]),
            user(&[
                "leave",
                "anna.ek@exempelby.example",
                "--group",
                "jurister",
                "--until",
                "2026-06-30"
            ]),
            user(&[
                "leave",
                "anna.ek@exempelby.example",
                "--group",
                "jurister",
                "--until",
                "2026-07-01"
            ]),
            terminal.run(&[
                "number",
                "void",
                "KS 2026/7",
                "--as",
                "anna.ek@exempelby.example",
                "--reason",
                "Fel."
            ]),
            user(&["close", "anna.ek@exempelby.example"]),
            user(&["close", "anna.ek@exempelby.example"]),
            terminal.verified(),
        ]
        .concat()
    );
}

#[test]
fn the_keys_of_links_are_kept_from_others_and_refused_when_they_are_not() {
    use std::os::unix::fs::PermissionsExt;
    let terminal = Terminal::settled();
    let keys = terminal.path("lanknycklar");
    assert_eq!(
        fs::metadata(&keys).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let first = fs::read_to_string(&keys).unwrap();
    terminal.run(&["keys", "new"]);
    let both = fs::read_to_string(&keys).unwrap();
    assert!(both.starts_with(&first) && both.lines().last().unwrap().starts_with("2 "));

    fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).unwrap();
    insta::assert_snapshot!("open_keys", terminal.run(&["keys", "new"]));
}

#[test]
fn a_workflow_file_is_linted_with_every_fault_at_its_place() {
    let terminal = Terminal::new();
    let sound = include_str!("../../src/matter/samples/molntjanst.toml");
    terminal.file("hel.toml", sound);
    terminal.file(
        "trasig.toml",
        &sound.replace("role     = \"jurist\"", "role     = \"jurits\""),
    );
    insta::assert_snapshot!(
        "lint",
        [
            terminal.run(&["workflow", "lint", "hel.toml"]),
            terminal.run(&["workflow", "lint", "hel.toml", "trasig.toml"]),
            terminal.run(&["workflow", "lint", "--json", "trasig.toml"]),
            terminal.run(&["workflow", "lint", "saknas.toml"]),
        ]
        .concat()
    );
}

#[test]
fn a_workflow_file_is_taken_into_force_and_running_matters_are_moved() {
    let terminal = Terminal::settled();
    let own = include_str!("workflow_versions/resor.toml");
    let next = own.replace(
        "version = 1",
        "version = 2\nreplaces = [1]\ninclude = [\"delat/land.toml\"]",
    );
    terminal.file("ett.toml", own);
    terminal.file("tva.toml", &next);
    terminal.file(
        "trasig.toml",
        &next.replace("role = \"ekonom\"", "role = \"ekonomen\""),
    );
    let install = |file: &str| terminal.run(&["workflow", "install", file]);
    let missing = [
        install("ett.toml"),
        install("ett.toml"),
        install("tva.toml"),
    ]
    .concat();
    fs::create_dir(terminal.path("delat")).unwrap();
    terminal.file(
        "delat/land.toml",
        "format = 1\n[fields]\nland = { type = \"country\", title = \"Land\" }\n",
    );
    let migrate = |more: &[&str]| {
        let mut typed = vec!["workflow", "migrate", "resor"];
        typed.extend(more);
        terminal.run(&typed)
    };
    insta::assert_snapshot!(
        "workflow_versions",
        [
            missing,
            install("tva.toml"),
            install("trasig.toml"),
            install("ett.toml"),
            migrate(&["--dry-run"]),
            migrate(&[]),
            terminal.run(&["workflow", "migrate", "saknas", "--dry-run"]),
        ]
        .concat()
    );
}

#[test]
fn the_scenarios_beside_a_workflow_file_are_played() {
    let terminal = Terminal::new();
    let scenarios = include_str!("../../src/matter/samples/molntjanst.scenario.toml");
    let played = |name: &str, scenarios: &str| {
        terminal.file(
            &format!("{name}.toml"),
            include_str!("../../src/matter/samples/molntjanst.toml"),
        );
        terminal.file(&format!("{name}.scenario.toml"), scenarios);
        terminal.run(&["workflow", "test", &format!("{name}.toml")])
    };
    insta::assert_snapshot!(
        "workflow_test",
        [
            played("hel", scenarios),
            played(
                "haller-inte",
                &scenarios.replacen("expect = \"review\"", "expect = \"decided\"", 1)
            ),
            played(
                "oläslig",
                &scenarios.replacen("expect = \"review\"", "expect = \"granskning\"", 1)
            ),
            terminal.run(&["workflow", "test", "saknas.toml"]),
        ]
        .concat()
    );

    let told = terminal.run(&["workflow", "test", "--json", "hel.toml", "haller-inte.toml"]);
    assert!(told.starts_with("slut: 1\n"), "{told}");
    let json: String = told
        .lines()
        .filter_map(|line| line.strip_prefix("ut | "))
        .collect();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json[0]["holds"], &json[1]["holds"]),
        (&true.into(), &false.into())
    );
    assert!(
        json[1]["report"]["scenarios"][0]["faults"][0]["line"].is_u64(),
        "{json}"
    );
}

const MATTER: &str = r#"+++
type = "molntjanst"
title = "Enkäter i molnet"

[fields]
leverantor = "Dialogverkstan AB"
tjanst = "Fråga lokalt"
+++

## Förslag till beslut {#forslag}

1. Kommunstyrelsen godkänner att Fråga lokalt används.

## Sammanfattning {#sammanfattning}

Verktyget ersätter tre andra.
"#;

#[test]
fn a_matter_file_goes_in_and_comes_out_the_same() {
    let terminal = Terminal::settled();
    terminal.file("enkater.arende.md", MATTER);
    let import = |officer: &str, body: &str, file: &str| {
        terminal.run(&["matter", "import", file, "--as", officer, "--body", body])
    };
    let unknown_person = import("ingen@exempelby.example", "ks", "enkater.arende.md");
    let unknown_body = import("anna.ekstrom@exempelby.example", "kf", "enkater.arende.md");
    terminal.file("fel.arende.md", &MATTER.replace("tjanst = ", "tjenst = "));
    let unknown_field = import("anna.ekstrom@exempelby.example", "ks", "fel.arende.md");
    let import_changed = |from: &str, to: &str| {
        terminal.file("fel.arende.md", &MATTER.replace(from, to));
        import("anna.ekstrom@exempelby.example", "ks", "fel.arende.md")
    };
    let unknown_type = import_changed("\"molntjanst\"", "\"molntjenst\"");
    let unknown_responsible = import_changed(
        "\n\n[fields]",
        "\nresponsible = \"nn@exempelby.example\"\n\n[fields]",
    );
    let broken = import_changed("tjanst = ", "tjanst ");
    insta::assert_snapshot!(
        "import",
        [
            unknown_person,
            unknown_body,
            unknown_field,
            unknown_type,
            unknown_responsible,
            broken
        ]
        .concat()
    );
    assert!(
        !terminal
            .run(&["matter", "list", "--json"])
            .contains("Enkäter"),
        "nothing is half done"
    );

    let imported = import("anna.ekstrom@exempelby.example", "ks", "enkater.arende.md");
    let id = imported
        .lines()
        .nth(1)
        .unwrap()
        .trim_start_matches("ut | ")
        .to_owned();
    terminal.run(&["matter", "export", &id, "--out", "ut.arende.md"]);
    assert_eq!(
        fs::read_to_string(terminal.path("ut.arende.md")).unwrap(),
        MATTER
    );

    let listed = terminal.run(&["matter", "list", "--json"]);
    assert!(
        listed.contains(&id) && listed.contains("\"phase\": \"draft\""),
        "{listed}"
    );
    let shown = terminal.run(&["matter", "show", &id]);
    assert!(
        shown.contains("Öppnade ärendet ”Enkäter i molnet”"),
        "{shown}"
    );
    assert!(
        terminal
            .run(&["matter", "show", "KS 2026/99"])
            .starts_with("slut: 1\nfel | fel: Ärendet")
    );
}

#[test]
fn a_matter_file_is_rendered_without_a_database() {
    let terminal = Terminal::new();
    fs::remove_file(terminal.path("beslut.toml")).unwrap();
    terminal.file("enkater.arende.md", MATTER);
    let render = |out: &str| terminal.run(&["render", "enkater.arende.md", "--out", out]);
    assert_eq!(render("ut.docx"), "slut: 0\nfel | ut.docx är skriven.\n");
    render("igen.docx");
    let bytes = fs::read(terminal.path("ut.docx")).unwrap();
    assert!(bytes.starts_with(b"PK") && bytes == fs::read(terminal.path("igen.docx")).unwrap());
}

#[test]
fn the_demo_is_played_in_seconds_kept_and_sound() {
    let terminal = Terminal::new();
    let prepare = |more: &[&str]| {
        let arguments = [&["demo", "--only-prepare", "--data", "demo"], more].concat();
        terminal.run(&arguments)
    };
    assert!(prepare(&[]).starts_with("slut: 0\n"));
    let config = "demo/beslut.toml";
    let listed = terminal.run(&["matter", "list", "--config", config]);
    for phase in [
        "Utkast",
        "Granskning",
        "Klart för beslut",
        "På dagordningen",
        "Beslutat",
    ] {
        assert!(listed.contains(phase), "{phase} saknas:\n{listed}");
    }
    let verified = terminal.run(&["verify", "--config", config]);
    assert!(verified.contains("Allt stämmer."), "{verified}");

    prepare(&[]);
    assert_eq!(
        terminal.run(&["matter", "list", "--config", config]),
        listed
    );
    let ids = || terminal.run(&["matter", "list", "--json", "--config", config]);
    let before = ids();
    prepare(&["--fresh"]);
    assert_ne!(ids(), before);

    terminal.file("viktigt.txt", "");
    let refused = terminal.run(&["demo", "--only-prepare", "--data", ".", "--fresh"]);
    assert!(refused.starts_with("slut: 2\n") && terminal.path("viktigt.txt").exists());
}

#[test]
fn verify_finds_what_was_tampered_with() {
    let terminal = Terminal::new();
    let prepared = terminal.run(&["demo", "--only-prepare", "--data", "demo"]);
    assert!(prepared.starts_with("slut: 0\n"), "{prepared}");
    let verify = || terminal.run(&["verify", "--config", "demo/beslut.toml"]);
    tamper(
        &terminal.path("demo/beslut.db"),
        "UPDATE journal SET payload = replace(payload, 'godkänt', 'avslaget')
         WHERE act = 'answered' OR payload LIKE '%godkänt%';
         DELETE FROM register_entry WHERE text = 'KS 2026/3' OR serial = 3;",
    );
    let file = first_file(&terminal.path("demo/filer"));
    fs::write(&file, "något annat").unwrap();
    let found = verify();
    assert!(found.starts_with("slut: 1\n"), "{found}");
    assert!(
        found.contains("stämmer inte med sin kontrollsumma"),
        "{found}"
    );
    assert!(found.contains("nummerserien KS"), "{found}");
    assert!(found.contains("filen "), "{found}");
}

/// Somebody with the database file and bad intentions.
fn tamper(file: &Path, sql: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::{ConnectOptions, Connection, Executor};
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        let triggers: Vec<(String,)> =
            sqlx::query_as("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        for (name,) in triggers {
            let drop = sqlx::AssertSqlSafe(format!("DROP TRIGGER {name}"));
            connection.execute(drop).await.unwrap();
        }
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn first_file(folder: &Path) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                return path;
            }
            folders.push(path);
        }
    }
    panic!("inga filer");
}
