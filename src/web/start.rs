//! Signing in and out.

use super::{
    App,
    answer::Failure,
    asked::Sent,
    limits::{Network, Rule},
    look::{
        field::{FieldView, Widget},
        start::{DemoPerson, SignIn},
    },
    session::{Visitor, session_cookie, set_cookie},
};
use crate::{
    office::people::{LONGEST, SessionToken},
    store::people,
};
use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use secrecy::SecretString;
use serde::Deserialize;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/logga-in", get(show).post(sign_in))
        .route("/logga-in/demo", post(sign_in_as))
        .route("/logga-ut", post(sign_out))
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

async fn show(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let page = page(&app, &own_path(&asked.next), "", None).await?;
    app.page(&app.frame_outside()?, &page)
}

async fn sign_in(
    State(app): State<App>,
    network: Network,
    sent: Sent,
) -> Result<Response, Failure> {
    let next = own_path(&sent.line("next"));
    let email = sent.line("email");
    let password = SecretString::from(sent.text("password"));
    let account = people::address(&email);
    let from_here = format!("{account} {}", network.key());
    app.limits().spend(Rule::SignIn, &from_here, app.now())?;
    app.limits().spend(Rule::Account, &account, app.now())?;
    if let Some(token) = app.office().sign_in(&email, &password, app.now()).await? {
        app.limits().forgive(Rule::SignIn, &from_here);
        app.limits().forgive(Rule::Account, &account);
        return Ok(enter(&app, &token, &next));
    }
    let wrong = "Adressen eller lösenordet stämmer inte. Försök igen.";
    let page = page(&app, &next, &email, Some(wrong)).await?;
    app.page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &app.frame_outside()?,
        &page,
    )
}

/// One button per person, in the demonstration alone.
async fn sign_in_as(State(app): State<App>, sent: Sent) -> Result<Response, Failure> {
    if app.demo().is_none() {
        return Err(Failure::NotFound);
    }
    let person = sent.read("person").ok_or(Failure::NotFound)?;
    let token = app.office().begin_session(person, app.now()).await?;
    Ok(enter(&app, &token, &own_path(&sent.line("next"))))
}

async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    app.office().sign_out(&visitor.token, app.now()).await?;
    let gone = set_cookie(&app, session_cookie(&app), "", 0);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/logga-in")).into_response())
}

fn enter(app: &App, token: &SessionToken, next: &str) -> Response {
    let seconds = LONGEST.num_seconds();
    let cookie = set_cookie(app, session_cookie(app), token.in_cookie(), seconds);
    ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
}

async fn page(app: &App, next: &str, email: &str, wrong: Option<&str>) -> Result<SignIn, Failure> {
    let mut email = FieldView::new(
        "email",
        "E-post",
        Widget::Email {
            value: email.to_owned(),
        },
    );
    if let Some(wrong) = wrong {
        email = email.error(wrong);
    }
    let password = FieldView::new("password", "Lösenord", Widget::Password);
    let demo_people = match app.demo() {
        Some(demo) => people(app, demo).await?,
        None => Vec::new(),
    };
    Ok(SignIn {
        demo_people,
        fields: vec![email, password],
        next: next.to_owned(),
    })
}

async fn people(app: &App, demo: &super::Demo) -> Result<Vec<DemoPerson>, Failure> {
    let everyone = app.office().everyone().await?;
    Ok(everyone
        .into_iter()
        .filter(|person| person.active)
        .map(|person| DemoPerson {
            id: person.id.to_string(),
            role: person.title,
            tries: demo
                .tries
                .iter()
                .find(|(email, _)| *email == person.email)
                .map(|(_, tries)| tries.clone())
                .unwrap_or_default(),
            name: person.name,
        })
        .collect())
}

/// A path of ours to go to afterwards; anything else leads to the start.
fn own_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n'])
        && !next.starts_with("/logga");
    if ours {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_ours_is_gone_to() {
        for (next, goes) in [
            ("/arenden/1?a=b", "/arenden/1?a=b"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/logga-in", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(next), goes, "{next}");
        }
    }
}
