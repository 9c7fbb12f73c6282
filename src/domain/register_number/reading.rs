//! Reading a diarienummer that someone else wrote. Tolerant: a form that is not known gives no
//! parts, never a wrong guess at half of them.

mod tokens;

use super::{HandlingNumber, RegisterNumber};
use tokens::{Token, split_at_plan_label, tokens, without_label};

pub(super) fn read(written: &str) -> RegisterNumber {
    let raw = without_label(written).to_owned();
    let parts = Parts::read(&raw).unwrap_or_default();
    RegisterNumber {
        raw,
        organ: parts.organ,
        year: parts.year,
        serial: parts.serial,
        plan_code: parts.plan_code,
        handling: parts.handling.map(HandlingNumber),
    }
}

#[derive(Default)]
struct Parts {
    organ: Option<String>,
    year: Option<u16>,
    serial: Option<u32>,
    plan_code: Option<String>,
    handling: Option<u32>,
}

impl Parts {
    fn read(raw: &str) -> Option<Self> {
        let (core, plan_code) = split_at_plan_label(raw);
        let tokens = tokens(core)?;
        let mut parts = match tokens.as_slice() {
            [year, rest @ ..] if is_year(year) && starts_with_letters(rest) => {
                year_before_organ(year, rest)?
            }
            tokens => organ_before_number(tokens)?,
        };
        if let Some(code) = plan_code {
            if parts.plan_code.is_some() {
                return None;
            }
            parts.plan_code = Some(code.to_owned());
        }
        Some(parts)
    }

    /// What stands after the serial: a handling, a plan code, or both.
    fn read_rest(&mut self, rest: &[Token<'_>]) -> Option<()> {
        let groups = rest.chunk_by(|_, next| next.before == ".");
        for group in groups {
            let [first, ..] = group else { continue };
            if is_plan_code(group) {
                if self.plan_code.replace(dotted(group)).is_some() {
                    return None;
                }
            } else if self.handling.replace(number(first)?).is_some() {
                return None;
            }
        }
        Some(())
    }
}

/// "2015/KS 0022 001", "2013-KS0548/003": what follows the serial is the plan code.
fn year_before_organ(year: &Token<'_>, rest: &[Token<'_>]) -> Option<Parts> {
    let (organ, rest) = leading_organ(rest)?;
    let [serial, rest @ ..] = rest else {
        return None;
    };
    let plan_code = match rest {
        [] => None,
        [_, more @ ..] if more.iter().all(|token| token.before == ".") => Some(dotted(rest)),
        _ => return None,
    };
    Some(Parts {
        organ,
        year: Some(four_digit_year(year)?),
        serial: Some(number(serial)?),
        plan_code,
        handling: None,
    })
}

/// All other forms: an organ or none, then year and serial in the order that can be told from them.
fn organ_before_number(tokens: &[Token<'_>]) -> Option<Parts> {
    let (organ, rest) = leading_organ(tokens)?;
    let [first, second, rest @ ..] = rest else {
        return None;
    };
    let has_organ = organ.is_some();
    let mut parts = Parts {
        organ,
        ..Parts::default()
    };
    if is_year(first) {
        parts.year = Some(four_digit_year(first)?);
        parts.serial = Some(number(second)?);
    } else if second.before == "/" && is_year(second) {
        parts.year = Some(four_digit_year(second)?);
        parts.serial = Some(number(first)?);
    } else if second.before == "/" && is_glued_to_plan(second, rest) {
        let (year, plan_start) = second.text.split_at(4);
        parts.year = Some(year.parse().ok()?);
        parts.serial = Some(number(first)?);
        parts.plan_code = Some(format!("{plan_start}.{}", dotted(rest)));
        return Some(parts);
    } else if first.text.len() == 2 && (has_organ || second.text.len() != 2) {
        parts.year = Some(two_digit_year(first)?);
        parts.serial = Some(number(second)?);
    } else if second.before == "/" && second.text.len() == 2 {
        parts.year = Some(two_digit_year(second)?);
        parts.serial = Some(number(first)?);
    } else {
        return None;
    }
    parts.read_rest(rest)?;
    Some(parts)
}

/// The letters at the start, with hyphens between them: "KS", "KS-AU". No letters may come later.
fn leading_organ<'a, 'b>(tokens: &'b [Token<'a>]) -> Option<(Option<String>, &'b [Token<'a>])> {
    let length = tokens.iter().take_while(|token| !token.is_number).count();
    let (letters, rest) = tokens.split_at(length);
    if rest.iter().any(|token| !token.is_number) {
        return None;
    }
    let Some((first, more)) = letters.split_first() else {
        return Some((None, rest));
    };
    if more.iter().any(|token| token.before != "-") {
        return None;
    }
    let organ = more.iter().fold(first.text.to_owned(), |organ, token| {
        organ + "-" + token.text
    });
    Some((Some(organ), rest))
}

fn starts_with_letters(tokens: &[Token<'_>]) -> bool {
    tokens.first().is_some_and(|token| !token.is_number)
}

/// A year that a diary can have. 1900 is a serial: "1900/16".
fn is_year(token: &Token<'_>) -> bool {
    four_digit_year(token).is_some()
}

fn four_digit_year(token: &Token<'_>) -> Option<u16> {
    let year = token.text.parse().ok()?;
    (token.text.len() == 4 && (1950..=2099).contains(&year)).then_some(year)
}

fn two_digit_year(token: &Token<'_>) -> Option<u16> {
    let year: u16 = token.text.parse().ok()?;
    match year {
        0..=69 => Some(2000 + year),
        70..=99 => Some(1900 + year),
        _ => None,
    }
}

fn number(token: &Token<'_>) -> Option<u32> {
    token.text.parse().ok()
}

/// "00123/20212.6": the year runs into a dotted plan code.
fn is_glued_to_plan(token: &Token<'_>, rest: &[Token<'_>]) -> bool {
    let year = token.text.get(..4).unwrap_or_default();
    let year = Token {
        before: token.before,
        text: year,
        is_number: true,
    };
    4 < token.text.len()
        && is_year(&year)
        && !rest.is_empty()
        && rest.iter().all(|token| token.before == ".")
}

/// A plan code is dotted, follows a dot or slash, or has exactly the three digits of a diarieplan.
fn is_plan_code(group: &[Token<'_>]) -> bool {
    match group {
        [only] if only.before == ":" => false,
        [only] => matches!(only.before, "." | "/") || only.text.len() == 3,
        _ => true,
    }
}

fn dotted(group: &[Token<'_>]) -> String {
    let texts: Vec<&str> = group.iter().map(|token| token.text).collect();
    texts.join(".")
}

#[cfg(test)]
mod tests;
