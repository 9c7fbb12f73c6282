use super::*;
use crate::{
    domain::{
        body::vacant_on,
        refusal::{Place, RefusalKind},
    },
    meeting::{
        minutes::minutes,
        outcome::{BallotValue, Motion, MotionKind, OutcomeKind, Side},
        samples::{Board, approved, day, meeting_day, outcome, present, time, voted},
        state::CertificationState,
    },
    work::{Closing, Effect, Notice, Subject},
};

mod walk;

fn decide(item: ItemId, outcome: ItemOutcome) -> Action {
    Action::DecideItem { item, outcome }
}

fn end(first_section: u32) -> Action {
    Action::End {
        ended_at: time("20:05:00"),
        first_section,
    }
}

fn certify(
    meeting: &Meeting,
    person: PersonId,
    answer: CertificationAnswer,
    on: NaiveDate,
) -> Action {
    let minutes = meeting.minutes.as_ref().unwrap();
    let one = minutes
        .certifications
        .iter()
        .find(|one| one.person == person)
        .unwrap();
    Action::RecordCertification {
        person,
        sign_off: one.sign_off,
        answer,
        on,
    }
}

fn certify_all(board: &mut Board, meeting: &mut Meeting, on: NaiveDate) -> Vec<Effect> {
    let seats = meeting.minutes.as_ref().unwrap().certifications.clone();
    let mut effects = Vec::new();
    for seat in seats {
        let action = certify(meeting, seat.person, CertificationAnswer::Certifies, on);
        effects.extend(board.does(meeting, action).effects);
    }
    effects
}

#[test]
fn a_meeting_is_planned_for_a_day_to_come_at_a_place() {
    let mut board = Board::new(3, 0);
    let plan_for = |board: &Board, text: &str, place: &str| {
        let plan = Plan {
            day: day(text),
            starts_at: time("18:30:00"),
            place: place.into(),
            secretary: board.secretary,
        };
        super::plan(
            &plan,
            &board.facts(),
            &mut Entropy::new(DateTime::UNIX_EPOCH, [1; 32]),
        )
    };
    assert!(plan_for(&board, "2026-03-10", "Stora salen").is_ok());
    assert_eq!(
        plan_for(&board, "2026-03-09", "Stora salen")
            .unwrap_err()
            .kind,
        RefusalKind::Invalid
    );
    assert_eq!(
        plan_for(&board, "2026-03-11", "  ").unwrap_err().kind,
        RefusalKind::Invalid
    );

    let mut meeting = board.planned();
    let change = |text: &str| Action::Change {
        day: day(text),
        starts_at: time("09:00:00"),
        place: "Lilla salen".into(),
    };
    board.does(&mut meeting, change("2026-03-12"));
    assert_eq!(
        (meeting.day, meeting.place.as_str()),
        (day("2026-03-12"), "Lilla salen")
    );
    // It turns out to have been held the day before.
    board.does(&mut meeting, change("2026-03-09"));
    assert_eq!(
        board.refused(&meeting, Action::Cancel { reason: " ".into() }),
        ["skal"]
    );
    board.does(
        &mut meeting,
        Action::Cancel {
            reason: "För få ärenden.".into(),
        },
    );
    assert_eq!(board.refused(&meeting, change("2026-03-12")), ["ordning"]);
}

#[test]
fn an_agenda_holds_a_matter_once_with_its_frozen_proposal() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.planned();
    let item = board.new_item("Molntjänst");
    board.does(&mut meeting, Action::AddItem(item.clone()));
    assert_eq!(
        board.refused(&meeting, Action::AddItem(item.clone())),
        ["dagordning"]
    );
    let other = board.new_item("Policy");
    let unfrozen = NewItem {
        source_sha256: None,
        ..other.clone()
    };
    assert_eq!(
        board.refused(&meeting, Action::AddItem(unfrozen)),
        ["forslag"]
    );
    let empty = NewItem {
        proposal: Vec::new(),
        ..other.clone()
    };
    assert_eq!(board.refused(&meeting, Action::AddItem(empty)), ["forslag"]);
    board.does(&mut meeting, Action::AddItem(other));
    assert_eq!(meeting.items[0].proposal, item.proposal);

    let (first, second) = (meeting.items[0].id, meeting.items[1].id);
    assert_eq!(
        board.refused(&meeting, Action::MoveItem { item: first, to: 3 }),
        ["dagordning"]
    );
    board.does(&mut meeting, Action::MoveItem { item: first, to: 2 });
    assert_eq!(meeting.items[0].id, second);
    board.does(&mut meeting, Action::RemoveItem { item: second });
    assert_eq!(meeting.items.len(), 1);
    let gone = board
        .try_do(&meeting, Action::RemoveItem { item: second })
        .unwrap_err();
    assert_eq!(gone.kind, RefusalKind::NotFound);

    let roll = board.roll(0);
    board.does(&mut meeting, Action::Begin(roll));
    assert_eq!(
        board.refused(&meeting, Action::RemoveItem { item: first }),
        ["ordning"]
    );
}

