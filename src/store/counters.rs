//! Register numbers: given without gaps, never reused, voided but not deleted.

use chrono::{DateTime, Utc};

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::identifiers::MatterId,
};

/// A number that has been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The series, such as "KS".
    pub series: String,
    /// The year of registration in Sweden.
    pub year: i32,
    /// The running number within series and year, from 1.
    pub serial: i64,
    /// The number as printed, such as "KS 2026/17".
    pub text: String,
    /// What it was given to.
    pub matter: MatterId,
    /// When.
    pub registered_at: DateTime<Utc>,
    /// When and why it was voided (makulerad), if it was.
    pub voided: Option<(DateTime<Utc>, String)>,
}

/// What does not add up in a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unaccounted {
    /// The series.
    pub series: String,
    /// The year.
    pub year: i32,
    /// The last number that the counter says was given.
    pub counted: i64,
    /// How many entries the register has.
    pub entries: i64,
}

/// The next number of the series that year, from 1.
///
/// Ask for it as the last step before the commit: everyone else who wants a number of the series
/// waits until then. A rollback gives it back.
pub async fn next(write: &mut Write, series: &str, year: i32) -> Result<i64, StoreError> {
    let (last,) = write
        .query(
            "INSERT INTO series_counter (series, year, last) VALUES ($1, $2, 1)
             ON CONFLICT (series, year) DO UPDATE SET last = series_counter.last + 1
             RETURNING last",
        )
        .bind(series)
        .bind(i64::from(year))
        .one()
        .await?;
    Ok(last)
}

/// Lets the series go on after `last`, if it has not come that far: numbers brought from elsewhere.
pub async fn go_on_after(
    write: &mut Write,
    series: &str,
    year: i32,
    last: i64,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO series_counter (series, year, last) VALUES ($1, $2, $3)
             ON CONFLICT (series, year) DO UPDATE SET last = $3 WHERE series_counter.last < $3",
        )
        .bind(series)
        .bind(i64::from(year))
        .bind(last)
        .run()
        .await?;
    Ok(())
}

/// Writes down that a number was given.
pub async fn record(write: &mut Write, given: &Given) -> Result<(), StoreError> {
    let (voided_at, void_reason) = given.voided.clone().unzip();
    write
        .query(
            "INSERT INTO register_entry
                 (series, year, serial, text, matter_id, registered_at, voided_at, void_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&given.series)
        .bind(i64::from(given.year))
        .bind(given.serial)
        .bind(&given.text)
        .bind(given.matter.to_string())
        .bind(instant(given.registered_at))
        .bind(voided_at.map(instant))
        .bind(void_reason)
        .run()
        .await?;
    Ok(())
}

/// Voids a number. It stays in the register; `false` if it is not there or is voided already.
pub async fn void(
    write: &mut Write,
    text: &str,
    at: DateTime<Utc>,
    reason: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE register_entry SET voided_at = $2, void_reason = $3
             WHERE text = $1 AND voided_at IS NULL",
        )
        .bind(text)
        .bind(instant(at))
        .bind(reason)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The entry of a number, as it is printed.
pub async fn find(read: &mut Read, text: &str) -> Result<Option<Given>, StoreError> {
    let row: Option<Row> = read
        .query(
            "SELECT series, year, serial, text, matter_id, registered_at, voided_at, void_reason
             FROM register_entry WHERE text = $1",
        )
        .bind(text)
        .first()
        .await?;
    row.map(Row::given).transpose()
}

/// The register of one series and year, the newest number first: `limit` of them after the first
/// `skip`.
pub async fn register(
    read: &mut Read,
    series: &str,
    year: i32,
    skip: i64,
    limit: i64,
) -> Result<Vec<Given>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT series, year, serial, text, matter_id, registered_at, voided_at, void_reason
             FROM register_entry WHERE series = $1 AND year = $2
             ORDER BY serial DESC LIMIT $3 OFFSET $4",
        )
        .bind(series)
        .bind(i64::from(year))
        .bind(limit)
        .bind(skip)
        .all()
        .await?;
    rows.into_iter().map(Row::given).collect()
}

/// How many numbers the series has given that year.
pub async fn count(read: &mut Read, series: &str, year: i32) -> Result<i64, StoreError> {
    let (count,) = read
        .query("SELECT count(*) FROM register_entry WHERE series = $1 AND year = $2")
        .bind(series)
        .bind(i64::from(year))
        .one()
        .await?;
    Ok(count)
}

/// Every series of register numbers that has begun, with its years.
pub async fn series(read: &mut Read) -> Result<Vec<(String, i32)>, StoreError> {
    let rows: Vec<(String, i64)> = read
        .query("SELECT DISTINCT series, year FROM register_entry ORDER BY series, year")
        .all()
        .await?;
    rows.into_iter()
        .map(|(series, year)| Ok((series, narrow(year)?)))
        .collect()
}

/// Series whose numbers do not add up: a sign that someone has been at the rows.
///
/// As a number is given once, as many entries as the counter says is proof that none is missing,
/// unless the series was brought from elsewhere ([`go_on_after`]).
pub async fn unaccounted(read: &mut Read) -> Result<Vec<Unaccounted>, StoreError> {
    let rows: Vec<(String, i64, i64, i64)> = read
        .query(
            "SELECT series, year, last,
                    (SELECT count(*) FROM register_entry AS entry
                     WHERE entry.series = series_counter.series
                       AND entry.year = series_counter.year
                       AND entry.serial <= series_counter.last) AS entries
             FROM series_counter ORDER BY series, year",
        )
        .all()
        .await?;
    rows.into_iter()
        .filter(|(.., counted, entries)| counted != entries)
        .map(|(series, year, counted, entries)| {
            Ok(Unaccounted {
                series,
                year: narrow(year)?,
                counted,
                entries,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    series: String,
    year: i64,
    serial: i64,
    text: String,
    matter_id: String,
    registered_at: DateTime<Utc>,
    voided_at: Option<DateTime<Utc>>,
    void_reason: Option<String>,
}

impl Row {
    fn given(self) -> Result<Given, StoreError> {
        Ok(Given {
            series: self.series,
            year: narrow(self.year)?,
            serial: self.serial,
            text: self.text,
            matter: stored("register_entry", "matter_id", self.matter_id)?,
            registered_at: self.registered_at,
            voided: self.voided_at.zip(self.void_reason),
        })
    }
}

fn narrow(year: i64) -> Result<i32, StoreError> {
    i32::try_from(year).map_err(|_| StoreError::Damaged {
        table: "register_entry",
        column: "year",
        found: year.to_string(),
    })
}
