//! The roll call: who is there, who serves for whom, who leads and who certifies.

use super::{link, managed, mark, path};
use crate::{
    domain::{
        body::{Membership, Seat, vacant_on},
        identifiers::PersonId,
        refusal::{Place, Reason, Refusal},
    },
    meeting::{
        act::{Action, Present, RollCall},
        lifecycle::MeetingPhase,
        question,
        state::{Mode, OtherPresent},
    },
    office::{OfficeError, reading::MeetingView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            field::{Choice, FieldView, Widget},
            meeting::{AttendancePage, RollRow},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new().route("/sammantraden/{id}/upprop", get(show).post(call))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let view = managed(&app, &visitor, &id).await?;
    let page = page(&view, &stored(&view));
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn call(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let form = Some(sent.nonce()?);
    let view = managed(&app, &visitor, &id).await?;
    let id = view.meeting.id;
    let refusal = match roll_call(&view, &sent) {
        Ok(roll) => {
            let action = match view.meeting.phase {
                MeetingPhase::Planned => Action::Begin(roll),
                _ => Action::CorrectAttendance(roll),
            };
            let seen = sent.read("seen").unwrap_or_default();
            let office = app.office();
            let done = office
                .act_on_meeting_as_seen(visitor.asker(), id, seen, vec![action], form, app.now())
                .await;
            match done {
                Ok(()) => return Ok(Redirect::to(&path(id)).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut page = page(&view, &sent);
    let field_of = |rule: &str| match rule {
        "ordforande" => Some("chair".to_owned()),
        "justerare" => Some("certifier_1".to_owned()),
        _ => None,
    };
    let extras = page.rows.iter_mut().filter_map(|row| row.extra.as_mut());
    page.refusal = mark(extras.chain(&mut page.fields), &refusal, field_of, None);
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

/// Everybody with a seat, once each and with the highest seat, in order of precedence.
pub(super) fn seated(view: &MeetingView) -> Vec<&Membership> {
    let mut seated: Vec<&Membership> = view.memberships.iter().collect();
    seated.sort_by_key(|membership| membership.seat);
    let mut persons = Vec::new();
    seated.retain(|membership| {
        let is_new = !persons.contains(&membership.person);
        persons.push(membership.person);
        is_new
    });
    seated
}

fn name_of(view: &MeetingView, person: PersonId) -> String {
    view.names
        .get(&person)
        .cloned()
        .unwrap_or_else(|| "Okänd person".to_owned())
}

/// The form as it would be sent unchanged: what is recorded, or everybody present but the substitutes.
fn stored(view: &MeetingView) -> Sent {
    let meeting = &view.meeting;
    let is_called = !meeting.attendance.is_empty();
    let mut pairs = Vec::new();
    for membership in seated(view) {
        let person = membership.person;
        let (there, serves) = match meeting.present(person) {
            Some(present) => {
                let serves = match present.replaces {
                    Some(member) => member.to_string(),
                    None if present.serves => VACANT.to_owned(),
                    None => String::new(),
                };
                (mode_key(present.mode), serves)
            }
            None if !is_called && membership.seat.is_member() => (ON_SITE, String::new()),
            None => (ABSENT, String::new()),
        };
        pairs.push((format!("present_{person}"), there.to_owned()));
        pairs.push((format!("serves_{person}"), serves));
    }
    let chair = meeting.chair.or_else(|| {
        seated(view)
            .first()
            .filter(|first| first.seat == Seat::Chair)
            .map(|first| first.person)
    });
    pairs.extend(chair.map(|chair| ("chair".to_owned(), chair.to_string())));
    for (at, certifier) in meeting.certifiers.iter().enumerate() {
        pairs.push((format!("certifier_{}", at + 1), certifier.to_string()));
    }
    let others: Vec<String> = meeting
        .others
        .iter()
        .map(|other| match other.title.as_str() {
            "" => other.name.clone(),
            title => format!("{}, {title}", other.name),
        })
        .collect();
    pairs.push(("others".to_owned(), others.join("\n")));
    pairs.into_iter().collect()
}

const ON_SITE: &str = "plats";
const REMOTE: &str = "distans";
const ABSENT: &str = "franvarande";
/// A substitute who serves on a seat that nobody holds.
const VACANT: &str = "vakant";

fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => ON_SITE,
        Mode::Remote => REMOTE,
    }
}

fn roll_call(view: &MeetingView, sent: &Sent) -> Result<RollCall, Refusal> {
    let mut present = Vec::new();
    for membership in seated(view) {
        let person = membership.person;
        let mode = match sent.line(&format!("present_{person}")).as_str() {
            ON_SITE => Mode::OnSite,
            REMOTE => Mode::Remote,
            _ => continue,
        };
        let serves = sent.line(&format!("serves_{person}"));
        let replaces = serves.parse().ok();
        let serves = membership.seat.is_member() || replaces.is_some() || serves == VACANT;
        present.push(Present {
            person,
            serves,
            replaces,
            mode,
        });
    }
    let wanted = usize::from(view.body.rules.certifiers);
    let certifiers = (1..=wanted)
        .filter_map(|at| sent.read(&format!("certifier_{at}")))
        .collect();
    let chair = sent.read("chair").ok_or_else(|| {
        let reason = Reason::new("ordforande", "Ange vem som leder sammanträdet.");
        let reason = reason.at(Place::Field("chair".to_owned()));
        Refusal::invalid("Uppropet är inte sparat.", vec![reason])
    })?;
    Ok(RollCall {
        present,
        others: others(&sent.text("others")),
        chair,
        certifiers,
    })
}

/// One person a line: the name, a comma, the title.
fn others(typed: &str) -> Vec<OtherPresent> {
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, title) = line.split_once(',').unwrap_or((line, ""));
            OtherPresent {
                name: name.trim().to_owned(),
                title: title.trim().to_owned(),
            }
        })
        .collect()
}

fn page(view: &MeetingView, sent: &Sent) -> AttendancePage {
    let meeting = &view.meeting;
    AttendancePage {
        meeting: link(meeting),
        quorum: quorum(view),
        refusal: None,
        rows: seated(view)
            .into_iter()
            .map(|membership| row(view, membership, sent))
            .collect(),
        fields: fields(view, sent),
        seen: meeting.version.to_string(),
        action: format!("{}/upprop", path(meeting.id)),
    }
}

/// How many must be there, and what a new roll call leaves as it is.
fn quorum(view: &MeetingView) -> String {
    let meeting = &view.meeting;
    let seats = usize::from(view.body.rules.seats);
    let vacant = match vacant_on(&view.body, &view.memberships, meeting.day) {
        0 => String::new(),
        1 => ", varav en plats är vakant".to_owned(),
        several => format!(", varav {several} platser är vakanta"),
    };
    let decided = if meeting.items.iter().any(|item| item.outcome.is_some()) {
        " De punkter som redan är avgjorda behåller den närvaro som gällde då. Öppna en punkt på \
         nytt om dess närvaro var fel."
    } else {
        ""
    };
    format!(
        "{} har {seats} ledamöter{vacant}. Minst {} ska tjänstgöra (KL 6:27).{decided}",
        meeting.body_name,
        question::quorum(seats)
    )
}

fn row(view: &MeetingView, membership: &Membership, sent: &Sent) -> RollRow {
    let person = membership.person;
    let there = sent.line(&format!("present_{person}"));
    let party = match membership.party.as_str() {
        "" => String::new(),
        party => format!("({party}), "),
    };
    let choice = |value: &str, title: &str| Choice::new(value, title).chosen(there == value);
    RollRow {
        id: format!("narvaro-{person}"),
        name: format!("present_{person}"),
        person: name_of(view, person),
        note: format!("{party}{}", membership.seat.swedish()),
        choices: vec![
            choice(ON_SITE, "Här"),
            choice(REMOTE, "På distans"),
            choice(ABSENT, "Frånvarande"),
        ],
        extra: (membership.seat == Seat::Substitute).then(|| serves_for(view, person, sent)),
    }
}

fn serves_for(view: &MeetingView, person: PersonId, sent: &Sent) -> FieldView {
    let name = format!("serves_{person}");
    let chosen = sent.line(&name);
    let mut choices = vec![Choice::new("", "Tjänstgör inte")];
    choices.extend(
        seated(view)
            .into_iter()
            .filter(|member| member.seat.is_member())
            .map(|member| {
                let id = member.person.to_string();
                let title = format!("För {}", name_of(view, member.person));
                Choice::new(id.clone(), title).chosen(chosen == id)
            }),
    );
    choices.push(Choice::new(VACANT, "På en vakant plats").chosen(chosen == VACANT));
    FieldView::new(name, "Tjänstgör", Widget::Select { choices })
}

fn fields(view: &MeetingView, sent: &Sent) -> Vec<FieldView> {
    let people = |name: &str| {
        let chosen = sent.line(name);
        let mut choices = vec![Choice::new("", "Välj")];
        choices.extend(seated(view).into_iter().map(|membership| {
            let id = membership.person.to_string();
            let title = format!(
                "{}, {}",
                name_of(view, membership.person),
                membership.seat.swedish()
            );
            Choice::new(id.clone(), title).chosen(chosen == id)
        }));
        Widget::Select { choices }
    };
    let mut fields = vec![FieldView::new(
        "chair",
        "Leder sammanträdet",
        people("chair"),
    )];
    let wanted = usize::from(view.body.rules.certifiers);
    fields.extend((1..=wanted).map(|at| {
        let name = format!("certifier_{at}");
        let label = if wanted == 1 {
            "Justerare".to_owned()
        } else {
            format!("Justerare {at}")
        };
        FieldView::new(&name, label, people(&name))
            .hint("Justerar protokollet tillsammans med ordföranden (KL 5:69).")
    }));
    fields.push(
        FieldView::textarea("others", "Övriga närvarande", sent.text("others"), 4)
            .hint("En per rad: namn, titel")
            .optional(),
    );
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_read_line_by_line() {
        let found = others("Lina Berg, IT-strateg, digitala enheten\n\n  Bo Ek \n");
        let read: Vec<(&str, &str)> = found
            .iter()
            .map(|other| (other.name.as_str(), other.title.as_str()))
            .collect();
        assert_eq!(
            read,
            [("Lina Berg", "IT-strateg, digitala enheten"), ("Bo Ek", "")]
        );
    }
}
