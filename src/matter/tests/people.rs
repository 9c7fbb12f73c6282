//! Who may act with whom: absence, substitutes, separation, giving on, escalation, what a reviewer
//! writes. However they come together, an approval holds for exactly what was read.

use crate::{
    domain::{
        digest::Digest,
        identifiers::{PersonId, SignOffId},
        person::Absence,
        refusal::RefusalKind,
    },
    matter::{
        act::Action,
        review::{Contribution, without_reviewer},
        samples::{
            Play, answer, day, decision, definition, document, identity, lawyers, manager, officer,
            scheduled, stranger, strategists,
        },
        separation,
        state::{Content, ReviewAnswerKind::*},
    },
    work::{Closing, Effect, Notice},
    workflow::{
        definition::{Definition, Escalation, EscalationTarget, Join, RoleSource, Workdays},
        phase::Phase,
        value::Value,
    },
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The shipped workflow, where the lawyer writes the conclusion and the assessment, and nothing of
/// it is demanded.
fn authored() -> Definition {
    let mut definition = definition();
    definition.gates.clear();
    for field in &mut definition.fields {
        field.author = None;
        if field.key.as_str() == "laglighet" {
            field.author = Some("jurist".parse().unwrap());
            field.required = None;
        }
    }
    for document in &mut definition.documents {
        if document.kind.as_str() == "laglighetsbedomning" {
            document.author = "jurist".parse().unwrap();
            document.required = None;
        } else {
            document.author = definition.lead.clone();
        }
    }
    definition
}

fn away(person: PersonId, from: &str, until: &str, substitute: Option<PersonId>) -> Absence {
    Absence {
        id: identity(9000),
        person,
        from: day(from),
        until: day(until),
        substitute,
        appointed: false,
    }
}

fn told(play: &Play) -> Vec<(PersonId, Notice)> {
    let of = |effect: &Effect| match effect {
        Effect::Tell { person, notice } => Some((*person, notice.clone())),
        _ => None,
    };
    play.effects.iter().filter_map(of).collect()
}

fn closed(play: &Play) -> Vec<(SignOffId, Closing)> {
    let of = |effect: &Effect| match effect {
        Effect::CloseSignOff { sign_off, because } => Some((*sign_off, *because)),
        _ => None,
    };
    play.effects.iter().filter_map(of).collect()
}

fn open(play: &Play, step: &str) -> SignOffId {
    let key = step.parse().unwrap();
    let review = play.matter.review(&key).unwrap();
    assert!(review.is_open(), "{step} is answered");
    review.sign_off
}

fn reassign(step: &str, to: PersonId) -> Action {
    Action::Reassign {
        step: step.parse().unwrap(),
        to,
        reason: "Semester.".into(),
    }
}

/// What the one who is asked in a step supplies of the version that is frozen now.
fn supplied(play: &Play, step: &str, number: u128) -> Action {
    let mut document = document(number, "laglighetsbedomning", "2022-02-20");
    if let Some(file) = &mut document.file {
        file.digest = Digest::of(number.to_be_bytes());
    }
    Action::Contribute(Contribution {
        step: step.parse().unwrap(),
        fields: BTreeMap::new(),
        document: Some(document),
        seen: play
            .matter
            .frozen
            .as_ref()
            .map_or(Digest::ZERO, |it| it.sha256),
    })
}

#[test]
fn whoever_is_away_is_not_asked_but_the_substitute_or_the_next() {
    let first = lawyers()[0];
    let outside = identity(31);
    for (from, until, substitute, allowed, asked) in [
        ("2022-02-28", "2022-02-28", Some(outside), true, first),
        ("2022-03-01", "2022-03-01", Some(outside), true, outside),
        (
            "2022-02-01",
            "2022-03-01",
            Some(outside),
            false,
            lawyers()[1],
        ),
        ("2022-03-01", "2022-03-31", None, true, lawyers()[1]),
        ("2022-03-02", "2022-03-31", Some(outside), true, first),
        // Their own work, whoever has named them.
        (
            "2022-03-01",
            "2022-03-01",
            Some(officer()),
            true,
            lawyers()[1],
        ),
        (
            "2022-03-01",
            "2022-03-01",
            Some(manager()),
            true,
            lawyers()[1],
        ),
    ] {
        let mut definition = definition();
        let role = definition.roles.get_mut("jurist").unwrap();
        role.substitute = allowed;
        let mut play = Play::of(definition);
        play.absences = vec![away(first, from, until, substitute)];
        play.act(Action::Submit).unwrap();
        assert_eq!(play.reviewer("juridik"), asked, "{from} {until} {allowed}");
        let stands_in = play.matter.review(&"juridik".parse().unwrap()).unwrap();
        assert_eq!(stands_in.on_behalf_of, (asked == outside).then_some(first));
        let is_told = told(&play).iter().any(|(person, notice)| {
            *person == first && matches!(notice, Notice::SubstituteAsked { .. })
        });
        assert_eq!(is_told, asked == outside);
    }
}

/// A substitute takes the place of the one who is away, not one that was closed to that person.
#[test]
fn absence_opens_no_place_that_own_work_or_jav_has_closed() {
    let outside = identity(31);
    let mut definition = definition();
    definition.roles.get_mut("jurist").unwrap().substitute = true;
    let mut own = Play::of(definition.clone());
    own.reviewers[0] = vec![officer(), lawyers()[1]];
    own.absences = vec![away(officer(), "2022-03-01", "2022-03-01", Some(outside))];
    own.act(Action::Submit).unwrap();
    assert_eq!(own.reviewer("juridik"), lawyers()[1]);
    let mut declared = Play::of(definition);
    declared.act(Action::Submit).unwrap();
    declared.answer("juridik", Disqualified).unwrap();
    let first = lawyers()[0];
    declared.absences = vec![away(first, "2022-03-01", "2022-03-01", Some(outside))];
    declared.answer("juridik", Disqualified).unwrap();
    assert_eq!(declared.reviewer("juridik"), lawyers()[2]);
}

#[test]
fn when_all_are_away_the_matter_waits_and_says_why() {
    let mut play = Play::new();
    let all = strategists().into_iter();
    play.absences = all
        .map(|one| away(one, "2022-03-01", "2022-03-04", None))
        .collect();
    let refusal = play.act(Action::Submit).unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "granskare");
    assert!(refusal.to_string().contains("frånvarande"), "{refusal}");
    play.at += chrono::Duration::days(4);
    play.act(Action::Submit).unwrap();
}

