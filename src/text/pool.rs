//! One copy of texts that come again and again.

use std::collections::HashSet;

use super::Clean;
use super::clean::{LineBreaks, gate};

/// The longest text that is kept. Longer texts hardly ever come twice.
const LONGEST: usize = 80;
/// The most texts of a pool. It takes no more, so that it can't grow without end.
const MOST: usize = 1 << 17;

/// Makes texts, each once: the same text again is the same memory. In a library of thousands of briefings that
/// holds for tags, roles and the names of sources.
#[derive(Debug, Default)]
pub struct Pool(HashSet<Clean>);

impl Pool {
    /// The same as [`Clean::line`].
    pub fn line(&mut self, raw: &str) -> Clean {
        let clean = gate(Clean::trimmed(raw), LineBreaks::Joined);
        if let Some(known) = self.0.get(&*clean) {
            return known.clone();
        }
        let new = Clean::gathered(clean.into_owned());
        if new.len() <= LONGEST && self.0.len() < MOST {
            self.0.insert(new.clone());
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_made_once_and_as_clean_as_ever() {
        let mut pool = Pool::default();
        let (first, second) = (pool.line(" ab\u{1B} "), pool.line("ab\u{1B}"));
        assert_eq!((first.as_str(), &first), ("ab␛", &second));
        assert!(std::ptr::eq(first.as_str(), second.as_str()));
        assert_eq!(pool.line("ab\u{1B}"), Clean::line("ab\u{1B}"));
    }
}
