//! What a body has delegated, what was decided by it, and what is still to be reported (KL 6:40).

mod notice;

pub(super) use notice::path as notice_path;

use super::{
    App,
    answer::{Failure, status_of},
    asked::Sent,
    look::{
        act::CheckPage,
        delegation::{DecidedRow, DelegationPage, PointRow},
        field::{Choice, FieldView, Widget},
        part::{Fact, Hidden, Link, MainAct, Tag, Tone},
        refusal::matter_link,
    },
    matters,
    session::Visitor,
};
use crate::{
    domain::{
        body::{Body, Reporting},
        delegation::{Delegation, Reported, announcing::NoticeTask, reporting::Ground},
        refusal::Refusal,
        swedish,
    },
    office::{OfficeError, reporting::DelegationView},
    store::reports::Kept,
};
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt::Write as _;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/delegation", get(show))
        .route("/delegation/{body}/anmal", get(check).post(report))
        .route(
            "/delegation/{body}/anslag/{year}/{serial}",
            get(notice::check).post(notice::write),
        )
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    organ: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let bodies = app.office().bodies().await?;
    let view = view(&app, &visitor, &bodies, &asked.organ).await?;
    let choices = bodies
        .iter()
        .map(|body| Choice::new(&body.key, &body.name).chosen(body.id == view.body.id))
        .collect();
    let waits = view.decided.iter().any(waits);
    let chooses = view.body.rules.reporting == Reporting::BySecretary;
    let page = DelegationPage {
        filter: vec![FieldView::new("organ", "Organ", Widget::Select { choices })],
        points: view
            .scheme
            .0
            .iter()
            .map(|one| point(one, &view, &app))
            .collect(),
        decided: view
            .decided
            .iter()
            .map(|kept| decided(kept, &view, app.today()))
            .collect(),
        next: next(&view),
        main: (waits && chooses && view.may_manage && view.next.is_some()).then(|| {
            let href = format!("/delegation/{}/anmal", view.body.key);
            MainAct::new("Sätt upp anmälan på dagordningen", href)
        }),
    };
    app.page(&visitor.frame("/delegation")?, &page)
}

/// What is shown of the body that was asked for. Where none was: the first that has something to
/// show, so that nobody is met by an empty page.
async fn view(
    app: &App,
    visitor: &Visitor,
    bodies: &[Body],
    asked: &str,
) -> Result<DelegationView, Failure> {
    let office = app.office();
    if let Some(body) = bodies.iter().find(|body| body.key == asked) {
        let view = office.delegation_view(visitor.asker(), body.id, app.now());
        return Ok(view.await?);
    }
    let mut first = None;
    for body in bodies {
        let view = office
            .delegation_view(visitor.asker(), body.id, app.now())
            .await?;
        if !view.scheme.0.is_empty() || !view.decided.is_empty() {
            return Ok(view);
        }
        first.get_or_insert(view);
    }
    first.ok_or(Failure::NotFound)
}

fn waits(kept: &Kept) -> bool {
    kept.reported.is_none() && kept.decision.reported == Reported::AtMeeting
}

fn next(view: &DelegationView) -> String {
    let count = view.decided.iter().filter(|kept| waits(kept)).count();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let decisions = swedish::plural(count, "beslut", "beslut");
    match &view.next {
        _ if count == 0 => "Inga beslut väntar på att anmälas.".to_owned(),
        Some(meeting) => format!(
            "{decisions} väntar på att anmälas. Nästa sammanträde är den {}.",
            swedish::date(meeting.day)
        ),
        None => format!("{decisions} väntar på att anmälas. Inget sammanträde är planerat."),
    }
}

fn point(one: &Delegation, view: &DelegationView, app: &App) -> PointRow {
    let until = one.term.until.map_or_else(
        || "tills vidare".to_owned(),
        |day| format!("till och med {}", swedish::date(day)),
    );
    let holds = view.scheme.holds_on(one, app.today());
    let name = one
        .to
        .person()
        .and_then(|person| view.names.get(&person))
        .map(String::as_str);
    let mut delegate = one.to.swedish(name);
    if let Some(group) = &one.superiors {
        let _ = write!(delegate, ", och överordnade i gruppen {group}");
    }
    if let Some(substitute) = &one.substitute {
        let _ = write!(delegate, ", {}", substitute.swedish());
    }
    if one.passed_on_from.is_some() {
        delegate.push_str(" (lämnad vidare av förvaltningschefen)");
    }
    PointRow {
        point: one.point.clone(),
        title: one.title.clone(),
        delegate,
        conditions: one.conditions.clone(),
        days: format!("Från {}, {until}", swedish::date(one.term.from)),
        reported: one.reported.swedish().to_owned(),
        decided_in: one.decided_in.clone(),
        state: if holds {
            Tag::new("Gäller", Tone::Good)
        } else {
            Tag::new("Gäller inte", Tone::Plain)
        },
    }
}

