//! The days on which things come back.

use super::{in_force, nearness, on, saying};
use crate::{
    domain::refusal::RefusalKind,
    matter::{
        act::Action,
        after::{
            follow_up::{Nearness, Source, next_look},
            observation::{Observation, stale},
        },
        overriding::Exception,
        samples::{Play, day, decision},
        state::DecisionKind,
    },
    workflow::{phase::Phase, value::Value},
};

fn yearly() -> Source {
    Source::FollowUp("omprovning".parse().unwrap())
}

fn every_year(more: &str) -> String {
    format!(
        "[[follow_up]]\nid = \"omprovning\"\ntitle = \"Årlig omprövning\"\nevery = \"12 months\"\nfrom = \"decision.date\"\n{more}"
    )
}

fn decided_on(text: &str, more: &str) -> Play {
    let mut play = in_force(saying(&every_year(more)));
    play.matter.decision.as_mut().unwrap().day = day(text);
    play
}

fn observed(value: &str, since: &str) -> Action {
    Action::Observe(Observation {
        field: "leverantor".parse().unwrap(),
        value: Some(Value::Text(value.to_owned())),
        since: day(since),
        reason: "Avtalet har gått över.".to_owned(),
    })
}

// Case 19 of infosec.md.
#[test]
fn what_was_done_on_15_december_is_due_on_that_day_a_year_on_and_not_before() {
    let play = decided_on("2022-12-15", "");
    for (today, expected) in [
        ("2022-12-31", Nearness::Later),
        ("2023-12-14", Nearness::Later),
        ("2023-12-15", Nearness::Due),
        ("2023-12-16", Nearness::Overdue),
        ("2024-12-15", Nearness::Overdue),
    ] {
        let found = nearness(&play, &yearly(), today);
        assert_eq!(found, Some((expected, day("2023-12-15"))), "{today}");
    }
}

#[test]
fn the_same_holds_from_the_day_on_a_document() {
    let more =
        "[[follow_up]]\nid = \"analys\"\nevery = \"12 months\"\nfrom = \"document:riskanalys\"\n";
    let play = in_force(saying(more));
    let source = Source::FollowUp("analys".parse().unwrap());
    let due = day("2023-02-01");
    assert_eq!(
        nearness(&play, &source, "2023-01-31"),
        Some((Nearness::Later, due))
    );
    assert_eq!(
        nearness(&play, &source, "2023-02-01"),
        Some((Nearness::Due, due))
    );
}

#[test]
fn a_lead_time_tells_that_it_comes() {
    let play = decided_on("2022-12-15", "lead_time = \"30 days\"\n");
    for (today, expected) in [
        ("2023-11-14", Nearness::Later),
        ("2023-11-15", Nearness::Coming),
        ("2023-12-14", Nearness::Coming),
        ("2023-12-15", Nearness::Due),
    ] {
        assert_eq!(
            nearness(&play, &yearly(), today).unwrap().0,
            expected,
            "{today}"
        );
    }
}

#[test]
fn a_leap_day_comes_back_on_the_last_of_february() {
    let play = decided_on("2024-02-29", "");
    assert_eq!(
        nearness(&play, &yearly(), "2025-02-27").unwrap().0,
        Nearness::Later
    );
    let due = (Nearness::Due, day("2025-02-28"));
    assert_eq!(nearness(&play, &yearly(), "2025-02-28"), Some(due));
}

#[test]
fn what_is_followed_up_comes_back_a_year_after_that() {
    let mut play = decided_on("2022-12-15", "lead_time = \"30 days\"\n");
    let follow_up = |due: &str| Action::FollowUp {
        follow_up: "omprovning".parse().unwrap(),
        due: day(due),
        finding: "Inget har ändrats.".to_owned(),
    };
    play.at = "2023-11-14T11:00:00Z".parse().unwrap();
    let early = play
        .tried(play.matter.officer, follow_up("2023-12-15"))
        .unwrap_err();
    assert_eq!(early.reasons[0].rule, "for-tidigt");
    play.at = "2023-12-01T11:00:00Z".parse().unwrap();
    let other = play
        .tried(play.matter.officer, follow_up("2024-12-15"))
        .unwrap_err();
    assert_eq!(other.kind, RefusalKind::Changed);
    play.act(follow_up("2023-12-15")).unwrap();
    let next = (Nearness::Later, day("2024-12-01"));
    assert_eq!(nearness(&play, &yearly(), "2023-12-15"), Some(next));
    assert!(play.act(follow_up("2023-12-15")).is_err());
}

