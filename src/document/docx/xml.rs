//! A small XML tree, enough to put right what docx-rs writes. Text and values stay escaped as read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What every part begins with.
pub(super) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

#[derive(Debug, Clone)]
pub(super) enum Node {
    Element(Element),
    /// Escaped text.
    Text(String),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// Names and escaped values.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
}

impl Element {
    /// A new element; the values must be escaped.
    pub(super) fn new(name: &str, attributes: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Element {
            name: name.to_owned(),
            attributes: attributes.iter().map(own).collect(),
            nodes: Vec::new(),
        }
    }

    pub(super) fn with(mut self, child: Element) -> Self {
        self.push(child);
        self
    }

    pub(super) fn push(&mut self, child: Element) {
        self.nodes.push(Node::Element(child));
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == attribute)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn set(&mut self, attribute: &str, value: &str) {
        match self
            .attributes
            .iter_mut()
            .find(|(name, _)| name == attribute)
        {
            Some((_, old)) => value.clone_into(old),
            None => self
                .attributes
                .push((attribute.to_owned(), value.to_owned())),
        }
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.nodes.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Lets `change` work on the first child of that name, which is put in first if there is none.
    pub(super) fn change_child(&mut self, name: &str, change: impl FnOnce(&mut Element)) {
        if let Some(child) = self.elements_mut().find(|child| child.is(name)) {
            return change(child);
        }
        let mut child = Element::new(name, &[]);
        change(&mut child);
        self.nodes.insert(0, Node::Element(child));
    }

    /// Keeps the children for which `keep` says so. Text is kept.
    pub(super) fn retain(&mut self, keep: impl Fn(&Element) -> bool) {
        self.nodes.retain(|node| match node {
            Node::Element(element) => keep(element),
            Node::Text(_) => true,
        });
    }

    /// Calls `visit` for this element and every one inside it, outermost first.
    pub(super) fn each(&mut self, visit: &mut dyn FnMut(&mut Element)) {
        visit(self);
        for child in self.elements_mut() {
            child.each(visit);
        }
    }

    /// The whole part, with its declaration.
    pub(super) fn into_part(self) -> Vec<u8> {
        let mut out = String::with_capacity(1 << 16);
        out.push_str(DECLARATION);
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(value);
            out.push('"');
        }
        if self.nodes.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

/// Reads a part into a tree.
pub(super) fn parse(part: &[u8]) -> Result<Element, String> {
    let mut reader = Reader::from_reader(part);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let node = match event {
            Event::Start(start) => {
                open.push(element(&start)?);
                continue;
            }
            Event::Empty(start) => Node::Element(element(&start)?),
            Event::End(_) => Node::Element(open.pop().ok_or("unbalanced")?),
            Event::Text(text) => Node::Text(text.to_string()),
            Event::GeneralRef(entity) => Node::Text(format!("&{};", &*entity)),
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Eof => break,
            _ => continue,
        };
        open.last_mut().ok_or("unbalanced")?.nodes.push(node);
    }
    let root = open.pop().filter(|_| open.is_empty()).ok_or("unbalanced")?;
    root.nodes
        .into_iter()
        .find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
        .ok_or_else(|| "empty".to_owned())
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element {
        name: start.name().as_ref().into(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        element
            .attributes
            .push((attribute.key.as_ref().into(), attribute.value.to_string()));
    }
    Ok(element)
}
