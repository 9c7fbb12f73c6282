//! What happens when the text changes while somebody reads it, and when a link grows old.

use super::asked::{Asked, act, in_review, kept, link_of, newest, opened, with_code};
use crate::{on_both_databases, town::Town};
use beslut::{domain::digest::Digest, matter::act::Action, store::matters};
use chrono::TimeDelta;

/// Anna takes it back, changes the summary and sends it again.
async fn change(town: &Town, asked: &Asked) -> Asked {
    act(
        town,
        asked.matter,
        Action::TakeBack {
            reason: "Ett avsnitt var fel.".to_owned(),
        },
    )
    .await;
    let matter = town
        .office
        .db()
        .read(async |read| matters::find(read, asked.matter).await);
    let matter = matter.await.unwrap().unwrap();
    let section = matter
        .content
        .sections
        .iter()
        .find(|it| it.key.as_str() == "sammanfattning");
    let section = section.unwrap();
    let action = Action::WriteSection {
        section: section.key.clone(),
        text: "Skolan behöver ett helt annat schema.".to_owned(),
        seen: section.version,
    };
    act(town, asked.matter, action).await;
    act(town, asked.matter, Action::Submit).await;
    newest(town, asked.matter).await
}

on_both_databases! {
    /// 18, 19: a version that was replaced while it was read cannot be answered, nothing is stored,
    /// and the old link explains itself and leads nowhere else.
    async fn an_older_version_explains_itself(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let old = link_of(&town, asked.lawyer).await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").tick("read").fill("code", &code)
            .fill("decision", "approve_with_remark").fill("words", "Bra, men följ upp i december.");
        let newer = change(&town, &asked).await;
        assert_ne!(newer.lawyer, asked.lawyer);

        let answer = visitor.send(&form).await.expect(409);
        answer.must_say("version 2 har tagit vid").must_say("Bra, men följ upp i december.");
        assert!(kept(&town, asked.lawyer).await.receipt().is_none());
        assert!(kept(&town, newer.lawyer).await.is_open());

        let dead = town.stranger().get(&old).await.expect(410);
        assert_eq!(dead.heading(), "Version 1 av handlingen har ersatts");
        assert!(!dead.html().contains(&newer.lawyer.to_string()));
        assert!(dead.forms().is_empty());
        let new = link_of(&town, newer.lawyer).await;
        visitor.get(&new).await.ok().must_say("ett helt annat schema");
    }

    /// 18: what is approved is what was shown.
    async fn an_answer_for_what_was_not_shown_is_refused(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        let other = Digest::of("något annat").to_string();
        let answer = visitor.send(&form.clone().forge("seen", &other)).await.expect(409);
        answer.must_say("Du godkänner alltid exakt det du har sett.");
        assert!(kept(&town, asked.lawyer).await.is_open());
        // Nothing was spent by it.
        visitor.send(&form).await.ok();
    }

    /// A link that is too old can be had anew, at the same address; the old one then says so.
    async fn a_new_link_goes_to_the_same_address(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let old = link_of(&town, asked.lawyer).await;
        town.clock.forward(TimeDelta::days(45));
        let visitor = town.stranger();
        let dead = visitor.get(&old).await.expect(410);
        assert_eq!(dead.heading(), "Länken har gått ut");
        dead.must_say("e•••@exempelby.se");
        assert!(!dead.html().contains("erik@exempelby.se"));

        let reissued = visitor.send(&dead.form_with("Skicka en ny länk")).await.expect(410);
        reissued.must_say("En nyare länk har skickats till samma e-postadress.");
        assert_eq!(kept(&town, asked.lawyer).await.links.len(), 2);
        let again = visitor.send(&reissued.form_with("Skicka en ny länk")).await.expect(409);
        again.must_say("En länk skickades alldeles nyss.");
        let new = link_of(&town, asked.lawyer).await;
        assert_ne!(new, old);
        town.stranger().get(&new).await.ok();
    }
}
