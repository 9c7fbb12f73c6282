//! The rows of the registers, kept beside the matters so that thousands can be searched and what is
//! due is found by an index.

use super::{StoreError, instant, matters::pattern, stored};
use crate::{
    db::{Read, Write},
    domain::identifiers::{MatterId, PersonId},
    matter::{after::inventory::Listing, state::Matter},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Keeps what the register says of a matter.
pub async fn keep(write: &mut Write, matter: &Matter, row: &Listing) -> Result<(), StoreError> {
    let number = matter.register_number.as_ref().map(ToString::to_string);
    let search = format!(
        "{} {} {} {}",
        row.name,
        row.holder,
        matter.content.title,
        number.unwrap_or_default()
    );
    let state_title = row
        .state
        .as_ref()
        .map_or_else(|| matter.phase.swedish(), |(_, title)| title);
    let next = row.next.as_ref();
    write
        .query(
            "INSERT INTO matter_listing (matter_id, workflow_id, name, holder, search_text,
                 state_key, state_title, until_day, stale, secret, next_title, next_day,
                 next_told_from, officer_id, responsible_id, look_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (matter_id) DO UPDATE SET name = excluded.name,
                 holder = excluded.holder, search_text = excluded.search_text,
                 state_key = excluded.state_key, state_title = excluded.state_title,
                 until_day = excluded.until_day, stale = excluded.stale, secret = excluded.secret,
                 next_title = excluded.next_title, next_day = excluded.next_day,
                 next_told_from = excluded.next_told_from, officer_id = excluded.officer_id,
                 responsible_id = excluded.responsible_id, look_on = excluded.look_on",
        )
        .bind(matter.id.to_string())
        .bind(matter.workflow.id.to_string())
        .bind(&row.name)
        .bind(&row.holder)
        .bind(search.to_lowercase())
        .bind(row.state.as_ref().map(|(key, _)| key.clone()))
        .bind(state_title)
        .bind(row.until)
        .bind(row.stale)
        .bind(matter.secrecy.is_some())
        .bind(next.map(|next| next.title.clone()))
        .bind(next.map(|next| next.day))
        .bind(next.map(|next| next.told_from))
        .bind(matter.officer.to_string())
        .bind(matter.responsible.map(|person| person.to_string()))
        .bind(row.look_on)
        .run()
        .await?;
    Ok(())
}

/// What a register shows of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which matter.
    pub matter: MatterId,
    /// What it is about.
    pub name: String,
    /// Who holds it.
    pub holder: String,
    /// The key of its state, where the file has one for it.
    pub state: Option<String>,
    /// The state in words; its phase where the file has no state for it.
    pub state_title: String,
    /// The last day of the decision.
    pub until: Option<NaiveDate>,
    /// Whether a new request is required.
    pub stale: bool,
    /// What comes next, its day, and the first day that people are told of it.
    pub next: Option<(String, NaiveDate, NaiveDate)>,
    /// The register number.
    pub register_number: Option<String>,
    /// Whether the matter is marked secret: then not everybody may see the row.
    pub secret: bool,
}

/// Which rows are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of which type.
    pub workflow: String,
    /// In this state.
    pub state: Option<String>,
    /// With this in name, holder, title or number.
    pub text: Option<String>,
    /// Only those of which something is due by this day.
    pub due_by: Option<NaiveDate>,
}

/// The rows that are wanted, by name, `limit` of them after the first `skip`.
pub async fn list(
    read: &mut Read,
    wanted: &Wanted,
    skip: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT l.matter_id, l.name, l.holder, l.state_key, l.state_title, l.until_day,
                 l.stale, l.secret, l.next_title, l.next_day, l.next_told_from, m.register_text
             FROM matter_listing l JOIN matter m ON m.id = l.matter_id
             WHERE l.workflow_id = $1
               AND (CAST($2 AS TEXT) IS NULL OR l.state_key = $2)
               AND (CAST($3 AS TEXT) IS NULL OR l.search_text LIKE $3 ESCAPE '!')
               AND (CAST($4 AS DATE) IS NULL OR l.next_day <= $4)
             ORDER BY l.name, l.matter_id LIMIT $5 OFFSET $6",
        )
        .bind(&wanted.workflow)
        .bind(wanted.state.clone())
        .bind(wanted.text.as_deref().map(pattern))
        .bind(wanted.due_by)
        .bind(limit)
        .bind(skip)
        .all()
        .await?;
    rows.into_iter().map(Row::listed).collect()
}

