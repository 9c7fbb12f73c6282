//! When the acts of the story happened: counted in working days from the day it is told.

use crate::domain::calendar;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// The days around the one on which the demo is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    today: NaiveDate,
}

impl Calendar {
    pub(super) fn around(now: DateTime<Utc>) -> Self {
        Self {
            today: calendar::today_in_stockholm(now),
        }
    }

    /// The day so many working days before (negative) or after today.
    pub(super) fn day(self, workdays: i32) -> NaiveDate {
        calendar::add_working_days(self.today, workdays)
    }

    /// That day at an hour in Sweden.
    pub(super) fn at(self, workdays: i32, hour: u32, minute: u32) -> DateTime<Utc> {
        calendar::at_time(self.day(workdays), time(hour, minute))
    }
}

/// A time of day; midnight for one that does not exist.
pub(super) fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}
