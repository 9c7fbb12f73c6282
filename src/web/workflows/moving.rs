//! Moving the running matters of a type to the version in force, for the administrator: what it would
//! mean is shown before.

use super::address;
use crate::{
    domain::{calendar, journal::Entry, swedish},
    office::{
        OfficeError,
        migrating::{Migrating, MoveOrder, Moved},
    },
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            field::{FieldView, Widget},
            part::{Row, Tone},
            workflows::{Administration, Difference},
        },
        matters,
        session::Visitor,
    },
    workflow::keys::WorkflowId,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

pub(super) async fn migrate(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id: WorkflowId = id.parse().map_err(|_| Failure::NotFound)?;
    // Sent twice it moves what is left to move, which is nothing: no mark is needed.
    sent.nonce()?;
    let seen = sent.read("seen");
    let order = MoveOrder {
        id: id.clone(),
        seen: Some(seen.ok_or_else(incomplete)?),
        loss_confirmed: sent.ticked("loss"),
    };
    let by = visitor.steward();
    match app.office().migrate_matters(&order, by, app.now()).await {
        Ok(_) => Ok(Redirect::to(&address(&id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = super::page(&app, &visitor, &id, Some(&refusal)).await?;
            app.page_with(status_of(refusal.kind), &visitor.frame(super::HERE)?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn incomplete() -> Failure {
    Failure::Unreadable("Formuläret är ofullständigt. Öppna sidan igen.".to_owned())
}

/// What moving the matters of the type would mean, and when its versions were taken into force.
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    id: &WorkflowId,
) -> Result<Administration, Failure> {
    let (office, by) = (app.office(), visitor.steward());
    let migrating = office.try_migration(id, by, app.now()).await?;
    let journal = office.journal_of_type(id, by, app.now()).await?;
    let (can, cannot): (Vec<&Moved>, Vec<&Moved>) = migrating
        .matters
        .iter()
        .partition(|moved| moved.result.is_ok());
    let loses = can
        .iter()
        .any(|moved| matches!(&moved.result, Ok(effects) if effects.loses));
    Ok(Administration {
        differences: differences(&migrating),
        can: can.into_iter().map(matter).collect(),
        cannot: cannot.into_iter().map(matter).collect(),
        fields: if loses { vec![confirm_loss()] } else { vec![] },
        seen: Some(migrating.hash.to_string()),
        hidden: Vec::new(),
        action: address(id),
        button: format!("Flytta ärendena till version {}", migrating.version),
        history: journal.iter().rev().filter_map(history).collect(),
    })
}

fn differences(migrating: &Migrating) -> Vec<Difference> {
    let all = migrating.changes.iter();
    all.map(|(from, sentences)| Difference {
        heading: format!(
            "Det här skiljer version {} från version {from}",
            migrating.version
        ),
        sentences: sentences.clone(),
    })
    .collect()
}

fn matter(moved: &Moved) -> Row {
    let (said, tone) = match &moved.result {
        Ok(effects) => (effects.said.clone(), Tone::Info),
        Err(refusal) => {
            let reasons = refusal.reasons.iter();
            (reasons.map(ToString::to_string).collect(), Tone::Stop)
        }
    };
    Row::new(&moved.title, matters::path(moved.matter))
        .hint(format!("{}, version {}", moved.number, moved.from))
        .remark(said.join("\n"))
        .tag(moved.phase.swedish(), tone)
}

fn confirm_loss() -> FieldView {
    let label = "Jag bekräftar att det som den nya versionen släpper får försvinna ur ärendena";
    FieldView::new("loss", label, Widget::Checkbox { checked: false })
        .hint("Utan det flyttas bara de ärenden som inte förlorar något.")
}

fn history(entry: &Entry) -> Option<Row> {
    let payload = entry.payload().ok()?;
    let day = calendar::today_in_stockholm(entry.at);
    let hint = format!("{}, {}", swedish::date(day), payload.actor.presented());
    Some(Row::plain(payload.entry.summary).hint(hint))
}
