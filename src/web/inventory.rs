//! The registers of what the decisions are about: which services are allowed, which risks accepted.

use super::{
    App,
    answer::Failure,
    look::{
        field::{Choice, FieldView, Widget},
        inventory::{Inventories, InventoryList, InventoryRow},
        part::{Paging, Row, Tag, Tone},
    },
    matters,
    session::Visitor,
};
use crate::{
    domain::swedish,
    store::listings::{Listed, Wanted},
    workflow::{after::Inventory, definition::Definition},
};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// How many lines a page shows.
const PAGE: i64 = 50;
/// How many lines a file may hold.
const LARGEST_FILE: i64 = 50_000;
/// The choice of the filter for what is due.
const DUE: &str = "att-folja-upp";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/register-over", get(all))
        .route("/register-over/{workflow}", get(show))
        .route("/register-over/{workflow}/register.csv", get(download))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    lage: String,
    #[serde(default)]
    sok: String,
    #[serde(default)]
    sida: u32,
}

async fn all(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let rows = app.office().workflows().newest_of_each().into_iter();
    let rows = rows.filter_map(|definition| {
        let inventory = definition.inventory.as_ref()?;
        let href = format!("/register-over/{}", definition.id);
        Some(Row::new(&inventory.title, href).hint(&definition.title))
    });
    let page = Inventories {
        rows: rows.collect(),
    };
    app.page(&visitor.frame("/register-over")?, &page)
}

/// The newest version of the type and its register.
fn register_of<'a>(
    app: &'a App,
    workflow: &str,
) -> Result<(&'a Definition, &'a Inventory), Failure> {
    let id = workflow.parse().map_err(|_| Failure::NotFound)?;
    let definition = app
        .office()
        .workflows()
        .newest(&id)
        .ok_or(Failure::NotFound)?;
    let inventory = definition.inventory.as_ref().ok_or(Failure::NotFound)?;
    Ok((definition, inventory))
}

fn wanted(definition: &Definition, asked: &Asked, today: NaiveDate) -> Wanted {
    let lage = Some(asked.lage.clone()).filter(|state| !state.is_empty());
    let due = asked.lage == DUE;
    Wanted {
        workflow: definition.id.to_string(),
        state: lage.filter(|_| !due),
        text: Some(asked.sok.trim().to_owned()).filter(|text| !text.is_empty()),
        due_by: due.then_some(today),
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(workflow): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (definition, inventory) = register_of(&app, &workflow)?;
    let today = app.today();
    let skip = i64::from(asked.sida) * PAGE;
    let wanted = wanted(definition, &asked, today);
    let office = app.office();
    let (found, more) = office
        .inventory(visitor.asker(), &wanted, skip, PAGE, app.now())
        .await?;
    let here = format!("/register-over/{workflow}");
    let shown = match i64::try_from(found.len()).unwrap_or_default() {
        0 => "Inga rader".to_owned(),
        count => format!("{}–{}", skip + 1, skip + count),
    };
    let holder = inventory.holder.as_ref();
    let holder = holder.and_then(|key| definition.field(key.as_str()));
    let page = InventoryList {
        heading: inventory.title.clone(),
        holder_title: holder.map_or_else(|| "Innehavare".to_owned(), |field| field.title.clone()),
        filter: filter(inventory, &asked),
        rows: found.iter().map(|listed| row(listed, today)).collect(),
        paging: Paging {
            shown,
            previous: (asked.sida > 0).then(|| address(&here, &asked, asked.sida - 1)),
            next: more.then(|| address(&here, &asked, asked.sida + 1)),
        },
        csv: address(&format!("{here}/register.csv"), &asked, 0),
        action: here,
    };
    app.page(&visitor.frame("/register-over")?, &page)
}

fn filter(inventory: &Inventory, asked: &Asked) -> Vec<FieldView> {
    let mut states = vec![("", "Alla lägen"), (DUE, "Att följa upp nu")];
    let known = inventory.states.iter();
    states.extend(known.map(|state| (state.key.as_str(), state.title.as_str())));
    let choices = states
        .into_iter()
        .map(|(key, title)| Choice::new(key, title).chosen(asked.lage == key))
        .collect();
    vec![
        FieldView::text(
            "sok",
            "Sök på namn, innehavare eller diarienummer",
            &asked.sok,
        )
        .optional(),
        FieldView::new("lage", "Läge", Widget::Select { choices }).optional(),
    ]
}

fn row(listed: &Listed, today: NaiveDate) -> InventoryRow {
    let mut tags = vec![Tag::new(&listed.state_title, Tone::Info)];
    if listed.until.is_some_and(|until| until < today) {
        tags.push(Tag::new("Utgånget", Tone::Stop));
    }
    if listed.stale {
        tags.push(Tag::new("Inaktuellt", Tone::Stop));
    }
    let next = listed.next.as_ref();
    if next.is_some_and(|(_, day, _)| *day <= today) {
        tags.push(Tag::new("Att följa upp", Tone::Wait));
    }
    InventoryRow {
        name: listed.name.clone(),
        href: matters::path(listed.matter),
        register_number: listed.register_number.clone().unwrap_or_default(),
        holder: listed.holder.clone(),
        tags,
        until: listed.until.map(swedish::date).unwrap_or_default(),
        next: next
            .map(|(_, day, _)| swedish::date(*day))
            .unwrap_or_default(),
        next_title: next.map(|(title, _, _)| title.clone()).unwrap_or_default(),
    }
}

fn address(here: &str, asked: &Asked, page: u32) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("lage", &asked.lage)
        .append_pair("sok", &asked.sok)
        .append_pair("sida", &page.to_string())
        .finish();
    format!("{here}?{query}")
}

/// The same search as a file, all of it: semicolons and a mark for UTF-8, as Swedish sheets want.
async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(workflow): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (definition, _) = register_of(&app, &workflow)?;
    let today = app.today();
    let wanted = wanted(definition, &asked, today);
    let office = app.office();
    let (found, _) = office
        .inventory(visitor.asker(), &wanted, 0, LARGEST_FILE, app.now())
        .await?;
    let mut file = String::from(
        "\u{feff}Namn;Innehavare;Läge;Gäller till;Utgånget;Inaktuellt;Följs upp;Vad som följs upp;Diarienummer;Ärende\r\n",
    );
    let address = &office.settings().public_url;
    for listed in &found {
        let yes = |truth: bool| if truth { "ja" } else { "nej" }.to_owned();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let (next_title, next_day) = match &listed.next {
            Some((title, day, _)) => (title.clone(), Some(*day)),
            None => (String::new(), None),
        };
        let cells = [
            listed.name.clone(),
            listed.holder.clone(),
            listed.state_title.clone(),
            day(listed.until),
            yes(listed.until.is_some_and(|until| until < today)),
            yes(listed.stale),
            day(next_day),
            next_title,
            listed.register_number.clone().unwrap_or_default(),
            format!("{address}{}", matters::path(listed.matter)),
        ];
        file.push_str(&cells.map(|cell| cell_of(&cell)).join(";"));
        file.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.csv\"", definition.id),
        ),
    ];
    Ok((headers, file).into_response())
}

/// A cell that is text whatever it begins with: a sheet never takes it for a formula.
fn cell_of(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_keeps_its_quotes() {
        assert_eq!(cell_of("=1+1"), "\"'=1+1\"");
        assert_eq!(cell_of("Moln \"A\"; B"), "\"Moln \"\"A\"\"; B\"");
    }
}
