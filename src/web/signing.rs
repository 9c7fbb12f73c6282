//! Signing off: by a personal link from a mail, or signed in.
//!
//! Looking changes nothing, whoever looks: a scanner may open a link a hundred times. Opening one
//! swaps its token for a sealed cookie and a clean address, and every act is a form that a person
//! has filled in.

mod acts;
mod caller;
mod frozen;
pub(super) mod page;

use super::{
    App,
    answer::Failure,
    limits::{Network, Rule},
    look::signoff::DeadLinkPage,
    session::set_cookie,
};
use crate::{
    domain::{
        digest::Digest,
        identifiers::{LinkId, SignOffId},
        text,
    },
    office::OfficeError,
    signoff::link::{LinkToken, seal},
};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

/// Where personal links lead. Apart from the rest: what lies between it and the browser may write
/// whole addresses in its traces, and these are secrets.
pub(super) fn links() -> Router<App> {
    Router::new()
        .route("/u/{*token}", get(open))
        .layer(middleware::from_fn(guard))
}

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/underskrift/avslutad", get(page::left))
        .route("/underskrift/{id}", get(page::show))
        .route(
            "/underskrift/{id}/bilagor/{attachment}",
            get(page::attachment),
        )
        .route("/underskrift/{id}/kvitto", get(page::receipt))
        .route("/underskrift/{id}/kod", post(acts::send_code))
        .route("/underskrift/{id}/svar", post(acts::answer))
        .route("/underskrift/{id}/ny-lank", post(acts::send_new_link))
        .route("/underskrift/{id}/avsluta", post(acts::leave))
        .layer(middleware::from_fn(guard))
}

/// The path of a sign-off's page.
pub(super) fn path(id: SignOffId) -> String {
    format!("/underskrift/{id}")
}

/// The cookie of a sign-off, so that several links can be open in one browser. The prefix makes a
/// browser refuse it from anywhere but here; it demands https, which loopback does not have.
fn cookie_name(app: &App, id: SignOffId) -> String {
    let digest = Digest::of(id.uuid().as_bytes()).to_string();
    let prefix = if app.is_https() { "__Host-" } else { "" };
    format!("{prefix}uso-{}", &digest[..8])
}

/// Neither kept by caches nor found by searches; and a form only from a browser that says whence it
/// comes. Everything else on cross-site requests is the outer layer's.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let says_whence = request.headers().contains_key(header::ORIGIN)
        || request.headers().contains_key("sec-fetch-site");
    let mut response = if request.method() == Method::POST && !says_whence {
        StatusCode::FORBIDDEN.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Cookie"),
        (
            header::HeaderName::from_static("x-robots-tag"),
            "noindex, nofollow, noarchive",
        ),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Opens a personal link. Whatever it leads to is shown at an address without the token, so that
/// it leaves the history and the address bar.
async fn open(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let mut response = if is_prefetch(&headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        app.limits().spend(Rule::Links, network.key(), app.now())?;
        match LinkToken::parse(&token) {
            Some(token) => match app.office().linked(&token).await? {
                Some(linked) => swap(&app, linked.sign_off.id, linked.link)?,
                None => match app.office().linked_inquiry(&token).await? {
                    Some(linked) => super::collecting::swap(&app, linked.inquiry.id, linked.link)?,
                    None => unknown(&app, &network)?,
                },
            },
            None => unknown(&app, &network)?,
        }
    };
    let policy = HeaderValue::from_static("no-referrer");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    Ok(response)
}

/// A browser that fetches ahead, or draws a page that nobody has asked to see.
fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].into_iter().any(|name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains("prefetch") || value.contains("prerender"))
    })
}

fn swap(app: &App, id: SignOffId, link: LinkId) -> Result<Response, Failure> {
    let cookie = app.office().seal_link(link, app.now())?;
    let seconds = seal::LIFETIME.num_seconds();
    let cookie = set_cookie(app, &cookie_name(app, id), cookie.in_cookie(), seconds);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path(id))).into_response())
}

/// The same page for a link that was cut short and for one that never was.
fn unknown(app: &App, network: &Network) -> Result<Response, Failure> {
    app.limits()
        .spend(Rule::UnknownLinks, network.key(), app.now())?;
    app.page_with(
        StatusCode::NOT_FOUND,
        &app.frame_outside()?,
        &DeadLinkPage::unknown(),
    )
}

/// An address that its owner knows again and nobody else learns: "l•••@exempelby.se".
pub(super) fn hidden(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = text::clean_line(local).chars().take(1).collect();
    format!("{first}•••@{domain}")
}

impl From<crate::domain::refusal::Refusal> for Failure {
    fn from(refusal: crate::domain::refusal::Refusal) -> Self {
        OfficeError::Refused(refusal).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_only_to_those_who_know_it() {
        assert_eq!(hidden("lina.berg@exempelby.se"), "l•••@exempelby.se");
        assert_eq!(hidden("å@exempelby.se"), "å•••@exempelby.se");
    }

    #[test]
    fn a_browser_that_fetches_ahead_is_known() {
        for (name, value, ahead) in [
            ("sec-purpose", "prefetch", true),
            ("sec-purpose", "prefetch;prerender", true),
            ("purpose", "prefetch", true),
            ("x-moz", "prefetch", true),
            ("sec-fetch-mode", "navigate", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(is_prefetch(&headers), ahead, "{name}: {value}");
        }
    }
}
