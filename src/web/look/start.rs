//! Signing in, what waits on me, and who there is.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Fault, Link, MainAct, Row};
use serde::Serialize;

/// A person of the demonstration, who signs in with one button.
#[derive(Debug, Clone, Serialize)]
pub struct DemoPerson {
    /// What is sent as `person`.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role or title.
    pub role: String,
    /// What this person can try, in a few words.
    pub tries: String,
}

/// The sign-in page.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    /// The people of the demonstration; empty when it is not one.
    pub demo_people: Vec<DemoPerson>,
    /// E-mail and password, with what was wrong.
    pub fields: Vec<FieldView>,
    /// Where to go afterwards: a path of ours.
    pub next: String,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "sign_in";
    fn title(&self) -> String {
        "Logga in".to_owned()
    }
    fn faults(&self) -> Vec<Fault> {
        faults_of(&self.fields)
    }
}

/// What waits on me, what is late, what I wait for.
#[derive(Debug, Clone, Serialize)]
pub struct MyTasks {
    /// A greeting line, such as "Onsdag 4 november 2026".
    pub today: String,
    /// Waits on me and is late.
    pub late: Vec<Row>,
    /// Waits on me.
    pub mine: Vec<Row>,
    /// Waits on others, in my matters.
    pub waiting: Vec<Row>,
    /// The main button, "Nytt ärende" for those who may.
    pub main: Option<MainAct>,
}

impl Page for MyTasks {
    const TEMPLATE: &'static str = "tasks";
    fn title(&self) -> String {
        "Mina uppgifter".to_owned()
    }
}

/// One person in the list of people.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// The registered e-mail address.
    pub email: String,
    /// Roles and seats, one per line.
    pub roles: String,
    /// False when the account is closed.
    pub active: bool,
}

/// Everyone in the program, for the administrator; nothing is changed here.
#[derive(Debug, Clone, Serialize)]
pub struct People {
    /// The people, by name.
    pub people: Vec<PersonRow>,
}

impl Page for People {
    const TEMPLATE: &'static str = "people";
    fn title(&self) -> String {
        "Personer".to_owned()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Mina uppgifter", "/")]
    }
}