#[test]
fn the_roll_call_is_of_those_who_sit_in_the_body() {
    let mut board = Board::new(5, 2);
    let meeting = board.planned();
    let [a, b, c, d, e] = board.members[..] else {
        panic!()
    };
    let [s, t] = board.substitutes[..] else {
        panic!()
    };
    let serving = |person, replaces| Present {
        serves: true,
        replaces,
        ..present(person)
    };
    let roll = |list: Vec<Present>, chair, certifiers: &[PersonId]| {
        Action::Begin(RollCall {
            present: list,
            others: Vec::new(),
            chair,
            certifiers: certifiers.to_vec(),
        })
    };
    let three = || vec![present(a), present(b), present(c)];
    let with = |more: Present| [three(), vec![more]].concat();

    assert!(board.try_do(&meeting, roll(three(), a, &[b])).is_ok());
    assert!(
        board
            .try_do(&meeting, roll(with(serving(s, Some(d))), a, &[s]))
            .is_ok()
    );
    let refusals: [(Action, &str); 11] = [
        (roll(with(present(a)), a, &[b]), "narvaro"),
        (roll(with(present(board.secretary)), a, &[b]), "narvaro"),
        (roll(with(serving(s, Some(a))), a, &[b]), "tjanstgoring"),
        (roll(with(serving(s, Some(t))), a, &[b]), "tjanstgoring"),
        (
            roll(
                with(Present {
                    replaces: Some(e),
                    ..present(d)
                }),
                a,
                &[b],
            ),
            "tjanstgoring",
        ),
        (
            roll(
                with(Present {
                    replaces: Some(e),
                    ..present(s)
                }),
                a,
                &[b],
            ),
            "tjanstgoring",
        ),
        (roll(with(present(s)), s, &[b]), "ordforande"),
        (roll(three(), d, &[b]), "ordforande"),
        (roll(three(), a, &[]), "justerare"),
        (roll(three(), a, &[a]), "justerare"),
        (roll(three(), a, &[d]), "justerare"),
    ];
    for (action, rule) in refusals {
        assert_eq!(
            board.refused(&meeting, action.clone()),
            [rule],
            "{action:?}"
        );
    }
    let two_for_one = vec![
        present(a),
        present(b),
        serving(s, Some(c)),
        serving(t, Some(c)),
    ];
    assert_eq!(
        board.refused(&meeting, roll(two_for_one, a, &[b])),
        ["tjanstgoring"]
    );
    let six: Vec<Present> = [a, b, c, d, e]
        .map(present)
        .into_iter()
        .chain([serving(s, None)])
        .collect();
    assert_eq!(
        board.refused(&meeting, roll(six, a, &[b])),
        ["tjanstgoring"]
    );

    board.today = day("2026-03-09");
    assert_eq!(board.refused(&meeting, roll(three(), a, &[b])), ["dag"]);
}

#[test]
fn a_term_that_has_ended_gives_no_seat_and_the_vacant_seat_counts_in_the_quorum() {
    let mut board = Board::new(5, 0);
    let mut meeting = board.planned();
    for membership in &mut board.memberships[3..] {
        membership.term.until = Some(day("2026-03-09"));
    }
    let everyone = Action::Begin(board.roll(0));
    assert_eq!(board.refused(&meeting, everyone), ["narvaro", "narvaro"]);
    let roll = board.roll(2);
    board.does(&mut meeting, Action::Begin(roll));
    assert_eq!(meeting.seats, 5);
    let vacant = |memberships: &[_]| vacant_on(&board.body, memberships, meeting_day());
    assert_eq!(vacant(&board.memberships), 2);
    // Nobody holds two seats: who sits twice is one person.
    let mut twice = board.memberships.clone();
    twice.push(twice[0].clone());
    assert_eq!(vacant(&twice), 2);
}

