//! Reading says where a file is wrong; printing gives it back.

use super::*;
use proptest::prelude::*;

const SMALL: &str =
    "+++\ntype = \"molntjanst\"\ntitle = \"E-post\"\n+++\n\n## Ärendet {#arendet}\n\nText.\n";

fn findings(text: &str) -> Vec<String> {
    MatterFile::read("prov.arende.md", text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_file_is_read_and_printed_as_it_was() {
    let file = MatterFile::read("prov.arende.md", SMALL).unwrap();
    assert_eq!(
        (file.front.title.as_str(), file.sections[0].text.as_str()),
        ("E-post", "Text.")
    );
    assert_eq!(file.print(), SMALL);
}

#[test]
fn a_fault_is_told_at_its_place() {
    let table = [
        ("## Ärendet {#a}\n", "prov.arende.md:1:1: Filen ska börja"),
        (
            "+++\ntitle = \"x\"\n",
            "prov.arende.md:1:1: Filen ska börja",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \n+++\n",
            "prov.arende.md:3:9: Uppgifterna mellan ”+++” är inte riktig TOML",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n åter = 1\n+++\n",
            "prov.arende.md:4:2: Uppgifterna mellan",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\nrecipent = \"c\"\n+++\n",
            "prov.arende.md:4:1: Okänd uppgift ”recipent”. Menade du ”recipient”?",
        ),
        (
            "+++\ntype = \"a\"\ntitle = 7\n+++\n",
            "prov.arende.md:3:9: ”title” ska vara en text inom citattecken, här står ett heltal.",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\nreceived = \"2021-01-01\"\n+++\n",
            "prov.arende.md:4:12: ”received” ska vara ett datum",
        ),
        (
            "+++\ntype = \"a\"\n+++\n",
            "prov.arende.md:2:1: Uppgifterna saknar ”title”.",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n[[signatures]]\ntitle = \"c\"\n+++\n",
            "prov.arende.md:4:1: [[signatures]] saknar ”name”.",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n+++\n\n## Ärendet\n",
            "prov.arende.md:6:1: Rubriken ”Ärendet” saknar id.",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n+++\n\n## Ä {#a}\n\n### B {#a}\n",
            "prov.arende.md:8:1: Id ”a” finns redan",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n+++\n\nText.\n",
            "prov.arende.md:6:1: Text ska stå under en rubrik",
        ),
        (
            "+++\ntype = \"a\"\ntitle = \"b\"\n+++\n\n## Ä {#a visas=\"kanske\"}\n",
            "prov.arende.md:6:1: ”visas” ska vara",
        ),
    ];
    for (text, start) in table {
        let found = findings(text);
        assert!(
            found.iter().any(|finding| finding.starts_with(start)),
            "{text}\n{found:#?}"
        );
    }
}

#[test]
fn every_fault_is_told_at_once() {
    assert_eq!(
        findings("+++\ntitle = 1\nfel = 2\n+++\n## A\n## B\n").len(),
        5
    );
}

#[test]
fn a_heading_in_code_is_text() {
    let text = SMALL.replace("Text.", "```\n## Inte rubrik\n```");
    assert_eq!(MatterFile::read("prov", &text).unwrap().print(), text);
}

proptest! {
    #[test]
    fn reading_never_panics(text in "(\\+\\+\\+\n)?[a-z=\"\\[\\]# {}\n:.åäö+]{0,200}(\n\\+\\+\\+\n)?[#a-z {}\n:|\\[^\\]]{0,200}") {
        if let Ok(file) = MatterFile::read("prov", &text) {
            let printed = file.print();
            let again = MatterFile::read("prov", &printed).unwrap();
            prop_assert_eq!(&again, &file);
        }
    }

    #[test]
    fn what_is_printed_is_read_again(title in "\\PC{1,30}", text in "[a-zåäö .\n*]{0,80}", field in "\\PC{0,20}") {
        let mut file = MatterFile::default();
        file.front.matter_type = "molntjanst".into();
        file.front.title = format!("t{title}");
        file.front.fields.insert("fält ett".into(), toml::Value::String(field));
        let text = text.trim_matches('\n').to_owned();
        file.sections.push(FileSection { id: "a-1".into(), title: "Ärendet".into(), text, ..FileSection::default() });
        prop_assert_eq!(MatterFile::read("prov", &file.print()).unwrap(), file);
    }
}