#[test]
fn whoever_has_written_in_the_draft_does_not_review_it() {
    let mut play = Play::of(authored());
    let section = "arendet".parse().unwrap();
    let write = Action::WriteSection {
        section,
        text: "Annat.".into(),
        seen: 1,
    };
    play.act_as(lawyers()[0], write).unwrap();
    // What the lawyer's role writes is no part of the draft.
    let own = document(750, "laglighetsbedomning", "2022-02-20");
    play.act_as(lawyers()[1], Action::Attach(own)).unwrap();
    play.act(Action::Submit).unwrap();
    assert_eq!(play.reviewer("juridik"), lawyers()[1]);
}

#[test]
fn roles_that_are_kept_apart_are_two_people_whichever_says_it() {
    for (says, of) in [("itstrateg", "jurist"), ("jurist", "itstrateg")] {
        let mut definition = definition();
        let role = definition.roles.get_mut(says).unwrap();
        role.not_same_as = vec![of.parse().unwrap()];
        let mut play = Play::of(definition);
        play.reviewers[1] = lawyers();
        play.act(Action::Submit).unwrap();
        assert_eq!(
            (play.reviewer("juridik"), play.reviewer("it")),
            (lawyers()[0], lawyers()[1])
        );
        let apart = |role: &str, person| {
            let role = role.parse().unwrap();
            separation::why_not(&play.matter, &play.definition, &role, person)
        };
        assert_eq!(
            apart("itstrateg", lawyers()[0]).unwrap().rule,
            "skilda-roller"
        );
        assert_eq!(apart("jurist", lawyers()[0]), None);
        let refusal = play.act(reassign("it", lawyers()[0])).unwrap_err();
        assert_eq!(refusal.reasons[0].rule, "skilda-roller");
    }
}

