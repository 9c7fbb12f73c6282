//! One answer: its versions, feedback, somebody else to answer, and the matter it becomes.

use super::{crumbs, refusal_panel, round_path, view_of};
use crate::{
    collection::{overview::standing, state::Answered},
    domain::{
        identifiers::InquiryId,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    office::{
        OfficeError,
        collecting::{Leading, RoundView, Shown},
    },
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{FieldGroup, FormPage},
            collecting::{Listing, ListingPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Link, MainAct, Row},
        },
        matters::mark,
        session::Visitor,
    },
    workflow::value::FieldType,
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/insamlingar/{round}/svar/{inquiry}", get(show))
        .route(
            "/insamlingar/{round}/svar/{inquiry}/{act}",
            get(prepare).post(lead),
        )
}

/// What an officer can do with an inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Feedback,
    AskAnother,
    SendAnew,
    OpenMatter,
}

impl Act {
    const ALL: [Self; 4] = [
        Self::Feedback,
        Self::AskAnother,
        Self::SendAnew,
        Self::OpenMatter,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Feedback => "aterkoppling",
            Self::AskAnother => "mottagare",
            Self::SendAnew => "ny-lank",
            Self::OpenMatter => "arende",
        }
    }

    fn button(self) -> &'static str {
        match self {
            Self::Feedback => "Skicka återkoppling",
            Self::AskAnother => "Låt någon annan svara",
            Self::SendAnew => "Skicka en ny länk",
            Self::OpenMatter => "Öppna ärende",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Self::Feedback => {
                "Återkopplingen skickas till den som svarade och visas bredvid frågorna."
            }
            Self::AskAnother => {
                "Den nya mottagaren får ett mejl med en egen länk. Den tidigare länken slutar gälla, och det som är sparat finns kvar."
            }
            Self::SendAnew => {
                "Ett nytt mejl skickas till samma adress. Den tidigare länken slutar gälla."
            }
            Self::OpenMatter => {
                "Ett utkast öppnas hos det organ som svarade, med svaret och återkopplingen som text."
            }
        }
    }
}

fn found<'v>(view: &'v RoundView, id: &str) -> Result<&'v Shown, Failure> {
    let id: InquiryId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = view.inquiries.iter().find(|shown| shown.inquiry.id == id);
    found.ok_or(Failure::NotFound)
}

fn opens(app: &App, view: &RoundView) -> bool {
    app.office()
        .definition(&view.matter)
        .ok()
        .and_then(|definition| definition.collection(view.round.collection.as_str()))
        .is_some_and(|collection| collection.opens.is_some())
}

