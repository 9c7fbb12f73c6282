//! What is sent from the pages of a sign-off: ask for a code, answer, ask for a new link, leave.

use super::{
    caller::{Arrival, By, Caller},
    cookie_name,
    page::{answer_of, kept, open, open_again, replaced_by},
    path,
};
use crate::{
    domain::{
        digest::Digest,
        identifiers::SignOffId,
        refusal::{Place, Reason, Refusal, RefusalKind},
    },
    office::OfficeError,
    signoff::act::{Answering, Reply},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        limits::{Network, Rule},
        look::part::Link,
        session::set_cookie,
    },
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

/// Mails a code to the registered address. Everything typed so far comes back with the page.
pub(super) async fn send_code(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, kept(&sent));
    };
    let sign_off = &arrival.view.sign_off;
    let By::Link(opened) = &arrival.by else {
        return Ok(Redirect::to(&path(sign_off.id)).into_response());
    };
    let code = app
        .office()
        .send_code(sign_off.id, opened.link, opened.browser, app.now())
        .await;
    match code {
        Ok(()) => open(&app, &arrival, &sent, StatusCode::OK, None).await,
        Err(OfficeError::Refused(refusal)) => refused(&app, &arrival, &sent, refusal).await,
        Err(other) => Err(other.into()),
    }
}

/// Takes the answer. The same form sent again gets the same receipt.
pub(super) async fn answer(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let Some(arrival) = caller.arrive(&app, &id).await? else {
        return open_again(&app, kept(&sent));
    };
    let id = arrival.view.sign_off.id;
    app.limits()
        .spend(Rule::Answers, &id.to_string(), app.now())?;
    let form = sent.nonce()?;
    let Some(answer) = answer_of(&sent) else {
        return refused(&app, &arrival, &sent, nothing_chosen()).await;
    };
    let reply = Reply {
        answer,
        seen: sent.read("seen").unwrap_or(Digest::ZERO),
        read: sent.ticked("read"),
        form,
        by: arrival.by.proof(sent.line("code")),
    };
    let done = match &arrival.by {
        By::Link(_) => app.office().answer(id, reply, app.now()).await,
        By::Recipient(visitor) => {
            app.office()
                .answer_signed_in(visitor.asker(), id, reply, app.now())
                .await
        }
    };
    match done {
        Ok(Answering::Recorded(_) | Answering::AlreadyRecorded(_)) => {
            Ok(Redirect::to(&format!("{}/kvitto", path(id))).into_response())
        }
        Ok(not_recorded) => match not_recorded.refusal() {
            Some(refusal) => refused(&app, &arrival, &sent, refusal).await,
            None => Err(Failure::NotFound),
        },
        Err(OfficeError::Refused(refusal)) => refused(&app, &arrival, &sent, refusal).await,
        Err(other) => Err(other.into()),
    }
}

/// Sends a new link to the registered address, for a link that is too old.
pub(super) async fn send_new_link(
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
    let id = arrival.view.sign_off.id;
    let link = match &arrival.by {
        By::Link(opened) => Some(opened.link),
        By::Recipient(_) => None,
    };
    app.office().send_new_link(id, link, app.now()).await?;
    // The cookie is of the old link, and says so: a new link has been sent.
    Ok(Redirect::to(&path(id)).into_response())
}

/// Forgets this browser.
pub(super) async fn leave(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SignOffId = id.parse().map_err(|_| Failure::NotFound)?;
    let gone = set_cookie(&app, &cookie_name(&app, id), "", 0);
    Ok((
        [(header::SET_COOKIE, gone)],
        Redirect::to("/underskrift/avslutad"),
    )
        .into_response())
}

/// What can be mended is shown in the form, with all that was typed. Where there is nothing left to
/// answer, what was typed is given back to be copied.
async fn refused(
    app: &App,
    arrival: &Arrival<'_>,
    sent: &Sent,
    refusal: Refusal,
) -> Result<Response, Failure> {
    let refusal = match arrival.view.newer {
        Some(version) if refusal.kind == RefusalKind::Changed => {
            Refusal::changed(refusal.what, Reason::new("version", replaced_by(version)))
        }
        _ => refusal,
    };
    match refusal.kind {
        // What blocks here is only that a code has been sent, or too many: wait.
        RefusalKind::Blocked => {
            open(
                app,
                arrival,
                sent,
                StatusCode::TOO_MANY_REQUESTS,
                Some(&refusal),
            )
            .await
        }
        RefusalKind::Invalid => {
            open(app, arrival, sent, status_of(refusal.kind), Some(&refusal)).await
        }
        RefusalKind::Changed | RefusalKind::Forbidden | RefusalKind::NotFound => {
            let back = Link::new("Till handlingen", path(arrival.view.sign_off.id));
            Err(Failure::from(refusal).with(back, kept(sent)))
        }
    }
}

fn nothing_chosen() -> Refusal {
    let reason = Reason::new("svar", "Inget svar är valt.").remedy("Välj vad du svarar.");
    Refusal::invalid(
        "Svaret kunde inte tas emot.",
        vec![reason.at(Place::Field("decision".into()))],
    )
}
