//! Linking matters, and taking a link away.

use super::super::{mark, panel, path};
use crate::{
    domain::identifiers::MatterId,
    matter::link::LinkKind,
    office::{OfficeError, reading::MatterView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{CheckPage, FieldGroup, FormPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Hidden, Link},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}/koppla", get(show).post(link))
        .route("/arenden/{id}/koppla-bort", get(check).post(unlink))
}

async fn view_of<'a>(app: &'a App, visitor: &Visitor, id: &str) -> Result<MatterView<'a>, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app.office().matter_view(visitor.asker(), id, app.now());
    Ok(view.await?)
}

fn page(view: &MatterView<'_>, sent: &Sent) -> FormPage {
    let here = path(view.matter.id);
    let chosen = sent.line("kind");
    let kinds = LinkKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.key(), kind.swedish()).chosen(kind.key() == chosen))
        .collect();
    FormPage {
        heading: "Koppla ett ärende".to_owned(),
        lead: Some("Kopplingen syns i båda ärendena och skrivs i bådas historik.".to_owned()),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&view.matter.content.title, &here),
        ],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields: vec![
                FieldView::new("kind", "Det här ärendet", Widget::Select { choices: kinds }),
                FieldView::text("to", "Det andra ärendet", sent.line("to"))
                    .hint("Diarienumret, eller adressen till ärendets sida."),
                FieldView::textarea("note", "Anteckning", sent.text("note"), 2).optional(),
            ],
        }],
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/koppla"),
        button: "Koppla".to_owned(),
        cancel: Link::new("Avbryt", &here),
        has_contents: false,
        multipart: false,
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    app.page(&visitor.frame("/arenden")?, &page(&view, &Sent::default()))
}

async fn link(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let form = Some(sent.nonce()?);
    let kind: LinkKind = sent.read("kind").ok_or(Failure::NotFound)?;
    let id = view.matter.id;
    let office = app.office();
    let asker = visitor.asker();
    let done = async {
        let to = office
            .matter_named(asker, &sent.line("to"), app.now())
            .await?;
        let note = sent.text("note");
        office
            .link_matters(asker, id, to, kind, &note, form, app.now())
            .await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to(&format!("{}#kopplingar", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let mut page = page(&view, &sent);
            mark(&mut page.groups[0].fields, &refusal);
            page.refusal = Some(panel(None, &refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Which {
    till: String,
    slag: String,
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let found = view
        .links
        .iter()
        .find(|link| link.kept.to.to_string() == which.till && link.kept.kind.key() == which.slag);
    let found = found.ok_or(Failure::NotFound)?;
    let here = path(view.matter.id);
    let title = found.title.clone().ok_or(Failure::NotFound)?;
    let hidden = |name: &str, value: &str| Hidden {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let page = CheckPage {
        heading: "Ta bort kopplingen?".to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&view.matter.content.title, &here),
        ],
        facts: vec![Fact::new(found.words, title)],
        consequences: vec![
            "Kopplingen försvinner från båda ärendena. Historiken visar att den har funnits."
                .to_owned(),
        ],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: vec![hidden("till", &which.till), hidden("slag", &which.slag)],
        action: format!("{here}/koppla-bort"),
        button: "Ta bort kopplingen".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", &here),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn unlink(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let to: MatterId = sent.read("till").ok_or(Failure::NotFound)?;
    let kind: LinkKind = sent.read("slag").ok_or(Failure::NotFound)?;
    let form = Some(sent.nonce()?);
    app.office()
        .unlink_matters(visitor.asker(), id, to, kind, form, app.now())
        .await?;
    Ok(Redirect::to(&path(id)).into_response())
}
