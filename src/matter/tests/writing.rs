//! Writing a draft, and what must be there before review: each demand with its boundary.

use crate::{
    domain::refusal::{Place, RefusalKind},
    matter::{
        act::Action,
        edit::{self, SECTION_LIMIT},
        requirements,
        samples::{Play, complete, day, definition, document, identity},
        state::SecrecyMarking,
    },
    workflow::{phase::Phase, value::Value},
};
use chrono::{TimeZone, Utc};

fn write_field(play: &Play, key: &str, value: Option<Value>) -> Action {
    let key = key.parse().unwrap();
    let seen = edit::fields_seen(&play.matter.content, [&key]);
    Action::WriteFields {
        values: [(key, value)].into(),
        seen,
    }
}

fn write_section(key: &str, text: &str, seen: u32) -> Action {
    Action::WriteSection {
        section: key.parse().unwrap(),
        text: text.into(),
        seen,
    }
}

/// What stops a complete draft from review after a change: the places.
fn stopped_by(change: impl FnOnce(&mut Play)) -> Vec<Place> {
    let mut play = Play::new();
    change(&mut play);
    match play.act(Action::Submit) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal
            .reasons
            .into_iter()
            .filter_map(|reason| reason.place)
            .collect(),
    }
}

#[test]
fn a_document_may_be_as_old_as_its_limit_to_the_day() {
    let submitted = |dated: &str| {
        stopped_by(|play| {
            play.matter.content.attachments[0] = document(701, "riskanalys", dated);
        })
    };
    let stopped = vec![Place::Document("riskanalys".into())];
    assert_eq!(submitted("2021-03-01"), []);
    assert_eq!(submitted("2021-02-28"), stopped);
    assert_eq!(submitted("2022-03-01"), []);
}

#[test]
fn the_newest_document_counts_whichever_was_attached_last() {
    let places = stopped_by(|play| {
        play.act(Action::Attach(document(703, "riskanalys", "2019-01-01")))
            .unwrap();
    });
    assert_eq!(places, []);
}

#[test]
fn a_document_that_is_only_mentioned_satisfies_nothing() {
    let told = |kind: Option<&str>, title: &str| {
        let mut play = Play::new();
        let mentioned = &mut play.matter.content.attachments[0];
        mentioned.kind = kind.map(|kind| kind.parse().unwrap());
        mentioned.title = title.into();
        mentioned.file = None;
        let refusal = play.act(Action::Submit).unwrap_err();
        let reasons = refusal.reasons.into_iter().map(|reason| reason.message);
        reasons.collect::<Vec<_>>()
    };
    let only_mentioned = "”Risk- och sårbarhetsanalys, bilaga 2” är bara nämnd, filen saknas.";
    let title = "Risk- och sårbarhetsanalys, bilaga 2";
    assert_eq!(told(Some("riskanalys"), title), [only_mentioned]);
    assert_eq!(told(None, title), [only_mentioned]);
    assert_eq!(
        told(Some("riskanalys"), "RSA"),
        ["”RSA” är bara nämnd, filen saknas."]
    );
    assert_eq!(
        told(None, "Budget"),
        ["”Risk- och sårbarhetsanalys” saknas."]
    );
}

#[test]
fn a_document_counts_though_a_newer_one_is_mentioned() {
    let places = stopped_by(|play| {
        let mut mentioned = document(703, "riskanalys", "2022-02-28");
        mentioned.file = None;
        play.act(Action::Attach(mentioned)).unwrap();
    });
    assert_eq!(places, []);
}

#[test]
fn an_undated_document_is_from_the_swedish_day_it_was_attached() {
    let mut attachment = document(701, "riskanalys", "2022-01-01");
    attachment.dated = None;
    attachment.added_at = Utc.with_ymd_and_hms(2021, 12, 31, 23, 30, 0).unwrap();
    assert_eq!(attachment.day(), day("2022-01-01"));
}

#[test]
fn a_document_of_tomorrow_is_refused() {
    let mut play = Play::new();
    assert!(
        play.act(Action::Attach(document(703, "riskanalys", "2022-03-01")))
            .is_ok()
    );
    let refusal = play
        .act(Action::Attach(document(704, "riskanalys", "2022-03-02")))
        .unwrap_err();
    assert_eq!(
        (refusal.kind, refusal.reasons[0].rule.as_str()),
        (RefusalKind::Invalid, "datum")
    );
}

#[test]
fn what_is_blank_is_missing() {
    let field = |value: Value| {
        stopped_by(|play| {
            play.matter
                .content
                .fields
                .insert("tjanst".parse().unwrap(), value);
        })
    };
    assert_eq!(
        field(Value::Text(" ".into())),
        [Place::Field("tjanst".into())]
    );
    assert_eq!(field(Value::Text("x".into())), []);
    let section =
        |text: &str| stopped_by(|play| play.matter.content.sections[1].text = text.into());
    assert_eq!(section(" \n"), [Place::Section("sammanfattning".into())]);
}

