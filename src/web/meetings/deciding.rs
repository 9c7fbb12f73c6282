//! Deciding an item of the agenda, and taking the decision up again.

pub(super) mod correction;
mod form;

use super::{agenda::at, crumbs, managed, mark, panel, path, recorded};
use crate::{
    domain::{identifiers::ItemId, refusal::Refusal},
    meeting::{
        act::Action,
        lifecycle::MeetingPhase,
        state::{Item, Meeting},
    },
    office::OfficeError,
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            part::{Fact, Hidden, Link},
            vote::ItemPage,
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/sammantraden/{id}/punkter/{order}", get(show).post(decide))
        .route(
            "/sammantraden/{id}/punkter/{order}/oppna",
            get(check_reopening).post(reopen),
        )
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let item = at(&view.meeting, &order).ok_or(Failure::NotFound)?;
    if view.meeting.phase != MeetingPhase::Open && !correction::fits(&view.meeting, item) {
        return Ok(Redirect::to(&path(view.meeting.id)).into_response());
    }
    let page = form::page(&view.meeting, &order, item, &recorded::stored(item), None);
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let (meeting, item) = (&view.meeting, item_of(&view.meeting, &sent, &order)?);
    if sent.holds("more") {
        let page = form::page(meeting, &order, item, &sent, Some(&sent.line("more")));
        return app.page(&visitor.frame("/sammantraden")?, &page);
    }
    let corrects = correction::fits(meeting, item);
    let action = if corrects {
        correction::action(item, &sent, app.now())
    } else {
        recorded::outcome(item, &sent, app.now()).map(|outcome| Action::DecideItem {
            item: item.id,
            outcome,
        })
    };
    let refusal = match action {
        Ok(action) => {
            let seen = sent.read("seen").unwrap_or_default();
            let office = app.office();
            let done = office
                .act_on_meeting_as_seen(
                    visitor.asker(),
                    meeting.id,
                    seen,
                    vec![action],
                    form,
                    app.now(),
                )
                .await;
            match done {
                Ok(()) if corrects => {
                    let to = format!("{}/protokoll", path(meeting.id));
                    return Ok(Redirect::to(&to).into_response());
                }
                Ok(()) => return Ok(Redirect::to(&path(meeting.id)).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut page = form::page(meeting, &order, item, &sent, None);
    refused(&mut page, &refusal, meeting);
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

/// The item that the form was shown for, wherever on the agenda it stands by now.
fn item_of<'m>(meeting: &'m Meeting, sent: &Sent, order: &str) -> Result<&'m Item, Failure> {
    let found = match sent.read::<ItemId>("item") {
        Some(id) => meeting.item(id).map(|(_, item)| item),
        None => at(meeting, order),
    };
    found.ok_or(Failure::NotFound)
}

fn refused(page: &mut ItemPage, refusal: &Refusal, meeting: &Meeting) {
    let field_of = |rule: &str| {
        let name = match rule {
            "beslut" => "kind",
            "aterremiss" => "reasons",
            "bordlaggning" => "until",
            "propositionsordning" => "yes_means",
            "skal" => "reason",
            "omrostningens_utfall" => "decision_is",
            _ => return None,
        };
        Some(name.to_owned())
    };
    let groups = page
        .motions
        .iter_mut()
        .chain(&mut page.dissent)
        .flat_map(|group| &mut group.fields);
    let fields = std::iter::once(&mut page.decision)
        .chain(&mut page.points)
        .chain(&mut page.conditions)
        .chain(&mut page.vote)
        .chain(std::iter::once(&mut page.took_no_part))
        .chain(&mut page.correction)
        .chain(groups);
    page.refusal = mark(fields, refusal, field_of, Some(meeting.id));
    let wrong = |fields: &[crate::web::look::field::FieldView]| {
        fields.iter().any(|field| field.error.is_some())
    };
    page.motions_open |= page.motions.iter().any(|group| wrong(&group.fields));
    page.vote_open |= wrong(&page.vote);
    page.dissent_open |= page.dissent.iter().any(|group| wrong(&group.fields));
}

async fn check_reopening(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let item = at(&view.meeting, &order).ok_or(Failure::NotFound)?;
    let page = reopening(&view.meeting, &order, item);
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let (meeting, item) = (&view.meeting, item_of(&view.meeting, &sent, &order)?);
    let action = Action::ReopenItem { item: item.id };
    let done = app
        .office()
        .act_on_meeting(visitor.asker(), meeting.id, action, form, app.now())
        .await;
    match done {
        Ok(()) => {
            let to = format!("{}/punkter/{order}", path(meeting.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(OfficeError::Refused(refusal)) => {
            let mut page = reopening(meeting, &order, item);
            page.refusal = Some(panel(&refusal, Some(meeting.id)));
            app.page_with(
                status_of(refusal.kind),
                &visitor.frame("/sammantraden")?,
                &page,
            )
        }
        Err(other) => Err(other.into()),
    }
}

fn reopening(meeting: &Meeting, order: &str, item: &Item) -> CheckPage {
    let here = path(meeting.id);
    let outcome = item
        .outcome
        .as_ref()
        .map(|outcome| outcome.kind.swedish())
        .unwrap_or_default();
    CheckPage {
        heading: "Öppna punkten på nytt?".to_owned(),
        crumbs: crumbs(meeting),
        facts: vec![
            Fact::new("Punkt", &item.title),
            Fact::new("Registrerat", outcome),
        ],
        consequences: vec![
            "Det som är registrerat tas bort ur punkten. Det finns kvar i historiken.".to_owned(),
            "Jäv kan antecknas, och punkten ska beslutas på nytt.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: vec![Hidden {
            name: "item".to_owned(),
            value: item.id.to_string(),
        }],
        action: format!("{here}/punkter/{order}/oppna"),
        button: "Öppna punkten på nytt".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", format!("{here}/punkter/{order}")),
    }
}
