//! Small files, each with one fault of its own, and what is said about it.
//!
//! A file says in its first comment what is wrong with it. What is said stands beside it in
//! `faulty/said/`. Where two files must be read together they stand in a folder.

use std::path::PathBuf;

use beslut::workflow::finding::{Finding, Findings};
use beslut::workflow::lint;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/workflow/faulty")
}

/// The files by name, with what is said about each.
pub(super) fn all() -> impl Iterator<Item = (String, Vec<Finding>)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files.into_iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Findings(findings) = lint(&name, &std::fs::read_to_string(&path).unwrap()).1;
        (name, findings)
    })
}

#[test]
fn each_is_told_what_is_wrong() {
    insta::with_settings!({ snapshot_path => "faulty/said", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, findings) in all() {
            assert!(!findings.is_empty(), "{name}: nothing was said");
            let said = Findings(findings).to_string();
            insta::assert_snapshot!(name.trim_end_matches(".toml"), said);
        }
    });
}
