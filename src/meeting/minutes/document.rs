//! The minutes as a document: exactly the sentences that were frozen, in the order of the template.

use super::{MinutesContent, Participant, SectionContent, Statement, VoteContent};
use crate::{
    document::{
        Composed, DocumentError, SlotFinding,
        markdown::{self, Context},
        model::{Block, Document, Meta},
        template::{Template, TemplateError},
    },
    domain::swedish,
};
use chrono::NaiveDate;
use serde::Serialize;
use std::{collections::BTreeMap, sync::LazyLock};

static TEMPLATE: LazyLock<Result<Template, TemplateError>> = LazyLock::new(|| {
    Template::load(
        "protokoll",
        include_str!("../../../templates/documents/protokoll.md.hbs"),
    )
});

/// How deep the headings of a summary are pushed below those of its section.
const SUMMARY_LEVEL: u8 = 3;

impl MinutesContent {
    /// Makes the document.
    ///
    /// # Errors
    /// When the template is at fault; never for what a person typed.
    pub fn compose(&self, municipality: &str) -> Result<Composed, DocumentError> {
        let title = format!("Protokoll {}, {}", self.body, swedish::date(self.day));
        self.composed(municipality, "Protokoll", title, &Page::of(self))
    }

    /// Makes the document of one section; `None` when there is no such section.
    ///
    /// # Errors
    /// When the template is at fault; never for what a person typed.
    pub fn compose_excerpt(
        &self,
        municipality: &str,
        section: u32,
        certified_on: NaiveDate,
    ) -> Result<Option<Composed>, DocumentError> {
        let mut alone = self.clone();
        alone.sections.retain(|one| one.number == section);
        if alone.sections.is_empty() {
            return Ok(None);
        }
        alone.sections_covered = format!("§ {section}");
        alone.withdrawn.clear();
        alone.objections.clear();
        let mut page = Page::of(&alone);
        "Protokollsutdrag".clone_into(&mut page.heading);
        "Utdragsbestyrkande".clone_into(&mut page.signatures_heading);
        page.signatures = vec![Signatory {
            name: String::new(),
            title: "Utdraget bestyrks",
        }];
        page.facts.push(Fact {
            label: "Protokollet justerat",
            text: swedish::date(certified_on),
        });
        let day = swedish::date(self.day);
        let title = format!("Protokollsutdrag {}, {day}, § {section}", self.body);
        let composed = alone.composed(municipality, "Protokollsutdrag", title, &page)?;
        Ok(Some(composed))
    }

