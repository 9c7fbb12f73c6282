//! What is observed after the decision counts in everything that is asked from then on.

use super::{in_force, saying};
use crate::{
    matter::{
        act::Action,
        after::{follow_up::Known, inventory::listing, observation::Observation},
        samples::{Play, day},
    },
    workflow::{phase::Phase, value::Value},
};

const ASKED: &str = r#"
[[gates]]
id = "annan-leverantor"
at = ["closed"]
check = "leverantor == 'Exempelmoln AB'"
message = "Leverantören är en annan än den som beslutet gällde."
ref = "Prov"

[inventory]
title = "Molntjänster"
name = "tjanst"

[[inventory.states]]
id = "annan"
title = "Annan leverantör"
when = "leverantor != 'Exempelmoln AB'"

[[inventory.states]]
id = "samma"
title = "Som beslutat"
when = "filled(leverantor)"
"#;

fn state(play: &Play) -> Option<String> {
    let known = Known {
        definition: &play.definition,
        today: day("2022-05-02"),
        adequacy_changes: &play.adequacy_changes,
    };
    listing(&play.matter, &known).state.map(|(key, _)| key)
}

#[test]
fn the_register_and_the_gates_of_closing_see_what_is_observed() {
    let mut play = in_force(saying(ASKED));
    assert_eq!(state(&play).as_deref(), Some("samma"));
    in_force(saying(ASKED)).act(Action::Close).unwrap();

    play.at = "2022-05-02T11:00:00Z".parse().unwrap();
    play.act(Action::Observe(Observation {
        field: "leverantor".parse().unwrap(),
        value: Some(Value::Text("Annat Moln AB".to_owned())),
        since: day("2022-04-30"),
        reason: "Avtalet har gått över.".to_owned(),
    }))
    .unwrap();

    assert_eq!(state(&play).as_deref(), Some("annan"));
    let refusal = play.act(Action::Close).unwrap_err();
    let rules: Vec<&str> = refusal.reasons.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, ["annan-leverantor"]);
}

/// What is prepared in the place of a decision is not in force, and stands in no register.
#[test]
fn the_register_shows_what_holds_while_it_is_reassessed() {
    let mut play = in_force(saying(ASKED));
    play.act(Action::Reassess {
        reason: "Ny leverantör.".to_owned(),
    })
    .unwrap();
    let fields = &mut play.matter.content.fields;
    for key in ["tjanst", "leverantor"] {
        fields.insert(key.parse().unwrap(), Value::Text("Utkast".to_owned()));
    }
    play.matter.content.title = "Utkast".to_owned();
    let known = Known {
        definition: &play.definition,
        today: day("2022-05-02"),
        adequacy_changes: &play.adequacy_changes,
    };
    let row = listing(&play.matter, &known);
    assert_eq!(row.name, "Samarbetsyta");
    assert_eq!(row.state.unwrap().0, "samma");
    assert_eq!(play.matter.as_it_stands().phase, Phase::InForce);
}

#[test]
fn what_carries_out_a_decision_waits_for_its_gates() {
    let gate = ASKED.replace("at = [\"closed\"]", "at = [\"in_force\"]");
    let decided = || Play::of(saying(&gate)).brought_to(Phase::Decided);
    decided().act(Action::Execute).unwrap();
    let mut play = decided();
    let content = &mut play.matter.content;
    content.fields.insert(
        "leverantor".parse().unwrap(),
        Value::Text("Annat Moln AB".to_owned()),
    );
    let refusal = play.act(Action::Execute).unwrap_err();
    let rules: Vec<&str> = refusal.reasons.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, ["annan-leverantor"]);
}
