//! The minutes of a meeting: the text, who certifies it, the days that follow.

use super::Page;
use super::part::{Blocker, Fact, Link, MainAct, Row, SafeHtml, Tag};
use serde::Serialize;

/// The page of a meeting's minutes.
#[derive(Debug, Clone, Serialize)]
pub struct MinutesPage {
    /// "Protokoll §§ 12–18".
    pub heading: String,
    /// The meeting.
    pub meeting: Link,
    /// The state.
    pub state: Tag,
    /// What stops the next step.
    pub blockers: Vec<Blocker>,
    /// The main button.
    pub main: Option<MainAct>,
    /// Other things that the reader may do.
    pub others: Vec<Link>,
    /// Certified, announced, last day of appeal, legal force: the days, with sources.
    pub dates: Vec<Fact>,
    /// Who certifies, and what each has answered.
    pub certifiers: Vec<Row>,
    /// The generated files.
    pub files: Vec<Row>,
    /// The text of the minutes.
    pub preview: SafeHtml,
}

impl Page for MinutesPage {
    const TEMPLATE: &'static str = "minutes";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Sammanträden", "/sammantraden"),
            self.meeting.clone(),
        ]
    }
}
