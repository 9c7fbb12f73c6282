//! When a failed mail is tried again, and when a person is reminded. Pure.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::calendar::{add_working_days, at_time, is_working_day, stockholm_time};

/// The pauses between tries, in minutes: 1 m, 5 m, 15 m, 1 h, 3 h, 6 h, then each 12 h.
const PAUSES: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];
/// A mail is given up when it has waited this long.
const PATIENCE: TimeDelta = TimeDelta::hours(48);
/// People are reminded when they are at work.
const WORK_BEGINS: NaiveTime = hour(8);
const WORK_ENDS: NaiveTime = hour(16);

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// What happens to a mail after a temporary failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextTry {
    /// Try again at this time.
    At(DateTime<Utc>),
    /// The mail has lost its point or waited too long; a person is told.
    GiveUp,
}

/// When to try again after try number `tries` (from 1) failed at `now`. The mail was queued at
/// `queued_at` and has no point after `deadline`. `jitter` is a random byte that spreads the
/// tries by ±20 %, so that a thousand mails do not come back at the same second.
pub fn next_try(
    tries: u32,
    queued_at: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    jitter: u8,
) -> NextTry {
    let step = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let pause = PAUSES[step.min(PAUSES.len() - 1)] * 60;
    let spread = pause * 2 * (i64::from(jitter) * 2 - 255) / (255 * 10);
    let at = now + TimeDelta::seconds(pause + spread);
    let end = deadline.map_or(queued_at + PATIENCE, |deadline| {
        deadline.min(queued_at + PATIENCE)
    });
    if end < at {
        NextTry::GiveUp
    } else {
        NextTry::At(at)
    }
}

/// A reminder that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueReminder {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// The reminder that is due at `now`, of those planned for `days`, when number `last_sent` (0 for
/// none) has been sent. Each is due when the working day begins. After an interruption only the
/// latest is due: the missed ones are never caught up.
pub fn due_reminder(days: &[NaiveDate], last_sent: u32, now: DateTime<Utc>) -> Option<DueReminder> {
    let passed = days
        .iter()
        .filter(|day| at_time(**day, WORK_BEGINS) <= now)
        .count();
    let number = u32::try_from(passed).ok()?;
    let of = u32::try_from(days.len()).ok()?;
    (last_sent < number).then_some(DueReminder { number, of })
}

