//! Who decides, as people go it over HTTP: a chain of bodies, the chair when it cannot wait, a
//! delegate and the delegate's substitute, an exception by the body above, and a decision for a time
//! that comes back by itself.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use beslut::{
    domain::{
        body::Reporting,
        delegation::{Reported, Substitute},
    },
    office::Steward,
};

use crate::{
    journey::{
        after,
        bodies::{
            CHAIR, SECRETARY, decides, is_added, is_answered, is_certified, is_held, is_made_ready,
            meets, risk, takes_up,
        },
        delegating,
        drafting::{self, Draft, OFFICER, take_step},
        meeting, reviewing,
    },
    on_both_databases,
    support::TestDb,
    town::Town,
};

const MANAGER: &str = "birgitta@exempelby.se";
const REASON: &str = "Lagen ses över och avtalet går att säga upp.";
const EXCEPTION: &str = "Avsteg från Policyn, villkor 1 medges till och med den 31 december 2026. \
                         Skäl: Lagen ses över och avtalet går att säga upp.";

/// A town with the bodies of a chain.
async fn with_bodies(db: &TestDb) -> Town {
    let town = Town::new(db).await;
    is_added(&town, "au", "Arbetsutskottet").await;
    is_added(&town, "kf", "Kommunfullmäktige").await;
    town
}

/// A risk whose lawfulness is not clear: only the council may let it through.
async fn unlawful(town: &Town) -> Draft {
    risk(town, "Kartor i molnet", &[("lagligt", "nej")]).await
}

async fn exception(draft: &Draft, reason: &str, until: &str) -> crate::town::Page {
    let path = format!("{}/avsteg/laglighet", draft.path);
    let form = draft.officer.form(&path).await;
    let form = form.fill("reason", reason).fill("until", until);
    draft.officer.send(&form).await
}

