//! Attaching files: the bytes are kept first, the matter is told in one transaction after.

use super::{Asker, Office, OfficeError};
use crate::{
    domain::{
        calendar,
        identifiers::{FormNonce, MatterId},
        refusal::{Place, Reason, Refusal},
        text,
    },
    matter::{
        act::Action,
        state::{Attachment, File},
    },
    store::blobs::{self, Blob, BlobError},
    workflow::keys::DocumentKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use tokio::io::{AsyncRead, AsyncReadExt};

/// A file to attach.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Which of the workflow's documents it is, if any.
    pub kind: Option<DocumentKind>,
    /// The title as listed.
    pub title: String,
    /// The date of the document itself.
    pub dated: Option<NaiveDate>,
    /// The name the file came with.
    pub file_name: String,
}

impl Office {
    /// Attaches a file to a matter. The bytes are read once and never held in memory.
    ///
    /// When the matter then refuses, the bytes stay in the blob store with nothing that refers to
    /// them: harmless, and the next try finds them there.
    ///
    /// # Errors
    /// Refused when the file is too large, empty or not what its name says, and as
    /// [`Office::act_on_matter`].
    pub async fn attach(
        &self,
        asker: Asker,
        matter: MatterId,
        new: NewAttachment,
        mut bytes: impl AsyncRead + Unpin,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let file_name = bare_name(&new.file_name);
        let head = head_of(&mut bytes).await?;
        let media_type = media_type(&file_name, &head)?;
        let limit = self.settings().largest_attachment;
        let blob = match self.blobs().put(head.as_slice().chain(bytes), limit).await {
            Err(BlobError::TooLarge { limit }) => return Err(too_large(limit).into()),
            kept => kept?,
        };
        self.db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                let leads_to = matter.to_string();
                if super::forms::repeated(write, form, known.person.id, &leads_to, at)
                    .await?
                    .is_some()
                {
                    return Ok(());
                }
                blobs::record(write, blob, media_type, at).await?;
                let attachment = Attachment {
                    id: entropy.id(),
                    kind: new.kind,
                    title: text::clean_line(&new.title),
                    dated: new.dated,
                    file: Some(file(blob, file_name, media_type)),
                    added_at: at,
                    added_by: known.person.id,
                };
                let action = Action::Attach(attachment);
                self.do_to_matter(write, &known, matter, action, at, &mut entropy).await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }
}

fn file(blob: Blob, name: String, media_type: &str) -> File {
    File { digest: blob.digest, name, media_type: media_type.to_owned(), size: blob.size }
}

/// The last part of whatever path a browser sent.
fn bare_name(typed: &str) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    text::clean_line(last)
}

/// Enough of the beginning to tell what a file is.
async fn head_of(bytes: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, OfficeError> {
    let mut head = Vec::new();
    bytes.take(1024).read_to_end(&mut head).await.map_err(BlobError::Io)?;
    Ok(head)
}

/// What may be attached: the ending, the media type, and how such a file begins (empty: as text).
const KINDS: [(&str, &str, &[u8]); 11] = [
    ("pdf", "application/pdf", b"%PDF-"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", b"PK\x03\x04"),
    ("odt", "application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    ("txt", "text/plain; charset=utf-8", b""),
    ("csv", "text/csv; charset=utf-8", b""),
];

/// The media type by the name's ending, if the bytes begin as such a file does.
fn media_type(name: &str, head: &[u8]) -> Result<&'static str, Refusal> {
    if head.is_empty() {
        return Err(refused(Reason::new("tom-fil", "Filen är tom.").remedy("Välj en annan fil.")));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let Some((_, media_type, begins)) = KINDS.into_iter().find(|(known, ..)| *known == ending)
    else {
        return Err(refused(
            Reason::new("filtyp", format!("Filer av slaget ”.{ending}” kan inte bifogas."))
                .remedy("Spara den som PDF, eller välj en Word-, Excel-, bild- eller textfil."),
        ));
    };
    let is_so = if begins.is_empty() { !head.contains(&0) } else { head.starts_with(begins) };
    if is_so { Ok(media_type) } else { Err(refused(not_what_it_says(&ending))) }
}

fn not_what_it_says(ending: &str) -> Reason {
    Reason::new("filtyp", format!("Filen heter något på ”.{ending}” men innehåller något annat."))
        .remedy("Öppna den, kontrollera innehållet och spara den på nytt.")
}

fn too_large(limit: u64) -> Refusal {
    let megabytes = limit / 1_000_000;
    refused(
        Reason::new("storlek", format!("Filen är större än {megabytes} MB."))
            .remedy("Spara den mindre, eller dela den i flera filer."),
    )
}

fn refused(reason: Reason) -> Refusal {
    Refusal::invalid("Handlingen är inte bifogad.", vec![reason.at(Place::Field("file".into()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_as_and_not_what_it_is_called() {
        for (name, head, is) in [
            ("analys.pdf", b"%PDF-1.7".as_slice(), Some("application/pdf")),
            ("ANALYS.PDF", b"%PDF-1.7", Some("application/pdf")),
            ("analys.pdf", b"MZ\x90\0", None),
            ("analys.exe", b"MZ\x90\0", None),
            ("analys", b"%PDF-1.7", None),
            ("brev.txt", "Hej å".as_bytes(), Some("text/plain; charset=utf-8")),
            ("brev.txt", b"\0\0", None),
            ("brev.txt", b"", None),
        ] {
            assert_eq!(media_type(name, head).ok(), is, "{name}");
        }
    }

    #[test]
    fn only_the_last_part_of_a_path_is_kept_of_a_name() {
        assert_eq!(bare_name("C:\\Users\\anna\\analys.pdf"), "analys.pdf");
        assert_eq!(bare_name("../../etc/passwd"), "passwd");
    }
}
