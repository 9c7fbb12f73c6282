//! From one year to the next: what is unfinished is offered, last year's figures are brought in, and
//! sections are filled with what is known of the year. Everything is a person's act.

use super::{
    Asker, Office, OfficeError, asking::Known, facts::successors, forms::repeated, matters::locked,
    reading::seen_matter,
};
use crate::{
    collection::{overview, state::Inquiry},
    db::{Read, Write},
    domain::{
        calendar,
        identifiers::{FormNonce, MatterId},
        refusal::{Reason, Refusal},
    },
    matter::{
        act::Action,
        after::{StandingDecision, observation::live_value},
        fill::{self, DecidedFact, PlanFact, RoundFact, StandingFact},
        link::LinkKind,
        permission,
        state::{Matter, Taken},
        statistics,
        years::{self, Before, Choice, HandedOn, Offered, Source, dealt_with, offered},
    },
    store::{bodies, collections, links, matters},
    workflow::{
        collection::{Fill, YEAR},
        definition::Definition,
        keys::SectionKey,
        phase::Phase,
        value::{Count, FieldType, Value},
    },
};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The type whose decisions allow services.
const SERVICES: &str = "molntjanst";

/// The type whose decisions accept risks.
const ACCEPTANCES: &str = "riskacceptans";

/// What an earlier plan offers to a new one.
#[derive(Debug)]
pub struct CarryOverView {
    /// The new matter.
    pub matter: Matter,
    /// The earlier ones, each with what is left.
    pub sources: Vec<SourceView>,
}

