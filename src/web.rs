//! Floor 6, the web: pages for people who are signed in, and for those who come by a link.
//!
//! A handler is a straight line: parse what was sent, ask the office, show what came of it. It
//! decides nothing; what is refused is shown in the refusal's own words.

mod absences;
pub mod answer;
pub mod asked;
pub mod charts;
mod collecting;
mod delegation;
mod demo_post;
mod guard;
mod inventory;
pub mod limits;
pub mod look;
mod matters;
mod meetings;
pub mod picture;
mod register;
pub mod session;
mod signing;
mod start;
mod tasks;
mod workflows;

use crate::office::{Office, OfficeError};
use answer::Failure;
use axum::{
    Router, extract::DefaultBodyLimit, http::header, middleware, response::IntoResponse,
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use look::{Frame, Look, Page};
use std::{net::IpAddr, path::PathBuf, sync::Arc};

/// What every handler has.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    proxies: Arc<[IpAddr]>,
}

struct Inner {
    office: Office,
    look: Look,
    now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    demo: Option<Demo>,
    limits: limits::Limits,
}

/// What the demonstration shows beside the rest: everybody to sign in as, and the mail.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The folder that mail is put in.
    pub post: PathBuf,
    /// What each person can try, by address.
    pub tries: Vec<(String, String)>,
}

impl App {
    /// The web over an office. `demo` is given by the demonstration alone.
    ///
    /// # Errors
    /// When a page template cannot be read.
    pub fn new(
        office: Office,
        now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
        demo: Option<Demo>,
    ) -> Result<Self, look::LookError> {
        let look = Look::new()?;
        let limits = limits::Limits::default();
        let inner = Arc::new(Inner {
            office,
            look,
            now,
            demo,
            limits,
        });
        Ok(Self {
            inner,
            proxies: Arc::from([]),
        })
    }

    /// The same behind proxies that may say, in X-Forwarded-For, whom they speak for. Nobody else
    /// is believed.
    #[must_use]
    pub fn behind(self, proxies: &[IpAddr]) -> Self {
        Self {
            proxies: proxies.into(),
            ..self
        }
    }

    /// The proxies that are believed.
    pub fn proxies(&self) -> &[IpAddr] {
        &self.proxies
    }

    /// The office.
    pub fn office(&self) -> &Office {
        &self.inner.office
    }

    /// The instant of this request.
    pub fn now(&self) -> DateTime<Utc> {
        (self.inner.now)()
    }

    /// The day in Sweden.
    pub fn today(&self) -> NaiveDate {
        crate::domain::calendar::today_in_stockholm(self.now())
    }

    /// How often a caller may knock.
    pub fn limits(&self) -> &limits::Limits {
        &self.inner.limits
    }

    /// The demonstration, if it is one.
    pub fn demo(&self) -> Option<&Demo> {
        self.inner.demo.as_ref()
    }

    /// Whether people reach it by https; on loopback without, cookies cannot be marked secure.
    pub fn is_https(&self) -> bool {
        self.office().settings().public_url.starts_with("https://")
    }

    /// A frame for somebody who is not signed in.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn frame_outside(&self) -> Result<Frame, OfficeError> {
        let nonce = self.office().form_nonce(self.now())?;
        let municipality = self.office().settings().municipality.clone();
        let mut frame = Frame::outside(municipality, nonce.to_string());
        frame.demo = self.demo().is_some();
        Ok(frame)
    }

    /// A finished page with status 200.
    ///
    /// # Errors
    /// When the template and the page do not fit: a fault of ours.
    pub fn page<P: Page>(
        &self,
        frame: &Frame,
        page: &P,
    ) -> Result<axum::response::Response, Failure> {
        self.page_with(axum::http::StatusCode::OK, frame, page)
    }

    /// A finished page with a status of its own: 422 for a form with faults, 409 for a conflict.
    ///
    /// # Errors
    /// When the template and the page do not fit: a fault of ours.
    pub fn page_with<P: Page>(
        &self,
        status: axum::http::StatusCode,
        frame: &Frame,
        page: &P,
    ) -> Result<axum::response::Response, Failure> {
        let html = self.inner.look.page(frame, page)?;
        Ok((status, axum::response::Html(html)).into_response())
    }
}

/// Every page.
pub fn router(app: App) -> Router {
    let largest = usize::try_from(app.office().settings().largest_attachment).unwrap_or(usize::MAX);
    Router::new()
        .route("/static/beslut.css", get(stylesheet))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .route("/halsa", get(async || "ok\n"))
        .merge(start::router())
        .merge(tasks::router())
        .merge(absences::router())
        .merge(matters::router())
        .merge(meetings::router())
        .merge(register::router())
        .merge(delegation::router())
        .merge(workflows::router())
        .merge(inventory::router())
        .merge(demo_post::router())
        .merge(signing::router())
        .merge(collecting::router())
        .fallback(answer::not_found)
        // Traces addresses, so the links stay outside of it; they take no forms.
        .layer(tower_http::csrf::CsrfLayer::new())
        .merge(signing::links())
        .layer(DefaultBodyLimit::max(largest.saturating_add(1 << 20)))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            guard::show_failures,
        ))
        .layer(middleware::from_fn(guard::security_headers))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(
            guard::panicked,
        ))
        .layer(guard::trace())
        .with_state(app)
}

async fn stylesheet() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "max-age=3600"),
        ],
        look::STYLESHEET,
    )
}
