//! The pages for what went wrong: what happened, what it means, what to do.

use super::Page;
use super::part::{Link, RefusalPanel};
use serde::Serialize;

/// A page for an answer that is not the one the person wanted.
#[derive(Debug, Clone, Serialize)]
pub struct FailurePage {
    /// The HTTP status that goes with it.
    pub status: u16,
    /// What happened.
    pub heading: String,
    /// What it means and what to do, one paragraph each.
    pub lines: Vec<String>,
    /// What refused the act, if a rule did.
    pub refusal: Option<RefusalPanel>,
    /// What the person typed, so that it is not lost: label and text.
    pub kept: Vec<(String, String)>,
    /// The id to give to the support.
    pub request_id: Option<String>,
    /// Where to go from here.
    pub link: Option<Link>,
}

impl FailurePage {
    fn new(status: u16, heading: &str, lines: &[&str]) -> Self {
        Self {
            status,
            heading: heading.to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            refusal: None,
            kept: Vec::new(),
            request_id: None,
            link: Some(Link::new("Till Mina uppgifter", "/")),
        }
    }

    /// 400: what was sent cannot be read.
    pub fn unreadable(reason: &str) -> Self {
        let todo = "Gå tillbaka, rätta och skicka igen.";
        Self::new(
            400,
            "Det gick inte att läsa det du skickade",
            &[reason, todo],
        )
    }

    /// 403: the person may not.
    pub fn forbidden(reason: &str) -> Self {
        let todo = "Behöver du kunna göra det, fråga nämndsekreteraren eller registratorn.";
        Self::new(403, "Du får inte göra det här", &[reason, todo])
    }

    /// 404: it is not there, or the person may not know that it is.
    pub fn not_found() -> Self {
        let lines = [
            "Sidan finns inte, eller så har du inte tillgång till den.",
            "Kontrollera adressen, eller börja om från Mina uppgifter.",
        ];
        Self::new(404, "Sidan finns inte", &lines)
    }

    /// 409: somebody was first; `kept` is what the person typed.
    pub fn changed(kept: Vec<(String, String)>, link: Link) -> Self {
        let lines = [
            "Någon annan har ändrat här sedan du öppnade sidan. Det du skickade har inte sparats.",
            "Öppna sidan igen, se vad som ändrats och gör om det som fortfarande behövs.",
        ];
        Self {
            kept,
            link: Some(link),
            ..Self::new(409, "Ärendet har ändrats", &lines)
        }
    }

    /// 409 or 422: a rule refused the act.
    pub fn refused(status: u16, refusal: RefusalPanel, link: Link) -> Self {
        Self {
            refusal: Some(refusal),
            link: Some(link),
            ..Self::new(
                status,
                "Det går inte att göra än",
                &["Ingenting har ändrats."],
            )
        }
    }

    /// 413: the file is too large; `limit` in words, such as "50 MB".
    pub fn too_large(limit: &str) -> Self {
        let line = format!("Filen är större än {limit}, som är gränsen. Den har inte sparats.");
        let todo = "Dela upp den, eller gör den mindre, och försök igen.";
        Self::new(413, "Filen är för stor", &[&line, todo])
    }

    /// 429: too many tries; `wait` in words, such as "15 minuter".
    pub fn too_many(wait: &str) -> Self {
        let line = format!("Det har kommit för många försök. Vänta {wait} och försök sedan igen.");
        Self::new(429, "För många försök", &[&line])
    }

    /// 500: our fault.
    pub fn broken(request_id: &str) -> Self {
        let lines = [
            "Felet är vårt, inte ditt. Ingenting har sparats halvvägs.",
            "Försök igen om en stund. Händer det igen, lämna numret nedan till den som sköter systemet.",
        ];
        Self {
            request_id: Some(request_id.to_owned()),
            ..Self::new(500, "Något gick fel hos oss", &lines)
        }
    }
}

impl Page for FailurePage {
    const TEMPLATE: &'static str = "failure";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
