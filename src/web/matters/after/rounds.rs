//! An earlier round of a matter: what was decided in it, on what text, with which documents.

use super::super::{files, path, preview};
use crate::{
    domain::{
        identifiers::{AttachmentId, MatterId},
        swedish,
    },
    matter::after::Round,
    office::reading::MatterView,
    web::{
        App,
        answer::Failure,
        look::{
            matter::{RoundPage, SectionView},
            part::{Fact, Row},
        },
        session::Visitor,
    },
    workflow::definition::Definition,
};
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}/omgangar/{number}", get(show))
        .route(
            "/arenden/{id}/omgangar/{number}/bilagor/{attachment}",
            get(download),
        )
}

async fn view_of<'a>(app: &'a App, visitor: &Visitor, id: &str) -> Result<MatterView<'a>, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app.office().matter_view(visitor.asker(), id, app.now());
    Ok(view.await?)
}

fn round_of<'v>(view: &'v MatterView<'_>, number: &str) -> Result<&'v Round, Failure> {
    let number: u32 = number.parse().map_err(|_| Failure::NotFound)?;
    let mut rounds = view.matter.after.rounds.iter();
    rounds
        .find(|round| round.number == number)
        .ok_or(Failure::NotFound)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let round = round_of(&view, &number)?;
    let under = round.frozen.workflow;
    let definition = app.office().definition_of_version(&view.matter, under)?;
    let page = page(&view, round, definition);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number, attachment)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let attachment: AttachmentId = attachment.parse().map_err(|_| Failure::NotFound)?;
    let mut attached = round_of(&view, &number)?.content.attachments.iter();
    let found = attached.find(|it| it.id == attachment);
    let file = found
        .and_then(|it| it.file.clone())
        .ok_or(Failure::NotFound)?;
    files::send(&app, file.digest, &file.media_type, &file.name).await
}

fn page(view: &MatterView<'_>, round: &Round, definition: &Definition) -> RoundPage {
    let here = path(view.matter.id);
    let decision = &round.decision;
    let fields = definition.fields.iter().filter_map(|field| {
        let value = round.content.fields.get(&field.key)?;
        let mut fact = Fact::new(&field.title, field.kind.print(value));
        let table = field.kind.print_table(value);
        fact.table = table.map(|table| table.without_empty_columns());
        Some(fact)
    });
    let sections = round.content.sections.iter().filter_map(|section| {
        let written = !section.text.trim().is_empty();
        written.then(|| SectionView {
            id: format!("avsnitt-{}", section.key),
            title: section.title.clone(),
            html: Some(preview(&round.content, section, definition)),
            edit: None,
            needed: false,
        })
    });
    let documents = round.content.attachments.iter().map(|attachment| {
        let row = match &attachment.file {
            Some(_) => Row::new(
                &attachment.title,
                format!("{here}/omgangar/{}/bilagor/{}", round.number, attachment.id),
            ),
            None => Row::plain(&attachment.title),
        };
        match attachment.dated {
            Some(day) => row.hint(swedish::date(day)),
            None => row,
        }
    });
    let mut facts = super::super::page::decision_facts(decision);
    facts.push(Fact::new("Version", round.frozen.number.to_string()));
    facts.push(Fact::new("Kontrollsumma", round.frozen.sha256.to_string()));
    facts.push(Fact::new(
        "Omprövningen började",
        swedish::date_and_time(round.reassessed_at),
    ));
    RoundPage {
        matter_title: view.matter.content.title.clone(),
        matter_href: here.clone(),
        number: round.number,
        points: decision.points.clone(),
        facts,
        fields: fields.collect(),
        sections: sections.collect(),
        documents: documents.collect(),
    }
}
