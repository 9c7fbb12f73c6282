//! What comes back after the decision: when, and why. It is computed, never stored, and it decides
//! nothing: a day that passes only tells.

use super::{FollowedUp, StandingDecision, observation};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    matter::{
        act::{Facts, demand_reason},
        overriding,
        state::Matter,
    },
    work::Outcome,
    workflow::{
        after::{FollowUp, Occasion, Start},
        definition::{Definition, Period},
        keys::FollowUpKey,
        phase::Phase,
        value::{Country, Value},
    },
};
use chrono::{Days, Months, NaiveDate};
use serde_json::json;
use std::collections::BTreeMap;

/// How long before the last day of a decision for a time that people are told.
const BEFORE_THE_END: Period = Period::Days(30);

/// What the computation must know beside the matter.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The workflow that the matter is pinned to.
    pub definition: &'a Definition,
    /// The day.
    pub today: NaiveDate,
    /// When the level of a country changed.
    pub adequacy_changes: &'a AdequacyChanges,
}

/// By country, the days on which it gained or lost its adequate level (GDPR art. 45), in order.
pub type AdequacyChanges = BTreeMap<Country, Vec<NaiveDate>>;

/// How near something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Its day has passed.
    Overdue,
    /// It is today.
    Due,
    /// It is so near that people are told.
    Coming,
    /// It has a day, but not soon.
    Later,
}

impl Nearness {
    /// The word on the page.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Overdue => "Försenat",
            Self::Due => "I dag",
            Self::Coming => "Snart",
            Self::Later => "Senare",
        }
    }
}

/// What brings something back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The decision ends, or has ended.
    End,
    /// Live fields are no longer as they were decided: a new request is required.
    Stale,
    /// Something that the file says comes back.
    FollowUp(FollowUpKey),
}

/// Something that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// What brings it back.
    pub source: Source,
    /// What it is called.
    pub title: String,
    /// The day it is due.
    pub day: NaiveDate,
    /// The first day that people are told of it.
    pub told_from: NaiveDate,
    /// How near it is.
    pub nearness: Nearness,
    /// Why, one clause each.
    pub reasons: Vec<String>,
}

