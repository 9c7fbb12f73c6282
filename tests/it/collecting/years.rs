//! From one plan to the next, and from one report to the next.

use super::asked::{TYPES, acts, committees, draft, kept, opened};
use crate::{on_both_databases, town::Town};
use beslut::{
    domain::{
        digest::Digest,
        entropy::Entropy,
        identifiers::MatterId,
        person::{Appointment, Role, Term},
        refusal::RefusalKind,
    },
    matter::{
        act::Action,
        edit::fields_seen,
        state::{Decision, DecisionKind, SecrecyMarking, Taken},
        years::{Choice, RowName},
    },
    office::{OfficeError, Steward, matters::NewMatter, people::PersonChange},
    store::matters,
    workflow::phase::Phase,
};
use std::collections::BTreeMap;

/// Writes a field of a draft as a person types it.
async fn write(town: &Town, matter: MatterId, key: &str, typed: &str) {
    let now = kept(town, matter).await;
    let definition = town.office.definition(&now).unwrap();
    let field = definition.field(key).unwrap();
    let value = field.kind.from_form(typed).unwrap();
    let action = Action::WriteFields {
        values: BTreeMap::from([(field.key.clone(), value)]),
        seen: fields_seen(&now.content, [&field.key]),
    };
    let anna = town.asker("anna@exempelby.se");
    town.office
        .act_on_matter(anna, matter, action, None, town.clock.now())
        .await
        .unwrap();
}

/// The plan as if it had been decided: the way there is other tests' business.
async fn in_force(town: &Town, matter: MatterId) {
    let mut now = kept(town, matter).await;
    let seen = now.version;
    now.phase = Phase::InForce;
    now.version += 1;
    now.decision = Some(Decision {
        body: town.body(),
        taken: Taken::AtMeeting {
            meeting: Entropy::new(town.clock.now(), [8; 32]).id(),
            section: 220,
        },
        day: "2026-02-10".parse().unwrap(),
        kind: DecisionKind::Approved,
        points: vec!["Planen antas.".to_owned()],
        sha256: Digest::ZERO,
        until: None,
        exceptions: Vec::new(),
    });
    town.office
        .db()
        .write(async |write| {
            matters::lock(write, now.id).await?;
            matters::save(write, &now, seen).await
        })
        .await
        .unwrap();
}

/// Case 14: three done, two begun, one not begun.
const ACTIVITIES: &str = "\
Kontinuitetsplaner | Drift | rekommendation | | Bo Rask | 2026 | genomford | Övning i maj |
Utbildning | Personal | rekommendation | | Bo Rask | 2026 | genomford | Intyg |
Nätverk | Organisation | annat | | Anna Ekström | 2026 | genomford | Protokoll |
Behörigheter | Teknik | riskatgard | | Bo Rask | 2026 | paborjad | |
Flerfaktor | Teknik | riskatgard | | Bo Rask | 2026 | paborjad | |
Upphandlingskrav | Inköp | aterkoppling | | Anna Ekström | 2026 | ej_paborjad | |";

