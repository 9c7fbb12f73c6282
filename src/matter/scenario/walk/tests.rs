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
fn gates_that_cannot_open_for_the_same_matter_are_found() {
    // Each can open by itself, which is all that the linter can see.
    let walk = walked(&[(
        "check = \"lagligt and document('analys').exists\"",
        "check = \"summa > 200 and klass == 'K1'\"",
    )]);
    let expected = [
        "Inget ärende som alla spärrar öppnar för kan ta beslutsvägen ”liten”.",
        "Inget ärende som alla spärrar öppnar för kan ta beslutsvägen ”namnd”.",
    ];
    let said = said(&walk);
    assert!(expected.iter().all(|one| said.contains(one)), "{walk}");
    assert!(
        said.contains(&"Inget ärende kommer till fasen Beslutat."),
        "{walk}"
    );
    assert!(
        !walk.proved.iter().any(|proved| proved.contains("fas")),
        "{walk}"
    );
}

#[test]
fn a_gate_that_another_always_comes_before_is_found() {
    let walk = walked(&[(
        "check = \"lagligt and document('analys').exists\"",
        "check = \"summa < 200 or klass == 'K2'\"",
    )]);
    assert!(
        said(&walk).contains(
            &"Spärren ”lagligt” stoppar aldrig något: andra spärrar gör det alltid före."
        ),
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
fn it_is_said_how_much_was_gone_through() {
    let said = walked(&[]).to_string();
    assert!(said.starts_with("Gick igenom "), "{said}");
    assert!(said.contains("Visat: Ingen godkänner eller kontrollerar sitt eget arbete."));
}

/// A gate that is met first when the matter is to be closed, on two facts of which neither alone is
/// enough to stop it.
const LATE: (&str, &str) = (
    "[review]\nmode = \"sequence\"",
    r#"[[gates]]
id = "avslut"
at = ["closed"]
check = "summa < 50 or klass == 'K2'"
message = "Ärendet kan inte avslutas."
ref = "Regeln"
[review]
mode = "sequence""#,
);

#[test]
fn a_dead_end_that_only_some_facts_together_lead_to_is_found_with_the_way_there() {
    let walk = walked(&[LATE]);
    let [dead_end] = walk.counterexamples.as_slice() else {
        panic!("{walk}");
    };
    assert_eq!(
        dead_end.message,
        "Återvändsgränd: ett ärende i fasen Verkställs når aldrig arkivet. ”Avsluta” stoppas: \
         Ärendet kan inte avslutas (Summa = 50, Klass = Intern). Stöd: Regeln. Det enda som återstår \
         är att ompröva beslutet."
    );
    assert_eq!(
        dead_end.path,
        [
            "Skicka på granskning",
            "Juridisk granskning: godkänner",
            "IT-granskning: godkänner",
            "Sätt upp på dagordningen",
            "Besluta",
            "Verkställ",
        ]
    );
}

#[test]
fn what_is_followed_after_the_decision_can_be_put_right() {
    let summa = "summa = { type = \"number\", title = \"Summa\", required = \"review\" }";
    let live = summa.replace(" }", ", live = true }");
    let walk = walked(&[LATE, (summa, &live)]);
    assert!(walk.holds(), "{walk}");
    let combined = "Det gäller i 3 kombinationer av det som spärrarna efter beslutet frågar om.";
    assert!(
        walk.proved.iter().any(|proved| proved == combined),
        "{walk}"
    );
}

#[test]
fn a_decision_that_cannot_be_carried_out_is_a_dead_end() {
    let (from, to) = LATE;
    let to = to
        .replace("closed", "in_force")
        .replace("summa < 50 or klass == 'K2'", "summa != 7");
    let walk = walked(&[(from, &to)]);
    let [dead_end] = walk.counterexamples.as_slice() else {
        panic!("{walk}");
    };
    let begins =
        "Återvändsgränd: ett ärende i fasen Beslutat når aldrig arkivet. ”Verkställ” stoppas:";
    assert!(dead_end.message.starts_with(begins), "{walk}");
    assert_eq!(dead_end.path.last().map(String::as_str), Some("Besluta"));
}

#[test]
fn a_step_that_some_facts_close_can_close_the_way_out() {
    let (from, _) = LATE;
    let to = r#"[[gates]]
id = "stangning"
at = ["execution:stang"]
check = "klass == 'K2'"
message = "Klassen är för låg."
ref = "Regeln"
[[gates]]
id = "avslut"
at = ["closed"]
check = "summa < 5 or done('stang')"
message = "Tjänsten är inte stängd."
ref = "Regeln"
[[execution]]
id = "stang"
title = "Stängning"
role = "chef"
[review]
mode = "sequence""#;
    let walk = walked(&[(from, to)]);
    let [dead_end] = walk.counterexamples.as_slice() else {
        panic!("{walk}");
    };
    assert!(
        dead_end.message.contains("Tjänsten är inte stängd"),
        "{walk}"
    );
    // Where the step can be done the same matter comes through.
    assert!(
        walk.proved
            .iter()
            .any(|proved| proved == "Varje steg efter beslutet kan göras."),
        "{walk}"
    );
}

#[test]
fn what_is_not_tried_is_said() {
    let walk = walked(&[]).to_string();
    assert!(
        walk.contains("Inte prövat: ändringar i ett utkast."),
        "{walk}"
    );
}
