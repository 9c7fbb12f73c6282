//! Doing a step, writing down a follow-up, writing down what has changed.

use super::super::{
    field_form::{self, Typed},
    mark, panel, path,
    writing::directory,
};
use crate::{
    domain::{
        identifiers::MatterId,
        refusal::{Reason, Refusal, RefusalKind},
        swedish::{self, parse_date},
    },
    matter::{
        act::Action,
        after::{
            execution::{self, CERTIFICATE},
            follow_up::Source,
            observation::{self, Observation},
        },
    },
    office::{OfficeError, reading::MatterView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            field::{FieldView, Widget},
            part::{Blocker, Fact, Hidden, Link},
        },
        session::Visitor,
    },
    workflow::{
        definition::Field,
        keys::{ExecutionKey, FollowUpKey},
        value::Directory,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route(
            "/arenden/{id}/verkstallighet/{step}",
            get(show_step).post(do_step),
        )
        .route(
            "/arenden/{id}/uppfoljning/{what}",
            get(show_follow_up).post(follow_up),
        )
        .route(
            "/arenden/{id}/iakttagelse/{field}",
            get(show_observation).post(observe),
        )
}

async fn view_of<'a>(app: &'a App, visitor: &Visitor, id: &str) -> Result<MatterView<'a>, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app.office().matter_view(visitor.asker(), id, app.now());
    Ok(view.await?)
}

