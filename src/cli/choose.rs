//! The choice of a briefing by its name: an id, a path, a title, or words that only one has.

use crate::clean;
use crate::cli::{CommandError, Exit};
use crate::library::{Ix, Library, Lookup};
use crate::text::{Clean, fold};

/// The most candidates that are named when several match.
const CANDIDATES: usize = 10;

/// Returns the briefing that the words name.
pub(super) fn identify(library: &Library, words: &str) -> Result<Ix, CommandError> {
    let closest = match library.find(words) {
        Lookup::One(ix) => return Ok(ix),
        Lookup::Several(several) => return Err(ambiguous(library, words, &several)),
        Lookup::None { closest } => closest,
    };
    // Not a name, so words of a title or alias, as written. Sources only if nothing else has them.
    let (sources, others): (Vec<Ix>, Vec<Ix>) =
        named_with(library, words).into_iter().partition(|ix| library.record(*ix).is_source());
    match (others.as_slice(), sources.as_slice()) {
        ([], []) => Err(missing(library, words, &closest)),
        ([one], _) | ([], [one]) => Ok(*one),
        ([], several) | (several, _) => Err(ambiguous(library, words, several)),
    }
}

/// Returns the briefings with all words in their title or one alias.
fn named_with(library: &Library, words: &str) -> Vec<Ix> {
    // Punctuation is part of names but matches nothing by itself.
    let words = words.split_whitespace().filter(|word| !word.chars().all(|sign| sign.is_ascii_punctuation()));
    let words: Vec<String> = words.map(|word| fold(word).text).filter(|word| !word.is_empty()).collect();
    let has_all = |name: &str| {
        let folded = fold(name).text;
        words.iter().all(|word| folded.contains(word))
    };
    if words.is_empty() {
        return Vec::new();
    }
    let named =
        library.records().filter(|(_, record)| has_all(record.title()) || record.aliases().any(has_all));
    named.map(|(ix, _)| ix).collect()
}

fn missing(library: &Library, words: &str, closest: &[Ix]) -> CommandError {
    let names: Vec<String> = closest.iter().map(|ix| library.label(*ix).into_string()).collect();
    let failure = CommandError::new("no-match", clean!("no briefing matches `{words}`")).exit(Exit::NoMatch);
    if names.is_empty() { failure } else { failure.hint(clean!("did you mean {}?", names.join(", "))) }
}

fn ambiguous(library: &Library, words: &str, several: &[Ix]) -> CommandError {
    let mut lines: Vec<String> = several
        .iter()
        .take(CANDIDATES)
        .map(|ix| format!("{}  {}", library.label(*ix), library.get(*ix).title))
        .collect();
    if several.len() > CANDIDATES {
        lines.push(format!("and {} more", several.len() - CANDIDATES));
    }
    CommandError::new("ambiguous", clean!("several briefings match `{words}`"))
        .hint(Clean::text(&lines.join("\n")))
}
