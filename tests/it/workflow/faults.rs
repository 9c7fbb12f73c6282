//! Every lint rule, with a small change that breaks the file and what is then said.

use std::fmt::Write;

use beslut::workflow::finding::{Code, Severity};
use beslut::workflow::{LARGEST_FILE, lint};

/// A file with a bit of everything and nothing wrong.
const SOUND: &str = include_str!("sound.toml");

/// Both routes of the file.
const ROUTES: &str = r#"[[decision.routes]]
id = "delegation"
when = "klass == 'K1'"
by = "delegate"
point = "4.12"

[[decision.routes]]
id = "sist"
by = ["utskott", "namnd"]
"#;

/// What breaks, the text that is replaced (all of it, first place), and by what.
const BREAKS: &[(&str, &str, &str)] = &[
    (
        "inte TOML: citattecken saknar slut",
        "title = \"Prov\"",
        "title = \"Prov",
    ),
    (
        "inte TOML: samma nyckel två gånger",
        "version = 1",
        "version = 1\nversion = 2",
    ),
    (
        "inte TOML: två fel på en gång",
        "version = 1\ntitle = \"Prov\"",
        "version = \ntitle = Prov",
    ),
    ("okänd nyckel i filen", "lead =", "leder = \"x\"\nlead ="),
    (
        "okänd nyckel i ett fält",
        "scale = \"klass\", required",
        "skala = \"klass\", scale = \"klass\", required",
    ),
    (
        "okänd nyckel i en spärr",
        "ref = \"Regel 1\"",
        "reff = \"Regel 1\"",
    ),
    (
        "okänd nyckel i granskningen",
        "join = \"all\"",
        "joint = \"all\"",
    ),
    ("nyckel saknas", "id = \"prov\"\n", ""),
    ("nyckel saknas i ett steg", "role = \"jurist\"\n", ""),
    ("nyckeln är tom", "title = \"Prov\"", "title = \" \""),
    (
        "fel slag: tal i stället för text",
        "title = \"Prov\"",
        "title = 7",
    ),
    (
        "fel slag: text i stället för tal",
        "version = 1",
        "version = \"1\"",
    ),
    (
        "fel slag: tabell i stället för lista",
        "[[gates]]",
        "[gates]",
    ),
    (
        "fel slag: lista i stället för text",
        "role = \"jurist\"",
        "role = [\"jurist\"]",
    ),
    (
        "fel slag: text i stället för ja eller nej",
        "substitute = true",
        "substitute = \"ja\"",
    ),
    ("fel slag: versionen är noll", "version = 1", "version = 0"),
    (
        "namn går inte att använda",
        "[documents.analys]",
        "[documents.Analys]",
    ),
    ("namn på fält med bindestreck", "belopp = {", "be-lopp = {"),
    ("namn på fält är upptaget", "belopp = {", "row = {"),
    ("samma spärr två gånger", "id = \"niva\"", "id = \"summa\""),
    ("samma värde två gånger", "\"K1\", \"K2\"", "\"K1\", \"K1\""),
    (
        "okänt ord: läge",
        "mode = \"parallel\"",
        "mode = \"paralell\"",
    ),
    (
        "okänt ord: godkännanden",
        "keep_approvals = \"if-unchanged\"",
        "keep_approvals = \"ifunchanged\"",
    ),
    (
        "okänt ord: fälttyp",
        "type = \"number\"",
        "type = \"nummer\"",
    ),
    (
        "okänt ord: avsnitt",
        "kind = \"proposal\"",
        "kind = \"förslag\"",
    ),
    (
        "okänt ord: tidsfrist",
        "deadline = \"10 workdays\"",
        "deadline = \"10 dagar\"",
    ),
    (
        "okänt ord: tidsfrist noll",
        "deadline = \"10 workdays\"",
        "deadline = \"0 workdays\"",
    ),
    (
        "okänt ord: ålder",
        "max_age = \"12 months\"",
        "max_age = \"1 år\"",
    ),
    (
        "okänt ord: personer",
        "from = \"group:jurister\"",
        "from = \"grupp:jurister\"",
    ),
    (
        "okänt ord: gallring",
        "retention = \"bevaras\"",
        "retention = \"för alltid\"",
    ),
    (
        "kolumn utan sina värden",
        "land = \"country\"",
        "land = \"enum\"",
    ),
    ("annat format", "format = 1", "format = 2"),
    (
        "okänd roll i ett steg",
        "role = \"jurist\"",
        "role = \"jurst\"",
    ),
    (
        "okänd roll som skriver",
        "lead = \"handlaggare\"",
        "lead = \"handläggare\"",
    ),
    (
        "okänd roll som författare",
        "author = \"jurist\"",
        "author = \"chef\"",
    ),
    ("okänt fält i en spärr", "belopp <= 100", "beloppet <= 100"),
    ("okänd kolumn", "row.land == 'SE'", "row.lnad == 'SE'"),
    (
        "okänd handling",
        "document('analys')",
        "document('analysen')",
    ),
    (
        "okänt granskningssteg",
        "approved('juridik')",
        "approved('juridisk')",
    ),
    (
        "okänd skala",
        "scale = \"klass\", required",
        "scale = \"klasser\", required",
    ),
    ("okänd fas", "at = [\"ready\"]", "at = [\"redy\"]"),
    (
        "okänd fas: utkastet",
        "at = [\"ready\"]",
        "at = [\"draft\"]",
    ),
    (
        "okänd mall",
        "generate = [\"tjansteskrivelse\"]",
        "generate = [\"tjänsteskrivelse\"]",
    ),
    (
        "okänt steg i gången",
        "event = \"submit\"",
        "event = \"submitted\"",
    ),
    (
        "okänd funktion",
        "approved('juridik')",
        "godkand('juridik')",
    ),
    (
        "villkor: en parentes för lite",
        "(belopp <= 100 or",
        "belopp <= 100) or (",
    ),
    (
        "villkor: ensamt likhetstecken",
        "klass == 'K1'",
        "klass = 'K1'",
    ),
    (
        "villkor: citattecken utan slut",
        "klass == 'K1'",
        "klass == 'K1",
    ),
    ("villkor: tar slut", "belopp <= 100 or", "belopp <= or"),
    (
        "villkor: kedjad jämförelse",
        "belopp <= 100",
        "1 <= belopp <= 100",
    ),
    (
        "villkor: tomt",
        "check = \"klass == 'K1' and sort in ['a', 'b']\"",
        "check = \"\"",
    ),
    ("villkor: bara ett fält", "klass == 'K1' and", "klass and"),
    ("villkor: tal mot text", "belopp <= 100", "belopp <= '100'"),
    ("villkor: nivå mot tal", "klass == 'K1'", "klass == 1"),
    ("villkor: tabell jämförs", "belopp <= 100", "lander == 'SE'"),
    (
        "villkor: any på något annat än en tabell",
        "any(lander,",
        "any(klass,",
    ),
    (
        "villkor: row utanför any",
        "belopp <= 100",
        "row.land == 'SE'",
    ),
    (
        "villkor: any i any",
        "row.land == 'SE'",
        "any(lander, row.land == 'SE')",
    ),
    ("villkor: två fasta texter", "belopp <= 100", "'a' == 'b'"),
    (
        "villkor: dagar sedan något som inte är ett datum",
        "days_since(klar)",
        "days_since(belopp)",
    ),
    (
        "villkor: fel land",
        "row.land == 'SE'",
        "row.land == 'Sverige'",
    ),
    (
        "villkor: fel datum",
        "klar < '2030-01-01'",
        "klar < '1 januari 2030'",
    ),
    (
        "värde finns inte på skalan",
        "klass == 'K1'",
        "klass == 'K4'",
    ),
    (
        "värde finns inte i listan",
        "sort in ['a', 'b']",
        "sort in ['a', 'd']",
    ),
    (
        "ordning där ingen finns",
        "sort in ['a', 'b']",
        "sort < 'b'",
    ),
    (
        "väg efter den som tar allt",
        "when = \"klass == 'K1'\"\n",
        "",
    ),
    (
        "ingen väg tar det som blir över",
        "id = \"sist\"\n",
        "id = \"sist\"\nwhen = \"belopp > 5\"\n",
    ),
    (
        "varning: skalan används inte",
        "klass = [\"oppen\"",
        "annan = [\"a\"]\nklass = [\"oppen\"",
    ),
    ("inget beslut alls", ROUTES, ""),
    ("delegation utan punkt", "point = \"4.12\"\n", ""),
    (
        "granskar sitt eget utkast",
        "role = \"jurist\"",
        "role = \"handlaggare\"",
    ),
    (
        "fältet krävs för sent",
        "title = \"Klass\", scale = \"klass\", required = \"review\"",
        "title = \"Klass\", scale = \"klass\", required = \"decided\"",
    ),
    (
        "meddelandet nämner ett fält som inte finns",
        "{klass}",
        "{klas}",
    ),
    ("meddelandet har en öppen klammer", "{klass}", "{klass"),
    ("fler godkännanden än steg", "join = \"all\"", "join = 3"),
    ("varning: ingen källa", "ref = \"Regel 1\"\n", ""),
    (
        "varning: ingen måste fylla i fältet",
        "title = \"Belopp\", required = \"review\"",
        "title = \"Belopp\"",
    ),
];

