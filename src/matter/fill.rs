//! Text that the system can write into a report out of what it knows of the year.
//!
//! Pure functions over facts: the office gathers them, a person reads the proposal and takes it in.
//! What is not known is said not to be known; nothing is made up and nothing is written over.

use super::statistics::{self, Counted, Figure};
use crate::{
    domain::swedish,
    workflow::value::{Column, Row, Value},
};
use chrono::NaiveDate;
use std::fmt::Write as _;

/// A decision of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedFact {
    /// The title of the matter.
    pub title: String,
    /// The register number, if it has one.
    pub number: Option<String>,
    /// The deciding body.
    pub body: String,
    /// The day.
    pub day: NaiveDate,
    /// Where it is found: "§ 12".
    pub reference: String,
}

/// Something that stands on a decision: an allowed service, an accepted risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingFact {
    /// What it is about.
    pub name: String,
    /// Who holds it, if that is known.
    pub holder: String,
    /// When it was decided.
    pub decided: NaiveDate,
    /// The last day, if it has one.
    pub until: Option<NaiveDate>,
}

/// A plan with its activities.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanFact {
    /// Its title.
    pub title: String,
    /// The body and the day that adopted it, and where that is found.
    pub adopted: Option<(String, NaiveDate, String)>,
    /// The columns of its table.
    pub columns: Vec<Column>,
    /// Its activities.
    pub rows: Vec<Row>,
}

/// A round of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundFact {
    /// Its title.
    pub title: String,
    /// The last day to answer.
    pub due: NaiveDate,
    /// Those who have answered, in the order of their names, with the questions and answers.
    pub answered: Vec<(String, Vec<(String, String)>)>,
    /// Those of them who answered late.
    pub late: Vec<String>,
    /// Those who have not.
    pub missing: Vec<String>,
}

/// "Kommunstyrelsen beslutade …": the decisions of the year, oldest first.
pub fn decisions(year: i32, facts: &[DecidedFact]) -> String {
    if facts.is_empty() {
        return format!("Inga beslut i ärenden av de här slagen har fattats under {year}.\n");
    }
    let mut text = format!(
        "Under {year} har {} fattats.\n\n| Datum | Organ | Beslut | Ärende |\n| --- | --- | --- | --- |\n",
        swedish::plural(count(facts.len()), "beslut", "beslut")
    );
    for fact in facts {
        let title = match &fact.number {
            Some(number) => format!("{} ({number})", fact.title),
            None => fact.title.clone(),
        };
        text.push_str(&row(&[
            swedish::date(fact.day),
            fact.body.clone(),
            fact.reference.clone(),
            title,
        ]));
    }
    text
}

/// What may be used, with until when.
pub fn services(year: i32, facts: &[StandingFact]) -> String {
    if facts.is_empty() {
        return format!("Inga tjänster är tillåtna genom beslut vid utgången av {year}.\n");
    }
    let mut text = format!(
        "Vid utgången av {year} är {} genom beslut.\n\n| Tjänst | Leverantör | Beslutad | Gäller till |\n| --- | --- | --- | --- |\n",
        swedish::plural(count(facts.len()), "tjänst tillåten", "tjänster tillåtna")
    );
    for fact in facts {
        text.push_str(&standing_row(fact));
    }
    text
}

/// The accepted risks in force; those that end in the year after first, and said.
pub fn acceptances(year: i32, facts: &[StandingFact]) -> String {
    if facts.is_empty() {
        return format!("Inga riskacceptanser gäller vid utgången av {year}.\n");
    }
    let mut facts = facts.to_vec();
    facts.sort_by_key(|fact| (fact.until.unwrap_or(NaiveDate::MAX), fact.name.clone()));
    let ending = facts
        .iter()
        .filter(|fact| fact.until.is_some_and(|until| until < end_of(year + 1)))
        .count();
    let mut text = format!(
        "Vid utgången av {year} gäller {}. Av dem löper {} ut senast under {}.\n\n| Risk | Ansvarig | Beslutad | Gäller till |\n| --- | --- | --- | --- |\n",
        swedish::plural(count(facts.len()), "riskacceptans", "riskacceptanser"),
        ending,
        year + 1
    );
    for fact in &facts {
        text.push_str(&standing_row(fact));
    }
    text
}

