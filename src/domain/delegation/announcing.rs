//! A decision in a body's place that is not reported to it: kept in a record of its own, and
//! announced on the notice board, so that the time to appeal runs (KL 6:40, 8:10, 13:5).

use super::{Reported, reporting::DecisionToReport};
use crate::domain::{
    legal_days::{WeekendRule, announcement_latest, last_appeal_day, notice_down_earliest},
    refusal::{Place, Reason, Refusal},
    swedish,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The notice on the board, and the days that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The day the record was certified.
    pub certified_on: NaiveDate,
    /// The day the notice was put up.
    pub announced_on: NaiveDate,
    /// The last day to appeal (KL 13:5, lag 1930:173).
    pub last_appeal_day: NaiveDate,
    /// The first day on which the notice may be taken down (KL 8:12).
    pub down_earliest: NaiveDate,
    /// The day it was taken down, once it was.
    pub taken_down_on: Option<NaiveDate>,
}

/// What is still to be done with the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTask {
    /// It is to be put up, at the latest on this day.
    PutUp(NaiveDate),
    /// It is up, and may be taken down on this day at the earliest.
    TakeDown(NaiveDate),
}

impl DecisionToReport {
    /// What is still to be done; none for what a meeting is told of, and when all is done.
    ///
    /// The record is complete on the day of the decision, so the two days run from then until
    /// another day of certification is given.
    pub fn notice_task(&self) -> Option<NoticeTask> {
        if self.reported != Reported::InOwnMinutes {
            return None;
        }
        match &self.announced {
            None => Some(NoticeTask::PutUp(announcement_latest(
                self.day,
                WeekendRule::default(),
            ))),
            Some(notice) if notice.taken_down_on.is_none() => {
                Some(NoticeTask::TakeDown(notice.down_earliest))
            }
            Some(_) => None,
        }
    }

    /// The same decision with its notice on the board since `on`. Too late is said, not refused: the
    /// time to appeal runs only from the notice.
    ///
    /// # Errors
    /// Refused for what is reported at a meeting, for what is announced already, and for days before
    /// the decision, out of order or ahead.
    pub fn announce(
        &self,
        certified_on: NaiveDate,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let what = "Beslutet är inte tillkännagivet.";
        if self.reported != Reported::InOwnMinutes {
            let reason = Reason::new(
                "anslag",
                "Beslutet anmäls vid ett sammanträde, och tillkännages med det protokollet.",
            );
            return Err(Refusal::because(what, reason.source("KL 6:40, 8:10")));
        }
        if self.announced.is_some() {
            let reason = Reason::new("anslag", "Beslutet är redan tillkännagivet.");
            return Err(Refusal::changed(what, reason));
        }
        let mut reasons = within("certified_on", certified_on, self.day, today);
        reasons.extend(within("on", on, certified_on, today));
        if !reasons.is_empty() {
            return Err(Refusal::invalid(what, reasons));
        }
        let last_appeal_day = last_appeal_day(on);
        Ok(Self {
            announced: Some(Announced {
                certified_on,
                announced_on: on,
                last_appeal_day,
                down_earliest: notice_down_earliest(last_appeal_day),
                taken_down_on: None,
            }),
            ..self.clone()
        })
    }

    /// The same decision with its notice taken down.
    ///
    /// # Errors
    /// Refused while the time to appeal runs, and when no notice is up.
    pub fn take_notice_down(&self, on: NaiveDate, today: NaiveDate) -> Result<Self, Refusal> {
        let what = "Anslaget är inte nedtaget.";
        let Some(notice) = self.announced.filter(|it| it.taken_down_on.is_none()) else {
            let reason = Reason::new("anslag", "Det sitter inget anslag uppe.");
            return Err(Refusal::changed(what, reason));
        };
        if on < notice.down_earliest {
            let message = format!(
                "Anslaget ska sitta uppe hela överklagandetiden, till och med den {}.",
                swedish::date(notice.last_appeal_day)
            );
            let reason = Reason::new("anslag", message)
                .remedy(format!(
                    "Ta ned det tidigast den {}.",
                    swedish::date(notice.down_earliest)
                ))
                .source("KL 8:12, 13:5")
                .at(Place::Field("on".into()));
            return Err(Refusal::because(what, reason));
        }
        let reasons: Vec<Reason> = within("on", on, notice.down_earliest, today)
            .into_iter()
            .collect();
        if !reasons.is_empty() {
            return Err(Refusal::invalid(what, reasons));
        }
        Ok(Self {
            announced: Some(Announced {
                taken_down_on: Some(on),
                ..notice
            }),
            ..self.clone()
        })
    }
}

