//! Reviews that do not go as planned, over HTTP and with a real mail server, on both databases:
//! somebody is away, an answer stays away, a question is given on, a reviewer writes a part.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use beslut::{
    domain::{
        entropy::Entropy,
        identifiers::{FormNonce, JobId, MatterId, SignOffId},
        person::{Absence, GroupMember, Term},
        refusal::RefusalKind,
    },
    matter::{
        act::Action,
        state::{Content, Section},
    },
    office::{OfficeError, Steward, matters::NewMatter, people::NewAbsence},
    signoff::{
        act::{Proof, Reply},
        state::Answer,
    },
    store::{absences, jobs, offices, sign_offs},
    work::Subject,
};
use chrono::NaiveDate;
use serde_json::json;

use crate::{
    journey::reviewing::{answer, open_link},
    on_both_databases,
    smtp_server::ReceivedMail,
    support::TestDb,
    town::{Page, Town},
};

const WORKFLOW: &str = include_str!("reviewing/prov.toml");
const ANNA: &str = "anna@exempelby.se";
const ERIK: &str = "erik@exempelby.se";
const SOFIA: &str = "sofia@exempelby.se";
const MARIA: &str = "maria@exempelby.se";
const BIRGITTA: &str = "birgitta@exempelby.se";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn town(db: &TestDb) -> Town {
    Town::with(db, &[("provgranskning.toml", WORKFLOW)]).await
}

/// Anna's draft, complete enough for review.
async fn draft(town: &Town) -> MatterId {
    let id = "provgranskning".parse().unwrap();
    let definition = town.office.workflows().newest(&id).unwrap();
    let sections = definition.sections.iter().map(|section| Section {
        key: section.key.clone(),
        title: section.title.clone(),
        number: None,
        shown: true,
        text: "1. Kommunstyrelsen godkänner förslaget.".to_owned(),
        version: 1,
    });
    let content = Content {
        sections: sections.collect(),
        ..Content::default()
    };
    let new = NewMatter {
        workflow: id,
        body: town.body(),
        title: "Prov".to_owned(),
        responsible: None,
        content: Some(content),
    };
    let at = town.clock.now();
    town.office
        .open_matter(town.asker(ANNA), new, None, at)
        .await
        .unwrap()
}

async fn act(town: &Town, matter: MatterId, action: Action) -> Result<(), OfficeError> {
    let at = town.clock.now();
    town.office
        .act_on_matter(town.asker(ANNA), matter, action, None, at)
        .await
}

/// Sent for review on Monday 2 March 2026; the mails that left.
async fn in_review(town: &Town) -> (MatterId, Vec<ReceivedMail>) {
    let matter = draft(town).await;
    act(town, matter, Action::Submit).await.unwrap();
    town.work().await;
    (matter, town.mail().await)
}

fn to<'m>(mails: &'m [ReceivedMail], address: &str) -> Vec<&'m ReceivedMail> {
    mails
        .iter()
        .filter(|mail| mail.recipients == [address])
        .collect()
}

async fn page(town: &Town, matter: MatterId) -> Page {
    town.as_(ANNA)
        .await
        .get(&format!("/arenden/{matter}"))
        .await
        .ok()
}

async fn is_away(town: &Town, email: &str, from: &str, until: &str, substitute: Option<&str>) {
    let new = NewAbsence {
        person: town.person(email),
        from: day(from),
        until: day(until),
        substitute: substitute.map(|email| town.person(email)),
    };
    let at = town.clock.now();
    town.office
        .enter_absence(Steward::CommandLine, new, None, at)
        .await
        .unwrap();
}

async fn on_the_morning_of(town: &Town, day: &str) -> Vec<ReceivedMail> {
    town.clock.forward_to(day);
    town.work().await;
    town.mail().await
}

async fn newest(town: &Town, matter: MatterId, step: &str) -> SignOffId {
    let of = Subject::Matter(matter);
    let all = town
        .office
        .db()
        .read(async |read| sign_offs::of(read, of).await)
        .await;
    all.unwrap()
        .into_iter()
        .rev()
        .find(|it| it.step == step)
        .unwrap()
        .id
}

