//! A review step is given to another person, or supplied with what its reviewer writes.

use super::{
    field_form::{self, Typed},
    files::{Upload, attachment, receive},
    mark, path,
    writing::{directory, read_values, with_more_rows},
};
use crate::{
    domain::{
        digest::Digest,
        identifiers::{MatterId, PersonId},
        media_type,
        refusal::{Place, Reason, Refusal, RefusalKind},
    },
    matter::{act::Action, authorship},
    office::{OfficeError, giving::NewContribution, reading::MatterView},
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
    workflow::{
        definition::{Document, Field, ReviewStep},
        keys::{FieldKey, StepKey},
    },
};
use axum::{
    Router,
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route(
            "/arenden/{id}/granskning/{step}/ge-vidare",
            get(choose).post(give),
        )
        .route(
            "/arenden/{id}/granskning/{step}/underlag",
            get(show).post(supply),
        )
}

fn read(id: &str, step: &str) -> Result<(MatterId, StepKey), Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let step = step.parse().map_err(|_| Failure::NotFound)?;
    Ok((id, step))
}

// Giving to another.

async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    choices(&app, &visitor, id, &step, &Sent::default(), None).await
}

async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    let form = Some(sent.nonce()?);
    let Some(to) = sent.read::<PersonId>("to") else {
        let reason = Reason::new("person", "Ingen är vald.").remedy("Välj vem som ska granska.");
        let reason = reason.at(Place::Field("to".into()));
        let what = "Granskningen är inte given till någon annan.";
        let refusal = Refusal::invalid(what, vec![reason]);
        return choices(&app, &visitor, id, &step, &sent, Some(&refusal)).await;
    };
    let action = Action::Reassign {
        step: step.clone(),
        to,
        reason: sent.text("reason"),
    };
    let before = app
        .office()
        .giving_view(visitor.asker(), id, &step, app.now())
        .await?;
    let done = app
        .office()
        .act_on_matter(visitor.asker(), id, action, form, app.now());
    match done.await {
        Ok(()) if before.may_see => Ok(Redirect::to(&path(id)).into_response()),
        Ok(()) => Ok(Redirect::to("/franvaro").into_response()),
        Err(OfficeError::Refused(refusal)) => {
            choices(&app, &visitor, id, &step, &sent, Some(&refusal)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn choices(
    app: &App,
    visitor: &Visitor,
    id: MatterId,
    step: &StepKey,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> Result<Response, Failure> {
    let view = app
        .office()
        .giving_view(visitor.asker(), id, step, app.now())
        .await?;
    let chosen = sent.line("to");
    let nobody = Choice::new("", "Välj person").chosen(chosen.is_empty());
    let people = view.candidates.iter().map(|(person, words)| {
        let id = person.to_string();
        Choice::new(&id, words).chosen(id == chosen)
    });
    let mut fields = vec![
        FieldView::new(
            "to",
            "Vem ska granska i stället?",
            Widget::Select {
                choices: std::iter::once(nobody).chain(people).collect(),
            },
        ),
        FieldView::textarea("reason", "Skäl", sent.text("reason"), 3)
            .hint("Skälet står i ärendets historik. Skriv inget känsligt om personen."),
    ];
    let others = refusal.map(|refusal| mark(&mut fields, refusal));
    let no_other = Reason::new(
        "granskare",
        "Det finns ingen annan som kan göra steget i dag.",
    )
    .remedy("Be administratören lägga till någon i gruppen eller ange en ersättare.");
    let no_other = view.candidates.is_empty().then_some(no_other);
    let here = path(id);
    let back = if view.may_see {
        here.as_str()
    } else {
        "/franvaro"
    };
    let page = CheckPage {
        heading: "Ge granskningen till någon annan".to_owned(),
        crumbs: vec![Link::new(&view.title, back)],
        facts: vec![
            Fact::new("Ärende", &view.title),
            Fact::new("Granskning", &view.step),
            Fact::new("Tillfrågad nu", view.asked.as_deref().unwrap_or("ingen")),
        ],
        consequences: vec![
            "Länken som den tillfrågade har fått slutar gälla. Personen får veta det.".to_owned(),
            "Den nya granskaren får ett eget mejl, med en ny tidsfrist.".to_owned(),
        ],
        blockers: no_other
            .iter()
            .map(|reason| crate::web::look::part::Blocker::of(reason, |_| None))
            .collect(),
        refusal: refusal
            .filter(|_| others.is_some_and(|others| !others.is_empty()))
            .map(|refusal| super::panel(None, refusal)),
        fields,
        seen: None,
        hidden: Vec::new(),
        action: super::giving(id, step.as_str()),
        button: "Ge granskningen vidare".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", back),
    };
    let status = refusal.map_or(StatusCode::OK, |refusal| status_of(refusal.kind));
    app.page_with(status, &visitor.frame("/arenden")?, &page)
}

// Supplying.

/// What the one who is asked in a step writes.
struct Own<'v> {
    step: &'v ReviewStep,
    fields: Vec<&'v Field>,
    documents: Vec<&'v Document>,
}

fn own<'v>(view: &'v MatterView<'_>, key: &StepKey) -> Option<Own<'v>> {
    let step = view.definition.step(key.as_str())?;
    let own = Own {
        step,
        fields: authorship::fields_of(view.definition, &step.role).collect(),
        documents: authorship::documents_of(view.definition, &step.role).collect(),
    };
    (!own.fields.is_empty() || !own.documents.is_empty()).then_some(own)
}

/// Whether the one who looks may supply something in the step now.
pub(super) fn supplies(view: &MatterView<'_>, key: &StepKey) -> bool {
    let asked = view.matter.reviews.iter().any(|review| {
        &review.step == key && review.is_open() && review.reviewer == view.standing.person
    });
    asked && own(view, key).is_some()
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    let office = app.office();
    let view = office.matter_view(visitor.asker(), id, app.now()).await?;
    if !supplies(&view, &step) {
        return Err(Failure::NotFound);
    }
    let own = own(&view, &step).ok_or(Failure::NotFound)?;
    let mut sent: Vec<(String, String)> = Vec::new();
    if let [only] = own.documents.as_slice() {
        sent.push(("kind".to_owned(), only.kind.to_string()));
        sent.push(("title".to_owned(), only.title.clone()));
    }
    let directory = directory(&app, &visitor, &view.matter, &[]).await?;
    let kept = own.fields.iter().map(|field| {
        let kept = view.matter.content.fields.get(&field.key);
        field_form::control(field, &Typed::kept(field, kept, &directory), &directory)
    });
    let shown = fields(&own, kept.collect(), &sent.into_iter().collect());
    let page = page(&view, &own, shown);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn supply(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let (id, step) = read(&id, &step)?;
    let office = app.office();
    let view = office.matter_view(visitor.asker(), id, app.now()).await?;
    let own = own(&view, &step).ok_or(Failure::NotFound)?;
    let Upload { sent, file } = receive(&app, multipart).await?;
    let nonce = sent.nonce()?;
    let typed: Vec<(&Field, Typed)> = own
        .fields
        .iter()
        .filter_map(|field| Some((*field, Typed::sent(field, &sent)?)))
        .collect();
    let directory = directory(&app, &visitor, &view.matter, &typed).await?;
    if let Some(wanted) = sent.read::<FieldKey>(field_form::MORE) {
        let shown = with_more_rows(typed, &wanted, &directory);
        let page = page(&view, &own, fields(&own, shown, &sent));
        return app.page(&visitor.frame("/arenden")?, &page);
    }
    let shown = typed
        .iter()
        .map(|(field, typed)| field_form::control(field, typed, &directory));
    let mut shown = fields(&own, shown.collect(), &sent);
    let again = |shown: Vec<FieldView>, refusal: Option<&Refusal>| {
        let mut page = page(&view, &own, shown);
        page.refusal = refusal.map(|refusal| super::panel(Some(id), refusal));
        let kind = refusal.map_or(RefusalKind::Invalid, |refusal| refusal.kind);
        app.page_with(status_of(kind), &visitor.frame("/arenden")?, &page)
    };
    let Some(values) = read_values(&typed, &directory, &mut shown) else {
        return again(shown, None);
    };
    let document = match file {
        Ok(None) => Ok(None),
        file => attachment(&sent, file).map(Some),
    };
    let refusal = match document {
        Ok(document) => {
            let new = NewContribution {
                step: step.clone(),
                fields: values,
                document,
                seen: sent.read("seen").unwrap_or(Digest::ZERO),
            };
            let done = office.contribute(visitor.asker(), id, new, Some(nonce), app.now());
            match done.await {
                Ok(()) => return Ok(answer(&app, &visitor, id, &step).await?.into_response()),
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let others = mark(&mut shown, &refusal);
    again(shown, (!others.is_empty()).then_some(&refusal))
}

/// Straight on to the question about the version that holds what was supplied.
async fn answer(
    app: &App,
    visitor: &Visitor,
    id: MatterId,
    step: &StepKey,
) -> Result<Redirect, Failure> {
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let asked = view
        .matter
        .reviews
        .iter()
        .find(|review| &review.step == step && review.is_open());
    Ok(match asked {
        Some(review) => Redirect::to(&format!("/underskrift/{}", review.sign_off)),
        None => Redirect::to(&path(id)),
    })
}

/// The controls of the fields, and after them those of the document.
fn fields(own: &Own<'_>, mut shown: Vec<FieldView>, sent: &Sent) -> Vec<FieldView> {
    if own.documents.is_empty() {
        return shown;
    }
    let kinds = own.documents.iter().map(|document| {
        let key = document.kind.as_str();
        Choice::new(key, &document.title).chosen(sent.line("kind") == key)
    });
    let taken: Vec<&str> = media_type::TAKEN.iter().map(|kind| kind.swedish).collect();
    let file = FieldView::new("file", "Fil", Widget::File { accept: None }).optional();
    shown.push(FieldView::new(
        "kind",
        "Vad är det för handling?",
        Widget::Select {
            choices: kinds.collect(),
        },
    ));
    shown.push(
        FieldView::text("title", "Titel", sent.line("title"))
            .hint("Så som den ska stå i beslutsunderlaget."),
    );
    shown.push(FieldView::date("dated", "Handlingens datum", sent.line("dated")).optional());
    shown.push(super::files::signed(sent));
    shown.push(file.hint(format!(
        "{}. Filen måste väljas på nytt om något behöver rättas.",
        taken.join(", ")
    )));
    shown
}

fn page(view: &MatterView<'_>, own: &Own<'_>, fields: Vec<FieldView>) -> FormPage {
    let here = path(view.matter.id);
    let frozen = view.matter.frozen.as_ref();
    FormPage {
        heading: format!("Lämna underlag: {}", own.step.title),
        lead: Some(
            "Det du lämnar blir en del av ärendet i en ny version. Sedan svarar du på den."
                .to_owned(),
        ),
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
        seen: frozen.map(|frozen| frozen.sha256.to_string()),
        hidden: Vec::new(),
        action: super::supplying(view.matter.id, own.step.key.as_str()),
        button: "Lämna underlaget".to_owned(),
        cancel: Link::new("Avbryt", &here),
        has_contents: false,
        multipart: true,
    }
}