#[test]
fn every_demand_is_told_at_once_and_with_its_place() {
    let definition = definition();
    let mut matter = complete(&definition);
    matter.content = crate::matter::state::Content::default();
    let told = requirements::blocking(
        &matter,
        &definition,
        Phase::Review,
        day("2022-03-01"),
        &crate::matter::surroundings::Surroundings::default(),
    );
    assert_eq!(told.len(), 5 + 3 + 2);
    assert!(
        told.iter()
            .all(|reason| reason.place.is_some() && reason.remedy.is_some())
    );
}

#[test]
fn a_value_of_the_wrong_type_is_refused_where_it_stands() {
    for (key, value) in [
        ("tjanst", Value::Bool(true)),
        ("informationsklass", Value::Level("K9".parse().unwrap())),
        ("informationsklass", Value::Text("K1".into())),
        ("laglighet", Value::Enum("kanske".parse().unwrap())),
    ] {
        let mut play = Play::new();
        let action = write_field(&play, key, Some(value));
        let refusal = play.act(action).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Invalid);
        assert_eq!(refusal.reasons[0].place, Some(Place::Field(key.into())));
    }
}

#[test]
fn unknown_fields_sections_and_kinds_are_refused() {
    let mut play = Play::new();
    let action = write_field(&play, "okant", Some(Value::Bool(true)));
    assert_eq!(play.act(action).unwrap_err().kind, RefusalKind::Invalid);
    let refusal = play.act(write_section("okant", "x", 0)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NotFound);
    let refusal = play
        .act(Action::Attach(document(703, "okant", "2022-01-01")))
        .unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "handlingsslag");
    assert_eq!(
        play.act(Action::Detach(identity(9))).unwrap_err().kind,
        RefusalKind::NotFound
    );
}

#[test]
fn two_people_edit_two_sections_but_not_one() {
    let mut play = Play::new();
    play.act(write_section("arendet", "Den enas text.", 1))
        .unwrap();
    play.act(write_section("sammanfattning", "Den andras text.", 1))
        .unwrap();
    let refusal = play
        .act(write_section("arendet", "Den andras text.", 1))
        .unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Changed);
    let kept = play
        .matter
        .content
        .section(&"arendet".parse().unwrap())
        .unwrap();
    assert_eq!((kept.text.as_str(), kept.version), ("Den enas text.", 2));
}

#[test]
fn two_people_edit_two_fields_but_not_one() {
    let mut play = Play::new();
    let first = write_field(&play, "tjanst", Some(Value::Text("Ett".into())));
    let same = write_field(&play, "tjanst", Some(Value::Text("Två".into())));
    let other = write_field(&play, "leverantor", Some(Value::Text("Tre".into())));
    play.act(first).unwrap();
    play.act(other).unwrap();
    assert_eq!(play.act(same).unwrap_err().kind, RefusalKind::Changed);
}

#[test]
fn a_section_is_as_long_as_its_limit_and_no_longer() {
    let mut play = Play::new();
    play.act(write_section("arendet", &"å".repeat(SECTION_LIMIT), 1))
        .unwrap();
    let refusal = play
        .act(write_section("arendet", &"å".repeat(SECTION_LIMIT + 1), 2))
        .unwrap_err();
    assert_eq!(refusal.reasons[0].rule, "langd");
}

#[test]
fn a_section_the_matter_lacks_is_put_where_the_workflow_has_it() {
    let mut play = Play::new();
    play.matter
        .content
        .sections
        .retain(|section| section.key.as_str() != "sammanfattning");
    play.act(write_section("sammanfattning", "Kort.\r\nOch gott.", 0))
        .unwrap();
    let sections = &play.matter.content.sections;
    assert_eq!(
        (sections[1].key.as_str(), sections[1].text.as_str()),
        ("sammanfattning", "Kort.\nOch gott.")
    );
}

#[test]
fn a_mark_of_secrecy_names_its_provision() {
    let marking = |provision: &str| {
        Action::MarkSecrecy(Some(SecrecyMarking {
            provision: provision.into(),
            marked_on: day("2022-03-01"),
        }))
    };
    let mut play = Play::new();
    assert_eq!(
        play.act(marking(" ")).unwrap_err().reasons[0].rule,
        "sekretess"
    );
    play.act(marking("OSL 18 kap. 8 §")).unwrap();
    assert!(play.matter.secrecy.is_some());
}

#[test]
fn only_what_differs_is_said_to_have_changed() {
    let mut play = Play::new();
    let keys = ["tjanst".parse().unwrap(), "leverantor".parse().unwrap()];
    let seen = edit::fields_seen(&play.matter.content, &keys);
    let values = keys
        .into_iter()
        .zip([Some(Value::Text("Samarbetsyta".into())), None])
        .collect();
    let outcome = play
        .tried(identity(1), Action::WriteFields { values, seen })
        .unwrap();
    assert_eq!(outcome.entries[0].summary, "Ändrade Leverantör.");
    let same = write_field(&play, "tjanst", Some(Value::Text("Samarbetsyta".into())));
    assert_eq!(
        play.tried(identity(1), same).unwrap().entries[0].summary,
        "Sparade uppgifterna utan ändring."
    );
    play.act(Action::Submit).unwrap();
}
