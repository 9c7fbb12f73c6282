//! A matter file comes in fact by fact: every key of its front matter, every table and every demand of
//! its text has a typed place, prints as it was written, and goes out again as the same file.
//!
//! Our own files are read always; the real ones where they are at hand.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use beslut::{
    domain::entropy::Entropy,
    matter::{
        export::{About, export},
        file::MatterFile,
        import::{Arrival, Imported, Source, import, workflow_of},
        state::Content,
    },
    office::{matters::NewMatter, workflows::Workflows},
    store::matters,
    workflow::{
        definition::Definition,
        value::{Count, Value},
    },
};

use crate::{
    on_both_databases,
    town::{Town, TownClock},
};

/// Our own files, one for each type that ships.
fn our_own() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/typade");
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert_eq!(paths.len(), 5);
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    paths.into_iter().map(read).collect()
}

/// The real files, by their numbers; none where they are not at hand.
fn real() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/cases"))
        .find(|folder| folder.is_dir());
    let Some(folder) = folder else {
        eprintln!("skipped: ../shared/cases is not there");
        return Vec::new();
    };
    let seed = |number| {
        let name = format!("seed-{number}.arende.md");
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        (name, text)
    };
    (0..5).map(seed).collect()
}

fn every_file() -> Vec<(String, String)> {
    let mut files = our_own();
    files.extend(real());
    files
}

/// A file as it came in, beside what its own text says.
struct Case<'w> {
    name: String,
    text: String,
    front: toml::Table,
    definition: &'w Definition,
    imported: Imported,
}

fn taken_in<'w>(workflows: &'w Workflows, name: &str, text: &str) -> Case<'w> {
    let file = MatterFile::read(name, text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let source = Source { name, text };
    let definition = workflow_of(&file, source, &workflows.newest_of_each()).unwrap();
    let at = TownClock::new().now();
    let arrival = Arrival {
        by: "00000000-0000-7000-8000-000000000001".parse().unwrap(),
        at,
        entropy: &mut Entropy::new(at, [3; 32]),
    };
    let imported = import(&file, source, definition, arrival);
    Case {
        name: name.to_owned(),
        text: text.to_owned(),
        front: text.split("+++\n").nth(1).unwrap().parse().unwrap(),
        definition,
        imported: imported.unwrap_or_else(|faults| panic!("{faults:#?}")),
    }
}

