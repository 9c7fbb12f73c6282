//! What a condition asks of the matter beside its fields: approvals, documents, delegations, the
//! execution, the text and the decision.

use super::evaluate::Evaluation;
use super::facts::{MISSING, Reference};
use super::operand::{Operand, RowAtHand, days_between, reason};
use super::stated::states;
use super::syntax::{DocumentAttribute, Place, ReferenceAttribute};
use crate::domain::refusal;
use crate::workflow::keys::{DocumentKind, ExecutionKey, StepKey};
use crate::workflow::value::Value;

impl<'f> Evaluation<'f> {
    pub(super) fn approved(&self, name: &str) -> Operand<'f> {
        let approved = name
            .parse()
            .is_ok_and(|step: StepKey| self.facts.approved(&step));
        self.known(approved, || {
            let step = self.definition.step(name);
            let title = step.map_or(name, |step| step.title.as_str());
            let place = refusal::Place::Review(name.to_owned());
            (format!("{title} godkänd"), Some(place))
        })
    }

    pub(super) fn document(&self, kind: &str, attribute: DocumentAttribute) -> Operand<'f> {
        let title = || {
            let document = self.definition.document(kind);
            document.map_or(kind, |document| document.title.as_str())
        };
        let place = || Some(refusal::Place::Document(kind.to_owned()));
        let fact = kind
            .parse()
            .ok()
            .and_then(|kind: DocumentKind| self.facts.document(&kind));
        let Some(fact) = fact else {
            // That there is none is known; its age is not.
            let value = (attribute != DocumentAttribute::Age).then_some(Value::Bool(false));
            let trace = self.told(|| reason(title().to_owned(), None, place()));
            return Operand::found(value, trace);
        };
        let (value, question) = match attribute {
            DocumentAttribute::Exists => (Some(Value::Bool(true)), " finns"),
            DocumentAttribute::Signed => (Some(Value::Bool(fact.signed)), " underskriven"),
            DocumentAttribute::Age => (
                days_between(fact.dated, self.facts.today()).map(Value::Number),
                ", ålder i dagar",
            ),
        };
        let label = || format!("{}{question}", title());
        let trace = self.told(|| reason(label(), value.as_ref(), place()));
        Operand::found(value, trace)
    }

    /// Whether the country in a field or cell protects personal data adequately.
    pub(super) fn adequate(&self, place: &Place, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let mut country = self.place(place, at);
        let asked = match country.value.as_deref() {
            Some(Value::Country(country)) => Some(*country),
            _ => None,
        };
        let adequate = asked.and_then(|country| self.facts.adequate(country));
        let source = asked
            .filter(|_| self.telling)
            .and_then(|country| self.facts.adequacy_source(country));
        for trace in &mut country.trace {
            if trace.value != MISSING {
                let answer = match adequate {
                    Some(true) => "adekvat skydd",
                    Some(false) => "inte adekvat skydd",
                    None => "okänt om skyddet är adekvat",
                };
                trace.value = match &source {
                    Some(source) => format!("{} ({answer}: {source})", trace.value),
                    None => format!("{} ({answer})", trace.value),
                };
            }
        }
        Operand::found(adequate.map(Value::Bool), country.trace)
    }

    /// Whether a reference leads to what is asked for. A reference that nobody has looked up is
    /// unknown; one that is not there leads nowhere.
    pub(super) fn refers(
        &self,
        place: &Place,
        attribute: ReferenceAttribute,
        at: Option<RowAtHand<'f>>,
    ) -> Operand<'f> {
        let mut named = self.place(place, at);
        let led = match named.value.as_deref() {
            Some(Value::Matter(named)) => self.facts.reference(named),
            _ => None,
        };
        let truth = led.map(|led| match attribute {
            ReferenceAttribute::Registered => led.registered,
            ReferenceAttribute::Planned => led.planned,
        });
        for trace in &mut named.trace {
            if trace.value != MISSING {
                let answer = led.map_or("inte slaget upp i diariet", Reference::swedish);
                trace.value = format!("{} ({answer})", trace.value);
            }
        }
        Operand::found(truth.map(Value::Bool), named.trace)
    }

    /// Asked of the scheme that the routes with the point decide by: each body numbers its own.
    pub(super) fn delegated(&self, point: &str) -> Operand<'f> {
        let asked = self.definition.delegating(point);
        let answers: Vec<Option<bool>> = asked
            .into_iter()
            .map(|body| self.facts.delegated(point, body))
            .collect();
        let holds = if answers.contains(&Some(true)) {
            Some(true)
        } else {
            (!answers.contains(&None)).then_some(false)
        };
        let value = holds.map(Value::Bool);
        let label = || format!("Gällande delegation enligt punkt {point}");
        let trace = self.told(|| reason(label(), value.as_ref(), None));
        Operand::found(value, trace)
    }

    pub(super) fn done(&self, name: &str) -> Operand<'f> {
        let done = name
            .parse()
            .is_ok_and(|step: ExecutionKey| self.facts.done(&step));
        self.known(done, || {
            let mut steps = self.definition.execution.iter();
            let step = steps.find(|step| step.key.as_str() == name);
            let title = step.map_or(name, |step| step.title.as_str());
            (format!("Steget ”{title}” utfört"), None)
        })
    }

    /// Whether the text of the section names the number.
    pub(super) fn states(&self, name: &str, number: Operand<'f>) -> Operand<'f> {
        let section = self.definition.section(name);
        let text = section.and_then(|section| self.facts.section(&section.key));
        let text = text.filter(|text| !text.trim().is_empty());
        let Some(wanted) = number.value.as_deref().and_then(Value::as_number) else {
            return Operand::found(None, number.trace);
        };
        let value = text.map(|text| Value::Bool(states(text, wanted)));
        let mut trace = number.trace;
        trace.extend(self.told(|| {
            let title = section.map_or(name, |section| section.title.as_str());
            let label = match value {
                None => format!("Avsnittet ”{title}”"),
                Some(_) => format!("Avsnittet ”{title}” nämner talet {}", wanted.swedish()),
            };
            let place = refusal::Place::Section(name.to_owned());
            reason(label, value.as_ref(), Some(place))
        }));
        Operand::found(value, trace)
    }

    pub(super) fn decided_until(&self) -> Operand<'f> {
        let value = self.facts.decided_until().map(Value::Date);
        let trace = self.told(|| reason("Beslutet gäller till".to_owned(), value.as_ref(), None));
        Operand::found(value, trace)
    }

    /// A decision without end never ceases to hold, and what is not decided has not begun to.
    pub(super) fn expired(&self) -> Operand<'f> {
        let today = self.facts.today();
        let expired = self.facts.decided_until().is_some_and(|last| last < today);
        self.known(expired, || {
            ("Beslutet har upphört att gälla".to_owned(), None)
        })
    }

    fn known(
        &self,
        truth: bool,
        label: impl FnOnce() -> (String, Option<refusal::Place>),
    ) -> Operand<'f> {
        let value = Value::Bool(truth);
        let trace = self.told(|| {
            let (label, place) = label();
            reason(label, Some(&value), place)
        });
        Operand::found(Some(value), trace)
    }
}
