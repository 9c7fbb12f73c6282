//! A chain of bodies: whose turn it is, what is voted on, and what the last body's decision permits.

use crate::{
    matter::{
        act::Action,
        competence::{competent, in_whose_place},
        proposal,
        requirements::Seen,
        samples::{Play, at_section, day, decision, definition, document, identity, meeting},
        state::{BodyProposal, Decision, DecisionKind, Matter},
        surroundings::NamedBody,
    },
    workflow::{
        definition::{Decider, Definition},
        phase::Phase,
        read,
        value::Value,
    },
};
use chrono::NaiveDate;

const BODIES: [(&str, u128, &str); 3] = [
    ("au", 509, "Arbetsutskottet"),
    ("ks", 510, "Kommunstyrelsen"),
    ("kf", 511, "Kommunfullmäktige"),
];

/// A complete draft of the type, decided by these bodies in turn.
fn chain(mut definition: Definition, keys: &[&str]) -> Play {
    let keys = keys.iter().map(|key| key.parse().unwrap()).collect();
    definition.routes = vec![definition.routes.pop().unwrap()];
    definition.routes[0].by = Decider::Bodies(keys);
    let mut play = Play::of(definition);
    for (key, id, name) in BODIES {
        let (id, name) = (identity(id), name.to_owned());
        play.around
            .bodies
            .insert(key.to_owned(), NamedBody { id, name });
    }
    play
}

fn proposes(play: &Play, kind: DecisionKind, points: &[&str]) -> Action {
    let body = play.matter.turn_body();
    Action::Forward(BodyProposal {
        body,
        body_name: play.around.name(body).to_owned(),
        meeting: meeting(),
        day: day("2022-03-29"),
        section: 14,
        kind,
        points: points.iter().map(|&point| point.to_owned()).collect(),
        sha256: play.matter.frozen.as_ref().unwrap().sha256,
    })
}

fn scheduled_and(play: &mut Play, kind: DecisionKind, points: &[&str]) {
    play.act(crate::matter::samples::scheduled()).unwrap();
    let action = proposes(play, kind, points);
    play.act(action).unwrap();
}

fn turn(play: &Play) -> String {
    let seen = Seen {
        matter: &play.matter,
        today: day("2022-03-01"),
        around: &play.around,
    };
    let body = competent(&seen, &play.definition).unwrap().body().unwrap();
    play.around.name(body).to_owned()
}

fn decided(matter: &Matter, kind: DecisionKind, points: Vec<String>) -> Action {
    Action::Decide(Decision {
        body: matter.turn_body(),
        taken: at_section(meeting()),
        kind,
        points,
        ..decision(matter)
    })
}

#[test]
fn a_body_that_proposes_rejection_leaves_the_points_to_vote_on_as_they_were() {
    let mut play = chain(definition(), &["au", "ks", "kf"]).brought_to(Phase::Ready);
    let memo = proposal::proposed_points(&play.matter, &play.definition);
    scheduled_and(
        &mut play,
        DecisionKind::Rejected,
        &["Kommunstyrelsen avslår förslaget."],
    );
    assert_eq!(
        proposal::proposed_points(&play.matter, &play.definition),
        memo
    );
    let mut play = chain(definition(), &["au", "ks", "kf"]).brought_to(Phase::Ready);
    scheduled_and(
        &mut play,
        DecisionKind::ApprovedWithChange,
        &["Tjänsten godkänns i ett år."],
    );
    scheduled_and(
        &mut play,
        DecisionKind::Rejected,
        &["Kommunfullmäktige avslår förslaget."],
    );
    assert_eq!(turn(&play), "Kommunfullmäktige");
    // What is said yes to is never a no.
    let points = proposal::proposed_points(&play.matter, &play.definition);
    assert_eq!(points, ["Tjänsten godkänns i ett år."]);
    let item = proposal::agenda_item(&play.matter, &play.definition).unwrap();
    assert_eq!(item.proposal, points);
    assert_eq!(
        item.decision_basis[1..3],
        [
            "Arbetsutskottets förslag den 29 mars 2022, § 14",
            "Kommunstyrelsens förslag om avslag den 29 mars 2022, § 14"
        ]
    );
}

