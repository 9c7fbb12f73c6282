//! The agenda: what is put on it, in which order, and what is taken off.

use super::{crumbs, id_of, managed, page, panel, path};
use crate::{
    domain::{
        identifiers::{ItemId, MatterId},
        refusal::{Place, Reason, Refusal},
    },
    meeting::{
        act::{Action, NewItem},
        state::{Chain, Meeting},
    },
    office::OfficeError,
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            part::{Fact, Hidden, Link},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/sammantraden/{id}/punkter", post(add))
        .route("/sammantraden/{id}/ordning", post(order))
        .route(
            "/sammantraden/{id}/punkter/{order}/ta-bort",
            get(check_removal).post(remove),
        )
}

/// Adds a matter that is ready, or a standing item by its title.
async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let id = id_of(&id)?;
    let (office, asker) = (app.office(), visitor.asker());
    let done = if sent.holds("matter") {
        let matter: MatterId = sent.read("matter").ok_or(Failure::NotFound)?;
        office.schedule(asker, id, matter, form, app.now()).await
    } else {
        let action = Action::AddItem(standing(sent.line("title")));
        office
            .act_on_meeting(asker, id, action, form, app.now())
            .await
    };
    answered(&app, &visitor, id, &sent, done).await
}

/// An item without a matter: a title, and nothing to decide about beforehand.
fn standing(title: String) -> NewItem {
    NewItem {
        matter: None,
        title,
        register_number: None,
        summary: String::new(),
        decision_basis: Vec::new(),
        proposal: Vec::new(),
        source_sha256: None,
        recipients: Vec::new(),
        chain: Chain::default(),
    }
}

async fn order(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let id = id_of(&id)?;
    let view = app
        .office()
        .meeting_view(visitor.asker(), id, app.now())
        .await?;
    let seen = sent.read("seen").unwrap_or_default();
    let done = match moves(&view.meeting, &sent) {
        Ok(moves) => {
            let office = app.office();
            office
                .act_on_meeting_as_seen(visitor.asker(), id, seen, moves, form, app.now())
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    answered(&app, &visitor, id, &sent, done).await
}

/// The moves that lead from the order there is to the one that was typed. Items that were given the
/// same place keep their order among themselves.
fn moves(meeting: &Meeting, sent: &Sent) -> Result<Vec<Action>, Refusal> {
    let mut wanted = Vec::new();
    let mut faults = Vec::new();
    for (at, item) in meeting.items.iter().enumerate() {
        let name = format!("ordning_{}", item.id);
        match sent.read::<usize>(&name) {
            Some(place) => wanted.push((place, at, item.id)),
            None if sent.holds(&name) => {
                let message = format!("”{}” är ingen plats på dagordningen.", sent.line(&name));
                faults.push(
                    Reason::new("dagordning", message)
                        .remedy(format!("Skriv ett tal för ”{}”.", item.title))
                        .at(Place::Item(at + 1)),
                );
            }
            None => wanted.push((at + 1, at, item.id)),
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid("Ordningen är inte ändrad.", faults));
    }
    wanted.sort_by_key(|(place, at, _)| (*place, *at));
    let mut now: Vec<ItemId> = meeting.items.iter().map(|item| item.id).collect();
    let mut moves = Vec::new();
    for (to, (_, _, item)) in wanted.into_iter().enumerate() {
        if now[to] != item {
            now.retain(|other| *other != item);
            now.insert(to, item);
            moves.push(Action::MoveItem { item, to: to + 1 });
        }
    }
    Ok(moves)
}

/// Back to the meeting, which shows what was refused, with what was typed.
async fn answered(
    app: &App,
    visitor: &Visitor,
    id: crate::domain::identifiers::MeetingId,
    sent: &Sent,
    done: Result<(), OfficeError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}#dagordning", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let view = app
                .office()
                .meeting_view(visitor.asker(), id, app.now())
                .await?;
            let page = page::refused(app, &view, sent, &refusal);
            app.page_with(
                status_of(refusal.kind),
                &visitor.frame("/sammantraden")?,
                &page,
            )
        }
        Err(other) => Err(other.into()),
    }
}

async fn check_removal(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let item = at(&view.meeting, &order).ok_or(Failure::NotFound)?;
    let page = removal(&view.meeting, &order, item);
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let id = id_of(&id)?;
    let item: ItemId = sent.read("item").ok_or(Failure::NotFound)?;
    match app
        .office()
        .unschedule(visitor.asker(), id, item, form, app.now())
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{}#dagordning", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let view = app
                .office()
                .meeting_view(visitor.asker(), id, app.now())
                .await?;
            let Some((_, found)) = view.meeting.item(item) else {
                return Err(OfficeError::Refused(refusal).into());
            };
            let mut page = removal(&view.meeting, &order, found);
            page.refusal = Some(panel(&refusal, Some(id)));
            app.page_with(
                status_of(refusal.kind),
                &visitor.frame("/sammantraden")?,
                &page,
            )
        }
        Err(other) => Err(other.into()),
    }
}

/// The item at a place from 1.
pub(super) fn at<'m>(meeting: &'m Meeting, order: &str) -> Option<&'m crate::meeting::state::Item> {
    let order: usize = order.parse().ok()?;
    meeting.items.get(order.checked_sub(1)?)
}

fn removal(meeting: &Meeting, order: &str, item: &crate::meeting::state::Item) -> CheckPage {
    let here = path(meeting.id);
    CheckPage {
        heading: "Ta bort punkten från dagordningen?".to_owned(),
        crumbs: crumbs(meeting),
        facts: vec![
            Fact::new("Punkt", &item.title),
            Fact::new("Diarienummer", item.register_number.clone().unwrap_or_default()),
        ],
        consequences: vec![match item.matter {
            Some(_) => "Ärendet blir åter klart för beslut och kan sättas upp på ett annat sammanträde.",
            None => "Punkten tas bort. Den kan läggas till på nytt.",
        }
        .to_owned()],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: vec![Hidden { name: "item".to_owned(), value: item.id.to_string() }],
        action: format!("{here}/punkter/{order}/ta-bort"),
        button: "Ta bort punkten".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", here),
    }
}
