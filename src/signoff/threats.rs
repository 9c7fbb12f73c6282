//! The threats to a sign-off, each with the test that shows it held off. The numbers in the names
//! are those of the project's list of threats.

mod forms;
mod secrets;
mod sequences;
mod times;

use super::{
    act::{Action, Answering, Facts, Happened, Proof, Reply, act},
    code,
    dead_link::{DeadLink, describe_dead_link},
    link::LinkKeys,
    state::{Answer, LinkState, SignOff, SignOffState},
};
use crate::{
    domain::{
        body::Assurance,
        digest::Digest,
        entropy::Entropy,
        identifiers::{CodeId, FormNonce, LinkId, PersonId},
        journal::NewEntry,
        refusal::{Refusal, RefusalKind},
    },
    work::{Closing, SignOffRequest, Subject},
};
use chrono::{DateTime, TimeDelta, Utc};

const ADDRESS: &str = "lotta.lag@exempelby.se";

/// A sign-off on the bench, with the world around it.
struct Bench {
    sign_off: SignOff,
    keys: LinkKeys,
    now: DateTime<Utc>,
    lifetime: u16,
    active: bool,
    disqualified: bool,
    journal: Vec<NewEntry>,
    acts: u64,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn seed(number: u64) -> [u8; 32] {
    *Digest::of(number.to_be_bytes()).bytes()
}

fn browser(name: &str) -> Digest {
    Digest::of(name)
}

impl Bench {
    /// Asked for, and no link sent yet.
    fn asked(assurance: Assurance) -> Bench {
        let now = at("2026-09-07T07:00:00Z");
        let mut entropy = Entropy::new(now, seed(1_000_000));
        let request = SignOffRequest {
            escalate_on: None,
            id: entropy.id(),
            of: Subject::Matter(entropy.id()),
            step: "juridik".into(),
            step_title: "Juridisk granskning".into(),
            recipient: entropy.id(),
            asked_by: entropy.id(),
            assurance,
            version: 2,
            sha256: Digest::of("version 2"),
            due: "2026-09-11".parse().unwrap(),
            reminders: Vec::new(),
            at: now,
        };
        Bench {
            sign_off: SignOff::new(&request, ADDRESS),
            keys: LinkKeys::single(1, [7; 32]),
            now,
            lifetime: 14,
            active: true,
            disqualified: false,
            journal: Vec::new(),
            acts: 0,
        }
    }

    /// With its first link sent.
    fn issued() -> Bench {
        let mut bench = Bench::asked(Assurance::LinkAndCode);
        assert!(matches!(
            bench.act(Action::Issue),
            Ok(Happened::LinkMade(_))
        ));
        bench
    }

    fn act(&mut self, action: Action) -> Result<Happened, Refusal> {
        self.acts += 1;
        let mut entropy = Entropy::new(self.now, seed(self.acts));
        let facts = Facts {
            now: self.now,
            keys: &self.keys,
            link_lifetime_days: self.lifetime,
            recipient_active: self.active,
            disqualified: self.disqualified,
        };
        let done = act(&self.sign_off, action, &facts, &mut entropy)?;
        let changed = done.state != self.sign_off;
        assert!(
            !changed || done.entries.len() == 1,
            "every change has its entry in the journal"
        );
        self.sign_off = done.state;
        self.journal.extend(done.entries);
        Ok(done.result)
    }

    fn link(&self) -> LinkId {
        self.sign_off.links.last().unwrap().id
    }

    fn wait(&mut self, time: TimeDelta) {
        self.now += time;
    }

    /// Asks for a code in the browser and reads the mail.
    fn code(&mut self, name: &str) -> String {
        let link = self.link();
        match self.act(Action::SendCode {
            link,
            browser: browser(name),
        }) {
            Ok(Happened::CodeMade(id)) => self.digits(id),
            other => panic!("no code: {other:?}"),
        }
    }

