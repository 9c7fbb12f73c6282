//! A sound workflow is proved, and each way to break one is found.

use super::*;
use crate::workflow::read;

const SOUND: &str = r#"
format = 1
id = "prov"
version = 1
title = "Prov"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
chef = { title = "Chef", from = "matter.responsible" }
jurist = { title = "Jurist", from = "group:jurister" }
it = { title = "IT-strateg", from = "group:it" }
[scales]
klass = { K1 = "Intern", K2 = "Skyddsvärd" }
[fields]
klass = { type = "level", scale = "klass", title = "Klass", required = "review" }
summa = { type = "number", title = "Summa", required = "review" }
lagligt = { type = "bool", title = "Lagligt", required = "review" }
[[sections]]
id = "forslag"
title = "Förslag till beslut"
kind = "proposal"
required = "review"
[documents.analys]
title = "Analys"
author = "jurist"
required = "review"
max_age = "12 months"
[[gates]]
id = "lagligt"
at = ["ready", "agenda", "decided"]
check = "lagligt and document('analys').exists"
message = "Det ska vara lagligt."
ref = "Lagen"
[[gates]]
id = "summa"
at = ["review"]
check = "summa < 100 or klass == 'K2'"
message = "Summan är för hög."
ref = "Regeln"
[review]
mode = "sequence"
[[review.steps]]
id = "juridik"
title = "Juridisk granskning"
role = "jurist"
[[review.steps]]
id = "it"
title = "IT-granskning"
role = "it"
[[decision.routes]]
id = "liten"
when = "summa <= 10"
by = "au"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

fn walked(changes: &[(&str, &str)]) -> Walk {
    let mut source = SOUND.to_owned();
    for (from, to) in changes {
        assert!(source.contains(from), "{from}");
        source = source.replace(from, to);
    }
    let definition = read("prov.toml", &source).unwrap_or_else(|findings| panic!("{findings}"));
    walk(&definition, NaiveDate::from_ymd_opt(2026, 3, 2).unwrap())
}

fn said(walk: &Walk) -> Vec<&str> {
    let examples = walk.counterexamples.iter();
    examples.map(|example| example.message.as_str()).collect()
}

#[test]
fn a_sound_workflow_is_proved_whole() {
    let walk = walked(&[]);
    assert!(walk.holds(), "{walk}");
    assert_eq!(
        walk.proved,
        [
            "Varje fas utom Arkiverat nås och kan lämnas.",
            "Alla 2 spärrar kan både öppna och stoppa.",
            "Varje beslutsväg kan tas.",
            "Varje granskningssteg nås och kan godkännas.",
            "Ingen godkänner eller kontrollerar sitt eget arbete.",
            "Från varje läge leder en väg till arkivet.",
        ]
    );
    assert!(
        walk.situations > 20 && walk.acts > walk.situations,
        "{walk}"
    );
}

#[test]
fn a_gate_that_never_opens_is_found() {
    let walk = walked(&[(
        "check = \"summa < 100 or klass == 'K2'\"",
        "check = \"klass == 'K1' and klass == 'K2'\"",
    )]);
    assert!(!walk.holds());
    assert!(
        said(&walk)
            .contains(&"Inget ärende som alla spärrar öppnar för kan ta beslutsvägen ”namnd”."),
        "{walk}"
    );
}

#[test]
fn a_gate_that_never_stops_is_found() {
    let walk = walked(&[(
        "check = \"summa < 100 or klass == 'K2'\"",
        "check = \"klass >= 'K1'\"",
    )]);
    assert_eq!(
        said(&walk),
        ["Spärren ”summa” kan aldrig stoppa."],
        "{walk}"
    );
}

#[test]
fn a_route_that_no_matter_can_take_is_found() {
    let walk = walked(&[(
        "when = \"summa <= 10\"",
        "when = \"summa <= 10 and summa > 20\"",
    )]);
    assert_eq!(
        said(&walk),
        [
            "Inget ärende kan ta beslutsvägen ”liten”.",
            "Beslutsvägen ”liten” tas aldrig."
        ],
        "{walk}"
    );
}

#[test]
fn a_route_that_a_gate_closes_is_found() {
    let walk = walked(&[(
        "when = \"summa <= 10\"",
        "when = \"summa >= 200 and klass == 'K1'\"",
    )]);
    assert_eq!(
        said(&walk),
        [
            "Inget ärende som alla spärrar öppnar för kan ta beslutsvägen ”liten”.",
            "Beslutsvägen ”liten” tas aldrig."
        ],
        "{walk}"
    );
}

#[test]
fn a_step_that_only_the_matters_own_people_can_do_is_never_approved() {
    let walk = walked(&[("role = \"jurist\"\n[[review", "role = \"chef\"\n[[review")]);
    assert!(!walk.holds(), "{walk}");
}
