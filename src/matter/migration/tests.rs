//! Moving: what follows, what is refused, and what becomes of the approvals.

use super::*;
use crate::{
    domain::refusal::Refusal,
    matter::{
        act::Action,
        samples::{MOLNTJANST, Play, document},
    },
    work::Effect,
    workflow::{read, value::Value},
};
use std::fmt::Write as _;

/// The next version of the sample, with `changes` and what it says about the one before.
fn next(changes: &[(&str, &str)], migration: &str) -> Definition {
    let mut text = MOLNTJANST.replace("version = 1", "version = 2\nreplaces = [1]");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let _ = write!(text, "\n{migration}\n");
    read("ny.toml", &text).unwrap_or_else(|findings| panic!("{findings}"))
}

fn tried(play: &Play, new: &Definition, loss_confirmed: bool) -> Result<Plan, Refusal> {
    let by = Migration {
        old: &play.definition,
        new,
        around: &play.around,
        loss_confirmed,
        at: play.at,
        today: crate::domain::calendar::today_in_stockholm(play.at),
    };
    migrate(&play.matter, by)
}

fn moved_to(play: &Play, new: &Definition) -> Plan {
    tried(play, new, false).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn rules(refused: Result<Plan, Refusal>) -> Vec<String> {
    let reasons = refused.expect_err("refused").reasons;
    reasons.into_iter().map(|reason| reason.rule).collect()
}

/// Renames a field wherever the file names it.
fn renamed_field() -> Definition {
    next(
        &[
            ("leverantor]", "motpart]"),
            ("\"Leverantör\"", "\"Motpart\""),
        ],
        "[migration]\nfields = { motpart = \"leverantor\" }",
    )
}

#[test]
fn a_version_that_changes_nothing_for_the_matter_only_moves_the_pin() {
    let new = next(&[("Godkännande av molntjänst", "Molntjänst")], "");
    for phase in [Phase::Draft, Phase::Review, Phase::Ready] {
        let play = Play::new().brought_to(phase);
        let plan = moved_to(&play, &new);
        let state = &plan.outcome.state;
        assert_eq!((state.phase, state.workflow.hash), (phase, new.hash));
        assert_eq!(state.workflow.version, 2);
        assert_eq!(state.content, play.matter.content);
        assert_eq!(state.reviews, play.matter.reviews);
        assert_eq!(state.version, play.matter.version + 1);
        assert!(plan.outcome.effects.is_empty());
        let entry = &plan.outcome.entries[0];
        assert_eq!(entry.act, "migrated");
        assert_eq!(
            entry.details["from"]["hash"],
            play.definition.hash.to_string()
        );
        assert_eq!(entry.details["to"]["hash"], new.hash.to_string());
    }
}

#[test]
fn from_the_agenda_on_a_matter_is_never_moved() {
    let new = next(&[], "");
    for phase in Phase::ALL {
        let play = Play::new().brought_to(phase);
        let result = tried(&play, &new, true);
        let may = matches!(phase, Phase::Draft | Phase::Review | Phase::Ready);
        assert_eq!(result.is_ok(), may, "{phase:?}");
        if !may {
            assert_eq!(rules(result), ["fas"], "{phase:?}");
        }
    }
}

/// Broken off, the reassessment would put the old text in force under a version it never had.
#[test]
fn what_is_decided_is_not_moved_while_it_is_reassessed() {
    let mut play = Play::new().brought_to(Phase::InForce);
    let reason = "Ett år har gått.".to_owned();
    play.act(Action::Reassess { reason }).unwrap();
    assert_eq!(play.matter.phase, Phase::Draft);
    let refused = tried(&play, &next(&[], ""), true);
    assert_eq!(rules(refused), ["omprovning"]);
}

#[test]
fn only_a_version_that_says_that_it_replaces_takes_over() {
    let play = Play::new();
    let silent = next(&[("replaces = [1]", "replaces = []")], "");
    assert_eq!(rules(tried(&play, &silent, true)), ["ersatter"]);
    assert_eq!(rules(tried(&play, &play.definition, true)), ["arbetsflode"]);
    let other = next(&[("\"molntjanst\"", "\"annat\"")], "");
    assert_eq!(rules(tried(&play, &other, true)), ["arbetsflode"]);
}

#[test]
fn a_renamed_field_keeps_its_value_and_a_review_starts_over() {
    let new = renamed_field();
    let (old_key, new_key) = ("leverantor", "motpart");
    let draft = Play::new();
    let value = draft.matter.content.fields.get(old_key).cloned();
    let plan = moved_to(&draft, &new);
    assert_eq!(
        plan.outcome.state.content.fields.get(new_key).cloned(),
        value
    );
    assert!(!plan.outcome.state.content.fields.contains_key(old_key));
    assert_eq!(plan.effects, ["Uppgiften ”Leverantör” blir ”Motpart”."]);

    let mut review = Play::new().brought_to(Phase::Review);
    review.approve("juridik").unwrap();
    let plan = moved_to(&review, &new);
    assert!(plan.back_to_draft(&review.matter));
    let [closed, told] = plan.outcome.effects.as_slice() else {
        panic!("the open question is closed, and the officer is told");
    };
    assert!(matches!(told, Effect::Tell { .. }));
    assert!(matches!(
        closed,
        Effect::CloseSignOff {
            because: Closing::Superseded,
            ..
        }
    ));
    let asked = &plan.effects;
    assert!(asked.contains(&"Ärendet blir ett utkast igen: texten ändras.".to_owned()));
    assert!(asked.contains(&"Godkännandet ”Juridisk granskning” begärs på nytt.".to_owned()));
    let hashes = |matter: &Matter| -> Vec<_> { matter.reviews.iter().map(|r| r.sha256).collect() };
    assert_eq!(
        hashes(&plan.outcome.state),
        hashes(&review.matter),
        "a sign-off keeps its hash"
    );
}

#[test]
fn what_has_no_place_is_told_and_nothing_is_moved() {
    let play = Play::new();
    let gone = next(
        &[(
            "[fields.leverantor]\ntitle    = \"Leverantör\"\ntype     = \"text\"\nrequired = \"review\"\n",
            "",
        )],
        "",
    );
    let refusal = tried(&play, &gone, true).unwrap_err();
    assert!(refusal.to_string().contains("”Leverantör” finns inte"));
    assert_eq!(rules(tried(&play, &gone, true)), ["utan-plats"]);

    let other_type = next(
        &[(
            "title    = \"Leverantör\"\ntype     = \"text\"",
            "title    = \"Leverantör\"\ntype     = \"date\"",
        )],
        "",
    );
    assert_eq!(rules(tried(&play, &other_type, true)), ["ryms-inte"]);

    let fewer = next(&[("K1 = \"Intern (K1)\", ", "")], "");
    assert_eq!(rules(tried(&play, &fewer, true)), ["ryms-inte"]);

    let mut play = Play::new();
    let attached = document(800, "riskanalys", "2022-02-01");
    play.matter.content.attachments.push(attached);
    let no_analysis = next(
        &[
            ("[documents.riskanalys]", "[documents.analys]"),
            ("document('riskanalys')", "document('analys')"),
        ],
        "",
    );
    assert_eq!(
        rules(tried(&play, &no_analysis, true)),
        ["utan-plats", "utan-plats"]
    );
}

#[test]
fn what_is_given_up_is_lost_only_when_a_person_confirms() {
    let play = Play::new();
    let new = next(
        &[(
            "[fields.leverantor]\ntitle    = \"Leverantör\"\ntype     = \"text\"\nrequired = \"review\"\n",
            "",
        )],
        "[migration.drop]\nfields = [\"leverantor\"]",
    );
    assert_eq!(rules(tried(&play, &new, false)), ["bekrafta"]);
    let plan = tried(&play, &new, true).unwrap();
    assert_eq!(plan.lost.len(), 1);
    assert!(!plan.outcome.state.content.fields.contains_key("leverantor"));

    let mut without = Play::new();
    without.matter.content.fields.remove("leverantor");
    assert!(
        moved_to(&without, &new).lost.is_empty(),
        "nothing to confirm"
    );
}

#[test]
fn a_value_takes_the_form_that_says_the_same() {
    let play = Play::new();
    let new = next(
        &[(
            "title    = \"Leverantör\"\ntype     = \"text\"",
            "title    = \"Leverantör\"\ntype     = \"richtext\"",
        )],
        "",
    );
    let plan = moved_to(&play, &new);
    assert_eq!(
        plan.outcome.state.content.fields.get("leverantor"),
        Some(&Value::Richtext("Exempelmoln AB".into()))
    );
}

#[test]
fn sections_follow_and_a_draft_gets_the_new_headings() {
    let mut play = Play::new();
    for section in &mut play.matter.content.sections {
        if section.key.as_str() == "teknik" {
            section.text.clear();
        }
    }
    let new = next(
        &[
            ("\"Juridisk bedömning\"", "\"Det rättsliga läget\""),
            ("id    = \"bedomning\"", "id    = \"slutsats\""),
            (
                "id    = \"teknik\"\ntitle = \"Teknisk bedömning\"",
                "id    = \"alternativ\"\ntitle = \"Alternativ\"",
            ),
        ],
        "[migration]\nsections = { slutsats = \"bedomning\" }",
    );
    let plan = moved_to(&play, &new);
    let section = |key: &str| {
        plan.outcome
            .state
            .content
            .section(&key.parse().unwrap())
            .cloned()
    };
    assert_eq!(section("juridik").unwrap().title, "Det rättsliga läget");
    assert_eq!(
        section("slutsats").unwrap().text,
        "1. Nämnden godkänner tjänsten."
    );
    assert!(section("alternativ").unwrap().text.is_empty());
    assert!(section("teknik").is_none(), "nobody had written it");

    let ready = Play::new().brought_to(Phase::Ready);
    let titles = next(&[("\"Juridisk bedömning\"", "\"Det rättsliga läget\"")], "");
    let plan = moved_to(&ready, &titles);
    assert_eq!(
        plan.outcome.state.phase,
        Phase::Ready,
        "a heading alone changes no approved text"
    );
    assert_eq!(plan.outcome.state.content, ready.matter.content);
}

#[test]
fn a_step_that_disappears_while_somebody_is_asked_stops_the_move() {
    let without_it = next(
        &[(
            "[[review.steps]]\nid       = \"it\"\ntitle    = \"IT-granskning\"\nrole     = \"itstrateg\"\ndeadline = \"10 workdays\"\nremind   = [\"-3 workdays\", \"0 workdays\"]\n",
            "",
        )],
        "",
    );
    let asked = Play::new().brought_to(Phase::Review);
    assert_eq!(rules(tried(&asked, &without_it, true)), ["granskningssteg"]);

    let renamed = next(
        &[("id       = \"it\"", "id       = \"teknik\"")],
        "[migration]\nsteps = { teknik = \"it\" }",
    );
    let plan = moved_to(&asked, &renamed);
    assert_eq!(plan.outcome.state.phase, Phase::Review);
    assert!(
        plan.outcome.effects.is_empty(),
        "the same question under another name"
    );
    assert!(
        plan.outcome
            .state
            .review(&"teknik".parse().unwrap())
            .is_some()
    );
}

#[test]
fn approvals_stand_as_the_new_version_says() {
    let more = ("required = \"ready\"", "required = \"review\"");
    for (keep, stands) in [("if-unchanged", true), ("always", true), ("never", false)] {
        let new = next(
            &[
                ("\"if-unchanged\"", &format!("\"{keep}\"")),
                more,
                (
                    "title    = \"IT-granskning\"\nrole     = \"itstrateg\"",
                    "title    = \"IT-granskning\"\nrole     = \"jurist\"",
                ),
            ],
            "",
        );
        let ready = Play::new().brought_to(Phase::Ready);
        let plan = moved_to(&ready, &new);
        assert!(plan.back_to_draft(&ready.matter), "another group is asked");
        let law = if stands {
            "gäller fortfarande"
        } else {
            "begärs på nytt"
        };
        let said = plan.effects.join("\n");
        assert!(
            said.contains(&format!("Godkännandet ”Juridisk granskning” {law}.")),
            "{keep}: {said}"
        );
        assert!(
            said.contains("”IT-granskning” begärs på nytt: steget görs av andra"),
            "{said}"
        );
        assert_eq!(plan.outcome.state.reviews.len(), 1);
    }
}

#[test]
fn more_that_is_demanded_sends_it_back_with_the_reason() {
    let ready = Play::new().brought_to(Phase::Ready);
    let new = next(
        &[(
            "title  = \"Inloggning\"",
            "title  = \"Inloggning\"\nrequired = \"review\"",
        )],
        "",
    );
    let plan = moved_to(&ready, &new);
    assert!(plan.back_to_draft(&ready.matter));
    assert!(
        plan.effects[0].contains("”Inloggning” är inte ifyllt"),
        "{:?}",
        plan.effects
    );
    assert!(
        plan.effects
            .iter()
            .any(|said| said.ends_with("gäller fortfarande."))
    );
}

#[test]
fn a_review_that_asks_differently_starts_over() {
    let asked = Play::new().brought_to(Phase::Review);
    for (from, to) in [
        ("\"parallel\"", "\"sequence\""),
        ("join           = \"all\"", "join           = \"any\""),
    ] {
        let plan = moved_to(&asked, &next(&[(from, to)], ""));
        assert!(plan.back_to_draft(&asked.matter), "{to}");
        let closes = |effect: &&Effect| matches!(effect, Effect::CloseSignOff { .. });
        assert_eq!(plan.outcome.effects.iter().filter(closes).count(), 2);
    }
}

#[test]
fn a_new_gate_before_the_review_sends_back_what_is_ready() {
    let gate = "[[gates]]\nid = \"ny\"\nat = [\"review\"]\ncheck = \"leverantor == 'Annan AB'\"\nmessage = \"Leverantören ska vara en annan.\"\n";
    let new = next(&[], gate);
    for phase in [Phase::Review, Phase::Ready] {
        let play = Play::new().brought_to(phase);
        let plan = moved_to(&play, &new);
        assert!(plan.back_to_draft(&play.matter), "{phase:?}");
        let why = plan.effects[0].matches("ska vara en annan").count();
        assert_eq!(why, 1, "{:?}", plan.effects);
    }
}

#[test]
fn an_exception_that_the_new_version_does_not_know_is_given_up_when_a_person_confirms() {
    let mut play = Play::new();
    for gate in ["skyddsniva", "gammal"] {
        let exception = crate::matter::overriding::Exception {
            gate: gate.parse().unwrap(),
            reason: "Det går inte annars.".to_owned(),
            until: crate::matter::samples::day("2022-12-31"),
        };
        play.matter.content.overrides.push(exception);
    }
    let silent = next(&[], "");
    assert_eq!(
        rules(tried(&play, &silent, false)),
        ["bekrafta", "bekrafta"]
    );
    let plan = tried(&play, &silent, true).unwrap();
    assert_eq!(
        plan.lost,
        [
            "Avsteget från ”skyddsniva” släpps: den nya versionen medger inget avsteg från den spärren.",
            "Avsteget från ”gammal” släpps: spärren finns inte i den nya versionen.",
        ]
    );
    assert!(plan.outcome.state.content.overrides.is_empty());

    let allowing = next(
        &[(
            "check   = \"systemklass",
            "override = { by = \"namnd\" }\ncheck   = \"systemklass",
        )],
        "",
    );
    let plan = tried(&play, &allowing, true).unwrap();
    assert_eq!(plan.lost.len(), 1);
    assert_eq!(plan.outcome.state.content.overrides.len(), 1);
}

#[test]
fn a_name_that_another_step_or_document_has_taken_over_is_nobody_elses() {
    let without_law = (
        "[[review.steps]]\nid       = \"juridik\"\ntitle    = \"Juridisk granskning\"\nrole     = \"jurist\"\ndeadline = \"10 workdays\"\nremind   = [\"-3 workdays\", \"0 workdays\"]\n",
        "",
    );
    let new = next(
        &[without_law, ("id       = \"it\"", "id       = \"juridik\"")],
        "[migration]\nsteps = { juridik = \"it\" }",
    );
    let mut play = Play::new().brought_to(Phase::Review);
    assert_eq!(
        rules(tried(&play, &new, true)),
        ["granskningssteg"],
        "somebody is asked"
    );
    play.approve("juridik").unwrap();
    let refusal = tried(&play, &new, true).unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("”Juridisk granskning” är besvarat")
    );

    let new = next(
        &[
            (
                "[documents.laglighetsbedomning]\ntitle    = \"Laglighetsbedömning\"\nauthor   = \"jurist\"\nrequired = \"review\"\nmax_age  = \"12 months\"\n",
                "",
            ),
            ("[documents.riskanalys]", "[documents.laglighetsbedomning]"),
            ("document('riskanalys')", "document('laglighetsbedomning')"),
        ],
        "[migration]\ndocuments = { laglighetsbedomning = \"riskanalys\" }",
    );
    assert_eq!(rules(tried(&Play::new(), &new, true)), ["utan-plats"]);
}

