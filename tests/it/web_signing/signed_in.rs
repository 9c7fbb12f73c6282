//! Steps that need an account, matters that are secret, and the recipient who is signed in.

use super::asked::{SUMMARY, act, in_review, kept, link_of, opened, with_code};
use crate::{
    on_both_databases,
    town::{PASSWORD, Town},
};
use beslut::{
    domain::body::Assurance,
    matter::{act::Action, state::SecrecyMarking},
};
use reqwest::{Client, redirect::Policy};

fn secret() -> Action {
    let provision = "OSL 18 kap. 8 §".to_owned();
    Action::MarkSecrecy(Some(SecrecyMarking {
        provision,
        marked_on: "2026-03-02".parse().unwrap(),
    }))
}

on_both_databases! {
    /// The recipient finds it among the tasks and needs neither link nor code; nobody else may.
    async fn a_signed_in_recipient_answers_without_a_code(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let erik = town.as_("erik@exempelby.se").await;
        let path = format!("/underskrift/{}", asked.lawyer);
        let tasks = erik.get("/").await.ok();
        assert!(tasks.html().contains(&path));
        let page = erik.get(&path).await.ok();
        page.must_say(SUMMARY);
        assert!(page.form_with("Skicka svaret").value("code").is_none());

        let anna = town.as_("anna@exempelby.se").await;
        assert!(!anna.get(&path).await.expect(403).says(SUMMARY));
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        anna.send(&form).await.expect(403);
        assert!(kept(&town, asked.lawyer).await.is_open());

        let receipt = erik.send(&form).await.ok();
        receipt.must_say("Inloggning med eget konto");
        let answered = kept(&town, asked.lawyer).await.receipt().unwrap().answered;
        assert_eq!(answered.assurance, Assurance::SignedIn);
    }

    /// 16, 57: a secret matter sends no link; one that is marked later takes its links back.
    async fn a_secret_matter_is_read_and_answered_signed_in_only(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Hemlig schemaläggning").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        let attachment = page.link("Risk- och sårbarhetsanalys");
        let link = link_of(&town, asked.lawyer).await;
        act(&town, asked.matter, secret()).await;

        for path in [&link, &format!("/underskrift/{}", asked.lawyer), &attachment] {
            let shown = visitor.get(path).await;
            assert!(shown.status == 410 || shown.status == 404, "{path}: {}", shown.status);
            assert!(!shown.html().contains("Hemlig") && !shown.html().contains(SUMMARY));
        }
        let answer = visitor.send(&form).await.expect(409);
        assert!(!answer.html().contains("Hemlig"));
        let code = visitor.send(&page.form_with("Skicka en ny kod")).await.expect(409);
        assert!(!code.html().contains("Hemlig"));
        assert!(kept(&town, asked.lawyer).await.receipt().is_none());
        let asked = super::asked::newest(&town, asked.matter).await;
        assert!(kept(&town, asked.lawyer).await.links.is_empty());
        let erik = town.as_("erik@exempelby.se").await;
        erik.get(&format!("/underskrift/{}", asked.lawyer)).await.ok().must_say(SUMMARY);

        // And one that was secret when it was sent has no link at all.
        let draft = super::asked::draft(&town, "Också hemlig", SUMMARY).await;
        act(&town, draft, secret()).await;
        let asked = super::asked::submit(&town, draft).await;
        let sign_off = kept(&town, asked.lawyer).await;
        assert!(sign_off.links.is_empty());
        assert_eq!(sign_off.assurance, Assurance::SignedIn);
    }

    /// 39, 41: signing in leads to paths of ours only, and always begins a session of its own.
    async fn signing_in_leads_nowhere_else_and_begins_anew(db: &TestDb) {
        let town = Town::new(db).await;
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        let planted = "beslut=planterad";
        let mut sessions = Vec::new();
        for (next, goes) in [
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/arenden", "/arenden"),
        ] {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("email", "anna@exempelby.se")
                .append_pair("password", PASSWORD)
                .append_pair("next", next)
                .finish();
            let answer = client
                .post(format!("{}/logga-in", town.url()))
                .header("origin", town.url())
                .header("cookie", planted)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.headers()["location"], goes, "{next}");
            let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
            assert!(!cookie.contains("planterad"));
            sessions.push(cookie);
        }
        sessions.dedup();
        assert_eq!(sessions.len(), 4);
    }

    /// Ten wrong passwords from one place are enough for a quarter; the right one is not tried.
    async fn guessing_passwords_is_soon_over(db: &TestDb) {
        let town = Town::new(db).await;
        let stranger = town.stranger();
        let form = stranger.form("/logga-in").await.fill("email", "anna@exempelby.se");
        for _ in 0..10 {
            stranger.send(&form.clone().fill("password", "fel lösenord helt")).await.expect(422);
        }
        let right = form.clone().fill("password", PASSWORD);
        stranger.send(&right).await.expect(429).must_say("minuter");
        town.clock.forward(chrono::TimeDelta::minutes(16));
        stranger.send(&right).await.ok();
    }
}
