//! Whether a text names a number, as people write numbers in Swedish.
//!
//! Digits count, with or without spaces between the thousands and with a decimal comma, and for
//! whole numbers up to twelve the word, but not for one: "en" and "ett" are articles before they are
//! numbers. What only looks like a number is none: a day of a month, a part of a date or of a register
//! number, a section sign's number, a percentage, an end of a range.

use crate::workflow::value::Number;

/// The words for whole numbers.
const WORDS: [(i64, &str); 12] = [
    (0, "noll"),
    (2, "två"),
    (3, "tre"),
    (4, "fyra"),
    (5, "fem"),
    (6, "sex"),
    (7, "sju"),
    (8, "åtta"),
    (9, "nio"),
    (10, "tio"),
    (11, "elva"),
    (12, "tolv"),
];

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// Whether `text` names `number`.
pub(super) fn states(text: &str, number: Number) -> bool {
    let letters: Vec<char> = text.chars().collect();
    in_words(text, number) || in_digits(&letters, number)
}

fn in_words(text: &str, number: Number) -> bool {
    let mut known = WORDS.into_iter();
    let Some((_, name)) = known.find(|(value, _)| Number::try_from(*value) == Ok(number)) else {
        return false;
    };
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|word| word.to_lowercase() == name)
}

fn in_digits(letters: &[char], number: Number) -> bool {
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of_number(letters, at);
        let written: String = letters[at..end].iter().collect();
        if stands_alone(&letters[..at], &letters[end..]) && written.parse() == Ok(number) {
            return true;
        }
        at = end;
    }
    false
}

/// The end of the number that begins at `start`: "2 500 000", "99,9".
fn end_of_number(letters: &[char], start: usize) -> usize {
    let digits = |from: usize| {
        let rest = letters.get(from..).unwrap_or_default();
        rest.iter()
            .take_while(|letter| letter.is_ascii_digit())
            .count()
    };
    let mut end = start + digits(start);
    if end - start <= 3 {
        while is_space(letters.get(end)) && digits(end + 1) == 3 {
            end += 4;
        }
    }
    let decimals = digits(end + 1);
    if letters.get(end) == Some(&',') && decimals > 0 {
        end += 1 + decimals;
    }
    end
}

/// Whether what stands before and after leaves the digits a number of their own.
fn stands_alone(before: &[char], after: &[char]) -> bool {
    let joins = |letter: &char| letter.is_alphanumeric() || "-–/:.,_−".contains(*letter);
    let mut backwards = before.iter().rev();
    let part_of_more_before = backwards.next().is_some_and(joins);
    let after_section_sign = before.iter().rev().find(|letter| !letter.is_whitespace());
    let mut forwards = after.iter();
    let next = forwards.next();
    let part_of_more_after = match next {
        // A full stop or a comma may end a sentence or a clause.
        Some('-' | '–' | '/' | ':' | '.' | ',') => {
            forwards.next().is_some_and(char::is_ascii_digit)
        }
        Some(letter) => letter.is_alphanumeric(),
        None => false,
    };
    let rest: String = after.iter().take(24).collect();
    let following = rest.trim_start().to_lowercase();
    let is_other_thing = following.starts_with('%')
        || following.starts_with("procent")
        || MONTHS.iter().any(|month| following.starts_with(month));
    !part_of_more_before
        && after_section_sign != Some(&'§')
        && !part_of_more_after
        && !is_other_thing
}

fn is_space(letter: Option<&char>) -> bool {
    matches!(letter, Some(' ' | '\u{a0}' | '\u{202f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, number: &str) -> bool {
        states(text, number.parse().unwrap())
    }

    #[test]
    fn numbers_are_found_as_people_write_them() {
        for (text, number) in [
            ("Antalet uppgår till 22 stycken under 2022.", "22"),
            ("Under året inträffade 22.", "22"),
            ("(22)", "22"),
            ("22, varav fem", "22"),
            ("22, varav fem", "5"),
            ("Kostnaden är 2 500 000 kronor", "2500000"),
            ("Kostnaden är 2\u{a0}500\u{a0}000 kronor", "2500000"),
            ("Kostnaden är 2500000 kronor", "2500000"),
            ("99,9 av hundra", "99.9"),
            ("Tolv incidenter", "12"),
            ("1 incident", "1"),
            ("Ingen, alltså noll.", "0"),
            ("**22** stycken", "22"),
        ] {
            assert!(named(text, number), "{text}: {number}");
        }
    }

    #[test]
    fn what_only_looks_like_the_number_is_not_it() {
        for (text, number) in [
            ("Antalet uppgår till 21 stycken.", "22"),
            ("den 22 mars 2022", "22"),
            ("2022-03-22", "22"),
            ("dnr KS 2022/22", "22"),
            ("§ 22", "22"),
            ("22 %", "22"),
            ("22%", "22"),
            ("22 procent", "22"),
            ("20–22 stycken", "22"),
            ("regel G22", "22"),
            ("122", "22"),
            ("22 000 försök", "22"),
            ("22,5 i snitt", "22"),
            ("tolvan", "12"),
            ("Det är en bedömning av ett år.", "1"),
            ("", "0"),
        ] {
            assert!(!named(text, number), "{text}: {number}");
        }
    }

    #[test]
    fn groups_of_thousands_end_where_they_should() {
        assert!(named("år 2022 500 personer", "2022"));
        assert!(named("1250 stycken", "1250"));
        assert!(named("12 50 stycken", "12"));
    }
}
