//! What the finishing pass promises of every Word file.

use super::word_reader::{each_tag, part, parts, value};
use super::{assert_valid, docx, memo, minutes};
use beslut::document::assets::Asset;
use beslut::document::model::{Block, Document, Figure, Inline};
use std::collections::BTreeSet;

/// The smallest PNG: one grey pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xaeB`\x82";

/// Two pictures, links, and every kind of text.
fn rich() -> Document {
    let mut document = memo();
    let picture = |asset: &str| {
        Block::Figure(Figure {
            id: None,
            asset: asset.into(),
            alt: "Ett \"citat\" & <mer>".into(),
            labels: Vec::new(),
            caption: None,
            width_mm: 40,
        })
    };
    document
        .assets
        .insert("a".into(), Asset::new(PIXEL.to_vec()).unwrap());
    let link = |url: &str| Inline::Link {
        url: url.into(),
        text: vec![Inline::Text("länk".into())],
    };
    document.blocks.push(picture("a"));
    document.blocks.push(picture("a"));
    document.blocks.push(Block::Paragraph(vec![
        link("https://exempelby.se/?a=1&b=\"2\""),
        link("mailto:a@exempelby.se"),
        Inline::Code("kod".into()),
        Inline::Strike(vec![Inline::Text("bort".into())]),
    ]));
    document
}

/// A document without notes, lists or tables.
fn bare() -> Document {
    Document {
        blocks: vec![Block::Paragraph(vec![Inline::Text("Text".into())])],
        ..memo()
    }
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let samples = [
        ("memo", memo()),
        ("minutes", minutes()),
        ("rich", rich()),
        ("bare", bare()),
    ];
    samples
        .into_iter()
        .map(|(name, document)| (name, docx(&document).unwrap()))
        .collect()
}

#[test]
fn the_validator_accepts_pictures_links_and_a_bare_document() {
    for (name, file) in samples().iter().skip(2) {
        assert_valid(&format!("{name}.docx"), file);
    }
}

#[test]
fn every_relation_leads_to_a_part_and_every_use_has_its_relation() {
    for (name, file) in samples() {
        let parts = parts(&file);
        let mut known = BTreeSet::new();
        each_tag(&part(&file, "word/_rels/document.xml.rels"), |tag| {
            let (id, target) = (value(tag, "Id"), value(tag, "Target"));
            if tag.name().as_ref() == "Relationship" {
                assert!(known.insert(id.clone()), "{name}: {id} twice");
                let outside = value(tag, "TargetMode") == "External";
                assert!(
                    outside || parts.contains_key(&format!("word/{target}")),
                    "{name}: no {target}"
                );
            }
        });
        for kind in [
            "rId-footnotes",
            "rId-styles",
            "rId-settings",
            "rId-numbering",
            "rId-theme",
        ] {
            assert!(known.contains(kind), "{name}: no {kind}");
        }
        each_tag(&part(&file, "word/document.xml"), |tag| {
            for attribute in ["r:id", "r:embed"] {
                let id = value(tag, attribute);
                assert!(
                    id.is_empty() || known.contains(&id),
                    "{name}: {id} leads nowhere"
                );
            }
        });
    }
}

#[test]
fn ids_are_unique() {
    for (name, file) in samples() {
        let (mut bookmarks, mut names, mut drawings) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        each_tag(&part(&file, "word/document.xml"), |tag| {
            match tag.name().as_ref() {
                "w:bookmarkStart" => {
                    assert!(bookmarks.insert(value(tag, "w:id")), "{name}");
                    assert!(
                        names.insert(value(tag, "w:name")),
                        "{name}: {}",
                        value(tag, "w:name")
                    );
                }
                "wp:docPr" => {
                    assert!(drawings.insert(value(tag, "id")), "{name}");
                    assert_eq!(value(tag, "descr"), "Ett \"citat\" & <mer>");
                }
                _ => {}
            }
        });
        assert_eq!(drawings.len(), if name == "rich" { 2 } else { 0 });
        if name == "memo" {
            let expected = [
                "slot_forslag",
                "slot_sammanfattning",
                "slot_arendet",
                "region_forslag",
            ];
            assert!(
                expected.iter().all(|bookmark| names.contains(*bookmark)),
                "{names:?}"
            );
        }
    }
}

#[test]
fn footnotes_have_their_separators_and_their_own_numbers() {
    for (name, file) in samples() {
        let (mut separators, mut notes, mut numbers) = (Vec::new(), 0, 0);
        each_tag(&part(&file, "word/footnotes.xml"), |tag| {
            match tag.name().as_ref() {
                "w:footnote" if value(tag, "w:type").is_empty() => notes += 1,
                "w:footnote" => separators.push((value(tag, "w:id"), value(tag, "w:type"))),
                "w:footnoteRef" => numbers += 1,
                _ => {}
            }
        });
        let expected = [
            ("-1".to_owned(), "separator".to_owned()),
            ("0".to_owned(), "continuationSeparator".to_owned()),
        ];
        assert_eq!(separators, expected, "{name}");
        assert_eq!(notes, numbers, "{name}");
    }
}

#[test]
fn tables_repeat_their_headings_and_say_what_they_are() {
    let file = docx(&memo()).unwrap();
    let (mut repeated, mut called) = (0, Vec::new());
    each_tag(&part(&file, "word/document.xml"), |tag| {
        match tag.name().as_ref() {
            "w:tblHeader" => repeated += 1,
            "w:tblCaption" => called.push(value(tag, "w:val")),
            _ => {}
        }
    });
    assert_eq!(repeated, 1);
    assert_eq!(
        called,
        [
            "Kostnader per år",
            "Bilden saknas. Den visar: Användare, Brandvägg (två), Molntjänst",
            "Underskrifter"
        ]
    );
}

#[test]
fn no_empty_properties_and_nothing_of_the_process_is_left() {
    for (name, file) in samples() {
        for xml in [
            "word/document.xml",
            "word/footnotes.xml",
            "word/header1.xml",
            "word/footer1.xml",
        ] {
            let xml = part(&file, xml);
            for left in [
                "<w:rPr/>",
                "<w:rPr></w:rPr>",
                "<w:pPr/>",
                "paraId",
                "useFELayout",
            ] {
                assert!(!xml.contains(left), "{name}: {left}");
            }
        }
    }
}

#[test]
fn only_known_parts_are_in_the_package() {
    let expected = [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "docProps/custom.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/footnotes.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
    ];
    let file = docx(&minutes()).unwrap();
    assert_eq!(parts(&file).into_keys().collect::<Vec<_>>(), expected);
}

#[test]
fn the_file_says_what_it_is() {
    let file = docx(&memo()).unwrap();
    let core = part(&file, "docProps/core.xml");
    for fact in [
        "<dc:title>E-post som molntjänst</dc:title>",
        "<dc:language>sv-SE</dc:language>",
        "2021-11-15T00:00:00Z",
    ] {
        assert!(core.contains(fact), "{fact}");
    }
    assert!(part(&file, "word/styles.xml").contains("<w:lang w:val=\"sv-SE\""));
    let custom = part(&file, "docProps/custom.xml");
    assert!(custom.contains("KS 2021/0417") && custom.contains(&memo().meta.content_hash));
    let header = part(&file, "word/header2.xml");
    assert!(
        ["Exempelby kommun", "Dnr KS 2021/0417", "Datum 2021-11-15"]
            .iter()
            .all(|fact| header.contains(fact))
    );
    let footer = part(&file, "word/footer1.xml");
    assert!(footer.contains("PAGE") && footer.contains("NUMPAGES"));
}
