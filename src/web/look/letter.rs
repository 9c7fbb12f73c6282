//! The outgoing mail of the demonstration, so that links can be tried without a mail server.

use super::Page;
use super::part::{Fact, Link, Row};
use serde::Serialize;

/// The letters, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct LettersPage {
    /// The letters: subject, to whom, when.
    pub letters: Vec<Row>,
}

impl Page for LettersPage {
    const TEMPLATE: &'static str = "letters";
    fn title(&self) -> String {
        "Utgående mejl".to_owned()
    }
}

/// A piece of a letter: plain text, or a link of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterPart {
    /// The text.
    pub text: String,
    /// The path that it leads to, when it is a link of ours.
    pub href: Option<String>,
}

/// One letter as text, its link clickable.
#[derive(Debug, Clone, Serialize)]
pub struct LetterPage {
    /// The subject.
    pub subject: String,
    /// From, to, when.
    pub facts: Vec<Fact>,
    /// The text, in pieces.
    pub parts: Vec<LetterPart>,
}

impl Page for LetterPage {
    const TEMPLATE: &'static str = "letter";
    fn title(&self) -> String {
        self.subject.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Utgående mejl", "/demo/brev")]
    }
}

/// Cuts a letter into text and links; only addresses that begin with `base_url` become links.
pub fn letter_parts(text: &str, base_url: &str) -> Vec<LetterPart> {
    let base = base_url.trim_end_matches('/');
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(base).filter(|_| !base.is_empty()) {
        let address = &rest[start..];
        let end = address.find(char::is_whitespace).unwrap_or(address.len());
        let path = &address[base.len()..end];
        if path.starts_with('/') {
            push_text(&mut parts, &rest[..start]);
            parts.push(LetterPart {
                text: address[..end].to_owned(),
                href: Some(path.to_owned()),
            });
        } else {
            push_text(&mut parts, &rest[..start + end]);
        }
        rest = &address[end..];
    }
    push_text(&mut parts, rest);
    parts
}

fn push_text(parts: &mut Vec<LetterPart>, text: &str) {
    if !text.is_empty() {
        parts.push(LetterPart {
            text: text.to_owned(),
            href: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_become_links() {
        let text = "Öppna:\nhttp://a.se/u/abc\nhttp://a.se.ond.se/u och http://b.se/x";
        let parts = letter_parts(text, "http://a.se/");
        let links: Vec<_> = parts
            .iter()
            .filter_map(|part| part.href.as_deref())
            .collect();
        assert_eq!(links, ["/u/abc"]);
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn a_letter_without_links_is_one_piece() {
        assert_eq!(letter_parts("Hej", "http://a.se").len(), 1);
        assert_eq!(letter_parts("Hej", "").len(), 1);
        assert!(letter_parts("", "http://a.se").is_empty());
    }
}
