//! Each check with the fault it finds and the text it leaves alone.

use super::findings;
use crate::{
    matter::{
        samples::complete,
        state::{Matter, Section},
        surroundings::{Surroundings, UNKNOWN},
        years::Before,
    },
    workflow::{collection::CheckKind, definition::Definition, read, value::ListedRow},
};

const TYPE: &str = r#"
format = 1
id = "prov"
version = 1
title = "Prov"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[fields.ar]
title = "År"
type = "number"
[fields.incidenter]
title = "Personuppgiftsincidenter"
type = "table"
columns = { namnd = { title = "Nämnd", type = "text" }, antal = { title = "Antal", type = "count" } }
[fields.aktiviteter]
title = "Aktiviteter"
type = "activities"
[[sections]]
id = "forslag"
title = "Förslag"
kind = "proposal"
[[sections]]
id = "text"
title = "Texten"
fill = "statistics:incidenter"
[[decision.routes]]
id = "namnd"
by = "namnd"
[[checks]]
id = "CHECK"
at = ["review"]
"#;

fn definition(check: &str) -> Definition {
    read("prov.toml", &TYPE.replace("CHECK", check)).unwrap()
}

/// A matter with these sections, each with its number and text.
fn matter(definition: &Definition, sections: &[(&str, Option<&str>, &str)]) -> Matter {
    let mut matter = complete(definition);
    matter.content.fields.clear();
    matter.content.sections = sections
        .iter()
        .map(|(key, number, text)| Section {
            key: key.parse().unwrap(),
            title: format!("Rubrik {key}"),
            number: number.map(ToOwned::to_owned),
            shown: true,
            text: (*text).to_owned(),
            version: 1,
        })
        .collect();
    matter
}

fn put(matter: &mut Matter, definition: &Definition, key: &str, typed: &str) {
    let field = definition.field(key).unwrap();
    let value = field.kind.from_form(typed).unwrap().unwrap();
    matter.content.fields.insert(field.key.clone(), value);
}

fn told(matter: &Matter, definition: &Definition) -> Vec<String> {
    findings(matter, definition, &UNKNOWN)
        .into_iter()
        .map(|finding| finding.reason.message)
        .collect()
}

/// Case 16: the text says 22 and the table 21. What is about, a year or a row's own number is no
/// total.
#[test]
fn a_total_in_the_text_is_held_to_the_table() {
    let definition = definition("totals");
    for (text, found) in [
        ("Antalet incidenter uppgår till 22 stycken under 2022.", 1),
        ("Antalet incidenter uppgår till 21 stycken under 2022.", 0),
        ("Totalt 22 har rapporterats.", 1),
        ("Under året kom det in 22 personuppgiftsincidenter.", 1),
        ("Under året kom det in 21 personuppgiftsincidenter.", 0),
        ("Under året anmäldes 7 personuppgiftsincidenter.", 0),
        ("Förra året rapporterades 25 personuppgiftsincidenter.", 0),
        ("7 personuppgiftsincidenter anmäldes till IMY.", 0),
        ("Av dem var 3 personuppgiftsincidenter allvarliga.", 0),
        ("Ca 22 stycken har rapporterats.", 0),
        ("Socialnämnden hade 20 stycken.", 0),
        ("Av dem kom 7 Socialnämnden till del.", 1),
        ("Under 2022 rapporterades incidenter enligt 3 kap. 5 §.", 0),
    ] {
        let mut matter = matter(&definition, &[("text", None, text)]);
        put(
            &mut matter,
            &definition,
            "incidenter",
            "Kommunstyrelsen | 1\nSocialnämnden | 20",
        );
        assert_eq!(told(&matter, &definition).len(), found, "{text}");
    }
    // A table with a figure that is about has no sum to be held to.
    let mut matter = matter(&definition, &[("text", None, "Totalt 22 stycken.")]);
    put(&mut matter, &definition, "incidenter", "A | Ca 20\nB | 1");
    assert_eq!(told(&matter, &definition), [""; 0]);
}

