//! People come, change, and go: what they could do is gone at once, and nobody waits unseen.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use beslut::{
    domain::{
        identifiers::PersonId,
        person::{Appointment, GroupMember, Role, Term},
    },
    matter::act::Action,
    office::{
        OfficeError, Steward,
        matters::NewMatter,
        people::{Leaving, PersonChange},
    },
    store::offices,
};
use chrono::TimeDelta;

use crate::{
    on_both_databases,
    town::Town,
    web_signing::asked::{act, acts, in_review, kept, link_of, newest, opened, with_code},
};

const ERIK: &str = "erik@exempelby.se";
const NEW: &str = "erik.dahlgren@exempelby.se";

on_both_databases! {
    /// 30: the old address' link dies, and the new one goes to the new address only.
    async fn a_new_address_gets_a_new_link_and_the_old_one_dies(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        town.mail().await;
        let (browser, before) = opened(&town, asked.lawyer).await;
        let old = link_of(&town, asked.lawyer).await;

        town.clock.forward(TimeDelta::minutes(1));
        move_to(&town, NEW).await.unwrap();

        town.stranger().get(&old).await.expect(410);
        browser.send(&before.form_with("Skicka kod")).await.expect(409);
        let mail = town.mail_to(NEW).await;
        assert!(town.server.mails_to(ERIK).len() == 1, "only what came before the change");
        assert!(mail.link().ends_with(&link_of(&town, asked.lawyer).await), "{}", mail.text);
        let (visitor, page) = opened(&town, asked.lawyer).await;
        let (page, code) = with_code(&town, asked.lawyer, &visitor, &page).await;
        assert_eq!(town.mail_to(NEW).await.code().replace(' ', ""), code.replace(' ', ""));
        let form = page.form_with("Skicka svaret").fill("decision", "approve").tick("read");
        visitor.send(&form.fill("code", &code)).await.ok();
        assert!(kept(&town, asked.lawyer).await.receipt().is_some());
        assert!(acts(&town, asked.matter).await.contains(&"link_address_changed".to_owned()));
    }

    /// 30: a letter that had not left yet never goes to the old address.
    async fn what_waits_in_the_outbox_follows_to_the_new_address(db: &TestDb) {
        let town = Town::new(db).await;
        in_review(&town, "Schemaläggning i molnet").await;
        move_to(&town, NEW).await.unwrap();
        town.mail().await;
        assert!(town.server.mails_to(ERIK).is_empty());
        assert_eq!(town.server.mails_to(NEW).len(), 1);

        // A notice without a link follows as well.
        let anna = change(Some("anna.ekstrom@exempelby.se"));
        let asked = in_review(&town, "Enkäter i molnet").await;
        town.mail().await;
        town.office.close_account(Steward::CommandLine, town.person(ERIK), town.clock.now()).await.unwrap();
        let person = town.person("anna@exempelby.se");
        town.office.change_person(Steward::CommandLine, person, anna, town.clock.now()).await.unwrap();
        let told = town.mail().await;
        assert!(!told.is_empty() && told.iter().all(|mail| mail.recipients == ["anna.ekstrom@exempelby.se"]));
        assert!(!kept(&town, asked.lawyer).await.is_open());
    }

    /// An address that is taken or is none is refused, and everything is as it was.
    async fn a_bad_address_changes_nothing(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        let link = link_of(&town, asked.lawyer).await;
        for address in ["Sofia@exempelby.se", "erik", "a@b.se\r\nBcc: x@y.se", ""] {
            let refused = move_to(&town, address).await;
            assert!(matches!(refused, Err(OfficeError::Refused(_))), "{address}: {refused:?}");
        }
        assert_eq!(link_of(&town, asked.lawyer).await, link);
        town.stranger().get(&link).await.ok();
    }

    /// 31: a closed account ends sessions and links; the officer is told and asks somebody else.
    async fn a_closed_account_opens_nothing_and_nobody_waits_unseen(db: &TestDb) {
        let town = Town::new(db).await;
        let asked = in_review(&town, "Schemaläggning i molnet").await;
        town.mail().await;
        let link = link_of(&town, asked.lawyer).await;
        let erik = town.as_(ERIK).await;
        erik.get("/").await.ok();

        let close = || town.office.close_account(Steward::CommandLine, town.person(ERIK), town.clock.now());
        assert_eq!(close().await.unwrap(), 1);

        assert_eq!(erik.get("/").await.heading(), "Logga in");
        town.stranger().get(&link).await.expect(410);
        let told = town.mail_to("anna@exempelby.se").await;
        assert!(told.text.contains("Erik Dahlgren har slutat"), "{}", told.text);
        assert!(told.text.contains("Ta tillbaka ärendet"), "{}", told.text);
        assert!(matches!(close().await, Err(OfficeError::Refused(_))));

        act(&town, asked.matter, Action::TakeBack { reason: "Erik har slutat.".to_owned() }).await;
        act(&town, asked.matter, Action::Submit).await;
        let anew = newest(&town, asked.matter).await;
        assert_eq!(kept(&town, anew.lawyer).await.recipient, town.person("sofia@exempelby.se"));
        town.mail().await;
        assert_eq!(town.server.mails_to(ERIK).len(), 1, "nothing came after the first letter");
    }

    /// When the officer has left too, the registrar is told.
    async fn the_registrar_is_told_when_the_officer_has_left(db: &TestDb) {
        let town = Town::new(db).await;
        in_review(&town, "Schemaläggning i molnet").await;
        town.mail().await;
        for gone in ["anna@exempelby.se", ERIK] {
            let person = town.person(gone);
            town.office.close_account(Steward::CommandLine, person, town.clock.now()).await.unwrap();
        }
        let told = town.mail_to("lena@exempelby.se").await;
        assert!(told.text.contains("Erik Dahlgren har slutat"), "{}", told.text);
    }

    /// Only an administrator, or the one who runs the binary.
    async fn people_are_looked_after_by_administrators_only(db: &TestDb) {
        let town = Town::new(db).await;
        let (office, at, erik) = (&town.office, town.clock.now(), town.person(ERIK));
        for outsider in ["anna@exempelby.se", "lena@exempelby.se", ERIK] {
            let by = Steward::SignedIn(town.person(outsider));
            let appointed = office.appoint(administrator(erik), by, at).await;
            let joined = office.join_group(lawyer(erik), by, at).await;
            let left = office.leave(by, erik, Leaving::Group("jurister".to_owned()), today(), at).await;
            let changed = office.change_person(by, erik, change(Some(NEW)), at).await;
            let closed = office.close_account(by, erik, at).await.map(drop);
            for done in [appointed, joined, left, changed, closed] {
                assert!(matches!(done, Err(OfficeError::Refused(_))), "{outsider}: {done:?}");
            }
        }
        let ingrid = Steward::SignedIn(town.person("ingrid@exempelby.se"));
        office.change_person(ingrid, erik, change(Some(NEW)), at).await.unwrap();
    }

    /// An office holds on its last day and not on the next; what was is still known.
    async fn an_office_ends_with_its_last_day(db: &TestDb) {
        let town = Town::new(db).await;
        let bo = town.person("bo@exempelby.se");
        let leaving = Leaving::Office { role: Role::CaseOfficer, body: Some(town.body()) };
        let leave = |day: &str, leaving: Leaving| {
            let day = day.parse().unwrap();
            town.office.leave(Steward::CommandLine, bo, leaving, day, town.clock.now())
        };
        leave("2026-03-02", leaving.clone()).await.unwrap();
        let refused = leave("2026-03-03", leaving).await;
        assert!(matches!(refused, Err(OfficeError::Refused(_))), "{refused:?}");
        let nowhere = Leaving::Office { role: Role::CaseOfficer, body: None };
        assert!(leave("2026-03-02", nowhere).await.is_err());

        open(&town).await.unwrap();
        town.clock.forward_to("2026-03-03");
        assert!(matches!(open(&town).await, Err(OfficeError::Refused(_))));
        let held = db.read(async |read| offices::of_person(read, bo).await).await.unwrap();
        assert_eq!(held.len(), 1);
    }
}