#[test]
fn what_is_referred_back_is_prepared_by_every_body_again() {
    let mut play = chain(definition(), &["ks", "kf"]).brought_to(Phase::Ready);
    scheduled_and(&mut play, DecisionKind::Approved, &["Ja."]);
    play.act(crate::matter::samples::scheduled()).unwrap();
    play.act(Action::ReferBack {
        reasons: "Kostnaden ska utredas.".into(),
    })
    .unwrap();
    // Not a word is changed: the approvals still hold.
    play.act(Action::Submit).unwrap();
    assert_eq!(play.matter.phase, Phase::Ready);
    assert_eq!(turn(&play), "Kommunstyrelsen");
    assert_eq!(play.matter.counting_proposals().count(), 0);
}

#[test]
fn a_new_round_is_proposed_anew_and_a_broken_off_one_leaves_the_proposal() {
    let mut play = chain(definition(), &["ks", "kf"]).brought_to(Phase::Ready);
    scheduled_and(&mut play, DecisionKind::Approved, &["Ja."]);
    play.act(crate::matter::samples::scheduled()).unwrap();
    let action = decided(&play.matter, DecisionKind::Approved, vec!["Ja.".into()]);
    play.act(action).unwrap();
    play.act(Action::Execute).unwrap();
    let before = play.matter.clone();
    play.act(Action::Reassess {
        reason: "Ett år har gått.".into(),
    })
    .unwrap();
    assert_eq!(play.matter.after.rounds[0].proposals, before.proposals);
    // The same text is the same version, and says nothing of the new round.
    play.act(Action::Submit).unwrap();
    assert_eq!(
        play.matter.frozen.as_ref().unwrap().sha256,
        before.frozen.as_ref().unwrap().sha256
    );
    assert_eq!(turn(&play), "Kommunstyrelsen");
    play.act(Action::KeepDecision {
        reason: "Inget har ändrats.".into(),
    })
    .unwrap();
    assert_eq!(play.matter.proposals, before.proposals);
}

/// Lawfulness is not clear, and fullmäktige is asked for an exception to the last of December.
fn excepted() -> Play {
    let text = include_str!("../samples/riskprov.toml");
    let mut play = chain(read("riskprov.toml", text).unwrap(), &["kf"]);
    let number = play.definition.field("riskvarde").unwrap();
    let value = number.kind.from_form("4").unwrap().unwrap();
    let fields = &mut play.matter.content.fields;
    fields.clear();
    fields.insert(number.key.clone(), value);
    for key in ["allvarlig", "flera", "bradskar", "lagligt"] {
        fields.insert(key.parse().unwrap(), Value::Bool(false));
    }
    let last = Value::Date(day("2022-12-31"));
    fields.insert("giltig_till".parse().unwrap(), last);
    play.matter.content.attachments = vec![document(703, "overvagande", "2022-02-01")];
    play.act(asked(Some("2022-12-31"))).unwrap();
    play
}

fn asked(until: Option<&str>) -> Action {
    Action::WriteOverride {
        gate: "laglighet".parse().unwrap(),
        written: until.map(|until| ("Nyttan överväger.".to_owned(), Some(day(until)))),
    }
}

fn on_the_agenda(mut play: Play) -> Play {
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    play.act(crate::matter::samples::scheduled()).unwrap();
    play
}

