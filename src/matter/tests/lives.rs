//! Random lives: whatever is done in whatever order, these never break.

use crate::{
    domain::{identifiers::SignOffId, register_number::RegisterNumber},
    matter::{
        act::Action,
        samples::{Play, answer, decision, document, identity, reviewed, scheduled},
        state::{ReviewAnswerKind, SecrecyMarking},
    },
    work::Effect,
    workflow::{
        definition::{Join, KeepApprovals, ReviewMode},
        phase::Phase,
    },
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One of everything that can be done, `choice` says which, `detail` varies it.
fn chosen(play: &Play, choice: u8, detail: u8) -> Action {
    let reason = || "Skäl.".to_owned();
    let asked = |index: u8| {
        let reviews = &play.matter.reviews;
        reviews
            .get(usize::from(index) % reviews.len().max(1))
            .map_or(identity(9), |r| r.sign_off)
    };
    let section = "arendet".parse().unwrap();
    match choice % 20 {
        0..=2 => Action::Submit,
        3..=6 => answer(asked(detail), ReviewAnswerKind::Approved),
        7 => answer(asked(detail), ReviewAnswerKind::SentBack),
        8 => answer(asked(detail), ReviewAnswerKind::Disqualified),
        9 => Action::TakeBack { reason: reason() },
        10 => {
            let seen = play
                .matter
                .content
                .section(&section)
                .map_or(0, |s| s.version);
            Action::WriteSection {
                section,
                text: format!("Text {}.", detail % 3),
                seen,
            }
        }
        11 => Action::Attach(document(u128::from(detail), "riskanalys", "2022-02-20")),
        12 => scheduled(),
        13 => Action::Decide(decision(&play.matter)),
        14 => match detail % 3 {
            0 => Action::Table,
            1 => Action::Unschedule,
            _ => Action::ReferBack { reasons: reason() },
        },
        15 => Action::Execute,
        16 => Action::Close,
        17 => Action::Archive,
        18 => match detail % 8 {
            0 => Action::Withdraw { reason: reason() },
            1 => Action::Reopen { reason: reason() },
            _ => scheduled(),
        },
        _ => match detail % 3 {
            0 => Action::MarkSecrecy(Some(SecrecyMarking {
                provision: "OSL 18 kap. 8 §".into(),
                marked_on: crate::matter::samples::day("2022-03-01"),
            })),
            1 => Action::VoidNumber { reason: reason() },
            _ => Action::Register(RegisterNumber::parse("KS 2022/18")),
        },
    }
}

/// The sign-offs that wait for an answer, by step, as the effects have made and closed them.
#[derive(Default)]
struct Waiting(BTreeMap<SignOffId, String>);

impl Waiting {
    fn follow(&mut self, effects: &[Effect], action: &Action) {
        if let Action::RecordReview { sign_off, .. } = action {
            self.0.remove(sign_off);
        }
        for effect in effects {
            match effect {
                Effect::AskForSignOff(request) => {
                    assert!(
                        !self.0.values().any(|step| step == &request.step),
                        "two open sign-offs for {}",
                        request.step
                    );
                    self.0.insert(request.id, request.step.clone());
                }
                Effect::CloseSignOff { sign_off, .. } => {
                    self.0.remove(sign_off);
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn no_life_breaks_the_promises(
        choices in prop::collection::vec((any::<u8>(), any::<u8>()), 0..80),
        sequence in any::<bool>(),
        join in prop::sample::select(vec![Join::All, Join::Any, Join::AtLeast(2)]),
        keep in prop::sample::select(vec![KeepApprovals::Never, KeepApprovals::IfUnchanged, KeepApprovals::Always]),
    ) {
        let mode = if sequence { ReviewMode::Sequence } else { ReviewMode::Parallel };
        let mut play = Play::of(reviewed(mode, join, keep));
        let mut waiting = Waiting::default();
        let (mut decided, mut withdrawn) = (None, false);
        for (choice, detail) in choices {
            let before = play.matter.clone();
            let action = chosen(&play, choice, detail);
            if play.act(action.clone()).is_err() {
                prop_assert_eq!(&play.matter, &before);
                continue;
            }
            let now = &play.matter;
            waiting.follow(&play.effects, &action);
            prop_assert_eq!(now.version, before.version + 1);
            prop_assert!(!play.acts.is_empty());
            prop_assert!(before.phase == Phase::Draft || now.content == before.content);
            if matches!(action, Action::Decide(_)) {
                prop_assert!(decided.is_none(), "decided twice");
                let (_, hash) = now.content.canonical().unwrap();
                prop_assert_eq!(Some(hash), now.decision.as_ref().map(|d| d.sha256));
                decided = Some((now.decision.clone(), now.content.clone()));
            }
            withdrawn |= now.phase == Phase::Withdrawn;
            if let Some((decision, content)) = &decided {
                prop_assert_eq!((&now.decision, &now.content), (decision, content));
            }
            prop_assert!(now.phase != Phase::Archived || decided.is_some() || withdrawn);
            prop_assert!(now.phase != Phase::Archived || now.register_number.is_some());
            prop_assert_eq!(now.meeting.is_some() , matches!(now.phase, Phase::Agenda | Phase::Decided | Phase::InForce | Phase::Closed) || (now.phase == Phase::Archived && decided.is_some()));
            prop_assert!(now.phase == Phase::Review || waiting.0.is_empty(), "{:?}", waiting.0);
            for review in &now.reviews {
                prop_assert!(review.reviewer != now.officer && Some(review.reviewer) != now.responsible);
            }
        }
    }
}
