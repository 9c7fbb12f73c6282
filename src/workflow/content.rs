//! What a workflow file says, without its comments and spacing: what is hashed and compared.

use std::fmt::Write;

use crate::domain::digest::Digest;

/// A part of what a file says.
///
/// The order counts (it is the order of the form); how the file is spaced, quoted, commented or
/// divided into `[headers]` and `{ inline }` tables does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Named parts, in the order of the file.
    Table(Vec<(String, Content)>),
    /// Parts in order.
    List(Vec<Content>),
    /// A text.
    Text(String),
    /// A number, a day, true or false, as TOML writes it.
    Plain(String),
}

impl Content {
    /// SHA-256 of what is said.
    pub fn hash(&self) -> Digest {
        let mut text = String::new();
        self.write(&mut text);
        Digest::of(text)
    }

    /// The part with this name, in a table.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find_map(|(key, part)| (key == name).then_some(part))
    }

    /// The named parts of a table; none of anything else.
    pub fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The parts of a list; none of anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// A text or a plain value, as it is written; nothing of what has parts.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text),
            Self::Table(_) | Self::List(_) => None,
        }
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Table(entries) => {
                text.push('{');
                for (name, part) in entries {
                    let _ = write!(text, "{name:?}:");
                    part.write(text);
                    text.push(',');
                }
                text.push('}');
            }
            Self::List(items) => {
                text.push('[');
                for item in items {
                    item.write(text);
                    text.push(',');
                }
                text.push(']');
            }
            Self::Text(said) => {
                let _ = write!(text, "{said:?}");
            }
            Self::Plain(said) => text.push_str(said),
        }
    }
}
