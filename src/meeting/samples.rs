//! A made-up board for the tests: members 1, 2, 3 …, then substitutes.

use super::{
    act::{self, Action, Facts, NewItem, Plan, Present, RollCall, act},
    outcome::{Ballot, BallotValue, ItemOutcome, Manner, OutcomeKind, Side, Vote},
    state::{Chain, Meeting, Mode},
};
use crate::{
    domain::{
        body::{Assurance, Body, CertificationRule, Membership, Reporting, Rules, Seat},
        digest::Digest,
        entropy::Entropy,
        identifiers::{ItemId, PersonId},
        person::Term,
        refusal::Refusal,
    },
    work::Outcome,
};
use chrono::{DateTime, NaiveDate, NaiveTime};
use std::collections::BTreeMap;

/// A board with its people, and the day on which things are done.
pub(super) struct Board {
    pub(super) body: Body,
    pub(super) memberships: Vec<Membership>,
    pub(super) names: BTreeMap<PersonId, String>,
    pub(super) members: Vec<PersonId>,
    pub(super) substitutes: Vec<PersonId>,
    pub(super) secretary: PersonId,
    pub(super) today: NaiveDate,
    entropy: Entropy,
}

/// The day of every meeting here: a Tuesday.
pub(super) fn meeting_day() -> NaiveDate {
    day("2026-03-10")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

impl Board {
    pub(super) fn new(members: usize, substitutes: usize) -> Self {
        let at = DateTime::from_timestamp(1_773_129_600, 0).unwrap();
        let mut entropy = Entropy::new(at, [3; 32]);
        let body = Body {
            id: entropy.id(),
            key: "ks".into(),
            name: "Kommunstyrelsen".into(),
            register_prefix: "KS".into(),
            number_pattern: "{org} {yyyy}/{n}".parse().unwrap(),
            rules: Rules {
                seats: u16::try_from(members).unwrap(),
                notice_days: 7,
                certifiers: 1,
                certification: CertificationRule {
                    assurance: Some(Assurance::LinkAndCode),
                    decided_in: "Arbetsordning för fullmäktige § 31".into(),
                },
                reporting: Reporting::default(),
            },
            court: "Förvaltningsrätten i Exempelstad".into(),
            minutes_kept_at: "kansliet".into(),
        };
        let mut board = Board {
            body,
            memberships: Vec::new(),
            names: BTreeMap::new(),
            members: Vec::new(),
            substitutes: Vec::new(),
            secretary: entropy.id(),
            today: meeting_day(),
            entropy,
        };
        board.names.insert(board.secretary, "Siv Skrivare".into());
        for number in 1..=members {
            let seat = match number {
                1 => Seat::Chair,
                2 => Seat::ViceChair,
                _ => Seat::Member,
            };
            let person = board.sit(format!("Ledamot {number}"), seat);
            board.members.push(person);
        }
        for number in 1..=substitutes {
            let person = board.sit(format!("Ersättare {number}"), Seat::Substitute);
            board.substitutes.push(person);
        }
        board
    }

    fn sit(&mut self, name: String, seat: Seat) -> PersonId {
        let person = self.entropy.id();
        self.names.insert(person, name);
        self.memberships.push(Membership {
            body: self.body.id,
            person,
            seat,
            party: if self.members.len().is_multiple_of(2) {
                "S"
            } else {
                "M"
            }
            .into(),
            term: Term {
                from: day("2023-01-01"),
                until: Some(day("2026-12-31")),
            },
        });
        person
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            at: self.today.and_time(time("18:00:00")).and_utc(),
            today: self.today,
            by: self.secretary,
            body: &self.body,
            memberships: &self.memberships,
            names: &self.names,
        }
    }

    pub(super) fn try_do(
        &mut self,
        meeting: &Meeting,
        action: Action,
    ) -> Result<Outcome<Meeting>, Refusal> {
        let mut entropy = self.entropy.clone();
        let outcome = act(meeting, action, &self.facts(), &mut entropy);
        self.entropy = entropy;
        outcome
    }

    /// Does it, or fails the test with the refusal.
    pub(super) fn does(&mut self, meeting: &mut Meeting, action: Action) -> Outcome<Meeting> {
        let outcome = self
            .try_do(meeting, action)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(outcome.state.version, meeting.version + 1);
        assert!(!outcome.entries.is_empty());
        *meeting = outcome.state.clone();
        outcome
    }

    /// The keys of the rules that say no.
    pub(super) fn refused(&mut self, meeting: &Meeting, action: Action) -> Vec<String> {
        let refusal = self.try_do(meeting, action).expect_err("it was done");
        refusal
            .reasons
            .into_iter()
            .map(|reason| reason.rule)
            .collect()
    }

    pub(super) fn planned(&mut self) -> Meeting {
        let plan = Plan {
            day: meeting_day(),
            starts_at: time("18:30:00"),
            place: "Stora salen".into(),
            secretary: self.secretary,
        };
        let mut entropy = self.entropy.clone();
        let today = std::mem::replace(&mut self.today, day("2026-02-01"));
        let outcome = act::plan(&plan, &self.facts(), &mut entropy).unwrap();
        self.entropy = entropy;
        self.today = today;
        outcome.state
    }

    pub(super) fn new_item(&mut self, title: &str) -> NewItem {
        NewItem {
            matter: Some(self.entropy.id()),
            title: title.into(),
            register_number: Some("KS 2026/12".into()),
            summary: "Det här har hänt.".into(),
            decision_basis: vec!["Tjänsteskrivelse den 2 mars 2026".into()],
            proposal: vec![
                "Kommunstyrelsen godkänner tjänsten.".into(),
                "Tjänsten omprövas varje år.".into(),
            ],
            source_sha256: Some(Digest::of(title)),
            recipients: vec!["Kansliet".into()],
            chain: Chain::default(),
        }
    }

    /// All members but the first `absent`-counted last ones, and all substitutes resting.
    pub(super) fn roll(&self, absent: usize) -> RollCall {
        let there = &self.members[..self.members.len() - absent];
        let members = there.iter().map(|person| present(*person));
        let substitutes = self.substitutes.iter().map(|person| present(*person));
        RollCall {
            present: members.chain(substitutes).collect(),
            others: Vec::new(),
            chair: self.members[0],
            certifiers: there.get(1).copied().into_iter().collect(),
        }
    }

    /// A meeting that goes on with these items, `absent` members missing.
    pub(super) fn open(&mut self, titles: &[&str], absent: usize) -> (Meeting, Vec<ItemId>) {
        let mut meeting = self.planned();
        for title in titles {
            let item = self.new_item(title);
            self.does(&mut meeting, Action::AddItem(item));
        }
        if self.members.len() == 1 {
            self.body.rules.certifiers = 0;
        }
        let mut roll = self.roll(absent);
        roll.certifiers
            .truncate(usize::from(self.body.rules.certifiers));
        self.does(&mut meeting, Action::Begin(roll));
        let items = meeting.items.iter().map(|item| item.id).collect();
        (meeting, items)
    }

    /// A meeting that has ended, all items approved.
    pub(super) fn held(&mut self, titles: &[&str]) -> Meeting {
        let (mut meeting, items) = self.open(titles, 0);
        for item in items {
            self.does(
                &mut meeting,
                Action::DecideItem {
                    item,
                    outcome: approved(),
                },
            );
        }
        let ended_at = time("20:05:00");
        self.does(
            &mut meeting,
            Action::End {
                ended_at,
                first_section: 12,
            },
        );
        meeting
    }
}

pub(super) fn present(person: PersonId) -> Present {
    Present {
        person,
        serves: false,
        replaces: None,
        mode: Mode::OnSite,
    }
}

pub(super) fn approved() -> ItemOutcome {
    outcome(OutcomeKind::Approved)
}

pub(super) fn outcome(kind: OutcomeKind) -> ItemOutcome {
    ItemOutcome::by_acclamation(kind, Vec::new(), DateTime::UNIX_EPOCH)
}

/// An outcome by vote, carried by the yes side, in which the persons answer in the order given.
pub(super) fn voted(answers: &[(PersonId, BallotValue)]) -> ItemOutcome {
    let mut outcome = approved();
    outcome.question.manner = Manner::Vote;
    outcome.vote = Some(Vote {
        yes_means: "bifall till förslaget".into(),
        no_means: "avslag på förslaget".into(),
        decision_is: Side::Yes,
        ballots: answers
            .iter()
            .map(|(person, value)| Ballot {
                person: *person,
                value: *value,
            })
            .collect(),
    });
    outcome
}
