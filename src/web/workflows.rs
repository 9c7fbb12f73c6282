//! The matter types. The officials who work by them see the picture, the routine description and how
//! the versions have changed; the administrator sees on the same pages the municipality's own folder,
//! and moves running matters to the version in force.

mod folder;
mod moving;

use super::{
    App,
    answer::Failure,
    look::{
        SafeHtml,
        part::{Link, RefusalPanel, Row},
        workflows::{WorkflowPage, WorkflowVersion, WorkflowsList},
    },
    picture::flow,
    session::Visitor,
};
use crate::{
    document::{docx::docx, html::html_of_part},
    domain::{
        calendar,
        person::Role,
        refusal::{Reason, Refusal},
        swedish,
    },
    office::OfficeError,
    store::definitions::InForce,
    workflow::{
        definition::Definition, diff::diff, keys::WorkflowId, picture::Picture, routine::routine,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

const HERE: &str = "/arbetsfloden";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arbetsfloden", get(all).post(folder::reload))
        .route("/arbetsfloden/{id}", get(show).post(moving::migrate))
        .route("/arbetsfloden/{id}/rutin.docx", get(download))
}

fn address(id: &WorkflowId) -> String {
    format!("{HERE}/{id}")
}

fn is_administrator(visitor: &Visitor) -> bool {
    visitor.signed_in.standing.holds_any(Role::Administrator)
}

async fn all(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    demand_reader(&visitor)?;
    let (in_force, folder) = if is_administrator(&visitor) {
        let (in_force, offered) = app
            .office()
            .matter_types(visitor.steward(), app.now())
            .await?;
        (in_force, folder::shown(&app, &offered))
    } else {
        (app.office().workflows().standing(), None)
    };
    let page = WorkflowsList {
        rows: in_force.iter().map(|now| standing(&app, now)).collect(),
        folder,
    };
    app.page(&visitor.frame(HERE)?, &page)
}

fn standing(app: &App, now: &InForce) -> Row {
    let newest = app.office().workflows().newest(&now.id);
    let title = newest.map_or_else(|| now.id.to_string(), |newest| newest.title.clone());
    let day = calendar::today_in_stockholm(now.taken_at);
    Row::new(title, address(&now.id)).hint(format!(
        "Version {} sedan {}, tagen i bruk av {}.",
        now.version,
        swedish::date(day),
        now.taken_by
    ))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    demand_reader(&visitor)?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let page = page(&app, &visitor, &id, None).await?;
    app.page(&visitor.frame(HERE)?, &page)
}

/// The page of a type; `refusal` is what refused to move its matters.
async fn page(
    app: &App,
    visitor: &Visitor,
    id: &WorkflowId,
    refusal: Option<&Refusal>,
) -> Result<WorkflowPage, Failure> {
    let administration = if is_administrator(visitor) {
        Some(moving::shown(app, visitor, id).await?)
    } else {
        None
    };
    let definition = in_force(app, id)?;
    Ok(WorkflowPage {
        heading: definition.title.clone(),
        version: definition.version.to_string(),
        refusal: refusal.map(|refusal| RefusalPanel::of(refusal, |_| None)),
        picture: flow(&Picture::of(definition), "flode"),
        administration,
        routine: SafeHtml::from_our_own(html_of_part(&routine(definition), 2, "rutin")),
        word_file: Link::new(
            "Hämta rutinbeskrivningen som Word-fil",
            format!("{}/rutin.docx", address(id)),
        ),
        versions: versions(app, definition).await?,
    })
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    demand_reader(&visitor)?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let definition = in_force(&app, &id)?;
    let bytes = docx(&routine(definition))
        .map_err(|error| OfficeError::Workflow(format!("rutinbeskrivningen: {error}")))?;
    let name = format!("attachment; filename=\"rutin-{}.docx\"", definition.id);
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

fn demand_reader(visitor: &Visitor) -> Result<(), Failure> {
    if visitor.signed_in.standing.is_official() || is_administrator(visitor) {
        return Ok(());
    }
    let reason = Reason::new("behorighet", "Arbetsflödena visas för tjänstepersoner.");
    let refusal = Refusal::forbidden("Du kan inte se arbetsflödena.", reason);
    Err(OfficeError::from(refusal).into())
}

fn in_force<'a>(app: &'a App, id: &WorkflowId) -> Result<&'a Definition, Failure> {
    let newest = app.office().workflows().newest(id);
    newest.ok_or(Failure::NotFound)
}

/// Every version that is kept, the newest first, with what it changed.
async fn versions(app: &App, now: &Definition) -> Result<Vec<WorkflowVersion>, Failure> {
    let office = app.office();
    let known: Vec<&Definition> = office
        .workflows()
        .sources()
        .map(|(definition, _)| definition)
        .filter(|definition| definition.id == now.id)
        .collect();
    let mut told = Vec::new();
    let mut before: Option<&Definition> = None;
    for kept in office.workflow_versions(&now.id).await? {
        let definition = known.iter().find(|one| one.hash == kept.hash).copied();
        let differences = match (before, definition) {
            (Some(before), Some(definition)) => diff(before, definition).0,
            _ => Vec::new(),
        };
        let since = calendar::today_in_stockholm(kept.kept_at);
        told.push(WorkflowVersion {
            title: format!("Version {}", kept.version),
            since: format!(
                "Känd sedan {}. Kontrollsumma {}.",
                swedish::date(since),
                kept.hash.to_string().get(..12).unwrap_or_default()
            ),
            in_force: kept.hash == now.hash,
            differences: differences.into_iter().map(|one| one.sentence).collect(),
        });
        before = definition.or(before);
    }
    told.reverse();
    Ok(told)
}
