//! What the parts of a workflow file are called when they are spoken of.

/// What the parts of a collection are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    /// "spärren"
    pub(super) definite: &'static str,
    /// "Ny spärr"
    pub(super) new: &'static str,
    /// "spärrarna"
    pub(super) all: &'static str,
}

/// The collection at a path, if its parts have names of their own.
pub(super) fn collection(path: &str) -> Option<Noun> {
    let keys: Vec<&str> = path.split('.').collect();
    let (definite, new, all) = match keys.as_slice() {
        ["roles"] => ("rollen", "Ny roll", "rollerna"),
        ["scales"] => ("skalan", "Ny skala", "skalorna"),
        ["scales", _] => ("steget", "Nytt steg", "stegen"),
        ["matrices"] => ("matrisen", "Ny matris", "matriserna"),
        [.., "levels"] => ("nivån", "Ny nivå", "nivåerna"),
        ["fields"] => ("fältet", "Nytt fält", "fälten"),
        [.., "columns"] => ("kolumnen", "Ny kolumn", "kolumnerna"),
        [.., "values"] => ("värdet", "Nytt värde", "värdena"),
        ["sections"] => ("avsnittet", "Nytt avsnitt", "avsnitten"),
        ["documents"] => ("handlingen", "Ny handling", "handlingarna"),
        ["gates"] => ("spärren", "Ny spärr", "spärrarna"),
        ["review", "steps"] => (
            "granskningssteget",
            "Nytt granskningssteg",
            "granskningsstegen",
        ),
        ["decision", "routes"] => ("beslutsvägen", "Ny beslutsväg", "beslutsvägarna"),
        ["on"] => ("händelsen", "Ny händelse", "händelserna"),
        ["execution"] => (
            "verkställighetssteget",
            "Nytt verkställighetssteg",
            "verkställighetsstegen",
        ),
        ["follow_up"] => ("uppföljningen", "Ny uppföljning", "uppföljningarna"),
        ["collections"] => ("insamlingen", "Ny insamling", "insamlingarna"),
        [.., "questions"] => ("frågan", "Ny fråga", "frågorna"),
        ["inventory", "states"] => ("läget", "Nytt läge", "lägena"),
        ["migration", "fields"] => ("överföringen till", "Ny överföring till", "överföringarna"),
        _ => return None,
    };
    Some(Noun { definite, new, all })
}

/// What a table that there is only one of is called.
pub(super) fn single(key: &str) -> Option<&'static str> {
    Some(match key {
        "review" => "granskningen",
        "decision" => "beslutet",
        "archive" => "arkiveringen",
        "inventory" => "registret",
        "migration" => "flytten av pågående ärenden",
        "escalate" => "eskaleringen",
        "override" => "undantaget",
        "carry_over" => "överföringen till nästa ärende",
        _ => return None,
    })
}

/// What the value at a path is called, in the definite form.
pub(super) fn property(path: &str) -> String {
    let key = path.rsplit('.').next().unwrap_or(path);
    if let Some(single) = single(key) {
        return single.to_owned();
    }
    let outer = path.split('.').next().unwrap_or(path);
    let word = match (outer, key) {
        ("roles", "from") => "var personerna hämtas",
        ("follow_up", "from") => "dagen som tiden räknas från",
        ("decision", "until") => "fältet med beslutets sista dag",
        (_, "format") => "språkets version",
        (_, "version") => "versionen",
        (_, "title") => "rubriken",
        (_, "id") => "namnet",
        (_, "lead") => "rollen som skriver utkastet",
        (_, "include") => "de delade filerna",
        (_, "replaces") => "de versioner som ersätts",
        (_, "help") => "hjälptexten",
        (_, "heading") => "rubriken som det står under",
        (_, "type") => "typen",
        (_, "kind") => "slaget",
        (_, "required") => "fasen som kräver det",
        (_, "scale") => "skalan",
        (_, "matrix") => "matrisen",
        (_, "rows") => "de fasta raderna",
        (_, "check") => "villkoret",
        (_, "when") => "villkoret för när det gäller",
        (_, "at") => "faserna där den prövas",
        (_, "message") => "meddelandet",
        (_, "ref") => "regeln som den bygger på",
        (_, "binding") => "bindningen",
        (_, "substitute") => "om en ersättare får svara",
        (_, "not_same_as") => "vilka som inte får vara samma person",
        (_, "author") => "vem som skriver",
        (_, "live") => "om det får följas upp efter beslutet",
        (_, "max_age") => "högsta åldern",
        (_, "template") => "mallen",
        (_, "mode") => "ordningen",
        (_, "join") => "antalet godkännanden som krävs",
        (_, "on_changes") => "fasen dit ärendet återsänds",
        (_, "keep_approvals") => "vad som händer med godkännanden när texten ändras",
        (_, "role") => "rollen",
        (_, "deadline") => "tidsfristen",
        (_, "remind") => "påminnelserna",
        (_, "after") => "vad som går före",
        (_, "to") => "mottagaren",
        (_, "by") => "vem som beslutar",
        (_, "point") => "punkten i delegationsordningen",
        (_, "on_behalf_of") => "på vems vägnar",
        (_, "needs") => "vad som krävs",
        (_, "generate") => "vad som skapas",
        (_, "certificate") => "intyget",
        (_, "every") => "hur ofta",
        (_, "lead_time") => "framförhållningen",
        (_, "also_when") => "vad som annars utlöser den",
        (_, "name") => "fältet med namnet",
        (_, "holder") => "fältet med innehavaren",
        (_, "into") => "var svaren hamnar",
        (_, "opens") => "ärendet som öppnas",
        (_, "table") => "tabellen",
        (_, "fill") => "vad avsnittet fylls i från",
        (_, "probability") => "skalan för sannolikhet",
        (_, "consequence") => "skalan för konsekvens",
        (_, "classification") => "klassificeringen",
        (_, "retention") => "bevarandet",
        _ => return format!("”{key}”"),
    };
    word.to_owned()
}