    fn digits(&self, id: CodeId) -> String {
        let code = self
            .sign_off
            .codes
            .iter()
            .find(|code| code.id == id)
            .unwrap();
        code::text(code, self.sign_off.id, &self.keys)
            .unwrap()
            .in_mail()
            .to_owned()
    }

    /// Eight digits that are not the code.
    fn wrong(right: &str) -> String {
        let number: u32 = right.parse().unwrap();
        format!("{:08}", (number + 1) % 100_000_000)
    }

    fn reply(&self, name: &str, code: &str) -> Reply {
        let by = Proof::LinkAndCode {
            link: self.link(),
            browser: browser(name),
            code: code.to_owned(),
        };
        self.reply_by(by)
    }

    fn signed_in(&self, person: PersonId) -> Reply {
        self.reply_by(Proof::SignedIn { person })
    }

    fn reply_by(&self, by: Proof) -> Reply {
        let form = Entropy::new(self.now, seed(2_000_000)).id::<FormNonce>();
        Reply {
            answer: Answer::Approve,
            seen: self.sign_off.sha256,
            read: true,
            form,
            by,
        }
    }

    fn answer(&mut self, reply: &Reply) -> Result<Answering, Refusal> {
        match self.act(Action::Answer(reply.clone()))? {
            Happened::Answer(answering) => Ok(answering),
            other => panic!("not an answer: {other:?}"),
        }
    }

    fn dead(&self, link: LinkId) -> Option<DeadLink> {
        describe_dead_link(&self.sign_off, link, &self.keys, self.now)
    }
}

fn kind<T: std::fmt::Debug>(result: Result<T, Refusal>) -> (RefusalKind, Vec<String>) {
    let refusal = result.unwrap_err();
    (
        refusal.kind,
        refusal
            .reasons
            .into_iter()
            .map(|reason| reason.rule)
            .collect(),
    )
}

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, of: RefusalKind, rule: &str) {
    assert_eq!(kind(result), (of, vec![rule.to_owned()]));
}

#[test]
fn an_answer_with_link_and_code_stands_with_what_was_seen_and_how() {
    let mut bench = Bench::issued();
    let link = bench.link();
    let code = bench.code("a");
    let Ok(Answering::Recorded(receipt)) = bench.answer(&bench.reply("a", &code)) else {
        panic!("not recorded");
    };
    assert_eq!(receipt.answered.sha256, bench.sign_off.sha256);
    assert_eq!(receipt.answered.assurance, Assurance::LinkAndCode);
    assert_eq!(receipt.answered.link, Some(link));
    assert_eq!(bench.sign_off.links[0].state, LinkState::Answered);
    assert_eq!(bench.dead(link), Some(DeadLink::Answered(receipt)));
    let acts: Vec<&str> = bench
        .journal
        .iter()
        .map(|entry| entry.act.as_str())
        .collect();
    assert_eq!(acts, ["link_issued", "code_sent", "sign_off_answered"]);
    assert_eq!(
        bench.journal[2].summary,
        "Juridisk granskning, version 2: godkänt."
    );
}

#[test]
fn a_step_that_asks_for_an_account_takes_no_link_and_code() {
    let mut bench = Bench::asked(Assurance::SignedIn);
    bench.act(Action::Issue).unwrap();
    let link = bench.link();
    let send = Action::SendCode {
        link,
        browser: browser("a"),
    };
    refused(bench.act(send), RefusalKind::Forbidden, "sakerhetsniva");
    let reply = bench.reply("a", "12345678");
    refused(
        bench.answer(&reply),
        RefusalKind::Forbidden,
        "sakerhetsniva",
    );
    let reply = bench.signed_in(bench.sign_off.recipient);
    assert!(matches!(bench.answer(&reply), Ok(Answering::Recorded(_))));
}

