//! The whole way, as people go it: from an empty form to an archived decision, over HTTP, with a
//! real mail server, on both databases.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, also in their helpers"
)]

pub(crate) mod after;
pub(crate) mod bodies;
mod crossing;
pub(crate) mod delegating;
pub(crate) mod drafting;
pub(crate) mod meeting;
mod proof;
pub(crate) mod reviewing;

use std::path::Path;

use crate::{
    on_both_databases,
    support::TestDb,
    town::{PASSWORD, Town},
};
use drafting::Draft;

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

        anna.send(&list.sign_out()).await.ok();
        assert_eq!(anna.get("/arenden").await.heading(), "Logga in");
    }

    /// From draft to archive.
    async fn a_matter_goes_the_whole_way(db: &TestDb) {
        let town = Town::new(db).await;
        let draft = Draft::open(&town).await;
        draft.is_refused_with_reasons().await;
        draft.is_filled_in().await;

        draft.is_submitted().await;
        let old_link = reviewing::lawyer_sends_it_back(&town, &draft).await;
        draft.is_mended().await;
        draft.is_submitted().await;
        reviewing::old_link_explains_itself(&town, &old_link).await;
        reviewing::both_approve(&town, &draft).await;

        goes_on_to_the_archive(&town, &draft, db).await;
    }

    /// A delegate decides, and the body's next meeting is told.
    async fn a_delegate_decides_and_the_meeting_is_told(db: &TestDb) {
        let town = Town::new(db).await;
        delegating::is_delegated(&town).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_decided_by_the_head(&town, matter).await;
        delegating::is_reported(&town, matter, db).await;
    }

    /// A matter that is marked as secret after the delegate decided is named on no list and no agenda.
    async fn a_delegated_decision_that_becomes_secret_is_named_no_more(db: &TestDb) {
        let town = Town::new(db).await;
        delegating::is_delegated(&town).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_decided_by_the_head(&town, matter).await;
        delegating::is_named_no_more_when_secret(&town, matter).await;
    }

    /// Two delegates decide the same matter at once.
    async fn two_delegates_decide_at_once_and_there_is_one_decision(db: &TestDb) {
        let town = Town::new(db).await;
        delegating::is_delegated(&town).await;
        let matter = delegating::is_ready(&town).await;
        delegating::two_decide_at_once(&town, matter).await;
    }

    /// A delegation that was revoked the day before gives nobody a right.
    async fn a_delegate_who_was_revoked_yesterday_is_refused(db: &TestDb) {
        let town = Town::new(db).await;
        let delegation = delegating::is_delegated(&town).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_refused_once_revoked(&town, matter, delegation).await;
    }

    /// A matter file of our own goes the whole way.
    async fn a_matter_file_goes_the_whole_way(db: &TestDb) {
        let text = include_str!("../cases/molntjanst.arende.md");
        let says = "Kommunens e-postserver är från 2014";
        file_goes_the_whole_way(db, "molntjanst.arende.md", text, says).await;
    }

    /// A real matter goes the whole way, where it is at hand.
    async fn a_real_matter_goes_the_whole_way(db: &TestDb) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/seed-1.arende.md");
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("hoppas över: {} finns inte", file.display());
            return;
        };
        let text = text.replace("\r\n", "\n");
        let says = text.split("}\n\n").nth(1).unwrap_or_default();
        let says: String = says.chars().take(30).collect();
        file_goes_the_whole_way(db, "seed-1.arende.md", &text, says.trim()).await;
    }
}

async fn file_goes_the_whole_way(db: &TestDb, name: &str, text: &str, says: &str) {
    let town = Town::new(db).await;
    let draft = Draft::import(&town, name, text, says).await;
    draft.is_completed().await;
    draft.is_submitted().await;
    reviewing::both_approve(&town, &draft).await;
    goes_on_to_the_archive(&town, &draft, db).await;
}

/// From two approvals to the archive, and what must hold then.
async fn goes_on_to_the_archive(town: &Town, draft: &Draft, db: &TestDb) {
    drafting::registrar_gives_it_a_number(town, draft).await;
    let meeting = meeting::is_planned_with_the_matter(town, draft).await;
    meeting::decides_by_vote(town, draft, &meeting).await;
    meeting::is_certified(town, draft, &meeting).await;
    meeting::is_announced(town, &meeting).await;

    after::is_executed_closed_and_archived(town, draft).await;
    proof::documents_are_word_files(town, draft, &meeting).await;
    proof::journals_hold(town, draft, &meeting).await;
    proof::no_secret_is_kept(town, draft, db).await;
}
