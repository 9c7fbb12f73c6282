//! The calendar against known years, clock changes and the laws of counting.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

prop_compose! {
    fn any_day()(days in 0..60_000_i32) -> NaiveDate {
        add_days(NaiveDate::from_ymd_opt(1953, 1, 1).unwrap(), days)
    }
}

#[test]
fn every_holiday_of_2026_and_no_other_day() {
    let named: Vec<_> = day("2026-01-01")
        .iter_days()
        .take(365)
        .filter_map(|day| holiday_name(day).map(|name| (day.to_string(), name)))
        .collect();
    let expected = [
        ("2026-01-01", "nyårsdagen"),
        ("2026-01-06", "trettondedag jul"),
        ("2026-04-03", "långfredagen"),
        ("2026-04-05", "påskdagen"),
        ("2026-04-06", "annandag påsk"),
        ("2026-05-01", "första maj"),
        ("2026-05-14", "Kristi himmelsfärdsdag"),
        ("2026-05-24", "pingstdagen"),
        ("2026-06-06", "nationaldagen"),
        ("2026-06-20", "midsommardagen"),
        ("2026-10-31", "alla helgons dag"),
        ("2026-12-25", "juldagen"),
        ("2026-12-26", "annandag jul"),
    ];
    let named: Vec<_> = named
        .iter()
        .map(|(day, name)| (day.as_str(), *name))
        .collect();
    assert_eq!(named, expected);
}

#[test]
fn easter_in_known_years() {
    let known = [
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2100-03-28",
        "2285-03-22",
    ];
    for expected in known.map(day) {
        assert_eq!(easter_sunday(expected.year()), Some(expected));
    }
}

#[test]
fn holidays_that_moved_or_came_late() {
    let table = [
        ("2004-06-06", None),
        ("2005-06-06", Some("nationaldagen")),
        ("2004-05-31", Some("annandag pingst")),
        ("2005-05-16", None),
        ("2025-06-21", Some("midsommardagen")),
        ("2027-06-26", Some("midsommardagen")),
        ("2025-11-01", Some("alla helgons dag")),
        ("2027-11-06", Some("alla helgons dag")),
        ("2026-11-07", None),
        ("2008-05-01", Some("första maj")), // also Kristi himmelsfärdsdag that year
        ("2026-03-01", None),
    ];
    for (text, expected) in table {
        assert_eq!(holiday_name(day(text)), expected, "{text}");
    }
    assert!(
        is_public_holiday(day("2026-03-01")),
        "every Sunday is a public holiday"
    );
}

#[test]
fn days_on_which_no_legal_time_ends() {
    let table = [
        ("2026-06-18", true),  // Thursday
        ("2026-06-19", false), // midsommarafton
        ("2026-06-20", false),
        ("2026-06-21", false),
        ("2026-06-22", true),
        ("2026-06-26", true), // a Friday in June, but not midsommarafton
        ("2027-06-25", false),
        ("2026-12-23", true),
        ("2026-12-24", false),
        ("2026-12-30", true),
        ("2026-12-31", false),
        ("2026-05-14", false), // a Thursday
        ("2026-05-15", true),  // the day squeezed in after it
        ("2026-04-02", true),  // skärtorsdagen
        ("2026-01-05", true),  // trettondagsafton
        ("2026-10-31", false),
    ];
    for (text, expected) in table {
        assert_eq!(is_working_day(day(text)), expected, "{text}");
    }
}

#[test]
fn counting_working_days_over_christmas_and_back() {
    let table = [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-24", 0, "2026-12-24"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-12-23", 4, "2027-01-04"),
        ("2026-12-27", 1, "2026-12-28"),
        ("2026-12-28", -1, "2026-12-23"),
        ("2027-01-04", -4, "2026-12-23"),
    ];
    for (from, count, expected) in table {
        assert_eq!(
            add_working_days(day(from), count),
            day(expected),
            "{from} {count:+}"
        );
    }
}

