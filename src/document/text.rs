//! Text as data: what a person typed is escaped for the language it is put into.

use crate::domain::text::clean_line;

/// Escapes a value so that Markdown shows exactly its characters and sees no structure in it.
pub fn escape_markdown(value: &str) -> String {
    let line = clean_line(value);
    let mut escaped = String::with_capacity(line.len() + 8);
    for character in line.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Escapes text for XML and HTML, in content and in double-quoted attributes.
pub fn escape_xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_sees_no_structure_in_an_escaped_value() {
        assert_eq!(
            escape_markdown("# a | *b*\n::: c"),
            r"\# a \| \*b\* \:\:\: c"
        );
    }
}
