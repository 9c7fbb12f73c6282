//! Refusals that several acts share.

use crate::domain::refusal::{Reason, Refusal};

/// Somebody else's act came between, twice over: the page is opened anew.
pub(super) fn changed_by_another() -> Refusal {
    Refusal::changed(
        "Det gick inte att spara.",
        Reason::new(
            "samtidigt",
            "Någon annan gjorde något med samma sak samtidigt.",
        )
        .remedy("Öppna sidan igen och gör om."),
    )
}
