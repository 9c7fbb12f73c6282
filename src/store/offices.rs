//! Appointments to offices, and the groups that workflows ask for reviewers.

use chrono::NaiveDate;

use super::{StoreError, stored};
use crate::{
    db::{Read, Write},
    domain::{
        identifiers::{BodyId, PersonId},
        person::{Appointment, GroupMember, Role, Term},
    },
};

/// Keeps an appointment. One that is there already gets the new last day.
pub async fn appoint(write: &mut Write, appointment: &Appointment) -> Result<(), StoreError> {
    end_or_extend(write, appointment).await?;
    write
        .query(
            "INSERT INTO appointment (person_id, role, body_id, from_day, until_day)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
        )
        .bind(appointment.person.to_string())
        .bind(appointment.role.key())
        .bind(appointment.body.map(|body| body.to_string()))
        .bind(appointment.term.from)
        .bind(appointment.term.until)
        .run()
        .await?;
    Ok(())
}

async fn end_or_extend(write: &mut Write, appointment: &Appointment) -> Result<(), StoreError> {
    write
        .query(
            "UPDATE appointment SET until_day = $5
             WHERE person_id = $1 AND role = $2 AND coalesce(body_id, '') = $3 AND from_day = $4",
        )
        .bind(appointment.person.to_string())
        .bind(appointment.role.key())
        .bind(
            appointment
                .body
                .map(|body| body.to_string())
                .unwrap_or_default(),
        )
        .bind(appointment.term.from)
        .bind(appointment.term.until)
        .run()
        .await?;
    Ok(())
}

/// All appointments of a person, also those that are over.
pub async fn of_person(read: &mut Read, person: PersonId) -> Result<Vec<Appointment>, StoreError> {
    let rows: Vec<AppointmentRow> = read
        .query(
            "SELECT person_id, role, body_id, from_day, until_day FROM appointment
             WHERE person_id = $1 ORDER BY id",
        )
        .bind(person.to_string())
        .all()
        .await?;
    rows.into_iter().map(AppointmentRow::appointment).collect()
}

/// Those who hold an office on `day`, for a body or for all of them.
pub async fn holders(
    read: &mut Read,
    role: Role,
    body: BodyId,
    day: NaiveDate,
) -> Result<Vec<Appointment>, StoreError> {
    let rows: Vec<AppointmentRow> = read
        .query(
            "SELECT person_id, role, body_id, from_day, until_day FROM appointment
             WHERE role = $1 AND (body_id IS NULL OR body_id = $2)
               AND from_day <= $3 AND (until_day IS NULL OR $3 <= until_day)
             ORDER BY id",
        )
        .bind(role.key())
        .bind(body.to_string())
        .bind(day)
        .all()
        .await?;
    rows.into_iter().map(AppointmentRow::appointment).collect()
}

/// Every group that has a member on `day`.
pub async fn groups_with_members(
    read: &mut Read,
    day: NaiveDate,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT DISTINCT group_key FROM group_member
             WHERE from_day <= $1 AND (until_day IS NULL OR $1 <= until_day)
             ORDER BY group_key",
        )
        .bind(day)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(group,)| group).collect())
}

/// Puts a person in a group. One who is there from the same day already gets the new last day.
pub async fn join_group(write: &mut Write, member: &GroupMember) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO group_member (group_key, person_id, from_day, until_day)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (group_key, person_id, from_day) DO UPDATE
             SET until_day = excluded.until_day",
        )
        .bind(&member.group)
        .bind(member.person.to_string())
        .bind(member.term.from)
        .bind(member.term.until)
        .run()
        .await?;
    Ok(())
}

/// The active persons of a group on `day`, in the order of their addresses.
pub async fn group(
    read: &mut Read,
    group: &str,
    day: NaiveDate,
) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT DISTINCT person_id, person.email FROM group_member
             JOIN person ON person.id = group_member.person_id
             WHERE group_key = $1 AND from_day <= $2 AND (until_day IS NULL OR $2 <= until_day)
               AND person.active
             ORDER BY person.email",
        )
        .bind(group)
        .bind(day)
        .all()
        .await?;
    rows.into_iter()
        .map(|(person,)| stored("group_member", "person_id", person))
        .collect()
}

/// All that a person is or was member of.
pub async fn groups_of(read: &mut Read, person: PersonId) -> Result<Vec<GroupMember>, StoreError> {
    let rows: Vec<(String, NaiveDate, Option<NaiveDate>)> = read
        .query(
            "SELECT group_key, from_day, until_day FROM group_member
             WHERE person_id = $1 ORDER BY group_key, from_day",
        )
        .bind(person.to_string())
        .all()
        .await?;
    let member = |(group, from, until)| GroupMember {
        group,
        person,
        term: Term { from, until },
    };
    Ok(rows.into_iter().map(member).collect())
}

#[derive(sqlx::FromRow)]
struct AppointmentRow {
    person_id: String,
    role: String,
    body_id: Option<String>,
    from_day: NaiveDate,
    until_day: Option<NaiveDate>,
}

impl AppointmentRow {
    fn appointment(self) -> Result<Appointment, StoreError> {
        let Some(role) = Role::from_key(&self.role) else {
            return Err(StoreError::Damaged {
                table: "appointment",
                column: "role",
                found: self.role,
            });
        };
        Ok(Appointment {
            person: stored("appointment", "person_id", self.person_id)?,
            role,
            body: self
                .body_id
                .map(|id| stored("appointment", "body_id", id))
                .transpose()?,
            term: Term {
                from: self.from_day,
                until: self.until_day,
            },
        })
    }
}
