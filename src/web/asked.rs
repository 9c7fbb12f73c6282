//! What was sent: read once, cleaned once, and turned into types before it goes further in.

use super::{App, answer::Failure};
use crate::domain::{
    digest::Digest,
    identifiers::{FormNonce, Identifier},
    text,
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use std::collections::BTreeMap;

/// A form that was sent, in the order of the page. Everything in it is cleaned.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// The path it was sent to.
    to: String,
    pairs: Vec<(String, String)>,
}

impl Sent {
    /// The text of a field on one line; empty when it was not sent.
    pub fn line(&self, name: &str) -> String {
        text::clean_line(self.raw(name))
    }

    /// The text of a field of several lines; empty when it was not sent.
    pub fn text(&self, name: &str) -> String {
        text::clean(self.raw(name))
    }

    /// Every value of a field that can be sent several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.pairs
            .iter()
            .filter(|(sent, _)| sent == name)
            .map(|(_, value)| text::clean_line(value))
            .collect()
    }

    /// The cells of a table that were sent, row by row: `risker-0-orsak` is in row 0 of `risker`.
    pub fn cells(&self, table: &str) -> BTreeMap<usize, Self> {
        let mut rows: BTreeMap<usize, Self> = BTreeMap::new();
        for (name, value) in &self.pairs {
            let place = name.strip_prefix(table).and_then(|it| it.strip_prefix('-'));
            let place = place.and_then(|it| it.split_once('-'));
            let Some((row, column)) = place else { continue };
            if let Ok(row) = row.parse() {
                let cells = &mut rows.entry(row).or_default().pairs;
                cells.push((column.to_owned(), value.clone()));
            }
        }
        rows
    }

    /// Whether a checkbox was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.raw(name).is_empty()
    }

    /// Whether the field was on the form at all.
    pub fn holds(&self, name: &str) -> bool {
        self.pairs.iter().any(|(sent, _)| sent == name)
    }

    /// Reads a field as a type of ours; `None` when it is empty or cannot be read.
    pub fn read<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.line(name).parse().ok()
    }

    /// The form as it was shown and filled in: sent twice alike, it acts once. Filled in otherwise,
    /// or another form of the same page, it is a form of its own: a corrected text is never taken
    /// for the one before.
    ///
    /// # Errors
    /// 400 when it is missing: the form is not one of ours.
    pub fn nonce(&self) -> Result<FormNonce, Failure> {
        let shown: FormNonce = self.read("form_nonce").ok_or_else(|| {
            Failure::Unreadable("Formuläret är ofullständigt. Öppna sidan igen.".to_owned())
        })?;
        let mut written = vec![shown.to_string(), self.to.clone()];
        for (name, value) in &self.pairs {
            written.extend([name.clone(), value.clone()]);
        }
        let mut parts = Vec::new();
        for part in written {
            parts.extend((part.len() as u64).to_be_bytes());
            parts.extend(part.as_bytes());
        }
        let mut uuid = [0; 16];
        uuid.copy_from_slice(&Digest::of(parts).bytes()[..16]);
        Ok(FormNonce::from_uuid(
            uuid::Builder::from_custom_bytes(uuid).into_uuid(),
        ))
    }

    /// The number of the row that a form with numbered rows was shown with: `name-3` holds `value`.
    /// The rows may stand in another order by now.
    pub fn number_of(&self, name: &str, value: &str) -> Option<usize> {
        let value = text::clean_line(value);
        (0..)
            .map_while(|number| {
                let name = format!("{name}-{number}");
                self.holds(&name).then(|| (number, self.line(&name)))
            })
            .find(|(_, held)| *held == value)
            .map(|(number, _)| number)
    }

    /// Every name and value, for what is to be shown again.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn raw(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(sent, _)| sent == name)
            .map_or("", |(_, value)| value)
    }
}

impl FromIterator<(String, String)> for Sent {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self {
            to: String::new(),
            pairs: pairs.into_iter().collect(),
        }
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let to = request.uri().path().to_owned();
        let kind = request.headers().get(header::CONTENT_TYPE);
        let urlencoded = kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !urlencoded {
            return Err(Failure::Unreadable(
                "Det som skickades är inget formulär.".to_owned(),
            ));
        }
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| {
                match axum::response::IntoResponse::into_response(rejection).status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
                    _ => Failure::Unreadable("Det som skickades kom inte fram helt.".to_owned()),
                }
            })?;
        let pairs = url::form_urlencoded::parse(&bytes).into_owned().collect();
        Ok(Self { to, pairs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_form_sent_twice_alike_is_one_and_filled_in_otherwise_another() {
        let nonce = ("form_nonce", "01a1c089-8380-77c2-824e-8b1469a493df");
        let first = sent(&[nonce, ("text", "Ett")]).nonce().unwrap();
        assert_eq!(sent(&[nonce, ("text", "Ett")]).nonce().unwrap(), first);
        assert_ne!(sent(&[nonce, ("text", "Två")]).nonce().unwrap(), first);
        assert_ne!(sent(&[nonce, ("textE", "tt")]).nonce().unwrap(), first);
        assert!(sent(&[("text", "Ett")]).nonce().is_err());
    }
}