impl Case<'_> {
    fn content(&self) -> &Content {
        &self.imported.content
    }

    /// The value of a field, which must be of its type.
    fn value(&self, field: &str) -> &Value {
        let kind = &self.definition.field(field).unwrap().kind;
        let value = self.content().fields.get(field);
        let value = value.unwrap_or_else(|| panic!("{}: {field} is empty", self.name));
        assert!(kind.accepts(value), "{}: {field} {value:?}", self.name);
        value
    }

    /// A field in words, with ordinary spaces; a table as rows of cells that are not empty.
    fn printed(&self, field: &str) -> Vec<Vec<String>> {
        let kind = &self.definition.field(field).unwrap().kind;
        let value = self.value(field);
        let rows = match kind.print_table(value) {
            Some(table) => table.without_empty_columns().rows,
            None => vec![vec![kind.print(value)]],
        };
        let plain = |cell: String| cell.replace('\u{a0}', " ");
        rows.into_iter()
            .map(|row| row.into_iter().map(plain).collect())
            .collect()
    }

    fn one(&self, field: &str) -> String {
        self.printed(field)[0][0].clone()
    }

    /// Every key of the front matter has its place. Gives the fields that were accounted for.
    fn every_key_has_its_place(&self) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        let carried = self.content().carried();
        let text = |value: &toml::Value| value.as_str().map(str::to_owned);
        let day = |value: &toml::Value| value.to_string().parse().ok();
        let (name, content) = (&self.name, self.content());
        for (key, value) in &self.front {
            match key.as_str() {
                "type" => assert_eq!(self.definition.id.as_str(), value.as_str().unwrap()),
                "title" => assert_eq!(content.title, value.as_str().unwrap()),
                "title_added" => assert_eq!(Some(carried.title_added), value.as_bool()),
                "recipient" => assert_eq!(content.recipient, value.as_str().unwrap()),
                "municipality" => assert_eq!(carried.municipality, text(value)),
                "body" => assert_eq!(self.imported.body, text(value)),
                "officer" => assert_eq!(carried.officer, text(value)),
                "responsible" => assert_eq!(self.imported.responsible, text(value)),
                "source" => assert_eq!(carried.source, text(value)),
                "date" => assert_eq!(carried.date, day(value)),
                "attachments_heading" => assert_eq!(carried.attachments_heading, text(value)),
                "recipients_of_decision" => {
                    let listed: Vec<String> =
                        value.as_array().unwrap().iter().filter_map(text).collect();
                    assert_eq!(content.recipients_of_decision, listed);
                }
                "year" => {
                    assert_eq!(self.one("ar").replace(' ', ""), value.to_string(), "{name}");
                    assert_eq!(
                        carried.year.map(i64::from),
                        value.as_integer(),
                        "{name}: the file's own key"
                    );
                    fields.insert("ar".to_owned());
                }
                "received" => {
                    assert_eq!(*self.value("inkom"), Value::Date(day(value).unwrap()));
                    fields.insert("inkom".to_owned());
                }
                "plan_code" => {
                    assert_eq!(self.one("plankod"), value.as_str().unwrap());
                    fields.insert("plankod".to_owned());
                }
                "register_number" => {
                    assert_eq!(self.one("dokumentets_nummer"), value.as_str().unwrap());
                    fields.insert("dokumentets_nummer".to_owned());
                }
                "fields" => {
                    for (key, written) in value.as_table().unwrap() {
                        let kind = &self.definition.field(key).unwrap().kind;
                        let as_typed = kind.from_toml(written).unwrap();
                        assert_eq!(*self.value(key), as_typed, "{name}: {key}");
                        fields.insert(key.clone());
                    }
                }
                "attachments" => self.every_attachment(value.as_array().unwrap()),
                "signatures" => self.every_signature(value.as_array().unwrap()),
                "statistics" => {
                    for one in value.as_array().unwrap() {
                        fields.insert(self.figures(one.as_table().unwrap()));
                    }
                }
                other => panic!("{name}: no place is known for ”{other}”"),
            }
        }
        fields
    }

    fn every_attachment(&self, written: &[toml::Value]) {
        let carried = self.content().carried();
        let attachments = &self.content().attachments;
        assert_eq!(attachments.len(), written.len(), "{}", self.name);
        for (attachment, written) in attachments.iter().zip(written) {
            let said = |key: &str| {
                let value = written.get(key)?;
                Some(value.as_str().map_or(value.to_string(), str::to_owned))
            };
            let mention = carried.attachments.get(&attachment.id);
            let mention = mention.cloned().unwrap_or_default();
            assert_eq!(Some(attachment.title.clone()), said("title"));
            assert_eq!(
                Some(attachment.signed),
                said("signed").map_or(Some(false), |said| said.parse().ok())
            );
            assert_eq!(
                attachment.kind.as_ref().map(ToString::to_string),
                said("kind")
            );
            assert_eq!(attachment.dated.map(|day| day.to_string()), said("dated"));
            assert_eq!(mention.label, said("label"));
            assert_eq!(mention.section, said("section"));
            let known = ["title", "kind", "dated", "signed", "label", "section"];
            let keys = written.as_table().unwrap().keys();
            assert_eq!(keys.filter(|key| !known.contains(&key.as_str())).count(), 0);
        }
    }

    fn every_signature(&self, written: &[toml::Value]) {
        let signatures = &self.content().signatures;
        assert_eq!(signatures.len(), written.len(), "{}", self.name);
        for (signature, written) in signatures.iter().zip(written) {
            assert_eq!(Some(signature.name.as_str()), written["name"].as_str());
            assert_eq!(Some(signature.title.as_str()), written["title"].as_str());
            assert_eq!(Some(signature.unit.as_str()), written["unit"].as_str());
        }
    }

    /// Figures are counts row by row: exact, about, or not collected, which is not 0.
    fn figures(&self, written: &toml::Table) -> String {
        let field = written["id"].as_str().unwrap().replace('-', "_");
        if written["collected"].as_bool() == Some(false) {
            assert_eq!(*self.value(&field), Value::Count(Count::NotCollected));
            return field;
        }
        let rows = written["rows"].as_array().unwrap();
        let printed = self.printed(&field);
        assert_eq!(printed.len(), rows.len(), "{}: {field}", self.name);
        for (printed, row) in printed.iter().zip(rows) {
            assert_eq!(Some(printed[0].as_str()), row["label"].as_str());
            let about = row.get("approx").and_then(toml::Value::as_bool) == Some(true);
            assert_eq!(printed[1].starts_with("Ca "), about, "{printed:?}");
            let digits: String = printed[1].chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, row["value"].to_string(), "{printed:?}");
        }
        field
    }

    /// The tables of the text by their ids, cell by cell, and the heading that each stands under.
    fn tables(&self) -> Vec<(String, String, Vec<Vec<String>>)> {
        let mut heading = String::new();
        let mut tables: Vec<(String, String, Vec<Vec<String>>)> = Vec::new();
        for line in self.text.lines() {
            if line.starts_with('#') {
                let title = line.trim_start_matches('#').split(" {#").next();
                title.unwrap_or_default().trim().clone_into(&mut heading);
            } else if let Some(rest) = line.strip_prefix("::: tabell {#") {
                let id = rest.split(['}', ' ']).next().unwrap_or_default();
                tables.push((id.to_owned(), heading.clone(), Vec::new()));
            } else if let Some(row) = line.strip_prefix("| ") {
                let row = row.trim_end_matches('|').trim_end();
                let cells: Vec<String> = row.split(" |").map(|cell| cell.trim().into()).collect();
                let is_rule = cells.iter().all(|cell| cell.starts_with("---"));
                if let Some((_, _, rows)) = tables.last_mut()
                    && !is_rule
                {
                    rows.push(cells);
                }
            }
        }
        tables
    }

    /// Every table of the text is in a field. Gives the fields.
    fn every_table_is_typed(&self) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        for (id, heading, rows) in self.tables() {
            let (headings, rows) = rows.split_first().unwrap();
            let own = id.trim_start_matches("tab-").replace('-', "_");
            let field = match headings[0].as_str() {
                "Fördelar" => "alternativ".to_owned(),
                "Aktivitet" => "aktiviteter".to_owned(),
                _ => own,
            };
            let printed = self.printed(&field);
            let all: Vec<String> = printed.concat();
            for cell in rows.concat().iter().filter(|cell| !cell.is_empty()) {
                let lines: Vec<&str> = cell.split("<br>").collect();
                let is_there = all
                    .iter()
                    .any(|printed| lines.iter().all(|line| printed.contains(line)));
                assert!(is_there, "{}: {id}: {cell} in {all:#?}", self.name);
            }
            if field == "alternativ" {
                let row = printed.iter().find(|row| row[0] == heading);
                assert!(row.is_some(), "{}: {heading} in {printed:?}", self.name);
            }
            fields.insert(field);
        }
        fields
    }

    /// Every section stands, with its words.
    fn every_section_stands(&self) {
        let file = MatterFile::read(&self.name, &self.text).unwrap();
        for section in &file.sections {
            let sections = &self.content().sections;
            let own = sections.iter().find(|own| own.key.as_str() == section.id);
            let own = own.unwrap_or_else(|| panic!("{}: {}", self.name, section.id));
            assert_eq!((&own.title, &own.text), (&section.title, &section.text));
            assert_eq!(
                (own.number.as_ref(), own.shown),
                (section.number.as_ref(), !section.hidden)
            );
        }
    }

    fn goes_out_and_comes_in_the_same(&self, workflows: &Workflows) {
        let about = About {
            responsible: self.imported.responsible.clone(),
            register_number: None,
        };
        let out = |content: &Content| export(content, &about, self.definition).print();
        let text = out(self.content());
        let again = taken_in(workflows, &self.name, &text);
        assert_eq!(again.imported, self.imported, "{}", self.name);
        assert_eq!(out(again.content()), text, "{}", self.name);
        if self.name.starts_with("seed-") {
            assert_eq!(text, self.text, "{}: in canonical form already", self.name);
        }
    }
}

