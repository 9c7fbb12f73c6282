//! The time after the decision, as people go it: ordering with a certificate, what comes back, what
//! has changed, a new round, linked matters and the register.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, also in their helpers"
)]

mod said_wrongly;

use beslut::{
    domain::{identifiers::MatterId, journal::Stream, refusal::RefusalKind},
    matter::{act::Action, link::LinkKind, state::SecrecyMarking},
    office::{OfficeError, matters::NewMatter},
    store::{journal, listings},
};

use crate::{
    journey::{
        drafting::{Draft, OFFICER, registrar_gives_it_a_number, take_step},
        meeting,
    },
    on_both_databases,
    smtp_server::ReceivedMail,
    support::TestDb,
    town::{Town, Visitor},
};

const TYPE: (&str, &str) = ("efterprov.toml", include_str!("after/efterprov.toml"));
/// The least type with a field that names another matter.
const REFERRING: &str = r#"
format  = 1
id      = "z-hanvisar"
version = 1
title   = "Prov: hänvisar"
lead    = "handlaggare"

[roles]
handlaggare = { title = "Handläggare", from = "matter.officer" }

[fields.arende]
title = "Ärende"
type  = "matter"

[[sections]]
id    = "forslag"
title = "Förslag till beslut"
kind  = "proposal"

[[decision.routes]]
id = "namnd"
by = "namnd"
"#;
const MANAGER: &str = "birgitta@exempelby.se";
const WORDS: &str = "Jag svarar för att båda analyserna är gjorda.";

