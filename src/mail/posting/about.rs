//! What a letter is about, loaded when it is sent: a matter or the minutes of a meeting.

use crate::{
    db::Read,
    domain::swedish,
    mail::letter::Secrecy,
    matter::state::Matter,
    meeting::state::Meeting,
    office::{Office, OfficeError},
    store::{matters, meetings},
    work::Subject,
};

/// A matter, or a meeting with its minutes.
pub(super) enum About {
    Matter(Box<Matter>),
    Minutes(Box<Meeting>),
}

/// The same, with whether anything in it is marked as secret.
pub(super) struct Loaded {
    pub(super) about: About,
    pub(super) secrecy: Secrecy,
}

impl Loaded {
    pub(super) async fn of(read: &mut Read, of: Subject) -> Result<Option<Self>, OfficeError> {
        Ok(match of {
            Subject::Matter(id) => matters::find(read, id).await?.map(|matter| Self {
                secrecy: secrecy(matter.secrecy.is_some()),
                about: About::Matter(Box::new(matter)),
            }),
            Subject::Minutes(id) => match meetings::find(read, id).await? {
                Some(meeting) => Some(Self {
                    secrecy: secrecy(holds_secret(read, &meeting).await?),
                    about: About::Minutes(Box::new(meeting)),
                }),
                None => None,
            },
        })
    }

    /// In a sentence: "ärende KS 2026/123".
    pub(super) fn in_words(&self) -> String {
        match (&self.about, self.secrecy) {
            (About::Matter(matter), _) => format!("ärende {}", matter.number_or_none()),
            (About::Minutes(_), Secrecy::Secret) => "ett protokoll".to_owned(),
            (About::Minutes(meeting), Secrecy::Open) => {
                let day = swedish::date(meeting.day);
                format!("protokoll från {} den {day}", meeting.body_name)
            }
        }
    }

    /// What people call it; shown only when nothing is secret.
    pub(super) fn title(&self) -> String {
        match &self.about {
            About::Matter(matter) => matter.content.title.clone(),
            About::Minutes(meeting) => {
                format!("{}, {}", meeting.body_name, swedish::date(meeting.day))
            }
        }
    }

    /// The name of the document that is signed off.
    pub(super) fn document(&self) -> String {
        match self.about {
            About::Matter(_) => "Tjänsteskrivelse".to_owned(),
            About::Minutes(_) => "Protokoll".to_owned(),
        }
    }

    /// The register number, or the words for not having one.
    pub(super) fn number(&self) -> String {
        match &self.about {
            About::Matter(matter) => matter.number_or_none(),
            About::Minutes(_) => "utan diarienummer".to_owned(),
        }
    }

    /// Its page, behind sign-in.
    pub(super) fn page(&self, office: &Office) -> String {
        let base = base(office);
        match &self.about {
            About::Matter(matter) => format!("{base}/arenden/{}", matter.id),
            About::Minutes(meeting) => format!("{base}/sammantraden/{}", meeting.id),
        }
    }
}

/// The address that every link begins with: from the settings, never from a request.
pub(super) fn base(office: &Office) -> &str {
    office.settings().public_url.trim_end_matches('/')
}

/// "§§ 12–18", as far as the meeting has numbered its sections.
pub(super) fn sections(meeting: &Meeting) -> String {
    let numbers: Vec<u32> = meeting
        .items
        .iter()
        .filter_map(|item| item.section)
        .collect();
    swedish::sections(&numbers)
}

fn secrecy(marked: bool) -> Secrecy {
    if marked {
        Secrecy::Secret
    } else {
        Secrecy::Open
    }
}

async fn holds_secret(read: &mut Read, meeting: &Meeting) -> Result<bool, OfficeError> {
    for id in meeting.items.iter().filter_map(|item| item.matter) {
        let matter = matters::find(read, id).await?;
        if matter.is_some_and(|matter| matter.secrecy.is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}
