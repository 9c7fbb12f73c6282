//! Documents: made out of frozen versions, after the act, and the same each time.

use super::{Office, OfficeError, facts};
use crate::{
    db::Read,
    document::{Composed, docx, html},
    domain::{calendar, digest::Digest, swedish},
    matter::{
        decision_sheet,
        memo::{Head, memo},
        state::{Content, Decision, Matter},
    },
    meeting::minutes::{EXCERPT, MinutesContent},
    store::{
        blobs,
        files::{self, Made},
        jobs::{self, Job},
        matters, meetings, people, versions,
    },
    work::{DocumentOrder, Excerpt, FrozenVersion, Subject},
};
use chrono::{DateTime, Utc};

/// The media type of a Word file.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a version is made into: facts of the version and of its head.
struct Source {
    version: FrozenVersion,
    made_from: MadeFrom,
}

enum MadeFrom {
    Matter(Box<Matter>, Head),
    Minutes { municipality: String, about: String },
}

impl Office {
    /// The Word file of an order: bytes, then row and job in one transaction.
    pub(super) async fn make_document(
        &self,
        job: &Job,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let order: DocumentOrder = serde_json::from_value(job.payload.clone())?;
        let mut source = self.source(order.of, order.version).await?;
        if let MadeFrom::Matter(_, head) = &mut source.made_from {
            head.register_number.clone_from(&order.register_number);
        }
        let name = file_name(&source, &order);
        let composed = match &order.excerpt {
            Some(excerpt) => excerpt_of(&source, *excerpt)?,
            None => self.compose(&source, &order.kind)?,
        };
        let bytes = tokio::task::spawn_blocking(move || docx::docx(&composed.document))
            .await
            .map_err(|error| OfficeError::Document(error.to_string()))?
            .map_err(|error| OfficeError::Document(error.to_string()))?;
        let blob = self.blobs().put_bytes(&bytes).await?;
        let made = Made {
            of: order
                .excerpt
                .map_or(order.of, |excerpt| Subject::Matter(excerpt.matter)),
            kind: order.kind.clone(),
            version: order.sha256,
            digest: blob.digest,
            media_type: DOCX.to_owned(),
            file_name: name,
            made_at: at,
        };
        self.db()
            .write(async |write| {
                if jobs::mark_done(write, job.lease(), at).await? {
                    blobs::record(write, blob, DOCX, at).await?;
                    files::insert(write, &job.id.to_string(), &made).await?;
                }
                Ok(())
            })
            .await
    }

    /// A frozen version as HTML, its headings from `level` on: what is read before it is approved.
    ///
    /// # Errors
    /// When the version is not there or cannot be composed.
    pub async fn version_as_html(
        &self,
        of: Subject,
        number: u32,
        level: u8,
    ) -> Result<String, OfficeError> {
        let source = self.source(of, number).await?;
        let composed = self.compose(&source, "")?;
        Ok(html::html(&composed.document, level))
    }

    /// Minutes that are not frozen yet as HTML, its headings from `level` on.
    ///
    /// # Errors
    /// When they cannot be composed.
    pub fn minutes_as_html(
        &self,
        minutes: &MinutesContent,
        level: u8,
    ) -> Result<String, OfficeError> {
        let composed = minutes.compose(&self.settings().municipality);
        let composed = composed.map_err(|error| OfficeError::Document(error.to_string()))?;
        Ok(html::html(&composed.document, level))
    }

    async fn source(&self, of: Subject, number: u32) -> Result<Source, OfficeError> {
        self.db()
            .read(async |read| {
                let version = versions::find(read, of, number).await?;
                let version = version
                    .ok_or_else(|| OfficeError::Document("versionen finns inte".to_owned()))?;
                if Digest::of(version.content.as_bytes()) != version.sha256 {
                    return Err(OfficeError::Document(
                        "versionen stämmer inte med sin kontrollsumma".to_owned(),
                    ));
                }
                let made_from = match of {
                    Subject::Matter(id) => {
                        let matter = matters::find(read, id).await?;
                        let matter = matter.ok_or_else(|| {
                            OfficeError::Document("ärendet finns inte".to_owned())
                        })?;
                        self.definition_of_version_now(read, &matter, version.workflow)
                            .await?;
                        let frozen_at = versions::frozen_at(read, of, number).await?;
                        let head = self.head_of(read, &matter, frozen_at).await?;
                        MadeFrom::Matter(Box::new(matter), head)
                    }
                    Subject::Minutes(id) => {
                        let meeting = meetings::find(read, id).await?.ok_or_else(|| {
                            OfficeError::Document("sammanträdet finns inte".to_owned())
                        })?;
                        MadeFrom::Minutes {
                            municipality: self.settings().municipality.clone(),
                            about: format!("{} {}", meeting.body_name, swedish::iso(meeting.day)),
                        }
                    }
                };
                Ok(Source { version, made_from })
            })
            .await
    }

