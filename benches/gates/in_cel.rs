//! The gates of `workflows/molntjanst.toml` as expressions for the `cel` crate, and the facts of a
//! matter as it wants them: what a level, a country or a day comes to is worked out beforehand, so
//! that nothing but the evaluation is compared.

use std::collections::HashMap;

use beslut::{
    matter::{requirements::Seen, state::Matter},
    workflow::{
        definition::Definition,
        gate::GateFacts,
        value::{FieldType, Value},
    },
};
use cel::{Context, Program};

/// The gates in the order of the file. `m` holds the fields that are filled in, `d` the age of each
/// document in days, `done` the steps that are done; a level is its place on its scale.
pub(crate) const GATES: [(&str, &str); 25] = [
    (
        "laglighet",
        "has(d.laglighetsbedomning) && m.laglighet == 'laglig'",
    ),
    (
        "ingen-avstarisk",
        "has(d.riskanalys) && !m.risker.exists(r, r.bedomning == 'avsta' && r.behandling == 'obehandlad')",
    ),
    ("chefen-intygar", "'intyg' in done"),
    ("provad-for-sig", "m.provad_for_sig"),
    (
        "ny-tjanst-utan-tredjeland",
        "size(m.lander) > 0 && (!m.ny_tjanst || m.lander.all(r, r.adekvat))",
    ),
    ("svensk-lag", "!m.skyddade_uppgifter || m.svensk_lag"),
    (
        "grund-for-overforing",
        "!m.personuppgifter || m.lander.all(r, r.adekvat || (r.grund in ['standardklausuler', 'foretagsbestammelser'] && r.rattigheter))",
    ),
    ("rojande-bedomt", "!m.skyddade_uppgifter || has(m.rojande)"),
    ("skyddade-uppgifter-utanfor", "!m.skyddade_uppgifter"),
    (
        "klassad-och-riskbedomd",
        "has(m.informationsklass) && size(m.risker) > 0",
    ),
    (
        "klassningen-komplett",
        "has(m.klassning_kritisk) && has(m.klassning_skyddsvard) && has(m.klassning_motivering) && has(m.klassning_av) && has(m.klassning_dag) && has(m.informationsagare)",
    ),
    (
        "skyddsniva",
        "m.systemklass >= m.informationsklass && m.systemklass_riktighet >= m.informationsklass_riktighet && m.systemklass_tillganglighet >= m.informationsklass_tillganglighet",
    ),
    (
        "uppgradering-klargjord",
        "m.informationsklass <= 1 || has(m.uppgradering)",
    ),
    (
        "inloggning",
        "m.informationsklass == 0 || (m.informationsklass == 1 && m.autentisering != 'ingen') || (m.informationsklass == 2 && m.autentisering in ['kryptering', 'mfa', 'stark']) || m.autentisering == 'stark'",
    ),
    (
        "legitimation",
        "m.autentisering != 'stark' || m.legitimation",
    ),
    (
        "krypterat",
        "m.informationsklass <= 1 || (m.krypterad && !m.egen_utrustning)",
    ),
    ("privat-utrustning", "!m.egen_utrustning"),
    (
        "utanfor-arbetsplatsen",
        "m.informationsklass <= 1 || m.utanfor_arbetsplats",
    ),
    ("behorigheter", "m.informationsklass == 0 || m.behorigheter"),
    ("riskanalys-fore-avtal", "d.riskanalys <= 365"),
    (
        "leverantorskrav",
        "m.klassintyg && m.sekretessavtal && m.krav_i_avtal && m.kontrollratt && (!m.personuppgifter || m.personuppgiftsbitradesavtal)",
    ),
    ("dataskydd-med", "!m.personuppgifter || m.dataskydd_med"),
    (
        "atgard-har-ansvarig",
        "m.risker.all(r, (r.behandling != 'minska' && !has(r.atgard)) || has(r.ansvarig))",
    ),
    (
        "hoga-risker-behandlade",
        "!m.risker.exists(r, r.niva >= 2 && r.behandling == 'obehandlad')",
    ),
    (
        "acceptans-beslutad",
        "!m.risker.exists(r, r.behandling == 'acceptera' && (r.niva >= 2 || r.bedomning == 'avsta')) || has(m.riskacceptans)",
    ),
];

/// The gates, made ready once.
pub(crate) fn programs() -> Vec<Program> {
    let compiled = GATES.iter().map(|(_, check)| Program::compile(check));
    compiled.collect::<Result<_, _>>().unwrap()
}

/// What is missing is an error there: the gate stays closed.
pub(crate) fn is_open(program: &Program, context: &Context<'_, '_>) -> bool {
    matches!(program.execute(context), Ok(cel::Value::Bool(true)))
}

/// The facts of the matter.
pub(crate) fn context(
    matter: &Matter,
    definition: &Definition,
    seen: &Seen<'_>,
) -> Context<'static, 'static> {
    let mut fields: HashMap<String, cel::Value> = HashMap::new();
    let tables = definition
        .fields
        .iter()
        .filter(|field| field.kind.columns().is_some());
    for table in tables {
        // One without rows is a table all the same.
        fields.insert(table.key.to_string(), Vec::<cel::Value>::new().into());
    }
    for (key, value) in &matter.content.fields {
        let kind = &definition.field(key.as_str()).unwrap().kind;
        fields.insert(key.to_string(), in_cel(kind, value, seen));
    }
    let mut documents: HashMap<String, cel::Value> = HashMap::new();
    for document in &definition.documents {
        if let Some(fact) = seen.document(&document.kind) {
            let age = (seen.today - fact.dated).num_days();
            documents.insert(document.kind.to_string(), age.into());
        }
    }
    let done = definition
        .execution
        .iter()
        .filter(|step| seen.done(&step.key));
    let done: Vec<cel::Value> = done.map(|step| step.key.to_string().into()).collect();
    let mut context = Context::default();
    context.add_variable_from_value("m", fields);
    context.add_variable_from_value("d", documents);
    context.add_variable_from_value("done", done);
    context
}

fn in_cel(kind: &FieldType, value: &Value, seen: &Seen<'_>) -> cel::Value {
    match value {
        Value::Bool(truth) => (*truth).into(),
        Value::Level(step) => {
            let mut scale = kind.choices().unwrap_or_default().iter();
            let place = scale.position(|choice| choice.key == *step).unwrap();
            i64::try_from(place).unwrap().into()
        }
        Value::Enum(key) => key.to_string().into(),
        Value::Text(text) | Value::Richtext(text) => text.clone().into(),
        Value::Table(rows) => {
            let columns = kind.columns().unwrap_or_default();
            let rows = rows.iter().map(|row| {
                let mut cells: HashMap<String, cel::Value> = HashMap::new();
                for column in columns {
                    let Some(cell) = kind.cell(row, column.key.as_str()) else {
                        continue;
                    };
                    if let Value::Country(country) = *cell {
                        let adequate = seen.adequate(country) == Some(true);
                        cells.insert("adekvat".to_owned(), adequate.into());
                    }
                    let cell = in_cel(&column.kind, &cell, seen);
                    cells.insert(column.key.to_string(), cell);
                }
                cel::Value::from(cells)
            });
            rows.collect::<Vec<cel::Value>>().into()
        }
        other => kind.print(other).into(),
    }
}