#[test]
fn the_day_changes_at_swedish_midnight() {
    let table = [
        ("2026-01-31T22:59:59Z", "2026-01-31"),
        ("2026-01-31T23:00:00Z", "2026-02-01"),
        ("2026-07-01T21:59:59Z", "2026-07-01"),
        ("2026-07-01T22:00:00Z", "2026-07-02"),
    ];
    for (at, expected) in table {
        assert_eq!(today_in_stockholm(instant(at)), day(expected), "{at}");
    }
}

#[test]
fn wall_clock_times_through_both_clock_changes() {
    let table = [
        ("2026-01-15", "16:00:00", "2026-01-15T15:00:00Z"),
        ("2026-07-15", "16:00:00", "2026-07-15T14:00:00Z"),
        ("2026-03-29", "01:59:59", "2026-03-29T00:59:59Z"),
        ("2026-03-29", "02:30:00", "2026-03-29T01:30:00Z"), // does not exist: 03.30
        ("2026-03-29", "03:30:00", "2026-03-29T01:30:00Z"),
        ("2026-10-25", "02:30:00", "2026-10-25T00:30:00Z"), // comes twice: the first
        ("2026-10-25", "03:00:00", "2026-10-25T02:00:00Z"),
    ];
    for (date, time, expected) in table {
        assert_eq!(
            at_time(day(date), time.parse().unwrap()),
            instant(expected),
            "{date} {time}"
        );
    }
    let length = |text| (end_of_day(day(text)) - start_of_day(day(text))).num_hours();
    assert_eq!(
        [
            length("2026-03-28"),
            length("2026-03-29"),
            length("2026-10-25")
        ],
        [24, 23, 25]
    );
}

#[test]
fn instants_are_cut_and_not_rounded() {
    let table = [
        (
            "2026-03-10T12:00:00.123456789Z",
            "2026-03-10T12:00:00.123456Z",
        ),
        (
            "2026-03-10T12:00:00.999999999Z",
            "2026-03-10T12:00:00.999999Z",
        ),
        (
            "1969-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.999999Z",
        ),
    ];
    for (from, expected) in table {
        assert_eq!(truncate_to_microseconds(instant(from)), instant(expected));
    }
}

#[test]
fn the_ends_of_time_are_no_reason_to_panic() {
    for edge in [NaiveDate::MIN, NaiveDate::MAX] {
        next_working_day_on_or_after(edge);
        add_days(edge, i32::MAX);
        add_days(edge, i32::MIN);
        start_of_day(edge);
        end_of_day(edge);
    }
    assert_eq!(add_working_days(NaiveDate::MAX, 3), NaiveDate::MAX);
    for edge in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        today_in_stockholm(edge);
        truncate_to_microseconds(edge);
    }
}

proptest! {
    #[test]
    fn working_days_forth_and_back_lead_home(from in any_day(), count in 1..200_i32) {
        let from = next_working_day_on_or_after(from);
        let there = add_working_days(from, count);
        prop_assert!(is_working_day(there) && from < there);
        prop_assert_eq!(add_working_days(there, -count), from);
        let between = from.iter_days().skip(1).take_while(|day| *day <= there);
        prop_assert_eq!(between.filter(|day| is_working_day(*day)).count(), count.unsigned_abs() as usize);
    }

    #[test]
    fn the_next_working_day_is_near_and_nothing_is_passed_over(from in any_day()) {
        let found = next_working_day_on_or_after(from);
        prop_assert!(is_working_day(found));
        prop_assert!((found - from).num_days() <= 5);
        prop_assert!(from.iter_days().take_while(|day| *day < found).all(|day| !is_working_day(day)));
    }

    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april(year in 1583..4000_i32) {
        let easter = easter_sunday(year).unwrap();
        prop_assert_eq!(easter.weekday(), Weekday::Sun);
        prop_assert!(((3, 22)..=(4, 25)).contains(&(easter.month(), easter.day())));
    }

    #[test]
    fn a_day_holds_its_own_instants(date in any_day(), second in 0..86_400_u32) {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap();
        let at = at_time(date, time);
        prop_assert_eq!(today_in_stockholm(at), date);
        prop_assert!(start_of_day(date) <= at && at < end_of_day(date));
    }
}