#[test]
fn a_decision_holds_and_permits_what_its_points_say() {
    let play = on_the_agenda(excepted());
    let proposed = proposal::proposed_points(&play.matter, &play.definition);
    let [_, until, exception] = proposed.as_slice() else {
        panic!("{proposed:?}");
    };
    let first = "Nämnden godkänner tjänsten.";
    let shorter = until.replace("31 december", "30 juni");
    let also_shorter = exception.replace("31 december", "30 juni");
    let in_digits = exception.replace("31 december 2022", "2022-06-30");
    let december = Some(day("2022-12-31"));
    let june = Some(day("2022-06-30"));
    let cases: [(&[&str], Option<NaiveDate>, Option<NaiveDate>); 15] = [
        (&[first, until, exception], december, december),
        (&[first, until], december, None),
        (&[first, exception], None, december),
        (&[first], None, None),
        (&[first, &shorter, &also_shorter], june, june),
        (
            &["Beslutet gäller till och med den dag som KS bestämmer."],
            december,
            None,
        ),
        (
            &["Avsteg från annat medges till och med den 1 maj 2022."],
            None,
            None,
        ),
        (&["Beslutet gäller till och med 30 juni 2022."], june, None),
        (&["Beslutet gäller t.o.m. den 30 juni 2022."], june, None),
        (
            &["Tillståndet gäller T o m 2022-06-30 eller tills avtalet upphör."],
            june,
            None,
        ),
        (
            &["Tjänsten får användas till och med den 30 juni 2022."],
            june,
            None,
        ),
        (
            &["Statistik förs till och med den 1 maj 2022.", until],
            december,
            None,
        ),
        (
            &["Tillståndet gäller till och med nästa vinter."],
            december,
            None,
        ),
        (&["Beslutet gäller tills vidare."], None, None),
        (&[first, &in_digits], None, june),
    ];
    for (points, until, excepted) in cases {
        let points: Vec<String> = points.iter().map(|&point| point.to_owned()).collect();
        let kind = if points == proposed {
            DecisionKind::Approved
        } else {
            DecisionKind::ApprovedWithChange
        };
        let action = decided(&play.matter, kind, points.clone());
        let outcome = play.tried(play.matter.officer, action).unwrap();
        let decision = outcome.state.decision.unwrap();
        let first = decision.exceptions.first().map(|one| one.until);
        assert_eq!((decision.until, first), (until, excepted), "{points:?}");
        // A gate that the body has not excepted from does not open by having been asked about.
        let told = outcome
            .entries
            .iter()
            .any(|it| it.act == "decided_with_unmet_demands");
        assert_eq!(told, excepted.is_none(), "{points:?}");
    }
    let rejected = decided(&play.matter, DecisionKind::Rejected, proposed);
    let outcome = play.tried(play.matter.officer, rejected).unwrap();
    let decision = outcome.state.decision.unwrap();
    assert_eq!((decision.until, decision.exceptions.len()), (None, 0));
}

#[test]
fn without_a_proposed_day_only_what_says_that_it_holds_gives_one() {
    let mut play = excepted();
    play.matter.content.fields.remove("giltig_till");
    let play = on_the_agenda(play);
    for (point, until) in [
        ("Statistik förs till och med den 1 maj 2022.", None),
        (
            "Beslutet gäller t.o.m. 1 maj 2022.",
            Some(day("2022-05-01")),
        ),
        ("Beslutet gäller till och med nästa vinter.", None),
    ] {
        let action = decided(
            &play.matter,
            DecisionKind::ApprovedWithChange,
            vec![point.to_owned()],
        );
        let outcome = play.tried(play.matter.officer, action).unwrap();
        assert_eq!(outcome.state.decision.unwrap().until, until, "{point}");
    }
}

/// The exceptions that the decision permits when its points are these.
fn permitted(play: &Play, points: &[String]) -> Vec<(String, NaiveDate)> {
    let kind = DecisionKind::ApprovedWithChange;
    let action = decided(&play.matter, kind, points.to_vec());
    let outcome = play.tried(play.matter.officer, action).unwrap();
    let exceptions = outcome.state.decision.unwrap().exceptions.into_iter();
    exceptions
        .map(|one| (one.gate.to_string(), one.until))
        .collect()
}

