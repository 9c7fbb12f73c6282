//! Help, and faults in what was typed, in Swedish.

use super::output;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use std::process::ExitCode;

/// How help is laid out.
pub(super) const HELP: &str = "{about-with-newline}\nAnvändning: {usage}\n\n{all-args}{after-help}";

/// Shows help or version on standard output; what is wrong on standard error.
pub(super) fn explain(error: &Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::say(error.render().to_string().trim_end());
            ExitCode::SUCCESS
        }
        _ => {
            output::fault(&sentence(error));
            output::note("Visa hjälp med: beslut --help");
            ExitCode::from(2)
        }
    }
}

fn sentence(error: &Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let subcommand = context(error, ContextKind::InvalidSubcommand);
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("kommandot ”{subcommand}” finns inte"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "ange ett kommando".to_owned()
        }
        ErrorKind::UnknownArgument => format!("”{argument}” går inte att ange här"),
        ErrorKind::MissingRequiredArgument => format!("det saknas: {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{argument} ska följas av ett värde")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let allowed = context(error, ContextKind::ValidValue);
            let hint = match (std::error::Error::source(error), allowed.is_empty()) {
                (Some(source), _) => format!(": {source}"),
                (None, false) => format!(". Välj bland: {allowed}"),
                (None, true) => String::new(),
            };
            format!("”{value}” duger inte som {argument}{hint}")
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} ska följas av ett värde")
        }
        ErrorKind::TooManyValues => format!("{argument} har för många värden"),
        ErrorKind::ArgumentConflict => {
            format!("{argument} kan bara anges en gång, eller hör inte ihop med resten")
        }
        ErrorKind::InvalidUtf8 => "det som skrevs är inte riktig text (UTF-8)".to_owned(),
        _ => error.render().to_string().trim().to_owned(),
    };
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|suggested| !suggested.is_empty());
    match suggested {
        Some(suggested) => format!("{said} – menade du ”{suggested}”?"),
        None => format!("{said}."),
    }
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        // The reader gives its guesses with the nearest last.
        Some(ContextValue::Strings(texts)) if is_guess(kind) => {
            texts.last().cloned().unwrap_or_default()
        }
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

fn is_guess(kind: ContextKind) -> bool {
    matches!(
        kind,
        ContextKind::SuggestedSubcommand | ContextKind::SuggestedArg
    )
}
