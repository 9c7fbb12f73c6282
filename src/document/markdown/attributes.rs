//! `{#id nr="5.1" visas="nej"}`: the attributes of a heading or a directive.

use std::collections::BTreeMap;

/// An id and named values, as they stand between braces at the end of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// The name after `#`.
    pub(crate) id: Option<String>,
    /// The named values.
    pub(crate) values: BTreeMap<String, String>,
}

impl Attributes {
    /// Takes the attributes off the end of a line: the text before them, and them. `None` when the
    /// line does not end in well-formed attributes; then it is all text.
    pub(crate) fn split_off(line: &str) -> Option<(&str, Attributes)> {
        let line = line.trim_end();
        let inside = line.strip_suffix('}')?;
        // The last `{` that makes the rest readable: a caption may itself hold a brace.
        for (start, _) in inside.rmatch_indices('{') {
            if let Some(attributes) = Attributes::parse(&inside[start + 1..]) {
                return Some((line[..start].trim_end(), attributes));
            }
        }
        None
    }

    /// Reads what stands between the braces.
    pub(crate) fn parse(inside: &str) -> Option<Attributes> {
        let mut attributes = Attributes::default();
        let mut rest = inside.trim_start();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('#') {
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                // A template writes its values escaped, and `-` and `_` are marks of Markdown.
                let id = after[..end].replace("\\-", "-").replace("\\_", "_");
                if attributes.id.is_some() || !is_id(&id) {
                    return None;
                }
                attributes.id = Some(id);
                rest = after[end..].trim_start();
            } else {
                let (name, after) = rest.split_once("=\"")?;
                if name.is_empty()
                    || !name
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                {
                    return None;
                }
                let (value, after) = quoted(after)?;
                attributes.values.insert(name.to_owned(), value);
                rest = after.trim_start();
            }
        }
        (attributes != Attributes::default()).then_some(attributes)
    }

    /// A named value.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A named value that has something in it.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.value(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }
}

/// Whether a name is one that we give: small letters, digits, hyphens and underscores.
pub(crate) fn is_id(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
        })
}

/// The value up to the closing quote, and what follows. A backslash takes the next character as it is.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            _ => value.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_taken_off_the_end_of_a_line() {
        let (text, found) =
            Attributes::split_off(r#"Mål {inte här} {#s5-1b nr="5.1" visas="nej"}"#).unwrap();
        assert_eq!(text, "Mål {inte här}");
        assert_eq!(found.id.as_deref(), Some("s5-1b"));
        assert_eq!(
            (found.value("nr"), found.value("visas")),
            (Some("5.1"), Some("nej"))
        );
    }

    #[test]
    fn an_escaped_value_cannot_end_its_quotes() {
        let found = Attributes::parse(r#"#a rubrik="x\"\} \{#b\\""#).unwrap();
        assert_eq!(found.value("rubrik"), Some(r#"x"} {#b\"#));
    }

    #[test]
    fn what_is_not_well_formed_is_text() {
        for line in [
            "Rubrik {#Å}",
            "Rubrik {a}",
            "Rubrik {a=b}",
            "Rubrik {}",
            "Rubrik {#a #b}",
            "Rubrik }",
            "{#a nr=\"1}",
        ] {
            assert_eq!(Attributes::split_off(line), None, "{line}");
        }
    }
}
