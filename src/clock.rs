//! Floor 6, the clock: what time it is, and the work that falls due on its own.
//!
//! Everything below this floor is handed its instants. A deadline that passes reminds and tells; it
//! never approves, decides or closes anything (KL 6:38).

pub mod worker;
pub mod workflows;

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};

use crate::domain::calendar;

/// Something that knows what time it is.
pub trait Clock: Send + Sync {
    /// The instant, cut to microseconds: what both databases keep.
    fn now(&self) -> DateTime<Utc>;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that asks the system"
        )]
        let now = Utc::now();
        calendar::truncate_to_microseconds(now)
    }
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        calendar::truncate_to_microseconds(self.0)
    }
}

/// A clock that goes only when it is told to, and then a given step for each time it is asked.
#[derive(Debug)]
pub struct SteppingClock {
    next: Mutex<DateTime<Utc>>,
    step: TimeDelta,
}

impl SteppingClock {
    /// A clock that first shows `from`, and `step` more each time it is asked.
    pub fn new(from: DateTime<Utc>, step: TimeDelta) -> Self {
        Self {
            next: Mutex::new(calendar::truncate_to_microseconds(from)),
            step,
        }
    }

    /// Moves the clock on.
    pub fn forward(&self, by: TimeDelta) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next += by;
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> DateTime<Utc> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = *next;
        *next = now + self.step;
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepping_clock_goes_its_step_and_what_it_is_moved() {
        let from = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let clock = SteppingClock::new(from, TimeDelta::seconds(1));
        assert_eq!(clock.now(), from);
        assert_eq!(clock.now(), from + TimeDelta::seconds(1));
        clock.forward(TimeDelta::days(1));
        assert_eq!(
            clock.now(),
            from + TimeDelta::days(1) + TimeDelta::seconds(2)
        );
    }

    #[test]
    fn no_clock_shows_more_than_microseconds() {
        let fine = DateTime::from_timestamp(1_767_225_600, 123_456_789).unwrap();
        assert_eq!(FixedClock(fine).now().timestamp_subsec_nanos(), 123_456_000);
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
    }
}