on_both_databases! {
    /// Case 14: the annex groups by status, the three that are left are offered to the next plan with
    /// a link back, and the old plan cannot close while one of them is neither.
    async fn what_is_unfinished_is_carried_over_or_declined(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let old = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, old, "ar", "2026").await;
        write(&town, old, "aktiviteter", ACTIVITIES).await;
        in_force(&town, old).await;
        let report = draft(&town, "z-ars", "Uppföljning 2026").await;
        write(&town, report, "ar", "2026").await;
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form(&format!("/arenden/{report}/avsnitt/plan/hamta")).await;
        let text = form.value("text").unwrap().to_owned();
        for part in ["Kommunstyrelsen antog den 10 februari 2026, § 220", "#### Genomförd (3)", "#### Påbörjad (2)", "#### Ej påbörjad (1)"] {
            assert!(text.contains(part), "{part}: {text}");
        }

        let new = draft(&town, "z-plan", "Handlingsplan 2027").await;
        let page = anna.get(&format!("/arenden/{new}/overforing")).await.ok();
        page.must_say("Handlingsplan 2026: 3 kvar");
        let choose = page.link("Gå igenom");
        let form = anna.form(&choose).await.fill("val-0", "ta").fill("val-1", "avboj");
        anna.send(&form).await.expect(422).must_say("Skälet att avböja ”Flerfaktor” saknas");
        let form = form.fill("skal-1", "Ingår i införandeprojektet.");
        let page = anna.send(&form).await.ok();
        page.must_say("Handlingsplan 2026: 1 kvar").must_say("Skäl: Ingår i införandeprojektet.");
        let stored = serde_json::to_string(&kept(&town, new).await.content.fields).unwrap();
        assert!(stored.contains("Behörigheter") && stored.contains("Överförd från Handlingsplan 2026"), "{stored}");
        assert!(!stored.contains("Flerfaktor"));
        anna.get(&format!("/arenden/{new}")).await.ok().must_say("Fortsätter från");
        for matter in [old, new] {
            assert!(acts(&town, matter).await.contains(&"linked".to_owned()));
        }

        // G31: the old plan cannot close, and says what is left.
        let lena = town.asker("lena@exempelby.se");
        let refused = town.office.act_on_matter(lena, old, Action::Close, None, town.clock.now()).await;
        let refused = refused.unwrap_err().to_string();
        assert!(!refused.is_empty());
        let form = anna.form(&choose).await.fill("val-0", "ta");
        anna.send(&form).await.ok().must_say("0 kvar");
        // Sent once more from the page before: it has been dealt with, and nothing doubles.
        let again = anna.form(&choose).await;
        assert!(!again.names().contains(&"val-0"));
    }

    /// A plan takes from its own body only, and an open one from nothing secret; what is only declined
    /// neither writes in the new plan nor links it.
    async fn a_plan_takes_only_what_it_may(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        committees(&town).await;
        let now = town.clock.now();
        let old = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, old, "aktiviteter", ACTIVITIES).await;
        in_force(&town, old).await;
        let decline = |title: &str| vec![Choice {
            name: RowName { title: title.to_owned(), nth: 1 },
            declined: Some("Görs inte.".to_owned()),
        }];
        let take = |title: &str| vec![Choice { name: RowName { title: title.to_owned(), nth: 1 }, declined: None }];
        let is_missing = |done: Result<(), OfficeError>| {
            matches!(done, Err(OfficeError::Refused(refusal)) if refusal.kind == RefusalKind::NotFound)
        };

        // Another body's officer sees the plan, and has no say over its rows.
        let all = town.office.bodies().await.unwrap();
        let other = all.iter().find(|body| body.key == "bun").unwrap().id;
        let term = Term { from: "2023-01-01".parse().unwrap(), until: None };
        let sofia = town.person("sofia@exempelby.se");
        let appointment = Appointment { person: sofia, role: Role::CaseOfficer, body: Some(other), term };
        town.office.appoint(appointment, Steward::CommandLine, now).await.unwrap();
        let order = NewMatter {
            workflow: "z-plan".parse().unwrap(), body: other, title: "Nämndens plan".to_owned(), responsible: None, content: None,
        };
        let sofia = town.asker("sofia@exempelby.se");
        let foreign = town.office.open_matter(sofia, order, None, now).await.unwrap();
        assert!(is_missing(town.office.carry_over(sofia, old, foreign, decline("Flerfaktor"), None, now).await));
        assert!(kept(&town, old).await.years.handed_on.is_empty());

        // Only declined: the new plan says nothing of it.
        let anna = town.asker("anna@exempelby.se");
        let new = draft(&town, "z-plan", "Handlingsplan 2027").await;
        town.office.carry_over(anna, old, new, decline("Flerfaktor"), None, now).await.unwrap();
        let told = acts(&town, new).await;
        assert!(!told.contains(&"rows_taken_over".to_owned()) && !told.contains(&"linked".to_owned()), "{told:?}");

        // A secret plan hands on nothing to an open one, and to a secret one without its title.
        let mark = || Action::MarkSecrecy(Some(SecrecyMarking { provision: "OSL 18 kap. 8 §".to_owned(), marked_on: "2026-03-02".parse().unwrap() }));
        town.office.act_on_matter(anna, old, mark(), None, now).await.unwrap();
        let page = town.as_("anna@exempelby.se").await.get(&format!("/arenden/{new}/overforing")).await.ok();
        assert!(!page.says("Handlingsplan 2026"));
        assert!(is_missing(town.office.carry_over(anna, old, new, take("Behörigheter"), None, now).await));
        town.office.act_on_matter(anna, new, mark(), None, now).await.unwrap();
        town.office.carry_over(anna, old, new, take("Behörigheter"), None, now).await.unwrap();
        let now = kept(&town, new).await;
        let stored = serde_json::to_string(&now).unwrap();
        assert!(stored.contains("Överförd från ett ärende utan diarienummer") && !stored.contains("Handlingsplan 2026"), "{stored}");
    }

    /// What was typed stands at its own row, also when the rows have moved meanwhile.
    async fn choices_stay_with_their_rows(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let old = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, old, "aktiviteter", ACTIVITIES).await;
        in_force(&town, old).await;
        let new = draft(&town, "z-plan", "Handlingsplan 2027").await;
        let anna = town.as_("anna@exempelby.se").await;
        let choose = format!("/arenden/{new}/overforing/{old}");
        let shown = anna.form(&choose).await;
        let meanwhile = shown.clone().fill("val-0", "ta");
        anna.send(&meanwhile).await.ok();
        let late = shown.fill("val-0", "ta").fill("val-1", "avboj").fill("skal-1", "Ingår i införandeprojektet.");
        let refused = anna.send(&late).await.expect(422);
        refused.must_say("redan genomförd, överförd eller avböjd");
        let form = refused.form();
        assert_eq!(form.value("rad-0"), Some("1|Flerfaktor"));
        assert_eq!(form.value("val-0"), Some("avboj"));
        assert_eq!(form.value("skal-0"), Some("Ingår i införandeprojektet."));
        assert_eq!(form.value("skal-1"), Some(""));
    }

    /// Two owners of one name are two, told apart by their addresses.
    async fn namesakes_are_asked_apart(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let change = PersonChange { name: Some("Bo Rask".to_owned()), ..PersonChange::default() };
        let erik = town.person("erik@exempelby.se");
        town.office.change_person(Steward::CommandLine, erik, change, town.clock.now()).await.unwrap();
        let plan = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, plan, "aktiviteter", "\
Ett | Drift | annat | | bo@exempelby.se | 2026 | paborjad | |
Två | Drift | annat | | erik@exempelby.se | 2026 | paborjad | |
Tre | Drift | annat | | Bo Rask | 2026 | paborjad | |").await;
        in_force(&town, plan).await;
        let anna = town.as_("anna@exempelby.se").await;
        let page = anna.get(&format!("/arenden/{plan}/insamlingar/ny/lage")).await.ok();
        page.must_say("Bo Rask (bo@exempelby.se)").must_say("Bo Rask (erik@exempelby.se)");
        let form = page.form();
        assert_eq!(form.value("till-0"), Some(town.person("bo@exempelby.se").to_string().as_str()));
        assert_eq!(form.value("till-1"), Some(erik.to_string().as_str()));
        assert_eq!(form.value("till-2"), Some(""));
    }

    /// Two nodes hand rows of one plan on to the next, and one tries it the other way: the rows go
    /// over once each, and the third is told by a rule.
    async fn two_nodes_hand_on_both_ways(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let other = town.another_node(db, 1).await;
        let old = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, old, "aktiviteter", ACTIVITIES).await;
        in_force(&town, old).await;
        let new = draft(&town, "z-plan", "Handlingsplan 2027").await;
        let hand_on = async |town: &Town, from: MatterId, to: MatterId, row: &str| {
            let name = RowName { title: row.to_owned(), nth: 1 };
            let choices = vec![Choice { name, declined: None }];
            let (anna, at) = (town.asker("anna@exempelby.se"), town.clock.now());
            town.office.carry_over(anna, from, to, choices, None, at).await
        };

        let (one, two, back) = tokio::join!(
            hand_on(&town, old, new, "Behörigheter"),
            hand_on(&other, old, new, "Flerfaktor"),
            hand_on(&other, new, old, "Behörigheter"),
        );

        one.unwrap();
        two.unwrap();
        assert!(matches!(back, Err(OfficeError::Refused(_))), "{back:?}");
        assert_eq!(kept(&town, old).await.years.handed_on.len(), 2);
    }

    /// Owners report by link: each sees the own unfinished activities, what is done shows it, and the
    /// officer takes it in as an observation: what was decided is not touched.
    async fn owners_report_their_activities(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let plan = draft(&town, "z-plan", "Handlingsplan 2026").await;
        write(&town, plan, "aktiviteter", ACTIVITIES).await;
        in_force(&town, plan).await;
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form(&format!("/arenden/{plan}/insamlingar/ny/lage")).await;
        let round = anna.send(&form).await.ok().path;
        let letter = town.mail().await.into_iter().find(|mail| mail.recipients == ["bo@exempelby.se"] && mail.text.contains("/u/")).unwrap();
        let (bo, page) = opened(&town, letter.link()).await;
        let page = page.ok();
        page.must_say("Behörigheter").must_say("Flerfaktor");
        assert!(!page.says("Upphandlingskrav") && !page.says("Kontinuitetsplaner"));
        let form = page.form_with("Skicka").fill("svar-0-status", "genomford").tick("klar").press("Skicka svaren");
        bo.send(&form).await.expect(422).must_say("inget visar det");
        let form = form.fill("svar-0-bevis", "Införd den 2 mars 2026");
        bo.send(&form).await.ok();
        let form = anna.form(&format!("{round}/ta-in")).await;
        anna.send(&form).await.ok();
        let now = kept(&town, plan).await;
        assert_eq!(now.after.observed.len(), 1);
        let decided = serde_json::to_string(&now.content.fields).unwrap();
        assert!(!decided.contains("Införd den 2 mars 2026"));
    }

    /// Case 16 and 15: the report is not sent while the text and the table say different things, or
    /// a committee of last year has no number.
    async fn a_report_that_contradicts_itself_is_not_sent(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let last = draft(&town, "z-ars", "Uppföljning 2025").await;
        write(&town, last, "ar", "2025").await;
        write(&town, last, "personuppgiftsincidenter", "Kommunstyrelsen | 2\nSocialnämnden | 3").await;
        let report = draft(&town, "z-ars", "Uppföljning 2026").await;
        write(&town, report, "ar", "2026").await;
        write(&town, report, "personuppgiftsincidenter", "Kommunstyrelsen | 21").await;
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form(&format!("/arenden/{report}/avsnitt/incidenter")).await;
        let typed = "### Personuppgiftsincidenter {#personuppgiftsincidenter}\n\nAntalet uppgår till 22 stycken.";
        anna.send(&form.fill("text", typed)).await.ok();
        let fetch = format!("/arenden/{report}/avsnitt/incidenter/hamta");
        anna.get(&fetch).await.ok().must_say("Uppföljning 2025 (2025)");
        let form = anna.form(&format!("/arenden/{report}/forra-aret")).await;
        anna.send(&form).await.ok();

        let blocked = anna.get(&format!("/arenden/{report}/steg/skicka")).await.ok();
        let told = blocked.blockers().join("\n");
        assert!(told.contains("säger 22") && told.contains("summerar till 21"), "{told}");
        blocked.must_say("Stöd: Riktlinje för uppföljning, p. 4");
        assert!(told.contains("”Socialnämnden” saknar uppgift"), "{told}");
        anna.get(&format!("/arenden/{report}/kontroller")).await.ok().must_say("Är det 0, eller har det inte samlats in?");
        let form = anna.form(&fetch).await;
        let text = form.value("text").unwrap();
        assert!(text.contains("| Personuppgiftsincidenter | 2026 | 2025 |") && text.contains("| Socialnämnden | – | 3 |"), "{text}");
        assert!(text.contains("Uppgifter om inbrott har inte samlats in under 2026."), "{text}");
    }
}
