//! Every act in every phase: allowed, or refused in these words.

use crate::{
    domain::register_number::RegisterNumber,
    matter::{
        act::{Action, Details},
        edit,
        samples::{Play, answer, decision, document, identity, scheduled},
        state::{DecisionKind, ReviewAnswerKind},
    },
    workflow::phase::Phase::{self, *},
};
use std::fmt::Write;

/// An act that is right in itself, whatever the phase.
fn acts(play: &Play) -> Vec<(&'static str, Action)> {
    let matter = &play.matter;
    let reason = || "Ett gott skäl.".to_owned();
    let sign_off = matter
        .reviews
        .iter()
        .rev()
        .map(|review| review.sign_off)
        .next();
    let section = "arendet".parse().unwrap();
    let seen = matter.content.section(&section).unwrap().version;
    vec![
        (
            "WriteDetails",
            Action::WriteDetails(Details {
                title: "Ny rubrik".into(),
                recipient: String::new(),
                responsible: None,
                recipients_of_decision: Vec::new(),
                signatures: Vec::new(),
                seen: edit::details_seen(matter),
            }),
        ),
        (
            "WriteFields",
            Action::WriteFields {
                values: [].into(),
                seen: edit::fields_seen(&matter.content, []),
            },
        ),
        (
            "WriteSection",
            Action::WriteSection {
                section,
                text: "Ny text.".into(),
                seen,
            },
        ),
        (
            "Attach",
            Action::Attach(document(703, "riskanalys", "2022-02-02")),
        ),
        ("Detach", Action::Detach(identity(701))),
        ("MarkSecrecy", Action::MarkSecrecy(None)),
        (
            "Register",
            Action::Register(RegisterNumber::parse("KS 2022/18")),
        ),
        ("VoidNumber", Action::VoidNumber { reason: reason() }),
        ("Submit", Action::Submit),
        ("TakeBack", Action::TakeBack { reason: reason() }),
        (
            "RecordReview",
            answer(
                sign_off.unwrap_or_else(|| identity(9)),
                ReviewAnswerKind::Approved,
            ),
        ),
        ("Schedule", scheduled()),
        ("Unschedule", Action::Unschedule),
        ("Decide", Action::Decide(decision(matter))),
        ("Table", Action::Table),
        ("ReferBack", Action::ReferBack { reasons: reason() }),
        ("Execute", Action::Execute),
        ("Close", Action::Close),
        ("Reopen", Action::Reopen { reason: reason() }),
        ("Archive", Action::Archive),
        ("Withdraw", Action::Withdraw { reason: reason() }),
    ]
}

/// The phases in which each act is allowed on a matter that lacks nothing.
const ALLOWED: [(&str, &[Phase]); 21] = [
    ("WriteDetails", &[Draft]),
    ("WriteFields", &[Draft]),
    ("WriteSection", &[Draft]),
    ("Attach", &[Draft]),
    ("Detach", &[Draft]),
    ("MarkSecrecy", &Phase::ALL),
    ("Register", &[]),
    ("VoidNumber", &[Draft, Review, Ready, Tabled, Withdrawn]),
    ("Submit", &[Draft]),
    ("TakeBack", &[Review, Ready]),
    ("RecordReview", &[Review]),
    ("Schedule", &[Ready, Tabled]),
    ("Unschedule", &[Agenda]),
    ("Decide", &[Agenda]),
    ("Table", &[Agenda]),
    ("ReferBack", &[Agenda]),
    ("Execute", &[Decided]),
    ("Close", &[InForce]),
    ("Reopen", &[Closed]),
    ("Archive", &[Closed, Withdrawn]),
    ("Withdraw", &[Draft, Review, Ready, Tabled]),
];

