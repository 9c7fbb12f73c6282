//! The sentences of the minutes, composed from data: what was moved, how the question was put, how
//! it was decided.

use super::{Choice, Minutes, MinutesItem, Motion, Person, Question, Reservation, Vote};
use crate::domain::swedish;

/// "A (S) och B (M) yrkar bifall till förvaltningens förslag."
pub(super) fn motion(motion: &Motion) -> String {
    format!("{} yrkar {}", names(&motion.by), full_stop(&motion.text))
}

/// "A (S) låter anteckna följande: …"
pub(super) fn note(note: &Motion) -> String {
    format!(
        "{} låter anteckna följande: {}",
        names(&note.by),
        full_stop(&note.text)
    )
}

/// "A (S) reserverar sig mot beslutet till förmån för det egna yrkandet. Skäl: …"
pub(super) fn reservation(reservation: &Reservation) -> String {
    let favour = reservation
        .in_favour_of
        .as_ref()
        .map(|what| format!(" till förmån för {what}"))
        .unwrap_or_default();
    let reasons = reservation
        .reasons
        .as_ref()
        .map(|reasons| format!(" Skäl: {}", full_stop(reasons)))
        .unwrap_or_default();
    format!(
        "{} reserverar sig mot beslutet{favour}.{reasons}",
        names(&reservation.by)
    )
}

/// "A (S) deltar på grund av jäv varken i handläggningen eller i beslutet."
pub(super) fn disqualified(people: &[Person]) -> String {
    if people.is_empty() {
        return String::new();
    }
    format!(
        "{} deltar på grund av jäv varken i handläggningen av ärendet eller i beslutet.",
        names(people)
    )
}

/// How the chair put one question, and what was found. A vote has lines of its own.
pub(super) fn question(question: &Question, body: &str) -> Option<String> {
    let body = in_text(body);
    Some(match question {
        Question::One { proposal } => {
            format!(
                "Det finns ett förslag till beslut: {proposal}. Ordföranden frågar om {body} kan besluta enligt det och finner att svaret är ja."
            )
        }
        Question::Between { proposals, carried } => {
            let carried = proposals.get(*carried).map_or("", String::as_str);
            format!(
                "Ordföranden ställer proposition på {} och finner att {body} beslutar enligt {carried}.",
                swedish::list(proposals)
            )
        }
        Question::ReferralBack {
            motion,
            referred_back: true,
        } => {
            format!(
                "Ordföranden frågar först om ärendet ska avgöras i dag eller återremitteras enligt {motion}. Ordföranden finner att {body} beslutar att återremittera ärendet."
            )
        }
        Question::ReferralBack {
            motion,
            referred_back: false,
        } => {
            format!(
                "Ordföranden frågar först om ärendet ska avgöras i dag eller återremitteras enligt {motion}. Ordföranden finner att {body} beslutar att avgöra ärendet i dag."
            )
        }
        Question::Vote(_) => return None,
    })
}

/// What yes and no meant, the figures, and what they decide.
pub(super) fn vote(vote: &Vote, body: &str) -> Vec<String> {
    let count = vote.count();
    let abstaining = match count.abstains {
        0 => String::new(),
        1 => " En ledamot avstår från att rösta.".to_owned(),
        several => format!(" {several} ledamöter avstår från att rösta."),
    };
    let figures = format!(
        "Omröstningen ger {} mot {}.{abstaining}",
        counted(count.yes, "ja-röst", "ja-röster"),
        counted(count.no, "nej-röst", "nej-röster"),
    );
    let body = in_text(body);
    let result = match vote.winner() {
        _ if count.yes == count.no && vote.casting_vote.is_none() => {
            "Rösterna är lika många.".to_owned()
        }
        Some(Choice::No) if count.yes == count.no => {
            format!(
                "Rösterna är lika många. Ordföranden avgör med sin utslagsröst att {body} beslutar enligt {}.",
                vote.no_means
            )
        }
        Some(Choice::Yes) if count.yes == count.no => {
            format!(
                "Rösterna är lika många. Ordföranden avgör med sin utslagsröst att {body} beslutar enligt {}.",
                vote.yes_means
            )
        }
        Some(Choice::No) => format!("Det innebär att {body} beslutar enligt {}.", vote.no_means),
        Some(Choice::Yes) => format!("Det innebär att {body} beslutar enligt {}.", vote.yes_means),
        Some(Choice::Abstains) | None => "Rösterna är lika många.".to_owned(),
    };
    vec![
        format!(
            "Omröstning begärs. Ja betyder {}, nej betyder {}.",
            vote.yes_means, vote.no_means
        ),
        format!("{figures} {result}"),
    ]
}

