//! The official memo (tjänsteskrivelse): the officer's text with the proposed decision.

use super::assets::Asset;
use super::markdown::{self, Context};
use super::model::{Block, Document, Meta, Signature};
use super::template::{Template, TemplateError};
use super::{Composed, DocumentError, SlotFinding};
use crate::domain::text::clean_line;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static TEMPLATE: LazyLock<Result<Template, TemplateError>> = LazyLock::new(|| {
    Template::load(
        "tjansteskrivelse",
        include_str!("../../templates/documents/tjansteskrivelse.md.hbs"),
    )
});

/// What an official memo is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OfficialMemo {
    /// "Exempelby kommun".
    pub municipality: Option<String>,
    /// The body that decides.
    pub body: Option<String>,
    /// To whom the memo is addressed; its first line.
    pub recipient: Option<String>,
    /// The office that wrote it.
    pub unit: Option<String>,
    /// The matter's register number.
    pub register_number: Option<String>,
    /// The day of the memo.
    pub date: Option<NaiveDate>,
    /// The case officer.
    pub officer: Option<String>,
    /// The title.
    pub title: String,
    /// The sections, in the order they are printed.
    pub sections: Vec<MemoSection>,
    /// The heading above the attachments, "Bilagor" where nothing is said.
    pub attachments_heading: Option<String>,
    /// The attachments to list.
    pub attachments: Vec<String>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// What the fields of the matter are printed as, where the text asks for them (`uppgift`).
    pub facts: BTreeMap<String, Vec<Block>>,
    /// The pictures, by key.
    pub assets: BTreeMap<String, Asset>,
}

/// One section of a memo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoSection {
    /// The field's key, unique in the memo.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The number that is printed before the heading, literally.
    pub number: Option<String>,
    /// The text in Markdown.
    pub text: String,
    /// Not printed where it stands, only where another section asks for it (`atergiv`).
    pub hidden: bool,
    /// This section is the proposed decision.
    pub proposal: bool,
}

#[derive(Serialize)]
struct TemplateData {
    recipient: String,
    title: String,
    sections: Vec<SectionData>,
    attachments_heading: String,
    attachments: Vec<String>,
    signatures: Vec<SignatureData>,
}

#[derive(Serialize)]
struct SectionData {
    id: String,
    title: String,
    number: String,
    proposal: bool,
}

#[derive(Serialize)]
struct SignatureData {
    name: String,
    title: String,
    unit: String,
}

impl From<&Signature> for SignatureData {
    fn from(signature: &Signature) -> Self {
        SignatureData {
            name: signature.name.clone(),
            title: signature.title.clone().unwrap_or_default(),
            unit: signature.unit.clone().unwrap_or_default(),
        }
    }
}

impl OfficialMemo {
    /// Makes the document. Nothing of the text is lost, whatever is found in it.
    pub fn compose(&self) -> Result<Composed, DocumentError> {
        let template = TEMPLATE.as_ref().map_err(Clone::clone)?;
        let context = Context::new(
            self.sections
                .iter()
                .map(|section| (section.id.as_str(), section.text.as_str())),
        )
        .with_facts(self.facts.clone());
        let mut slots: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        let mut findings = Vec::new();
        for section in self.sections.iter().filter(|section| !section.hidden) {
            let parsed = markdown::prose(&section.text, 2, &context);
            slots.insert(section.id.clone(), parsed.blocks);
            let slot = |finding| SlotFinding {
                slot: section.id.clone(),
                finding,
            };
            findings.extend(parsed.findings.into_iter().map(slot));
        }
        let blocks = template.blocks(&self.template_data(), &slots)?;
        let meta = Meta {
            municipality: self.municipality.as_deref().map(clean_line),
            body: self.body.as_deref().map(clean_line),
            unit: self.unit.as_deref().map(clean_line),
            kind: "Tjänsteskrivelse".to_owned(),
            register_number: self.register_number.as_deref().map(clean_line),
            date: self.date,
            author: self.officer.as_deref().map(clean_line),
            title: clean_line(&self.title),
            language: "sv-SE".to_owned(),
            template: template.stamp().clone(),
            content_hash: String::new(),
        };
        let document = Document {
            meta,
            blocks,
            assets: self.assets.clone(),
        }
        .seal();
        Ok(Composed { document, findings })
    }

