//! The pages of an inquiry: the questions, the receipt, and why there is nothing to answer.

use super::{Arrival, of_question};
use crate::{
    collection::reading::{Typed, name_of, shown},
    domain::{
        refusal::{Place, Refusal, RefusalKind},
        swedish,
    },
    office::collecting::answering::{InquiryView, Way},
    signoff::{dead_link::DeadLink, state::LinkState},
    web::{
        App,
        answer::Failure,
        asked::Sent,
        look::{
            collecting::{InquiryPage, QuestionGroup},
            field::{FieldView, Widget},
            part::{Blocker, Fact, RefusalPanel, Said, Tone},
            signoff::{DeadLinkPage, ReceiptPage},
        },
        signing::hidden,
    },
    work::Closing,
};
use axum::{extract::State, http::StatusCode, response::Response};

/// Where an inquiry stands for the one who looks.
pub(super) enum Standing {
    /// It can be answered and corrected.
    Open,
    /// Only by somebody who is signed in.
    MustSignIn,
    /// The round is closed.
    Over,
    /// The link no longer leads anywhere.
    Dead(DeadLink),
}

pub(super) fn standing(app: &App, arrival: &Arrival) -> Standing {
    let view = &arrival.view;
    if let Way::Link(id) = arrival.way {
        let Some(link) = view.inquiry.link(id) else {
            return Standing::Dead(DeadLink::Unknown);
        };
        // A mailbox whose address has changed may be somebody else's by now: it is told nothing more.
        let dead = match link.state {
            LinkState::AddressChanged => Some(DeadLink::AddressChanged),
            LinkState::Closed(Closing::Reassigned) => Some(DeadLink::Reassigned),
            LinkState::Closed(_) => Some(DeadLink::Withdrawn),
            _ if !app.office().link_keys().holds(link.key) => Some(DeadLink::KeyRetired),
            LinkState::Reissued => Some(DeadLink::Reissued),
            LinkState::Live | LinkState::Answered if link.expires_at <= app.now() => {
                Some(DeadLink::Expired {
                    at: link.expires_at,
                })
            }
            LinkState::Live | LinkState::Answered => None,
        };
        if let Some(why) = dead {
            return Standing::Dead(why);
        }
        if view.matter.secrecy.is_some() {
            return Standing::MustSignIn;
        }
    }
    if !view.recipient_active {
        return Standing::Dead(DeadLink::Withdrawn);
    }
    if view.round.is_open() {
        Standing::Open
    } else {
        Standing::Over
    }
}

/// The page with the questions, with what was typed and what was wrong with it.
pub(super) fn open(
    app: &App,
    arrival: &Arrival,
    typed: Option<(&Typed, bool)>,
    status: StatusCode,
    happened: Option<&str>,
    refusal: Option<&Refusal>,
) -> Result<Response, Failure> {
    let view = &arrival.view;
    let texts = match typed {
        Some((typed, _)) => typed.clone(),
        None => shown(&view.round, &view.inquiry),
    };
    let here = arrival.path();
    let answered = view.inquiry.answer().is_some();
    let ready = FieldView::new(
        "klar",
        "Svaren är klara att skicka",
        Widget::Checkbox {
            checked: typed.is_some_and(|(_, ready)| ready),
        },
    );
    let mut page = InquiryPage {
        heading: view.round.title.clone(),
        facts: facts(arrival),
        help: view.round.help.clone(),
        status: happened.map(ToOwned::to_owned),
        feedback: feedback(arrival),
        refusal: None,
        groups: groups_of(view, &texts),
        ready,
        seen: view.inquiry.draft.version.to_string(),
        save_action: format!("{here}/spara"),
        send_action: format!("{here}/skicka"),
        button: if answered {
            "Skicka det rättade svaret".to_owned()
        } else {
            "Skicka svaren".to_owned()
        },
        leave_action: arrival.visitor.is_none().then(|| format!("{here}/avsluta")),
    };
    if let Some(refusal) = refusal {
        if refusal.kind == RefusalKind::Changed {
            show_saved(&mut page, view);
        }
        mark(&mut page, refusal);
    }
    app.page_with(status, &arrival.frame(app)?, &page)
}

