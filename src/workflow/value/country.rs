//! Countries: two letters (ISO 3166-1) and the Swedish name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country by its two letters, `SE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The Swedish name, or the letters where the list below does not hold the country.
    pub fn name(&self) -> &str {
        NAMES
            .iter()
            .find(|(code, _)| *code == self.code())
            .map_or(self.code(), |(_, name)| name)
    }

    /// Countries that can be offered in a form, by name.
    pub fn offered() -> impl Iterator<Item = (&'static str, &'static str)> {
        NAMES.iter().copied()
    }
}

impl FromStr for Country {
    type Err = String;

    /// Reads two letters or a Swedish name.
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim();
        let named = NAMES
            .iter()
            .find(|(_, name)| name.to_lowercase() == wanted.to_lowercase());
        let code = named.map_or(wanted, |(code, _)| code).to_ascii_uppercase();
        match code.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([*first, *second])),
            _ => Err(format!(
                "'{wanted}' är inget land som känns igen: skriv landets namn eller dess två bokstäver, till exempel Sverige eller SE."
            )),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

/// EU, EEA and those that cloud services are run from, in the order of the Swedish alphabet.
const NAMES: [(&str, &str); 61] = [
    ("AD", "Andorra"),
    ("AR", "Argentina"),
    ("AU", "Australien"),
    ("BE", "Belgien"),
    ("BR", "Brasilien"),
    ("BG", "Bulgarien"),
    ("CL", "Chile"),
    ("CY", "Cypern"),
    ("DK", "Danmark"),
    ("EE", "Estland"),
    ("PH", "Filippinerna"),
    ("FI", "Finland"),
    ("FR", "Frankrike"),
    ("FO", "Färöarna"),
    ("AE", "Förenade Arabemiraten"),
    ("GR", "Grekland"),
    ("GG", "Guernsey"),
    ("HK", "Hongkong"),
    ("IN", "Indien"),
    ("ID", "Indonesien"),
    ("IE", "Irland"),
    ("IS", "Island"),
    ("IM", "Isle of Man"),
    ("IL", "Israel"),
    ("IT", "Italien"),
    ("JP", "Japan"),
    ("JE", "Jersey"),
    ("CA", "Kanada"),
    ("CN", "Kina"),
    ("HR", "Kroatien"),
    ("LV", "Lettland"),
    ("LI", "Liechtenstein"),
    ("LT", "Litauen"),
    ("LU", "Luxemburg"),
    ("MY", "Malaysia"),
    ("MT", "Malta"),
    ("MX", "Mexiko"),
    ("NL", "Nederländerna"),
    ("NO", "Norge"),
    ("NZ", "Nya Zeeland"),
    ("PL", "Polen"),
    ("PT", "Portugal"),
    ("RO", "Rumänien"),
    ("RU", "Ryssland"),
    ("CH", "Schweiz"),
    ("RS", "Serbien"),
    ("SG", "Singapore"),
    ("SK", "Slovakien"),
    ("SI", "Slovenien"),
    ("ES", "Spanien"),
    ("GB", "Storbritannien"),
    ("SE", "Sverige"),
    ("ZA", "Sydafrika"),
    ("KR", "Sydkorea"),
    ("TW", "Taiwan"),
    ("CZ", "Tjeckien"),
    ("DE", "Tyskland"),
    ("HU", "Ungern"),
    ("US", "USA"),
    ("UY", "Uruguay"),
    ("AT", "Österrike"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_read_by_name_or_letters() {
        assert_eq!("sverige".parse::<Country>().unwrap().code(), "SE");
        assert_eq!("us".parse::<Country>().unwrap().name(), "USA");
        assert_eq!("TR".parse::<Country>().unwrap().name(), "TR");
        assert!("Norden".parse::<Country>().is_err());
        assert!("S€".parse::<Country>().is_err());
    }
}
