//! What waits on the person who is signed in, and on others in that person's matters.

use super::{
    App,
    answer::Failure,
    look::{
        part::{MainAct, Row, Tone},
        start::MyTasks,
    },
    matters,
    session::Visitor,
};
use crate::{
    domain::{
        calendar, delegation::announcing::NoticeTask, legal_days, legal_days::WeekendRule,
        person::Role, swedish,
    },
    matter::state::Matter,
    meeting::{lifecycle::MeetingPhase, state::Meeting},
    office::reading::Tasks,
    store::matters::Listed,
    workflow::phase::Phase,
};
use axum::{Router, extract::State, response::Response, routing::get};
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let tasks = app.office().tasks(visitor.asker(), app.now()).await?;
    let today = app.today();
    let (mut late, mut mine) = mine(&tasks, today);
    let asked = app
        .office()
        .inquiries_for(visitor.signed_in.person.id)
        .await?;
    for (inquiry, round) in &asked {
        let row = Row::new(
            format!("{}: {}", round.title, inquiry.answers_for),
            super::collecting::path(inquiry.id),
        )
        .hint(format!("Svara senast {}", swedish::date(round.due)));
        if round.due < today {
            late.push(row.tag("Försenat", Tone::Stop));
        } else {
            mine.insert(0, row.tag("Svara", Tone::Wait));
        }
    }
    let standing = &visitor.signed_in.standing;
    let opens = [Role::CaseOfficer, Role::ResponsibleManager, Role::Registrar]
        .into_iter()
        .any(|role| standing.holds_any(role));
    let page = MyTasks {
        today: first_upper(&swedish::date_with_weekday(today)),
        late,
        mine,
        waiting: waiting(&tasks, today),
        main: opens.then(|| MainAct::new("Nytt ärende", "/arenden/nytt")),
    };
    app.page(&visitor.frame("/")?, &page)
}

/// What waits on the person: first what is late, then the rest.
fn mine(tasks: &Tasks, today: NaiveDate) -> (Vec<Row>, Vec<Row>) {
    let mut late = Vec::new();
    let mut rest = Vec::new();
    for (sign_off, title) in &tasks.to_answer {
        let row = Row::new(
            format!("{}: {title}", sign_off.step_title),
            format!("/underskrift/{}", sign_off.id),
        )
        .hint(format!("Svara senast {}", swedish::date(sign_off.due)));
        if sign_off.due < today {
            late.push(row.tag("Försenat", Tone::Stop));
        } else {
            rest.push(row.tag("Svara", Tone::Wait));
        }
    }
    for matter in &tasks.to_decide {
        let row = Row::new(
            format!("Besluta: {}", matter.content.title),
            format!("{}/besluta", matters::path(matter.id)),
        );
        rest.push(row.hint(matter.number_or_none()).tag("Besluta", Tone::Wait));
    }
    for (matter, step, key) in &tasks.nobody_to_review {
        let row = Row::new(
            format!("Ge ”{step}” till någon: {}", matter.content.title),
            matters::giving(matter.id, key.as_str()),
        );
        let row = row.hint("Ingen i gruppen kan granska. Be administratören utse någon.");
        late.push(row.tag("Ingen granskar", Tone::Stop));
    }
    for matter in &tasks.told {
        let row = Row::new(&matter.content.title, matters::path(matter.id));
        let row = row.hint("En granskning är obesvarad. Se till att den blir gjord.");
        late.push(row.tag("Svaret dröjer", Tone::Stop));
    }
    for (body, decision) in &tasks.notices {
        let (what, by) = match decision.notice_task() {
            Some(NoticeTask::PutUp(latest)) => ("Tillkännage", latest),
            Some(NoticeTask::TakeDown(earliest)) => ("Ta ned anslaget om", earliest),
            None => continue,
        };
        let number = decision.number;
        let row = Row::new(
            format!("{what} beslut {number}"),
            super::delegation::notice_path(body, number),
        );
        let put_up = decision.announced.is_none();
        let hint = if put_up { "Senast" } else { "Tidigast" };
        let row = row.hint(format!("{hint} {}", swedish::date(by)));
        if put_up && by < today {
            late.push(row.tag("Försenat", Tone::Stop));
        } else {
            rest.push(row.tag("Anslag", Tone::Info));
        }
    }
    for meeting in &tasks.meetings {
        if let Some((what, by)) = next_of(meeting) {
            let row = Row::new(
                format!(
                    "{what}: {}, {}",
                    meeting.body_name,
                    swedish::date(meeting.day)
                ),
                format!("/sammantraden/{}", meeting.id),
            )
            .hint(format!("Senast {}", swedish::date(by)));
            if by < today {
                late.push(row.tag("Försenat", Tone::Stop));
            } else {
                rest.push(row.tag("Sammanträde", Tone::Info));
            }
        }
    }
    rest.extend(
        tasks
            .own
            .iter()
            .filter(|matter| is_mine(matter))
            .map(|matter| {
                Row::new(&matter.content.title, matters::path(matter.id)).tag(
                    matter.phase.swedish(),
                    if matter.phase == Phase::Decided {
                        Tone::Good
                    } else {
                        Tone::Plain
                    },
                )
            }),
    );
    for listed in &tasks.returns {
        let Some((title, day, _)) = &listed.next else {
            continue;
        };
        let href = format!("{}#uppfoljning", matters::path(listed.matter));
        let row = Row::new(format!("{title}: {}", listed.name), href)
            .hint(format!("Dag: {}", swedish::date(*day)));
        if *day < today {
            late.push(row.tag("Försenat", Tone::Stop));
        } else {
            rest.push(row.tag("Följ upp", Tone::Wait));
        }
    }
    rest.extend(listed(&tasks.to_register, "Ge diarienummer"));
    rest.extend(listed(&tasks.to_schedule, "Sätt upp på dagordningen"));
    rest.extend(tasks.to_finish.iter().map(|found| {
        let what = if found.phase == Phase::Closed {
            "Arkivera"
        } else {
            "Avsluta när allt är klart"
        };
        row_of(found, what)
    }));
    (late, rest)
}