fn groups_of(view: &InquiryView, texts: &Typed) -> Vec<QuestionGroup> {
    let items = view.inquiry.items.iter().enumerate();
    items
        .map(|(number, item)| QuestionGroup {
            legend: (!item.title.is_empty()).then(|| item.title.clone()),
            facts: Vec::new(),
            fields: view
                .round
                .questions
                .iter()
                .map(|question| {
                    let text = texts
                        .get(number)
                        .and_then(|typed| typed.get(&question.key))
                        .map_or("", String::as_str);
                    of_question(&name_of(number, &question.key), question, text)
                })
                .collect(),
        })
        .collect()
}

/// What another window has saved stands beside each field that says something else.
fn show_saved(page: &mut InquiryPage, view: &InquiryView) {
    let saved = groups_of(view, &shown(&view.round, &view.inquiry));
    for (group, saved) in page.groups.iter_mut().zip(&saved) {
        for (field, saved) in group.fields.iter_mut().zip(&saved.fields) {
            let kept = saved.widget.words();
            if field.widget.words() != kept {
                field.saved = Some(if kept.is_empty() {
                    "Inget är sparat här.".to_owned()
                } else {
                    kept
                });
            }
        }
    }
}

/// Puts each reason at its field; the rest in a panel on top.
fn mark(page: &mut InquiryPage, refusal: &Refusal) {
    let mut others = Vec::new();
    for reason in &refusal.reasons {
        let words = match &reason.remedy {
            Some(remedy) => format!("{} {remedy}", reason.message),
            None => reason.message.clone(),
        };
        let name = match &reason.place {
            Some(Place::Field(name)) => name.as_str(),
            _ => "",
        };
        let questions = page.groups.iter_mut().flat_map(|group| &mut group.fields);
        let field = questions
            .chain([&mut page.ready])
            .find(|field| field.name == name);
        match field {
            Some(field) => field.error = Some(words),
            None => others.push(Blocker::of(reason, |_| None)),
        }
    }
    if !others.is_empty() {
        page.refusal = Some(RefusalPanel {
            heading: refusal.what.clone(),
            blockers: others,
        });
    }
}

fn facts(arrival: &Arrival) -> Vec<Fact> {
    let view = &arrival.view;
    let mut facts = vec![
        Fact::new("Ärende", &view.matter.content.title),
        Fact::new("Du svarar för", &view.inquiry.answers_for).note(&view.recipient),
        Fact::new("Frågas av", &view.asked_by),
        Fact::new("Svara senast", swedish::date_with_weekday(view.round.due)).note(
            "Ett senare svar tas emot och märks så. Du kan rätta ditt svar tills insamlingen avslutas; varje version sparas.",
        ),
    ];
    if let Some(answered) = view.inquiry.answer() {
        let words = swedish::date_and_time(answered.at);
        facts.push(Fact::new("Senast skickat", words));
    } else if let Some(saved) = view.inquiry.draft.saved_at {
        let words = swedish::date_and_time(saved);
        facts.push(Fact::new("Utkast sparat", words));
    }
    facts
}

fn feedback(arrival: &Arrival) -> Vec<Said> {
    let said = arrival.view.inquiry.feedback.iter().rev();
    said.map(|one| Said {
        heading: swedish::capitalised(&swedish::date_and_time(one.at)),
        text: one.text.clone(),
        asks_for: Some(one.asks_for.clone()).filter(|text| !text.is_empty()),
    })
    .collect()
}

/// What was answered, as it was registered.
pub(super) fn receipt(app: &App, arrival: &Arrival) -> Result<Response, Failure> {
    let page = receipt_page(arrival).ok_or(Failure::NotFound)?;
    app.page(&arrival.frame(app)?, &page)
}

