//! What is known of a year, gathered for the sections that the system can write a proposal for.

use super::year_of;
use crate::{
    collection::{
        overview,
        state::{Inquiry, Round},
    },
    db::Read,
    matter::{
        after::{StandingDecision, observation::live_value},
        fill::{self, DecidedFact, PlanFact, RoundFact, StandingFact},
        permission,
        state::{Matter, Taken},
        statistics,
    },
    office::{Office, OfficeError, asking::Known},
    store::{bodies, collections, matters},
    workflow::{
        collection::Fill,
        keys::{FieldKey, WorkflowId},
        value::{Count, FieldType, Value},
    },
};
use chrono::{Datelike as _, NaiveDate};

impl Office {
    pub(super) async fn written(
        &self,
        read: &mut Read,
        known: &Known,
        matter: &Matter,
        fill: &Fill,
        year: i32,
    ) -> Result<String, OfficeError> {
        let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
        Ok(match fill {
            Fill::DecisionsOfYear => fill::decisions(year, &self.decided(read, known, year).await?),
            Fill::ServicesAllowed(workflow) => {
                fill::services(year, &self.standing(read, known, workflow, last).await?)
            }
            Fill::Acceptances(workflow) => {
                fill::acceptances(year, &self.standing(read, known, workflow, last).await?)
            }
            Fill::ActivitiesByStatus => {
                let plans = self.plans(read, known, year).await?;
                let mut text = fill::activities(year, &plans);
                for plan in &plans {
                    text.push_str(&fill::annex(plan));
                }
                text
            }
            Fill::AnswersOf(collection) => {
                let definition = self.definition(matter)?;
                let title = definition
                    .collection(collection.as_str())
                    .map(|collection| collection.title.clone())
                    .unwrap_or_default();
                let mut rounds = Vec::new();
                for round in collections::rounds_of(read, matter.id).await? {
                    if round.collection == *collection {
                        let inquiries = collections::of_round(read, round.id).await?;
                        rounds.push(round_fact(&round, &inquiries));
                    }
                }
                fill::answers(&rounds, &title)
            }
            Fill::Statistics(table) => {
                let definition = self.definition(matter)?;
                let Some(field) = definition.field(table.as_str()) else {
                    return Ok(String::new());
                };
                let columns = field.kind.columns().unwrap_or_default();
                if field.kind == FieldType::Count {
                    let value = matter.content.fields.get(table);
                    let words = value.map(|value| field.kind.print(value));
                    let counted = value != Some(&Value::Count(Count::NotCollected));
                    return Ok(fill::single(&field.title, year, words.filter(|_| counted)));
                }
                let figures = |value: Option<&Value>| match value {
                    Some(Value::Table(rows)) => statistics::figures(columns, rows),
                    _ => Vec::new(),
                };
                let now = figures(matter.content.fields.get(table));
                let before = matter.years.before.as_ref();
                let then = before.map(|before| (before.year, figures(before.tables.get(table))));
                let then = then.as_ref().filter(|(_, figures)| !figures.is_empty());
                let then = then.map(|(year, figures)| (*year, figures.as_slice()));
                fill::statistics(&field.title, year, &now, then)
            }
        })
    }

    /// The decisions of the year in matters that the asker may see and that are not secret.
    async fn decided(
        &self,
        read: &mut Read,
        known: &Known,
        year: i32,
    ) -> Result<Vec<DecidedFact>, OfficeError> {
        let mut facts = Vec::new();
        for matter in matters::decided(read).await? {
            if matter.secrecy.is_some() || !permission::may_see(&matter, &known.standing) {
                continue;
            }
            let earlier = matter.after.rounds.iter();
            let earlier = earlier.map(|round| (&round.decision, &round.content));
            let this = matter.decision.iter();
            let of_year = earlier
                .chain(this.map(|decision| (decision, &matter.content)))
                .filter(|(decision, _)| decision.day.year() == year);
            for (decision, content) in of_year {
                let body = bodies::find(read, decision.body).await?;
                facts.push(DecidedFact {
                    title: content.title.clone(),
                    number: matter.register_number.as_ref().map(ToString::to_string),
                    body: body.map(|body| body.name).unwrap_or_default(),
                    day: decision.day,
                    reference: reference(&decision.taken),
                });
            }
        }
        facts.sort_by(|one, other| {
            (one.day, &one.reference, &one.title).cmp(&(other.day, &other.reference, &other.title))
        });
        Ok(facts)
    }

