//! Text that people typed or pasted, made fit to keep, print and sign.
//!
//! Everything typed goes through [`CleanLine`] or [`CleanText`] at the door. What is removed cannot
//! be seen: so the words stay as they were written, while nothing hidden can ride along into a
//! signed document, and every text can stand in XML (DOCX, archive packages) as it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest line that is ever kept, in characters. A field may set less.
pub const LONGEST_LINE: usize = 1_000;
/// The longest running text that is ever kept, in characters. A field may set less.
pub const LONGEST_TEXT: usize = 1_000_000;

/// Running text as it should be kept: lines end with `\n`, tabs stay, and what is invisible and
/// could mislead is gone (control characters, bidirectional overrides, private-use characters, and
/// all that XML 1.0 cannot hold).
///
/// Cleaning twice changes nothing more. Unicode is not normalised.
pub fn clean(typed: &str) -> String {
    let mut cleaned = String::with_capacity(typed.len());
    let mut characters = typed.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                cleaned.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            _ if is_kept(character) => cleaned.push(character),
            _ => {}
        }
    }
    cleaned
}

/// One line as it should be kept: cleaned as by [`clean`], without line breaks and tabs, one space
/// between words and none at the ends. No-break spaces between words stay.
pub fn clean_line(typed: &str) -> String {
    let cleaned = clean(typed);
    let words: Vec<&str> = cleaned
        .split([' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").trim().to_owned()
}

/// Why a typed text cannot be kept. The display is for the one who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// There must be something.
    #[error("Fältet är tomt. Skriv en text.")]
    Empty,
    /// Longer than the field allows. Lengths in characters.
    #[error("Texten är för lång: {length} tecken. Den får vara högst {longest} tecken.")]
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        longest: usize,
    },
}

/// One line of typed text that is clean and not empty: a title, a name, a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CleanLine(String);

impl CleanLine {
    /// Cleans what was typed. `longest` is in characters, and at most [`LONGEST_LINE`] counts.
    pub fn new(typed: &str, longest: usize) -> Result<Self, TextFault> {
        let line = clean_line(typed);
        if line.is_empty() {
            return Err(TextFault::Empty);
        }
        at_most(line, longest.min(LONGEST_LINE)).map(Self)
    }