async fn move_to(town: &Town, address: &str) -> Result<(), OfficeError> {
    let erik = town.person(ERIK);
    town.office
        .change_person(
            Steward::CommandLine,
            erik,
            change(Some(address)),
            town.clock.now(),
        )
        .await
}

fn change(email: Option<&str>) -> PersonChange {
    PersonChange {
        email: email.map(ToOwned::to_owned),
        ..PersonChange::default()
    }
}

fn today() -> chrono::NaiveDate {
    "2026-03-02".parse().unwrap()
}

fn administrator(person: PersonId) -> Appointment {
    let term = Term {
        from: today(),
        until: None,
    };
    Appointment {
        person,
        role: Role::Administrator,
        body: None,
        term,
    }
}

fn lawyer(person: PersonId) -> GroupMember {
    let term = Term {
        from: today(),
        until: None,
    };
    GroupMember {
        group: "jurister".to_owned(),
        person,
        term,
    }
}

async fn open(town: &Town) -> Result<(), OfficeError> {
    let new = NewMatter {
        workflow: "molntjanst".parse().unwrap(),
        body: town.body(),
        title: "Kartor".to_owned(),
        responsible: None,
        content: None,
    };
    let bo = town.asker("bo@exempelby.se");
    town.office
        .open_matter(bo, new, None, town.clock.now())
        .await
        .map(drop)
}
