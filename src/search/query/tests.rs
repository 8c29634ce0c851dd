//! The query language as sentences, and its laws.

use proptest::prelude::*;

use super::*;
use crate::briefing::Confidence;

fn today() -> Day {
    Day::new(2026, 11, 21).unwrap()
}

fn read(line: &str) -> Query {
    Query::parse(line, today()).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// How a line is understood, in its plainest spelling.
fn plain(line: &str) -> String {
    read(line).to_string()
}

fn wrong(line: &str) -> (String, String, String) {
    let error = Query::parse(line, today()).expect_err(line);
    let hint = error.hint.map(Clean::into_string).unwrap_or_default();
    (line[error.at].to_owned(), error.what.into_string(), hint)
}

fn typed(line: &str) -> String {
    Query::parse_typed(line, today()).unwrap_or_else(|error| panic!("{line}: {error}")).to_string()
}

#[test]
fn what_is_done_with_has_no_unfinished_end() {
    let entered = |line: &str| Query::parse_entered(line, today()).map(|query| query.to_string());
    for line in ["type:", "x since:2019-1", "since:20", "since:..", "a OR", "-", "( a -"] {
        assert!(Query::parse_typed(line, today()).is_ok(), "{line}");
        assert!(entered(line).is_err(), "{line}");
    }
    // What only has to be closed is.
    assert_eq!(entered("(a \"b c").unwrap(), "a \"b c\"");
    assert_eq!(entered("title:\"b c").unwrap(), "title:\"b c\"");
    assert_eq!(entered("nice is:unr").unwrap(), "nice is:unr");
}

#[test]
fn a_bad_date_is_reported_while_it_is_typed() {
    for line in ["since:2019-13", "a since:19.11.2019", "since:2020..2019", "until:99999", "updated:2019-8"] {
        assert!(Query::parse_typed(line, today()).is_err(), "{line}");
    }
}

#[test]
fn words_phrases_and_fields_are_all_wanted() {
    let query = read(r#"nice "city of nice" type:company"#);
    let Node::All(members) = query.root() else { panic!("{query:?}") };
    assert_eq!(members.len(), 3);
    assert_eq!(query.words(), ["nice", "city of nice"]);
}

#[test]
fn or_binds_more_tightly_than_and() {
    assert_eq!(plain("a (b OR c) d"), "a b OR c d");
    assert_eq!(plain("(a b) OR c"), "(a b) OR c");
    assert_eq!(plain("a AND b"), "a b");
    assert_eq!(plain("((a OR b)) OR (c)"), "a OR b OR c");
}

#[test]
fn a_minus_excludes_words_groups_and_fields() {
    assert_eq!(plain("-a NOT b -(c d) -type:event"), "-a -b -(c d) -type:event");
    assert_eq!(plain("--a -(-b)"), "a b");
    assert!(read("a -b").words() == ["a"]);
}

#[test]
fn fields_take_their_aliases_and_quoted_values() {
    assert_eq!(
        plain("kind:company People:\"Pooi Lee\" tags:\"x\""),
        "type:company person:\"Pooi Lee\" tag:x"
    );
    assert_eq!(plain(r#"title:"say \"hi\"""#), r#"title:"say \"hi\"""#);
    assert_eq!(plain("ticker:002415"), "ticker:002415");
}

#[test]
fn closed_choices_may_be_shortened() {
    let Node::Filter(filter) = read("confidence:mod").root().clone() else { panic!() };
    assert_eq!(filter.test, Test::Confidence(Confidence::Moderate));
    assert!(read("is:dr").wants_drafts() && !read("-is:draft").wants_drafts());
}

#[test]
fn errors_point_at_the_place_and_say_what_to_write() {
    let hint = |line| wrong(line).2;
    assert_eq!(wrong("nice since:2019-8").0, "2019-8");
    assert_eq!(hint("nice since:2019-8"), "write 2019-08");
    assert_eq!(hint("is:stared"), "did you mean is:starred?");
    assert_eq!(wrong("a OR").0, "OR");
    assert_eq!(wrong("a (b").1, "unclosed `(`");
    assert_eq!(wrong("a) b").0, ")");
    assert_eq!(wrong("say \"half").0, "\"half");
    assert_eq!(wrong("type: a").1, "`type:` needs a value");
    assert_eq!(wrong("a -").1, "`-` needs a word to exclude");
    assert_eq!(wrong("a ()").0, "()");
    assert_eq!(wrong("confidence:certain").2, "try one of low, moderate, high");
}

#[test]
fn a_key_must_be_a_field_or_stand_in_the_library() {
    let vocabulary = Vocabulary::new([], vec![(Clean::line("Ticker"), Clean::line("1"))]);
    assert_eq!(read("ticker:1").ensure_keys_known(&vocabulary), Ok(()));
    let error = read("nice contry:CN").ensure_keys_known(&vocabulary).unwrap_err();
    assert_eq!((error.at, error.hint.unwrap().as_str()), (5..11, "did you mean country:?"));
    let error = read("https://example.org").ensure_keys_known(&vocabulary).unwrap_err();
    assert!(error.hint.unwrap().starts_with("to search for this text, put it in quotes; fields: type, "));
}

#[test]
fn a_key_without_a_value_is_first_of_all_a_key() {
    let keys = vec![(Clean::line("My Key"), Clean::line("1"))];
    let vocabulary = Vocabulary::new([], keys);
    let error = |query: Query| query.ensure_keys_known(&vocabulary).unwrap_err();
    for query in [read("foo: a"), read("a foo:"), Query::parse_entered("a foo:", today()).unwrap()] {
        assert!(error(query).what.contains("unknown field `foo`"));
    }
    assert_eq!(error(read("my_kye:")).hint.unwrap(), "did you mean my_key:?");
    let needs = error(read("my_key: a"));
    assert_eq!((needs.at, needs.what.as_str()), (0..7, "`my_key:` needs a value"));
    assert!(needs.hint.unwrap().contains("my_key:VALUE"));
    // While it is typed its value is waited for.
    assert_eq!(typed("a foo:"), "a");
}

#[test]
fn what_is_still_being_typed_is_no_error() {
    for (line, understood) in [
        ("a type:", "a"),
        ("a \"half", "a \"half\""),
        ("a \"", "a"),
        ("a OR", "a"),
        ("a OR type:", "a"),
        ("a -", "a"),
        ("a (b", "a b"),
        ("a (", "a"),
        ("is:un", "is:un"),
        ("is:xx OR a", ""),
        ("since:2019-1", ""),
        ("is:", ""),
        ("confidence:", ""),
    ] {
        if understood.is_empty() && line.contains("xx") {
            assert!(Query::parse_typed(line, today()).is_err());
        } else {
            assert_eq!(typed(line), understood, "{line}");
        }
    }
    assert!(Query::parse_typed("since:soon", today()).is_err(), "more letters cannot fix it");
}

#[test]
fn no_line_is_too_deep_or_too_long() {
    assert!(wrong(&"(".repeat(100_000)).1.starts_with("groups are nested more than 32 deep"));
    assert!(wrong(&"-(".repeat(100_000)).1.starts_with("groups are nested more than 32 deep"));
    assert!(wrong(&"a ".repeat(100_000)).1.starts_with("too many terms (the limit is 128)"));
    assert_eq!(plain(&format!("{}a", "-".repeat(100_000))), "a");
    assert!(read(&" ".repeat(1_000_000)).is_empty());
    assert_eq!(typed(&"\"".repeat(100_001)), "");
    assert!(Query::parse(&"x".repeat(1_000_000), today()).is_ok());
}

/// Lines made of what means something, in any order, so that most of them come near to being queries.
fn lines() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("-".to_owned()),
        Just(" OR ".to_owned()),
        Just(" AND ".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(" ".to_owned()),
        Just("type:".to_owned()),
        Just("since:2019..".to_owned()),
        Just("until:7d".to_owned()),
        Just("is:draft".to_owned()),
        "[a-zé海]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_query_printed_is_the_same_query(line in lines()) {
        if let Ok(query) = Query::parse(&line, today()) {
            let printed = query.to_string();
            let again = Query::parse(&printed, today());
            prop_assert_eq!(again.as_ref(), Ok(&query), "{:?} printed as {:?}", line, printed);
            prop_assert_eq!(again.map(|again| again.to_string()), Ok(printed));
        }
    }

    #[test]
    fn a_typed_query_printed_is_the_finished_query(line in lines()) {
        if let Ok(query) = Query::parse_typed(&line, today()) {
            let printed = query.to_string();
            let again = Query::parse(&printed, today());
            prop_assert_eq!(again.map(|again| again.to_string()), Ok(printed));
        }
    }

    #[test]
    fn errors_stand_on_characters_of_the_line(line in any::<String>()) {
        if let Err(error) = Query::parse(&line, today()) {
            prop_assert!(line.get(error.at).is_some());
        }
    }

    #[test]
    fn whatever_can_be_parsed_can_be_parsed_while_typed(line in lines()) {
        if let Ok(query) = Query::parse(&line, today()) {
            prop_assert!(Query::parse_typed(&line, today()).is_ok());
            prop_assert!(!query.is_empty() || line.trim().is_empty());
        }
    }
}
