//! Writing the scheme: a new delegation, and one that is taken back.

use super::{Delegate, Delegation, Scheme};
use crate::domain::{
    identifiers::DelegationId,
    refusal::{Place, Reason, Refusal},
    swedish,
};
use chrono::NaiveDate;

impl Scheme {
    /// Puts a delegation in the scheme.
    ///
    /// # Errors
    /// With every fault: what is missing, and what KL 7:6 does not allow.
    pub fn enter(&self, new: &Delegation) -> Result<(), Refusal> {
        let mut reasons = faults(new);
        if let Some(parent) = new.passed_on_from {
            reasons.extend(self.passing_on_faults(new, parent));
        }
        if reasons.is_empty() {
            return Ok(());
        }
        Err(Refusal::invalid("Delegationen är inte införd.", reasons))
    }

    /// A head of administration who has been allowed to may let another employee decide, and nobody
    /// further down may (KL 7:6).
    fn passing_on_faults(&self, new: &Delegation, parent: DelegationId) -> Vec<Reason> {
        let at = || Place::Field("from_delegation".into());
        let rule = "vidaredelegation";
        let Some(parent) = self.find(parent).filter(|parent| parent.body == new.body) else {
            let message = "Delegationen som ska lämnas vidare finns inte hos organet.";
            return vec![Reason::new(rule, message).at(at())];
        };
        let mut reasons = Vec::new();
        let mut fault = |message: String| {
            reasons.push(Reason::new(rule, message).source("KL 7:6").at(at()));
        };
        if parent.passed_on_from.is_some() {
            fault("En delegation som redan har lämnats vidare kan inte lämnas vidare igen.".into());
        } else if !parent.may_pass_on {
            fault(format!(
                "Organet har inte medgett att punkt {} lämnas vidare.",
                parent.point
            ));
        }
        if parent.point != new.point {
            fault(format!(
                "Den som lämnar vidare punkt {} kan inte lämna vidare punkt {}.",
                parent.point, new.point
            ));
        }
        if matches!(new.to, Delegate::HeadOfAdministration(_)) {
            fault("En förvaltningschef lämnar vidare till en annan anställd.".into());
        }
        reasons
    }

    /// The delegation as it is when its last day is `last_day`.
    ///
    /// A decision that was taken while the delegation held stays lawful, so it is never taken back
    /// further than from today on.
    ///
    /// # Errors
    /// When it is not there, has ended already, or would be taken back for days that have passed.
    pub fn revoked(
        &self,
        id: DelegationId,
        last_day: NaiveDate,
        today: NaiveDate,
    ) -> Result<Delegation, Refusal> {
        let what = "Delegationen är inte återkallad.";
        let found = self
            .find(id)
            .ok_or_else(|| Refusal::not_found(format!("Delegationen finns inte. {what}")))?;
        let at = || Place::Field("last_day".into());
        if let Some(until) = found.term.until.filter(|until| *until <= last_day) {
            let message = format!("Den gäller bara till och med den {}.", swedish::date(until));
            return Err(Refusal::invalid(
                what,
                vec![Reason::new("sista-dag", message).at(at())],
            ));
        }
        if today
            .pred_opt()
            .is_some_and(|yesterday| last_day < yesterday)
        {
            let reason = Reason::new(
                "sista-dag",
                "Den kan inte återkallas för dagar som har gått.",
            )
            .remedy("Den sista dagen är tidigast i går: då gäller den inte i dag.")
            .at(at());
            return Err(Refusal::invalid(what, vec![reason]));
        }
        let mut revoked = found.clone();
        revoked.term.until = Some(last_day);
        Ok(revoked)
    }
}

fn faults(new: &Delegation) -> Vec<Reason> {
    let field = |name: &str| Place::Field(name.to_owned());
    let mut reasons = Vec::new();
    let is_point = new
        .point
        .starts_with(|first: char| first.is_ascii_alphanumeric())
        && new
            .point
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && new.point.len() <= 32;
    if !is_point {
        reasons.push(
            Reason::new(
                "punkt",
                "Punkten skrivs med siffror, bokstäver, punkt och bindestreck.",
            )
            .remedy("Skriv till exempel 4.12.")
            .at(field("point")),
        );
    }
    if new.title.trim().is_empty() {
        reasons.push(
            Reason::new("rubrik", "Det står inte vad delegationen gäller.")
                .remedy("Skriv vad delegaten får besluta.")
                .at(field("title")),
        );
    }
    if new.decided_in.trim().is_empty() {
        reasons.push(
            Reason::new(
                "stod",
                "Det står inte var organet har beslutat om delegationen.",
            )
            .remedy("Skriv organ, dag och paragraf.")
            .source("KL 6:37, 7:5")
            .at(field("decided_in")),
        );
    }
    if new.term.until.is_some_and(|until| until < new.term.from) {
        reasons.push(
            Reason::new("dagar", "Den sista dagen kommer före den första.").at(field("until")),
        );
    }
    if new.may_pass_on && !matches!(new.to, Delegate::HeadOfAdministration(_)) {
        reasons.push(
            Reason::new(
                "vidaredelegation",
                "Bara en förvaltningschef får lämna en delegation vidare.",
            )
            .remedy("Delegera till en förvaltningschef, eller ta bort rätten att lämna vidare.")
            .source("KL 7:6")
            .at(field("may_pass_on")),
        );
    }
    if new.may_pass_on && new.passed_on_from.is_some() {
        reasons.push(
            Reason::new(
                "vidaredelegation",
                "Den som har fått en delegation av förvaltningschefen kan inte lämna den vidare.",
            )
            .source("KL 7:6")
            .at(field("may_pass_on")),
        );
    }
    reasons
}
