//! Bodies, who sits in them, and the groups that workflows ask for reviewers.

use super::{Office, OfficeError, Steward, facts, reporting::planned};
use crate::{
    domain::{
        body::{Body, Membership, Reporting, Rules},
        calendar,
        identifiers::BodyId,
        journal::{NewEntry, Stream},
        person::GroupMember,
        refusal::{Place, Reason, Refusal},
        register_number::NumberPattern,
        text,
    },
    store::{bodies, journal, offices},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// A body to add.
#[derive(Debug, Clone)]
pub struct NewBody {
    /// The key in files and addresses, such as "ks".
    pub key: String,
    /// The name as printed.
    pub name: String,
    /// The prefix of its register numbers, such as "KS".
    pub register_prefix: String,
    /// How it writes its register numbers.
    pub number_pattern: NumberPattern,
    /// What its own rules say.
    pub rules: Rules,
    /// The administrative court that appeals go to (KL 13:1).
    pub court: String,
    /// Where the certified minutes are kept (KL 8:12).
    pub minutes_kept_at: String,
}

impl Office {
    /// Adds a body.
    ///
    /// # Errors
    /// Refused for all but the administrator, when the key or the prefix is taken, and when something
    /// is missing.
    pub async fn add_body(
        &self,
        new: NewBody,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<BodyId, OfficeError> {
        let body = body_of(new, self.entropy(at)?.id())?;
        let entry = NewEntry::new(
            "body_added",
            format!("Lade till {}.", body.name),
            json!({ "key": body.key, "prefix": body.register_prefix, "rules": body.rules }),
        );
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                let known = bodies::all(write).await?;
                let reasons = clashes(&body, &known);
                if !reasons.is_empty() {
                    return Err(refused(reasons).into());
                }
                bodies::keep(write, &body, at).await?;
                journal::append(write, Stream::Body(body.id), at, &by, &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        Ok(body.id)
    }

    /// Changes how decisions taken in the body's place come to its agenda, as the body has decided
    /// (KL 6:40, 7:8). The agenda of its next meeting follows at once.
    ///
    /// # Errors
    /// Refused for all but the administrator, and without where it is decided.
    pub async fn change_reporting(
        &self,
        body: BodyId,
        reporting: Reporting,
        decided_in: &str,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let decided_in = text::clean_line(decided_in);
        self.db()
            .write(async |write| {
                let actor = by.actor(write, today).await?;
                if decided_in.is_empty() {
                    let reason = Reason::new("stod", "Det står inte var organet har beslutat det.")
                        .remedy("Skriv organ, dag och paragraf.")
                        .source("KL 6:40, 7:8")
                        .at(Place::Field("decided_in".into()));
                    return Err(Refusal::invalid("Regeln är inte ändrad.", vec![reason]).into());
                }
                let mut changed = facts::body_of(write, body).await?;
                changed.rules.reporting = reporting;
                bodies::keep(write, &changed, at).await?;
                let entry = NewEntry::new(
                    "reporting_changed",
                    format!("Anmälan av delegationsbeslut: {}", reporting.swedish()),
                    json!({ "reporting": reporting, "decided_in": decided_in }),
                );
                journal::append(write, Stream::Body(body), at, &actor, &[entry]).await?;
                if let Some(meeting) = planned(write, body).await?.first() {
                    let by = (meeting.secretary, &actor);
                    self.follow_the_list(write, body, by, at, &mut entropy)
                        .await?;
                }
                Ok::<(), OfficeError>(())
            })
            .await
    }

    /// Gives a person a seat in a body.
    ///
    /// # Errors
    /// Refused for all but the administrator.
    pub async fn seat(
        &self,
        membership: Membership,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let entry = NewEntry::new(
            "seated",
            format!("Ny plats: {}.", membership.seat.swedish()),
            json!({
                "person": membership.person, "seat": membership.seat,
                "party": membership.party, "term": membership.term,
            }),
        );
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                bodies::seat(write, &membership).await?;
                let stream = Stream::Body(membership.body);
                journal::append(write, stream, at, &by, &[entry]).await?;
                Ok(())
            })
            .await
    }

    /// Puts a person in a group of reviewers.
    ///
    /// # Errors
    /// Refused for all but the administrator.
    pub async fn join_group(
        &self,
        member: GroupMember,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let entry = NewEntry::new(
            "joined_group",
            format!("Gick med i gruppen ”{}”.", member.group),
            json!({ "group": member.group, "term": member.term }),
        );
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                offices::join_group(write, &member).await?;
                let stream = Stream::Person(member.person);
                journal::append(write, stream, at, &by, &[entry]).await?;
                Ok(())
            })
            .await
    }
}

fn body_of(new: NewBody, id: BodyId) -> Result<Body, Refusal> {
    let body = Body {
        id,
        key: text::clean_line(&new.key),
        name: text::clean_line(&new.name),
        register_prefix: text::clean_line(&new.register_prefix),
        number_pattern: new.number_pattern,
        rules: new.rules,
        court: text::clean_line(&new.court),
        minutes_kept_at: text::clean_line(&new.minutes_kept_at),
    };
    let is_key = body
        .key
        .starts_with(|first: char| first.is_ascii_lowercase())
        && body
            .key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let mut reasons = Vec::new();
    if !is_key {
        reasons.push(
            Reason::new(
                "nyckel",
                "Nyckeln ska vara små bokstäver a–z, siffror och bindestreck.",
            )
            .remedy("Välj en kort förkortning, till exempel ks.")
            .at(Place::Field("key".into())),
        );
    }
    if body.name.is_empty() {
        reasons.push(Reason::new("namn", "Namnet saknas.").at(Place::Field("name".into())));
    }
    if body.register_prefix.is_empty() {
        reasons.push(
            Reason::new("prefix", "Prefixet för diarienummer saknas.")
                .remedy("Välj en kort förkortning, till exempel KS.")
                .at(Place::Field("prefix".into())),
        );
    }
    if reasons.is_empty() {
        Ok(body)
    } else {
        Err(refused(reasons))
    }
}

/// Two bodies with one prefix would share a series of numbers, though each is its own authority.
fn clashes(body: &Body, known: &[Body]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if known.iter().any(|other| other.key == body.key) {
        reasons.push(
            Reason::new("nyckel", format!("Nyckeln ”{}” används redan.", body.key))
                .at(Place::Field("key".into())),
        );
    }
    if let Some(other) = known
        .iter()
        .find(|other| other.register_prefix == body.register_prefix)
    {
        reasons.push(
            Reason::new(
                "prefix",
                format!(
                    "{} använder redan prefixet ”{}”.",
                    other.name, body.register_prefix
                ),
            )
            .remedy("Varje nämnd är en egen myndighet och har sin egen nummerserie.")
            .at(Place::Field("prefix".into())),
        );
    }
    reasons
}

fn refused(reasons: Vec<Reason>) -> Refusal {
    Refusal::invalid("Organet är inte tillagt.", reasons)
}
