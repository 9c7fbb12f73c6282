//! The matter types as the officials see them.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use reqwest::Method;

use crate::{journey::drafting::OFFICER, on_both_databases, town::Town};

on_both_databases! {
    async fn officials_see_how_their_matters_go(db: &TestDb) {
        let town = Town::new(db).await;
        let officer = town.as_(OFFICER).await;
        let list = officer.get("/arbetsfloden").await.ok();
        let address = list.link("Godkännande av molntjänst");
        let page = officer.get(&address).await.ok();
        page.must_say("Rutin: Godkännande av molntjänst");
        page.must_say("Granskning: Juridisk granskning (Kommunjurist, 10 arbetsdagar)");
        page.must_say("I bruk").must_say("Känd sedan");
        assert!(page.html().contains("<svg"));

        let file = officer.request(Method::GET, &page.link("Hämta rutinbeskrivningen som Word-fil"));
        let bytes = file.send().await.unwrap().bytes().await.unwrap();
        assert!(bytes.starts_with(b"PK"));

        officer.get("/arbetsfloden/finns-inte").await.expect(404);
    }

    async fn a_stranger_is_asked_to_sign_in(db: &TestDb) {
        let town = Town::new(db).await;
        for path in ["/arbetsfloden", "/arbetsfloden/molntjanst", "/arbetsfloden/molntjanst/rutin.docx"] {
            let page = town.stranger().get(path).await;
            assert!(!page.says("Rutin:"), "{path}");
        }
    }
}
