//! What the register says of a number.

use crate::domain::{identifiers::MatterId, register_number::RegisterNumber};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// The number, its parts and as printed.
    pub number: RegisterNumber,
    /// The series it was drawn from, such as "KS".
    pub series: String,
    /// The Swedish year of registration.
    pub year: i32,
    /// Its place in the series of that year, from 1.
    pub serial: i64,
    /// The matter it was given to.
    pub matter: MatterId,
    /// When it was given.
    pub registered_at: DateTime<Utc>,
    /// Whether it holds.
    pub standing: Standing,
}

/// Whether a number holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It names its matter.
    Given,
    /// Makulerat: it names nothing any more, and no other matter gets it.
    Voided {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: String,
    },
}