#[test]
fn a_body_can_prolong_an_exception_whose_asked_day_has_passed() {
    let mut play = on_the_agenda(excepted());
    let proposed = proposal::proposed_points(&play.matter, &play.definition);
    let exception = proposed.last().unwrap();
    let asked = day("2022-03-28");
    play.matter.content.overrides[0].until = asked;
    let passed = exception.replace("31 december", "28 mars");
    assert_eq!(permitted(&play, &[passed]), []);
    let prolonged = vec![("laglighet".to_owned(), day("2022-12-31"))];
    assert_eq!(permitted(&play, std::slice::from_ref(exception)), prolonged);
}

#[test]
fn gates_on_the_same_rule_have_a_point_each() {
    let mut play = on_the_agenda(excepted());
    let mut other = play
        .definition
        .gates
        .iter()
        .find(|gate| gate.key.as_str() == "laglighet");
    let mut gate = other.take().unwrap().clone();
    gate.key = "annan".parse().unwrap();
    play.definition.gates.push(gate);
    let mut exception = play.matter.content.overrides[0].clone();
    exception.gate = "annan".parse().unwrap();
    exception.reason = "Den behövs.".to_owned();
    play.matter.content.overrides.push(exception);
    let both = crate::matter::overriding::points(&play.matter.content, &play.definition);
    let shorter: Vec<String> = both
        .iter()
        .map(|point| point.replace("31 december", "30 juni"))
        .collect();
    let one = |gate: &str, until: &str| (gate.to_owned(), day(until));
    let lawful = one("laglighet", "2022-12-31");
    let another = one("annan", "2022-12-31");
    let cut = one("annan", "2022-06-30");
    for (points, read) in [
        (
            vec![&both[0], &both[1]],
            vec![lawful.clone(), another.clone()],
        ),
        (vec![&both[1]], vec![another]),
        (vec![&shorter[1]], vec![cut.clone()]),
        (vec![&shorter[1], &both[0]], vec![lawful, cut.clone()]),
        (
            vec![&shorter[1], &shorter[0]],
            vec![one("laglighet", "2022-06-30"), cut],
        ),
    ] {
        let points: Vec<String> = points.into_iter().cloned().collect();
        assert_eq!(permitted(&play, &points), read, "{points:?}");
    }
}

#[test]
fn an_exception_that_is_not_needed_or_cannot_be_permitted_becomes_no_point() {
    let refused = |play: &Play, action: Action| {
        let refusal = play.tried(play.matter.officer, action).unwrap_err();
        let rules = refusal.reasons.into_iter().map(|reason| reason.rule);
        rules.collect::<Vec<_>>()
    };
    excepted()
        .tried(excepted().matter.officer, Action::Submit)
        .unwrap();
    let mut holds = excepted();
    let lawful = "lagligt".parse().unwrap();
    holds
        .matter
        .content
        .fields
        .insert(lawful, Value::Bool(true));
    assert_eq!(refused(&holds, Action::Submit), ["avsteg"]);
    let mut passed = excepted();
    passed.at = "2023-01-01T11:00:00Z".parse().unwrap();
    assert_eq!(refused(&passed, Action::Submit), ["avsteg"]);
    passed.at = "2022-12-31T11:00:00Z".parse().unwrap();
    passed.tried(passed.matter.officer, Action::Submit).unwrap();
    let mut another = excepted();
    another.definition.routes[0].by = Decider::Bodies(vec!["ks".parse().unwrap()]);
    assert_eq!(refused(&another, Action::Submit), ["avsteg"]);
    let mut ready = excepted();
    ready.act(Action::Submit).unwrap();
    ready.approve("juridik").unwrap();
    let too_late = Action::Schedule {
        meeting: meeting(),
        day: day("2023-01-02"),
    };
    assert!(refused(&ready, too_late).contains(&"avsteg".to_owned()));
    // Taken away, it stands in nobody's way.
    holds.act(asked(None)).unwrap();
    holds.act(Action::Submit).unwrap();
}

