//! The pages of a meeting, as its secretary goes through them, and what they refuse.

use crate::{
    on_both_databases,
    town::{Form, Page, Town, Visitor},
};

const SECRETARY: &str = "karin@exempelby.se";
const DAY: &str = "2026-03-09";

/// Plans a meeting a week ahead, with one standing item on it. Gives its path.
async fn planned(karin: &Visitor) -> String {
    let form = karin.form("/sammantraden/nytt").await;
    let form = form
        .fill("day", DAY)
        .fill("time", "13.30")
        .fill("place", "Rum Linden");
    let page = karin.send(&form).await.ok();
    let page = add(karin, &page, "Budget för biblioteket").await;
    page.path
}

async fn add(karin: &Visitor, page: &Page, title: &str) -> Page {
    let form = page.form_with("Lägg till punkten").fill("title", title);
    karin.send(&form).await.ok()
}

/// The form of the roll call with all five members there, Lars Nilsson to certify.
async fn roll(town: &Town, karin: &Visitor, meeting: &str) -> Form {
    let form = karin.form(&format!("{meeting}/upprop")).await;
    let lars = town.person("lars@exempelby.se").to_string();
    form.fill("certifier_1", &lars)
}

/// The morning of a meeting: its path, and the secretary signed in anew.
async fn the_day(town: &Town) -> (Visitor, String) {
    let meeting = planned(&town.as_(SECRETARY).await).await;
    town.clock.forward_to(DAY);
    (town.as_(SECRETARY).await, meeting)
}

/// A meeting that goes on with all members, its secretary and its path.
async fn opened(town: &Town) -> (Visitor, String) {
    let (karin, meeting) = the_day(town).await;
    let page = karin.send(&roll(town, &karin, &meeting).await).await.ok();
    page.must_say("5 av 5 ledamöter tjänstgör");
    (karin, meeting)
}

