//! Saving and answering by the recipient.

use super::{
    act::{Done, Facts, Happened, Reply, must_be_askable, must_be_open},
    reading::{Typed, read},
    refusals,
    state::{Answered, Draft, Inquiry},
};
use crate::domain::{
    calendar, digest::Digest, digest::canonical_json, identifiers::LinkId, journal::NewEntry,
    refusal::Refusal, swedish,
};
use serde_json::json;

/// The longest text of one answer, in characters.
const LONGEST_ANSWER: usize = 50_000;

/// Keeps what is typed, whatever it is: it is read when it is sent.
pub(super) fn save(
    inquiry: &Inquiry,
    typed: Typed,
    seen: u32,
    link: Option<LinkId>,
    facts: &Facts<'_>,
) -> Result<Done, Refusal> {
    must_be_open(facts)?;
    must_be_askable(inquiry, facts)?;
    if let Some(link) = link {
        must_be_usable(inquiry, link, facts)?;
    }
    must_fit(&typed)?;
    if typed == inquiry.draft.typed {
        return Ok(Done {
            state: inquiry.clone(),
            entries: Vec::new(),
            result: Happened::Saved,
        });
    }
    if seen != inquiry.draft.version {
        return Err(refusals::saved_meanwhile());
    }
    let mut state = inquiry.clone();
    state.draft = Draft {
        typed,
        version: seen + 1,
        saved_at: Some(facts.now),
    };
    Ok(Done {
        state,
        entries: Vec::new(),
        result: Happened::Saved,
    })
}

/// Takes the answer. Every version is kept; one that comes after the last day is marked.
#[expect(clippy::needless_pass_by_value, reason = "the act uses it up")]
pub(super) fn send(inquiry: &Inquiry, reply: Reply, facts: &Facts<'_>) -> Result<Done, Refusal> {
    if let Some(known) = inquiry
        .answers
        .iter()
        .find(|known| known.form == reply.form)
    {
        return Ok(Done {
            state: inquiry.clone(),
            entries: Vec::new(),
            result: Happened::AlreadyAnswered(known.number),
        });
    }
    must_be_open(facts)?;
    must_be_askable(inquiry, facts)?;
    if let Some(link) = reply.link {
        must_be_usable(inquiry, link, facts)?;
    }
    must_fit(&reply.typed)?;
    if reply.seen != inquiry.draft.version {
        return Err(refusals::saved_meanwhile());
    }
    let mut faults = Vec::new();
    let items = read(facts.round, inquiry, &reply.typed).unwrap_or_else(|found| {
        faults = found;
        Vec::new()
    });
    if !reply.ready {
        faults.push(refusals::not_ready());
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(refusals::NO_ANSWER, faults));
    }
    let number = inquiry.answers.last().map_or(1, |last| last.number + 1);
    let late = facts.round.due < calendar::today_in_stockholm(facts.now);
    let mut state = inquiry.clone();
    let sha256 = canonical_json(&items).map_or(Digest::ZERO, Digest::of);
    state.answers.push(Answered {
        number,
        items,
        at: facts.now,
        late,
        by: inquiry.recipient,
        link: reply.link,
        form: reply.form,
    });
    // What was sent is what the page shows next, until something is saved again.
    state.draft = Draft {
        typed: Vec::new(),
        version: inquiry.draft.version + 1,
        saved_at: None,
    };
    let what = if number == 1 {
        "svarade på"
    } else {
        "rättade sitt svar på"
    };
    let after = if late {
        format!(", efter sista dagen den {}", swedish::date(facts.round.due))
    } else {
        String::new()
    };
    let entry = NewEntry::new(
        if number == 1 {
            "answer_sent"
        } else {
            "answer_corrected"
        },
        format!(
            "{} {what} ”{}”{after}.",
            inquiry.answers_for, facts.round.title
        ),
        json!({
            "inquiry": inquiry.id,
            "round": inquiry.round,
            "number": number,
            "late": late,
            "link": reply.link,
            "sha256": sha256,
        }),
    );
    Ok(Done {
        state,
        entries: vec![entry],
        result: Happened::Answered(number),
    })
}

fn must_be_usable(inquiry: &Inquiry, link: LinkId, facts: &Facts<'_>) -> Result<(), Refusal> {
    if facts.secret {
        return Err(refusals::must_sign_in());
    }
    let link = inquiry.link(link).ok_or_else(refusals::dead_link)?;
    if link.is_live(facts.now) && facts.keys.holds(link.key) {
        Ok(())
    } else {
        Err(refusals::dead_link())
    }
}

fn must_fit(typed: &Typed) -> Result<(), Refusal> {
    let long = |text: &String| text.chars().count() > LONGEST_ANSWER;
    if typed.iter().flat_map(|item| item.values()).any(long) {
        return Err(refusals::long_answer());
    }
    Ok(())
}