/// "Beslut", or "Förslag till beslut i kommunfullmäktige" where another body decides.
pub(super) fn decision_heading(item: &MinutesItem) -> String {
    match &item.proposal_to {
        Some(body) => format!("Förslag till beslut i {}", in_text(body)),
        None => "Beslut".to_owned(),
    }
}

/// "§§ 12–14", "§ 12", or nothing.
pub(super) fn section_range(minutes: &Minutes) -> String {
    match minutes.sections.as_slice() {
        [] => String::new(),
        [one] => format!("§ {}", one.number),
        [first, .., last] => format!("§§ {}–{}", first.number, last.number),
    }
}

/// Names as the minutes list them.
pub(super) fn names(people: &[Person]) -> String {
    swedish::list(&people.iter().map(Person::label).collect::<Vec<_>>())
}

fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// A body's name within a sentence: "kommunstyrelsen".
fn in_text(body: &str) -> String {
    let mut characters = body.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

fn full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '”']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ballot, VoteCount};
    use super::*;

    fn of(yes: usize, no: usize, casting_vote: Option<Choice>) -> Vote {
        let closed_count = Some(VoteCount {
            yes,
            no,
            abstains: 0,
        });
        Vote {
            yes_means: "bifall".into(),
            no_means: "avslag".into(),
            closed_count,
            casting_vote,
            ..Vote::default()
        }
    }

    #[test]
    fn the_figures_decide_and_on_a_tie_the_chair() {
        let ends = |vote: &Vote| self::vote(vote, "Kommunstyrelsen")[1].clone();
        assert_eq!(
            ends(&of(8, 5, None)),
            "Omröstningen ger 8 ja-röster mot 5 nej-röster. Det innebär att kommunstyrelsen beslutar enligt bifall."
        );
        assert_eq!(
            ends(&of(1, 2, None)),
            "Omröstningen ger 1 ja-röst mot 2 nej-röster. Det innebär att kommunstyrelsen beslutar enligt avslag."
        );
        assert!(
            ends(&of(6, 6, Some(Choice::No)))
                .contains("utslagsröst att kommunstyrelsen beslutar enligt avslag")
        );
        assert!(ends(&of(6, 6, None)).ends_with("Rösterna är lika många."));
        // A casting vote decides nothing where there is no tie.
        assert!(ends(&of(7, 6, Some(Choice::No))).ends_with("enligt bifall."));
    }

    #[test]
    fn open_ballots_are_counted() {
        let ballot = |choice| Ballot {
            person: Person::new("A", None),
            choice,
        };
        let vote = Vote {
            ballots: vec![ballot(Choice::Yes), ballot(Choice::Abstains)],
            ..Vote::default()
        };
        assert_eq!(
            vote.count(),
            VoteCount {
                yes: 1,
                no: 0,
                abstains: 1
            }
        );
        assert_eq!(vote.winner(), Some(Choice::Yes));
    }

    #[test]
    fn one_section_and_several_have_their_own_sign() {
        let mut minutes = Minutes::sample();
        assert_eq!(section_range(&minutes), "§§ 112–114");
        minutes.sections.truncate(1);
        assert_eq!(section_range(&minutes), "§ 112");
    }
}