#[test]
fn jav_ends_every_part_in_the_matter() {
    let mut play = Play::new();
    play.reviewers[1] = lawyers();
    play.act(Action::Submit).unwrap();
    assert_eq!(play.reviewer("it"), lawyers()[0]);
    play.approve("it").unwrap();
    assert!(play.matter.is_approved(&"it".parse().unwrap()));
    play.answer("juridik", Disqualified).unwrap();
    assert!(
        !play.matter.is_approved(&"it".parse().unwrap()),
        "an approval in the same matter"
    );
    assert!(
        play.acts.contains(&"approval_void".to_owned()),
        "{:?}",
        play.acts
    );
    for step in ["juridik", "it"] {
        assert_eq!(play.reviewer(step), lawyers()[1]);
        let refusal = play.act(reassign(step, lawyers()[0])).unwrap_err();
        assert_eq!(refusal.reasons[0].rule, "jav");
    }
}

#[test]
fn when_nobody_is_left_the_officer_is_told_once_and_can_ask_whoever_comes() {
    let mut play = Play::new();
    play.reviewers[0] = vec![lawyers()[0]];
    play.act(Action::Submit).unwrap();
    play.answer("juridik", Disqualified).unwrap();
    let nobody = |play: &Play| {
        let of = |(person, notice): &(PersonId, Notice)| {
            *person == officer() && matches!(notice, Notice::NobodyToReview { .. })
        };
        told(play).iter().filter(|one| of(one)).count()
    };
    assert_eq!(nobody(&play), 1);
    let waiting = without_reviewer(&play.matter, &play.definition);
    assert_eq!(
        waiting
            .iter()
            .map(|step| step.key.as_str())
            .collect::<Vec<_>>(),
        ["juridik"]
    );
    play.approve("it").unwrap();
    assert_eq!(nobody(&play), 0, "told once");
    play.reviewers[0].push(lawyers()[2]);
    play.act(reassign("juridik", lawyers()[2])).unwrap();
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
}

#[test]
fn a_step_is_given_on_with_a_reason_to_another_of_the_group() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    let before = open(&play, "juridik");
    play.act(reassign("juridik", lawyers()[1])).unwrap();
    assert_eq!(play.reviewer("juridik"), lawyers()[1]);
    assert!(closed(&play).contains(&(before, Closing::Reassigned)));
    assert!(told(&play).contains(&(lawyers()[0], Notice::Relieved { sign_off: before })));
    let late = play
        .act_as(lawyers()[0], answer(before, Approved))
        .unwrap_err();
    assert_eq!(late.kind, RefusalKind::Changed);
    assert_eq!(
        play.matter.reviews.len(),
        2,
        "the one relieved acts no more"
    );
    play.approve("it").unwrap();
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
}

#[test]
fn a_step_is_not_given_to_just_anybody() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    play.absences = vec![away(lawyers()[2], "2022-03-01", "2022-03-01", None)];
    for (to, rule) in [
        (lawyers()[0], "samma"),
        (officer(), "sig-sjalv"),
        (manager(), "eget-arbete"),
        (stranger(), "grupp"),
        (strategists()[0], "grupp"),
        (lawyers()[2], "franvarande"),
    ] {
        let refusal = play.act(reassign("juridik", to)).unwrap_err();
        assert_eq!(refusal.reasons[0].rule, rule);
    }
    let silent = Action::Reassign {
        step: "juridik".parse().unwrap(),
        to: lawyers()[1],
        reason: " ".into(),
    };
    assert_eq!(play.act(silent).unwrap_err().reasons[0].rule, "skal");
    play.approve("juridik").unwrap();
    let refusal = play.act(reassign("juridik", lawyers()[1])).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Changed);
}

