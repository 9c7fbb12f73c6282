//! Threats 27 and 28: whatever is done in whatever order, what must hold holds.

use super::*;
use proptest::prelude::*;

/// One thing that somebody does; numbers choose among what is there.
#[derive(Debug, Clone, Copy)]
enum Step {
    Issue,
    Reissue,
    SendCode {
        link: usize,
        browser: u8,
    },
    ByCode {
        link: usize,
        browser: u8,
        code: usize,
        answer: u8,
        form: u8,
        stale: bool,
    },
    SignedIn {
        recipient: bool,
        answer: u8,
        form: u8,
        stale: bool,
    },
    Close(u8),
    ChangeAddress(u8),
    Wait(i64),
    Rotate,
    Leave(bool),
    Disqualify(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let few = || 0_u8..3;
    let step = prop_oneof![
        2 => Just(Step::Issue),
        2 => Just(Step::Reissue),
        4 => (0_usize..3, few()).prop_map(|(link, browser)| Step::SendCode { link, browser }),
        6 => (0_usize..3, few(), 0_usize..3, 0_u8..5, few(), prop::bool::weighted(0.1)).prop_map(
            |(link, browser, code, answer, form, stale)| Step::ByCode {
                link, browser, code, answer, form, stale,
            }
        ),
        1 => (any::<bool>(), 0_u8..5, few(), prop::bool::weighted(0.1)).prop_map(
            |(recipient, answer, form, stale)| Step::SignedIn { recipient, answer, form, stale }
        ),
        1 => few().prop_map(Step::Close),
        1 => few().prop_map(Step::ChangeAddress),
        4 => prop_oneof![30_i64..90, 500_i64..700, 3_000_i64..4_000, 80_000_i64..2_000_000]
            .prop_map(Step::Wait),
        1 => Just(Step::Rotate),
        1 => prop::bool::weighted(0.8).prop_map(Step::Leave),
        1 => prop::bool::weighted(0.2).prop_map(Step::Disqualify),
    ];
    prop::collection::vec(step, 1..40)
}

impl Bench {
    /// The link that lies `back` from the newest.
    fn link_back(&self, back: usize) -> LinkId {
        match self.sign_off.links.iter().rev().nth(back) {
            Some(link) => link.id,
            None => Entropy::new(self.now, seed(9)).id(),
        }
    }

    fn digits_back(&self, back: usize) -> String {
        let code = self.sign_off.codes.iter().rev().nth(back);
        let text = code.and_then(|code| code::text(code, self.sign_off.id, &self.keys));
        text.map_or_else(|| "00000000".into(), |text| text.in_mail().to_owned())
    }

    fn reply_of(&self, answer: u8, form: u8, stale: bool, by: Proof) -> Reply {
        let answer = match answer {
            0 => Answer::Approve,
            1 => Answer::ApproveWithRemark {
                remark: "Bra.".into(),
            },
            2 => Answer::SendBack {
                comment: "Ändra punkt två.".into(),
            },
            3 => Answer::DeclareDisqualified {
                ground: "Släkt.".into(),
            },
            _ => Answer::SendBack {
                comment: "Kort.".into(),
            },
        };
        let seen = if stale {
            Digest::of("another")
        } else {
            self.sign_off.sha256
        };
        let form = Entropy::new(at("2026-01-01T00:00:00Z"), seed(500 + u64::from(form))).id();
        Reply {
            answer,
            seen,
            read: true,
            form,
            by,
        }
    }

