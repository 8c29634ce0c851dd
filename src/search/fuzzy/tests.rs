//! The fast way against the plain one: every rule again, without columns, bits, masks and automata.

use std::cmp::Reverse;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::column::each_folded;
use super::*;
use crate::briefing::{Briefing, BriefingId, Person};
use crate::clean;
use crate::date::{Day, FactDate};
use crate::library::{Library, Origin};
use crate::search::query::Query;
use crate::search::{Index, QueryContext, Searcher};
use crate::text::{Clean, fold};

/// A value, folded, with the characters at which words begin.
struct PlainText {
    letters: Vec<char>,
    heads: Vec<bool>,
}

fn plain(text: &str) -> PlainText {
    let (mut letters, mut heads) = (Vec::new(), Vec::new());
    each_folded(text, |_, letter, head| {
        letters.push(letter);
        heads.push(head);
    });
    PlainText { letters, heads }
}

impl PlainText {
    /// The best of: whole, begins, word, inside. Higher is better, 0 is nothing.
    fn as_typed(&self, word: &[char]) -> u8 {
        let places = (0..self.letters.len()).filter(|at| self.letters[*at..].starts_with(word));
        let place = |at: usize| match at {
            0 if word.len() == self.letters.len() => 4,
            0 => 3,
            _ if self.heads[at] => 2,
            _ => 1,
        };
        places.map(place).max().unwrap_or(0)
    }

    fn has_whole_word(&self, word: &[char]) -> bool {
        let ends = |at: usize| at == self.letters.len() || self.heads[at];
        (0..self.letters.len())
            .any(|at| self.heads[at] && self.letters[at..].starts_with(word) && ends(at + word.len()))
    }

    fn loosely(&self, word: &[char], last: Option<usize>) -> bool {
        let Some((letter, rest)) = word.split_first() else { return true };
        let from = last.map_or(0, |last| last + 1);
        (from..self.letters.len()).any(|at| {
            let near = last.is_some_and(|last| at - last <= 4);
            self.letters[at] == *letter && (self.heads[at] || near) && self.loosely(rest, Some(at))
        })
    }

    fn spaced(&self) -> String {
        let mut out = String::new();
        for (at, letter) in self.letters.iter().enumerate() {
            if at > 0 && self.heads[at] {
                out.push(' ');
            }
            out.push(*letter);
        }
        out
    }
}

/// The rate of a word and its fine score, by the rules alone.
fn plainly(briefing: &Briefing, word: &str) -> (Rate, u32) {
    let word: Vec<char> = fold(word).text.chars().collect();
    let single = matches!(*word, [letter] if letter.is_ascii_alphanumeric());
    let title = plain(&briefing.title);
    let id = plain(&briefing.id.0);
    let id_is_title = !title.letters.is_empty()
        && String::from_iter(&id.letters).contains(&String::from_iter(&title.letters));
    let aliases: Vec<PlainText> = briefing.aliases.iter().map(|alias| plain(alias)).collect();
    let grade = |scale: [Rate; 5], value: &PlainText| scale[usize::from(value.as_typed(&word))];
    let mut rate = grade([0, 60, 80, 90, 100], &title);
    for name in aliases.iter().chain((!single || !id_is_title).then_some(&id)) {
        rate = rate.max(grade([0, 55, 75, 85, 95], name));
    }
    if !single {
        for tag in &briefing.tags {
            rate = rate.max(grade([0, 0, 65, 65, 66], &plain(tag)));
        }
        for person in &briefing.people {
            rate = rate.max(grade([0, 0, 64, 64, 64], &plain(&person.name)));
        }
        let about = plain(briefing.description.as_deref().unwrap_or_default());
        let short = word.iter().map(|letter| letter.len_utf8()).sum::<usize>() < 3;
        rate = rate.max(match (about.has_whole_word(&word), about.as_typed(&word)) {
            (true, _) => 45,
            (false, 2..) if !short => 40,
            _ => 0,
        });
    }
    if rate > 0 || word.len() < 2 {
        return (rate, 0);
    }
    let loose = |value: &&PlainText| value.loosely(&word, None);
    let score =
        |value: &PlainText| Skim::default().score(&value.spaced(), &String::from_iter(&word)).unwrap_or(0);
    if loose(&&title) {
        return (20, score(&title));
    }
    // The matcher looks at every name once one of them matches.
    let names = || aliases.iter().chain((!id_is_title).then_some(&id));
    match names().find(loose) {
        Some(_) => (10, names().map(score).max().unwrap_or(0)),
        None => (0, 0),
    }
}