#[test]
fn a_step_that_asks_for_link_and_code_takes_an_account_as_the_stronger() {
    let mut bench = Bench::issued();
    let link = bench.link();
    let reply = bench.signed_in(bench.sign_off.recipient);
    let Ok(Answering::Recorded(receipt)) = bench.answer(&reply) else {
        panic!("not recorded")
    };
    assert_eq!(receipt.answered.assurance, Assurance::SignedIn);
    assert_eq!(receipt.answered.link, None);
    assert!(matches!(bench.dead(link), Some(DeadLink::Answered(_))));
}

#[test]
fn threat_15_a_forwarded_link_without_a_code_decides_nothing_and_is_seen() {
    let mut bench = Bench::issued();
    let code = bench.code("the recipient's");
    let reply = bench.reply("a colleague's", &code);
    assert_eq!(bench.answer(&reply), Ok(Answering::NoCode));
    assert!(bench.sign_off.is_open());
    assert_eq!(bench.journal.last().unwrap().act, "answer_turned_down");
}

#[test]
fn threat_17_nobody_answers_for_the_recipient() {
    let mut bench = Bench::issued();
    let reply = bench.signed_in(bench.sign_off.asked_by);
    refused(bench.answer(&reply), RefusalKind::Forbidden, "mottagare");
}

#[test]
fn threat_18_what_changed_after_it_was_seen_is_not_signed() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let before = bench.sign_off.clone();
    let reply = Reply {
        seen: Digest::of("version 1"),
        ..bench.reply("a", &code)
    };
    refused(bench.answer(&reply), RefusalKind::Changed, "version");
    assert_eq!(bench.sign_off, before, "the code is not spent either");
}

#[test]
fn threat_19_an_old_link_explains_itself_and_decides_nothing() {
    for (because, rule, told) in [
        (
            Closing::Superseded,
            "ersatt",
            DeadLink::Superseded { version: 2 },
        ),
        (Closing::Withdrawn, "atertagen", DeadLink::Withdrawn),
        (Closing::Reassigned, "annan-person", DeadLink::Reassigned),
    ] {
        let mut bench = Bench::issued();
        let code = bench.code("a");
        let reply = bench.reply("a", &code);
        assert_eq!(bench.act(Action::Close { because }), Ok(Happened::Closed));
        refused(bench.answer(&reply), RefusalKind::Changed, rule);
        refused(bench.act(Action::Reissue), RefusalKind::Changed, rule);
        let dead = bench.dead(bench.link()).unwrap();
        assert_eq!(dead, told);
        assert!(!dead.offers_new_link());
    }
}

#[test]
fn threat_21_the_same_form_twice_gets_the_same_receipt_and_another_gets_none() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    let reply = bench.reply("a", &code);
    let Ok(Answering::Recorded(first)) = bench.answer(&reply) else {
        panic!("not recorded")
    };
    let written = bench.journal.len();
    for _ in 0..20 {
        assert_eq!(
            bench.answer(&reply),
            Ok(Answering::AlreadyRecorded(first.clone()))
        );
    }
    assert_eq!(bench.journal.len(), written);
    let form = Entropy::new(bench.now, seed(3_000_000)).id();
    let other_tab = Reply { form, ..reply };
    refused(
        bench.answer(&other_tab),
        RefusalKind::Changed,
        "redan-besvarad",
    );
}

#[test]
fn threat_29_nobody_reviews_the_own_text() {
    let mut bench = Bench::asked(Assurance::LinkAndCode);
    bench.sign_off.asked_by = bench.sign_off.recipient;
    refused(
        bench.act(Action::Issue),
        RefusalKind::Forbidden,
        "egen-granskning",
    );

    let mut bench = Bench::issued();
    bench.sign_off.asked_by = bench.sign_off.recipient;
    let reply = bench.signed_in(bench.sign_off.recipient);
    refused(
        bench.answer(&reply),
        RefusalKind::Forbidden,
        "egen-granskning",
    );

    bench.sign_off.of = Subject::Minutes(Entropy::new(bench.now, seed(4)).id());
    assert!(
        bench.answer(&reply).is_ok(),
        "the chair certifies the own meeting's minutes"
    );
}

