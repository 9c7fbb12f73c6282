//! Answering questions: by a personal link from a mail, or signed in.
//!
//! As for sign-offs: looking changes nothing, opening a link swaps its token for a sealed cookie and
//! a clean address, and every act is a form that a person has filled in. What is typed is never
//! lost: it is saved letter by letter, or shown again.

mod control;
mod page;

pub(in crate::web) use control::of_question;

use super::{
    App,
    answer::{Failure, status_of},
    asked::Sent,
    limits::{Network, Rule},
    look::{Frame, part::Link},
    session::{Visitor, cookie, set_cookie},
    signing::{guard, page::open_again},
};
use crate::{
    collection::{
        act::Reply,
        reading::{Typed, name_of},
    },
    domain::{
        digest::Digest,
        identifiers::{InquiryId, LinkId},
        refusal::{Refusal, RefusalKind},
    },
    office::{
        Asker, OfficeError,
        collecting::answering::{InquiryView, Way},
    },
    signoff::link::seal,
};
use axum::{
    Router,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/svar/lamnad", get(page::left))
        .route("/svar/{id}", get(show))
        .route("/svar/{id}/spara", post(save))
        .route("/svar/{id}/skicka", post(send))
        .route("/svar/{id}/kvitto", get(receipt))
        .route("/svar/{id}/ny-lank", post(send_new_link))
        .route("/svar/{id}/avsluta", post(leave))
        .layer(middleware::from_fn(guard))
}

/// The path of an inquiry's page.
pub(super) fn path(id: InquiryId) -> String {
    format!("/svar/{id}")
}

/// The cookie of an inquiry, so that several can be open in one browser.
fn cookie_name(app: &App, id: InquiryId) -> String {
    let digest = Digest::of(id.uuid().as_bytes()).to_string();
    let prefix = if app.is_https() { "__Host-" } else { "" };
    format!("{prefix}sva-{}", &digest[..8])
}

/// Takes the token out of the address: from here on a sealed cookie says how the browser came.
pub(super) fn swap(app: &App, id: InquiryId, link: LinkId) -> Result<Response, Failure> {
    let cookie = app.office().seal_link(link, app.now())?;
    let seconds = seal::LIFETIME.num_seconds();
    let cookie = set_cookie(app, &cookie_name(app, id), cookie.in_cookie(), seconds);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path(id))).into_response())
}

/// A request, before it is known which inquiry it is about.
struct Caller {
    visitor: Option<Visitor>,
    headers: HeaderMap,
}

/// A caller who may see the inquiry, and what there is to see.
struct Arrival {
    view: InquiryView,
    way: Way,
    visitor: Option<Visitor>,
}

impl Arrival {
    fn frame(&self, app: &App) -> Result<Frame, Failure> {
        Ok(match &self.visitor {
            Some(visitor) => visitor.frame("/")?,
            None => app.frame_outside()?,
        })
    }

    fn path(&self) -> String {
        path(self.view.inquiry.id)
    }
}

impl Caller {
    /// The inquiry, if the caller may see it. Whoever may not learns nothing, not even that it is
    /// there. A signed-in recipient needs no link.
    async fn arrive(self, app: &App, id: &str) -> Result<Option<Arrival>, Failure> {
        let Ok(id) = id.parse::<InquiryId>() else {
            return Ok(None);
        };
        let Some(view) = app.office().inquiry_view(id).await? else {
            return Ok(None);
        };
        let recipient = view.inquiry.recipient;
        if let Some(visitor) = self
            .visitor
            .filter(|visitor| visitor.signed_in.person.id == recipient)
        {
            return Ok(Some(Arrival {
                view,
                way: Way::SignedIn(Asker::SignedIn(recipient)),
                visitor: Some(visitor),
            }));
        }
        let opened = cookie(&self.headers, &cookie_name(app, id))
            .and_then(|cookie| seal::open(cookie, app.now(), app.office().link_keys()))
            .filter(|opened| view.inquiry.link(opened.link).is_some());
        Ok(opened.map(|opened| Arrival {
            view,
            way: Way::Link(opened.link),
            visitor: None,
        }))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let visitor = match Visitor::from_request_parts(parts, app).await {
            Ok(visitor) => Some(visitor),
            Err(Failure::SignIn { .. }) => None,
            Err(other) => return Err(other),
        };
        Ok(Self {
            visitor,
            headers: parts.headers.clone(),
        })
    }
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    match page::standing(&app, &arrival) {
        page::Standing::Open => page::open(&app, &arrival, None, StatusCode::OK, None, None),
        page::Standing::MustSignIn => Err(Failure::SignIn {
            next: arrival.path(),
        }),
        page::Standing::Over => page::over(&app, &arrival),
        page::Standing::Dead(why) => page::dead(&app, &arrival, &why, Vec::new()),
    }
}