fn fitting(app: &App, view: &RoundView, shown: &Shown) -> Vec<Act> {
    let answered = shown.inquiry.answer().is_some();
    let open = view.round.is_open();
    Act::ALL
        .into_iter()
        .filter(|act| {
            view.may_lead
                && match act {
                    Act::Feedback => answered,
                    Act::AskAnother | Act::SendAnew => open,
                    Act::OpenMatter => answered && shown.inquiry.body.is_some() && opens(app, view),
                }
        })
        .collect()
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((round, inquiry)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    let shown = found(&view, &inquiry)?;
    let here = format!("{}/svar/{inquiry}", round_path(view.round.id));
    let acts = fitting(&app, &view, shown);
    let main = acts.first().filter(|act| **act == Act::Feedback);
    let versions = shown.inquiry.answers.iter().rev();
    let mut groups: Vec<Listing> = versions
        .map(|answered| answer(&view, shown, answered))
        .collect();
    groups.push(Listing {
        id: "aterkoppling".to_owned(),
        heading: "Återkoppling".to_owned(),
        rows: shown
            .inquiry
            .feedback
            .iter()
            .rev()
            .map(|one| {
                let row = Row::plain(swedish::capitalised(&swedish::date_and_time(one.at)))
                    .remark(&one.text);
                if one.asks_for.is_empty() {
                    row
                } else {
                    row.hint(format!("Behöver göras: {}", one.asks_for))
                }
            })
            .collect(),
        empty: "Ingen återkoppling har getts.".to_owned(),
    });
    if !shown.inquiry.opened.is_empty() {
        groups.push(Listing {
            id: "arenden".to_owned(),
            heading: "Ärenden som har öppnats".to_owned(),
            rows: shown
                .inquiry
                .opened
                .iter()
                .map(|matter| Row::new("Öppna ärendet", super::path(*matter)))
                .collect(),
            empty: String::new(),
        });
    }
    let page = ListingPage {
        heading: shown.inquiry.answers_for.clone(),
        lead: None,
        crumbs: way_back(&view),
        facts: vec![
            Fact::new("Svarar", &shown.recipient),
            Fact::new(
                "Läge",
                standing(&view.round, &shown.inquiry, app.today()).swedish(),
            ),
        ],
        blockers: Vec::new(),
        main: main.map(|act| MainAct::new("Ge återkoppling", format!("{here}/{}", act.key()))),
        others: acts
            .iter()
            .filter(|act| Some(*act) != main)
            .map(|act| Link::new(act.button(), format!("{here}/{}", act.key())))
            .collect(),
        groups,
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

fn way_back(view: &RoundView) -> Vec<Link> {
    let mut crumbs = crumbs(view.matter.id, &view.matter.content.title);
    crumbs.push(Link::new(&view.round.title, round_path(view.round.id)));
    crumbs
}

/// A version of the answer, question by question.
fn answer(view: &RoundView, shown: &Shown, answered: &Answered) -> Listing {
    let mut rows = Vec::new();
    for (item, answers) in shown.inquiry.items.iter().zip(&answered.items) {
        for question in &view.round.questions {
            let title = if item.title.is_empty() {
                question.title.clone()
            } else {
                format!("{}: {}", item.title, question.title)
            };
            let words = answers
                .get(&question.key)
                .map_or("Inget svar".to_owned(), |value| question.kind.print(value));
            let row = Row::plain(title);
            rows.push(match question.kind {
                FieldType::Richtext => row.remark(words),
                _ => row.hint(words),
            });
        }
    }
    let late = if answered.late {
        ", efter sista dagen"
    } else {
        ""
    };
    Listing {
        id: format!("version-{}", answered.number),
        heading: format!(
            "Svar, version {}: {}{late}",
            answered.number,
            swedish::date_and_time(answered.at)
        ),
        rows,
        empty: String::new(),
    }
}

async fn prepare(
    State(app): State<App>,
    visitor: Visitor,
    Path((round, inquiry, act)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    let shown = found(&view, &inquiry)?;
    let act = wanted(&app, &view, shown, &act)?;
    let page = form(&app, &visitor, &view, shown, act, None).await?;
    app.page(&visitor.frame("/arenden")?, &page)
}

fn wanted(app: &App, view: &RoundView, shown: &Shown, key: &str) -> Result<Act, Failure> {
    fitting(app, view, shown)
        .into_iter()
        .find(|act| act.key() == key)
        .ok_or(Failure::NotFound)
}

async fn form(
    app: &App,
    visitor: &Visitor,
    view: &RoundView,
    shown: &Shown,
    act: Act,
    sent: Option<(&Sent, &Refusal)>,
) -> Result<FormPage, Failure> {
    let here = format!("{}/svar/{}", round_path(view.round.id), shown.inquiry.id);
    let typed = |name: &str| sent.map(|(sent, _)| sent.text(name));
    let mut fields = match act {
        Act::Feedback => vec![
            FieldView::textarea("text", "Återkoppling", typed("text").unwrap_or_default(), 8),
            FieldView::textarea(
                "asks_for",
                "Vad behöver göras?",
                typed("asks_for").unwrap_or_default(),
                4,
            )
            .optional(),
        ],
        Act::SendAnew => Vec::new(),
        Act::OpenMatter => {
            let title = format!("{}: {}", view.round.title, shown.inquiry.answers_for);
            vec![FieldView::text(
                "title",
                "Rubrik (ärendemening)",
                typed("title").unwrap_or(title),
            )]
        }
        Act::AskAnother => {
            let people = app
                .office()
                .active_people(visitor.asker(), app.now())
                .await?;
            let chosen = typed("person").unwrap_or_default();
            let others = people
                .into_iter()
                .filter(|(person, _)| *person != shown.inquiry.recipient)
                .map(|(person, name)| {
                    let value = person.to_string();
                    let is_chosen = value == chosen;
                    Choice::new(value, name).chosen(is_chosen)
                });
            let nobody = Choice::new("", "Välj person").chosen(chosen.is_empty());
            let choices = std::iter::once(nobody).chain(others).collect();
            vec![FieldView::new(
                "person",
                "Vem ska svara?",
                Widget::Select { choices },
            )]
        }
    };
    let mut panel = None;
    if let Some((_, refusal)) = sent
        && !mark(&mut fields, refusal).is_empty()
    {
        panel = Some(refusal_panel(refusal));
    }
    Ok(FormPage {
        heading: act.button().to_owned(),
        lead: Some(act.lead().to_owned()),
        crumbs: {
            let mut crumbs = way_back(view);
            crumbs.push(Link::new(&shown.inquiry.answers_for, &here));
            crumbs
        },
        facts: vec![
            Fact::new("Svarar för", &shown.inquiry.answers_for),
            Fact::new("Svarar", &shown.recipient),
        ],
        refusal: panel,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/{}", act.key()),
        button: act.button().to_owned(),
        cancel: Link::new("Avbryt", here),
        has_contents: false,
        multipart: false,
    })
}

async fn lead(
    State(app): State<App>,
    visitor: Visitor,
    Path((round, inquiry, act)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = view_of(&app, &visitor, &round).await?;
    let shown = found(&view, &inquiry)?;
    let act = wanted(&app, &view, shown, &act)?;
    let id = shown.inquiry.id;
    let form_nonce = Some(sent.nonce()?);
    let office = app.office();
    let there = format!("{}/svar/{id}", round_path(view.round.id));
    let leading = match act {
        Act::Feedback => Leading::Feedback {
            text: sent.text("text"),
            asks_for: sent.text("asks_for"),
        },
        Act::SendAnew => Leading::SendAnew,
        Act::AskAnother => {
            let Some(person) = sent.read("person") else {
                let refusal = nobody_chosen();
                return again(&app, &visitor, &view, shown, act, &sent, &refusal).await;
            };
            Leading::AskAnother(person)
        }
        Act::OpenMatter => {
            let title = sent.line("title");
            let opened = office
                .open_from_answer(visitor.asker(), id, &title, form_nonce, app.now())
                .await;
            return match opened {
                Ok(matter) => Ok(Redirect::to(&super::path(matter)).into_response()),
                Err(OfficeError::Refused(refusal)) => {
                    again(&app, &visitor, &view, shown, act, &sent, &refusal).await
                }
                Err(other) => Err(other.into()),
            };
        }
    };
    match office
        .lead_inquiry(visitor.asker(), id, leading, form_nonce, app.now())
        .await
    {
        Ok(()) => Ok(Redirect::to(&there).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            again(&app, &visitor, &view, shown, act, &sent, &refusal).await
        }
        Err(other) => Err(other.into()),
    }
}

fn nobody_chosen() -> Refusal {
    let reason = Reason::new("mottagare", "Ingen person är vald.")
        .remedy("Välj vem som ska svara.")
        .at(Place::Field("person".to_owned()));
    Refusal::invalid("Frågorna är inte skickade.", vec![reason])
}

async fn again(
    app: &App,
    visitor: &Visitor,
    view: &RoundView,
    shown: &Shown,
    act: Act,
    sent: &Sent,
    refusal: &Refusal,
) -> Result<Response, Failure> {
    let page = form(app, visitor, view, shown, act, Some((sent, refusal))).await?;
    app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
}
