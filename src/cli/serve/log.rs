//! The log, on standard error. It never holds a link, a code or a password: lettre, which could
//! write whole letters, says no more than warnings.

use crate::config::LogFormat;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// What is written; the same on every machine, so that no setting can turn secrets on.
const FILTER: &str = "info,lettre=warn,sqlx=warn,hyper=warn,h2=warn";

/// Starts the log, once.
pub(in crate::cli) fn start(format: LogFormat) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // An error means that a log is there already, which is as well.
    let _ = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
