//! Matters: one row each, with the state as JSON and beside it what lists and locks need.

use super::{StoreError, instant, locks, state, states, stored};
use crate::{
    db::{Read, Root, Sql, Write},
    domain::{
        digest::Digest,
        identifiers::{BodyId, MatterId, PersonId},
    },
    matter::state::Matter,
    workflow::{keys::WorkflowId, phase::Phase},
};
use chrono::{DateTime, Utc};

/// Puts in a new matter.
pub async fn insert(write: &mut Write, matter: &Matter) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO matter (id, workflow_id, workflow_hash, body_id, phase, title, officer_id,
                 register_text, search_text, created_at, changed_at, version, state, turn_body_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(matter.id.to_string())
        .bind(matter.workflow.id.to_string())
        .bind(matter.workflow.hash.to_string())
        .bind(matter.body.to_string())
        .bind(matter.phase.key())
        .bind(&matter.content.title)
        .bind(matter.officer.to_string())
        .bind(matter.register_number.as_ref().map(ToString::to_string))
        .bind(search_text(matter))
        .bind(instant(matter.created_at))
        .bind(instant(matter.changed_at))
        .bind(matter.version)
        .bind(serde_json::to_string(matter)?)
        .bind(matter.turn_body().to_string())
        .run()
        .await?;
    write.made(Root::Matter(matter.id));
    Ok(())
}

/// The matter as it stands.
pub async fn find(read: &mut Read, id: MatterId) -> Result<Option<Matter>, StoreError> {
    state(
        read.query("SELECT state FROM matter WHERE id = $1")
            .bind(id.to_string()),
    )
    .await
}

/// The matter as it stands, kept from everybody else until the transaction ends.
pub async fn lock(write: &mut Write, id: MatterId) -> Result<Option<Matter>, StoreError> {
    locks::take(write, &[Root::Matter(id)]).await?;
    find(write, id).await
}

/// The matter with this register number, as printed.
pub async fn with_number(read: &mut Read, number: &str) -> Result<Option<MatterId>, StoreError> {
    let row: Option<(String,)> = read
        .query("SELECT id FROM matter WHERE register_text = $1")
        .bind(number)
        .first()
        .await?;
    row.map(|(id,)| stored("matter", "id", id)).transpose()
}

/// Puts the new state in the place of version `seen`; `false` if another act came between. The
/// matter must be held.
pub async fn save(write: &mut Write, matter: &Matter, seen: i64) -> Result<bool, StoreError> {
    locks::must_hold(write, Root::Matter(matter.id));
    let changed = write
        .query(
            "UPDATE matter SET phase = $3, title = $4, officer_id = $5, register_text = $6,
                 search_text = $7, changed_at = $8, version = $9, state = $10, turn_body_id = $11,
                 workflow_hash = $12
             WHERE id = $1 AND version = $2",
        )
        .bind(matter.id.to_string())
        .bind(seen)
        .bind(matter.phase.key())
        .bind(&matter.content.title)
        .bind(matter.officer.to_string())
        .bind(matter.register_number.as_ref().map(ToString::to_string))
        .bind(search_text(matter))
        .bind(instant(matter.changed_at))
        .bind(matter.version)
        .bind(serde_json::to_string(matter)?)
        .bind(matter.turn_body().to_string())
        .bind(matter.workflow.hash.to_string())
        .run()
        .await?;
    Ok(changed == 1)
}

/// The matters of a type in some of its phases that do not follow the version `hash`, in the order
/// they were opened, `limit` of them after the one that was opened at `after`.
pub async fn running(
    read: &mut Read,
    workflow: &WorkflowId,
    hash: Digest,
    phases: &[Phase],
    after: Option<&(DateTime<Utc>, MatterId)>,
    limit: i64,
) -> Result<Vec<Matter>, StoreError> {
    let phases: Vec<&str> = phases.iter().map(|phase| phase.key()).collect();
    let (from, last) = match after {
        Some((at, id)) => (*at, id.to_string()),
        None => (DateTime::UNIX_EPOCH, String::new()),
    };
    states(
        read.query(
            "SELECT state FROM matter
                 WHERE workflow_id = $1 AND workflow_hash <> $2 AND $3 LIKE '%,' || phase || ',%'
                   AND (created_at > $4 OR (created_at = $4 AND id > $5))
                 ORDER BY created_at, id LIMIT $6",
        )
        .bind(workflow.to_string())
        .bind(hash.to_string())
        .bind(format!(",{},", phases.join(",")))
        .bind(instant(from))
        .bind(last)
        .bind(limit),
    )
    .await
}

/// Every matter of a type, the oldest first.
pub async fn of_type(read: &mut Read, workflow: &str) -> Result<Vec<Matter>, StoreError> {
    states(
        read.query("SELECT state FROM matter WHERE workflow_id = $1 ORDER BY id")
            .bind(workflow.to_owned()),
    )
    .await
}

/// Every matter in which a decision stands, the oldest first: also where it is being reassessed, and
/// the phase is that of the new draft.
pub async fn decided(read: &mut Read) -> Result<Vec<Matter>, StoreError> {
    let kept =
        states(read.query("SELECT state FROM matter WHERE phase <> 'withdrawn' ORDER BY id"));
    let mut all: Vec<Matter> = kept.await?;
    all.retain(|matter| matter.standing_decision().is_some());
    Ok(all)
}

