//! What the demo's matters say. Everything is made up; the services and their makers too.

mod decided;
mod drafts;
mod prepared;

pub(super) use decided::{CAMERAS, LEARNING, MAIL};
pub(super) use drafts::{BOOKING, SURVEY};
pub(super) use prepared::{CARE_MEETINGS, FAULT_REPORTS, SIGNING, TRANSLATION};

/// A matter's content, as an officer would type it.
pub(super) struct Text {
    pub(super) officer: &'static str,
    pub(super) body: &'static str,
    pub(super) title: &'static str,
    pub(super) recipients: &'static [&'static str],
    pub(super) fields: &'static [(&'static str, &'static str)],
    pub(super) sections: &'static [(&'static str, &'static str)],
    /// Kind, title and content.
    pub(super) attachments: &'static [(&'static str, &'static str, &'static str)],
}