    fn composed(
        &self,
        municipality: &str,
        kind: &str,
        title: String,
        page: &Page,
    ) -> Result<Composed, DocumentError> {
        let template = TEMPLATE.as_ref().map_err(Clone::clone)?;
        let mut slots: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        let mut findings = Vec::new();
        for section in self.sections.iter().filter(|section| has_summary(section)) {
            let key = summary_key(section);
            let context = Context::new([(key.as_str(), section.summary.as_str())]);
            let parsed = markdown::prose(&section.summary, SUMMARY_LEVEL, &context);
            let slot = |finding| SlotFinding {
                slot: key.clone(),
                finding,
            };
            findings.extend(parsed.findings.into_iter().map(slot));
            slots.insert(key, parsed.blocks);
        }
        let blocks = template.blocks(page, &slots)?;
        let meta = Meta {
            municipality: Some(municipality.to_owned()),
            body: Some(self.body.clone()),
            unit: None,
            kind: kind.to_owned(),
            register_number: None,
            date: Some(self.day),
            author: Some(self.secretary.clone()),
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
}

/// What the template may use.
#[derive(Debug, Serialize)]
struct Page {
    heading: String,
    signatures_heading: String,
    meeting_date: String,
    facts: Vec<Fact>,
    deciding: Vec<Person>,
    substitutes: Vec<String>,
    others: Vec<String>,
    withdrawn: Vec<String>,
    objections: Vec<String>,
    signatures: Vec<Signatory>,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Fact {
    label: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Person {
    name: String,
    capacity: String,
    remark: String,
}

#[derive(Debug, Serialize)]
struct Signatory {
    name: String,
    title: &'static str,
}

#[derive(Debug, Serialize)]
struct Section {
    number: u32,
    title: String,
    register_number: String,
    decision: Vec<String>,
    several_points: bool,
    decision_heading: String,
    proposal_heading: String,
    summary: String,
    decision_basis: Vec<String>,
    proposal: Vec<String>,
    motions: Vec<String>,
    process: Vec<String>,
    vote: Option<Vote>,
    disqualified: Vec<String>,
    took_no_part: String,
    reservations: Vec<String>,
    notes: Vec<String>,
    recipients: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Vote {
    rows: Vec<Ballot>,
    sums: String,
}

#[derive(Debug, Serialize)]
struct Ballot {
    name: String,
    answer: String,
}

impl Page {
    fn of(minutes: &MinutesContent) -> Self {
        let deciding = minutes.members.iter().chain(&minutes.serving_substitutes);
        Self {
            heading: "Protokoll".to_owned(),
            signatures_heading: "Underskrifter".to_owned(),
            meeting_date: swedish::date(minutes.day),
            facts: facts(minutes),
            deciding: deciding.map(Person::of).collect(),
            substitutes: minutes.other_substitutes.iter().map(on_one_line).collect(),
            others: minutes.others.iter().map(on_one_line).collect(),
            withdrawn: minutes.withdrawn.clone(),
            objections: minutes.objections.clone(),
            signatures: signatories(minutes),
            sections: minutes.sections.iter().map(Section::of).collect(),
        }
    }
}

fn facts(minutes: &MinutesContent) -> Vec<Fact> {
    let facts = [
        ("Organ", minutes.body.clone()),
        ("Sammanträdesdatum", swedish::date(minutes.day)),
        ("Tid", format!("kl. {}–{}", minutes.began, minutes.ended)),
        ("Plats", minutes.place.clone()),
        ("Paragrafer", minutes.sections_covered.clone()),
        ("Utses att justera", swedish::list(&minutes.certifiers)),
        ("Justeras enligt", minutes.certified_by_rule.clone()),
    ];
    facts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| Fact { label, text })
        .collect()
}

fn signatories(minutes: &MinutesContent) -> Vec<Signatory> {
    let mut signatories = vec![
        Signatory {
            name: minutes.secretary.clone(),
            title: "Sekreterare",
        },
        Signatory {
            name: minutes.chair.clone(),
            title: "Ordförande",
        },
    ];
    signatories.extend(minutes.certifiers.iter().map(|name| Signatory {
        name: name.clone(),
        title: "Justerare",
    }));
    signatories
}

impl Person {
    fn of(participant: &Participant) -> Self {
        Self {
            name: participant.name.clone(),
            capacity: participant.capacity.clone(),
            remark: participant.remark.clone(),
        }
    }
}

/// "Anna Ek (S), ersättare, på distans".
fn on_one_line(participant: &Participant) -> String {
    [
        &participant.name,
        &participant.capacity,
        &participant.remark,
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .cloned()
    .collect::<Vec<_>>()
    .join(", ")
}

impl Section {
    fn of(section: &SectionContent) -> Self {
        Self {
            number: section.number,
            title: section.title.clone(),
            register_number: section.register_number.clone().unwrap_or_default(),
            several_points: section.decision.len() > 1,
            decision: section.decision.clone(),
            decision_heading: decision_heading(section),
            proposal_heading: proposal_heading(section),
            summary: if has_summary(section) {
                summary_key(section)
            } else {
                String::new()
            },
            decision_basis: section.decision_basis.clone(),
            proposal: section.proposal.clone(),
            motions: section.motions.clone(),
            process: section.process.clone(),
            vote: section.vote.as_ref().map(Vote::of),
            disqualified: section.disqualified.clone(),
            took_no_part: swedish::list(&section.took_no_part),
            reservations: section.reservations.iter().map(statement).collect(),
            notes: section.notes.iter().map(statement).collect(),
            recipients: section.recipients.clone(),
        }
    }
}

fn statement(statement: &Statement) -> String {
    if statement.text.is_empty() {
        statement.sentence.clone()
    } else {
        format!("{} {}", statement.sentence, statement.text)
    }
}

impl Vote {
    fn of(vote: &VoteContent) -> Self {
        let counted = [
            ("ja", vote.yes),
            ("nej", vote.no),
            ("avstår", vote.abstains),
            ("deltar inte", vote.takes_no_part),
            ("frånvarande", vote.absent),
            ("jäv", vote.disqualified),
        ];
        let sums: Vec<String> = counted
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(answer, count)| format!("{count} {answer}"))
            .collect();
        Self {
            rows: vote
                .rows
                .iter()
                .map(|row| Ballot {
                    name: row.name.clone(),
                    answer: row.answer.clone(),
                })
                .collect(),
            sums: sums.join(", "),
        }
    }
}

/// A body that only prepares makes a proposal, and its minutes say to whom.
fn decision_heading(section: &SectionContent) -> String {
    match &section.chain.proposes_to {
        Some(next) => format!("Beslut – förslag till {}", swedish::lower_first(next)),
        None => "Beslut".to_owned(),
    }
}

fn proposal_heading(section: &SectionContent) -> String {
    match &section.chain.proposed_by {
        Some(body) => format!("{} förslag till beslut", swedish::genitive(body)),
        None => "Förslag till beslut".to_owned(),
    }
}

fn has_summary(section: &SectionContent) -> bool {
    !section.summary.trim().is_empty()
}

fn summary_key(section: &SectionContent) -> String {
    format!("p{}-sammanfattning", section.number)
}
