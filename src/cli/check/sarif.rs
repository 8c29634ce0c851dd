//! Diagnostics as SARIF 2.1.0, which code-scanning services and editors take.

use serde_json::{Value, json};

use crate::check::{Diagnostic, Level, RULES, Rule};
use crate::cli::check::plain::shown;
use crate::cli::{CommandContext, CommandError, json};

/// The address of the format's schema.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn print(context: &mut CommandContext, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| result(diagnostic, &shown(&diagnostic.path))).collect();
    context.output.line(&json::line(&document(&results)))?;
    Ok(())
}

fn document(results: &[Value]) -> Value {
    let rules: Vec<Value> = RULES.into_iter().map(rule).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "briefing",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(rule: Rule) -> Value {
    json!({
        "id": rule.code(),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": rule.explanation() },
        "defaultConfiguration": { "level": level(rule.level()) },
    })
}

fn result(diagnostic: &Diagnostic, path: &str) -> Value {
    let Diagnostic { rule, level: found, place, what, hint, excerpt, .. } = diagnostic;
    let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    json!({
        "ruleId": rule.code(),
        "ruleIndex": *rule as usize,
        "level": level(*found),
        "message": { "text": format!("{what}{hint}") },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(path) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.column.saturating_add(place.length),
                "snippet": { "text": excerpt.line },
            },
        }}],
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

/// Returns a path as a relative reference, or as a `file` address.
/// It is an address when the path is absolute.
fn uri(path: &str) -> String {
    let escaped: String = path
        .bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect::<Vec<_>>()
        .concat();
    if escaped.starts_with('/') { format!("file://{escaped}") } else { escaped }
}
