//! Days that pass in a scenario, and the mails that leave: on the stage there is no queue.

use super::play::identity;
use crate::{
    domain::{
        calendar,
        identifiers::{PersonId, SignOffId},
        person::{Absence, Away},
    },
    matter::state::Matter,
    work::{Effect, Notice, SignOffRequest},
    workflow::{
        definition::{Definition, Workdays},
        keys::RoleKey,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The substitutes; each review step has one of its own.
const SUBSTITUTES: u128 = 300;
/// Who is told when an answer stays away.
pub(super) const TOLD: u128 = 400;

/// What the clock does on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Struck {
    Remind,
    Due,
    Escalate,
}

/// The timers of the questions that were asked, and the mails that have left in a step.
#[derive(Debug, Default)]
pub(super) struct Post {
    asked: Vec<SignOffRequest>,
    mails: BTreeSet<String>,
}

impl Post {
    /// The mails that left since it was last asked.
    pub(super) fn take(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.mails)
    }

    pub(super) fn sent(&mut self, what: &str, step: &str) {
        self.mails.insert(format!("{what}:{step}"));
    }

    /// Follows what an act leads to.
    pub(super) fn follow(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::AskForSignOff(request) => {
                    self.sent("ask", &request.step);
                    self.asked.push(request.clone());
                }
                Effect::Tell { notice, .. } => self.told(notice),
                _ => {}
            }
        }
        // A substitute's question comes after the notice about it.
        for effect in effects {
            if let Effect::Tell {
                notice: Notice::SubstituteAsked { sign_off },
                ..
            } = effect
            {
                self.about("substitute", *sign_off);
            }
        }
    }

    fn told(&mut self, notice: &Notice) {
        let whole = match notice {
            Notice::SentBack { .. } => "sent_back",
            Notice::ReadyForDecision { .. } => "ready",
            Notice::Decided { .. } => "decided",
            Notice::NobodyToReview { step, .. } => return self.sent("nobody", step),
            Notice::Escalated { sign_off } => return self.about("escalate", *sign_off),
            Notice::Relieved { sign_off } => return self.about("relieved", *sign_off),
            _ => return,
        };
        self.mails.insert(whole.to_owned());
    }

    fn about(&mut self, what: &str, sign_off: SignOffId) {
        let asked = self.asked.iter().find(|request| request.id == sign_off);
        if let Some(step) = asked.map(|request| request.step.clone()) {
            self.sent(what, &step);
        }
    }

    /// What the clock does on a day to the questions that still wait.
    pub(super) fn struck(&self, matter: &Matter, day: NaiveDate) -> Vec<(SignOffRequest, Struck)> {
        let mut struck = Vec::new();
        for request in &self.asked {
            let waits = matter
                .reviews
                .iter()
                .any(|review| review.sign_off == request.id && review.is_open());
            if !waits {
                continue;
            }
            if request.reminders.contains(&day) {
                struck.push((request.clone(), Struck::Remind));
            }
            if request.due == day {
                struck.push((request.clone(), Struck::Due));
            }
            if request.escalate_on == Some(day) {
                struck.push((request.clone(), Struck::Escalate));
            }
        }
        struck
    }
}

/// The days that pass, the last of them the day it is then.
pub(super) fn days(today: NaiveDate, count: Workdays) -> Vec<NaiveDate> {
    let last = calendar::add_working_days(today, i32::from(count.0));
    let mut days = Vec::new();
    let mut day = today;
    while day < last {
        day = calendar::add_days(day, 1);
        days.push(day);
    }
    days
}

/// The first who would be asked in each of these roles is away today; where the role allows one a
/// substitute is named.
pub(super) fn away(
    definition: &Definition,
    absent: &BTreeSet<RoleKey>,
    today: NaiveDate,
    first: impl Fn(usize) -> Option<PersonId>,
) -> Away {
    let steps = definition.review.steps.iter().enumerate();
    let absences: Vec<Absence> = steps
        .filter(|(_, step)| absent.contains(&step.role))
        .filter_map(|(at, step)| {
            let role = definition.roles.get(&step.role)?;
            let number = SUBSTITUTES + u128::try_from(at).unwrap_or_default();
            Some(Absence {
                id: identity(number),
                person: first(at)?,
                from: today,
                until: today,
                substitute: role.substitute.then(|| identity(number)),
                appointed: true,
            })
        })
        .collect();
    Away::on(today, &absences)
}
