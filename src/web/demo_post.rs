//! The outgoing mail of the demonstration, so that links can be tried without a mail server.
//!
//! Only the demonstration has these pages: whoever reads them can answer in anybody's name.

use super::{
    App,
    answer::Failure,
    look::{
        letter::{LetterPage, LettersPage, letter_parts},
        part::{Fact, Row},
    },
};
use crate::domain::{identifiers::MailId, swedish};
use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser};
use std::path::Path as Folder;
use tokio::io::AsyncReadExt as _;

/// How many letters are listed.
const LISTED: usize = 100;
/// How much of a file is read: our own letters are far smaller.
const LARGEST: u64 = 256 * 1024;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/demo/brev", get(list))
        .route("/demo/brev/{name}", get(show))
}

async fn list(State(app): State<App>) -> Result<Response, Failure> {
    let demo = app.demo().ok_or(Failure::NotFound)?;
    let mut letters = Vec::new();
    for mail in newest(&demo.post).await {
        let Some(bytes) = read(&demo.post, mail).await else {
            continue;
        };
        let Some(message) = MessageParser::default().parse(&bytes) else {
            continue;
        };
        let hint = format!("Till {}, {}", address(message.to()), sent_at(&message));
        letters.push(Row {
            hint: Some(hint),
            ..Row::new(subject(&message), format!("/demo/brev/{mail}"))
        });
    }
    app.page(&app.frame_outside()?, &LettersPage { letters })
}

async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let demo = app.demo().ok_or(Failure::NotFound)?;
    // A name that is not a mail's identity never reaches the file system.
    let mail: MailId = name.parse().map_err(|_| Failure::NotFound)?;
    let bytes = read(&demo.post, mail).await.ok_or(Failure::NotFound)?;
    let message = MessageParser::default()
        .parse(&bytes)
        .ok_or(Failure::NotFound)?;
    let text = message
        .body_text(0)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let page = LetterPage {
        subject: subject(&message),
        facts: vec![
            Fact::new("Från", address(message.from())),
            Fact::new("Till", address(message.to())),
            Fact::new("Skickat", sent_at(&message)),
        ],
        parts: letter_parts(&text, &app.office().settings().public_url),
    };
    app.page(&app.frame_outside()?, &page)
}

/// The latest mails: their identities begin with the time they were made.
async fn newest(post: &Folder) -> Vec<MailId> {
    let mut found = Vec::new();
    // No folder yet: no mail yet.
    let Ok(mut files) = tokio::fs::read_dir(post).await else {
        return found;
    };
    while let Ok(Some(file)) = files.next_entry().await {
        let name = file.file_name();
        let mail = name
            .to_str()
            .and_then(|name| name.strip_suffix(".eml")?.parse::<MailId>().ok());
        found.extend(mail);
    }
    found.sort_unstable_by(|one: &MailId, other| other.cmp(one));
    found.truncate(LISTED);
    found
}

async fn read(post: &Folder, mail: MailId) -> Option<Vec<u8>> {
    let file = tokio::fs::File::open(post.join(format!("{mail}.eml")))
        .await
        .ok()?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).await.ok()?;
    Some(bytes)
}

fn subject(message: &Message<'_>) -> String {
    message.subject().unwrap_or("(utan ämne)").to_owned()
}

fn address(address: Option<&Address<'_>>) -> String {
    let first = address.and_then(Address::first);
    let mail = first.and_then(|one| one.address()).unwrap_or_default();
    match first.and_then(|one| one.name()) {
        Some(name) => format!("{name} <{mail}>"),
        None => mail.to_owned(),
    }
}

fn sent_at(message: &Message<'_>) -> String {
    let at = message.date().map(mail_parser::DateTime::to_timestamp);
    let at = at.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    at.map(swedish::date_and_time).unwrap_or_default()
}
