//! Every page with every sample: well-formed, usable without sight or mouse, nothing from elsewhere.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, also in their helpers"
)]

use beslut::web::look::{Look, STYLESHEET, sample};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn words(&self, name: &str) -> Vec<String> {
        let value = self.get(name).unwrap_or_default();
        value.split_whitespace().map(str::to_owned).collect()
    }
}

fn element(page: &str, start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap_or_else(|fault| panic!("{page}: {fault}"));
        let key = attribute.key.as_ref().to_owned();
        let value = attribute.value.into_owned();
        (key, value)
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        text: String::new(),
    }
}

/// Reads a page as XML, so that every tag must be closed, and returns its elements.
fn elements(page: &str, html: &str) -> Vec<Element> {
    let body = html.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = true;
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                open.push(found.len());
                found.push(element(page, &start));
            }
            Ok(Event::Empty(start)) => found.push(element(page, &start)),
            Ok(Event::End(_)) => {
                open.pop();
            }
            Ok(Event::Text(text)) => {
                let text = text.to_string();
                for index in &open {
                    found[*index].text.push_str(&text);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(fault) => panic!("{page}: {fault} at {}", reader.buffer_position()),
        }
    }
    assert!(open.is_empty(), "{page}: something is not closed");
    found
}

fn pages() -> &'static [(sample::SamplePage, Vec<Element>)] {
    static PAGES: LazyLock<Vec<(sample::SamplePage, Vec<Element>)>> = LazyLock::new(|| {
        let look = Look::new().unwrap();
        let pages = sample::every(&look).unwrap().into_iter();
        pages
            .map(|page| {
                let elements = elements(&page.name, &page.html);
                (page, elements)
            })
            .collect()
    });
    &PAGES
}

fn ids(elements: &[Element]) -> BTreeSet<&str> {
    elements
        .iter()
        .filter_map(|element| element.get("id"))
        .collect()
}

#[test]
fn every_page_has_one_main_heading_and_headings_in_order() {
    for (page, elements) in pages() {
        let headings: Vec<u32> = elements
            .iter()
            .filter_map(|element| element.name.strip_prefix('h')?.parse().ok())
            .collect();
        let top = headings.iter().filter(|level| **level == 1).count();
        assert_eq!(top, 1, "{}", page.name);
        let after = headings.iter().skip_while(|level| **level != 1);
        let mut last = 1;
        for level in after {
            assert!(*level <= last + 1, "{}: h{last} then h{level}", page.name);
            last = *level;
        }
    }
}

#[test]
fn every_page_says_its_language_its_landmarks_and_a_way_past_the_menu() {
    for (page, elements) in pages() {
        assert_eq!(elements[0].get("lang"), Some("sv"), "{}", page.name);
        for name in ["main", "header", "footer", "title"] {
            let count = elements
                .iter()
                .filter(|element| element.name == name)
                .count();
            // Every picture has a title of its own.
            let pictures = elements.iter().filter(|element| element.name == "svg");
            let expected = if name == "title" {
                1 + pictures.count()
            } else {
                1
            };
            assert_eq!(count, expected, "{}: {name}", page.name);
        }
        let skip = elements.iter().find(|element| element.name == "a").unwrap();
        assert_eq!(skip.get("href"), Some("#innehall"), "{}", page.name);
    }
}