/// `from` itself if it lies within working hours (08–16 Swedish time on a working day), else the
/// next time that does.
pub fn within_working_hours(from: DateTime<Utc>) -> DateTime<Utc> {
    let local = stockholm_time(from);
    let today = local.date();
    if is_working_day(today) && local.time() < WORK_BEGINS {
        at_time(today, WORK_BEGINS)
    } else if is_working_day(today) && local.time() < WORK_ENDS {
        from
    } else {
        at_time(add_working_days(today, 1), WORK_BEGINS)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_pauses_grow_as_promised() {
        let queued = utc("2026-12-01T08:00:00Z");
        let minutes = [1, 5, 15, 60, 180, 360, 720, 720];
        for (tries, minutes) in (1..).zip(minutes) {
            // 127 and 128 are the middle: less than a hundredth off.
            let NextTry::At(at) = next_try(tries, queued, None, queued, 128) else {
                panic!("given up at try {tries}")
            };
            let off = (at - queued - TimeDelta::minutes(minutes))
                .num_seconds()
                .abs();
            assert!(off * 100 <= minutes * 60, "try {tries}: {off} s off");
        }
    }

    #[test]
    fn a_mail_is_given_up_after_48_hours_and_not_one_second_before() {
        let queued = utc("2026-12-01T08:00:00Z");
        let latest = queued + PATIENCE - TimeDelta::hours(12);
        // Jitter 0 takes a fifth off the twelve hours.
        let early = latest + TimeDelta::minutes(144);
        assert_eq!(
            next_try(7, queued, None, early, 0),
            NextTry::At(queued + PATIENCE)
        );
        assert_eq!(
            next_try(7, queued, None, early + TimeDelta::seconds(1), 0),
            NextTry::GiveUp
        );
    }

    #[test]
    fn a_mail_is_given_up_when_the_next_try_would_come_after_its_deadline() {
        let queued = utc("2026-12-01T08:00:00Z");
        let deadline = Some(utc("2026-12-01T09:00:00Z"));
        let now = utc("2026-12-01T08:50:00Z");
        assert!(matches!(
            next_try(2, queued, deadline, now, 255),
            NextTry::At(_)
        ));
        assert_eq!(next_try(3, queued, deadline, now, 255), NextTry::GiveUp);
    }

    proptest! {
        #[test]
        fn the_spread_is_at_most_a_fifth(tries in 1_u32..50, jitter: u8) {
            let now = utc("2026-12-01T08:00:00Z");
            let NextTry::At(at) = next_try(tries, now, None, now, jitter) else {
                return Err(TestCaseError::fail("given up at once"));
            };
            let pause = PAUSES[usize::try_from(tries - 1).unwrap().min(6)] * 60;
            let seconds = (at - now).num_seconds();
            prop_assert!(pause * 8 <= seconds * 10 && seconds * 10 <= pause * 12);
        }

        #[test]
        fn working_hours_are_found_within_six_days_and_never_earlier(hours in 0_i64..100_000) {
            let from = utc("2026-01-01T00:00:00Z") + TimeDelta::hours(hours);
            let found = within_working_hours(from);
            prop_assert!(from <= found && found - from < TimeDelta::days(6));
            prop_assert_eq!(within_working_hours(found), found);
        }
    }

    const DAYS: [&str; 4] = ["2026-12-01", "2026-12-03", "2026-12-04", "2026-12-08"];

    fn days() -> Vec<NaiveDate> {
        DAYS.iter().map(|day| day.parse().unwrap()).collect()
    }

    #[test]
    fn a_reminder_is_due_from_eight_in_the_morning_and_once() {
        let eight = utc("2026-12-01T07:00:00Z");
        let first = DueReminder { number: 1, of: 4 };
        assert_eq!(
            due_reminder(&days(), 0, eight - TimeDelta::seconds(1)),
            None
        );
        assert_eq!(due_reminder(&days(), 0, eight), Some(first));
        assert_eq!(due_reminder(&days(), 1, eight), None);
        assert_eq!(due_reminder(&[], 0, eight), None);
    }

    #[test]
    fn eight_o_clock_follows_summer_time() {
        let day = ["2026-06-04".parse().unwrap()];
        assert!(due_reminder(&day, 0, utc("2026-06-04T06:00:00Z")).is_some());
        assert!(due_reminder(&day, 0, utc("2026-06-04T05:59:59Z")).is_none());
    }

    #[test]
    fn after_ten_days_down_one_reminder_is_sent_and_not_four() {
        let up_again = utc("2026-12-11T09:00:00Z");
        assert_eq!(
            due_reminder(&days(), 0, up_again),
            Some(DueReminder { number: 4, of: 4 })
        );
        assert_eq!(due_reminder(&days(), 4, up_again), None);
    }

    #[test]
    fn what_is_due_outside_working_hours_waits_for_the_next_working_morning() {
        let table = [
            ("2026-12-04T07:00:00Z", "2026-12-04T07:00:00Z"), // Friday 08.00
            ("2026-12-04T06:59:59Z", "2026-12-04T07:00:00Z"),
            ("2026-12-04T14:59:59Z", "2026-12-04T14:59:59Z"),
            ("2026-12-04T15:00:00Z", "2026-12-07T07:00:00Z"), // Friday 16.00 to Monday
            ("2026-12-05T10:00:00Z", "2026-12-07T07:00:00Z"), // Saturday
            ("2026-12-23T16:00:00Z", "2026-12-28T07:00:00Z"), // over Christmas
        ];
        for (from, expected) in table {
            assert_eq!(within_working_hours(utc(from)), utc(expected), "{from}");
        }
    }
}