async fn receipt(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    match page::standing(&app, &arrival) {
        page::Standing::Open | page::Standing::Over if arrival.view.inquiry.answer().is_some() => {
            page::receipt(&app, &arrival)
        }
        _ => Ok(Redirect::to(&arrival.path()).into_response()),
    }
}

async fn save(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, page::kept(&sent));
    };
    let id = arrival.view.inquiry.id;
    app.limits()
        .spend(Rule::Answers, &id.to_string(), app.now())?;
    if let Some(stopped) = stopped(&app, &arrival, &sent)? {
        return Ok(stopped);
    }
    let typed = typed(&arrival.view, &sent);
    let seen = sent.read("seen").unwrap_or(u32::MAX);
    let saved = app
        .office()
        .save_draft(id, arrival.way, typed, seen, app.now())
        .await;
    match saved {
        Ok(()) => {
            let now = app.office().inquiry_view(id).await?;
            let view = now.ok_or(Failure::NotFound)?;
            let arrival = Arrival { view, ..arrival };
            let status = "Utkastet är sparat. Svaren är inte skickade än.";
            page::open(&app, &arrival, None, StatusCode::OK, Some(status), None)
        }
        Err(OfficeError::Refused(refusal)) => refused(&app, arrival, &sent, &refusal).await,
        Err(other) => Err(other.into()),
    }
}

async fn send(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, page::kept(&sent));
    };
    let id = arrival.view.inquiry.id;
    app.limits()
        .spend(Rule::Answers, &id.to_string(), app.now())?;
    if let Some(stopped) = stopped(&app, &arrival, &sent)? {
        return Ok(stopped);
    }
    let reply = Reply {
        typed: typed(&arrival.view, &sent),
        seen: sent.read("seen").unwrap_or(u32::MAX),
        ready: sent.ticked("klar"),
        form: sent.nonce()?,
        link: None,
    };
    let done = app
        .office()
        .send_answer(id, arrival.way, reply, app.now())
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{}/kvitto", path(id))).into_response()),
        Err(OfficeError::Refused(refusal)) => refused(&app, arrival, &sent, &refusal).await,
        Err(other) => Err(other.into()),
    }
}

/// Where the link alone is not enough, or no longer leads anywhere, nothing is taken: what was typed
/// is given back.
fn stopped(app: &App, arrival: &Arrival, sent: &Sent) -> Result<Option<Response>, Failure> {
    match page::standing(app, arrival) {
        page::Standing::Open | page::Standing::Over => Ok(None),
        page::Standing::MustSignIn => open_again(app, page::kept(sent)).map(Some),
        page::Standing::Dead(why) => page::dead(app, arrival, &why, page::kept(sent)).map(Some),
    }
}

/// What can be mended is shown in the form with all that was typed. Where there is nothing left to
/// answer, what was typed is given back to be copied.
async fn refused(
    app: &App,
    arrival: Arrival,
    sent: &Sent,
    refusal: &Refusal,
) -> Result<Response, Failure> {
    let shown = typed(&arrival.view, sent);
    let now = app.office().inquiry_view(arrival.view.inquiry.id).await?;
    let view = now.ok_or(Failure::NotFound)?;
    let arrival = Arrival { view, ..arrival };
    let open = matches!(page::standing(app, &arrival), page::Standing::Open);
    match refusal.kind {
        RefusalKind::Invalid | RefusalKind::Changed if open => page::open(
            app,
            &arrival,
            Some((&shown, sent.ticked("klar"))),
            status_of(refusal.kind),
            None,
            Some(refusal),
        ),
        _ => {
            let back = Link::new("Till frågorna", arrival.path());
            Err(Failure::from(refusal.clone()).with(back, page::kept(sent)))
        }
    }
}

/// What was typed, by item and question.
fn typed(view: &InquiryView, sent: &Sent) -> Typed {
    (0..view.inquiry.items.len())
        .map(|item| {
            view.round
                .questions
                .iter()
                .map(|question| {
                    let text = sent.text(&name_of(item, &question.key));
                    (question.key.clone(), text)
                })
                .filter(|(_, text)| !text.is_empty())
                .collect()
        })
        .collect()
}

async fn send_new_link(
    State(app): State<App>,
    network: Network,
    caller: Caller,
    Path(id): Path<String>,
    _: Sent,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, Vec::new());
    };
    app.limits()
        .spend(Rule::NewLinks, network.key(), app.now())?;
    let id = arrival.view.inquiry.id;
    app.office()
        .send_new_inquiry_link(id, arrival.way, app.now())
        .await?;
    // The cookie is of the old link, and says so: a new link has been sent.
    Ok(Redirect::to(&path(id)).into_response())
}

async fn leave(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: InquiryId = id.parse().map_err(|_| Failure::NotFound)?;
    let gone = set_cookie(&app, &cookie_name(&app, id), "", 0);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/svar/lamnad")).into_response())
}
