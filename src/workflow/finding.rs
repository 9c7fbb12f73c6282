//! What is wrong with a file: one finding per fault, all at once, each with its place and a way out.

mod sarif;

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The file is refused.
    Error,
    /// The file is used, but somebody should look.
    Warning,
}

impl Severity {
    /// The word in a message.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Error => "fel",
            Self::Warning => "varning",
        }
    }
}

macro_rules! codes {
    ($($name:ident $number:literal $severity:ident $meaning:literal),+ $(,)?) => {
        /// The kinds of fault. A number keeps its meaning for ever; a retired one is not used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!($number, ": ", $meaning)] $name),+
        }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The number, `E013`.
            pub fn number(self) -> &'static str {
                match self { $(Self::$name => $number),+ }
            }

            /// What the code stands for, in Swedish.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning),+ }
            }

            /// How bad it is; [`Self::TooManyFaults`] is as bad as what it stands for.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),+ }
            }
        }
    };
}

codes! {
    Syntax "E001" Error "filen är inte riktig TOML",
    FileTooLarge "E002" Error "filen är för stor",
    UnknownKey "E003" Error "en nyckel som inte finns",
    MissingKey "E004" Error "en nyckel som måste finnas saknas",
    WrongType "E005" Error "värdet är av fel slag",
    BadName "E006" Error "ett namn går inte att använda",
    Duplicate "E007" Error "samma namn två gånger",
    BadWord "E008" Error "ett ord som inte finns att välja här",
    UnknownFormat "E009" Error "filen är skriven för en annan version av språket",
    UnknownRole "E010" Error "en roll som inte finns",
    UnknownField "E011" Error "ett fält eller en kolumn som inte finns",
    UnknownDocument "E012" Error "en handling som inte finns",
    UnknownStep "E013" Error "ett granskningssteg som inte finns",
    UnknownScale "E014" Error "en skala som inte finns",
    UnknownPhase "E015" Error "en fas som inte finns",
    UnknownTemplate "E016" Error "en mall som inte finns",
    UnknownFunction "E017" Error "en funktion som inte finns",
    UnknownMove "E018" Error "ett steg i ärendets gång som inte finns",
    UnknownSection "E019" Error "ett avsnitt som inte finns",
    GateSyntax "E020" Error "ett villkor går inte att läsa",
    GateType "E021" Error "ett villkor jämför eller använder fel slags värden",
    UnknownChoice "E022" Error "ett värde som inte finns på listan",
    NoOrder "E023" Error "en ordning frågas efter där det inte finns någon",
    GateTooLarge "E024" Error "ett villkor är för långt eller för djupt",
    UnknownMatrix "E025" Error "en riskmatris som inte finns",
    BadMatrix "E026" Error "en riskmatris har nivåer som inte hänger ihop",
    NeverReached "E030" Error "en beslutsväg som aldrig kan nås",
    NoCatchAll "E031" Error "ingen beslutsväg för de ärenden som blir över",
    ReviewsOwnDraft "E032" Error "en roll granskar sitt eget utkast",
    AskedTooLate "E033" Error "ett fält krävs först efter den spärr som behöver det",
    BadPlaceholder "E034" Error "ett meddelande hänvisar till ett fält som inte finns",
    ImpossibleJoin "E035" Error "fler godkännanden krävs än det finns granskningssteg",
    NeverOpens "E036" Error "en spärr som aldrig kan öppna",
    NeverStops "E037" Error "en spärr som aldrig kan stoppa",
    NeverHolds "E038" Error "ett villkor för att fråga efter något som aldrig kan gälla",
    UnknownWorkflow "E070" Error "en ärendetyp som inte finns",
    SpawnCycle "E071" Error "ärendetyper som öppnar varandra utan slut",
    SameVersion "E072" Error "innehållet är ändrat utan att versionen är höjd",
    NotDelegable "E039" Error "ett beslut som inte får delegeras har en delegat",
    BadScenario "E040" Error "ett scenario stämmer inte med arbetsflödet",
    NeverTried "E041" Error "en fas som inget prövas före",
    NowhereToOverride "E042" Error "ett undantag som ingen beslutsväg kan ge",
    NotUtf8 "E043" Error "filen är inte sparad som UTF-8",
    TooManyFaults "E044" Error "det finns mer att säga om filen än vad som sägs",
    NeverApart "E060" Error "två roller ska vara olika personer men kan bara vara en och samma",
    NobodyToReview "E061" Error "ingen i rollen kan någonsin granska",
    BadInclude "E080" Error "en fil eller en del av den kan inte inkluderas",
    BadMigration "E081" Error "en uppgift om äldre versioner stämmer inte",
    NoSource "W050" Warning "en spärr anger inte vilken regel den bygger på",
    NeverAsked "W051" Warning "en spärr bygger på ett fält som ingen måste fylla i",
    NotUsed "W052" Warning "något är beskrivet men används inte",
    Redundant "W053" Warning "en spärr som aldrig stoppar, för att fälten krävs redan innan",
    NotAllTried "W054" Warning "alla villkor är inte prövade",
    NobodyToTell "W062" Warning "en eskalering når ingen ny",
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.number())
    }
}

/// One fault in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Which kind.
    pub code: Code,
    /// What is wrong, in Swedish, without a full stop.
    pub message: String,
    /// A way out, where one can be guessed: "menade du 'juridik'?".
    pub suggestion: Option<String>,
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The bytes of the file that it is about.
    #[serde(skip)]
    pub span: Range<usize>,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            ..
        } = self;
        write!(
            out,
            "{file}:{line}:{column}: {}[{}]: {message}",
            self.severity.swedish(),
            self.code.number()
        )?;
        self.suggestion
            .as_ref()
            .map_or(Ok(()), |suggestion| write!(out, " – {suggestion}"))
    }
}

/// All that was found in a file, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Whether the file must be refused.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|finding| writeln!(out, "{finding}"))
    }
}

impl std::error::Error for Findings {}

/// "menade du 'juridik'?", when one of the candidates is near enough to be meant.
pub(super) fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let far = 2.max(word.chars().count() / 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= far && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| format!("menade du '{candidate}'?"))
}