#[test]
fn an_end_is_told_before_and_passes_after_its_last_day() {
    let mut play = in_force(saying(""));
    play.matter.decision.as_mut().unwrap().until = Some(day("2022-12-31"));
    for (today, expected) in [
        ("2022-11-30", Nearness::Later),
        ("2022-12-01", Nearness::Coming),
        ("2022-12-31", Nearness::Due),
        ("2023-01-01", Nearness::Overdue),
    ] {
        let found = nearness(&play, &Source::End, today);
        assert_eq!(found, Some((expected, day("2022-12-31"))), "{today}");
    }
    play.at = "2022-12-31T11:00:00Z".parse().unwrap();
    assert!(play.tried(play.matter.officer, Action::NoteEnd).is_err());
    play.at = "2023-01-01T11:00:00Z".parse().unwrap();
    play.act(Action::NoteEnd).unwrap();
    assert_eq!(play.acts, ["decision_ended"]);
    assert_eq!(play.effects.len(), 2, "officer and responsible are told");
    assert!(play.act(Action::NoteEnd).is_err(), "once");
}

/// Rule G33 and case A14:4: what rests on an exception holds no longer than the exception.
#[test]
fn an_exception_that_ends_ends_the_decision_that_rests_on_it() {
    let last = |until: &str| Exception {
        gate: "systemklass".parse().unwrap(),
        reason: "Nyttan överväger.".into(),
        until: day(until),
    };
    let mut play = in_force(saying(""));
    play.matter.decision.as_mut().unwrap().exceptions =
        vec![last("2023-06-30"), last("2022-12-31")];
    for (today, until, expected) in [
        ("2022-12-31", None, (Nearness::Due, "2022-12-31")),
        ("2023-01-01", None, (Nearness::Overdue, "2022-12-31")),
        (
            "2022-12-31",
            Some("2022-11-30"),
            (Nearness::Overdue, "2022-11-30"),
        ),
        (
            "2022-12-31",
            Some("2023-11-30"),
            (Nearness::Due, "2022-12-31"),
        ),
    ] {
        play.matter.decision.as_mut().unwrap().until = until.map(day);
        let (near, on) = expected;
        assert_eq!(nearness(&play, &Source::End, today), Some((near, day(on))));
    }
    play.at = "2023-01-01T11:00:00Z".parse().unwrap();
    let outcome = play.tried(play.matter.officer, Action::NoteEnd).unwrap();
    let told = &outcome.entries[0].summary;
    assert!(
        told.contains("medgavs till och med den 31 december 2022"),
        "{told}"
    );
}

#[test]
fn a_document_that_grows_too_old_brings_the_follow_up_forward() {
    let more = "also_when = [\"document:riskanalys expired\"]\n";
    let play = decided_on("2022-12-15", more);
    // Dated 1 February 2022, at most twelve months old: the last day is 1 February 2023.
    let expired = day("2023-02-02");
    assert_eq!(
        nearness(&play, &yearly(), "2023-02-01"),
        Some((Nearness::Later, expired))
    );
    assert_eq!(
        nearness(&play, &yearly(), "2023-02-02"),
        Some((Nearness::Due, expired))
    );
}

// Case 13 of infosec.md: what was decided is not touched, and it no longer holds.
#[test]
fn a_live_value_that_differs_makes_the_decision_stale_and_a_new_request_is_required() {
    let more = "also_when = [\"field:leverantor changed\"]\n";
    let mut play = decided_on("2022-03-29", more);
    let (content, decided) = (play.matter.content.clone(), play.matter.decision.clone());
    assert!(stale(&play.matter, &play.definition).is_empty());
    play.at = "2022-05-02T11:00:00Z".parse().unwrap();
    play.act(observed("Annat Moln AB", "2022-04-30")).unwrap();
    assert_eq!(
        (&play.matter.content, &play.matter.decision),
        (&content, &decided)
    );
    let sentence = stale(&play.matter, &play.definition)[0].sentence();
    insta::assert_snapshot!(sentence, @"Leverantör: Annat Moln AB sedan den 30 april 2022, Exempelmoln AB när beslutet togs");
    assert_eq!(
        nearness(&play, &Source::Stale, "2022-05-02").unwrap().0,
        Nearness::Due
    );
    assert_eq!(
        nearness(&play, &yearly(), "2022-05-03").unwrap().0,
        Nearness::Overdue
    );
    // Looking at it does not make the decision be about what is.
    play.act(Action::FollowUp {
        follow_up: "omprovning".parse().unwrap(),
        due: day("2022-05-02"),
        finding: "Begär ny prövning.".to_owned(),
    })
    .unwrap();
    assert_eq!(
        nearness(&play, &yearly(), "2022-05-03").unwrap().1,
        day("2023-05-02")
    );
    assert!(nearness(&play, &Source::Stale, "2022-05-03").is_some());
    // It goes back to what it was.
    play.act(observed("Exempelmoln AB", "2022-05-02")).unwrap();
    assert!(stale(&play.matter, &play.definition).is_empty());
    assert_eq!(play.matter.after.observed.len(), 2, "the history is kept");
}

