//! Gates on a real matter, both ways: what is signed, who has answered, what is there or planned.

use crate::{
    domain::{identifiers::MatterId, refusal::Reason},
    matter::{
        after::Observed,
        demanded,
        requirements::blocking,
        samples::{Play, complete, day, decision, document, noon, officer},
        state::Matter,
        surroundings::{Surroundings, reference_key},
    },
    workflow::{
        definition::Definition,
        gate::Reference,
        phase::Phase,
        read,
        value::{ListedRow, Named, Value},
    },
};

const TYPE: &str = r#"
format = 1
id = "sparrar"
version = 1
title = "Prov"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[fields.svar]
title = "Svar per nämnd"
type = "table"
rows = "bodies"
columns = { namnd = { title = "Nämnd", type = "body" }, antal = { title = "Antal", type = "count" } }
[fields.ska_finnas]
title = "Dokument som ska finnas"
type = "table"
[fields.ska_finnas.columns]
dokument = { title = "Dokument", type = "text" }
finns = { title = "Finns som", type = "matter" }
aktivitet = { title = "Planeras i", type = "matter" }
[fields.aktiviteter]
title = "Aktiviteter"
type = "activities"
[documents.riskanalys]
title = "Riskanalys"
author = "handlaggare"
[documents.laglighetsbedomning]
title = "Laglighetsbedömning"
author = "handlaggare"
[[sections]]
id = "forslag"
title = "Förslag till beslut"
kind = "proposal"
[[gates]]
id = "prov"
at = ["review"]
check = "CONDITION"
message = "Det är inte klart."
ref = "Prov"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

fn definition(condition: &str) -> Definition {
    let source = TYPE.replace("CONDITION", condition);
    read("prov.toml", &source).unwrap_or_else(|findings| panic!("{findings}"))
}

fn with(definition: &Definition, field: &str, typed: &str) -> Matter {
    let mut matter = complete(definition);
    let field = definition.field(field).unwrap();
    let value = field.kind.from_form(typed).unwrap().unwrap();
    matter.content.fields.insert(field.key.clone(), value);
    matter
}

fn told(matter: &Matter, definition: &Definition, around: &Surroundings) -> Vec<String> {
    let found = blocking(matter, definition, Phase::Review, day("2022-03-01"), around);
    let own = |reason: &Reason| reason.rule == "prov";
    let found = found.into_iter().filter(own);
    found.map(|reason| reason.message).collect()
}

#[test]
fn a_document_counts_as_signed_when_the_one_who_attached_it_says_so() {
    let definition = definition("document('riskanalys').signed");
    let mut matter = complete(&definition);
    let around = Surroundings::default();
    assert_eq!(told(&matter, &definition, &around).len(), 1, "not signed");
    matter.content.attachments[1].signed = true;
    assert_eq!(told(&matter, &definition, &around).len(), 1, "another is");
    matter.content.attachments[0].signed = true;
    assert_eq!(told(&matter, &definition, &around), [""; 0]);
    matter
        .content
        .attachments
        .push(document(703, "riskanalys", "2022-02-20"));
    assert_eq!(
        told(&matter, &definition, &around).len(),
        1,
        "the newer is not"
    );
}

#[test]
fn what_is_not_signed_is_kept_as_it_was_before_there_was_a_mark() {
    let mut attachment = document(701, "riskanalys", "2022-02-01");
    let kept = serde_json::to_value(&attachment).unwrap();
    assert!(kept.get("signed").is_none(), "the hash of old texts holds");
    assert_eq!(
        serde_json::from_value::<crate::matter::state::Attachment>(kept).unwrap(),
        attachment
    );
    attachment.signed = true;
    let kept = serde_json::to_value(&attachment).unwrap();
    assert_eq!(kept["signed"], true);
}

#[test]
fn a_table_of_the_bodies_is_complete_when_each_has_answered() {
    let definition = definition("complete(svar)");
    let bodies = |keys: &[(&str, &str)]| {
        let listed = keys.iter().map(|(key, name)| ListedRow {
            key: Some((*key).to_owned()),
            name: (*name).to_owned(),
        });
        Surroundings {
            listed_bodies: Some(listed.collect()),
            ..Surroundings::default()
        }
    };
    let two = [("ks", "Kommunstyrelsen"), ("sn", "Socialnämnden")];
    let four = [
        two[0],
        two[1],
        ("vn", "Valnämnden"),
        ("kn", "Kulturnämnden"),
    ];
    let answered = with(&definition, "svar", "ks | 0\nSocialnämnden | ej insamlat");
    assert_eq!(
        told(&answered, &definition, &bodies(&two)),
        [""; 0],
        "by key or by name"
    );
    let missing = told(&answered, &definition, &bodies(&four));
    assert_eq!(missing.len(), 1);
    assert!(
        missing[0].contains("raden för Valnämnden och Kulturnämnden saknas"),
        "{missing:?}"
    );
    assert_eq!(
        told(&answered, &definition, &Surroundings::default()).len(),
        1,
        "which bodies there are is not known"
    );
    let half = with(&definition, "svar", "ks | 0\nsn |");
    assert_eq!(told(&half, &definition, &bodies(&two)).len(), 1);
}