#[test]
fn an_answer_that_stays_away_is_told_of_once_and_answers_nothing() {
    let mut definition = definition();
    let to = EscalationTarget::Source(RoleSource::Group("chefsjurist".parse().unwrap()));
    definition.review.steps[0].escalate = Some(Escalation {
        after: Workdays(5),
        to,
    });
    let mut play = Play::of(definition);
    play.act(Action::Submit).unwrap();
    // Due on Tuesday 15 March 2022; five working days later.
    assert_eq!(play.asked[0].escalate_on, Some(day("2022-03-22")));
    assert_eq!(play.asked[1].escalate_on, None);
    let sign_off = open(&play, "juridik");
    let escalate = || Action::Escalate {
        sign_off,
        to: vec![stranger()],
    };
    play.act(escalate()).unwrap();
    assert_eq!(
        told(&play)
            .iter()
            .map(|(person, _)| *person)
            .collect::<Vec<_>>(),
        [stranger(), officer()]
    );
    assert_eq!(play.matter.phase, Phase::Review);
    assert!(!play.matter.is_approved(&"juridik".parse().unwrap()));
    assert!(play.act(escalate()).is_err(), "once");
    play.approve("juridik").unwrap();
    assert!(play.act(escalate()).is_err(), "answered");
}

#[test]
fn what_the_lawyer_writes_does_not_void_what_it_has_approved() {
    let mut play = Play::of(authored());
    play.matter.content.attachments.pop();
    play.act(Action::Submit).unwrap();
    play.approve("it").unwrap();
    let (due, before) = (play.asked[0].due, open(&play, "juridik"));
    play.at += chrono::Duration::days(3);
    let action = supplied(&play, "juridik", 801);
    play.act_as(lawyers()[0], action).unwrap();
    assert_eq!(closed(&play), [(before, Closing::Superseded)]);
    let asked = play.asked.last().unwrap();
    assert_eq!(
        (asked.recipient, asked.version, asked.due),
        (lawyers()[0], 2, due)
    );
    assert!(play.matter.is_approved(&"it".parse().unwrap()));
    let it = play.matter.review(&"it".parse().unwrap()).unwrap();
    assert_eq!(it.version, 1, "it says what was read");
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
    let (_, whole) = play.matter.content.canonical().unwrap();
    assert_eq!(
        play.matter.frozen.as_ref().unwrap().sha256,
        whole,
        "the decision is on all of it"
    );
    play.act(scheduled()).unwrap();
    let decision = decision(&play.matter);
    play.act(Action::Decide(decision)).unwrap();
}

#[test]
fn a_question_that_does_not_read_it_is_left_alone() {
    let mut play = Play::of(authored());
    play.act(Action::Submit).unwrap();
    let (to_it, action) = (open(&play, "it"), supplied(&play, "juridik", 801));
    play.act_as(lawyers()[0], action).unwrap();
    assert_eq!(open(&play, "it"), to_it);
    play.approve("it").unwrap();
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
}

#[test]
fn where_one_approval_is_enough_it_is_bound_to_the_whole() {
    let mut definition = authored();
    definition.review.join = Join::AtLeast(1);
    let mut play = Play::of(definition);
    play.act(Action::Submit).unwrap();
    let to_it = open(&play, "it");
    let action = supplied(&play, "juridik", 801);
    play.act_as(lawyers()[0], action).unwrap();
    assert_ne!(
        open(&play, "it"),
        to_it,
        "asked about the version that is decided on"
    );
}

#[test]
fn nobody_supplies_what_is_not_theirs_or_not_asked_for() {
    let mut play = Play::of(authored());
    let early = supplied(&play, "juridik", 801);
    assert!(play.act_as(lawyers()[0], early).is_err(), "in a draft");
    play.act(Action::Submit).unwrap();
    let own = supplied(&play, "juridik", 801);
    for other in [lawyers()[1], officer(), strategists()[0]] {
        assert_eq!(
            play.act_as(other, own.clone()).unwrap_err().reasons[0].rule,
            "fragad"
        );
    }
    let by_it = supplied(&play, "it", 801);
    assert_eq!(
        play.act_as(strategists()[0], by_it).unwrap_err().reasons[0].rule,
        "forfattare"
    );
    let leads = Action::Contribute(Contribution {
        step: "juridik".parse().unwrap(),
        fields: BTreeMap::from([("tjanst".parse().unwrap(), Some(Value::Text("X".into())))]),
        document: None,
        seen: play.matter.frozen.as_ref().unwrap().sha256,
    });
    assert_eq!(
        play.act_as(lawyers()[0], leads).unwrap_err().reasons[0].rule,
        "forfattare"
    );
    play.act_as(lawyers()[0], own.clone()).unwrap();
    assert_eq!(
        play.act_as(lawyers()[0], own).unwrap_err().kind,
        RefusalKind::Changed
    );
    play.approve("juridik").unwrap();
    let late = supplied(&play, "juridik", 802);
    assert_eq!(
        play.act_as(lawyers()[0], late).unwrap_err().reasons[0].rule,
        "fragad"
    );
}

