//! Every type of field in a matter file: what goes out comes in the same.

use super::super::{
    carried::{Carried, Mention},
    export::{About, export},
    file::MatterFile,
    import::{Arrival, Imported, Source, import},
    samples::{noon, officer},
    state::{Attachment, Content},
};
use crate::domain::entropy::Entropy;
use crate::workflow::{
    definition::Definition,
    keys::FieldKey,
    read,
    value::{Count, Directory, Value},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn entropy() -> Entropy {
    Entropy::new(noon(), [7; 32])
}

const EVERY_TYPE: &str = include_str!("../../workflow/value/tests/every_type.toml");

fn definition() -> Definition {
    read("alla.toml", EVERY_TYPE).unwrap_or_else(|findings| panic!("{findings}"))
}

fn imported(text: &str, definition: &Definition) -> Result<Imported, Vec<String>> {
    let told = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    let file = MatterFile::read("prov.arende.md", text).map_err(told)?;
    let source = Source {
        name: "prov.arende.md",
        text,
    };
    let arrival = Arrival {
        by: officer(),
        at: noon(),
        entropy: &mut entropy(),
    };
    import(&file, source, definition, arrival).map_err(told)
}

/// A matter with one attachment, which is called Bilaga 1.
fn content(fields: BTreeMap<FieldKey, Value>) -> Content {
    let id = entropy().id();
    let mention = Mention {
        label: Some("Bilaga 1".to_owned()),
        section: None,
    };
    let carried = Carried {
        attachments: BTreeMap::from([(id, mention)]),
        ..Carried::default()
    };
    let mut content = Content {
        title: "Prov".to_owned(),
        fields,
        attachments: vec![Attachment {
            id,
            kind: None,
            title: "Riskanalys".to_owned(),
            dated: None,
            signed: false,
            file: None,
            added_at: noon(),
            added_by: officer(),
        }],
        carried: carried.kept().unwrap(),
        ..Content::default()
    };
    super::super::sections::complete(&mut content.sections, &definition());
    content
}

fn typed(definition: &Definition, texts: &[(&str, String)]) -> BTreeMap<FieldKey, Value> {
    let directory = Directory {
        attachments: Some(content(BTreeMap::new()).named_attachments()),
        ..Directory::default()
    };
    let value = |(key, text): &(&str, String)| {
        let field = definition.field(key).unwrap();
        let value = field.kind.from_form_with(text, &directory).unwrap()?;
        Some((field.key.clone(), value))
    };
    texts.iter().filter_map(value).collect()
}

proptest! {
    #[test]
    fn every_type_goes_out_and_comes_in_the_same(
        number in 0..1_000_000_u32,
        words in "[a-zåäö \"\\\\|{}=#]{1,20}",
        about in any::<bool>(),
        klart in prop::sample::select(vec!["hösten 2022", "2021-12-13", "maj–juni 2022", "2022", "vintern 2022/2023 – maj 2024"]),
        kostnad in prop::sample::select(vec!["50 tkr per år", "ca 2 mnkr under tre år, exklusive moms", "Låg", "0 kronor inom förskola"]),
        risk in prop::sample::select(vec!["Stöld | | riktighet | lag | medel | stor", "Brand", "", "A\\|B | c"]),
    ) {
        let definition = definition();
        let ca = if about { "ca " } else { "" };
        let cell = words.replace('\\', "\\\\").replace('|', "\\|");
        let name = if words.trim().is_empty() { "Anna" } else { words.trim() };
        let fields = typed(&definition, &[
            ("belopp", format!("{ca}{number} tkr")),
            ("kostnad", kostnad.to_owned()),
            ("antal", format!("{ca}{number}")),
            ("klart", klart.to_owned()),
            ("agare", name.to_owned()),
            ("enhet", name.to_owned()),
            ("organ", "ks".to_owned()),
            ("bilaga", "bilaga 1".to_owned()),
            ("arende", "KS 2021/345".to_owned()),
            ("malgrupper", "elev, vard".to_owned()),
            ("risknivan", "mellan".to_owned()),
            ("risker", risk.to_owned()),
            ("aktiviteter", format!("{cell} | | overford | | {cell} | {klart} | paborjad")),
            ("statistik", format!("Stulna datorer | {ca}{number}\nStulna telefoner | ej insamlat")),
            ("namnder", format!("ks | {number}\nBarn- och ungdomsnämnden | 0")),
        ]);
        let content = content(fields);
        let text = export(&content, &About::default(), &definition).print();
        let again = imported(&text, &definition)
            .map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
        prop_assert_eq!(again.content, content, "{}", text);
    }
}

#[test]
fn a_file_names_an_attachment_by_label_or_title_and_a_wrong_name_is_told() {
    let definition = definition();
    let file = |name: &str| {
        format!(
            "+++\ntype = \"alla\"\ntitle = \"Prov\"\n\n[fields]\nbilaga = \"{name}\"\n\n[[attachments]]\nlabel = \"Bilaga 1\"\ntitle = \"Riskanalys\"\n+++\n"
        )
    };
    for name in ["Bilaga 1", "riskanalys"] {
        let content = imported(&file(name), &definition).unwrap().content;
        let Some(Value::Attachment(named)) = content.fields.get("bilaga") else {
            panic!("an attachment");
        };
        assert_eq!(named.id, Some(content.attachments[0].id));
        assert_eq!(named.name, "Riskanalys");
    }
    let told = imported(&file("Bilaga 2"), &definition).unwrap_err();
    assert_eq!(
        told,
        [
            "prov.arende.md:6:10: ”Bilaga” (bilaga): Bilagan 'Bilaga 2' finns inte. Det finns: Riskanalys."
        ]
    );
}

#[test]
fn the_statistics_of_a_real_report_fit_a_table_of_texts_and_counts() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/cases/seed-2.arende.md"
    );
    #[expect(clippy::disallowed_methods, reason = "real input, where it is at hand")]
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not here");
        return;
    };
    let file = MatterFile::read("seed-2", &text).unwrap();
    let source = EVERY_TYPE.replace("rows = [\"Stulna datorer\", \"Stulna telefoner\"]\n", "");
    let definition = read("alla.toml", &source).unwrap();
    let kind = &definition.field("statistik").unwrap().kind;
    let mut counts = Vec::new();
    for statistics in &file.front.statistics {
        let Some(rows) = statistics.get("rows").and_then(toml::Value::as_array) else {
            continue;
        };
        let row = |row: &toml::Value| {
            let mut count = row.as_table().unwrap().clone();
            let label = count.remove("label").unwrap();
            toml::Value::Table(toml::Table::from_iter([
                ("slag".to_owned(), label),
                ("antal".to_owned(), toml::Value::Table(count)),
            ]))
        };
        let rows = toml::Value::Array(rows.iter().map(row).collect());
        let value = kind.from_toml(&rows).unwrap();
        let printed = kind.print_table(&value).unwrap();
        counts.extend(printed.rows.into_iter().map(|row| row[1].clone()));
    }
    assert_eq!(counts.len(), 6 + 7 + 7);
    assert!(counts.contains(&"Ca 650".to_owned()) && counts.contains(&"Ca 1250".to_owned()));
    assert!(counts.contains(&Count::Exact(0).to_string()));
}

