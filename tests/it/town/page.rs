//! A page as a browser has it: a tree of elements, and what a person finds on it.

use quick_xml::{
    Reader, escape,
    events::{BytesStart, Event},
};
use reqwest::{StatusCode, header::HeaderMap};

use super::form::Form;

/// An element with what is in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    inside: Vec<Inside>,
}

#[derive(Debug, Clone)]
enum Inside {
    Text(String),
    Element(Element),
}

/// An answer of the web.
#[derive(Clone)]
pub(crate) struct Page {
    /// The status.
    pub(crate) status: StatusCode,
    /// Where it was found at last, after every redirect: path and query.
    pub(crate) path: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    root: Element,
}

impl Element {
    /// An attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it has the class.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.get("class")
            .is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }

    /// Itself and every element inside, in the order of the page.
    pub(crate) fn all(&self) -> Vec<&Element> {
        let mut found = vec![self];
        for inside in &self.inside {
            if let Inside::Element(element) = inside {
                found.extend(element.all());
            }
        }
        found
    }

    /// Every element inside with this name.
    pub(crate) fn named(&self, name: &str) -> Vec<&Element> {
        self.all()
            .into_iter()
            .filter(|element| element.name == name)
            .collect()
    }

    /// What is read in it, with single spaces.
    pub(crate) fn text(&self) -> String {
        self.raw_text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What is in it, letter by letter.
    pub(crate) fn raw_text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    fn collect_text(&self, text: &mut String) {
        for inside in &self.inside {
            match inside {
                Inside::Text(words) => text.push_str(words),
                Inside::Element(element) => {
                    // Blocks part words; what stands within a line does not.
                    let block = !matches!(
                        element.name.as_str(),
                        "b" | "em" | "strong" | "sup" | "span" | "a"
                    );
                    if block {
                        text.push(' ');
                    }
                    element.collect_text(text);
                    if block {
                        text.push(' ');
                    }
                }
            }
        }
    }
}

impl Page {
    pub(super) fn new(
        status: StatusCode,
        path: String,
        headers: HeaderMap,
        bytes: Vec<u8>,
    ) -> Self {
        let is_html = headers
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let root = if is_html {
            read(&String::from_utf8_lossy(&bytes))
        } else {
            Element::default()
        };
        Self {
            status,
            path,
            headers,
            bytes,
            root,
        }
    }

