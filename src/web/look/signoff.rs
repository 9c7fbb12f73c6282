//! What a person sees behind a mailed link: read, choose, receipt, or why the link is dead.

use super::Page;
use super::field::{FieldView, faults_of};
use super::part::{Fact, Fault, Link, RefusalPanel, SafeHtml, Said, Tone};
use serde::Serialize;

/// The page where a person reads and decides.
#[derive(Debug, Clone, Serialize)]
pub struct SignoffPage {
    /// What is asked, such as "Granska och godkänn".
    pub heading: String,
    /// Case number, title, version, who asks, deadline.
    pub facts: Vec<Fact>,
    /// The first sixteen hex digits, in groups of four.
    pub fingerprint: String,
    /// What has changed since the version that the step last answered about.
    pub changes: Option<ChangesView>,
    /// What another reviewer writes, and this answer is not about.
    pub left_out: Vec<String>,
    /// Where the recipient supplies what the recipient writes.
    pub supply: Option<Link>,
    /// The document, exactly what the fingerprint is of.
    pub document: SafeHtml,
    /// Attachments to read.
    pub attachments: Vec<Link>,
    /// What the act means, one sentence each.
    pub meaning: Vec<String>,
    /// Godkänn, godkänn med kommentar, återsänd, jag är jävig.
    pub decision: FieldView,
    /// The comment.
    pub comment: FieldView,
    /// "Jag har läst handlingen".
    pub read: FieldView,
    /// The one-time code; none when the step needs none.
    pub code: Option<FieldView>,
    /// What happened to the last code: "En kod skickades kl. 10.12 …".
    pub code_status: Option<String>,
    /// Where "Skicka kod" is sent.
    pub code_action: String,
    /// What refused the act, if something did.
    pub refusal: Option<RefusalPanel>,
    /// The whole SHA-256 that the person saw, in hex.
    pub seen: String,
    /// Where the decision is sent.
    pub action: String,
    /// Where "Avsluta" is sent: forgets this browser.
    pub leave_action: String,
}

/// What has changed since an earlier version.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// The number of that version.
    pub since: u32,
    /// The parts that differ; none when the text is the same.
    pub parts: Vec<ChangedPart>,
}

/// A part that differs.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedPart {
    /// Its title.
    pub title: String,
    /// Its lines.
    pub lines: Vec<ChangedLine>,
}

/// A line, and whether it has come or gone.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedLine {
    /// What it says.
    pub text: String,
    /// It is new.
    pub added: bool,
    /// It is gone.
    pub removed: bool,
}

impl Page for SignoffPage {
    const TEMPLATE: &'static str = "signoff";
    fn title(&self) -> String {
        self.heading.clone()
    }
    fn faults(&self) -> Vec<Fault> {
        let fields = [&self.decision, &self.comment, &self.read];
        faults_of(fields.into_iter().chain(self.code.as_ref()))
    }
}

/// The receipt: what was decided, when, on which version. Also shown when the link is used again.
#[derive(Debug, Clone, Serialize)]
pub struct ReceiptPage {
    /// "Tack, ditt svar är registrerat".
    pub heading: String,
    /// What was answered, in a sentence.
    pub line: String,
    /// How the line is meant.
    pub tone: Tone,
    /// Who, what, when, version, fingerprint, how it was confirmed.
    pub facts: Vec<Fact>,
    /// What happens now.
    pub next: Vec<String>,
    /// What was said back about the answer, the newest first.
    pub feedback: Vec<Said>,
    /// Where "Avsluta" is sent: forgets this browser; none where there is nothing to forget.
    pub leave_action: Option<String>,
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "receipt";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// A link that no longer decides anything.
#[derive(Debug, Clone, Serialize)]
pub struct DeadLinkPage {
    /// What is wrong with it.
    pub heading: String,
    /// What it means, one sentence each.
    pub lines: Vec<String>,
    /// What may be told about it: title, version.
    pub facts: Vec<Fact>,
    /// Where "Skicka ny länk" is sent; none when there is nothing to send.
    pub new_link_action: Option<String>,
    /// The address, mostly hidden: "a•••@exempelby.se".
    pub address: Option<String>,
    /// What the person typed, so that it is not lost: label and text.
    pub kept: Vec<(String, String)>,
}

impl DeadLinkPage {
    /// The page for a link that is unknown or wrongly copied: it tells nothing.
    pub fn unknown() -> Self {
        Self {
            heading: "Länken går inte att använda".to_owned(),
            lines: vec![
                "Vi känner inte igen länken. Den kan ha blivit avkortad när den kopierades."
                    .to_owned(),
                "Öppna länken direkt i mejlet. Hjälper inte det, svara på mejlet så får du hjälp."
                    .to_owned(),
            ],
            facts: Vec::new(),
            new_link_action: None,
            address: None,
            kept: Vec::new(),
        }
    }

    /// The page for a link whose time is out.
    pub fn expired(until: &str, facts: Vec<Fact>, new_link: Option<(String, String)>) -> Self {
        let (new_link_action, address) = new_link.unzip();
        Self {
            heading: "Länken har gått ut".to_owned(),
            lines: vec![
                format!("Länken gällde till och med {until}."),
                "Ingenting har godkänts. Be om en ny länk om du ska svara.".to_owned(),
            ],
            facts,
            new_link_action,
            address,
            kept: Vec::new(),
        }
    }

    /// The page for a link to an older version.
    pub fn superseded(version: u32, facts: Vec<Fact>, new_link: Option<(String, String)>) -> Self {
        let (new_link_action, address) = new_link.unzip();
        Self {
            heading: format!("Handlingen har ersatts av version {version}"),
            lines: vec![
                "Texten har ändrats sedan mejlet skickades, så den här länken gäller inte längre."
                    .to_owned(),
                format!("Ett nytt mejl med en länk till version {version} har skickats till dig."),
            ],
            facts,
            new_link_action,
            address,
            kept: Vec::new(),
        }
    }
}

impl Page for DeadLinkPage {
    const TEMPLATE: &'static str = "dead_link";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
