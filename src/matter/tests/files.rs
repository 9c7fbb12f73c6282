//! A matter comes in as a file and goes out as the same file.

use super::super::{
    carried::{Carried, Mention},
    export::{About, export},
    file::MatterFile,
    import::{Arrival, Imported, Source, import, workflow_of},
    samples::{definition, noon, officer},
    sections,
    state::{Attachment, Content, Section, Signature},
};
use crate::{
    domain::entropy::Entropy,
    workflow::{definition::Definition, keys::FieldKey, value::Value},
};
use proptest::{collection, option, prelude::*};
use std::collections::BTreeMap;

const NAME: &str = "prov.arende.md";

fn entropy() -> Entropy {
    Entropy::new(noon(), [7; 32])
}

fn imported(text: &str, definition: &Definition) -> Result<Imported, Vec<String>> {
    let told = |findings: Vec<super::super::file::FileFinding>| {
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let file = MatterFile::read(NAME, text).map_err(told)?;
    let arrival = Arrival {
        by: officer(),
        at: noon(),
        entropy: &mut entropy(),
    };
    import(&file, Source { name: NAME, text }, definition, arrival).map_err(told)
}

fn faults(front: &str, sections: &str) -> Vec<String> {
    let text = format!("+++\ntype = \"molntjanst\"\ntitle = \"E-post\"\n{front}+++\n{sections}");
    imported(&text, &definition()).unwrap_err()
}

#[test]
fn every_fault_of_a_field_is_told_at_its_place() {
    let fields = "\n[fields]\nautentisering = \"pin\"\ninformationsklass = 1\ntjenst = \"A\"\n";
    assert_eq!(
        faults(fields, ""),
        [
            "prov.arende.md:6:17: ”Inloggning” (autentisering): 'pin' går inte att välja. Välj bland: losenord, mfa, stark.",
            "prov.arende.md:7:21: ”Informationsklass” (informationsklass): Här ska stå ett av värdena inom citattecken, men det står ett tal.",
            "prov.arende.md:8:1: Fältet ”tjenst” finns inte i ärendetypen. Menade du ”tjanst”?",
        ]
    );
}

#[test]
fn a_kind_of_document_and_a_section_must_be_possible() {
    let attachments = "[[attachments]]\ntitle = \"A\"\nkind = \"riskanalys\"\n[[attachments]]\ntitle = \"B\"\nkind = \"budget\"\n";
    assert_eq!(
        faults(attachments, "\n## Först {#a}\n\n## Sedan {#1a}\n"),
        [
            "prov.arende.md:9:8: Handlingsslaget ”budget” finns inte i ärendetypen. De som finns är: riskanalys, laglighetsbedomning.",
            "prov.arende.md:14:1: Rubriken ”Sedan”: namnet '1a' går inte att använda: skriv med små bokstäver a–z, siffror, bindestreck eller understreck, och börja med en bokstav.",
        ]
    );
}

#[test]
fn an_unknown_type_is_told_with_those_there_are() {
    let definition = definition();
    let fault = |wanted: &str| {
        let text = format!("+++\ntitle = \"E-post\"\ntype = \"{wanted}\"\n+++\n");
        let file = MatterFile::read(NAME, &text).unwrap();
        let source = Source {
            name: NAME,
            text: &text,
        };
        workflow_of(&file, source, &[&definition])
            .map(|_| ())
            .map_err(|fault| fault.to_string())
    };
    assert_eq!(fault("molntjanst"), Ok(()));
    assert_eq!(
        fault("molntjenst").unwrap_err(),
        "prov.arende.md:3:8: Ärendetypen ”molntjenst” finns inte. Menade du ”molntjanst”?"
    );
    assert_eq!(
        fault("bygglov").unwrap_err(),
        "prov.arende.md:3:8: Ärendetypen ”bygglov” finns inte. De som finns är: molntjanst."
    );
}

#[test]
fn sections_stand_where_the_file_and_the_workflow_have_them() {
    let text = "+++\ntype = \"molntjanst\"\ntitle = \"E-post\"\n+++\n\n## Ärendet {#arendet}\n\nText.\n\n## Teknik {#egen-teknik}\n\nText.\n\n## Ekonomiska konsekvenser {#ekonomi}\n";
    let definition = definition();
    let content = imported(text, &definition).unwrap().content;
    let keys: Vec<&str> = content
        .sections
        .iter()
        .map(|section| section.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "forslag",
            "sammanfattning",
            "arendet",
            "egen-teknik",
            "informationssakerhet",
            "juridik",
            "teknik",
            "ekonomi",
            "bedomning",
        ]
    );
    assert_eq!(
        export(&content, &About::default(), &definition).print(),
        text
    );
}

