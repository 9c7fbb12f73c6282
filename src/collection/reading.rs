//! What a recipient types becomes typed answers, or the faults at their fields.

use super::state::{Answers, Inquiry, Item, Round};
use crate::{
    domain::refusal::{Place, Reason},
    matter::consistency::is_done_without_evidence,
    workflow::{collection::Question, keys::ColumnKey, value::Value},
};
use std::collections::BTreeMap;

/// What was typed, by item and question.
pub type Typed = Vec<BTreeMap<ColumnKey, String>>;

/// The name of a question's field on the page.
pub fn name_of(item: usize, question: &ColumnKey) -> String {
    format!("svar-{item}-{question}")
}

/// The typed answers; every fault at once, with what is left unanswered.
pub(super) fn read(
    round: &Round,
    inquiry: &Inquiry,
    typed: &Typed,
) -> Result<Vec<Answers>, Vec<Reason>> {
    let mut faults = Vec::new();
    let mut items = Vec::new();
    for (number, item) in inquiry.items.iter().enumerate() {
        let empty = BTreeMap::new();
        let typed = typed.get(number).unwrap_or(&empty);
        let mut answers = Answers::new();
        for question in &round.questions {
            let text = typed.get(&question.key).map_or("", String::as_str);
            match answer(question, text) {
                Ok(Some(value)) => {
                    answers.insert(question.key.clone(), value);
                }
                Ok(None) => {}
                Err(fault) => {
                    let about = if item.title.is_empty() {
                        question.title.clone()
                    } else {
                        format!("{}: {}", item.title, question.title)
                    };
                    let reason = Reason::new("svar", format!("”{about}”: {fault}"));
                    faults.push(reason.at(Place::Field(name_of(number, &question.key))));
                }
            }
        }
        if let Some(fault) = without_evidence(round, item, number, &answers) {
            faults.push(fault);
        }
        items.push(answers);
    }
    if faults.is_empty() {
        Ok(items)
    } else {
        Err(faults)
    }
}

/// An activity that is done shows it.
fn without_evidence(
    round: &Round,
    item: &Item,
    number: usize,
    answers: &Answers,
) -> Option<Reason> {
    let evidence = round
        .questions
        .iter()
        .find(|question| question.key.as_str() == "bevis")?;
    let missing = !item.row.is_empty() && is_done_without_evidence(answers);
    missing.then(|| {
        Reason::new(
            "bevis",
            format!("”{}” är genomförd, men inget visar det.", item.title),
        )
        .remedy("Skriv vad som visar att den är genomförd, eller vilken dag den blev klar.")
        .at(Place::Field(name_of(number, &evidence.key)))
    })
}

fn answer(question: &Question, typed: &str) -> Result<Option<Value>, String> {
    let value = question.kind.from_form(typed)?;
    if value.is_none() && !question.optional {
        return Err("Svaret saknas. Skriv ett svar, eller att det inte är aktuellt.".to_owned());
    }
    Ok(value)
}

/// The texts that a page shows of an inquiry: the draft, else the answer that stands, else what is
/// known of the row.
pub fn shown(round: &Round, inquiry: &Inquiry) -> Typed {
    if inquiry.draft.saved_at.is_some() {
        return inquiry.draft.typed.clone();
    }
    let of = |values: &BTreeMap<ColumnKey, Value>| {
        round
            .questions
            .iter()
            .filter_map(|question| {
                let value = values.get(&question.key)?;
                Some((question.key.clone(), question.kind.form_text(value)))
            })
            .collect()
    };
    match inquiry.answer() {
        Some(answered) => answered.items.iter().map(of).collect(),
        None => inquiry.items.iter().map(|item| of(&item.row)).collect(),
    }
}