#[test]
fn the_rows_of_a_table_must_be_those_that_the_new_version_lists() {
    let new = next(
        &[(
            "title = \"Identifierade risker\"\ntype  = \"table\"",
            "title = \"Identifierade risker\"\ntype  = \"table\"\nrows = [\"Driftavbrott\", \"Insyn\"]",
        )],
        "",
    );
    let with_rows = |names: &str| {
        let mut play = Play::new();
        let field = play.definition.field("risker").unwrap();
        let rows: toml::Table = format!("rows = {names}").parse().unwrap();
        let value = field.kind.from_toml(&rows["rows"]).unwrap();
        let key = field.key.clone();
        play.matter.content.fields.insert(key, value);
        play
    };
    for names in [
        "[{ risk = \"Insyn\" }, { risk = \"Annat\" }]",
        "[{ risk = \"Insyn\" }, { risk = \"Insyn\" }]",
    ] {
        assert_eq!(rules(tried(&with_rows(names), &new, true)), ["ryms-inte"]);
    }
    let plan = moved_to(
        &with_rows("[{ risk = \"Insyn\" }, { risk = \"Driftavbrott\" }]"),
        &new,
    );
    let Some(Value::Table(rows)) = plan.outcome.state.content.fields.get("risker") else {
        panic!("no rows");
    };
    assert_eq!(rows[0]["risk"], Value::Text("Driftavbrott".into()));
}