/// Case 15: 0 and not collected are answers, nothing is not; and who was there last year is missed.
#[test]
fn a_missing_committee_is_asked_for() {
    let definition = definition("missing_rows");
    let mut matter = matter(&definition, &[("text", None, "")]);
    put(
        &mut matter,
        &definition,
        "incidenter",
        "A | 0\nB | inte insamlat\nC |",
    );
    let message = |name: &str| {
        format!(
            "”{name}” saknar uppgift i tabellen ”Personuppgiftsincidenter”. Är det 0, eller har det inte samlats in?"
        )
    };
    assert_eq!(told(&matter, &definition), [message("C")]);
    let mut last = matter.clone();
    put(&mut last, &definition, "incidenter", "A | 1\nD | 2");
    matter.years.before = Some(Before {
        matter: last.id,
        title: "Förra".to_owned(),
        year: 2021,
        tables: last.content.fields.clone(),
    });
    assert_eq!(told(&matter, &definition), [message("C"), message("D")]);
}

#[test]
fn times_that_cannot_both_be_true_are_found() {
    let definition = definition("dates");
    let cases = [
        (
            "NIS 2-direktivet väntas träda i kraft under 2024.",
            "NIS2-direktivet träder i kraft under senare delen av 2023.",
            1,
        ),
        (
            "NIS 2-direktivet väntas träda i kraft under 2024.",
            "NIS 2-direktivet väntas bli svensk lagstiftning under senare delen av 2024.",
            0,
        ),
        (
            "Lagen trädde i kraft den 1 augusti 2018.",
            "Cybersäkerhetslagen träder i kraft under 2026.",
            0,
        ),
        (
            "EU-parlamentet fastställde i slutet av 2022 NIS2-direktivet.",
            "Under senhösten 2022 fastställde EU-kommissionen NIS 2-direktivet.",
            1,
        ),
        (
            "Fullmäktige antog policyn våren 2021.",
            "Fullmäktige antog policyn hösten 2022.",
            0,
        ),
        (
            "Fullmäktige antog informationssäkerhetspolicyn våren 2021.",
            "Fullmäktige antog informationssäkerhetspolicyn hösten 2022.",
            1,
        ),
    ];
    for (one, other, found) in cases {
        let matter = matter(&definition, &[("a", None, one), ("b", None, other)]);
        assert_eq!(
            told(&matter, &definition).len(),
            found,
            "{one} / {other}: {:?}",
            told(&matter, &definition)
        );
    }
}

/// Case 20: two 5.1, and 6.1 after 6.6.
#[test]
fn numbers_that_come_twice_or_run_backwards_are_found() {
    let definition = definition("numbers");
    let text = "### Process {#p nr=\"5.1\"}\n\nText.\n\n### Hantering {#h nr=\"5.1\"}\n\nText.\n\n### Typer {#t nr=\"5.2\"}\n\nText.";
    let more = "### Behörighet {#b nr=\"6.1\"}\n\nText.\n\n### Loggar {#l nr=\"6.6\"}\n\nText.\n\n### Drift {#d nr=\"6.1\"}\n\nText.";
    let matter = matter(
        &definition,
        &[
            ("a", Some("5"), text),
            ("b", Some("6"), more),
            ("c", Some("7"), ""),
        ],
    );
    let told = told(&matter, &definition);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("5.1") && told[1].contains("6.1"));
}

#[test]
fn a_text_that_stops_in_a_sentence_is_found() {
    let definition = definition("empty_tail");
    for (text, found) in [
        (
            "En sammanfattande bedömning är att riskerna är större lokalt och rekommenderar därför fullmäktige att godkänna",
            1,
        ),
        (
            "Bedömningen är att riskerna är större lokalt, och därför rekommenderas fullmäktige att godkänna förslaget.",
            0,
        ),
        (
            "Bilaga 1 – Uppföljning av handlingsplan för informationssäkerhet och dataskydd under hela året 2022",
            0,
        ),
        (
            "- en punkt utan punkt som är ganska lång men ändå bara är en punkt i en lista",
            0,
        ),
        ("### Tom rubrik\n\n### Nästa\n\nText.", 1),
    ] {
        let matter = matter(&definition, &[("a", None, text)]);
        assert_eq!(
            told(&matter, &definition).len(),
            found,
            "{text}: {:?}",
            told(&matter, &definition)
        );
    }
}

