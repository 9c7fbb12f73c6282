//! What a command prints. A reader that has gone (`beslut matter list | head`) is no fault.

use serde::Serialize;
use std::io::Write;

/// A result, on standard output.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A result for programs, on standard output.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    say(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Something to know beside the result, on standard error.
pub(super) fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// What is wrong, on standard error.
pub(super) fn fault(text: &str) {
    note(&format!("fel: {text}"));
}
