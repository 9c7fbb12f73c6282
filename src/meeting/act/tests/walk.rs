//! Random evenings: whatever is clicked, the promises hold.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A click, as numbers: what, on which item, with whom.
type Click = (u8, usize, usize);

fn action(board: &mut Board, meeting: &Meeting, (what, at, who): Click) -> Option<Action> {
    let item = || {
        meeting
            .items
            .get(at % meeting.items.len().max(1))
            .map(|item| item.id)
    };
    let person = board.members[who % board.members.len()];
    Some(match what {
        0 => Action::AddItem(board.new_item(&format!("Ärende {at} {who}"))),
        1 => Action::RemoveItem { item: item()? },
        2 => Action::MoveItem {
            item: item()?,
            to: 1 + who % meeting.items.len(),
        },
        3 => Action::Begin(board.roll(0)),
        4 => Action::CorrectAttendance(board.roll(who % 3)),
        5 => Action::Disqualify {
            item: item()?,
            person,
            ground: "Jäv.".into(),
            substitute: board.substitutes.get(who % 3).copied(),
            acting_chair: None,
        },
        6 => Action::LiftDisqualification {
            item: item()?,
            person,
        },
        7..=9 => decide(item()?, approved()),
        10 => decide(item()?, outcome(OutcomeKind::Withdrawn)),
        11 => {
            let answers: Vec<_> = meeting
                .attendance
                .iter()
                .zip(BallotValue::ALL.iter().cycle().skip(who % 6))
                .map(|(present, value)| (present.person, *value))
                .collect();
            decide(item()?, voted(&answers))
        }
        12 => Action::ReopenItem { item: item()? },
        13 => Action::Reserve {
            item: item()?,
            person,
            text: "Nej.".into(),
        },
        14 | 21 | 22 => end(u32::try_from(1 + who).unwrap()),
        15 | 23 => Action::SendForCertification,
        16 | 24 | 25 => {
            let minutes = meeting.minutes.as_ref()?;
            let one = minutes
                .certifications
                .get(who % minutes.certifications.len())?;
            let answer = if at.is_multiple_of(4) {
                CertificationAnswer::Objects {
                    words: "Fel.".into(),
                }
            } else {
                CertificationAnswer::Certifies
            };
            certify(meeting, one.person, answer, meeting_day())
        }
        17 => Action::RecallMinutes {
            reason: "Skrivfel.".into(),
        },
        18 | 26 => Action::Announce { on: meeting_day() },
        19 | 27 => Action::TakeDown { on: board.today },
        _ => Action::Cancel {
            reason: "Sjukdom.".into(),
        },
    })
}

fn what_was_decided(meeting: &Meeting) -> Vec<(ItemId, Option<ItemOutcome>, Option<u32>)> {
    meeting
        .items
        .iter()
        .map(|item| (item.id, item.outcome.clone(), item.section))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_clicked_the_promises_hold(
        before in 1_u8..4,
        clicks in prop::collection::vec((0_u8..28, 0_usize..6, 0_usize..12), 0..150),
    ) {
        let mut board = Board::new(5, 2);
        let mut meeting = board.planned();
        board.today = day("2026-05-04");
        // A few items first, so that most evenings get somewhere.
        let opening = (0..before).map(|at| (0, usize::from(at), 99)).chain([(3, 0, 0)]);
        let mut ended: Option<Vec<_>> = None;
        let mut minutes_seen = BTreeSet::new();
        for click in opening.chain(clicks) {
            let Some(action) = action(&mut board, &meeting, click) else { continue };
            let Ok(outcome) = board.try_do(&meeting, action.clone()) else { continue };

            // The same act on the same state has the same outcome in everything that is hashed.
            prop_assert_eq!(outcome.state.version, meeting.version + 1);
            prop_assert!(!outcome.entries.is_empty());
            for effect in &outcome.effects {
                if let Effect::Freeze(frozen) = effect {
                    prop_assert_eq!(frozen.sha256, Digest::of(&frozen.content));
                    prop_assert!(minutes_seen.insert(frozen.number), "a version twice");
                    let again = board.try_do(&meeting, action.clone()).unwrap();
                    prop_assert!(again.effects.contains(effect));
                }
            }
            meeting = outcome.state;

            let sections: Vec<u32> = meeting.items.iter().filter_map(|item| item.section).collect();
            prop_assert!(sections.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{:?}", sections);
            let has_ended = MeetingPhase::Held <= meeting.phase && meeting.phase != MeetingPhase::Cancelled;
            prop_assert!(has_ended || sections.is_empty());
            if has_ended {
                let now = what_was_decided(&meeting);
                prop_assert_eq!(ended.get_or_insert_with(|| now.clone()), &now, "decided after the end");
                for item in &meeting.items {
                    prop_assert_eq!(item.section.is_some(), item.becomes_section());
                    let vote = item.outcome.as_ref().and_then(|outcome| outcome.vote.as_ref());
                    prop_assert!(!item.becomes_section()
                        || crate::meeting::question::lacks_quorum(&meeting, item, vote, 1).is_none());
                }
            }
            let certified = meeting.minutes.as_ref().is_some_and(|minutes| minutes.certified_on.is_some());
            prop_assert_eq!(certified, matches!(meeting.phase,
                MeetingPhase::Certified | MeetingPhase::Announced | MeetingPhase::Closed));
        }
    }
}
