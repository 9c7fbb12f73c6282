//! What the officers of Exempelby answer when they ask for a cloud service that nothing stops.

use super::form::Form;
use beslut::workflow::{definition::Definition, keys::FieldKey, value::Value};
use std::collections::BTreeMap;

/// Field by field, as it is typed or chosen.
const CLOUD_SERVICE: [(&str, &str); 32] = [
    ("tjanst", "Exempelkartan"),
    ("leverantor", "Exempelmoln AB"),
    ("ny_tjanst", "ja"),
    ("provad_for_sig", "ja"),
    ("personuppgifter", "ja"),
    ("skyddade_uppgifter", "nej"),
    ("informationsklass", "K1"),
    ("systemklass", "K2"),
    ("informationsklass_riktighet", "R1"),
    ("systemklass_riktighet", "R2"),
    ("informationsklass_tillganglighet", "T1"),
    ("systemklass_tillganglighet", "T1"),
    ("informationsagare", "Bo Byggchef"),
    ("klassning_kritisk", "nej"),
    ("klassning_skyddsvard", "Inga känsliga uppgifter."),
    ("klassning_motivering", "Kartor är offentliga."),
    ("klassning_av", "Bo Byggchef"),
    ("klassning_dag", "2026-02-16"),
    ("autentisering", "mfa"),
    ("egen_utrustning", "nej"),
    ("behorigheter", "ja"),
    ("laglighet", "laglig"),
    ("laglighet_lag", "Dataskyddsförordningen"),
    ("laglighet_dag", "2026-02-16"),
    ("riskmetod", "Kommunens metod"),
    ("klassintyg", "ja"),
    ("sekretessavtal", "ja"),
    ("personuppgiftsbitradesavtal", "ja"),
    ("krav_i_avtal", "ja"),
    ("kontrollratt", "ja"),
    ("dataskydd_med", "ja"),
    ("undantag", "nej"),
];

/// The tables, cell by cell: field, row, column and what stands there.
const TABLES: [(&str, usize, &str, &str); 10] = [
    ("lander", 0, "land", "Sverige"),
    ("lander", 0, "andamal", "Drift"),
    ("lander", 1, "land", "Finland"),
    ("lander", 1, "andamal", "Säkerhetskopior"),
    ("risker", 0, "risk", "Avtalet sägs upp"),
    ("risker", 0, "sannolikhet", "mojlig"),
    ("risker", 0, "konsekvens", "mattlig"),
    ("risker", 0, "bedomning", "godtagbar"),
    ("risker", 0, "behandling", "acceptera"),
    ("risker", 0, "ansvarig", "Bo Byggchef"),
];

/// The form with every answer that is still missing.
pub(crate) fn filled_in(form: Form) -> Form {
    let cells = TABLES
        .map(|(field, row, column, typed)| (format!("{field}-{row}-{column}"), typed.to_owned()));
    let answers = CLOUD_SERVICE.map(|(field, typed)| (field.to_owned(), typed.to_owned()));
    answers
        .into_iter()
        .chain(cells)
        .fold(form, |form, (name, typed)| match form.value(&name) {
            Some(there) if !there.is_empty() => form,
            _ => form.fill(&name, &typed),
        })
}

/// The same answers as values.
pub(crate) fn values(definition: &Definition) -> BTreeMap<FieldKey, Value> {
    let kind = |name: &str| &definition.field(name).unwrap().kind;
    let key = |name: &str| -> FieldKey { name.parse().unwrap() };
    let mut values: BTreeMap<FieldKey, Value> = CLOUD_SERVICE
        .iter()
        .map(|(name, typed)| (key(name), kind(name).from_form(typed).unwrap().unwrap()))
        .collect();
    for table in ["lander", "risker"] {
        let mut rows: Vec<toml::Table> = Vec::new();
        for (_, row, column, typed) in TABLES.iter().filter(|(field, ..)| *field == table) {
            rows.resize_with(rows.len().max(row + 1), toml::Table::new);
            let country = match *typed {
                "Sverige" => "SE",
                "Finland" => "FI",
                typed => typed,
            };
            rows[*row].insert((*column).to_owned(), country.into());
        }
        let rows = toml::Value::Array(rows.into_iter().map(toml::Value::Table).collect());
        values.insert(key(table), kind(table).from_toml(&rows).unwrap());
    }
    values
}
