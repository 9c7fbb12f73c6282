//! What the tools make of a workflow file: the drawing, the graphs, the routine description.

use beslut::{
    document::{docx::docx, html::html},
    office::workflows::shipped,
    workflow::{
        picture::{
            Picture,
            graph::{dot, mermaid},
            svg::svg,
        },
        read,
        routine::routine,
    },
};

const SMALL: &str = r#"
format = 1
id = "liten"
version = 1
title = "Liten <typ>"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
jurist = { title = "Kommunjurist", from = "group:jurister" }
[scales]
klass = { K1 = "Intern (K1)", K2 = "Skyddsvärd (K2)" }
[fields]
klass = { type = "level", scale = "klass", title = "Informationsklass", required = "review" }
[[sections]]
id = "forslag"
title = "Förslag till beslut"
kind = "proposal"
[documents.analys]
title = "Analys"
author = "jurist"
required = "review"
max_age = "12 months"
[[gates]]
id = "lag-klass"
at = ["ready", "agenda"]
check = "klass <= 'K1'"
message = "Klassen {klass} är för hög."
ref = "Policyn, p. 2"
[review]
mode = "sequence"
[[review.steps]]
id = "juridik"
title = "Juridisk granskning"
role = "jurist"
deadline = "10 workdays"
[[review.steps]]
id = "avtal"
title = "Granskning av avtal"
role = "jurist"
[[decision.routes]]
id = "brad"
when = "klass == 'K2'"
by = "urgent_chair"
[[decision.routes]]
id = "namnd"
by = "namnd"
[archive]
classification = "1.6.3"
retention = "gallras efter 5 år"
"#;

#[test]
fn a_small_type_is_drawn_the_same_every_time() {
    let definition = read("liten.toml", SMALL).unwrap();
    let picture = Picture::of(&definition);
    insta::assert_snapshot!("drawing_svg", svg(&picture, "liten"));
    insta::assert_snapshot!("drawing_mermaid", mermaid(&picture));
    insta::assert_snapshot!("drawing_dot", dot(&picture));
    insta::assert_snapshot!("routine_html", html(&routine(&definition), 1));
}

#[test]
fn every_type_that_ships_is_drawn_as_xml_and_told_in_word() {
    for source in shipped() {
        let (name, definition) = (&source.name, source.read().unwrap());
        let drawn = svg(&Picture::of(&definition), definition.id.as_str());
        let mut reader = quick_xml::Reader::from_str(&drawn);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(fault) => panic!("{name}: {fault}"),
            }
        }
        assert!(
            docx(&routine(&definition)).unwrap().starts_with(b"PK"),
            "{name}"
        );
    }
}
