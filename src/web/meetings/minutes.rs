//! The minutes: their text, who has certified them, and the days that follow.

use super::{id_of, link, page::blockers, path, phase_tag, steps::Step};
use crate::{
    domain::{
        digest::Digest,
        legal_days::{WeekendRule, announcement_latest, certification_latest},
        swedish,
    },
    meeting::{
        lifecycle::MeetingPhase,
        state::{Certification, CertificationState, Meeting},
    },
    office::reading::MeetingView,
    web::{
        App,
        answer::Failure,
        look::{
            SafeHtml,
            minutes::MinutesPage,
            part::{Fact, Link, MainAct, Row, Tone},
        },
        matters::send_file,
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
    Router::new()
        .route("/sammantraden/{id}/protokoll", get(show))
        .route("/sammantraden/{id}/filer/{digest}", get(download))
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
    let content = view.minutes.as_ref().ok_or(Failure::NotFound)?;
    let meeting = &view.meeting;
    let steps: Vec<Step> = if view.may_manage {
        Step::fitting(meeting, &view.body)
    } else {
        Vec::new()
    };
    let to = |step: &Step| format!("{}/{}", path(meeting.id), step.key());
    let main = steps.first().filter(|step| **step != Step::Recall);
    let correcting = (view.may_manage && meeting.phase == MeetingPhase::Held).then(|| {
        Link::new(
            "Rätta texten i en paragraf",
            format!("{}#dagordning", path(meeting.id)),
        )
    });
    let heading = match content.sections_covered.as_str() {
        "" => "Protokoll".to_owned(),
        sections => format!("Protokoll {sections}"),
    };
    let page = MinutesPage {
        heading,
        meeting: link(meeting),
        state: phase_tag(meeting.phase),
        blockers: blockers(&view),
        main: main.map(|step| MainAct::new(step.button(), to(step))),
        others: steps
            .iter()
            .filter(|step| Some(*step) != main)
            .map(|step| Link::new(step.button(), to(step)))
            .chain(correcting)
            .collect(),
        dates: dates(meeting, app.today()),
        certifiers: meeting
            .minutes
            .iter()
            .filter(|_| meeting.phase != MeetingPhase::Held)
            .flat_map(|minutes| &minutes.certifications)
            .map(|certification| certifier(meeting, certification))
            .collect(),
        files: files(&view),
        preview: SafeHtml::from_our_own(app.office().minutes_as_html(content, 3)?),
    };
    app.page(&visitor.frame("/sammantraden")?, &page)
}

/// The days that the law sets after the meeting, in order. Those that are not known yet are empty.
fn dates(meeting: &Meeting, today: NaiveDate) -> Vec<Fact> {
    let minutes = meeting.minutes.as_ref();
    let certified = minutes.and_then(|minutes| minutes.certified_on);
    let notice = minutes.and_then(|minutes| minutes.notice.as_ref());
    let due = minutes.map_or_else(|| certification_latest(meeting.day), |minutes| minutes.due);
    let late = |day: NaiveDate, done: bool| {
        if !done && day < today {
            " – har passerat"
        } else {
            ""
        }
    };
    let known = |day: Option<NaiveDate>| day.map_or_else(|| "Inte än".to_owned(), swedish::date);
    let announce = certified.map(|on| announcement_latest(on, WeekendRule::default()));
    let announce = announce.map_or_else(
        || "Inte än".to_owned(),
        |day| format!("{}{}", swedish::date(day), late(day, notice.is_some())),
    );
    let mut facts = vec![
        Fact::new(
            "Senast justerat",
            format!("{}{}", swedish::date(due), late(due, certified.is_some())),
        )
        .note("Fjorton dagar efter sammanträdet, KL 5:69"),
        Fact::new("Justerat", known(certified)),
        Fact::new("Senast anslaget", announce).note("Andra dagen efter justeringen, KL 8:12"),
        Fact::new("Anslaget", known(notice.map(|notice| notice.announced_on))),
        Fact::new(
            "Sista dag att överklaga",
            known(notice.map(|notice| notice.last_appeal_day)),
        )
        .note("Tre veckor från anslaget, KL 13:5"),
        Fact::new(
            "Anslaget tas ner tidigast",
            known(notice.map(|notice| notice.down_earliest)),
        )
        .note("KL 8:12"),
        Fact::new("Laga kraft", known(notice.map(|notice| notice.legal_force)))
            .note("Om ingen överklagar, KL 13:5"),
    ];
    if let Some(down) = notice.and_then(|notice| notice.taken_down_on) {
        facts.push(Fact::new("Anslaget togs ner", swedish::date(down)));
    }
    facts
}

fn certifier(meeting: &Meeting, certification: &Certification) -> Row {
    let row = Row::plain(format!(
        "{}, {}",
        certification.name,
        swedish::lower_first(&certification.title)
    ));
    match certification.state {
        CertificationState::Waiting if meeting.phase == MeetingPhase::Certifying => {
            row.tag("Väntar", Tone::Wait)
        }
        CertificationState::Waiting => row.tag("Svarade inte", Tone::Plain),
        CertificationState::Certified { on } => row
            .hint(format!("Den {}", swedish::date(on)))
            .tag("Justerat", Tone::Good),
        CertificationState::Objected { on } => row
            .hint(format!("Den {}", swedish::date(on)))
            .tag("Invändning", Tone::Stop),
    }
}

fn files(view: &MeetingView) -> Vec<Row> {
    if view.withheld {
        let words = "Det innehåller ett ärende med sekretess.";
        return vec![Row::plain("Protokollet som fil visas inte").hint(words)];
    }
    let here = path(view.meeting.id);
    let mut rows: Vec<Row> = view
        .files
        .iter()
        .map(|made| {
            let day = swedish::date_and_time(made.made_at);
            Row::new(&made.file_name, format!("{here}/filer/{}", made.digest)).hint(day)
        })
        .collect();
    let frozen = view.meeting.minutes.as_ref().map(|minutes| minutes.sha256);
    if frozen.is_some_and(|sha256| view.files.iter().all(|made| made.version != sha256)) {
        rows.insert(0, Row::plain("Protokollet görs").tag("Pågår", Tone::Info));
    }
    rows
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, digest)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .meeting_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let digest: Digest = digest.parse().map_err(|_| Failure::NotFound)?;
    let made = view
        .files
        .iter()
        .find(|made| made.digest == digest)
        .ok_or(Failure::NotFound)?;
    send_file(&app, digest, &made.media_type, &made.file_name).await
}