on_both_databases! {
    /// Two bodies propose, the council decides, and each gets what the one before has said.
    async fn a_chain_of_bodies_leads_to_the_decision(db: &TestDb) {
        let town = with_bodies(db).await;
        let draft = unlawful(&town).await;
        draft.page().await.must_say("på förslag av Arbetsutskottet och Kommunstyrelsen");
        draft.attaches("overvagande", "overvagande.pdf", b"%PDF-1.7 skal").await;
        exception(&draft, REASON, "31 december 2026").await.ok();
        is_made_ready(&town, &draft).await;
        draft.page().await.must_say("Nu är det Arbetsutskottets tur.");

        // Nobody jumps the queue: the board's agenda does not even offer the matter.
        let board = meets(&town, "Kommunstyrelsen", "18 mars 2026").await;
        let secretary = town.as_(SECRETARY).await;
        assert!(!secretary.get(&board).await.ok().says(&draft.title));

        let committee = meets(&town, "Arbetsutskottet", "9 mars 2026").await;
        takes_up(&town, &committee, &draft).await.ok();
        draft.page().await.must_be("På dagordningen");
        is_held(&town, &committee, "2026-03-09", &draft.title).await;
        let draft = again(&town, draft).await;
        let page = draft.page().await;
        page.must_be("Klart för beslut").must_say("Nu är det Kommunstyrelsens tur.");
        page.must_say("Arbetsutskottets förslag den 9 mars 2026, § 1");
        let secretary = town.as_(SECRETARY).await;
        let minutes = secretary.get(&format!("{committee}/protokoll")).await.ok();
        minutes.must_say("Beslut – förslag till kommunstyrelsen").must_say(EXCEPTION);
        is_certified(&town, &committee).await;
        excerpt_says(&draft, "Protokollsutdrag Arbetsutskottet 2026-03-09 paragraf 1").await;

        takes_up(&town, &board, &draft).await.ok().must_say(&draft.title);
        is_held(&town, &board, "2026-03-18", &draft.title).await;
        let draft = again(&town, draft).await;
        draft.page().await.must_be("Klart för beslut").must_say("Nu är det Kommunfullmäktiges tur.");
        is_certified(&town, &board).await;

        let council = meets(&town, "Kommunfullmäktige", "30 mars 2026").await;
        takes_up(&town, &council, &draft).await.ok();
        is_held(&town, &council, "2026-03-30", &draft.title).await;
        let draft = again(&town, draft).await;
        let page = draft.page().await;
        page.must_be("Beslutat").must_say("§ 1").must_say(EXCEPTION);
        page.must_say("Kommunstyrelsens förslag den 18 mars 2026, § 1");
        let secretary = town.as_(SECRETARY).await;
        let minutes = secretary.get(&format!("{council}/protokoll")).await.ok();
        minutes.must_say("Kommunstyrelsens förslag till beslut").must_say(EXCEPTION);
        is_certified(&town, &council).await;
        after::is_executed_closed_and_archived(&town, &draft).await;
    }

    /// Without a reason, an end, the document or the right body there is no exception (G33).
    async fn an_exception_needs_reason_end_document_and_the_right_body(db: &TestDb) {
        let town = with_bodies(db).await;
        let draft = unlawful(&town).await;
        let page = draft.page().await;
        let form = draft.officer.form(&page.link("Begär avsteg: Policyn, villkor 1")).await;
        let refused = draft.officer.send(&form.clone().fill("until", "2026-12-31")).await;
        assert_eq!(refused.expect(422).faults().len(), 1);
        let refused = draft.officer.send(&form.clone().fill("reason", REASON)).await.expect(422);
        refused.must_say("Avsteget har inget slutdatum.");
        let passed = form.clone().fill("reason", REASON).fill("until", "2026-03-01");
        draft.officer.send(&passed).await.expect(422).must_say("har redan varit");

        // The chair decides what cannot wait, and permits no exception.
        is_answered(&draft, &[("bradskar", "ja")]).await;
        let refused = exception(&draft, REASON, "2026-12-31").await.expect(422);
        refused.must_say("Avsteg medges bara av Kommunfullmäktige.");
        refused.must_say("ordföranden i Kommunstyrelsen beslutar");
        is_answered(&draft, &[("bradskar", "nej")]).await;
        let page = exception(&draft, REASON, "2026-12-31").await.ok();
        page.must_say("Till och med den 31 december 2026.").must_say(REASON);

        // What can never count is said before anybody reviews it.
        let check = draft.officer.get(&format!("{}/steg/skicka", draft.path)).await.ok();
        assert!(check.forms().is_empty(), "{}", check.text());
        assert!(check.blockers()[0].contains("Överväganden"), "{:?}", check.blockers());
        draft.attaches("overvagande", "overvagande.pdf", b"%PDF-1.7 skal").await;
        is_answered(&draft, &[("bradskar", "ja")]).await;
        let check = draft.officer.get(&format!("{}/steg/skicka", draft.path)).await.ok();
        assert!(check.blockers()[0].contains("medges bara av Kommunfullmäktige"));
        is_answered(&draft, &[("bradskar", "nej")]).await;
        is_made_ready(&town, &draft).await;
        draft.page().await.must_say("Nu är det Arbetsutskottets tur.");
    }

    /// What cannot wait: the chair alone decides, with reasons, and the next meeting is told.
    async fn the_chair_decides_what_cannot_wait_and_the_next_meeting_is_told(db: &TestDb) {
        let town = with_bodies(db).await;
        let draft = risk(&town, "Kartor i natt", &[("bradskar", "ja")]).await;
        let next = meets(&town, "Kommunstyrelsen", "18 mars 2026").await;
        is_made_ready(&town, &draft).await;
        draft.page().await.must_say("ordföranden i Kommunstyrelsen beslutar");

        for nobody in [OFFICER, SECRETARY, MANAGER] {
            let nobody = town.as_(nobody).await;
            let refused = decides(&nobody, &draft, &[("reason", "Det brådskar.")]).await;
            refused.expect(409).must_say("ordföranden i Kommunstyrelsen beslutar");
        }
        let chair = town.as_(CHAIR).await;
        let start = chair.get("/").await.ok();
        start.must_say("Besluta: Kartor i natt");
        let page = chair.get(&draft.path).await.ok();
        page.must_say("Besluta i ärendet");
        let silent = decides(&chair, &draft, &[]).await.expect(422);
        silent.must_say("Skälet saknas.");
        let decided = decides(&chair, &draft, &[("reason", "Servern går sönder i natt.")]).await.ok();
        decided.must_be("Beslutat").must_say("brådskande beslut 1/2026");
        decided.must_say("Servern går sönder i natt.");
        assert!(!chair.get("/").await.ok().says("Kartor i natt"));
        let told = town.mail_to(OFFICER).await;
        assert!(told.text.contains("brådskande beslut 1/2026"), "{}", told.text);

        let secretary = town.as_(SECRETARY).await;
        secretary.get(&next).await.ok().must_say("Anmälan av ordförandebeslut");
        is_held(&town, &next, "2026-03-18", "Anmälan av ordförandebeslut").await;
        let secretary = town.as_(SECRETARY).await;
        let minutes = secretary.get(&format!("{next}/protokoll")).await.ok();
        minutes.must_say("i ett brådskande ärende (KL 6:39)").must_say("Kartor i natt");
        let list = secretary.get("/delegation?organ=ks").await.ok();
        list.must_say("Anmält, § 1");
    }

    /// The scheme says who steps in while the delegate is away.
    async fn the_substitute_decides_while_the_delegate_is_away(db: &TestDb) {
        let town = Town::new(db).await;
        let rule = Some(Substitute::Appointed);
        delegating::is_delegated_so(&town, &[MANAGER], rule, Reported::AtMeeting).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_decided_by_the_substitute(&town, matter).await;
    }

    /// What no meeting is told of is announced on the board (KL 6:40, 8:10).
    async fn a_decision_that_is_not_reported_is_announced(db: &TestDb) {
        let town = Town::new(db).await;
        delegating::is_delegated_so(&town, &[MANAGER], None, Reported::InOwnMinutes).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_announced_on_the_board(&town, matter).await;
    }

    async fn a_notice_waits_behind_any_number_of_decisions(db: &TestDb) {
        let town = Town::new(db).await;
        delegating::is_delegated_so(&town, &[MANAGER], None, Reported::InOwnMinutes).await;
        let matter = delegating::is_ready(&town).await;
        delegating::an_old_notice_still_waits(&town, matter).await;
    }

    /// A body that has left it to its secretary gets nothing on its agenda by itself.
    async fn the_body_says_how_decisions_are_reported(db: &TestDb) {
        let town = Town::new(db).await;
        let (by, at) = (Steward::CommandLine, town.clock.now());
        let body = town.body();
        let change = |to, decided_in| town.office.change_reporting(body, to, decided_in, by, at);
        assert!(change(Reporting::BySecretary, " ").await.is_err(), "decided nowhere");
        change(Reporting::BySecretary, "KS den 10 december 2025, § 211").await.unwrap();
        let next = meets(&town, "Kommunstyrelsen", "18 mars 2026").await;
        delegating::is_delegated(&town).await;
        let matter = delegating::is_ready(&town).await;
        delegating::is_decided_by_the_head(&town, matter).await;
        let secretary = town.as_(SECRETARY).await;
        assert!(!secretary.get(&next).await.ok().says("Anmälan av delegationsbeslut"));
        secretary.get("/delegation").await.ok().must_say("Sätt upp anmälan på dagordningen");
        change(Reporting::OnAgenda, "KS den 10 mars 2026, § 12").await.unwrap();
        secretary.get(&next).await.ok().must_say("Anmälan av delegationsbeslut");
    }

    /// A permission for a time: told before, on the day and after, and nothing is decided by it.
    async fn a_decision_for_a_time_comes_back_by_itself(db: &TestDb) {
        let town = Town::new(db).await;
        let draft = Draft::open(&town).await;
        draft.is_filled_in().await;
        draft.is_mended().await;
        is_answered(&draft, &[("giltig_till", "2026-09-30")]).await;
        draft.page().await.must_say("30 september 2026");
        draft.is_submitted().await;
        reviewing::both_approve(&town, &draft).await;
        drafting::registrar_gives_it_a_number(&town, &draft).await;
        let held = meeting::is_planned_with_the_matter(&town, &draft).await;
        meeting::decides_by_vote(&town, &draft, &held).await;
        meeting::is_certified(&town, &draft, &held).await;
        let officer = town.as_(OFFICER).await;
        take_step(&officer, &draft.path, "Börja verkställa").await.ok().must_be("Verkställs");
        town.work().await;
        town.mail().await;

        // Sixty days before, as the type says, and on a working day; the day before nothing is new.
        assert_eq!(told_on(&town, "2026-07-31").await, Vec::<String>::new());
        assert_eq!(told_on(&town, "2026-08-03").await, [OFFICER, MANAGER]);
        assert_eq!(told_on(&town, "2026-09-29").await, Vec::<String>::new());
        let officer = town.as_(OFFICER).await;
        let start = officer.get("/").await.ok();
        start.must_say("Beslutet går ut: Exempelkartan").must_say("30 september 2026");
        officer.get(&draft.path).await.ok().must_be("Verkställs").must_say("Snart");
        register(&officer).await.must_say("Tillåten till ett datum");

        assert_eq!(told_on(&town, "2026-09-30").await, [OFFICER, MANAGER], "the last day holds");
        let officer = town.as_(OFFICER).await;
        officer.get(&draft.path).await.ok().must_say("Beslutet går ut").must_say("I dag");
        register(&officer).await.must_say("Tillåten till ett datum");

        assert_eq!(told_on(&town, "2026-10-01").await, [OFFICER, MANAGER]);
        let officer = town.as_(OFFICER).await;
        let page = officer.get(&draft.path).await.ok();
        page.must_be("Verkställs").must_say("Beslutet har gått ut");
        page.must_say("det gällde till och med den 30 september 2026");
        officer.get("/").await.ok().must_say("Beslutet har gått ut: Exempelkartan");
        register(&officer).await.must_say("Ska avvecklas");
        assert_eq!(told_on(&town, "2026-10-02").await, Vec::<String>::new(), "told once");

        // The way on is a person's: a new round, by the same law.
        let page = officer_again(&town, &draft).await;
        let form = page.0.form(&page.1.link("Begär omprövning")).await;
        let page = page.0.send(&form.fill("reason", "Tillståndet har gått ut.")).await.ok();
        page.must_be("Utkast");
    }
}

/// Whom the clock's round mails on the morning of a day.
async fn told_on(town: &Town, day: &str) -> Vec<String> {
    town.clock.forward_to(day);
    town.work().await;
    let mails = town.mail().await;
    let mut told: Vec<String> = mails.iter().flat_map(|it| it.recipients.clone()).collect();
    told.sort();
    told
}

async fn register(officer: &crate::town::Visitor) -> crate::town::Page {
    let all = officer.get("/register-over").await.ok();
    officer.get(&all.link("Molntjänster")).await.ok()
}

async fn officer_again(town: &Town, draft: &Draft) -> (crate::town::Visitor, crate::town::Page) {
    let officer = town.as_(OFFICER).await;
    let page = officer.get(&draft.path).await.ok();
    (officer, page)
}

/// The officer signs in anew: a session does not outlive the days that have passed.
async fn again(town: &Town, draft: Draft) -> Draft {
    Draft {
        officer: town.as_(OFFICER).await,
        ..draft
    }
}

/// The excerpt of the minutes is among the matter's files.
async fn excerpt_says(draft: &Draft, name: &str) {
    let page = draft.page().await;
    let file = draft.officer.get(&page.link(name)).await.ok();
    assert!(file.bytes.starts_with(b"PK"), "a Word file");
}
