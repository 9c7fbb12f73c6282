//! Randomness for one act: drawn once at the door, spent in order by the core.

use super::identifiers::Identifier;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A seed of 32 random bytes and the instant of the act.
///
/// Every value is SHA-256 over the seed and a counter, so the same seed gives the same identities:
/// an act is a function of its arguments, and a test can foresee what it draws.
#[derive(Debug, Clone)]
pub struct Entropy {
    at: DateTime<Utc>,
    seed: [u8; 32],
    spent: u64,
}

impl Entropy {
    /// Randomness for the act that happens at `at`. `seed` must come from the operating system.
    pub fn new(at: DateTime<Utc>, seed: [u8; 32]) -> Self {
        Self { at, seed, spent: 0 }
    }

    /// Thirty-two fresh bytes, fit for keys and nonces.
    pub fn bytes(&mut self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"entropy-v1");
        hasher.update(self.seed);
        hasher.update(self.spent.to_be_bytes());
        self.spent += 1;
        hasher.finalize().into()
    }

    /// A fresh identity: a UUID of version 7, so that rows lie in the order they came.
    pub fn id<I: Identifier>(&mut self) -> I {
        let bytes = self.bytes();
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        let millis = u64::try_from(self.at.timestamp_millis()).unwrap_or_default();
        I::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

/// Says that a UUID came from this crate's own drawing (version 7).
pub fn is_own(uuid: Uuid) -> bool {
    uuid.get_version_num() == 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{MatterId, PersonId};

    #[test]
    fn the_same_seed_gives_the_same_identities_and_never_one_twice() {
        let at = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let draw = || {
            let mut entropy = Entropy::new(at, [7; 32]);
            (0..100)
                .map(|_| entropy.id::<MatterId>())
                .collect::<Vec<_>>()
        };
        let ids = draw();
        assert_eq!(ids, draw());
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), 100);
    }

    #[test]
    fn later_identities_sort_after_earlier_ones() {
        let early = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let late = DateTime::from_timestamp(1_767_225_601, 0).unwrap();
        let first: PersonId = Entropy::new(early, [255; 32]).id();
        let second: PersonId = Entropy::new(late, [0; 32]).id();
        assert!(first < second);
        assert!(is_own(first.uuid()));
    }
}
