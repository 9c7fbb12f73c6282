//! A form as a person meets it: with what stands in it already, and nothing else to fill in.

use super::page::Element;

/// A form, filled in as far as it is.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Where it goes.
    pub(crate) action: String,
    /// Whether it changes something.
    pub(crate) is_post: bool,
    pub(super) multipart: bool,
    /// The page it stands on.
    pub(super) page: String,
    fields: Vec<Field>,
    buttons: Vec<Button>,
    pressed: Option<(String, String)>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Hidden(String),
    Text(String),
    /// A radio button or checkbox: its value, and whether it is chosen.
    Choice {
        value: String,
        chosen: bool,
        one_of: bool,
    },
    Select {
        options: Vec<(String, String)>,
        chosen: String,
    },
    File(Option<(String, Vec<u8>)>),
}

#[derive(Debug, Clone)]
struct Button {
    words: String,
    name: Option<String>,
    value: String,
    action: Option<String>,
}

/// What a form sends.
pub(super) enum Sent {
    Text(String, String),
    File {
        name: String,
        file_name: String,
        bytes: Vec<u8>,
    },
}

impl Form {
    pub(super) fn of(form: &Element, page: &str) -> Self {
        let own = page.split(['?', '#']).next().unwrap_or_default();
        let mut fields = Vec::new();
        for element in form.all() {
            let Some(name) = element.get("name") else {
                continue;
            };
            if let Some(content) = content(element) {
                fields.push(Field {
                    name: name.to_owned(),
                    content,
                });
            }
        }
        let buttons = form.named("button").into_iter().map(|button| Button {
            words: button.text(),
            name: button.get("name").map(str::to_owned),
            value: button.get("value").unwrap_or_default().to_owned(),
            action: button.get("formaction").map(str::to_owned),
        });
        Self {
            action: form.get("action").unwrap_or(own).to_owned(),
            is_post: form.get("method") == Some("post"),
            multipart: form.get("enctype") == Some("multipart/form-data"),
            page: page.to_owned(),
            fields,
            buttons: buttons.collect(),
            pressed: None,
        }
    }

    /// The button that is pressed: what it carries goes with the form.
    #[track_caller]
    pub(crate) fn press(mut self, words: &str) -> Self {
        let button = self
            .buttons
            .iter()
            .find(|button| button.words.contains(words));
        let button = button.unwrap_or_else(|| {
            panic!(
                "no button ”{words}” but {:?} on {}",
                self.button_words(),
                self.page
            )
        });
        if let Some(action) = &button.action {
            self.action.clone_from(action);
        }
        self.pressed = button.name.clone().map(|name| (name, button.value.clone()));
        self
    }

    /// What its buttons say.
    pub(crate) fn button_words(&self) -> Vec<&str> {
        self.buttons
            .iter()
            .map(|button| button.words.as_str())
            .collect()
    }

