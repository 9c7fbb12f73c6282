use super::*;
use crate::domain::{identifiers::Identifier, person::Away};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn identity<I: Identifier>(number: u128) -> I {
    I::from_uuid(uuid::Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn body() -> BodyId {
    identity(501)
}

fn head() -> Delegation {
    Delegation {
        id: identity(1),
        body: body(),
        point: "4.12".into(),
        title: "Acceptera hög risk".into(),
        to: Delegate::HeadOfAdministration("kontorschefer".into()),
        conditions: String::new(),
        term: Term {
            from: day("2026-01-01"),
            until: Some(day("2026-06-30")),
        },
        may_pass_on: true,
        passed_on_from: None,
        superiors: None,
        substitute: None,
        reported: Reported::AtMeeting,
        decided_in: "KS den 10 december 2025, § 210".into(),
    }
}

fn passed_on() -> Delegation {
    Delegation {
        id: identity(2),
        to: Delegate::Group("enhetschefer".into()),
        term: Term {
            from: day("2026-02-01"),
            until: None,
        },
        may_pass_on: false,
        passed_on_from: Some(identity(1)),
        ..head()
    }
}

fn member_of(group: &str) -> Candidate {
    Candidate {
        groups: BTreeSet::from([group.to_owned()]),
        ..Candidate::default()
    }
}

fn ask(scheme: &Scheme, group: &str, on: &str) -> Result<DelegationId, NoDelegate> {
    scheme
        .delegate(
            (body(), "4.12"),
            identity(7),
            &member_of(group),
            None,
            day(on),
        )
        .map(|(found, _)| found.id)
}

fn rules(refused: Result<(), crate::domain::refusal::Refusal>) -> Vec<String> {
    refused
        .unwrap_err()
        .reasons
        .into_iter()
        .map(|reason| reason.rule)
        .collect()
}

#[test]
fn a_delegate_may_decide_from_the_first_day_to_the_last_and_not_outside() {
    let scheme = Scheme(vec![head()]);
    for (on, may) in [
        ("2025-12-31", false),
        ("2026-01-01", true),
        ("2026-06-30", true),
        ("2026-07-01", false),
    ] {
        assert_eq!(ask(&scheme, "kontorschefer", on).is_ok(), may, "{on}");
        assert_eq!(scheme.is_delegated(body(), "4.12", day(on)), may, "{on}");
    }
    assert_eq!(
        ask(&scheme, "kontorschefer", "2026-07-01")
            .unwrap_err()
            .sentence("4.12"),
        "Delegationen enligt punkt 4.12 gällde till och med den 30 juni 2026."
    );
    assert_eq!(
        ask(&scheme, "kontorschefer", "2025-12-31")
            .unwrap_err()
            .sentence("4.12"),
        "Delegationen enligt punkt 4.12 börjar gälla först den 1 januari 2026."
    );
}

#[test]
fn others_and_other_points_and_other_bodies_are_refused() {
    let scheme = Scheme(vec![head()]);
    assert!(matches!(
        ask(&scheme, "jurister", "2026-03-01"),
        Err(NoDelegate::Others(_))
    ));
    let of = |body, point| {
        scheme
            .delegate(
                (body, point),
                identity(7),
                &member_of("kontorschefer"),
                None,
                day("2026-03-01"),
            )
            .map(|(found, _)| found.id)
    };
    assert_eq!(of(body(), "4.1"), Err(NoDelegate::UnknownPoint));
    assert_eq!(of(identity(502), "4.12"), Err(NoDelegate::UnknownPoint));
}

#[test]
fn a_superior_has_the_same_right_only_if_the_scheme_says_so() {
    assert!(ask(&Scheme(vec![head()]), "direktorer", "2026-03-01").is_err());
    let scheme = Scheme(vec![Delegation {
        superiors: Some("direktorer".into()),
        ..head()
    }]);
    assert_eq!(ask(&scheme, "direktorer", "2026-03-01"), Ok(identity(1)));
}

#[test]
fn what_is_passed_on_falls_with_what_it_was_passed_on_from() {
    let scheme = Scheme(vec![head(), passed_on()]);
    for (on, may) in [
        ("2026-01-31", false),
        ("2026-02-01", true),
        ("2026-06-30", true),
        ("2026-07-01", false),
    ] {
        assert_eq!(ask(&scheme, "enhetschefer", on).is_ok(), may, "{on}");
    }
    let withdrawn = Scheme(vec![
        Delegation {
            may_pass_on: false,
            ..head()
        },
        passed_on(),
    ]);
    assert!(ask(&withdrawn, "enhetschefer", "2026-03-01").is_err());
}

#[test]
fn only_a_head_of_administration_passes_on_and_only_one_level() {
    let scheme = Scheme(vec![head(), passed_on()]);
    assert_eq!(scheme.enter(&passed_on()), Ok(()));
    let third = Delegation {
        id: identity(3),
        passed_on_from: Some(identity(2)),
        ..passed_on()
    };
    assert_eq!(rules(scheme.enter(&third)), ["vidaredelegation"]);
    let unasked = Scheme(vec![Delegation {
        may_pass_on: false,
        ..head()
    }]);
    assert_eq!(rules(unasked.enter(&passed_on())), ["vidaredelegation"]);
    let by_group = Delegation {
        to: Delegate::Group("enhetschefer".into()),
        ..head()
    };
    assert_eq!(rules(scheme.enter(&by_group)), ["vidaredelegation"]);
    let other_point = Delegation {
        point: "4.13".into(),
        ..passed_on()
    };
    assert_eq!(rules(scheme.enter(&other_point)), ["vidaredelegation"]);
    let to_nothing = Delegation {
        passed_on_from: Some(identity(9)),
        ..passed_on()
    };
    assert_eq!(rules(scheme.enter(&to_nothing)), ["vidaredelegation"]);
}

#[test]
fn every_fault_of_a_new_delegation_is_told_at_once() {
    let bad = Delegation {
        point: "4 §".into(),
        title: " ".into(),
        decided_in: String::new(),
        term: Term {
            from: day("2026-02-01"),
            until: Some(day("2026-01-31")),
        },
        ..head()
    };
    assert_eq!(
        rules(Scheme::default().enter(&bad)),
        ["punkt", "rubrik", "stod", "dagar"]
    );
}

#[test]
fn it_is_taken_back_from_today_on_at_the_earliest() {
    let scheme = Scheme(vec![head()]);
    let today = day("2026-03-10");
    let until = |last: &str| {
        scheme
            .revoked(identity(1), day(last), today)
            .map(|one| one.term.until)
    };
    assert!(until("2026-03-08").is_err());
    assert_eq!(until("2026-03-09"), Ok(Some(day("2026-03-09"))));
    assert_eq!(until("2026-04-30"), Ok(Some(day("2026-04-30"))));
    assert!(until("2026-06-30").is_err(), "ends that day already");
    let gone = Scheme(vec![
        scheme
            .revoked(identity(1), day("2026-03-09"), today)
            .unwrap(),
    ]);
    assert!(ask(&gone, "kontorschefer", "2026-03-10").is_err());
    assert!(ask(&gone, "kontorschefer", "2026-03-09").is_ok());
}

proptest! {
    #[test]
    fn nobody_decides_by_what_was_passed_on_unless_the_head_could(on in 0_u64..400) {
        let scheme = Scheme(vec![head(), passed_on()]);
        let at = day("2025-12-01") + chrono::Days::new(on);
        let who = |group: &str| scheme
            .delegate((body(), "4.12"), identity(7), &member_of(group), None, at).is_ok();
        prop_assert!(!who("enhetschefer") || who("kontorschefer"));
    }
}

/// Two heads of office: the first is away.
fn with_one_away(substitute: PersonId, appointed: bool) -> Candidate {
    let absence = crate::domain::person::Absence {
        id: identity(900),
        person: identity(11),
        from: day("2026-03-02"),
        until: day("2026-03-13"),
        substitute: Some(substitute),
        appointed,
    };
    Candidate {
        groups: BTreeSet::from(["bitradande".to_owned()]),
        delegates: Delegates {
            groups: BTreeMap::from([(
                "kontorschefer".to_owned(),
                BTreeSet::from([identity(11), identity(12)]),
            )]),
            away: Away::on(day("2026-03-02"), [&absence]),
            names: BTreeMap::from([(identity(11), "Birgitta Lindqvist".to_owned())]),
        },
        ..Candidate::default()
    }
}

fn right(
    substitute: Option<Substitute>,
    person: PersonId,
    candidate: &Candidate,
    among: Option<&[u128]>,
) -> Option<Right> {
    let scheme = Scheme(vec![Delegation {
        substitute,
        ..head()
    }]);
    let among: Option<BTreeSet<PersonId>> =
        among.map(|among| among.iter().map(|one| identity(*one)).collect());
    let point = (body(), "4.12");
    let found = scheme.delegate(point, person, candidate, among.as_ref(), day("2026-03-02"));
    found.ok().map(|(_, right)| right)
}

#[test]
fn whoever_is_appointed_decides_in_the_place_of_one_who_is_away_only_if_the_scheme_says_so() {
    let person = identity(7);
    let in_place = Some(Right::InPlaceOf(BTreeSet::from([identity(11)])));
    let appointed = with_one_away(person, true);
    let rule = || Some(Substitute::Appointed);
    assert_eq!(right(None, person, &appointed, None), None, "no rule");
    assert_eq!(right(rule(), person, &appointed, None), in_place);
    assert_eq!(
        right(rule(), person, &with_one_away(person, false), None),
        None,
        "a delegate passes nothing on (KL 7:6)"
    );
    assert_eq!(right(rule(), identity(8), &appointed, None), None);
    // In a matter of one who is there nobody steps in; in one of the absent the appointed does.
    assert_eq!(right(rule(), person, &appointed, Some(&[12])), None);
    assert_eq!(right(rule(), person, &appointed, Some(&[11])), in_place);
}

#[test]
fn another_office_steps_in_when_no_delegate_of_the_matter_is_there() {
    let person = identity(7);
    let rule = || Some(Substitute::Group("bitradande".into()));
    let candidate = with_one_away(identity(8), true);
    assert_eq!(
        right(rule(), person, &candidate, None),
        None,
        "one is there"
    );
    assert_eq!(
        right(rule(), person, &candidate, Some(&[11])),
        Some(Right::InPlaceOf(BTreeSet::from([identity(11)])))
    );
    assert_eq!(right(rule(), person, &candidate, Some(&[])), None);
    let other = Candidate {
        groups: BTreeSet::new(),
        ..candidate.clone()
    };
    assert_eq!(right(rule(), person, &other, Some(&[11])), None);
    let scheme = Scheme(vec![Delegation {
        substitute: rule(),
        ..head()
    }]);
    let points = |candidate: &Candidate| scheme.points_of(person, candidate, day("2026-03-02"));
    assert_eq!(points(&candidate).len(), 1, "in a matter of the absent one");
    assert!(points(&other).is_empty());
}

#[test]
fn an_own_right_goes_before_another_persons() {
    let own = Delegation {
        id: identity(9),
        to: Delegate::Person(identity(7)),
        ..head()
    };
    let scheme = Scheme(vec![
        Delegation {
            substitute: Some(Substitute::Appointed),
            ..head()
        },
        own,
    ]);
    let candidate = with_one_away(identity(7), true);
    let point = (body(), "4.12");
    let (found, right) = scheme
        .delegate(point, identity(7), &candidate, None, day("2026-03-02"))
        .unwrap();
    assert_eq!((found.id, right), (identity(9), Right::Own));
}