fn receipt_page(arrival: &Arrival) -> Option<ReceiptPage> {
    let view = &arrival.view;
    let answered = view.inquiry.answer()?;
    let mut facts = vec![
        Fact::new("Frågorna", &view.round.title),
        Fact::new("Du svarade för", &view.inquiry.answers_for),
        Fact::new("Mottaget", swedish::date_and_time(answered.at)),
        Fact::new("Version av svaret", answered.number.to_string()),
    ];
    for (item, answers) in view.inquiry.items.iter().zip(&answered.items) {
        for question in &view.round.questions {
            let label = if item.title.is_empty() {
                question.title.clone()
            } else {
                format!("{}: {}", item.title, question.title)
            };
            let answer = answers.get(&question.key);
            let words = answer.map(|value| question.kind.print(value));
            facts.push(Fact::new(label, words.unwrap_or_default()));
        }
    }
    let line = if answered.late {
        "Dina svar har tagits emot. De kom efter sista dagen och är märkta så."
    } else {
        "Dina svar har tagits emot."
    };
    let next = if view.round.is_open() {
        vec![
            "Ett kvitto skickas till din e-postadress.".to_owned(),
            "Blev något fel kan du öppna länken i mejlet igen och rätta svaret.".to_owned(),
        ]
    } else {
        vec!["Insamlingen är avslutad, och svaret kan inte ändras.".to_owned()]
    };
    Some(ReceiptPage {
        heading: "Tack, svaren är mottagna".to_owned(),
        line: line.to_owned(),
        tone: Tone::Good,
        facts,
        next,
        feedback: feedback(arrival),
        leave_action: arrival
            .visitor
            .is_none()
            .then(|| format!("{}/avsluta", arrival.path())),
    })
}

/// The round is closed: the answer is shown, or that there is none.
pub(super) fn over(app: &App, arrival: &Arrival) -> Result<Response, Failure> {
    if let Some(page) = receipt_page(arrival) {
        return app.page(&arrival.frame(app)?, &page);
    }
    let page = DeadLinkPage {
        heading: "Insamlingen är avslutad".to_owned(),
        lines: vec![
            "Svar tas inte längre emot.".to_owned(),
            "Behöver du lämna uppgifter ändå, kontakta den som frågade.".to_owned(),
        ],
        facts: vec![
            Fact::new("Gällde", &arrival.view.round.title),
            Fact::new("Frågades av", &arrival.view.asked_by),
        ],
        ..DeadLinkPage::unknown()
    };
    app.page_with(StatusCode::GONE, &arrival.frame(app)?, &page)
}

/// Why the link leads nowhere, with what was typed to be copied.
pub(super) fn dead(
    app: &App,
    arrival: &Arrival,
    why: &DeadLink,
    kept: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let view = &arrival.view;
    let heading = match why {
        DeadLink::Expired { .. } => "Länken har gått ut",
        DeadLink::Withdrawn => "Begäran har tagits tillbaka",
        DeadLink::Reassigned => "Någon annan har fått begäran",
        _ => "Länken gäller inte längre",
    };
    let offers = why.offers_new_link() && view.round.is_open();
    let facts = match why {
        DeadLink::AddressChanged | DeadLink::Unknown => Vec::new(),
        _ if view.matter.secrecy.is_some() => Vec::new(),
        _ => vec![Fact::new("Gällde", &view.round.title)],
    };
    let page = DeadLinkPage {
        heading: heading.to_owned(),
        lines: vec![why.swedish()],
        facts,
        new_link_action: offers.then(|| format!("{}/ny-lank", arrival.path())),
        address: offers.then(|| hidden(&view.inquiry.address)),
        kept,
    };
    app.page_with(StatusCode::GONE, &arrival.frame(app)?, &page)
}

/// After "Lämna sidan": the link in the mail still works.
pub(super) async fn left(State(app): State<App>) -> Result<Response, Failure> {
    let page = DeadLinkPage {
        heading: "Du har lämnat frågorna".to_owned(),
        lines: vec![
            "Det som är sparat finns kvar, och det som är skickat gäller.".to_owned(),
            "Vill du fortsätta, öppna länken i mejlet igen.".to_owned(),
        ],
        ..DeadLinkPage::unknown()
    };
    app.page(&app.frame_outside()?, &page)
}

/// What was typed, to be given back where no form can show it.
pub(super) fn kept(sent: &Sent) -> Vec<(String, String)> {
    sent.pairs()
        .filter(|(name, value)| name.starts_with("svar-") && !value.trim().is_empty())
        .map(|(name, value)| {
            let label = name.splitn(3, '-').nth(2).unwrap_or(name);
            (swedish::capitalised(label), value.to_owned())
        })
        .collect()
}
