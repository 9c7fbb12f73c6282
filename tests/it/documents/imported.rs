//! A matter file taken into a matter: it comes out as the same text, and the memo of the matter has
//! the words that `beslut render` gives the file.

use super::{docx, own_cases, seeds, word_reader};
use beslut::{
    domain::{
        entropy::Entropy,
        identifiers::{Identifier, PersonId},
    },
    matter::{
        export::{About, export},
        file::MatterFile,
        import::{Arrival, Imported, Source, import},
        memo::{Head, memo},
        state::Content,
    },
    workflow::{self, definition::Definition},
};
use chrono::{TimeZone, Utc};

fn definition() -> Definition {
    workflow::read(
        "molntjanst.toml",
        include_str!("../../../src/matter/samples/molntjanst.toml"),
    )
    .unwrap()
}

/// Our own cases and, where they are at hand, the real ones. Those of other types are read as cloud
/// services, as that is the type there is: what their text holds must be kept all the same.
fn cases() -> Vec<(String, String)> {
    let mut cases = own_cases();
    cases.extend(seeds::texts());
    for (_, text) in &mut cases {
        for other in ["arsuppfoljning", "styrdokument"] {
            *text = text.replacen(&format!("type = \"{other}\""), "type = \"molntjanst\"", 1);
        }
    }
    cases
}

fn imported(name: &str, text: &str) -> (MatterFile, Imported) {
    let file = MatterFile::read(name, text).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let at = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
    let arrival = Arrival {
        by: PersonId::from_uuid(uuid::Uuid::from_u128(1)),
        at,
        entropy: &mut Entropy::new(at, [1; 32]),
    };
    let imported = import(&file, Source { name, text }, &definition(), arrival)
        .unwrap_or_else(|findings| panic!("{findings:#?}"));
    (file, imported)
}

#[test]
fn a_matter_file_goes_out_as_it_came_in() {
    for (name, text) in cases() {
        let (
            _,
            Imported {
                content,
                responsible,
                ..
            },
        ) = imported(&name, &text);
        let about = About {
            responsible,
            register_number: None,
        };
        assert_eq!(
            export(&content, &about, &definition()).print(),
            text,
            "{name}"
        );
    }
}

#[test]
fn the_memo_of_a_matter_has_the_words_of_its_file() {
    for (name, text) in cases() {
        let (file, Imported { content, .. }) = imported(&name, &text);
        let (frozen, _) = content.canonical().unwrap();
        let content: Content = serde_json::from_str(&frozen).unwrap();
        let head = Head {
            municipality: "Exempelby kommun".into(),
            body: "Kommunstyrelsen".into(),
            unit: "IT-enheten".into(),
            register_number: Some("KS 2026/1".into()),
            day: "2026-03-02".parse().unwrap(),
            officer: "Anna Ekström".into(),
        };
        let ours = memo(&content, &definition(), head).compose().unwrap();
        let theirs = file.compose_official_memo().unwrap();
        let words = |document| word_reader::words(&docx(document).unwrap());
        assert_eq!(words(&ours.document), words(&theirs.document), "{name}");
    }
}