#[test]
fn threat_29_whoever_is_disqualified_may_only_say_so() {
    let mut bench = Bench::asked(Assurance::LinkAndCode);
    bench.disqualified = true;
    refused(bench.act(Action::Issue), RefusalKind::Forbidden, "jav");

    let mut bench = Bench::issued();
    bench.disqualified = true;
    let reply = bench.signed_in(bench.sign_off.recipient);
    refused(bench.answer(&reply), RefusalKind::Forbidden, "jav");
    let ground = "Min syster äger leverantören.".to_owned();
    let tells = Reply {
        answer: Answer::DeclareDisqualified { ground },
        read: false,
        ..reply
    };
    assert!(matches!(bench.answer(&tells), Ok(Answering::Recorded(_))));
}

#[test]
fn threat_30_a_changed_address_kills_the_link_and_the_new_one_goes_only_there() {
    let mut bench = Bench::issued();
    let old = bench.link();
    let code = bench.code("a");
    let reply = bench.reply("a", &code);
    let change = |address: &str| Action::ChangeAddress {
        address: address.into(),
    };
    let Ok(Happened::LinkMade(new)) = bench.act(change(" lotta@ny.exempelby.se ")) else {
        panic!("no link");
    };
    assert_eq!(bench.sign_off.address, "lotta@ny.exempelby.se");
    assert_eq!(bench.dead(old), Some(DeadLink::AddressChanged));
    assert_eq!(bench.dead(new), None);
    refused(bench.answer(&reply), RefusalKind::Changed, "lank");
    assert_eq!(
        bench.act(change("lotta@ny.exempelby.se")),
        Ok(Happened::Nothing)
    );

    let reply = bench.signed_in(bench.sign_off.recipient);
    bench.answer(&reply).unwrap();
    assert_eq!(
        bench.dead(old),
        Some(DeadLink::AddressChanged),
        "the old mailbox learns nothing"
    );
}

#[test]
fn threat_31_whoever_has_left_gets_no_link_and_gives_no_answer() {
    let mut bench = Bench::issued();
    let code = bench.code("a");
    bench.active = false;
    let reply = bench.reply("a", &code);
    refused(
        bench.answer(&reply),
        RefusalKind::Forbidden,
        "mottagare-aktiv",
    );
    refused(
        bench.act(Action::Reissue),
        RefusalKind::Forbidden,
        "mottagare-aktiv",
    );
}

#[test]
fn threat_37_an_address_that_could_lead_a_mail_astray_gets_none() {
    for address in [
        "",
        "lotta",
        "@b.se",
        "a@b",
        "a@b@c.se",
        "a@b.se\r\nBcc: x@y.se",
        "a@b.se,c@d.se",
        "L <a@b.se>",
    ] {
        let mut bench = Bench::issued();
        let change = Action::ChangeAddress {
            address: address.into(),
        };
        refused(bench.act(change), RefusalKind::Blocked, "adress");
    }
}

#[test]
fn threat_59_sending_back_asks_for_the_same_proof_as_approving() {
    for answer in [
        Answer::SendBack {
            comment: "Ändra punkt två.".into(),
        },
        Answer::DeclareDisqualified {
            ground: "Släkt.".into(),
        },
    ] {
        let mut bench = Bench::issued();
        let code = bench.code("a");
        let wrong = Reply {
            answer: answer.clone(),
            ..bench.reply("a", &Bench::wrong(&code))
        };
        assert_eq!(
            bench.answer(&wrong),
            Ok(Answering::WrongCode { tries_left: 4 })
        );
        let missing = Reply {
            answer: answer.clone(),
            ..bench.reply("b", &code)
        };
        assert_eq!(bench.answer(&missing), Ok(Answering::NoCode));
        assert!(bench.sign_off.is_open());
        let right = Reply {
            answer,
            ..bench.reply("a", &code)
        };
        assert!(matches!(bench.answer(&right), Ok(Answering::Recorded(_))));
        assert!(matches!(bench.sign_off.state, SignOffState::Answered(_)));
    }
}
