//! `# briefing-ignore: CODE, CODE` in the front matter: rules that a file is not held to.

use std::collections::HashSet;

use crate::briefing::LineRange;
use crate::clean;

use super::Rule;
use super::page::{At, CheckedPage};

/// The beginning of the comment.
const MARK: &str = "briefing-ignore:";

/// Returns the rules that the file ignores. Codes without a rule are reported.
pub(super) fn check(page: &mut CheckedPage<'_>) -> HashSet<Rule> {
    let mut ignored = HashSet::new();
    let mut unknown = Vec::new();
    for (line, text) in (1..page.body.first_line).zip(page.text.lines()) {
        let Some((before, codes)) = comment(text) else { continue };
        let mut column = before.chars().count() + 1;
        for part in codes.split(',') {
            let code = part.trim();
            let at = column + part.chars().take_while(|c| c.is_whitespace()).count();
            column += part.chars().count() + 1;
            match Rule::with_code(code) {
                Some(rule) => _ = ignored.insert(rule),
                None if code.is_empty() => {}
                None => {
                    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                    let place = LineRange { line, column: number(at), length: number(code.chars().count()) };
                    unknown.push((place, code.to_owned()));
                }
            }
        }
    }
    for (place, code) in unknown {
        let finding = page.report(Rule::UnknownRule, At::Place(place), clean!("unknown rule `{code}`"));
        if let Some(near) = Rule::nearest_code(&code) {
            finding.hint(clean!("did you mean `{near}`?"));
        }
    }
    ignored
}

/// The part of a line before the codes, and the codes.
fn comment(line: &str) -> Option<(&str, &str)> {
    let at = line.find(MARK)?;
    let before = line[..at].trim_end().strip_suffix('#')?;
    let is_comment = before.is_empty() || before.ends_with([' ', '\t']);
    is_comment.then(|| line.split_at(at + MARK.len()))
}
