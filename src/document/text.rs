//! Text as data: what a person typed is cleaned once, and escaped for the language it is put into.

/// Takes away what no document may hold: control characters (they make XML unreadable), private-use
/// characters (our slot markers, and the bullet glyphs of old symbol fonts), marks that turn the
/// direction of writing (they can make a text read as another), and the byte order mark.
pub fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|&character| is_allowed(character)).collect()
}

fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => false,
        '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

/// One line of clean text: white space of all kinds becomes single spaces, none at the ends.
pub fn single_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes a value so that Markdown shows exactly its characters and sees no structure in it.
pub fn escape_markdown(value: &str) -> String {
    let line = single_line(value);
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

/// A date as Swedish running text has it: "13 december 2021".
pub fn swedish_date(date: chrono::NaiveDate) -> String {
    use chrono::Datelike;
    const MONTHS: [&str; 12] = [
        "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
        "november", "december",
    ];
    format!("{} {} {}", date.day(), MONTHS[date.month0() as usize % 12], date.year())
}

/// Joins names as Swedish does: "A, B och C".
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} och {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_marks_are_taken_away() {
        assert_eq!(clean("a\u{1}b\u{0}c\u{202e}d\u{e000}e\u{feff}"), "abcde");
        assert_eq!(clean("å\tä\r\nö"), "å\tä\nö");
    }

    #[test]
    fn markdown_sees_no_structure_in_an_escaped_value() {
        assert_eq!(escape_markdown("# a | *b*\n::: c"), r"\# a \| \*b\* \:\:\: c");
    }

    #[test]
    fn names_are_joined_as_in_swedish() {
        assert_eq!(listed(&["A", "B", "C"]), "A, B och C");
        assert_eq!(listed(&["A"]), "A");
    }
}