fn is_mine(matter: &Matter) -> bool {
    matches!(matter.phase, Phase::Draft | Phase::Decided)
}

fn listed<'a>(found: &'a [Listed], what: &'a str) -> impl Iterator<Item = Row> + 'a {
    found.iter().map(move |found| row_of(found, what))
}

fn row_of(found: &Listed, what: &str) -> Row {
    let row = Row::new(&found.title, matters::path(found.id)).tag(what, Tone::Info);
    match &found.register_number {
        Some(number) => row.hint(number),
        None => row,
    }
}

/// What the secretary does next with a meeting, and by which day.
fn next_of(meeting: &Meeting) -> Option<(&'static str, NaiveDate)> {
    let minutes = meeting.minutes.as_ref();
    match meeting.phase {
        MeetingPhase::Open => Some(("Avsluta sammanträdet", meeting.day)),
        MeetingPhase::Held => Some((
            "Skicka protokollet för justering",
            legal_days::certification_latest(meeting.day),
        )),
        MeetingPhase::Certifying => Some((
            "Protokollet justeras",
            legal_days::certification_latest(meeting.day),
        )),
        MeetingPhase::Certified => {
            let certified = minutes?.certified_on?;
            let by = legal_days::announcement_latest(certified, WeekendRule::default());
            Some(("Tillkännage justeringen", by))
        }
        MeetingPhase::Announced => {
            Some(("Ta ner anslaget", minutes?.notice.as_ref()?.down_earliest))
        }
        MeetingPhase::Planned => Some(("Förbered sammanträdet", meeting.day)),
        MeetingPhase::Closed | MeetingPhase::Cancelled => None,
    }
}

/// What the person waits for from others.
fn waiting(tasks: &Tasks, today: NaiveDate) -> Vec<Row> {
    tasks
        .own
        .iter()
        .filter(|matter| !is_mine(matter))
        .map(|matter| {
            let row = Row::new(&matter.content.title, matters::path(matter.id));
            let open = matter
                .reviews
                .iter()
                .filter(|review| review.answer.is_none());
            match open.map(|review| review.due).min() {
                Some(due) if matter.phase == Phase::Review => {
                    let told = matter
                        .reviews
                        .iter()
                        .any(|it| it.is_open() && it.escalated.is_some());
                    if told {
                        let hint = format!("Svar senast {}. Svaret dröjer.", swedish::date(due));
                        return row.hint(hint).tag("Eskalerat", Tone::Stop);
                    }
                    let tone = if due < today { Tone::Stop } else { Tone::Wait };
                    row.hint(format!("Svar senast {}", swedish::date(due)))
                        .tag(matter.phase.swedish(), tone)
                }
                _ => {
                    let changed = calendar::today_in_stockholm(matter.changed_at);
                    row.hint(format!("Ändrat {}", swedish::date(changed)))
                        .tag(matter.phase.swedish(), Tone::Info)
                }
            }
        })
        .collect()
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
