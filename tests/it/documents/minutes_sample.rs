//! Made-up minutes that use everything minutes can hold.

use beslut::document::model::Document;
use beslut::meeting::minutes::{
    MinutesContent, Participant, SectionContent, Statement, VoteContent, VoteRow,
};
use beslut::meeting::state::Chain;
use chrono::NaiveDate;

/// The minutes of a meeting that never was, in Exempelby.
pub(super) fn minutes() -> Document {
    content().compose("Exempelby kommun").unwrap().document
}

fn content() -> MinutesContent {
    MinutesContent {
        format: 1,
        body: "Kommunstyrelsen".into(),
        day: NaiveDate::from_ymd_opt(2021, 12, 13).unwrap(),
        began: "13.00".into(),
        ended: "15.10".into(),
        place: "Kommunhuset, sal Linden".into(),
        sections_covered: "§§ 112–113".into(),
        members: vec![
            person("Anna Ek (S)", "ordförande", ""),
            person("Björn Alm (M)", "vice ordförande", "på distans"),
        ],
        serving_substitutes: vec![person(
            "Fredrik Sälg (C)",
            "ersättare",
            "ersätter Eva Pil (C)",
        )],
        other_substitutes: vec![person("Nils Ask (C)", "ersättare", "")],
        others: vec![person("Vera Lind", "IT-strateg", "§ 113")],
        chair: "Anna Ek (S)".into(),
        secretary: "Sofia Rask".into(),
        certifiers: vec!["Björn Alm (M)".into()],
        certified_by_rule: "Reglementet, 24 §".into(),
        withdrawn: vec!["Taxa för lokaler".into()],
        sections: vec![opening(), cloud_service()],
        objections: vec!["Björn Alm (M) har invänt att § 113 saknar en bilaga.".into()],
    }
}

fn person(name: &str, capacity: &str, remark: &str) -> Participant {
    Participant {
        name: name.into(),
        capacity: capacity.into(),
        remark: remark.into(),
    }
}

fn opening() -> SectionContent {
    SectionContent {
        number: 112,
        title: "Val av justerare | {#forslag}".into(),
        register_number: None,
        outcome: "Bifall".into(),
        decision: vec!["Björn Alm (M) utses att justera protokollet.".into()],
        summary: String::new(),
        decision_basis: Vec::new(),
        proposal: Vec::new(),
        motions: Vec::new(),
        order: Vec::new(),
        process: Vec::new(),
        vote: None,
        chair: "Anna Ek (S)".into(),
        took_part: Vec::new(),
        took_no_part: Vec::new(),
        disqualified: Vec::new(),
        reservations: Vec::new(),
        notes: Vec::new(),
        recipients: Vec::new(),
        chain: Chain::default(),
        source_sha256: None,
    }
}

fn cloud_service() -> SectionContent {
    let statement = |sentence: &str, text: &str| Statement {
        by: "Björn Alm (M)".into(),
        sentence: sentence.into(),
        text: text.into(),
    };
    let row = |name: &str, answer: &str| VoteRow {
        name: name.into(),
        answer: answer.into(),
    };
    SectionContent {
        number: 113,
        title: "E-post som molntjänst".into(),
        register_number: Some("KS 2021/0417".into()),
        decision: vec![
            "Kommunen använder molntjänsten Exempelpost för e-post.".into(),
            "Riktlinjen för e-post kompletteras.".into(),
        ],
        summary: "Servern är från 2014.[^1] Två lösningar är prövade:\n\n- egen drift\n- **molntjänst**\n\n[^1]: Rapport, 2021-03-02.".into(),
        decision_basis: vec!["Tjänsteskrivelse, 2021-11-15".into()],
        proposal: vec!["Kommunen använder molntjänsten Exempelpost för e-post.".into()],
        motions: vec!["Björn Alm (M) yrkar avslag på förslaget till beslut.".into()],
        order: vec!["Bifall till förslaget".into(), "Avslag".into()],
        process: vec!["Ordföranden finner att kommunstyrelsen bifaller förslaget.".into()],
        vote: Some(VoteContent {
            yes_means: "bifall".into(),
            no_means: "avslag".into(),
            rows: vec![row("Anna Ek (S)", "ja"), row("Björn Alm (M)", "nej"), row("Fredrik Sälg (C)", "avstår")],
            yes: 1,
            no: 1,
            abstains: 1,
            takes_no_part: 0,
            absent: 0,
            disqualified: 0,
            casting_vote: true,
            result: "Ordförandens utslagsröst avgör: bifall.".into(),
        }),
        took_part: vec!["Anna Ek (S)".into()],
        took_no_part: vec!["Nils Ask (C)".into()],
        disqualified: vec!["Nils Ask (C) är jävig.".into()],
        reservations: vec![statement("Björn Alm (M) reserverar sig mot beslutet.", "Kostnaden är okänd.")],
        notes: vec![statement("Björn Alm (M) lämnar en protokollsanteckning.", "Underlaget kom sent.")],
        recipients: vec!["IT-enheten".into()],
        ..opening()
    }
}
