//! The model as a Word file.
//!
//! docx-rs writes the body ([`build`], the only module that knows it). Its XML is then read into a
//! small tree and finished ([`finish`]): children in the order of the schema, repeated header rows,
//! alternative texts, footnote marks, unique ids. Styles, settings, theme, properties, relations and
//! the package itself are ours ([`package`]). The same document gives the same bytes.

mod build;
mod finish;
mod package;
mod xml;

use super::model::Document;

/// Why a Word file could not be made. None of these can come from what a person typed; each is a
/// fault of ours, or of docx-rs.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// docx-rs wrote XML that cannot be read.
    #[error("Wordfilens del {part} går inte att läsa: {reason}")]
    Xml {
        /// Which part of the file.
        part: &'static str,
        /// What the reader said.
        reason: String,
    },
    /// The package could not be written.
    #[error("Wordfilen går inte att packa: {0}")]
    Package(#[from] zip::result::ZipError),
    /// The package could not be written.
    #[error("Wordfilen går inte att skriva: {0}")]
    Write(#[from] std::io::Error),
}

/// Makes a Word file of a document.
pub fn docx(document: &Document) -> Result<Vec<u8>, DocxError> {
    let built = build::build(document);
    let finished = finish::finish(built)?;
    package::package(document, finished)
}