#[test]
fn who_is_disqualified_is_replaced_and_a_disqualified_chair_gives_way() {
    let mut board = Board::new(5, 2);
    let (mut meeting, items) = board.open(&["Ett", "Två"], 0);
    let item = items[0];
    let [a, b, c, ..] = board.members[..] else {
        panic!()
    };
    let [s, t] = board.substitutes[..] else {
        panic!()
    };
    let disqualify = |person, substitute, acting_chair| Action::Disqualify {
        item,
        person,
        ground: "Äger del i leverantören.".into(),
        substitute,
        acting_chair,
    };
    let groundless = Action::Disqualify {
        item,
        person: c,
        ground: " ".into(),
        substitute: None,
        acting_chair: None,
    };
    assert_eq!(board.refused(&meeting, groundless), ["jav"]);
    assert_eq!(
        board.refused(&meeting, disqualify(board.secretary, None, None)),
        ["jav"]
    );
    assert_eq!(
        board.refused(&meeting, disqualify(c, Some(b), None)),
        ["tjanstgoring"]
    );
    board.does(&mut meeting, disqualify(c, Some(s), None));
    assert_eq!(board.refused(&meeting, disqualify(c, None, None)), ["jav"]);
    assert_eq!(board.refused(&meeting, disqualify(s, None, None)), ["jav"]);
    assert_eq!(
        board.refused(&meeting, disqualify(a, Some(s), None)),
        ["tjanstgoring"]
    );
    assert_eq!(
        board.refused(&meeting, disqualify(a, None, Some(c))),
        ["ordforande"]
    );
    board.does(&mut meeting, disqualify(a, Some(t), None));
    let (_, found) = meeting.item(item).unwrap();
    assert_eq!(meeting.chair_of(found), Some(b), "the vice chair leads");
    let serving: Vec<PersonId> = meeting
        .serving(found)
        .map(|present| present.person)
        .collect();
    assert_eq!(serving, [b, board.members[3], board.members[4], s, t]);
    assert_eq!(meeting.chair_of(&meeting.items[1]), Some(a));

    board.does(&mut meeting, decide(item, approved()));
    let lift = Action::LiftDisqualification { item, person: a };
    assert_eq!(board.refused(&meeting, lift.clone()), ["ordning"]);
    board.does(&mut meeting, Action::ReopenItem { item });
    board.does(&mut meeting, lift);
    assert_eq!(meeting.items[0].acting_chair, None);
}

#[test]
fn a_mistake_is_mended_until_the_meeting_ends() {
    let mut board = Board::new(3, 0);
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    let item = items[0];
    board.does(&mut meeting, decide(item, outcome(OutcomeKind::Rejected)));
    assert_eq!(
        decided(&meeting),
        [],
        "the matter does not move at the click"
    );
    let again = board.does(&mut meeting, decide(item, approved()));
    assert_eq!(again.entries[0].details["again"], true);
    assert_eq!(
        meeting.items[0].outcome.as_ref().unwrap().points,
        meeting.items[0].proposal
    );
    board.does(&mut meeting, end(7));
    assert_eq!(
        board.refused(&meeting, decide(item, approved())),
        ["ordning"]
    );
    assert_eq!(
        board.refused(&meeting, Action::ReopenItem { item }),
        ["ordning"]
    );
    let moved = decided(&meeting);
    assert_eq!(moved.len(), 1);
    assert_eq!(
        (moved[0].section, &moved[0].outcome.kind),
        (Some(7), &OutcomeKind::Approved)
    );
}

#[test]
fn a_decision_says_what_was_decided() {
    let mut board = Board::new(3, 0);
    let (meeting, items) = board.open(&["Molntjänst"], 0);
    let item = items[0];
    let with = |kind, points: &[&str]| {
        let points = points.iter().map(|point| (*point).to_owned()).collect();
        decide(
            item,
            ItemOutcome {
                points,
                ..outcome(kind)
            },
        )
    };
    let proposal: Vec<&str> = meeting.items[0]
        .proposal
        .iter()
        .map(String::as_str)
        .collect();
    let refusals = [
        (with(OutcomeKind::Approved, &["Något annat."]), "beslut"),
        (with(OutcomeKind::ApprovedWithChange, &[]), "beslut"),
        (with(OutcomeKind::ApprovedWithChange, &proposal), "beslut"),
        (with(OutcomeKind::Rejected, &["Avslag.", " "]), "beslut"),
        (
            with(
                OutcomeKind::ReferredBack {
                    reasons: " ".into(),
                },
                &[],
            ),
            "aterremiss",
        ),
        (
            with(
                OutcomeKind::Tabled {
                    until: Some(meeting_day()),
                },
                &[],
            ),
            "bordlaggning",
        ),
        (with(OutcomeKind::Withdrawn, &["Bifall."]), "utgar"),
    ];
    for (action, rule) in refusals {
        assert_eq!(
            board.refused(&meeting, action.clone()),
            [rule],
            "{action:?}"
        );
    }
    for (kind, point) in [
        (OutcomeKind::Rejected, "Kommunstyrelsen avslår förslaget."),
        (
            OutcomeKind::ReferredBack {
                reasons: "Kostnaden ska utredas.".into(),
            },
            "Kommunstyrelsen återremitterar ärendet med följande motivering: Kostnaden ska utredas.",
        ),
        (
            OutcomeKind::Tabled {
                until: Some(day("2026-04-07")),
            },
            "Kommunstyrelsen bordlägger ärendet till sammanträdet den 7 april 2026.",
        ),
    ] {
        let done = board.try_do(&meeting, with(kind, &[])).unwrap();
        assert_eq!(
            done.state.items[0].outcome.as_ref().unwrap().points,
            [point]
        );
    }
    let mut moved = approved();
    let by = board.secretary;
    let kind = MotionKind::Amendment;
    moved.motions = vec![Motion {
        by,
        party: String::new(),
        kind,
        text: String::new(),
        withdrawn: false,
    }];
    assert_eq!(
        board.refused(&meeting, decide(item, moved)),
        ["yrkande", "yrkande"]
    );
}