on_both_databases! {
    async fn a_decision_is_carried_out_step_by_step(db: &TestDb) {
        let (town, draft) = in_force(db).await;
        let manager = town.as_(MANAGER).await;
        let page = manager.get(&draft.path).await.ok();
        page.must_say("Verkställighet").must_say("”Beställning” är inte gjort.");

        // The gate and the order stand before the second step; the page says so and has no button.
        let second = manager.get(&page.link("Ta i bruk")).await.ok();
        assert_eq!(second.blockers().len(), 2, "{:#?}", second.blockers());
        assert!(second.forms().is_empty());

        let form = manager.form(&page.link("Beställning")).await;
        let refused = manager.send(&form).await.expect(422);
        refused.must_say("Intyget är inte lämnat").must_say(WORDS);
        // Somebody who is not in the role is refused, also with a forged form.
        let refused = draft.officer.send(&form.clone().tick("intyg")).await.expect(403);
        refused.must_say("Steget görs av ansvarig chef.");

        let done = manager.send(&form.tick("intyg")).await.ok();
        done.must_say("Gjort").must_say("Birgitta Lindqvist");
        done.must_say(&format!("Beställning: gjort. Intygade: ”{WORDS}”"));
        register(&draft.officer).await.must_say("Beställd");
        let form = manager.form(&done.link("Ta i bruk")).await;
        manager.send(&form).await.ok();
        register(&draft.officer).await.must_say("I bruk").must_say("18 mars 2027");
    }

    async fn two_who_do_the_same_step_at_once_do_it_once(db: &TestDb) {
        let (town, draft) = in_force(db).await;
        let other = town.another_node(db, 2).await;
        let id = id_of(&draft);
        let action = || Action::ExecuteStep {
            step: "bestallning".parse().unwrap(),
            certificate: Some(WORDS.to_owned()),
        };
        let (now, asker) = (town.clock.now(), town.asker(MANAGER));
        let (one, two) = tokio::join!(
            town.office.act_on_matter(asker, id, action(), None, now),
            other.office.act_on_matter(asker, id, action(), None, now),
        );
        let refused = match (one, two) {
            (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
            both => panic!("one of two: {both:?}"),
        };
        assert!(
            matches!(&refused, OfficeError::Refused(it) if it.kind == RefusalKind::Changed),
            "{refused:?}"
        );
        let page = draft.page().await;
        assert_eq!(page.text().matches("Intygade").count(), 1);
    }

    async fn what_comes_back_is_told_once_on_its_day_and_decides_nothing(db: &TestDb) {
        let (town, draft) = in_force(db).await;
        town.mail().await;
        town.clock.forward_to("2027-02-15");
        town.work().await;
        assert_eq!(told(&town.mail().await), Vec::<String>::new());
        town.clock.forward_to("2027-02-16");
        town.work().await;
        assert_eq!(told(&town.mail().await), [OFFICER, MANAGER], "it comes in 30 days");
        town.clock.forward_to("2027-03-17");
        town.work().await;
        assert_eq!(told(&town.mail().await), Vec::<String>::new(), "told once");
        town.clock.forward_to("2027-03-18");
        town.work().await;
        let mails = town.mail().await;
        assert_eq!(told(&mails), [OFFICER, MANAGER]);
        town.work().await;
        assert_eq!(told(&town.mail().await), Vec::<String>::new());

        let officer = town.as_(OFFICER).await;
        officer.get("/").await.ok().must_say("Årlig omprövning: Prov av tjänst");
        let page = officer.get(&draft.path).await.ok();
        page.must_be("Verkställs").must_say("12 månader från beslutet den 18 mars 2026");
        let form = officer.form(&page.link("Årlig omprövning")).await;
        officer.send(&form).await.expect(422).must_say("Skälet saknas.");
        let form = form.fill("reason", "Analysen är läst och gäller.");
        let page = officer.send(&form).await.ok();
        page.must_say("Analysen är läst och gäller.").must_say("18 mars 2028");
        // Another window still shows it: what was typed there is not lost.
        let late = officer.send(&form.fill("reason", "Läst en gång till.")).await;
        assert!(late.status.is_client_error() && late.status != 404, "{}", late.status);
        late.must_say("Läst en gång till.");
        assert!(!officer.get("/").await.ok().says("Årlig omprövning"));
    }

    /// A matter that cannot be read stops no other, and is tried again the day after.
    async fn one_matter_that_cannot_be_read_stops_no_reminder(db: &TestDb) {
        let (town, _) = in_force(db).await;
        let bad = open(&town, "Ett trasigt ärende").await;
        town.mail().await;
        let broken = bad.to_string();
        town.office.db().write(async |write| {
            write.query("UPDATE matter_listing SET look_on = '2026-03-19' WHERE matter_id = $1").bind(broken.clone()).run().await?;
            write.query("UPDATE matter SET state = '{}' WHERE id = $1").bind(broken.clone()).run().await
        }).await.unwrap();
        town.clock.forward_to("2027-02-16");
        town.work().await;
        assert_eq!(told(&town.mail().await), [OFFICER, MANAGER], "the good one is told");
        let day = |text: &str| text.parse().unwrap();
        let due = async |day| town.office.db().read(async |read| listings::to_look_at(read, day, 10).await).await.unwrap();
        assert!(!due(day("2027-02-16")).await.contains(&bad));
        assert!(due(day("2027-02-17")).await.contains(&bad));
    }

    /// A matter that is marked as secret after it stood on an agenda is named there no more, nor in
    /// the minutes and their files, for those who may not see it.
    async fn a_matter_marked_after_its_meeting_is_not_named_there(db: &TestDb) {
        let (town, draft, meeting) = decided(db).await;
        let bo = town.as_("bo@exempelby.se").await;
        bo.get(&meeting.path).await.ok().must_say(&draft.title);
        let entries = {
            let id = meeting.path.rsplit('/').next().unwrap().parse().unwrap();
            town.office.db().read(async |read| journal::entries(read, Stream::Meeting(id)).await).await.unwrap()
        };
        assert!(entries.iter().any(|entry| entry.payload.contains("KS 2026/1 sattes upp på dagordningen")));
        assert!(entries.iter().all(|entry| !entry.payload().unwrap().entry.summary.contains(&draft.title)));

        let secret = Action::MarkSecrecy(Some(SecrecyMarking {
            provision: "OSL 18 kap. 8 §".to_owned(),
            marked_on: "2026-03-18".parse().unwrap(),
        }));
        town.office.act_on_matter(town.asker(OFFICER), id_of(&draft), secret, None, town.clock.now()).await.unwrap();
        for path in [meeting.path.clone(), format!("{}/protokoll", meeting.path)] {
            let page = bo.get(&path).await.ok();
            page.must_say("Ärende med sekretess");
            assert!(!page.says(&draft.title) && !page.says("Tjänsten godkänns"), "{path}: {}", page.text());
        }
        bo.get(&format!("{}/protokoll", meeting.path)).await.ok().must_say("Protokollet som fil visas inte");
        for who in ["karin@exempelby.se", "gunnar@exempelby.se"] {
            town.as_(who).await.get(&format!("{}/protokoll", meeting.path)).await.ok().must_say(&draft.title);
        }
    }

    async fn a_change_makes_the_decision_stale_and_a_new_round_keeps_the_old(db: &TestDb) {
        let (town, draft) = in_force(db).await;
        let page = draft.page().await;
        let form = draft.officer.form(&page.link("Anteckna ändring: Leverantör")).await;
        let form = form.fill("leverantor", "Annat Moln AB");
        let faulty = form.clone().fill("since", "igår kväll").fill("reason", "Uppköp.");
        draft.officer.send(&faulty).await.expect(422);
        let form = form.fill("since", "2026-03-18").fill("reason", "Leverantören är uppköpt.");
        let page = draft.officer.send(&form).await.ok();
        page.must_say("Inaktuellt").must_say("Skiljer sig från beslutet");
        page.must_say("Exempelmoln AB när beslutet togs");
        register(&draft.officer).await.must_say("Inaktuellt");

        let check = draft.officer.get(&page.link("Begär omprövning")).await.ok();
        let form = check.form_with("Begär omprövning");
        draft.officer.send(&form).await.expect(422);
        let page = draft.officer.send(&form.fill("reason", "Ny leverantör.")).await.ok();
        page.must_be("Utkast").must_say("Annat Moln AB").must_say("Pågår, det förra beslutet gäller");
        assert!(!page.has_link("Återkalla ärendet"), "what is decided is not withdrawn");
        let round = draft.officer.get(&page.link("Omgång 1")).await.ok();
        round.must_say("Exempelmoln AB").must_say("1. Tjänsten godkänns.".trim_start_matches("1. "));
        // The register goes on saying what the old decision permits.
        let page = take_step_with_reason(&draft.officer, &draft.path, "Avbryt omprövningen").await;
        page.must_be("Verkställs").must_say("Exempelmoln AB");
        let _ = town;
    }

    /// A new round and its end change which matters are named, also those opened before this one:
    /// they are taken in the one order, and linked.
    async fn matters_that_an_old_round_names_are_linked_again(db: &TestDb) {
        let (title, workflow) = TYPE;
        let live = "[fields.arende]\ntitle = \"Grund\"\ntype = \"matter\"\nlive = true\n\n[fields.leverantor]";
        let workflow: &str = workflow.replace("[fields.leverantor]", live).leak();
        let town = Town::with(db, &[(title, workflow)]).await;
        let decided_on = open(&town, "Det gamla avtalet").await;
        let seen_since = open(&town, "Det nya avtalet").await;
        let (town, draft, _) = decided_in(town, &[("arende", &format!("/arenden/{decided_on}"))]).await;
        let draft = Draft { officer: town.as_(OFFICER).await, ..draft };
        take_step(&draft.officer, &draft.path, "Börja verkställa").await.ok();
        let refers = |page: &crate::town::Page, title: &str| page.says(&format!("Hänvisar till: {title}"));
        let page = draft.page().await;
        assert!(refers(&page, "Det gamla avtalet"), "{}", page.text());

        let form = draft.officer.form(&page.link("Anteckna ändring: Grund")).await;
        let form = form.fill("arende", &format!("/arenden/{seen_since}"));
        let page = draft.officer.send(&form.fill("since", "2026-03-18").fill("reason", "Nytt avtal.")).await.ok();
        assert!(refers(&page, "Det gamla avtalet") && !refers(&page, "Det nya avtalet"), "{}", page.text());

        let page = take_step_with_reason(&draft.officer, &draft.path, "Begär omprövning").await;
        assert!(!refers(&page, "Det gamla avtalet") && refers(&page, "Det nya avtalet"), "{}", page.text());
        let page = take_step_with_reason(&draft.officer, &draft.path, "Avbryt omprövningen").await;
        page.must_be("Verkställs");
        assert!(refers(&page, "Det gamla avtalet") && !refers(&page, "Det nya avtalet"), "{}", page.text());
    }

    async fn linked_matters_show_each_other_and_leak_no_secret(db: &TestDb) {
        let town = town(db).await;
        let (one, other) = (open(&town, "Ett ärende").await, open(&town, "Ett annat").await);
        let officer = town.as_(OFFICER).await;
        let here = format!("/arenden/{one}");
        let page = officer.get(&here).await.ok();
        let form = officer.form(&page.link("Koppla ett ärende")).await;
        let unknown = form.clone().fill("to", "KS 1999/1");
        officer.send(&unknown).await.expect(422).must_say("Det finns inget ärende med det numret.");
        let itself = form.clone().fill("to", &here);
        officer.send(&itself).await.expect(422).must_say("kopplas till sig självt");
        let form = form
            .fill("kind", "Leder till")
            .fill("to", &format!("/arenden/{other}"))
            .fill("note", "Åtgärden följs där.");
        let page = officer.send(&form).await.ok();
        page.must_say("Leder till: Ett annat").must_say("Åtgärden följs där.");
        let there = officer.get(&format!("/arenden/{other}")).await.ok();
        there.must_say("Kommer av: Ett ärende");

        let secret = Action::MarkSecrecy(Some(SecrecyMarking {
            provision: "OSL 18 kap. 8 §".to_owned(),
            marked_on: "2026-03-02".parse().unwrap(),
        }));
        let (now, asker) = (town.clock.now(), town.asker(OFFICER));
        town.office.act_on_matter(asker, other, secret, None, now).await.unwrap();
        let stranger = town.as_("bo@exempelby.se").await;
        let page = stranger.get(&here).await.ok();
        page.must_say("Leder till: ärende med sekretess");
        assert!(!page.says("Ett annat") && !page.says("Åtgärden följs där."));
        // Nobody links to what they may not see.
        let bo = town.asker("bo@exempelby.se");
        let refused = town
            .office
            .link_matters(bo, one, other, LinkKind::Amends, "", None, now)
            .await;
        assert!(matches!(refused, Err(OfficeError::Refused(it)) if it.kind == RefusalKind::NotFound));
        let list = stranger.get("/register-over/efterprov").await.ok();
        assert!(list.says("Ett ärende") && !list.says("Ett annat"), "{}", list.text());

        let check = officer.get(&officer.get(&here).await.ok().link("Ta bort kopplingen")).await.ok();
        let page = officer.send(&check.form_with("Ta bort kopplingen")).await.ok();
        assert!(!page.says("Leder till: Ett annat"));
        page.must_say("Tog bort kopplingen");
    }

    /// A field that names a matter no more takes its link away in both journals; a link that somebody
    /// has written about stays.
    async fn an_emptied_field_takes_only_its_own_link_away(db: &TestDb) {
        let town = Town::with(db, &[TYPE, ("z-hanvisar.toml", REFERRING)]).await;
        for (note, stays) in [("", false), ("Samma avtal.", true)] {
            let (one, other) = (open_of(&town, "z-hanvisar", "Det ena").await, open(&town, "Det andra").await);
            let (now, officer) = (town.clock.now(), town.asker(OFFICER));
            town.office.link_matters(officer, one, other, LinkKind::RefersTo, note, None, now).await.unwrap();
            let who = town.as_(OFFICER).await;
            let form = who.form(&format!("/arenden/{one}/falt")).await;
            who.send(&form.fill("arende", &format!("/arenden/{other}"))).await.ok();
            let form = who.form(&format!("/arenden/{one}/falt")).await;
            let page = who.send(&form.fill("arende", "")).await.ok();
            assert_eq!(page.says("Hänvisar till: Det andra"), stays, "{}", page.text());
            for matter in [one, other] {
                let entries = town.office.db().read(async |read| journal::entries(read, Stream::Matter(matter)).await).await.unwrap();
                let told = entries.iter().any(|entry| entry.payload().unwrap().entry.act == "unlinked");
                assert_eq!(told, !stays);
            }
        }
    }

    async fn a_register_is_searched_and_fetched_as_a_file(db: &TestDb) {
        let town = town(db).await;
        for title in ["Alfa", "=Beta", "Gamma"] {
            open(&town, title).await;
        }
        let officer = town.as_(OFFICER).await;
        let all = officer.get("/register-over").await.ok();
        let list = officer.get(&all.link("Register över prov")).await.ok();
        list.must_say("Alfa").must_say("Gamma").must_say("Begärd");
        let found = officer.get("/register-over/efterprov?sok=gam").await.ok();
        assert!(found.says("Gamma") && !found.says("Alfa"));
        let none = officer.get("/register-over/efterprov?lage=i-bruk").await.ok();
        none.must_say("Inget i registret stämmer med sökningen.");
        let file = officer.get("/register-over/efterprov/register.csv").await.ok();
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("\"'=Beta\""), "{text}");
        officer.get("/register-over/finns-inte").await.expect(404);
        town.stranger().get("/register-over/efterprov").await.must_say("Logga in");
        let administrator = town.as_("ingrid@exempelby.se").await;
        administrator.get("/register-over/efterprov").await.expect(403);
    }
}