on_both_databases! {
    /// Entered by the lawyer on the page; the question goes to the substitute.
    async fn a_question_goes_to_the_substitute_of_the_one_who_is_away(db: &TestDb) {
        let town = town(db).await;
        let erik = town.as_(ERIK).await;
        let list = erik.get("/franvaro").await.ok();
        list.must_say("Du har ingen frånvaro inlagd.");
        let form = erik.form(&list.link("Lägg in frånvaro")).await;
        let wrong = form
            .clone()
            .fill("from", "2026-03-13")
            .fill("until", "2026-03-02")
            .fill("substitute", "Erik Dahlgren, kommunjurist");
        let wrong = erik.send(&wrong).await.expect(422);
        assert_eq!(wrong.faults().len(), 2, "{}", wrong.text());
        let form = wrong
            .form()
            .fill("from", "2 mars 2026")
            .fill("until", "13 mars 2026")
            .fill("substitute", "Sofia Hedlund, kommunjurist");
        erik.send(&form).await.ok().must_say("Frånvarande nu").must_say("Ersättare: Sofia Hedlund");

        let (matter, mails) = in_review(&town).await;
        let opened = open_link(&town, to(&mails, SOFIA)[0].link()).await;
        opened.1.must_say("Sofia Hedlund, kommunjurist i stället för Erik Dahlgren, kommunjurist");
        assert!(to(&mails, ERIK)[0].text.contains("som din ersättare"), "{mails:#?}");
        page(&town, matter).await.must_say("Sofia Hedlund i stället för Erik Dahlgren");

        let list = erik.get("/franvaro").await.ok();
        let check = erik.get(&list.link("2 mars 2026")).await.ok();
        erik.send(&check.form_with("Avsluta frånvaron")).await.ok()
            .must_say("Du har ingen frånvaro inlagd.");
        let others = town.as_(SOFIA).await;
        others.get(&check.path).await.expect(404);
    }

    /// Asked first and away later: nobody answers for the one who is away, and the officer gives
    /// the question on. The old link is closed.
    async fn the_officer_is_told_and_gives_the_question_to_another(db: &TestDb) {
        let town = town(db).await;
        let (matter, mails) = in_review(&town).await;
        let old_link = to(&mails, ERIK)[0].link().to_owned();
        is_away(&town, ERIK, "2026-03-05", "2026-03-13", Some(SOFIA)).await;

        assert!(on_the_morning_of(&town, "2026-03-05").await.is_empty(), "no reminder is due");
        for morning in ["2026-03-06", "2026-03-09"] {
            let mails = on_the_morning_of(&town, morning).await;
            assert_eq!(to(&mails, ERIK).len(), 0, "he is away: {mails:#?}");
            assert_eq!((to(&mails, ANNA).len(), to(&mails, SOFIA).len()), (1, 1), "{mails:#?}");
            assert!(to(&mails, ANNA)[0].text.contains("frånvarande till och med den 13 mars 2026"));
            assert!(to(&mails, SOFIA)[0].text.contains("har angett dig som ersättare"));
        }
        let shown = page(&town, matter).await;
        shown.must_be("Granskning");
        let anna = town.as_(ANNA).await;
        let form = anna.form(&shown.link("Ge ”Juridisk granskning” till någon annan")).await;
        let nobody = anna.send(&form).await.expect(422);
        let form = nobody.form().fill("to", "Sofia Hedlund, ersättare för Erik Dahlgren");
        let silent = anna.send(&form).await.expect(422);
        silent.must_say("Skälet saknas.");
        anna.send(&silent.form().fill("reason", "Erik är borta.")).await.ok()
            .must_say("Gav ”Juridisk granskning” till någon annan.");

        let mails = town.mail().await;
        let told = to(&mails, ERIK);
        assert_eq!(told.len(), 1, "told once: {mails:#?}");
        assert!(told[0].text.contains("som din ersättare"), "{}", told[0].text);
        assert!(told[0].text.contains("gäller inte längre"), "{}", told[0].text);
        let (_, dead) = open_link(&town, &old_link).await;
        dead.expect(410).must_say("Någon annan har fått begäran");
        let opened = open_link(&town, to(&mails, SOFIA)[0].link()).await;
        answer(&town, SOFIA, &opened, "approve", "").await;
        page(&town, matter).await.must_be("Granskning");
    }

    /// The last of the group declares jäv: the officer is told by mail, and what to do.
    async fn the_officer_is_told_when_jav_leaves_nobody(db: &TestDb) {
        let town = town(db).await;
        let (matter, mails) = in_review(&town).await;
        let mut link = to(&mails, ERIK)[0].link().to_owned();
        for (lawyer, next) in [(ERIK, SOFIA), (SOFIA, ANNA)] {
            let opened = open_link(&town, &link).await;
            answer(&town, lawyer, &opened, "declare_disqualified", "Sökanden är min syster.").await;
            let told = town.mail_to(next).await;
            if next == SOFIA {
                told.link().clone_into(&mut link);
            } else {
                assert!(told.text.contains("ingen mer som kan göra ”Juridisk granskning”"), "{}", told.text);
            }
        }
        let shown = page(&town, matter).await;
        shown.must_be("Granskning").must_say("Juridisk granskning");
        let start = town.as_(ANNA).await.get("/").await.ok();
        start.must_say("Ge ”Juridisk granskning” till någon: Prov");
    }

    /// An administrator gives a question on from the page about absence, without reading it.
    async fn the_administrator_gives_a_question_on(db: &TestDb) {
        let town = town(db).await;
        let (matter, _) = in_review(&town).await;
        is_away(&town, ERIK, "2026-03-02", "2026-03-13", None).await;
        let ingrid = town.as_("ingrid@exempelby.se").await;
        let list = ingrid.get("/franvaro").await.ok();
        let form = ingrid.form(&list.link("Ge ”Juridisk granskning” till någon annan")).await;
        let form = form.fill("to", "Sofia Hedlund").fill("reason", "Sjuk.");
        ingrid.send(&form).await.ok().must_say("Ingen granskning väntar");
        assert_eq!(ingrid.get(&format!("/arenden/{matter}")).await.status, 404);
        let bo = town.as_("fatima@exempelby.se").await;
        let give = format!("/arenden/{matter}/granskning/juridik/ge-vidare");
        bo.get(&give).await.expect(404);
    }

    /// The group that the file names is told once, two working days after the day; nothing is
    /// approved.
    async fn an_answer_that_stays_away_is_escalated_once(db: &TestDb) {
        let town = town(db).await;
        let member = GroupMember {
            group: "chefsjurist".to_owned(),
            person: town.person(BIRGITTA),
            term: Term { from: day("2026-01-01"), until: None },
        };
        let joined = town.office.db().write(async |write| offices::join_group(write, &member).await);
        joined.await.unwrap();
        let (matter, _) = in_review(&town).await;
        for (morning, count) in
            [("2026-03-09", 0), ("2026-03-10", 0), ("2026-03-11", 1), ("2026-03-12", 0)]
        {
            let mails = on_the_morning_of(&town, morning).await;
            assert_eq!(to(&mails, BIRGITTA).len(), count, "{morning}: {mails:#?}");
            assert_eq!(to(&mails, ANNA).len(), count, "{morning}: {mails:#?}");
            if count == 1 {
                let text = &to(&mails, BIRGITTA)[0].text;
                assert!(text.contains("Erik Dahlgren senast den 9 mars 2026"), "{text}");
            }
        }
        page(&town, matter).await.must_be("Granskning").must_say("Eskalerat")
            .must_say("Birgitta Lindqvist fick veta det den 11 mars 2026");
        let birgitta = town.as_(BIRGITTA).await;
        birgitta.get("/").await.ok().must_say("Svaret dröjer");
        town.as_(ANNA).await.get("/").await.ok().must_say("Eskalerat");
        let opened = open_link_of(&town, ERIK, newest(&town, matter, "juridik").await).await;
        answer(&town, ERIK, &opened, "approve", "").await;
        assert!(!birgitta.get("/").await.ok().says("Svaret dröjer"));
    }

    /// The lawyer writes the assessment during the review. IT need not approve anew; whoever is
    /// asked again sees what has changed.
    async fn a_reviewer_supplies_what_the_reviewer_writes(db: &TestDb) {
        let town = town(db).await;
        let (matter, mails) = in_review(&town).await;
        let it = open_link(&town, to(&mails, MARIA)[0].link()).await;
        it.1.must_say("Ditt svar gäller inte detta").must_say("Laglighetsbedömning");
        answer(&town, MARIA, &it, "approve", "").await;

        let erik = town.as_(ERIK).await;
        let here = format!("/arenden/{matter}");
        let way = erik.get(&here).await.ok().link("Lämna underlag: Juridisk granskning");
        let form = erik.form(&way).await;
        let empty = erik.send(&form).await.expect(422);
        empty.must_say("Ingenting är ändrat.");
        let form = empty.form().fill("slutsats", "Lagligt")
            .choose_file("file", "bedomning.pdf", b"%PDF-1.7 bedomning");
        let asked = erik.send(&form).await.ok();
        assert!(asked.path.starts_with("/underskrift/"), "{}", asked.path);
        asked.must_say("Lagligt").must_say("bedomning.pdf");
        let form = asked.form().fill("decision", "send_back").tick("read")
            .fill("words", "Skriv om ärendet.");
        erik.send(&form).await.ok();

        let section = "arendet".parse().unwrap();
        let write = Action::WriteSection { section, text: "Omskrivet.".to_owned(), seen: 1 };
        act(&town, matter, write).await.unwrap();
        act(&town, matter, Action::Submit).await.unwrap();
        let path = format!("/underskrift/{}", newest(&town, matter, "juridik").await);
        let again = erik.get(&path).await.ok();
        again.must_say("Ändrat sedan version 2").must_say("Omskrivet.").must_say("Borttaget:");
        erik.send(&again.form().fill("decision", "approve").tick("read")).await.ok();
        page(&town, matter).await.must_be("Granskning");
        let mails = town.mail().await;
        // Her receipt may come after the request: they are sent side by side.
        let request = to(&mails, MARIA).into_iter().rfind(|mail| mail.has_link()).unwrap();
        let it = open_link(&town, request.link()).await;
        it.1.must_say("Ändrat sedan version 1");
        answer(&town, MARIA, &it, "approve", "").await;
        page(&town, matter).await.must_be("Klart för beslut").must_say("Lagligt");
    }

    /// The officer gives the question on in the moment when it is answered: one of the two happens.
    async fn a_question_is_answered_or_given_on_never_both(db: &TestDb) {
        let town = town(db).await;
        for _ in 0..4 {
            let (matter, _) = in_review(&town).await;
            let sign_off = newest(&town, matter, "juridik").await;
            let kept = town.office.db().read(async |read| sign_offs::find(read, sign_off).await);
            let seen = kept.await.unwrap().unwrap().sha256;
            let at = town.clock.now();
            let reply = Reply {
                answer: Answer::Approve,
                seen,
                read: true,
                form: Entropy::new(at, [1; 32]).id::<FormNonce>(),
                by: Proof::SignedIn { person: town.person(ERIK) },
            };
            let give = Action::Reassign {
                step: "juridik".parse().unwrap(),
                to: town.person(SOFIA),
                reason: "Erik är borta.".to_owned(),
            };
            let (answered, given) = tokio::join!(
                town.office.answer_signed_in(town.asker(ERIK), sign_off, reply, at),
                act(&town, matter, give),
            );
            assert_ne!(answered.is_ok(), given.is_ok(), "{answered:?} {given:?}");
            if let Err(OfficeError::Refused(refusal)) = &given {
                assert_eq!(refusal.kind, RefusalKind::Changed);
            }
            let view = town.office.matter_view(town.asker(ANNA), matter, at).await.unwrap();
            let review = view.matter.review(&"juridik".parse().unwrap()).unwrap();
            let expected = if answered.is_ok() { ERIK } else { SOFIA };
            assert_eq!(review.reviewer, town.person(expected));
            assert_eq!(review.is_open(), given.is_ok());
        }
    }

    /// Hundreds of timers that are due make nobody wait for other work, and each is struck once.
    async fn many_timers_starve_nothing(db: &TestDb) {
        let town = town(db).await;
        let (matter, _) = in_review(&town).await;
        let sign_off = newest(&town, matter, "juridik").await;
        let at = town.clock.now();
        let mut entropy = Entropy::new(at, [8; 32]);
        town.office
            .db()
            .write(async |write| {
                for number in 0..300 {
                    let kind = if number == 299 { "okänt" } else { "remind" };
                    let job = jobs::NewJob {
                        id: entropy.id::<JobId>(),
                        dedupe_key: format!("prov:{number}"),
                        kind: kind.to_owned(),
                        payload: json!({ "sign_off": sign_off, "number": 1, "of": 1 }),
                        not_before: at,
                    };
                    jobs::enqueue(write, &job, at).await?;
                }
                // One that cannot be read must not hold the others.
                let broken = jobs::NewJob {
                    id: entropy.id::<JobId>(),
                    dedupe_key: "prov:trasig".to_owned(),
                    kind: "remind".to_owned(),
                    payload: json!({}),
                    not_before: at,
                };
                jobs::enqueue(write, &broken, at).await
            })
            .await
            .unwrap();
        assert!(town.office.do_due_work(at).await.unwrap() > 100);
        let find = async |key: &str| {
            let found = town.office.db().read(async |read| jobs::find(read, key).await).await;
            found.unwrap().unwrap()
        };
        assert_eq!(find("prov:299").await.attempts, 1, "tried in the first round");
        while town.office.do_due_work(at).await.unwrap() > 0 {}
        assert_eq!(find("prov:0").await.state, jobs::JobState::Done);
        assert_eq!(find("prov:298").await.state, jobs::JobState::Done);
        assert_eq!(find("prov:trasig").await.state, jobs::JobState::Queued);
        assert_eq!(to(&town.mail().await, ERIK).len(), 299);
    }

    /// As it is kept: from the first day through the last, without those who were taken back.
    async fn absences_are_kept_and_found_by_their_days(db: &TestDb) {
        let town = town(db).await;
        let id = Entropy::new(town.clock.now(), [5; 32]).id();
        let absence = Absence {
            id,
            person: town.person(ERIK),
            from: day("2026-03-02"),
            until: day("2026-03-13"),
            substitute: Some(town.person(SOFIA)),
            appointed: true,
        };
        let at = town.clock.now();
        let keep = async |absence: &Absence| {
            let kept = town.office.db().write(async |write| absences::keep(write, absence, at).await);
            kept.await.unwrap();
        };
        let on = async |text: &str| {
            let found = town.office.db().read(async |read| absences::on(read, day(text)).await);
            found.await.unwrap()
        };
        keep(&absence).await;
        for (text, count) in
            [("2026-03-01", 0), ("2026-03-02", 1), ("2026-03-13", 1), ("2026-03-14", 0)]
        {
            assert_eq!(on(text).await.len(), count, "{text}");
        }
        assert_eq!(on("2026-03-02").await, std::slice::from_ref(&absence));
        town.office.close_account(Steward::CommandLine, town.person(SOFIA), at).await.unwrap();
        assert_eq!(on("2026-03-02").await[0].substitute, None, "she has left");
        let back = Absence { until: day("2026-03-01"), ..absence };
        keep(&back).await;
        assert!(on("2026-03-02").await.is_empty());
        let later = town.office.db().read(async |read| absences::from(read, day("2026-03-01")).await);
        assert!(later.await.unwrap().is_empty(), "taken back before it began");
    }
}

/// Opens the newest link of a sign-off, as its recipient would.
async fn open_link_of(town: &Town, address: &str, id: SignOffId) -> (crate::town::Visitor, Page) {
    let path = crate::web_signing::asked::link_of(town, id).await;
    let reader = town.stranger();
    let page = reader.get(&path).await;
    assert!(
        page.path.starts_with("/underskrift/"),
        "{address}: {}",
        page.path
    );
    (reader, page)
}

#[test]
fn a_scenario_speaks_of_days_mails_and_people() {
    let definition = beslut::workflow::read("prov.toml", WORKFLOW).unwrap();
    let source = include_str!("reviewing/prov.scenario.toml");
    let (scenarios, findings) =
        beslut::workflow::scenario::lint_scenarios("prov.scenario.toml", source, &definition);
    assert!(findings.is_empty(), "{findings}");
    let report = beslut::matter::scenario::run(&definition, &scenarios.unwrap());
    assert!(report.holds(), "{report}");
}