impl Upcoming {
    fn new(
        source: Source,
        title: impl Into<String>,
        day: NaiveDate,
        lead_time: Option<Period>,
        today: NaiveDate,
    ) -> Self {
        let told_from = lead_time.map_or(day, |lead| before(day, lead));
        let nearness = match today.cmp(&day) {
            std::cmp::Ordering::Greater => Nearness::Overdue,
            std::cmp::Ordering::Equal => Nearness::Due,
            std::cmp::Ordering::Less if told_from <= today => Nearness::Coming,
            std::cmp::Ordering::Less => Nearness::Later,
        };
        Self {
            source,
            title: title.into(),
            day,
            told_from,
            nearness,
            reasons: Vec::new(),
        }
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// What makes it one occurrence, so that nobody is told of it twice.
    pub fn occurrence(&self) -> String {
        let what = match &self.source {
            Source::End => "end",
            Source::Stale => "stale",
            Source::FollowUp(key) => key.as_str(),
        };
        let stage = match self.nearness {
            Nearness::Overdue if self.source == Source::End => "ended",
            Nearness::Overdue | Nearness::Due => "due",
            Nearness::Coming | Nearness::Later => "coming",
        };
        format!("{what}:{}:{stage}", self.day)
    }

    /// Whether people are told of it by now.
    pub fn is_told(&self) -> bool {
        self.nearness != Nearness::Later
    }
}

/// Everything that comes back in the matter, the nearest day first.
pub fn upcoming(matter: &Matter, known: &Known<'_>) -> Vec<Upcoming> {
    let mut found = Vec::new();
    match matter.standing_decision() {
        Some(standing) if standing.approves() => {
            let holds = matches!(matter.phase, Phase::Decided | Phase::InForce);
            if holds || matter.is_being_reassessed() {
                found.extend(end(&standing, known));
            }
            if holds {
                found.extend(stale(matter, known));
                let follow_ups = known.definition.follow_ups.iter();
                found.extend(follow_ups.filter_map(|it| next(matter, &standing, it, known)));
            }
        }
        _ => found.extend(refused_before_a_change(matter, known)),
    }
    found.sort_by(|one, other| (one.day, &one.source).cmp(&(other.day, &other.source)));
    found
}

/// The next day on which more is due, or something new is to be told; none: only acts change it.
pub fn next_look(upcoming: &[Upcoming], today: NaiveDate) -> Option<NaiveDate> {
    upcoming
        .iter()
        .flat_map(|it| [Some(it.told_from), Some(it.day), it.day.succ_opt()])
        .flatten()
        .filter(|day| today < *day)
        .min()
}

/// Writes down that something due has been looked at and the decision stands.
pub(in crate::matter) fn record(
    matter: &Matter,
    key: &FollowUpKey,
    due: NaiveDate,
    finding: &str,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Uppföljningen är inte antecknad.";
    let Some(follow_up) = facts.definition.follow_up(key.as_str()) else {
        return Err(Refusal::not_found(
            "Uppföljningen finns inte i ärendetypen.",
        ));
    };
    let finding = demand_reason(what, finding)?;
    let waits = upcoming(matter, &facts.known())
        .into_iter()
        .find(|it| it.source == Source::FollowUp(key.clone()));
    let Some(waits) = waits.filter(|it| it.day == due) else {
        let reason = Reason::new(
            "uppfoljning",
            format!("”{}” är redan gjord.", follow_up.title),
        );
        return Err(Refusal::changed(what, reason.remedy("Öppna ärendet igen.")));
    };
    if waits.nearness == Nearness::Later {
        let message = format!(
            "”{}” är inte aktuell förrän den {}.",
            follow_up.title,
            swedish::date(waits.told_from)
        );
        let reason = Reason::new("for-tidigt", message).at(Place::Field("finding".to_owned()));
        return Err(Refusal::because(what, reason));
    }
    let mut state = matter.clone();
    state.after.followed_up.push(FollowedUp {
        follow_up: key.clone(),
        due,
        day: facts.today,
        finding: finding.clone(),
        by: facts.actor,
        at: facts.at,
        round: matter.round(),
    });
    let entry = NewEntry::new(
        "followed_up",
        format!("{}: gjord. Beslutet gäller oförändrat.", follow_up.title),
        json!({ "follow_up": key, "due": due, "finding": finding, "reasons": waits.reasons }),
    );
    Ok(Outcome::new(state, entry))
}

/// The last day of a decision for a time, or of the exception that it rests on. It holds that day
/// out.
fn end(standing: &StandingDecision<'_>, known: &Known<'_>) -> Option<Upcoming> {
    let until = standing.until()?;
    let from_until = |it: &&FollowUp| it.from == Some(Start::DecidedUntil);
    let lead = known.definition.follow_ups.iter().find(from_until);
    let lead = lead.map_or(Some(BEFORE_THE_END), |it| it.lead_time);
    let day = swedish::date(until);
    let ended = until < known.today;
    let title = if ended {
        "Beslutet har gått ut"
    } else {
        "Beslutet går ut"
    };
    let reason = match (standing.ended_by(), ended) {
        (Some(one), _) => format!(
            "avsteget från {} medgavs till och med den {day}",
            overriding::rule(&one.gate, known.definition)
        ),
        (None, true) => format!("det gällde till och med den {day}"),
        (None, false) => format!("det gäller till och med den {day}"),
    };
    Some(Upcoming::new(Source::End, title, until, lead, known.today).because(reason))
}

fn stale(matter: &Matter, known: &Known<'_>) -> Option<Upcoming> {
    let stale = observation::stale(matter, known.definition);
    let first = stale
        .iter()
        .map(|it| crate::domain::calendar::today_in_stockholm(it.observed.at))
        .min()?;
    let title = "Beslutet är inaktuellt: en ny begäran krävs";
    let mut found = Upcoming::new(Source::Stale, title, first, None, known.today);
    found.reasons = stale.iter().map(observation::Stale::sentence).collect();
    Some(found)
}

/// When a follow-up is due next: by its time, or before that by an event.
fn next(
    matter: &Matter,
    standing: &StandingDecision<'_>,
    follow_up: &FollowUp,
    known: &Known<'_>,
) -> Option<Upcoming> {
    // The end of the decision tells of itself.
    if follow_up.from == Some(Start::DecidedUntil) && follow_up.also_when.is_empty() {
        return None;
    }
    let last = matter
        .after
        .followed_up
        .iter()
        .rev()
        .find(|done| done.follow_up == follow_up.key && done.round == standing.round);
    let mut found: Vec<(NaiveDate, String)> = by_time(matter, standing, follow_up, last, known)
        .into_iter()
        .collect();
    for occasion in &follow_up.also_when {
        found.extend(by_event(matter, standing, occasion, last, known));
    }
    let day = found.iter().map(|(day, _)| *day).min()?;
    let source = Source::FollowUp(follow_up.key.clone());
    let mut next = Upcoming::new(
        source,
        &follow_up.title,
        day,
        follow_up.lead_time,
        known.today,
    );
    next.reasons = found
        .into_iter()
        .filter(|(due, _)| *due <= known.today || *due == day)
        .map(|(_, reason)| reason)
        .collect();
    Some(next)
}

fn by_time(
    matter: &Matter,
    standing: &StandingDecision<'_>,
    follow_up: &FollowUp,
    last: Option<&FollowedUp>,
    known: &Known<'_>,
) -> Option<(NaiveDate, String)> {
    let (start, named) = match follow_up.from.as_ref()? {
        Start::Decided => (standing.decision.day, "beslutet".to_owned()),
        Start::DecidedUntil => return None,
        Start::Field(key) => match standing.fields.get(key)? {
            Value::Date(day) => {
                let field = known.definition.field(key.as_str());
                (
                    *day,
                    field.map_or_else(|| key.to_string(), |it| it.title.clone()),
                )
            }
            _ => return None,
        },
        Start::Document(kind) => {
            let document = known.definition.document(kind.as_str());
            let title = document.map_or_else(|| kind.to_string(), |it| it.title.clone());
            (newest(standing, kind)?, title)
        }
        Start::Executed(step) => {
            let done = matter.executed(step)?;
            let step = known.definition.execution_step(step.as_str());
            (
                done.day,
                step.map_or_else(String::new, |it| it.title.clone()),
            )
        }
    };
    let Some(every) = follow_up.every else {
        let undone = last.is_none_or(|last| last.due != start);
        return undone.then(|| (start, format!("{named} den {}", swedish::date(start))));
    };
    let (from, named) = match last {
        Some(last) if start <= last.day => (last.day, "den senaste uppföljningen".to_owned()),
        _ => (start, named),
    };
    let reason = format!("{every} från {named} den {}", swedish::date(from));
    Some((after(from, every), reason))
}

/// When an event brings it back, unless it has been looked at since.
fn by_event(
    matter: &Matter,
    standing: &StandingDecision<'_>,
    occasion: &Occasion,
    last: Option<&FollowedUp>,
    known: &Known<'_>,
) -> Option<(NaiveDate, String)> {
    match occasion {
        Occasion::FieldChanged(key) => {
            let stale = observation::stale(matter, known.definition);
            let changed = stale.into_iter().find(|it| it.field.key == *key)?;
            let news = last.is_none_or(|last| last.at < changed.observed.at);
            let day = crate::domain::calendar::today_in_stockholm(changed.observed.at);
            news.then(|| (day, changed.sentence()))
        }
        Occasion::DocumentExpired(kind) => {
            let document = known.definition.document(kind.as_str())?;
            let too_old = after(newest(standing, kind)?, document.max_age?).succ_opt()?;
            let news = last.is_none_or(|last| last.day < too_old);
            let words = || {
                format!(
                    "{} är äldre än {}",
                    document.title,
                    document
                        .max_age
                        .map_or_else(String::new, |age| age.to_string())
                )
            };
            news.then(|| (too_old, words()))
        }
        Occasion::AdequacyChanged => {
            let basis = last.map_or(standing.decision.day, |last| last.day);
            adequacy_change(standing.fields.values(), basis, known)
        }
    }
}

/// What was refused, or never came to a decision, while a country had another level than today.
fn refused_before_a_change(matter: &Matter, known: &Known<'_>) -> Option<Upcoming> {
    let follow_ups = &known.definition.follow_ups;
    let asks = |it: &&FollowUp| it.also_when.contains(&Occasion::AdequacyChanged);
    let follow_up = follow_ups.iter().find(asks)?;
    let basis = match matter.standing_decision() {
        Some(standing) if !matter.is_being_reassessed() => standing.decision.day,
        Some(_) => return None,
        None => {
            let frozen = matter.frozen.as_ref()?;
            let waits = matches!(
                matter.phase,
                Phase::Draft | Phase::Review | Phase::Withdrawn
            );
            waits.then(|| crate::domain::calendar::today_in_stockholm(frozen.at))?
        }
    };
    let fields = matter.content.fields.values();
    let (day, reason) = adequacy_change(fields, basis, known)?;
    let source = Source::FollowUp(follow_up.key.clone());
    let next = Upcoming::new(source, "Pröva på nytt", day, None, known.today).because(reason);
    Some(next)
}

/// The first change after `basis` that has come by today or has its day set.
fn adequacy_change<'v>(
    values: impl Iterator<Item = &'v Value>,
    basis: NaiveDate,
    known: &Known<'_>,
) -> Option<(NaiveDate, String)> {
    countries(values)
        .into_iter()
        .flat_map(|country| {
            let days = known.adequacy_changes.get(&country).into_iter().flatten();
            days.map(move |day| (*day, country))
        })
        .filter(|(day, _)| basis < *day)
        .min()
        .map(|(day, country)| {
            let day_in_words = swedish::date(day);
            let name = country.name();
            (
                day,
                format!("skyddsnivån för {name} ändras den {day_in_words}"),
            )
        })
}