    /// What decisions of a type stand on `last`: approved, not ended, not ended by closing.
    async fn standing(
        &self,
        read: &mut Read,
        known: &Known,
        workflow: &WorkflowId,
        last: NaiveDate,
    ) -> Result<Vec<StandingFact>, OfficeError> {
        let mut facts = Vec::new();
        for matter in matters::of_type(read, workflow.as_str()).await? {
            if matter.secrecy.is_some() || !permission::may_see(&matter, &known.standing) {
                continue;
            }
            let stands = |standing: &StandingDecision<'_>| {
                standing.approves()
                    && standing.decision.day <= last
                    && standing.until().is_none_or(|until| last <= until)
            };
            let Some(standing) = matter.standing_decision().filter(stands) else {
                continue;
            };
            let as_it_stands = matter.as_it_stands();
            let definition = self.definition(&matter)?;
            let words = |key: Option<&FieldKey>| {
                let field = definition.field(key?.as_str())?;
                live_value(&matter, key?).map(|value| field.kind.print(value))
            };
            let inventory = definition.inventory.as_ref();
            facts.push(StandingFact {
                name: words(inventory.map(|inventory| &inventory.name))
                    .unwrap_or_else(|| as_it_stands.content.title.clone()),
                holder: words(inventory.and_then(|inventory| inventory.holder.as_ref()))
                    .unwrap_or_default(),
                decided: standing.decision.day,
                until: standing.until(),
            });
        }
        facts.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(facts)
    }

    /// The plans of the year: those that say so, else those that were decided in it or the year
    /// before.
    async fn plans(
        &self,
        read: &mut Read,
        known: &Known,
        year: i32,
    ) -> Result<Vec<PlanFact>, OfficeError> {
        let mut plans = Vec::new();
        for matter in matters::decided(read).await? {
            let definition = self.definition(&matter)?;
            let Some(carry) = &definition.carry_over else {
                continue;
            };
            let matter = matter.as_it_stands();
            let of_year = match (year_of(&matter), &matter.decision) {
                (Some(own), _) => own == year,
                (None, Some(decision)) => (year - 1..=year).contains(&decision.day.year()),
                (None, None) => false,
            };
            let seen = matter.secrecy.is_none() && permission::may_see(&matter, &known.standing);
            if !of_year || !seen {
                continue;
            }
            let adopted = match &matter.decision {
                Some(decision) => {
                    let body = bodies::find(read, decision.body).await?;
                    body.map(|body| (body.name, decision.day, reference(&decision.taken)))
                }
                None => None,
            };
            let rows = match live_value(&matter, &carry.table) {
                Some(Value::Table(rows)) => rows.clone(),
                _ => Vec::new(),
            };
            let field = definition.field(carry.table.as_str());
            plans.push(PlanFact {
                title: matter.content.title.clone(),
                adopted,
                columns: field
                    .and_then(|field| field.kind.columns())
                    .unwrap_or_default()
                    .to_vec(),
                rows,
            });
        }
        Ok(plans)
    }
}

/// Where a decision is found: its section in the minutes, or its number in the body's series.
fn reference(taken: &Taken) -> String {
    match taken {
        Taken::AtMeeting { section, .. } => format!("§ {section}"),
        Taken::ByDelegation { number, .. } => format!("delegationsbeslut {number}"),
        Taken::Urgently { number, .. } => format!("brådskande beslut {number}"),
    }
}

fn round_fact(round: &Round, inquiries: &[Inquiry]) -> RoundFact {
    let answered = inquiries.iter().filter_map(|inquiry| {
        let answer = inquiry.answer()?;
        let mut told = Vec::new();
        for (item, answers) in inquiry.items.iter().zip(&answer.items) {
            for question in &round.questions {
                let title = if item.title.is_empty() {
                    question.title.clone()
                } else {
                    format!("{}: {}", item.title, question.title)
                };
                let words = answers
                    .get(&question.key)
                    .map(|value| question.kind.print(value));
                told.push((title, words.unwrap_or_else(|| "Inget svar.".to_owned())));
            }
        }
        Some((inquiry.answers_for.clone(), told))
    });
    let late = inquiries
        .iter()
        .filter(|inquiry| inquiry.answers.first().is_some_and(|first| first.late));
    RoundFact {
        title: round.title.clone(),
        due: round.due,
        answered: answered.collect(),
        late: late.map(|inquiry| inquiry.answers_for.clone()).collect(),
        missing: overview::unanswered(inquiries)
            .map(|inquiry| inquiry.answers_for.clone())
            .collect(),
    }
}
