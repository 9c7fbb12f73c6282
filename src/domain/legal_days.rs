//! The days that the law counts to: from the kallelse to laga kraft.
//!
//! Calendar days throughout, unless a function says otherwise. The day that a time is counted from
//! is not itself counted.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{add_days, next_working_day_on_or_after};

/// Days after the meeting in which the minutes must be certified (KL 5:69).
const CERTIFICATION_DAYS: i32 = 14;
/// Days after the certification in which it must be announced (KL 8:12).
const ANNOUNCEMENT_DAYS: i32 = 2;
/// Three weeks from the announcement to appeal in (KL 13:5).
const APPEAL_DAYS: i32 = 21;

/// What to do when the last day to announce is no working day. A choice of the municipality: the
/// law says "the second day" (KL 8:12), and practice differs on whether a weekend prolongs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekendRule {
    /// The second calendar day, whatever day it is. The careful reading, and the default.
    #[default]
    CalendarDays,
    /// Moved to the next working day, as lag (1930:173) does with other legal times.
    NextWorkingDay,
}

/// The last day to send the kallelse: so many days before the meeting as the body's reglemente says.
///
/// For a nämnd no law gives the number; for fullmäktige it is 7 (KL 5:13–15).
pub fn notice_of_meeting_latest(meeting: NaiveDate, days: u16) -> NaiveDate {
    add_days(meeting, -i32::from(days))
}

/// The last day to certify the minutes: fourteen days after the meeting (KL 5:69 through 6:35).
pub fn certification_latest(meeting: NaiveDate) -> NaiveDate {
    add_days(meeting, CERTIFICATION_DAYS)
}

/// The last day to announce on the notice board that the minutes are certified: the second day
/// after the certification (KL 8:12).
pub fn announcement_latest(certified: NaiveDate, weekends: WeekendRule) -> NaiveDate {
    let second_day = add_days(certified, ANNOUNCEMENT_DAYS);
    match weekends {
        WeekendRule::CalendarDays => second_day,
        WeekendRule::NextWorkingDay => next_working_day_on_or_after(second_day),
    }
}

/// The last day to appeal: three weeks from the announcement (KL 13:5), so the same weekday three
/// weeks on (lag (1930:173) om beräkning av lagstadgad tid, 1 §). When that is a Saturday,
/// Sunday, public holiday, midsommarafton, julafton or nyårsafton it is the next working day
/// (2 §).
///
/// The time runs from the day the notice was in fact put up, not from the decision and not from
/// the certification.
pub fn last_appeal_day(announced: NaiveDate) -> NaiveDate {
    next_working_day_on_or_after(add_days(announced, APPEAL_DAYS))
}

/// The first day the notice may be taken down: the day after the last day to appeal (KL 8:12).
pub fn notice_down_earliest(last_appeal_day: NaiveDate) -> NaiveDate {
    add_days(last_appeal_day, 1)
}

/// The day the decision gains legal force (laga kraft): the day after the last day to appeal
/// (KL 13:5).
///
/// `None` when it cannot be counted: someone has appealed (a court's ruling then settles it), or
/// the notice was not up the whole time, so that the time to appeal has not run out.
pub fn legal_force(
    last_appeal_day: NaiveDate,
    appealed: bool,
    gap_in_notice: bool,
) -> Option<NaiveDate> {
    (!appealed && !gap_in_notice).then(|| add_days(last_appeal_day, 1))
}

