//! The page of a matter: where it is, what stops it, what it says, who has said what.

mod content;
mod decision;
mod reviews;

pub(super) use decision::decision_facts;

use self::{
    content::{charts, documents, fields, sections},
    decision::decision,
    reviews::{in_review, review_row, reviews, unasked_rows},
};
use super::{deciding, mend, path, phase_tag, steps::Step};
use crate::{
    domain::{calendar, identifiers::MatterId, refusal::Place, swedish},
    matter::{permission, picture::picture},
    office::reading::MatterView,
    web::{
        App,
        answer::Failure,
        asked::Sent,
        look::{
            matter::{HistoryLine, MatterPage},
            part::{Blocker, Fact, Link, MainAct, Row, Tone},
        },
        picture::flow,
        session::Visitor,
    },
    workflow::phase::Phase,
};
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}", get(show))
        .route("/arenden/{id}/granskning", get(reviews))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let page = page(&app, &view);
    app.page(&visitor.frame("/arenden")?, &page)
}

fn page(app: &App, view: &MatterView<'_>) -> MatterPage {
    let matter = &view.matter;
    let here = path(matter.id);
    let editable = matter.phase == Phase::Draft && may(view, Step::Submit, app);
    let steps: Vec<Step> = Step::fitting(matter)
        .into_iter()
        .filter(|step| may(view, *step, app))
        .collect();
    let blocking = view
        .blocking
        .as_ref()
        .map_or(&[][..], |(_, reasons)| reasons);
    let main = steps.first().filter(|step| {
        !matches!(
            step,
            Step::Withdraw | Step::MarkSecret | Step::TakeBack | Step::VoidNumber
        )
    });
    let to = |step: &Step| format!("{here}/steg/{}", step.key());
    MatterPage {
        matter_title: matter.content.title.clone(),
        kind: view.definition.title.clone(),
        register_number: matter.register_number.as_ref().map(ToString::to_string),
        phase: phase_tag(matter.phase),
        picture: flow(
            &picture(matter, view.definition, blocking, app.today(), &view.around),
            "vag",
        ),
        next_step: next_step(matter.phase)
            .filter(|_| matter.phase != Phase::Ready)
            .or_else(|| {
                let alone = deciding::waits_for_one(view, app.today());
                (matter.phase == Phase::Ready).then_some(if alone {
                    "Den som är behörig beslutar"
                } else {
                    "Sekreteraren sätter upp ärendet på dagordningen"
                })
            })
            .map(ToOwned::to_owned),
        blockers: blocking
            .iter()
            .map(|reason| Blocker::of(reason, |place| mend_by(view, app, place)))
            .collect(),
        warnings: view
            .warnings
            .iter()
            .map(|reason| Blocker::of(reason, |place| mend_by(view, app, place)))
            .collect(),
        main: deciding::link(view)
            .map(|link| MainAct::new(link.title, link.href))
            .or_else(|| main.map(|step| MainAct::new(step.button(), to(step)))),
        others: steps
            .iter()
            .filter(|step| Some(*step) != main)
            .map(|step| Link::new(step.button(), to(step)))
            .chain(in_review(view))
            .chain(
                editable
                    .then(|| deciding::exceptions(view, app.today()))
                    .into_iter()
                    .flatten(),
            )
            .chain(beside(app, view, editable))
            .collect(),
        about: about(view, editable, app.today()),
        fields: fields(view, editable, app.today()),
        charts: charts(view),
        edit_fields: editable.then(|| Link::new("Fyll i alla fält", format!("{here}/falt"))),
        sections: sections(view, editable, app.today()),
        documents: documents(view, editable),
        attach: editable.then(|| Link::new("Bifoga en handling", format!("{here}/bifoga"))),
        reviews: matter
            .reviews
            .iter()
            .map(|review| review_row(view, review, app))
            .chain(unasked_rows(view))
            .collect(),
        review_link: (!matter.reviews.is_empty())
            .then(|| Link::new("Hela granskningen", format!("{here}/granskning"))),
        decision: decision(view),
        after: super::after::blocks(view, app.today()),
        files: files(view),
        history: history(view),
    }
}

/// Pages beside the steps: collections, what is carried over, checks, what can be fetched.
fn beside(app: &App, view: &MatterView<'_>, editable: bool) -> Vec<Link> {
    let here = path(view.matter.id);
    let definition = view.definition;
    let mut links = Vec::new();
    if !definition.collections.is_empty() {
        links.push(Link::new("Insamlingar", format!("{here}/insamlingar")));
    }
    let takes_over = app.office().workflows().in_force().any(|other| {
        let carry = other.carry_over.as_ref();
        carry.is_some_and(|carry| carry.into == definition.id)
    });
    if takes_over && editable {
        let title = "Överföring från tidigare planer";
        links.push(Link::new(title, format!("{here}/overforing")));
    }
    if !definition.checks.is_empty() {
        links.push(Link::new("Kontroller", format!("{here}/kontroller")));
    }
    let filled = definition.sections.iter();
    let filled = filled.filter(|section| editable && !section.fill.is_empty());
    links.extend(filled.map(|section| {
        Link::new(
            format!("Hämta uppgifter: {}", section.title),
            format!("{here}/avsnitt/{}/hamta", section.key),
        )
    }));
    links
}

