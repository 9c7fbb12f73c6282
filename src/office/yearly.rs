//! From one year to the next: what is unfinished is offered (`handing_on`), last year's figures
//! are brought in, and sections are filled with what is known of the year (`filling`). Everything
//! is a person's act.

mod filling;
mod handing_on;

pub use handing_on::{CarryOverView, SourceView};

use super::{Asker, Office, OfficeError, asking::Known, matters::locked, reading::seen_matter};
use crate::{
    db::Read,
    domain::{
        calendar,
        identifiers::{FormNonce, MatterId},
        refusal::Refusal,
    },
    matter::{act::Action, permission, state::Matter, statistics, years::Before},
    store::matters,
    workflow::{
        collection::YEAR,
        definition::Definition,
        keys::SectionKey,
        phase::Phase,
        value::{FieldType, Value},
    },
};
use chrono::{DateTime, Datelike as _, Utc};
use std::collections::BTreeMap;

/// What the system can write into a section.
#[derive(Debug)]
pub struct FillView {
    /// The matter.
    pub matter: Matter,
    /// The heading of the section.
    pub title: String,
    /// The text that is proposed.
    pub proposed: String,
    /// The text as it is.
    pub now: String,
    /// The version of the section.
    pub version: u32,
    /// The year that it is about; none when the matter does not say.
    pub year: Option<i32>,
    /// Last year's report, when there is one that is not brought in.
    pub earlier: Option<Before>,
}

impl Office {
    /// What the system would write into a section. Changes nothing.
    ///
    /// # Errors
    /// Not found for those who may not write the matter, and for a section that is not filled.
    pub async fn fill_view(
        &self,
        asker: Asker,
        id: MatterId,
        section: &SectionKey,
        at: DateTime<Utc>,
    ) -> Result<FillView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = seen_matter(read, &known, id).await?;
                let definition = self.definition(&matter)?;
                let wanted = definition
                    .section(section.as_str())
                    .filter(|section| !section.fill.is_empty());
                let wanted = wanted.ok_or_else(|| Refusal::not_found("Avsnittet fylls inte."))?;
                let year = year_of(&matter);
                let mut parts = Vec::new();
                for fill in &wanted.fill {
                    let year = year.unwrap_or(today.year());
                    parts.push(self.written(read, &known, &matter, fill, year).await?);
                }
                let kept = matter.content.section(section);
                Ok(FillView {
                    title: wanted.title.clone(),
                    proposed: parts.join("\n"),
                    now: kept.map(|kept| kept.text.clone()).unwrap_or_default(),
                    version: kept.map_or(0, |kept| kept.version),
                    earlier: self.earlier(read, &known, &matter).await?,
                    year,
                    matter,
                })
            })
            .await
    }

    /// Last year's report of the same kind and body, if it is there and has not been brought in.
    async fn earlier(
        &self,
        read: &mut Read,
        known: &Known,
        matter: &Matter,
    ) -> Result<Option<Before>, OfficeError> {
        let Some(year) = year_of(matter) else {
            return Ok(None);
        };
        let all = matters::of_type(read, matter.workflow.id.as_str()).await?;
        let found = all.into_iter().rev().find(|other| {
            other.id != matter.id
                && other.body == matter.body
                && other.phase != Phase::Withdrawn
                && other.secrecy.is_none()
                && year_of(other) == Some(year - 1)
                && permission::may_see(other, &known.standing)
        });
        let Some(found) = found else { return Ok(None) };
        let before = before(&found.as_it_stands(), year - 1, self.definition(&found)?);
        Ok(Some(before).filter(|before| matter.years.before.as_ref() != Some(before)))
    }

    /// The matter, and last year's report that could be brought in.
    ///
    /// # Errors
    /// Not found for those who may not see the matter.
    pub async fn last_year(
        &self,
        asker: Asker,
        id: MatterId,
        at: DateTime<Utc>,
    ) -> Result<(Matter, Option<Before>), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = seen_matter(read, &known, id).await?;
                let earlier = self.earlier(read, &known, &matter).await?;
                Ok((matter, earlier))
            })
            .await
    }

    /// Brings in last year's report, as it is now.
    ///
    /// # Errors
    /// Refused when there is none, and where the matter may not be written.
    pub async fn remember_year(
        &self,
        asker: Asker,
        id: MatterId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let matter = locked(write, id).await?;
            let Some(before) = self.earlier(write, known, &matter).await? else {
                return Err(
                    Refusal::not_found("Det finns ingen uppföljning för året innan.").into(),
                );
            };
            self.do_to_matter(write, known, id, Action::RememberYear(before), at, entropy)
                .await?;
            Ok(())
        })
        .await
    }
}

/// The year that a matter says it is about.
fn year_of(matter: &Matter) -> Option<i32> {
    let value = matter
        .content
        .fields
        .iter()
        .find(|(key, _)| key.as_str() == YEAR);
    match value {
        Some((_, Value::Number(number))) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The tables of figures of a report.
fn before(matter: &Matter, year: i32, definition: &Definition) -> Before {
    let is_table = |kind: &FieldType| statistics::is_table(kind);
    let tables: BTreeMap<_, _> = definition
        .fields
        .iter()
        .filter(|field| is_table(&field.kind))
        .filter_map(|field| {
            let value = matter.content.fields.get(&field.key)?;
            Some((field.key.clone(), value.clone()))
        })
        .collect();
    Before {
        matter: matter.id,
        title: matter.content.title.clone(),
        year,
        tables,
    }
}
