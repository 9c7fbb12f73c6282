//! The steps of a meeting: each is shown to be checked, and then sent. One main button per page.

use super::{crumbs, id_of, managed, mark, page::blockers, path, typed};
use crate::{
    domain::{
        body::Body,
        identifiers::PersonId,
        legal_days::{certification_latest, last_appeal_day, notice_down_earliest},
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    meeting::{
        act::{Action, CertificationAnswer},
        lifecycle::MeetingPhase,
        state::{CertificationState, Meeting},
    },
    office::{OfficeError, reading::MeetingView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::CheckPage,
            field::{Choice, FieldView, Widget},
            part::{Fact, Link},
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
use chrono::NaiveDate;

pub(super) fn router() -> Router<App> {
    Router::new().route("/sammantraden/{id}/{step}", get(check).post(take))
}

/// A step that the secretary can take with a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    End,
    Cancel,
    ReplaceCertifier,
    Send,
    Print,
    Record,
    Recall,
    Announce,
    TakeDown,
}

impl Step {
    const ALL: [Step; 9] = [
        Step::End,
        Step::Cancel,
        Step::ReplaceCertifier,
        Step::Send,
        Step::Print,
        Step::Record,
        Step::Recall,
        Step::Announce,
        Step::TakeDown,
    ];

    /// The word in the address.
    pub(super) fn key(self) -> &'static str {
        match self {
            Step::End => "avsluta",
            Step::Cancel => "stall-in",
            Step::ReplaceCertifier => "byt-justerare",
            Step::Send => "justera",
            Step::Print => "justera-pa-papper",
            Step::Record => "registrera-justering",
            Step::Recall => "aterta",
            Step::Announce => "tillkannage",
            Step::TakeDown => "ta-ner",
        }
    }

    /// The words on the button.
    pub(super) fn button(self) -> &'static str {
        match self {
            Step::End => "Avsluta sammanträdet",
            Step::Cancel => "Ställ in sammanträdet",
            Step::ReplaceCertifier => "Byt justerare",
            Step::Send => "Skicka protokollet för justering",
            Step::Print => "Lås protokollet för justering på papper",
            Step::Record => "Registrera en justering på papper",
            Step::Recall => "Återta protokollet",
            Step::Announce => "Tillkännage justeringen",
            Step::TakeDown => "Ta ner anslaget",
        }
    }

    /// The steps that fit where the meeting stands, the main one first.
    pub(super) fn fitting(meeting: &Meeting, body: &Body) -> Vec<Step> {
        let on_paper = body.rules.certification.assurance.is_none();
        match meeting.phase {
            MeetingPhase::Planned => vec![Step::Cancel],
            MeetingPhase::Open => vec![Step::End, Step::ReplaceCertifier],
            MeetingPhase::Held if on_paper => vec![Step::Print, Step::ReplaceCertifier],
            MeetingPhase::Held => vec![Step::Send, Step::ReplaceCertifier],
            MeetingPhase::Certifying if is_on_paper(meeting) => vec![Step::Record, Step::Recall],
            MeetingPhase::Certifying => vec![Step::Recall],
            MeetingPhase::Certified => vec![Step::Announce],
            MeetingPhase::Announced => vec![Step::TakeDown],
            MeetingPhase::Closed | MeetingPhase::Cancelled => Vec::new(),
        }
    }

    /// Whether the page says beforehand what stops it: the steps that the office looks ahead to.
    fn is_looked_ahead_to(self) -> bool {
        matches!(
            self,
            Step::End | Step::Send | Step::Print | Step::Announce | Step::TakeDown
        )
    }

    fn consequences(self) -> Vec<&'static str> {
        match self {
            Step::End => vec![
                "Paragraferna får sina nummer. De kan inte bytas.",
                "Varje ärende går vidare med det som beslutades.",
                "Reservationer kan inte anmälas efter detta (KL 4:27).",
            ],
            Step::Cancel => vec!["Ärendena på dagordningen blir åter klara för beslut."],
            Step::ReplaceCertifier => {
                vec!["Den nya justeraren tillfrågas när protokollet skickas."]
            }
            Step::Send => vec![
                "Protokollets text fryses som en ny version. Den görs som Word-fil.",
                "Ordföranden och justerarna får ett mejl med en personlig länk.",
            ],
            Step::Print => vec![
                "Protokollets text fryses som en ny version. Den görs som Word-fil att skriva ut.",
                "Du registrerar varje justering när den är gjord.",
            ],
            Step::Record => vec!["Justeringen står i protokollets historik med dag och person."],
            Step::Recall => vec![
                "De länkar som har skickats slutar gälla.",
                "Den som redan har justerat behöver justera den nya versionen.",
            ],
            Step::Announce => vec![
                "Överklagandetiden räknas från den dag då anslaget sattes upp (KL 13:5).",
                "Anslaget ska sitta uppe hela tiden.",
            ],
            Step::TakeDown => vec!["Sammanträdet avslutas. Anslagsbeviset är komplett."],
        }
    }

    fn fields(self, meeting: &Meeting, sent: &Sent, today: NaiveDate) -> Vec<FieldView> {
        let day = |label: &str| {
            let value = if sent.holds("on") {
                sent.line("on")
            } else {
                swedish::iso(today)
            };
            FieldView::date("on", label, value)
        };
        let reason = || FieldView::textarea("reason", "Skäl", sent.text("reason"), 3);
        match self {
            Step::End => {
                let field =
                    FieldView::text("ended_at", "När avslutades det?", sent.line("ended_at"));
                vec![field.hint("Klockslag, till exempel 15.45")]
            }
            Step::Cancel | Step::Recall => vec![reason()],
            Step::ReplaceCertifier => {
                let serving: Vec<PersonId> = meeting
                    .everyone()
                    .into_iter()
                    .map(|present| present.person)
                    .filter(|person| meeting.has_served(*person))
                    .collect();
                vec![
                    people(
                        meeting,
                        "from",
                        "Justerare som inte kan",
                        &meeting.certifiers,
                        sent,
                    ),
                    people(meeting, "to", "Justerar i stället", &serving, sent),
                    reason().hint("Varför, och vem som har utsett den nya."),
                ]
            }
            Step::Send | Step::Print => Vec::new(),
            Step::Record => {
                let certifications = meeting.minutes.iter().flat_map(|one| &one.certifications);
                let waiting: Vec<PersonId> = certifications
                    .filter(|one| one.state == CertificationState::Waiting)
                    .map(|one| one.person)
                    .collect();
                let objects = sent.line("answer") == "objects";
                let choices = vec![
                    Choice::new("certifies", "Justerade protokollet").chosen(!objects),
                    Choice::new("objects", "Har en invändning").chosen(objects),
                ];
                vec![
                    people(meeting, "person", "Vem", &waiting, sent),
                    FieldView::new("answer", "Svar", Widget::Radios { choices }),
                    FieldView::textarea("words", "Invändningen", sent.text("words"), 3).optional(),
                    day("Vilken dag?"),
                ]
            }
            Step::Announce => vec![day("Vilken dag sattes anslaget upp?")],
            Step::TakeDown => vec![day("Vilken dag togs anslaget ner?")],
        }
    }

    fn facts(self, view: &MeetingView, today: NaiveDate) -> Vec<Fact> {
        let meeting = &view.meeting;
        let mut facts = vec![
            Fact::new("Organ", &meeting.body_name),
            Fact::new("Sammanträde", super::when(meeting)),
        ];
        match self {
            Step::End => {
                let decided = meeting
                    .items
                    .iter()
                    .filter(|item| item.outcome.is_some())
                    .count();
                facts.push(Fact::new(
                    "Punkter",
                    format!("{decided} av {} är avgjorda", meeting.items.len()),
                ));
                facts.push(Fact::new(
                    "Paragrafer",
                    meeting.sections_needed().to_string(),
                ));
            }
            Step::Send | Step::Print => {
                let day = swedish::date(certification_latest(meeting.day));
                facts.push(Fact::new("Senast justerat", day).note("KL 5:69"));
            }
            Step::Announce => {
                let last = last_appeal_day(today);
                let note = "Om anslaget sätts upp i dag. KL 13:5";
                facts.push(Fact::new(
                    "Anslaget säger att protokollet finns",
                    &view.body.minutes_kept_at,
                ));
                facts.push(Fact::new("Sista dag att överklaga", swedish::date(last)).note(note));
                let down = swedish::date(notice_down_earliest(last));
                facts.push(Fact::new("Anslaget tas ner tidigast", down).note("KL 8:12"));
            }
            _ => {}
        }
        facts
    }
}

