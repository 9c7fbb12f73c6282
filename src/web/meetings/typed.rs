//! What was typed in the forms of a meeting: days and hours.

use crate::{
    domain::{
        refusal::{Place, Reason, Refusal},
        swedish::parse_date,
    },
    web::asked::Sent,
};
use chrono::{NaiveDate, NaiveTime};

/// An hour as people write it: "13.30".
pub(super) fn clock(time: NaiveTime) -> String {
    time.format("%H.%M").to_string()
}

/// The hour in a field: "13.30", "13:30", "1330" or "13".
///
/// # Errors
/// What is wrong with it, at the field.
pub(super) fn time(sent: &Sent, name: &str) -> Result<NaiveTime, Box<Reason>> {
    let typed = sent.line(name);
    let at = Place::Field(name.to_owned());
    read_time(&typed).ok_or_else(|| {
        let message = if typed.is_empty() {
            "Klockslaget saknas.".to_owned()
        } else {
            format!("”{typed}” är inget klockslag.")
        };
        Box::new(
            Reason::new("klockslag", message)
                .remedy("Skriv till exempel 13.30.")
                .at(at),
        )
    })
}

/// The day in a field.
///
/// # Errors
/// What is wrong with it, at the field.
pub(super) fn day(sent: &Sent, name: &str) -> Result<NaiveDate, Box<Reason>> {
    parse_date(&sent.line(name)).map_err(|fault| {
        Box::new(Reason::new("datum", fault.to_string()).at(Place::Field(name.to_owned())))
    })
}

/// Two things that were read from the same form, or everything that was wrong with them.
pub(super) fn both<A, B>(
    what: &str,
    first: Result<A, Box<Reason>>,
    second: Result<B, Box<Reason>>,
) -> Result<(A, B), Refusal> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => {
            let reasons = first
                .err()
                .into_iter()
                .chain(second.err())
                .map(|fault| *fault)
                .collect();
            Err(Refusal::invalid(what, reasons))
        }
    }
}

fn read_time(typed: &str) -> Option<NaiveTime> {
    let typed = typed
        .trim_start_matches("kl.")
        .trim_start_matches("kl")
        .trim();
    let (hours, minutes) = match typed.split_once(['.', ':']) {
        Some(parts) => parts,
        None if typed.len() == 4 => typed.split_at_checked(2)?,
        None => (typed, "00"),
    };
    let digits =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || minutes.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (typed, read) in [
            ("13.30", Some("13.30")),
            ("9:05", Some("09.05")),
            ("0905", Some("09.05")),
            ("kl. 18", Some("18.00")),
            ("00.00", Some("00.00")),
            ("23.59", Some("23.59")),
            ("24.00", None),
            ("13.60", None),
            ("13.3", None),
            ("halv två", None),
            ("", None),
            ("1.2.3", None),
            ("é1é1", None),
        ] {
            assert_eq!(read_time(typed).map(clock).as_deref(), read, "{typed}");
        }
    }
}