#[test]
fn ids_are_unique_and_everything_that_points_to_one_finds_it() {
    for (page, elements) in pages() {
        let all: Vec<_> = elements
            .iter()
            .filter_map(|element| element.get("id"))
            .collect();
        let known = ids(elements);
        assert_eq!(all.len(), known.len(), "{}: {all:?}", page.name);
        for element in elements {
            for name in ["aria-describedby", "aria-labelledby", "for"] {
                for target in element.words(name) {
                    assert!(
                        known.contains(target.as_str()),
                        "{}: {name} {target}",
                        page.name
                    );
                }
            }
            if let Some(target) = element.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(known.contains(target), "{}: #{target}", page.name);
            }
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_button_and_link_a_text() {
    for (page, elements) in pages() {
        let labelled: BTreeSet<_> = elements
            .iter()
            .filter(|element| element.name == "label" && !element.text.trim().is_empty())
            .filter_map(|element| element.get("for"))
            .collect();
        for element in elements {
            let name = element.name.as_str();
            if matches!(name, "input" | "select" | "textarea")
                && element.get("type") != Some("hidden")
            {
                let id = element
                    .get("id")
                    .unwrap_or_else(|| panic!("{}: {element:?}", page.name));
                assert!(labelled.contains(id), "{}: {id} has no label", page.name);
            }
            if matches!(name, "a" | "button" | "summary" | "legend" | "h1" | "h2") {
                assert!(
                    !element.text.trim().is_empty(),
                    "{}: {element:?}",
                    page.name
                );
            }
        }
    }
}

#[test]
fn every_fault_is_on_top_with_a_link_and_at_its_field() {
    for (page, elements) in pages() {
        let links: BTreeSet<_> = elements
            .iter()
            .filter_map(|element| element.get("href"))
            .collect();
        let title = elements
            .iter()
            .find(|element| element.name == "title")
            .unwrap();
        assert_eq!(
            title.text.starts_with("Fel: "),
            !page.faults.is_empty(),
            "{}",
            page.name
        );
        for fault in &page.faults {
            let id = fault.field.as_deref().unwrap();
            assert!(
                links.contains(format!("#{id}").as_str()),
                "{}: {id}",
                page.name
            );
            assert!(
                ids(elements).contains(format!("{id}-fel").as_str()),
                "{}: {id}",
                page.name
            );
        }
    }
}

#[test]
fn nothing_inline_and_nothing_from_elsewhere() {
    for (page, elements) in pages() {
        for element in elements {
            let name = element.name.as_str();
            assert!(
                !matches!(name, "script" | "style" | "iframe" | "object"),
                "{}",
                page.name
            );
            for (key, value) in &element.attributes {
                assert!(
                    key != "style" && !key.starts_with("on"),
                    "{}: {key}",
                    page.name
                );
                if matches!(key.as_str(), "href" | "src" | "action" | "formaction") {
                    let ours = value.starts_with('#')
                        || (value.starts_with('/') && !value.starts_with("//"));
                    assert!(ours, "{}: {key} {value}", page.name);
                }
            }
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_nonce() {
    for (page, _) in pages() {
        for form in page.html.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let (tag, inside) = form.split_once('>').unwrap();
            if tag.contains("method=\"post\"") {
                assert!(
                    inside.contains("name=\"form_nonce\" value=\"nonce-"),
                    "{}",
                    page.name
                );
            } else {
                assert!(tag.contains("method=\"get\""), "{}", page.name);
            }
        }
    }
}

#[test]
fn what_a_person_typed_is_never_markup() {
    for (page, _) in pages() {
        for trick in [
            "<script>",
            "</textarea><b>",
            "<b>Tjänsteskrivelse",
            "<taggar>",
        ] {
            assert!(!page.html.contains(trick), "{}: {trick}", page.name);
        }
    }
}

#[test]
fn at_most_one_main_button() {
    for (page, elements) in pages() {
        let main = elements.iter().filter(|element| {
            let class = element.get("class").unwrap_or_default();
            let button = element.name == "button" && (class.is_empty() || class == "danger");
            button || matches!(class, "button" | "button danger")
        });
        if !page.name.starts_with("logga-in-demo") {
            assert!(main.count() <= 1, "{}", page.name);
        }
    }
}

/// The tokens of the first `:root` block after `from`.
fn tokens(from: &str) -> BTreeMap<String, String> {
    let block = &STYLESHEET[STYLESHEET.find(from).unwrap()..];
    let block = &block[block.find(":root {").unwrap()..];
    let lines = block[..block.find('}').unwrap()].lines();
    lines
        .filter_map(|line| {
            line.trim()
                .strip_prefix("--")?
                .trim_end_matches(';')
                .split_once(": ")
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn every_colour_of_text_can_be_read_on_its_ground_in_light_and_dark() {
    const READ: &[(&str, &[&str])] = &[
        (
            "ink",
            &[
                "paper",
                "surface",
                "sunken",
                "accent-wash",
                "info-wash",
                "good-wash",
                "wait-wash",
                "stop-wash",
            ],
        ),
        (
            "ink-soft",
            &["paper", "surface", "accent-wash", "wait-wash", "stop-wash"],
        ),
        (
            "link",
            &["paper", "surface", "accent-wash", "wait-wash", "stop-wash"],
        ),
        ("accent-ink", &["accent", "accent-hover"]),
        ("surface", &["stop"]),
        ("good", &["good-wash", "paper", "surface"]),
        ("wait", &["wait-wash", "paper", "surface"]),
        ("stop", &["stop-wash", "paper", "surface"]),
        ("info", &["info-wash", "paper", "surface"]),
    ];
    for (theme, from) in [
        ("light", "color-scheme"),
        ("dark", "prefers-color-scheme: dark"),
    ] {
        let tokens = if theme == "light" {
            tokens("/* The one")
        } else {
            tokens(from)
        };
        let contrast = |first: &str, second: &str| {
            let (one, two) = (luminance(&tokens[first]), luminance(&tokens[second]));
            (one.max(two) + 0.05) / (one.min(two) + 0.05)
        };
        for (text, grounds) in READ {
            for ground in *grounds {
                let measured = contrast(text, ground);
                assert!(
                    measured >= 4.5,
                    "{theme}: {text} on {ground}: {measured:.2}"
                );
            }
        }
        assert!(
            contrast("line-strong", "surface") >= 3.0,
            "{theme}: borders of fields"
        );
        assert!(
            contrast("line-strong", "paper") >= 3.0,
            "{theme}: borders of fields"
        );
    }
}

#[test]
fn the_stylesheet_fetches_nothing() {
    assert!(!STYLESHEET.contains("url(") && !STYLESHEET.contains("@import"));
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the pages are left for a person to look at"
)]
fn the_samples_are_left_as_files() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("beslut.css"), STYLESHEET).unwrap();
    for (page, _) in pages() {
        let html = page.html.replace("/static/beslut.css", "beslut.css");
        std::fs::write(folder.join(format!("{}.html", page.name)), html).unwrap();
    }
}
