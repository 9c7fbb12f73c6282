//! Decisions taken in a body's place, until a section of the body's minutes notes them (KL 6:40).

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::{
        delegation::{
            Reported,
            reporting::{DecisionNumber, DecisionToReport, ReportedAt},
        },
        identifiers::{BodyId, MatterId},
    },
};
use chrono::{DateTime, Utc};

/// A decision on the list, and where it was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The decision.
    pub decision: DecisionToReport,
    /// Where; none while it is still to be reported.
    pub reported: Option<ReportedAt>,
}

/// Puts a decision on its body's list.
pub async fn insert(
    write: &mut Write,
    decision: &DecisionToReport,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO decision_to_report
                 (body_id, year, serial, matter_id, at_meeting, notice_waits, created_at, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(decision.body.to_string())
        .bind(i64::from(decision.number.year))
        .bind(i64::from(decision.number.serial))
        .bind(decision.matter.to_string())
        .bind(i64::from(decision.reported == Reported::AtMeeting))
        .bind(i64::from(decision.notice_task().is_some()))
        .bind(instant(now))
        .bind(serde_json::to_string(decision)?)
        .run()
        .await?;
    Ok(())
}

/// What is still to be reported at a meeting of the body, in the order of the numbers.
pub async fn waiting(read: &mut Read, body: BodyId) -> Result<Vec<DecisionToReport>, StoreError> {
    let rows: Vec<(String, Option<bool>)> = read
        .query(
            "SELECT d.state, l.secret FROM decision_to_report d
             LEFT JOIN matter_listing l ON l.matter_id = d.matter_id
             WHERE d.body_id = $1 AND d.at_meeting = 1 AND d.meeting_id IS NULL
             ORDER BY d.year, d.serial",
        )
        .bind(body.to_string())
        .all()
        .await?;
    rows.into_iter()
        .map(|(state, secret)| decision(&state, secret))
        .collect()
}

/// The decision as it may be read now: a matter that has been marked as secret since has no title.
fn decision(state: &str, secret: Option<bool>) -> Result<DecisionToReport, StoreError> {
    let mut decision: DecisionToReport = serde_json::from_str(state)?;
    if secret == Some(true) {
        decision.title.clear();
    }
    Ok(decision)
}

/// The `limit` newest decisions taken in the body's place and all older with something still to be
/// done, the newest first.
pub async fn of_body(read: &mut Read, body: BodyId, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT d.state, l.secret, d.meeting_id, d.section FROM decision_to_report d
             LEFT JOIN matter_listing l ON l.matter_id = d.matter_id
             WHERE d.body_id = $1
               AND ((d.at_meeting = 1 AND d.meeting_id IS NULL) OR d.notice_waits = 1
                 OR (d.year, d.serial) IN
                   (SELECT n.year, n.serial FROM decision_to_report n WHERE n.body_id = $1
                    ORDER BY n.year DESC, n.serial DESC LIMIT $2))
             ORDER BY d.year DESC, d.serial DESC",
        )
        .bind(body.to_string())
        .bind(limit)
        .all()
        .await?;
    rows.into_iter().map(kept).collect()
}

/// The decisions taken in a matter without a meeting, oldest first.
pub async fn of_matter(read: &mut Read, matter: MatterId) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT d.state, l.secret, d.meeting_id, d.section FROM decision_to_report d
             LEFT JOIN matter_listing l ON l.matter_id = d.matter_id
             WHERE d.matter_id = $1 ORDER BY d.year, d.serial",
        )
        .bind(matter.to_string())
        .all()
        .await?;
    rows.into_iter().map(kept).collect()
}

/// One decision by its number, as it is kept: for acts on it.
pub async fn find(
    read: &mut Read,
    body: BodyId,
    number: DecisionNumber,
) -> Result<Option<DecisionToReport>, StoreError> {
    let row: Option<(String,)> = read
        .query(
            "SELECT state FROM decision_to_report
             WHERE body_id = $1 AND year = $2 AND serial = $3",
        )
        .bind(body.to_string())
        .bind(i64::from(number.year))
        .bind(i64::from(number.serial))
        .first()
        .await?;
    row.map(|(state,)| Ok(serde_json::from_str(&state)?))
        .transpose()
}

/// One decision by its number, as it may be read now.
pub async fn shown(
    read: &mut Read,
    body: BodyId,
    number: DecisionNumber,
) -> Result<Option<DecisionToReport>, StoreError> {
    let row: Option<(String, Option<bool>)> = read
        .query(
            "SELECT d.state, l.secret FROM decision_to_report d
             LEFT JOIN matter_listing l ON l.matter_id = d.matter_id
             WHERE d.body_id = $1 AND d.year = $2 AND d.serial = $3",
        )
        .bind(body.to_string())
        .bind(i64::from(number.year))
        .bind(i64::from(number.serial))
        .first()
        .await?;
    row.map(|(state, secret)| decision(&state, secret))
        .transpose()
}

/// The body's decisions that no meeting is told of and whose notice is still to be put up or taken
/// down, the oldest first.
pub async fn with_notice_waiting(
    read: &mut Read,
    body: BodyId,
) -> Result<Vec<DecisionToReport>, StoreError> {
    let rows: Vec<(String, Option<bool>)> = read
        .query(
            "SELECT d.state, l.secret FROM decision_to_report d
             LEFT JOIN matter_listing l ON l.matter_id = d.matter_id
             WHERE d.body_id = $1 AND d.notice_waits = 1
             ORDER BY d.year, d.serial",
        )
        .bind(body.to_string())
        .all()
        .await?;
    rows.into_iter()
        .map(|(state, secret)| decision(&state, secret))
        .collect()
}

/// Keeps what has become of the notice; `false` when somebody else was first.
pub async fn change(
    write: &mut Write,
    before: &DecisionToReport,
    after: &DecisionToReport,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE decision_to_report SET state = $4, notice_waits = $6
             WHERE body_id = $1 AND year = $2 AND serial = $3 AND state = $5",
        )
        .bind(before.body.to_string())
        .bind(i64::from(before.number.year))
        .bind(i64::from(before.number.serial))
        .bind(serde_json::to_string(after)?)
        .bind(serde_json::to_string(before)?)
        .bind(i64::from(after.notice_task().is_some()))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Notes where a decision was reported; `false` if that was noted before.
pub async fn report(
    write: &mut Write,
    decision: &DecisionToReport,
    at: ReportedAt,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE decision_to_report SET meeting_id = $4, section = $5
             WHERE body_id = $1 AND year = $2 AND serial = $3 AND meeting_id IS NULL",
        )
        .bind(decision.body.to_string())
        .bind(i64::from(decision.number.year))
        .bind(i64::from(decision.number.serial))
        .bind(at.meeting.to_string())
        .bind(i64::from(at.section))
        .run()
        .await?;
    Ok(changed == 1)
}

type Row = (String, Option<bool>, Option<String>, Option<i64>);

fn kept((state, secret, meeting, section): Row) -> Result<Kept, StoreError> {
    let reported = match (meeting, section) {
        (Some(meeting), Some(section)) => Some(ReportedAt {
            meeting: stored("decision_to_report", "meeting_id", meeting)?,
            section: u32::try_from(section).unwrap_or(u32::MAX),
        }),
        _ => None,
    };
    Ok(Kept {
        decision: decision(&state, secret)?,
        reported,
    })
}