async fn town(db: &TestDb) -> Town {
    Town::with(db, &[TYPE]).await
}

async fn open(town: &Town, title: &str) -> MatterId {
    open_of(town, "efterprov", title).await
}

async fn open_of(town: &Town, workflow: &str, title: &str) -> MatterId {
    let new = NewMatter {
        workflow: workflow.parse().unwrap(),
        body: town.body(),
        title: title.to_owned(),
        responsible: Some(town.person(MANAGER)),
        content: None,
    };
    let asker = town.asker(OFFICER);
    let opened = town.office.open_matter(asker, new, None, town.clock.now());
    opened.await.unwrap()
}

/// Whom the mails went to.
fn told(mails: &[ReceivedMail]) -> Vec<String> {
    let mut told: Vec<String> = mails.iter().flat_map(|it| it.recipients.clone()).collect();
    told.sort();
    told
}

fn id_of(draft: &Draft) -> MatterId {
    draft.path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn register(who: &Visitor) -> crate::town::Page {
    who.get("/register-over/efterprov").await.ok()
}

async fn take_step_with_reason(who: &Visitor, from: &str, step: &str) -> crate::town::Page {
    let page = who.get(from).await.ok();
    let check = who.get(&page.link(step)).await.ok();
    let form = check
        .form_with(step)
        .fill("reason", "Den nya leverantören drog sig ur.");
    who.send(&form).await.ok()
}

/// A matter that was approved at a meeting on 18 March 2026 and is being carried out.
async fn in_force(db: &TestDb) -> (Town, Draft) {
    let (town, draft, _) = decided(db).await;
    let draft = Draft {
        officer: town.as_(OFFICER).await,
        ..draft
    };
    take_step(&draft.officer, &draft.path, "Börja verkställa")
        .await
        .ok()
        .must_be("Verkställs");
    (town, draft)
}

/// The same before it is carried out, with its meeting, whose minutes are certified.
async fn decided(db: &TestDb) -> (Town, Draft, meeting::Meeting) {
    decided_in(town(db).await, &[]).await
}

/// The same in a town, with more in its fields.
async fn decided_in(town: Town, fields: &[(&str, &str)]) -> (Town, Draft, meeting::Meeting) {
    let title = "Prov av tjänst";
    let id = open(&town, title).await;
    let draft = Draft {
        officer: town.as_(OFFICER).await,
        path: format!("/arenden/{id}"),
        title: title.to_owned(),
        says: "Tjänsten godkänns.".to_owned(),
    };
    let form = draft.officer.form(&format!("{}/falt", draft.path)).await;
    let mut form = form
        .fill("tjanst", title)
        .fill("leverantor", "Exempelmoln AB");
    for (field, value) in fields {
        form = form.fill(field, value);
    }
    draft.officer.send(&form).await.ok();
    let section = format!("{}/avsnitt/forslag", draft.path);
    let form = draft.officer.form(&section).await;
    draft
        .officer
        .send(&form.fill("text", "1. Tjänsten godkänns."))
        .await
        .ok();
    take_step(&draft.officer, &draft.path, "Skicka på granskning")
        .await
        .ok()
        .must_be("Klart för beslut");
    registrar_gives_it_a_number(&town, &draft).await;
    let meeting = meeting::is_planned_with_the_matter(&town, &draft).await;
    meeting::decides_by_vote(&town, &draft, &meeting).await;
    meeting::is_certified(&town, &draft, &meeting).await;
    (town, draft, meeting)
}