    /// The same page, where it must have the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.path,
            self.text()
        );
        self
    }

    /// The same page, where all must have gone well.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.expect(200)
    }

    /// The page as it came.
    pub(crate) fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The whole page as elements.
    pub(crate) fn root(&self) -> &Element {
        &self.root
    }

    /// What the page is about: without head, menu and foot.
    pub(crate) fn main(&self) -> &Element {
        self.root
            .named("main")
            .first()
            .copied()
            .unwrap_or(&self.root)
    }

    /// Everything that is read on the page, with single spaces.
    pub(crate) fn text(&self) -> String {
        self.main().text()
    }

    /// Whether the words are on the page.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Fails unless the words are on the page.
    #[track_caller]
    pub(crate) fn must_say(&self, words: &str) -> &Self {
        assert!(
            self.says(words),
            "”{words}” is not on {}:\n{}",
            self.path,
            self.text()
        );
        self
    }

    /// The main heading.
    pub(crate) fn heading(&self) -> String {
        self.root
            .named("h1")
            .first()
            .map(|heading| heading.text())
            .unwrap_or_default()
    }

    /// The error summary on top, line by line.
    pub(crate) fn faults(&self) -> Vec<String> {
        let summary = self
            .root
            .all()
            .into_iter()
            .find(|element| element.has_class("faults"));
        summary.map_or_else(Vec::new, |summary| {
            summary.named("li").into_iter().map(Element::text).collect()
        })
    }

    /// The reasons that are shown when something is refused or blocked.
    pub(crate) fn blockers(&self) -> Vec<String> {
        self.root
            .all()
            .into_iter()
            .filter(|element| element.has_class("why"))
            .map(Element::text)
            .collect()
    }

    /// The tags under the main heading, such as the phase of a matter.
    pub(crate) fn tags(&self) -> String {
        let tags = self
            .main()
            .all()
            .into_iter()
            .find(|element| element.has_class("tags"));
        tags.map(Element::text).unwrap_or_default()
    }

    /// Fails unless the tags say so.
    #[track_caller]
    pub(crate) fn must_be(&self, phase: &str) -> &Self {
        assert_eq!(self.tags(), phase, "{}:\n{}", self.path, self.text());
        self
    }

    /// The address of the first link whose words contain these.
    #[track_caller]
    pub(crate) fn link(&self, words: &str) -> String {
        let links = self.root.named("a");
        let found = links.iter().find(|link| link.text().contains(words));
        let found = found.and_then(|link| link.get("href"));
        found
            .unwrap_or_else(|| panic!("no link ”{words}” on {}:\n{}", self.path, self.text()))
            .to_owned()
    }

    /// Whether there is a link whose words contain these.
    pub(crate) fn has_link(&self, words: &str) -> bool {
        self.root
            .named("a")
            .iter()
            .any(|link| link.text().contains(words))
    }

    /// The form of the page: the first within its main part.
    #[track_caller]
    pub(crate) fn form(&self) -> Form {
        let form = self
            .main()
            .named("form")
            .first()
            .map(|form| Form::of(form, &self.path));
        form.unwrap_or_else(|| panic!("no form on {}:\n{}", self.path, self.text()))
    }

    /// The form that has this button.
    #[track_caller]
    pub(crate) fn form_with(&self, button: &str) -> Form {
        let forms = self.main().named("form");
        let found = forms.into_iter().find(|form| {
            form.named("button")
                .iter()
                .any(|there| there.text().contains(button))
        });
        let found = found.map(|form| Form::of(form, &self.path));
        found
            .unwrap_or_else(|| panic!("no button ”{button}” on {}:\n{}", self.path, self.text()))
            .press(button)
    }

    /// The form with the button to sign out.
    pub(crate) fn sign_out(&self) -> Form {
        let forms = self.root.named("form");
        let found = forms
            .into_iter()
            .find(|form| form.get("action") == Some("/logga-ut"));
        Form::of(found.unwrap(), &self.path)
    }

    /// Every form within the main part.
    pub(crate) fn forms(&self) -> Vec<Form> {
        self.main()
            .named("form")
            .into_iter()
            .map(|form| Form::of(form, &self.path))
            .collect()
    }
}

/// Elements that have no end in HTML.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "col"];

/// Reads a page. Ours are well-formed; one that is not fails the test.
fn read(html: &str) -> Element {
    let body = html.trim_start_matches("<!DOCTYPE html>");
    let mut reader = Reader::from_str(body);
    // Ours is the check: HTML has elements without an end.
    reader.config_mut().check_end_names = false;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if VOID.contains(&start.name().as_ref()) => {
                put(&mut open, Inside::Element(element(&start)));
            }
            Ok(Event::Start(start)) => open.push(element(&start)),
            Ok(Event::Empty(start)) => put(&mut open, Inside::Element(element(&start))),
            Ok(Event::End(end)) => {
                let done = open.pop().unwrap();
                assert_eq!(
                    done.name,
                    end.name().as_ref(),
                    "closed in another order:\n{html}"
                );
                put(&mut open, Inside::Element(done));
            }
            Ok(Event::Text(text)) => put(&mut open, Inside::Text(text.to_string())),
            Ok(Event::GeneralRef(reference)) => {
                let whole = format!("&{};", &*reference);
                let text = escape::unescape(&whole).unwrap().into_owned();
                put(&mut open, Inside::Text(text));
            }
            Ok(Event::Eof) => return open.pop().unwrap(),
            Ok(_) => {}
            Err(fault) => panic!("{fault} at {} in\n{html}", reader.buffer_position()),
        }
    }
}

fn put(open: &mut [Element], inside: Inside) {
    open.last_mut().unwrap().inside.push(inside);
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = escape::unescape(&attribute.value).unwrap().into_owned();
        (attribute.key.as_ref().to_owned(), value)
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        inside: Vec::new(),
    }
}
