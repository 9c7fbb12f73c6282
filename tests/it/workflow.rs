//! Workflow files as a municipality writes them: the one that ships, and every way to get one wrong.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use std::collections::BTreeMap;

use beslut::domain::identifiers::MatterId;
use beslut::workflow::definition::Definition;
use beslut::workflow::gate::{DocumentFact, GateFacts, Reference};
use beslut::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};
use beslut::workflow::phase::Phase;
use beslut::workflow::value::{Country, FixedRows, ListedRow, Named, Value};
use beslut::workflow::{lint, read};
use chrono::NaiveDate;

const MOLNTJANST: &str = include_str!("../../src/matter/samples/molntjanst.toml");

/// A matter as the gates see it.
#[derive(Default)]
struct Facts {
    fields: BTreeMap<FieldKey, Value>,
    documents: BTreeMap<DocumentKind, DocumentFact>,
    sections: BTreeMap<SectionKey, String>,
    adequate: BTreeMap<Country, bool>,
    delegated: BTreeMap<String, bool>,
    done: Vec<ExecutionKey>,
    decided_until: Option<NaiveDate>,
}

impl Facts {
    fn given(definition: &Definition, toml: &str) -> Self {
        let table: toml::Table = toml.parse().unwrap();
        let fields = table
            .iter()
            .map(|(key, written)| {
                let field = definition.field(key).unwrap();
                (field.key.clone(), field.kind.from_toml(written).unwrap())
            })
            .collect();
        Self {
            fields,
            ..Self::default()
        }
    }

    fn with_documents(mut self, kinds: &[&str]) -> Self {
        for kind in kinds {
            let fact = DocumentFact {
                dated: day("2022-03-01"),
                signed: true,
            };
            self.documents.insert(kind.parse().unwrap(), fact);
        }
        self
    }
}

impl GateFacts for Facts {
    fn field(&self, key: &FieldKey) -> Option<&Value> {
        self.fields.get(key)
    }

    fn approved(&self, _: &StepKey) -> bool {
        false
    }

    fn document(&self, kind: &DocumentKind) -> Option<DocumentFact> {
        self.documents.get(kind).copied()
    }

    fn section(&self, key: &SectionKey) -> Option<&str> {
        self.sections.get(key).map(String::as_str)
    }

    fn adequate(&self, country: Country) -> Option<bool> {
        self.adequate.get(&country).copied()
    }

    fn reference(&self, named: &Named<MatterId>) -> Option<Reference> {
        (named.name == "KS 2024/17").then_some(Reference {
            found: true,
            registered: true,
            planned: false,
        })
    }

    fn listed(&self, _: &FixedRows) -> Option<&[ListedRow]> {
        None
    }

    fn delegated(&self, point: &str, _: Option<&BodyKey>) -> Option<bool> {
        self.delegated.get(point).copied()
    }

    fn done(&self, step: &ExecutionKey) -> bool {
        self.done.contains(step)
    }

    fn decided_until(&self) -> Option<NaiveDate> {
        self.decided_until
    }

    fn today(&self) -> NaiveDate {
        day("2022-04-01")
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn blocked(definition: &Definition, facts: &Facts, phase: Phase) -> Vec<String> {
    definition
        .gates_at(phase)
        .filter_map(|gate| gate.blocked(definition, facts))
        .map(|blocked| blocked.to_string())
        .collect()
}

#[test]
fn the_small_file_has_nothing_to_remark_on() {
    let (definition, findings) = lint("molntjanst.toml", MOLNTJANST);
    assert_eq!(findings.to_string(), "");
    let definition = definition.unwrap();
    assert_eq!(definition.id.as_str(), "molntjanst");
    assert_eq!(definition.gates.len(), 3);
    assert_eq!(definition.review.steps.len(), 2);
    assert_eq!(
        definition.fields[0].key.as_str(),
        "tjanst",
        "fields keep the order of the file"
    );
}

#[test]
fn a_sound_matter_passes_every_gate() {
    let definition = read("molntjanst.toml", MOLNTJANST).unwrap();
    let facts = Facts::given(
        &definition,
        "informationsklass = 'K1'\nsystemklass = 'K2'\nlaglighet = 'laglig'\nrisker = [{ risk = 'Avbrott', bedomning = 'godtagbar' }]",
    )
    .with_documents(&["riskanalys", "laglighetsbedomning"]);
    for phase in Phase::ALL {
        assert_eq!(blocked(&definition, &facts, phase), Vec::<String>::new());
    }
}

#[test]
fn a_refusal_says_what_is_demanded_why_and_by_which_rule() {
    let definition = read("molntjanst.toml", MOLNTJANST).unwrap();
    let facts = Facts::given(
        &definition,
        "informationsklass = 'K3'\nsystemklass = 'K2'\nlaglighet = 'osaker'\nrisker = [{ risk = 'Avbrott', bedomning = 'godtagbar' }, { risk = 'Insyn', bedomning = 'avsta', behandling = 'obehandlad' }]",
    )
    .with_documents(&["riskanalys", "laglighetsbedomning"]);
    insta::assert_snapshot!(blocked(&definition, &facts, Phase::Ready).join("\n\n"));
}

#[test]
fn nobody_gets_through_by_leaving_things_out() {
    let definition = read("molntjanst.toml", MOLNTJANST).unwrap();
    insta::assert_snapshot!(blocked(&definition, &Facts::default(), Phase::Ready).join("\n\n"));
    // A risk that nobody has judged is not a risk that was judged harmless.
    let unjudged = Facts::given(
        &definition,
        "informationsklass = 'K1'\nsystemklass = 'K1'\nlaglighet = 'laglig'\nrisker = [{ risk = 'Avbrott' }]",
    )
    .with_documents(&["riskanalys", "laglighetsbedomning"]);
    insta::assert_snapshot!(blocked(&definition, &unjudged, Phase::Ready).join("\n\n"));
}

#[test]
fn comments_and_spacing_do_not_change_the_hash() {
    let plain = "format = 1\nid = \"a\"\nversion = 1\ntitle = \"A\"\nlead = \"x\"\n[roles]\nx = { title = \"X\", from = \"matter.officer\" }\n[[decision.routes]]\nid = \"n\"\nby = \"n\"\n";
    let same = "# En kommentar\nformat=1\nid='a'\nversion = 1 # ett\ntitle = 'A'\nlead = \"x\"\n\n[roles.x]\ntitle = \"X\"\nfrom = \"matter.officer\"\n[decision]\nroutes = [{ id = \"n\", by = \"n\" }]\n";
    let hash = |source: &str| read("a.toml", source).unwrap().hash;
    assert_eq!(hash(plain), hash(same));
    assert_ne!(
        hash(plain),
        hash(&plain.replace("title = \"A\"", "title = \"B\""))
    );
}

mod faults;
mod faulty;
mod including;
mod language;
mod scenarios;
mod schema;
mod together;
mod tools;
mod values;