    /// The line itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Running text that is clean. It may be empty: a section that nobody has written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CleanText(String);

impl CleanText {
    /// Cleans what was typed. `longest` is in characters, and at most [`LONGEST_TEXT`] counts.
    pub fn new(typed: &str, longest: usize) -> Result<Self, TextFault> {
        at_most(clean(typed), longest.min(LONGEST_TEXT)).map(Self)
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is there nothing to read in it?
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl TryFrom<String> for CleanLine {
    type Error = TextFault;

    fn try_from(typed: String) -> Result<Self, TextFault> {
        Self::new(&typed, LONGEST_LINE)
    }
}

impl TryFrom<String> for CleanText {
    type Error = TextFault;

    fn try_from(typed: String) -> Result<Self, TextFault> {
        Self::new(&typed, LONGEST_TEXT)
    }
}

impl From<CleanLine> for String {
    fn from(line: CleanLine) -> Self {
        line.0
    }
}

impl From<CleanText> for String {
    fn from(text: CleanText) -> Self {
        text.0
    }
}

impl fmt::Display for CleanLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

fn at_most(text: String, longest: usize) -> Result<String, TextFault> {
    let length = text.chars().count();
    if longest < length {
        Err(TextFault::TooLong { length, longest })
    } else {
        Ok(text)
    }
}

fn is_kept(character: char) -> bool {
    matches!(character, '\t' | '\n')
        || !(character.is_control()
            || turns_direction(character)
            || has_no_width(character)
            || has_no_agreed_shape(character)
            || is_noncharacter(character))
}

/// Marks, embeddings, overrides and isolates that turn the order in which text is shown.
fn turns_direction(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The zero-width space, the word joiner and its kin, the byte order mark, and the tags that spell
/// text no one sees. The joiners U+200C and U+200D stay: scripts and emoji are written with them.
fn has_no_width(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Private use, which shows as anything at all or as nothing; annotation anchors and the
/// placeholder of a pasted object.
fn has_no_agreed_shape(character: char) -> bool {
    matches!(
        character,
        '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffc}' | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Code points that Unicode will never give a meaning; XML forbids two of them outright.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xfdd0..=0xfdef).contains(&code) || 0xfffe <= code & 0xffff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn running_text_keeps_what_can_be_seen() {
        let table = [
            (
                "Räksmörgås – \u{201d}ja\u{201d}, 50 % & <b>",
                "Räksmörgås – \u{201d}ja\u{201d}, 50 % & <b>",
            ),
            ("rad 1\r\nrad 2\rrad 3\nrad 4", "rad 1\nrad 2\nrad 3\nrad 4"),
            ("rad 1\r\r\nrad 3", "rad 1\n\nrad 3"),
            (
                "rad 1\u{2028}rad 2\u{2029}rad 3\u{85}rad 4",
                "rad 1\nrad 2\nrad 3\nrad 4",
            ),
            ("kolumn\tkolumn", "kolumn\tkolumn"),
            (
                "nol\0l, klock\u{7}a, esc\u{1b}[31m, \u{9b}c1, del\u{7f}",
                "noll, klocka, esc[31m, c1, del",
            ),
            ("sida\u{c}bryt", "sidabryt"),
            ("faktura\u{202e}fdp.exe", "fakturafdp.exe"),
            ("\u{2066}a\u{2069}\u{200f}\u{200e}\u{61c}", "a"),
            ("\u{feff}BOM, noll\u{200b}bredd", "BOM, nollbredd"),
            ("\u{e000}\u{f8ff}\u{f0000}\u{10fffd}privat", "privat"),
            ("\u{fffe}\u{ffff}\u{fdd0}\u{1ffff}\u{e0041}", ""),
            ("2\u{a0}500\u{a0}000", "2\u{a0}500\u{a0}000"),
            ("👩\u{200d}🚀 中 e\u{301}", "👩\u{200d}🚀 中 e\u{301}"),
            ("  indrag stannar  ", "  indrag stannar  "),
        ];
        for (typed, expected) in table {
            assert_eq!(clean(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_line_has_no_breaks_and_no_loose_spaces() {
        let table = [
            (
                "  Upphandling \t av\r\nmolntjänst ",
                "Upphandling av molntjänst",
            ),
            ("a \u{200b} b", "a b"),
            ("\u{a0} § \u{a0} ", "§"),
            ("§\u{a0}12", "§\u{a0}12"),
            ("\n\n", ""),
        ];
        for (typed, expected) in table {
            assert_eq!(clean_line(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters_after_cleaning() {
        assert_eq!(CleanLine::new("  åäö\0 ", 3).unwrap().as_str(), "åäö");
        let fault = CleanLine::new("åäöa", 3).unwrap_err();
        assert_eq!(
            fault,
            TextFault::TooLong {
                length: 4,
                longest: 3
            }
        );
        assert_eq!(
            fault.to_string(),
            "Texten är för lång: 4 tecken. Den får vara högst 3 tecken."
        );
        assert_eq!(CleanLine::new(" \u{200b}\n", 3), Err(TextFault::Empty));
        assert!(CleanText::new("", 0).unwrap().is_blank());
        assert!(CleanText::new("ab", 1).is_err());
        let endless = "a".repeat(LONGEST_LINE + 1);
        assert!(CleanLine::new(&endless, usize::MAX).is_err());
    }

    #[test]
    fn what_is_read_back_is_cleaned_too() {
        let line: CleanLine = serde_json::from_str(r#"" Exempel\u202eby ""#).unwrap();
        assert_eq!(line.as_str(), "Exempelby");
        assert_eq!(serde_json::to_string(&line).unwrap(), r#""Exempelby""#);
        assert!(serde_json::from_str::<CleanLine>(r#""  ""#).is_err());
        let text: CleanText = serde_json::from_str(r#""a\r\nb""#).unwrap();
        assert_eq!(text.as_str(), "a\nb");
    }

    fn is_xml_character(character: char) -> bool {
        matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    proptest! {
        #[test]
        fn cleaned_text_is_xml_and_stays_clean(characters in prop::collection::vec(any::<char>(), 0..80)) {
            let typed: String = characters.into_iter().collect();
            let cleaned = clean(&typed);
            prop_assert!(cleaned.chars().all(is_xml_character));
            prop_assert!(!cleaned.contains('\r'));
            prop_assert_eq!(clean(&cleaned), cleaned);
        }

        #[test]
        fn a_cleaned_line_is_one_line_and_stays_clean(typed in "[ \t\r\n\u{a0}\u{200b}\u{202e}\u{e000}a-cåäö]{0,40}") {
            let line = clean_line(&typed);
            prop_assert!(!line.contains(['\n', '\r', '\t']) && !line.contains("  "));
            prop_assert_eq!(line.trim(), line.as_str());
            prop_assert_eq!(clean_line(&line), line);
        }

        #[test]
        fn swedish_prose_is_left_alone(typed in "[a-zåäöA-ZÅÄÖ0-9 .,:;!?§%&()/–”\n-]{0,200}") {
            prop_assert_eq!(clean(&typed), typed);
        }
    }
}
