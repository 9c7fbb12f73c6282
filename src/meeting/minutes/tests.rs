use super::*;
use crate::{
    domain::digest::canonical_json,
    meeting::{
        act::Action,
        outcome::{BallotValue as B, Motion, MotionKind, Note, OutcomeKind, Reservation},
        samples::{Board, approved, outcome, time, voted},
    },
};

fn motion(by: PersonId, kind: MotionKind, text: &str) -> Motion {
    Motion {
        by,
        party: String::new(),
        kind,
        text: text.into(),
        withdrawn: false,
    }
}

/// The minutes of an evening with one item and this outcome.
fn evening(board: &mut Board, outcome: ItemOutcome) -> MinutesContent {
    let (mut meeting, items) = board.open(&["Molntjänst"], 0);
    board.does(
        &mut meeting,
        Action::DecideItem {
            item: items[0],
            outcome,
        },
    );
    board.does(
        &mut meeting,
        Action::End {
            ended_at: time("20:05:00"),
            first_section: 12,
        },
    );
    let content = minutes(&meeting, &board.body);
    assert_eq!(faults(&content), []);
    content
}

/// The sentences with plain spaces, as they are easiest to compare.
fn process(content: &MinutesContent) -> Vec<String> {
    content.sections[0]
        .process
        .iter()
        .map(|told| told.replace('\u{a0}', " "))
        .collect()
}

#[test]
fn one_proposal_is_tried_and_found_approved() {
    let mut board = Board::new(3, 0);
    let content = evening(&mut board, approved());
    assert_eq!(
        process(&content),
        [
            "Ordföranden prövar förslaget till beslut och finner att kommunstyrelsen bifaller förslaget."
        ]
    );
    let section = &content.sections[0];
    assert_eq!(section.decision, section.proposal);
    assert_eq!(
        section.took_part,
        ["Ledamot 1 (S)", "Ledamot 2 (M)", "Ledamot 3 (S)"]
    );
    assert_eq!(content.sections_covered, "§\u{a0}12");
    assert_eq!(
        (content.began.as_str(), content.ended.as_str()),
        ("18.30", "20.05")
    );
}

#[test]
fn motions_are_put_against_each_other_and_the_withdrawn_left_out() {
    let mut board = Board::new(5, 0);
    let [_, b, c, d, _] = board.members[..] else {
        panic!()
    };
    let mut rejected = outcome(OutcomeKind::Rejected);
    let mut taken_back = motion(d, MotionKind::Table, "");
    taken_back.withdrawn = true;
    rejected.motions = vec![
        motion(b, MotionKind::Approve, ""),
        Motion {
            party: "V och MP".into(),
            ..motion(c, MotionKind::Reject, "")
        },
        taken_back,
        motion(d, MotionKind::ReferBack, "Kostnaden ska utredas."),
    ];
    rejected.reservations = vec![Reservation {
        by: b,
        text: "Tjänsten behövs.".into(),
    }];
    rejected.notes = vec![Note {
        by: d,
        text: "Vi hade velat veta mer.".into(),
    }];
    let content = evening(&mut board, rejected);
    let section = &content.sections[0];
    assert_eq!(
        section.motions,
        [
            "Ledamot 2 (M) yrkar bifall till förslaget till beslut.",
            "Ledamot 3 (S) för V och MP yrkar avslag på förslaget till beslut.",
            "Ledamot 4 (M) yrkar att ärendet återremitteras: Kostnaden ska utredas.",
        ]
    );
    assert_eq!(
        section.order,
        [
            "yrkandet om återremiss från Ledamot 4 (M)",
            "förslaget till beslut",
            "yrkandet om avslag från Ledamot 3 (S)",
        ]
    );
    assert_eq!(
        process(&content),
        [
            "Ordföranden ställer först yrkandet om återremiss från Ledamot 4 (M) mot att ärendet \
             avgörs vid sammanträdet. Ordföranden finner att kommunstyrelsen avgör ärendet vid \
             sammanträdet.",
            "Ordföranden ställer förslaget till beslut och yrkandet om avslag från Ledamot 3 (S) \
             mot varandra och finner att kommunstyrelsen avslår förslaget.",
        ]
    );
    assert_eq!(
        section.reservations[0].sentence,
        "Ledamot 2 (M) reserverar sig mot beslutet."
    );
    assert_eq!(section.notes[0].text, "Vi hade velat veta mer.");
}

