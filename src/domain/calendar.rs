//! The Swedish calendar: public holidays, working days, and what day it is in Stockholm.
//!
//! Days are Swedish civil days, instants are UTC. No function here can panic: at the far ends of
//! what a date can hold (some 262 000 years away) the last day that exists is the answer.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, SubsecRound, TimeDelta,
    TimeZone, Utc, Weekday,
};
use chrono_tz::Europe::Stockholm;

/// Is the day an "allmän helgdag"? Every Sunday is one, and every day that has a [`holiday_name`].
///
/// Source: lag (1989:253) om allmänna helgdagar, 1 and 2 §§.
pub fn is_public_holiday(day: NaiveDate) -> bool {
    day.weekday() == Weekday::Sun || holiday_name(day).is_some()
}

/// The name of the holiday that falls on the day; an ordinary Sunday has none.
///
/// Right for 1953 and later, when midsommardagen and alla helgons dag were moved to Saturdays.
/// Nationaldagen took the place of annandag pingst in 2005. Where two holidays meet, the one with
/// a fixed date gives the name.
pub fn holiday_name(day: NaiveDate) -> Option<&'static str> {
    fixed_holiday(day)
        .or_else(|| saturday_holiday(day))
        .or_else(|| easter_holiday(day))
}

/// Is it a day when a legal time can end?
///
/// No on Saturdays, public holidays, midsommarafton, julafton and nyårsafton
/// (lag (1930:173) om beräkning av lagstadgad tid, 2 §).
pub fn is_working_day(day: NaiveDate) -> bool {
    day.weekday() != Weekday::Sat && !is_public_holiday(day) && !is_free_eve(day)
}

/// The day itself if it is a working day, else the first one after it.
pub fn next_working_day_on_or_after(day: NaiveDate) -> NaiveDate {
    let mut candidate = day;
    while !is_working_day(candidate) {
        let Some(next) = candidate.succ_opt() else {
            break;
        };
        candidate = next;
    }
    candidate
}

/// The `count`th working day after the day, or before it when `count` is negative.
///
/// The day itself is never counted. With `count` 0 it is returned as it is, working day or not.
pub fn add_working_days(day: NaiveDate, count: i32) -> NaiveDate {
    let step = if count < 0 {
        NaiveDate::pred_opt
    } else {
        NaiveDate::succ_opt
    };
    let mut left = count.unsigned_abs();
    let mut reached = day;
    while 0 < left {
        let Some(next) = step(&reached) else { break };
        reached = next;
        if is_working_day(reached) {
            left -= 1;
        }
    }
    reached
}

/// The day `count` calendar days later, or earlier when `count` is negative.
pub fn add_days(day: NaiveDate, count: i32) -> NaiveDate {
    let distance = Days::new(u64::from(count.unsigned_abs()));
    if count < 0 {
        day.checked_sub_days(distance).unwrap_or(NaiveDate::MIN)
    } else {
        day.checked_add_days(distance).unwrap_or(NaiveDate::MAX)
    }
}

/// The day it is in Sweden at an instant.
pub fn today_in_stockholm(instant: DateTime<Utc>) -> NaiveDate {
    stockholm_time(instant).date()
}

/// Date and time as a clock on a Swedish wall shows them at an instant.
pub fn stockholm_time(instant: DateTime<Utc>) -> NaiveDateTime {
    let utc = instant.naive_utc();
    let offset = Stockholm.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}

/// The instant when a Swedish wall clock shows the time on the day.
///
/// In the hour that comes twice (when summer time ends) it is the first one. In the hour that
/// never comes (when summer time begins) it is the instant one hour on, as the clock then shows.
pub fn at_time(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let wall = day.and_time(time);
    let after_the_gap = || {
        let later = wall.checked_add_signed(TimeDelta::hours(1))?;
        Stockholm.from_local_datetime(&later).earliest()
    };
    Stockholm
        .from_local_datetime(&wall)
        .earliest()
        .or_else(after_the_gap)
        .map_or_else(|| wall.and_utc(), |instant| instant.to_utc())
}

/// The first instant of a Swedish day.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    at_time(day, NaiveTime::MIN)
}

/// The instant when a Swedish day is over: the first instant that is no longer that day.
///
/// So what came in time came *before* the end of its last day: `arrived < end_of_day(last_day)`.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    start_of_day(add_days(day, 1))
}

/// The instant without its nanoseconds: the finest that both databases keep.
///
/// Cut an instant before it is stored or hashed, so that it reads back as the same.
pub fn truncate_to_microseconds(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(6)
}

fn fixed_holiday(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => Some("nyårsdagen"),
        (1, 6) => Some("trettondedag jul"),
        (5, 1) => Some("första maj"),
        (6, 6) if 2005 <= day.year() => Some("nationaldagen"),
        (12, 25) => Some("juldagen"),
        (12, 26) => Some("annandag jul"),
        _ => None,
    }
}

fn saturday_holiday(day: NaiveDate) -> Option<&'static str> {
    match (day.weekday(), day.month(), day.day()) {
        (Weekday::Sat, 6, 20..=26) => Some("midsommardagen"),
        (Weekday::Sat, 10, 31) | (Weekday::Sat, 11, 1..=6) => Some("alla helgons dag"),
        _ => None,
    }
}

fn easter_holiday(day: NaiveDate) -> Option<&'static str> {
    let days_after_easter = day
        .signed_duration_since(easter_sunday(day.year())?)
        .num_days();
    match days_after_easter {
        -2 => Some("långfredagen"),
        0 => Some("påskdagen"),
        1 => Some("annandag påsk"),
        39 => Some("Kristi himmelsfärdsdag"),
        49 => Some("pingstdagen"),
        50 if day.year() < 2005 => Some("annandag pingst"),
        _ => None,
    }
}

/// Days that are no holidays, but on which a legal time does not end (lag 1930:173).
fn is_free_eve(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (12, 24 | 31) => true,
        (6, 19..=25) => day.weekday() == Weekday::Fri,
        _ => false,
    }
}

/// Easter Sunday by the Gregorian reckoning ("Anonymous Gregorian", Meeus 1991). The letters of
/// the published method are spelled out; its steps only make sense together.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let year_of_century = year.rem_euclid(100);
    let skipped_leap_days = century - century.div_euclid(4);
    let moon_correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + skipped_leap_days - moon_correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * year_of_century.div_euclid(4)
        - epact
        - year_of_century.rem_euclid(4))
    .rem_euclid(7);
    let late_moon = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let days = epact + weekday - 7 * late_moon + 114;
    let month = u32::try_from(days.div_euclid(31)).ok()?;
    let day = u32::try_from(days.rem_euclid(31)).ok()? + 1;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests;