/// All hits by the rules alone: everything is scored, then everything is sorted.
fn ranked_plainly(library: &Library, line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let joined = fold(line).text;
    let mut rows = Vec::new();
    for (ix, briefing) in library.iter() {
        let rated: Vec<(Rate, u32)> = words.iter().map(|word| plainly(briefing, word)).collect();
        if rated.iter().any(|(rate, _)| *rate == 0) {
            continue;
        }
        let title = fold(&briefing.title).text;
        let bonus = match title.strip_prefix(&joined) {
            Some("") if words.len() > 1 => 60,
            Some(_) if words.len() > 1 => 30,
            _ => 0,
        };
        let total = rated.iter().map(|(rate, _)| u32::from(*rate)).sum::<u32>() + bonus;
        let fine: u32 = rated.iter().map(|(_, fine)| *fine).sum();
        let recent = Reverse(library.sort_date(ix));
        rows.push((Reverse((total, fine)), recent, briefing.title.clone(), ix, briefing.id.0.to_string()));
    }
    rows.sort();
    rows.into_iter().map(|row| row.4).collect()
}

fn ranked(library: &Library, index: &Index, searcher: &mut Searcher, line: &str) -> Vec<String> {
    let query = Query::parse(line, Day::new(2026, 1, 1).unwrap()).unwrap();
    let hits = searcher.find(library, index, &query, &QueryContext::default()).unwrap();
    hits.iter().map(|hit| library.get(hit.ix).id.0.to_string()).collect()
}

fn briefing(at: usize, title: &str, alias: &str, about: &str, tag: &str, day: i32) -> Arc<Briefing> {
    Arc::new(Briefing {
        path: PathBuf::from(format!("{at:05}.md")),
        id: BriefingId(clean!("{at:05}-{}", title.to_lowercase().replace(' ', "-"))),
        title: Clean::line(title),
        aliases: if alias.is_empty() { [].into() } else { [Clean::line(alias)].into() },
        description: Some(Clean::line(about)),
        tags: [Clean::line(tag)].into(),
        people: [Person { name: Clean::line(alias), about: None }].into(),
        as_of: Day::from_number(day).map(FactDate::from),
        ..Briefing::default()
    })
}

/// Some thousands of titles of two to five words from a small vocabulary, so that words and their parts meet often.
fn library(count: usize) -> Library {
    const WORDS: [&str; 24] = [
        "Hikvision",
        "Dahua",
        "Heron",
        "hearing",
        "experts",
        "the",
        "Société",
        "Générale",
        "IS’Vision",
        "export",
        "control",
        "Milipol",
        "Paris",
        "2019",
        "surveillance",
        "HexaVision",
        "fine",
        "Nice",
        "police",
        "Huawei",
        "AI",
        "of",
        "Technologies",
        "海康威视",
    ];
    let mut dice = 0x9E37_79B9_u64;
    let mut below = |end: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % end
    };
    let mut words = |count: usize| (0..count).map(|_| WORDS[below(24)]).collect::<Vec<_>>().join(" ");
    let made = (0..count).map(|at| {
        let alias = if at % 3 == 0 { words(2) } else { String::new() };
        let day = i32::try_from(at % 97).unwrap();
        briefing(at, &words(2 + at % 4), &alias, &words(8), &words(1), day)
    });
    Library::new(Origin::Embedded, made.collect())
}

const QUERIES: [&str; 38] = [
    "h",
    "he",
    "hea",
    "hear",
    "hearing",
    "hexa",
    "hexavision",
    "hkvision",
    "hv",
    "ai",
    "2019",
    "é",
    "société",
    "isvision",
    "is'v",
    "海",
    "海康",
    "康威",
    "ntrol",
    "ec",
    "pn",
    "mp20",
    "nice paris",
    "paris nice",
    "milipol paris 2019",
    "hexa export",
    "hx ex",
    "the he",
    "a",
    "x",
    "zz",
    "of",
    "fine",
    "hve",
    "sg",
    "ttt",
    "hikvisiondahua",
    "hearingofexperts",
];

#[test]
fn the_first_rows_are_those_of_scoring_everything() {
    let library = library(3000);
    let index = Index::new(&library);
    for line in QUERIES {
        let (fast, plain) =
            (ranked(&library, &index, &mut Searcher::default(), line), ranked_plainly(&library, line));
        assert_eq!(fast.len(), plain.len(), "{line}");
        assert_eq!(fast[..fast.len().min(50)], plain[..plain.len().min(50)], "{line}");
    }
}

