//! Planning a meeting, and moving one that is planned.

use super::{crumbs, link, managed, mark, only_for_secretaries, path, typed};
use crate::{
    domain::{
        identifiers::{BodyId, MeetingId},
        person::Role,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::act::{Action, Plan},
    office::{OfficeError, reading::MeetingView},
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
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/sammantraden/nytt", get(show).post(plan))
        .route("/sammantraden/{id}/andra", get(show_change).post(change))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let page = new_page(&app, &visitor, &Sent::default()).await?;
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn plan(State(app): State<App>, visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let refusal = match read_plan(&sent, &visitor) {
        Ok((body, plan)) => {
            match app
                .office()
                .plan_meeting(visitor.asker(), body, plan, form, app.now())
                .await
            {
                Ok(id) => return Ok(Redirect::to(&path(id)).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut page = new_page(&app, &visitor, &sent).await?;
    marked(&mut page, &refusal, None);
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

fn read_plan(sent: &Sent, visitor: &Visitor) -> Result<(BodyId, Plan), Refusal> {
    let what = "Sammanträdet är inte planerat.";
    let body = sent.read("body").ok_or_else(|| {
        let reason = Reason::new("organ", "Välj vilket organ som sammanträder.");
        Box::new(reason.at(Place::Field("body".to_owned())))
    });
    let when = typed::both(what, typed::day(sent, "day"), typed::time(sent, "time"));
    match (body, when) {
        (Ok(body), Ok((day, starts_at))) => {
            let secretary = visitor.signed_in.person.id;
            Ok((
                body,
                Plan {
                    day,
                    starts_at,
                    place: sent.line("place"),
                    secretary,
                },
            ))
        }
        (body, when) => {
            let others = when
                .err()
                .map(|refusal| refusal.reasons)
                .unwrap_or_default();
            Err(Refusal::invalid(
                what,
                body.err()
                    .map(|fault| *fault)
                    .into_iter()
                    .chain(others)
                    .collect(),
            ))
        }
    }
}

async fn new_page(app: &App, visitor: &Visitor, sent: &Sent) -> Result<FormPage, Failure> {
    let standing = &visitor.signed_in.standing;
    let bodies: Vec<Choice> = app
        .office()
        .bodies()
        .await?
        .into_iter()
        .filter(|body| standing.holds(Role::CommitteeSecretary, body.id))
        .map(|body| {
            let id = body.id.to_string();
            let chosen = sent.line("body") == id;
            Choice::new(id, body.name).chosen(chosen)
        })
        .collect();
    if bodies.is_empty() {
        return Err(only_for_secretaries(Some(Link::new(
            "Till sammanträdena",
            "/sammantraden",
        ))));
    }
    let mut fields = vec![FieldView::new(
        "body",
        "Vilket organ sammanträder?",
        Widget::Select { choices: bodies },
    )];
    fields.extend(when_and_where(sent));
    Ok(FormPage {
        heading: "Nytt sammanträde".to_owned(),
        lead: Some("Dagen och platsen kan ändras tills sammanträdet öppnas.".to_owned()),
        crumbs: vec![Link::new("Sammanträden", "/sammantraden")],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: Vec::new(),
        action: "/sammantraden/nytt".to_owned(),
        button: "Planera sammanträdet".to_owned(),
        cancel: Link::new("Avbryt", "/sammantraden"),
        has_contents: false,
        multipart: false,
    })
}

fn when_and_where(sent: &Sent) -> Vec<FieldView> {
    vec![
        FieldView::date("day", "Dag", sent.line("day")),
        FieldView::text("time", "Klockslag", sent.line("time")).hint("Till exempel 13.30"),
        FieldView::text("place", "Plats", sent.line("place")),
    ]
}

fn marked(page: &mut FormPage, refusal: &Refusal, meeting: Option<MeetingId>) {
    let fields = page.groups.iter_mut().flat_map(|group| &mut group.fields);
    let field_of = |rule: &str| match rule {
        "dag" => Some("day".to_owned()),
        "plats" => Some("place".to_owned()),
        _ => None,
    };
    page.refusal = mark(fields, refusal, field_of, meeting);
}

async fn show_change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let meeting = &view.meeting;
    let stored: Sent = [
        ("day", swedish::iso(meeting.day)),
        ("time", typed::clock(meeting.starts_at)),
        ("place", meeting.place.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    app.page(
        &visitor.frame("/sammantraden")?,
        &change_page(&view, &stored),
    )
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let what = "Sammanträdets tid och plats är inte ändrade.";
    let read = typed::both(what, typed::day(&sent, "day"), typed::time(&sent, "time"));
    let id = view.meeting.id;
    let refusal = match read {
        Ok((day, starts_at)) => {
            let action = Action::Change {
                day,
                starts_at,
                place: sent.line("place"),
            };
            let seen = sent.read("seen").unwrap_or_default();
            let done = app
                .office()
                .act_on_meeting_as_seen(visitor.asker(), id, seen, vec![action], form, app.now())
                .await;
            match done {
                Ok(()) => return Ok(Redirect::to(&path(id)).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut page = change_page(&view, &sent);
    marked(&mut page, &refusal, Some(id));
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

fn change_page(view: &MeetingView, sent: &Sent) -> FormPage {
    let meeting = &view.meeting;
    let here = path(meeting.id);
    FormPage {
        heading: "Ändra dag eller plats".to_owned(),
        lead: None,
        crumbs: crumbs(meeting),
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields: when_and_where(sent),
        }],
        seen: Some(meeting.version.to_string()),
        hidden: Vec::new(),
        action: format!("{here}/andra"),
        button: "Spara".to_owned(),
        cancel: Link::new("Avbryt", link(meeting).href),
        has_contents: false,
        multipart: false,
    }
}
