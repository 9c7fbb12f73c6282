use super::*;

const LEAST: &str = r#"
municipality = "Exempelby kommun"
public_url = "https://beslut.exempelby.se"

[mail]
from = "beslut@exempelby.se"
reply_to = "registrator@exempelby.se"
domain = "exempelby.se"
transport = { folder = { path = "post" } }
"#;

fn faults(text: &str) -> String {
    match Config::parse("beslut.toml", text, Path::new("/etc/beslut")) {
        Ok(_) => String::new(),
        Err(faults) => faults.to_string(),
    }
}

#[test]
fn the_least_there_must_be_gives_the_usual_for_the_rest() {
    let config = Config::parse("beslut.toml", LEAST, Path::new("/etc/beslut")).unwrap();
    assert_eq!(config.public_url, "https://beslut.exempelby.se");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.data, Path::new("/etc/beslut/data"));
    assert_eq!(config.link_keys, Path::new("/etc/beslut/lanknycklar"));
    assert_eq!(
        (config.link_lifetime_days, config.largest_attachment),
        (21, 100_000_000)
    );
    assert_eq!(config.log, LogFormat::Text);
}

#[test]
fn the_example_can_be_read() {
    let config = Config::parse(
        "beslut.example.toml",
        include_str!("../../beslut.example.toml"),
        Path::new("/etc/beslut"),
    );
    assert!(config.is_ok(), "{}", config.unwrap_err());
}

#[test]
fn every_fault_is_told_in_swedish_at_its_place() {
    let with = |line: &str| format!("{line}{LEAST}");
    let set = |key: &str, value: &str| {
        let lines = LEAST.lines().map(|line| {
            if line.starts_with(key) {
                format!("{key} = {value}\n")
            } else {
                format!("{line}\n")
            }
        });
        faults(&lines.collect::<String>())
    };
    for (found, wanted) in [
        (
            faults(&with("listn = \"0.0.0.0:80\"")),
            "beslut.toml:1:1: okänd inställning ”listn” – menade du ”listen”?",
        ),
        (
            faults(&with("listen = 8080")),
            "beslut.toml:1:10: fel slags värde: här ska det stå en text inom citattecken",
        ),
        (
            faults(&with("listen = \"8080\"")),
            "beslut.toml:1:10: listen: skriv adress och port, till exempel 127.0.0.1:8080",
        ),
        (
            faults(&with("link_lifetime_days = 0")),
            "beslut.toml:1:22: link_lifetime_days: en länk lever mellan 1 och 90 dagar",
        ),
        (
            faults(&with("log = \"xml\"")),
            "beslut.toml:1:7: ”xml” går inte att välja. Välj bland: text, json",
        ),
        (
            faults(&with("trusted_proxies = [\"10.0.0.1\", \"proxy\"]")),
            "beslut.toml:1:32: trusted_proxies: ”proxy” är ingen IP-adress",
        ),
        (
            faults(&with("database = \"mysql://x\"")),
            "beslut.toml:1:12: database: databasens adress ska börja med \"sqlite:\" (en fil) eller \"postgres://\" (en server)",
        ),
        (
            set("public_url", "\"http://beslut.exempelby.se\""),
            "beslut.toml:3:14: public_url: adressen ska börja med https, utom på den egna maskinen",
        ),
        (
            set("public_url", "\"https://exempelby.se/beslut\""),
            "beslut.toml:3:14: public_url: skriv bara protokoll och värdnamn, utan sökväg",
        ),
        (set("from", "\"beslut\""), "beslut.toml: mail.from: "),
    ] {
        assert!(
            found.starts_with(wanted),
            "{found:?} börjar inte med {wanted:?}"
        );
    }
    assert_eq!(
        faults("municipality = \"x\"\n"),
        "beslut.toml:1:1: inställningen ”public_url” saknas"
    );
}

#[test]
fn plain_http_is_only_for_the_machine_itself() {
    for (address, is_fine) in [
        ("http://localhost:8080", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("http://10.0.0.1", false),
        ("http://localhost.exempelby.se", false),
        ("ftp://localhost", false),
        ("beslut.exempelby.se", false),
    ] {
        let text = LEAST.replace("https://beslut.exempelby.se", address);
        assert_eq!(faults(&text).is_empty(), is_fine, "{address}");
    }
}