fn end_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year + 1, 1, 1).unwrap_or(NaiveDate::MAX)
}

fn standing_row(fact: &StandingFact) -> String {
    row(&[
        fact.name.clone(),
        fact.holder.clone(),
        swedish::date(fact.decided),
        fact.until.map_or("tills vidare".to_owned(), swedish::date),
    ])
}

/// The status of a plan's activities, as groups in the order of its choices; those without a status
/// last. Each group has its activities.
fn by_status(plan: &PlanFact) -> Vec<(String, Vec<&Row>)> {
    let status = plan
        .columns
        .iter()
        .find(|column| column.key.as_str() == "status");
    let choices = status
        .and_then(|column| column.kind.choices())
        .unwrap_or_default();
    let of = |row: &Row| {
        row.iter()
            .find(|(key, _)| key.as_str() == "status")
            .and_then(|(_, cell)| match cell {
                Value::Enum(status) => Some(status.clone()),
                _ => None,
            })
    };
    // What is done stands first: a report begins with what was achieved.
    let mut groups: Vec<(String, Vec<&Row>)> = choices
        .iter()
        .rev()
        .map(|choice| {
            let rows = plan
                .rows
                .iter()
                .filter(|row| of(row).as_ref() == Some(&choice.key));
            (choice.title.clone(), rows.collect())
        })
        .collect();
    let without: Vec<&Row> = plan.rows.iter().filter(|row| of(row).is_none()).collect();
    if !without.is_empty() {
        groups.push(("Utan status".to_owned(), without));
    }
    groups
}

/// How far the plans have come, in a sentence and a table for each.
pub fn activities(year: i32, plans: &[PlanFact]) -> String {
    if plans.is_empty() {
        return format!("Ingen handlingsplan för {year} finns i Beslut.\n");
    }
    let mut text = String::new();
    for plan in plans {
        let adopted = plan.adopted.as_ref().map(|(body, day, reference)| {
            format!(
                "{body} antog den {}, {reference}, ”{}”. ",
                swedish::date(*day),
                plan.title
            )
        });
        text.push_str(&adopted.unwrap_or_else(|| format!("”{}” är inte antagen. ", plan.title)));
        let groups = by_status(plan);
        let told: Vec<String> = groups
            .iter()
            .map(|(title, rows)| format!("{title}: {}.", rows.len()))
            .collect();
        let _ = write!(
            text,
            "Planen har {}. {}\n\n",
            swedish::plural(count(plan.rows.len()), "aktivitet", "aktiviteter"),
            told.join(" ")
        );
    }
    text
}

/// The annex "Uppföljning av handlingsplan": the activities under their status.
pub fn annex(plan: &PlanFact) -> String {
    let shown = ["aktivitet", "ansvarig", "klart", "bevis", "kommentar"];
    let columns: Vec<&Column> = shown
        .iter()
        .filter_map(|name| {
            plan.columns
                .iter()
                .find(|column| column.key.as_str() == *name)
        })
        .collect();
    let mut text = format!("### Uppföljning av ”{}”\n", plain(&plan.title));
    for (title, rows) in by_status(plan) {
        let _ = write!(text, "\n#### {title} ({})\n\n", rows.len());
        if rows.is_empty() {
            text.push_str("Inga aktiviteter.\n");
            continue;
        }
        let headings: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
        text.push_str(&row(&headings));
        let _ = writeln!(text, "|{}", " --- |".repeat(columns.len()));
        for one in rows {
            let cells: Vec<String> = columns
                .iter()
                .map(|column| {
                    one.get(&column.key)
                        .map(|cell| column.kind.print(cell))
                        .unwrap_or_default()
                })
                .collect();
            text.push_str(&row(&cells));
        }
    }
    text
}