/// Every country that a matter names, in fields and in the cells of its tables.
fn countries<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<Country> {
    let mut found = Vec::new();
    for value in values {
        match value {
            Value::Country(country) => found.push(*country),
            Value::Table(rows) => {
                let cells = rows.iter().flat_map(|row| row.values());
                found.extend(cells.filter_map(|cell| match cell {
                    Value::Country(country) => Some(*country),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn newest(
    standing: &StandingDecision<'_>,
    kind: &crate::workflow::keys::DocumentKind,
) -> Option<NaiveDate> {
    let documents = standing.attachments.iter();
    documents
        .filter(|it| it.file.is_some() && it.kind.as_ref() == Some(kind))
        .map(crate::matter::state::Attachment::day)
        .max()
}

/// The same day of the month, or the last day where the month is shorter: 29 February a year on is
/// 28 February.
fn after(day: NaiveDate, period: Period) -> NaiveDate {
    let later = match period {
        Period::Days(days) => day.checked_add_days(Days::new(u64::from(days))),
        Period::Months(months) => day.checked_add_months(Months::new(u32::from(months))),
    };
    later.unwrap_or(NaiveDate::MAX)
}

fn before(day: NaiveDate, period: Period) -> NaiveDate {
    let earlier = match period {
        Period::Days(days) => day.checked_sub_days(Days::new(u64::from(days))),
        Period::Months(months) => day.checked_sub_months(Months::new(u32::from(months))),
    };
    earlier.unwrap_or(NaiveDate::MIN)
}
