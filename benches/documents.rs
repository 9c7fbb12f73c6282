//! How long a Word file takes, in process: the promise is less than 3 ms for five pages.

use beslut::document::docx::docx;
use beslut::document::official_memo::OfficialMemo;
use beslut::matter::file::MatterFile;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// A memo of about five pages: our made-up matter with its prose repeated.
fn five_pages() -> OfficialMemo {
    let file = MatterFile::read(
        "molntjanst.arende.md",
        include_str!("../tests/cases/molntjanst.arende.md"),
    );
    let mut memo = file.map(|file| file.official_memo()).unwrap_or_default();
    let prose = "Kommunens e-postserver är från 2014 och går inte längre att uppdatera. Förvaltningen har \
        jämfört fortsatt egen drift med en molntjänst, prövat vad lagen kräver och gått igenom riskerna \
        tillsammans med de verksamheter som berörs.\n\n";
    for section in memo.sections.iter_mut().filter(|section| !section.hidden) {
        section.text = format!("{}\n\n{}", section.text, prose.repeat(6));
    }
    memo
}

fn documents(criterion: &mut Criterion) {
    let memo = five_pages();
    criterion.bench_function("official memo, five pages: text to Word file", |bencher| {
        bencher.iter(|| {
            black_box(&memo)
                .compose()
                .map(|composed| docx(&composed.document))
        });
    });
    if let Ok(composed) = memo.compose() {
        criterion.bench_function("official memo, five pages: model to Word file", |bencher| {
            bencher.iter(|| docx(black_box(&composed.document)));
        });
    }
}

criterion_group!(benches, documents);
criterion_main!(benches);