/// What a step reads, worked out by hand: IT reads all but what the lawyer writes.
fn read_by(step: &str, content: &Content) -> Digest {
    let mut read = content.clone();
    if step == "it" {
        read.fields.remove("laglighet");
        read.attachments.retain(|one| {
            one.kind
                .as_ref()
                .is_none_or(|kind| kind.as_str() != "laglighetsbedomning")
        });
    }
    read.canonical().unwrap().1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn an_approval_holds_for_exactly_what_was_read(
        choices in prop::collection::vec((0_u8..12, any::<u8>()), 0..60),
    ) {
        let mut play = Play::of(authored());
        let mut frozen: BTreeMap<u32, Content> = BTreeMap::new();
        let mut approved: Vec<(&str, Digest)> = Vec::new();
        for (choice, detail) in choices {
            let step = if detail % 2 == 0 { "juridik" } else { "it" };
            let waiting = play.matter.reviews.iter()
                .find(|review| review.step.as_str() == step && review.is_open())
                .cloned();
            let (by, action) = match choice {
                0 | 1 => (officer(), Action::Submit),
                2 => (officer(), Action::TakeBack { reason: "Skäl.".into() }),
                3 => {
                    let section = "arendet".parse().unwrap();
                    let seen = play.matter.content.section(&section).map_or(0, |it| it.version);
                    (officer(), Action::WriteSection { section, text: format!("Text {}.", detail % 3), seen })
                }
                4 => (officer(), Action::Attach(document(u128::from(detail), "laglighetsbedomning", "2022-02-20"))),
                5 | 6 => (
                    waiting.as_ref().map_or(stranger(), |review| review.reviewer),
                    supplied(&play, "juridik", 800 + u128::from(detail % 5)),
                ),
                7 => (officer(), reassign(step, lawyers()[usize::from(detail / 2 % 3)])),
                8 => {
                    let Some(review) = &waiting else { continue };
                    (review.reviewer, answer(review.sign_off, if detail % 4 < 2 { SentBack } else { Disqualified }))
                }
                _ => {
                    let Some(review) = &waiting else { continue };
                    (review.reviewer, answer(review.sign_off, Approved))
                }
            };
            let approves = matches!(&action, Action::RecordReview { answer, .. } if answer.kind == Approved);
            if play.act_as(by, action).is_err() {
                continue;
            }
            if approves && let Some(review) = &waiting {
                approved.push((step, read_by(step, &frozen[&review.version])));
            }
            for effect in &play.effects {
                if let Effect::Freeze(version) = effect {
                    prop_assert_eq!(Digest::of(version.content.as_bytes()), version.sha256);
                    let content = serde_json::from_str(&version.content).unwrap();
                    prop_assert!(frozen.insert(version.number, content).is_none(), "frozen twice");
                }
            }
            let matter = &play.matter;
            let (_, whole) = matter.content.canonical().unwrap();
            if matter.phase != Phase::Draft {
                prop_assert_eq!(matter.frozen.as_ref().map(|it| it.sha256), Some(whole));
            }
            for step in ["juridik", "it"] {
                let holds = matter.phase != Phase::Draft && matter.is_approved(&step.parse().unwrap());
                prop_assert!(matter.phase != Phase::Ready || holds, "{step} has not approved");
                let read = read_by(step, &matter.content);
                prop_assert!(!holds || approved.contains(&(step, read)), "{step} has not read this");
                let open = matter.reviews.iter().filter(|it| it.step.as_str() == step && it.is_open());
                prop_assert!(open.count() <= 1);
            }
        }
    }
}
