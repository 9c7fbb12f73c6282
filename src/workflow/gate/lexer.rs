//! The signs and words of a condition.

use std::ops::Range;

use winnow::ascii::multispace0;
use winnow::combinator::{alt, delimited, opt, preceded, repeat, terminated};
use winnow::error::{ContextError, ErrMode};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location};
use winnow::token::{one_of, take_till, take_while};

use super::GateFault;
use super::syntax::Comparison;
use crate::workflow::finding::Code;
use crate::workflow::value::Number;

/// A sign or a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Number(Number),
    Comparison(Comparison),
    /// One of `( ) [ ] , .`
    Mark(char),
}

type Input<'s> = LocatingSlice<&'s str>;
type Lexed<T> = Result<T, ErrMode<ContextError>>;

/// The tokens of `text` with the bytes they take up, or the first place that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, GateFault> {
    let mut input = LocatingSlice::new(text);
    let read: Lexed<Vec<(Token, Range<usize>)>> = preceded(
        multispace0,
        repeat(0.., terminated(token.with_span(), multispace0)),
    )
    .parse_next(&mut input);
    let rest = input.current_token_start();
    match text[rest..].chars().next() {
        None => read.map_err(|_| unreadable(text, rest)),
        Some(_) => Err(unreadable(text, rest)),
    }
}

fn token(input: &mut Input<'_>) -> Lexed<Token> {
    alt((word, quoted, number, comparison, mark)).parse_next(input)
}

fn word(input: &mut Input<'_>) -> Lexed<Token> {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    (
        one_of(letter),
        take_while(0.., |c: char| c.is_ascii_alphanumeric() || c == '_'),
    )
        .take()
        .map(|word: &str| Token::Word(word.to_owned()))
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Lexed<Token> {
    delimited('\'', take_till(0.., '\''), '\'')
        .map(|text: &str| Token::Text(text.to_owned()))
        .parse_next(input)
}

fn number(input: &mut Input<'_>) -> Lexed<Token> {
    let digits = || take_while(1.., |c: char| c.is_ascii_digit());
    (opt('-'), digits(), opt(('.', digits())))
        .take()
        .try_map(|text: &str| text.parse().map(Token::Number))
        .parse_next(input)
}

fn comparison(input: &mut Input<'_>) -> Lexed<Token> {
    for comparison in Comparison::ALL {
        if opt(comparison.sign()).parse_next(input)?.is_some() {
            return Ok(Token::Comparison(comparison));
        }
    }
    Err(ErrMode::Backtrack(ContextError::new()))
}

fn mark(input: &mut Input<'_>) -> Lexed<Token> {
    one_of(['(', ')', '[', ']', ',', '.'])
        .map(Token::Mark)
        .parse_next(input)
}

/// Says what stands where no token could be read.
fn unreadable(text: &str, at: usize) -> GateFault {
    let sign = text[at..].chars().next().unwrap_or(' ');
    let fault = |message: String, suggestion: Option<&str>| GateFault {
        code: Code::GateSyntax,
        span: at..at + sign.len_utf8(),
        message,
        suggestion: suggestion.map(str::to_owned),
    };
    match sign {
        '\'' => fault(
            "citattecknet har inget slut".to_owned(),
            Some("avsluta texten med '"),
        ),
        '"' | '”' | '’' => fault(
            format!("oväntat tecken {sign}"),
            Some("skriv texter inom raka enkla citattecken: 'text'"),
        ),
        '=' => fault("ett ensamt =".to_owned(), Some("lika med skrivs ==")),
        '!' => fault(
            "ett ensamt !".to_owned(),
            Some("inte skrivs not, inte lika med skrivs !="),
        ),
        '&' | '|' => fault(
            format!("oväntat tecken {sign}"),
            Some("och skrivs and, eller skrivs or"),
        ),
        c if c.is_ascii_digit() || c == '-' => fault(
            "talet går inte att läsa".to_owned(),
            Some("högst fyra decimaler, med punkt"),
        ),
        c if c.is_alphabetic() => fault(
            format!("bokstaven {c} kan inte stå i ett namn"),
            Some("namn skrivs med a–z"),
        ),
        c => fault(format!("oväntat tecken {c}"), None),
    }
}
