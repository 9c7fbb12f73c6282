//! What the fields of a matter may name within the matter itself: its attachments.

use super::state::Content;
use crate::{
    domain::identifiers::{AttachmentId, MatterId},
    workflow::{
        definition::{Definition, Field},
        value::{Known, Value},
    },
};

impl Content {
    /// The attachments by title, and by what the text calls them: "Bilaga 1".
    pub fn named_attachments(&self) -> Vec<Known<AttachmentId>> {
        let carried = self.carried();
        let label = |id| carried.attachments.get(id)?.label.clone();
        self.attachments
            .iter()
            .map(|attachment| Known {
                id: attachment.id,
                name: attachment.title.clone(),
                also: label(&attachment.id),
            })
            .collect()
    }

    /// The other matters that the fields name, by identity.
    pub fn matters_named(&self) -> Vec<MatterId> {
        let cells = self.fields.values().flat_map(|value| match value {
            Value::Table(rows) => rows.iter().flat_map(|row| row.values()).collect(),
            other => vec![other],
        });
        let named = cells.filter_map(|value| match value {
            Value::Matter(named) => named.id,
            _ => None,
        });
        named.collect()
    }

    /// The first field that names the attachment, itself or in a row.
    pub fn field_naming<'d>(
        &self,
        attachment: AttachmentId,
        definition: &'d Definition,
    ) -> Option<&'d Field> {
        let names = |value: &Value| matches!(value, Value::Attachment(named) if named.id == Some(attachment));
        let in_a_row = |value: &Value| match value {
            Value::Table(rows) => rows.iter().flat_map(|row| row.values()).any(names),
            other => names(other),
        };
        let value = |field: &&Field| self.fields.get(&field.key).is_some_and(in_a_row);
        definition.fields.iter().find(value)
    }
}
