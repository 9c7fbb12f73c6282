//! What each letter tells. Days and times are already Swedish text ("fredag 4 december 2026
//! kl. 16.00"); links are whole addresses built from the configured base, never from a request.

mod answering;
mod matters;
mod minutes;
mod reviewing;

pub use answering::*;
pub use matters::*;
pub use minutes::*;
pub use reviewing::*;

use super::Confidential;

const SAMPLE_FINGERPRINT: &str = "9f2c 41aa 07be d310";
pub(super) const SAMPLE_DEADLINE: &str = "fredag 4 december 2026 kl. 16.00";
const SAMPLE_MATTER: &str = "KS 2026/123";
pub(super) const SAMPLE_ABOUT: &str = "ärende KS 2026/123";
const SAMPLE_PAGE: &str = "https://beslut.exempelby.se/arenden/KS-2026-123";
const SAMPLE_MEETING_PAGE: &str = "https://beslut.exempelby.se/sammantraden/1";

pub(super) fn sample_link() -> Confidential {
    Confidential::new(format!(
        "https://beslut.exempelby.se/u/{}",
        "Ab3_".repeat(11).split_at(43).0
    ))
}