#[test]
fn nothing_is_decided_before_the_meeting_begins() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.planned();
    let item = board.new_item("Molntjänst");
    board.does(&mut meeting, Action::AddItem(item));
    let item = meeting.items[0].id;
    assert_eq!(
        board.refused(&meeting, decide(item, approved())),
        ["ordning"]
    );
    assert_eq!(board.refused(&meeting, end(1)), ["ordning"]);
}

#[test]
fn the_end_gives_sections_in_order_and_none_to_what_was_withdrawn() {
    let mut board = Board::new(3, 0);
    let (mut meeting, items) = board.open(&["Ett", "Två", "Tre"], 0);
    let refusal = board.try_do(&meeting, end(12)).unwrap_err();
    assert_eq!(refusal.reasons.len(), 3);
    assert_eq!(refusal.reasons[2].place, Some(Place::Item(3)));

    board.does(&mut meeting, decide(items[0], approved()));
    board.does(
        &mut meeting,
        decide(items[1], outcome(OutcomeKind::Withdrawn)),
    );
    assert_eq!(board.refused(&meeting, end(12)), ["utan_beslut"]);
    board.does(
        &mut meeting,
        decide(items[2], outcome(OutcomeKind::Tabled { until: None })),
    );
    assert_eq!(meeting.sections_needed(), 2);
    assert_eq!(board.refused(&meeting, end(0)), ["paragraf"]);
    assert_eq!(board.refused(&meeting, end(u32::MAX)), ["paragraf"]);
    board.does(&mut meeting, end(12));
    let sections: Vec<_> = meeting.items.iter().map(|item| item.section).collect();
    assert_eq!(sections, [Some(12), None, Some(13)]);
    assert_eq!(meeting.sections(), Some((12, 13)));
    assert_eq!(decided(&meeting).len(), 3);
}

#[test]
fn a_meeting_ends_after_it_began_and_past_midnight_only_when_that_day_has_come() {
    let mut board = Board::new(3, 0);
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    board.does(&mut meeting, decide(items[0], approved()));
    let at = |text: &str| Action::End {
        ended_at: time(text),
        first_section: 1,
    };
    let evening = [("18:30:00", false), ("18:31:00", true), ("00:20:00", false)];
    let next_day = [
        ("18:30:00", false),
        ("08:10:00", false),
        ("06:00:00", false),
        ("05:59:00", true),
    ];
    for (today, table) in [("2026-03-10", &evening[..]), ("2026-03-11", &next_day[..])] {
        board.today = day(today);
        for (ended_at, may) in table {
            let done = board.try_do(&meeting, at(ended_at));
            assert_eq!(done.is_ok(), *may, "{ended_at} on {today}");
            if let Err(refusal) = done {
                assert_eq!(refusal.reasons[0].rule, "sluttid");
            }
        }
    }
    board.does(&mut meeting, at("00:20:00"));
    assert_eq!(
        minutes(&meeting, &board.body).ended,
        "00.20 den 11 mars 2026"
    );
}

#[test]
fn a_meeting_without_quorum_ends_only_with_everything_withdrawn() {
    let mut board = Board::new(5, 0);
    let (mut meeting, items) = board.open(&["Molntjänst"], 3);
    assert_eq!(
        board.refused(&meeting, decide(items[0], approved())),
        ["beslutsforhet"]
    );
    board.does(
        &mut meeting,
        decide(items[0], outcome(OutcomeKind::Withdrawn)),
    );
    board.does(&mut meeting, end(1));
    assert_eq!(meeting.sections(), None);
}

#[test]
fn who_comes_late_has_no_part_in_what_is_decided_before() {
    let mut board = Board::new(5, 0);
    let (mut meeting, items) = board.open(&["Molntjänst", "Policy"], 1);
    let answers: Vec<_> = board.members[..4]
        .iter()
        .map(|person| (*person, BallotValue::Yes))
        .collect();
    board.does(&mut meeting, decide(items[0], voted(&answers)));
    board.does(&mut meeting, Action::CorrectAttendance(board.roll(0)));
    let late = board.members[4];
    let reserve = |item| Action::Reserve {
        item,
        person: late,
        text: String::new(),
    };
    assert_eq!(board.refused(&meeting, reserve(items[0])), ["reservation"]);
    let five: Vec<_> = board
        .members
        .iter()
        .map(|person| (*person, BallotValue::Yes))
        .collect();
    // Recorded again, it is still a decision of the four.
    assert_eq!(
        board.refused(&meeting, decide(items[0], voted(&five))),
        ["rostratt"]
    );
    board.does(&mut meeting, decide(items[0], voted(&answers)));
    board.does(&mut meeting, decide(items[1], voted(&five)));
    board.does(&mut meeting, reserve(items[1]));
    board.does(&mut meeting, end(12));
    let content = minutes(&meeting, &board.body);
    assert_eq!(crate::meeting::minutes::faults(&content), []);
    assert_eq!(content.members[4].remark, "tjänstgör §\u{a0}13");
    assert_eq!(content.sections[0].took_part.len(), 4);
    assert_eq!(content.sections[1].took_part.len(), 5);

    // Opened anew, an item is decided by those who are there now.
    let (mut meeting, items) = board.open(&["Molntjänst"], 1);
    board.does(&mut meeting, decide(items[0], voted(&answers)));
    board.does(&mut meeting, Action::CorrectAttendance(board.roll(0)));
    board.does(&mut meeting, Action::ReopenItem { item: items[0] });
    assert_eq!(
        board.refused(&meeting, decide(items[0], voted(&answers))),
        ["omrostning"]
    );
    board.does(&mut meeting, decide(items[0], voted(&five)));
}