fn is_on_paper(meeting: &Meeting) -> bool {
    let mut certifications = meeting.minutes.iter().flat_map(|one| &one.certifications);
    certifications.any(|one| one.sign_off.is_none())
}

fn people(meeting: &Meeting, name: &str, label: &str, of: &[PersonId], sent: &Sent) -> FieldView {
    let chosen = sent.line(name);
    let mut choices = vec![Choice::new("", "Välj")];
    choices.extend(of.iter().map(|person| {
        let id = person.to_string();
        let title = meeting.presented(*person).unwrap_or_default();
        Choice::new(id.clone(), title).chosen(chosen == id)
    }));
    FieldView::new(name, label, Widget::Select { choices })
}

fn read(step: &str) -> Result<Step, Failure> {
    Step::ALL
        .into_iter()
        .find(|known| known.key() == step)
        .ok_or(Failure::NotFound)
}

async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let step = read(&step)?;
    let view = managed(&app, &visitor, &id).await?;
    let mut page = page(&app, &view, step, &Sent::default());
    if step.is_looked_ahead_to() && Step::fitting(&view.meeting, &view.body).contains(&step) {
        page.blockers = blockers(&view);
    }
    app.page(&visitor.frame("/sammantraden")?, &page)
}

async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let step = read(&step)?;
    let form = Some(sent.nonce()?);
    let (office, asker, id) = (app.office(), visitor.asker(), id_of(&id)?);
    let done = match step {
        Step::End => match typed::time(&sent, "ended_at") {
            Ok(ended_at) => {
                office
                    .end_meeting(asker, id, ended_at, form, app.now())
                    .await
            }
            Err(fault) => Err(not_read(vec![*fault])),
        },
        Step::Cancel => {
            office
                .cancel_meeting(asker, id, sent.text("reason"), form, app.now())
                .await
        }
        _ => match action(step, &sent) {
            Ok(action) => {
                office
                    .act_on_meeting(asker, id, action, form, app.now())
                    .await
            }
            Err(faults) => Err(not_read(faults)),
        },
    };
    match done {
        Ok(()) if matches!(step, Step::Cancel | Step::TakeDown | Step::ReplaceCertifier) => {
            Ok(Redirect::to(&path(id)).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}/protokoll", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            refused(&app, &visitor, step, &sent, id, &refusal).await
        }
        Err(other) => Err(other.into()),
    }
}

