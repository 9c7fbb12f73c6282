//! Seven committees that are asked, and what only they and their mail know.

use crate::town::{Page, Town, Visitor};
use beslut::{
    domain::{
        body::Body,
        entropy::Entropy,
        identifiers::{InquiryId, MatterId, RoundId},
    },
    matter::state::Matter,
    office::matters::NewMatter,
    store::{bodies, collections, journal, matters},
};

pub(crate) const TYPES: &[(&str, &str)] = &[
    ("z-ars.toml", include_str!("ars.toml")),
    ("z-plan.toml", include_str!("plan.toml")),
];

/// The committees beside Kommunstyrelsen, and who answers for each.
pub(crate) const COMMITTEES: [(&str, &str, &str); 7] = [
    ("bun", "Barn- och ungdomsnämnden", "sofia@exempelby.se"),
    ("ks", "Kommunstyrelsen", "birgitta@exempelby.se"),
    ("kun", "Kultur- och utbildningsnämnden", "erik@exempelby.se"),
    ("sbn", "Samhällsbyggnadsnämnden", "maria@exempelby.se"),
    ("sn", "Socialnämnden", "peter@exempelby.se"),
    ("von", "Vård- och omsorgsnämnden", "karin@exempelby.se"),
    ("ofn", "Överförmyndarnämnden", "lena@exempelby.se"),
];

/// Adds the other six committees.
pub(crate) async fn committees(town: &Town) {
    let at = town.clock.now();
    for (number, (key, name, _)) in (0..).zip(COMMITTEES) {
        if key == "ks" {
            continue;
        }
        town.office
            .db()
            .write(async |write| {
                let like = bodies::find(write, town.body()).await?.unwrap();
                let body = Body {
                    id: Entropy::new(at, [40 + number; 32]).id(),
                    key: key.to_owned(),
                    name: name.to_owned(),
                    register_prefix: key.to_uppercase(),
                    ..like
                };
                bodies::keep(write, &body, at).await
            })
            .await
            .unwrap();
    }
}

/// An empty draft of a type, Anna's.
pub(crate) async fn draft(town: &Town, workflow: &str, title: &str) -> MatterId {
    let new = NewMatter {
        workflow: workflow.parse().unwrap(),
        body: town.body(),
        title: title.to_owned(),
        responsible: None,
        content: None,
    };
    let anna = town.asker("anna@exempelby.se");
    town.office
        .open_matter(anna, new, None, town.clock.now())
        .await
        .unwrap()
}

/// A report that has asked all seven, and the letters have arrived.
pub(crate) struct Asking {
    pub(crate) matter: MatterId,
    pub(crate) round: RoundId,
    pub(crate) anna: Visitor,
}

pub(crate) async fn asking(town: &Town) -> Asking {
    committees(town).await;
    let matter = draft(town, "z-ars", "Uppföljning 2026").await;
    let anna = town.as_("anna@exempelby.se").await;
    let mut form = anna
        .form(&format!("/arenden/{matter}/insamlingar/ny/dso"))
        .await;
    for (number, (_, _, email)) in COMMITTEES.iter().enumerate() {
        form = form.fill(&format!("till-{number}"), &town.person(email).to_string());
    }
    let page = anna.send(&form).await.ok();
    let round = page
        .path
        .strip_prefix("/insamlingar/")
        .unwrap()
        .parse()
        .unwrap();
    Asking {
        matter,
        round,
        anna,
    }
}

impl Asking {
    /// The inquiry of a committee.
    pub(crate) async fn inquiry(&self, town: &Town, committee: &str) -> InquiryId {
        let (_, name, _) = COMMITTEES
            .iter()
            .find(|(key, _, _)| *key == committee)
            .unwrap();
        let all = town
            .office
            .db()
            .read(async |read| collections::of_round(read, self.round).await)
            .await
            .unwrap();
        all.iter().find(|one| one.answers_for == *name).unwrap().id
    }

    /// The page of the round.
    pub(crate) async fn page(&self) -> Page {
        self.anna
            .get(&format!("/insamlingar/{}", self.round))
            .await
            .ok()
    }
}

/// What the journal of the matter says was done.
pub(crate) async fn acts(town: &Town, matter: MatterId) -> Vec<String> {
    let entries = town
        .office
        .db()
        .read(async |read| {
            journal::entries(read, beslut::domain::journal::Stream::Matter(matter)).await
        })
        .await
        .unwrap();
    entries
        .iter()
        .map(|entry| entry.payload().unwrap().entry.act)
        .collect()
}

/// The matter as it stands.
pub(crate) async fn kept(town: &Town, matter: MatterId) -> Matter {
    town.office
        .db()
        .read(async |read| matters::find(read, matter).await)
        .await
        .unwrap()
        .unwrap()
}

/// Opens a letter's link in a browser that nobody knows.
pub(crate) async fn opened(town: &Town, link: &str) -> (Visitor, Page) {
    let visitor = town.stranger();
    let page = visitor.get(link).await;
    (visitor, page)
}

/// Fills in every question.
pub(crate) fn filled(page: &Page, count: &str) -> crate::town::Form {
    page.form_with("Skicka")
        .fill(
            "svar-0-organisation",
            "En samordnare och två kontaktpersoner.",
        )
        .fill("svar-0-antal", count)
        .tick("klar")
        .press("Skicka svaren")
}
