//! A decision without a meeting as a document (delegationsbeslut): what was decided, by whom and by
//! what right.

use super::{
    memo::Head,
    proposal,
    state::{Content, Decision, Matter, Taken},
};
use crate::{
    document::{
        Composed, DocumentError, SlotFinding,
        markdown::{self, Context},
        model::{Block, Document, Meta},
        template::{Template, TemplateError},
    },
    domain::swedish,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The kind of document, as orders name it.
pub const KIND: &str = "delegationsbeslut";

static TEMPLATE: LazyLock<Result<Template, TemplateError>> = LazyLock::new(|| {
    Template::load(
        KIND,
        include_str!("../../templates/documents/delegationsbeslut.md.hbs"),
    )
});

/// The section whose text says what it is about.
const SUMMARY: &str = "sammanfattning";

/// The sheet of a decision, out of the frozen content it was taken on.
///
/// # Errors
/// When the template is at fault; never for what a person typed.
pub fn compose(
    matter: &Matter,
    decision: &Decision,
    content: &Content,
    head: &Head,
) -> Result<Composed, DocumentError> {
    let template = TEMPLATE.as_ref().map_err(Clone::clone)?;
    let mut slots: BTreeMap<String, Vec<Block>> = BTreeMap::new();
    let mut findings = Vec::new();
    let text = content
        .sections
        .iter()
        .find(|section| section.key.as_str() == SUMMARY)
        .map(|section| section.text.trim())
        .filter(|text| !text.is_empty());
    if let Some(text) = text {
        let parsed = markdown::prose(text, 2, &Context::new([(SUMMARY, text)]));
        findings.extend(parsed.findings.into_iter().map(|finding| SlotFinding {
            slot: SUMMARY.to_owned(),
            finding,
        }));
        slots.insert(SUMMARY.to_owned(), parsed.blocks);
    }
    let page = Page::of(matter, decision, content, head, text.is_some());
    let title = format!("{} {}: {}", page.kind, page.number, content.title);
    let blocks = template.blocks(&page, &slots)?;
    let meta = Meta {
        municipality: Some(head.municipality.clone()),
        body: Some(head.body.clone()),
        unit: None,
        kind: page.kind.to_owned(),
        register_number: head.register_number.clone(),
        date: Some(decision.day),
        author: Some(page.name),
        title,
        language: "sv-SE".to_owned(),
        template: template.stamp().clone(),
        content_hash: String::new(),
    };
    let document = Document {
        meta,
        blocks,
        assets: BTreeMap::new(),
    }
    .seal();
    Ok(Composed { document, findings })
}

/// What the template may use.
#[derive(Debug, Serialize)]
struct Page {
    kind: &'static str,
    number: String,
    facts: Vec<Fact>,
    decision: Vec<String>,
    several_points: bool,
    ground: String,
    reasons: String,
    summary: String,
    decision_basis: Vec<String>,
    recipients: Vec<String>,
    name: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct Fact {
    label: &'static str,
    text: String,
}

impl Page {
    fn of(
        matter: &Matter,
        decision: &Decision,
        content: &Content,
        head: &Head,
        summary: bool,
    ) -> Self {
        let taken = Said::of(&decision.taken, &head.body);
        let facts = [
            ("Ärende", content.title.clone()),
            (
                "Diarienummer",
                head.register_number.clone().unwrap_or_default(),
            ),
            ("Beslutsdatum", swedish::date(decision.day)),
            ("Fattat för", head.body.clone()),
            ("Handläggare", head.officer.clone()),
            ("Utfall", decision.kind.swedish().to_owned()),
            (
                "Gäller till och med",
                decision.until.map(swedish::date).unwrap_or_default(),
            ),
        ];
        Self {
            kind: taken.kind,
            number: taken.number,
            facts: facts
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(label, text)| Fact { label, text })
                .collect(),
            decision: decision.points.clone(),
            several_points: decision.points.len() > 1,
            ground: taken.ground,
            reasons: taken.reasons,
            summary: if summary {
                SUMMARY.to_owned()
            } else {
                String::new()
            },
            decision_basis: proposal::decision_basis(matter),
            recipients: content.recipients_of_decision.clone(),
            name: taken.name,
            title: taken.title,
        }
    }
}

struct Said {
    kind: &'static str,
    number: String,
    ground: String,
    reasons: String,
    name: String,
    title: String,
}

impl Said {
    fn of(taken: &Taken, body: &str) -> Self {
        match taken {
            Taken::ByDelegation {
                number,
                name,
                title,
                point,
                point_title,
                in_place_of,
                ..
            } => Self {
                kind: "Delegationsbeslut",
                number: number.to_string(),
                ground: format!(
                    "Beslutet är fattat på delegation från {body} med stöd av punkt {point} i \
                     delegationsordningen ({point_title}), 6 kap. 37 § och 7 kap. 5 § \
                     kommunallagen (2017:725).{}",
                    in_place_of
                        .as_ref()
                        .map(|away| format!(
                            " Beslutet är fattat i stället för {away}, som är frånvarande."
                        ))
                        .unwrap_or_default()
                ),
                reasons: String::new(),
                name: name.clone(),
                title: title.clone(),
            },
            Taken::Urgently {
                number,
                name,
                reasons,
                ..
            } => Self {
                kind: "Beslut i brådskande ärende",
                number: number.to_string(),
                ground: format!(
                    "Beslutet är fattat av ordföranden för {body} med stöd av 6 kap. 39 § \
                     kommunallagen (2017:725), eftersom organets avgörande inte kunde inväntas."
                ),
                reasons: reasons.clone(),
                name: name.clone(),
                title: "Ordförande".to_owned(),
            },
            Taken::AtMeeting { section, .. } => Self {
                kind: "Beslut",
                number: format!("§ {section}"),
                ground: format!("Beslutet är fattat av {body}."),
                reasons: String::new(),
                name: String::new(),
                title: String::new(),
            },
        }
    }
}
