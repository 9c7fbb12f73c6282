//! The officer's side of collections: ask, see who has answered, take in, give feedback.

mod inquiry;

use super::path;
use crate::{
    collection::overview::{Standing, standing},
    domain::{
        digest::Digest,
        identifiers::{MatterId, PersonId, RoundId},
        refusal::Refusal,
        swedish,
    },
    office::{
        OfficeError,
        collecting::{Candidate, RoundView, Shown, taking::TakeInView},
    },
    store::outbox::MailState,
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{CheckPage, FieldGroup, FormPage},
            collecting::{Listing, ListingPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Hidden, Link, MainAct, RefusalPanel, Row, Tone},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use std::collections::BTreeMap;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}/insamlingar", get(list))
        .route(
            "/arenden/{id}/insamlingar/ny/{collection}",
            get(prepare).post(start),
        )
        .route("/insamlingar/{round}", get(show))
        .route("/insamlingar/{round}/ta-in", get(look_in).post(take_in))
        .route("/insamlingar/{round}/avsluta", get(ask_close).post(close))
        .merge(inquiry::router())
}

fn round_path(id: RoundId) -> String {
    format!("/insamlingar/{id}")
}

fn crumbs(matter: MatterId, title: &str) -> Vec<Link> {
    vec![
        Link::new("Ärenden", "/arenden"),
        Link::new(title, path(matter)),
        Link::new("Insamlingar", format!("{}/insamlingar", path(matter))),
    ]
}

fn refusal_panel(refusal: &Refusal) -> RefusalPanel {
    RefusalPanel::of(refusal, |_| None)
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let office = app.office();
    let view = office.matter_view(visitor.asker(), id, app.now()).await?;
    let rounds = office.rounds(visitor.asker(), id, app.now()).await?;
    let rows = rounds.iter().map(|listed| {
        let round = &listed.round;
        let told = format!("{} av {} har svarat", listed.answered, listed.asked);
        let row = Row::new(&round.title, round_path(round.id)).hint(format!(
            "Frågat den {}, svar senast den {}",
            swedish::date(crate::domain::calendar::today_in_stockholm(round.asked_at)),
            swedish::date(round.due)
        ));
        let tone = match (round.is_open(), listed.answered == listed.asked) {
            (false, _) => Tone::Plain,
            (true, true) => Tone::Good,
            (true, false) if round.due < app.today() => Tone::Stop,
            (true, false) => Tone::Wait,
        };
        row.tag(told, tone)
    });
    let rounds = Listing {
        id: "omgangar".to_owned(),
        heading: "Omgångar".to_owned(),
        rows: rows.collect(),
        empty: "Ingen har frågats än.".to_owned(),
    };
    let others = view.definition.collections.iter().map(|collection| {
        Link::new(
            format!("Starta: {}", collection.title),
            format!("{}/insamlingar/ny/{}", path(id), collection.key),
        )
    });
    let page = ListingPage {
        heading: "Insamlingar".to_owned(),
        lead: Some("Frågor som skickas med personliga länkar, och svaren på dem.".to_owned()),
        crumbs: crumbs(id, &view.matter.content.title)[..2].to_vec(),
        facts: Vec::new(),
        blockers: Vec::new(),
        groups: vec![rounds],
        main: None,
        others: others.collect(),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn prepare(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, collection)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let page = start_page(&app, &visitor, &id, &collection, None).await?;
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn start_page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    key: &str,
    sent: Option<(&Sent, &Refusal)>,
) -> Result<FormPage, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let office = app.office();
    let (matter, collection, candidates) = office
        .candidates(visitor.asker(), id, key, app.now())
        .await?;
    let people = office.active_people(visitor.asker(), app.now()).await?;
    let mut hidden = Vec::new();
    let mut fields = Vec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        hidden.push(Hidden {
            name: format!("for-{number}"),
            value: candidate.key.clone(),
        });
        let chosen = match sent {
            // What was chosen stands at its own candidate, wherever that is by now.
            Some((sent, _)) => sent
                .number_of("for", &candidate.key)
                .map(|number| sent.line(&format!("till-{number}")))
                .unwrap_or_default(),
            None => candidate
                .suggested
                .map(|person| person.to_string())
                .unwrap_or_default(),
        };
        fields.push(candidate_field(number, candidate, &people, &chosen));
    }
    let deadline = swedish::plural(collection.deadline.0.into(), "arbetsdag", "arbetsdagar");
    Ok(FormPage {
        heading: format!("Starta: {}", collection.title),
        lead: Some(format!(
            "Varje mottagare får ett mejl med en personlig länk och svarar inom {deadline}. Välj vem som svarar för var och en."
        )),
        crumbs: crumbs(id, &matter.content.title),
        facts: vec![Fact::new(
            "Frågor",
            collection
                .questions
                .iter()
                .map(|question| question.title.clone())
                .collect::<Vec<_>>()
                .join("\n"),
        )],
        refusal: sent.map(|(_, refusal)| refusal_panel(refusal)),
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden,
        action: format!("{}/insamlingar/ny/{key}", path(id)),
        button: "Skicka frågorna".to_owned(),
        cancel: Link::new("Avbryt", format!("{}/insamlingar", path(id))),
        has_contents: false,
        multipart: false,
    })
}