#[test]
fn every_act_in_every_phase() {
    let mut told = String::new();
    for phase in Phase::ALL {
        let play = Play::new().brought_to(phase);
        for ((name, action), (listed, allowed)) in acts(&play).into_iter().zip(ALLOWED) {
            assert_eq!(name, listed);
            match play.tried(identity(1), action) {
                Ok(outcome) => {
                    assert!(
                        allowed.contains(&phase),
                        "{name} in {phase:?} must be refused"
                    );
                    assert_eq!(outcome.state.version, play.matter.version + 1);
                    assert!(
                        !outcome.entries.is_empty(),
                        "{name} in {phase:?} leaves no trace"
                    );
                }
                Err(refusal) => {
                    assert!(!allowed.contains(&phase), "{name} in {phase:?}: {refusal}");
                    writeln!(told, "{}, {name}: {refusal}", phase.swedish()).unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_reason_must_be_given() {
    let reason = || " \n".to_owned();
    for (phase, action) in [
        (Review, Action::TakeBack { reason: reason() }),
        (Agenda, Action::ReferBack { reasons: reason() }),
        (Closed, Action::Reopen { reason: reason() }),
        (Draft, Action::Withdraw { reason: reason() }),
        (Draft, Action::VoidNumber { reason: reason() }),
    ] {
        let refusal = Play::new().brought_to(phase).act(action).unwrap_err();
        assert_eq!(refusal.reasons[0].rule, "skal");
    }
}

#[test]
fn a_decision_is_on_the_frozen_version_at_that_meeting_of_that_body() {
    let refused = |change: &dyn Fn(&mut crate::matter::state::Decision)| {
        let mut play = Play::new().brought_to(Agenda);
        let mut decision = decision(&play.matter);
        change(&mut decision);
        play.act(Action::Decide(decision))
            .map(|_| ())
            .map_err(|r| r.reasons[0].rule.clone())
    };
    assert_eq!(refused(&|_| {}), Ok(()));
    let other = crate::domain::digest::Digest::of(b"en annan text");
    assert_eq!(
        refused(&|decision| decision.sha256 = other),
        Err("version".into())
    );
    assert_eq!(
        refused(&|decision| decision.taken = crate::matter::samples::at_section(identity(602))),
        Err("dagordning".into())
    );
    assert_eq!(
        refused(&|decision| decision.body = identity(502)),
        Err("dagordning".into())
    );
}

#[test]
fn what_a_body_decides_is_recorded_and_says_what_was_not_met() {
    for (kind, unmet) in [
        (DecisionKind::Approved, true),
        (DecisionKind::ApprovedWithChange, true),
        (DecisionKind::Rejected, false),
    ] {
        let play = Play::new().brought_to(Agenda);
        let day = crate::matter::samples::day("2023-04-05");
        let late = crate::matter::state::Decision {
            day,
            kind,
            ..decision(&play.matter)
        };
        let outcome = play
            .tried(crate::matter::samples::officer(), Action::Decide(late))
            .unwrap();
        assert_eq!(outcome.state.phase, Decided);
        let said = outcome
            .entries
            .iter()
            .any(|entry| entry.act == "decided_with_unmet_demands");
        assert_eq!(said, unmet, "{kind:?}");
    }
}

#[test]
fn what_the_decision_demands_is_asked_for_on_the_day_of_the_meeting() {
    let ready = Play::new().brought_to(Ready);
    let day = crate::matter::samples::day("2023-04-05");
    let late = Action::Schedule {
        meeting: identity(601),
        day,
    };
    let refusal = ready
        .tried(crate::matter::samples::officer(), late)
        .unwrap_err();
    assert!(
        refusal
            .reasons
            .iter()
            .all(|reason| reason.rule == "for-gammal-handling")
    );
}

#[test]
fn a_secret_matter_is_not_put_on_an_agenda_that_others_read() {
    let mut ready = Play::new().brought_to(Ready);
    ready.matter.secrecy = Some(crate::matter::state::SecrecyMarking {
        provision: "OSL 18 kap. 8 §".into(),
        marked_on: crate::matter::samples::day("2022-03-01"),
    });
    assert_eq!(
        ready.act(scheduled()).unwrap_err().reasons[0].rule,
        "sekretess"
    );
}

#[test]
fn nothing_is_scheduled_or_archived_without_a_number() {
    let mut ready = Play::new().brought_to(Ready);
    ready.matter.register_number = None;
    let refusal = ready.act(scheduled()).unwrap_err();
    assert_eq!(refusal.reasons[0].source.as_deref(), Some("OSL 5:1–2"));
    let mut withdrawn = Play::new().brought_to(Withdrawn);
    withdrawn.matter.register_number = None;
    assert!(withdrawn.act(Action::Archive).is_err());
    withdrawn
        .act(Action::Register(RegisterNumber::parse("KS 2022/18")))
        .unwrap();
    withdrawn.act(Action::Archive).unwrap();
}

#[test]
fn a_matter_is_closed_when_its_minutes_are_certified() {
    let mut play = Play::new().brought_to(InForce);
    play.minutes_certified = false;
    assert_eq!(
        play.act(Action::Close).unwrap_err().reasons[0].rule,
        "justering"
    );
    play.minutes_certified = true;
    play.act(Action::Close).unwrap();
}

#[test]
fn a_voided_number_makes_room_for_another_but_stays_on_what_is_withdrawn() {
    let void = || Action::VoidNumber {
        reason: "Fel serie.".into(),
    };
    let mut draft = Play::new();
    draft.act(void()).unwrap();
    assert_eq!(draft.matter.register_number, None);
    draft
        .act(Action::Register(RegisterNumber::parse("BUN 2022/3")))
        .unwrap();
    let mut withdrawn = Play::new().brought_to(Withdrawn);
    withdrawn.act(void()).unwrap();
    assert_eq!(withdrawn.matter.number_or_none(), "KS 2022/17");
    let mut without = Play::new();
    without.matter.register_number = None;
    assert!(without.act(void()).is_err());
}
