//! Noting that somebody may not take part in an item (KL 6:28–30), and taking it back.

use super::{agenda::at, crumbs, managed, mark, panel, path};
use crate::{
    domain::{
        body::Seat,
        identifiers::PersonId,
        refusal::{Place, Reason, Refusal},
    },
    meeting::{
        act::Action,
        state::{Attendance, Item, Meeting},
    },
    office::OfficeError,
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{CheckPage, FieldGroup, FormPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Hidden, Link},
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
        .route(
            "/sammantraden/{id}/punkter/{order}/jav",
            get(show).post(note),
        )
        .route(
            "/sammantraden/{id}/punkter/{order}/jav/{person}/ta-bort",
            get(check).post(lift),
        )
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let item = at(&view.meeting, &order).ok_or(Failure::NotFound)?;
    let page = page(&view.meeting, &order, item, &Sent::default());
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn note(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let meeting = &view.meeting;
    let item = sent
        .read("item")
        .and_then(|item| meeting.item(item))
        .ok_or(Failure::NotFound)?
        .1;
    let refusal = match action(item, &sent) {
        Ok(action) => {
            let office = app.office();
            let done = office
                .act_on_meeting(visitor.asker(), meeting.id, action, form, app.now())
                .await;
            match done {
                Ok(()) => return Ok(back(meeting, &order)),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut page = page(meeting, &order, item, &sent);
    let field_of = |rule: &str| {
        let name = match rule {
            "jav" if sent.text("ground").is_empty() => "ground",
            "jav" => "person",
            "tjanstgoring" => "substitute",
            "ordforande" => "acting_chair",
            _ => return None,
        };
        Some(name.to_owned())
    };
    let fields = page.groups.iter_mut().flat_map(|group| &mut group.fields);
    page.refusal = mark(fields, &refusal, field_of, Some(meeting.id));
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

fn back(meeting: &Meeting, order: &str) -> Response {
    Redirect::to(&format!("{}/punkter/{order}", path(meeting.id))).into_response()
}

fn action(item: &Item, sent: &Sent) -> Result<Action, Refusal> {
    let person = sent.read("person").ok_or_else(|| {
        let reason = Reason::new("jav", "Välj vem som är jävig.");
        let reason = reason.at(Place::Field("person".to_owned()));
        Refusal::invalid("Jävet är inte antecknat.", vec![reason])
    })?;
    Ok(Action::Disqualify {
        item: item.id,
        person,
        ground: sent.text("ground"),
        substitute: sent.read("substitute"),
        acting_chair: sent.read("acting_chair"),
    })
}

fn page(meeting: &Meeting, order: &str, item: &Item, sent: &Sent) -> FormPage {
    let choose = |name: &str, none: &str, fits: &dyn Fn(&Attendance) -> bool| {
        let chosen = sent.line(name);
        let mut choices = vec![Choice::new("", none)];
        choices.extend(
            meeting
                .attendance
                .iter()
                .filter(|present| fits(present))
                .map(|present| {
                    let id = present.person.to_string();
                    let title = format!("{}, {}", present.presented(), present.seat.swedish());
                    Choice::new(id.clone(), title).chosen(chosen == id)
                }),
        );
        Widget::Select { choices }
    };
    let here = format!("{}/punkter/{order}", path(meeting.id));
    let out = |present: &Attendance| item.is_disqualified(present.person);
    let rests =
        |present: &Attendance| present.seat == Seat::Substitute && !present.serves && !out(present);
    let serves = |present: &Attendance| present.serves && !out(present);
    let fields = vec![
        FieldView::new(
            "person",
            "Vem är jävig?",
            choose("person", "Välj", &|present| !out(present)),
        ),
        FieldView::textarea("ground", "Grund", sent.text("ground"), 2)
            .hint("Varför, i en mening. Den står i protokollet."),
        FieldView::new(
            "substitute",
            "Ersättare som går in i punkten",
            choose("substitute", "Ingen går in", &rests),
        )
        .optional(),
        FieldView::new(
            "acting_chair",
            "Leder punkten, om det är ordföranden som är jävig",
            choose("acting_chair", "Vice ordföranden", &serves),
        )
        .optional(),
    ];
    let mut crumbs = crumbs(meeting);
    crumbs.push(Link::new(&item.title, &here));
    FormPage {
        heading: "Anteckna jäv".to_owned(),
        lead: Some(
            "Den som är jävig deltar inte i punkten och är inte i rummet (KL 6:30).".to_owned(),
        ),
        crumbs,
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: vec![Hidden {
            name: "item".to_owned(),
            value: item.id.to_string(),
        }],
        action: format!("{here}/jav"),
        button: "Anteckna".to_owned(),
        cancel: Link::new("Avbryt", here),
        has_contents: false,
        multipart: false,
    }
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order, person)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let item = at(&view.meeting, &order).ok_or(Failure::NotFound)?;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound)?;
    let page = lifting(&view.meeting, &order, item, person).ok_or(Failure::NotFound)?;
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn lift(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, order, person)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let meeting = &view.meeting;
    let item = sent
        .read("item")
        .and_then(|item| meeting.item(item))
        .ok_or(Failure::NotFound)?
        .1;
    let person: PersonId = person.parse().map_err(|_| Failure::NotFound)?;
    let action = Action::LiftDisqualification {
        item: item.id,
        person,
    };
    let done = app
        .office()
        .act_on_meeting(visitor.asker(), meeting.id, action, form, app.now())
        .await;
    match (done, lifting(meeting, &order, item, person)) {
        (Ok(()), _) => Ok(back(meeting, &order)),
        (Err(OfficeError::Refused(refusal)), Some(mut page)) => {
            page.refusal = Some(panel(&refusal, Some(meeting.id)));
            app.page_with(
                status_of(refusal.kind),
                &visitor.frame("/sammantraden")?,
                &page,
            )
        }
        (Err(other), _) => Err(other.into()),
    }
}

fn lifting(meeting: &Meeting, order: &str, item: &Item, person: PersonId) -> Option<CheckPage> {
    let gone = item
        .disqualified
        .iter()
        .find(|gone| gone.person == person)?;
    let here = format!("{}/punkter/{order}", path(meeting.id));
    Some(CheckPage {
        heading: "Ta bort anteckningen om jäv?".to_owned(),
        crumbs: crumbs(meeting),
        facts: vec![
            Fact::new("Punkt", &item.title),
            Fact::new("Jävig", meeting.presented(person).unwrap_or_default()),
            Fact::new("Grund", &gone.ground),
        ],
        consequences: vec!["Personen deltar i punkten igen.".to_owned()],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: vec![Hidden {
            name: "item".to_owned(),
            value: item.id.to_string(),
        }],
        action: format!("{here}/jav/{person}/ta-bort"),
        button: "Ta bort anteckningen".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", here),
    })
}
