//! Who is away, and who may be asked instead.

use super::{
    App,
    answer::{Failure, status_of},
    asked::Sent,
    look::{
        absence::AbsencesPage,
        act::{CheckPage, FieldGroup, FormPage},
        field::{Choice, FieldView, Widget},
        part::{Fact, Link, MainAct, Row, Tone},
    },
    matters::{giving, mark, panel},
    session::Visitor,
};
use crate::{
    domain::{
        identifiers::{AbsenceId, PersonId},
        person::{Absence, Person, Role},
        refusal::{Place, Reason, Refusal},
        swedish::{self, parse_date},
    },
    office::{
        OfficeError,
        people::{Absences, NewAbsence},
    },
    work::Subject,
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::NaiveDate;

const HERE: &str = "/franvaro";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/franvaro", get(show))
        .route("/franvaro/ny", get(begin).post(enter))
        .route("/franvaro/{id}/avsluta", get(check).post(end))
}

fn is_administrator(visitor: &Visitor) -> bool {
    let standing = &visitor.signed_in.standing;
    standing.holds_any(Role::Administrator)
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let absences = app.office().absences(visitor.asker(), app.now()).await?;
    let today = app.today();
    let name = |person: PersonId| absences.names.get(&person).cloned().unwrap_or_default();
    let row = |absence: &Absence, whose: bool| {
        row(
            absence,
            whose.then(|| name(absence.person)),
            absence.substitute.map(name),
            today,
        )
    };
    let waiting = absences.waiting.iter().filter_map(|sign_off| {
        let Subject::Matter(matter) = sign_off.of else {
            return None;
        };
        let title = format!("Ge ”{}” till någon annan", sign_off.step_title);
        let due = swedish::date(sign_off.due);
        let row = Row::new(title, giving(matter, &sign_off.step));
        let row = row.hint(format!(
            "{} är frånvarande. Svar senast {due}",
            name(sign_off.recipient)
        ));
        Some(if sign_off.due < today {
            row.tag("Försenat", Tone::Stop)
        } else {
            row
        })
    });
    let page = AbsencesPage {
        administrator: is_administrator(&visitor),
        own: absences
            .own
            .iter()
            .map(|absence| row(absence, false))
            .collect(),
        others: absences
            .others
            .iter()
            .map(|absence| row(absence, true))
            .collect(),
        waiting: waiting.collect(),
        main: MainAct::new("Lägg in frånvaro", "/franvaro/ny"),
    };
    app.page(&visitor.frame(HERE)?, &page)
}

fn row(
    absence: &Absence,
    whose: Option<String>,
    substitute: Option<String>,
    today: NaiveDate,
) -> Row {
    let days = days(absence);
    let title = match whose {
        Some(name) => format!("{name}, {days}"),
        None => swedish::capitalised(&days),
    };
    let substitute = match substitute {
        Some(name) => format!("Ersättare: {name}. "),
        None => "Ingen ersättare. ".to_owned(),
    };
    let row = Row::new(title, format!("{HERE}/{}/avsluta", absence.id));
    let row = row.hint(format!("{substitute}Öppna för att avsluta."));
    if absence.holds_on(today) {
        row.tag("Frånvarande nu", Tone::Wait)
    } else {
        row.tag("Kommande", Tone::Info)
    }
}

fn days(absence: &Absence) -> String {
    format!(
        "{} – {}",
        swedish::date(absence.from),
        swedish::date(absence.until)
    )
}

async fn begin(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let page = form(fields(&app, &visitor, &Sent::default()).await?);
    app.page(&visitor.frame(HERE)?, &page)
}