    fn template_data(&self) -> TemplateData {
        let sections = self.sections.iter().filter(|section| !section.hidden);
        TemplateData {
            recipient: self.recipient.clone().unwrap_or_default(),
            title: self.title.clone(),
            sections: sections
                .map(|section| SectionData {
                    id: section.id.clone(),
                    title: section.title.clone(),
                    number: section.number.clone().unwrap_or_default(),
                    proposal: section.proposal,
                })
                .collect(),
            attachments_heading: self
                .attachments_heading
                .clone()
                .unwrap_or_else(|| "Bilagor".to_owned()),
            attachments: self.attachments.clone(),
            signatures: self.signatures.iter().map(SignatureData::from).collect(),
        }
    }

    /// A made-up memo that uses everything a memo can hold.
    pub fn sample() -> Self {
        let section = |id: &str, title: &str, text: &str| MemoSection {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            ..MemoSection::default()
        };
        let proposal = "Kommunstyrelsen beslutar följande.\n\n1. Kommunen börjar använda molntjänsten Exempelpost för e-post.\n2. Riktlinjen för e-post får följande tillägg:\n\n::: atergiv {#villkor citat=\"ja\"}\n:::";
        let matter = "Dagens e-postserver är från 2014.[^1] Den **byts ut** under året, se [](#tab-kostnad).\n\n### Kostnader {#kostnader nr=\"2.1\"}\n\n::: tabell {#tab-kostnad rubrik=\"Kostnader per år\" bredd=\"40 30 30\"}\n| Tjänst | I dag<br>(egen drift) | Som molntjänst |\n| --- | ---: | ---: |\n| E-post | 410 000 kronor | 175 000 kronor |\n| Lagring | 90 000 kronor | << |\n:::\n\nNedan visas lösningen.\n\n::: figur {#fig-losning alt=\"Användare, Brandvägg (två), Molntjänst\" etiketter=\"ja\" bredd=\"120mm\"}\n![](asset:losning)\n:::\n\n- Drift\n  - dag\n  - natt\n- Stöd\n\n[^1]: Rapport om kommunens servrar, 2021-03-02.";
        OfficialMemo {
            municipality: Some("Exempelby kommun".to_owned()),
            body: Some("Kommunstyrelsen".to_owned()),
            recipient: Some("Kommunstyrelsen".to_owned()),
            unit: Some("Kommunledningskontoret".to_owned()),
            register_number: Some("KS 2021/0417".to_owned()),
            date: NaiveDate::from_ymd_opt(2021, 11, 15),
            officer: Some("Vera Lind".to_owned()),
            title: "E-post som molntjänst".to_owned(),
            sections: vec![
                MemoSection {
                    proposal: true,
                    ..section("forslag", "Förslag till beslut", proposal)
                },
                section(
                    "sammanfattning",
                    "Sammanfattning",
                    "Kommunens e-post flyttas till en molntjänst.",
                ),
                MemoSection {
                    number: Some("2".to_owned()),
                    ..section("arendet", "Ärendet", matter)
                },
                MemoSection {
                    hidden: true,
                    ..section(
                        "villkor",
                        "Villkor",
                        "Följande gäller.\n\n1. Sekretess prövas först.\n2. Loggar sparas i ett år.",
                    )
                },
            ],
            attachments_heading: None,
            attachments: vec![
                "Laglighetsbedömning, 2021-10-20".to_owned(),
                "Risk- och sårbarhetsanalys, 2021-10-28".to_owned(),
            ],
            signatures: vec![
                Signature {
                    name: "Vera Lind".to_owned(),
                    title: Some("IT-strateg".to_owned()),
                    unit: Some("IT-enheten".to_owned()),
                },
                Signature {
                    name: "Olle Holm".to_owned(),
                    title: Some("Kommunjurist".to_owned()),
                    unit: Some("Kansliet".to_owned()),
                },
            ],
            facts: BTreeMap::new(),
            assets: BTreeMap::new(),
        }
    }
}
