//! What a failed sending means: whose fault it is, and so what happens next. Pure; the table of
//! codes is the test at the end.

use thiserror::Error;

/// What was seen when a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symptom {
    /// The server answered with an error.
    Reply {
        /// The three digits of RFC 5321.
        code: u16,
        /// The server's words, which often begin with an enhanced code (RFC 3463).
        text: String,
    },
    /// No complete answer within the time a sending may take.
    NoAnswer,
    /// The connection could not be made, broke, or gave something that is not SMTP.
    Connection(String),
    /// The client would not go on: no way to sign in that both know, a bad certificate.
    Client(String),
    /// The mail could not be written to the folder.
    Folder(String),
}

/// A mail that did not leave, sorted by who has to do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendFailure {
    /// The address does not work; the mail is bounced and never tried again.
    #[error("the recipient was refused ({code})")]
    RecipientRefused {
        /// The reply code.
        code: u16,
        /// The server's words, for the registrar.
        text: String,
    },
    /// Our account or our settings are refused: the whole queue pauses and nobody is blamed.
    #[error("the mail server refuses our configuration ({reason})")]
    OurConfiguration {
        /// Code and words for the IT unit.
        reason: String,
    },
    /// Trouble that may pass by itself: try again later.
    #[error("temporary failure ({reason})")]
    Temporary {
        /// Whether the server could not be reached at all, which the circuit breaker counts.
        unreachable: bool,
        /// Code and words for the IT unit.
        reason: String,
    },
}

/// Sorts a symptom. What is unknown is temporary: a mail tried once too often does less harm than
/// a person wrongly marked as unreachable.
pub fn classify(symptom: Symptom) -> SendFailure {
    match symptom {
        Symptom::Reply { code, text } => classify_reply(code, text),
        Symptom::NoAnswer => unreachable("no answer in time".to_owned()),
        Symptom::Connection(reason) => unreachable(reason),
        Symptom::Client(reason) | Symptom::Folder(reason) => {
            SendFailure::OurConfiguration { reason }
        }
    }
}

fn unreachable(reason: String) -> SendFailure {
    SendFailure::Temporary {
        unreachable: true,
        reason,
    }
}

fn classify_reply(code: u16, text: String) -> SendFailure {
    let enhanced = EnhancedCode::find(&text);
    let reason = format!("{code} {text}");
    if is_about_our_account(code) || enhanced.is_some_and(EnhancedCode::is_about_our_address) {
        return SendFailure::OurConfiguration { reason };
    }
    // A code that speaks of policy, size or routing says nothing about the mailbox.
    let refuses_recipient = (500..600).contains(&code)
        && enhanced.map_or(
            matches!(code, 550 | 551 | 553),
            EnhancedCode::is_about_the_recipient,
        );
    if refuses_recipient {
        return SendFailure::RecipientRefused { code, text };
    }
    // 421: the server shuts the connection; nothing is said about this mail.
    SendFailure::Temporary {
        unreachable: code == 421,
        reason,
    }
}

/// Sign-in or encryption is asked for, wrong, too weak or out of order.
fn is_about_our_account(code: u16) -> bool {
    matches!(code, 454 | 530 | 534 | 535 | 538)
}

/// `5.1.1` of RFC 3463.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EnhancedCode {
    class: u8,
    subject: u16,
    detail: u16,
}

impl EnhancedCode {
    fn is_about_our_address(self) -> bool {
        matches!(
            self,
            Self {
                class: 5,
                subject: 1,
                detail: 7 | 8
            }
        )
    }

    /// X.1.x: the address is bad; X.2.1: the mailbox is disabled.
    fn is_about_the_recipient(self) -> bool {
        matches!(
            (self.class, self.subject, self.detail),
            (5, 1, _) | (5, 2, 1)
        )
    }

    fn find(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace().next()?.splitn(3, '.');
        let class = parts.next()?.parse().ok()?;
        let subject = parts.next()?.parse().ok()?;
        let detail = parts.next()?.parse().ok()?;
        matches!(class, 2 | 4 | 5).then_some(Self {
            class,
            subject,
            detail,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Fault {
        Recipient,
        Ours,
        Passing,
        Unreachable,
    }

    fn fault(symptom: Symptom) -> Fault {
        match classify(symptom) {
            SendFailure::RecipientRefused { .. } => Fault::Recipient,
            SendFailure::OurConfiguration { .. } => Fault::Ours,
            SendFailure::Temporary {
                unreachable: true, ..
            } => Fault::Unreachable,
            SendFailure::Temporary {
                unreachable: false, ..
            } => Fault::Passing,
        }
    }

    #[test]
    fn each_reply_is_sorted_by_whose_fault_it_is() {
        let table = [
            (550, "5.1.1 no such user", Fault::Recipient),
            (550, "no such user here", Fault::Recipient),
            (551, "user not local", Fault::Recipient),
            (553, "5.1.3 bad address", Fault::Recipient),
            (553, "mailbox name not allowed", Fault::Recipient),
            (554, "5.1.2 bad destination system", Fault::Recipient),
            (550, "5.2.1 mailbox disabled", Fault::Recipient),
            (553, "5.1.8 bad sender domain", Fault::Ours),
            (550, "5.1.7 bad sender mailbox", Fault::Ours),
            (530, "5.7.0 authentication required", Fault::Ours),
            (534, "5.7.9 mechanism too weak", Fault::Ours),
            (535, "5.7.8 authentication failed", Fault::Ours),
            (538, "encryption required", Fault::Ours),
            (454, "4.7.0 temporary authentication failure", Fault::Ours),
            (550, "5.7.1 relaying denied", Fault::Passing),
            (552, "5.2.2 mailbox full", Fault::Passing),
            (554, "transaction failed", Fault::Passing),
            (554, "5.6.0 content", Fault::Passing),
            (501, "syntax", Fault::Passing),
            (450, "4.2.1 busy", Fault::Passing),
            (451, "greylisted", Fault::Passing),
            (452, "4.3.1 disk full", Fault::Passing),
            (450, "4.1.1 unknown for now", Fault::Passing),
            (421, "shutting down", Fault::Unreachable),
            (999, "", Fault::Passing),
        ];
        for (code, text, expected) in table {
            let symptom = Symptom::Reply {
                code,
                text: text.to_owned(),
            };
            assert_eq!(fault(symptom), expected, "{code} {text}");
        }
    }

    #[test]
    fn silence_and_broken_connections_count_for_the_circuit_breaker() {
        assert_eq!(fault(Symptom::NoAnswer), Fault::Unreachable);
        assert_eq!(
            fault(Symptom::Connection("refused".to_owned())),
            Fault::Unreachable
        );
        assert_eq!(
            fault(Symptom::Client("no mechanism".to_owned())),
            Fault::Ours
        );
        assert_eq!(fault(Symptom::Folder("disk full".to_owned())), Fault::Ours);
    }
}