/// Where the one who looks can mend it; nobody is led to a page that refuses them.
fn mend_by(view: &MatterView<'_>, app: &App, place: &Place) -> Option<Link> {
    if *place == Place::RegisterNumber && !may(view, Step::Register, app) {
        return None;
    }
    mend(view.matter.id, place)
}

/// Whether the one who looks may take the step. The office asks again when it is taken.
fn may(view: &MatterView<'_>, step: Step, app: &App) -> bool {
    let action = step.action(&Sent::default(), app.today());
    permission::may(&view.matter, &action, &view.standing).is_ok()
}

fn next_step(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Draft => Some("Skicka på granskning"),
        Phase::Review => Some("Granskarna svarar"),
        Phase::Ready | Phase::Tabled => Some("Sekreteraren sätter upp ärendet på dagordningen"),
        Phase::Agenda => Some("Sammanträdet beslutar"),
        Phase::Decided => Some("Verkställ beslutet"),
        Phase::InForce => {
            Some("Stegen efter beslutet görs, och registratorn avslutar sedan ärendet")
        }
        Phase::Closed | Phase::Withdrawn => Some("Registratorn arkiverar ärendet"),
        Phase::Archived => None,
    }
}

fn about(view: &MatterView<'_>, editable: bool, today: NaiveDate) -> Vec<Fact> {
    let matter = &view.matter;
    let name = |id| view.names.get(&id).cloned().unwrap_or_default();
    let edit = format!("{}/uppgifter", path(matter.id));
    let mut title = Fact::new("Rubrik", &matter.content.title);
    let mut responsible = Fact::new(
        "Ansvarig chef",
        matter.responsible.map(name).unwrap_or_default(),
    );
    let mut recipients = Fact::new(
        "Beslutet skickas till",
        matter.content.recipients_of_decision.join("\n"),
    );
    if editable {
        title = title.change("rubrik", &edit);
        responsible = responsible.change("ansvarig", &edit);
        recipients = recipients.change("mottagare", &edit);
    }
    let mut facts = vec![
        title,
        Fact::new("Handläggare", name(matter.officer)),
        responsible,
        Fact::new("Nämnd", &view.body.name),
        Fact::new("Vem som beslutar", deciding::decided_by(view, today)),
        recipients,
        Fact::new(
            "Öppnat",
            swedish::date(calendar::today_in_stockholm(matter.created_at)),
        ),
    ];
    if let Some(meeting) = &view.meeting {
        facts.push(Fact::new("Sammanträde", swedish::date(meeting.day)));
    }
    for proposal in &matter.proposals {
        facts.push(Fact::new(proposal.presented(), proposal.points.join("\n")));
    }
    for exception in &matter.content.overrides {
        let until = swedish::date(exception.until);
        let text = format!("Till och med den {until}. {}", exception.reason);
        facts.push(Fact::new(format!("Avsteg från ”{}”", exception.gate), text));
    }
    if let Some(mark) = &matter.secrecy {
        facts.push(Fact::new("Sekretessmarkering", &mark.provision).note("OSL 5:5"));
    }
    facts
}

fn files(view: &MatterView<'_>) -> Vec<Row> {
    let here = path(view.matter.id);
    let mut rows: Vec<Row> = view
        .files
        .iter()
        .map(|made| {
            let day = swedish::date_and_time(made.made_at);
            Row::new(&made.file_name, format!("{here}/filer/{}", made.digest)).hint(day)
        })
        .collect();
    let newest = view.matter.frozen.as_ref().map(|frozen| frozen.sha256);
    if newest.is_some_and(|sha256| view.files.iter().all(|made| made.version != sha256)) {
        rows.insert(
            0,
            Row::plain("Tjänsteskrivelsen görs").tag("Pågår", Tone::Info),
        );
    }
    rows
}

fn history(view: &MatterView<'_>) -> Vec<HistoryLine> {
    view.journal
        .iter()
        .rev()
        .filter_map(|entry| {
            let payload = entry.payload().ok()?;
            Some(HistoryLine {
                when: swedish::date_and_time(entry.at),
                what: format!("{} – {}", payload.entry.summary, payload.actor.presented()),
                remark: None,
            })
        })
        .collect()
}
