//! What a file is: told by its name, proved by its first bytes.

/// A kind of file that a matter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType {
    /// The endings a name may have.
    endings: &'static [&'static str],
    /// The bytes the file begins with; none for plain text.
    begins: &'static [u8],
    /// The media type to serve it with.
    pub name: &'static str,
    /// What people call it.
    pub swedish: &'static str,
}

/// How many bytes are looked at.
pub const LOOKED_AT: usize = 512;

const ZIP: &[u8] = b"PK\x03\x04";

/// Every kind that is taken. Macro files and programs are not among them.
pub const TAKEN: [MediaType; 9] = [
    MediaType {
        endings: &["pdf"],
        begins: b"%PDF-",
        name: "application/pdf",
        swedish: "PDF",
    },
    MediaType {
        endings: &["docx"],
        begins: ZIP,
        name: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        swedish: "Word",
    },
    MediaType {
        endings: &["xlsx"],
        begins: ZIP,
        name: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        swedish: "Excel",
    },
    MediaType {
        endings: &["pptx"],
        begins: ZIP,
        name: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        swedish: "PowerPoint",
    },
    MediaType {
        endings: &["odt"],
        begins: ZIP,
        name: "application/vnd.oasis.opendocument.text",
        swedish: "OpenDocument",
    },
    MediaType {
        endings: &["png"],
        begins: b"\x89PNG\r\n\x1a\n",
        name: "image/png",
        swedish: "PNG",
    },
    MediaType {
        endings: &["jpg", "jpeg"],
        begins: b"\xff\xd8\xff",
        name: "image/jpeg",
        swedish: "JPEG",
    },
    MediaType {
        endings: &["txt", "md"],
        begins: b"",
        name: "text/plain; charset=utf-8",
        swedish: "text",
    },
    MediaType {
        endings: &["csv"],
        begins: b"",
        name: "text/csv; charset=utf-8",
        swedish: "CSV",
    },
];

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The ending is not one of those taken.
    #[error(
        "Filer av det här slaget tas inte emot. Spara filen som PDF eller Word (docx) och försök igen."
    )]
    Kind,
    /// The bytes are not what the ending says.
    #[error(
        "Filen heter som en {0}-fil men är något annat. Öppna den i sitt program, spara den på nytt och försök igen."
    )]
    NotWhatItSays(&'static str),
    /// There is nothing in it.
    #[error("Filen är tom.")]
    Empty,
}

/// What a file is, by its name and its first [`LOOKED_AT`] bytes.
///
/// # Errors
/// When the kind is not taken, or the bytes say something else than the name.
pub fn of(name: &str, first: &[u8]) -> Result<MediaType, NotTaken> {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    let kind = TAKEN
        .into_iter()
        .find(|kind| kind.endings.contains(&ending.as_str()))
        .ok_or(NotTaken::Kind)?;
    if first.is_empty() {
        return Err(NotTaken::Empty);
    }
    let is_text = kind.begins.is_empty();
    let sound = if is_text {
        !first.contains(&0)
    } else {
        first.starts_with(kind.begins)
    };
    if sound {
        Ok(kind)
    } else {
        Err(NotTaken::NotWhatItSays(kind.swedish))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_and_its_bytes_agree_on() {
        let name = |file, first: &[u8]| of(file, first).map(|kind| kind.name);
        assert_eq!(name("analys.PDF", b"%PDF-1.7 x"), Ok("application/pdf"));
        assert_eq!(name("bild.jpeg", b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        assert_eq!(
            name("lista.csv", "å;ä".as_bytes()),
            Ok("text/csv; charset=utf-8")
        );
        assert_eq!(
            name("analys.pdf", b"MZ\x90"),
            Err(NotTaken::NotWhatItSays("PDF"))
        );
        assert_eq!(
            name("text.txt", b"a\0b"),
            Err(NotTaken::NotWhatItSays("text"))
        );
        assert_eq!(name("makro.docm", ZIP), Err(NotTaken::Kind));
        assert_eq!(name("program.exe", b"MZ"), Err(NotTaken::Kind));
        assert_eq!(name("utan", b"%PDF-"), Err(NotTaken::Kind));
        assert_eq!(name("tom.pdf", b""), Err(NotTaken::Empty));
    }
}
