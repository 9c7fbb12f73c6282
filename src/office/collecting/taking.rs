//! Answers are taken into the matter's table by its officer, who sees first what would change.

use super::{must_lead, no_round, seen};
use crate::{
    collection::{
        state::{Inquiry, Round},
        taking::{TakenIn, take_in},
    },
    db::{Read, Root},
    domain::{
        calendar,
        digest::Digest,
        identifiers::{FormNonce, RoundId},
        refusal::{Reason, Refusal},
        swedish,
    },
    matter::{
        act::Action,
        after::observation::{Observation, current_value},
        edit::fields_seen,
        state::Matter,
    },
    office::{Asker, Office, OfficeError, linking::named_in},
    store::{collections, locks, matters},
    workflow::{collection::Recipients, definition::Field, phase::Phase, value::Value},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a round's answers would make of the matter's table.
#[derive(Debug)]
pub struct TakeInView {
    /// The matter.
    pub matter: Matter,
    /// The round.
    pub round: Round,
    /// The heading of the table.
    pub table: String,
    /// What would change.
    pub taken: TakenIn,
    /// What the page shows of the table as it stands and of the answers.
    pub seen: Digest,
}

impl Office {
    /// What would change if the answers were taken in now. Changes nothing.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, and when the answers have no table.
    pub async fn take_in_view(
        &self,
        asker: Asker,
        id: RoundId,
        at: DateTime<Utc>,
    ) -> Result<TakeInView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let round = collections::find_round(read, id).await?;
                let round = round.ok_or_else(no_round)?;
                let matter = seen(read, &known, round.matter).await?;
                must_lead(&matter, &known)?;
                self.would_take(read, matter, round).await
            })
            .await
    }

    /// What would be taken, if it is what the page showed.
    async fn shown_to_take(
        &self,
        read: &mut Read,
        id: RoundId,
        shown: Digest,
    ) -> Result<TakeInView, OfficeError> {
        let round = collections::find_round(read, id).await?;
        let round = round.ok_or_else(no_round)?;
        let matter = matters::find(read, round.matter).await?;
        let matter = matter.ok_or_else(no_round)?;
        let view = self.would_take(read, matter, round).await?;
        if view.seen == shown {
            return Ok(view);
        }
        let reason = Reason::new(
            "andrad",
            "Tabellen eller svaren har ändrats sedan du öppnade sidan.",
        )
        .remedy("Se över vad som ändras och ta in svaren igen.");
        Err(Refusal::changed("Svaren är inte intagna.", reason).into())
    }

    async fn would_take(
        &self,
        read: &mut Read,
        matter: Matter,
        round: Round,
    ) -> Result<TakeInView, OfficeError> {
        let field = self.table_of(&matter, &round)?;
        let inquiries = collections::of_round(read, round.id).await?;
        let current = current_value(&matter, &field.key);
        let columns = field.kind.columns().unwrap_or_default();
        let taken = take_in(&round, &inquiries, columns, current);
        let after = crate::domain::digest::canonical_json(&taken.rows)?;
        let before = crate::domain::digest::canonical_json(&current)?;
        Ok(TakeInView {
            table: field.title.clone(),
            seen: Digest::of(format!("{before}{after}")),
            taken,
            round,
            matter,
        })
    }

    /// Takes the answers in, exactly as they were shown.
    ///
    /// # Errors
    /// Refused when table or answers have changed since, and where the matter cannot be written.
    pub async fn take_in(
        &self,
        asker: Asker,
        id: RoundId,
        shown: Digest,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let before = self.shown_to_take(write, id, shown).await?;
            must_lead(&before.matter, known)?;
            let value = Value::Table(before.taken.rows);
            let named = named_in(std::iter::once(&value)).into_iter();
            let all = named.chain([before.matter.id]).map(Root::Matter);
            locks::take(write, &all.collect::<Vec<Root>>()).await?;
            // Only now does nobody come between.
            let view = self.shown_to_take(write, id, shown).await?;
            must_lead(&view.matter, known)?;
            let field = self.table_of(&view.matter, &view.round)?;
            let value = Some(Value::Table(view.taken.rows));
            // What was decided is not touched: after the decision the answers are an observation.
            let action = if view.matter.phase == Phase::Draft {
                Action::WriteFields {
                    values: BTreeMap::from([(field.key.clone(), value)]),
                    seen: fields_seen(&view.matter.content, [&field.key]),
                }
            } else {
                Action::Observe(Observation {
                    field: field.key.clone(),
                    value,
                    since: today,
                    reason: format!("Svaren i ”{}”.", view.round.title),
                })
            };
            self.do_to_matter(write, known, view.matter.id, action, at, entropy)
                .await?;
            Ok(())
        })
        .await
    }

    /// The table that the round's answers go into: the one it names, or its owners' own.
    fn table_of(&self, matter: &Matter, round: &Round) -> Result<&Field, OfficeError> {
        let definition = self.definition(matter)?;
        let collection = self.collection_of(matter, round.collection.as_str())?;
        let key = match (&collection.into, &collection.to) {
            (Some(key), _) | (None, Recipients::Owners(key)) => Some(key),
            _ => None,
        };
        let field = key.and_then(|key| definition.field(key.as_str()));
        Ok(field.ok_or_else(|| Refusal::not_found("Svaren har ingen tabell att tas in i."))?)
    }
}

/// An answer as running text: who, what was asked and answered, and what came back.
pub(super) fn as_prose(matter: &Matter, round: &Round, inquiry: &Inquiry) -> String {
    let mut text = format!(
        "{} svarade på ”{}” i ärendet ”{}”.\n",
        inquiry.answers_for, round.title, matter.content.title
    );
    if let Some(answered) = inquiry.answer() {
        text = format!(
            "{} svarade den {} på ”{}” i ärendet ”{}”.\n",
            inquiry.answers_for,
            swedish::date(calendar::today_in_stockholm(answered.at)),
            round.title,
            matter.content.title
        );
        for answers in &answered.items {
            for question in &round.questions {
                let answer = answers.get(&question.key).map_or_else(
                    || "Inget svar.".to_owned(),
                    |value| question.kind.print(value),
                );
                let _ = write!(text, "\n### {}\n\n{answer}\n", question.title);
            }
        }
    }
    for feedback in &inquiry.feedback {
        let _ = write!(text, "\n### Återkoppling\n\n{}\n", feedback.text);
        if !feedback.asks_for.is_empty() {
            let _ = write!(text, "\n{}\n", feedback.asks_for);
        }
    }
    text
}
