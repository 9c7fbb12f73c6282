//! Files: attaching, taking away, downloading.

use super::{mark, path};
use crate::{
    domain::{
        digest::Digest,
        identifiers::{AttachmentId, MatterId},
        media_type,
        refusal::{Place, Reason, Refusal},
        swedish::parse_date,
        text,
    },
    matter::act::Action,
    office::{OfficeError, matters::NewAttachment, reading::MatterView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{CheckPage, FieldGroup, FormPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Link},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    body::Body,
    extract::{Multipart, Path, Query, State, multipart::Field},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}/bifoga", get(show).post(attach))
        .route("/arenden/{id}/bilagor/{attachment}", get(download))
        .route(
            "/arenden/{id}/bilagor/{attachment}/ta-bort",
            get(check_removal).post(remove),
        )
        .route("/arenden/{id}/filer/{digest}", get(download_made))
}

fn id_of(text: &str) -> Result<MatterId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Which document is missing, when a page that says so has led here.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    slag: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let title = view
        .definition
        .document(&wanted.slag)
        .map(|document| document.title.clone());
    let prefilled = [("kind", wanted.slag), ("title", title.unwrap_or_default())];
    let prefilled = prefilled
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let page = page(&view, fields(&view, &prefilled.collect()));
    app.page(&visitor.frame("/arenden")?, &page)
}

/// What came with the form: the texts, and the file as it was kept.
pub(super) struct Upload {
    pub(super) sent: Sent,
    pub(super) file: Result<Option<crate::matter::state::File>, Refusal>,
}

async fn attach(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let Upload { sent, file } = receive(&app, multipart).await?;
    let form = sent.nonce()?;
    let outcome = match attachment(&sent, file) {
        Ok(new) => {
            let done = app
                .office()
                .attach(visitor.asker(), id, new, Some(form), app.now())
                .await;
            match done {
                Ok(()) => return Ok(Redirect::to(&path(id)).into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let mut fields = fields(&view, &sent);
    let others = mark(&mut fields, &outcome);
    let mut page = page(&view, fields);
    page.refusal = (!others.is_empty()).then(|| super::panel(Some(id), &outcome));
    app.page_with(status_of(outcome.kind), &visitor.frame("/arenden")?, &page)
}

pub(super) fn attachment(
    sent: &Sent,
    file: Result<Option<crate::matter::state::File>, Refusal>,
) -> Result<NewAttachment, Refusal> {
    let what = "Handlingen är inte bifogad.";
    let at = |name: &str| Place::Field(name.to_owned());
    let file = file?.ok_or_else(|| {
        let missing = Reason::new("fil", "Ingen fil är vald.").remedy("Välj en fil.");
        Refusal::invalid(what, vec![missing.at(at("file"))])
    })?;
    let dated = match sent.line("dated") {
        typed if typed.is_empty() => None,
        typed => Some(parse_date(&typed).map_err(|fault| {
            Refusal::invalid(
                what,
                vec![Reason::new("datum", fault.to_string()).at(at("dated"))],
            )
        })?),
    };
    Ok(NewAttachment {
        kind: sent.read("kind"),
        title: sent.line("title"),
        dated,
        signed: sent.ticked("signed"),
        file: Some(file),
    })
}

/// Reads the form. The file goes to the blob store as it comes in, never whole into memory.
pub(super) async fn receive(app: &App, mut multipart: Multipart) -> Result<Upload, Failure> {
    let mut pairs = Vec::new();
    let mut file = Ok(None);
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let original = text::clean_line(field.file_name().unwrap_or_default());
            if !original.is_empty() {
                file = keep(app, original, field).await?;
                // Another file in the same form is another form.
                if let Ok(Some(kept)) = &file {
                    pairs.push(("file_sha256".to_owned(), kept.digest.to_string()));
                }
            }
        } else {
            pairs.push((name, field.text().await.map_err(unreadable)?));
        }
    }
    Ok(Upload {
        sent: pairs.into_iter().collect(),
        file,
    })
}

async fn keep(
    app: &App,
    name: String,
    mut field: Field<'_>,
) -> Result<Result<Option<crate::matter::state::File>, Refusal>, Failure> {
    let mut first = Vec::new();
    while first.len() < media_type::LOOKED_AT {
        match field.chunk().await.map_err(unreadable)? {
            Some(chunk) => first.extend_from_slice(&chunk),
            None => break,
        }
    }
    let looked_at = &first[..first.len().min(media_type::LOOKED_AT)];
    let kind = match media_type::of(&name, looked_at) {
        Ok(kind) => kind,
        Err(not_taken) => {
            let reason = Reason::new("filslag", not_taken.to_string());
            let reason = reason.at(Place::Field("file".into()));
            return Ok(Err(Refusal::invalid(
                "Handlingen är inte bifogad.",
                vec![reason],
            )));
        }
    };
    let (mut sender, receiver) = tokio::io::duplex(64 * 1024);
    let limit = app.office().settings().largest_attachment;
    let storing = app.office().blobs().put(receiver, limit);
    let sending = async {
        use tokio::io::AsyncWriteExt;
        sender.write_all(&first).await.ok();
        let mut whole = true;
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    if sender.write_all(&chunk).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    whole = false;
                    break;
                }
            }
        }
        drop(sender);
        whole
    };
    let (stored, whole) = tokio::join!(storing, sending);
    let blob = stored.map_err(OfficeError::from)?;
    if !whole {
        return Err(Failure::Unreadable("Filen kom inte fram helt.".to_owned()));
    }
    Ok(Ok(Some(crate::matter::state::File {
        digest: blob.digest,
        name,
        media_type: kind.name.to_owned(),
        size: blob.size,
    })))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn unreadable(error: axum::extract::multipart::MultipartError) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Unreadable("Formuläret kom inte fram helt.".to_owned()),
    }
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, attachment)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let attachment: AttachmentId = attachment.parse().map_err(|_| Failure::NotFound)?;
    let found = view
        .matter
        .content
        .attachments
        .iter()
        .find(|a| a.id == attachment);
    let file = found
        .and_then(|found| found.file.clone())
        .ok_or(Failure::NotFound)?;
    send(&app, file.digest, &file.media_type, &file.name).await
}

