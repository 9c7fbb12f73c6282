//! What the system can write in a section: shown as a proposal, taken in by a person.

use super::crumbs;
use crate::{
    domain::{
        identifiers::MatterId,
        refusal::{Reason, Refusal},
    },
    matter::act::Action,
    office::{OfficeError, yearly::FillView},
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{FieldGroup, FormPage},
            field::{Choice, FieldView, Widget},
            part::{Fact, Link, RefusalPanel},
        },
        matters::{mend, path},
        session::Visitor,
    },
    workflow::keys::SectionKey,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

pub(super) async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, section)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let view = fill_of(&app, &visitor, &id, &section).await?;
    let page = fill_page(&view, &section, None);
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn fill_of(
    app: &App,
    visitor: &Visitor,
    id: &str,
    section: &str,
) -> Result<FillView, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let section: SectionKey = section.parse().map_err(|_| Failure::NotFound)?;
    let office = app.office();
    Ok(office
        .fill_view(visitor.asker(), id, &section, app.now())
        .await?)
}

fn fill_page(view: &FillView, section: &str, sent: Option<(&Sent, &Refusal)>) -> FormPage {
    let id = view.matter.id;
    let text = match sent {
        Some((sent, _)) => sent.text("text"),
        None => view.proposed.clone(),
    };
    let mut fields = vec![
        FieldView::textarea("text", "Förslag", text, 20)
            .hint("Läs igenom och ändra det som behövs. Inget skrivs förrän du tar in det."),
    ];
    if !view.now.trim().is_empty() {
        let chosen = sent.map(|(sent, _)| sent.line("hur")).unwrap_or_default();
        let choices = [
            ("sist", "Lägg förslaget sist i avsnittet"),
            ("ersatt", "Ersätt avsnittets text"),
        ]
        .into_iter()
        .map(|(value, title)| Choice::new(value, title).chosen(value == chosen))
        .collect();
        fields.push(FieldView::new(
            "hur",
            "Avsnittet har redan text",
            Widget::Radios { choices },
        ));
    }
    let mut facts = vec![
        Fact::new(
            "År",
            view.year.map(|year| year.to_string()).unwrap_or_default(),
        )
        .note("Står i fältet för år."),
        Fact::new("Text som står nu", &view.now),
    ];
    if let Some(before) = &view.matter.years.before {
        facts.push(Fact::new(
            "Jämförs med",
            format!("{} ({})", before.title, before.year),
        ));
    }
    if let Some(earlier) = &view.earlier {
        let words = format!("{} ({})", earlier.title, earlier.year);
        let mut fact = Fact::new("Finns att jämföra med", words)
            .note("Är inte med än. Ta med förra året först, så står det bredvid.");
        let there = format!("{}/forra-aret", path(id));
        fact.change = Some(Link::new("Ta med", there));
        facts.push(fact);
    }
    FormPage {
        heading: format!("Hämta uppgifter: {}", view.title),
        lead: None,
        crumbs: crumbs(id, &view.matter.content.title),
        facts,
        refusal: sent.map(|(_, refusal)| RefusalPanel::of(refusal, |place| mend(id, place))),
        groups: vec![FieldGroup {
            legend: None,
            fields,
        }],
        seen: Some(view.version.to_string()),
        hidden: Vec::new(),
        action: format!("{}/avsnitt/{section}/hamta", path(id)),
        button: "Ta in i avsnittet".to_owned(),
        cancel: Link::new("Avbryt", path(id)),
        has_contents: false,
        multipart: false,
    }
}

pub(super) async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, section)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let view = fill_of(&app, &visitor, &id, &section).await?;
    let key: SectionKey = section.parse().map_err(|_| Failure::NotFound)?;
    let matter = view.matter.id;
    let typed = sent.text("text");
    let text = match (view.now.trim().is_empty(), sent.line("hur").as_str()) {
        (true, _) | (false, "ersatt") => Some(typed),
        (false, "sist") => Some(format!("{}\n\n{typed}", view.now.trim_end())),
        _ => None,
    };
    let refusal = match text {
        None => Refusal::invalid(
            "Texten är inte intagen.",
            vec![
                Reason::new("hur", "Avsnittet har redan text.")
                    .remedy("Välj om förslaget ska läggas sist eller ersätta texten."),
            ],
        ),
        Some(text) => {
            let action = Action::WriteSection {
                section: key,
                text,
                seen: sent.read("seen").unwrap_or(u32::MAX),
            };
            let done = app
                .office()
                .act_on_matter(
                    visitor.asker(),
                    matter,
                    action,
                    Some(sent.nonce()?),
                    app.now(),
                )
                .await;
            match done {
                Ok(()) => {
                    let there = format!("{}#avsnitt-{section}", path(matter));
                    return Ok(Redirect::to(&there).into_response());
                }
                Err(OfficeError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let page = fill_page(&view, &section, Some((&sent, &refusal)));
    app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
}
