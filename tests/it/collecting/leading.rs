//! The officer's way: reminders, the report's section, taking in, feedback, the matter it becomes.

use super::asked::{COMMITTEES, TYPES, acts, asking, filled, kept, opened};
use crate::{on_both_databases, town::Town};
use beslut::{
    matter::{act::Action, state::SecrecyMarking},
    office::collecting::Leading,
};
use chrono::TimeDelta;

on_both_databases! {
    /// Case 18: seven are asked, six have answered when the last day comes: one is reminded, and the
    /// section of the report shows six answers and one that is missing.
    async fn six_of_seven_have_answered(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let mut asking = asking(&town).await;
        let letters = town.mail().await;
        for (number, (_, _, email)) in COMMITTEES.iter().enumerate().take(6) {
            let letter = letters.iter().find(|mail| mail.recipients == [*email] && mail.text.contains("/u/")).unwrap();
            let (visitor, page) = opened(&town, letter.link()).await;
            visitor.send(&filled(&page.ok(), &number.to_string())).await.ok();
        }
        town.mail().await;
        // Ten working days from Monday 2 March is Monday 16 March.
        town.clock.forward(TimeDelta::days(14) + TimeDelta::hours(6));
        town.work().await;
        let reminded = town.mail().await;
        let to: Vec<_> = reminded.iter().flat_map(|mail| &mail.recipients).collect();
        assert_eq!(to, ["lena@exempelby.se"]);
        assert!(reminded[0].subject.contains("Påminnelse 2 av 2"), "only the latest: {reminded:?}");
        // Her session from two weeks ago has ended.
        asking.anna = town.as_("anna@exempelby.se").await;
        let page = asking.page().await;
        page.must_say("6 av 7 har svarat").must_say("Har inte svarat (1)");
        let rows = page.text();
        assert!(rows.contains("Överförmyndarnämnden"));

        let path = format!("/arenden/{}/avsnitt/dataskydd/hamta", asking.matter);
        let form = asking.anna.form(&path).await;
        let text = form.value("text").unwrap().to_owned();
        assert!(text.contains("6 har svarat och 1 saknas. Svar saknas från Överförmyndarnämnden."), "{text}");
        assert_eq!(text.matches("### ").count(), 6);
        assert_eq!(kept(&town, asking.matter).await.content.sections.iter().filter(|one| !one.text.is_empty()).count(), 0);
        asking.anna.send(&form).await.ok().must_say("6 har svarat och 1 saknas");

        // The section has text now: it is never written over without being chosen.
        let form = asking.anna.form(&path).await;
        asking.anna.send(&form).await.expect(422).must_say("Avsnittet har redan text");
        asking.anna.send(&form.fill("hur", "sist")).await.ok();
        let section = kept(&town, asking.matter).await.content.sections.into_iter().find(|one| one.key.as_str() == "dataskydd").unwrap();
        assert_eq!(section.text.matches("6 har svarat").count(), 2);
    }

    /// The officer sees what changes, takes it in, and takes nothing in that came meanwhile.
    async fn answers_are_taken_in_as_they_were_shown(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let letters = town.mail().await;
        let link_of = |email: &str| {
            let letter = letters.iter().find(|mail| mail.recipients == [email] && mail.text.contains("/u/"));
            letter.unwrap().link().to_owned()
        };
        let (sofia, page) = opened(&town, &link_of("sofia@exempelby.se")).await;
        sofia.send(&filled(&page.ok(), "Ca 5")).await.ok();
        let path = format!("/insamlingar/{}/ta-in", asking.round);
        let shown = asking.anna.get(&path).await.ok();
        shown.must_say("Barn- och ungdomsnämnden, Antal").must_say("Ca 5");
        let (peter, page) = opened(&town, &link_of("peter@exempelby.se")).await;
        peter.send(&filled(&page.ok(), "inte insamlat")).await.ok();
        asking.anna.send(&shown.form()).await.expect(409);
        let form = asking.anna.form(&path).await;
        asking.anna.send(&form).await.ok();
        let matter = kept(&town, asking.matter).await;
        let stored = serde_json::to_string(&matter.content.fields).unwrap();
        assert!(stored.contains("Socialnämnden"), "{stored}");
        asking.anna.get(&path).await.ok().must_say("0 uppgifter ändras");
    }

    /// Feedback goes back to the one who answered, and the matter it becomes stands in the body that
    /// answered, linked both ways.
    async fn an_answer_gets_feedback_and_becomes_a_matter(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let letters = town.mail().await;
        let link = letters.iter().find(|mail| mail.recipients == ["birgitta@exempelby.se"] && mail.text.contains("/u/")).unwrap().link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        visitor.send(&filled(&page.ok(), "2")).await.ok();
        town.mail().await;
        let id = asking.inquiry(&town, "ks").await;
        let here = format!("/insamlingar/{}/svar/{id}", asking.round);
        let form = asking.anna.form(&format!("{here}/aterkoppling")).await;
        asking.anna.send(&form).await.expect(422).must_say("Återkopplingen är tom");
        let form = form.fill("text", "Rutinen saknas.").fill("asks_for", "Ta fram en rutin.");
        asking.anna.send(&form).await.ok().must_say("Rutinen saknas.");
        let mail = town.mail_to("birgitta@exempelby.se").await;
        assert!(mail.text.contains("> Ta fram en rutin."), "{}", mail.text);
        opened(&town, mail.link()).await.1.ok().must_say("Rutinen saknas.");

        let form = asking.anna.form(&format!("{here}/arende")).await;
        let page = asking.anna.send(&form).await.ok();
        page.must_say("Rutinen saknas.").must_say("Uppföljning 2026");
        asking.anna.get(&format!("/arenden/{}", asking.matter)).await.ok().must_say("Leder till");
        assert!(acts(&town, asking.matter).await.contains(&"matter_opened_from_answer".to_owned()));
    }

    /// What a secret matter was answered is as secret where it leads to.
    async fn a_matter_opened_from_a_secret_answer_is_secret(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let letters = town.mail().await;
        let link = letters.iter().find(|mail| mail.recipients == ["birgitta@exempelby.se"] && mail.text.contains("/u/")).unwrap().link().to_owned();
        let (visitor, page) = opened(&town, &link).await;
        visitor.send(&filled(&page.ok(), "2")).await.ok();
        let mark = Action::MarkSecrecy(Some(SecrecyMarking { provision: "OSL 18 kap. 8 §".to_owned(), marked_on: "2026-03-02".parse().unwrap() }));
        let anna = town.asker("anna@exempelby.se");
        town.office.act_on_matter(anna, asking.matter, mark, None, town.clock.now()).await.unwrap();
        let id = asking.inquiry(&town, "ks").await;
        let new = town.office.open_from_answer(anna, id, "Ny rutin", None, town.clock.now()).await.unwrap();
        let kept = kept(&town, new).await;
        assert_eq!(kept.secrecy.unwrap().provision, "OSL 18 kap. 8 §");
        assert!(acts(&town, new).await.contains(&"secrecy_marked".to_owned()));
        let erik = town.as_("erik@exempelby.se").await;
        erik.get(&format!("/arenden/{new}")).await.expect(404);
    }

    /// Questions that did not arrive are told to the officer, who can ask somebody else.
    async fn questions_that_did_not_arrive_are_told(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        town.refuse_mail_to("sofia@exempelby.se");
        let asking = asking(&town).await;
        let mut arrived = town.mail().await;
        arrived.extend(town.mail().await);
        assert!(acts(&town, asking.matter).await.contains(&"mail_bounced".to_owned()));
        let task = arrived.iter().find(|mail| mail.recipients == ["anna@exempelby.se"]).unwrap();
        assert!(task.text.contains("om ”Kontroll av dataskydd” kom inte fram"), "{}", task.text);
        assert!(task.text.contains(&format!("/insamlingar/{}", asking.round)), "{}", task.text);
        asking.page().await.must_say("Mejlet kom inte fram.");
        // The task is told once, and nothing is told of what is told.
        town.refuse_mail_to("anna@exempelby.se");
        assert!(town.mail().await.is_empty());
    }

    /// Of a receipt or feedback that is lost nobody is told that it was the questions.
    async fn a_lost_receipt_or_feedback_is_called_what_it_is(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let letters = town.mail().await;
        let link = letters.iter().find(|mail| mail.recipients == ["sofia@exempelby.se"] && mail.text.contains("/u/")).unwrap().link().to_owned();
        town.refuse_mail_to("sofia@exempelby.se");
        let told = async || {
            let mut arrived = town.mail().await;
            arrived.extend(town.mail().await);
            arrived.retain(|mail| mail.recipients == ["anna@exempelby.se"]);
            arrived.into_iter().map(|mail| mail.text).collect::<Vec<_>>().join("\n")
        };
        let (visitor, page) = opened(&town, &link).await;
        visitor.send(&filled(&page.ok(), "2")).await.ok();
        let text = told().await;
        assert!(text.contains("Kvittot till Sofia") && text.contains("Svaret är mottaget"), "{text}");
        assert!(!text.contains("ny länk"), "{text}");

        let id = asking.inquiry(&town, "bun").await;
        let feedback = Leading::Feedback { text: "Rutinen saknas.".to_owned(), asks_for: String::new() };
        town.office.lead_inquiry(town.asker("anna@exempelby.se"), id, feedback, None, town.clock.now()).await.unwrap();
        let text = told().await;
        assert!(text.contains("Återkopplingen till Sofia") && !text.contains("ny länk"), "{text}");
    }

    /// Nobody is chosen until somebody is.
    async fn somebody_else_is_chosen_by_a_person(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let id = asking.inquiry(&town, "bun").await;
        let form = asking.anna.form(&format!("/insamlingar/{}/svar/{id}/mottagare", asking.round)).await;
        assert_eq!(form.value("person"), Some(""));
        let refused = asking.anna.send(&form).await.expect(422);
        assert_eq!(refused.faults().len(), 1, "{:?}", refused.faults());
        refused.must_say("Ingen person är vald.");
    }

    /// Who does not work with the matter leads nothing, and nobody's link is on any page.
    async fn only_its_officers_lead_a_round(db: &TestDb) {
        let town = Town::with(db, TYPES).await;
        let asking = asking(&town).await;
        let link = town.mail_to("sofia@exempelby.se").await.link().to_owned();
        let token = link.rsplit('/').next().unwrap();
        let sofia = town.as_("sofia@exempelby.se").await;
        sofia.get(&format!("/insamlingar/{}", asking.round)).await.expect(404);
        sofia.get(&format!("/arenden/{}/insamlingar/ny/dso", asking.matter)).await.expect(404);
        let id = asking.inquiry(&town, "bun").await;
        for path in [format!("/insamlingar/{}", asking.round), format!("/insamlingar/{}/svar/{id}", asking.round), format!("/arenden/{}", asking.matter)] {
            assert!(!asking.anna.get(&path).await.ok().html().contains(token), "{path}");
        }
        let nobody = asking.anna.form(&format!("/arenden/{}/insamlingar/ny/dso", asking.matter)).await;
        let nobody = (0..7).fold(nobody, |form, number| form.fill(&format!("till-{number}"), ""));
        asking.anna.send(&nobody).await.expect(422).must_say("Ingen mottagare är vald");
    }
}
