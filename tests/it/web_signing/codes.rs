//! Codes: they go to the registered address, and work once, in one browser, for one link.

use super::asked::{acts, code_of, in_review, kept, opened, with_code};
use crate::{on_both_databases, town::Town};
use beslut::domain::identifiers::FormNonce;
use chrono::TimeDelta;

on_both_databases! {
    /// 3, 4: whoever presses every button gets nowhere, and sends three codes at the most.
    async fn pressing_every_button_decides_nothing(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (robot, page) = opened(&town, asked.lawyer).await;
        let form = page.form_with("Skicka svaret");
        for _ in 0..6 {
            robot.send(&form).await.expect(422);
            robot.send(&form.clone().fill("decision", "approve").tick("read")).await.expect(422);
            robot.send(&page.form_with("Skicka kod")).await;
            town.clock.forward(TimeDelta::seconds(61));
        }
        let sign_off = kept(&town, asked.lawyer).await;
        assert!(sign_off.is_open());
        assert_eq!(sign_off.codes.len(), 3);
    }

    /// Everything typed is given back when a code is asked for, and whenever something is wrong.
    async fn what_was_typed_is_given_back(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let form = page.form_with("Skicka kod").fill("decision", "send_back").tick("read")
            .fill("words", "Avsnitt 3 saknar\nlagstöd.");
        let page = visitor.send(&form).await.ok();
        page.must_say("En kod skickades till e•••@exempelby.se");
        for page in [
            page.clone(),
            visitor.send(&page.form_with("Skicka svaret").fill("code", "12")).await.expect(422),
            visitor.send(&page.form_with("Skicka en ny kod")).await.expect(429),
        ] {
            let form = page.form_with("Skicka svaret");
            assert_eq!(form.value("decision"), Some("send_back"));
            assert_eq!(form.value("words").unwrap().replace("\r\n", "\n"), "Avsnitt 3 saknar\nlagstöd.");
            assert_eq!(form.value("read"), Some("ja"));
            assert_eq!(form.value("code").unwrap_or_default(), "");
        }
        let code = code_of(&town, asked.lawyer).await;
        let receipt = visitor.send(&page.form_with("Skicka svaret").fill("code", &code)).await.ok();
        receipt.must_say("återsänt version 1").must_say("Avsnitt 3 saknar lagstöd.");
    }

    /// 15, 24: a forwarded link is of no use without the code, and a code of no use elsewhere.
    async fn a_code_works_in_its_own_browser_for_its_own_link(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (owner, page) = opened(&town, asked.lawyer).await;
        let (_, code) = with_code(&town, asked.lawyer, &owner, &page).await;

        let (colleague, page) = opened(&town, asked.lawyer).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        let answer = colleague.send(&form.clone()).await.expect(422);
        answer.must_say("Ingen kod har skickats för den här webbläsaren.");
        colleague.send(&form.fill("code", &code)).await.expect(422);
        assert!(acts(&town, asked.matter).await.contains(&"answer_turned_down".to_owned()));

        let (other, page) = opened(&town, asked.strategist).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        other.send(&form.fill("code", &code)).await.expect(422);
        assert!(kept(&town, asked.lawyer).await.is_open());
        assert!(kept(&town, asked.strategist).await.is_open());
    }

    /// 22: a code that was used is used.
    async fn a_code_is_used_once(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read")
            .fill("code", &code);
        visitor.send(&form).await.ok();
        let nonce: FormNonce = town.office.form_nonce(town.clock.now()).unwrap();
        let again = form.forge("form_nonce", &nonce.to_string()).forge("decision", "send_back")
            .forge("words", "Jag ångrar mig, sade någon annan.");
        let answer = visitor.send(&again).await.expect(409);
        answer.must_say("Svaret är redan lämnat").must_say("Jag ångrar mig, sade någon annan.");
        assert!(kept(&town, asked.lawyer).await.receipt().unwrap().answered.answer.approves());
    }

    /// 23: five wrong codes spend it, also over a restart; three codes lock the link for an hour.
    async fn guessing_codes_is_soon_over_and_a_restart_does_not_help(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        let wrong = if code == "00000000" { "00000001" } else { "00000000" };
        for left in (0..5).rev() {
            let answer = visitor.send(&form.clone().fill("code", wrong)).await.expect(422);
            if left > 0 {
                answer.must_say(&format!("Du har {left} försök kvar."));
            }
        }
        let town = town.another_node(db, 1).await;
        let visitor = visitor.at(town.url());
        let answer = visitor.send(&form.fill("code", &code)).await.expect(422);
        answer.must_say("Koden har angetts fel för många gånger.");
        assert!(kept(&town, asked.lawyer).await.is_open());
        for _ in 0..2 {
            town.clock.forward(TimeDelta::seconds(61));
            visitor.send(&page.form_with("Skicka en ny kod")).await.ok();
        }
        town.clock.forward(TimeDelta::seconds(61));
        let locked = visitor.send(&page.form_with("Skicka en ny kod")).await.expect(429);
        locked.must_say("För många koder har skickats");
    }
}
