//! `beslut workflow test`: what a matter type does, held against what its scenarios say.

use super::{Ended, output, premises};
use crate::{
    matter::scenario::{self, Report},
    workflow::{
        finding::{Finding, Findings},
        scenario::lint_scenarios,
    },
};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Filerna med ärendetyper; scenarierna läses ur filen bredvid som slutar på .scenario.toml
    #[arg(value_name = "FIL", required = true)]
    files: Vec<PathBuf>,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

/// What came of one workflow file.
#[derive(Debug, Serialize)]
struct Tried {
    file: String,
    /// Whether both files can be read and every scenario holds.
    holds: bool,
    findings: Vec<Finding>,
    /// Missing when one of the files has errors.
    report: Option<Report>,
    /// What no scenario shows.
    gaps: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let tried: Vec<Tried> = arguments
        .files
        .iter()
        .map(|file| try_out(file))
        .collect::<anyhow::Result<_>>()?;
    if arguments.json {
        output::json(&tried)?;
    } else {
        tried.iter().for_each(tell);
    }
    Ok(if tried.iter().all(|one| one.holds) {
        Ended::Well
    } else {
        Ended::WithFaults
    })
}

fn try_out(file: &Path) -> anyhow::Result<Tried> {
    let beside = file.with_extension("scenario.toml");
    let scenarios = premises::text_of(&beside)?;
    let (definition, Findings(mut findings)) = premises::workflow_file(file)?.lint();
    let report = definition.and_then(|definition| {
        let (scenarios, Findings(more)) =
            lint_scenarios(&beside.display().to_string(), &scenarios, &definition);
        findings.extend(more);
        Some(scenario::run(&definition, &scenarios?))
    });
    Ok(Tried {
        file: file.display().to_string(),
        holds: report.as_ref().is_some_and(Report::holds),
        gaps: report
            .as_ref()
            .map(|report| report.coverage.gaps())
            .unwrap_or_default(),
        findings,
        report,
    })
}

fn tell(tried: &Tried) {
    output::say(&format!("{}:", tried.file));
    for finding in &tried.findings {
        output::say(&finding.to_string());
    }
    match &tried.report {
        Some(report) => output::say(report.to_string().trim_end()),
        None => output::say("Scenarierna är inte spelade: rätta felen först."),
    }
}
