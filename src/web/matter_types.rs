//! The matter types, for the administrator: what is in force, what lies in the municipality's own
//! folder, and moving running matters to the version in force.

use super::{
    App,
    answer::{Failure, status_of},
    asked::Sent,
    look::{
        field::{FieldView, Widget},
        matter_types::{Difference, Folder, MatterType, MatterTypes},
        part::{Fact, RefusalPanel, Row, Tone},
    },
    matters,
    session::Visitor,
};
use crate::{
    domain::{calendar, journal::Entry, refusal::Refusal, swedish},
    office::{
        OfficeError, Steward,
        migrating::{Migrating, MoveOrder, Moved},
        workflows::{Installer, Offered, Standing},
    },
    store::definitions::InForce,
    workflow::keys::WorkflowId,
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

const HERE: &str = "/arendetyper";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arendetyper", get(list))
        .route("/arendetyper/las-in", post(reload))
        .route("/arendetyper/typ/{id}", get(show).post(migrate))
}

fn steward(visitor: &Visitor) -> Steward {
    Steward::SignedIn(visitor.asker().person())
}

async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let office = app.office();
    let (in_force, offered) = office.matter_types(steward(&visitor), app.now()).await?;
    let folder = office.workflows().folder().map(|path| {
        let (files, fault) = match &offered {
            Ok(offered) => (offered.iter().map(file).collect(), None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        Folder {
            path: path.display().to_string(),
            fault,
            files,
        }
    });
    let page = MatterTypes {
        in_force: in_force.iter().map(|now| standing(&app, now)).collect(),
        folder,
    };
    app.page(&visitor.frame(HERE)?, &page)
}

fn title_of(app: &App, id: &WorkflowId) -> String {
    let newest = app.office().workflows().newest(id);
    newest.map_or_else(|| id.to_string(), |newest| newest.title.clone())
}

fn standing(app: &App, now: &InForce) -> Row {
    let day = calendar::today_in_stockholm(now.taken_at);
    Row::new(title_of(app, &now.id), address(&now.id)).hint(format!(
        "Version {} sedan {}, tagen i bruk av {}. Kontrollsumma {}.",
        now.version,
        swedish::date(day),
        now.taken_by,
        now.hash.fingerprint()
    ))
}

fn file(offered: &Offered) -> Row {
    let row = Row::plain(&offered.file);
    let row = match &offered.is {
        Some((_, title, version)) => row.hint(format!("{title}, version {version}")),
        None => row,
    };
    let said: Vec<String> = offered.findings.iter().map(ToString::to_string).collect();
    let row = if said.is_empty() {
        row
    } else {
        row.remark(said.join("\n"))
    };
    match offered.standing {
        Standing::InForce => row.tag("I bruk", Tone::Good),
        Standing::Waits => row.tag("Tas i bruk", Tone::Wait),
        Standing::Faulty => row.tag("Har fel", Tone::Stop),
        Standing::SameVersion => row.tag("Höj versionen", Tone::Stop),
    }
}

fn address(id: &WorkflowId) -> String {
    format!("{HERE}/typ/{id}")
}

/// Reads the folder again. What came of it is seen on the list; sent twice it changes nothing more.
async fn reload(State(app): State<App>, visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    sent.nonce()?;
    let by = Installer::Steward(steward(&visitor));
    app.office().reload_workflows(by, app.now()).await?;
    Ok(Redirect::to(HERE).into_response())
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let page = page(&app, &visitor, &id, None).await?;
    app.page(&visitor.frame(HERE)?, &page)
}

async fn migrate(
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
    let by = steward(&visitor);
    match app.office().migrate_matters(&order, by, app.now()).await {
        Ok(_) => Ok(Redirect::to(&address(&id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = page(&app, &visitor, &id, Some(&refusal)).await?;
            app.page_with(status_of(refusal.kind), &visitor.frame(HERE)?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn incomplete() -> Failure {
    Failure::Unreadable("Formuläret är ofullständigt. Öppna sidan igen.".to_owned())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &WorkflowId,
    refusal: Option<&Refusal>,
) -> Result<MatterType, Failure> {
    let (office, by) = (app.office(), steward(visitor));
    let migrating = office.try_migration(id, by, app.now()).await?;
    let journal = office.journal_of_type(id, by, app.now()).await?;
    let (can, cannot): (Vec<&Moved>, Vec<&Moved>) = migrating
        .matters
        .iter()
        .partition(|moved| moved.result.is_ok());
    let loses = can
        .iter()
        .any(|moved| matches!(&moved.result, Ok(effects) if effects.loses));
    Ok(MatterType {
        heading: migrating.title.clone(),
        facts: vec![
            Fact::new("Version i bruk", migrating.version.to_string()),
            Fact::new("Kontrollsumma", migrating.hash.fingerprint()),
        ],
        differences: differences(&migrating),
        refusal: refusal.map(|refusal| RefusalPanel::of(refusal, |_| None)),
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
