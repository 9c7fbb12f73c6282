//! From the signs and words of a condition to its tree.

use std::ops::Range;

use super::GateFault;
use super::lexer::{Token, tokens};
use super::syntax::{
    Aggregate, DocumentAttribute, FUNCTIONS, Located, Node, NodeKind, Place, Quantifier,
    ReferenceAttribute,
};
use crate::workflow::finding::{Code, did_you_mean};

/// How deep parentheses, `not` and functions may stand inside each other.
pub const DEEPEST: usize = 32;

/// The longest condition that is read, in bytes.
pub const LONGEST: usize = 4096;

/// Reads a condition. Only the first fault is told: what follows it is guesswork.
pub fn parse(text: &str) -> Result<Node, GateFault> {
    if text.len() > LONGEST {
        return Err(GateFault {
            code: Code::GateTooLarge,
            span: 0..text.len(),
            message: format!("villkoret är för långt: högst {LONGEST} tecken"),
            suggestion: Some("dela upp det i flera spärrar".to_owned()),
        });
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        end: text.len(),
        depth: 0,
    };
    let node = parser.or()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected("här skulle villkoret vara slut")),
    }
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    end: usize,
    depth: usize,
}

type Parsed<T> = Result<T, GateFault>;

impl Parser {
    fn or(&mut self) -> Parsed<Node> {
        self.chain("or", Self::and, NodeKind::Or)
    }

    fn and(&mut self) -> Parsed<Node> {
        self.chain("and", Self::not, NodeKind::And)
    }

