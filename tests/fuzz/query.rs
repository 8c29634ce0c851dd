//! Any line is a query or a mistake with a place: what is read is written as a line that reads the same, it can be
//! completed everywhere, and asking it of a library ends.

use std::sync::OnceLock;

use briefing::date::Day;
use briefing::library::{Library, embedded};
use briefing::search::query::{Query, QueryError, Vocabulary, complete};
use briefing::search::{Index, QueryContext, find};

use crate::oracle::assert_clean;

pub fn check(data: &[u8]) {
    let line = String::from_utf8_lossy(data);
    let today = Day::new(2026, 11, 21).expect("a day");
    let read = Query::parse(&line, today);
    for answer in [&read, &Query::parse_typed(&line, today), &Query::parse_entered(&line, today)] {
        match answer {
            Ok(query) => ask(query),
            Err(error) => judge(&line, error),
        }
    }
    if let Ok(query) = read {
        let written = query.to_string();
        let again = Query::parse(&written, today).unwrap_or_else(|error| panic!("{written:?}: {error}"));
        assert_eq!(again, query, "{written:?}");
        assert_eq!(again.to_string(), written);
    }
    for cursor in [0, line.len() / 2, line.len()] {
        let completions = complete(&line, cursor, &Vocabulary::default(), &|_, see| see(&line, "an id"));
        assert!(line.get(completions.replace.clone()).is_some(), "{:?} of {line:?}", completions.replace);
    }
}

fn judge(line: &str, error: &QueryError) {
    assert!(line.get(error.at.clone()).is_some(), "{:?} of {line:?}", error.at);
    assert_clean("what", &error.what);
    error.hint.iter().for_each(|hint| assert_clean("hint", hint));
}

fn ask(query: &Query) {
    static SAMPLE: OnceLock<(Library, Index)> = OnceLock::new();
    let (library, index) = SAMPLE.get_or_init(|| {
        let library = embedded().library;
        let index = Index::new(&library);
        (library, index)
    });
    let hits = find(library, index, query, &QueryContext::default()).expect("nothing stops it");
    assert!(hits.len() <= library.len());
}
