//! Rounds and inquiries, each rule with the case that is refused.

use super::{
    act::{Action, Done, Facts, Happened, Reply, act},
    overview::{Standing, standing, unanswered},
    reading::Typed,
    round::{Asked, NewRound, Started, close, start},
    state::{Inquiry, Item, Round},
    taking::take_in,
};
use crate::{
    domain::{
        digest::Digest,
        entropy::Entropy,
        identifiers::{FormNonce, Identifier as _, PersonId},
        refusal::{Refusal, RefusalKind},
    },
    signoff::link::{LinkKeys, token},
    workflow::{
        collection::{Collection, Question, Recipients},
        definition::Workdays,
        value::{Column, Count, FieldType, Row, Value},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn question(key: &str, kind: FieldType, optional: bool) -> Question {
    Question {
        key: key.parse().unwrap(),
        title: key.to_owned(),
        help: None,
        kind,
        optional,
    }
}

fn collection() -> Collection {
    Collection {
        key: "dso".parse().unwrap(),
        title: "Kontroll".to_owned(),
        help: None,
        to: Recipients::Bodies,
        deadline: Workdays(10),
        remind: vec![Workdays(-3), Workdays(0), Workdays(-30)],
        questions: vec![
            question("hur", FieldType::Richtext, false),
            question("antal", FieldType::Count, false),
            question("samtycke", FieldType::Bool, true),
        ],
        into: None,
        opens: None,
    }
}

fn asked(name: &str, number: u128) -> Asked {
    Asked {
        answers_for: name.to_owned(),
        body: None,
        person: person(number),
        address: format!("{number}@exempelby.se"),
        items: Vec::new(),
    }
}

/// Monday 2 March 2026, and seven committees that are asked.
struct Bench {
    round: Round,
    inquiries: Vec<Inquiry>,
    keys: LinkKeys,
    now: DateTime<Utc>,
    active: bool,
    secret: bool,
    drawn: u8,
}

impl Bench {
    fn new() -> Self {
        let now = at("2026-03-02T08:00:00Z");
        let mut entropy = Entropy::new(now, [1; 32]);
        let collection = collection();
        let new = NewRound {
            id: entropy.id(),
            matter: entropy.id(),
            collection: &collection,
            asked: (1..=7)
                .map(|number| asked(&format!("Nämnd {number}"), number))
                .collect(),
            not_asked: vec!["Valnämnden".to_owned()],
            by: person(99),
            at: now,
        };
        let Started {
            round, inquiries, ..
        } = start(new, &mut entropy).unwrap();
        let mut bench = Self {
            round,
            inquiries,
            keys: LinkKeys::single(1, [7; 32]),
            now,
            active: true,
            secret: false,
            drawn: 1,
        };
        for at in 0..7 {
            assert_eq!(bench.act(at, Action::Issue).unwrap(), Happened::LinkMade);
        }
        bench
    }

    fn act(&mut self, at: usize, action: Action) -> Result<Happened, Refusal> {
        self.drawn += 1;
        let mut entropy = Entropy::new(self.now, [self.drawn; 32]);
        let facts = Facts {
            now: self.now,
            by: Some(person(99)),
            round: &self.round,
            keys: &self.keys,
            link_lifetime_days: 14,
            recipient_active: self.active,
            secret: self.secret,
        };
        let Done {
            state,
            entries,
            result,
        } = act(&self.inquiries[at], action, &facts, &mut entropy)?;
        let told = !entries.is_empty();
        assert!(
            told || matches!(
                result,
                Happened::Saved | Happened::AlreadyAnswered(_) | Happened::Noted
            ),
            "what matters is in the journal"
        );
        self.inquiries[at] = state;
        Ok(result)
    }

    fn reply(&self, at: usize, hur: &str, antal: &str) -> Reply {
        let inquiry = &self.inquiries[at];
        Reply {
            typed: typed(hur, antal),
            seen: inquiry.draft.version,
            ready: true,
            form: FormNonce::from_uuid(Uuid::from_u128(u128::from(self.drawn))),
            link: inquiry.links.last().map(|link| link.id),
        }
    }

    fn answers(&mut self, at: usize) -> Result<Happened, Refusal> {
        let reply = self.reply(at, "Så här", "5");
        self.act(at, Action::Send(reply))
    }
}

fn typed(hur: &str, antal: &str) -> Typed {
    let pairs = [("hur", hur), ("antal", antal)];
    let filled = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    vec![
        filled
            .map(|(key, text)| (key.parse().unwrap(), text.to_owned()))
            .collect(),
    ]
}

#[test]
fn the_days_are_working_days_and_those_that_have_passed_remind_nobody() {
    let round = Bench::new().round;
    assert_eq!(round.due.to_string(), "2026-03-16");
    let days: Vec<String> = round.reminders.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-03-11", "2026-03-16"]);
}

#[test]
fn nobody_to_ask_is_no_round() {
    let collection = collection();
    let now = at("2026-03-02T08:00:00Z");
    let mut entropy = Entropy::new(now, [1; 32]);
    let new = NewRound {
        id: entropy.id(),
        matter: entropy.id(),
        collection: &collection,
        asked: Vec::new(),
        not_asked: Vec::new(),
        by: person(1),
        at: now,
    };
    assert_eq!(
        start(new, &mut entropy).unwrap_err().kind,
        RefusalKind::Invalid
    );
}

#[test]
fn six_of_seven_leave_one_to_remind() {
    let mut bench = Bench::new();
    for at in 0..6 {
        bench.answers(at).unwrap();
    }
    let missing: Vec<&str> = unanswered(&bench.inquiries)
        .map(|one| one.answers_for.as_str())
        .collect();
    assert_eq!(missing, ["Nämnd 7"]);
    for (day, expected) in [
        ("2026-03-16", Standing::Waiting),
        ("2026-03-17", Standing::Overdue),
    ] {
        let day = day.parse().unwrap();
        assert_eq!(standing(&bench.round, &bench.inquiries[6], day), expected);
    }
}

#[test]
fn an_answer_on_the_last_day_is_in_time_and_the_day_after_late() {
    for (now, late) in [
        ("2026-03-16T22:59:59Z", false),
        ("2026-03-16T23:00:00Z", true),
    ] {
        let mut bench = Bench::new();
        bench.now = at(now);
        bench.answers(0).unwrap();
        assert_eq!(bench.inquiries[0].answers[0].late, late, "{now}");
    }
}

#[test]
fn a_correction_keeps_the_version_before_and_does_not_make_the_answer_late() {
    let mut bench = Bench::new();
    bench.answers(0).unwrap();
    bench.now += TimeDelta::days(60);
    let reply = bench.reply(0, "Annat", "Ca 6");
    // The link is dead by now; signed in it goes.
    assert_eq!(
        bench.act(0, Action::Send(reply.clone())).unwrap_err().kind,
        RefusalKind::Changed
    );
    let reply = Reply {
        link: None,
        ..reply
    };
    assert_eq!(
        bench.act(0, Action::Send(reply)).unwrap(),
        Happened::Answered(2)
    );
    assert_eq!(bench.inquiries[0].answers.len(), 2);
    let today = "2026-05-23".parse().unwrap();
    assert_eq!(
        standing(&bench.round, &bench.inquiries[0], today),
        Standing::Answered
    );
}

#[test]
fn the_same_form_sent_again_gets_the_same_number() {
    let mut bench = Bench::new();
    let reply = bench.reply(0, "Så", "1");
    assert_eq!(
        bench.act(0, Action::Send(reply.clone())).unwrap(),
        Happened::Answered(1)
    );
    assert_eq!(
        bench.act(0, Action::Send(reply)).unwrap(),
        Happened::AlreadyAnswered(1)
    );
    assert_eq!(bench.inquiries[0].answers.len(), 1);
}

#[test]
fn every_reason_against_an_answer_is_told_at_once() {
    let mut bench = Bench::new();
    let reply = Reply {
        ready: false,
        ..bench.reply(0, "", "några")
    };
    let refusal = bench.act(0, Action::Send(reply)).unwrap_err();
    assert_eq!(refusal.reasons.len(), 3, "{refusal:#?}");
    assert!(bench.inquiries[0].answers.is_empty());
}

#[test]
fn what_is_refused_and_why() {
    type Prepare = fn(&mut Bench);
    let cases: [(&str, Prepare, RefusalKind); 4] = [
        (
            "closed",
            |bench| {
                let (round, _) = close(&bench.round, 7, person(9), bench.now).unwrap();
                bench.round = round;
            },
            RefusalKind::Changed,
        ),
        ("left", |bench| bench.active = false, RefusalKind::Forbidden),
        (
            "secret",
            |bench| bench.secret = true,
            RefusalKind::Forbidden,
        ),
        (
            "saved in another window",
            |bench| {
                let typed = typed("x", "");
                bench
                    .act(
                        0,
                        Action::Save {
                            typed,
                            seen: 0,
                            link: None,
                        },
                    )
                    .unwrap();
                bench.inquiries[0].draft.version = 7;
            },
            RefusalKind::Changed,
        ),
    ];
    for (what, prepare, kind) in cases {
        let mut bench = Bench::new();
        let reply = bench.reply(0, "Så", "1");
        prepare(&mut bench);
        assert_eq!(
            bench.act(0, Action::Send(reply)).unwrap_err().kind,
            kind,
            "{what}"
        );
        assert!(bench.inquiries[0].answers.is_empty(), "{what}");
    }
}

#[test]
fn a_round_is_closed_once() {
    let bench = Bench::new();
    let (closed, entry) = close(&bench.round, 1, person(9), bench.now).unwrap();
    assert!(entry.summary.contains("1 svar saknas"), "{}", entry.summary);
    assert!(close(&closed, 1, person(9), bench.now).is_err());
}

#[test]
fn a_new_link_kills_the_old_and_may_be_asked_for_every_ten_minutes() {
    let mut bench = Bench::new();
    let old = bench.inquiries[0].links[0].clone();
    assert!(token(&old, &bench.inquiries[0], &bench.keys).is_some());
    bench.now += TimeDelta::minutes(9);
    assert!(bench.act(0, Action::Reissue).is_err());
    bench.now += TimeDelta::minutes(1);
    bench.act(0, Action::Reissue).unwrap();
    let dead = &bench.inquiries[0].links[0];
    assert!(token(dead, &bench.inquiries[0], &bench.keys).is_none());
    let reply = Reply {
        link: Some(old.id),
        ..bench.reply(0, "Så", "1")
    };
    assert_eq!(
        bench.act(0, Action::Send(reply)).unwrap_err().kind,
        RefusalKind::Changed
    );
}

/// What becomes of the link that the first letter held, and whether it saves and renews after that.
#[test]
fn a_dead_link_saves_nothing_and_renews_only_what_is_still_its_own() {
    type Happens = fn(&mut Bench);
    let cases: [(&str, Happens, bool, bool); 7] = [
        ("live", |_| {}, true, true),
        (
            "expired",
            |bench| bench.now += TimeDelta::days(60),
            false,
            true,
        ),
        (
            "reissued",
            |bench| {
                bench.act(0, Action::Reissue).unwrap();
            },
            false,
            true,
        ),
        (
            "address changed",
            |bench| {
                bench.act(0, to_another_address()).unwrap();
            },
            false,
            false,
        ),
        (
            "reassigned",
            |bench| {
                bench.act(0, to_another_person()).unwrap();
            },
            false,
            false,
        ),
        (
            "reissued, then reassigned",
            |bench| {
                bench.act(0, Action::Reissue).unwrap();
                bench.act(0, to_another_person()).unwrap();
            },
            false,
            false,
        ),
        ("secret", |bench| bench.secret = true, false, true),
    ];
    for (what, happens, saves, renews) in cases {
        let mut bench = Bench::new();
        let link = bench.inquiries[0].links[0].id;
        bench.now += TimeDelta::hours(1);
        happens(&mut bench);
        let save = Action::Save {
            typed: typed("Min text", ""),
            seen: 0,
            link: Some(link),
        };
        assert_eq!(bench.act(0, save).is_ok(), saves, "{what}");
        assert_eq!(bench.inquiries[0].draft.version, u32::from(saves), "{what}");
        bench.now += TimeDelta::hours(1);
        let renewed = bench.act(0, Action::AskForNewLink(link));
        assert_eq!(renewed.is_ok(), renews, "{what}: {renewed:?}");
    }
}

fn to_another_person() -> Action {
    Action::Reassign {
        person: person(50),
        address: "b@exempelby.se".to_owned(),
    }
}

fn to_another_address() -> Action {
    Action::ChangeAddress {
        address: "ny@exempelby.se".to_owned(),
    }
}

#[test]
fn the_links_of_a_closed_round_end_with_the_address_and_none_are_made() {
    for act in [to_another_address(), Action::RecipientLeft] {
        let mut bench = Bench::new();
        bench.answers(0).unwrap();
        let (closed, _) = close(&bench.round, 6, person(9), bench.now).unwrap();
        bench.round = closed;
        let same = bench.inquiries[0].address.clone();
        bench
            .act(0, Action::ChangeAddress { address: same })
            .unwrap();
        assert!(bench.inquiries[0].live_link(bench.now).is_some());
        bench.act(0, act.clone()).unwrap();
        assert!(bench.inquiries[0].live_link(bench.now).is_none());
        assert_eq!(bench.inquiries[0].links.len(), 1);
    }
}

#[test]
fn feedback_needs_an_answer_and_words() {
    let mut bench = Bench::new();
    let say = |text: &str| Action::GiveFeedback {
        text: text.to_owned(),
        asks_for: String::new(),
    };
    assert!(bench.act(0, say("Bra")).is_err());
    bench.answers(0).unwrap();
    assert!(bench.act(0, say("  ")).is_err());
    assert_eq!(bench.act(0, say("Bra")).unwrap(), Happened::FeedbackGiven);
}

#[test]
fn an_activity_that_is_done_shows_it() {
    let mut bench = Bench::new();
    let status = FieldType::Enum {
        choices: vec![crate::workflow::value::Choice {
            key: "genomford".parse().unwrap(),
            title: "Genomförd".to_owned(),
        }],
    };
    bench.round.questions = vec![
        question("status", status, false),
        question("bevis", FieldType::Text, true),
    ];
    bench.inquiries[0].items = vec![Item {
        title: "Utbildning".to_owned(),
        row: Row::from([(
            "aktivitet".parse().unwrap(),
            Value::Text("Utbildning".to_owned()),
        )]),
    }];
    let send = |pairs: &[(&str, &str)], bench: &Bench| {
        let item: BTreeMap<_, _> = pairs
            .iter()
            .map(|(key, text)| (key.parse().unwrap(), (*text).to_owned()))
            .collect();
        Action::Send(Reply {
            typed: vec![item],
            ..bench.reply(0, "", "")
        })
    };
    let without = send(&[("status", "genomford")], &bench);
    assert!(bench.act(0, without).is_err());
    let with = send(&[("status", "genomford"), ("bevis", "Intyg")], &bench);
    bench.act(0, with).unwrap();
}

fn columns() -> Vec<Column> {
    let FieldType::Table { columns, .. } = serde_json::from_value(serde_json::json!({
        "type": "table",
        "columns": [
            { "key": "namnd", "title": "Nämnd", "kind": { "type": "text" } },
            { "key": "antal", "title": "Antal", "kind": { "type": "count" } },
        ],
    }))
    .unwrap() else {
        panic!("a table");
    };
    columns
}

#[test]
fn answers_go_to_their_own_row_and_leave_the_others_alone() {
    let mut bench = Bench::new();
    bench.answers(0).unwrap();
    bench.answers(2).unwrap();
    let rows: Vec<Row> = [("nämnd 1", Some(4)), ("Nämnd 9", Some(0))]
        .into_iter()
        .map(|(name, count)| {
            let mut row = Row::from([("namnd".parse().unwrap(), Value::Text(name.to_owned()))]);
            if let Some(count) = count {
                row.insert("antal".parse().unwrap(), Value::Count(Count::Exact(count)));
            }
            row
        })
        .collect();
    let current = Value::Table(rows.clone());
    let taken = take_in(&bench.round, &bench.inquiries, &columns(), Some(&current));
    assert_eq!(taken.rows.len(), 3);
    assert_eq!(taken.rows[1], rows[1]);
    let told: Vec<_> = taken
        .changes
        .iter()
        .map(|change| {
            (
                change.row.as_str(),
                change.before.as_str(),
                change.after.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("Nämnd 1", "4", "5"), ("Nämnd 3", "", "5")]);
    let again = take_in(
        &bench.round,
        &bench.inquiries,
        &columns(),
        Some(&Value::Table(taken.rows)),
    );
    assert_eq!(again.changes, []);
}

proptest! {
    /// Whatever is typed is kept letter by letter, and never an answer by itself.
    #[test]
    fn a_draft_is_what_was_typed(texts in prop::collection::vec(".{0,40}", 1..6)) {
        let mut bench = Bench::new();
        for text in &texts {
            let typed = typed(text, "x");
            let seen = bench.inquiries[0].draft.version;
            bench.act(0, Action::Save { typed: typed.clone(), seen, link: None }).unwrap();
            prop_assert_eq!(&bench.inquiries[0].draft.typed, &typed);
        }
        prop_assert!(bench.inquiries[0].answers.is_empty());
    }

    /// No sequence of acts loses or changes an answer that was given, or makes a second live link.
    #[test]
    fn answers_are_only_added(acts in prop::collection::vec((0..6_u8, 0..3_i64), 1..30)) {
        let mut bench = Bench::new();
        for (what, days) in acts {
            let before = bench.inquiries[0].answers.clone();
            bench.now += TimeDelta::days(days);
            let reply = bench.reply(0, "Så", "3");
            let seen = bench.inquiries[0].draft.version;
            let _ = match what {
                0 => bench.act(0, Action::Send(Reply { link: None, ..reply })),
                1 => bench.act(0, Action::Save { typed: typed("u", ""), seen, link: None }),
                2 => bench.act(0, Action::Reissue),
                3 => bench.act(0, Action::ChangeAddress { address: format!("ny{days}@exempelby.se") }),
                4 => bench.act(0, to_another_person()),
                _ => bench.act(0, Action::RecipientLeft),
            };
            let inquiry = &bench.inquiries[0];
            prop_assert_eq!(&inquiry.answers[..before.len()], &before[..]);
            let live = inquiry.links.iter().filter(|link| link.state == crate::signoff::state::LinkState::Live);
            prop_assert!(live.count() <= 1);
            prop_assert_ne!(inquiry.sha256, Digest::ZERO);
        }
    }
}
