//! The notice of a decision that no meeting is told of: put up, and taken down (KL 8:10, 13:5).

use super::{DelegationView, of};
use crate::{
    domain::{
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
            part::{Fact, Link, RefusalPanel},
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
    let view = of(&app, &visitor, &key).await?;
    let decision = found(&view, DecisionNumber { year, serial })?;
    let page = page(&view, decision, &Sent::default(), None)?;
    app.page(&visitor.frame("/delegation")?, &page)
}

pub(super) async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path((key, year, serial)): Asked,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let number = DecisionNumber { year, serial };
    let view = of(&app, &visitor, &key).await?;
    let decision = found(&view, number)?;
    let done = match noticing(decision, &sent) {
        Ok(noticing) => {
            let office = app.office();
            let body = view.body.id;
            office
                .notice_decision(visitor.asker(), body, number, noticing, form, app.now())
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/delegation?organ={key}")).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = page(&view, decision, &sent, Some(&refusal))?;
            let frame = visitor.frame("/delegation")?;
            app.page_with(status_of(refusal.kind), &frame, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn found(view: &DelegationView, number: DecisionNumber) -> Result<&DecisionToReport, Failure> {
    let mut decided = view.decided.iter().map(|kept| &kept.decision);
    decided
        .find(|decision| decision.number == number)
        .ok_or(Failure::NotFound)
}

fn noticing(decision: &DecisionToReport, sent: &Sent) -> Result<Noticing, Refusal> {
    let on = day(sent, "on");
    if decision.announced.is_some() {
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
    view: &DelegationView,
    decision: &DecisionToReport,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> Result<CheckPage, Failure> {
    let task = decision.notice_task().ok_or(Failure::NotFound)?;
    let list = format!("/delegation?organ={}", view.body.key);
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
            Fact::new("Organ", &view.body.name),
        ],
        consequences,
        blockers: Vec::new(),
        refusal: panel,
        fields,
        seen: None,
        hidden: Vec::new(),
        action: path(&view.body.key, decision.number),
        button: heading.to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &list),
    })
}
