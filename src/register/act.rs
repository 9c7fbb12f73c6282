//! Giving and voiding numbers.

use super::{
    lifecycle,
    state::{RegisterEntry, Standing},
};
use crate::{
    domain::{
        body::Body,
        calendar::today_in_stockholm,
        identifiers::MatterId,
        journal::NewEntry,
        refusal::{Reason, Refusal},
        register_number::RegisterNumber,
    },
    work::Outcome,
};
use chrono::{DateTime, Datelike, Utc};
use serde_json::json;

/// What can be done in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Give the number.
    Give {
        /// The next place of the series that year, drawn from its counter in the same transaction.
        serial: i64,
    },
    /// Void the number.
    Void {
        /// Why.
        reason: String,
    },
}

/// What the register must know.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When it happens.
    pub at: DateTime<Utc>,
    /// The body whose series it is.
    pub body: &'a Body,
    /// The matter that is registered.
    pub matter: MatterId,
}

/// The year whose series a number is drawn from: the Swedish calendar year, so that the first
/// number of a year is given when it is New Year in Stockholm.
pub fn year_of(at: DateTime<Utc>) -> i32 {
    today_in_stockholm(at).year()
}

/// Does `action` to the entry, or to nothing when the number is to be given.
///
/// # Errors
/// Refused when the number is given already or voided already, or when a reason is missing.
pub fn act(
    entry: Option<&RegisterEntry>,
    action: Action,
    facts: &Facts<'_>,
) -> Result<Outcome<RegisterEntry>, Refusal> {
    match (entry, action) {
        (None, Action::Give { serial }) => give(serial, facts),
        (Some(entry), Action::Give { .. }) => Err(Refusal::because(
            "Numret är inte givet.",
            Reason::new("diarienummer", format!("{} är redan givet.", entry.number))
                .remedy("Ett nummer ges en gång, även om det har makulerats.")
                .source("OSL 5:2"),
        )),
        (None, Action::Void { .. }) => {
            Err(Refusal::not_found("Diarienumret finns inte i diariet."))
        }
        (Some(entry), Action::Void { reason }) => void(entry, &reason, facts.at),
    }
}

fn give(serial: i64, facts: &Facts<'_>) -> Result<Outcome<RegisterEntry>, Refusal> {
    let year = year_of(facts.at);
    let (Ok(printed_year), Ok(printed_serial)) = (u16::try_from(year), u32::try_from(serial))
    else {
        return Err(Refusal::because(
            "Ärendet är inte registrerat.",
            Reason::new("nummerserie", "Seriens nästa nummer går inte att skriva.")
                .remedy("Kontakta administratören."),
        ));
    };
    let series = &facts.body.register_prefix;
    let number = RegisterNumber::own(
        series,
        printed_year,
        printed_serial,
        &facts.body.number_pattern,
    );
    let entry = NewEntry::new(
        "number_given",
        format!("Gav diarienumret {number}."),
        json!({ "number": number.to_string(), "matter": facts.matter }),
    );
    let given = RegisterEntry {
        number,
        series: series.clone(),
        year,
        serial,
        matter: facts.matter,
        registered_at: facts.at,
        standing: Standing::Given,
    };
    Ok(Outcome::new(given, entry))
}

fn void(
    entry: &RegisterEntry,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<Outcome<RegisterEntry>, Refusal> {
    let what = "Diarienumret är inte makulerat.";
    let reason = reason.trim();
    if reason.is_empty() {
        let missing = Reason::new("skal", "Skälet saknas.").remedy("Skriv kort varför.");
        return Err(Refusal::invalid(what, vec![missing]));
    }
    if !lifecycle::may_be_voided(&entry.standing) {
        let voided = format!("{} är redan makulerat.", entry.number);
        return Err(Refusal::because(what, Reason::new("makulerat", voided)));
    }
    let said = NewEntry::new(
        "number_voided",
        format!("Makulerade diarienumret {}.", entry.number),
        json!({ "number": entry.number.to_string(), "reason": reason }),
    );
    let standing = Standing::Voided {
        at,
        reason: reason.to_owned(),
    };
    Ok(Outcome::new(
        RegisterEntry {
            standing,
            ..entry.clone()
        },
        said,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::body::{CertificationRule, Reporting, Rules};
    use chrono::TimeZone;

    fn body() -> Body {
        Body {
            id: crate::matter::samples::committee(),
            key: "ks".into(),
            name: "Kommunstyrelsen".into(),
            register_prefix: "KS".into(),
            number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
            rules: Rules {
                seats: 15,
                notice_days: 7,
                certifiers: 1,
                certification: CertificationRule {
                    assurance: None,
                    decided_in: String::new(),
                },
                reporting: Reporting::default(),
            },
            court: String::new(),
            minutes_kept_at: String::new(),
        }
    }

    fn at(day: u32, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        let month = if day == 31 { 12 } else { 1 };
        let year = if day == 31 { 2025 } else { 2026 };
        Utc.with_ymd_and_hms(year, month, day, hour, minute, second)
            .unwrap()
    }

    fn given(moment: DateTime<Utc>, serial: i64) -> Result<RegisterEntry, Refusal> {
        let body = body();
        let matter = crate::matter::samples::identity(1);
        let facts = Facts {
            at: moment,
            body: &body,
            matter,
        };
        Ok(act(None, Action::Give { serial }, &facts)?.state)
    }

    fn done(entry: Option<&RegisterEntry>, action: Action) -> Result<RegisterEntry, Refusal> {
        let body = body();
        let matter = crate::matter::samples::identity(1);
        let facts = Facts {
            at: at(2, 9, 0, 0),
            body: &body,
            matter,
        };
        Ok(act(entry, action, &facts)?.state)
    }

    #[test]
    fn the_year_turns_when_it_is_new_year_in_stockholm() {
        for (moment, number) in [
            (at(31, 22, 59, 59), "KS 2025/1"),
            (at(31, 23, 0, 0), "KS 2026/1"),
            (at(1, 0, 0, 0), "KS 2026/1"),
        ] {
            assert_eq!(
                given(moment, 1).unwrap().number.to_string(),
                number,
                "{moment}"
            );
        }
    }

    #[test]
    fn a_number_is_given_once_and_voided_once() {
        let entry = given(at(1, 12, 0, 0), 17).unwrap();
        assert!(done(Some(&entry), Action::Give { serial: 18 }).is_err());
        let void = || Action::Void {
            reason: " Dubblett. ".into(),
        };
        let voided = done(Some(&entry), void()).unwrap();
        assert_eq!(
            voided.standing,
            Standing::Voided {
                at: at(2, 9, 0, 0),
                reason: "Dubblett.".into()
            }
        );
        assert_eq!(voided.number, entry.number);
        assert_eq!(
            done(Some(&voided), void()).unwrap_err().reasons[0].rule,
            "makulerat"
        );
        assert!(done(Some(&voided), Action::Give { serial: 17 }).is_err());
        assert!(done(None, void()).is_err());
    }

    #[test]
    fn a_number_is_not_voided_without_a_reason() {
        let entry = given(at(1, 12, 0, 0), 17).unwrap();
        let refusal = done(
            Some(&entry),
            Action::Void {
                reason: "\t".into(),
            },
        )
        .unwrap_err();
        assert_eq!(refusal.reasons[0].rule, "skal");
    }

    #[test]
    fn a_serial_that_cannot_be_printed_is_refused() {
        assert!(given(at(1, 12, 0, 0), -1).is_err());
        assert!(given(at(1, 12, 0, 0), i64::from(u32::MAX) + 1).is_err());
    }
}
