//! Case 14: three done, two begun, one not begun.

use super::{Choice, RowName, Source, hand_on, offered, take_over, unhandled};
use crate::{
    domain::refusal::RefusalKind,
    matter::{
        after::Observed,
        samples::{complete, decision, noon, officer},
        state::Matter,
    },
    workflow::{definition::Definition, phase::Phase, read, value::Value},
};

const PLAN: &str = r#"
format = 1
id = "plan"
version = 1
title = "Plan"
lead = "handlaggare"
[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }
[fields.aktiviteter]
title = "Aktiviteter"
type = "activities"
[carry_over]
table = "aktiviteter"
when = "row.status != 'genomford'"
into = "plan"
[[sections]]
id = "forslag"
title = "Förslag"
kind = "proposal"
[[decision.routes]]
id = "namnd"
by = "namnd"
"#;

const ROWS: &str = "\
A | | | | | 2026 | genomford | x |
B | | | | | 2026 | genomford | x |
C | | | | | 2026 | genomford | x |
D | | | | | 2026 | paborjad | |
D | | | | | 2026 | paborjad | |
E | | | | | 2026 | ej_paborjad | |
F | | | | | 2026 | | |";

fn plan() -> (Definition, Matter) {
    let definition = read("plan.toml", PLAN).unwrap();
    let mut matter = complete(&definition);
    let field = definition.field("aktiviteter").unwrap();
    let value = field.kind.from_form(ROWS).unwrap().unwrap();
    matter.content.fields.insert(field.key.clone(), value);
    matter.phase = Phase::InForce;
    matter.decision = Some(decision(&matter));
    (definition, matter)
}

fn name(title: &str, nth: u32) -> RowName {
    RowName {
        title: title.to_owned(),
        nth,
    }
}

fn choice(name: RowName, declined: Option<&str>) -> Choice {
    Choice {
        name,
        declined: declined.map(ToOwned::to_owned),
    }
}

#[test]
fn what_is_not_certainly_done_is_offered() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let names: Vec<RowName> = offered(&matter, &definition, today)
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(
        names,
        [name("D", 1), name("D", 2), name("E", 1), name("F", 1)]
    );
    assert_eq!(unhandled(&matter, &definition, today).len(), 4);
}

#[test]
fn a_row_is_taken_or_declined_once_and_with_a_reason() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let hand = |matter: &Matter, choices: &[Choice]| {
        hand_on(
            matter,
            matter.id,
            choices,
            &definition,
            today,
            officer(),
            noon(),
        )
    };
    for refused in [
        choice(name("D", 1), Some("  ")),
        choice(name("A", 1), None),
        choice(name("D", 3), None),
    ] {
        let refusal = hand(&matter, &[refused]).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Invalid);
    }
    let all = [
        choice(name("D", 1), None),
        choice(name("D", 2), Some("Finns redan.")),
        choice(name("E", 1), None),
    ];
    let after = hand(&matter, &all).unwrap().state;
    assert_eq!(after.years.handed_on.len(), 3);
    assert_eq!(unhandled(&after, &definition, today).len(), 1);
    assert!(hand(&after, &all[..1]).is_err());
    let draft = Matter {
        phase: Phase::Draft,
        ..matter
    };
    assert_eq!(hand(&draft, &all).unwrap_err().kind, RefusalKind::Blocked);
}

#[test]
fn a_row_says_where_it_comes_from() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let rows = offered(&matter, &definition, today)
        .into_iter()
        .map(|one| one.row)
        .collect();
    let table = definition.carry_over.as_ref().unwrap().table.clone();
    let from = Source {
        matter: matter.id,
        title: "Plan 2026".to_owned(),
    };
    let mut new = complete(&definition);
    new.content.fields.clear();
    let state = take_over(&new, &table, rows, from.clone(), &definition)
        .unwrap()
        .state;
    let Some(Value::Table(rows)) = state.content.fields.get(&table) else {
        panic!("a table");
    };
    assert_eq!(rows.len(), 4);
    let kind = &definition.field("aktiviteter").unwrap().kind;
    let printed = kind.print(&Value::Table(vec![rows[0].clone()]));
    assert!(printed.contains("Överförd från Plan 2026"), "{printed}");
    assert_eq!(state.years.sources, [from]);
}

/// The last follow-up says that B is done after all and that C was not.
#[test]
fn what_is_observed_since_the_decision_says_what_is_unfinished() {
    let (definition, mut matter) = plan();
    let field = definition.field("aktiviteter").unwrap();
    let rows = "\
A | | | | | 2026 | genomford | x |
D | | | | | 2026 | genomford | x |
E | | | | | 2026 | paborjad | |";
    matter.after.observed.push(Observed {
        field: field.key.clone(),
        value: field.kind.from_form(rows).unwrap(),
        since: "2026-10-01".parse().unwrap(),
        reason: "Uppföljningen".to_owned(),
        round: matter.round(),
        by: officer(),
        at: noon(),
    });
    let offered = offered(&matter, &definition, "2026-12-01".parse().unwrap());
    let names: Vec<RowName> = offered.into_iter().map(|one| one.name).collect();
    assert_eq!(names, [name("E", 1)]);
}
