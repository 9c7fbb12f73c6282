//! The values of a workflow file in words.

use crate::workflow::content::Content;
use crate::workflow::definition::Definition;
use crate::workflow::gate;
use crate::workflow::phase::{Move, Phase};
use crate::workflow::telling;

/// The values of one version, with the titles that it gives to what they name.
#[derive(Clone, Copy)]
pub(super) struct Values<'d>(pub(super) &'d Definition);

impl Values<'_> {
    /// The value of a key.
    pub(super) fn said(self, key: &str, value: &Content) -> String {
        match value {
            Content::Text(text) => self.word(key, text),
            Content::Plain(plain) => match plain.as_str() {
                "true" => "ja".to_owned(),
                "false" => "nej".to_owned(),
                other => other.to_owned(),
            },
            Content::List(items) => self.list(key, &items.iter().collect::<Vec<_>>()),
            Content::Table(entries) => {
                let parts: Vec<String> = entries
                    .iter()
                    .map(|(name, part)| format!("{name} = {}", self.said(name, part)))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
        }
    }

    /// "Klart för beslut och På dagordningen".
    pub(super) fn list(self, key: &str, items: &[&Content]) -> String {
        let words: Vec<String> = items.iter().map(|item| self.said(key, item)).collect();
        match words.as_slice() {
            [] => "inget".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} och {last}", first.join(", ")),
        }
    }

    fn word(self, key: &str, text: &str) -> String {
        let known = match key {
            "required" | "at" | "on_changes" => text
                .parse()
                .ok()
                .map(|phase: Phase| phase.swedish().to_owned()),
            "event" => text.parse().ok().map(|by: Move| by.swedish().to_owned()),
            "role" | "lead" | "author" | "not_same_as" => {
                self.0.roles.get(text).map(|role| role.title.clone())
            }
            "check" | "when" => gate::parse(text)
                .ok()
                .map(|node| format!("”{}”", telling::condition(self.0, &node))),
            "deadline" | "remind" | "max_age" | "every" | "lead_time" | "after" => length(text),
            _ => word(key, text).map(ToOwned::to_owned),
        };
        known.unwrap_or_else(|| format!("”{text}”"))
    }
}

/// A value as the file writes it, where its words hide a difference.
pub(super) fn exactly(value: &Content) -> String {
    match value {
        Content::Text(text) => format!("{text:?}"),
        Content::Plain(plain) => plain.clone(),
        Content::List(items) => {
            let items: Vec<String> = items.iter().map(exactly).collect();
            format!("[{}]", items.join(", "))
        }
        Content::Table(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, part)| format!("{name} = {}", exactly(part)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// "10 workdays" as "10 arbetsdagar".
fn length(text: &str) -> Option<String> {
    let (number, unit) = text.split_once(' ')?;
    let one = matches!(number, "1" | "-1");
    let unit = match (unit, one) {
        ("workday" | "workdays", true) => "arbetsdag",
        ("workday" | "workdays", false) => "arbetsdagar",
        ("day" | "days", true) => "dag",
        ("day" | "days", false) => "dagar",
        ("month" | "months", true) => "månad",
        ("month" | "months", false) => "månader",
        ("year" | "years", _) => "år",
        _ => return None,
    };
    Some(format!("{number} {unit}"))
}

fn word(key: &str, text: &str) -> Option<&'static str> {
    Some(match (key, text) {
        ("mode", "parallel") => "samtidigt",
        ("mode", "sequence") => "i tur och ordning",
        ("join", "all") => "alla",
        ("join", "any") => "en räcker",
        ("keep_approvals", "never") => "alla frågas på nytt",
        ("keep_approvals", "if-unchanged") => "de gäller om det lästa är oförändrat",
        ("keep_approvals", "always") => "de gäller ändå",
        ("binding", "must") => "stoppar ärendet",
        ("binding", "should") => "varnar utan att stoppa",
        ("kind", "proposal") => "förslag till beslut",
        ("type", "text") => "text",
        ("type", "richtext") => "löptext",
        ("type", "bool") => "ja eller nej",
        ("type", "number") => "tal",
        ("type", "date") => "datum",
        ("type", "enum") => "val",
        ("type", "level") => "steg på en skala",
        ("type", "country") => "land",
        ("type", "table") => "tabell",
        ("from", "matter.officer") => "ärendets handläggare",
        ("from", "matter.responsible") => "ärendets ansvariga chef",
        _ => return None,
    })
}
