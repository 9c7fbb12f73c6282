//! A body's delegation scheme, and the decisions taken by it.

use super::Page;
use super::field::FieldView;
use super::part::{Link, MainAct, Tag};
use serde::Serialize;

/// A point of the scheme.
#[derive(Debug, Clone, Serialize)]
pub struct PointRow {
    /// Its number: "4.12".
    pub point: String,
    /// What it is about.
    pub title: String,
    /// Who may decide.
    pub delegate: String,
    /// The conditions, or empty.
    pub conditions: String,
    /// From when to when.
    pub days: String,
    /// What becomes of the decisions.
    pub reported: String,
    /// Where it is decided.
    pub decided_in: String,
    /// Whether it holds today.
    pub state: Tag,
}

/// A decision taken in the body's place.
#[derive(Debug, Clone, Serialize)]
pub struct DecidedRow {
    /// Its number: "4/2026".
    pub number: String,
    /// The day.
    pub day: String,
    /// The matter's title.
    pub title: String,
    /// The matter's page.
    pub href: String,
    /// Who decided.
    pub by: String,
    /// By what right.
    pub ground: String,
    /// Whether it is reported, or announced.
    pub state: Tag,
    /// Where its notice on the board is put up or taken down, for the secretary.
    pub notice: Option<Link>,
}

/// The scheme of a body, and what was decided by it.
#[derive(Debug, Clone, Serialize)]
pub struct DelegationPage {
    /// The field to choose the body with, sent with GET.
    pub filter: Vec<FieldView>,
    /// The points.
    pub points: Vec<PointRow>,
    /// The decisions, the newest first.
    pub decided: Vec<DecidedRow>,
    /// What waits to be reported, in a sentence.
    pub next: String,
    /// The main button, for a secretary who chooses the meeting.
    pub main: Option<MainAct>,
}

impl Page for DelegationPage {
    const TEMPLATE: &'static str = "delegation";
    fn title(&self) -> String {
        "Delegationsbeslut".to_owned()
    }
}