/// The matters that are ready to be decided and wait for one of `bodies`, those that have waited
/// longest first, at most `limit`.
pub async fn ready_for(
    read: &mut Read,
    bodies: &[BodyId],
    limit: i64,
) -> Result<Vec<Matter>, StoreError> {
    states(
        read.query(Sql {
            sqlite: "SELECT state FROM matter
             WHERE phase = 'ready' AND turn_body_id IN (SELECT value FROM json_each($1))
             ORDER BY changed_at, id LIMIT $2",
            postgres: "SELECT state FROM matter
             WHERE phase = 'ready'
               AND turn_body_id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))
             ORDER BY changed_at, id LIMIT $2",
        })
        .bind(serde_json::to_string(bodies)?)
        .bind(limit),
    )
    .await
}

/// What a list shows of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: MatterId,
    /// The type.
    pub workflow: String,
    /// The matter's own body.
    pub body: BodyId,
    /// The body whose turn it is.
    pub turn: BodyId,
    /// The phase.
    pub phase: Phase,
    /// The title.
    pub title: String,
    /// The officer.
    pub officer: PersonId,
    /// The register number as printed.
    pub register_number: Option<String>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Whether it is marked as secret: then not everybody may see the row.
    pub secret: bool,
}

/// Which matters a list wants. What is `None` does not narrow it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// In this phase.
    pub phase: Option<Phase>,
    /// Of this body.
    pub body: Option<BodyId>,
    /// Whose turn it is now.
    pub turn: Option<BodyId>,
    /// Of this officer.
    pub officer: Option<PersonId>,
    /// With this in the title or the number.
    pub text: Option<String>,
    /// Only those without a register number.
    pub unregistered: bool,
}

/// The matters that are wanted, the last changed first, `limit` of them after the first `skip`.
pub async fn list(
    read: &mut Read,
    wanted: &Wanted,
    skip: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT m.id, m.workflow_id, m.body_id, m.turn_body_id, m.phase, m.title, m.officer_id,
                 m.register_text, m.changed_at, l.secret
             FROM matter m LEFT JOIN matter_listing l ON l.matter_id = m.id
             WHERE (CAST($1 AS TEXT) IS NULL OR m.phase = $1)
               AND (CAST($2 AS TEXT) IS NULL OR m.body_id = $2)
               AND (CAST($3 AS TEXT) IS NULL OR m.officer_id = $3)
               AND (CAST($4 AS TEXT) IS NULL OR m.search_text LIKE $4 ESCAPE '!')
               AND ($5 = 0 OR m.register_text IS NULL)
               AND (CAST($6 AS TEXT) IS NULL OR m.turn_body_id = $6)
             ORDER BY m.changed_at DESC, m.id DESC LIMIT $7 OFFSET $8",
        )
        .bind(wanted.phase.map(|phase| phase.key().to_owned()))
        .bind(wanted.body.map(|body| body.to_string()))
        .bind(wanted.officer.map(|officer| officer.to_string()))
        .bind(wanted.text.as_deref().map(pattern))
        .bind(i64::from(wanted.unregistered))
        .bind(wanted.turn.map(|body| body.to_string()))
        .bind(limit)
        .bind(skip)
        .all()
        .await?;
    rows.into_iter().map(Row::listed).collect()
}

/// What a search looks in. Made small here, because SQLite knows no small å, ä and ö.
fn search_text(matter: &Matter) -> String {
    let number = matter
        .register_number
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    format!("{} {number}", matter.content.title).to_lowercase()
}

/// The pattern that finds `text` anywhere, with nothing in it read as a wildcard.
pub(super) fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Keeps that a person has been told that an answer in the matter's review stays away.
pub async fn keep_told(
    write: &mut Write,
    id: MatterId,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO escalation (matter_id, person_id, told_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .bind(instant(at))
        .run()
        .await?;
    Ok(())
}

/// The matters on review about which a person has been told that an answer stays away, the first
/// told first. Whether it still does is seen in the matter.
pub async fn told(read: &mut Read, person: PersonId) -> Result<Vec<Matter>, StoreError> {
    states(
        read.query(
            "SELECT m.state FROM escalation e JOIN matter m ON m.id = e.matter_id
                 WHERE e.person_id = $1 AND m.phase = 'review' ORDER BY e.told_at, m.id",
        )
        .bind(person.to_string()),
    )
    .await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workflow_id: String,
    body_id: String,
    turn_body_id: String,
    phase: String,
    title: String,
    officer_id: String,
    register_text: Option<String>,
    changed_at: DateTime<Utc>,
    secret: Option<bool>,
}

impl Row {
    fn listed(self) -> Result<Listed, StoreError> {
        Ok(Listed {
            id: stored("matter", "id", self.id)?,
            workflow: self.workflow_id,
            body: stored("matter", "body_id", self.body_id)?,
            turn: stored("matter", "turn_body_id", self.turn_body_id)?,
            phase: stored("matter", "phase", self.phase)?,
            title: self.title,
            officer: stored("matter", "officer_id", self.officer_id)?,
            register_number: self.register_text,
            changed_at: self.changed_at,
            // Whatever is not listed yet is looked up.
            secret: self.secret.unwrap_or(true),
        })
    }
}