#[test]
fn who_leaves_is_still_one_of_those_who_decided() {
    let mut board = Board::new(3, 1);
    let (mut meeting, items) = board.open(&["Ett", "Två", "Tre"], 0);
    let [a, b, c] = board.members[..] else {
        panic!()
    };
    let substitute = board.substitutes[0];
    let serving = |replaces| Present {
        serves: true,
        replaces: Some(replaces),
        ..present(substitute)
    };
    let roll = |list: Vec<Present>, chair| {
        Action::CorrectAttendance(RollCall {
            present: list,
            others: Vec::new(),
            chair,
            certifiers: vec![b],
        })
    };
    board.does(&mut meeting, decide(items[0], approved()));
    // The chair leaves, a substitute serves and the third member leads.
    let second = roll(vec![present(b), present(c), serving(a)], c);
    board.does(&mut meeting, second);
    board.does(&mut meeting, decide(items[1], approved()));
    // The certifier leaves, too, and the body has no quorum left: nothing more is decided.
    let third = roll(vec![present(c)], c);
    board.does(&mut meeting, third);
    assert_eq!(
        board.refused(&meeting, decide(items[2], approved())),
        ["beslutsforhet"]
    );
    let withdrawn = outcome(OutcomeKind::Withdrawn);
    board.does(&mut meeting, decide(items[2], withdrawn));
    board.does(&mut meeting, end(12));

    let content = minutes(&meeting, &board.body);
    assert_eq!(crate::meeting::minutes::faults(&content), []);
    let told: Vec<_> = content
        .members
        .iter()
        .chain(&content.serving_substitutes)
        .map(|one| (one.name.as_str(), one.remark.replace('\u{a0}', " ")))
        .collect();
    assert_eq!(
        told,
        [
            ("Ledamot 3 (S)", String::new()),
            (
                "Ledamot 1 (S)",
                "tjänstgör § 12, tjänstgörande ordförande § 12".to_owned()
            ),
            ("Ledamot 2 (M)", String::new()),
            (
                "Ersättare 1 (M)",
                "ersätter Ledamot 1 (S), tjänstgör § 13".to_owned()
            ),
        ]
    );
    assert_eq!(content.sections[0].chair, "Ledamot 1 (S)");
    assert_eq!(content.sections[0].took_part.len(), 3);
    board.does(&mut meeting, Action::SendForCertification);
    let certify: Vec<_> = meeting
        .minutes
        .iter()
        .flat_map(|minutes| &minutes.certifications)
        .map(|one| one.person)
        .collect();
    assert_eq!(certify, [c, a, b]);
}

#[test]
fn minutes_are_frozen_and_sent_to_the_chair_and_the_certifier() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    board.today = day("2026-03-11");
    let sent = board.does(&mut meeting, Action::SendForCertification);
    let minutes = meeting.minutes.as_ref().unwrap();
    assert_eq!((minutes.number, minutes.due), (1, day("2026-03-24")));
    let Effect::Freeze(frozen) = &sent.effects[0] else {
        panic!()
    };
    assert_eq!(frozen.sha256, Digest::of(&frozen.content));
    assert_eq!(frozen.sha256, minutes.sha256);
    assert!(
        matches!(&sent.effects[1], Effect::MakeDocument { document } if document.kind == "protokoll")
    );
    let asked: Vec<_> = sent.effects[2..]
        .iter()
        .map(|effect| match effect {
            Effect::AskForSignOff(asked) => asked,
            other => panic!("{other:?}"),
        })
        .collect();
    let steps: Vec<_> = asked
        .iter()
        .map(|asked| (asked.step.as_str(), asked.recipient))
        .collect();
    assert_eq!(
        steps,
        [
            ("ordforande", board.members[0]),
            ("justerare_1", board.members[1])
        ]
    );
    assert_eq!(asked[0].step_title, "Justering av protokoll, ordförande");
    let reminders = ["2026-03-13", "2026-03-17", "2026-03-20", "2026-03-22"].map(day);
    assert_eq!(asked[0].reminders, reminders);
    assert_eq!(asked[0].due, day("2026-03-24"));
}

