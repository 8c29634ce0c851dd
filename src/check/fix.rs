//! The fix that needs no question: definitions of footnotes that only the library knows.

use crate::briefing;
use crate::clean;
use crate::library::citation::definition;
use crate::library::{Ix, Library};
use crate::markdown;
use crate::text::Clean;

use super::footnotes::missing;

/// A file with what it lacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The whole file.
    pub text: String,
    /// The number of definitions that were added.
    pub added: usize,
}

/// Returns a file with the footnote definitions that it lacks.
/// They are of footnotes named like sources of the library, and are added at the end; there is no result when the
/// file lacks none. All bytes of the file stay as they are.
///
/// # Errors
///
/// When they cannot be added: the file is not UTF-8, or its end would hide them. The reason is in words.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use briefing::briefing::Briefing;
/// use briefing::check::fix;
/// use briefing::library::{Library, Origin};
///
/// let (source, note) = ("---\ntype: source\ntitle: Watch this\n---\n", "They came.[^afp]\n");
/// let read = |path: &str, text: &str| Briefing::read(Path::new(path), text.as_bytes()).0.into();
/// let briefings = vec![read("afp.md", source), read("fair.md", note)];
/// let library = Library::new(Origin::Folders(Vec::new()), briefings);
/// let fair = library.with_name("fair")[0];
/// let fixed = fix(&library, fair, note.as_bytes())?.unwrap();
/// assert_eq!(fixed.added, 1);
/// assert!(fixed.text.starts_with("They came.[^afp]\n\n[^afp]: "));
/// # Ok::<(), briefing::text::Clean>(())
/// ```
pub fn fix(library: &Library, ix: Ix, bytes: &[u8]) -> Result<Option<Fix>, Clean> {
    let path = library.record(ix).path();
    let body = briefing::body(bytes);
    let labels = missing(&library.document(&path, &body.text), &body.text);
    if labels.is_empty() {
        return Ok(None);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(clean!("the file is not UTF-8")) };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut fixed = text.to_owned();
    if !text.ends_with('\n') {
        fixed.push_str(line_end);
    }
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_definition = last.starts_with("[^") && last.contains("]:");
    let ends_blank = text.lines().next_back().is_none_or(|line| line.trim().is_empty());
    if !is_definition && !ends_blank {
        fixed.push_str(line_end);
    }
    for (label, _) in &labels {
        let definition = definition(library, &path, label).unwrap_or_default();
        fixed.push_str(&format!("[^{label}]: {definition}{line_end}"));
    }
    let document = markdown::parse(&briefing::body(fixed.as_bytes()).text);
    let is_defined = |label: &str| {
        let own = document.footnotes().iter().find(|own| own.label.to_lowercase() == label.to_lowercase());
        own.is_some_and(|own| own.number.is_some() && !own.definition.is_empty())
    };
    if !labels.iter().all(|(label, _)| is_defined(label)) {
        return Err(clean!(
            "they would be hidden at the end of the file; close the code block or comment above"
        ));
    }
    Ok(Some(Fix { text: fixed, added: labels.len() }))
}
