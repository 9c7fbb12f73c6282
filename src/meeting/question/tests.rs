use super::*;
use crate::meeting::{
    act::Action,
    outcome::{BallotValue as B, Motion, OutcomeKind},
    samples::{Board, approved, outcome, voted},
};
use proptest::prelude::*;

#[test]
fn quorum_is_more_than_half() {
    let table = [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8];
    for (seats, needed) in (1..=15).zip(table) {
        assert_eq!(quorum(seats), needed, "{seats} members");
    }
}

#[test]
fn a_body_decides_with_its_quorum_and_not_with_one_less() {
    for seats in 2..=15 {
        let needed = quorum(seats);
        for (there, may) in [(needed, true), (needed - 1, false)] {
            if there < 2 {
                continue;
            }
            let mut board = Board::new(seats, 0);
            let (meeting, items) = board.open(&["Molntjänst"], seats - there);
            let decide = Action::DecideItem {
                item: items[0],
                outcome: approved(),
            };
            let decided = board.try_do(&meeting, decide);
            assert_eq!(decided.is_ok(), may, "{there} of {seats}");
            if let Err(refusal) = decided {
                assert_eq!(refusal.reasons[0].rule, "beslutsforhet");
                assert_eq!(refusal.reasons[0].source.as_deref(), Some("KL 6:27"));
            }
        }
    }
}

#[test]
fn the_disqualified_do_not_count_but_their_substitutes_do() {
    for seats in [3, 4, 5, 9, 15] {
        for with_substitute in [false, true] {
            let mut board = Board::new(seats, 1);
            let there = quorum(seats);
            let (mut meeting, items) = board.open(&["Molntjänst"], seats - there);
            let disqualify = Action::Disqualify {
                item: items[0],
                person: board.members[there - 1],
                ground: "Äger del i leverantören.".into(),
                substitute: with_substitute.then(|| board.substitutes[0]),
                acting_chair: None,
            };
            board.does(&mut meeting, disqualify);
            let decide = Action::DecideItem {
                item: items[0],
                outcome: approved(),
            };
            assert_eq!(
                board.try_do(&meeting, decide).is_ok(),
                with_substitute,
                "{seats} members"
            );
        }
    }
}

#[test]
fn who_is_out_of_the_room_does_not_count_and_who_stands_out_does() {
    let mut board = Board::new(5, 0);
    let (meeting, items) = board.open(&["Molntjänst"], 2);
    let [a, b, c, ..] = board.members[..] else {
        panic!()
    };
    for (third, may) in [
        (B::Yes, true),
        (B::Abstains, true),
        (B::TakesNoPart, true),
        (B::Absent, false),
    ] {
        let outcome = voted(&[(a, B::Yes), (b, B::Yes), (c, third)]);
        let decided = board.try_do(
            &meeting,
            Action::DecideItem {
                item: items[0],
                outcome,
            },
        );
        assert_eq!(decided.is_ok(), may, "{third:?}");
    }
}

fn vote_of(values: &[BallotValue]) -> (Vote, PersonId) {
    let board = Board::new(values.len(), 0);
    let answers: Vec<_> = board
        .members
        .iter()
        .copied()
        .zip(values.iter().copied())
        .collect();
    (voted(&answers).vote.unwrap(), board.members[0])
}

/// Which side, and whether by the casting vote; or how many votes each side has.
type Counted = Result<(Side, bool), usize>;

#[test]
fn simple_majority_decides_and_on_a_tie_the_chair() {
    let table: [(&[B], Counted); 8] = [
        (&[B::Yes, B::Yes, B::No], Ok((Side::Yes, false))),
        (&[B::Yes, B::No, B::No], Ok((Side::No, false))),
        (&[B::Yes, B::No], Ok((Side::Yes, true))),
        (&[B::No, B::Yes], Ok((Side::No, true))),
        // One vote more than the other side is enough, however many stand aside.
        (
            &[B::Abstains, B::Yes, B::TakesNoPart, B::Absent],
            Ok((Side::Yes, false)),
        ),
        (
            &[B::No, B::Yes, B::Abstains, B::Abstains],
            Ok((Side::No, true)),
        ),
        // The chair must vote when nobody else can settle it.
        (&[B::Abstains, B::Yes, B::No], Err(1)),
        (&[B::TakesNoPart, B::Abstains], Err(0)),
    ];
    for (values, expected) in table {
        let (vote, chair) = vote_of(values);
        let found = tally(&vote, chair).map(|tally| (tally.carried, tally.casting_vote));
        assert_eq!(found.map_err(|tie| tie.each), expected, "{values:?}");
    }
}