#[test]
fn the_sound_file_is_sound() {
    let (definition, findings) = lint("prov.toml", SOUND);
    assert_eq!(findings.to_string(), "");
    assert!(definition.is_some());
}

#[test]
fn every_break_is_told() {
    let mut told = String::new();
    for (what, from, to) in BREAKS {
        assert!(
            SOUND.contains(from),
            "{what}: '{from}' is not in the sound file"
        );
        let (definition, findings) = lint("prov.toml", &SOUND.replacen(from, to, 1));
        assert_eq!(definition.is_none(), findings.has_errors(), "{what}");
        assert!(!findings.is_empty(), "{what}: nothing was said");
        writeln!(told, "# {what}\n{findings}").unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn limits_are_told() {
    let large = format!("{SOUND}\n# {}", "x".repeat(LARGEST_FILE));
    let deep_toml = format!("{SOUND}\ndjup = {}{}", "[".repeat(200), "]".repeat(200));
    let deep_gate = SOUND.replacen(
        "belopp <= 100",
        &format!("{}belopp <= 100{}", "(".repeat(40), ")".repeat(40)),
        1,
    );
    let long_gate = SOUND.replacen(
        "belopp <= 100",
        &vec!["belopp <= 100"; 300].join(" and "),
        1,
    );
    let told: Vec<String> = [large, deep_toml, deep_gate, long_gate]
        .iter()
        .map(|source| lint("prov.toml", source).1.to_string())
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn every_code_is_tried() {
    let mut tried: Vec<Code> = BREAKS
        .iter()
        .flat_map(|(_, from, to)| lint("prov.toml", &SOUND.replacen(from, to, 1)).1.0)
        .map(|finding| finding.code)
        .collect();
    tried.extend([Code::FileTooLarge, Code::GateTooLarge]); // limits_are_told
    tried.extend([Code::NotAllTried, Code::TooManyFaults]); // the tests beside the reader
    tried.push(Code::BadScenario); // the scenario's own tests
    tried.extend([Code::UnknownWorkflow, Code::SpawnCycle, Code::SameVersion]); // between files
    tried.extend(
        super::faulty::all()
            .flat_map(|(_, findings)| findings)
            .map(|one| one.code),
    );
    let untried: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| !tried.contains(code))
        .collect();
    assert_eq!(untried, Vec::<&Code>::new());
}

#[test]
fn a_number_stands_for_one_fault() {
    let mut numbers: Vec<&str> = Code::ALL.iter().map(|code| code.number()).collect();
    numbers.sort_unstable();
    let all = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

#[test]
fn a_code_is_an_error_when_its_number_says_so() {
    for code in Code::ALL {
        assert_eq!(
            code.severity() == Severity::Error,
            code.number().starts_with('E')
        );
    }
}

#[test]
fn findings_are_json_for_those_who_want_it() {
    let (_, findings) = lint(
        "prov.toml",
        &SOUND.replacen("approved('juridik')", "approved('juridisk')", 1),
    );
    insta::assert_snapshot!(serde_json::to_string_pretty(&findings).unwrap());
}
