//! Fingerprints of content: SHA-256, and the one way to write a value as JSON before it is hashed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest. Shown, parsed and serialised as 64 lowercase hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// All zeros: what stands where there is nothing before, as at the start of a chain.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of some bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes.as_ref()).into())
    }

    /// A digest that was computed elsewhere, as over a stream of bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The short form that people compare by eye: the first sixteen hex digits in groups of four,
    /// `9f2c 41aa 07be d310`. Enough to tell two versions apart, never to prove that they agree.
    pub fn fingerprint(&self) -> String {
        let (start, _) = self.0.split_at(8);
        let groups: Vec<String> = start.chunks(2).map(hex::encode).collect();
        groups.join(" ")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digest({self})")
    }
}

/// The text is not a SHA-256 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Kontrollsumman kan inte läsas. En SHA-256-summa är 64 tecken, 0–9 och a–f.")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotADigest)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// A value as JSON that is the same bytes each time: keys sorted by their UTF-8 bytes, no space
/// between tokens. What is hashed is written this way, and stored as that text.
///
/// The order of keys never depends on how the value was built, nor on the features that `serde_json`
/// happens to be compiled with. A number that is not finite is written as `null`, as JSON has none.
///
/// # Errors
/// When the value has no JSON form: a map whose keys are not texts or numbers, or an integer beyond
/// 64 bits.
pub fn canonical_json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    write_value(&serde_json::to_value(value)?, &mut text)?;
    Ok(text)
}

fn write_value(value: &Value, text: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (place, (key, member)) in members.into_iter().enumerate() {
                if 0 < place {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(key)?);
                text.push(':');
                write_value(member, text)?;
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if 0 < place {
                    text.push(',');
                }
                write_value(item, text)?;
            }
            text.push(']');
        }
        simple => text.push_str(&serde_json::to_string(simple)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::{BTreeMap, HashMap};

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_known_digest_in_all_its_forms() {
        let digest = Digest::of("abc");
        assert_eq!(digest.to_string(), ABC);
        assert_eq!(digest.fingerprint(), "ba78 16bf 8f01 cfea");
        assert_eq!(ABC.parse(), Ok(digest));
        assert_eq!(ABC.to_uppercase().parse(), Ok(digest));
        assert_eq!(
            serde_json::to_string(&digest).unwrap(),
            format!("\"{ABC}\"")
        );
    }

    #[test]
    fn what_is_not_a_digest_is_refused() {
        for text in [
            "",
            "ba78",
            &ABC[1..],
            &format!("{ABC}00"),
            &ABC.replace('b', "g"),
            "å",
        ] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest), "{text:?}");
        }
        assert!(serde_json::from_str::<Digest>("\"ba78\"").is_err());
    }

    #[test]
    fn json_has_sorted_keys_and_no_spaces() {
        let table = [
            (
                json!({"b": 1, "a": [true, null, {"z": "å", "y": 2.5}]}),
                r#"{"a":[true,null,{"y":2.5,"z":"å"}],"b":1}"#,
            ),
            (
                json!({"é": 1, "z": 2, "Z": 3, "": 4}),
                r#"{"":4,"Z":3,"z":2,"é":1}"#,
            ),
            (json!("rad\n\"två\""), r#""rad\n\"två\"""#),
            (json!([]), "[]"),
            (json!({}), "{}"),
        ];
        for (value, expected) in table {
            assert_eq!(canonical_json(&value).unwrap(), expected);
        }
    }

    #[test]
    fn fields_are_sorted_however_the_struct_orders_them() {
        #[derive(Serialize)]
        struct Unordered {
            title: &'static str,
            amount: u64,
        }
        let text = canonical_json(&Unordered {
            title: "Molntjänst",
            amount: u64::MAX,
        })
        .unwrap();
        assert_eq!(
            text,
            r#"{"amount":18446744073709551615,"title":"Molntjänst"}"#
        );
    }

    #[test]
    fn keys_that_json_cannot_hold_are_an_error() {
        assert!(canonical_json(&BTreeMap::from([((1, 2), "pair")])).is_err());
    }

    proptest! {
        #[test]
        fn digests_read_back(bytes: [u8; 32]) {
            let digest = Digest::from_bytes(bytes);
            prop_assert_eq!(digest.to_string().parse(), Ok(digest));
            prop_assert_eq!(digest.bytes(), &bytes);
        }

        #[test]
        fn the_same_facts_give_the_same_text(facts: HashMap<String, i64>) {
            let ordered: BTreeMap<_, _> = facts.clone().into_iter().collect();
            let text = canonical_json(&facts).unwrap();
            prop_assert_eq!(&text, &canonical_json(&ordered).unwrap());
            prop_assert_eq!(serde_json::from_str::<HashMap<String, i64>>(&text).unwrap(), facts);
        }
    }
}