#[test]
fn whoever_asks_for_an_exception_has_written_in_the_draft() {
    let mut play = excepted();
    let lawyer = crate::matter::samples::lawyers()[0];
    play.act_as(lawyer, asked(Some("2022-11-30"))).unwrap();
    play.act(Action::Submit).unwrap();
    assert_eq!(
        play.reviewer("juridik"),
        crate::matter::samples::lawyers()[1]
    );
}

/// Point 4.12 of kommunstyrelsen's scheme, for a matter of another body.
fn delegated_by_another() -> Play {
    let text = include_str!("../samples/riskprov.toml").replace(
        "point = \"4.12\"",
        "point = \"4.12\"\non_behalf_of = \"ks\"",
    );
    let definition = read("riskprov.toml", &text).unwrap();
    let routes = definition.routes.clone();
    let mut play = chain(definition, &["kf"]);
    play.definition.routes = routes;
    let fields = excepted().matter.content.fields;
    play.matter.content.fields = fields;
    let fields = &mut play.matter.content.fields;
    fields.insert("lagligt".parse().unwrap(), Value::Bool(true));
    fields.insert("allvarlig".parse().unwrap(), Value::Bool(true));
    play
}

fn scheme_of(
    body: crate::domain::identifiers::BodyId,
    until: Option<&str>,
) -> crate::domain::delegation::Scheme {
    use crate::domain::delegation::{Delegate, Delegation, Reported, Scheme};
    Scheme(vec![Delegation {
        id: identity(1),
        body,
        point: "4.12".into(),
        title: "Acceptera risk".into(),
        to: Delegate::Group("kontorschefer".into()),
        conditions: String::new(),
        term: crate::domain::person::Term {
            from: day("2022-01-01"),
            until: until.map(day),
        },
        may_pass_on: false,
        passed_on_from: None,
        superiors: None,
        substitute: None,
        reported: Reported::AtMeeting,
        decided_in: "KS den 1 december 2021, § 90".into(),
    }])
}

#[test]
fn a_point_is_asked_of_the_scheme_that_the_route_decides_by() {
    let mut play = delegated_by_another();
    let ks = play.around.bodies["ks"].id;
    play.around.scheme = Some(scheme_of(ks, None));
    assert_eq!(turn(&play), "Kommunstyrelsen");
    // Another body's point with the same number is another point.
    play.around.scheme = Some(scheme_of(play.matter.body, None));
    assert_eq!(turn(&play), "organet");
}

#[test]
fn a_decision_is_numbered_by_the_body_that_it_names_today() {
    let mut play = delegated_by_another();
    let ks = play.around.bodies["ks"].id;
    play.around.scheme = Some(scheme_of(play.matter.body, None));
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    assert_eq!(play.matter.turn_body(), play.matter.body);
    // Delegated since it became ready: the decision is kommunstyrelsen's.
    play.around.scheme = Some(scheme_of(ks, None));
    let seen = Seen {
        matter: &play.matter,
        today: day("2022-03-01"),
        around: &play.around,
    };
    assert_eq!(in_whose_place(&seen, &play.definition), ks);
}

#[test]
fn a_body_takes_up_what_was_delegated_when_it_became_ready() {
    let mut play = delegated_by_another();
    let ks = play.around.bodies["ks"].id;
    play.around.scheme = Some(scheme_of(ks, Some("2022-03-01")));
    play.act(Action::Submit).unwrap();
    play.approve("juridik").unwrap();
    assert_eq!(
        (play.matter.phase, play.matter.turn_body()),
        (Phase::Ready, ks)
    );
    play.at += chrono::Duration::days(1);
    play.act(crate::matter::samples::scheduled()).unwrap();
    assert_eq!(play.matter.turn_body(), play.matter.body);
    let action = decided(&play.matter, DecisionKind::Approved, vec!["Ja.".into()]);
    play.act(action).unwrap();
}