#[test]
fn everything_a_file_can_say_comes_out_again() {
    let text = r#"+++
type = "molntjanst"
title = "E-post"
title_added = true
recipient = ""
municipality = "Exempelby kommun"
body = "Kommunstyrelsen"
officer = "Vera Lind"
responsible = "karin.berg@exempelby.se"
date = 2021-11-15
register_number = "KS 2021/0388"
received = 2021-09-24
plan_code = "167"
year = 2022
source = "pärm 4"
attachments_heading = "Bilaga"
recipients_of_decision = ["IT-enheten", "Kansliet"]

[fields]
lander = [
  { andamal = "Drift", land = "SE" },
]
tjanst = "Exempelpost"

[[attachments]]
label = "Bilaga 1"
title = "Risk- och sårbarhetsanalys"
kind = "riskanalys"
dated = 2021-10-28
section = "bilagor"

[[signatures]]
name = "Vera Lind"

[[statistics]]
id = "incidenter"
total = 0.1
day = 2022-01-01
+++

## Juridisk bedömning {#juridik}

## Bilagor {#bilagor nr="9" visas="nej"}

Bilaga 1.
"#;
    let definition = definition();
    let Imported {
        content,
        body,
        responsible,
    } = imported(text, &definition).unwrap();
    assert_eq!(body.as_deref(), Some("Kommunstyrelsen"));
    let stored: Content = serde_json::from_str(&content.canonical().unwrap().0).unwrap();
    let about = About {
        responsible,
        register_number: None,
    };
    assert_eq!(export(&stored, &about, &definition).print(), text);

    let about = About {
        register_number: Some("KS 2026/1".into()),
        ..about
    };
    let printed = export(&content, &about, &definition).print();
    assert!(
        printed.contains("register_number = \"KS 2026/1\""),
        "the own number goes first"
    );
}

#[test]
fn a_text_that_looks_like_sections_stays_in_its_own() {
    let definition = definition();
    let mut content = imported(
        "+++\ntype = \"molntjanst\"\ntitle = \"E-post\"\n+++\n",
        &definition,
    )
    .unwrap()
    .content;
    content.sections[0].text = "A\n## B\n```\n## C".into();
    let text = export(&content, &About::default(), &definition).print();
    let again = imported(&text, &definition).unwrap().content;
    assert_eq!(again.sections[0].text, "A\n### B\n```\n## C\n```");
}

fn line() -> impl Strategy<Value = String> {
    "[a-zåäö\"\\\\{}=#§|+.]{1,5}(\\PC{0,12}[a-zåäö0-9}])?".prop_map(|text| text.trim().to_owned())
}

fn prose() -> impl Strategy<Value = String> {
    "[a-zåäö*\\[\\].:|\\\\\n +]{0,60}".prop_map(|text| text.trim_matches('\n').to_owned())
}

fn fields() -> impl Strategy<Value = BTreeMap<FieldKey, Value>> {
    let key = |text: &str| text.parse::<FieldKey>().unwrap();
    let row = option::of(line()).prop_map(|text| {
        let cell = text.map(|text| ("andamal".parse().unwrap(), Value::Text(text)));
        let land = Value::Country("SE".parse().unwrap());
        cell.into_iter()
            .chain([("land".parse().unwrap(), land)])
            .collect::<BTreeMap<_, _>>()
    });
    (
        option::of(line()),
        option::of(prose().prop_filter("written", |text| !text.trim().is_empty())),
        option::of(prop::sample::select(vec!["oppen", "K1", "K2", "K3"])),
        option::of(collection::vec(row, 0..3)),
    )
        .prop_map(move |(text, rich, level, rows)| {
            let level = level.map(|level| Value::Level(level.parse().unwrap()));
            [
                ("tjanst", text.map(Value::Text)),
                (
                    "anvandning",
                    rich.map(|text| Value::Richtext(text.trim().to_owned())),
                ),
                ("systemklass", level),
                ("lander", rows.map(Value::Table)),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some((key(name), value?)))
            .collect()
        })
}