    async fn head_of(
        &self,
        read: &mut Read,
        matter: &Matter,
        frozen_at: Option<DateTime<Utc>>,
    ) -> Result<Head, OfficeError> {
        let body = facts::body_of(read, matter.body).await?;
        let officer = people::find(read, matter.officer)
            .await?
            .map(|kept| kept.person);
        let frozen_at = frozen_at.unwrap_or(matter.changed_at);
        Ok(Head {
            municipality: self.settings().municipality.clone(),
            body: body.name,
            unit: officer
                .as_ref()
                .map(|person| person.unit.clone())
                .unwrap_or_default(),
            register_number: matter.register_number.as_ref().map(ToString::to_string),
            day: calendar::today_in_stockholm(frozen_at),
            officer: officer.map(|person| person.name).unwrap_or_default(),
        })
    }

    fn compose(&self, source: &Source, kind: &str) -> Result<Composed, OfficeError> {
        let composed = match &source.made_from {
            MadeFrom::Matter(matter, head) if kind == decision_sheet::KIND => {
                let content: Content = serde_json::from_str(&source.version.content)?;
                let decision = decided_on(matter, source.version.sha256);
                let decision = decision
                    .ok_or_else(|| OfficeError::Document("beslutet finns inte".to_owned()))?;
                decision_sheet::compose(matter, decision, &content, head)
            }
            MadeFrom::Matter(matter, head) => {
                let content: Content = serde_json::from_str(&source.version.content)?;
                let definition = self.definition_of_version(matter, source.version.workflow)?;
                memo(&content, definition, head.clone()).compose()
            }
            MadeFrom::Minutes { municipality, .. } => {
                let content: MinutesContent = serde_json::from_str(&source.version.content)?;
                content.compose(municipality)
            }
        };
        composed.map_err(|error| OfficeError::Document(error.to_string()))
    }
}

/// One section of the minutes.
fn excerpt_of(source: &Source, excerpt: Excerpt) -> Result<Composed, OfficeError> {
    let MadeFrom::Minutes { municipality, .. } = &source.made_from else {
        return Err(OfficeError::Document(
            "utdraget är inte ur ett protokoll".to_owned(),
        ));
    };
    let content: MinutesContent = serde_json::from_str(&source.version.content)?;
    content
        .compose_excerpt(municipality, excerpt.section, excerpt.certified_on)
        .map_err(|error| OfficeError::Document(error.to_string()))?
        .ok_or_else(|| OfficeError::Document("paragrafen finns inte".to_owned()))
}

/// The decision that was taken on the version, in this round or an earlier one.
fn decided_on(matter: &Matter, sha256: Digest) -> Option<&Decision> {
    let earlier = matter.after.rounds.iter().map(|round| &round.decision);
    matter
        .decision
        .iter()
        .chain(earlier)
        .find(|decision| decision.sha256 == sha256)
}

/// The name people get the file under: kind, number, version.
fn file_name(source: &Source, order: &DocumentOrder) -> String {
    let about = match &source.made_from {
        MadeFrom::Matter(_, head) => head
            .register_number
            .clone()
            .unwrap_or_else(|| "utan diarienummer".to_owned()),
        MadeFrom::Minutes { about, .. } => match order.excerpt {
            Some(excerpt) => format!("{about} paragraf {}", excerpt.section),
            None => about.clone(),
        },
    };
    let kind = match order.kind.as_str() {
        "protokoll" => "Protokoll",
        EXCERPT => "Protokollsutdrag",
        decision_sheet::KIND => "Delegationsbeslut",
        _ => "Tjänsteskrivelse",
    };
    let about: String = about
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == ' ' {
                letter
            } else {
                '-'
            }
        })
        .collect();
    format!("{kind} {about} version {}.docx", order.version)
}
