//! The demo's folder: made by the demo, and deleted by nobody who did not make it.

use anyhow::{Context, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The file that says that the folder is the demo's own.
const MARK: &str = ".beslut-demo";
const BEGUN: &str =
    "Mappen hör till beslut demo och kan tas bort. Den håller på att göras i ordning.\n";
const READY: &str = "Mappen hör till beslut demo och kan tas bort.\n";

/// A folder that is the demo's own.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    ready: bool,
}

impl Folder {
    /// The folder at `path`, made if it is not there. `fresh` empties it first. One that was left
    /// half made is begun again.
    ///
    /// Refuses a folder that holds something else.
    pub(super) fn open(path: &Path, fresh: bool) -> anyhow::Result<Self> {
        let mark = path.join(MARK);
        let written = fs::exists(&mark)?
            .then(|| super::premises::text_of(&mark))
            .transpose()?;
        let is_empty = !fs::exists(path)? || fs::read_dir(path)?.next().is_none();
        if written.is_none() && !is_empty {
            bail!(
                "mappen {} innehåller något annat än en demo och lämnas orörd. Välj en annan med --data.",
                path.display()
            );
        }
        let ready = written.as_deref() == Some(READY) && !fresh;
        if !ready {
            if written.is_some() {
                fs::remove_dir_all(path).with_context(|| cannot_use(path))?;
            }
            fs::create_dir_all(path).with_context(|| cannot_use(path))?;
            write(&mark, BEGUN)?;
        }
        Ok(Self {
            path: path.to_owned(),
            ready,
        })
    }

    /// Whether the municipality is there already.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    pub(super) fn mark_ready(&self) -> anyhow::Result<()> {
        write(&self.path.join(MARK), READY)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn cannot_use(path: &Path) -> String {
    format!("mappen {} kan inte användas", path.display())
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo's mark is written at this door"
    )]
    fs::write(file, text).with_context(|| cannot_use(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_else_in_it_is_never_touched() {
        let folder = tempfile::TempDir::new().unwrap();
        let other = folder.path().join("viktigt.txt");
        write(&other, "spara mig").unwrap();
        for fresh in [false, true] {
            assert!(Folder::open(folder.path(), fresh).is_err());
            assert!(other.exists());
        }
    }

    #[test]
    fn a_demo_is_kept_begun_anew_when_half_made_and_emptied_when_asked() {
        let parent = tempfile::TempDir::new().unwrap();
        let path = parent.path().join("demo");
        let inside = path.join("beslut.db");

        assert!(!Folder::open(&path, false).unwrap().is_ready());
        write(&inside, "halv").unwrap();
        let begun_anew = Folder::open(&path, false).unwrap();
        assert!(!begun_anew.is_ready() && !inside.exists());

        begun_anew.mark_ready().unwrap();
        write(&inside, "hel").unwrap();
        assert!(Folder::open(&path, false).unwrap().is_ready() && inside.exists());
        assert!(!Folder::open(&path, true).unwrap().is_ready() && !inside.exists());
    }
}
