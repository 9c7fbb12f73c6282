//! The names that a workflow file gives to its parts: plain ASCII, one type per kind of thing.
//!
//! A name turns up in addresses, file names, database rows and gates, so it is kept to letters that
//! survive all of them. What people read is the title beside it.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest name that is accepted, in characters.
pub const LONGEST_KEY: usize = 64;

/// Words that the gate language has taken, so no field or column can bear them.
const RESERVED: [&str; 26] = [
    "all",
    "and",
    "any",
    "approved",
    "complete",
    "count",
    "days_since",
    "decided",
    "decision",
    "delegated",
    "document",
    "done",
    "expired",
    "false",
    "filled",
    "in",
    "max",
    "min",
    "not",
    "or",
    "phase",
    "row",
    "states",
    "sum",
    "today",
    "true",
];

/// A name that cannot be used. The sentence says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadKey {
    /// A character or a beginning that the kind of name does not allow.
    #[error(
        "namnet '{0}' går inte att använda: skriv med små bokstäver a–z, siffror, bindestreck eller understreck, och börja med en bokstav"
    )]
    Slug(String),
    /// A field or column is named in gates, where a hyphen would be misread.
    #[error(
        "namnet '{0}' går inte att använda: skriv med små bokstäver a–z, siffror och understreck, och börja med en bokstav"
    )]
    Identifier(String),
    /// A value of an enum or a scale.
    #[error(
        "värdet '{0}' går inte att använda: skriv med bokstäver a–z, siffror, bindestreck eller understreck"
    )]
    Choice(String),
    /// The word means something in the gate language.
    #[error("namnet '{0}' är upptaget av spärrarnas språk: välj ett annat")]
    Reserved(String),
    /// More than [`LONGEST_KEY`] characters.
    #[error("namnet är för långt: högst {LONGEST_KEY} tecken")]
    TooLong,
}

fn slug(text: &str) -> Result<(), BadKey> {
    let good = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
    if good {
        Ok(())
    } else {
        Err(BadKey::Slug(text.to_owned()))
    }
}

fn identifier(text: &str) -> Result<(), BadKey> {
    if RESERVED.contains(&text) {
        return Err(BadKey::Reserved(text.to_owned()));
    }
    let good = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if good {
        Ok(())
    } else {
        Err(BadKey::Identifier(text.to_owned()))
    }
}

fn choice(text: &str) -> Result<(), BadKey> {
    let good = text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if good {
        Ok(())
    } else {
        Err(BadKey::Choice(text.to_owned()))
    }
}

macro_rules! key {
    ($name:ident, $rule:ident, $what:literal) => {
        #[doc = $what]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadKey;

            fn from_str(text: &str) -> Result<Self, BadKey> {
                if text.len() > LONGEST_KEY {
                    return Err(BadKey::TooLong);
                }
                $rule(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadKey;

            fn try_from(text: String) -> Result<Self, BadKey> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }
    };
}

key!(
    WorkflowId,
    slug,
    "A matter type, and the name of its file: `molntjanst`."
);
key!(RoleKey, slug, "A role in the type: `jurist`.");
key!(
    GroupKey,
    slug,
    "A group of people in the municipality: `it-strateger`."
);
key!(
    BodyKey,
    slug,
    "A body that decides: `namnd`. Which body it is, the municipality's own data says."
);
key!(ScaleKey, slug, "An ordered scale: `klass`.");
key!(
    ChoiceKey,
    choice,
    "One value of a scale or an enum: `K1`, `mfa`."
);
key!(
    FieldKey,
    identifier,
    "A field of the matter: `informationsklass`."
);
impl FieldKey {
    /// A fact that every matter has, under a word that no field can bear.
    pub(super) fn of_every_matter(word: &'static str) -> Self {
        Self(word.to_owned())
    }
}

key!(
    ColumnKey,
    identifier,
    "A column in a table field: `bedomning`."
);
key!(SectionKey, slug, "A section of the text: `sammanfattning`.");
key!(
    DocumentKind,
    slug,
    "A kind of document that belongs to the matter: `riskanalys`."
);
key!(
    TemplateKey,
    slug,
    "A template that a document is made from: `tjansteskrivelse`."
);
key!(GateKey, slug, "A gate: `skyddsniva`.");
key!(StepKey, slug, "A review step: `juridik`.");
key!(RouteKey, slug, "A route to the decision: `namnd`.");
key!(
    CollectionKey,
    slug,
    "A round of questions: `efterlevnadskontroll`."
);
key!(
    ExecutionKey,
    slug,
    "A step after the decision: `bestallning`."
);
key!(
    FollowUpKey,
    slug,
    "Something that comes back after the decision: `omprovning`."
);
key!(
    InventoryStateKey,
    slug,
    "A state in the register of what the decisions are about: `i-bruk`."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_plain_ascii() {
        assert!("it-strateger".parse::<GroupKey>().is_ok());
        assert!("K1".parse::<ChoiceKey>().is_ok());
        assert!("tredjeland_motiv".parse::<FieldKey>().is_ok());
        for bad in ["", "Ärende", "2a", "a b", "-a", "a.b"] {
            assert_eq!(bad.parse::<StepKey>(), Err(BadKey::Slug(bad.to_owned())));
        }
    }

    #[test]
    fn a_field_cannot_hold_a_hyphen_or_a_word_of_the_language() {
        assert_eq!(
            "it-stod".parse::<FieldKey>(),
            Err(BadKey::Identifier("it-stod".to_owned()))
        );
        for taken in ["row", "phase", "decision"] {
            assert_eq!(
                taken.parse::<FieldKey>(),
                Err(BadKey::Reserved(taken.to_owned()))
            );
        }
    }

    #[test]
    fn the_length_has_an_end() {
        assert!("a".repeat(LONGEST_KEY).parse::<StepKey>().is_ok());
        assert_eq!(
            "a".repeat(LONGEST_KEY + 1).parse::<StepKey>(),
            Err(BadKey::TooLong)
        );
    }

    #[test]
    fn a_stored_key_is_a_plain_string_and_is_checked_when_read() {
        let key: StepKey = "juridik".parse().unwrap();
        assert_eq!(serde_json::to_string(&key).unwrap(), "\"juridik\"");
        assert!(serde_json::from_str::<StepKey>("\"Juridik\"").is_err());
    }
}
