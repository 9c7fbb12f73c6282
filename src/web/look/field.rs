//! Form fields: one typed view, one template part, the same look and the same help everywhere.

use super::part::Fault;
use serde::Serialize;

/// One choice of a select, of radio buttons or of checkboxes.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub title: String,
    /// A softer explanation (not shown in a select).
    pub hint: Option<String>,
    /// True when it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            title: title.into(),
            hint: None,
            chosen: false,
        }
    }

    /// The same choice with an explanation.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same choice, chosen or not.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Widget {
    /// One line.
    Text {
        /// What stands there.
        value: String,
        /// The HTML autocomplete token, if any.
        autocomplete: Option<String>,
    },
    /// An e-mail address.
    Email {
        /// What stands there.
        value: String,
    },
    /// A password; never sent back.
    Password,
    /// A one-time code; never sent back.
    Code,
    /// A day, typed as `2026-12-04`.
    Date {
        /// What stands there, as typed.
        value: String,
    },
    /// A number, typed with or without spaces.
    Number {
        /// What stands there, as typed.
        value: String,
        /// The unit, such as "kr".
        unit: Option<String>,
    },
    /// Several lines.
    Textarea {
        /// What stands there.
        value: String,
        /// Height in lines.
        rows: u16,
    },
    /// A table: one row per line, columns apart by ` | `.
    Table {
        /// What stands there.
        value: String,
        /// Height in lines.
        rows: u16,
    },
    /// A table with the controls of each cell under its own label.
    Grid {
        /// The rows.
        rows: Vec<GridRow>,
        /// Whether more rows can be asked for.
        more: bool,
        /// What can be offered in the cells, by the id that they refer to.
        offers: Vec<Offer>,
    },
    /// A list to unfold.
    Select {
        /// The choices.
        choices: Vec<Choice>,
    },
    /// One of a few.
    Radios {
        /// The choices.
        choices: Vec<Choice>,
    },
    /// Any of a few.
    Checkboxes {
        /// The choices.
        choices: Vec<Choice>,
    },
    /// Yes or nothing; sends `ja`.
    Checkbox {
        /// True when ticked.
        checked: bool,
    },
    /// A file to send.
    File {
        /// The HTML `accept`, such as ".pdf,.docx".
        accept: Option<String>,
    },
}

impl Widget {
    /// What stands in it, in words. A file, a secret or a table with controls says nothing.
    pub fn words(&self) -> String {
        match self {
            Self::Text { value, .. }
            | Self::Email { value }
            | Self::Date { value }
            | Self::Number { value, .. }
            | Self::Textarea { value, .. }
            | Self::Table { value, .. } => value.clone(),
            Self::Select { choices } | Self::Radios { choices } | Self::Checkboxes { choices } => {
                let chosen = choices.iter().filter(|choice| choice.chosen);
                let titles: Vec<&str> = chosen.map(|choice| choice.title.as_str()).collect();
                titles.join(", ")
            }
            Self::Checkbox { checked } => if *checked { "Ja" } else { "" }.to_owned(),
            Self::Password | Self::Code | Self::File { .. } | Self::Grid { .. } => String::new(),
        }
    }
}

/// A row of a table to fill in.
#[derive(Debug, Clone, Serialize)]
pub struct GridRow {
    /// What the row is called: "Rad 1", or what stands in its first column.
    pub title: String,
    /// What stands in the first column, where the row is fixed.
    pub fixed: Option<Fixed>,
    /// The controls of its cells.
    pub cells: Vec<FieldView>,
}

/// What a fixed row sends for its first column.
#[derive(Debug, Clone, Serialize)]
pub struct Fixed {
    /// The name that is sent.
    pub name: String,
    /// What is sent.
    pub value: String,
}

/// What can be offered while somebody types.
#[derive(Debug, Clone, Serialize)]
pub struct Offer {
    /// What the field refers to.
    pub id: String,
    /// The texts.
    pub texts: Vec<String>,
}