#[test]
fn a_ballot_that_should_not_be_there_is_refused() {
    let mut board = Board::new(4, 1);
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    let item = items[0];
    let [a, b, c, d] = board.members[..] else {
        panic!()
    };
    let resting = board.substitutes[0];
    let all = [(a, B::Yes), (b, B::Yes), (c, B::No), (d, B::Abstains)];
    let with = |more: &[(PersonId, B)]| voted(&[&all[..], more].concat());
    let refused = |board: &mut Board, meeting: &Meeting, outcome| {
        board.refused(meeting, Action::DecideItem { item, outcome })
    };
    assert_eq!(
        refused(&mut board, &meeting, with(&[(resting, B::Yes)])),
        ["rostratt"]
    );
    assert_eq!(
        refused(&mut board, &meeting, with(&[(a, B::No)])),
        ["rostratt"]
    );
    assert_eq!(
        refused(&mut board, &meeting, voted(&all[..3])),
        ["omrostning"]
    );
    let stranger = with(&[(board.secretary, B::Yes)]);
    assert_eq!(refused(&mut board, &meeting, stranger), ["rostratt"]);
    let mut unclear = with(&[]);
    unclear.vote.as_mut().unwrap().no_means = " ".into();
    assert_eq!(
        refused(&mut board, &meeting, unclear),
        ["propositionsordning"]
    );
    let mut unasked = with(&[]);
    unasked.question.manner = Manner::Acclamation;
    assert_eq!(refused(&mut board, &meeting, unasked), ["omrostning"]);
    let disqualified = voted(&[(a, B::Yes), (b, B::Yes), (c, B::No), (d, B::Disqualified)]);
    assert_eq!(refused(&mut board, &meeting, disqualified), ["jav"]);

    let disqualify = Action::Disqualify {
        item,
        person: d,
        ground: "Är anställd hos leverantören.".into(),
        substitute: Some(resting),
        acting_chair: None,
    };
    board.does(&mut meeting, disqualify);
    let votes_anyway = with(&[(resting, B::Yes)]);
    assert_eq!(refused(&mut board, &meeting, votes_anyway), ["jav"]);
    // Left out, the disqualified is written into the list.
    let right = voted(&[(a, B::Yes), (b, B::Yes), (c, B::No), (resting, B::No)]);
    board.does(
        &mut meeting,
        Action::DecideItem {
            item,
            outcome: right,
        },
    );
    let vote = meeting.items[0]
        .outcome
        .as_ref()
        .unwrap()
        .vote
        .as_ref()
        .unwrap();
    let listed = vote
        .ballots
        .iter()
        .find(|ballot| ballot.person == d)
        .unwrap();
    assert_eq!(listed.value, B::Disqualified);
    assert!(tally(vote, a).unwrap().casting_vote);
}

#[test]
fn only_one_who_took_part_may_dissent_and_only_before_the_end() {
    let mut board = Board::new(5, 1);
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    let item = items[0];
    let [a, b, c, d, e] = board.members[..] else {
        panic!()
    };
    let resting = board.substitutes[0];
    let outcome = voted(&[
        (a, B::Yes),
        (b, B::Yes),
        (c, B::No),
        (d, B::Abstains),
        (e, B::TakesNoPart),
    ]);
    board.does(&mut meeting, Action::DecideItem { item, outcome });
    let reserve = |person| Action::Reserve {
        item,
        person,
        text: String::new(),
    };
    for person in [e, resting, board.secretary] {
        assert_eq!(board.refused(&meeting, reserve(person)), ["reservation"]);
    }
    // Who abstains in the vote still takes part in the decision.
    assert!(board.try_do(&meeting, reserve(d)).is_ok());
    board.does(&mut meeting, reserve(c));
    assert_eq!(board.refused(&meeting, reserve(c)), ["reservation"]);
    let end = Action::End {
        ended_at: "20:00:00".parse().unwrap(),
        first_section: 1,
    };
    board.does(&mut meeting, end);
    let refusal = board.try_do(&meeting, reserve(b)).unwrap_err();
    assert_eq!(refusal.reasons[0].source.as_deref(), Some("KL 4:27"));
}

#[test]
fn formal_motions_come_first_and_additions_last() {
    let board = Board::new(3, 0);
    let motion = |kind, withdrawn| Motion {
        by: board.members[0],
        party: String::new(),
        kind,
        text: "x".into(),
        withdrawn,
    };
    let mut outcome = outcome(OutcomeKind::Rejected);
    outcome.motions = vec![
        motion(MotionKind::Addition, false),
        motion(MotionKind::Reject, false),
        motion(MotionKind::Table, false),
        motion(MotionKind::Approve, false),
        motion(MotionKind::ReferBack, true),
    ];
    let order = usual_order(&outcome, true);
    assert_eq!(
        order,
        [
            Put::Motion(2),
            Put::Proposal,
            Put::Motion(1),
            Put::Motion(0)
        ]
    );
    outcome.question.order = order;
    assert_eq!(order_faults(&outcome), []);
    outcome.question.order.push(Put::Motion(4));
    outcome.question.order.push(Put::Motion(9));
    outcome.question.order.push(Put::Proposal);
    assert_eq!(order_faults(&outcome).len(), 3);
}

fn any_ballot() -> impl Strategy<Value = BallotValue> {
    prop::sample::select(BallotValue::ALL.to_vec())
}

proptest! {
    #[test]
    fn a_vote_that_counts_is_carried_by_the_larger_side(values in prop::collection::vec(any_ballot(), 1..20)) {
        let (vote, chair) = vote_of(&values);
        let counted = |value| values.iter().filter(|one| **one == value).count();
        if let Ok(tally) = tally(&vote, chair) {
            prop_assert_eq!(tally.casting_vote, tally.yes == tally.no);
            prop_assert!(tally.casting_vote || (tally.carried == Side::Yes) == (tally.no < tally.yes));
            let all = tally.yes + tally.no + tally.abstains + tally.takes_no_part + tally.absent + tally.disqualified;
            prop_assert_eq!(all, values.len());
        } else {
            prop_assert_eq!(counted(BallotValue::Yes), counted(BallotValue::No));
            prop_assert!(!matches!(values[0], BallotValue::Yes | BallotValue::No));
        }
    }

    #[test]
    fn two_meetings_can_never_both_be_quorate(seats in 1_usize..200) {
        prop_assert!(seats < 2 * quorum(seats));
        prop_assert!(quorum(seats) <= seats);
    }
}
