//! Words broken into lines that fit a drawing.

/// Breaks words into lines of at most `letters`, at spaces where it can.
pub fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        for piece in pieces(word, letters) {
            match lines.last_mut() {
                Some(line)
                    if !line.ends_with('\u{ad}')
                        && line.chars().count() + 1 + piece.chars().count() <= letters =>
                {
                    line.push(' ');
                    line.push_str(&piece);
                }
                _ => lines.push(piece),
            }
        }
    }
    for line in &mut lines {
        if line.ends_with('\u{ad}') {
            line.pop();
            line.push('-');
        }
    }
    lines
}

/// What the first part of a compound often ends with.
const JOINTS: [&str; 4] = ["ions", "hets", "ings", "skaps"];

/// A word in pieces that fit a line; all but the last end with a soft hyphen.
fn pieces(word: &str, letters: usize) -> Vec<String> {
    let mut rest: Vec<char> = word.chars().collect();
    let mut pieces = Vec::new();
    while rest.len() > letters {
        let room = letters.saturating_sub(1).max(1);
        let head: String = rest.iter().take(room).collect();
        let joint = JOINTS
            .iter()
            .filter_map(|joint| head.rfind(joint).map(|at| at + joint.len()))
            .max()
            .map(|bytes| head[..bytes].chars().count());
        // Pieces of about the same length read better than a full line and a few letters.
        let even = rest.len().div_ceil(rest.len().div_ceil(room));
        let tail = rest.split_off(joint.unwrap_or(even));
        pieces.push(rest.iter().chain(&['\u{ad}']).collect());
        rest = tail;
    }
    pieces.push(rest.into_iter().collect());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_words_are_broken_into_even_pieces() {
        assert_eq!(
            lines("Informationssäkerhetssamordnare", 19),
            ["Informations-", "säkerhetssamordnare"]
        );
        assert_eq!(
            lines("Kommunfullmäktigesekreterare", 19),
            ["Kommunfullmäkt-", "igesekreterare"]
        );
        assert_eq!(lines("Klart för beslut", 11), ["Klart för", "beslut"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_is_lost(text in "[a-zåäö ]{0,80}", letters in 2_usize..30) {
            let broken = lines(&text, letters);
            prop_assert!(broken.iter().all(|line| line.chars().count() <= letters));
            let letters_of = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters_of(&broken.concat()), letters_of(&text));
        }
    }
}
