//! Units of search: terms in sequence, and their places in texts.

use std::collections::HashMap;
use std::ops::Range;

use super::token::{Form, Tokens, may_hold};
use crate::text::Clean;

/// Terms that must follow one another in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TermSequence {
    /// The terms, each with its distance from the first.
    pub terms: Vec<(usize, String)>,
    /// True if the last term is still being typed, and so incomplete.
    pub begun: bool,
    /// The words of the query that it satisfies, one bit each.
    pub covers: u64,
    /// The other name that it comes from, if any.
    pub name: Option<Clean>,
}

impl TermSequence {
    /// Returns the units that a word or phrase may match. There are none when it contains no word.
    pub fn of(phrase: &str, begun: bool, covers: u64) -> Vec<Self> {
        let mut tokens = Tokens::new(phrase);
        let mut all = Vec::new();
        while let Some(token) = tokens.next() {
            all.push(token.clone());
        }
        let unit = |terms: Vec<(usize, String)>| Self { terms, begun, covers, name: None };
        let mut terms: Vec<(usize, String)> = Vec::new();
        for token in &all {
            let in_pair = all.iter().any(|other| {
                other.form == Form::Pair && (other.at.start == token.at.start || other.at.end == token.at.end)
            });
            // Pairs contain all that their characters do.
            if token.form != Form::Joined && !(token.form == Form::Single && in_pair) {
                terms.push((token.position, token.text.clone()));
            }
        }
        let Some(first) = terms.first().map(|(position, _)| *position) else { return Vec::new() };
        for (position, _) in &mut terms {
            *position -= first;
        }
        let mut units = vec![unit(terms)];
        // A word joined by hyphens is also found where it is written as one.
        let joined = all.iter().filter(|token| token.form == Form::Joined);
        let joined: Vec<_> = joined.filter(|token| token.at.start == all[0].at.start).collect();
        if let [joined] = joined.as_slice()
            && all.iter().all(|token| token.at.end <= joined.at.end)
        {
            units.push(unit(vec![(0, joined.text.clone())]));
        }
        units
    }
}

/// A place where a text matches a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitMatch {
    /// The bytes of the text.
    pub at: Range<usize>,
    /// The words of the query that it satisfies.
    pub covers: u64,
    /// The number of the unit.
    pub unit: usize,
}

/// Finds units in texts.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    units: Vec<TermSequence>,
    /// The units by their first term, if that is whole.
    by_first: HashMap<String, Vec<usize>>,
    /// The units of one term that is still being typed.
    begun: Vec<usize>,
}

/// The part of a token that matching needs. It is small because whole texts are read.
struct TokenForms {
    text: String,
    at: Range<usize>,
    position: usize,
}

impl Matcher {
    pub(super) fn new(units: Vec<TermSequence>) -> Self {
        let mut matcher = Self::default();
        for (number, unit) in units.iter().enumerate() {
            match unit.terms.as_slice() {
                [_] if unit.begun => matcher.begun.push(number),
                [(_, first), ..] => matcher.by_first.entry(first.clone()).or_default().push(number),
                [] => {}
            }
        }
        matcher.units = units;
        matcher
    }

    /// Reports whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Returns the matching bytes of a text, without overlaps. It is for titles and names.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        joined(self.find(text).into_iter().map(|found| found.at))
    }

    /// Returns the other name that a unit comes from.
    pub(super) fn name(&self, unit: usize) -> Option<&Clean> {
        self.units.get(unit)?.name.as_ref()
    }

    /// Reports whether a text might have a unit; a no is certain.
    pub(super) fn may_find(&self, text: &str) -> bool {
        self.units.iter().any(|unit| unit.terms.iter().all(|(_, term)| may_hold(text, term)))
    }

    /// Finds all places in a text, by their starts.
    pub(super) fn find(&self, text: &str) -> Vec<UnitMatch> {
        let mut found = Vec::new();
        if !self.may_find(text) {
            return found;
        }
        let mut words: Vec<TokenForms> = Vec::new();
        let mut starts: Vec<(usize, usize)> = Vec::new();
        let longest = self.units.iter().any(|unit| unit.terms.len() > 1);
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            for unit in
                self.begun.iter().filter(|unit| token.text.starts_with(&self.units[**unit].terms[0].1))
            {
                found.push(UnitMatch { at: token.at.clone(), covers: self.units[*unit].covers, unit: *unit });
            }
            for unit in self.by_first.get(&token.text).into_iter().flatten() {
                if self.units[*unit].terms.len() == 1 {
                    found.push(UnitMatch {
                        at: token.at.clone(),
                        covers: self.units[*unit].covers,
                        unit: *unit,
                    });
                } else {
                    starts.push((words.len(), *unit));
                }
            }
            if longest {
                let text = std::mem::take(&mut token.text);
                words.push(TokenForms { text, at: token.at.clone(), position: token.position });
            }
        }
        found.extend(starts.into_iter().filter_map(|(start, unit)| self.goes_on(&words, start, unit)));
        found.sort_by_key(|found| (found.at.start, std::cmp::Reverse(found.at.end)));
        found
    }

    /// Returns the whole place of a unit that begins at word `start`.
    fn goes_on(&self, words: &[TokenForms], start: usize, number: usize) -> Option<UnitMatch> {
        let unit = &self.units[number];
        let from = &words[start];
        let mut end = from.at.end;
        let last = unit.terms.len() - 1;
        for (place, (offset, term)) in unit.terms.iter().enumerate().skip(1) {
            let position = from.position + offset;
            let at_place = words[start..].iter().take_while(|word| word.position <= position);
            let mut at_place = at_place;
            let next = at_place.find(|word| {
                let same = word.text == *term || (unit.begun && place == last && word.text.starts_with(term));
                word.position == position && same
            })?;
            end = end.max(next.at.end);
        }
        Some(UnitMatch { at: from.at.start..end, covers: unit.covers, unit: number })
    }
}

