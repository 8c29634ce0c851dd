//! Any bytes are a file: it is read, what is wrong with it has a place in it, its body is a part of it, and a library
//! gives it back as it was.

use std::path::Path;
use std::sync::Arc;

use briefing::briefing::{Briefing, body, decoded, locate};
use briefing::library::{Library, Origin};

use crate::oracle::assert_clean;

pub fn check(data: &[u8]) {
    let (briefing, problems) = Briefing::read(Path::new("page.md"), data);
    let text = decoded(data);
    let lines = text.split('\n').count();
    for problem in &problems {
        assert!((1..=lines).contains(&(problem.line as usize)), "{problem:?} of {lines} lines");
        assert!(problem.column >= 1 && problem.length >= 1, "{problem:?}");
        assert_clean("problem", &problem.what);
    }
    assert_clean("title", &briefing.title);
    for (key, value) in &briefing.extra {
        assert_clean("key", key);
        assert_clean("value", value);
    }
    let body = body(data);
    assert!(text.replace("\r\n", "\n").ends_with(&body.text), "the body is no part of the file");
    assert!((body.first_line as usize) <= lines, "line {} of {lines}", body.first_line);
    for key in ["title", "tags[1]", "links[0].to", "status[0].sources[0]"] {
        locate(data, key);
    }
    let library = Library::new(Origin::Embedded, vec![Arc::new(briefing.clone())]);
    let kept: Vec<Briefing> = library.records().map(|(_, record)| record.briefing()).collect();
    assert_eq!(kept, [briefing]);
}
