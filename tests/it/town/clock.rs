//! Time and chance of a test: the one passes when it is told to, the other is foreseen.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use beslut::office::{OfficeError, Randomness};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// The town's clock; every clone shows the same time.
#[derive(Debug, Clone)]
pub(crate) struct TownClock {
    micros: Arc<AtomicI64>,
}

impl TownClock {
    /// Nine in the morning on Monday 2 March 2026, Swedish time.
    pub(crate) fn new() -> Self {
        let start: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        Self {
            micros: Arc::new(AtomicI64::new(start.timestamp_micros())),
        }
    }

    /// The time, a millisecond later than at the last look.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let micros = self.micros.fetch_add(1000, Ordering::SeqCst) + 1000;
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    /// Lets time pass.
    pub(crate) fn forward(&self, by: TimeDelta) {
        self.micros
            .fetch_add(by.num_microseconds().unwrap(), Ordering::SeqCst);
    }

    /// Lets time pass until nine in the morning of `day`, which must be ahead.
    pub(crate) fn forward_to(&self, day: &str) {
        let then: DateTime<Utc> = format!("{day}T08:00:00Z").parse().unwrap();
        let before = self.micros.swap(then.timestamp_micros(), Ordering::SeqCst);
        assert!(before < then.timestamp_micros(), "{day} has passed");
    }
}

/// Randomness that is the same in every run; nodes differ by their seed.
pub(super) struct Chance {
    seed: u64,
    drawn: AtomicU64,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Randomness for Chance {
    fn seed(&self) -> Result<[u8; 32], OfficeError> {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        let mut hasher = Sha256::new();
        hasher.update(self.seed.to_be_bytes());
        hasher.update(drawn.to_be_bytes());
        Ok(hasher.finalize().into())
    }
}