/// An earlier plan, and what became of its unfinished rows.
#[derive(Debug)]
pub struct SourceView {
    /// Which.
    pub matter: Matter,
    /// What nobody has dealt with.
    pub offered: Vec<Offered>,
    /// What has been taken over or declined, here or elsewhere, and still is.
    pub handed_on: Vec<HandedOn>,
}

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
    /// What earlier plans offer the matter.
    ///
    /// # Errors
    /// Not found for those who may not see the matter.
    pub async fn carry_over_view(
        &self,
        asker: Asker,
        id: MatterId,
        at: DateTime<Utc>,
    ) -> Result<CarryOverView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = seen_matter(read, &known, id).await?;
                let mut sources = Vec::new();
                for source in self.sources_of(read, &matter, &known).await? {
                    let definition = self.definition(&source)?;
                    let successors = successors(read, &source).await?;
                    let offered = offered(&source, definition, today, &successors);
                    // A closed plan is among them only while something has come back to it.
                    if source.phase == Phase::Closed && offered.is_empty() {
                        continue;
                    }
                    let dealt_with = dealt_with(&source, definition, &successors);
                    sources.push(SourceView {
                        offered,
                        handed_on: dealt_with.into_iter().cloned().collect(),
                        matter: source,
                    });
                }
                Ok(CarryOverView { matter, sources })
            })
            .await
    }

    /// The plans that hand on to the matter's type, of the same body.
    async fn sources_of(
        &self,
        read: &mut Read,
        matter: &Matter,
        known: &Known,
    ) -> Result<Vec<Matter>, OfficeError> {
        let mut found = Vec::new();
        let types: std::collections::BTreeSet<String> = self
            .workflows()
            .in_force()
            .map(|definition| definition.id.to_string())
            .collect();
        for workflow in types {
            for other in matters::of_type(read, &workflow).await? {
                let hands_on = self
                    .definition(&other)?
                    .carry_over
                    .as_ref()
                    .is_some_and(|carry| carry.into == matter.workflow.id);
                if hands_on
                    && years::hands_on(other.phase)
                    && other.id != matter.id
                    && other.body == matter.body
                    && permission::may_see(&other, &known.standing)
                {
                    found.push(other);
                }
            }
        }
        Ok(found)
    }

    /// Takes over and declines what an earlier plan offers: both matters change together, and point
    /// at each other.
    ///
    /// # Errors
    /// Refused when a row has been dealt with since, when a reason is missing, and where either
    /// matter may not be changed.
    pub async fn carry_over(
        &self,
        asker: Asker,
        from: MatterId,
        to: MatterId,
        choices: Vec<Choice>,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if repeated(write, form, known.person.id, &to.to_string(), at)
                    .await?
                    .is_some()
                {
                    return Ok(());
                }
                let (source, target) = both(write, from, to).await?;
                let may = permission::may_see(&source, &known.standing);
                if !may || choices.is_empty() {
                    return Err(nothing_chosen().into());
                }
                let definition = self.definition(&source)?;
                let Some(carry) = definition
                    .carry_over
                    .as_ref()
                    .filter(|carry| carry.into == target.workflow.id)
                else {
                    return Err(Refusal::not_found("Planen överför inget hit.").into());
                };
                let successors = successors(write, &source).await?;
                let open = offered(&source, definition, today, &successors);
                let rows = choices
                    .iter()
                    .filter(|choice| choice.declined.is_none())
                    .filter_map(|choice| open.iter().find(|one| one.name == choice.name))
                    .map(|one| one.row.clone())
                    .collect::<Vec<_>>();
                let title = match &source.register_number {
                    Some(number) => format!("{} ({number})", source.content.title),
                    None => source.content.title.clone(),
                };
                let take = Action::TakeOver {
                    table: carry.table.clone(),
                    rows,
                    from: Source {
                        matter: from,
                        title,
                    },
                };
                // Whoever may write the new plan may say what becomes of the old one's rows.
                permission::may(&target, &take, &known.standing)?;
                let actor = known.actor();
                let hand_on = Action::HandOn { to, choices };
                let by = known.person.id;
                self.apply_to_matter(write, &source, hand_on, by, &actor, at, &mut entropy)
                    .await?;
                self.apply_to_matter(write, &target, take, by, &actor, at, &mut entropy)
                    .await?;
                let link = links::Kept {
                    from,
                    to,
                    kind: LinkKind::ContinuesIn,
                    note: String::new(),
                    made_at: at,
                    made_by: by,
                };
                links::insert(write, &link).await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }

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
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if repeated(write, form, known.person.id, &id.to_string(), at)
                    .await?
                    .is_some()
                {
                    return Ok(());
                }
                let matter = locked(write, id).await?;
                let Some(before) = self.earlier(write, &known, &matter).await? else {
                    return Err(
                        Refusal::not_found("Det finns ingen uppföljning för året innan.").into(),
                    );
                };
                self.do_to_matter(
                    write,
                    &known,
                    id,
                    Action::RememberYear(before),
                    at,
                    &mut entropy,
                )
                .await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }

    async fn written(
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
            Fill::ServicesAllowed => {
                fill::services(year, &self.standing(read, known, SERVICES, last).await?)
            }
            Fill::Acceptances => {
                fill::acceptances(year, &self.standing(read, known, ACCEPTANCES, last).await?)
            }
            Fill::ActivitiesByStatus => {
                let plans = self.plans(read, known, year).await?;
                let mut text = fill::activities(year, &plans);
                for plan in &plans {
                    text.push_str(&fill::annex_text(plan));
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
        workflow: &str,
        last: NaiveDate,
    ) -> Result<Vec<StandingFact>, OfficeError> {
        let mut facts = Vec::new();
        for matter in matters::of_type(read, workflow).await? {
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
            let words = |key: Option<&crate::workflow::keys::FieldKey>| {
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

fn round_fact(round: &crate::collection::state::Round, inquiries: &[Inquiry]) -> RoundFact {
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

/// Both matters, kept from everybody else: always in the same order, so that two acts never wait for
/// each other.
async fn both(
    write: &mut Write,
    from: MatterId,
    to: MatterId,
) -> Result<(Matter, Matter), OfficeError> {
    if from < to {
        let source = locked(write, from).await?;
        Ok((source, locked(write, to).await?))
    } else {
        let target = locked(write, to).await?;
        Ok((locked(write, from).await?, target))
    }
}

fn nothing_chosen() -> Refusal {
    let reason = Reason::new("val", "Ingenting är valt.")
        .remedy("Välj för minst en aktivitet om den ska överföras eller avböjas.");
    Refusal::invalid("Ingenting är överfört.", vec![reason])
}
