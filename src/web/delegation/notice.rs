//! The notice of a decision that no meeting is told of: put up, and taken down (KL 8:10, 13:5).

use super::body;
use crate::{
    domain::{
        body::Body,
        delegation::{
            announcing::NoticeTask,
            reporting::{DecisionNumber, DecisionToReport},
        },
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    office::{OfficeError, announcing::Noticing},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            field::FieldView,
            part::{Fact, Hidden, Link, RefusalPanel},
            refusal::matter_link,
        },
        session::Visitor,
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;

type Asked = Path<(String, i32, u32)>;

/// Where the notice of a decision is put up and taken down.
pub(in crate::web) fn path(body: &str, number: DecisionNumber) -> String {
    format!(
        "/delegation/{body}/anslag/{}/{}",
        number.year, number.serial
    )
}

pub(super) async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path((key, year, serial)): Asked,
) -> Result<Response, Failure> {
    let body = body(&app, &key).await?;
    let decision = found(&app, &visitor, &body, DecisionNumber { year, serial }).await?;
    let page = page(&body, &decision, &Sent::default(), None)?;
    app.page(&visitor.frame("/delegation")?, &page)
}

pub(super) async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path((key, year, serial)): Asked,
    sent: Sent,
) -> Result<Response, Failure> {
    let nonce = Some(sent.nonce()?);
    let form = Form::sent(&sent).ok_or(Failure::NotFound)?;
    let number = DecisionNumber { year, serial };
    let body = body(&app, &key).await?;
    let done = match noticing(form, &sent) {
        Ok(noticing) => {
            let office = app.office();
            office
                .notice_decision(visitor.asker(), body.id, number, noticing, nonce, app.now())
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/delegation?organ={key}")).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let decision = found(&app, &visitor, &body, number).await?;
            if decision.notice_task().map(Form::of) != Some(form) {
                return Err(OfficeError::Refused(refusal).into());
            }
            let page = page(&body, &decision, &sent, Some(&refusal))?;
            let frame = visitor.frame("/delegation")?;
            app.page_with(status_of(refusal.kind), &frame, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn found(
    app: &App,
    visitor: &Visitor,
    body: &Body,
    number: DecisionNumber,
) -> Result<DecisionToReport, Failure> {
    let found = app
        .office()
        .decision_to_notice(visitor.asker(), body.id, number, app.now());
    Ok(found.await?)
}

/// Which of the two a form is for, as the form says: what has become of the notice since it was
/// shown does not make it the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    PutUp,
    TakeDown,
}

impl Form {
    fn of(task: NoticeTask) -> Self {
        match task {
            NoticeTask::PutUp(_) => Self::PutUp,
            NoticeTask::TakeDown(_) => Self::TakeDown,
        }
    }

    fn sent(sent: &Sent) -> Option<Self> {
        let all = [Self::PutUp, Self::TakeDown];
        all.into_iter().find(|form| sent.line("act") == form.key())
    }

    fn key(self) -> &'static str {
        match self {
            Self::PutUp => "put-up",
            Self::TakeDown => "take-down",
        }
    }
}

fn noticing(form: Form, sent: &Sent) -> Result<Noticing, Refusal> {
    let on = day(sent, "on");
    if form == Form::TakeDown {
        return Ok(Noticing::TakeDown {
            on: on.map_err(refused)?,
        });
    }
    match (day(sent, "certified_on"), on) {
        (Ok(certified_on), Ok(on)) => Ok(Noticing::PutUp { certified_on, on }),
        (certified_on, on) => {
            let faults = [certified_on.err(), on.err()];
            let reasons = faults.into_iter().flatten().flatten().collect();
            Err(Refusal::invalid("Uppgifterna är inte sparade.", reasons))
        }
    }
}

fn refused(reasons: Vec<Reason>) -> Refusal {
    Refusal::invalid("Uppgifterna är inte sparade.", reasons)
}

fn day(sent: &Sent, name: &str) -> Result<NaiveDate, Vec<Reason>> {
    swedish::parse_date(&sent.line(name)).map_err(|fault| {
        vec![Reason::new("datum", fault.to_string()).at(Place::Field(name.to_owned()))]
    })
}

fn page(
    body: &Body,
    decision: &DecisionToReport,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> Result<CheckPage, Failure> {
    let task = decision.notice_task().ok_or(Failure::NotFound)?;
    let list = format!("/delegation?organ={}", body.key);
    let typed = |name: &str, otherwise: String| {
        if sent.holds(name) {
            sent.line(name)
        } else {
            otherwise
        }
    };
    let (heading, fields, consequences) = match task {
        NoticeTask::PutUp(latest) => (
            "Tillkännage beslutet",
            vec![
                FieldView::date(
                    "certified_on",
                    "Dag då det särskilda protokollet justerades",
                    typed("certified_on", swedish::iso(decision.day)),
                )
                .hint("Delegationsbeslutet är protokollet. Det är klart den dag beslutet fattas om ni inte har bestämt annat."),
                FieldView::date("on", "Dag då anslaget sattes upp", typed("on", String::new()))
                    .hint(format!("Senast den {} (KL 8:12).", swedish::date(latest))),
            ],
            vec![
                "Beslutet anmäls inte till organet, så anslaget är det som överklagandetiden räknas från (KL 6:40, 8:10, 13:5).".to_owned(),
                "Anslaget ska sitta uppe hela överklagandetiden, tre veckor.".to_owned(),
            ],
        ),
        NoticeTask::TakeDown(earliest) => (
            "Ta ned anslaget",
            vec![
                FieldView::date("on", "Dag då anslaget togs ned", typed("on", String::new()))
                    .hint(format!("Tidigast den {}.", swedish::date(earliest))),
            ],
            vec!["Överklagandetiden ska ha gått ut innan anslaget tas ned (KL 8:12).".to_owned()],
        ),
    };
    let mut fields = fields;
    let panel = refusal.map(|refusal| {
        crate::web::matters::mark(&mut fields, refusal);
        RefusalPanel::of(refusal, |place| matter_link(&list, place))
    });
    Ok(CheckPage {
        heading: heading.to_owned(),
        crumbs: vec![Link::new("Delegationsbeslut", &list)],
        facts: vec![
            Fact::new("Beslut", decision.line()),
            Fact::new("Organ", &body.name),
        ],
        consequences,
        blockers: Vec::new(),
        refusal: panel,
        fields,
        seen: None,
        hidden: vec![Hidden {
            name: "act".to_owned(),
            value: Form::of(task).key().to_owned(),
        }],
        action: path(&body.key, decision.number),
        button: heading.to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &list),
    })
}