#[test]
fn a_decision_that_lost_the_vote_is_not_recorded() {
    let mut board = Board::new(3, 0);
    let (meeting, items) = board.open(&["Molntjänst"], 0);
    let [a, b, c] = board.members[..] else {
        panic!()
    };
    let (yes, no) = (BallotValue::Yes, BallotValue::No);
    let table = [
        ([(a, no), (b, no), (c, yes)], Side::No),
        ([(a, yes), (b, no), (c, yes)], Side::Yes),
        // A tie goes with the chair.
        ([(a, no), (b, yes), (c, BallotValue::Abstains)], Side::No),
        ([(a, yes), (b, no), (c, BallotValue::Abstains)], Side::Yes),
    ];
    for (answers, winner) in table {
        for side in Side::ALL {
            let mut outcome = voted(&answers);
            outcome.vote.as_mut().unwrap().decision_is = side;
            let action = decide(items[0], outcome);
            if side == winner {
                assert!(board.try_do(&meeting, action).is_ok(), "{answers:?}");
            } else {
                assert_eq!(
                    board.refused(&meeting, action),
                    ["omrostningens_utfall"],
                    "{answers:?}"
                );
            }
        }
    }
}

#[test]
fn a_body_that_certifies_by_link_does_not_certify_on_paper() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    let refusal = board
        .try_do(&meeting, Action::PrintForCertification)
        .unwrap_err();
    let source = refusal.reasons[0].source.as_deref();
    assert_eq!(source, Some("KL 5:69; Arbetsordning för fullmäktige § 31"));
    board.does(&mut meeting, Action::SendForCertification);
    let on_paper = Action::RecordCertification {
        person: board.members[0],
        sign_off: None,
        answer: CertificationAnswer::Certifies,
        on: meeting_day(),
    };
    assert_eq!(board.refused(&meeting, on_paper), ["justering"]);
}

#[test]
fn a_body_that_certifies_on_paper_is_not_sent_links() {
    let mut board = Board::new(3, 0);
    board.body.rules.certification.assurance = None;
    let mut meeting = board.held(&["Molntjänst"]);
    let refusal = board
        .try_do(&meeting, Action::SendForCertification)
        .unwrap_err();
    let source = refusal.reasons[0].source.as_deref();
    assert_eq!(source, Some("KL 5:69; Arbetsordning för fullmäktige § 31"));
    let printed = board.does(&mut meeting, Action::PrintForCertification);
    assert_eq!(printed.effects.len(), 2);
    certify_all(&mut board, &mut meeting, meeting_day());
    assert_eq!(meeting.phase, MeetingPhase::Certified);
}

#[test]
fn certifying_is_done_by_link_by_those_asked_and_not_before_the_meeting() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    board.does(&mut meeting, Action::SendForCertification);
    let [a, b, c] = board.members[..] else {
        panic!()
    };
    let by_hand = |person| Action::RecordCertification {
        person,
        sign_off: None,
        answer: CertificationAnswer::Certifies,
        on: meeting_day(),
    };
    assert_eq!(board.refused(&meeting, by_hand(a)), ["justering"]);
    assert_eq!(
        board.try_do(&meeting, by_hand(c)).unwrap_err().kind,
        RefusalKind::NotFound
    );
    for wrong in ["2026-03-09", "2026-03-11"] {
        let action = certify(&meeting, a, CertificationAnswer::Certifies, day(wrong));
        assert_eq!(board.refused(&meeting, action), ["dag"]);
    }
    let first = certify(&meeting, a, CertificationAnswer::Certifies, meeting_day());
    board.does(&mut meeting, first.clone());
    assert_eq!(meeting.phase, MeetingPhase::Certifying);
    assert_eq!(
        board.try_do(&meeting, first).unwrap_err().kind,
        RefusalKind::Changed
    );
    let second = certify(&meeting, b, CertificationAnswer::Certifies, meeting_day());
    let last = board.does(&mut meeting, second);
    assert_eq!(meeting.phase, MeetingPhase::Certified);
    let notice = Notice::MinutesCertified {
        meeting: meeting.id,
        announce_latest: day("2026-03-12"),
    };
    let [told, Effect::MakeDocument { document }] = last.effects.as_slice() else {
        panic!("{:?}", last.effects);
    };
    let person = board.secretary;
    assert_eq!(*told, Effect::Tell { person, notice });
    let excerpt = document.excerpt.as_ref().unwrap();
    assert_eq!(excerpt.certified_on, meeting_day());
    assert_eq!(document.of, Subject::Minutes(meeting.id));
}

#[test]
fn the_fourteenth_day_is_in_time_and_the_fifteenth_is_said_to_be_late() {
    for (on, is_late) in [("2026-03-24", false), ("2026-03-25", true)] {
        let mut board = Board::new(3, 0);
        let mut meeting = board.held(&["Molntjänst"]);
        board.does(&mut meeting, Action::SendForCertification);
        board.today = day(on);
        let chair = board.members[0];
        let action = certify(&meeting, chair, CertificationAnswer::Certifies, day(on));
        let outcome = board.does(&mut meeting, action);
        assert_eq!(
            outcome.entries[0].summary.contains("KL 5:69"),
            is_late,
            "{on}"
        );
    }
}

