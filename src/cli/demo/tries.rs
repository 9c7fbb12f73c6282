//! What each of the demo's people can try: shown beside their names where one signs in.

/// Address and words.
pub(super) fn tries() -> Vec<(String, String)> {
    let tries = TRIES.iter();
    tries
        .map(|(key, words)| (format!("{key}@exempelby.example"), (*words).to_owned()))
        .collect()
}

const TRIES: [(&str, &str); 8] = [
    (
        "anna.ekstrom",
        "Skicka ”Enkätverktyg för medborgardialog” på granskning, och se vad som saknas i ”Bokning av lokaler för föreningslivet”.",
    ),
    (
        "mohammed.rahimi",
        "Följ ”Videomöten i öppenvården”, som är klart för beslut.",
    ),
    (
        "sofia.hedlund",
        "Granska ett ärende. Öppna gärna länken i mejlet på postsidan i stället för att logga in.",
    ),
    ("maria.lindgren", "Granska det IT-strategen har kvar."),
    (
        "karin.bergstrom",
        "Bygg dagordningen till nästa sammanträde, öppna det och för protokoll.",
    ),
    (
        "johan.nyman",
        "Sätt upp ”Videomöten i öppenvården” på socialnämndens dagordning.",
    ),
    (
        "lena.sandberg",
        "Ge ”Bokning av lokaler för föreningslivet” ett diarienummer och läs diariet.",
    ),
    (
        "eva.johansson",
        "Ordföranden justerar protokoll genom länken i mejlet.",
    ),
];