#[test]
fn a_vote_is_told_with_its_meaning_its_names_and_the_casting_vote_only_on_a_tie() {
    let mut board = Board::new(5, 0);
    let [a, b, c, d, e] = board.members[..] else {
        panic!()
    };
    let mut tie = voted(&[
        (a, B::No),
        (b, B::Yes),
        (c, B::Yes),
        (d, B::No),
        (e, B::Abstains),
    ]);
    tie.vote.as_mut().unwrap().decision_is = Side::No;
    let content = evening(
        &mut board,
        ItemOutcome {
            kind: OutcomeKind::Rejected,
            ..tie
        },
    );
    let told = process(&content);
    assert_eq!(
        told[1..],
        [
            "Omröstning begärs och genomförs. Ja-röst innebär bifall till förslaget. Nej-röst \
             innebär avslag på förslaget.",
            "Rösterna faller lika, 2 ja-röster mot 2 nej-röster (1 avstår). Kommunstyrelsen beslutar \
             med ordförandens utslagsröst: avslag på förslaget.",
        ]
    );
    let rows = &content.sections[0].vote.as_ref().unwrap().rows;
    assert_eq!(
        (rows[4].name.as_str(), rows[4].answer.as_str()),
        ("Ledamot 5 (S)", "avstår")
    );

    let mut board = Board::new(3, 0);
    let [a, b, c] = board.members[..] else {
        panic!()
    };
    let content = evening(&mut board, voted(&[(a, B::Yes), (b, B::No), (c, B::Yes)]));
    assert_eq!(
        process(&content)[2],
        "Med 2 ja-röster mot 1 nej-röst beslutar kommunstyrelsen: bifall till förslaget."
    );
}

#[test]
fn who_was_out_of_the_room_or_stood_aside_is_told_where_it_happened() {
    let mut board = Board::new(5, 1);
    let (mut meeting, items) = board.open(&["Ett", "Två"], 0);
    let [a, _, _, _, e] = board.members[..] else {
        panic!()
    };
    let disqualify = Action::Disqualify {
        item: items[1],
        person: a,
        ground: "Äger del i leverantören.".into(),
        substitute: Some(board.substitutes[0]),
        acting_chair: None,
    };
    board.does(&mut meeting, disqualify);
    let aside = ItemOutcome {
        took_no_part: vec![e],
        ..approved()
    };
    board.does(
        &mut meeting,
        Action::DecideItem {
            item: items[0],
            outcome: aside,
        },
    );
    board.does(
        &mut meeting,
        Action::DecideItem {
            item: items[1],
            outcome: approved(),
        },
    );
    board.does(
        &mut meeting,
        Action::End {
            ended_at: time("20:05:00"),
            first_section: 12,
        },
    );
    let content = minutes(&meeting, &board.body);
    assert_eq!(faults(&content), []);
    let remark = |participant: &Participant| participant.remark.replace('\u{a0}', " ");
    assert_eq!(remark(&content.members[0]), "ej § 13 (jäv)");
    assert_eq!(remark(&content.members[1]), "tjänstgörande ordförande § 13");
    assert_eq!(
        remark(&content.serving_substitutes[0]),
        "tjänstgör för Ledamot 1 (S) § 13"
    );
    assert_eq!(content.sections[0].took_no_part, ["Ledamot 5 (S)"]);
    assert_eq!(
        content.sections[0].process[1],
        "Ledamot 5 (S) deltar inte i beslutet."
    );
    assert_eq!(content.sections[1].chair, "Ledamot 2 (M)");
    assert!(
        !content.sections[1]
            .took_part
            .contains(&"Ledamot 1 (S)".to_owned())
    );
    assert_eq!(
        content.sections[1].disqualified,
        [
            "Ledamot 1 (S) deltar inte i ärendet på grund av jäv. Ersättare 1 (M) tjänstgör i stället."
        ]
    );
}

type Damage = fn(&mut SectionContent);

#[test]
fn each_of_the_six_points_is_missed_when_it_is_not_there() {
    let mut board = Board::new(3, 0);
    let [a, b, c] = board.members[..] else {
        panic!()
    };
    let mut outcome = voted(&[(a, B::Yes), (b, B::No), (c, B::Yes)]);
    outcome.reservations = vec![Reservation {
        by: b,
        text: String::new(),
    }];
    let good = evening(&mut board, outcome);
    let damages: [(&str, Damage); 7] = [
        ("KL 5:67 p. 1", |section| section.proposal[0].clear()),
        ("KL 5:67 p. 2", |section| section.order.clear()),
        ("KL 5:67 p. 2", |section| section.process.clear()),
        ("KL 5:67 p. 3", |section| {
            section.vote.as_mut().unwrap().yes += 1;
        }),
        ("KL 5:67 p. 4", |section| section.decision.clear()),
        ("KL 5:67 p. 5", |section| section.took_part.clear()),
        ("KL 5:67 p. 6", |section| {
            section.reservations[0].by = "Någon annan".into();
        }),
    ];
    for (source, damage) in damages {
        let mut content = good.clone();
        damage(&mut content.sections[0]);
        let found: Vec<_> = faults(&content)
            .into_iter()
            .filter_map(|fault| fault.source)
            .collect();
        assert!(found.contains(&source.to_owned()), "{source}: {found:?}");
    }
    let mut content = good.clone();
    content.members.clear();
    content.chair.clear();
    assert_eq!(faults(&content).len(), 2);
}

#[test]
fn the_same_meeting_gives_the_same_text_and_is_read_back() {
    let mut board = Board::new(3, 1);
    let meeting = board.held(&["Molntjänst", "Policy"]);
    let content = minutes(&meeting, &board.body);
    let text = canonical_json(&content).unwrap();
    assert_eq!(
        text,
        canonical_json(&minutes(&meeting, &board.body)).unwrap()
    );
    assert_eq!(
        serde_json::from_str::<MinutesContent>(&text).unwrap(),
        content
    );
}
