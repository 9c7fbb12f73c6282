//! The time after the decision, as people go it: ordering with a certificate, what comes back, what
//! has changed, a new round, linked matters and the register.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, also in their helpers"
)]

mod said_wrongly;

use beslut::{
    domain::{identifiers::MatterId, refusal::RefusalKind},
    matter::{act::Action, link::LinkKind, state::SecrecyMarking},
    office::{OfficeError, matters::NewMatter},
};

use crate::{
    journey::{
        drafting::{Draft, OFFICER, registrar_gives_it_a_number, take_step},
        meeting,
    },
    on_both_databases,
    support::TestDb,
    town::{Town, Visitor},
};

const TYPE: (&str, &str) = ("efterprov.toml", include_str!("after/efterprov.toml"));
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
        let told = |mails: &[crate::smtp_server::ReceivedMail]| {
            let mut told: Vec<String> = mails.iter().flat_map(|it| it.recipients.clone()).collect();
            told.sort();
            told
        };
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
        assert!(!officer.get("/").await.ok().says("Årlig omprövning"));
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
        page.must_say("Leder till: ett ärende med sekretess");
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
    let new = NewMatter {
        workflow: "efterprov".parse().unwrap(),
        body: town.body(),
        title: title.to_owned(),
        responsible: Some(town.person(MANAGER)),
        content: None,
    };
    let asker = town.asker(OFFICER);
    let opened = town.office.open_matter(asker, new, None, town.clock.now());
    opened.await.unwrap()
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
    let town = town(db).await;
    let title = "Prov av tjänst";
    let id = open(&town, title).await;
    let draft = Draft {
        officer: town.as_(OFFICER).await,
        path: format!("/arenden/{id}"),
        title: title.to_owned(),
        says: "Tjänsten godkänns.".to_owned(),
    };
    let form = draft.officer.form(&format!("{}/falt", draft.path)).await;
    let form = form
        .fill("tjanst", title)
        .fill("leverantor", "Exempelmoln AB");
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
