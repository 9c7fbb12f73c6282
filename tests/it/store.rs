//! What every room above relies on, held against both databases.

mod blobs;
mod journal;
mod numbers;
mod people;
mod queues;
mod transactions;

use beslut::domain::{entropy::Entropy, identifiers::PersonId, person::Person};
use chrono::{DateTime, Utc};

/// The instant at which these tests begin.
fn noon() -> DateTime<Utc> {
    "2026-03-02T11:00:00.123456Z".parse().unwrap()
}

/// Identities that no other `seed` gives.
fn entropy(seed: u8) -> Entropy {
    Entropy::new(noon(), [seed; 32])
}

fn person(name: &str) -> Person {
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    Person {
        id: Entropy::new(noon(), seed).id::<PersonId>(),
        email: format!("{name}@exempelby.example"),
        name: name.to_owned(),
        title: "handläggare".into(),
        unit: "Kansliet".into(),
        active: true,
    }
}
