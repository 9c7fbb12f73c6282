//! The content of a file without its comments and spacing, so that it can be hashed and compared.

use toml::de::{DeTable, DeValue};

use super::table::{in_order, plain};
use crate::workflow::content::Content;

/// What the file says, in its order.
pub(super) fn content(entries: &DeTable<'_>) -> Content {
    let named = in_order(entries).into_iter();
    Content::Table(
        named
            .map(|(name, written)| (name.value.to_owned(), part(written.get_ref())))
            .collect(),
    )
}

fn part(value: &DeValue<'_>) -> Content {
    match value {
        DeValue::Table(entries) => content(entries),
        DeValue::Array(list) => Content::List(list.iter().map(|one| part(one.get_ref())).collect()),
        DeValue::String(text) => Content::Text(text.to_string()),
        scalar => Content::Plain(plain(scalar).to_string()),
    }
}