on_both_databases! {
    /// From the plan to minutes that wait for the certifiers: every page on the way.
    async fn a_meeting_is_held(db: &TestDb) {
        let town = Town::new(db).await;
        let (karin, meeting) = opened(&town).await;
        let item = karin.form(&format!("{meeting}/punkter/1")).await;
        let item = item.fill("kind", "approved").fill("point_1", "Budgeten fastställs.");
        let page = karin.send(&item).await.ok();
        assert_eq!(page.path, meeting);
        page.must_say("Bifall");

        let end = karin.form(&format!("{meeting}/avsluta")).await.fill("ended_at", "14.10");
        let minutes = karin.send(&end).await.ok();
        assert_eq!(minutes.path, format!("{meeting}/protokoll"));
        minutes.must_say("23 mars 2026");
        minutes.must_say("Budgeten fastställs.");

        let send = karin.form(&format!("{meeting}/justera")).await;
        let sent = karin.send(&send).await.ok();
        sent.must_say("Eva Johansson (S), ordförande");
        sent.must_say("Lars Nilsson (M), justerare");
        town.work().await;
        let made = karin.get(&sent.path).await.ok();
        let file = karin.get(&made.link("Protokoll")).await.ok();
        assert!(file.bytes.starts_with(b"PK"), "a Word file");

        let recall = karin.form(&format!("{meeting}/aterta")).await;
        let empty = karin.send(&recall).await.expect(422);
        assert_eq!(empty.faults(), ["Skälet saknas. Skriv varför protokollet återtas."]);
        let back = karin.send(&empty.form().fill("reason", "Yrkandet saknas i § 1.")).await.ok();
        back.must_say("Hållet");

        let lars = town.person("lars@exempelby.se").to_string();
        let correction = karin.form(&format!("{meeting}/punkter/1")).await;
        let correction = correction
            .fill("summary", "Biblioteket behöver mer pengar.")
            .fill("motion_1_by", &lars)
            .fill("motion_1_kind", "reject");
        let unexplained = karin.send(&correction).await.expect(422);
        assert_eq!(
            unexplained.faults(),
            ["Skälet saknas. Skriv vad som var fel och vem som har påpekat det."]
        );
        let explained = unexplained.form().fill("reason", "Lars Nilssons yrkande saknades.");
        let forged = explained.clone().forge("kind", "rejected").forge("point_1", "Avslag.");
        let minutes = karin.send(&forged).await.ok();
        assert_eq!(minutes.path, format!("{meeting}/protokoll"));
        minutes.must_say("Lars Nilsson (M) yrkar avslag på förslaget till beslut");
        minutes.must_say("Biblioteket behöver mer pengar.");
        minutes.must_say("Budgeten fastställs.");
        assert!(!minutes.text().contains("Avslag."), "{}", minutes.text());
    }

    /// What was typed comes back with what was wrong.
    async fn a_wrong_time_keeps_what_was_typed(db: &TestDb) {
        let town = Town::new(db).await;
        let karin = town.as_(SECRETARY).await;
        let form = karin.form("/sammantraden/nytt").await;
        let form = form.fill("day", DAY).fill("time", "halv två").fill("place", "Rum Linden");
        let page = karin.send(&form).await.expect(422);
        assert_eq!(page.faults(), ["”halv två” är inget klockslag. Skriv till exempel 13.30."]);
        let again = page.form();
        assert_eq!(again.value("time"), Some("halv två"));
        assert_eq!(again.value("place"), Some("Rum Linden"));
        assert_eq!(again.value("day"), Some(DAY));
        let passed = again.fill("time", "13.30").fill("day", "2026-02-27");
        let page = karin.send(&passed).await.expect(422);
        assert_eq!(page.faults(), ["Den 27 februari 2026 har redan varit. Välj en kommande dag."]);
    }

    /// A form that is sent twice acts once, and both answers are the same.
    async fn a_form_sent_twice_acts_once(db: &TestDb) {
        let town = Town::new(db).await;
        let karin = town.as_(SECRETARY).await;
        let form = karin.form("/sammantraden/nytt").await;
        let form = form.fill("day", DAY).fill("time", "13.30").fill("place", "Rum Linden");
        let (first, second) = (karin.send(&form).await.ok(), karin.send(&form).await.ok());
        assert_eq!(first.path, second.path);
        let add = first.form_with("Lägg till punkten").fill("title", "Val av justerare");
        karin.send(&add).await.ok();
        let page = karin.send(&add).await.ok();
        assert_eq!(page.text().matches("Val av justerare Punkt utan ärende").count(), 1, "{}", page.text());
    }

    /// Those who are not the body's secretary read, and change nothing.
    async fn only_the_secretary_changes_a_meeting(db: &TestDb) {
        let town = Town::new(db).await;
        let karin = town.as_(SECRETARY).await;
        let meeting = planned(&karin).await;
        let add = karin.get(&meeting).await.ok().form_with("Lägg till punkten");
        let anna = town.as_("anna@exempelby.se").await;
        let read = anna.get(&meeting).await.ok();
        assert!(!read.has_link("Ställ in"), "{}", read.text());
        anna.send(&add.fill("title", "Annas punkt")).await.expect(403);
        for page in ["upprop", "punkter/1", "avsluta", "andra", "stall-in"] {
            anna.get(&format!("{meeting}/{page}")).await.expect(403);
        }
        anna.get("/sammantraden/nytt").await.expect(403);
        assert!(!karin.get(&meeting).await.ok().text().contains("Annas punkt"));
    }

    /// What is not there is not found, whether it looks like an id or not.
    async fn an_unknown_meeting_is_not_found(db: &TestDb) {
        let town = Town::new(db).await;
        let karin = town.as_(SECRETARY).await;
        let meeting = planned(&karin).await;
        for path in [
            "/sammantraden/01890000-0000-7000-8000-000000000000".to_owned(),
            "/sammantraden/x".to_owned(),
            format!("{meeting}/punkter/2"),
            format!("{meeting}/punkter/0"),
            format!("{meeting}/flyg"),
            format!("{meeting}/protokoll"),
        ] {
            karin.get(&path).await.expect(404);
        }
    }

    /// Too few members: the item page says how many there must be, and keeps the text.
    async fn without_a_quorum_nothing_is_decided(db: &TestDb) {
        let town = Town::new(db).await;
        let (karin, meeting) = the_day(&town).await;
        let mut form = roll(&town, &karin, &meeting).await;
        for away in ["fatima", "gunnar", "asa"] {
            let person = town.person(&format!("{away}@exempelby.se"));
            form = form.fill(&format!("present_{person}"), "franvarande");
        }
        karin.send(&form).await.ok();
        let item = karin.form(&format!("{meeting}/punkter/1")).await;
        let item = item.fill("kind", "approved").fill("point_1", "Budgeten fastställs.");
        let page = karin.send(&item).await.expect(409);
        page.must_say("minst 3");
        page.must_say("KL 6:27");
        assert_eq!(page.form().value("point_1"), Some("Budgeten fastställs."));
        assert_eq!(page.form().value("kind"), Some("approved"));
    }

    /// Who is not there has no vote.
    async fn a_vote_by_an_absent_person_is_refused(db: &TestDb) {
        let town = Town::new(db).await;
        let (karin, meeting) = opened(&town).await;
        let person = |name: &str| town.person(&format!("{name}@exempelby.se"));
        let mut item = karin
            .form(&format!("{meeting}/punkter/1"))
            .await
            .fill("kind", "approved")
            .fill("point_1", "Budgeten fastställs.")
            .fill("manner", "omrostning")
            .fill("yes_means", "bifall")
            .fill("no_means", "avslag");
        for (name, vote) in [("eva", "yes"), ("lars", "no"), ("fatima", "yes"), ("gunnar", "no"), ("asa", "abstains")] {
            item = item.fill(&format!("ballot_{}", person(name)), vote);
        }
        let absent = item.clone().forge(&format!("ballot_{}", person("margareta")), "yes");
        let page = karin.send(&absent).await.expect(409);
        page.must_say("tjänstgör inte och har ingen röst");
        assert_eq!(page.form().value("yes_means"), Some("bifall"));

        let lost = item.clone().fill("decision_is", "no");
        let page = karin.send(&lost).await.expect(409);
        page.must_say("Omröstningen gav ja (2 ja mot 2 nej), men beslutet anges motsvara nej.");
        assert_eq!(page.form().value("decision_is"), Some("no"));

        karin.send(&item).await.ok();
        let page = karin.get(&format!("{meeting}/punkter/1")).await.ok();
        assert_eq!(page.form().value("decision_is"), Some("yes"));
        page.must_say("2 ja, 2 nej, 1 avstår");
        page.must_say("ordförandens utslagsröst (KL 5:55, 6:33)");
    }

    /// Two who decide the same item: the second is told, and loses nothing.
    async fn two_at_once_lose_nothing(db: &TestDb) {
        let town = Town::new(db).await;
        let (karin, meeting) = opened(&town).await;
        let item = karin.form(&format!("{meeting}/punkter/1")).await.fill("kind", "approved");
        let other = karin.form(&format!("{meeting}/punkter/1")).await.fill("kind", "approved");
        karin.send(&item.fill("point_1", "Den första texten.")).await.ok();
        let page = karin.send(&other.fill("point_1", "Den andra texten.")).await.expect(409);
        assert_eq!(page.form().value("point_1"), Some("Den andra texten."));
        karin.send(&page.form()).await.ok();
    }

    /// Jäv: the chair leaves, the vice chair leads, a substitute serves, and all of it is shown.
    async fn a_disqualified_chair_is_replaced_for_the_item(db: &TestDb) {
        let town = Town::new(db).await;
        let (karin, meeting) = the_day(&town).await;
        let olle = town.person("olle@exempelby.se");
        let form = roll(&town, &karin, &meeting).await;
        karin.send(&form.fill(&format!("present_{olle}"), "plats")).await.ok();
        let jav = karin.form(&format!("{meeting}/punkter/1/jav")).await;
        let jav = jav.fill("person", &town.person("eva@exempelby.se").to_string());
        let page = karin.send(&jav).await.expect(422);
        assert_eq!(page.faults(), ["Grunden saknas. Skriv varför personen är jävig."]);
        let jav = page.form().fill("ground", "Är gift med bibliotekarien.");
        let page = karin.send(&jav.fill("substitute", &olle.to_string())).await.ok();
        page.must_say("Lars Nilsson (M) leder punkten");
        page.must_say("Olle Karlsson (S) tjänstgör i stället");
        let lift = karin.form(&page.link("Ta bort: Eva Johansson")).await;
        let page = karin.send(&lift).await.ok();
        page.must_say("Eva Johansson (S) leder punkten");
    }

    /// The order of the agenda is typed; an item is taken off; a meeting is moved and cancelled.
    async fn the_agenda_is_arranged(db: &TestDb) {
        let town = Town::new(db).await;
        let karin = town.as_(SECRETARY).await;
        let meeting = planned(&karin).await;
        let page = karin.get(&meeting).await.ok();
        let page = add(&karin, &page, "Val av justerare").await;
        let form = page.form_with("Spara ordningen");
        let names: Vec<String> =
            form.names().into_iter().filter(|name| name.starts_with("ordning_")).map(str::to_owned).collect();
        let page = karin.send(&form.clone().fill(&names[1], "ett")).await.expect(422);
        page.must_say("”ett” är ingen plats på dagordningen.");
        let page = karin.send(&form.fill(&names[1], "1").fill(&names[0], "2")).await.ok();
        let text = page.text();
        assert!(text.find("Val av justerare") < text.find("Budget för biblioteket"), "{text}");
        let removal = karin.form(&page.link("Ta bort Val av justerare")).await;
        let page = karin.send(&removal).await.ok();
        assert!(!page.text().contains("Val av justerare Punkt"), "{}", page.text());

        let change = karin.form(&format!("{meeting}/andra")).await.fill("time", "9:15");
        let page = karin.send(&change).await.ok();
        page.must_say("kl. 09.15");
        let cancel = karin.form(&format!("{meeting}/stall-in")).await.fill("reason", "Storm.");
        assert!(karin.send(&cancel).await.ok().text().contains("Inställt"));
    }
}