    fn take(&mut self, step: Step) -> Option<Result<Happened, Refusal>> {
        let action = match step {
            Step::Issue => Action::Issue,
            Step::Reissue => Action::Reissue,
            Step::SendCode { link, browser } => Action::SendCode {
                link: self.link_back(link),
                browser: Digest::of([browser]),
            },
            Step::ByCode {
                link,
                browser,
                code,
                answer,
                form,
                stale,
            } => {
                let by = Proof::LinkAndCode {
                    link: self.link_back(link),
                    browser: Digest::of([browser]),
                    code: self.digits_back(code),
                };
                Action::Answer(self.reply_of(answer, form, stale, by))
            }
            Step::SignedIn {
                recipient,
                answer,
                form,
                stale,
            } => {
                let person = if recipient {
                    self.sign_off.recipient
                } else {
                    self.sign_off.asked_by
                };
                Action::Answer(self.reply_of(answer, form, stale, Proof::SignedIn { person }))
            }
            Step::Close(0) => Action::Close {
                because: Closing::Superseded,
            },
            Step::Close(1) => Action::Close {
                because: Closing::Withdrawn,
            },
            Step::Close(_) => Action::Close {
                because: Closing::Reassigned,
            },
            Step::ChangeAddress(n) => Action::ChangeAddress {
                address: format!("p{n}@exempelby.se"),
            },
            Step::Wait(seconds) => {
                self.wait(TimeDelta::seconds(seconds));
                return None;
            }
            Step::Rotate => {
                let next = self.keys.current() + 1;
                self.keys = LinkKeys::single(next, seed(next.into()));
                return None;
            }
            Step::Leave(active) => {
                self.active = active;
                return None;
            }
            Step::Disqualify(disqualified) => {
                self.disqualified = disqualified;
                return None;
            }
        };
        Some(self.act(action))
    }
}

/// What holds from one state to the next.
fn check(before: &SignOff, after: &SignOff) -> Result<(), TestCaseError> {
    let live = after
        .links
        .iter()
        .filter(|link| link.state == LinkState::Live)
        .count();
    prop_assert!(
        live <= usize::from(after.is_open()),
        "one live link, and only while open"
    );
    if !before.is_open() {
        prop_assert_eq!(before, after, "an end is an end");
    }
    prop_assert!(
        before.links.len() <= after.links.len() && before.codes.len() <= after.codes.len()
    );
    for (old, new) in before.links.iter().zip(&after.links) {
        prop_assert_eq!(
            (old.id, &old.token_hash, old.expires_at),
            (new.id, &new.token_hash, new.expires_at)
        );
        let ends = old.state == LinkState::Reissued && new.state != LinkState::Live;
        prop_assert!(
            old.state == LinkState::Live || old.state == new.state || ends,
            "no way back to live"
        );
    }
    for (old, new) in before.codes.iter().zip(&after.codes) {
        prop_assert!(old.tries <= new.tries && new.tries <= code::TRIES);
        prop_assert!(old.used_at.is_none() || old.used_at == new.used_at);
    }
    prop_assert_eq!(
        (before.id, before.version, before.sha256, before.recipient),
        (after.id, after.version, after.sha256, after.recipient)
    );
    if let SignOffState::Answered(answered) = &after.state {
        prop_assert_eq!(answered.sha256, after.sha256);
        prop_assert!(after.assurance <= answered.assurance);
        let codes_used = after
            .codes
            .iter()
            .filter(|code| code.used_at.is_some())
            .count();
        prop_assert_eq!(codes_used, usize::from(answered.link.is_some()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn threats_27_and_28_no_order_of_acts_breaks_a_sign_off(steps in steps(), strict: bool) {
        let assurance = if strict { Assurance::SignedIn } else { Assurance::LinkAndCode };
        let mut bench = Bench::asked(assurance);
        for step in steps {
            let before = bench.sign_off.clone();
            let result = bench.take(step);
            if matches!(result, Some(Err(_))) {
                prop_assert_eq!(&before, &bench.sign_off);
            }
            check(&before, &bench.sign_off)?;
        }
        let journal = serde_json::to_string(&bench.journal).unwrap();
        prop_assert!(!journal.contains('@'), "no address in the journal");
        let answers = bench.journal.iter().filter(|entry| entry.act == "sign_off_answered").count();
        prop_assert_eq!(answers, usize::from(matches!(bench.sign_off.state, SignOffState::Answered(_))));
    }
}
