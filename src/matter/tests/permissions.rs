//! Who may do what: role, body and secrecy.

use crate::{
    domain::{
        identifiers::{BodyId, PersonId},
        person::{Appointment, Role, Term},
        refusal::RefusalKind,
        register_number::RegisterNumber,
    },
    matter::{
        act::Action,
        permission::{Standing, may, may_open, may_see},
        samples::{
            Play, answer, committee, day, decision, identity, lawyers, manager, officer, scheduled,
            stranger,
        },
        state::{ReviewAnswerKind, SecrecyMarking},
    },
};

fn standing(person: PersonId, role: Option<Role>, body: Option<BodyId>) -> Standing {
    let term = Term {
        from: day("2022-01-01"),
        until: Some(day("2022-03-01")),
    };
    let held: Vec<Appointment> = role
        .map(|role| Appointment {
            person,
            role,
            body,
            term,
        })
        .into_iter()
        .collect();
    Standing::on(person, &held, day("2022-03-01"))
}

/// Each group of acts, and who may do them: officer, colleague, secretary, registrar, reviewer,
/// administrator, one from another body.
fn acts(play: &Play) -> Vec<(&'static str, Action, [bool; 7])> {
    let reason = || "Skäl.".to_owned();
    let write = [true, true, false, false, false, false, false];
    let secretary = [false, false, true, false, false, false, false];
    let registrar = [false, false, false, true, false, false, false];
    let reviewer = [false, false, false, false, true, false, false];
    let sign_off = play.matter.reviews[0].sign_off;
    vec![
        ("detach", Action::Detach(identity(701)), write),
        ("submit", Action::Submit, write),
        ("take back", Action::TakeBack { reason: reason() }, write),
        ("withdraw", Action::Withdraw { reason: reason() }, write),
        (
            "secrecy",
            Action::MarkSecrecy(None),
            [true, true, false, true, false, false, false],
        ),
        (
            "register",
            Action::Register(RegisterNumber::default()),
            registrar,
        ),
        ("void", Action::VoidNumber { reason: reason() }, registrar),
        ("close", Action::Close, registrar),
        ("reopen", Action::Reopen { reason: reason() }, registrar),
        ("archive", Action::Archive, registrar),
        ("schedule", scheduled(), secretary),
        ("unschedule", Action::Unschedule, secretary),
        ("decide", Action::Decide(decision(&play.matter)), secretary),
        ("table", Action::Table, secretary),
        (
            "refer back",
            Action::ReferBack { reasons: reason() },
            secretary,
        ),
        (
            "execute",
            Action::Execute,
            [true, true, true, false, false, false, false],
        ),
        (
            "answer",
            answer(sign_off, ReviewAnswerKind::Approved),
            reviewer,
        ),
    ]
}

fn people() -> [Standing; 7] {
    let here = Some(committee());
    [
        standing(officer(), Some(Role::CaseOfficer), here),
        standing(stranger(), Some(Role::CaseOfficer), None),
        standing(stranger(), Some(Role::CommitteeSecretary), here),
        standing(stranger(), Some(Role::Registrar), here),
        standing(lawyers()[0], None, None),
        standing(stranger(), Some(Role::Administrator), None),
        standing(stranger(), Some(Role::CaseOfficer), Some(identity(502))),
    ]
}

#[test]
fn each_act_is_done_by_those_whose_office_it_is() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    for (name, action, allowed) in acts(&play) {
        for (index, (who, allowed)) in people().into_iter().zip(allowed).enumerate() {
            let answer = may(&play.matter, &action, &who);
            assert_eq!(answer.is_ok(), allowed, "{name} by {index}");
        }
    }
}

#[test]
fn a_secret_matter_is_not_there_for_those_who_do_not_work_with_it() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    play.matter.secrecy = Some(SecrecyMarking {
        provision: "OSL 18 kap. 8 §".into(),
        marked_on: day("2022-03-01"),
    });
    let sees = people().map(|who| may_see(&play.matter, &who));
    assert_eq!(sees, [true, false, true, true, true, false, false]);
    let colleague = &people()[1];
    let refusal = may(&play.matter, &Action::Submit, colleague).unwrap_err();
    assert_eq!(
        (refusal.kind, refusal.what.as_str()),
        (RefusalKind::NotFound, "Ärendet finns inte.")
    );
    assert!(
        may(
            &play.matter,
            &Action::Submit,
            &standing(manager(), None, None)
        )
        .is_ok()
    );
}

#[test]
fn an_office_is_held_on_its_last_day_and_not_the_day_after() {
    let term = Term {
        from: day("2022-01-01"),
        until: Some(day("2022-03-01")),
    };
    let held = [Appointment {
        person: stranger(),
        role: Role::Registrar,
        body: Some(committee()),
        term,
    }];
    for (today, holds) in [
        ("2021-12-31", false),
        ("2022-01-01", true),
        ("2022-03-01", true),
        ("2022-03-02", false),
    ] {
        let standing = Standing::on(stranger(), &held, day(today));
        assert_eq!(may_open(committee(), &standing).is_ok(), holds, "{today}");
    }
}

#[test]
fn another_persons_appointment_gives_nothing() {
    let term = Term {
        from: day("2022-01-01"),
        until: None,
    };
    let held = [Appointment {
        person: officer(),
        role: Role::Registrar,
        body: None,
        term,
    }];
    assert!(!Standing::on(stranger(), &held, day("2022-03-01")).is_official());
}
