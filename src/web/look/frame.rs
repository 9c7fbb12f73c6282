//! What stands round every page: the municipality, the person, the menu, the notice.

use super::part::Tone;
use serde::Serialize;

/// A message at the top of the page after something was done.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
}

/// The person who is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct PersonTag {
    /// The name.
    pub name: String,
    /// The role or title, if one stands out.
    pub role: Option<String>,
}

/// One entry of the main menu.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// What stands there.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// True on the page that it leads to, and on the pages below it.
    pub current: bool,
}

/// What stands round every page.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The municipality's name.
    pub municipality: String,
    /// Who is signed in; none on the sign-in page and on pages behind a mailed link.
    pub person: Option<PersonTag>,
    /// The main menu; empty when nobody is signed in.
    pub nav: Vec<NavItem>,
    /// The secret that every POST form of this page carries.
    pub form_nonce: String,
    /// What was just done, if anything.
    pub notice: Option<Notice>,
    /// True in the demonstration: a strip with a link to the outgoing mail.
    pub demo: bool,
}

impl Frame {
    /// The frame for somebody who is not signed in.
    pub fn outside(municipality: impl Into<String>, form_nonce: impl Into<String>) -> Self {
        Self {
            municipality: municipality.into(),
            person: None,
            nav: Vec::new(),
            form_nonce: form_nonce.into(),
            notice: None,
            demo: false,
        }
    }

    /// The frame for a signed-in person with their menu; `here` is the path of the entry to mark.
    pub fn inside(
        municipality: impl Into<String>,
        form_nonce: impl Into<String>,
        person: PersonTag,
        menu: &[(&str, &str)],
        here: &str,
    ) -> Self {
        let nav = menu
            .iter()
            .map(|(title, href)| NavItem {
                title: (*title).to_owned(),
                href: (*href).to_owned(),
                current: *href == here,
            })
            .collect();
        Self {
            person: Some(person),
            nav,
            ..Self::outside(municipality, form_nonce)
        }
    }
}

/// The main menu: what stands there and where it leads.
pub const MENU: &[(&str, &str)] = &[
    ("Mina uppgifter", "/"),
    ("Ärenden", "/arenden"),
    ("Sammanträden", "/sammantraden"),
    ("Diarium", "/diarium"),
    ("Delegation", "/delegation"),
    ("Register", "/register-over"),
    ("Arbetsflöden", "/arbetsfloden"),
    ("Frånvaro", "/franvaro"),
];

/// The main menu of an administrator.
pub const MENU_OF_ADMINISTRATOR: &[(&str, &str)] = &[
    ("Mina uppgifter", "/"),
    ("Ärenden", "/arenden"),
    ("Sammanträden", "/sammantraden"),
    ("Diarium", "/diarium"),
    ("Register", "/register-over"),
    ("Arbetsflöden", "/arbetsfloden"),
    ("Frånvaro", "/franvaro"),
    ("Personer", "/personer"),
];
