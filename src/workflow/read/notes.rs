//! Where the faults of a file are written down while it is read.

use std::cell::RefCell;
use std::ops::Range;
use std::str::FromStr;

use super::include::Included;
use super::inquiry::Inquiry;
use crate::workflow::finding::{Code, Finding, Findings, Severity, did_you_mean};
use crate::workflow::gate::cases::Effort;

/// How many findings are told of one file.
const MOST_FINDINGS: usize = 500;

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
    /// The files that it includes. Their bytes are counted on from those of the file itself.
    included: &'s [Included<'s>],
    /// Each with the byte it begins at, counted so.
    findings: RefCell<Vec<(usize, Finding)>>,
    /// Where what the reader asks for is written down too, when somebody wants to know.
    inquiry: Option<&'s Inquiry>,
    /// What trying the conditions has taken.
    effort: Effort,
}

impl<'s> Notes<'s> {
    pub(in crate::workflow) fn new(file: &'s str, source: &'s str) -> Self {
        Self::over(file, source, &[])
    }

    pub(super) fn over(file: &'s str, source: &'s str, included: &'s [Included<'s>]) -> Self {
        Self {
            file,
            source,
            included,
            findings: RefCell::default(),
            inquiry: None,
            effort: Effort::default(),
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

    pub(super) fn effort(&self) -> &Effort {
        &self.effort
    }

    /// Whether so much has been found that the rest is not told, and would change nothing: what is
    /// refused already.
    pub(super) fn is_full(&self) -> bool {
        let findings = self.findings.borrow();
        let mut found = findings.iter().map(|(_, finding)| finding.severity);
        findings.len() >= MOST_FINDINGS && found.any(|severity| severity == Severity::Error)
    }

    pub(in crate::workflow) fn source(&self) -> &'s str {
        self.source
    }

    /// Writes down a fault at `span`; after [`MOST_FINDINGS`] only that there are more, as bad as the
    /// worst of them.
    pub(in crate::workflow) fn add(
        &self,
        code: Code,
        span: &Range<usize>,
        message: impl Into<String>,
        suggestion: Option<String>,
    ) {
        let severity = code.severity();
        let told = self.findings.borrow().len();
        if told > MOST_FINDINGS {
            if let Some((_, rest)) = self.findings.borrow_mut().last_mut() {
                rest.severity = rest.severity.min(severity);
            }
            return;
        }
        let (code, message, suggestion) = if told == MOST_FINDINGS {
            let message =
                format!("mer än {MOST_FINDINGS} saker att säga om filen: resten sägs inte");
            (Code::TooManyFaults, message, None)
        } else {
            (code, message.into(), suggestion)
        };
        let (file, base, line, column) = self.place(span.start);
        let finding = Finding {
            severity,
            code,
            message,
            suggestion,
            file,
            line,
            column,
            span: span.start - base..span.end.max(base) - base,
        };
        self.findings.borrow_mut().push((span.start, finding));
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
        if self.is_full() {
            self.add(code, &written.span, what, None);
            return false;
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

    /// Everything found, in the order of the text, that of included files last.
    pub(in crate::workflow) fn into_findings(self) -> Findings {
        let mut findings = self.findings.into_inner();
        findings.sort_by_key(|(start, finding)| (*start, finding.code));
        Findings(findings.into_iter().map(|(_, finding)| finding).collect())
    }

    /// The line that a span begins on, from 1.
    pub(in crate::workflow) fn line(&self, span: &Range<usize>) -> usize {
        self.place(span.start).2
    }

    /// The file that a byte is in, where that file begins, and the line and the column in
    /// characters there, both from 1.
    fn place(&self, byte: usize) -> (String, usize, usize, usize) {
        let part = self.included.iter().rev().find(|part| part.base <= byte);
        let (file, source, base) = match part {
            Some(part) => (beside(self.file, &part.path), part.text, part.base),
            None => (self.file.to_owned(), self.source, 0),
        };
        let before = source.get(..byte - base).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            file,
            base,
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

/// The name of an included file, from the same place as that of the file that includes it.
fn beside(file: &str, path: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}
