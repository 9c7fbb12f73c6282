//! Writing a draft: details, fields, sections. What was typed always comes back.

use super::{
    field_form::{self, Typed},
    mark, path,
};
use crate::{
    domain::{
        digest::Digest,
        identifiers::MatterId,
        refusal::{Refusal, RefusalKind},
    },
    matter::{
        act::{Action, Details},
        edit::{details_seen, fields_seen},
        requirements::{self, Seen},
        state::Matter,
    },
    office::{OfficeError, reading::MatterView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{EditSection, FieldGroup, FormPage, SectionConflict},
            field::{Choice, FieldView, Widget},
            part::Link,
        },
        session::Visitor,
    },
    workflow::{
        definition::{Asked, Definition, Field},
        keys::{FieldKey, SectionKey},
        value::{Directory, FieldType, Value},
    },
};
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route(
            "/arenden/{id}/uppgifter",
            get(show_details).post(write_details),
        )
        .route("/arenden/{id}/falt", get(show_fields).post(write_fields))
        .route(
            "/arenden/{id}/avsnitt/{key}",
            get(show_section).post(write_section),
        )
}

fn id_of(text: &str) -> Result<MatterId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

// Details.

async fn show_details(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let fields = details_fields(&app, &view, None).await?;
    let page = details_page(&view.matter, fields);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn write_details(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let action = Action::WriteDetails(Details {
        title: sent.line("title"),
        recipient: sent.line("recipient"),
        responsible: sent.read("responsible"),
        recipients_of_decision: lines(&sent.text("recipients")),
        signatures: view.matter.content.signatures.clone(),
        seen: sent.read("seen").unwrap_or(Digest::ZERO),
    });
    let done =
        app.office()
            .act_on_matter(visitor.asker(), id, action, Some(sent.nonce()?), app.now());
    match done.await {
        Ok(()) => Ok(Redirect::to(&path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let mut fields = details_fields(&app, &view, Some(&sent)).await?;
            let others = mark(&mut fields, &refusal);
            let mut page = details_page(&view.matter, fields);
            page.refusal = (!others.is_empty()).then(|| super::panel(None, &refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn details_fields(
    app: &App,
    view: &MatterView<'_>,
    sent: Option<&Sent>,
) -> Result<Vec<FieldView>, Failure> {
    let content = &view.matter.content;
    let typed = |name: &str, stored: String| match sent {
        Some(sent) => sent.text(name),
        None => stored,
    };
    let responsible = typed(
        "responsible",
        view.matter
            .responsible
            .map(|id| id.to_string())
            .unwrap_or_default(),
    );
    let mut managers = vec![Choice::new("", "Ingen vald").chosen(responsible.is_empty())];
    for person in app.office().managers(view.body.id, app.today()).await? {
        let title = format!("{}, {}", person.name, person.title);
        let chosen = responsible == person.id.to_string();
        managers.push(Choice::new(person.id.to_string(), title).chosen(chosen));
    }
    Ok(vec![
        FieldView::text(
            "title",
            "Rubrik (ärendemening)",
            typed("title", content.title.clone()),
        ),
        FieldView::text(
            "recipient",
            "Mottagare",
            typed("recipient", content.recipient.clone()),
        )
        .hint(format!(
            "Står överst i tjänsteskrivelsen. Lämnas det tomt står {}.",
            view.body.name
        ))
        .optional(),
        FieldView::new(
            "responsible",
            "Ansvarig chef",
            Widget::Select { choices: managers },
        )
        .optional(),
        FieldView::textarea(
            "recipients",
            "Beslutet skickas till",
            typed("recipients", content.recipients_of_decision.join("\n")),
            4,
        )
        .hint("En mottagare per rad.")
        .optional(),
    ])
}

fn details_page(matter: &Matter, fields: Vec<FieldView>) -> FormPage {
    form(
        matter,
        "Ärendets uppgifter",
        "uppgifter",
        fields,
        details_seen(matter),
    )
}

// Fields.

#[derive(Debug, Deserialize)]
struct Wanted {
    falt: Option<String>,
}

async fn show_fields(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let chosen: Vec<&Field> = view
        .definition
        .fields
        .iter()
        .filter(|field| match &wanted.falt {
            Some(key) => key == field.key.as_str(),
            None => stands(&view, field, app.today()),
        })
        .collect();
    if chosen.is_empty() {
        return Err(Failure::NotFound);
    }
    let directory = directory(&app, &visitor, &view.matter, &[]).await?;
    let fields = chosen.iter().map(|field| {
        let kept = view.matter.content.fields.get(&field.key);
        field_form::control(field, &Typed::kept(field, kept, &directory), &directory)
    });
    let fields = fields.collect();
    let seen = fields_seen(&view.matter.content, chosen.iter().map(|field| &field.key));
    let page = facts_form(&view.matter, view.definition, fields, seen);
    app.page(&visitor.frame("/arenden")?, &page)
}

/// Whether the field has its place in the matter as it is saved now.
fn stands(view: &MatterView<'_>, field: &Field, today: NaiveDate) -> bool {
    let seen = Seen {
        matter: &view.matter,
        today,
        around: &view.around,
    };
    requirements::field_stands(&seen, view.definition, field) != Asked::No
}

async fn write_fields(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let typed: Vec<(&Field, Typed)> = view
        .definition
        .fields
        .iter()
        .filter_map(|field| Some((field, Typed::sent(field, &sent)?)))
        .collect();
    let directory = directory(&app, &visitor, &view.matter, &typed).await?;
    let seen = sent.read("seen").unwrap_or(Digest::ZERO);
    if let Some(wanted) = sent.read::<FieldKey>(field_form::MORE) {
        let fields = with_more_rows(typed, &wanted, &directory);
        let page = facts_form(&view.matter, view.definition, fields, seen);
        return app.page(&visitor.frame("/arenden")?, &page);
    }
    let mut fields: Vec<FieldView> = typed
        .iter()
        .map(|(field, typed)| field_form::control(field, typed, &directory))
        .collect();
    let Some(values) = read_values(&typed, &directory, &mut fields) else {
        let page = facts_form(&view.matter, view.definition, fields, seen);
        let status = status_of(RefusalKind::Invalid);
        return app.page_with(status, &visitor.frame("/arenden")?, &page);
    };
    let chosen: Vec<&Field> = typed.iter().map(|(field, _)| *field).collect();
    let action = Action::WriteFields { values, seen };
    let done =
        app.office()
            .act_on_matter(visitor.asker(), id, action, Some(sent.nonce()?), app.now());
    match done.await {
        Ok(()) => Ok(Redirect::to(&path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            refused_fields(&app, &visitor, id, &chosen, fields, &refusal).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What was typed is shown again with what is saved now beside it, ready to be sent once more.
async fn refused_fields(
    app: &App,
    visitor: &Visitor,
    id: MatterId,
    chosen: &[&Field],
    mut fields: Vec<FieldView>,
    refusal: &Refusal,
) -> Result<Response, Failure> {
    let now = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    if refusal.kind == RefusalKind::Changed {
        for (shown, field) in fields.iter_mut().zip(chosen) {
            let saved = now.matter.content.fields.get(&field.key);
            let saved = saved.map_or("tomt".to_owned(), |value| field.kind.print(value));
            shown.hint = Some(format!("Sparat nu: {saved}"));
        }
    }
    mark(&mut fields, refusal);
    let seen = fields_seen(&now.matter.content, chosen.iter().map(|field| &field.key));
    let mut page = facts_form(&now.matter, now.definition, fields, seen);
    page.refusal = Some(super::panel(Some(id), refusal));
    app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
}

/// What can be named in the fields, the matters that were typed among it.
pub(super) async fn directory(
    app: &App,
    visitor: &Visitor,
    matter: &Matter,
    typed: &[(&Field, Typed)],
) -> Result<Directory, Failure> {
    let kept = matter.content.matters_named();
    let mut named: Vec<String> = kept.iter().map(ToString::to_string).collect();
    for (field, typed) in typed {
        named.extend(typed.texts(&field.kind, &FieldType::Matter));
    }
    let asker = visitor.asker();
    let directory = app.office().directory(asker, matter, &named, app.now());
    Ok(directory.await?)
}

/// The form again as it was typed, with more rows in one of its tables.
pub(super) fn with_more_rows(
    typed: Vec<(&Field, Typed)>,
    wanted: &FieldKey,
    directory: &Directory,
) -> Vec<FieldView> {
    let fields = typed.into_iter().map(|(field, typed)| {
        let typed = if field.key == *wanted {
            typed.with_more(&field.kind)
        } else {
            typed
        };
        field_form::control(field, &typed, directory)
    });
    fields.collect()
}

/// The values as typed; `None` when one cannot be read, and then its field says why.
pub(super) fn read_values(
    typed: &[(&Field, Typed)],
    directory: &Directory,
    shown: &mut [FieldView],
) -> Option<BTreeMap<FieldKey, Option<Value>>> {
    let mut values = BTreeMap::new();
    let mut sound = true;
    for ((field, typed), shown) in typed.iter().zip(shown) {
        match field_form::read(field, typed, directory, shown) {
            Some(value) => {
                values.insert(field.key.clone(), value);
            }
            None => sound = false,
        }
    }
    sound.then_some(values)
}

// Sections.

async fn show_section(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let key = key.parse::<SectionKey>().map_err(|_| Failure::NotFound)?;
    let (title, text, version) =
        section_now(&view.matter, view.definition, &key).ok_or(Failure::NotFound)?;
    let page = section_page(&view, &key, title, &text, version);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn write_section(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let key = key.parse::<SectionKey>().map_err(|_| Failure::NotFound)?;
    let text = sent.text("text");
    let action = Action::WriteSection {
        section: key.clone(),
        text: text.clone(),
        seen: sent.read("seen").unwrap_or(u32::MAX),
    };
    let done =
        app.office()
            .act_on_matter(visitor.asker(), id, action, Some(sent.nonce()?), app.now());
    let refusal = match done.await {
        Ok(()) => return Ok(Redirect::to(&format!("{}#avsnitt-{key}", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => refusal,
        Err(other) => return Err(other.into()),
    };
    let frame = visitor.frame("/arenden")?;
    let status = status_of(refusal.kind);
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let (title, saved, version) =
        section_now(&view.matter, view.definition, &key).ok_or(Failure::NotFound)?;
    if refusal.kind == RefusalKind::Changed {
        let page = SectionConflict {
            section_title: title,
            matter: Link::new(&view.matter.content.title, path(id)),
            saved_by: last_writer(&view, &key),
            saved,
            text: FieldView::textarea("text", "Din text", &text, 20),
            seen: version.to_string(),
            action: format!("{}/avsnitt/{key}", path(id)),
        };
        return app.page_with(status, &frame, &page);
    }
    let mut page = section_page(&view, &key, title, &text, version);
    page.text.error = Some(refusal.to_string());
    app.page_with(status, &frame, &page)
}

fn section_now(
    matter: &Matter,
    definition: &Definition,
    key: &SectionKey,
) -> Option<(String, String, u32)> {
    if let Some(section) = matter.content.section(key) {
        return Some((section.title.clone(), section.text.clone(), section.version));
    }
    definition
        .section(key.as_str())
        .map(|section| (section.title.clone(), String::new(), 0))
}

fn section_page(
    view: &MatterView<'_>,
    key: &SectionKey,
    title: String,
    text: &str,
    version: u32,
) -> EditSection {
    let id = view.matter.id;
    let count = crate::domain::swedish::number(i64::try_from(text.chars().count()).unwrap_or(0));
    EditSection {
        section_title: title,
        matter: Link::new(&view.matter.content.title, path(id)),
        help: view
            .definition
            .section(key.as_str())
            .and_then(|section| section.help.clone()),
        text: FieldView::textarea("text", "Text", text, 20),
        count: format!("{count} tecken"),
        seen: version.to_string(),
        action: format!("{}/avsnitt/{key}", path(id)),
    }
}

/// Who wrote the section last, out of the journal.
fn last_writer(view: &MatterView<'_>, key: &SectionKey) -> String {
    view.journal
        .iter()
        .rev()
        .filter_map(|entry| entry.payload().ok())
        .find(|payload| {
            payload.entry.act == "section_written"
                && payload.entry.details["section"] == key.as_str()
        })
        .map_or_else(
            || "någon annan".to_owned(),
            |payload| payload.actor.presented(),
        )
}

fn form(
    matter: &Matter,
    heading: &str,
    part: &str,
    fields: Vec<FieldView>,
    seen: Digest,
) -> FormPage {
    FormPage {
        heading: heading.to_owned(),
        lead: None,
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&matter.content.title, path(matter.id)),
        ],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: Some(seen.to_string()),
        hidden: Vec::new(),
        action: format!("{}/{part}", path(matter.id)),
        button: "Spara".to_owned(),
        cancel: Link::new("Avbryt", path(matter.id)),
        has_contents: false,
        multipart: false,
    }
}

/// The form of the facts, under the headings of their type.
fn facts_form(
    matter: &Matter,
    definition: &Definition,
    fields: Vec<FieldView>,
    seen: Digest,
) -> FormPage {
    let groups = field_form::grouped(definition, fields);
    let headings = groups.iter().filter(|group| group.legend.is_some()).count();
    FormPage {
        groups,
        has_contents: headings > 2,
        ..form(matter, "Ärendets fakta", "falt", Vec::new(), seen)
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}
