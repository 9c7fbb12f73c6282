//! The matter types for the officials who work by them: the picture, the routine description and
//! how the versions have changed.

use super::{
    App,
    answer::Failure,
    look::{
        SafeHtml,
        part::{Link, Row},
        workflows::{WorkflowPage, WorkflowVersion, WorkflowsList},
    },
    picture::flow,
    session::Visitor,
};
use crate::{
    document::{docx::docx, html::html_of_part},
    domain::{
        calendar,
        refusal::{Reason, Refusal},
        swedish,
    },
    office::OfficeError,
    workflow::{definition::Definition, diff::diff, picture::Picture, routine::routine},
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
        .route("/arbetsfloden", get(all))
        .route("/arbetsfloden/{id}", get(show))
        .route("/arbetsfloden/{id}/rutin.docx", get(download))
}

async fn all(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    demand_official(&visitor)?;
    let types = app.office().workflows().newest_of_each();
    let rows = types.into_iter().map(|definition| {
        Row::new(&definition.title, format!("{HERE}/{}", definition.id))
            .hint(format!("Version {}", definition.version))
    });
    let page = WorkflowsList {
        rows: rows.collect(),
    };
    app.page(&visitor.frame(HERE)?, &page)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    demand_official(&visitor)?;
    let definition = in_force(&app, &id)?;
    let page = WorkflowPage {
        heading: definition.title.clone(),
        version: definition.version.to_string(),
        picture: flow(&Picture::of(definition), "flode"),
        routine: SafeHtml::from_our_own(html_of_part(&routine(definition), 2, "rutin")),
        word_file: Link::new(
            "Hämta rutinbeskrivningen som Word-fil",
            format!("{HERE}/{}/rutin.docx", definition.id),
        ),
        versions: versions(&app, definition).await?,
    };
    app.page(&visitor.frame(HERE)?, &page)
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    demand_official(&visitor)?;
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

fn demand_official(visitor: &Visitor) -> Result<(), Failure> {
    if visitor.signed_in.standing.is_official() {
        return Ok(());
    }
    let reason = Reason::new("behorighet", "Arbetsflödena visas för tjänstepersoner.");
    let refusal = Refusal::forbidden("Du kan inte se arbetsflödena.", reason);
    Err(OfficeError::from(refusal).into())
}

fn in_force<'a>(app: &'a App, id: &str) -> Result<&'a Definition, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    app.office()
        .workflows()
        .newest(&id)
        .ok_or(Failure::NotFound)
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
