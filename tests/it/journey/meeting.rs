//! The secretary's part: agenda, meeting, decision, minutes; and those who certify.

use super::{
    drafting::{Draft, OFFICER},
    reviewing::{answer, open_link},
};
use crate::town::{Page, Town, Visitor};

const SECRETARY: &str = "karin@exempelby.se";
const CHAIR: &str = "eva@exempelby.se";
const CERTIFIER: &str = "gunnar@exempelby.se";

/// A meeting with its secretary at the browser.
pub(crate) struct Meeting {
    pub(crate) secretary: Visitor,
    pub(crate) path: String,
}

impl Meeting {
    async fn page(&self) -> Page {
        self.secretary.get(&self.path).await.ok()
    }

    /// Follows the link to a step on the page of the minutes, and presses its button.
    async fn step(&self, step: &str) -> Page {
        let minutes = format!("{}/protokoll", self.path);
        super::drafting::take_step(&self.secretary, &minutes, step).await
    }
}

/// A meeting in two weeks, and the matter on its agenda.
pub(crate) async fn is_planned_with_the_matter(town: &Town, draft: &Draft) -> Meeting {
    let secretary = town.as_(SECRETARY).await;
    secretary
        .get("/")
        .await
        .ok()
        .must_say("Sätt upp på dagordningen")
        .must_say(&draft.title);
    let meetings = secretary.get("/sammantraden").await.ok();
    let form = secretary.form(&meetings.link("Nytt sammanträde")).await;
    let form = form
        .fill("body", "Kommunstyrelsen")
        .fill("day", "18 mars 2026")
        .fill("time", "13.30")
        .fill("place", "Kommunhuset, Exempelby");
    let planned = secretary.send(&form).await.ok();
    let meeting = Meeting {
        secretary,
        path: planned.path.clone(),
    };

    let added = meeting
        .secretary
        .send(&planned.form_with(&format!("Lägg till {}", draft.title)))
        .await
        .ok();
    added.must_say(&draft.title).must_say("KS 2026/1");
    draft
        .page()
        .await
        .must_be("På dagordningen")
        .must_say("18 mars 2026");
    meeting
}

/// The roll is called, the item is decided by vote, and the meeting ends: then there are numbers.
pub(crate) async fn decides_by_vote(town: &Town, draft: &Draft, meeting: &Meeting) {
    town.clock.forward_to("2026-03-18");
    let secretary = town.as_(SECRETARY).await;
    let meeting = &Meeting {
        secretary,
        path: meeting.path.clone(),
    };
    let id = |email: &str| town.person(email).to_string();

    let form = meeting
        .secretary
        .form(&meeting.page().await.link("Gör upprop"))
        .await;
    let form = form
        .fill(
            &format!("present_{}", id("asa@exempelby.se")),
            "franvarande",
        )
        .fill(&format!("present_{}", id("olle@exempelby.se")), "plats")
        .fill(
            &format!("serves_{}", id("olle@exempelby.se")),
            &id("asa@exempelby.se"),
        )
        .fill("certifier_1", &id(CERTIFIER));
    meeting.secretary.send(&form).await.ok();

    let form = meeting
        .secretary
        .form(&meeting.page().await.link(&draft.title))
        .await;
    let mut form = form.fill("kind", "approved").fill("manner", "omrostning");
    form = form.fill("no_means", "avslag på förslaget");
    for (email, ballot) in [
        (CHAIR, "yes"),
        ("lars@exempelby.se", "no"),
        ("fatima@exempelby.se", "yes"),
        (CERTIFIER, "yes"),
        ("olle@exempelby.se", "no"),
    ] {
        form = form.fill(&format!("ballot_{}", id(email)), ballot);
    }
    meeting
        .secretary
        .send(&form.press("Spara beslutet"))
        .await
        .ok();

    let check = meeting
        .secretary
        .get(&meeting.page().await.link("Avsluta sammanträdet"))
        .await
        .ok();
    let form = check
        .form_with("Avsluta sammanträdet")
        .fill("ended_at", "14.45");
    let ended = meeting.secretary.send(&form).await.ok();
    ended.must_say("§ 1");
    let officer = town.as_(OFFICER).await;
    officer.get("/").await.ok().must_say("Beslutat");
}

/// The chair and the certifier get a link each; after the second the minutes are certified.
pub(crate) async fn is_certified(town: &Town, draft: &Draft, meeting: &Meeting) {
    let secretary = town.as_(SECRETARY).await;
    let meeting = &Meeting {
        secretary,
        path: meeting.path.clone(),
    };
    town.mail().await;
    meeting.step("Skicka protokollet för justering").await.ok();
    let mails = town.mail().await;
    for address in [CHAIR, CERTIFIER] {
        let mail = mails
            .iter()
            .find(|mail| mail.recipients == [address])
            .unwrap();
        let opened = open_link(town, mail.link()).await;
        opened
            .1
            .clone()
            .ok()
            .must_say(&draft.title)
            .must_say("3 ja");
        answer(town, address, &opened, "approve", "").await;
    }
    meeting.page().await.must_be("Protokollet är justerat");
}

/// The notice goes up; the page says until when one may appeal.
pub(crate) async fn is_announced(town: &Town, meeting: &Meeting) {
    let secretary = town.as_(SECRETARY).await;
    let meeting = &Meeting {
        secretary,
        path: meeting.path.clone(),
    };
    let announced = meeting.step("Tillkännage justeringen").await.ok();
    announced.must_say("8 april 2026");
}
