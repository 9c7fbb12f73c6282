//! Many at once: nobody loses a text, no number is given twice or left out, no form acts twice.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use beslut::{domain::identifiers::MatterId, office::matters::NewMatter, store::counters};
use tokio::task::JoinSet;

use crate::{
    on_both_databases,
    town::{Form, Page, Town, Visitor},
};

on_both_databases! {
    /// Two open the same section; the second to save meets both texts and loses neither.
    async fn two_people_write_one_section_and_both_texts_survive(db: &TestDb) {
        let town = Town::new(db).await;
        let matter = open(&town, "Kartor").await;
        let section = format!("/arenden/{matter}/avsnitt/arendet");
        let (anna, bo) = (town.as_("anna@exempelby.se").await, town.as_("bo@exempelby.se").await);
        let (hers, his) = (anna.form(&section).await, bo.form(&section).await);

        anna.send(&hers.fill("text", "Kartorna är från 2014.\n\nDe är gulnade.")).await.ok();
        let conflict = bo.send(&his.fill("text", "Kartorna finns på papper.")).await.expect(409);

        conflict.must_say("Anna Ekström").must_say("De är gulnade.");
        let form = conflict.form();
        assert_eq!(form.value("text"), Some("Kartorna finns på papper."));
        anna.get(&format!("/arenden/{matter}")).await.ok().must_say("De är gulnade.");

        let both = "Kartorna är från 2014 och finns på papper. De är gulnade.";
        bo.send(&form.fill("text", both)).await.ok().must_say(both);
    }

    /// Somebody changes a field while another has the form open: nothing is overwritten unseen.
    async fn two_people_fill_in_one_field_and_the_second_is_told(db: &TestDb) {
        let town = Town::new(db).await;
        let matter = open(&town, "Kartor").await;
        let field = format!("/arenden/{matter}/falt?falt=leverantor");
        let (anna, bo) = (town.as_("anna@exempelby.se").await, town.as_("bo@exempelby.se").await);
        let (hers, his) = (anna.form(&field).await, bo.form(&field).await);

        anna.send(&hers.fill("leverantor", "Exempelmoln AB")).await.ok();
        let conflict = bo.send(&his.fill("leverantor", "Provdrift AB")).await.expect(409);

        conflict.must_say("Sparat nu: Exempelmoln AB");
        assert_eq!(conflict.form().value("leverantor"), Some("Provdrift AB"));
        bo.send(&conflict.form()).await.ok().must_say("Provdrift AB");
    }

    /// Thirty-two matters get their numbers at once, through two nodes.
    async fn thirty_two_matters_are_numbered_without_gap_or_double(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let registrar = town.as_("lena@exempelby.se").await;
        let at_other = registrar.at(other.url());
        let mut forms = Vec::new();
        for number in 0..32 {
            let matter = open(&town, &format!("Ärende {number}")).await;
            let node = if number % 2 == 0 { &registrar } else { &at_other };
            let step = format!("/arenden/{matter}/steg/registrera");
            forms.push((node.clone(), node.form(&step).await));
        }

        for page in send_all(forms).await {
            page.ok();
        }

        let given = db.read(async |read| counters::register(read, "KS", 2026, 0, 100).await).await.unwrap();
        let serials: Vec<i64> = given.iter().rev().map(|one| one.serial).collect();
        assert_eq!(serials, (1..=32).collect::<Vec<i64>>());
        let mut matters: Vec<MatterId> = given.iter().map(|one| one.matter).collect();
        matters.sort();
        matters.dedup();
        assert_eq!(matters.len(), 32, "each matter has one number");
    }

    /// The same form comes twenty times, through two nodes: a shaky hand, a reload, a retry.
    async fn a_form_sent_twenty_times_acts_once(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form("/arenden/nytt").await.fill("workflow", "molntjanst").fill("title", "Kartor i bygglov");
        let nodes = [anna.clone(), anna.at(other.url())];
        let sent = (0..20).map(|turn| (nodes[turn % 2].clone(), form.clone()));

        let pages = send_all(sent).await;

        let mut paths: Vec<String> = pages.into_iter().map(|page| page.ok().path).collect();
        paths.dedup();
        assert_eq!(paths.len(), 1, "all lead to the same matter: {paths:?}");
        let list = anna.get("/arenden").await.ok();
        let rows = list.root().named("a").into_iter().filter(|link| link.text() == "Kartor i bygglov");
        assert_eq!(rows.count(), 1);

        let form = anna.form(&format!("{}/bifoga?slag=riskanalys", paths[0])).await;
        let form = form.choose_file("file", "analys.pdf", b"%PDF-1.7 analys");
        for page in send_all((0..20).map(|turn| (nodes[turn % 2].clone(), form.clone()))).await {
            page.ok();
        }
        let page = anna.get(&paths[0]).await.ok();
        let attached = page.root().named("a").into_iter().filter(|link| {
            link.get("href").is_some_and(|href| href.contains("/bilagor/") && !href.ends_with("ta-bort"))
        });
        assert_eq!(attached.count(), 1);
    }
}

async fn open(town: &Town, title: &str) -> MatterId {
    let new = NewMatter {
        workflow: "molntjanst".parse().unwrap(),
        body: town.body(),
        title: title.to_owned(),
        responsible: None,
        content: None,
    };
    let officer = town.asker("anna@exempelby.se");
    town.office
        .open_matter(officer, new, None, town.clock.now())
        .await
        .unwrap()
}

/// Sends all at once.
async fn send_all(forms: impl IntoIterator<Item = (Visitor, Form)>) -> Vec<Page> {
    let mut under_way = JoinSet::new();
    for (visitor, form) in forms {
        under_way.spawn(async move { visitor.send(&form).await });
    }
    under_way.join_all().await
}
