//! Meetings: the list, the page of one, and everything that is done with it.

mod agenda;
mod attendance;
mod deciding;
mod disqualifying;
mod minutes;
mod page;
mod planning;
mod recorded;
mod steps;
mod typed;

use super::{
    App,
    answer::Failure,
    look::{
        field::FieldView,
        meeting::{MeetingRow, MeetingsList},
        part::{Link, MainAct, Paging, RefusalPanel, Tag, Tone},
        refusal::meeting_link,
    },
    session::Visitor,
};
use crate::{
    domain::{
        identifiers::MeetingId,
        person::Role,
        refusal::{Place, Refusal},
        swedish,
    },
    matter::permission,
    meeting::{lifecycle::MeetingPhase, state::Meeting},
    office::reading::MeetingView,
};
use axum::{Router, extract::State, response::Response, routing::get};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/sammantraden", get(list))
        .merge(planning::router())
        .merge(page::router())
        .merge(agenda::router())
        .merge(attendance::router())
        .merge(deciding::router())
        .merge(disqualifying::router())
        .merge(steps::router())
        .merge(minutes::router())
}

/// The path of a meeting's page.
pub(super) fn path(id: MeetingId) -> String {
    format!("/sammantraden/{id}")
}

/// The tag of a phase.
pub(super) fn phase_tag(phase: MeetingPhase) -> Tag {
    let tone = match phase {
        MeetingPhase::Planned | MeetingPhase::Closed => Tone::Plain,
        MeetingPhase::Open => Tone::Info,
        MeetingPhase::Held | MeetingPhase::Certifying => Tone::Wait,
        MeetingPhase::Certified | MeetingPhase::Announced => Tone::Good,
        MeetingPhase::Cancelled => Tone::Stop,
    };
    Tag::new(phase.swedish(), tone)
}

/// "torsdag 3 december 2026 kl. 13.30".
fn when(meeting: &Meeting) -> String {
    let day = swedish::date_with_weekday(meeting.day);
    format!("{day} kl. {}", typed::clock(meeting.starts_at))
}

/// The link back to a meeting.
fn link(meeting: &Meeting) -> Link {
    let title = format!("{} {}", meeting.body_name, swedish::date(meeting.day));
    Link::new(title, path(meeting.id))
}

/// The links back from a page below a meeting.
fn crumbs(meeting: &Meeting) -> Vec<Link> {
    vec![Link::new("Sammanträden", "/sammantraden"), link(meeting)]
}

fn id_of(text: &str) -> Result<MeetingId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The meeting, for a page that only the body's secretary has use for.
async fn managed(app: &App, visitor: &Visitor, id: &str) -> Result<MeetingView, Failure> {
    let view = app
        .office()
        .meeting_view(visitor.asker(), id_of(id)?, app.now())
        .await?;
    if view.may_manage {
        Ok(view)
    } else {
        Err(only_for_secretaries(Some(link(&view.meeting))))
    }
}

fn only_for_secretaries(back: Option<Link>) -> Failure {
    let refusal = permission::needs("sköta sammanträdet", "organets nämndsekreterare");
    Failure::refused(
        refusal,
        back.unwrap_or_else(|| Link::new("Till sammanträdena", "/sammantraden")),
    )
}

/// Marks the fields that a refusal is about, by the rules that each field answers for. Gives what
/// belongs to no field.
fn mark<'f>(
    fields: impl IntoIterator<Item = &'f mut FieldView>,
    refusal: &Refusal,
    field_of: impl Fn(&str) -> Option<String>,
    meeting: Option<MeetingId>,
) -> Option<RefusalPanel> {
    let mut fields: Vec<&mut FieldView> = fields.into_iter().collect();
    let mut others = refusal.clone();
    others.reasons.retain(|reason| {
        let name = match &reason.place {
            Some(Place::Field(name)) => Some(name.clone()),
            _ => field_of(&reason.rule),
        };
        let Some(field) = name.and_then(|name| {
            fields
                .iter_mut()
                .find(|field| field.name == name && field.error.is_none())
        }) else {
            return true;
        };
        let remedy = reason.remedy.as_deref().unwrap_or_default();
        field.error = Some(format!("{} {remedy}", reason.message).trim_end().to_owned());
        false
    });
    let nothing_marked = others.reasons.len() == refusal.reasons.len();
    (nothing_marked || !others.reasons.is_empty()).then(|| panel(&others, meeting))
}

/// A refusal with links to where in the meeting each reason is mended.
fn panel(refusal: &Refusal, meeting: Option<MeetingId>) -> RefusalPanel {
    RefusalPanel::of(refusal, |place| {
        meeting.and_then(|id| meeting_link(&path(id), place))
    })
}

async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let (coming, held) = app
        .office()
        .list_meetings(visitor.asker(), app.now())
        .await?;
    let shown = match held.len() {
        0 => "Inga sammanträden".to_owned(),
        count => format!("1–{count}"),
    };
    let plans = visitor
        .signed_in
        .standing
        .holds_any(Role::CommitteeSecretary);
    let page = MeetingsList {
        coming: coming.iter().map(row).collect(),
        held: held.iter().map(row).collect(),
        paging: Paging {
            shown,
            previous: None,
            next: None,
        },
        main: plans.then(|| MainAct::new("Nytt sammanträde", "/sammantraden/nytt")),
    };
    app.page(&visitor.frame("/sammantraden")?, &page)
}

fn row(meeting: &Meeting) -> MeetingRow {
    let items = i64::try_from(meeting.items.len()).unwrap_or_default();
    MeetingRow {
        body: meeting.body_name.clone(),
        href: path(meeting.id),
        when: when(meeting),
        matters: match items {
            0 => "Tom dagordning".to_owned(),
            items => swedish::plural(items, "punkt", "punkter"),
        },
        state: phase_tag(meeting.phase),
    }
}