fn decided(kept: &Kept, view: &DelegationView, today: NaiveDate) -> DecidedRow {
    let decision = &kept.decision;
    let state = match (&kept.reported, decision.notice_task()) {
        (Some(at), _) => Tag::new(format!("Anmält, § {}", at.section), Tone::Good),
        (None, Some(NoticeTask::PutUp(latest))) => {
            let tone = if latest < today {
                Tone::Stop
            } else {
                Tone::Wait
            };
            Tag::new(
                format!("Tillkännages senast {}", swedish::date(latest)),
                tone,
            )
        }
        (None, Some(NoticeTask::TakeDown(earliest))) => Tag::new(
            format!("På anslagstavlan, tidigast ned {}", swedish::date(earliest)),
            Tone::Info,
        ),
        (None, None) if decision.reported == Reported::InOwnMinutes => {
            Tag::new("Tillkännagivet", Tone::Good)
        }
        (None, None) => Tag::new("Väntar på att anmälas", Tone::Wait),
    };
    let notice = decision
        .notice_task()
        .filter(|_| view.may_manage)
        .map(|task| {
            let title = match task {
                NoticeTask::PutUp(_) => "Tillkännage",
                NoticeTask::TakeDown(_) => "Ta ned anslaget",
            };
            Link::new(
                format!("{title} {}", decision.number),
                notice_path(&view.body.key, decision.number),
            )
        });
    DecidedRow {
        number: decision.number.to_string(),
        day: swedish::date(decision.day),
        title: if decision.title.is_empty() {
            swedish::SECRET_MATTER.to_owned()
        } else {
            decision.title.clone()
        },
        href: matters::path(decision.matter),
        by: decision.by.clone(),
        ground: match &decision.ground {
            Ground::Delegation { point } => format!("punkt {point}"),
            Ground::Urgency => "brådskande, KL 6:39".to_owned(),
        },
        state,
        notice,
    }
}

async fn body(app: &App, key: &str) -> Result<Body, Failure> {
    let bodies = app.office().bodies().await?;
    let mut bodies = bodies.into_iter();
    bodies.find(|body| body.key == key).ok_or(Failure::NotFound)
}

async fn of(app: &App, visitor: &Visitor, key: &str) -> Result<DelegationView, Failure> {
    let body = body(app, key).await?;
    let view = app
        .office()
        .delegation_view(visitor.asker(), body.id, app.now());
    Ok(view.await?)
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Failure> {
    let view = of(&app, &visitor, &key).await?;
    let page = check_page(&view, None)?;
    app.page(&visitor.frame("/delegation")?, &page)
}

async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = of(&app, &visitor, &key).await?;
    let meeting = sent.read("meeting").ok_or(Failure::NotFound)?;
    let done = app
        .office()
        .put_reports_on_agenda(visitor.asker(), meeting, form, app.now())
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/sammantraden/{meeting}")).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = check_page(&view, Some(&refusal))?;
            app.page_with(
                status_of(refusal.kind),
                &visitor.frame("/delegation")?,
                &page,
            )
        }
        Err(other) => Err(other.into()),
    }
}

fn check_page(view: &DelegationView, refusal: Option<&Refusal>) -> Result<CheckPage, Failure> {
    let meeting = view.next.as_ref().ok_or(Failure::NotFound)?;
    let here = format!("/delegation?organ={}", view.body.key);
    let waiting: Vec<String> = view
        .decided
        .iter()
        .filter(|kept| waits(kept))
        .map(|kept| kept.decision.line())
        .collect();
    Ok(CheckPage {
        heading: "Sätt upp anmälan på dagordningen".to_owned(),
        crumbs: vec![Link::new("Delegationsbeslut", &here)],
        facts: vec![
            Fact::new("Sammanträde", swedish::date(meeting.day)),
            Fact::new("Beslut", waiting.join("\n")),
        ],
        consequences: vec![
            "Dagordningen får punkten ”Anmälan av delegationsbeslut”.".to_owned(),
            "Besluten är anmälda när protokollets paragraf noterar dem (KL 6:40).".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: refusal.map(|refusal| {
            super::look::part::RefusalPanel::of(refusal, |place| matter_link(&here, place))
        }),
        fields: Vec::new(),
        seen: None,
        hidden: vec![Hidden {
            name: "meeting".to_owned(),
            value: meeting.id.to_string(),
        }],
        action: format!("/delegation/{}/anmal", view.body.key),
        button: "Sätt upp på dagordningen".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &here),
    })
}
