//! The whole way, as people go it: from an empty form to an archived decision.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use crate::{on_both_databases, town::{PASSWORD, Town}};

on_both_databases! {
    /// A person signs in with address and password, and out again.
    async fn a_person_signs_in_and_out(db: &TestDb) {
        let town = Town::new(db).await;
        let anna = town.stranger();
        let form = anna.get("/arenden").await.ok().form();
        let form = form.fill("email", "anna@exempelby.se");

        let wrong = anna.send(&form.clone().fill("password", "fel lösenord helt")).await.expect(422);
        assert_eq!(wrong.faults(), ["Adressen eller lösenordet stämmer inte. Försök igen."]);

        let list = anna.send(&wrong.form().fill("password", PASSWORD)).await.ok();
        assert_eq!((list.path.as_str(), list.heading().as_str()), ("/arenden", "Ärenden"));

        let sign_out = list.root().named("form").into_iter().next().unwrap();
        assert_eq!(sign_out.get("action"), Some("/logga-ut"));
    }
}
