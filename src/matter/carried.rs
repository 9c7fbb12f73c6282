//! What a matter file says beyond what a matter keeps: carried along, so that the way out gives the
//! same file and the memo the same words.

use super::state::Content;
use crate::{domain::identifiers::AttachmentId, workflow::keys::SectionKey};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The carried parts of a matter file. Each has the name of its key in the file; one that the file
/// lacks is not stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// The title is ours; the source begins without one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub title_added: bool,
    /// The file addresses the memo to nobody, which is not the same as to the deciding body.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_recipient: bool,
    /// The municipality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipality: Option<String>,
    /// The deciding body as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The case officer as the file names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The day of the memo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The register number of the source's stamp; it is nobody's number here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_number: Option<String>,
    /// The day on the stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
    /// The classification on the stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_code: Option<String>,
    /// The year that is followed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Where the text comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The heading over the list of attachments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments_heading: Option<String>,
    /// What the text calls an attachment and where it lists it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attachments: BTreeMap<AttachmentId, Mention>,
    /// The sections that the file has, with the workflow's own heading and no text.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub empty_sections: BTreeSet<SectionKey>,
    /// The figures of a yearly follow-up, kept as TOML text: JSON has no dates, and not every
    /// decimal number comes back from it the same.
    #[serde(skip_serializing_if = "Vec::is_empty", with = "as_toml")]
    pub statistics: Vec<toml::Table>,
}

/// How the text of a file mentions an attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What it is called in the text: "Bilaga 1".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The section that already lists it; then the memo does not list it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

impl Carried {
    /// As the field [`Content::carried`] keeps it.
    ///
    /// # Errors
    /// When a part has no JSON form.
    pub(super) fn kept(&self) -> Result<BTreeMap<String, serde_json::Value>, serde_json::Error> {
        serde_json::from_value(serde_json::to_value(self)?)
    }
}

impl Content {
    /// What the matter file carried beyond the content. Nothing, where none was read or another
    /// hand wrote what cannot be understood.
    pub fn carried(&self) -> Carried {
        read(&self.carried).unwrap_or_default()
    }
}

fn read(kept: &BTreeMap<String, serde_json::Value>) -> Option<Carried> {
    let members = kept.iter().map(|(key, value)| (key.clone(), value.clone()));
    serde_json::from_value(serde_json::Value::Object(members.collect())).ok()
}

mod as_toml {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

    #[derive(Serialize, Deserialize)]
    struct Tables {
        statistics: Vec<toml::Table>,
    }

    pub(super) fn serialize<S: Serializer>(
        tables: &[toml::Table],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let tables = Tables {
            statistics: tables.to_vec(),
        };
        toml::to_string(&tables)
            .map_err(ser::Error::custom)?
            .serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(
        from: D,
    ) -> Result<Vec<toml::Table>, D::Error> {
        let text = String::deserialize(from)?;
        let tables: Tables = toml::from_str(&text).map_err(de::Error::custom)?;
        Ok(tables.statistics)
    }
}
