//! Figures of a file go into their fields and come out as they went in.

use crate::{
    domain::entropy::Entropy,
    matter::{
        export::{About, export},
        file::MatterFile,
        import::{Arrival, Source, import},
        samples::{noon, officer},
    },
    workflow::{definition::Definition, read, value::Value},
};

const TYPE: &str = r#"
format = 1
id = "ars"
version = 1
title = "Prov"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[fields.ar]
title = "År"
type = "number"
[fields.it_incidenter]
title = "IT-incidenter"
type = "table"
columns = { slag = { title = "Slag", type = "text" }, antal = { title = "Antal", type = "count" } }
[fields.inbrott]
title = "Inbrott"
type = "count"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

const FILE: &str = r#"+++
type = "ars"
title = "Uppföljning"
year = 2022

[[statistics]]
id = "it-incidenter"
title = "IT-incidenter 2022"
year = 2022
collected = true
rows = [
  { label = "Bedrägeriförsök", value = 650, approx = true },
  { label = "Intrång", value = 0 },
]

[[statistics]]
id = "inbrott"
title = "Inbrott"
year = 2022
collected = false
text = "Inbrott har inte räknats."
+++
"#;

fn definition() -> Definition {
    read("ars.toml", TYPE).unwrap()
}

fn imported(text: &str) -> Result<crate::matter::state::Content, String> {
    let file = MatterFile::read("prov", text).unwrap();
    let arrival = Arrival {
        by: officer(),
        at: noon(),
        entropy: &mut Entropy::new(noon(), [1; 32]),
    };
    let source = Source { name: "prov", text };
    import(&file, source, &definition(), arrival)
        .map(|imported| imported.content)
        .map_err(|faults| {
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        })
}

#[test]
fn every_figure_is_typed_and_the_file_comes_out_as_it_was() {
    let definition = definition();
    let mut content = imported(FILE).unwrap();
    let printed: Vec<String> = content
        .fields
        .iter()
        .map(|(key, value)| definition.field(key.as_str()).unwrap().kind.print(value))
        .collect();
    assert_eq!(printed.len(), 3, "{printed:?}");
    let all = printed.join("; ");
    for part in ["2022", "Ca 650", "Intrång"] {
        assert!(all.contains(part) || all.contains("2 022"), "{part}: {all}");
    }
    let out = |content: &crate::matter::state::Content| {
        export(content, &About::default(), &definition).print()
    };
    assert_eq!(out(&content).replace("recipient = \"\"\n", ""), FILE);
    // What has been changed since is written as the field that it is.
    let field = definition.field("it_incidenter").unwrap();
    let value = field.kind.from_form("Intrång | 1").unwrap().unwrap();
    content.fields.insert(field.key.clone(), value);
    let changed = out(&content);
    assert!(
        changed.contains("[fields]") && !changed.contains("Bedrägeriförsök"),
        "{changed}"
    );
    let again = imported(&changed).unwrap();
    assert!(
        matches!(again.fields.get("it_incidenter"), Some(Value::Table(rows)) if rows.len() == 1)
    );
}

#[test]
fn what_cannot_be_typed_is_told() {
    for (change, to, told) in [
        ("value = 0", "value = -1", "antalet ska vara ett heltal"),
        (
            "label = \"Intrång\", value = 0",
            "value = 0",
            "en rad saknar label",
        ),
        (
            "year = 2022\n\n[[",
            "year = 2022\n[fields]\nar = 2021\n\n[[",
            "något annat",
        ),
    ] {
        let text = FILE.replacen(change, to, 1);
        assert_ne!(text, FILE);
        let faults = imported(&text).unwrap_err();
        assert!(faults.contains(told), "{faults}");
    }
}
