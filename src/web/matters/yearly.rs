//! The pages from one year to the next: what is offered to the new plan, what the system can write,
//! and what the checks have found.

mod filling;

use self::filling::{accept, propose};
use super::{mend, path};
use crate::{
    domain::{identifiers::MatterId, refusal::Refusal, swedish},
    matter::{
        consistency::{Finding, findings},
        years::{Choice as RowChoice, RowName},
    },
    office::{
        OfficeError,
        yearly::{CarryOverView, SourceView},
    },
    web::{
        App,
        answer::{Failure, status_of},
        asked::Sent,
        look::{
            act::{CheckPage, FieldGroup, FormPage},
            collecting::{Listing, ListingPage},
            field::{Choice, FieldView, Widget},
            part::{Blocker, Fact, Hidden, Link, RefusalPanel, Row, Tone},
        },
        session::Visitor,
    },
};
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/arenden/{id}/kontroller", get(checks))
        .route("/arenden/{id}/overforing", get(offers))
        .route(
            "/arenden/{id}/overforing/{source}",
            get(choose).post(carry_over),
        )
        .route(
            "/arenden/{id}/avsnitt/{section}/hamta",
            get(propose).post(accept),
        )
        .route("/arenden/{id}/forra-aret", get(look_back).post(remember))
}

fn crumbs(id: MatterId, title: &str) -> Vec<Link> {
    vec![Link::new("Ärenden", "/arenden"), Link::new(title, path(id))]
}

