//! `beslut verify`: journals, number series and files are what they were when they were kept.

use super::{Configured, Ended, output, premises};
use crate::{
    db::{Db, Read},
    domain::journal::{self, ChainFault, Stream},
    store::{
        StoreError,
        blobs::{self, Blobs},
        counters, journal as journals,
    },
};
use clap::Args;
use serde::Serialize;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    configured: Configured,
    /// Skriver JSON
    #[arg(long)]
    json: bool,
}

/// What was looked at and what was found.
#[derive(Debug, Default, Serialize)]
struct Report {
    journals: usize,
    entries: i64,
    series: usize,
    files: usize,
    faults: Vec<String>,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let config = premises::config(&arguments.configured)?;
    let db = premises::current_database(&config).await?;
    let blobs = Blobs::open(premises::blob_folder(&config)).await?;
    let mut report = Report::default();
    check_rows(&db, &mut report).await?;
    check_files(&db, &blobs, &mut report).await?;
    if arguments.json {
        output::json(&report)?;
    } else {
        tell(&report);
    }
    Ok(if report.faults.is_empty() {
        Ended::Well
    } else {
        Ended::WithFaults
    })
}

fn tell(report: &Report) {
    for fault in &report.faults {
        output::fault(fault);
    }
    let Report {
        journals,
        entries,
        series,
        files,
        faults,
    } = report;
    let verdict = match faults.len() {
        0 => "Allt stämmer.".to_owned(),
        1 => "Ett fel hittades.".to_owned(),
        many => format!("{many} fel hittades."),
    };
    output::say(&format!(
        "{verdict} Kontrollerade {journals} journaler med {entries} poster, {series} nummerserier \
         och {files} filer."
    ));
}

/// Journals and numbers, in one consistent view.
async fn check_rows(db: &Db, report: &mut Report) -> Result<(), StoreError> {
    db.read(async |read| {
        for stream in journals::streams(read).await? {
            report.journals += 1;
            match check_journal(read, stream).await? {
                Ok(entries) => report.entries += entries,
                Err(fault) => report.faults.push(fault.to_string()),
            }
        }
        report.series = counters::series(read).await?.len();
        // The sections of minutes are counted too, but they are not in the register.
        let unaccounted = counters::unaccounted(read).await?;
        let unaccounted = unaccounted
            .into_iter()
            .filter(|one| !one.series.starts_with("§ "));
        report.faults.extend(unaccounted.map(|one| {
            format!(
                "nummerserien {} {}: {} nummer har getts men {} finns i diariet",
                one.series, one.year, one.counted, one.entries
            )
        }));
        Ok(())
    })
    .await
}

/// One chain, from its first entry to the head that was kept beside it.
async fn check_journal(
    read: &mut Read,
    stream: Stream,
) -> Result<Result<i64, ChainFault>, StoreError> {
    let entries = journals::entries(read, stream).await?;
    let (last, hash) = match journal::verify(stream, &entries) {
        Ok(end) => end,
        Err(fault) => return Ok(Err(fault)),
    };
    let expected = journals::head(read, stream).await?;
    Ok(match expected {
        Some((seq, head)) if seq == last && head == hash => Ok(last),
        Some((seq, _)) => Err(ChainFault::Cut {
            stream,
            expected: seq,
            found: last,
        }),
        None => Err(ChainFault::Cut {
            stream,
            expected: 0,
            found: last,
        }),
    })
}

/// Every file that a row refers to is there and is what it was.
async fn check_files(db: &Db, blobs: &Blobs, report: &mut Report) -> anyhow::Result<()> {
    let recorded = db.read(async |read| blobs::recorded(read).await).await?;
    for digest in recorded {
        report.files += 1;
        match blobs.get(digest).await {
            Ok(Some(_)) => {}
            Ok(None) => report.faults.push(format!("filen {digest} saknas")),
            Err(fault) => report.faults.push(format!("filen {digest}: {fault}")),
        }
    }
    Ok(())
}
