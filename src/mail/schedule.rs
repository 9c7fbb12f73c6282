//! When a failed mail is tried again, and when a person is reminded. Pure.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;

/// The pauses between tries, in minutes: 1 m, 5 m, 15 m, 1 h, 3 h, 6 h, then each 12 h.
const PAUSES: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];
/// A mail is given up when it has waited this long.
const PATIENCE: TimeDelta = TimeDelta::hours(48);

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

/// When reminders are due, counted in working days from the deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPlan {
    /// Working days relative to the deadline, in rising order: -3 is three working days before,
    /// 0 the day itself, 2 two working days after.
    pub working_days: Vec<i32>,
}

impl ReminderPlan {
    /// Three and one working day before, on the day, and two working days after.
    pub fn usual() -> Self {
        Self {
            working_days: vec![-3, -1, 0, 2],
        }
    }

    /// The moments of the reminders, 08:00 Swedish time on working days. Those before
    /// `asked_at` are left out: who gets three days is not reminded on the first.
    pub fn moments(
        &self,
        deadline: NaiveDate,
        asked_at: DateTime<Utc>,
        is_working_day: impl Fn(NaiveDate) -> bool,
    ) -> Vec<DateTime<Utc>> {
        let mut moments: Vec<_> = self
            .working_days
            .iter()
            .map(|offset| eight_o_clock(shift(deadline, *offset, &is_working_day)))
            .filter(|moment| asked_at < *moment)
            .collect();
        moments.sort_unstable();
        moments.dedup();
        moments
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

/// The reminder that is due at `now` when number `last_sent` (0 for none) has been sent. After
/// an interruption only the latest is due: the missed ones are never caught up.
pub fn due_reminder(
    moments: &[DateTime<Utc>],
    last_sent: u32,
    now: DateTime<Utc>,
) -> Option<DueReminder> {
    let passed = moments.iter().filter(|moment| **moment <= now).count();
    let number = u32::try_from(passed).ok()?;
    let of = u32::try_from(moments.len()).ok()?;
    (last_sent < number).then_some(DueReminder { number, of })
}

/// `from` itself if it is within working hours (08–16 Swedish time on a working day), else the
/// next time that is.
pub fn within_working_hours(
    from: DateTime<Utc>,
    is_working_day: impl Fn(NaiveDate) -> bool,
) -> DateTime<Utc> {
    let today = from.with_timezone(&Stockholm).date_naive();
    if is_working_day(today) {
        let opens = eight_o_clock(today);
        if from < opens {
            return opens;
        }
        if from < opens + TimeDelta::hours(8) {
            return from;
        }
    }
    eight_o_clock(step_to_working_day(today, 1, &is_working_day))
}

/// Moves `working_days` working days from `day`; a `day` that is none counts as the one before.
fn shift(
    day: NaiveDate,
    working_days: i32,
    is_working_day: &impl Fn(NaiveDate) -> bool,
) -> NaiveDate {
    let start = if is_working_day(day) {
        day
    } else {
        step_to_working_day(day, -1, is_working_day)
    };
    (0..working_days.unsigned_abs()).fold(start, |day, _| {
        step_to_working_day(day, working_days.signum(), is_working_day)
    })
}

fn step_to_working_day(
    day: NaiveDate,
    direction: i32,
    is_working_day: &impl Fn(NaiveDate) -> bool,
) -> NaiveDate {
    let step = |day: NaiveDate| {
        if direction < 0 {
            day.checked_sub_days(Days::new(1))
        } else {
            day.checked_add_days(Days::new(1))
        }
    };
    // A calendar without working days ends the search after a month instead of never.
    let mut found = day;
    for _ in 0..31 {
        let Some(next) = step(found) else { break };
        found = next;
        if is_working_day(found) {
            break;
        }
    }
    found
}

/// The clock never skips 08:00 in Sweden: it changes at night.
fn eight_o_clock(day: NaiveDate) -> DateTime<Utc> {
    let noon_less_four = day.and_time(chrono::NaiveTime::MIN) + TimeDelta::hours(8);
    Stockholm
        .from_local_datetime(&noon_less_four)
        .earliest()
        .map_or_else(
            || noon_less_four.and_utc(),
            |local| local.with_timezone(&Utc),
        )
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn weekday(day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
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
        fn working_hours_are_found_within_four_days_and_never_earlier(hours in 0_i64..20_000) {
            let from = utc("2026-01-01T00:00:00Z") + TimeDelta::hours(hours);
            let found = within_working_hours(from, weekday);
            prop_assert!(from <= found && found - from < TimeDelta::days(4));
            prop_assert_eq!(within_working_hours(found, weekday), found);
        }
    }

    #[test]
    fn reminders_are_counted_in_working_days_from_the_deadline() {
        // Friday; three working days before is Tuesday, two after is Tuesday.
        let moments =
            ReminderPlan::usual().moments(day("2026-12-04"), utc("2026-11-20T10:00:00Z"), weekday);
        let expected = ["2026-12-01", "2026-12-03", "2026-12-04", "2026-12-08"];
        let expected: Vec<_> = expected.map(|day| utc(&format!("{day}T07:00:00Z"))).into();
        assert_eq!(moments, expected);
    }

    #[test]
    fn a_deadline_on_a_holiday_reminds_on_the_working_day_before() {
        let christmas = |day: NaiveDate| weekday(day) && !(day.month() == 12 && day.day() == 25);
        let plan = ReminderPlan {
            working_days: vec![0, 1],
        };
        let moments = plan.moments(day("2026-12-25"), utc("2026-12-01T00:00:00Z"), christmas);
        assert_eq!(
            moments,
            [utc("2026-12-24T07:00:00Z"), utc("2026-12-28T07:00:00Z")]
        );
    }

    #[test]
    fn eight_o_clock_follows_summer_time() {
        let plan = ReminderPlan {
            working_days: vec![0],
        };
        let moments = plan.moments(day("2026-06-04"), utc("2026-06-01T00:00:00Z"), weekday);
        assert_eq!(moments, [utc("2026-06-04T06:00:00Z")]);
    }

    #[test]
    fn a_short_time_to_answer_has_fewer_reminders() {
        let asked = utc("2026-12-03T07:00:00Z");
        let moments = ReminderPlan::usual().moments(day("2026-12-04"), asked, weekday);
        assert_eq!(
            moments.len(),
            2,
            "the one at the very moment of asking is left out"
        );
    }

    #[test]
    fn after_ten_days_down_one_reminder_is_sent_and_not_four() {
        let moments =
            ReminderPlan::usual().moments(day("2026-12-04"), utc("2026-11-20T10:00:00Z"), weekday);
        let up_again = utc("2026-12-11T09:00:00Z");
        assert_eq!(
            due_reminder(&moments, 0, up_again),
            Some(DueReminder { number: 4, of: 4 })
        );
        assert_eq!(due_reminder(&moments, 4, up_again), None);
        assert_eq!(
            due_reminder(&moments, 0, moments[0] - TimeDelta::seconds(1)),
            None
        );
        assert_eq!(
            due_reminder(&moments, 0, moments[0]),
            Some(DueReminder { number: 1, of: 4 })
        );
        assert_eq!(due_reminder(&moments, 1, moments[0]), None);
    }

    #[test]
    fn a_reminder_due_at_night_or_on_a_saturday_waits_for_the_morning() {
        let monday = utc("2026-12-07T07:00:00Z");
        assert_eq!(
            within_working_hours(utc("2026-12-05T10:00:00Z"), weekday),
            monday
        );
        assert_eq!(
            within_working_hours(utc("2026-12-04T15:00:00Z"), weekday),
            monday
        );
        assert_eq!(
            within_working_hours(utc("2026-12-04T14:59:59Z"), weekday),
            utc("2026-12-04T14:59:59Z")
        );
    }
}
