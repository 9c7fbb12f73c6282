//! The register (diarium): every number that was given, in order, also those that were voided.

use super::{
    App,
    answer::Failure,
    look::{
        field::{Choice, FieldView, Widget},
        part::{Paging, Tag, Tone},
        register::{RegisterList, RegisterRow},
        start::{People, PersonRow},
    },
    matters,
    session::Visitor,
};
use crate::{
    domain::{calendar, person::Role, refusal::Reason, refusal::Refusal, swedish},
    store::{counters::Given, matters::Listed},
};
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use chrono::Datelike;
use serde::Deserialize;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/diarium", get(show))
        .route("/personer", get(people))
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    organ: String,
    ar: Option<String>,
    #[serde(default)]
    sida: u32,
}

/// How many lines a page shows.
const PAGE: i64 = 50;

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let bodies = app.office().bodies().await?;
    let chosen = bodies
        .iter()
        .find(|body| body.key == asked.organ)
        .or(bodies.first());
    let this_year = app.today().year();
    let year = asked
        .ar
        .as_ref()
        .and_then(|year| year.parse().ok())
        .unwrap_or(this_year);
    let first = i64::from(asked.sida) * PAGE;
    let (found, all) = match chosen {
        Some(body) => {
            app.office()
                .register(visitor.asker(), body.id, year, (first, PAGE), app.now())
                .await?
        }
        None => (Vec::new(), 0),
    };
    let rows: Vec<RegisterRow> = found
        .iter()
        .map(|(given, listed)| row(given, listed.as_ref()))
        .collect();
    let address = |page: u32| {
        let key = chosen.map(|body| body.key.as_str()).unwrap_or_default();
        format!("/diarium?organ={key}&ar={year}&sida={page}")
    };
    let last = first + i64::try_from(rows.len()).unwrap_or_default();
    let shown = if all == 0 {
        "Inga nummer".to_owned()
    } else {
        format!("{}–{} av {all}", (first + 1).min(all), last.min(all))
    };
    let choices = bodies
        .iter()
        .map(|body| {
            let is_chosen = chosen.is_some_and(|chosen| chosen.id == body.id);
            Choice::new(&body.key, &body.name).chosen(is_chosen)
        })
        .collect();
    let page = RegisterList {
        filter: vec![
            FieldView::new("organ", "Organ", Widget::Select { choices }),
            FieldView::text("ar", "År", year.to_string()),
        ],
        paging: Paging {
            shown,
            previous: (asked.sida > 0).then(|| address(asked.sida - 1)),
            next: (last < all).then(|| address(asked.sida.saturating_add(1))),
        },
        rows,
        main: None,
    };
    app.page(&visitor.frame("/diarium")?, &page)
}

fn row(given: &Given, listed: Option<&Listed>) -> RegisterRow {
    let day = calendar::today_in_stockholm(given.registered_at);
    let (state, concerns) = match (listed, &given.voided) {
        (_, Some(_)) => (
            Tag::new("Makulerat", Tone::Stop),
            listed.map(|found| found.title.clone()),
        ),
        (Some(found), None) => (matters::phase_tag(found.phase), Some(found.title.clone())),
        (None, None) => (Tag::new("Sekretess", Tone::Plain), None),
    };
    RegisterRow {
        number: given.text.clone(),
        href: listed.map(|found| matters::path(found.id)),
        date: swedish::date(day),
        party: "Upprättat".to_owned(),
        concerns: concerns.unwrap_or_else(|| swedish::SECRET_MATTER.to_owned()),
        state,
        cancelled: given.voided.as_ref().map(|(_, reason)| reason.clone()),
    }
}

/// Everybody, for the administrator; nothing is changed here.
async fn people(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    if !visitor.signed_in.standing.holds_any(Role::Administrator) {
        let reason = Reason::new("behorighet", "Listan visas för administratören.");
        let refusal = Refusal::forbidden("Du kan inte se listan över personer.", reason);
        return Err(crate::office::OfficeError::from(refusal).into());
    }
    let mut people = Vec::new();
    for person in app.office().everyone().await? {
        let offices = app.office().offices_of(person.id, app.today()).await?;
        people.push(PersonRow {
            roles: offices.join("\n"),
            name: person.name,
            title: person.title,
            email: person.email,
            active: person.active,
        });
    }
    app.page(&visitor.frame("/personer")?, &People { people })
}
