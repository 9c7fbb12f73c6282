//! When people are away, and who may be asked instead.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::{identifiers::PersonId, person::Absence},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Keeps an absence. One that is there already gets the new days and the new substitute.
pub async fn keep(
    write: &mut Write,
    absence: &Absence,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO absence
                 (id, person_id, from_day, until_day, substitute_id, appointed, entered_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET from_day = excluded.from_day,
                 until_day = excluded.until_day, substitute_id = excluded.substitute_id,
                 appointed = excluded.appointed",
        )
        .bind(absence.id.to_string())
        .bind(absence.person.to_string())
        .bind(absence.from)
        .bind(absence.until)
        .bind(absence.substitute.map(|person| person.to_string()))
        .bind(absence.appointed)
        .bind(instant(at))
        .run()
        .await?;
    Ok(())
}

/// Everybody's absences that hold on `day` or later, the first to begin first.
pub async fn from(read: &mut Read, day: NaiveDate) -> Result<Vec<Absence>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, person_id, from_day, until_day, substitute_id, appointed FROM absence
             WHERE $1 <= until_day AND from_day <= until_day ORDER BY from_day, id",
        )
        .bind(day)
        .all()
        .await?;
    rows.into_iter().map(Row::absence).collect()
}

/// The absences that hold on `day`. A substitute who has left is nobody's substitute.
pub async fn on(read: &mut Read, day: NaiveDate) -> Result<Vec<Absence>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT absence.id, person_id, from_day, until_day, person.id AS substitute_id,
                 appointed
             FROM absence LEFT JOIN person ON person.id = substitute_id AND person.active
             WHERE from_day <= $1 AND $1 <= until_day ORDER BY from_day, absence.id",
        )
        .bind(day)
        .all()
        .await?;
    rows.into_iter().map(Row::absence).collect()
}

/// A person's absences that hold on `day` or later, the first to begin first.
pub async fn of_person(
    read: &mut Read,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Absence>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, person_id, from_day, until_day, substitute_id, appointed FROM absence
             WHERE person_id = $1 AND $2 <= until_day AND from_day <= until_day
             ORDER BY from_day, id",
        )
        .bind(person.to_string())
        .bind(day)
        .all()
        .await?;
    rows.into_iter().map(Row::absence).collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    person_id: String,
    from_day: NaiveDate,
    until_day: NaiveDate,
    substitute_id: Option<String>,
    appointed: bool,
}

impl Row {
    fn absence(self) -> Result<Absence, StoreError> {
        let substitute = self.substitute_id;
        Ok(Absence {
            id: stored("absence", "id", self.id)?,
            person: stored("absence", "person_id", self.person_id)?,
            from: self.from_day,
            until: self.until_day,
            substitute: substitute
                .map(|id| stored("absence", "substitute_id", id))
                .transpose()?,
            appointed: self.appointed,
        })
    }
}
