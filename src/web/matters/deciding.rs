//! Deciding without a meeting, and asking for an exception: each is shown to be checked, then sent.

use super::path;
use crate::{
    domain::{
        digest::Digest,
        identifiers::MatterId,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    matter::{
        act::Action,
        competence::{self, Competent, competent},
        proposal,
        requirements::Seen,
        state::{DecisionKind, WaitsFor},
    },
    office::{
        OfficeError,
        deciding::{ByRight, Deciding},
        reading::MatterView,
    },
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            field::{Choice, FieldView, Widget},
            part::{Fact, Hidden, Link},
        },
        session::Visitor,
    },
    workflow::{keys::GateKey, phase::Phase},
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
        .route("/arenden/{id}/besluta", get(check).post(decide))
        .route(
            "/arenden/{id}/avsteg/{gate}",
            get(check_exception).post(write_exception),
        )
}

/// Where the one who looks may decide, when the matter waits for that person.
pub(super) fn link(view: &MatterView<'_>) -> Option<Link> {
    let waits = view.matter.phase == Phase::Ready && view.standing.is_waited_for(&view.matter);
    waits.then(|| {
        Link::new(
            "Besluta i ärendet",
            format!("{}/besluta", path(view.matter.id)),
        )
    })
}

/// Who decides, as the page of a matter says it.
pub(super) fn decided_by(view: &MatterView<'_>, today: NaiveDate) -> String {
    let seen = seen(view, today);
    match competent(&seen, view.definition) {
        Ok(competent) => competence::sentence(&competent, &seen, view.definition),
        Err(reason) => reason.to_string(),
    }
}

/// The gates that the officer may ask an exception from, with where.
pub(super) fn exceptions(view: &MatterView<'_>, today: NaiveDate) -> Vec<Link> {
    let seen = seen(view, today);
    let gates = view.definition.gates.iter();
    let asked = |key: &GateKey| {
        view.matter
            .content
            .overrides
            .iter()
            .any(|one| one.gate == *key)
    };
    gates
        .filter(|gate| gate.overridable.is_some())
        .filter(|gate| asked(&gate.key) || gate.blocked(view.definition, &seen).is_some())
        .map(|gate| {
            let about = gate
                .reference
                .clone()
                .unwrap_or_else(|| gate.key.to_string());
            let href = format!("{}/avsteg/{}", path(view.matter.id), gate.key);
            Link::new(format!("Begär avsteg: {about}"), href)
        })
        .collect()
}