#[test]
fn the_examples_of_the_handbook_lint() {
    let handbook = include_str!("../../../docs/sprak/falt.md");
    let blocks = handbook.split("```toml\n").skip(1);
    let examples: Vec<&str> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    let start = EVERY_TYPE.split("[scales]").next().unwrap();
    let end = &EVERY_TYPE[EVERY_TYPE.find("[[sections]]").unwrap()..];
    let source = format!("{start}\n{}\n{end}", examples.join("\n"));
    let (definition, findings) = crate::workflow::lint("falt.toml", &source);
    assert!(definition.is_some() && findings.is_empty(), "{findings}");
}

const PLAN: &str = "+++\ntype = \"alla\"\ntitle = \"Prov\"\n+++\n\n## Planen {#planen}\n\n::: tabell {#tab-plan}\n| Aktivitet | Klart senast |\n| --- | --- |\n| Öva | maj 2026 |\n:::\n";

#[test]
fn a_table_of_the_text_is_a_field_until_the_file_says_otherwise() {
    let definition = definition();
    let activities = |text: &str| {
        let content = imported(text, &definition).unwrap().content;
        let out = export(&content, &About::default(), &definition).print();
        let again = imported(&out, &definition).unwrap().content;
        assert_eq!(again, content, "{out}");
        let field = definition.field("aktiviteter").unwrap();
        let value = content.fields.get(&field.key);
        (value.map(|value| field.kind.form_text(value)), out)
    };
    let said = |field: &str| PLAN.replacen("\n+++", &format!("\n\n[fields]\n{field}\n+++"), 1);

    let (stated, out) = activities(PLAN);
    assert!(stated.unwrap().starts_with("Öva |"));
    assert_eq!(out, PLAN, "it stands in the text and is not said twice");

    let (emptied, out) = activities(&said("aktiviteter = []"));
    assert_eq!(emptied, None);
    assert!(
        out.contains("aktiviteter = []"),
        "or it would come back: {out}"
    );

    let (other, _) = activities(&said("aktiviteter = [{ aktivitet = \"Köp\" }]"));
    assert!(other.unwrap().starts_with("Köp |"));

    let (unread, out) = activities(&PLAN.replace("maj 2026", "snart"));
    assert_eq!(unread, None, "no day: the table stays text");
    assert!(out.contains("| Öva | snart |"));
}
