//! What stands between a browser and every handler: headers, failures as pages, traces without secrets.

use super::{
    App,
    answer::Shown,
    look::{CONTENT_SECURITY_POLICY, failure::FailurePage},
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use std::any::Any;
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    trace::TraceLayer,
};

/// Headers that every answer carries, unless the handler has set a stricter one.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin"),
    (
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=31536000; includeSubDomains",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

pub(super) async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Turns a failure into its page. Everything else that has no body of ours gets one, too.
pub(super) async fn show_failures(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let page = match response.extensions().get::<Shown>() {
        Some(shown) => shown.0.as_ref().clone(),
        None if status == StatusCode::METHOD_NOT_ALLOWED => {
            return response;
        }
        None if status == StatusCode::PAYLOAD_TOO_LARGE => {
            FailurePage::too_large("gränsen för bilagor")
        }
        None => return response,
    };
    let Ok(frame) = app.frame_outside() else {
        return response;
    };
    match app.inner.look.page(&frame, &page) {
        Ok(html) => {
            // What the failure says to browsers and caches goes with it.
            let mut shown = (status, Html(html)).into_response();
            for (name, value) in response.headers() {
                shown.headers_mut().entry(name).or_insert(value.clone());
            }
            shown.headers_mut().remove(header::CONTENT_LENGTH);
            shown
        }
        Err(error) => {
            tracing::error!(%error, "the failure page failed");
            response
        }
    }
}

/// A panic is a fault of ours: it is logged, and the person gets plain words.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    let words = "Något gick fel hos oss. Ingenting har sparats halvvägs. Försök igen om en stund.";
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

/// How a request's span is made.
type MakeSpan = fn(&axum::http::Request<Body>) -> tracing::Span;

/// Traces name the route, never the path: the path of a personal link is a secret.
pub(super) fn trace() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, MakeSpan> {
    TraceLayer::new_for_http().make_span_with(span as MakeSpan)
}

fn span(request: &axum::http::Request<Body>) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}
