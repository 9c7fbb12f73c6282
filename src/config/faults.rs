//! What is wrong in a configuration file, in Swedish, at its line and column.

use std::{fmt, ops::Range, path::Path};

/// One fault. Line and column count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The line; `None` for the file as a whole.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what to do.
    pub message: String,
}

/// Everything that is wrong in a configuration file; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigFaults {
    /// The file's name as it was given.
    pub file: String,
    /// Each fault.
    pub faults: Vec<ConfigFault>,
}

impl ConfigFaults {
    /// The file cannot be read at all.
    pub(super) fn unreadable(file: &Path, source: &std::io::Error) -> Self {
        let message = if source.kind() == std::io::ErrorKind::NotFound {
            "filen finns inte. Kopiera beslut.example.toml och fyll i den, eller ange en annan fil \
             med --config."
                .to_owned()
        } else {
            format!("filen går inte att läsa: {source}")
        };
        let fault = ConfigFault { at: None, message };
        Self {
            file: file.display().to_string(),
            faults: vec![fault],
        }
    }
}

impl fmt::Display for ConfigFaults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if 0 < index {
                writeln!(out)?;
            }
            match fault.at {
                Some((line, column)) => {
                    write!(out, "{}:{line}:{column}: {}", self.file, fault.message)?;
                }
                None => write!(out, "{}: {}", self.file, fault.message)?,
            }
        }
        Ok(())
    }
}

/// Faults as they are found.
pub(super) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<ConfigFault>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, span: Range<usize>, message: &str) {
        let at = Some(position(self.text, span.start));
        self.found.push(ConfigFault {
            at,
            message: message.to_owned(),
        });
    }

    /// A fault whose place is not known.
    pub(super) fn somewhere(&mut self, message: &str) {
        self.found.push(ConfigFault {
            at: None,
            message: message.to_owned(),
        });
    }

    /// What the TOML reader says.
    pub(super) fn toml(&mut self, error: &toml::de::Error) {
        let message = in_swedish(error.message());
        match error.span() {
            Some(span) => self.add(span, &message),
            None => self.somewhere(&message),
        }
    }

    pub(super) fn none(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn found(self) -> ConfigFaults {
        ConfigFaults {
            file: self.file.to_owned(),
            faults: self.found,
        }
    }
}

/// Line and column, from 1, of a byte of the text.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        line,
        before.get(start..).map_or(0, |line| line.chars().count()) + 1,
    )
}

/// The reader's own sentences, for the faults that people make.
fn in_swedish(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let rest = |from: usize| quoted.get(from..).unwrap_or_default();
    match (message, quoted.first()) {
        (message, Some(key)) if message.starts_with("unknown field") => {
            format!("okänd inställning ”{key}”{}", meant(key, rest(1)))
        }
        (message, Some(key)) if message.starts_with("missing field") => {
            format!("inställningen ”{key}” saknas")
        }
        (message, Some(word)) if message.starts_with("unknown variant") => {
            format!(
                "”{word}” går inte att välja. Välj bland: {}",
                rest(1).join(", ")
            )
        }
        (message, _) if message.starts_with("duplicate key") => {
            "inställningen finns två gånger".to_owned()
        }
        (message, _)
            if message.starts_with("invalid type") || message.starts_with("invalid value") =>
        {
            format!("fel slags värde: {}", expected(message))
        }
        _ => format!("filen är inte riktig TOML: {message}"),
    }
}

/// What would have been right: the reader says it last.
fn expected(message: &str) -> String {
    let wanted = message.split("expected ").nth(1).unwrap_or_default();
    let word = match wanted {
        "a string" | "path string" | "path" => "en text inom citattecken",
        "u16" | "u32" | "u64" | "i64" => "ett heltal",
        "a boolean" => "true eller false",
        "a sequence" => "en lista inom hakparenteser",
        wanted if wanted.contains("struct") || wanted.contains("map") => "en tabell",
        _ => return message.to_owned(),
    };
    format!("här ska det stå {word}")
}

/// The nearest known word, where one is near.
fn meant(word: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(word, known), known))
        .filter(|(distance, _)| *distance <= 2.max(word.chars().count() / 3))
        .min();
    match nearest {
        Some((_, known)) => format!(" – menade du ”{known}”?"),
        None => format!(". De som finns är: {}", known.join(", ")),
    }
}