async fn checks(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .matter_view(visitor.asker(), id, app.now())
        .await?;
    let found = findings(&view.matter, view.definition, &view.around);
    let made = view.definition.checks.iter().map(|check| {
        let own = found
            .iter()
            .filter(|finding| finding.check == check.kind)
            .count();
        let stops: Vec<String> = check
            .at
            .iter()
            .map(|phase| swedish::lower_first(phase.swedish()))
            .collect();
        let row = Row::plain(check.kind.swedish()).hint(if stops.is_empty() {
            "Säger till, men stoppar inget.".to_owned()
        } else {
            format!("Stoppar: {}.", swedish::list(&stops))
        });
        if own == 0 {
            row.tag("Inget att rätta", Tone::Good)
        } else {
            row.tag(format!("{own} att se över"), Tone::Stop)
        }
    });
    let page = ListingPage {
        heading: "Kontroller".to_owned(),
        lead: Some("Här syns var texten och tabellerna inte ser ut att stämma överens. Programmet ser inte allt.".to_owned()),
        crumbs: crumbs(id, &view.matter.content.title),
        facts: Vec::new(),
        blockers: found.iter().map(|finding| blocker(id, finding)).collect(),
        groups: vec![Listing {
            id: "kontroller".to_owned(),
            heading: "Kontroller som görs".to_owned(),
            rows: made.collect(),
            empty: "Ärendetypen har inga kontroller.".to_owned(),
        }],
        main: None,
        others: Vec::new(),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

fn blocker(id: MatterId, finding: &Finding) -> Blocker {
    Blocker::of(&finding.reason, |place| mend(id, place))
}

async fn offers(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .carry_over_view(visitor.asker(), id, app.now())
        .await?;
    let mut groups = Vec::new();
    for (number, source) in view.sources.iter().enumerate() {
        groups.push(Listing {
            id: format!("plan-{number}"),
            heading: format!(
                "{}: {} kvar",
                source.matter.content.title,
                source.offered.len()
            ),
            rows: source_rows(source, id),
            empty: "Allt är genomfört, överfört eller avböjt.".to_owned(),
        });
    }
    let open = view
        .sources
        .iter()
        .filter(|source| !source.offered.is_empty());
    let page = ListingPage {
        heading: "Överföring från tidigare planer".to_owned(),
        lead: Some(
            "Det som inte är genomfört erbjuds här. Varje aktivitet tas över eller avböjs med skäl; inget försvinner i tysthet."
                .to_owned(),
        ),
        crumbs: crumbs(id, &view.matter.content.title),
        facts: Vec::new(),
        blockers: Vec::new(),
        groups,
        main: None,
        others: open
            .map(|source| {
                Link::new(
                    format!("Gå igenom: {}", source.matter.content.title),
                    format!("{}/overforing/{}", path(id), source.matter.id),
                )
            })
            .collect(),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

fn source_rows(source: &SourceView, here: MatterId) -> Vec<Row> {
    let offered = source
        .offered
        .iter()
        .map(|one| Row::plain(&one.title).tag("Erbjuds", Tone::Wait));
    let handed = source.handed_on.iter().map(|one| {
        let row = Row::plain(&one.name.title);
        let there = if one.to == here {
            ""
        } else {
            " i en annan plan"
        };
        match &one.declined {
            Some(reason) => row
                .hint(format!("Skäl: {reason}"))
                .tag(format!("Avböjd{there}"), Tone::Plain),
            None => row.tag(format!("Överförd{there}"), Tone::Good),
        }
    });
    offered.chain(handed).collect()
}

async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, source)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let view = app
        .office()
        .carry_over_view(visitor.asker(), id, app.now())
        .await?;
    let page = choose_page(&view, &source, None)?;
    app.page(&visitor.frame("/arenden")?, &page)
}

fn choose_page(
    view: &CarryOverView,
    source: &str,
    sent: Option<(&Sent, &Refusal)>,
) -> Result<FormPage, Failure> {
    let id = view.matter.id;
    let source = view
        .sources
        .iter()
        .find(|one| one.matter.id.to_string() == source)
        .ok_or(Failure::NotFound)?;
    let mut hidden = Vec::new();
    let mut groups = Vec::new();
    for (number, offered) in source.offered.iter().enumerate() {
        let row = format!("{}|{}", offered.name.nth, offered.name.title);
        // What was typed stands at its own row, wherever that is by now.
        let typed = |name: &str| {
            let (sent, _) = sent?;
            let number = sent.number_of("rad", &row)?;
            Some(sent.line(&format!("{name}-{number}")))
        };
        let chosen = typed("val").unwrap_or_default();
        let reason = typed("skal").unwrap_or_default();
        hidden.push(Hidden {
            name: format!("rad-{number}"),
            value: row,
        });
        let choices = [
            ("", "Inte än"),
            ("ta", "Ta med i den nya planen"),
            ("avboj", "Avböj"),
        ]
        .into_iter()
        .map(|(value, title)| Choice::new(value, title).chosen(value == chosen))
        .collect();
        groups.push(FieldGroup {
            legend: Some(offered.title.clone()),
            fields: vec![
                FieldView::new(
                    format!("val-{number}"),
                    "Vad ska hända?",
                    Widget::Radios { choices },
                ),
                FieldView::text(format!("skal-{number}"), "Skäl, om den avböjs", reason).optional(),
            ],
        });
    }
    Ok(FormPage {
        heading: "Ta över eller avböj".to_owned(),
        lead: Some(format!(
            "Från ”{}”. Det som tas över läggs sist i den nya planens tabell, med uppgift om varifrån det kommer.",
            source.matter.content.title
        )),
        crumbs: {
            let mut crumbs = crumbs(id, &view.matter.content.title);
            crumbs.push(Link::new("Överföring", format!("{}/overforing", path(id))));
            crumbs
        },
        facts: Vec::new(),
        refusal: sent.map(|(_, refusal)| RefusalPanel::of(refusal, |_| None)),
        groups,
        seen: None,
        hidden,
        action: format!("{}/overforing/{}", path(id), source.matter.id),
        button: "Spara valen".to_owned(),
        cancel: Link::new("Avbryt", format!("{}/overforing", path(id))),
        has_contents: false,
        multipart: false,
    })
}

async fn carry_over(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, source)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let to: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let from: MatterId = source.parse().map_err(|_| Failure::NotFound)?;
    let choices = (0..)
        .map_while(|number| {
            let name = format!("rad-{number}");
            sent.holds(&name).then(|| (number, sent.line(&name)))
        })
        .filter_map(|(number, row)| {
            let (nth, title) = row.split_once('|')?;
            let name = RowName {
                title: title.to_owned(),
                nth: nth.parse().ok()?,
            };
            let declined = match sent.line(&format!("val-{number}")).as_str() {
                "ta" => None,
                "avboj" => Some(sent.line(&format!("skal-{number}"))),
                _ => return None,
            };
            Some(RowChoice { name, declined })
        })
        .collect();
    let form = Some(sent.nonce()?);
    let office = app.office();
    match office
        .carry_over(visitor.asker(), from, to, choices, form, app.now())
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{}/overforing", path(to))).into_response()),
        Err(OfficeError::Refused(refusal)) => {
            let view = office
                .carry_over_view(visitor.asker(), to, app.now())
                .await?;
            let page = choose_page(&view, &source, Some((&sent, &refusal)))?;
            app.page_with(status_of(refusal.kind), &visitor.frame("/arenden")?, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn look_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let office = app.office();
    let (matter, earlier) = office.last_year(visitor.asker(), id, app.now()).await?;
    let earlier = earlier.ok_or(Failure::NotFound)?;
    let page = CheckPage {
        heading: "Ta med förra året".to_owned(),
        crumbs: crumbs(id, &matter.content.title),
        facts: vec![
            Fact::new("Uppföljning", &earlier.title),
            Fact::new("År", earlier.year.to_string()),
            Fact::new("Tabeller", earlier.tables.len().to_string()),
        ],
        consequences: vec![
            "Uppgifterna sparas i ärendet som de är nu och kan ställas bredvid årets.".to_owned(),
            "Inget avsnitt ändras.".to_owned(),
        ],
        blockers: Vec::new(),
        refusal: None,
        fields: Vec::new(),
        seen: None,
        hidden: Vec::new(),
        action: format!("{}/forra-aret", path(id)),
        button: "Ta med förra året".to_owned(),
        danger: false,
        cancel: Link::new("Avbryt", path(id)),
    };
    app.page(&visitor.frame("/arenden")?, &page)
}

async fn remember(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::NotFound)?;
    let form = Some(sent.nonce()?);
    app.office()
        .remember_year(visitor.asker(), id, form, app.now())
        .await?;
    Ok(Redirect::to(&path(id)).into_response())
}
