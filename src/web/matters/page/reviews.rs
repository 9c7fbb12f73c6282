//! Who has said what of a matter: the rows on its page, and the page of the whole review.

use super::super::path;
use crate::{
    domain::{calendar, identifiers::MatterId, swedish},
    matter::{
        act::Action,
        permission, review,
        state::{Review, ReviewAnswerKind},
    },
    office::reading::MatterView,
    signoff::state::{SignOff, SignOffState},
    web::{
        App,
        answer::Failure,
        look::{
            matter::{ReviewPage, ReviewRound},
            part::{Link, Row, Tone},
        },
        session::Visitor,
    },
    workflow::phase::Phase,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use std::fmt::Write as _;

/// What can be done with the steps of a review that goes on.
pub(super) fn in_review(view: &MatterView<'_>) -> Vec<Link> {
    let matter = &view.matter;
    let mut links = Vec::new();
    let unasked = review::without_reviewer(matter, view.definition);
    for step in &view.definition.review.steps {
        let (key, title) = (step.key.as_str(), &step.title);
        if super::super::giving::supplies(view, &step.key) {
            let words = format!("Lämna underlag: {title}");
            links.push(Link::new(words, super::super::supplying(matter.id, key)));
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
            links.push(Link::new(words, super::super::giving(matter.id, key)));
        }
    }
    links
}

/// The steps that nobody is left to do.
pub(super) fn unasked_rows(view: &MatterView<'_>) -> Vec<Row> {
    review::without_reviewer(&view.matter, view.definition)
        .into_iter()
        .map(|step| {
            Row::plain(&step.title)
                .hint("Ingen i gruppen kan granska. Handläggaren kan ge granskningen till någon.")
                .tag("Ingen granskar", Tone::Stop)
        })
        .collect()
}

pub(super) fn review_row(view: &MatterView<'_>, review: &Review, app: &App) -> Row {
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

pub(super) async fn reviews(
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

fn sign_off_row(view: &MatterView<'_>, sign_off: &SignOff) -> Row {
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