#[test]
fn an_objection_brings_the_minutes_back_and_is_noted_in_the_next_version() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    board.does(&mut meeting, Action::SendForCertification);
    let before = meeting.minutes.clone().unwrap();
    let [a, b, _] = board.members[..] else {
        panic!()
    };
    let words = CertificationAnswer::Objects {
        words: "Mitt yrkande saknas i § 12.".into(),
    };
    let empty = CertificationAnswer::Objects { words: " ".into() };
    assert_eq!(
        board.refused(&meeting, certify(&meeting, b, empty, meeting_day())),
        ["invandning"]
    );
    let object = certify(&meeting, b, words, meeting_day());
    let objected = board.does(&mut meeting, object);
    assert_eq!(meeting.phase, MeetingPhase::Held);
    let close = Effect::CloseSignOff {
        sign_off: before.certifications[0].sign_off.unwrap(),
        because: Closing::Superseded,
    };
    assert_eq!(objected.effects[0], close);
    let told: Vec<_> = objected.effects[1..]
        .iter()
        .map(|effect| match effect {
            Effect::Tell { person, .. } => *person,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [board.secretary, a]);

    let sent = board.does(&mut meeting, Action::SendForCertification);
    let minutes = meeting.minutes.clone().unwrap();
    assert_eq!(minutes.number, 2);
    assert_ne!(minutes.sha256, before.sha256);
    let Effect::Freeze(frozen) = &sent.effects[0] else {
        panic!()
    };
    assert!(frozen.content.contains("Mitt yrkande saknas i § 12."));
    assert!(
        minutes
            .certifications
            .iter()
            .all(|one| one.state == CertificationState::Waiting)
    );
    assert_eq!(minutes.certifications[0].person, a);
}

#[test]
fn the_text_of_the_minutes_is_corrected_after_the_meeting_and_the_decision_is_not() {
    let mut board = Board::new(3, 0);
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    let item = items[0];
    board.does(&mut meeting, decide(item, approved()));
    let with = |outcome: ItemOutcome, reason: &str| Action::CorrectItem {
        item,
        outcome,
        summary: "Det här hände i stället.".into(),
        reason: reason.into(),
    };
    let mut right = approved();
    right.motions = vec![Motion {
        by: board.members[1],
        party: String::new(),
        kind: MotionKind::Reject,
        text: String::new(),
        withdrawn: false,
    }];
    let corrected = with(right.clone(), "Yrkandet saknades.");
    assert_eq!(board.refused(&meeting, corrected.clone()), ["ordning"]);
    board.does(&mut meeting, end(12));
    let other_points = ItemOutcome {
        points: vec!["Något annat.".into()],
        ..outcome(OutcomeKind::ApprovedWithChange)
    };
    assert_eq!(board.refused(&meeting, with(right.clone(), " ")), ["skal"]);
    for other in [outcome(OutcomeKind::Rejected), other_points] {
        assert_eq!(board.refused(&meeting, with(other, "Fel.")), ["beslut"]);
    }
    // The rules of the evening still hold.
    let mut by_stranger = right.clone();
    by_stranger.motions[0].by = board.secretary;
    assert_eq!(
        board.refused(&meeting, with(by_stranger, "Fel.")),
        ["yrkande"]
    );

    board.does(&mut meeting, Action::SendForCertification);
    assert_eq!(board.refused(&meeting, corrected.clone()), ["ordning"]);
    let words = CertificationAnswer::Objects {
        words: "Mitt yrkande saknas i § 12.".into(),
    };
    let object = certify(&meeting, board.members[1], words, meeting_day());
    board.does(&mut meeting, object);
    let before = decided(&meeting);
    let done = board.does(&mut meeting, corrected);
    let details = &done.entries[0].details;
    assert_eq!(
        details["before"]["outcome"]["motions"],
        serde_json::json!([])
    );
    assert_eq!(details["before"]["summary"], "Det här har hänt.");
    assert_eq!(details["after"]["outcome"]["motions"][0]["kind"], "reject");
    let after = decided(&meeting);
    assert_eq!(
        (
            &after[0].outcome.kind,
            &after[0].outcome.points,
            after[0].section
        ),
        (
            &before[0].outcome.kind,
            &before[0].outcome.points,
            before[0].section
        )
    );
    let content = minutes(&meeting, &board.body);
    assert_eq!(content.sections[0].motions.len(), 1);
    assert_eq!(content.sections[0].summary, "Det här hände i stället.");
    board.does(&mut meeting, Action::SendForCertification);
}