#[test]
fn typing_and_deleting_finds_what_asking_at_once_finds() {
    let library = library(1000);
    let index = Index::new(&library);
    let mut searcher = Searcher::default();
    for line in QUERIES {
        let letters: Vec<char> = line.chars().collect();
        for length in (1..=letters.len()).chain((1..letters.len()).rev()) {
            let typed = String::from_iter(&letters[..length]);
            let typed = typed.trim();
            let at_once = ranked(&library, &index, &mut Searcher::default(), typed);
            assert_eq!(ranked(&library, &index, &mut searcher, typed), at_once, "{typed}");
        }
    }
}

/// What the matcher alone would do with the titles, and where we differ: only loose matches move behind what was
/// typed, and a title that is just the word moves to the front.
#[test]
fn the_matcher_alone_differs_only_in_loose_matches() {
    let library = library(3000);
    let scores = |word: &str| {
        let word = fold(word).text;
        let score = |briefing: &Briefing| {
            let title = plain(&briefing.title);
            let typed = title.as_typed(&word.chars().collect::<Vec<_>>());
            (Skim::default().score(&title.spaced(), &word).unwrap_or(0), typed)
        };
        library.iter().map(|(_, briefing)| score(briefing)).collect::<Vec<_>>()
    };
    for word in ["he", "hexa", "paris", "ai", "export", "vision"] {
        let scores = scores(word);
        let of = |grade: u8| scores.iter().filter(move |(_, typed)| *typed == grade).map(|(score, _)| *score);
        let (whole, begins, inner) = (of(4).max(), of(3).max(), of(2).max());
        assert_eq!(of(3).min(), begins, "{word}: all beginnings of a title score the same");
        assert_eq!(of(2).min(), inner, "{word}: all beginnings of a word inside score the same");
        assert!(begins > inner || inner.is_none() || begins.is_none(), "{word}");
        assert!(whole.is_none_or(|whole| begins.is_none_or(|begins| whole == begins)), "{word}");
        assert!(of(1).max() <= inner || inner.is_none(), "{word}: the middle of a word scores no better");
    }
}

#[test]
fn a_single_word_or_letter_in_a_description_does_not_find_everything() {
    let library = Library::new(
        Origin::Embedded,
        vec![briefing(0, "Acme", "", "Hikvision, the eight inch cameras of Nice and the EU", "x", 1)],
    );
    let index = Index::new(&library);
    let finds = |line: &str| !ranked(&library, &index, &mut Searcher::default(), line).is_empty();
    assert!(finds("hik") && finds("eu") && finds("nice"));
    assert!(!finds("h") && !finds("hi") && !finds("hkv") && !finds("vision"));
}

#[test]
fn work_that_is_no_longer_wanted_stops() {
    let library = library(10);
    let haystack = Haystack::new(library.records().map(|(_, record)| record));
    let needle = Needle::new("hik", Ends::Free);
    let rated = haystack.rate(&needle, 0..10, &mut [0; 10], &AtomicBool::new(true));
    assert_eq!(rated, Err(Cancelled));
}

/// Texts in which everything that is special to folding and to words meets.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-cA-C]{1,4}",
        "[0-2]{1,2}",
        Just(" ".to_owned()),
        Just("-".to_owned()),
        Just("’".to_owned()),
        Just(".".to_owned()),
        Just("é".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("ﬁ".to_owned()),
        Just("海康".to_owned()),
        Just("İß".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_word_in_any_text_is_rated_by_the_rules(
        title in texts(), alias in texts(), about in texts(), tag in texts(), word in texts()
    ) {
        let briefing = briefing(0, &title, &alias, &about, &tag, 1);
        let needle = Needle::new(&word, Ends::Free);
        if needle.is_empty() {
            return Ok(());
        }
        let library = Library::new(Origin::Embedded, vec![Arc::clone(&briefing)]);
        let haystack = Haystack::new(library.records().map(|(_, record)| record));
        let mut rates = [0];
        haystack.rate(&needle, 0..1, &mut rates, &AtomicBool::new(false)).unwrap();
        prop_assert_eq!(rates[0], plainly(&briefing, &word).0);
    }

    #[test]
    fn highlights_stand_on_characters_in_order(words in proptest::collection::vec(texts(), 0..3), text in texts()) {
        for marks in [highlight(&words, &text), highlight_words(&words, &text)] {
            prop_assert!(marks.iter().all(|mark| text.get(mark.clone()).is_some_and(|marked| !marked.is_empty())));
            prop_assert!(marks.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
