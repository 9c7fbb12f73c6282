//! From a refusal of the office to what a page shows: the same words, and a link to mend it.

use super::failure::FailurePage;
use super::part::{Blocker, Link, RefusalPanel};
use crate::domain::refusal::{Place, Reason, Refusal, RefusalKind};

impl Blocker {
    /// A reason as a page shows it; `link_to` knows where each place is mended.
    pub fn of(reason: &Reason, link_to: impl Fn(&Place) -> Option<Link>) -> Self {
        Self {
            missing: reason.message.clone(),
            todo: reason.remedy.clone(),
            link: reason.place.as_ref().and_then(link_to),
            source: reason.source.clone(),
        }
    }
}

impl RefusalPanel {
    /// A refusal as a page shows it.
    pub fn of(refusal: &Refusal, link_to: impl Fn(&Place) -> Option<Link>) -> Self {
        Self {
            heading: refusal.what.trim_end_matches('.').to_owned(),
            blockers: refusal
                .reasons
                .iter()
                .map(|reason| Blocker::of(reason, &link_to))
                .collect(),
        }
    }
}

impl FailurePage {
    /// A refusal on a page of its own, where no form can show it; `back` leads on from there.
    pub fn of(refusal: &Refusal, link_to: impl Fn(&Place) -> Option<Link>, back: Link) -> Self {
        if refusal.kind == RefusalKind::NotFound {
            return Self::not_found();
        }
        let status = status_of(refusal.kind);
        let page = Self::refused(status, RefusalPanel::of(refusal, link_to), back);
        match refusal.kind {
            RefusalKind::Forbidden => Self {
                heading: "Du får inte göra det här".to_owned(),
                ..page
            },
            RefusalKind::Changed => Self {
                heading: "Något har ändrats".to_owned(),
                ..page
            },
            RefusalKind::Invalid => Self {
                heading: "Det gick inte att förstå det du skickade".to_owned(),
                ..page
            },
            RefusalKind::Blocked | RefusalKind::NotFound => page,
        }
    }
}

/// The HTTP status of a refusal.
pub fn status_of(kind: RefusalKind) -> u16 {
    match kind {
        RefusalKind::Forbidden => 403,
        RefusalKind::NotFound => 404,
        RefusalKind::Blocked | RefusalKind::Changed => 409,
        RefusalKind::Invalid => 422,
    }
}

/// Where the places of a matter are mended; `matter` is the path of its page.
pub fn matter_link(matter: &str, place: &Place) -> Option<Link> {
    let (title, end) = match place {
        Place::Field(key) if key == "title" => ("Fyll i", "/uppgifter#falt-title".to_owned()),
        Place::Field(key) => ("Fyll i", format!("/falt?falt={key}#falt-{key}")),
        Place::Section(key) => ("Skriv texten", format!("/avsnitt/{key}")),
        Place::Document(kind) => ("Bifoga handlingen", format!("/bifoga?slag={kind}")),
        Place::RegisterNumber => ("Ge diarienummer", "/steg/registrera".to_owned()),
        Place::Review(_) => ("Se granskningen", "/granskning".to_owned()),
        Place::Attendance | Place::Item(_) => return None,
    };
    Some(Link::new(title, format!("{matter}{end}")))
}

/// Where the places of a meeting are mended; `meeting` is the path of its page.
pub fn meeting_link(meeting: &str, place: &Place) -> Option<Link> {
    match place {
        Place::Attendance => Some(Link::new("Öppna uppropet", format!("{meeting}/upprop"))),
        Place::Item(order) => Some(Link::new(
            "Öppna punkten",
            format!("{meeting}/punkter/{order}"),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(kind: RefusalKind) -> Refusal {
        let reason = Reason::new("G1", "Leverantören saknas.")
            .remedy("Fyll i fältet.")
            .source("Policyn, villkor 2")
            .at(Place::Field("leverantor".to_owned()));
        Refusal {
            kind,
            ..Refusal::because("Ärendet kan inte skickas.", reason)
        }
    }

    #[test]
    fn a_reason_keeps_its_words_and_leads_to_the_field() {
        let panel = RefusalPanel::of(&refusal(RefusalKind::Blocked), |place| {
            matter_link("/arenden/14", place)
        });
        assert_eq!(panel.heading, "Ärendet kan inte skickas");
        let blocker = &panel.blockers[0];
        assert_eq!(blocker.missing, "Leverantören saknas.");
        assert_eq!(blocker.todo.as_deref(), Some("Fyll i fältet."));
        assert_eq!(blocker.source.as_deref(), Some("Policyn, villkor 2"));
        let link = blocker.link.clone().unwrap();
        assert_eq!(
            link.href,
            "/arenden/14/falt?falt=leverantor#falt-leverantor"
        );
    }

    #[test]
    fn what_one_may_not_know_of_looks_like_what_is_not_there() {
        let back = Link::new("Tillbaka", "/");
        let hidden = FailurePage::of(&refusal(RefusalKind::NotFound), |_| None, back.clone());
        assert_eq!(hidden.status, 404);
        assert!(hidden.refusal.is_none());
        for (kind, status) in [
            (RefusalKind::Forbidden, 403),
            (RefusalKind::Changed, 409),
            (RefusalKind::Blocked, 409),
            (RefusalKind::Invalid, 422),
        ] {
            let page = FailurePage::of(&refusal(kind), |_| None, back.clone());
            assert_eq!(page.status, status);
            assert!(page.refusal.is_some());
        }
    }
}