/// The meeting that an urgent chair decision must be reported to: the body's first one that begins
/// after the decision (KL 6:39 and 6:40). `None` while no such meeting is planned.
pub fn urgent_report_meeting(
    decided: DateTime<Utc>,
    meetings: impl IntoIterator<Item = DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    meetings
        .into_iter()
        .filter(|begins| decided < *begins)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::is_working_day;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn from_announcement_to_legal_force() {
        let table = [
            // announced, last day to appeal, notice down and legal force
            ("2026-03-10", "2026-03-31", "2026-04-01"),
            ("2026-05-29", "2026-06-22", "2026-06-23"), // 21 days is midsommarafton
            ("2026-12-03", "2026-12-28", "2026-12-29"), // 21 days is julafton
            ("2018-04-03", "2018-04-24", "2018-04-25"), // a notice that was really up
            ("2026-05-28", "2026-06-18", "2026-06-19"), // the day before midsommarafton
            ("2026-06-01", "2026-06-22", "2026-06-23"), // the Monday after
            ("2026-12-02", "2026-12-23", "2026-12-24"),
            ("2026-12-10", "2027-01-04", "2027-01-05"), // nyårsafton, new year, a weekend
            ("2026-12-16", "2027-01-07", "2027-01-08"), // trettondedag jul
            ("2026-03-13", "2026-04-07", "2026-04-08"), // långfredagen to annandag påsk
            ("2026-04-10", "2026-05-04", "2026-05-05"), // första maj on a Friday
            ("2026-04-23", "2026-05-15", "2026-05-16"), // Kristi himmelsfärdsdag
            ("2025-05-16", "2025-06-09", "2025-06-10"), // nationaldagen on a Friday
            ("2026-03-14", "2026-04-07", "2026-04-08"), // announced on a Saturday
            ("2028-02-08", "2028-02-29", "2028-03-01"), // a leap day
        ];
        for (announced, last, force) in table {
            let found = last_appeal_day(day(announced));
            assert_eq!(found, day(last), "announced {announced}");
            assert_eq!(notice_down_earliest(found), day(force));
            assert_eq!(legal_force(found, false, false), Some(day(force)));
        }
    }

    #[test]
    fn no_legal_force_after_an_appeal_or_a_gap_in_the_notice() {
        let last = day("2026-03-31");
        assert_eq!(legal_force(last, true, false), None);
        assert_eq!(legal_force(last, false, true), None);
        assert_eq!(legal_force(last, true, true), None);
    }

    #[test]
    fn days_around_the_meeting() {
        let meeting = day("2026-03-02");
        assert_eq!(notice_of_meeting_latest(meeting, 7), day("2026-02-23"));
        assert_eq!(notice_of_meeting_latest(meeting, 0), meeting);
        assert_eq!(certification_latest(meeting), day("2026-03-16"));
        assert_eq!(certification_latest(day("2026-12-17")), day("2026-12-31"));
    }

    #[test]
    fn announcement_over_a_weekend_is_a_choice() {
        let table = [
            ("2026-03-10", "2026-03-12", "2026-03-12"),
            ("2026-03-12", "2026-03-14", "2026-03-16"), // Thursday: the second day is a Saturday
            ("2026-03-13", "2026-03-15", "2026-03-16"),
            ("2026-04-01", "2026-04-03", "2026-04-07"), // långfredagen
        ];
        for (certified, calendar_days, working_day) in table {
            let latest = |rule| announcement_latest(day(certified), rule);
            assert_eq!(
                latest(WeekendRule::CalendarDays),
                day(calendar_days),
                "{certified}"
            );
            assert_eq!(
                latest(WeekendRule::NextWorkingDay),
                day(working_day),
                "{certified}"
            );
        }
        assert_eq!(WeekendRule::default(), WeekendRule::CalendarDays);
    }

    #[test]
    fn an_urgent_decision_goes_to_the_next_meeting_even_on_the_same_day() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let meetings = [
            at("2026-05-11T15:00:00Z"),
            at("2026-03-09T15:00:00Z"),
            at("2026-04-13T15:00:00Z"),
        ];
        let report = |decided| urgent_report_meeting(at(decided), meetings);
        assert_eq!(report("2026-03-09T14:59:59Z"), Some(meetings[1]));
        assert_eq!(report("2026-03-09T15:00:00Z"), Some(meetings[2]));
        assert_eq!(report("2026-05-12T08:00:00Z"), None);
    }

    proptest! {
        #[test]
        fn the_appeal_time_is_never_short_and_ends_on_a_working_day(days in 0..60_000_i32) {
            let announced = add_days(day("1953-01-01"), days);
            let last = last_appeal_day(announced);
            let length = (last - announced).num_days();
            prop_assert!(is_working_day(last));
            prop_assert!((21..=26).contains(&length), "{} days", length);
            prop_assert!(last < notice_down_earliest(last));
            prop_assert!(last <= last_appeal_day(add_days(announced, 1)), "later never ends sooner");
        }

        #[test]
        fn moving_a_weekend_never_shortens_the_time_to_announce(days in 0..60_000_i32) {
            let certified = add_days(day("1953-01-01"), days);
            let strict = announcement_latest(certified, WeekendRule::CalendarDays);
            prop_assert_eq!((strict - certified).num_days(), 2);
            prop_assert!(strict <= announcement_latest(certified, WeekendRule::NextWorkingDay));
        }
    }
}