/// The matters of which the person should do something by `day`, the oldest first.
pub async fn waiting_for(
    read: &mut Read,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT l.matter_id, l.name, l.holder, l.state_key, l.state_title, l.until_day,
                 l.stale, l.secret, l.next_title, l.next_day, l.next_told_from, m.register_text
             FROM matter_listing l JOIN matter m ON m.id = l.matter_id
             WHERE (l.officer_id = $1 OR l.responsible_id = $1) AND l.next_told_from <= $2
             ORDER BY l.next_day, l.matter_id LIMIT 100",
        )
        .bind(person.to_string())
        .bind(day)
        .all()
        .await?;
    rows.into_iter().map(Row::listed).collect()
}

/// The matters that must be looked at by `day`, `limit` of them.
pub async fn to_look_at(
    read: &mut Read,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<MatterId>, StoreError> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT matter_id FROM matter_listing WHERE look_on <= $1
             ORDER BY look_on, matter_id LIMIT $2",
        )
        .bind(day)
        .bind(limit)
        .all()
        .await?;
    rows.into_iter()
        .map(|(id,)| stored("matter_listing", "matter_id", id))
        .collect()
}

/// Has a matter looked at on `day`, whatever its listing says.
pub async fn look_again(
    write: &mut Write,
    matter: MatterId,
    day: NaiveDate,
) -> Result<(), StoreError> {
    write
        .query("UPDATE matter_listing SET look_on = $2 WHERE matter_id = $1")
        .bind(matter.to_string())
        .bind(day)
        .run()
        .await?;
    Ok(())
}

/// Marks an occurrence as told; `false` if it was told before.
pub async fn mark_told(
    write: &mut Write,
    matter: MatterId,
    occurrence: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = write
        .query(
            "INSERT INTO told_return (matter_id, occurrence, told_at) VALUES ($1, $2, $3)
             ON CONFLICT (matter_id, occurrence) DO NOTHING",
        )
        .bind(matter.to_string())
        .bind(occurrence)
        .bind(instant(at))
        .run()
        .await?;
    Ok(added == 1)
}

/// What the listings were computed from, under a name.
pub async fn basis(read: &mut Read, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = read
        .query("SELECT value FROM listing_basis WHERE name = $1")
        .bind(name)
        .first()
        .await?;
    Ok(row.map(|(value,)| value))
}

/// Keeps what they are computed from now on, and has every listing looked at on `day`.
pub async fn change_basis(
    write: &mut Write,
    name: &str,
    value: &str,
    day: NaiveDate,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO listing_basis (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .run()
        .await?;
    write
        .query("UPDATE matter_listing SET look_on = $1 WHERE look_on IS NULL OR $1 < look_on")
        .bind(day)
        .run()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    matter_id: String,
    name: String,
    holder: String,
    state_key: Option<String>,
    state_title: String,
    until_day: Option<NaiveDate>,
    stale: bool,
    next_title: Option<String>,
    next_day: Option<NaiveDate>,
    next_told_from: Option<NaiveDate>,
    register_text: Option<String>,
    secret: bool,
}

impl Row {
    fn listed(self) -> Result<Listed, StoreError> {
        Ok(Listed {
            matter: stored("matter_listing", "matter_id", self.matter_id)?,
            name: self.name,
            holder: self.holder,
            state: self.state_key,
            state_title: self.state_title,
            until: self.until_day,
            stale: self.stale,
            next: match (self.next_title, self.next_day, self.next_told_from) {
                (Some(title), Some(day), Some(told)) => Some((title, day, told)),
                _ => None,
            },
            register_number: self.register_text,
            secret: self.secret,
        })
    }
}
