//! The front matter: every key known, every value of its kind.

use super::read::Report;
use super::{AttachmentEntry, ExceptionEntry, FrontMatter};
use crate::document::model::Signature;
use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Takes the keys out of a table one by one; what is left is unknown.
pub(super) struct FrontReader<'r, 'f, 't> {
    report: &'r mut Report<'f>,
    /// Where the table's text begins in the file.
    base: usize,
    table: &'t DeTable<'t>,
    known: Vec<&'static str>,
    /// What the table is called in a message: `[[attachments]]`, or nothing for the top.
    place: &'static str,
    start: usize,
}

impl<'r, 'f, 't> FrontReader<'r, 'f, 't> {
    /// Reads the front matter. `None` where a required part is missing or unreadable.
    pub(super) fn read(text: &str, base: usize, report: &'r mut Report<'f>) -> Option<FrontMatter> {
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                report.at(
                    base + offset,
                    format!(
                        "Uppgifterna mellan ”+++” är inte riktig TOML: {}.",
                        error.message()
                    ),
                );
                return None;
            }
        };
        let mut reader = FrontReader {
            report,
            base,
            table: table.get_ref(),
            known: Vec::new(),
            place: "",
            start: 0,
        };
        let front = FrontMatter {
            matter_type: reader.required("type"),
            title: reader.required("title"),
            title_added: reader.boolean("title_added"),
            recipient: reader.string("recipient"),
            municipality: reader.string("municipality"),
            body: reader.string("body"),
            officer: reader.string("officer"),
            responsible: reader.string("responsible"),
            date: reader.date("date"),
            register_number: reader.string("register_number"),
            received: reader.date("received"),
            plan_code: reader.string("plan_code"),
            year: reader.year("year"),
            source: reader.string("source"),
            attachments_heading: reader.string("attachments_heading"),
            recipients_of_decision: reader.strings("recipients_of_decision"),
            fields: reader.fields("fields"),
            overrides: reader.tables("overrides", "[[overrides]]", &mut |reader| ExceptionEntry {
                gate: reader.required("gate"),
                reason: reader.required("reason"),
                until: reader.date("until"),
            }),
            attachments: reader.tables("attachments", "[[attachments]]", &mut |reader| {
                AttachmentEntry {
                    label: reader.string("label"),
                    title: reader.required("title"),
                    kind: reader.string("kind"),
                    dated: reader.date("dated"),
                    signed: reader.boolean("signed"),
                    section: reader.string("section"),
                }
            }),
            signatures: reader.tables("signatures", "[[signatures]]", &mut |reader| Signature {
                name: reader.required("name"),
                title: reader.string("title"),
                unit: reader.string("unit"),
            }),
            statistics: reader.statistics("statistics"),
        };
        reader.unknown();
        Some(front)
    }

    fn take(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.push(key);
        self.table.get(key)
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "en text",
            DeValue::Integer(_) => "ett heltal",
            DeValue::Float(_) => "ett decimaltal",
            DeValue::Boolean(_) => "ja/nej (true eller false)",
            DeValue::Datetime(_) => "ett datum",
            DeValue::Array(_) => "en lista",
            DeValue::Table(_) => "en tabell",
        };
        self.report.at(
            self.base + value.span().start,
            format!("”{key}” ska vara {expected}, här står {found}."),
        );
    }

    fn string(&mut self, key: &'static str) -> Option<String> {
        let value = self.take(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.to_string());
        }
        self.wrong(value, key, "en text inom citattecken");
        None
    }

    fn strings(&mut self, key: &'static str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.array(key) {
            if let DeValue::String(text) = value.get_ref() {
                texts.push(text.to_string());
            } else {
                self.wrong(value, key, "en lista av texter inom citattecken");
            }
        }
        texts
    }

    fn required(&mut self, key: &'static str) -> String {
        if self.table.get(key).is_none() {
            let place = if self.place.is_empty() {
                "Uppgifterna"
            } else {
                self.place
            };
            self.report
                .at(self.base + self.start, format!("{place} saknar ”{key}”."));
        }
        let text = self.string(key).unwrap_or_default();
        if let Some(value) = self
            .table
            .get(key)
            .filter(|value| value.get_ref().is_str() && text.trim().is_empty())
        {
            self.report.at(
                self.base + value.span().start,
                format!("”{key}” får inte vara tom."),
            );
        }
        text
    }

    fn boolean(&mut self, key: &'static str) -> bool {
        let Some(value) = self.take(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(value, key, "true eller false");
            false
        })
    }

    fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        let value = self.take(key)?;
        let date = value
            .get_ref()
            .as_datetime()
            .filter(|moment| moment.time.is_none())
            .and_then(|moment| moment.date);
        let day = date.and_then(|date| {
            NaiveDate::from_ymd_opt(
                i32::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            )
        });
        if day.is_none() {
            self.wrong(value, key, "ett datum utan citattecken, som 2021-12-13");
        }
        day
    }

    fn year(&mut self, key: &'static str) -> Option<i32> {
        let value = self.take(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i32::from_str_radix(number.as_str(), number.radix()).ok());
        let year = number.filter(|year| (1000..=9999).contains(year));
        if year.is_none() {
            self.wrong(value, key, "ett årtal, som 2022");
        }
        year
    }

    fn fields(&mut self, key: &'static str) -> toml::Table {
        let Some(value) = self.take(key) else {
            return toml::Table::new();
        };
        if let DeValue::Table(table) = value.get_ref() {
            return owned_table(table);
        }
        self.wrong(value, key, "en tabell: [fields]");
        toml::Table::new()
    }

    fn statistics(&mut self, key: &'static str) -> Vec<toml::Table> {
        let mut tables = Vec::new();
        for value in self.array(key) {
            if let DeValue::Table(table) = value.get_ref() {
                tables.push(owned_table(table));
            } else {
                self.wrong(value, key, "tabeller: [[statistics]]");
            }
        }
        tables
    }

    fn tables<T>(
        &mut self,
        key: &'static str,
        place: &'static str,
        read: &mut dyn FnMut(&mut FrontReader<'_, 'f, 't>) -> T,
    ) -> Vec<T> {
        let mut entries = Vec::new();
        for value in self.array(key) {
            let DeValue::Table(table) = value.get_ref() else {
                self.wrong(value, key, place);
                continue;
            };
            let start = value.span().start;
            let mut inner = FrontReader {
                report: self.report,
                base: self.base,
                table,
                known: Vec::new(),
                place,
                start,
            };
            entries.push(read(&mut inner));
            inner.unknown();
        }
        entries
    }

    fn array(&mut self, key: &'static str) -> Vec<&'t Spanned<DeValue<'t>>> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        if let DeValue::Array(array) = value.get_ref() {
            return array.iter().collect();
        }
        self.wrong(value, key, "en lista");
        Vec::new()
    }

    fn unknown(&mut self) {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let place = if self.place.is_empty() {
                String::new()
            } else {
                format!(" i {}", self.place)
            };
            let hint = nearest(name, &self.known)
                .map(|near| format!(" Menade du ”{near}”?"))
                .unwrap_or_default();
            self.report.at(
                self.base + key.span().start,
                format!("Okänd uppgift ”{name}”{place}.{hint}"),
            );
        }
    }
}

/// The known name that was probably meant.
pub(in crate::matter) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let closest = known
        .iter()
        .min_by_key(|key| strsim::damerau_levenshtein(name, key))?;
    (strsim::damerau_levenshtein(name, closest) <= 2).then_some(*closest)
}

/// The same values without their places in the text.
fn owned_table(table: &DeTable<'_>) -> toml::Table {
    table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), owned(value.get_ref())))
        .collect()
}

fn owned(value: &DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(number) => toml::Value::Integer(
            i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(i64::MAX),
        ),
        DeValue::Float(number) => toml::Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(yes) => toml::Value::Boolean(*yes),
        DeValue::Datetime(moment) => toml::Value::Datetime(*moment),
        DeValue::Array(array) => {
            toml::Value::Array(array.iter().map(|value| owned(value.get_ref())).collect())
        }
        DeValue::Table(table) => toml::Value::Table(owned_table(table)),
    }
}