fn seen<'v>(view: &'v MatterView<'_>, today: NaiveDate) -> Seen<'v> {
    Seen {
        matter: &view.matter,
        today,
        around: &view.around,
    }
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let page = page(&app, &view, &Sent::default(), None);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = view_of(&app, &visitor, &id).await?;
    let done = match read(&view, &sent) {
        Ok(deciding) => {
            let id = view.matter.id;
            let office = app.office();
            office
                .decide_alone(visitor.asker(), id, deciding, form, app.now())
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&path(view.matter.id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let now = view_of(&app, &visitor, &id).await?;
            let page = page(&app, &now, &sent, Some(&refusal));
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn view_of<'a>(app: &'a App, visitor: &Visitor, id: &str) -> Result<MatterView<'a>, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app.office().matter_view(visitor.asker(), id, app.now());
    Ok(view.await?)
}

fn is_urgent(view: &MatterView<'_>) -> bool {
    matches!(view.matter.waits_for, Some(WaitsFor::Chair { .. }))
}

fn read(view: &MatterView<'_>, sent: &Sent) -> Result<Deciding, Refusal> {
    let kind = match sent.line("kind").as_str() {
        "approved" => DecisionKind::Approved,
        "changed" => DecisionKind::ApprovedWithChange,
        "rejected" => DecisionKind::Rejected,
        _ => {
            let reason = Reason::new("beslut", "Du har inte valt vad du beslutar.")
                .remedy("Välj ett av alternativen.")
                .at(Place::Field("kind".into()));
            return Err(Refusal::invalid("Beslutet är inte fattat.", vec![reason]));
        }
    };
    let by = if is_urgent(view) {
        ByRight::Urgency {
            reasons: sent.text("reason"),
        }
    } else {
        ByRight::Delegation {
            delegable: sent.ticked("delegable"),
        }
    };
    Ok(Deciding {
        kind,
        points: proposal::points(&sent.text("points")),
        seen: sent.read("sha256").unwrap_or(Digest::ZERO),
        by,
    })
}

fn page(app: &App, view: &MatterView<'_>, sent: &Sent, refusal: Option<&Refusal>) -> CheckPage {
    let matter = &view.matter;
    let here = path(matter.id);
    let urgent = is_urgent(view);
    let points = proposal::proposed_points(matter, view.definition);
    let mut fields = fields(sent, urgent);
    let panel = refusal.map(|refusal| {
        super::mark(&mut fields, refusal);
        super::panel(Some(matter.id), refusal)
    });
    let shown = matter
        .frozen
        .as_ref()
        .map(|frozen| frozen.sha256.to_string());
    let heading = if urgent {
        "Besluta i ett brådskande ärende"
    } else {
        "Besluta på delegation"
    };
    CheckPage {
        heading: heading.to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&matter.content.title, &here),
        ],
        facts: vec![
            Fact::new("Ärende", &matter.content.title),
            Fact::new("Diarienummer", matter.number_or_none()),
            Fact::new("Vem som beslutar", decided_by(view, app.today())),
            Fact::new("Förslag till beslut", points.join("\n")),
        ],
        consequences: consequences(view, urgent),
        blockers: Vec::new(),
        refusal: panel,
        fields,
        seen: None,
        hidden: vec![Hidden {
            name: "sha256".to_owned(),
            value: if sent.holds("sha256") && refusal.is_none() {
                sent.line("sha256")
            } else {
                shown.unwrap_or_default()
            },
        }],
        action: format!("{here}/besluta"),
        button: "Besluta".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &here),
    }
}

fn consequences(view: &MatterView<'_>, urgent: bool) -> Vec<String> {
    let body = view.around.name(view.matter.turn_body());
    let mut told = vec![
        "Beslutet gäller när du har tryckt på knappen. Det kan inte ändras.".to_owned(),
        "Beslutet får nästa nummer i organets serie, och en Word-fil görs.".to_owned(),
    ];
    told.push(if urgent {
        format!("Beslutet anmäls vid nästa sammanträde med {body} (KL 6:39–40).")
    } else {
        format!(
            "{body} kan inte ändra beslutet. Det anmäls så som delegationsordningen säger (KL 6:40)."
        )
    });
    told
}

fn fields(sent: &Sent, urgent: bool) -> Vec<FieldView> {
    let kind = sent.line("kind");
    let choices = [
        ("approved", "Bifall: som föreslaget"),
        ("changed", "Bifall med ändring"),
        ("rejected", "Avslag"),
    ]
    .map(|(key, title)| Choice::new(key, title).chosen(kind == key));
    let choices = choices.into();
    let mut fields = vec![
        FieldView::new("kind", "Beslut", Widget::Radios { choices }),
        FieldView::textarea("points", "Beslutets text", sent.text("points"), 4)
            .hint("Fylls i bara vid ändring eller avslag. En punkt per rad. Ett avslag ska ha skäl (FL 32 §).")
            .optional(),
    ];
    fields.push(if urgent {
        FieldView::textarea("reason", "Varför beslutet inte kan vänta", sent.text("reason"), 3)
            .hint("Skälen skrivs i beslutet (KL 6:39).")
    } else {
        let checked = sent.ticked("delegable");
        FieldView::new(
            "delegable",
            "Jag har prövat att beslutet får delegeras",
            Widget::Checkbox { checked },
        )
        .hint(
            "Det gäller inte verksamhetens mål, inriktning, omfattning eller kvalitet, inget yttrande \
             till fullmäktige eller över ett överklagat nämndbeslut, ingen principiell \
             myndighetsutövning och inget överlämnat medborgarförslag (KL 6:38).",
        )
    });
    fields
}

