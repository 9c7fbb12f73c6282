//! What is written is true and says what is not known.

use super::{
    DecidedFact, PlanFact, RoundFact, StandingFact, acceptances, activities, annex, answers,
    decisions, services, single, statistics,
};
use crate::{
    document::{
        markdown::{self, Context},
        model::{Block, plain_inlines},
    },
    matter::statistics::figures,
    workflow::{
        read,
        value::{FieldType, Value},
    },
};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn nothing_is_said_to_be_nothing() {
    assert!(decisions(2026, &[]).contains("Inga beslut"));
    assert!(services(2026, &[]).contains("Inga tjänster"));
    assert!(acceptances(2026, &[]).contains("Inga riskacceptanser"));
    assert!(activities(2026, &[]).contains("Ingen handlingsplan"));
    assert!(answers(&[], "Kontroll").contains("har inte ställts"));
    assert_eq!(
        single("Inbrott", 2026, None),
        "Uppgifter om inbrott har inte samlats in under 2026.\n"
    );
    assert_eq!(
        single("Inbrott", 2026, Some("0".to_owned())),
        "Inbrott under 2026: 0.\n"
    );
}

#[test]
fn decisions_and_what_stands_are_tables_whatever_their_titles_hold() {
    let text = decisions(
        2026,
        &[DecidedFact {
            title: "Kartor | bygglov *nu*".to_owned(),
            number: Some("KS 2026/1".to_owned()),
            body: "Kommunstyrelsen".to_owned(),
            day: day("2026-03-04"),
            reference: "§ 12".to_owned(),
        }],
    );
    assert!(
        text.contains(
            "| 4 mars 2026 | Kommunstyrelsen | § 12 | Kartor \\| bygglov \\*nu\\* (KS 2026/1) |"
        ),
        "{text}"
    );
    let standing = |name: &str, until: Option<&str>| StandingFact {
        name: name.to_owned(),
        holder: String::new(),
        decided: day("2026-01-02"),
        until: until.map(day),
    };
    let text = acceptances(
        2026,
        &[
            standing("Sen", Some("2028-01-01")),
            standing("Alltid", None),
            standing("Snart", Some("2027-12-31")),
        ],
    );
    assert!(
        text.contains("gäller 3 riskacceptanser. Av dem löper 1 ut senast under 2027."),
        "{text}"
    );
    let order: Vec<usize> = ["Snart", "Sen", "Alltid"]
        .iter()
        .map(|name| text.find(name).unwrap())
        .collect();
    assert!(order.is_sorted(), "{text}");
}

/// Case 18 in the report's section.
#[test]
fn six_answers_and_one_that_is_missing() {
    let round = RoundFact {
        title: "Kontroll".to_owned(),
        due: day("2026-11-13"),
        answered: (1..=6)
            .map(|number| {
                (
                    format!("Nämnd {number}"),
                    vec![("Hur?".to_owned(), "Så.".to_owned())],
                )
            })
            .collect(),
        late: vec!["Nämnd 6".to_owned()],
        missing: vec!["Nämnd 7".to_owned()],
    };
    let text = answers(&[round], "Kontroll");
    assert!(text.contains("ställdes till 7 med svar senast den 13 november 2026. 6 har svarat och 1 saknas. Svar saknas från Nämnd 7. Efter sista dagen svarade Nämnd 6."), "{text}");
}

#[test]
fn last_year_stands_beside_this_and_what_is_missing_is_not_0() {
    let kind: FieldType = serde_json::from_value(serde_json::json!({
        "type": "table",
        "columns": [
            { "key": "a", "title": "A", "kind": { "type": "text" } },
            { "key": "b", "title": "B", "kind": { "type": "count" } },
        ],
    }))
    .unwrap();
    let of = |typed: &str| {
        let Some(Value::Table(rows)) = kind.from_form(typed).unwrap() else {
            panic!("rows");
        };
        figures(kind.columns().unwrap(), &rows)
    };
    let now = of("KS | 5\nSN | 0");
    let then = of("KS | 2\nVON | 1");
    let text = statistics("Incidenter", 2026, &now, Some((2025, &then)));
    for line in [
        "| Incidenter | 2026 | 2025 |",
        "| KS | 5 | 2 |",
        "| SN | 0 | – |",
        "| VON | – | 1 |",
        "Summan är 5 under 2026, mot 3 under 2025.",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let alone = statistics("Incidenter", 2026, &of("KS | Ca 5"), None);
    assert!(
        alone.contains("finns inte att jämföra med") && !alone.contains("Summan"),
        "{alone}"
    );
    let nobody = statistics(
        "Inbrott",
        2026,
        &of("Inbrott | inte insamlat"),
        Some((2025, &then)),
    );
    assert_eq!(
        nobody,
        "Uppgifter om inbrott har inte samlats in under 2026. Under 2025 var antalet 3.\n"
    );
}

/// Case 14: the annex has a heading for each status, with the activities in a table below.
#[test]
fn the_annex_groups_by_status() {
    let source = "format = 1\nid = \"plan\"\nversion = 1\ntitle = \"Plan\"\nlead = \"h\"\n[roles]\nh = { title = \"H\", from = \"matter.officer\" }\n[fields.aktiviteter]\ntitle = \"A\"\ntype = \"activities\"\n[[decision.routes]]\nid = \"n\"\nby = \"namnd\"\n";
    let definition = read("plan.toml", source).unwrap();
    let kind = &definition.field("aktiviteter").unwrap().kind;
    let typed = "A | | | | | 2026 | genomford | x |\nB | | | | | 2026 | genomford | x |\nC | | | | | 2026 | genomford | x |\nD | | | | | 2026 | paborjad | |\nE | | | | | 2026 | paborjad | |\nF | | | | | 2026 | ej_paborjad | |";
    let Some(Value::Table(rows)) = kind.from_form(typed).unwrap() else {
        panic!("rows");
    };
    let plan = PlanFact {
        title: "Plan 2026".to_owned(),
        adopted: None,
        columns: kind.columns().unwrap().to_vec(),
        rows,
    };
    let blocks = markdown::prose(&annex(&plan), 2, &Context::new([])).blocks;
    let headings: Vec<String> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(plain_inlines(&heading.text)),
            _ => None,
        })
        .collect();
    assert_eq!(
        headings,
        [
            "Uppföljning av ”Plan 2026”",
            "Genomförd (3)",
            "Påbörjad (2)",
            "Ej påbörjad (1)"
        ]
    );
    let sizes: Vec<usize> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table.rows.len() - table.header_rows),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [3, 2, 1]);
}
