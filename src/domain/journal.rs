//! The journal: what was done, by whom, when, on which version; each entry chained to the one before.
//!
//! An edited, moved or removed entry breaks the chain at its place. Cutting off the end does not,
//! so the head is also written where the store does not reach: in receipts.

use super::{
    actor::Actor,
    digest::{Digest, canonical_json},
    identifiers::{BodyId, MatterId, MatterTypeId, MeetingId, PersonId},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use uuid::Uuid;

/// What a journal is about: each has a chain of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Stream {
    /// A matter.
    Matter(MatterId),
    /// A meeting and its minutes.
    Meeting(MeetingId),
    /// A person's account: signing in, changes of address.
    Person(PersonId),
    /// A body: its rules and seats.
    Body(BodyId),
    /// A matter type: which version is in force.
    MatterType(MatterTypeId),
}

impl Stream {
    /// The kind as the store keeps it.
    pub fn kind(self) -> &'static str {
        match self {
            Stream::Matter(_) => "matter",
            Stream::Meeting(_) => "meeting",
            Stream::Person(_) => "person",
            Stream::Body(_) => "body",
            Stream::MatterType(_) => "matter_type",
        }
    }

    /// The identity of what it is about.
    pub fn uuid(self) -> Uuid {
        match self {
            Stream::Matter(id) => id.uuid(),
            Stream::Meeting(id) => id.uuid(),
            Stream::Person(id) => id.uuid(),
            Stream::Body(id) => id.uuid(),
            Stream::MatterType(id) => id.uuid(),
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.uuid())
    }
}

/// An act as the core reports it, before it has a place in the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// What was done, such as "section_written".
    pub act: String,
    /// The same in one Swedish sentence for the history list.
    pub summary: String,
    /// The facts that belong to it, such as which section and which version.
    pub details: serde_json::Value,
}

impl NewEntry {
    /// An entry with its facts.
    pub fn new(
        act: impl Into<String>,
        summary: impl Into<String>,
        details: serde_json::Value,
    ) -> Self {
        Self {
            act: act.into(),
            summary: summary.into(),
            details,
        }
    }
}

/// An entry in its place. `payload` is kept as the text that was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which journal.
    pub stream: Stream,
    /// Its place, from 1.
    pub seq: i64,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// The canonical JSON of actor, act, summary and details.
    pub payload: String,
    /// The hash of the entry before; [`Digest::ZERO`] for the first.
    pub previous: Digest,
    /// The hash of this entry.
    pub hash: Digest,
}

/// What the payload of an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// Who.
    pub actor: Actor,
    /// What.
    #[serde(flatten)]
    pub entry: NewEntry,
}

impl Entry {
    /// Puts `entry` after the one whose hash is `previous`.
    ///
    /// # Errors
    /// When the facts cannot be written as JSON.
    pub fn chain(
        stream: Stream,
        seq: i64,
        at: DateTime<Utc>,
        actor: &Actor,
        entry: &NewEntry,
        previous: Digest,
    ) -> Result<Entry, serde_json::Error> {
        let payload = Payload {
            actor: actor.clone(),
            entry: entry.clone(),
        };
        let payload = canonical_json(&payload)?;
        let hash = hash(stream, seq, at, &payload, previous);
        Ok(Entry {
            stream,
            seq,
            at,
            payload,
            previous,
            hash,
        })
    }

    /// What the entry says.
    ///
    /// # Errors
    /// When the stored text is not the JSON that was written.
    pub fn payload(&self) -> Result<Payload, serde_json::Error> {
        serde_json::from_str(&self.payload)
    }
}

/// Each part is preceded by its length, so that no two entries share their bytes.
fn hash(stream: Stream, seq: i64, at: DateTime<Utc>, payload: &str, previous: Digest) -> Digest {
    let stream = stream.to_string();
    let seq = seq.to_string();
    let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut hasher = Sha256::new();
    hasher.update(b"journal-v1");
    hasher.update(previous.bytes());
    for part in [stream.as_str(), &seq, &at, payload] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    Digest::from_bytes(hasher.finalize().into())
}

