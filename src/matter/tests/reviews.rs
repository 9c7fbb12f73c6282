//! Review: who is asked, what an answer leads to, and for how long an approval holds.

use crate::{
    domain::body::Assurance,
    matter::{
        act::Action,
        samples::{
            Play, answer, day, document, lawyers, manager, officer, reviewed, stranger, strategists,
        },
        state::{
            ReviewAnswerKind::{self, *},
            SecrecyMarking,
        },
    },
    work::{Closing, Effect},
    workflow::{
        definition::{Join, KeepApprovals, ReviewMode},
        phase::Phase,
    },
};

fn closed(play: &Play) -> Vec<Closing> {
    let of = |effect: &Effect| match effect {
        Effect::CloseSignOff { because, .. } => Some(*because),
        _ => None,
    };
    play.effects.iter().filter_map(of).collect()
}

fn rewrite(play: &mut Play, text: &str) {
    let section = "arendet".parse().unwrap();
    let seen = play.matter.content.section(&section).unwrap().version;
    play.act(Action::WriteSection {
        section,
        text: text.into(),
        seen,
    })
    .unwrap();
}

fn take_back(play: &mut Play) {
    play.act(Action::TakeBack {
        reason: "Ett fel i texten.".into(),
    })
    .unwrap();
}

#[test]
fn a_parallel_review_asks_all_at_once_and_clears_when_all_approve() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    assert_eq!(
        play.asked
            .iter()
            .map(|asked| asked.step.as_str())
            .collect::<Vec<_>>(),
        ["juridik", "it"]
    );
    assert_eq!(
        (play.reviewer("juridik"), play.reviewer("it")),
        (lawyers()[0], strategists()[0])
    );
    assert_eq!(play.approve("it").unwrap().phase, Phase::Review);
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
}

#[test]
fn a_sequence_asks_one_after_the_other() {
    let mut play = Play::of(reviewed(
        ReviewMode::Sequence,
        Join::All,
        KeepApprovals::IfUnchanged,
    ));
    play.act(Action::Submit).unwrap();
    assert_eq!(play.asked.len(), 1);
    play.approve("juridik").unwrap();
    assert_eq!(play.asked[1].step, "it");
    assert_eq!(play.approve("it").unwrap().phase, Phase::Ready);
}

#[test]
fn so_many_approvals_as_the_join_demands_are_enough() {
    for (join, first) in [
        (Join::All, Phase::Review),
        (Join::Any, Phase::Ready),
        (Join::AtLeast(1), Phase::Ready),
        (Join::AtLeast(2), Phase::Review),
    ] {
        for mode in [ReviewMode::Parallel, ReviewMode::Sequence] {
            let mut play = Play::of(reviewed(mode, join, KeepApprovals::IfUnchanged));
            play.act(Action::Submit).unwrap();
            assert_eq!(
                play.approve("juridik").unwrap().phase,
                first,
                "{mode:?} {join:?}"
            );
            let waiting = usize::from(mode == ReviewMode::Parallel && first == Phase::Ready);
            assert_eq!(
                closed(&play),
                vec![Closing::Withdrawn; waiting],
                "{mode:?} {join:?}"
            );
        }
    }
}

#[test]
fn the_due_day_and_the_reminders_are_working_days() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    // Tuesday 1 March and ten working days: Tuesday 15 March; three before it: Thursday 10 March.
    assert_eq!(play.asked[0].due, day("2022-03-15"));
    assert_eq!(
        play.asked[0].reminders,
        [day("2022-03-10"), day("2022-03-15")]
    );
    let mut easter = Play::new();
    easter.at += chrono::Duration::days(36);
    easter.matter.content.attachments[1] = document(702, "laglighetsbedomning", "2022-02-01");
    easter.act(Action::Submit).unwrap();
    // Wednesday 6 April 2022: Good Friday and Easter Monday lie between.
    assert_eq!(easter.asked[0].due, day("2022-04-22"));
}

#[test]
fn a_reminder_that_would_be_late_at_once_is_left_out_and_none_comes_twice() {
    let mut definition = crate::matter::samples::definition();
    let workdays = crate::workflow::definition::Workdays;
    definition.review.steps[0].deadline = Some(workdays(2));
    definition.review.steps[0].remind = vec![workdays(-2), workdays(-1), workdays(0), workdays(0)];
    let mut play = Play::of(definition);
    play.act(Action::Submit).unwrap();
    assert_eq!(
        play.asked[0].reminders,
        [day("2022-03-02"), day("2022-03-03")]
    );
}

#[test]
fn nobody_reviews_their_own_work() {
    for own in [officer(), manager()] {
        let mut play = Play::new();
        play.reviewers[0].insert(0, own);
        play.act(Action::Submit).unwrap();
        assert_eq!(play.reviewer("juridik"), lawyers()[0]);
    }
    let mut sent_by_a_lawyer = Play::new();
    sent_by_a_lawyer
        .act_as(lawyers()[0], Action::Submit)
        .unwrap();
    assert_eq!(sent_by_a_lawyer.reviewer("juridik"), lawyers()[1]);
    let mut alone = Play::new();
    alone.reviewers[1] = vec![officer()];
    let refusal = alone.act(Action::Submit).unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "granskare");
}

#[test]
fn one_who_has_come_to_answer_for_the_matter_has_not_approved_it() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    take_back(&mut play);
    play.matter.responsible = Some(lawyers()[0]);
    play.act(Action::Submit).unwrap();
    assert_eq!(play.reviewer("juridik"), lawyers()[1]);
}

