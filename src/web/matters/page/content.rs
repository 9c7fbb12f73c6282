//! What a matter says: its facts under their headings, its charts, sections and documents.

use super::super::path;
use crate::{
    domain::swedish,
    matter::{
        demanded,
        requirements::{self, Seen},
        state::{Attachment, Matter, Section},
    },
    office::reading::MatterView,
    web::{
        charts::{risk_matrix, risks_of},
        look::{
            SafeHtml,
            matter::SectionView,
            part::{Fact, FactGroup, Row},
        },
    },
    workflow::{
        definition::{Asked, Field},
        value::{FieldType, Value},
    },
};
use chrono::NaiveDate;

pub(super) fn fields(view: &MatterView<'_>, editable: bool, today: NaiveDate) -> Vec<FactGroup> {
    let matter = &view.matter;
    let seen = Seen {
        matter,
        today,
        around: &view.around,
    };
    let asked = |field: &Field| requirements::field_stands(&seen, view.definition, field);
    let mut groups: Vec<FactGroup> = Vec::new();
    for field in &view.definition.fields {
        let asked = asked(field);
        if asked == Asked::No {
            continue;
        }
        let mut fact = fact(matter, field, editable);
        if field.key.as_str() == demanded::FIELD {
            let missing = demanded::unresolved(matter, view.definition, &view.around);
            if !missing.is_empty() {
                fact = fact.note(missing.join(" "));
            }
        }
        let fact = if field.required.is_some() && asked == Asked::Yes {
            fact.needed()
        } else {
            fact
        };
        let heading = view.definition.heading_over(&field.key);
        match groups.last_mut() {
            Some(group) if group.heading.as_deref() == heading => group.facts.push(fact),
            _ => groups.push(FactGroup {
                heading: heading.map(ToOwned::to_owned),
                facts: vec![fact],
            }),
        }
    }
    groups
}

fn fact(matter: &Matter, field: &Field, editable: bool) -> Fact {
    let value = matter.content.fields.get(&field.key);
    let printed = value.map(|value| field.kind.print(value));
    let mut fact = Fact::new(&field.title, printed.unwrap_or_default());
    fact.table = value
        .and_then(|value| field.kind.print_table(value))
        .map(|table| table.without_empty_columns());
    if editable {
        let href = format!("{}/falt?falt={}", path(matter.id), field.key);
        fact = fact.change(format!("fakta-{}", field.key), href);
    }
    fact
}

/// The risks of the matter in their matrix.
pub(super) fn charts(view: &MatterView<'_>) -> Vec<SafeHtml> {
    let fields = view.definition.fields.iter();
    let charts = fields.filter_map(|field| {
        let value = view.matter.content.fields.get(&field.key)?;
        match (&field.kind, value) {
            (FieldType::Risks { matrix, .. }, Value::Table(rows)) if !rows.is_empty() => {
                let name = format!("matris-{}", field.key);
                Some(risk_matrix(&field.title, matrix, &risks_of(rows), &name))
            }
            _ => None,
        }
    });
    charts.collect()
}

pub(super) fn sections(
    view: &MatterView<'_>,
    editable: bool,
    today: NaiveDate,
) -> Vec<SectionView> {
    let matter = &view.matter;
    let seen = Seen {
        matter,
        today,
        around: &view.around,
    };
    let asked = |section: &Section| {
        let defined = view.definition.section(section.key.as_str());
        defined.map_or(Asked::Perhaps, |defined| {
            requirements::section_stands(&seen, view.definition, defined)
        })
    };
    matter
        .content
        .sections
        .iter()
        .map(|section| (section, asked(section)))
        .filter(|(_, asked)| *asked != Asked::No)
        .map(|(section, asked)| {
            let written = !section.text.trim().is_empty();
            let defined = view.definition.section(section.key.as_str());
            SectionView {
                id: format!("avsnitt-{}", section.key),
                title: section.title.clone(),
                html: written
                    .then(|| super::super::preview(&matter.content, section, view.definition)),
                edit: editable.then(|| format!("{}/avsnitt/{}", path(matter.id), section.key)),
                needed: asked == Asked::Yes
                    && defined.is_some_and(|defined| defined.required.is_some()),
            }
        })
        .collect()
}

pub(super) fn documents(view: &MatterView<'_>, editable: bool) -> Vec<Row> {
    let here = path(view.matter.id);
    let row = |attachment: &Attachment| {
        let mut row = match &attachment.file {
            Some(_) => Row::new(
                &attachment.title,
                format!("{here}/bilagor/{}", attachment.id),
            ),
            None => Row::plain(&attachment.title),
        };
        let dated = attachment.dated.map(swedish::date);
        let kind = attachment
            .kind
            .as_ref()
            .and_then(|kind| view.definition.document(kind.as_str()));
        let hint: Vec<String> = kind
            .map(|kind| kind.title.clone())
            .into_iter()
            .chain(dated)
            .chain(attachment.signed.then(|| "undertecknad".to_owned()))
            .collect();
        if !hint.is_empty() {
            row = row.hint(hint.join(", "));
        }
        row
    };
    let mut rows: Vec<Row> = view.matter.content.attachments.iter().map(row).collect();
    if editable {
        rows.extend(view.matter.content.attachments.iter().map(|attachment| {
            let href = format!("{here}/bilagor/{}/ta-bort", attachment.id);
            Row::new(format!("Ta bort ”{}”", attachment.title), href)
        }));
    }
    rows
}
