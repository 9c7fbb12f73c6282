//! The letters: for each, the facts it tells, and how they become subject, plain text and HTML.
//!
//! What a person typed is data: it is escaped for its target and never read as a template. A
//! secret matter's letter cannot name anything, because [`Shown::Secret`] holds nothing.

mod contexts;
mod inquiries;
mod rendering;

pub use contexts::*;
pub use inquiries::*;
pub use rendering::{LetterFault, LetterTemplates, Letterhead, RenderedLetter};

use serde::Serialize;

/// One letter with the facts it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// "Granska och godkänn": asks an approver to open the document.
    ReviewRequest(ReviewRequest),
    /// The code that an approver types to decide.
    OneTimeCode(OneTimeCode),
    /// "Påminnelse 2 av 4".
    Reminder(Reminder),
    /// Tells an approver what was registered in their name, so that misuse is noticed.
    ApprovalReceipt(ApprovalReceipt),
    /// Tells the case officer that the matter came back.
    SentBack(SentBack),
    /// Asks a minutes certifier to certify (justera, KL 5:69).
    CertificationRequest(CertificationRequest),
    /// Tells those concerned that the matter is decided.
    MatterDecided(MatterDecided),
    /// A new version replaces the one an approver was asked about; the old link is dead.
    NewVersion(NewVersion),
    /// Something that the registrar has to see to.
    RegistrarTask(RegistrarTask),
    /// Tells that a review has stopped, and what to do.
    ReviewNews(ReviewNews),
    /// Tells those who answer for a decided matter that something in it has come back.
    MatterReturns(MatterReturns),
    /// Tells the officer that every review is approved.
    ReadyForDecision(ReadyForDecision),
    /// Tells the secretary that the minutes are certified.
    MinutesCertified(MinutesCertified),
    /// Tells the secretary that a certifier objects to the minutes.
    CertificationObjection(CertificationObjection),
    /// Asks somebody to answer questions, or reminds them.
    Inquiry(Inquiry),
    /// Tells who answered questions what was registered in their name.
    InquiryReceipt(InquiryReceipt),
    /// Tells who answered questions what is said back.
    InquiryFeedback(InquiryFeedback),
}

impl Letter {
    /// The letter's folder under `templates/mail`, also its name in the outbox and in logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ReviewRequest(_) => "review_request",
            Self::OneTimeCode(_) => "one_time_code",
            Self::Reminder(_) => "reminder",
            Self::ApprovalReceipt(_) => "approval_receipt",
            Self::SentBack(_) => "sent_back",
            Self::CertificationRequest(_) => "certification_request",
            Self::MatterDecided(_) => "matter_decided",
            Self::NewVersion(_) => "new_version",
            Self::RegistrarTask(_) => "registrar_task",
            Self::ReviewNews(_) => "review_news",
            Self::MatterReturns(_) => "matter_returns",
            Self::ReadyForDecision(_) => "ready_for_decision",
            Self::MinutesCertified(_) => "minutes_certified",
            Self::CertificationObjection(_) => "certification_objection",
            Self::Inquiry(_) => "inquiry",
            Self::InquiryReceipt(_) => "inquiry_receipt",
            Self::InquiryFeedback(_) => "inquiry_feedback",
        }
    }

    /// Every letter with made-up facts, first all open ones, then the same for a secret matter.
    pub fn samples() -> Vec<Self> {
        [Secrecy::Open, Secrecy::Secret]
            .into_iter()
            .flat_map(|secrecy| {
                [
                    Self::ReviewRequest(ReviewRequest::sample(secrecy)),
                    Self::OneTimeCode(OneTimeCode::sample(secrecy)),
                    Self::Reminder(Reminder::sample(secrecy)),
                    Self::ApprovalReceipt(ApprovalReceipt::sample(secrecy)),
                    Self::SentBack(SentBack::sample(secrecy)),
                    Self::CertificationRequest(CertificationRequest::sample(secrecy)),
                    Self::MatterDecided(MatterDecided::sample(secrecy)),
                    Self::NewVersion(NewVersion::sample(secrecy)),
                    Self::RegistrarTask(RegistrarTask::sample(secrecy)),
                    Self::ReviewNews(ReviewNews::sample(secrecy)),
                    Self::MatterReturns(MatterReturns::sample(secrecy)),
                    Self::ReadyForDecision(ReadyForDecision::sample(secrecy)),
                    Self::MinutesCertified(MinutesCertified::sample(secrecy)),
                    Self::CertificationObjection(CertificationObjection::sample(secrecy)),
                    Self::Inquiry(Inquiry::sample(secrecy)),
                    Self::InquiryReceipt(InquiryReceipt::sample(secrecy)),
                    Self::InquiryFeedback(InquiryFeedback::sample(secrecy)),
                ]
            })
            .collect()
    }
}

