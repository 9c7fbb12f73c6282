//! The typed fields on the page: each with its control, its check, and what was typed kept.

use beslut::office::matters::NewMatter;

use crate::{
    on_both_databases,
    support::TestDb,
    town::{Town, Visitor},
};

const EVERY_TYPE: &str = include_str!("../../src/workflow/value/tests/every_type.toml");

async fn matter(db: &TestDb) -> (Town, Visitor, String) {
    let town = Town::with(db, &[("alla.toml", EVERY_TYPE)]).await;
    let anna = town.as_("anna@exempelby.se").await;
    let new = NewMatter {
        workflow: "alla".parse().unwrap(),
        body: town.body(),
        title: "Alla slag av uppgifter".to_owned(),
        responsible: None,
        content: None,
    };
    let officer = town.asker("anna@exempelby.se");
    let opened = town
        .office
        .open_matter(officer, new, None, town.clock.now());
    let matter = opened.await.unwrap();
    (town, anna, format!("/arenden/{matter}"))
}

on_both_databases! {
    /// Every kind of field is filled in, and the matter's page shows what was written.
    async fn every_type_is_filled_in_and_shown(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let form = anna.form(&format!("{matter}/falt")).await;
        let form = form
            .fill("belopp", "ca 2 mnkr")
            .fill("kostnad", "50 tkr per år")
            .fill("antal", "ej insamlat")
            .fill("klart", "hösten 2026")
            .fill("agare", "anna@exempelby.se")
            .fill("enhet", "Kansliet")
            .fill("organ", "Kommunstyrelsen")
            .fill("malgrupper", "larare")
            .fill("risknivan", "Mellan")
            .fill("risker-0-risk", "Strömmen går")
            .fill("risker-0-aspekter", "tillganglighet")
            .fill("risker-0-sannolikhet", "Medel")
            .fill("risker-0-konsekvens", "Stor")
            .fill("aktiviteter-0-aktivitet", "Köp reservkraft")
            .fill("aktiviteter-0-klart", "2026")
            .fill("statistik-0-antal", "ca 40")
            .fill("statistik-1-antal", "0");

        let page = anna.send(&form).await.ok();

        let text = page.text().replace('\u{a0}', " ");
        for words in ["ca 2 mnkr", "50 tkr per år", "ej insamlat", "hösten 2026", "Kommunstyrelsen", "Lärare", "Mellan", "Hög", "Köp reservkraft", "Ca 40"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let again = anna.form(&format!("{matter}/falt")).await;
        assert_eq!(again.value("risker-0-risk"), Some("Strömmen går"));
        assert_eq!(again.value("statistik-0-antal"), Some("Ca 40"));
        assert_ne!(again.value("agare"), Some("anna@exempelby.se"), "the name, not the address");
        anna.send(&again).await.ok().must_say("Strömmen går");
    }

    /// The headings of the type stand over their fields, in the form and on the matter's page; one
    /// field alone needs none.
    async fn facts_stand_under_their_headings(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let expected = ["Belopp och tid", "Vem", "Risker och åtgärder"];
        let page = anna.get(&format!("{matter}/falt")).await.ok();
        let headings: Vec<String> = page.main().named("legend").iter()
            .filter(|legend| legend.has_class("big")).map(|legend| legend.text()).collect();
        assert_eq!(headings, expected);
        let page = anna.get(&matter).await.ok();
        let headings: Vec<String> = page.main().named("h3").iter().map(|heading| heading.text()).collect();
        let shown: Vec<&String> = headings.iter().filter(|it| expected.contains(&it.as_str())).collect();
        assert_eq!(shown, expected.iter().collect::<Vec<_>>());
        let page = anna.get(&format!("{matter}/falt?falt=enhet")).await.ok();
        assert!(!page.main().named("legend").iter().any(|legend| legend.has_class("big")));
    }

    /// Each fault stands at its own control and says how to mend it; all that was typed is kept.
    async fn what_cannot_be_read_is_told_at_its_control(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let form = anna.form(&format!("{matter}/falt")).await;
        let form = form
            .fill("belopp", "mycket")
            .fill("kostnad", "3 licenser")
            .fill("antal", "många")
            .fill("klart", "snart")
            .fill("arende", "KS 1999/1")
            .fill("aktiviteter-1-aktivitet", "Köp")
            .fill("aktiviteter-1-klart", "sen")
            .fill("statistik-1-antal", "-1");

        let page = anna.send(&form).await.expect(422);

        let faults = page.faults();
        assert_eq!(faults.len(), 7, "{faults:#?}");
        assert!(faults.iter().any(|fault| fault.starts_with("Aktiviteter, Rad 2: ")), "{faults:#?}");
        assert!(faults.iter().any(|fault| fault.starts_with("Stöld, Stulna telefoner: ")), "{faults:#?}");
        let again = page.form();
        for (name, typed) in [("belopp", "mycket"), ("klart", "snart"), ("aktiviteter-1-klart", "sen"), ("statistik-1-antal", "-1")] {
            assert_eq!(again.value(name), Some(typed));
        }
        let kept = anna.form(&format!("{matter}/falt")).await;
        assert_eq!(kept.value("belopp"), Some(""), "nothing is half saved");
    }

    /// More rows can be asked for without a script, and what was typed comes along.
    async fn more_rows_come_with_what_was_typed(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let form = anna.form(&format!("{matter}/falt?falt=risker")).await;
        let form = form.fill("risker-1-risk", "Stöld").press("Fler rader i Risker");

        let page = anna.send(&form).await.expect(200);

        let form = page.form();
        assert_eq!(form.value("risker-1-risk"), Some("Stöld"));
        let form = form.fill("risker-6-risk", "Brand");
        anna.send(&form).await.ok().must_say("Stöld").must_say("Brand");
        let kept = anna.form(&format!("{matter}/falt?falt=risker")).await;
        assert_eq!(kept.value("risker-0-risk"), Some("Stöld"), "empty rows are no rows");
        assert_eq!(kept.value("risker-1-risk"), Some("Brand"));
        let kept = kept.fill("risker-0-risk", "");
        anna.send(&kept).await.ok();
        let kept = anna.form(&format!("{matter}/falt?falt=risker")).await;
        assert_eq!(kept.value("risker-0-risk"), Some("Brand"), "an emptied row is gone");
    }

    /// A set can be emptied, and a table of bodies has a row for each body.
    async fn sets_can_be_emptied_and_bodies_have_their_rows(db: &TestDb) {
        let (_town, anna, matter) = matter(db).await;
        let form = anna.form(&format!("{matter}/falt")).await;
        assert_eq!(form.value("namnder-0-namnd"), Some("Kommunstyrelsen"));
        let form = form.fill("malgrupper", "elev").fill("namnder-0-antal", "0");
        anna.send(&form).await.ok().must_say("Elever");
        let form = anna.form(&format!("{matter}/falt?falt=malgrupper")).await;
        let page = anna.send(&form.untick("malgrupper")).await.ok();
        assert!(!page.says("Elever"));
        let kept = anna.form(&format!("{matter}/falt?falt=namnder")).await;
        assert_eq!(kept.value("namnder-0-antal"), Some("0"));
    }
}