#[test]
fn every_fact_of_a_file_has_its_place_and_nothing_else_is_there() {
    let workflows = Workflows::shipped().unwrap();
    for (name, text) in every_file() {
        let case = taken_in(&workflows, &name, &text);
        let mut told = case.every_key_has_its_place();
        told.extend(case.every_table_is_typed());
        if case.content().fields.contains_key("ska_finnas") {
            told.insert("ska_finnas".to_owned());
        }
        let fields = case.content().fields.keys().map(ToString::to_string);
        assert_eq!(fields.collect::<BTreeSet<_>>(), told, "{name}");
        case.every_section_stands();
        case.goes_out_and_comes_in_the_same(&workflows);
    }
}

fn case_of<'w>(workflows: &'w Workflows, wanted: &str) -> Option<Case<'w>> {
    let mut files = every_file().into_iter();
    let (name, text) = files.find(|(name, _)| name.starts_with(wanted))?;
    Some(taken_in(workflows, &name, &text))
}

fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
    let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
    rows.iter().map(row).collect()
}

#[test]
fn our_own_files_print_as_a_municipality_writes() {
    let workflows = Workflows::shipped().unwrap();
    let case = |wanted| case_of(&workflows, wanted).unwrap();

    let service = case("molntjanst");
    assert_eq!(
        service.printed("kostnader"),
        cells(&[
            &["Utskick", "ca 120 tkr per år", "15 tkr per år"],
            &["Sammanställning", "80 000 kronor", "Låg; efter användning"],
        ])
    );
    assert_eq!(
        service.printed("alternativ"),
        cells(&[
            &[
                "Papper som i dag",
                "- Alla kan svara",
                "- Dyrt porto\n- Svaren skrivs in för hand"
            ],
            &[
                "Enkätmoln",
                "- Snabba svar\n- Lägre kostnad",
                "- Kräver stöd på telefon"
            ],
        ])
    );
    assert_eq!(service.printed("lander")[0][3], "hösten 2025");
    assert_eq!(service.printed("lander")[1][3], "januari 2026");
    let risk = &service.printed("risker")[0];
    for words in ["Svar läses av fel person", "Konfidentialitet", "Medel", "6"] {
        assert!(risk.contains(&words.to_owned()), "{words}: {risk:?}");
    }

    let year = case("arsuppfoljning");
    assert_eq!(
        year.printed("it_sakerhetsincidenter"),
        cells(&[
            &["Stoppade bedrägeriförsök", "Ca 12 500"],
            &["Lyckade bedrägeriförsök", "0"]
        ])
    );
    assert_eq!(year.one("inbrott_och_skadegorelse"), "ej insamlat");
    assert_eq!(year.printed("lagar")[0][1], "25 maj 2018");

    let policy = case("styrdokument");
    assert_eq!(policy.one("inkom"), "11 februari 2026");
    assert_eq!(policy.one("galler_fran"), "april 2026");
    assert_eq!(
        policy.printed("ska_finnas"),
        cells(&[
            &["Riktlinje som visar hur", "Vem som gör vad"],
            &["Rutin för långa avbrott", "Avbrott"]
        ]),
        "time for an exercise is no document"
    );

    let plan = case("handlingsplan");
    assert_eq!(
        plan.printed("aktiviteter")[1],
        [
            "Klassa alla system",
            "Rekommendation",
            "Olle Holm",
            "maj–juni 2026",
            "Påbörjad",
            ""
        ]
    );

    let acceptance = case("riskacceptans");
    assert_eq!(acceptance.one("kostnad"), "ca 2 mnkr under tre år");
    let risk = &acceptance.printed("risk")[0];
    for words in [
        "Arbeten försvinner",
        "Möjlig",
        "Betydande",
        "6",
        "Medel",
        "Accepteras",
    ] {
        assert!(risk.contains(&words.to_owned()), "{words}: {risk:?}");
    }
}

