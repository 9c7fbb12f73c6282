//! Whether the queue flows: it stops when the server cannot be reached or refuses us, and tries
//! again with one mail at a time. Pure; the worker keeps the value.

use chrono::{DateTime, TimeDelta, Utc};

use super::failure::SendFailure;

/// Unreachable this many times in a row stops the queue.
const BREAKS_AFTER: u32 = 5;
/// How long an unreachable server is left alone.
const REST: TimeDelta = TimeDelta::minutes(1);
/// How long a server that refuses our configuration is left alone, unless somebody resumes.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// The state of the whole queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// Mails leave. Holds how many times in a row the server was unreachable.
    Running {
        /// From 0 to four.
        unreachable_in_a_row: u32,
    },
    /// No mail leaves before `until`; then one is tried.
    Stopped {
        /// What stopped it, for the page that shows the queue.
        why: Halt,
        /// When to try again.
        until: DateTime<Utc>,
    },
}

/// What stopped the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// The mail server could not be reached.
    Unreachable(String),
    /// The mail server refuses our account or settings; somebody has to correct them.
    OurConfiguration(String),
}

impl Flow {
    /// A queue that flows.
    pub const fn running() -> Self {
        Self::Running {
            unreachable_in_a_row: 0,
        }
    }

    /// How many mails may be under way at `now`: none while stopped, one to try, else `parallel`.
    pub fn room(&self, parallel: usize, now: DateTime<Utc>) -> usize {
        match self {
            Self::Running { .. } => parallel,
            Self::Stopped { until, .. } if *until <= now => 1,
            Self::Stopped { .. } => 0,
        }
    }

    /// The flow after a sending that ended at `now`. Any answer about the mail itself, also a
    /// refusal of it, shows that the server can be reached.
    #[must_use]
    pub fn after(self, sending: Result<(), &SendFailure>, now: DateTime<Utc>) -> Self {
        match sending {
            Err(SendFailure::OurConfiguration { reason }) => Self::Stopped {
                why: Halt::OurConfiguration(reason.clone()),
                until: now + PAUSE,
            },
            Err(SendFailure::Temporary {
                unreachable: true,
                reason,
            }) => self.after_unreachable(reason, now),
            Ok(()) | Err(_) => Self::running(),
        }
    }

    fn after_unreachable(self, reason: &str, now: DateTime<Utc>) -> Self {
        match self {
            Self::Running {
                unreachable_in_a_row,
            } if unreachable_in_a_row + 1 < BREAKS_AFTER => Self::Running {
                unreachable_in_a_row: unreachable_in_a_row + 1,
            },
            // A mail that was under way when the queue paused does not shorten the pause.
            Self::Stopped {
                why: why @ Halt::OurConfiguration(_),
                until,
            } if now < until => Self::Stopped { why, until },
            _ => Self::Stopped {
                why: Halt::Unreachable(reason.to_owned()),
                until: now + REST,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn unreachable() -> SendFailure {
        SendFailure::Temporary {
            unreachable: true,
            reason: "refused".to_owned(),
        }
    }

    #[test]
    fn five_in_a_row_stop_the_queue_for_a_minute_and_four_do_not() {
        let mut flow = Flow::running();
        for _ in 0..4 {
            flow = flow.after(Err(&unreachable()), at(0));
            assert_eq!(flow.room(3, at(0)), 3);
        }
        flow = flow.after(Err(&unreachable()), at(0));
        assert_eq!(flow.room(3, at(0)), 0);
        assert_eq!(flow.room(3, at(1) - TimeDelta::seconds(1)), 0);
        assert_eq!(flow.room(3, at(1)), 1, "one mail tries");
        assert_eq!(
            flow.clone()
                .after(Err(&unreachable()), at(1))
                .room(3, at(1)),
            0
        );
        assert_eq!(flow.after(Ok(()), at(1)), Flow::running());
    }

    #[test]
    fn an_answer_about_a_mail_starts_the_count_anew() {
        let refused = SendFailure::RecipientRefused {
            code: 550,
            text: String::new(),
        };
        let mut flow = Flow::running();
        for _ in 0..4 {
            flow = flow.after(Err(&unreachable()), at(0));
        }
        flow = flow.after(Err(&refused), at(0));
        assert_eq!(flow, Flow::running());
    }

    #[test]
    fn a_refused_configuration_stops_at_once_and_a_late_straggler_does_not_shorten_it() {
        let ours = SendFailure::OurConfiguration {
            reason: "535".to_owned(),
        };
        let paused = Flow::running().after(Err(&ours), at(0));
        assert_eq!(paused.room(3, at(4)), 0);
        let after_straggler = paused.clone().after(Err(&unreachable()), at(1));
        assert_eq!(after_straggler, paused);
        assert_eq!(paused.room(3, at(5)), 1);
    }
}
