//! Answers that are not the page that was asked for: one place turns a failure into status and words.

use super::{
    App,
    look::{self, LookError, failure::FailurePage, part::Link},
};
use crate::{
    domain::{
        refusal::{Refusal, RefusalKind},
        swedish,
    },
    office::OfficeError,
    store::blobs::BlobError,
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// Why a handler did not give its page.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// 401: nobody is signed in; leads to the sign-in page and back.
    #[error("nobody is signed in")]
    SignIn {
        /// The path to come back to.
        next: String,
    },
    /// 404.
    #[error("not found")]
    NotFound,
    /// 400: what was sent cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// 413.
    #[error("too large")]
    TooLarge,
    /// 429: too many tries.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        seconds: i64,
    },
    /// 403, 404, 409 or 422: a rule says no.
    #[error("{}", .0.refusal)]
    Refused(Box<RefusedAct>),
    /// 500: our fault. The reason is logged, never shown.
    #[error(transparent)]
    Broken(#[from] Box<Broken>),
}

/// An act that was refused, with a way on.
#[derive(Debug)]
pub struct RefusedAct {
    /// The refusal.
    pub refusal: Refusal,
    /// Where to go from here.
    pub back: Option<Link>,
    /// What was typed, so that it is not lost: label and text.
    pub kept: Vec<(String, String)>,
}

/// What broke.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The office failed.
    #[error(transparent)]
    Office(OfficeError),
    /// A page could not be made.
    #[error(transparent)]
    Look(#[from] LookError),
    /// A document could not be shown.
    #[error("{0}")]
    Other(String),
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Refused(refusal) => Failure::Refused(Box::new(RefusedAct {
                refusal,
                back: None,
                kept: Vec::new(),
            })),
            OfficeError::Blob(BlobError::TooLarge { .. }) => Failure::TooLarge,
            other => Failure::Broken(Box::new(Broken::Office(other))),
        }
    }
}

impl From<LookError> for Failure {
    fn from(error: LookError) -> Self {
        Failure::Broken(Box::new(error.into()))
    }
}

impl Failure {
    /// 500, with the reason for the log.
    pub fn broken(reason: impl Into<String>) -> Self {
        Failure::Broken(Box::new(Broken::Other(reason.into())))
    }

    /// A refusal, with a way on from it.
    pub fn refused(refusal: Refusal, back: Link) -> Self {
        Failure::Refused(Box::new(RefusedAct {
            refusal,
            back: Some(back),
            kept: Vec::new(),
        }))
    }

    /// The same refusal with a way on and what was typed.
    #[must_use]
    pub fn with(mut self, back: Link, typed: Vec<(String, String)>) -> Self {
        if let Failure::Refused(refused) = &mut self {
            refused.back = Some(back);
            refused.kept = typed;
        }
        self
    }

    fn page(&self) -> FailurePage {
        match self {
            Failure::SignIn { .. } | Failure::NotFound => FailurePage::not_found(),
            Failure::Unreadable(reason) => FailurePage::unreadable(reason),
            Failure::TooLarge => FailurePage::too_large("gränsen för bilagor"),
            Failure::TooMany { seconds } => FailurePage::too_many(&wait(*seconds)),
            Failure::Refused(act) => refused(act),
            Failure::Broken(_) => FailurePage::broken(""),
        }
    }
}

/// The status of a refusal.
pub fn status_of(kind: RefusalKind) -> StatusCode {
    StatusCode::from_u16(look::refusal::status_of(kind)).unwrap_or(StatusCode::CONFLICT)
}

fn refused(act: &RefusedAct) -> FailurePage {
    let back = act
        .back
        .clone()
        .unwrap_or_else(|| Link::new("Till Mina uppgifter", "/"));
    FailurePage {
        kept: act.kept.clone(),
        ..FailurePage::of(&act.refusal, |_| None, back)
    }
}

/// A time to wait, in words: whole minutes once it is more than one.
fn wait(seconds: i64) -> String {
    let (count, one, several) = match seconds {
        ..=60 => (seconds.max(1), "sekund", "sekunder"),
        _ => ((seconds + 59) / 60, "minut", "minuter"),
    };
    swedish::plural(count, one, several)
}

/// A failure on its way to the layer that shows it, which knows the frame.
#[derive(Clone)]
pub(super) struct Shown(pub(super) Arc<FailurePage>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Failure::SignIn { next } = &self {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("next", next)
                .finish();
            return Redirect::to(&format!("/logga-in?{query}")).into_response();
        }
        if let Failure::Broken(broken) = &self {
            tracing::error!(error = %broken, "a request failed");
        }
        let page = self.page();
        let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Failure::TooMany { seconds } = &self {
            tracing::warn!(seconds, "too many tries");
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response.extensions_mut().insert(Shown(Arc::new(page)));
        response
    }
}

/// What is not there.
pub(super) async fn not_found(_: axum::extract::State<App>) -> Failure {
    Failure::NotFound
}
