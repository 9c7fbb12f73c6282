//! Who is signed in: the session cookie, and what a handler asks for when it wants a person.

use super::{
    App,
    answer::Failure,
    look::frame::{Frame, MENU, MENU_OF_ADMINISTRATOR, PersonTag},
};
use crate::{
    domain::person::Role,
    office::{
        Asker, OfficeError, Steward,
        people::{SessionToken, SignedIn},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
};

/// The person who is signed in. A handler that asks for it is closed to everybody else.
#[derive(Debug)]
pub struct Visitor {
    /// Who, and with which offices.
    pub signed_in: SignedIn,
    /// The session.
    pub token: SessionToken,
    app: App,
}

impl Visitor {
    /// As the office knows the one who asks.
    pub fn asker(&self) -> Asker {
        Asker::SignedIn(self.signed_in.person.id)
    }

    /// As the office knows the one who looks after people, bodies and matter types.
    pub fn steward(&self) -> Steward {
        Steward::SignedIn(self.signed_in.person.id)
    }

    /// The frame of a page; `here` is the path of the menu entry to mark.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn frame(&self, here: &str) -> Result<Frame, OfficeError> {
        let office = self.app.office();
        let person = PersonTag {
            name: self.signed_in.person.name.clone(),
            role: Some(self.signed_in.person.title.clone()).filter(|title| !title.is_empty()),
        };
        let menu = if self.signed_in.standing.holds_any(Role::Administrator) {
            MENU_OF_ADMINISTRATOR
        } else {
            MENU
        };
        let nonce = office.form_nonce(self.app.now())?.to_string();
        let municipality = office.settings().municipality.clone();
        let mut frame = Frame::inside(municipality, nonce, person, menu, here);
        frame.demo = self.app.demo().is_some();
        Ok(frame)
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let next = match parts.method {
            Method::GET | Method::HEAD => parts
                .uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            _ => "/".to_owned(),
        };
        let Some(value) = cookie(&parts.headers, session_cookie(app)) else {
            return Err(Failure::SignIn { next });
        };
        let token = SessionToken::from_cookie(value);
        match app.office().signed_in(&token, app.now()).await? {
            Some(signed_in) => Ok(Self {
                signed_in,
                token,
                app: app.clone(),
            }),
            None => Err(Failure::SignIn { next }),
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

/// The name of the session cookie. The prefix makes a browser refuse it from anywhere but here;
/// it demands https, which loopback does not have.
pub(super) fn session_cookie(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-beslut"
    } else {
        "beslut"
    }
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The header that sets a cookie for `seconds`; with an empty value and 0 it takes it away.
pub(super) fn set_cookie(app: &App, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