/// A field of a form with its label, its help and what was wrong with it.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// The element id; the faults on top link to it. The first choice has it, too.
    pub id: String,
    /// The name that is sent.
    pub name: String,
    /// The label.
    pub label: String,
    /// Help, shown before the field.
    pub hint: Option<String>,
    /// What is wrong with what was sent.
    pub error: Option<String>,
    /// What somebody else has saved meanwhile, where it is not what stands here.
    pub saved: Option<String>,
    /// True when it may be left empty.
    pub optional: bool,
    /// True when it should use the whole width of the page.
    pub broad: bool,
    /// True when checkboxes of which none is ticked should send their name all the same.
    pub named_when_empty: bool,
    /// The offer of texts to choose from, by its id.
    pub offer: Option<String>,
    /// The offers that belong to this field alone.
    pub offers: Vec<Offer>,
    /// How it is filled in.
    pub widget: Widget,
}

impl FieldView {
    /// A field with the id `falt-` and its name, so that no field can collide with a part of the page.
    pub fn new(name: impl Into<String>, label: impl Into<String>, widget: Widget) -> Self {
        let name = name.into();
        Self {
            id: format!("falt-{name}"),
            name,
            label: label.into(),
            hint: None,
            error: None,
            saved: None,
            optional: false,
            broad: false,
            named_when_empty: false,
            offer: None,
            offers: Vec::new(),
            widget,
        }
    }

    /// A field of one line.
    pub fn text(
        name: impl Into<String>,
        label: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let widget = Widget::Text {
            value: value.into(),
            autocomplete: None,
        };
        Self::new(name, label, widget)
    }

    /// A field of several lines.
    pub fn textarea(
        name: impl Into<String>,
        label: impl Into<String>,
        value: impl Into<String>,
        rows: u16,
    ) -> Self {
        let widget = Widget::Textarea {
            value: value.into(),
            rows,
        };
        Self::new(name, label, widget)
    }

    /// A day, with the help on how to write it.
    pub fn date(
        name: impl Into<String>,
        label: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let widget = Widget::Date {
            value: value.into(),
        };
        Self::new(name, label, widget).hint("År, månad och dag, till exempel 2026-12-04")
    }

    /// A table, with the help on how to write its rows.
    pub fn table(
        name: impl Into<String>,
        label: impl Into<String>,
        columns: &[&str],
        value: impl Into<String>,
    ) -> Self {
        let widget = Widget::Table {
            value: value.into(),
            rows: 6,
        };
        let hint = format!(
            "En rad per rad. Skilj kolumnerna åt med | (lodstreck):\n{}",
            columns.join(" | ")
        );
        Self::new(name, label, widget).hint(hint)
    }

    /// The same field with help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same field with what was wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// The same field, which may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same field with texts to choose from while somebody types.
    #[must_use]
    pub fn offering(mut self, texts: Vec<String>) -> Self {
        let id = format!("{}-forslag", self.id);
        self.offer = Some(id.clone());
        self.offers = vec![Offer { id, texts }];
        self
    }

    /// The faults of this field and of the cells within it for the list on top.
    pub fn faults(&self) -> Vec<Fault> {
        let own = self.error.as_ref().map(|text| Fault {
            text: text.clone(),
            field: Some(self.id.clone()),
        });
        let rows = match &self.widget {
            Widget::Grid { rows, .. } => rows.as_slice(),
            _ => &[],
        };
        let cells = rows.iter().flat_map(|row| {
            let faults = row.cells.iter().flat_map(FieldView::faults);
            faults.map(|fault| Fault {
                text: format!("{}, {}: {}", self.label, row.title, fault.text),
                ..fault
            })
        });
        own.into_iter().chain(cells).collect()
    }
}

/// The faults of several fields, in the order of the page.
pub fn faults_of<'a>(fields: impl IntoIterator<Item = &'a FieldView>) -> Vec<Fault> {
    fields.into_iter().flat_map(FieldView::faults).collect()
}
