//! Mails as files: `<mail-id>.eml`. A file is there whole or not at all, and a mail sent twice
//! is one file.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::{Accepted, ConfigFault, folder_symptom};
use crate::mail::failure::Symptom;
use crate::mail::message::OutgoingMail;

/// A folder that mails are put into.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, ConfigFault> {
        std::fs::create_dir_all(path).map_err(|source| ConfigFault::Folder {
            path: path.display().to_string(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, Symptom> {
        self.write(mail)
            .await
            .map_err(|error| folder_symptom(&error))
    }

    async fn write(&self, mail: &OutgoingMail) -> std::io::Result<Accepted> {
        let whole = self.path.join(format!("{}.eml", mail.mail));
        let growing = self.path.join(format!("{}.part", mail.mail));
        let mut file = tokio::fs::File::create(&growing).await?;
        file.write_all(&mail.bytes).await?;
        file.sync_all().await?;
        tokio::fs::rename(&growing, &whole).await?;
        Ok(Accepted {
            reply: whole.display().to_string(),
        })
    }
}
