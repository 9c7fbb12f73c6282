//! A workflow file with the files that it includes, as text: what a door reads and the store keeps.

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::workflow::definition::Definition;
use crate::workflow::finding::Findings;
use crate::workflow::read::{self, LARGEST_FILE};

/// How many files one workflow file may include.
pub const MOST_INCLUDED: usize = 8;
/// The most that a workflow file and what it includes may be together, in bytes.
pub const LARGEST_TOGETHER: usize = 2 * LARGEST_FILE;

/// A workflow file and what it includes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name, for messages.
    pub name: String,
    /// What stands in it.
    pub text: String,
    /// The included files by the path that `include` names them with. One that is missing here is
    /// told as missing.
    pub shared: BTreeMap<String, String>,
}

impl Source {
    /// A file that includes nothing.
    pub fn alone(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            shared: BTreeMap::new(),
        }
    }

    /// Reads the file; refused with all findings if one of them is an error.
    pub fn read(&self) -> Result<Definition, Findings> {
        match self.lint() {
            (Some(definition), _) => Ok(definition),
            (None, findings) => Err(findings),
        }
    }

    /// Reads the file and says everything there is to say about it and what it includes.
    pub fn lint(&self) -> (Option<Definition>, Findings) {
        read::lint_with(&self.name, &self.text, &self.shared)
    }
}

/// The files that a workflow file includes, for the one who is to fetch them: those of the paths
/// that may be fetched at all. What is wrong with the others is told when the file is read.
pub fn included(text: &str) -> Vec<String> {
    if text.len() > LARGEST_FILE || !text.contains("include") {
        return Vec::new();
    }
    let (document, _) = DeTable::parse_recoverable(text);
    included_by(document.get_ref())
}

/// The same of a file that is parsed already.
pub(in crate::workflow) fn included_by(document: &DeTable<'_>) -> Vec<String> {
    let list = document
        .get("include")
        .and_then(|written| written.get_ref().as_array());
    let named = list.into_iter().flatten();
    named
        .filter_map(|written| written.get_ref().as_str())
        .filter(|path| path_fault(path).is_none())
        .take(MOST_INCLUDED)
        .map(ToOwned::to_owned)
        .collect()
}

/// Why a path cannot be included. It is written with `/` from the folder of the file that includes,
/// and never leads out of that folder.
pub(in crate::workflow) fn path_fault(path: &str) -> Option<&'static str> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
    };
    let Some(stem) = path.strip_suffix(".toml") else {
        return Some("namnet slutar inte på .toml");
    };
    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Some("den ligger utanför mappen");
    }
    if !path.split('/').all(plain) {
        return Some("skriv sökvägen med små bokstäver a–z, siffror, bindestreck och understreck");
    }
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let begins_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    (!begins_well || name.contains('.'))
        .then_some("filens namn börjar med en bokstav och har ingen punkt utom före toml")
}
