//! Writing the demo's matters, as their officers would: field by field, section by section.

use super::{
    calendar::Calendar,
    people::Town,
    texts::{self, Text},
};
use crate::{
    db::Db,
    domain::{
        entropy::Entropy,
        identifiers::{FormNonce, MatterId, PersonId},
        refusal::Refusal,
    },
    matter::{
        act::{Action, Details},
        edit,
        state::{File, Matter, Signature},
    },
    office::{
        Office, OfficeError, Randomness, SystemRandomness,
        matters::{NewAttachment, NewMatter},
    },
    signoff::{
        act::{Proof, Reply},
        state::{Answer, SignOff},
    },
    store::{matters, sign_offs},
    work::Subject,
    workflow::{
        keys::FieldKey,
        value::{FieldType, Value},
    },
};
use anyhow::Context;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use std::collections::BTreeMap;

/// One who tells the story: the office, the town and the calendar.
pub(super) struct Story<'a> {
    pub(super) office: &'a Office,
    pub(super) town: &'a Town,
    pub(super) calendar: Calendar,
}

impl Story<'_> {
    /// Opens a matter and writes what the text holds, from nine in the morning `opened` working
    /// days away, a few minutes for each part.
    pub(super) async fn write(&self, text: &Text, opened: i32) -> anyhow::Result<MatterId> {
        let officer = self.town.asker(text.officer)?;
        let mut at = self.calendar.at(opened, 9, 5);
        let new = NewMatter {
            workflow: text.workflow.parse()?,
            body: self.town.body(text.body)?,
            title: text.title.to_owned(),
            responsible: Some(self.town.person("birgitta.lindqvist")?),
            content: None,
        };
        let id = self.office.open_matter(officer, new, None, at).await?;
        let mut acts = vec![self.details(id, text).await?, self.fields(id, text).await?];
        for (section, text) in text.sections {
            acts.push(Action::WriteSection {
                section: section.parse()?,
                text: (*text).to_owned(),
                seen: 0,
            });
        }
        for act in acts {
            at += TimeDelta::minutes(11);
            self.office
                .act_on_matter(officer, id, act, None, at)
                .await?;
        }
        for (kind, title, bytes) in text.attachments {
            at += TimeDelta::minutes(7);
            let new = NewAttachment {
                kind: Some(kind.parse()?),
                title: (*title).to_owned(),
                dated: Some(self.calendar.day(opened - 3)),
                signed: false,
                file: Some(self.file(title, bytes).await?),
            };
            self.office.attach(officer, id, new, None, at).await?;
        }
        Ok(id)
    }

    async fn file(&self, title: &str, text: &str) -> anyhow::Result<File> {
        let blob = self.office.blobs().put_bytes(text.as_bytes()).await?;
        Ok(File {
            digest: blob.digest,
            name: format!("{title}.txt"),
            media_type: "text/plain; charset=utf-8".to_owned(),
            size: blob.size,
        })
    }

    async fn details(&self, id: MatterId, text: &Text) -> anyhow::Result<Action> {
        let matter = matter(self.office.db(), id).await?;
        Ok(Action::WriteDetails(Details {
            title: matter.content.title.clone(),
            recipient: String::new(),
            responsible: matter.responsible,
            recipients_of_decision: text
                .recipients
                .iter()
                .map(|one| (*one).to_owned())
                .collect(),
            signatures: vec![Signature {
                name: "Birgitta Lindqvist".to_owned(),
                title: "digitaliseringschef".to_owned(),
                unit: "Kommunledningskontoret".to_owned(),
            }],
            seen: edit::details_seen(&matter),
        }))
    }

    async fn fields(&self, id: MatterId, text: &Text) -> anyhow::Result<Action> {
        let matter = matter(self.office.db(), id).await?;
        let definition = self.office.workflows().pinned(&matter.workflow);
        let definition = definition.context("ärendetypen finns inte")?;
        let mut values: BTreeMap<FieldKey, Option<Value>> = BTreeMap::new();
        let usual = match text.workflow {
            "molntjanst" => texts::USUAL_ANSWERS,
            _ => &[],
        };
        let named = |key: &str| {
            let field = definition.field(key);
            field.with_context(|| format!("fältet {key} finns inte"))
        };
        for (key, typed) in usual.iter().chain(text.fields) {
            let field = named(key)?;
            let value = field.kind.from_form(typed).map_err(anyhow::Error::msg)?;
            values.insert(field.key.clone(), value);
        }
        for (key, days) in text.days {
            let (field, day) = (named(key)?, self.calendar.day(*days));
            let value = match field.kind {
                FieldType::Number => Value::Number(i64::from(day.year()).try_into()?),
                _ => Value::Date(day),
            };
            values.insert(field.key.clone(), Some(value));
        }
        let seen = edit::fields_seen(&matter.content, values.keys());
        Ok(Action::WriteFields { values, seen })
    }

    /// The registrar gives the matter its number.
    pub(super) async fn register(&self, id: MatterId, day: i32) -> anyhow::Result<()> {
        let registrar = self.town.asker("lena.sandberg")?;
        let at = self.calendar.at(day, 13, 20);
        Ok(self.office.register_matter(registrar, id, None, at).await?)
    }

    /// The officer sends it for review.
    pub(super) async fn submit(&self, text: &Text, id: MatterId, day: i32) -> anyhow::Result<()> {
        let officer = self.town.asker(text.officer)?;
        let at = self.calendar.at(day, 10, 15);
        Ok(self
            .office
            .act_on_matter(officer, id, Action::Submit, None, at)
            .await?)
    }

    /// One of those who have been asked answers: whoever of the two it fell on.
    pub(super) async fn review(
        &self,
        id: MatterId,
        step: &str,
        answer: Answer,
        day: i32,
    ) -> anyhow::Result<()> {
        let asked = sign_offs_of(self.office.db(), Subject::Matter(id)).await?;
        let open = asked
            .into_iter()
            .find(|one| one.step == step && one.is_open());
        let open = open.with_context(|| format!("ingen är ombedd i steget {step}"))?;
        self.answer(&open, answer, self.calendar.at(day, 14, 40))
            .await
    }

    /// Answers a sign-off, signed in.
    pub(super) async fn answer(
        &self,
        sign_off: &SignOff,
        answer: Answer,
        at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let person: PersonId = sign_off.recipient;
        let form: FormNonce = Entropy::new(at, SystemRandomness.seed()?).id();
        let by = Proof::SignedIn { person };
        let reply = Reply {
            answer,
            seen: sign_off.sha256,
            read: true,
            form,
            by,
        };
        self.office
            .answer_signed_in(
                crate::office::Asker::SignedIn(person),
                sign_off.id,
                reply,
                at,
            )
            .await?;
        Ok(())
    }
}

/// The matter as it is now.
pub(super) async fn matter(db: &Db, id: MatterId) -> Result<Matter, OfficeError> {
    let found = db.read(async |read| matters::find(read, id).await).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?)
}

/// Everything that has been asked about it.
pub(super) async fn sign_offs_of(db: &Db, of: Subject) -> Result<Vec<SignOff>, OfficeError> {
    Ok(db.read(async |read| sign_offs::of(read, of).await).await?)
}