    /// Writes in a field, or chooses among those that are offered: by value or by words.
    #[track_caller]
    pub(crate) fn fill(mut self, name: &str, typed: &str) -> Self {
        let mut found = false;
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            match &mut field.content {
                Content::Text(value) => {
                    typed.clone_into(value);
                    found = true;
                }
                Content::Select { options, chosen } => {
                    let option = options
                        .iter()
                        .find(|(value, words)| value == typed || words == typed)
                        .unwrap_or_else(|| panic!("”{typed}” is not offered: {options:?}"));
                    chosen.clone_from(&option.0);
                    found = true;
                }
                Content::Choice {
                    value,
                    chosen,
                    one_of: true,
                } => {
                    *chosen = value == typed;
                    found |= *chosen;
                }
                Content::Choice {
                    value,
                    chosen,
                    one_of: false,
                } if value == typed => {
                    *chosen = true;
                    found = true;
                }
                _ => {}
            }
        }
        assert!(
            found,
            "nowhere to put ”{typed}” as {name} on {}: {:?}",
            self.page,
            self.names()
        );
        self
    }

    /// Ticks a checkbox, whatever its value.
    #[track_caller]
    pub(crate) fn tick(self, name: &str) -> Self {
        self.set_boxes(name, true)
    }

    /// Takes every tick of a checkbox away.
    #[track_caller]
    pub(crate) fn untick(self, name: &str) -> Self {
        self.set_boxes(name, false)
    }

    #[track_caller]
    fn set_boxes(mut self, name: &str, ticked: bool) -> Self {
        let mut found = false;
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            if let Content::Choice {
                chosen,
                one_of: false,
                ..
            } = &mut field.content
            {
                *chosen = ticked;
                found = true;
            }
        }
        assert!(
            found,
            "no checkbox {name} on {}: {:?}",
            self.page,
            self.names()
        );
        self
    }

    /// Chooses a file.
    #[track_caller]
    pub(crate) fn choose_file(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        let field = self.fields.iter_mut().find(|field| field.name == name);
        match field.map(|field| &mut field.content) {
            Some(Content::File(file)) => *file = Some((file_name.to_owned(), bytes.to_vec())),
            _ => panic!(
                "no place for a file called {name} on {}: {:?}",
                self.page,
                self.names()
            ),
        }
        self
    }

    /// Sends a value that the form did not offer: what only a tool does.
    pub(crate) fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        let content = Content::Hidden(value.to_owned());
        self.fields.push(Field {
            name: name.to_owned(),
            content,
        });
        self
    }

    /// What stands in a field now: the first that would be sent.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .filter(|field| field.name == name)
            .find_map(|field| match &field.content {
                Content::Hidden(value) | Content::Text(value) => Some(value.as_str()),
                Content::Choice { value, chosen, .. } => chosen.then_some(value.as_str()),
                Content::Select { chosen, .. } => Some(chosen.as_str()),
                Content::File(_) => None,
            })
    }

    /// The names of its fields, in the order of the page.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.fields
            .iter()
            .map(|field| field.name.as_str())
            .collect()
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        let mut sent = Vec::new();
        for field in &self.fields {
            let name = field.name.clone();
            match &field.content {
                Content::Hidden(value) | Content::Text(value) => {
                    sent.push(Sent::Text(name, value.replace('\n', "\r\n")));
                }
                Content::Choice {
                    value,
                    chosen: true,
                    ..
                } => {
                    sent.push(Sent::Text(name, value.clone()));
                }
                Content::Choice { .. } => {}
                Content::Select { chosen, .. } => sent.push(Sent::Text(name, chosen.clone())),
                Content::File(file) => {
                    let (file_name, bytes) = file.clone().unwrap_or_default();
                    sent.push(Sent::File {
                        name,
                        file_name,
                        bytes,
                    });
                }
            }
        }
        if let Some((name, value)) = self.pressed.clone() {
            sent.push(Sent::Text(name, value));
        }
        sent
    }
}

fn content(element: &Element) -> Option<Content> {
    let value = || element.get("value").unwrap_or_default().to_owned();
    Some(match element.name.as_str() {
        "input" => match element.get("type").unwrap_or("text") {
            "hidden" => Content::Hidden(value()),
            kind @ ("radio" | "checkbox") => Content::Choice {
                value: element.get("value").unwrap_or("on").to_owned(),
                chosen: element.get("checked").is_some(),
                one_of: kind == "radio",
            },
            "file" => Content::File(None),
            _ => Content::Text(value()),
        },
        "textarea" => {
            // A browser drops the line break that follows the opening tag.
            let text = element.raw_text();
            Content::Text(text.strip_prefix('\n').unwrap_or(&text).to_owned())
        }
        "select" => select(element),
        _ => return None,
    })
}

fn select(element: &Element) -> Content {
    let options = element.named("option");
    let chosen = options
        .iter()
        .find(|option| option.get("selected").is_some());
    let value = |option: &&Element| option.get("value").unwrap_or_default().to_owned();
    Content::Select {
        chosen: chosen.or(options.first()).map(value).unwrap_or_default(),
        options: options
            .iter()
            .map(|option| (value(option), option.text()))
            .collect(),
    }
}