/// Acts, and goes back to the matter; or shows the page again with what stopped it.
async fn act(
    app: &App,
    visitor: &Visitor,
    id: MatterId,
    action: Action,
    sent: &Sent,
    mut page: CheckPage,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let office = app.office();
    let done = office.act_on_matter(visitor.asker(), id, action, form, app.now());
    match done.await {
        Ok(()) => Ok(Redirect::to(&path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            mark(&mut page.fields, &refusal);
            page.blockers.clear();
            page.refusal = Some(panel(None, &refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn page_of(view: &MatterView<'_>, heading: &str, action: String, button: &str) -> CheckPage {
    let here = path(view.matter.id);
    CheckPage {
        heading: heading.to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&view.matter.content.title, &here),
        ],
        facts: vec![
            Fact::new("Ärende", &view.matter.content.title),
            Fact::new("Diarienummer", view.matter.number_or_none()),
        ],
        consequences: Vec::new(),
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: Vec::new(),
        action,
        button: button.to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &here),
    }
}

// A step after the decision.

fn step_page(
    app: &App,
    view: &MatterView<'_>,
    key: &ExecutionKey,
    sent: &Sent,
) -> Result<CheckPage, Failure> {
    let step = view.definition.execution_step(key.as_str());
    let step = step.ok_or(Failure::NotFound)?;
    let here = path(view.matter.id);
    let action = format!("{here}/verkstallighet/{key}");
    let mut page = page_of(view, &step.title, action, "Anteckna som gjort");
    page.consequences.extend(step.help.clone());
    page.consequences
        .push("Ditt namn, tidpunkten och det du intygar står sedan kvar i ärendet.".to_owned());
    if let Some(words) = &step.certificate {
        let widget = Widget::Checkbox {
            checked: sent.ticked(CERTIFICATE),
        };
        page.fields.push(FieldView::new(CERTIFICATE, words, widget));
        page.hidden.push(Hidden {
            name: "ord".to_owned(),
            value: words.clone(),
        });
    }
    let blocking = execution::blocking(
        &view.matter,
        step,
        view.definition,
        app.today(),
        &view.around,
    );
    page.blockers = blocking
        .iter()
        .map(|reason| Blocker::of(reason, |_| None))
        .collect();
    Ok(page)
}

async fn show_step(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let step = step.parse().map_err(|_| Failure::NotFound)?;
    let page = step_page(&app, &view, &step, &Sent::default())?;
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn do_step(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let step: ExecutionKey = step.parse().map_err(|_| Failure::NotFound)?;
    let page = step_page(&app, &view, &step, &sent)?;
    // The words that stood on the page: ticked, they are what is answered for.
    let certificate = sent.ticked(CERTIFICATE).then(|| sent.line("ord"));
    let action = Action::ExecuteStep { step, certificate };
    act(&app, &visitor, view.matter.id, action, &sent, page).await
}

// A follow-up.

fn follow_up_page(
    view: &MatterView<'_>,
    key: &FollowUpKey,
    sent: &Sent,
) -> Result<(CheckPage, NaiveDate), Failure> {
    let source = Source::FollowUp(key.clone());
    let waits = view.returns.iter().find(|it| it.source == source);
    // Somebody may have followed it up since the page was shown: what was typed is kept, and the
    // office says so.
    let due = sent.read("due").or(waits.map(|waits| waits.day));
    let due = due.ok_or(Failure::NotFound)?;
    let title = match (waits, view.definition.follow_up(key.as_str())) {
        (Some(waits), _) => &waits.title,
        (None, Some(follow_up)) => &follow_up.title,
        (None, None) => return Err(Failure::NotFound),
    };
    let here = path(view.matter.id);
    let action = format!("{here}/uppfoljning/{key}");
    let mut page = page_of(view, title, action, "Anteckna uppföljningen");
    page.facts.push(Fact::new("Dag", swedish::date(due)));
    if let Some(waits) = waits {
        page.facts.push(Fact::new("Skäl", waits.reasons.join("\n")));
    }
    page.consequences = vec![
        "Du antecknar att saken är genomgången och att beslutet kan gälla som det är.".to_owned(),
        "Behöver beslutet ändras så begär du i stället omprövning på ärendets sida.".to_owned(),
    ];
    page.fields = vec![FieldView::textarea(
        "reason",
        "Vad som har gåtts igenom och vad det visade",
        sent.text("reason"),
        4,
    )];
    page.hidden.push(Hidden {
        name: "due".to_owned(),
        value: due.to_string(),
    });
    Ok((page, due))
}

async fn show_follow_up(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, what)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let key = what.parse().map_err(|_| Failure::NotFound)?;
    let (page, _) = follow_up_page(&view, &key, &Sent::default())?;
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn follow_up(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, what)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let key: FollowUpKey = what.parse().map_err(|_| Failure::NotFound)?;
    let (page, due) = follow_up_page(&view, &key, &sent)?;
    let action = Action::FollowUp {
        follow_up: key,
        due,
        finding: sent.text("reason"),
    };
    act(&app, &visitor, view.matter.id, action, &sent, page).await
}

// What has changed since the decision.

/// The form, and what stands in the control of the field that is observed.
fn observation_page(
    app: &App,
    view: &MatterView<'_>,
    field: &Field,
    directory: &Directory,
    sent: &Sent,
) -> (CheckPage, Typed) {
    let key = &field.key;
    let now = observation::live_value(&view.matter, key);
    let printed = now.map(|value| field.kind.print(value)).unwrap_or_default();
    let here = path(view.matter.id);
    let action = format!("{here}/iakttagelse/{key}");
    let heading = format!("Anteckna ändring: {}", field.title);
    let mut page = page_of(view, &heading, action, "Spara");
    page.facts
        .push(Fact::new(format!("{} nu", field.title), printed));
    page.consequences = vec![
        "Det som beslutades ändras inte. Iakttagelsen sparas bredvid, med dina skäl.".to_owned(),
        "Skiljer den sig från det som beslutades blir beslutet inaktuellt och en ny begäran krävs."
            .to_owned(),
    ];
    let typed = Typed::sent(field, sent).unwrap_or_else(|| Typed::kept(field, now, directory));
    let since = if sent.holds("since") {
        sent.line("since")
    } else {
        app.today().to_string()
    };
    page.fields = vec![
        field_form::control(field, &typed, directory),
        FieldView::date("since", "Sedan vilken dag", since),
        FieldView::textarea("reason", "Skäl", sent.text("reason"), 3),
    ];
    (page, typed)
}

/// A field that may be observed.
fn live_field<'v>(view: &MatterView<'v>, key: &str) -> Result<&'v Field, Failure> {
    let field = view.definition.field(key);
    field.filter(|field| field.live).ok_or(Failure::NotFound)
}

async fn show_observation(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, field)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let field = live_field(&view, &field)?;
    let directory = directory(&app, &visitor, &view.matter, &[]).await?;
    let (page, _) = observation_page(&app, &view, field, &directory, &Sent::default());
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn observe(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, field)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let field = live_field(&view, &field)?;
    let named: Vec<(&Field, Typed)> = Typed::sent(field, &sent)
        .map(|typed| (field, typed))
        .into_iter()
        .collect();
    let directory = directory(&app, &visitor, &view.matter, &named).await?;
    let (mut page, typed) = observation_page(&app, &view, field, &directory, &sent);
    let value = field_form::read(field, &typed, &directory, &mut page.fields[0]);
    let since = parse_date(&sent.line("since"));
    let (value, since) = match (value, since) {
        (Some(value), Ok(since)) => (value, since),
        (_, since) => {
            if since.is_err() {
                page.fields[1].error = Some("Skriv dagen som 2026-12-04.".to_owned());
            }
            let refusal = Refusal::invalid("Iakttagelsen är inte sparad.", Vec::<Reason>::new());
            page.refusal = Some(panel(None, &refusal));
            let status = status_of(RefusalKind::Invalid);
            return app.page_with(status, &visitor.frame("/arenden")?, &page);
        }
    };
    let action = Action::Observe(Observation {
        field: field.key.clone(),
        value,
        since,
        reason: sent.text("reason"),
    });
    act(&app, &visitor, view.matter.id, action, &sent, page).await
}