/// What a letter may tell of a matter: everything, or nothing but that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<T> {
    /// The matter is not marked secret.
    Open(T),
    /// The matter is marked secret: no title, no names, no document text.
    Secret,
}

impl<T> Shown<T> {
    /// Keeps the details of an open matter and drops those of a secret one.
    pub fn under(secrecy: Secrecy, details: T) -> Self {
        match secrecy {
            Secrecy::Open => Self::Open(details),
            Secrecy::Secret => Self::Secret,
        }
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Open(details) => serializer.serialize_some(details),
            Self::Secret => serializer.serialize_none(),
        }
    }
}

/// Whether the matter carries a secrecy mark (OSL 5:5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// No mark.
    Open,
    /// Marked: letters tell nothing.
    Secret,
}

/// A personal link or a one-time code: shown in the mail, never in `Debug` and so never in a log.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Confidential(String);

impl Confidential {
    /// Wraps the link or the code.
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Confidential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Confidential(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static TEMPLATES: LazyLock<LetterTemplates> =
        LazyLock::new(|| LetterTemplates::built_in().unwrap());

    fn render(letter: &Letter) -> RenderedLetter {
        TEMPLATES.render(letter, &Letterhead::sample()).unwrap()
    }

    fn review_with(typed: &str) -> RenderedLetter {
        let mut facts = ReviewRequest::sample(Secrecy::Open);
        if let Shown::Open(details) = &mut facts.details {
            details.title = typed.to_owned();
        }
        render(&Letter::ReviewRequest(facts))
    }

    fn sent_back_with(comment: &str) -> RenderedLetter {
        let mut facts = SentBack::sample(Secrecy::Open);
        if let Shown::Open(details) = &mut facts.details {
            details.comment = comment.to_owned();
        }
        render(&Letter::SentBack(facts))
    }

    #[test]
    fn every_letter_reads_as_agreed() {
        let letters: Vec<_> = Letter::samples()
            .iter()
            .map(|letter| {
                let rendered = render(letter);
                format!(
                    "═══ {}\nSubject: {}\n\n{}",
                    letter.name(),
                    rendered.subject,
                    rendered.text
                )
            })
            .collect();
        insta::assert_snapshot!("plain", letters.join("\n"));
    }

    #[test]
    fn every_letter_has_the_same_words_in_html() {
        let letters: Vec<_> = Letter::samples()
            .iter()
            .map(|letter| format!("<!-- {} -->\n{}", letter.name(), render(letter).html))
            .collect();
        insta::assert_snapshot!("html", letters.join("\n"));
    }

    #[test]
    fn a_secret_letter_names_nothing() {
        let told = [
            "Molntjänst",
            "Tjänsteskrivelse",
            "Ek",
            "Berg",
            "Kommunstyrelsen",
            "bilaga",
        ];
        let (open, secret) = {
            let mut letters = Letter::samples();
            let secret = letters.split_off(letters.len() / 2);
            (letters, secret)
        };
        for letter in &open {
            let text = render(letter).text;
            let tells =
                told.iter().any(|word| text.contains(word)) || letter.name() == "registrar_task";
            assert!(tells, "{} tells nothing even when open", letter.name());
        }
        for letter in &secret {
            let rendered = render(letter);
            for word in told {
                let all = [&rendered.subject, &rendered.text, &rendered.html];
                assert!(
                    all.iter().all(|part| !part.contains(word)),
                    "{word} in {}",
                    letter.name()
                );
            }
        }
    }

    #[test]
    fn links_stand_alone_on_a_short_line_and_html_fetches_nothing() {
        for letter in Letter::samples() {
            let rendered = render(&letter);
            let links: Vec<_> = rendered
                .text
                .lines()
                .filter(|line| line.contains("https://"))
                .collect();
            assert!(links.len() <= 1, "{}: more than one link", letter.name());
            for link in links {
                assert!(link.starts_with("https://") && link.is_ascii() && link.len() < 76);
            }
            for fetching in ["src=", "<img", "<link", "url(", "@import", "<script"] {
                assert!(
                    !rendered.html.contains(fetching),
                    "{fetching} in {}",
                    letter.name()
                );
            }
            assert!(!rendered.subject.contains("4821"));
            assert!(!rendered.subject.contains('\n') && !rendered.subject.is_empty());
        }
    }

    #[test]
    fn a_template_in_a_title_is_only_a_title() {
        let typed = "{{#each link}}{{this}}{{/each}} {{{link}}}";
        let rendered = review_with(typed);
        assert!(
            rendered.text.contains(&format!("Rubrik: {typed}\n")),
            "{}",
            rendered.text
        );
        assert!(
            rendered.html.contains(&format!("Rubrik: {typed}\n")),
            "{}",
            rendered.html
        );
    }

    #[test]
    fn markup_in_a_title_is_shown_and_not_obeyed() {
        let rendered = review_with("<script>alert(1)</script>\" onclick='x'");
        assert!(rendered.html.contains("&lt;script&gt;"));
        assert!(!rendered.html.contains("<script>") && !rendered.html.contains("onclick='"));
        assert!(rendered.text.contains("<script>alert(1)</script>"));
    }

    #[test]
    fn a_title_cannot_start_a_line_of_its_own() {
        let rendered = review_with("Bygglov\r\nSvara senast: i morgon\u{2028}https://ond.se");
        let own_lines = rendered
            .text
            .lines()
            .filter(|line| line.starts_with("Svara senast"));
        assert_eq!(own_lines.count(), 1);
        assert!(
            rendered
                .text
                .lines()
                .all(|line| !line.starts_with("https://ond"))
        );
    }

    #[test]
    fn a_comment_is_quoted_line_by_line() {
        let rendered = sent_back_with("Rad ett\n\nÖppna handlingen:\r\nhttps://ond.se\n<b>fet</b>");
        assert!(
            rendered
                .text
                .contains("> Rad ett\n> \n> Öppna handlingen:\n> https://ond.se\n")
        );
        assert!(
            rendered
                .html
                .contains("https://ond.se<br>&lt;b&gt;fet&lt;/b&gt;")
        );
    }

    #[test]
    fn who_has_to_sign_in_is_told_so_and_gets_no_personal_link() {
        let mut review = ReviewRequest::sample(Secrecy::Open);
        review.sign_in = true;
        let mut certification = CertificationRequest::sample(Secrecy::Open);
        certification.sign_in = true;
        let mut reminder = Reminder::sample(Secrecy::Open);
        reminder.sign_in = true;
        let mut renewed = NewVersion::sample(Secrecy::Open);
        renewed.sign_in = true;
        for letter in [
            Letter::ReviewRequest(review),
            Letter::CertificationRequest(certification),
            Letter::Reminder(reminder),
            Letter::NewVersion(renewed),
        ] {
            let rendered = render(&letter);
            for text in [&rendered.text, &rendered.html] {
                assert!(text.contains("Logga in"), "{text}");
                assert!(!text.contains("personlig"), "{text}");
            }
        }
    }

    #[test]
    fn an_empty_comment_is_no_fault() {
        assert!(sent_back_with("").text.contains("Kommentar:"));
    }
}