fn not_read(faults: Vec<Reason>) -> OfficeError {
    Refusal::invalid("Det gick inte att förstå det du skrev.", faults).into()
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    step: Step,
    sent: &Sent,
    id: crate::domain::identifiers::MeetingId,
    refusal: &Refusal,
) -> Result<Response, Failure> {
    let view = managed(app, visitor, &id.to_string()).await?;
    let mut page = page(app, &view, step, sent);
    let field_of = |rule: &str| match rule {
        "skal" => Some("reason".to_owned()),
        "sluttid" => Some("ended_at".to_owned()),
        "invandning" => Some("words".to_owned()),
        "dag" | "anslag" => Some("on".to_owned()),
        "justerare" => Some("to".to_owned()),
        _ => None,
    };
    page.refusal = mark(&mut page.fields, refusal, field_of, Some(id));
    app.page_with(
        status_of(refusal.kind),
        &visitor.frame("/sammantraden")?,
        &page,
    )
}

fn action(step: Step, sent: &Sent) -> Result<Action, Vec<Reason>> {
    let reason = sent.text("reason");
    let person = |name: &str| {
        sent.read::<PersonId>(name).ok_or_else(|| {
            Box::new(Reason::new("person", "Välj en person.").at(Place::Field(name.to_owned())))
        })
    };
    let on = || typed::day(sent, "on").map_err(|fault| vec![*fault]);
    Ok(match step {
        Step::ReplaceCertifier => match (person("from"), person("to")) {
            (Ok(from), Ok(to)) => Action::ReplaceCertifier { from, to, reason },
            (from, to) => {
                return Err(from
                    .err()
                    .into_iter()
                    .chain(to.err())
                    .map(|fault| *fault)
                    .collect());
            }
        },
        Step::Print => Action::PrintForCertification,
        Step::Record => match (person("person"), typed::day(sent, "on")) {
            (Ok(person), Ok(on)) => {
                let answer = if sent.line("answer") == "objects" {
                    CertificationAnswer::Objects {
                        words: sent.text("words"),
                    }
                } else {
                    CertificationAnswer::Certifies
                };
                Action::RecordCertification {
                    person,
                    sign_off: None,
                    answer,
                    on,
                }
            }
            (person, on) => {
                return Err(person
                    .err()
                    .into_iter()
                    .chain(on.err())
                    .map(|fault| *fault)
                    .collect());
            }
        },
        Step::Recall => Action::RecallMinutes { reason },
        Step::Announce => Action::Announce { on: on()? },
        Step::TakeDown => Action::TakeDown { on: on()? },
        Step::Send | Step::End | Step::Cancel => Action::SendForCertification,
    })
}

fn page(app: &App, view: &MeetingView, step: Step, sent: &Sent) -> CheckPage {
    let meeting = &view.meeting;
    let here = path(meeting.id);
    CheckPage {
        heading: step.button().to_owned(),
        crumbs: crumbs(meeting),
        facts: step.facts(view, app.today()),
        consequences: step
            .consequences()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect(),
        blockers: Vec::new(),
        refusal: None,
        fields: step.fields(meeting, sent, app.today()),
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/{}", step.key()),
        button: step.button().to_owned(),
        danger: matches!(step, Step::Cancel | Step::Recall),
        cancel: Link::new("Avbryt", here),
    }
}