async fn check_exception(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, gate)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &id).await?;
    let gate: GateKey = gate.parse().map_err(|_| Failure::NotFound)?;
    let page = exception_page(&view, &gate, &Sent::default(), None, app.today())?;
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn write_exception(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, gate)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = view_of(&app, &visitor, &id).await?;
    let gate: GateKey = gate.parse().map_err(|_| Failure::NotFound)?;
    let done = match exception(&sent) {
        Ok(written) => {
            let action = Action::WriteOverride {
                gate: gate.clone(),
                written,
            };
            let office = app.office();
            office
                .act_on_matter(visitor.asker(), view.matter.id, action, form, app.now())
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&path(view.matter.id)).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let page = exception_page(&view, &gate, &sent, Some(&refusal), app.today())?;
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// What was written; nothing in either field takes the exception away.
fn exception(sent: &Sent) -> Result<Option<(String, Option<NaiveDate>)>, Refusal> {
    let (reason, typed) = (sent.text("reason"), sent.line("until"));
    if reason.trim().is_empty() && typed.is_empty() {
        return Ok(None);
    }
    let until = match typed.as_str() {
        "" => None,
        typed => Some(swedish::parse_date(typed).map_err(|fault| {
            let reason = Reason::new("datum", fault.to_string()).at(Place::Field("until".into()));
            Refusal::invalid("Avsteget är inte sparat.", vec![reason])
        })?),
    };
    Ok(Some((reason, until)))
}

fn exception_page(
    view: &MatterView<'_>,
    key: &GateKey,
    sent: &Sent,
    refusal: Option<&Refusal>,
    today: NaiveDate,
) -> Result<CheckPage, Failure> {
    let matter = &view.matter;
    let here = path(matter.id);
    let gate = view.definition.gates.iter().find(|gate| gate.key == *key);
    let gate = gate
        .filter(|gate| gate.overridable.is_some())
        .ok_or(Failure::NotFound)?;
    let stored = matter.content.overrides.iter().find(|one| one.gate == *key);
    let typed = |name: &str, stored: Option<String>| {
        if sent.holds(name) {
            sent.text(name)
        } else {
            stored.unwrap_or_default()
        }
    };
    let reason = typed("reason", stored.map(|one| one.reason.clone()));
    let until = typed("until", stored.map(|one| swedish::iso(one.until)));
    let mut fields = vec![
        FieldView::textarea("reason", "Skäl till avsteget", reason, 4)
            .hint("Skälen skrivs i beslutet. Töm båda fälten för att ta bort avsteget."),
        FieldView::date("until", "Sista dag som avsteget gäller", until),
    ];
    let panel = refusal.map(|refusal| {
        super::mark(&mut fields, refusal);
        super::panel(Some(matter.id), refusal)
    });
    let blocked = gate.blocked(view.definition, &seen(view, today));
    let demands = blocked.map_or_else(|| "Uppfyllt".to_owned(), |blocked| blocked.sentence());
    Ok(CheckPage {
        heading: "Begär avsteg från en spärr".to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&matter.content.title, &here),
        ],
        facts: vec![
            Fact::new("Spärr", demands),
            Fact::new("Regel", gate.reference.clone().unwrap_or_default()),
        ],
        consequences: vec![
            "Avsteget blir en del av det som granskas och beslutas.".to_owned(),
            "Det gäller bara om det organ som ärendetypen anger själv beslutar, och bara till slutdatumet.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: panel,
        fields,
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/avsteg/{key}"),
        button: "Spara avsteget".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", &here),
    })
}

/// Whether the route leads to somebody alone.
pub(super) fn waits_for_one(view: &MatterView<'_>, today: NaiveDate) -> bool {
    matches!(
        competent(&seen(view, today), view.definition),
        Ok(Competent::Delegate { .. } | Competent::Chair { .. })
    )
}
