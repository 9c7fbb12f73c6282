//! What an earlier program has stored still loads, and still means the same.
//!
//! The files in `fixtures/` were written by the program as it was when the first state was kept. They
//! are never made anew: a field that is added to a state gets a default, and in what an approval is
//! bound to ([`Content`]) it is left out of the JSON while it is empty.

use std::{fs, path::Path};

use beslut::{
    domain::{body::Body, digest::Digest, journal::Payload},
    matter::state::{Content, Matter},
    meeting::{minutes::MinutesContent, state::Meeting},
    signoff::state::SignOff,
    work::{DocumentOrder, Notice},
    workflow,
};
use serde::de::DeserializeOwned;

/// The files whose names begin so, with what they say.
fn kept(beginning: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(beginning) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((name, text.trim_end().to_owned()));
        }
    }
    assert!(!found.is_empty(), "no file begins with {beginning}");
    found.sort();
    found
}

fn loaded<T: DeserializeOwned>(beginning: &str) -> Vec<(String, T)> {
    kept(beginning)
        .into_iter()
        .map(|(name, text)| match serde_json::from_str(&text) {
            Ok(state) => (name, state),
            Err(error) => panic!("{name} is stored out there and no longer loads: {error}"),
        })
        .collect()
}

#[test]
fn matters_load_and_their_text_is_still_what_was_approved() {
    for (name, matter) in loaded::<Matter>("matter-") {
        assert!(!matter.content.title.is_empty(), "{name}");
        let unchanged = !["matter-draft", "matter-imported", "matter-sent_back"]
            .iter()
            .any(|draft| name.starts_with(draft));
        if unchanged {
            let (_, sha256) = matter.content.canonical().unwrap();
            let frozen = matter.frozen.expect("submitted").sha256;
            assert_eq!(
                sha256, frozen,
                "{name}: a new field changes what every approval out there is bound to"
            );
        }
    }
}

#[test]
fn frozen_versions_load_and_have_their_hash() {
    let approved: Vec<Digest> = loaded::<Matter>("matter-")
        .into_iter()
        .flat_map(|(_, matter)| matter.reviews)
        .map(|review| review.sha256)
        .collect();
    for (name, content) in loaded::<Content>("frozen-matter-") {
        let (text, sha256) = content.canonical().unwrap();
        assert!(approved.contains(&sha256), "{name}: {text}");
    }
    loaded::<MinutesContent>("frozen-minutes-");
}

#[test]
fn meetings_sign_offs_and_bodies_load() {
    loaded::<Meeting>("meeting-");
    loaded::<SignOff>("sign_off-");
    loaded::<Body>("body");
}

#[test]
fn mails_work_and_journals_load() {
    loaded::<Vec<Notice>>("notices");
    loaded::<Vec<Payload>>("journal-payloads");
    for (_, jobs) in loaded::<Vec<serde_json::Value>>("jobs") {
        for job in jobs
            .into_iter()
            .filter(|job| job["kind"] == "make_document")
        {
            serde_json::from_value::<DocumentOrder>(job["payload"].clone()).unwrap();
        }
    }
}

/// A matter is pinned to the hash of its workflow: the same file must give the same hash for ever.
#[test]
fn a_kept_workflow_is_read_and_has_the_hash_that_matters_are_pinned_to() {
    let [(name, source)] = &kept("workflow-molntjanst-1")[..] else {
        panic!("one file");
    };
    let definition = workflow::read(name, source).unwrap();
    for (name, matter) in loaded::<Matter>("matter-") {
        assert_eq!(matter.workflow.hash, definition.hash, "{name}");
    }
}