/// Joins ranges that touch or overlap. They come in the order of their starts.
pub(super) fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match all.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => all.push(range),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str, phrase: &str) -> Vec<String> {
        let matcher = Matcher::new(TermSequence::of(phrase, false, 1));
        let mut all: Vec<_> = matcher.find(text).into_iter().map(|found| text[found.at].to_owned()).collect();
        // A word held together by an apostrophe is found twice, as its parts and as one.
        all.dedup();
        all
    }

    #[test]
    fn a_phrase_is_found_as_a_whole() {
        assert_eq!(found("Nice, the city of Nice; the cities", "city of nice"), ["city of Nice"]);
        assert_eq!(found("of Nice city", "nice of"), Vec::<String>::new());
    }

    #[test]
    fn each_spelling_of_a_name_finds_the_others() {
        for name in ["IS'Vision", "is vision", "IS-VISION"] {
            assert_eq!(found("by IS’Vision.", name), ["IS’Vision"], "{name}");
        }
        assert_eq!(found("by IS’Vision.", "isvision"), ["IS’Vision"]);
        assert_eq!(found("by ISVision.", "IS'Vision"), ["ISVision"]);
        assert_eq!(found("the us-entity-list!", "entity list"), ["entity-list"]);
    }

    #[test]
    fn full_text_filter_and_page_agree_on_what_is_the_same_word() {
        let pairs = [
            ("Łódź", "lodz", true),
            ("Straße", "strasse", true),
            ("STRASSE", "Straße", true),
            ("an e-mail", "email", true),
            ("an email", "e-mail", true),
            ("they can’t", "cant", true),
            ("they cant", "can't", true),
            ("IS’Vision", "is vision", true),
            ("us-entity-list", "us entity", true),
            ("a needle", "NEEDLE", true),
            ("Société Générale", "societe generale", true),
            ("Über\u{AD}wachungs\u{AD}technik", "Überwachungstechnik", true),
            ("Überwachungstechnik", "Über\u{AD}wachungs\u{200B}technik", true),
            ("Hik\u{2060}vision", "hikvision", true),
            ("\u{FEFF}Hikvision", "hikvision", true),
            ("می\u{200C}خواهم", "میخواهم", true),
            ("میخواهم", "می\u{200C}خواهم", true),
            ("海\u{200B}康威视", "海康", true),
            ("ﬁle", "file", true),
            ("Lodi", "lodz", false),
            ("needles", "beetle", false),
            ("海\u{200B}康威视", "海威", false),
        ];
        for (text, query, expected) in pairs {
            let (text, query) = (Clean::line(text), Clean::line(query));
            let full_text = !Matcher::new(TermSequence::of(&query, false, 1)).find(&text).is_empty();
            let filter = crate::search::fuzzy::TextTest::new(&query).occurs(&text);
            let mut page = false;
            crate::markdown::FindPattern::new(&query).unwrap().find(&text, |_| page = true);
            assert_eq!((full_text, filter, page), (expected, expected, expected), "{query} in {text}");
        }
    }

    #[test]
    fn words_of_scripts_without_blanks_are_found_inside_a_run() {
        for word in ["海", "康威", "海康威视", "威视数"] {
            assert_eq!(found("杭州海康威视数字技术", word), [word], "{word}");
        }
        assert_eq!(found("杭州海康", "海威"), Vec::<String>::new());
    }

    #[test]
    fn a_word_that_is_being_typed_finds_what_it_begins() {
        let matcher = Matcher::new(TermSequence::of("cam", true, 1));
        let text = "A camera, the CAMS; scam";
        let all: Vec<&str> = matcher.find(text).into_iter().map(|found| &text[found.at]).collect();
        assert_eq!(all, ["camera", "CAMS"]);
        let matcher = Matcher::new(TermSequence::of("city of ni", true, 1));
        assert_eq!(matcher.find("city of Nice").len(), 1);
    }

    #[test]
    fn nothing_is_looked_for_in_signs() {
        assert_eq!(TermSequence::of("— & ?", false, 1), []);
    }

    #[test]
    fn a_sign_is_found_beside_words_and_parts_none() {
        assert_eq!(found("sold 😀 cameras", "😀"), ["😀"]);
        assert_eq!(found("sold 😀 cameras", "sold cameras"), ["sold 😀 cameras"]);
        assert_eq!(found("sold 😀 cameras 😀", "😀 cameras 😀"), ["😀 cameras 😀"]);
        assert_eq!(found("sold cameras", "😀 cameras"), Vec::<String>::new());
    }
}
