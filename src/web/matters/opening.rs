//! Opening a matter.

use super::mark;
use crate::{
    domain::{identifiers::BodyId, text},
    office::{OfficeError, matters::NewMatter},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{FieldGroup, FormPage},
            field::{Choice, FieldView, Widget},
            part::Link,
        },
        session::Visitor,
    },
    workflow::keys::WorkflowId,
};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new().route("/arenden/nytt", get(show).post(open))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let page = page(fields(&app, &Sent::default()).await?);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn open(State(app): State<App>, visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    let form = sent.nonce()?;
    let (workflow, body) = (
        sent.read::<WorkflowId>("workflow"),
        sent.read::<BodyId>("body"),
    );
    let (Some(workflow), Some(body)) = (workflow, body) else {
        return Err(Failure::Unreadable(
            "Ärendetyp eller organ saknas.".to_owned(),
        ));
    };
    let new = NewMatter {
        workflow,
        body,
        title: text::clean_line(&sent.line("title")),
        responsible: sent.read("responsible"),
        content: None,
    };
    match app
        .office()
        .open_matter(visitor.asker(), new, Some(form), app.now())
        .await
    {
        Ok(id) => Ok(Redirect::to(&super::path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let mut fields = fields(&app, &sent).await?;
            let others = mark(&mut fields, &refusal);
            let mut page = page(fields);
            if !others.is_empty() {
                page.refusal = Some(super::panel(None, &refusal));
            }
            let status: StatusCode = status_of(refusal.kind);
            app.page_with(status, &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn fields(app: &App, sent: &Sent) -> Result<Vec<FieldView>, Failure> {
    let office = app.office();
    let types = office
        .workflows()
        .in_force()
        .map(|definition| {
            let chosen = sent.line("workflow") == definition.id.to_string();
            Choice::new(definition.id.to_string(), &definition.title).chosen(chosen)
        })
        .collect();
    let bodies = office.bodies().await?;
    let mut managers = vec![Choice::new("", "Ingen vald")];
    let mut seen = Vec::new();
    for body in &bodies {
        for person in office.managers(body.id, app.today()).await? {
            if !seen.contains(&person.id) {
                seen.push(person.id);
                let chosen = sent.line("responsible") == person.id.to_string();
                let title = format!("{}, {}", person.name, person.title);
                managers.push(Choice::new(person.id.to_string(), title).chosen(chosen));
            }
        }
    }
    let bodies = bodies
        .into_iter()
        .map(|body| {
            let chosen = sent.line("body") == body.id.to_string();
            Choice::new(body.id.to_string(), body.name).chosen(chosen)
        })
        .collect();
    Ok(vec![
        FieldView::new(
            "workflow",
            "Vad gäller ärendet?",
            Widget::Select { choices: types },
        ),
        FieldView::text("title", "Rubrik (ärendemening)", sent.line("title"))
            .hint("Vad ärendet gäller, i en mening. Inga personnamn som kan vara hemliga."),
        FieldView::new(
            "body",
            "Vilket organ ska besluta?",
            Widget::Select { choices: bodies },
        ),
        FieldView::new(
            "responsible",
            "Ansvarig chef",
            Widget::Select { choices: managers },
        )
        .optional(),
    ])
}

fn page(fields: Vec<FieldView>) -> FormPage {
    FormPage {
        heading: "Nytt ärende".to_owned(),
        lead: Some(
            "Registratorn ger ärendet ett diarienummer. Du kan börja skriva direkt.".to_owned(),
        ),
        crumbs: vec![Link::new("Ärenden", "/arenden")],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: Vec::new(),
        action: "/arenden/nytt".to_owned(),
        button: "Öppna ärendet".to_owned(),
        cancel: Link::new("Avbryt", "/arenden"),
        has_contents: false,
        multipart: false,
    }
}
