//! Case 14: three done, two begun, one not begun.

use super::{Before, Choice, HandedOn, RowName, Source, offered, take_over, unhandled};
use crate::{
    domain::{
        identifiers::MatterId,
        refusal::{Refusal, RefusalKind},
    },
    matter::{
        act::Action,
        after::Observed,
        samples::{Play, complete, decision, identity, noon, officer},
        state::Matter,
    },
    work::Outcome,
    workflow::{
        definition::Definition,
        phase::Phase,
        read,
        value::{Row, Value},
    },
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
    let names: Vec<RowName> = offered(&matter, &definition, today, &[])
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(
        names,
        [name("D", 1), name("D", 2), name("E", 1), name("F", 1)]
    );
    assert_eq!(unhandled(&matter, &definition, today, &[]).len(), 4);
}

#[test]
fn a_row_is_taken_or_declined_once_and_with_a_reason() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let to = identity(2001);
    let play = playing(&definition, matter.clone(), &[]);
    for refused in [
        choice(name("D", 1), Some("  ")),
        choice(name("A", 1), None),
        choice(name("D", 3), None),
    ] {
        let refusal = hand(&play, to, vec![refused]).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Invalid);
    }
    let all = [
        choice(name("D", 1), None),
        choice(name("D", 2), Some("Finns redan.")),
        choice(name("E", 1), None),
    ];
    let after = hand(&play, to, all.to_vec()).unwrap().state;
    assert_eq!(after.years.handed_on.len(), 3);
    let next = [next_plan(to, &["D", "E"])];
    assert_eq!(unhandled(&after, &definition, today, &next).len(), 1);
    let again = playing(&definition, after, &next);
    assert!(hand(&again, to, all[..1].to_vec()).is_err());
    let draft = Matter {
        phase: Phase::Draft,
        ..matter
    };
    let draft = playing(&definition, draft, &[]);
    let refusal = hand(&draft, to, all.to_vec()).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Blocked);
}

#[test]
fn a_row_says_where_it_comes_from() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let rows = offered(&matter, &definition, today, &[])
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

/// The plan of the next year, with rows that came from the first plan.
fn next_plan(id: MatterId, titles: &[&str]) -> Matter {
    let (definition, plan) = plan();
    let field = definition.field("aktiviteter").unwrap();
    let lines: Vec<String> = titles
        .iter()
        .map(|title| format!("{title} | | overford | Överförd från Plan 2026 | | | | |"))
        .collect();
    let mut matter = complete(&definition);
    matter.id = id;
    let value = field.kind.from_form(&lines.join("\n")).unwrap();
    matter.content.fields.clear();
    let rows = value.map(|value| (field.key.clone(), value));
    matter.content.fields.extend(rows);
    matter.years.sources.push(Source {
        matter: plan.id,
        title: "Plan 2026".to_owned(),
    });
    matter
}

fn playing(definition: &Definition, matter: Matter, successors: &[Matter]) -> Play {
    let mut play = Play::of(definition.clone());
    play.matter = matter;
    play.successors = successors.to_vec();
    play
}

fn hand(play: &Play, to: MatterId, choices: Vec<Choice>) -> Result<Outcome<Matter>, Refusal> {
    let mut play_at = playing(&play.definition, play.matter.clone(), &play.successors);
    play_at.at = "2026-12-01T11:00:00Z".parse().unwrap();
    play_at.tried(officer(), Action::HandOn { to, choices })
}

/// The names of what is offered when the table has been observed, each time anew.
fn offered_after(matter: &mut Matter, tables: &[&str]) -> Vec<RowName> {
    let (definition, _) = plan();
    let field = definition.field("aktiviteter").unwrap();
    for rows in tables {
        matter.after.observed.push(Observed {
            field: field.key.clone(),
            value: field.kind.from_form(rows).unwrap(),
            since: "2026-10-01".parse().unwrap(),
            reason: "Uppföljningen".to_owned(),
            round: matter.round(),
            by: officer(),
            at: noon(),
        });
    }
    let today = "2026-12-01".parse().unwrap();
    let offered = offered(matter, &definition, today, &[]);
    offered.into_iter().map(|one| one.name).collect()
}

/// The last follow-up says that one of the two D is done after all. A row that it does not name is
/// as unfinished as it was (rule G31).
#[test]
fn what_is_observed_since_the_decision_says_what_is_unfinished() {
    let (_, mut matter) = plan();
    let rows = "\
A | | | | | 2026 | genomford | x |
D | | | | | 2026 | genomford | x |
E | | | | | 2026 | paborjad | |
G | | | | | 2026 | ej_paborjad | |";
    let names = offered_after(&mut matter, &[rows]);
    assert_eq!(
        names,
        [name("D", 2), name("E", 1), name("F", 1), name("G", 1)]
    );
    // Observed away altogether, it is still not done.
    let names = offered_after(&mut matter, &[""]);
    assert_eq!(
        names,
        [name("D", 2), name("E", 1), name("F", 1), name("G", 1)]
    );
}