#[test]
fn the_real_files_hold_what_they_hold() {
    let workflows = Workflows::shipped().unwrap();
    let case = |number: u32| case_of(&workflows, &format!("seed-{number}"));
    let (Some(letter), Some(cloud), Some(year), Some(guidance), Some(policy)) =
        (case(0), case(1), case(2), case(3), case(4))
    else {
        return; // every_file has said that they are skipped
    };
    let costs = letter.printed("kostnader");
    assert_eq!(costs.len(), 4);
    assert_eq!(&costs[0][..2], ["E-post", "2 500 000 kronor"]);
    assert!(costs[0][2].starts_with("276 000 kronor (om"));
    assert_eq!(costs[1], ["Lync", "450 000 kronor", "0 kronor"]);
    let Value::Table(rows) = letter.value("kostnader") else {
        panic!("a table");
    };
    let amounts = rows.iter().flat_map(|row| row.values());
    let amounts =
        amounts.filter(|cell| matches!(cell, Value::Cost(cost) if cost.amount().is_some()));
    assert_eq!(amounts.count(), 8, "every amount is one");

    let alternatives = cloud.printed("alternativ");
    let counted = |cell: &str| cell.lines().filter(|line| line.starts_with("- ")).count();
    let sizes: Vec<_> = alternatives
        .iter()
        .map(|row| (counted(&row[1]), counted(&row[2])))
        .collect();
    assert_eq!(sizes, [(3, 6), (6, 1)], "arguments for and against");

    let printed = year.printed("it_sakerhetsincidenter");
    let numbers: Vec<&str> = printed.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(numbers, ["13", "0", "0", "Ca 650", "6", "Ca 1250"]);
    for field in [
        "inbrott_och_skadegorelse",
        "personell_sakerhet",
        "administrativ_sakerhet",
    ] {
        assert_eq!(year.one(field), "ej insamlat");
    }

    assert_eq!(guidance.one("inkom"), "24 juni 2025");
    assert_eq!(guidance.one("plankod"), "167");
    assert_eq!(guidance.printed("ska_finnas").len(), 1);
    let demanded = policy.printed("ska_finnas");
    assert_eq!(demanded.len(), 6, "{demanded:#?}");
    assert_eq!(demanded[5], ["Rutiner för internkontroll", "Efterlevnad"]);
}

on_both_databases! {
    /// What was imported is what the office keeps.
    async fn the_office_keeps_every_fact(db: &TestDb) {
        let town = Town::new(db).await;
        let workflows = Workflows::shipped().unwrap();
        for (name, text) in every_file() {
            let case = taken_in(&workflows, &name, &text);
            let new = NewMatter {
                workflow: case.definition.id.clone(),
                body: town.body(),
                title: case.content().title.clone(),
                responsible: None,
                content: Some(case.content().clone()),
            };
            let officer = town.asker("anna@exempelby.se");
            let opened = town.office.open_matter(officer, new, None, town.clock.now()).await;
            let id = opened.unwrap();
            let kept = town.office.db().read(async |read| matters::find(read, id).await);
            assert_eq!(kept.await.unwrap().unwrap().content, *case.content(), "{name}");
        }
    }
}