#[test]
fn minutes_are_recalled_with_a_reason_and_a_certifier_replaced() {
    let mut board = Board::new(4, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    let [a, b, c, _] = board.members[..] else {
        panic!()
    };
    let replace = |from, to, reason: &str| Action::ReplaceCertifier {
        from,
        to,
        reason: reason.into(),
    };
    board.does(&mut meeting, Action::SendForCertification);
    assert_eq!(board.refused(&meeting, replace(b, c, "Sjuk.")), ["ordning"]);
    assert_eq!(
        board.refused(
            &meeting,
            Action::RecallMinutes {
                reason: String::new()
            }
        ),
        ["skal"]
    );
    let recalled = board.does(
        &mut meeting,
        Action::RecallMinutes {
            reason: "Justeraren är sjuk.".into(),
        },
    );
    assert_eq!(recalled.effects.len(), 2);
    assert_eq!(board.refused(&meeting, replace(b, c, " ")), ["skal"]);
    assert_eq!(
        board.refused(&meeting, replace(b, a, "Sjuk.")),
        ["justerare"]
    );
    assert_eq!(
        board.refused(&meeting, replace(b, b, "Sjuk.")),
        ["justerare"]
    );
    board.does(&mut meeting, replace(b, c, "Sjuk; utsedd av nämnden."));
    assert_eq!(meeting.certifiers, [c]);
    board.does(&mut meeting, Action::SendForCertification);
}

#[test]
fn who_led_a_section_certifies_it() {
    let mut board = Board::new(5, 0);
    let (mut meeting, items) = board.open(&["Ett", "Två"], 0);
    let [a, b, c, ..] = board.members[..] else {
        panic!()
    };
    let disqualify = |person, acting_chair| Action::Disqualify {
        item: items[1],
        person,
        ground: "Äger del i leverantören.".into(),
        substitute: None,
        acting_chair,
    };
    board.does(&mut meeting, disqualify(a, Some(c)));
    board.does(&mut meeting, disqualify(b, None));
    for item in &items {
        board.does(&mut meeting, decide(*item, approved()));
    }
    board.does(&mut meeting, end(12));
    let sent = board.does(&mut meeting, Action::SendForCertification);
    let titles: Vec<_> = meeting
        .minutes
        .iter()
        .flat_map(|minutes| &minutes.certifications)
        .map(|one| (one.title.as_str(), one.person))
        .collect();
    assert_eq!(
        titles,
        [
            ("Ordförande", a),
            ("Tjänstgörande ordförande §\u{a0}13", c),
            ("Justerare", b)
        ]
    );
    assert!(
        sent.entries[0]
            .summary
            .contains("Ledamot 2 (M) var jävig i §\u{a0}13"),
        "{}",
        sent.entries[0].summary
    );
}

#[test]
fn the_notice_goes_up_after_the_certification_and_down_after_the_time_to_appeal() {
    let mut board = Board::new(3, 0);
    let mut meeting = board.held(&["Molntjänst"]);
    assert_eq!(
        board.refused(&meeting, Action::Announce { on: meeting_day() }),
        ["ordning"]
    );
    board.does(&mut meeting, Action::SendForCertification);
    board.today = day("2026-03-12");
    certify_all(&mut board, &mut meeting, day("2026-03-12"));

    board.today = day("2026-03-15");
    for (on, rule) in [("2026-03-11", "dag"), ("2026-03-16", "dag")] {
        assert_eq!(
            board.refused(&meeting, Action::Announce { on: day(on) }),
            [rule]
        );
    }
    for (on, is_late) in [
        ("2026-03-12", false),
        ("2026-03-14", false),
        ("2026-03-15", true),
    ] {
        let announced = board
            .try_do(&meeting, Action::Announce { on: day(on) })
            .unwrap();
        assert_eq!(
            announced.entries[0].summary.contains("KL 8:12"),
            is_late,
            "{on}"
        );
    }
    board.does(
        &mut meeting,
        Action::Announce {
            on: day("2026-03-12"),
        },
    );
    let notice = meeting.minutes.as_ref().unwrap().notice.clone().unwrap();
    assert_eq!(notice.last_appeal_day, day("2026-04-02"));
    assert_eq!(notice.down_earliest, day("2026-04-03"));
    assert_eq!(notice.legal_force, day("2026-04-03"));

    board.today = day("2026-04-02");
    assert_eq!(
        board.refused(
            &meeting,
            Action::TakeDown {
                on: day("2026-04-02")
            }
        ),
        ["anslag"]
    );
    assert_eq!(
        board.refused(
            &meeting,
            Action::TakeDown {
                on: day("2026-04-03")
            }
        ),
        ["dag"]
    );
    board.today = day("2026-04-03");
    board.does(
        &mut meeting,
        Action::TakeDown {
            on: day("2026-04-03"),
        },
    );
    assert_eq!(meeting.phase, MeetingPhase::Closed);
}

#[test]
fn the_state_is_read_back_as_it_was_written() {
    let mut board = Board::new(3, 1);
    let mut meeting = board.held(&["Molntjänst", "Policy"]);
    board.does(&mut meeting, Action::SendForCertification);
    let written = serde_json::to_string(&meeting).unwrap();
    assert_eq!(serde_json::from_str::<Meeting>(&written).unwrap(), meeting);
}
