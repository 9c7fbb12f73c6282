//! Dates as vague as people know them: a day, a month, a season, a year, or from one to another.
//!
//! Each stands for the days it may mean. A comparison holds when it holds for all of them, fails when
//! it fails for all of them, and is unknown otherwise.

mod typed;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::swedish;

/// A season. Spring is March to May; the winter of a year begins in its December.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February.
    Winter,
}

impl Season {
    const ALL: [Self; 4] = [Self::Spring, Self::Summer, Self::Autumn, Self::Winter];

    fn word(self) -> &'static str {
        match self {
            Self::Spring => "våren",
            Self::Summer => "sommaren",
            Self::Autumn => "hösten",
            Self::Winter => "vintern",
        }
    }

    /// The number in the stored form (ISO 8601-2), and the first month.
    fn code_and_month(self) -> (u32, u32) {
        match self {
            Self::Spring => (21, 3),
            Self::Summer => (22, 6),
            Self::Autumn => (23, 9),
            Self::Winter => (24, 12),
        }
    }
}

/// A day, or the days that a word for them may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// One day.
    Day(NaiveDate),
    /// A month, by its first day.
    Month(NaiveDate),
    /// A season, by its first day.
    Season(Season, NaiveDate),
    /// A year, by its first day.
    Year(NaiveDate),
}

impl Point {
    fn month(year: i32, month: u32) -> Option<Self> {
        Self::in_range(year)?;
        NaiveDate::from_ymd_opt(year, month, 1).map(Self::Month)
    }

    fn season(season: Season, year: i32) -> Option<Self> {
        Self::in_range(year)?;
        let (_, month) = season.code_and_month();
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self::Season(season, first))
    }

    fn year(year: i32) -> Option<Self> {
        Self::in_range(year)?;
        NaiveDate::from_ymd_opt(year, 1, 1).map(Self::Year)
    }

    /// The years that a typed day may lie in, too.
    fn in_range(year: i32) -> Option<()> {
        (1800..=2199).contains(&year).then_some(())
    }

    /// The first day it may mean.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) | Self::Season(_, day) | Self::Year(day) => day,
        }
    }

    /// The last day it may mean.
    pub fn last(self) -> NaiveDate {
        let months = match self {
            Self::Day(day) => return day,
            Self::Month(_) => 1,
            Self::Season(..) => 3,
            Self::Year(_) => 12,
        };
        let first = self.first();
        let next = first.checked_add_months(Months::new(months));
        next.and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(first)
    }

    /// "13 december 2021", "maj 2022", "hösten 2022", "vintern 2022/2023", "2022".
    fn swedish(self) -> String {
        match self {
            Self::Day(day) => swedish::date(day),
            Self::Month(first) => {
                let day = swedish::date(first);
                day.trim_start_matches("1 ").to_owned()
            }
            Self::Season(Season::Winter, first) => {
                format!("vintern {}/{}", first.year(), first.year() + 1)
            }
            Self::Season(season, first) => format!("{} {}", season.word(), first.year()),
            Self::Year(first) => first.year().to_string(),
        }
    }
}

impl fmt::Display for Point {
    /// The stored form: `2021-12-13`, `2022-05`, `2022-23`, `2022`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(out, "{day}"),
            Self::Month(first) => write!(out, "{}", first.format("%Y-%m")),
            Self::Season(season, first) => {
                write!(out, "{}-{}", first.year(), season.code_and_month().0)
            }
            Self::Year(first) => write!(out, "{}", first.year()),
        }
    }
}

/// A date that may be vague.
///
/// Stored as ISO 8601-2 writes it: `2021-12-13`, `2022-05`, `2022-23` (autumn), `2022-05/2022-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FuzzyDate {
    from: Point,
    to: Option<Point>,
}

impl FuzzyDate {
    fn range(from: Point, to: Point) -> Option<Self> {
        if from == to {
            return Some(from.into());
        }
        let in_order = from.first() <= to.first() && from.last() <= to.last();
        in_order.then_some(Self { from, to: Some(to) })
    }

    /// The first day it may mean.
    pub fn first(self) -> NaiveDate {
        self.from.first()
    }

    /// The last day it may mean.
    pub fn last(self) -> NaiveDate {
        self.to.unwrap_or(self.from).last()
    }

    /// The day, where it is one day.
    pub fn day(self) -> Option<NaiveDate> {
        (self.first() == self.last()).then(|| self.first())
    }

    /// "hösten 2022", "maj–juni 2022", "13 december 2021 – våren 2022".
    pub fn swedish(self) -> String {
        let Some(to) = self.to else {
            return self.from.swedish();
        };
        let (start, end) = (self.from.swedish(), to.swedish());
        let same_year = self.first().year() == to.first().year();
        match (self.from, to) {
            (Point::Year(_), Point::Year(_)) => format!("{start}–{end}"),
            (Point::Month(_), Point::Month(_)) if same_year => {
                let (month, _) = start.split_once(' ').unwrap_or((&start, ""));
                format!("{month}–{end}")
            }
            _ => format!("{start} – {end}"),
        }
    }
}

impl From<Point> for FuzzyDate {
    fn from(point: Point) -> Self {
        Self {
            from: point,
            to: None,
        }
    }
}

impl From<NaiveDate> for FuzzyDate {
    fn from(day: NaiveDate) -> Self {
        Point::Day(day).into()
    }
}

impl fmt::Display for FuzzyDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.from)?;
        self.to.map_or(Ok(()), |to| write!(out, "/{to}"))
    }
}

impl FromStr for FuzzyDate {
    type Err = String;

    /// Reads what people type and the stored form.
    fn from_str(text: &str) -> Result<Self, String> {
        typed::read(text)
    }
}

impl TryFrom<String> for FuzzyDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<FuzzyDate> for String {
    fn from(date: FuzzyDate) -> Self {
        date.to_string()
    }
}