#[test]
fn an_observation_is_of_a_live_field_with_a_reason_and_not_of_tomorrow() {
    let mut play = decided_on("2022-03-29", "");
    play.at = "2022-05-02T11:00:00Z".parse().unwrap();
    let wrong = |field: &str, value: Value, since: &str, reason: &str| {
        let seen = Observation {
            field: field.parse().unwrap(),
            value: Some(value),
            since: day(since),
            reason: reason.to_owned(),
        };
        let refusal = play
            .tried(play.matter.officer, Action::Observe(seen))
            .unwrap_err();
        refusal.reasons[0].rule.clone()
    };
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(wrong("tjanst", text("X"), "2022-05-02", "Skäl"), "falt");
    assert_eq!(
        wrong("leverantor", Value::Bool(true), "2022-05-02", "Skäl"),
        "feltyp"
    );
    assert_eq!(
        wrong("leverantor", text("X"), "2022-05-03", "Skäl"),
        "framtid"
    );
    assert_eq!(wrong("leverantor", text("X"), "2022-05-02", " "), "skal");
    let same = wrong("leverantor", text("Exempelmoln AB"), "2022-05-02", "Skäl");
    assert_eq!(same, "oforandrat");
}

// Cases 5 and 6: a refusal from before a country had an adequate level comes back when it gets one.
#[test]
fn a_refusal_comes_back_when_the_level_of_a_country_changes() {
    let more = "also_when = [\"fact:adequacy changed\"]\n";
    let mut play = Play::of(saying(&every_year(more)));
    let usa: crate::workflow::value::Country = "US".parse().unwrap();
    let row = [
        ("land".parse().unwrap(), Value::Country(usa)),
        ("andamal".parse().unwrap(), Value::Text("drift".into())),
    ];
    let lands = Value::Table(vec![row.into_iter().collect()]);
    play.matter
        .content
        .fields
        .insert("lander".parse().unwrap(), lands);
    let mut play = play.brought_to(Phase::Agenda);
    let rejection = crate::matter::state::Decision {
        kind: DecisionKind::Rejected,
        day: day("2022-12-31"),
        ..decision(&play.matter)
    };
    play.act(Action::Decide(rejection)).unwrap();
    assert_eq!(
        on(&play, "2024-01-01"),
        [],
        "a rejection has no yearly follow-up"
    );
    play.adequacy_changes
        .insert(usa, vec![day("2020-07-16"), day("2023-07-10")]);
    let changed = day("2023-07-10");
    assert_eq!(
        nearness(&play, &yearly(), "2023-07-09"),
        Some((Nearness::Later, changed))
    );
    assert_eq!(
        nearness(&play, &yearly(), "2023-07-10"),
        Some((Nearness::Due, changed))
    );
    let reasons = &on(&play, "2023-07-10")[0].reasons;
    insta::assert_snapshot!(reasons.join(", "), @"skyddsnivån för USA ändras den 10 juli 2023");
    // What is over and archived is opened as a new matter, but it is listed.
    play.matter.phase = Phase::Archived;
    assert!(nearness(&play, &yearly(), "2023-07-11").is_some());
}

#[test]
fn a_matter_is_looked_at_again_on_the_next_day_that_changes_anything() {
    let play = decided_on("2022-12-15", "lead_time = \"30 days\"\n");
    let next = |today: &str| next_look(&on(&play, today), day(today));
    assert_eq!(next("2022-12-31"), Some(day("2023-11-15")));
    assert_eq!(next("2023-11-15"), Some(day("2023-12-15")));
    assert_eq!(next("2023-12-15"), Some(day("2023-12-16")));
    assert_eq!(next("2023-12-16"), None);
}

#[test]
fn what_is_closed_comes_back_no_more() {
    let mut play = decided_on("2022-12-15", "");
    play.act(Action::Close).unwrap();
    assert_eq!(on(&play, "2024-01-01"), []);
}