#[test]
fn an_activity_that_is_done_shows_it() {
    let definition = definition("evidence");
    let mut matter = matter(&definition, &[("text", None, "")]);
    put(
        &mut matter,
        &definition,
        "aktiviteter",
        "Utbildning | | | | | 2022 | genomford | |\nÖvning | | | | | 2022 | genomford | Protokoll |\nPlan | | | | | 2022 | paborjad | |",
    );
    let told = told(&matter, &definition);
    assert_eq!(
        told,
        ["”Utbildning” står som genomförd, men inget visar det."]
    );
}

#[test]
fn nothing_to_compare_with_is_said_only_when_there_is_nothing() {
    let definition = definition("comparison");
    let text =
        "Någon tidigare mätning finns inte, därmed går det inte att jämföra med tidigare år.";
    let mut matter = matter(&definition, &[("text", None, text)]);
    assert_eq!(told(&matter, &definition), [""; 0]);
    let mut last = matter.clone();
    put(&mut last, &definition, "incidenter", "A | 1");
    matter.years.before = Some(Before {
        matter: last.id,
        title: "Uppföljning 2021".to_owned(),
        year: 2021,
        tables: last.content.fields,
    });
    assert!(told(&matter, &definition)[0].contains("uppgifterna för 2021 finns"));
}

#[test]
fn a_list_that_is_repeated_otherwise_is_found() {
    let definition = definition("repeated_list");
    let one = "Kommunen behöver fokusera på incidenthantering, upphandling, medarbetarnas kunskaper och säkerhetskultur.";
    let alike = "Av resultatet framgår att fokus ska ligga på incidenthantering, upphandling, medarbetarnas kunskaper och säkerhetskultur.";
    let other =
        "Särskilt viktigt är incidenthantering, upphandling, kontinuitet och säkerhetskultur.";
    for (second, found) in [(alike, 0), (other, 1)] {
        let matter = matter(&definition, &[("a", None, one), ("b", None, second)]);
        assert_eq!(
            told(&matter, &definition).len(),
            found,
            "{:?}",
            told(&matter, &definition)
        );
    }
}

/// The checks stop only the phases that the file names.
#[test]
fn a_check_stops_its_own_phases() {
    let definition = definition("totals");
    let mut matter = matter(&definition, &[("text", None, "Totalt 22 stycken.")]);
    put(&mut matter, &definition, "incidenter", "A | 21");
    let at = |phase| super::stopping(&matter, &definition, phase, &UNKNOWN).len();
    assert_eq!(at(crate::workflow::phase::Phase::Review), 1);
    assert_eq!(at(crate::workflow::phase::Phase::Ready), 0);
}

#[test]
fn a_body_that_has_come_since_last_year_and_not_answered_is_missing() {
    let source = TYPE.replace(
        "columns = { namnd = { title = \"Nämnd\", type = \"text\" }",
        "rows = \"bodies\"\ncolumns = { namnd = { title = \"Nämnd\", type = \"body\" }",
    );
    let source = source.replace("CHECK", "missing_rows");
    let definition = read("prov.toml", &source).unwrap();
    let mut matter = complete(&definition);
    let kind = &definition.field("incidenter").unwrap().kind;
    let value = kind.from_form("Kommunstyrelsen | 0\nSocialnämnden | 4");
    let key = "incidenter".parse().unwrap();
    matter.content.fields.insert(key, value.unwrap().unwrap());
    let told = |names: Option<&[&str]>| -> Vec<String> {
        let around = Surroundings {
            listed_bodies: names
                .map(|names| names.iter().map(|name| ListedRow::called(name)).collect()),
            ..Surroundings::default()
        };
        let found = findings(&matter, &definition, &around);
        let missing = found
            .into_iter()
            .filter(|finding| finding.check == CheckKind::MissingRows);
        missing.map(|finding| finding.reason.message).collect()
    };
    let all = ["Kommunstyrelsen", "Socialnämnden", "Valnämnden"];
    assert_eq!(told(Some(&all[..2])), [""; 0]);
    assert_eq!(told(None), [""; 0], "who is not known is not told");
    let missing = told(Some(&all));
    assert_eq!(missing.len(), 1);
    assert!(
        missing[0].starts_with("”Valnämnden” saknar uppgift"),
        "{missing:?}"
    );
}
