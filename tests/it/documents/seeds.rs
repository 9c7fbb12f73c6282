//! The five real texts, where they are at hand: no word of theirs may be missing, too many or moved.

use super::{assert_valid, docx, word_reader};
use beslut::document::model::{Block, Document};
use beslut::matter::file::MatterFile;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the real cases, beside the project or one of the folders above it.
fn cases() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/cases"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: ../shared/cases is not there");
    }
    found
}

/// The real cases as text, by their names; none where they are not at hand.
pub(super) fn texts() -> Vec<(String, String)> {
    let Some(cases) = cases() else {
        return Vec::new();
    };
    (0..5)
        .map(|number| {
            let (text, _) = seed(&cases, number);
            (format!("seed-{number}.arende.md"), text)
        })
        .collect()
}

fn seed(cases: &Path, number: usize) -> (String, MatterFile) {
    let name = format!("seed-{number}.arende.md");
    let text = std::fs::read_to_string(cases.join(&name)).unwrap();
    let file = MatterFile::read(&name, &text).unwrap_or_else(|findings| panic!("{findings:#?}"));
    (text, file)
}

#[test]
fn every_seed_is_printed_as_it_was() {
    let Some(cases) = cases() else { return };
    for number in 0..5 {
        let (text, file) = seed(&cases, number);
        assert_eq!(file.print(), text, "seed {number}");
    }
}

#[test]
fn no_word_of_a_seed_is_missing_in_the_word_file() {
    let Some(cases) = cases() else { return };
    for number in 0..5 {
        let (_, file) = seed(&cases, number);
        let composed = file.official_memo().compose().unwrap();
        assert_eq!(composed.findings, [], "seed {number}");
        assert_valid(
            &format!("seed-{number}.docx"),
            &docx(&composed.document).unwrap(),
        );
        let ours = word_reader::words(
            &docx(&without_our_words(
                composed.document,
                file.front.title_added,
            ))
            .unwrap(),
        );
        let theirs = source_words(&cases, number);
        if let Some(at) =
            (0..theirs.len().max(ours.len())).find(|at| ours.get(*at) != theirs.get(*at))
        {
            let around = |words: &[String]| {
                words
                    .iter()
                    .skip(at.saturating_sub(5))
                    .take(12)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            panic!(
                "seed {number}, word {at}:\n  source: {}\n  file:   {}",
                around(&theirs),
                around(&ours)
            );
        }
    }
}

/// The words that check_words.py finds in the source, in reading order.
fn source_words(cases: &Path, number: usize) -> Vec<String> {
    let out = Command::new("python3")
        .arg(cases.join("check_words.py"))
        .args(["--words", &number.to_string()])
        .output()
        .unwrap();
    assert!(out.status.success());
    String::from_utf8(out.stdout)
        .unwrap()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Takes away the words that are ours: an added title, and our descriptions of pictures.
fn without_our_words(mut document: Document, title_added: bool) -> Document {
    document.blocks.retain(|block| {
        !(title_added && matches!(block, Block::Heading(heading) if heading.level == 1))
    });
    forget_descriptions(&mut document.blocks);
    document
}

fn forget_descriptions(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Figure(figure) if figure.labels.is_empty() => figure.alt.clear(),
            Block::Slot { blocks, .. } | Block::Region { blocks, .. } => {
                forget_descriptions(blocks);
            }
            _ => {}
        }
    }
}