/// Where and how a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry is missing or stands twice.
    #[error("journalen {stream}: post {expected} saknas, där finns post {found}")]
    Gap {
        /// Which journal.
        stream: Stream,
        /// The number that should have come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// An entry does not follow on the one before, or its text is not the one that was hashed.
    #[error("journalen {stream}: post {seq} stämmer inte med sin kontrollsumma")]
    Broken {
        /// Which journal.
        stream: Stream,
        /// Which entry.
        seq: i64,
    },
    /// The journal ends elsewhere than the head that was kept.
    #[error("journalen {stream}: slutar i post {found}, men {expected} poster har skrivits")]
    Cut {
        /// Which journal.
        stream: Stream,
        /// How many were written.
        expected: i64,
        /// The last that is there.
        found: i64,
    },
}

/// Checks one journal from its first entry. Returns the number of entries and the head.
///
/// # Errors
/// The first fault found.
pub fn verify(stream: Stream, entries: &[Entry]) -> Result<(i64, Digest), ChainFault> {
    let mut previous = Digest::ZERO;
    let mut last = 0;
    for entry in entries {
        if entry.seq != last + 1 {
            return Err(ChainFault::Gap {
                stream,
                expected: last + 1,
                found: entry.seq,
            });
        }
        let sound = entry.stream == stream
            && entry.previous == previous
            && entry.hash == hash(stream, entry.seq, entry.at, &entry.payload, previous);
        if !sound {
            return Err(ChainFault::Broken {
                stream,
                seq: entry.seq,
            });
        }
        previous = entry.hash;
        last = entry.seq;
    }
    Ok((last, previous))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entropy::Entropy;
    use serde_json::json;

    fn chain(length: i64) -> (Stream, Vec<Entry>) {
        let at = DateTime::from_timestamp(1_767_225_600, 123_456_000).unwrap();
        let stream = Stream::Matter(Entropy::new(at, [1; 32]).id());
        let actor = Actor::Machine {
            part: "provet".into(),
        };
        let mut previous = Digest::ZERO;
        let entries = (1..=length)
            .map(|seq| {
                let entry = NewEntry::new("noted", "Antecknat.", json!({ "n": seq, "a": "å" }));
                let entry = Entry::chain(stream, seq, at, &actor, &entry, previous).unwrap();
                previous = entry.hash;
                entry
            })
            .collect();
        (stream, entries)
    }

    #[test]
    fn a_whole_chain_verifies_and_gives_its_head() {
        let (stream, entries) = chain(5);
        assert_eq!(verify(stream, &entries), Ok((5, entries[4].hash)));
        assert_eq!(verify(stream, &[]), Ok((0, Digest::ZERO)));
        assert_eq!(entries[0].payload().unwrap().entry.summary, "Antecknat.");
    }

    #[test]
    fn every_kind_of_tampering_is_found_at_its_place() {
        let (stream, good) = chain(5);

        let mut edited = good.clone();
        edited[2].payload = edited[2].payload.replace("Antecknat", "Antecknad");
        assert_eq!(
            verify(stream, &edited),
            Err(ChainFault::Broken { stream, seq: 3 })
        );

        let mut redated = good.clone();
        redated[3].at += chrono::Duration::microseconds(1);
        assert_eq!(
            verify(stream, &redated),
            Err(ChainFault::Broken { stream, seq: 4 })
        );

        let mut removed = good.clone();
        removed.remove(1);
        assert_eq!(
            verify(stream, &removed),
            Err(ChainFault::Gap {
                stream,
                expected: 2,
                found: 3
            })
        );

        let mut moved = good;
        moved.swap(0, 1);
        assert_eq!(
            verify(stream, &moved),
            Err(ChainFault::Gap {
                stream,
                expected: 1,
                found: 2
            })
        );
    }

    #[test]
    fn an_entry_rehashed_alone_breaks_the_next() {
        let (stream, mut entries) = chain(3);
        let forged = NewEntry::new("noted", "Något annat.", json!({}));
        let actor = Actor::Machine {
            part: "någon".into(),
        };
        entries[1] =
            Entry::chain(stream, 2, entries[1].at, &actor, &forged, entries[0].hash).unwrap();
        assert_eq!(
            verify(stream, &entries),
            Err(ChainFault::Broken { stream, seq: 3 })
        );
    }
}
