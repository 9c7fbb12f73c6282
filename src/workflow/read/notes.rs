//! Where the faults of a file are written down while it is read.

use std::cell::RefCell;
use std::ops::Range;
use std::str::FromStr;

use super::inquiry::Inquiry;
use crate::workflow::finding::{Code, Finding, Findings, did_you_mean};

/// Something read, and the bytes of the file it was read from.
#[derive(Debug, Clone)]
pub(in crate::workflow) struct Located<T> {
    pub(in crate::workflow) value: T,
    pub(in crate::workflow) span: Range<usize>,
}

/// The file and what has been found in it so far.
pub(in crate::workflow) struct Notes<'s> {
    file: &'s str,
    source: &'s str,
    findings: RefCell<Vec<Finding>>,
    /// Where what the reader asks for is written down too, when somebody wants to know.
    inquiry: Option<&'s Inquiry>,
}

impl<'s> Notes<'s> {
    pub(in crate::workflow) fn new(file: &'s str, source: &'s str) -> Self {
        Self {
            file,
            source,
            findings: RefCell::default(),
            inquiry: None,
        }
    }

    /// The same, and what the reader asks for is written down.
    pub(super) fn asking(self, inquiry: &'s Inquiry) -> Self {
        Self {
            inquiry: Some(inquiry),
            ..self
        }
    }

    pub(super) fn inquiry(&self) -> Option<&'s Inquiry> {
        self.inquiry
    }

    pub(in crate::workflow) fn source(&self) -> &'s str {
        self.source
    }

    /// Writes down a fault at `span`.
    pub(in crate::workflow) fn add(
        &self,
        code: Code,
        span: &Range<usize>,
        message: impl Into<String>,
        suggestion: Option<String>,
    ) {
        let (line, column) = self.place(span.start);
        self.findings.borrow_mut().push(Finding {
            severity: code.severity(),
            code,
            message: message.into(),
            suggestion,
            file: self.file.to_owned(),
            line,
            column,
            span: span.clone(),
        });
    }

    /// Reads a name of the kind `K`, or writes down why it cannot be one.
    pub(in crate::workflow) fn name<K: FromStr<Err: std::fmt::Display>>(
        &self,
        written: &Located<&str>,
    ) -> Option<K> {
        match written.value.parse() {
            Ok(key) => Some(key),
            Err(fault) => {
                self.add(
                    Code::BadName,
                    &written.span,
                    K::Err::to_string(&fault),
                    None,
                );
                None
            }
        }
    }

    /// Lets who asks know that a text must be one of `words`.
    pub(super) fn words(&self, code: Code, written: &Located<&str>, words: &[&str]) {
        if let Some(inquiry) = self.inquiry {
            inquiry.words(code, written, words);
        }
    }

    /// Demands that a word is one of `known`; `what` is as in "okänd roll".
    pub(in crate::workflow) fn known<'c>(
        &self,
        code: Code,
        what: &str,
        written: &Located<&str>,
        known: impl IntoIterator<Item = &'c str>,
    ) -> bool {
        let known: Vec<&str> = known.into_iter().collect();
        self.words(code, written, &known);
        if known.contains(&written.value) {
            return true;
        }
        let suggestion = did_you_mean(written.value, known.iter().copied()).or_else(|| {
            (known.len() <= 12 && !known.is_empty())
                .then(|| format!("det finns: {}", known.join(", ")))
        });
        self.add(
            code,
            &written.span,
            format!("{what} '{}'", written.value),
            suggestion,
        );
        false
    }

    /// Everything found, in the order of the text.
    pub(in crate::workflow) fn into_findings(self) -> Findings {
        let mut findings = self.findings.into_inner();
        findings.sort_by_key(|finding| (finding.span.start, finding.code));
        Findings(findings)
    }

    /// The line that a span begins on, from 1.
    pub(in crate::workflow) fn line(&self, span: &Range<usize>) -> usize {
        self.place(span.start).0
    }

    /// The line and the column in characters of a byte, both from 1.
    fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.source.get(..byte).unwrap_or(self.source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}