fn written_sections() -> impl Strategy<Value = Vec<Section>> {
    let keys = vec![
        "forslag",
        "sammanfattning",
        "arendet",
        "juridik",
        "ekonomi",
        "bedomning",
        "eget",
        "under_lag",
        "bilaga-2",
    ];
    let section = (
        line(),
        option::of(line()),
        any::<bool>(),
        any::<bool>(),
        prose(),
    );
    (
        prop::sample::subsequence(keys, 0..9).prop_shuffle(),
        collection::vec(section, 9),
    )
        .prop_map(|(keys, parts)| {
            let definition = definition();
            keys.into_iter()
                .zip(parts)
                .map(|(key, (title, number, own_title, shown, text))| {
                    let own = definition.section(key).filter(|_| own_title);
                    Section {
                        key: key.parse().unwrap(),
                        title: own.map_or(title, |own| own.title.clone()),
                        number,
                        shown,
                        text,
                        version: 1,
                    }
                })
                .collect()
        })
}

prop_compose! {
    fn contents()(
        title in line(),
        recipient in option::of(prop_oneof![Just(String::new()), line()]),
        fields in fields(),
        sections in written_sections(),
        entries in collection::vec(
            (line(), any::<bool>(), option::of(0..9000_u64), option::of(line()), any::<bool>()), 0..4),
        recipients_of_decision in collection::vec(line(), 0..3),
        signatures in collection::vec((line(), prop_oneof![Just(String::new()), line()]), 0..3),
        source in option::of(line()),
        heading in option::of(line()),
        year in option::of(1000..=9999),
    ) -> Content {
        let definition = definition();
        let mut entropy = entropy();
        let mut carried = Carried {
            without_recipient: recipient.is_none(),
            title_added: recipient.is_none(),
            source,
            attachments_heading: heading,
            year,
            ..Carried::default()
        };
        let listed_in = sections.first().map(|section| section.key.to_string());
        let attachments = entries.into_iter().map(|(title, is_risk, day, label, listed)| {
            let id = entropy.id();
            let mention = Mention { label, section: listed_in.clone().filter(|_| listed) };
            if mention != Mention::default() {
                carried.attachments.insert(id, mention);
            }
            Attachment {
                id,
                kind: is_risk.then(|| "riskanalys".parse().unwrap()),
                title,
                dated: day.map(|days| noon().date_naive() - chrono::Days::new(days)),
                signed: day.is_some_and(|days| days % 2 == 0),
                file: None,
                added_at: noon(),
                added_by: officer(),
            }
        }).collect();
        let is_empty = |section: &&Section| {
            let own = definition.section(section.key.as_str());
            section.text.trim().is_empty()
                && own.is_some_and(|own| sections::is_as_given(section, own))
        };
        carried.empty_sections =
            sections.iter().filter(is_empty).map(|section| section.key.clone()).collect();
        let mut sections = sections;
        sections::complete(&mut sections, &definition);
        Content {
            title,
            recipient: recipient.unwrap_or_default(),
            fields,
            sections,
            attachments,
            recipients_of_decision,
            signatures: signatures
                .into_iter()
                .map(|(name, title)| Signature { name, title, unit: String::new() })
                .collect(),
            overrides: Vec::new(),
            carried: carried.kept().unwrap(),
        }
    }
}

proptest! {
    #[test]
    fn what_goes_out_comes_in_the_same(content in contents()) {
        let definition = definition();
        let text = export(&content, &About::default(), &definition).print();
        let again = imported(&text, &definition).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
        prop_assert_eq!(again.content, content, "{}", text);
    }
}