#[test]
fn a_demanded_document_is_decided_and_registered_or_planned() {
    let definition = definition("all(ska_finnas, row.finns.registered or row.aktivitet.planned)");
    let led = |name: &str, reference: Option<Reference>| {
        let key = reference_key(&Named::<MatterId>::unknown(name));
        Surroundings {
            references: reference
                .map(|reference| (key, reference))
                .into_iter()
                .collect(),
            ..Surroundings::default()
        }
    };
    let found = Reference {
        found: true,
        ..Reference::default()
    };
    let registered = Reference {
        registered: true,
        ..found
    };
    let planned = Reference {
        planned: true,
        ..found
    };
    let there = with(&definition, "ska_finnas", "Rutin | KS 2021/3 |");
    let activity = with(&definition, "ska_finnas", "Rutin | | KS 2021/3");
    let neither = with(&definition, "ska_finnas", "Rutin | |");
    for (matter, reference, opens, note) in [
        (&there, Some(registered), true, ""),
        (&activity, Some(planned), true, ""),
        (&there, Some(found), false, "inte beslutat"),
        (
            &there,
            Some(Reference::default()),
            false,
            "finns inte i diariet",
        ),
        (&there, None, false, "inte slaget upp"),
        (&neither, None, false, "inte planerat"),
    ] {
        let around = led("KS 2021/3", reference);
        let told = told(matter, &definition, &around);
        assert_eq!(told.is_empty(), opens, "{told:?}");
        let unresolved = demanded::unresolved(matter, &definition, &around).join("");
        assert_eq!(unresolved.is_empty(), opens, "{unresolved}");
        assert!(unresolved.contains(note), "{unresolved}");
    }
    assert_eq!(demanded::references(&there).count(), 1);
    let planned_only = led("KS 2021/3", Some(planned));
    assert_eq!(
        told(&there, &definition, &planned_only).len(),
        1,
        "a plan is no document"
    );
}

#[test]
fn what_is_observed_to_be_there_is_looked_up_and_told_of() {
    let definition = definition("filled(svar)");
    let field = definition.field("ska_finnas").unwrap();
    let named = |matter: &Matter| -> Vec<String> {
        let names = demanded::references(matter).map(|named| named.name.clone());
        names.collect()
    };
    for before in [Some("Rutin | KS 2021/3 |"), None] {
        let mut matter = complete(&definition);
        let value = before.map(|typed| field.kind.from_form(typed).unwrap().unwrap());
        let value = value.map(|value| (field.key.clone(), value));
        matter.content.fields.extend(value);
        matter.phase = Phase::InForce;
        matter.decision = Some(decision(&matter));
        let asked: Vec<&str> = before.map(|_| "KS 2021/3").into_iter().collect();
        assert_eq!(named(&matter), asked);
        matter.after.observed.push(Observed {
            field: field.key.clone(),
            value: field.kind.from_form("Rutin | KS 2022/7 |").unwrap(),
            since: day("2022-03-01"),
            reason: "Ny rutin.".to_owned(),
            round: matter.round(),
            by: officer(),
            at: noon(),
        });
        assert_eq!(named(&matter), ["KS 2022/7"]);
        let key = reference_key(&Named::<MatterId>::unknown("KS 2022/7"));
        let registered = Reference {
            found: true,
            registered: true,
            ..Reference::default()
        };
        let around = Surroundings {
            references: [(key, registered)].into(),
            ..Surroundings::default()
        };
        assert_eq!(demanded::unresolved(&matter, &definition, &around), [""; 0]);
    }
}

#[test]
fn what_a_matter_is_worth_to_those_that_name_it() {
    let worth = |matter: &Matter| demanded::leads_to(Some(matter));
    assert_eq!(demanded::leads_to(None), Reference::default());
    let draft = Play::new().matter;
    assert!(worth(&draft).found && !worth(&draft).registered);
    let mut decided = Play::new().brought_to(Phase::Decided).matter;
    assert!(worth(&decided).registered);
    decided.register_number = None;
    assert!(!worth(&decided).registered, "it has no number");

    let definition = definition("filled(svar)");
    let mut plan = with(
        &definition,
        "aktiviteter",
        "Öva | | | | | | genomford\nSkriv rutin | | | | | | paborjad",
    );
    assert!(worth(&plan).planned);
    plan.phase = Phase::Withdrawn;
    assert!(!worth(&plan).planned, "it came to nothing");
    plan.phase = Phase::Draft;
    let rows = plan.content.fields.get_mut("aktiviteter");
    let Some(Value::Table(rows)) = rows else {
        panic!("a table");
    };
    rows.pop();
    assert!(!worth(&plan).planned, "everything is done");
}
