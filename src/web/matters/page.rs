//! The page of a matter: where it is, what stops it, what it says, who has said what.

use super::{deciding, mend, path, phase_tag, steps::Step};
use crate::{
    domain::{calendar, identifiers::MatterId, refusal::Place, swedish},
    matter::{
        act::Action,
        demanded, permission,
        picture::picture,
        requirements::{self, Seen},
        review,
        state::{Attachment, Decision, Matter, Review, ReviewAnswerKind, Section, Taken},
    },
    office::reading::MatterView,
    web::{
        App,
        answer::Failure,
        asked::Sent,
        charts::{risk_matrix, risks_of},
        look::{
            SafeHtml,
            matter::{DecisionView, HistoryLine, MatterPage, ReviewPage, ReviewRound, SectionView},
            part::{Blocker, Fact, FactGroup, Link, MainAct, Row, Tone},
        },
        picture::flow,
        session::Visitor,
    },
    workflow::{
        definition::{Asked, Field},
        phase::Phase,
        value::{FieldType, Value},
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use chrono::NaiveDate;
use std::fmt::Write as _;

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

fn fields(view: &MatterView<'_>, editable: bool, today: NaiveDate) -> Vec<FactGroup> {
    let matter = &view.matter;
    let seen = Seen {
        matter,
        today,
        around: &view.around,
    };
    let asked = |field: &Field| requirements::field_stands(&seen, view.definition, field);
    let mut groups: Vec<FactGroup> = Vec::new();
    for field in &view.definition.fields {
        let asked = asked(field);
        if asked == Asked::No {
            continue;
        }
        let mut fact = fact(matter, field, editable);
        if field.key.as_str() == demanded::FIELD {
            let missing = demanded::unresolved(matter, view.definition, &view.around);
            if !missing.is_empty() {
                fact = fact.note(missing.join(" "));
            }
        }
        let fact = if field.required.is_some() && asked == Asked::Yes {
            fact.needed()
        } else {
            fact
        };
        let heading = view.definition.heading_over(&field.key);
        match groups.last_mut() {
            Some(group) if group.heading.as_deref() == heading => group.facts.push(fact),
            _ => groups.push(FactGroup {
                heading: heading.map(ToOwned::to_owned),
                facts: vec![fact],
            }),
        }
    }
    groups
}

fn fact(matter: &Matter, field: &Field, editable: bool) -> Fact {
    let value = matter.content.fields.get(&field.key);
    let printed = value.map(|value| field.kind.print(value));
    let mut fact = Fact::new(&field.title, printed.unwrap_or_default());
    fact.table = value
        .and_then(|value| field.kind.print_table(value))
        .map(|table| table.without_empty_columns());
    if editable {
        let href = format!("{}/falt?falt={}", path(matter.id), field.key);
        fact = fact.change(format!("fakta-{}", field.key), href);
    }
    fact
}

/// The risks of the matter in their matrix.
fn charts(view: &MatterView<'_>) -> Vec<SafeHtml> {
    let fields = view.definition.fields.iter();
    let charts = fields.filter_map(|field| {
        let value = view.matter.content.fields.get(&field.key)?;
        match (&field.kind, value) {
            (FieldType::Risks { matrix, .. }, Value::Table(rows)) if !rows.is_empty() => {
                let name = format!("matris-{}", field.key);
                Some(risk_matrix(&field.title, matrix, &risks_of(rows), &name))
            }
            _ => None,
        }
    });
    charts.collect()
}

fn sections(view: &MatterView<'_>, editable: bool, today: NaiveDate) -> Vec<SectionView> {
    let matter = &view.matter;
    let seen = Seen {
        matter,
        today,
        around: &view.around,
    };
    let asked = |section: &Section| {
        let defined = view.definition.section(section.key.as_str());
        defined.map_or(Asked::Perhaps, |defined| {
            requirements::section_stands(&seen, view.definition, defined)
        })
    };
    matter
        .content
        .sections
        .iter()
        .map(|section| (section, asked(section)))
        .filter(|(_, asked)| *asked != Asked::No)
        .map(|(section, asked)| {
            let written = !section.text.trim().is_empty();
            let defined = view.definition.section(section.key.as_str());
            SectionView {
                id: format!("avsnitt-{}", section.key),
                title: section.title.clone(),
                html: written.then(|| super::preview(&matter.content, section, view.definition)),
                edit: editable.then(|| format!("{}/avsnitt/{}", path(matter.id), section.key)),
                needed: asked == Asked::Yes
                    && defined.is_some_and(|defined| defined.required.is_some()),
            }
        })
        .collect()
}

fn documents(view: &MatterView<'_>, editable: bool) -> Vec<Row> {
    let here = path(view.matter.id);
    let row = |attachment: &Attachment| {
        let mut row = match &attachment.file {
            Some(_) => Row::new(
                &attachment.title,
                format!("{here}/bilagor/{}", attachment.id),
            ),
            None => Row::plain(&attachment.title),
        };
        let dated = attachment.dated.map(swedish::date);
        let kind = attachment
            .kind
            .as_ref()
            .and_then(|kind| view.definition.document(kind.as_str()));
        let hint: Vec<String> = kind
            .map(|kind| kind.title.clone())
            .into_iter()
            .chain(dated)
            .chain(attachment.signed.then(|| "undertecknad".to_owned()))
            .collect();
        if !hint.is_empty() {
            row = row.hint(hint.join(", "));
        }
        row
    };
    let mut rows: Vec<Row> = view.matter.content.attachments.iter().map(row).collect();
    if editable {
        rows.extend(view.matter.content.attachments.iter().map(|attachment| {
            let href = format!("{here}/bilagor/{}/ta-bort", attachment.id);
            Row::new(format!("Ta bort ”{}”", attachment.title), href)
        }));
    }
    rows
}

/// What can be done with the steps of a review that goes on.
fn in_review(view: &MatterView<'_>) -> Vec<Link> {
    let matter = &view.matter;
    let mut links = Vec::new();
    let unasked = review::without_reviewer(matter, view.definition);
    for step in &view.definition.review.steps {
        let (key, title) = (step.key.as_str(), &step.title);
        if super::giving::supplies(view, &step.key) {
            let words = format!("Lämna underlag: {title}");
            links.push(Link::new(words, super::supplying(matter.id, key)));
        }
        let asked = matter
            .reviews
            .iter()
            .any(|review| review.step == step.key && review.is_open());
        let waits = matter.phase == Phase::Review
            && (asked || unasked.iter().any(|unasked| unasked.key == step.key));
        let give = Action::Reassign {
            step: step.key.clone(),
            to: view.standing.person,
            reason: String::new(),
        };
        if waits && permission::may(matter, &give, &view.standing).is_ok() {
            let words = if asked {
                format!("Ge ”{title}” till någon annan")
            } else {
                format!("Ge ”{title}” till någon")
            };
            links.push(Link::new(words, super::giving(matter.id, key)));
        }
    }
    links
}

/// The steps that nobody is left to do.
fn unasked_rows(view: &MatterView<'_>) -> Vec<Row> {
    review::without_reviewer(&view.matter, view.definition)
        .into_iter()
        .map(|step| {
            Row::plain(&step.title)
                .hint("Ingen i gruppen kan granska. Handläggaren kan ge granskningen till någon.")
                .tag("Ingen granskar", Tone::Stop)
        })
        .collect()
}

fn review_row(view: &MatterView<'_>, review: &Review, app: &App) -> Row {
    let step = view.definition.step(review.step.as_str());
    let title = step.map_or_else(|| review.step.to_string(), |step| step.title.clone());
    let name = view
        .names
        .get(&review.reviewer)
        .cloned()
        .unwrap_or_default();
    let asked = swedish::date(calendar::today_in_stockholm(review.asked_at));
    let stale = view
        .matter
        .frozen
        .as_ref()
        .is_some_and(|frozen| !review.approves(frozen));
    let name_of = |person| view.names.get(&person).cloned().unwrap_or_default();
    let instead = review
        .on_behalf_of
        .map(|away| format!(" i stället för {}", name_of(away)));
    let mut hint = format!(
        "{name}{}, version {}, tillfrågad {asked}, svar senast {}",
        instead.unwrap_or_default(),
        review.version,
        swedish::date(review.due)
    );
    if let Some(escalated) = &review.escalated {
        let day = swedish::date(calendar::today_in_stockholm(escalated.at));
        let told: Vec<String> = escalated.to.iter().map(|person| name_of(*person)).collect();
        let told = if told.is_empty() {
            "handläggaren".to_owned()
        } else {
            told.join(", ")
        };
        let _ = write!(hint, ". Svaret dröjer: {told} fick veta det den {day}");
    }
    let row = Row::plain(title).hint(hint);
    let late = review.due < app.today();
    let row = match &review.answer {
        None if review.escalated.is_some() => row.tag("Eskalerat", Tone::Stop),
        None if late => row.tag("Försenat", Tone::Stop),
        None => row.tag("Väntar", Tone::Wait),
        Some(answer) => match answer.kind {
            ReviewAnswerKind::Approved if stale => row.tag("Gäller en äldre version", Tone::Plain),
            ReviewAnswerKind::Approved => row.tag("Godkänt", Tone::Good),
            ReviewAnswerKind::SentBack => row.tag("Återsänt", Tone::Stop),
            ReviewAnswerKind::Disqualified => row.tag("Jäv", Tone::Stop),
        },
    };
    match review
        .answer
        .as_ref()
        .and_then(|answer| answer.comment.as_ref())
    {
        Some(comment) => row.remark(comment),
        None => row,
    }
}

async fn reviews(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let mut versions: Vec<u32> = view
        .sign_offs
        .iter()
        .map(|sign_off| sign_off.version)
        .collect();
    versions.dedup();
    let rounds = versions
        .into_iter()
        .rev()
        .map(|version| ReviewRound {
            title: format!("Version {version}"),
            steps: view
                .sign_offs
                .iter()
                .filter(|sign_off| sign_off.version == version)
                .map(|sign_off| sign_off_row(&view, sign_off))
                .collect(),
            stale: None,
        })
        .collect();
    let page = ReviewPage {
        matter_title: view.matter.content.title.clone(),
        matter_href: path(id),
        rounds,
        main: None,
        others: Vec::new(),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

fn sign_off_row(view: &MatterView<'_>, sign_off: &crate::signoff::state::SignOff) -> Row {
    use crate::signoff::state::SignOffState;
    let name = view
        .names
        .get(&sign_off.recipient)
        .cloned()
        .unwrap_or_default();
    let due = swedish::date(sign_off.due);
    let row = Row::plain(&sign_off.step_title).hint(format!("{name}, svar senast {due}"));
    match &sign_off.state {
        SignOffState::Open => row.tag("Väntar", Tone::Wait),
        SignOffState::Closed { .. } => row.tag("Ersatt eller återtagen", Tone::Plain),
        SignOffState::Answered(answered) => {
            let tone = if answered.answer.approves() {
                Tone::Good
            } else {
                Tone::Stop
            };
            let mut words = answered.answer.swedish().to_owned();
            if let Some(first) = words.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            let row = row.tag(words, tone);
            match answered.answer.words() {
                Some(remark) => row.remark(remark),
                None => row,
            }
        }
    }
}

/// What a decision came to, and until when it holds.
pub(super) fn decision_facts(decision: &Decision) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Utfall", decision.kind.swedish()),
        Fact::new("Beslutsdag", swedish::date(decision.day)),
    ];
    if let Some(until) = decision.until {
        facts.push(Fact::new("Gäller till och med", swedish::date(until)));
    }
    facts.extend(taken_facts(&decision.taken));
    facts
}

/// Who decided without a meeting, by what right and why.
fn taken_facts(taken: &Taken) -> Vec<Fact> {
    match taken {
        Taken::AtMeeting { .. } => Vec::new(),
        Taken::ByDelegation {
            name,
            title,
            point,
            point_title,
            in_place_of,
            ..
        } => {
            let by = [name.as_str(), title.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            let by = match in_place_of {
                Some(away) => format!("{by}, i stället för {away}"),
                None => by,
            };
            let right = format!("Punkt {point} i delegationsordningen: {point_title}");
            vec![
                Fact::new("Beslutat av", by),
                Fact::new("Stöd", right).note("KL 6:37, 7:5"),
            ]
        }
        Taken::Urgently { name, reasons, .. } => vec![
            Fact::new("Beslutat av", format!("{name}, ordförande")),
            Fact::new("Varför beslutet inte kunde vänta", reasons).note("KL 6:39"),
        ],
    }
}

fn decision(view: &MatterView<'_>) -> Option<DecisionView> {
    let decision = view.matter.decision.as_ref()?;
    let mut facts = decision_facts(decision);
    let minutes = view
        .meeting
        .as_ref()
        .and_then(|meeting| meeting.minutes.as_ref());
    if let Some(minutes) = minutes {
        if let Some(day) = minutes.certified_on {
            facts.push(Fact::new("Protokollet justerat", swedish::date(day)).note("KL 5:69"));
        }
        if let Some(notice) = &minutes.notice {
            facts.push(
                Fact::new("Tillkännagivet", swedish::date(notice.announced_on)).note("KL 8:12"),
            );
            facts.push(
                Fact::new(
                    "Sista dag att överklaga",
                    swedish::date(notice.last_appeal_day),
                )
                .note("KL 13:5"),
            );
            facts.push(Fact::new("Laga kraft", swedish::date(notice.legal_force)));
        }
    }
    Some(DecisionView {
        line: format!(
            "{} {}",
            view.around.name(decision.body),
            decision.day_and_place()
        ),
        points: decision.points.clone(),
        facts,
    })
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
