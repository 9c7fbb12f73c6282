//! Who is away.

use super::Page;
use super::part::{MainAct, Row};
use serde::Serialize;

/// The person's own absences; for the administrator everybody's, and what waits for them.
#[derive(Debug, Clone, Serialize)]
pub struct AbsencesPage {
    /// Whether everybody's are shown.
    pub administrator: bool,
    /// The person's own.
    pub own: Vec<Row>,
    /// Everybody else's.
    pub others: Vec<Row>,
    /// Reviews that wait for somebody who is away today.
    pub waiting: Vec<Row>,
    /// The main button.
    pub main: MainAct,
}

impl Page for AbsencesPage {
    const TEMPLATE: &'static str = "absences";
    fn title(&self) -> String {
        "Frånvaro".to_owned()
    }
}