#[test]
fn jav_moves_on_to_the_next_and_stays_in_later_rounds() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    play.answer("juridik", Disqualified).unwrap();
    assert_eq!(play.reviewer("juridik"), lawyers()[1]);
    take_back(&mut play);
    rewrite(&mut play, "Ändrad text.");
    play.act(Action::Submit).unwrap();
    assert_eq!(play.reviewer("juridik"), lawyers()[1]);
    play.answer("juridik", Disqualified).unwrap();
    play.answer("juridik", Disqualified).unwrap();
    assert_eq!(play.acts, ["review_disqualified", "nobody_to_review"]);
    take_back(&mut play);
    assert_eq!(
        play.act(Action::Submit).unwrap_err().reasons[0].rule,
        "granskare"
    );
}

#[test]
fn sending_back_closes_the_others_and_tells_the_officer() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    assert_eq!(
        play.answer("juridik", SentBack).unwrap().phase,
        Phase::Draft
    );
    assert_eq!(closed(&play), [Closing::Withdrawn]);
    let told =
        |effect: &Effect| matches!(effect, Effect::Tell { person, .. } if *person == officer());
    assert!(play.effects.iter().any(told));
    let late = play
        .matter
        .reviews
        .iter()
        .find(|review| review.step.as_str() == "it")
        .unwrap()
        .clone();
    let refusal = play
        .act_as(late.reviewer, answer(late.sign_off, Approved))
        .unwrap_err();
    assert_eq!(refusal.kind, crate::domain::refusal::RefusalKind::Changed);
}

#[test]
fn an_answer_is_given_once() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    assert!(play.approve("juridik").is_err());
}

/// Approve one step, take back, change or not, submit again: does the approval still hold?
fn holds(keep: KeepApprovals, texts: &[&str]) -> bool {
    let mut play = Play::of(reviewed(ReviewMode::Parallel, Join::All, keep));
    rewrite(&mut play, "Första texten.");
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    let read = play.matter.frozen.clone().unwrap();
    take_back(&mut play);
    for text in texts {
        rewrite(&mut play, text);
    }
    play.act(Action::Submit).unwrap();
    let step = "juridik".parse().unwrap();
    let holds = play.matter.is_approved(&step);
    if holds {
        let review = play.matter.review(&step).unwrap();
        assert_eq!(
            (review.sha256, review.version),
            (read.sha256, 1),
            "it says what was read"
        );
    }
    assert_eq!(
        play.asked
            .iter()
            .filter(|asked| asked.step == "juridik")
            .count(),
        2 - usize::from(holds)
    );
    holds
}

#[test]
fn an_approval_holds_for_what_was_read() {
    use KeepApprovals::{Always, IfUnchanged, Never};
    let changed = &["Andra texten."][..];
    let back = &["Andra texten.", "Första texten."][..];
    for (keep, texts, expected) in [
        (Never, &[][..], false),
        (Never, changed, false),
        (IfUnchanged, &[], true),
        (IfUnchanged, changed, false),
        (IfUnchanged, back, true),
        (Always, &[], true),
        (Always, changed, true),
    ] {
        assert_eq!(holds(keep, texts), expected, "{keep:?} {texts:?}");
    }
}

#[test]
fn a_gate_stops_the_clearing_but_keeps_the_vote() {
    let mut play = Play::new();
    let gate = "systemklass".parse().unwrap();
    play.matter.content.fields.insert(
        gate,
        crate::workflow::value::Value::Level("oppen".parse().unwrap()),
    );
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    assert_eq!(play.approve("it").unwrap().phase, Phase::Review);
    assert_eq!(play.acts, ["review_approved", "clearing_blocked"]);
    assert!(play.matter.is_approved(&"it".parse().unwrap()));
}

#[test]
fn a_kept_review_that_is_satisfied_clears_at_once() {
    let mut play = Play::new().brought_to(Phase::Ready);
    take_back(&mut play);
    let asked = play.asked.len();
    assert_eq!(play.act(Action::Submit).unwrap().phase, Phase::Ready);
    assert_eq!(play.asked.len(), asked);
}

#[test]
fn a_matter_that_becomes_secret_is_no_longer_answered_by_link() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    assert!(
        play.asked
            .iter()
            .all(|asked| asked.assurance == Assurance::LinkAndCode)
    );
    play.approve("it").unwrap();
    play.asked.clear();
    let marking = SecrecyMarking {
        provision: "OSL 18 kap. 8 §".into(),
        marked_on: day("2022-03-01"),
    };
    play.act(Action::MarkSecrecy(Some(marking))).unwrap();
    assert_eq!(closed(&play), [Closing::Superseded]);
    assert_eq!(play.asked.len(), 1);
    assert_eq!(
        (play.asked[0].recipient, play.asked[0].assurance),
        (lawyers()[0], Assurance::SignedIn)
    );
    assert_eq!(play.approve("juridik").unwrap().phase, Phase::Ready);
}

#[test]
fn what_the_workflow_names_is_made_when_the_matter_is_submitted() {
    let kinds = |play: &Play| -> Vec<String> {
        let of = |effect: &Effect| match effect {
            Effect::MakeDocument { document } => Some(document.kind.clone()),
            _ => None,
        };
        play.effects.iter().filter_map(of).collect()
    };
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    assert_eq!(kinds(&play), ["tjansteskrivelse"]);
    let mut quiet = Play::new();
    quiet.definition.events.clear();
    quiet.act(Action::Submit).unwrap();
    assert_eq!(kinds(&quiet), [""; 0]);
}

#[test]
fn a_stranger_has_no_answer_to_give() {
    let mut play = Play::new();
    play.act(Action::Submit).unwrap();
    let kind: ReviewAnswerKind = Approved;
    let refusal = play
        .act_as(
            stranger(),
            answer(crate::matter::samples::identity(5), kind),
        )
        .unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "inaktuell-granskning");
}
