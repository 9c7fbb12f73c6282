//! The log, on standard error. It never holds a link, a code or a password: lettre, which could
//! write whole letters, says no more than warnings.

use crate::config::LogFormat;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// What a server writes; the same on every machine, so that no setting can turn secrets on.
const SERVER: &str = "info,lettre=warn,sqlx=warn,hyper=warn,h2=warn";
/// What the demo writes: what goes wrong, so that its own words are not lost among the rest.
const DEMO: &str = "warn";

/// Starts the log of the server, once.
pub(in crate::cli) fn start(format: LogFormat) {
    start_with(SERVER, format);
}

/// Starts the log of the demo, once.
pub(in crate::cli) fn start_demo() {
    start_with(DEMO, LogFormat::Text);
}

fn start_with(filter: &str, format: LogFormat) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // An error means that a log is there already, which is as well.
    let _ = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