async fn enter(State(app): State<App>, visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    let nonce = Some(sent.nonce()?);
    let outcome = match typed(&visitor, &sent) {
        Ok(new) => {
            let done = app
                .office()
                .enter_absence(visitor.steward(), new, nonce, app.now());
            match done.await {
                Ok(()) => return Ok(Redirect::to(HERE).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut fields = fields(&app, &visitor, &sent).await?;
    let others = mark(&mut fields, &outcome);
    let mut page = form(fields);
    page.refusal = (!others.is_empty()).then(|| panel(None, &outcome));
    app.page_with(status_of(outcome.kind), &visitor.frame(HERE)?, &page)
}

fn typed(visitor: &Visitor, sent: &Sent) -> Result<NewAbsence, Refusal> {
    let mut reasons = Vec::new();
    let mut day = |name: &str| {
        parse_date(&sent.line(name))
            .map_err(|fault| {
                let at = Place::Field(name.to_owned());
                reasons.push(Reason::new("datum", fault.to_string()).at(at));
            })
            .ok()
    };
    let days = (day("from"), day("until"));
    let (Some(from), Some(until)) = days else {
        return Err(Refusal::invalid("Frånvaron är inte sparad.", reasons));
    };
    let own = visitor.signed_in.person.id;
    Ok(NewAbsence {
        person: sent.read("person").unwrap_or(own),
        from,
        until,
        substitute: sent.read("substitute"),
    })
}

async fn fields(app: &App, visitor: &Visitor, sent: &Sent) -> Result<Vec<FieldView>, Failure> {
    let own = visitor.signed_in.person.id;
    let everyone = app.office().everyone().await?;
    let select = |name: &str, label: &str, first: Option<&str>, chosen: String| {
        let nobody = first.map(|title| Choice::new("", title).chosen(chosen.is_empty()));
        let people = everyone.iter().filter(|person| person.active);
        let people = people.map(|person| {
            let id = person.id.to_string();
            Choice::new(&id, presented(person)).chosen(id == chosen)
        });
        let choices = nobody.into_iter().chain(people).collect();
        FieldView::new(name, label, Widget::Select { choices })
    };
    let mut fields = Vec::new();
    if is_administrator(visitor) {
        let chosen = Some(sent.line("person")).filter(|typed| !typed.is_empty());
        let chosen = chosen.unwrap_or_else(|| own.to_string());
        fields.push(select("person", "Vem är frånvarande?", None, chosen));
    }
    fields.push(FieldView::date("from", "Första dagen", sent.line("from")));
    fields.push(FieldView::date("until", "Sista dagen", sent.line("until")));
    let substitute = select(
        "substitute",
        "Ersättare",
        Some("Ingen ersättare"),
        sent.line("substitute"),
    );
    fields.push(
        substitute
            .hint("Får de frågor som kommer under frånvaron, om ärendetypen tillåter en ersättare. Annars går de till nästa i gruppen.")
            .optional(),
    );
    Ok(fields)
}

fn presented(person: &Person) -> String {
    if person.title.is_empty() {
        person.name.clone()
    } else {
        format!("{}, {}", person.name, person.title)
    }
}

fn form(fields: Vec<FieldView>) -> FormPage {
    FormPage {
        heading: "Lägg in frånvaro".to_owned(),
        lead: Some("Skälet till frånvaron ska inte stå här.".to_owned()),
        crumbs: vec![Link::new("Frånvaro", HERE)],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: Vec::new(),
        action: "/franvaro/ny".to_owned(),
        button: "Spara frånvaron".to_owned(),
        cancel: Link::new("Avbryt", HERE),
        has_contents: false,
        multipart: false,
    }
}

fn found(absences: Absences, id: AbsenceId) -> Option<(Absence, String)> {
    let all = absences.own.into_iter().chain(absences.others);
    let absence = all.into_iter().find(|absence| absence.id == id)?;
    let name = absences.names.get(&absence.person).cloned();
    Some((absence, name.unwrap_or_default()))
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: AbsenceId = id.parse().map_err(|_| Failure::NotFound)?;
    let absences = app.office().absences(visitor.asker(), app.now()).await?;
    let (absence, name) = found(absences, id).ok_or(Failure::NotFound)?;
    let page = CheckPage {
        heading: "Avsluta frånvaron".to_owned(),
        crumbs: vec![Link::new("Frånvaro", HERE)],
        facts: vec![Fact::new("Vem", name), Fact::new("Dagar", days(&absence))],
        consequences: vec![
            "Från och med i dag får personen nya frågor igen.".to_owned(),
            "Frågor som en ersättare redan har fått ligger kvar hos ersättaren.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: Vec::new(),
        action: format!("{HERE}/{id}/avsluta"),
        button: "Avsluta frånvaron".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", HERE),
    };
    app.page(&visitor.frame(HERE)?, &page)
}

async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    sent.nonce()?;
    let id: AbsenceId = id.parse().map_err(|_| Failure::NotFound)?;
    let office = app.office();
    office.end_absence(visitor.steward(), id, app.now()).await?;
    Ok(Redirect::to(HERE).into_response())
}
