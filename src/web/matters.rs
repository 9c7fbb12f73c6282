//! Matters: the list, the page of one, and everything that is done with it.

mod after;
mod collecting;
mod deciding;
mod field_form;
pub(super) mod files;
mod giving;
mod opening;
mod page;
mod steps;
mod writing;
mod yearly;

pub(super) use files::send as send_file;

use super::{
    App,
    answer::Failure,
    look::{
        SafeHtml,
        field::{Choice, FieldView, Widget},
        matter::{MatterRow, MattersList},
        part::{Link, MainAct, Paging, RefusalPanel, Tag, Tone},
        refusal::matter_link,
    },
    session::Visitor,
};
use crate::{
    document::{
        html::html_of_part,
        markdown,
        model::{Document, Meta},
    },
    domain::{
        identifiers::MatterId,
        refusal::{Place, Refusal},
        swedish,
    },
    matter::{
        printed,
        state::{Content, Section},
    },
    store::matters::{Listed, Wanted},
    workflow::{definition::Definition, phase::Phase},
};
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use serde::Deserialize;

/// How many matters a page of the list shows.
const PAGE: i64 = 25;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden", get(list))
        .merge(opening::router())
        .merge(page::router())
        .merge(writing::router())
        .merge(yearly::router())
        .merge(collecting::router())
        .merge(deciding::router())
        .merge(files::router())
        .merge(steps::router())
        .merge(giving::router())
        .merge(after::router())
}

/// The path of a matter's page.
pub(super) fn path(id: MatterId) -> String {
    format!("/arenden/{id}")
}

/// The page that gives a review step to another.
pub(super) fn giving(id: MatterId, step: &str) -> String {
    format!("{}/granskning/{step}/ge-vidare", path(id))
}

/// The page where the one who is asked in a step supplies what that reviewer writes.
pub(super) fn supplying(id: MatterId, step: &str) -> String {
    format!("{}/granskning/{step}/underlag", path(id))
}

/// The tag of a phase.
pub(super) fn phase_tag(phase: Phase) -> Tag {
    let tone = match phase {
        Phase::Draft | Phase::Closed | Phase::Archived | Phase::Withdrawn => Tone::Plain,
        Phase::Review | Phase::Tabled => Tone::Wait,
        Phase::Ready | Phase::Decided | Phase::InForce => Tone::Good,
        Phase::Agenda => Tone::Info,
    };
    Tag::new(phase.swedish(), tone)
}

/// Where a place of a matter is mended.
fn mend(id: MatterId, place: &Place) -> Option<Link> {
    matter_link(&path(id), place)
}

/// A refusal as a page of the matter shows it.
pub(super) fn panel(id: Option<MatterId>, refusal: &Refusal) -> RefusalPanel {
    RefusalPanel::of(refusal, |place| id.and_then(|id| mend(id, place)))
}

/// Marks the fields that a refusal is about; gives the reasons that belong to no field.
pub(super) fn mark(fields: &mut [FieldView], refusal: &Refusal) -> Vec<String> {
    let mut others = Vec::new();
    for reason in &refusal.reasons {
        let words = match &reason.remedy {
            Some(remedy) => format!("{} {remedy}", reason.message),
            None => reason.message.clone(),
        };
        let name = match &reason.place {
            Some(Place::Field(name) | Place::Section(name)) => Some(name),
            _ => None,
        };
        match name.and_then(|name| fields.iter_mut().find(|field| &field.name == name)) {
            Some(field) => field.error = Some(words),
            None => others.push(words),
        }
    }
    others
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    fas: String,
    #[serde(default)]
    sok: String,
    #[serde(default)]
    sida: u32,
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let wanted = Wanted {
        phase: asked.fas.parse().ok(),
        text: Some(asked.sok.trim().to_owned()).filter(|text| !text.is_empty()),
        ..Wanted::default()
    };
    let page = i64::from(asked.sida);
    let (found, names, more) = app
        .office()
        .list_matters(visitor.asker(), &wanted, page * PAGE, PAGE, app.now())
        .await?;
    let rows = found
        .iter()
        .map(|listed| row(&app, listed, names.get(&listed.officer)))
        .collect::<Vec<_>>();
    let first = page * PAGE + 1;
    let shown = match i64::try_from(rows.len()).unwrap_or_default() {
        0 => "Inga ärenden".to_owned(),
        count => format!("{first}–{}", first + count - 1),
    };
    let list = MattersList {
        filter: filter(&asked),
        rows,
        paging: Paging {
            shown,
            previous: (asked.sida > 0).then(|| address(&asked, asked.sida - 1)),
            next: more.then(|| address(&asked, asked.sida + 1)),
        },
        main: Some(MainAct::new("Nytt ärende", "/arenden/nytt")),
    };
    app.page(&visitor.frame("/arenden")?, &list)
}

fn row(app: &App, listed: &Listed, officer: Option<&String>) -> MatterRow {
    let kind = app
        .office()
        .workflows()
        .in_force()
        .find(|definition| definition.id.to_string() == listed.workflow)
        .map_or_else(
            || listed.workflow.clone(),
            |definition| definition.title.clone(),
        );
    let day = crate::domain::calendar::today_in_stockholm(listed.changed_at);
    MatterRow {
        title: listed.title.clone(),
        href: path(listed.id),
        register_number: listed.register_number.clone().unwrap_or_default(),
        kind,
        phase: phase_tag(listed.phase),
        waits_for: officer.cloned().unwrap_or_default(),
        changed: swedish::date(day),
    }
}

fn filter(asked: &Asked) -> Vec<FieldView> {
    let mut phases = vec![Choice::new("", "Alla faser").chosen(asked.fas.is_empty())];
    phases.extend(
        Phase::ALL.into_iter().map(|phase| {
            Choice::new(phase.key(), phase.swedish()).chosen(asked.fas == phase.key())
        }),
    );
    vec![
        FieldView::text("sok", "Sök på rubrik eller diarienummer", &asked.sok).optional(),
        FieldView::new("fas", "Fas", Widget::Select { choices: phases }).optional(),
    ]
}

fn address(asked: &Asked, page: u32) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("fas", &asked.fas)
        .append_pair("sok", &asked.sok)
        .append_pair("sida", &page.to_string())
        .finish();
    format!("/arenden?{query}")
}

/// A section as it will be printed, with headings below those of the page.
fn preview(content: &Content, section: &Section, definition: &Definition) -> SafeHtml {
    let texts = content
        .sections
        .iter()
        .map(|other| (other.key.as_str(), other.text.as_str()));
    let context = markdown::Context::new(texts).with_facts(printed::facts(content, definition));
    let parsed = markdown::prose(&section.text, 2, &context);
    let meta = Meta {
        language: "sv-SE".to_owned(),
        ..Meta::default()
    };
    let document = Document {
        meta,
        blocks: parsed.blocks,
        ..Document::default()
    };
    SafeHtml::from_our_own(html_of_part(&document, 2, section.key.as_str()))
}