fn candidate_field(
    number: usize,
    candidate: &Candidate,
    people: &[(PersonId, String)],
    chosen: &str,
) -> FieldView {
    let mut choices = vec![Choice::new("", "Frågas inte").chosen(chosen.is_empty())];
    for (person, name) in people {
        let value = person.to_string();
        let is_chosen = value == chosen;
        choices.push(Choice::new(value, name).chosen(is_chosen));
    }
    let field = FieldView::new(
        format!("till-{number}"),
        &candidate.name,
        Widget::Select { choices },
    );
    if candidate.items.is_empty() {
        return field;
    }
    let items: Vec<&str> = candidate
        .items
        .iter()
        .map(|item| item.title.as_str())
        .collect();
    field.hint(items.join("; "))
}

async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, collection)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let matter: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let chosen: BTreeMap<String, PersonId> = (0..)
        .map_while(|number| {
            let name = format!("for-{number}");
            sent.holds(&name).then(|| (sent.line(&name), number))
        })
        .filter_map(|(key, number)| Some((key, sent.read(&format!("till-{number}"))?)))
        .collect();
    let done = app
        .office()
        .start_round(
            visitor.asker(),
            matter,
            &collection,
            chosen,
            Some(sent.nonce()?),
            app.now(),
        )
        .await;
    match done {
        Ok(round) => Ok(Redirect::to(&round_path(round)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = start_page(&app, &visitor, &id, &collection, Some((&sent, &refusal)));
            let page = page.await?;
            let status: StatusCode = status_of(refusal.kind);
            app.page_with(status, &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn view_of(app: &App, visitor: &Visitor, round: &str) -> Result<RoundView, Failure> {
    let round: RoundId = round.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .round_view(visitor.asker(), round, app.now())
        .await?;
    Ok(view)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(round): Path<String>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    let round = &view.round;
    let here = round_path(round.id);
    let of = |shown: &&Shown| standing(round, &shown.inquiry, app.today()).has_answered();
    let (answered, missing): (Vec<&Shown>, Vec<&Shown>) = view.inquiries.iter().partition(of);
    let rows = |shown: &[&Shown]| -> Vec<Row> {
        shown
            .iter()
            .map(|shown| inquiry_row(&app, &view, shown))
            .collect()
    };
    let mut groups = vec![
        Listing {
            id: "saknas".to_owned(),
            heading: format!("Har inte svarat ({})", missing.len()),
            rows: rows(&missing),
            empty: "Alla har svarat.".to_owned(),
        },
        Listing {
            id: "svar".to_owned(),
            heading: format!("Har svarat ({})", answered.len()),
            rows: rows(&answered),
            empty: "Ingen har svarat än.".to_owned(),
        },
    ];
    if !round.not_asked.is_empty() {
        groups.push(Listing {
            id: "inte-fragade".to_owned(),
            heading: "Frågades inte".to_owned(),
            rows: round.not_asked.iter().map(Row::plain).collect(),
            empty: String::new(),
        });
    }
    let has_table = view.may_lead && takes_in(&app, &view);
    let page = ListingPage {
        heading: round.title.clone(),
        lead: Some(format!(
            "{} av {} har svarat.",
            answered.len(),
            view.inquiries.len()
        )),
        crumbs: crumbs(view.matter.id, &view.matter.content.title),
        facts: round_facts(&view),
        blockers: Vec::new(),
        groups,
        main: (has_table && !answered.is_empty())
            .then(|| MainAct::new("Ta in svaren", format!("{here}/ta-in"))),
        others: (view.may_lead && round.is_open())
            .then(|| Link::new("Avsluta insamlingen", format!("{here}/avsluta")))
            .into_iter()
            .collect(),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

fn takes_in(app: &App, view: &RoundView) -> bool {
    let Ok(definition) = app.office().definition(&view.matter) else {
        return false;
    };
    let collection = definition.collection(view.round.collection.as_str());
    collection.is_some_and(|collection| {
        collection.into.is_some()
            || matches!(
                collection.to,
                crate::workflow::collection::Recipients::Owners(_)
            )
    })
}

fn round_facts(view: &RoundView) -> Vec<Fact> {
    let round = &view.round;
    let days: Vec<String> = round
        .reminders
        .iter()
        .map(|day| swedish::date(*day))
        .collect();
    let mut facts = vec![
        Fact::new("Frågat", swedish::date_and_time(round.asked_at)),
        Fact::new("Svar senast", swedish::date_with_weekday(round.due))
            .note("Senare svar tas emot och märks."),
        Fact::new("Påminnelser", swedish::list(&days)),
    ];
    if let Some(closed) = &round.closed {
        facts.push(Fact::new("Avslutad", swedish::date_and_time(closed.at)));
    }
    facts
}

fn inquiry_row(app: &App, view: &RoundView, shown: &Shown) -> Row {
    let inquiry = &shown.inquiry;
    let href = format!("{}/svar/{}", round_path(view.round.id), inquiry.id);
    let mut hint = shown.recipient.clone();
    if let Some(answered) = inquiry.answer() {
        hint = format!("{hint}, {}", swedish::date_and_time(answered.at));
        if 1 < answered.number {
            hint = format!("{hint}, rättat (version {})", answered.number);
        }
    }
    if !shown.active {
        hint.push_str(". Har slutat: låt någon annan svara.");
    } else if matches!(shown.letter, Some(MailState::Bounced | MailState::Dead)) {
        hint.push_str(". Mejlet kom inte fram.");
    }
    let at = standing(&view.round, inquiry, app.today());
    let tone = match at {
        Standing::Answered => Tone::Good,
        Standing::AnsweredLate => Tone::Info,
        Standing::Waiting => Tone::Wait,
        Standing::Overdue | Standing::Missing => Tone::Stop,
    };
    Row::new(&inquiry.answers_for, href)
        .hint(hint)
        .tag(at.swedish(), tone)
}

async fn look_in(
    State(app): State<App>,
    visitor: Visitor,
    Path(round): Path<String>,
) -> Result<Response, Failure> {
    let round: RoundId = round.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .take_in_view(visitor.asker(), round, app.now())
        .await?;
    app.page(&visitor.frame("/arenden")?, &take_in_page(&view, None))
}

fn take_in_page(view: &TakeInView, refusal: Option<&Refusal>) -> CheckPage {
    let here = round_path(view.round.id);
    let changes = view.taken.changes.iter().map(|change| {
        let after = if change.after.is_empty() {
            "tomt".to_owned()
        } else {
            change.after.clone()
        };
        let fact = Fact::new(format!("{}, {}", change.row, change.column), after);
        if change.before.is_empty() {
            fact.note("Fanns inte förut.")
        } else {
            fact.note(format!("Nu står: {}", change.before))
        }
    });
    let mut consequences = vec![format!(
        "{} i tabellen ”{}”.",
        swedish::plural(
            i64::try_from(view.taken.changes.len()).unwrap_or(i64::MAX),
            "uppgift ändras",
            "uppgifter ändras"
        ),
        view.table
    )];
    consequences.extend(view.taken.left_out.iter().cloned());
    consequences.push("Det som inte har svarats lämnas som det är.".to_owned());
    CheckPage {
        heading: "Ta in svaren i tabellen".to_owned(),
        crumbs: {
            let mut crumbs = crumbs(view.matter.id, &view.matter.content.title);
            crumbs.push(Link::new(&view.round.title, &here));
            crumbs
        },
        facts: changes.collect(),
        consequences,
        blockers: Vec::new(),
        refusal: refusal.map(refusal_panel),
        fields: Vec::new(),
        seen: Some(view.seen.to_string()),
        hidden: Vec::new(),
        action: format!("{here}/ta-in"),
        button: "Ta in svaren".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", here),
    }
}

async fn take_in(
    State(app): State<App>,
    visitor: Visitor,
    Path(round): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let round: RoundId = round.parse().map_err(|_| Failure::NotFound)?;
    let shown = sent.read("seen").unwrap_or(Digest::ZERO);
    let form = Some(sent.nonce()?);
    let office = app.office();
    match office
        .take_in(visitor.asker(), round, shown, form, app.now())
        .await
    {
        Ok(()) => Ok(Redirect::to(&round_path(round)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let view = office
                .take_in_view(visitor.asker(), round, app.now())
                .await?;
            let page = take_in_page(&view, Some(&refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn ask_close(
    State(app): State<App>,
    visitor: Visitor,
    Path(round): Path<String>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    app.page(&visitor.frame("/arenden")?, &close_page(&app, &view, None))
}

fn close_page(app: &App, view: &RoundView, refusal: Option<&Refusal>) -> CheckPage {
    let here = round_path(view.round.id);
    let missing: Vec<&str> = view
        .inquiries
        .iter()
        .filter(|shown| !standing(&view.round, &shown.inquiry, app.today()).has_answered())
        .map(|shown| shown.inquiry.answers_for.as_str())
        .collect();
    CheckPage {
        heading: "Avsluta insamlingen".to_owned(),
        crumbs: {
            let mut crumbs = crumbs(view.matter.id, &view.matter.content.title);
            crumbs.push(Link::new(&view.round.title, &here));
            crumbs
        },
        facts: vec![
            Fact::new("Insamling", &view.round.title),
            Fact::new("Har inte svarat", swedish::list(&missing)),
        ],
        consequences: vec![
            "Ingen kan svara eller rätta sitt svar längre.".to_owned(),
            "Svaren, alla versioner av dem och utkasten finns kvar.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: refusal.map(refusal_panel),
        fields: Vec::new(),
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/avsluta"),
        button: "Avsluta insamlingen".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", here),
    }
}

async fn close(
    State(app): State<App>,
    visitor: Visitor,
    Path(round): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    let form = Some(sent.nonce()?);
    let id = view.round.id;
    match app
        .office()
        .close_round(visitor.asker(), id, form, app.now())
        .await
    {
        Ok(()) => Ok(Redirect::to(&round_path(id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = close_page(&app, &view, Some(&refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}
