//! The folder with the municipality's own workflow files, read whole.

use crate::workflow::{
    LARGEST_FILE,
    source::{Source, included},
};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncReadExt};

/// The most files that are read from one folder.
pub const MOST_FILES: usize = 100;

/// Why the folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system says no.
    #[error("mappen med ärendetyper går inte att läsa: {path}: {source}")]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds far more than matter types.
    #[error("mappen {0} har fler än 100 filer med ärendetyper")]
    TooMany(PathBuf),
}

/// The workflow files in `folder` with what they include, in the order of their names. Scenarios
/// and what lies in folders below are no types of their own.
pub async fn read(folder: &Path) -> Result<Vec<Source>, FolderError> {
    let mut names = Vec::new();
    let mut entries = fs::read_dir(folder).await.map_err(unreadable(folder))?;
    while let Some(entry) = entries.next_entry().await.map_err(unreadable(folder))? {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_type = path
            .extension()
            .is_some_and(|extension| extension == "toml")
            && !name.ends_with(".scenario.toml");
        // What an editor saves beside the file is not meant for us.
        if is_type && !name.starts_with('.') && path.is_file() {
            names.push(path);
        }
        if names.len() > MOST_FILES {
            return Err(FolderError::TooMany(folder.to_owned()));
        }
    }
    names.sort();
    let mut sources = Vec::new();
    for path in names {
        let text = text(&path).await.map_err(unreadable(&path))?;
        let mut shared = BTreeMap::new();
        for named in included(&text) {
            // One that is not there is told where the file names it.
            if let Ok(text) = self::text(&folder.join(&named)).await {
                shared.insert(named, text);
            }
        }
        sources.push(Source {
            name: path.display().to_string(),
            text,
            shared,
        });
    }
    Ok(sources)
}

/// The text of a file; no more of it than it takes to see that it is too large.
async fn text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let most = LARGEST_FILE as u64 + 1;
    let file = fs::File::open(path).await?;
    file.take(most).read_to_end(&mut bytes).await?;
    // What is no UTF-8 becomes a character that no workflow file may hold: the reader tells where.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Unreadable { path, source }
}