fn within(field: &str, on: NaiveDate, earliest: NaiveDate, today: NaiveDate) -> Vec<Reason> {
    let message = if on < earliest {
        format!(
            "Den {} är för tidigt; tidigast den {}.",
            swedish::date(on),
            swedish::date(earliest)
        )
    } else if today < on {
        format!("Den {} har inte varit än.", swedish::date(on))
    } else {
        return Vec::new();
    };
    vec![Reason::new("dag", message).at(Place::Field(field.to_owned()))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        delegation::reporting::{DecisionNumber, Ground},
        identifiers::{BodyId, Identifier, MatterId},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decision(reported: Reported) -> DecisionToReport {
        DecisionToReport {
            body: BodyId::from_uuid(uuid::Uuid::from_u128(1)),
            number: DecisionNumber {
                year: 2026,
                serial: 4,
            },
            matter: MatterId::from_uuid(uuid::Uuid::from_u128(2)),
            title: "Kartor".into(),
            register_number: None,
            day: day("2026-05-27"),
            by: "kontorschef".into(),
            ground: Ground::Delegation {
                point: "4.12".into(),
            },
            outcome: "Bifall".into(),
            reported,
            announced: None,
        }
    }

    #[test]
    fn the_time_to_appeal_runs_from_the_notice_and_is_moved_from_a_holiday() {
        let decision = decision(Reported::InOwnMinutes);
        assert_eq!(
            decision.notice_task(),
            Some(NoticeTask::PutUp(day("2026-05-29")))
        );
        let today = day("2026-05-29");
        let up = decision.announce(day("2026-05-27"), today, today).unwrap();
        let notice = up.announced.unwrap();
        assert_eq!(notice.last_appeal_day, day("2026-06-22"), "midsommarafton");
        assert_eq!(
            up.notice_task(),
            Some(NoticeTask::TakeDown(day("2026-06-23")))
        );
        for (on, today, may) in [
            ("2026-06-22", "2026-06-23", false),
            ("2026-06-23", "2026-06-22", false),
            ("2026-06-23", "2026-06-23", true),
        ] {
            let down = up.take_notice_down(day(on), day(today));
            assert_eq!(down.is_ok(), may, "{on} {today}: {down:?}");
            if let Ok(down) = down {
                assert_eq!(down.notice_task(), None);
                assert!(down.take_notice_down(day(on), day(today)).is_err());
            }
        }
    }

    #[test]
    fn only_what_no_meeting_is_told_of_is_announced_once_and_in_order() {
        let today = day("2026-05-29");
        let at_meeting = decision(Reported::AtMeeting);
        assert_eq!(at_meeting.notice_task(), None);
        assert!(at_meeting.announce(today, today, today).is_err());
        let own = decision(Reported::InOwnMinutes);
        for (certified, on, faults) in [
            ("2026-05-26", "2026-05-29", 1),
            ("2026-05-28", "2026-05-27", 1),
            ("2026-05-27", "2026-05-30", 1),
            ("2026-05-26", "2026-05-30", 2),
        ] {
            let refused = own.announce(day(certified), day(on), today).unwrap_err();
            assert_eq!(refused.reasons.len(), faults, "{certified} {on}");
        }
        let up = own.announce(today, today, today).unwrap();
        let later = day("2026-06-23");
        let down = up.take_notice_down(later, later).unwrap();
        for announced in [up, down] {
            let refused = announced.announce(today, today, later).unwrap_err();
            assert_eq!(
                refused.reasons[0].message,
                "Beslutet är redan tillkännagivet."
            );
        }
    }
}
