//! The official memo (tjänsteskrivelse) out of a matter's frozen content.

use super::state::{Attachment, Content};
use crate::{
    document::{
        model,
        official_memo::{MemoSection, OfficialMemo},
    },
    domain::swedish,
    workflow::definition::Definition,
};
use chrono::NaiveDate;

/// What stands around the content: the facts of the head of the memo.
#[derive(Debug, Clone)]
pub struct Head {
    /// The municipality's name.
    pub municipality: String,
    /// The body that decides.
    pub body: String,
    /// The unit of the officer.
    pub unit: String,
    /// The register number as printed, once there is one.
    pub register_number: Option<String>,
    /// The day of the version.
    pub day: NaiveDate,
    /// The officer's name.
    pub officer: String,
}

/// The memo of a version of a matter.
pub fn memo(content: &Content, definition: &Definition, head: Head) -> OfficialMemo {
    let proposal = definition.proposal().map(|section| section.key.as_str());
    let recipient = if content.recipient.is_empty() {
        head.body.clone()
    } else {
        content.recipient.clone()
    };
    OfficialMemo {
        municipality: Some(head.municipality),
        body: Some(head.body),
        recipient: Some(recipient),
        unit: Some(head.unit).filter(|unit| !unit.is_empty()),
        register_number: head.register_number,
        date: Some(head.day),
        officer: Some(head.officer),
        title: content.title.clone(),
        sections: content
            .sections
            .iter()
            .filter(|section| !section.text.trim().is_empty())
            .map(|section| MemoSection {
                id: section.key.to_string(),
                title: section.title.clone(),
                number: section.number.clone(),
                text: section.text.clone(),
                hidden: !section.shown,
                proposal: Some(section.key.as_str()) == proposal,
            })
            .collect(),
        attachments_heading: None,
        attachments: content.attachments.iter().map(listed).collect(),
        signatures: content
            .signatures
            .iter()
            .map(|signature| model::Signature {
                name: signature.name.clone(),
                title: Some(signature.title.clone()).filter(|title| !title.is_empty()),
                unit: Some(signature.unit.clone()).filter(|unit| !unit.is_empty()),
            })
            .collect(),
        assets: std::collections::BTreeMap::new(),
    }
}

/// An attachment as the list of them has it, with its date where one is known.
fn listed(attachment: &Attachment) -> String {
    match attachment.dated {
        Some(dated) => format!("{}, {}", attachment.title, swedish::date(dated)),
        None => attachment.title.clone(),
    }
}
