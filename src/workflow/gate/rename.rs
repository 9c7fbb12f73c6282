//! A condition with other names in it, for a file that is included in another.

use super::lexer::{Token, tokens};

/// What a name in a condition stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meant {
    Field,
    Document,
    Section,
}

/// The condition with each name replaced that `other` has another for. One that cannot be read is
/// left as it is: its fault is told where it is parsed.
pub(crate) fn with_names(condition: &str, other: impl Fn(Meant, &str) -> Option<String>) -> String {
    let Ok(read) = tokens(condition) else {
        return condition.to_owned();
    };
    let is_mark = |place: Option<usize>, mark: char| {
        place
            .and_then(|place| read.get(place))
            .is_some_and(|(token, _)| *token == Token::Mark(mark))
    };
    let word = |place: Option<usize>| match place.and_then(|place| read.get(place)) {
        Some((Token::Word(word), _)) => Some(word.as_str()),
        _ => None,
    };
    let mut text = String::new();
    let mut from = 0;
    for (place, (token, span)) in read.iter().enumerate() {
        let long = match token {
            // After a point it is a column, before a bracket a function.
            Token::Word(name)
                if !is_mark(place.checked_sub(1), '.') && !is_mark(Some(place + 1), '(') =>
            {
                other(Meant::Field, name)
            }
            Token::Text(name) if is_mark(place.checked_sub(1), '(') => {
                let meant = match word(place.checked_sub(2)) {
                    Some("document") => Some(Meant::Document),
                    Some("states") => Some(Meant::Section),
                    _ => None,
                };
                let long = meant.and_then(|meant| other(meant, name));
                long.map(|long| format!("'{long}'"))
            }
            _ => None,
        };
        if let Some(long) = long {
            text.push_str(&condition[from..span.start]);
            text.push_str(&long);
            from = span.end;
        }
    }
    text.push_str(&condition[from..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_file_itself_are_made_long() {
        let long = |meant, name: &str| match (meant, name) {
            (Meant::Field, "klass" | "lander") => Some(format!("ds_{name}")),
            (Meant::Document, "analys") | (Meant::Section, "skal") => Some(format!("ds-{name}")),
            _ => None,
        };
        for (short, expected) in [
            ("klass <= 'klass'", "ds_klass <= 'klass'"),
            (
                "any(lander, row.klass == 'x') and other > 3",
                "any(ds_lander, row.klass == 'x') and other > 3",
            ),
            ("max(lander.klass)", "max(ds_lander.klass)"),
            (
                "document('analys').age < 3 and approved('analys')",
                "document('ds-analys').age < 3 and approved('analys')",
            ),
            ("states('skal', klass)", "states('ds-skal', ds_klass)"),
            ("klass = 'går inte att läsa", "klass = 'går inte att läsa"),
        ] {
            assert_eq!(with_names(short, long), expected);
        }
    }
}
