//! What the demo's matters say. Everything is made up; the services and their makers too.

mod decided;
mod drafts;
mod other_types;
mod prepared;

pub(super) use decided::{CAMERAS, LEARNING, MAIL};
pub(super) use drafts::{BOOKING, SURVEY};
pub(super) use other_types::{GUIDELINE, PLAN, REPORT, RISK};
pub(super) use prepared::{CARE_MEETINGS, FAULT_REPORTS, SIGNING, TRANSLATION};

/// What every request for a cloud service in the demo answers alike; a text says only what is its own.
pub(super) const USUAL_ANSWERS: &[(&str, &str)] = &[
    ("ny_tjanst", "ja"),
    ("provad_for_sig", "ja"),
    ("personuppgifter", "ja"),
    ("skyddade_uppgifter", "nej"),
    ("informationsklass", "K1"),
    ("systemklass", "K2"),
    ("informationsklass_riktighet", "R1"),
    ("systemklass_riktighet", "R2"),
    ("informationsklass_tillganglighet", "T1"),
    ("systemklass_tillganglighet", "T2"),
    ("informationsagare", "Birgitta Lindqvist"),
    ("klassning_kritisk", "nej"),
    (
        "klassning_skyddsvard",
        "Kontaktuppgifter till invånare och anställda.",
    ),
    (
        "klassning_motivering",
        "Uppgifterna är få och sprids inte utanför förvaltningen.",
    ),
    ("klassning_av", "Birgitta Lindqvist"),
    ("klassning_dag", "2 mars 2026"),
    ("autentisering", "mfa"),
    ("krypterad", "ja"),
    ("egen_utrustning", "nej"),
    ("utanfor_arbetsplats", "ja"),
    ("behorigheter", "ja"),
    (
        "uppgradering",
        "Leverantören klarar klassen i dag. Ingen kostnad tillkommer.",
    ),
    ("laglighet", "laglig"),
    ("laglighet_lag", "Dataskyddsförordningen"),
    ("laglighet_dag", "2 mars 2026"),
    ("riskmetod", "Exempelby kommuns metod för riskanalys"),
    (
        "risker",
        "Tjänsten är inte tillgänglig | Fel hos leverantören |  |  | mojlig | mattlig |  | acceptera | godtagbar",
    ),
    ("legitimation", "ja"),
    ("klassintyg", "ja"),
    ("sekretessavtal", "ja"),
    ("personuppgiftsbitradesavtal", "ja"),
    ("krav_i_avtal", "ja"),
    ("kontrollratt", "ja"),
    ("dataskydd_med", "ja"),
    ("undantag", "nej"),
];

/// A matter's content, as an officer would type it.
pub(super) struct Text {
    pub(super) workflow: &'static str,
    pub(super) officer: &'static str,
    pub(super) body: &'static str,
    pub(super) title: &'static str,
    pub(super) recipients: &'static [&'static str],
    pub(super) fields: &'static [(&'static str, &'static str)],
    /// Fields that hold a day, in working days from today; one for numbers gets its year.
    pub(super) days: &'static [(&'static str, i32)],
    pub(super) sections: &'static [(&'static str, &'static str)],
    /// Kind, title and content.
    pub(super) attachments: &'static [(&'static str, &'static str, &'static str)],
}
