//! Risk matrices.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::{Scales, choices};
use super::notes::{Located, Notes};
use super::table::{Table, Written, table};
use crate::workflow::finding::Code;
use crate::workflow::keys::ScaleKey;
use crate::workflow::value::compiled::{ASPECTS, CATEGORIES, choices_of};
use crate::workflow::value::{Choice, Matrix, MatrixLevel};

pub(super) type Matrices = BTreeMap<ScaleKey, Matrix>;

/// The matrices of the file. The levels of each become a scale with its name.
pub(super) fn matrices(root: &Table<'_>, scales: &mut Scales) -> Matrices {
    let notes = root.notes();
    let mut matrices = Matrices::new();
    for (name, written) in root.named("matrices") {
        let what = format!("riskmatrisen '{}'", name.value);
        let Some(table) = table(notes, name.value, written, what) else {
            continue;
        };
        let read = matrix(&table, scales, &name);
        table.finish();
        let Some(matrix) = read else { continue };
        if scales.contains_key(&matrix.key) {
            let message = format!("'{}' är redan namnet på en skala", name.value);
            notes.add(Code::Duplicate, &name.span, message, None);
            continue;
        }
        scales.insert(matrix.key.clone(), matrix.scale());
        matrices.insert(matrix.key.clone(), matrix);
    }
    matrices
}

fn matrix(table: &Table<'_>, scales: &Scales, name: &Located<&str>) -> Option<Matrix> {
    let notes = table.notes();
    let version = super::version(table);
    let probability = scale(table, "probability", scales);
    let consequence = scale(table, "consequence", scales);
    let list = |key: &'static str, usual: &[(&str, &str)]| match table.written(key) {
        Some(written) => choices(notes, key, written),
        None => choices_of(usual),
    };
    let aspects = list("aspects", &ASPECTS);
    let categories = list("categories", &CATEGORIES);
    let named = table.named("levels");
    if named.is_empty() {
        table.missing("levels");
    }
    let expected = named.len();
    let levels: Vec<(Located<&str>, MatrixLevel)> = named
        .into_iter()
        .filter_map(|(name, written)| Some((name.clone(), level(notes, &name, written)?)))
        .collect();
    let (probability, probabilities) = probability?;
    let (consequence, consequences) = consequence?;
    let highest = probabilities.len() * consequences.len();
    let sound = in_rising_order(notes, &levels, highest);
    let whole = sound && expected > 0 && levels.len() == expected;
    let key = notes.name::<ScaleKey>(name)?;
    whole.then_some(Matrix {
        key,
        version: version?,
        probability,
        probabilities,
        consequence,
        consequences,
        levels: levels.into_iter().map(|(_, level)| level).collect(),
        aspects,
        categories,
    })
}

fn scale(table: &Table<'_>, key: &'static str, scales: &Scales) -> Option<(ScaleKey, Vec<Choice>)> {
    let written = table.text(key)?;
    let known = scales.keys().map(ScaleKey::as_str);
    let notes = table.notes();
    if !notes.known(Code::UnknownScale, "okänd skala", &written, known) {
        return None;
    }
    let (key, choices) = scales.get_key_value(written.value)?;
    Some((key.clone(), choices.clone()))
}

/// `hog = { title = "Hög", from = 10 }`
fn level(notes: &Notes<'_>, name: &Located<&str>, written: Written<'_>) -> Option<MatrixLevel> {
    let level = table(
        notes,
        name.value,
        written,
        format!("nivån '{}'", name.value),
    )?;
    let title = level.text("title").map(|title| title.value.to_owned());
    let from = level.whole("from");
    level.finish();
    let key = notes.name(name);
    let from = from?;
    let Some(least) = u32::try_from(from.value).ok().filter(|least| *least > 0) else {
        let message = "en nivå börjar på ett heltal från 1 och uppåt".to_owned();
        notes.add(Code::WrongType, &from.span, message, None);
        return None;
    };
    let title = title?;
    Some(MatrixLevel {
        choice: Choice { key: key?, title },
        from: least,
    })
}

/// Every value of a risk must come to exactly one level, and every level must be within reach.
fn in_rising_order(
    notes: &Notes<'_>,
    levels: &[(Located<&str>, MatrixLevel)],
    highest: usize,
) -> bool {
    let mut sound = true;
    let mut before = 0;
    for (place, (name, level)) in levels.iter().enumerate() {
        let title = &level.choice.title;
        let fault = if place == 0 && level.from != 1 {
            Some("den lägsta nivån börjar på 1, annars saknar låga risker nivå".to_owned())
        } else if level.from <= before {
            Some(format!(
                "nivån ”{title}” börjar på {}, men nivåerna skrivs från den lägsta och uppåt",
                level.from
            ))
        } else if level.from as usize > highest {
            Some(format!(
                "nivån ”{title}” börjar på {}, men ingen risk kan få mer än {highest}",
                level.from
            ))
        } else {
            None
        };
        before = level.from;
        if let Some(message) = fault {
            notes.add(Code::BadMatrix, &name.span, message, None);
            sound = false;
        }
    }
    sound
}

/// `["A", "B"]`, `"bodies"` or `"units"`: the entries of a list of texts, each once.
pub(super) fn listed(notes: &Notes<'_>, written: Written<'_>) -> Option<Vec<String>> {
    let DeValue::Array(list) = written.get_ref() else {
        return None;
    };
    let mut listed: Vec<String> = Vec::new();
    for one in list {
        let text = super::table::text(notes, "rows", one)?;
        let name = text.value.trim();
        let fault = if name.is_empty() || name.contains('\n') {
            Some("en rad behöver ett namn på en rad".to_owned())
        } else if listed.iter().any(|known| known == name) {
            Some(format!("raden '{name}' finns två gånger"))
        } else {
            None
        };
        if let Some(message) = fault {
            notes.add(Code::Duplicate, &Spanned::span(one), message, None);
            return None;
        }
        listed.push(name.to_owned());
    }
    Some(listed)
}