#[test]
fn a_row_keeps_its_name_when_another_with_the_same_title_is_put_before_it() {
    let (_, mut matter) = plan();
    matter.years.handed_on.push(HandedOn {
        name: name("E", 1),
        row: Row::new(),
        to: identity(2001),
        declined: Some("Behövs inte.".to_owned()),
        by: officer(),
        at: noon(),
    });
    let before = "\
E | Ny | | | | 2027 | ej_paborjad | |
E | | | | | 2026 | ej_paborjad | |";
    let names = offered_after(&mut matter, &[before]);
    assert!(names.contains(&name("E", 2)) && !names.contains(&name("E", 1)));
    // The old one has come further, and the new one is listed first.
    let moved = "\
E | Ny | | | | 2027 | paborjad | |
E | | | | | 2026 | paborjad | |";
    let names = offered_after(&mut matter, &[moved]);
    assert!(names.contains(&name("E", 2)) && !names.contains(&name("E", 1)));
    // A name is not given to another when its row is gone.
    let names = offered_after(&mut matter, &["E | Tredje | | | | 2028 | | y | z"]);
    assert!(!names.contains(&name("E", 1)), "{names:?}");
}

/// What is offered when the table has been observed, as it is called.
fn titles_after(matter: &mut Matter, tables: &[&str]) -> Vec<String> {
    offered_after(matter, tables);
    let (definition, _) = plan();
    let today = "2026-12-01".parse().unwrap();
    let offered = offered(matter, &definition, today, &[]);
    offered.into_iter().map(|one| one.title).collect()
}

#[test]
fn a_row_whose_title_is_corrected_is_the_same_row() {
    let (_, mut matter) = plan();
    let corrected = ROWS.replace("E |", "Elva |");
    let titles = titles_after(&mut matter, &[&corrected]);
    assert_eq!(titles, ["D", "D", "Elva", "F"]);
    let names = offered_after(&mut matter, &[&corrected]);
    assert!(names.contains(&name("E", 1)), "{names:?}");
    // It is done under its new title, and another may be called as it was.
    let done = corrected.replace(
        "Elva | | | | | 2026 | ej_paborjad",
        "Elva | | | | | 2026 | genomford",
    ) + "\nE | Ny | | | | 2027 | ej_paborjad | |";
    let names = offered_after(&mut matter, &[&done]);
    assert_eq!(
        names,
        [name("D", 1), name("D", 2), name("F", 1), name("E", 2)]
    );
    // One that shares less than half of its cells is another.
    let (_, mut matter) = plan();
    let another = ROWS.replace("E | | | | | 2026", "Elva | | | | | 2029");
    let titles = titles_after(&mut matter, &[&another]);
    assert_eq!(titles, ["D", "D", "E", "F", "Elva"]);
}

#[test]
fn new_rows_are_offered_in_the_order_of_the_table() {
    let (_, mut matter) = plan();
    let rows =
        format!("{ROWS}\nZ | | | | | 2027 | | |\nM | | | | | 2028 | | |\nN | | | | | 2029 | | |");
    let titles = titles_after(&mut matter, &[&rows]);
    assert_eq!(titles, ["D", "D", "E", "F", "Z", "M", "N"]);
}

#[test]
fn what_the_next_plan_drops_is_given_back() {
    let (definition, matter) = plan();
    let today = "2026-12-01".parse().unwrap();
    let to = identity(2001);
    let mut play = Play::of(definition.clone());
    play.matter = matter;
    let all = ["D", "E", "F"].map(|title| choice(name(title, 1), None));
    let last = choice(name("D", 2), None);
    let all: Vec<Choice> = all.into_iter().chain([last]).collect();
    let handed = hand(&play, to, all).unwrap().state;
    let left = |next: Matter| -> Vec<RowName> {
        let offered = offered(&handed, &definition, today, &[next]);
        offered.into_iter().map(|one| one.name).collect()
    };
    assert_eq!(left(next_plan(to, &["D", "D", "E", "F"])), []);
    // Called something else, it still says where it comes from.
    assert_eq!(left(next_plan(to, &["D", "D", "Elva", "F"])), []);
    assert_eq!(left(next_plan(to, &["D", "E", "F"])), [name("D", 2)]);
    assert_eq!(left(next_plan(to, &["D", "D", "F"])), [name("E", 1)]);
    let mut withdrawn = next_plan(to, &["D", "D", "E", "F"]);
    withdrawn.phase = Phase::Withdrawn;
    assert_eq!(left(withdrawn.clone()).len(), 4);
    // Also after the first plan was closed: it can hand on again, and is not archived before.
    play.matter = Matter {
        phase: Phase::Closed,
        ..handed.clone()
    };
    play.successors = vec![withdrawn];
    let refusal = play.tried(officer(), Action::Archive).unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "overforing");
    hand(&play, identity(2002), vec![choice(name("E", 1), None)]).unwrap();
    play.successors = vec![next_plan(to, &["D", "D", "E", "F"])];
    play.tried(officer(), Action::Archive).unwrap();
}

#[test]
fn whoever_takes_over_rows_or_brings_in_a_year_has_written_in_the_draft() {
    let (definition, matter) = plan();
    let mut play = Play::of(definition);
    let table = "aktiviteter".parse().unwrap();
    let from = Source {
        matter: matter.id,
        title: "Plan 2026".to_owned(),
    };
    let Some(Value::Table(rows)) = matter.content.fields.get("aktiviteter").cloned() else {
        panic!("a table");
    };
    let (one, other) = (identity(31), identity(32));
    play.act_as(one, Action::TakeOver { table, rows, from })
        .unwrap();
    let before = Before {
        matter: matter.id,
        title: "Plan 2025".to_owned(),
        year: 2025,
        tables: std::collections::BTreeMap::new(),
    };
    play.act_as(other, Action::RememberYear(before)).unwrap();
    assert!(play.matter.writers.contains(&one) && play.matter.writers.contains(&other));
}
