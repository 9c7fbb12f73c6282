//! The page of a meeting: the agenda, the days to keep, the next step and what stops it.

use super::{deciding::correction, id_of, path, phase_tag, steps::Step, when};
use crate::{
    domain::{
        legal_days::{certification_latest, notice_of_meeting_latest},
        refusal::Refusal,
        swedish,
    },
    meeting::{
        lifecycle::MeetingPhase,
        question,
        state::{Item, Meeting},
    },
    office::reading::MeetingView,
    web::{
        App,
        answer::Failure,
        asked::Sent,
        look::{
            field::FieldView,
            meeting::{AgendaRow, MeetingPage, ReadyMatter},
            part::{Blocker, Fact, Link, MainAct, Row, Tag, Tone},
            refusal::meeting_link,
        },
        matters,
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new().route("/sammantraden/{id}", get(show))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .meeting_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let page = page(&view, &Sent::default(), app.today());
    app.page(&visitor.frame("/sammantraden")?, &page)
}

/// The page with what was refused on it, and the typed title still in its field.
pub(super) fn refused(
    app: &App,
    view: &MeetingView,
    sent: &Sent,
    refusal: &Refusal,
) -> MeetingPage {
    let mut page = page(view, sent, app.today());
    let field_of = |rule: &str| (rule == "rubrik").then(|| "title".to_owned());
    page.refusal = super::mark(
        page.standing.as_mut(),
        refusal,
        field_of,
        Some(view.meeting.id),
    );
    page
}

fn page(view: &MeetingView, sent: &Sent, today: NaiveDate) -> MeetingPage {
    let meeting = &view.meeting;
    let here = path(meeting.id);
    let growing =
        view.may_manage && matches!(meeting.phase, MeetingPhase::Planned | MeetingPhase::Open);
    MeetingPage {
        body: meeting.body_name.clone(),
        when: when(meeting),
        state: phase_tag(meeting.phase),
        about: about(view),
        steps: steps(view, today),
        blockers: blockers(view),
        refusal: None,
        agenda: agenda(view, sent),
        order_action: (growing && 1 < meeting.items.len()).then(|| format!("{here}/ordning")),
        ready: if growing { ready(view) } else { Vec::new() },
        add_action: format!("{here}/punkter"),
        standing: growing.then(|| {
            FieldView::text(
                "title",
                "Rubrik på en punkt utan ärende",
                sent.line("title"),
            )
            .hint("Till exempel val av justerare eller information.")
        }),
        seen: meeting.version.to_string(),
        quorum: quorum(meeting),
        main: main(view, today),
        others: others(view),
    }
}

/// What stops the next step, each with a link to where it is mended.
pub(super) fn blockers(view: &MeetingView) -> Vec<Blocker> {
    if !view.may_manage {
        return Vec::new();
    }
    let here = path(view.meeting.id);
    view.blocking
        .iter()
        .map(|reason| Blocker::of(reason, |place| meeting_link(&here, place)))
        .collect()
}

fn about(view: &MeetingView) -> Vec<Fact> {
    let meeting = &view.meeting;
    let latest = notice_of_meeting_latest(meeting.day, view.body.rules.notice_days);
    let days = i64::from(view.body.rules.notice_days);
    let mut facts = vec![Fact::new("Plats", &meeting.place)];
    if let Some(reason) = &meeting.cancelled_because {
        facts.push(Fact::new("Inställt därför att", reason));
    }
    if let Some(chair) = meeting.chair.and_then(|chair| meeting.presented(chair)) {
        facts.push(Fact::new("Ordförande", chair));
    }
    facts.push(Fact::new("Sekreterare", &meeting.secretary_name));
    facts.push(
        Fact::new(
            "Kallelsen skickas senast",
            swedish::date_with_weekday(latest),
        )
        .note(format!(
            "{} före, enligt organets regler",
            swedish::plural(days, "dag", "dagar")
        )),
    );
    if !meeting.certifiers.is_empty() {
        let names: Vec<String> = meeting
            .certifiers
            .iter()
            .filter_map(|person| meeting.presented(*person))
            .collect();
        facts.push(Fact::new("Justerare", swedish::list(&names)));
    }
    if let Some(ended) = meeting.ended_at {
        let day = meeting
            .ended_next_day()
            .map(|day| format!(" den {}", swedish::date(day)));
        let ended = format!(
            "kl. {}{}",
            super::typed::clock(ended),
            day.unwrap_or_default()
        );
        facts.push(Fact::new("Avslutades", ended));
    }
    if meeting.phase != MeetingPhase::Cancelled {
        let day = swedish::date(certification_latest(meeting.day));
        facts.push(Fact::new("Protokollet justeras senast", day).note("KL 5:69"));
    }
    facts
}

/// What is to be done, in the order it is done.
fn steps(view: &MeetingView, today: NaiveDate) -> Vec<Row> {
    let meeting = &view.meeting;
    let here = path(meeting.id);
    let phase = meeting.phase;
    if phase == MeetingPhase::Cancelled {
        return vec![Row::plain("Sammanträdet").tag("Inställt", Tone::Stop)];
    }
    let done = |row: Row, until: MeetingPhase| {
        if until < phase {
            row.tag("Klart", Tone::Good)
        } else {
            row.tag("Inte än", Tone::Plain)
        }
    };
    let agenda = match meeting.items.len() {
        0 => Row::new("Dagordning", "#dagordning").tag("Tom", Tone::Wait),
        _ => Row::new("Dagordning", "#dagordning").tag("Finns", Tone::Good),
    };
    let roll = if view.may_manage && phase <= MeetingPhase::Open && meeting.day <= today {
        Row::new("Upprop", format!("{here}/upprop"))
    } else {
        Row::plain("Upprop")
    };
    let decided = meeting
        .items
        .iter()
        .filter(|item| item.outcome.is_some())
        .count();
    let decisions =
        Row::plain("Beslut").hint(format!("{decided} av {} punkter", meeting.items.len()));
    let decisions = match phase {
        MeetingPhase::Open => decisions.tag("Pågår", Tone::Info),
        _ => done(decisions, MeetingPhase::Open),
    };
    let minutes = if meeting.ended_at.is_some() {
        Row::new("Protokoll och justering", format!("{here}/protokoll"))
    } else {
        Row::plain("Protokoll och justering")
    };
    let minutes = match phase {
        MeetingPhase::Certifying => minutes.tag("Pågår", Tone::Info),
        _ => done(minutes, MeetingPhase::Certifying),
    };
    let notice = Row::plain("Anslag på anslagstavlan");
    let notice = match phase {
        MeetingPhase::Announced => notice.tag("Uppe", Tone::Info),
        _ => done(notice, MeetingPhase::Announced),
    };
    vec![
        agenda,
        done(roll, MeetingPhase::Planned),
        decisions,
        minutes,
        notice,
    ]
}

fn agenda(view: &MeetingView, sent: &Sent) -> Vec<AgendaRow> {
    let meeting = &view.meeting;
    let here = path(meeting.id);
    let open = view.may_manage && meeting.phase == MeetingPhase::Open;
    let removable = view.may_manage && meeting.phase == MeetingPhase::Planned;
    let row = |(at, item): (usize, &Item)| {
        let place = at + 1;
        let typed = sent.read(&format!("ordning_{}", item.id));
        AgendaRow {
            id: item.id.to_string(),
            number: typed.unwrap_or_else(|| u32::try_from(place).unwrap_or(u32::MAX)),
            title: item.title.clone(),
            href: match item.matter {
                _ if open || (view.may_manage && correction::fits(meeting, item)) => {
                    Some(format!("{here}/punkter/{place}"))
                }
                Some(matter) => Some(matters::path(matter)),
                None => None,
            },
            hint: item
                .register_number
                .clone()
                .unwrap_or_else(|| "Punkt utan ärende".to_owned()),
            state: outcome_tag(item),
            remove: removable.then(|| format!("{here}/punkter/{place}/ta-bort")),
        }
    };
    meeting.items.iter().enumerate().map(row).collect()
}

fn outcome_tag(item: &Item) -> Tag {
    let Some(outcome) = &item.outcome else {
        return Tag::new("Inte behandlat", Tone::Plain);
    };
    let words = outcome.kind.swedish();
    let tone = if outcome.kind.is_final() {
        Tone::Good
    } else {
        Tone::Wait
    };
    match item.section {
        Some(section) => Tag::new(format!("§ {section} {words}"), tone),
        None => Tag::new(words, tone),
    }
}

fn ready(view: &MeetingView) -> Vec<ReadyMatter> {
    view.ready
        .iter()
        .map(|listed| ReadyMatter {
            id: listed.id.to_string(),
            title: listed.title.clone(),
            href: matters::path(listed.id),
            hint: listed
                .register_number
                .clone()
                .unwrap_or_else(|| "Saknar diarienummer".to_owned()),
        })
        .collect()
}

fn quorum(meeting: &Meeting) -> Option<String> {
    if meeting.seats == 0 {
        return None;
    }
    let serving = meeting
        .attendance
        .iter()
        .filter(|present| present.serves)
        .count();
    let needed = question::quorum(meeting.seats);
    let enough = if serving < needed {
        "Det räcker inte"
    } else {
        "Organet är beslutsfört"
    };
    Some(format!(
        "{serving} av {} ledamöter tjänstgör. {enough}: minst {needed} ska delta (KL 6:27).",
        meeting.seats
    ))
}

fn main(view: &MeetingView, today: NaiveDate) -> Option<MainAct> {
    if !view.may_manage {
        return None;
    }
    let meeting = &view.meeting;
    let here = path(meeting.id);
    match meeting.phase {
        MeetingPhase::Planned if meeting.day <= today => Some(MainAct::new(
            "Gör upprop och öppna sammanträdet",
            format!("{here}/upprop"),
        )),
        MeetingPhase::Open => {
            let next = meeting.items.iter().position(|item| item.outcome.is_none());
            Some(match next {
                Some(at) => {
                    let place = at + 1;
                    MainAct::new(
                        format!("Gå till punkt {place}"),
                        format!("{here}/punkter/{place}"),
                    )
                }
                None => MainAct::new(Step::End.button(), format!("{here}/{}", Step::End.key())),
            })
        }
        MeetingPhase::Held | MeetingPhase::Certifying | MeetingPhase::Certified => Some(
            MainAct::new("Gå till protokollet", format!("{here}/protokoll")),
        ),
        MeetingPhase::Planned
        | MeetingPhase::Announced
        | MeetingPhase::Closed
        | MeetingPhase::Cancelled => None,
    }
}

fn others(view: &MeetingView) -> Vec<Link> {
    let here = path(view.meeting.id);
    let phase = view.meeting.phase;
    let mut links = Vec::new();
    if view.may_manage && phase == MeetingPhase::Planned {
        links.push(Link::new("Ändra dag eller plats", format!("{here}/andra")));
    }
    if view.may_manage && phase == MeetingPhase::Open {
        links.push(Link::new("Rätta uppropet", format!("{here}/upprop")));
    }
    if view.may_manage && phase <= MeetingPhase::Open {
        let steps = Step::fitting(&view.meeting, &view.body).into_iter();
        links.extend(steps.map(|step| Link::new(step.button(), format!("{here}/{}", step.key()))));
    }
    if view.meeting.ended_at.is_some() {
        links.push(Link::new("Protokollet", format!("{here}/protokoll")));
    }
    links
}
