//! Who comes to a sign-off: the browser that opened its link, or its recipient, signed in.

use super::cookie_name;
use crate::{
    domain::identifiers::SignOffId,
    office::signing::SignOffView,
    signoff::{
        act::Proof,
        link::seal::{self, Opened},
    },
    web::{
        App,
        answer::Failure,
        look::Frame,
        session::{Visitor, cookie},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

/// A request, before it is known which sign-off it is about.
pub(super) struct Caller {
    visitor: Option<Visitor>,
    headers: HeaderMap,
}

/// How the caller comes to the sign-off.
pub(super) enum By {
    /// By its link, in this browser.
    Link(Opened),
    /// As its recipient, signed in.
    Recipient(Visitor),
}

/// A caller who may see the sign-off, and what there is to see.
pub(super) struct Arrival<'o> {
    pub(super) view: SignOffView<'o>,
    pub(super) by: By,
}

impl Caller {
    /// The sign-off, if the caller may see it. Whoever may not learns nothing, not even that it is
    /// there. A signed-in recipient needs no link.
    pub(super) async fn arrive<'a>(
        self,
        app: &'a App,
        id: &str,
    ) -> Result<Option<Arrival<'a>>, Failure> {
        let Ok(id) = id.parse::<SignOffId>() else {
            return Ok(None);
        };
        let Some(view) = app.office().sign_off_view(id).await? else {
            return Ok(None);
        };
        let recipient = view.sign_off.recipient;
        let as_recipient = self
            .visitor
            .filter(|it| it.signed_in.person.id == recipient);
        if let Some(visitor) = as_recipient {
            return Ok(Some(Arrival {
                view,
                by: By::Recipient(visitor),
            }));
        }
        let opened = cookie(&self.headers, &cookie_name(app, id))
            .and_then(|cookie| seal::open(cookie, app.now(), app.office().link_keys()))
            .filter(|opened| view.sign_off.link(opened.link).is_some());
        Ok(opened.map(|opened| Arrival {
            view,
            by: By::Link(opened),
        }))
    }
}

impl By {
    /// The frame of the page.
    pub(super) fn frame(&self, app: &App) -> Result<Frame, Failure> {
        Ok(match self {
            By::Link(_) => app.frame_outside()?,
            By::Recipient(visitor) => visitor.frame("/")?,
        })
    }

    /// The proof that goes with an answer.
    pub(super) fn proof(&self, code: String) -> Proof {
        match self {
            By::Link(opened) => Proof::LinkAndCode {
                link: opened.link,
                browser: opened.browser,
                code,
            },
            By::Recipient(visitor) => Proof::SignedIn {
                person: visitor.signed_in.person.id,
            },
        }
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
