//! The official memo (tjänsteskrivelse) out of a matter's frozen content.

use super::{export::attachment, printed, proposal, sections, state::Content};
use crate::{
    document::official_memo::{MemoSection, OfficialMemo},
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
    let carried = content.carried();
    let recipient = match content.recipient.as_str() {
        "" if carried.without_recipient => None,
        "" => Some(head.body.clone()),
        written => Some(written.to_owned()),
    };
    OfficialMemo {
        municipality: Some(head.municipality),
        body: Some(head.body),
        recipient,
        unit: Some(head.unit).filter(|unit| !unit.is_empty()),
        register_number: head.register_number,
        date: Some(head.day),
        officer: Some(head.officer),
        title: content.title.clone(),
        sections: content
            .sections
            .iter()
            .filter(|section| sections::stands(section, &carried, definition))
            .map(|section| MemoSection {
                id: section.key.to_string(),
                title: section.title.clone(),
                number: section.number.clone(),
                text: if Some(section.key.as_str()) == proposal {
                    proposal::text(content, definition)
                } else {
                    section.text.clone()
                },
                hidden: !section.shown,
                proposal: Some(section.key.as_str()) == proposal,
            })
            .collect(),
        attachments: content
            .attachments
            .iter()
            .filter_map(|one| attachment(one, &carried).listed())
            .collect(),
        attachments_heading: carried.attachments_heading,
        signatures: content.printed_signatures(),
        facts: printed::facts(content, definition),
        assets: std::collections::BTreeMap::new(),
    }
}
