//! The recipient's way, and the threats to it that hold for links.

use super::asked::{COMMITTEES, TYPES, acts, asking, filled, kept, opened};
use crate::{
    on_both_databases,
    town::{Town, dump},
};
use beslut::{
    matter::{act::Action, state::SecrecyMarking},
    office::{Steward, collecting::Leading, people::PersonChange},
    store::collections,
};
use chrono::TimeDelta;

on_both_databases! {
    /// 1, 2, 5, 8, 13, 14: a scanner's looks change nothing, and no row holds a token.
    async fn looking_changes_nothing(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        asking(&town).await;
        let letters = town.mail().await;
        assert_eq!(letters.iter().filter(|mail| mail.text.contains("Kontroll av dataskydd")).count(), 7);
        let letter = letters.iter().find(|mail| mail.recipients == ["sofia@exempelby.se"]).unwrap();
        let link = letter.link().to_owned();
        let token = link.rsplit('/').next().unwrap().to_owned();
        assert_eq!(token.len(), 43);
        let before = dump(db).await;
        assert!(!before.contains(&token), "the token is stored");

        let scanner = town.stranger();
        for _ in 0..20 {
            scanner.get(&link).await.ok().must_say("Hur är arbetet organiserat?");
        }
        let page = scanner.get(&link).await.ok();
        for (method, status) in [("HEAD", 200), ("PUT", 405), ("DELETE", 405)] {
            let request = scanner.request(method.parse().unwrap(), &page.path);
            let answer = request.header("Sec-Fetch-Site", "none").send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{method}");
        }
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-robots-tag"), "noindex, nofollow, noarchive");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        town.clock.forward(TimeDelta::days(25));
        assert_eq!(dump(db).await, before);

        // 3: a machine that sends every form as it stands answers nothing.
        let (robot, page) = opened(&town, &link).await;
        robot.send(&page.ok().form_with("Skicka").press("Skicka svaren")).await.expect(422);
        let asked = town.office.db().read(async |read| collections::open_for(read, town.person("sofia@exempelby.se")).await);
        assert!(asked.await.unwrap().iter().all(|inquiry| inquiry.answers.is_empty()));
    }

    /// What is typed is saved letter by letter, also what cannot be read; what another window saved
    /// is never written over.
    async fn a_draft_loses_nothing(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        let first = page.ok().form_with("Spara utkast");
        let form = first.clone().fill("svar-0-antal", "ungefär tio").press("Spara utkast");
        visitor.send(&form).await.ok().must_say("Utkastet är sparat");
        let again = visitor.get(&link).await.ok();
        assert_eq!(again.form_with("Spara utkast").value("svar-0-antal"), Some("ungefär tio"));
        assert!(!acts(&town, asking.matter).await.contains(&"answer_sent".to_owned()));

        // The older window: what was typed stands on the page, and nothing is lost.
        let old = first.fill("svar-0-organisation", "Min text").press("Spara utkast");
        let refused = visitor.send(&old).await.expect(409);
        refused.must_say("från ett annat fönster").must_say("Sparat: ungefär tio");
        let form = refused.form_with("Spara utkast");
        assert_eq!(form.value("svar-0-organisation"), Some("Min text"));
        visitor.send(&form.press("Spara utkast")).await.ok().must_say("Utkastet är sparat");

        // What cannot be read is told at its field, with everything as it was typed.
        let page = visitor.get(&link).await.ok();
        let form = filled(&page, "tio eller så");
        let refused = visitor.send(&form).await.expect(422);
        assert_eq!(refused.faults().len(), 1, "{:?}", refused.faults());
        assert_eq!(refused.form_with("Skicka").value("svar-0-antal"), Some("tio eller så"));
    }

    /// An answer gets its receipt on the page and by mail, is corrected until the round closes, and
    /// every version is kept. A late one is taken and marked. After closing nothing is taken, and
    /// what was typed is given back.
    async fn an_answer_can_be_corrected_until_the_round_closes(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let mut asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        let receipt = visitor.send(&filled(&page.ok(), "5")).await.ok();
        assert_eq!(receipt.heading(), "Tack, svaren är mottagna");
        let mail = town.mail_to("sofia@exempelby.se").await;
        assert!(mail.text.contains("Ett svar har tagits emot i ditt namn"), "{}", mail.text);

        town.clock.forward(TimeDelta::days(20));
        let page = visitor.get(&link).await.ok();
        let form = page.form_with("Skicka").fill("svar-0-antal", "Ca 6").tick("klar")
            .press("Skicka det rättade svaret");
        visitor.send(&form).await.ok().must_say("efter sista dagen");
        let id = asking.inquiry(&town, "bun").await;
        let inquiry = town.office.db().read(async |read| collections::find(read, id).await);
        let inquiry = inquiry.await.unwrap().unwrap();
        let told: Vec<_> = inquiry.answers.iter().map(|one| (one.number, one.late)).collect();
        assert_eq!(told, [(1, false), (2, true)]);
        // Her session from twenty days ago has ended.
        asking.anna = town.as_("anna@exempelby.se").await;
        asking.page().await.must_say("rättat (version 2)");

        let close = asking.anna.form(&format!("/insamlingar/{}/avsluta", asking.round)).await;
        asking.anna.send(&close).await.ok();
        let form = page.form_with("Skicka").fill("svar-0-organisation", "För sent").tick("klar")
            .press("Skicka det rättade svaret");
        visitor.send(&form).await.expect(409).must_say("För sent");
        visitor.get(&link).await.ok().must_say("Tack, svaren är mottagna");
        // Who never answered is told that it is over.
        assert_eq!(acts(&town, asking.matter).await.iter().filter(|act| act.starts_with("answer_")).count(), 2);
    }

    /// 21: twenty clicks on one form are one answer; two recipients at once are two.
    async fn answers_at_once_neither_double_nor_get_lost(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let letters = town.mail().await;
        let mut sending = Vec::new();
        for (_, _, email) in COMMITTEES {
            let letter = letters.iter().find(|mail| mail.recipients == [email] && mail.text.contains("/u/")).unwrap();
            let (visitor, page) = opened(&town, letter.link()).await;
            let form = filled(&page.ok(), "1");
            for _ in 0..4 {
                let (visitor, form) = (visitor.clone(), form.clone());
                sending.push(tokio::spawn(async move { visitor.send(&form).await.status.as_u16() }));
            }
        }
        for sent in sending {
            assert_eq!(sent.await.unwrap(), 200);
        }
        let acts = acts(&town, asking.matter).await;
        assert_eq!(acts.iter().filter(|act| *act == "answer_sent").count(), 7);
        asking.page().await.must_say("7 av 7 har svarat");
    }

    /// 57: of a secret matter the letter says nothing, and the link alone opens nothing. A link that
    /// left before the marking is not enough either.
    async fn a_secret_matter_is_answered_signed_in(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        let mark = Action::MarkSecrecy(Some(SecrecyMarking {
            provision: "OSL 18 kap. 8 §".to_owned(),
            marked_on: "2026-03-02".parse().unwrap(),
        }));
        let anna = town.asker("anna@exempelby.se");
        town.office.act_on_matter(anna, asking.matter, mark, None, town.clock.now()).await.unwrap();
        let refused = visitor.send(&filled(&page.ok(), "5")).await.expect(403);
        refused.must_say("En samordnare och två kontaktpersoner.");
        assert!(!visitor.get(&link).await.says("Hur är arbetet organiserat?"));

        town.clock.forward(TimeDelta::days(10));
        town.work().await;
        let reminder = town.mail_to("sofia@exempelby.se").await;
        for word in ["Kontroll av dataskydd", "Barn- och ungdomsnämnden", "Anna", "/u/"] {
            assert!(!reminder.text.contains(word), "{word}: {}", reminder.text);
        }
        let sofia = town.as_("sofia@exempelby.se").await;
        sofia.get("/").await.ok().must_say("Kontroll av dataskydd");
        let page = sofia.get(reminder.link()).await.ok();
        sofia.send(&filled(&page, "5")).await.ok();
        assert!(acts(&town, asking.matter).await.contains(&"answer_sent".to_owned()));
    }

    /// A link that leads nowhere saves nothing, shows nothing, and gets no new link for somebody else.
    async fn a_dead_link_does_nothing(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let mut asking = asking(&town).await;
        let letters = town.mail().await;
        let mut opened_pages = Vec::new();
        for (_, _, email) in COMMITTEES {
            let letter = letters.iter().find(|mail| mail.recipients == [email] && mail.text.contains("/u/")).unwrap();
            let (visitor, page) = opened(&town, letter.link()).await;
            opened_pages.push((visitor, page.ok()));
        }
        let now = town.clock.now() + TimeDelta::minutes(11);
        town.clock.forward(TimeDelta::minutes(11));
        // Barn- och ungdomsnämnden: another address. Kommunstyrelsen: somebody else is asked.
        let change = PersonChange { email: Some("sofia.hedlund@exempelby.se".to_owned()), ..PersonChange::default() };
        town.office.change_person(Steward::CommandLine, town.person("sofia@exempelby.se"), change, now).await.unwrap();
        let ks = asking.inquiry(&town, "ks").await;
        let anna = town.asker("anna@exempelby.se");
        town.office.lead_inquiry(anna, ks, Leading::AskAnother(town.person("bo@exempelby.se")), None, now).await.unwrap();
        // Kultur- och utbildningsnämnden: a newer link to the same address.
        let kun = asking.inquiry(&town, "kun").await;
        town.office.lead_inquiry(anna, kun, Leading::SendAnew, None, now).await.unwrap();
        let secrets = ["Hur är arbetet organiserat?", "Uppföljning 2026"];
        for (number, status) in [(0, 410), (1, 410), (2, 410)] {
            let (visitor, page) = &opened_pages[number];
            let form = page.form_with("Spara utkast").fill("svar-0-organisation", "Min text").press("Spara utkast");
            let answer = visitor.send(&form).await.expect(status);
            answer.must_say("Min text");
            for secret in secrets {
                assert!(!answer.says(secret), "{number}: {secret}");
            }
            let committee = COMMITTEES[number].0;
            let id = asking.inquiry(&town, committee).await;
            let kept = town.office.db().read(async |read| collections::find(read, id).await).await.unwrap().unwrap();
            assert_eq!(kept.draft.version, 0, "{committee}");
            let links = kept.links.len();
            let mut renew = form.clone();
            renew.action = format!("/svar/{id}/ny-lank");
            visitor.send(&renew).await;
            let kept = town.office.db().read(async |read| collections::find(read, id).await).await.unwrap().unwrap();
            assert_eq!(kept.links.len(), links, "{committee}: the new recipient's link is killed");
            assert!(kept.live_link(town.clock.now()).is_some());
        }
        // Samhällsbyggnadsnämnden: too old, and the matter secret.
        asking.anna = town.as_("anna@exempelby.se").await;
        let mark = Action::MarkSecrecy(Some(SecrecyMarking { provision: "OSL 18 kap. 8 §".to_owned(), marked_on: "2026-03-02".parse().unwrap() }));
        town.office.act_on_matter(anna, asking.matter, mark, None, town.clock.now()).await.unwrap();
        for (days, status) in [(0, 403), (60, 410)] {
            town.clock.forward(TimeDelta::days(days));
            let link = letters.iter().find(|mail| mail.recipients == ["maria@exempelby.se"] && mail.text.contains("/u/")).unwrap().link();
            let (visitor, _) = opened(&town, link).await;
            let sbn = asking.inquiry(&town, "sbn").await;
            let mut form = opened_pages[3].1.form_with("Spara utkast").fill("svar-0-organisation", "Min text").press("Spara utkast");
            form.action = format!("/svar/{sbn}/spara");
            let answer = visitor.send(&form).await.expect(status);
            for secret in secrets.into_iter().chain(["Kontroll av dataskydd", "Samhällsbyggnadsnämnden"]) {
                assert!(!answer.says(secret), "{secret}");
            }
        }
    }

    /// What was said about an answer is read after the round is closed, also of a secret matter, whose
    /// letters say nothing; and a link of a closed round dies with the address.
    async fn feedback_is_read_after_the_round_is_closed(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        visitor.send(&filled(&page.ok(), "5")).await.ok();
        let close = asking.anna.form(&format!("/insamlingar/{}/avsluta", asking.round)).await;
        asking.anna.send(&close).await.ok();
        let id = asking.inquiry(&town, "bun").await;
        let anna = town.asker("anna@exempelby.se");
        let feedback = Leading::Feedback { text: "Rutinen saknas.".to_owned(), asks_for: "Ta fram en rutin.".to_owned() };
        town.office.lead_inquiry(anna, id, feedback, None, town.clock.now()).await.unwrap();
        visitor.get(&link).await.ok().must_say("Rutinen saknas.").must_say("Ta fram en rutin.");
        let mark = Action::MarkSecrecy(Some(SecrecyMarking { provision: "OSL 18 kap. 8 §".to_owned(), marked_on: "2026-03-02".parse().unwrap() }));
        town.office.act_on_matter(anna, asking.matter, mark, None, town.clock.now()).await.unwrap();
        let sofia = town.as_("sofia@exempelby.se").await;
        sofia.get(&format!("/svar/{id}")).await.ok().must_say("Rutinen saknas.");

        let change = PersonChange { email: Some("sofia.hedlund@exempelby.se".to_owned()), ..PersonChange::default() };
        town.office.change_person(Steward::CommandLine, town.person("sofia@exempelby.se"), change, town.clock.now()).await.unwrap();
        opened(&town, &link).await.1.expect(410).must_say("e-postadress har ändrats");
    }

    /// 30, 31: a new address gets a new link and the old one dies; who has left answers no more, and
    /// somebody else is asked.
    async fn links_follow_their_people(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let old = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let sofia = town.person("sofia@exempelby.se");
        let change = PersonChange { email: Some("sofia.hedlund@exempelby.se".to_owned()), ..PersonChange::default() };
        town.office.change_person(Steward::CommandLine, sofia, change, town.clock.now()).await.unwrap();
        let new = town.mail_to("sofia.hedlund@exempelby.se").await.link().to_owned();
        let (_, dead) = opened(&town, &old).await;
        dead.expect(410).must_say("e-postadress har ändrats");
        opened(&town, &new).await.1.ok();

        town.office.close_account(Steward::CommandLine, sofia, town.clock.now()).await.unwrap();
        opened(&town, &new).await.1.expect(410);
        asking.page().await.must_say("Har slutat");
        let id = asking.inquiry(&town, "bun").await;
        let path = format!("/insamlingar/{}/svar/{id}/mottagare", asking.round);
        let form = asking.anna.form(&path).await.fill("person", &town.person("bo@exempelby.se").to_string());
        asking.anna.send(&form).await.ok();
        let link = town.mail_to("bo@exempelby.se").await.link().to_owned();
        let (bo, page) = opened(&town, &link).await;
        bo.send(&filled(&page.ok(), "0")).await.ok();
        assert_eq!(kept(&town, asking.matter).await.content.title, "Uppföljning 2026");
    }

    /// 26, 40: a link that is too old offers a new one, and a link opens its own inquiry only.
    async fn an_old_link_offers_a_new_one_and_opens_nothing_else(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let (visitor, _) = opened(&town, &link).await;
        let other = asking.inquiry(&town, "sn").await;
        visitor.get(&format!("/svar/{other}")).await.expect(403);

        town.clock.forward(TimeDelta::days(60));
        let (visitor, page) = opened(&town, &link).await;
        let page = page.expect(410);
        page.must_say("Länkens tid har gått ut").must_say("s•••@exempelby.se");
        visitor.send(&page.form_with("Skicka en ny länk")).await;
        let renewed = town.mail().await.into_iter().rfind(|mail| mail.recipients == ["sofia@exempelby.se"]).unwrap();
        assert_ne!(renewed.link(), link);
        opened(&town, renewed.link()).await.1.ok();
    }
}