async fn download_made(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, digest)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let digest: Digest = digest.parse().map_err(|_| Failure::NotFound)?;
    let made = view
        .files
        .iter()
        .find(|made| made.digest == digest)
        .ok_or(Failure::NotFound)?;
    send(&app, digest, &made.media_type, &made.file_name).await
}

/// A file as a download: it is never opened as a page of ours.
pub(in crate::web) async fn send(
    app: &App,
    digest: Digest,
    media_type: &str,
    name: &str,
) -> Result<Response, Failure> {
    let bytes = app
        .office()
        .blobs()
        .get(digest)
        .await
        .map_err(OfficeError::from)?;
    let bytes = bytes.ok_or(Failure::NotFound)?;
    let ascii: String = name
        .chars()
        .map(|letter| match letter {
            'å' | 'ä' => 'a',
            'ö' => 'o',
            'Å' | 'Ä' => 'A',
            'Ö' => 'O',
            letter if letter.is_ascii_alphanumeric() || "-_. ".contains(letter) => letter,
            _ => '_',
        })
        .collect();
    let encoded = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    let header_value = |text: &str| {
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
    };
    Ok((
        [
            (header::CONTENT_TYPE, header_value(media_type)),
            (header::CONTENT_DISPOSITION, header_value(&disposition)),
            (
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("sandbox; default-src 'none'"),
            ),
        ],
        Body::from(bytes),
    )
        .into_response())
}

async fn check_removal(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, attachment)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id_of(&id)?, app.now())
        .await?;
    let wanted: AttachmentId = attachment.parse().map_err(|_| Failure::NotFound)?;
    let found = view
        .matter
        .content
        .attachments
        .iter()
        .find(|a| a.id == wanted);
    let found = found.ok_or(Failure::NotFound)?;
    let here = path(view.matter.id);
    let page = CheckPage {
        heading: "Ta bort handlingen?".to_owned(),
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&view.matter.content.title, &here),
        ],
        facts: vec![Fact::new("Handling", &found.title)],
        consequences: vec![
            "Handlingen tas bort ur utkastet. Filen finns kvar i historiken.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/bilagor/{wanted}/ta-bort"),
        button: "Ta bort".to_owned(),
        danger: true,
        cancel: Link::new("Avbryt", &here),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, attachment)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let attachment = attachment.parse().map_err(|_| Failure::NotFound)?;
    let action = Action::Detach(attachment);
    let form = Some(sent.nonce()?);
    app.office()
        .act_on_matter(visitor.asker(), id, action, form, app.now())
        .await?;
    Ok(Redirect::to(&path(id)).into_response())
}

fn fields(view: &MatterView<'_>, sent: &Sent) -> Vec<FieldView> {
    let mut kinds = vec![Choice::new("", "Annan handling").chosen(sent.line("kind").is_empty())];
    kinds.extend(view.definition.documents.iter().map(|document| {
        let key = document.kind.as_str();
        Choice::new(key, &document.title).chosen(sent.line("kind") == key)
    }));
    let accept = media_type::TAKEN
        .iter()
        .map(|kind| kind.swedish)
        .collect::<Vec<_>>()
        .join(", ");
    let file = FieldView::new("file", "Fil", Widget::File { accept: None });
    vec![
        FieldView::new(
            "kind",
            "Vad är det för handling?",
            Widget::Select { choices: kinds },
        ),
        FieldView::text("title", "Titel", sent.line("title"))
            .hint("Så som den ska stå i beslutsunderlaget."),
        FieldView::date("dated", "Handlingens datum", sent.line("dated")).optional(),
        signed(sent),
        file.hint(format!(
            "{accept}. Filen måste väljas på nytt om något behöver rättas."
        )),
    ]
}

/// Whether the document is signed: the program cannot see it, so the one who attaches says so.
pub(super) fn signed(sent: &Sent) -> FieldView {
    let checked = sent.ticked("signed");
    FieldView::new(
        "signed",
        "Dokumentet är undertecknat",
        Widget::Checkbox { checked },
    )
    .optional()
}

fn page(view: &MatterView<'_>, fields: Vec<FieldView>) -> FormPage {
    let here = path(view.matter.id);
    FormPage {
        heading: "Bifoga en handling".to_owned(),
        lead: None,
        crumbs: vec![
            Link::new("Ärenden", "/arenden"),
            Link::new(&view.matter.content.title, &here),
        ],
        facts: Vec::new(),
        refusal: None,
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: None,
        hidden: Vec::new(),
        action: format!("{here}/bifoga"),
        button: "Bifoga".to_owned(),
        cancel: Link::new("Avbryt", &here),
        has_contents: false,
        multipart: true,
    }
}