/// How many have answered and who has not, then each answer.
pub fn answers(rounds: &[RoundFact], title: &str) -> String {
    let Some(round) = rounds.last() else {
        return format!("Frågorna ”{title}” har inte ställts.\n");
    };
    let all = round.answered.len() + round.missing.len();
    let mut text = format!(
        "Frågorna ”{}” ställdes till {} med svar senast den {}. {} har svarat och {} saknas.",
        round.title,
        all,
        swedish::date(round.due),
        round.answered.len(),
        round.missing.len()
    );
    if !round.missing.is_empty() {
        let _ = write!(text, " Svar saknas från {}.", swedish::list(&round.missing));
    }
    if !round.late.is_empty() {
        let _ = write!(
            text,
            " Efter sista dagen svarade {}.",
            swedish::list(&round.late)
        );
    }
    text.push('\n');
    for (name, answers) in &round.answered {
        let _ = write!(text, "\n### {}\n", plain(name));
        for (question, answer) in answers {
            let _ = write!(text, "\n**{}** {}\n", plain(question), answer.trim());
        }
    }
    text
}

/// A table of numbers with last year beside this year, where there is one. A row that only last year
/// had is shown with nothing this year: somebody must say whether it is 0 or was not collected.
pub fn statistics(
    title: &str,
    year: i32,
    now: &[Figure],
    before: Option<(i32, &[Figure])>,
) -> String {
    let collected = now
        .iter()
        .any(|figure| figure.count != Counted::NotCollected);
    if now.is_empty() || !collected {
        return not_collected(title, year, before);
    }
    let mut text = String::new();
    if let Some((earlier, figures)) = before {
        text.push_str(&row(&[
            title.to_owned(),
            year.to_string(),
            earlier.to_string(),
        ]));
        text.push_str("| --- | ---: | ---: |\n");
        for figure in now {
            let then = figures.iter().find(|one| one.label == figure.label);
            text.push_str(&row(&[
                figure.label.clone(),
                printed(Some(figure)),
                printed(then),
            ]));
        }
        for gone in figures
            .iter()
            .filter(|then| now.iter().all(|one| one.label != then.label))
        {
            text.push_str(&row(&[
                gone.label.clone(),
                printed(None),
                printed(Some(gone)),
            ]));
        }
        let (sum, then) = (statistics::exact_sum(now), statistics::exact_sum(figures));
        if let (Some(sum), Some(then)) = (sum, then) {
            let _ = write!(
                text,
                "\nSumman är {} under {year}, mot {} under {earlier}.\n",
                swedish::number(sum),
                swedish::number(then)
            );
        }
    } else {
        text.push_str(&row(&[title.to_owned(), year.to_string()]));
        text.push_str("| --- | ---: |\n");
        for figure in now {
            text.push_str(&row(&[figure.label.clone(), printed(Some(figure))]));
        }
        if let Some(sum) = statistics::exact_sum(now) {
            let _ = write!(
                text,
                "\nSumman är {} under {year}. Uppgifter från året innan finns inte att jämföra med.\n",
                swedish::number(sum)
            );
        } else {
            text.push_str("\nUppgifter från året innan finns inte att jämföra med.\n");
        }
    }
    text
}

/// A single number of the year, or that nobody has collected it.
pub fn single(title: &str, year: i32, printed: Option<String>) -> String {
    match printed {
        Some(printed) => format!("{title} under {year}: {printed}.\n"),
        None => not_collected(title, year, None),
    }
}

/// The sentence for what nobody has collected; it is not the same as none.
fn not_collected(title: &str, year: i32, before: Option<(i32, &[Figure])>) -> String {
    let mut text = format!(
        "Uppgifter om {} har inte samlats in under {year}.",
        swedish::lower_first(title)
    );
    if let Some((earlier, sum)) =
        before.and_then(|(earlier, figures)| Some((earlier, statistics::exact_sum(figures)?)))
    {
        let _ = write!(
            text,
            " Under {earlier} var antalet {}.",
            swedish::number(sum)
        );
    }
    text.push('\n');
    text
}

fn printed(figure: Option<&Figure>) -> String {
    figure
        .and_then(|figure| figure.printed.clone())
        .unwrap_or_else(|| "–".to_owned())
}

/// A row of a table. A bar in a cell is a bar.
fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// What stands in a cell or a heading, on one line, with the marks that Markdown would obey escaped:
/// a person reads and edits the text, so no more than those.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in crate::domain::text::clean_line(text).chars() {
        if matches!(letter, '|' | '*' | '_' | '[' | ']' | '<' | '`' | '#' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests;
