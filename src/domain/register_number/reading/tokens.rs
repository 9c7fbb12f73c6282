//! The pieces of a written diarienummer: the labels around it, and its letters, digits and signs.

/// Words that introduce a number, longest first where one begins another.
const LABELS: [&str; 12] = [
    "diarienummer",
    "diarienr",
    "diariebeteckning",
    "ärendenummer",
    "ärendenr",
    "vår beteckning",
    "er beteckning",
    "ert dnr",
    "vårt dnr",
    "beteckning",
    "dnr",
    "d.nr",
];
/// Words that introduce a plan code after the number.
const PLAN_LABELS: [&str; 4] = ["diarieplan", "diariekod", "klass", "dpl"];

/// The number without a leading "Dnr", "Er beteckning:" and the like.
pub(super) fn without_label(written: &str) -> &str {
    let written = written.trim();
    let after_label = LABELS.iter().find_map(|label| strip_word(written, label));
    after_label.map_or(written, |rest| {
        rest.trim_start_matches(['.', ':', ' ', '\u{a0}', '\t'])
    })
}

/// A run of letters or of digits, and what stood before it.
pub(super) struct Token<'a> {
    pub(super) before: &'a str,
    pub(super) text: &'a str,
    pub(super) is_number: bool,
}

/// Splits into letters and digits. `None` when something else stands there, or at the very start.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim().trim_end_matches(['.', ',', ';', ' ']);
    while !rest.is_empty() {
        let start = rest.find(char::is_alphanumeric)?;
        let (before, from_token) = rest.split_at(start);
        let is_number = from_token.starts_with(|character: char| character.is_ascii_digit());
        let end = from_token
            .find(|character: char| {
                !character.is_alphanumeric() || character.is_ascii_digit() != is_number
            })
            .unwrap_or(from_token.len());
        let (text, after) = from_token.split_at(end);
        if !is_number && !text.chars().all(char::is_alphabetic) {
            return None;
        }
        let before = separator(before)?;
        if tokens.is_empty() && !before.is_empty() {
            return None;
        }
        tokens.push(Token {
            before,
            text,
            is_number,
        });
        rest = after;
    }
    Some(tokens)
}

/// The sign between two parts, whatever dash and spaces it was written with. `None`: no such sign.
fn separator(between: &str) -> Option<&'static str> {
    match between.trim() {
        "" if between.is_empty() => Some(""),
        "" | "," => Some(" "),
        "-" | "–" | "—" | "\u{2010}" | "\u{2011}" | "\u{2212}" => Some("-"),
        "/" => Some("/"),
        ":" => Some(":"),
        "." => Some("."),
        _ => None,
    }
}

/// The text before "Dpl", "Diariekod:" and the like, and the code after it.
pub(super) fn split_at_plan_label(raw: &str) -> (&str, Option<&str>) {
    let starts = raw.char_indices().filter(|(place, _)| {
        let before = raw
            .get(..*place)
            .and_then(|before| before.chars().next_back());
        before.is_some_and(|before| !before.is_alphanumeric())
    });
    for (place, _) in starts {
        let Some(tail) = raw.get(place..) else {
            continue;
        };
        let Some(code) = PLAN_LABELS.iter().find_map(|label| strip_word(tail, label)) else {
            continue;
        };
        let code = code
            .trim_start_matches(['.', ':', ' ', '\u{a0}'])
            .trim_end_matches(['.', ' ']);
        let is_code = !code.is_empty()
            && code
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
        return (
            raw.get(..place).unwrap_or_default(),
            is_code.then_some(code),
        );
    }
    (raw, None)
}

/// What follows the word, if the text begins with it in any case, as a word of its own.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut end = 0;
    let mut characters = text.chars();
    for expected in word.chars() {
        let found = characters.next()?;
        let same_space = expected == ' ' && found.is_whitespace();
        if !same_space && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
        end += found.len_utf8();
    }
    let rest = text.get(end..)?;
    (!rest.starts_with(char::is_alphabetic)).then_some(rest)
}