    /// `part { word part }`; a single part stands for itself.
    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<Node>,
        kind: fn(Vec<Node>) -> NodeKind,
    ) -> Parsed<Node> {
        let first = part(self)?;
        if !self.at_word(word) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        Ok(self.node(start, kind(parts)))
    }

    fn not(&mut self) -> Parsed<Node> {
        let start = self.here().start;
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        Ok(self.node(start, NodeKind::Not(Box::new(inner))))
    }

    fn comparison(&mut self) -> Parsed<Node> {
        let left = self.operand()?;
        let start = left.span.start;
        if let Some(Token::Comparison(comparison)) = self.peek() {
            let comparison = *comparison;
            self.next += 1;
            let right = self.operand()?;
            if matches!(self.peek(), Some(Token::Comparison(_))) {
                return Err(self.unexpected("jämförelser kan inte kedjas: skriv a < b and b < c"));
            }
            let kind = NodeKind::Compare {
                left: Box::new(left),
                comparison,
                right: Box::new(right),
            };
            return Ok(self.node(start, kind));
        }
        if self.take_word("in") {
            let among = self.list()?;
            return Ok(self.node(
                start,
                NodeKind::In {
                    value: Box::new(left),
                    among,
                },
            ));
        }
        Ok(left)
    }

    fn list(&mut self) -> Parsed<Vec<Node>> {
        self.expect('[', "efter in kommer en lista: ['a', 'b']")?;
        let mut among = vec![self.literal()?];
        while self.take_mark(',') {
            among.push(self.literal()?);
        }
        self.expect(']', "listan avslutas med ]")?;
        Ok(among)
    }

    fn operand(&mut self) -> Parsed<Node> {
        if self.take_mark('(') {
            let inner = self.deeper(Self::or)?;
            self.expect(')', "parentesen avslutas med )")?;
            return Ok(inner);
        }
        match self.peek() {
            Some(Token::Word(word)) if !matches!(word.as_str(), "true" | "false") => {
                if matches!(self.tokens.get(self.next + 1), Some((Token::Mark('('), _))) {
                    return self.call();
                }
                self.named()
            }
            _ => self.literal(),
        }
    }

    /// A word that is no function: a moment, or a place with what is asked of it.
    fn named(&mut self) -> Parsed<Node> {
        let start = self.here().start;
        let kind = if self.take_word("today") {
            NodeKind::Today
        } else if self.take_word("expired") {
            NodeKind::Expired
        } else if self.take_word("decided") {
            self.expect('.', "efter decided kommer .until")?;
            self.attribute("beslutet", "until")?;
            NodeKind::DecidedUntil
        } else {
            let place = self.place()?;
            if self.take_mark('.') {
                if self.take_word("registered") {
                    refers(place, ReferenceAttribute::Registered)
                } else if self.take_word("planned") {
                    refers(place, ReferenceAttribute::Planned)
                } else {
                    self.attribute("ett land", "adequate")?;
                    NodeKind::Adequate(place)
                }
            } else {
                NodeKind::Place(place.value)
            }
        };
        Ok(self.node(start, kind))
    }

    /// The only word that may stand after the point here.
    fn attribute(&mut self, of: &str, only: &str) -> Parsed<()> {
        let word = self.word(only)?;
        if word.value == only {
            return Ok(());
        }
        Err(GateFault {
            code: Code::GateSyntax,
            span: word.span,
            message: format!("{of} har inget '{}'", word.value),
            suggestion: Some(format!("skriv .{only}")),
        })
    }

    fn literal(&mut self) -> Parsed<Node> {
        let start = self.here().start;
        let kind = match self.peek() {
            Some(Token::Text(text)) => NodeKind::Text(text.clone()),
            Some(Token::Number(number)) => NodeKind::Number(*number),
            Some(Token::Word(word)) if word == "true" => NodeKind::Truth(true),
            Some(Token::Word(word)) if word == "false" => NodeKind::Truth(false),
            _ => return Err(self.unexpected("här skulle ett fält eller ett värde stå")),
        };
        self.next += 1;
        Ok(self.node(start, kind))
    }

    fn call(&mut self) -> Parsed<Node> {
        let name = self.word("ett funktionsnamn")?;
        let start = name.span.start;
        self.expect('(', "efter funktionen kommer (")?;
        let kind = match name.value.as_str() {
            "filled" => NodeKind::Filled(self.place()?),
            "days_since" => NodeKind::DaysSince(self.place()?),
            "approved" => NodeKind::Approved(
                self.text("granskningssteget inom enkla citattecken: approved('juridik')")?,
            ),
            "document" => return self.document(start),
            "any" => self.rows(Quantifier::Any)?,
            "all" => self.rows(Quantifier::All)?,
            "count" => self.rows(Quantifier::Count)?,
            "max" => self.aggregate(Aggregate::Max)?,
            "min" => self.aggregate(Aggregate::Min)?,
            "sum" => self.aggregate(Aggregate::Sum)?,
            "complete" => NodeKind::Complete(self.word("ett tabellfält")?),
            "delegated" => NodeKind::Delegated(self.text(
                "punkten i delegationsordningen inom enkla citattecken: delegated('4.12')",
            )?),
            "done" => NodeKind::Done(
                self.text("verkställighetssteget inom enkla citattecken: done('bestallning')")?,
            ),
            "states" => self.states()?,
            unknown => {
                return Err(GateFault {
                    code: Code::UnknownFunction,
                    span: name.span,
                    message: format!("okänd funktion '{unknown}'"),
                    suggestion: did_you_mean(unknown, FUNCTIONS),
                });
            }
        };
        self.expect(')', "funktionen avslutas med )")?;
        Ok(self.node(start, kind))
    }

    fn document(&mut self, start: usize) -> Parsed<Node> {
        let kind = self.text("handlingen inom enkla citattecken: document('riskanalys').exists")?;
        self.expect(')', "funktionen avslutas med )")?;
        self.expect(
            '.',
            "efter document('…') kommer .exists, .signed eller .age",
        )?;
        let word = self.word("exists, signed eller age")?;
        let attribute = match word.value.as_str() {
            "exists" => DocumentAttribute::Exists,
            "signed" => DocumentAttribute::Signed,
            "age" => DocumentAttribute::Age,
            unknown => {
                return Err(GateFault {
                    code: Code::GateSyntax,
                    span: word.span,
                    message: format!("en handling har inget '{unknown}'"),
                    suggestion: did_you_mean(unknown, DocumentAttribute::WORDS)
                        .or_else(|| Some("skriv exists, signed eller age".to_owned())),
                });
            }
        };
        Ok(self.node(start, NodeKind::Document { kind, attribute }))
    }

    fn rows(&mut self, quantifier: Quantifier) -> Parsed<NodeKind> {
        let table = self.word("ett tabellfält")?;
        let condition = if self.take_mark(',') {
            Some(Box::new(self.deeper(Self::or)?))
        } else if quantifier == Quantifier::Count {
            None
        } else {
            return Err(self.unexpected(
                "här skulle ett villkor för raderna stå: any(tabell, row.kolumn == 'x')",
            ));
        };
        Ok(NodeKind::Rows {
            quantifier,
            table,
            condition,
        })
    }

    fn aggregate(&mut self, aggregate: Aggregate) -> Parsed<NodeKind> {
        let table = self.word("ett tabellfält")?;
        let word = aggregate.word();
        self.expect(
            '.',
            &format!("efter tabellen kommer en kolumn: {word}(tabell.kolumn)"),
        )?;
        let column = self.word("en kolumn")?;
        Ok(NodeKind::Aggregate {
            aggregate,
            table,
            column,
        })
    }

    fn states(&mut self) -> Parsed<NodeKind> {
        let section = self.text("avsnittet inom enkla citattecken: states('incidenter', 22)")?;
        self.expect(
            ',',
            "efter avsnittet kommer talet: states('incidenter', 22)",
        )?;
        let number = Box::new(self.deeper(Self::operand)?);
        Ok(NodeKind::States { section, number })
    }

    fn place(&mut self) -> Parsed<Located<Place>> {
        let word = self.word("ett fält")?;
        if word.value != "row" {
            return Ok(Located {
                value: Place::Field(word.value),
                span: word.span,
            });
        }
        self.expect('.', "efter row kommer en kolumn: row.kolumn")?;
        let column = self.word("en kolumn")?;
        Ok(Located {
            value: Place::Cell(column.value),
            span: word.span.start..column.span.end,
        })
    }

    fn text(&mut self, what: &str) -> Parsed<Located<String>> {
        match self.tokens.get(self.next) {
            Some((Token::Text(text), span)) => {
                let located = Located {
                    value: text.clone(),
                    span: span.clone(),
                };
                self.next += 1;
                Ok(located)
            }
            _ => Err(self.unexpected(&format!("här skulle {what} stå"))),
        }
    }

    fn word(&mut self, what: &str) -> Parsed<Located<String>> {
        const TAKEN: [&str; 6] = ["and", "or", "not", "in", "true", "false"];
        match self.tokens.get(self.next) {
            Some((Token::Word(word), span)) if !TAKEN.contains(&word.as_str()) => {
                let located = Located {
                    value: word.clone(),
                    span: span.clone(),
                };
                self.next += 1;
                Ok(located)
            }
            _ => Err(self.unexpected(&format!("här skulle {what} stå"))),
        }
    }

    /// Goes one step inwards, and no further than [`DEEPEST`]: the reader calls itself, and so do
    /// all that walk the tree.
    fn deeper<T>(&mut self, part: fn(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            return Err(GateFault {
                code: Code::GateTooLarge,
                span: self.here(),
                message: format!("villkoret är för djupt: högst {DEEPEST} nivåer"),
                suggestion: Some("dela upp det i flera spärrar".to_owned()),
            });
        }
        self.depth += 1;
        let read = part(self);
        self.depth -= 1;
        read
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn here(&self) -> Range<usize> {
        self.tokens
            .get(self.next)
            .map_or(self.end..self.end, |(_, span)| span.clone())
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.next += usize::from(found);
        found
    }

    fn take_mark(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, mark: char, otherwise: &str) -> Parsed<()> {
        if self.take_mark(mark) {
            Ok(())
        } else {
            Err(self.unexpected(otherwise))
        }
    }

    fn unexpected(&self, expected: &str) -> GateFault {
        let message = if self.peek().is_some() {
            "oväntat i villkoret"
        } else {
            "villkoret är ofullständigt"
        };
        GateFault {
            code: Code::GateSyntax,
            span: self.here(),
            message: message.to_owned(),
            suggestion: Some(expected.to_owned()),
        }
    }

    /// A node from `start` to the end of the token last taken.
    fn node(&self, start: usize, kind: NodeKind) -> Node {
        let end = self
            .next
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |(_, span)| span.end);
        Node {
            kind,
            span: start..end,
        }
    }
}

fn refers(place: Located<Place>, attribute: ReferenceAttribute) -> NodeKind {
    NodeKind::Refers { place, attribute }
}
