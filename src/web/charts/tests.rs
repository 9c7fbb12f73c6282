//! What a chart shows it also says, and nothing that was typed becomes markup.

use super::*;
use crate::workflow::{read, value::FieldType};

fn chart() -> BarChart {
    BarChart {
        title: "Incidenter <i> år och i fjol".to_owned(),
        things: "Slag".to_owned(),
        series: vec!["2025".to_owned(), "2024".to_owned()],
        bars: vec![
            Bars {
                title: "Felaktiga behörigheter".to_owned(),
                amounts: vec![Amount::Exactly(2_500), Amount::About(10)],
            },
            Bars {
                title: "Stöld".to_owned(),
                amounts: vec![Amount::Exactly(0), Amount::NotCollected],
            },
        ],
    }
}

#[test]
fn none_about_and_not_collected_are_three_things() {
    let html = bars(&chart(), "incidenter");
    let html = html.as_str();
    assert!(html.contains(
        "Felaktiga behörigheter: 2025 2\u{a0}500, 2024 cirka 10. Stöld: 2025 0, 2024 ej insamlat."
    ));
    assert!(html.contains(
        "<tr><th scope=\"row\">Stöld</th><td data-label=\"2025\">0</td><td data-label=\"2024\">ej insamlat</td></tr>"
    ));
    assert_eq!(
        html.matches("class=\"chart-0\" x=\"190\" y=\"34\" width=\"380\"")
            .count(),
        1
    );
    assert!(!html.contains("<i>"));
}

#[test]
fn no_bars_and_enormous_bars_are_drawn_too() {
    let empty = BarChart {
        bars: Vec::new(),
        ..chart()
    };
    assert!(bars(&empty, "a").as_str().contains("<svg"));
    let mut enormous = chart();
    enormous.bars[0].amounts[0] = Amount::Exactly(u64::MAX);
    assert!(bars(&enormous, "a").as_str().contains("width=\"380\""));
}

const RISKS: &str = r#"
format = 1
id = "prov"
version = 1
title = "Prov"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[scales]
sannolikhet = { liten = "Liten", stor = "Stor" }
konsekvens = { lindrig = "Lindrig", allvarlig = "Allvarlig" }
[matrices.riskmatris]
version = 1
probability = "sannolikhet"
consequence = "konsekvens"
levels = { lag = { title = "Låg", from = 1 }, hog = { title = "Hög", from = 4 } }
[fields.risker]
title = "Risker"
type = "risks"
matrix = "riskmatris"
[[sections]]
id = "forslag"
title = "Förslag till beslut"
kind = "proposal"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

#[test]
fn a_risk_stands_in_its_cell_and_one_without_estimate_is_told() {
    let definition = read("prov.toml", RISKS).unwrap_or_else(|findings| panic!("{findings}"));
    let field = definition.field("risker").unwrap();
    let FieldType::Risks { matrix, .. } = &field.kind else {
        panic!("risks");
    };
    let written: toml::Value = toml::from_str::<toml::Table>(
        "r = [{ risk = \"Läcka <b>\", sannolikhet = \"stor\", konsekvens = \"allvarlig\" }, { risk = \"Avbrott\" }]",
    )
    .unwrap()["r"]
        .clone();
    let value = field.kind.from_toml(&written).unwrap();
    let crate::workflow::value::Value::Table(rows) = value else {
        panic!("rows");
    };
    let html = risk_matrix("Risker", matrix, &risks_of(&rows), "risker");
    let html = html.as_str();
    assert!(
        html.contains("1. Läcka &lt;b&gt;: Hög (4). 2. Avbrott: inte bedömd."),
        "{html}"
    );
    assert_eq!(html.matches("class=\"risk-mark\"").count(), 1);
    assert_eq!(html.matches("class=\"risk-high\"").count(), 1);
}
