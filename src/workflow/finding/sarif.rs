//! Findings in SARIF 2.1.0, the form in which editors and build servers take them in.

use serde_json::{Value, json};

use super::{Code, Finding, Findings, Severity};

impl Findings {
    /// A SARIF log of one run with these findings as its results.
    pub fn to_sarif(&self) -> Value {
        let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
        let results: Vec<Value> = self.0.iter().map(result).collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "beslut",
                    "version": env!("CARGO_PKG_VERSION"),
                    "language": "sv",
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.number(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(finding: &Finding) -> Value {
    let text = match &finding.suggestion {
        Some(suggestion) => format!("{} – {suggestion}", finding.message),
        None => finding.message.clone(),
    };
    json!({
        "ruleId": finding.code.number(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&finding.file) },
            "region": { "startLine": finding.line, "startColumn": finding.column },
        } }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A path as a reference in an address: what is not allowed there is written with percent signs.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            uri.push_str(&hex::encode_upper([byte]));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_an_address() {
        assert_eq!(uri("flöden\\a b.toml"), "fl%C3%B6den/a%20b.toml");
        assert_eq!(
            uri("workflows/molntjanst.toml"),
            "workflows/molntjanst.toml"
        );
    }

    #[test]
    fn a_finding_is_a_result_of_its_rule() {
        let findings = crate::workflow::lint("prov.toml", "format = 2\n").1;
        let log = findings.to_sarif();
        let run = &log["runs"][0];
        for (result, finding) in run["results"].as_array().unwrap().iter().zip(&findings.0) {
            let place = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            let rule = &run["tool"]["driver"]["rules"][place];
            assert_eq!(rule["id"], result["ruleId"]);
            assert_eq!(result["ruleId"], finding.code.number());
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert_eq!(region["startLine"], finding.line);
        }
        assert_eq!(run["results"].as_array().unwrap().len(), findings.0.len());
    }
}
