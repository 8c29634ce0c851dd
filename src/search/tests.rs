//! Finding, as sentences over a small library.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::cache::QueryCache;
use super::filter::FilterContext;
use super::query::{Query, Test, Vocabulary};
use super::*;
use crate::briefing::Briefing;
use crate::date::Day;
use crate::library::{Origin, test_library};

mod fields;

/// A library of briefings with the queries that are asked of it.
struct SearchFixture {
    library: Library,
    index: Index,
}

/// Briefings from front matter: the path, then lines.
fn fixture_of(files: &[(&str, &str)]) -> SearchFixture {
    let briefing = |(path, front): &(&str, &str)| {
        Arc::new(Briefing::read(Path::new(path), format!("---\n{front}\n---\n").as_bytes()).0)
    };
    let library = Library::new(Origin::Embedded, files.iter().map(briefing).collect());
    let index = Index::new(&library);
    SearchFixture { library, index }
}

impl SearchFixture {
    /// What might have been meant: values of fields, and ids.
    fn nearest(&self, text: &str) -> Vec<String> {
        let query = Query::parse(text, Day::new(2026, 1, 1).unwrap()).unwrap();
        let vocabulary = || Box::new(Vocabulary::of(&self.library));
        let meant = closest(&self.library, &self.index, &query, vocabulary, 2);
        let name = |meant| match meant {
            Suggestions::Field(token) => token.into_string(),
            Suggestions::Briefing(ix) => self.library.record(ix).id().to_owned(),
        };
        meant.into_iter().map(name).collect()
    }
}

fn fixture() -> SearchFixture {
    fixture_of(&[
        (
            "companies/hikvision.md",
            "type: company\ntitle: Hikvision\ndescription: Maker of video cameras, absent from Paris\nas_of: 2019-11-24\n\
             aliases: [Hangzhou Hikvision Digital Technology]\ncountry: CN\ntags: [video-surveillance, export-control]\n\
             status:\n  - {program: us-entity-list, state: active, since: 2019-10-09, sources: [afp-1911]}\n\
             \x20 - {program: us-procurement-ban, state: ended}\n\
             links:\n  - {to: milipol-2019, role: absent, sources: [afp-1911]}\n\
             \x20 - {to: dahua, role: competitor}\n  - {to: seagate, role: supplier}\n\
             people: [\"Pooi Lee (Hikvision Europe, spokeswoman)\"]\nconfidence: moderate\nticker: \"002415\"",
        ),
        (
            "companies/dahua.md",
            "type: company\ntitle: Dahua\nas_of: 2019-12-01\ncountry: CN\ntags: [video-surveillance]\n\
             status:\n  - {program: us-entity-list, state: ended}\n\
             links:\n  - {to: milipol-2019, role: exhibitor}\n  - {to: gone-fair, role: exhibitor}",
        ),
        (
            "companies/isvision.md",
            "type: company\ntitle: IS’Vision\nas_of: 2018\ndescription: A camera maker of Hangzhou\ncountry: CN",
        ),
        (
            "companies/seagate.md",
            "type: company\ntitle: Seagate\nas_of: 2017-05\ncountry: US\nconfidence: low",
        ),
        (
            "events/milipol-2019.md",
            "type: event\ntitle: Milipol Paris 2019\nstart: 2019-11-19\nend: 2019-11-22\ncity: Paris\ncountry: FR\n\
             tags: [trade-fair]\nupdated: 2026-11-01",
        ),
        ("events/fair-talk.md", "type: event\ntitle: Talk of the Paris fair\nstart: 2020\ndraft: true"),
        (
            "sources/afp-1911.md",
            "type: source\ntitle: Chinese shun fair\npublisher: AFP\norigin: AFP Paris\npublished: 2019-11-24\nupdated: 2026-01-01",
        ),
        ("notes/plain.md", "title: Paris notes"),
    ])
}

impl SearchFixture {
    fn hits(&self, line: &str) -> Vec<Hit> {
        self.asked(line, &QueryContext::default())
    }

    fn asked(&self, line: &str, asked: &QueryContext<'_>) -> Vec<Hit> {
        let today = Day::new(2026, 11, 21).unwrap();
        let query = Query::parse(line, today).unwrap_or_else(|error| panic!("{line}: {error}"));
        find(&self.library, &self.index, &query, asked).unwrap()
    }

    fn ids(&self, hits: &[Hit]) -> String {
        let ids: Vec<&str> = hits.iter().map(|hit| self.library.get(hit.ix).id.0.as_str()).collect();
        ids.join(" ")
    }

    /// The ids that a line finds, in order.
    fn find(&self, line: &str) -> String {
        self.ids(&self.hits(line))
    }

    /// The ids that a line finds, in the order of the alphabet.
    fn set(&self, line: &str) -> String {
        let found = self.find(line);
        let mut ids: Vec<&str> = found.split(' ').collect();
        ids.sort_unstable();
        ids.join(" ")
    }
}

#[test]
fn a_name_is_found_however_it_is_written() {
    for line in ["isvision", "IS'Vision", "IS’Vision", "is-vision", "ISVISION", "\"is vision\""] {
        assert_eq!(fixture().find(line), "isvision", "{line}");
    }
    assert!(fixture().find("hkvision").starts_with("hikvision"));
}

#[test]
fn an_alias_counts_as_the_name() {
    let fixture = fixture();
    assert_eq!(fixture.find("hangzhou hikvision"), "hikvision");
    assert_eq!(fixture.hits("hangzhou hikvision")[0].why, MatchReason::Alias);
    assert_eq!(fixture.find("hangzhou"), "hikvision isvision", "an alias before a description");
}

#[test]
fn each_hit_says_why_it_matched() {
    let fixture = fixture();
    let why = |line: &str| fixture.hits(line).iter().map(|hit| hit.why).collect::<Vec<_>>();
    assert_eq!(why("milipol"), [MatchReason::Title]);
    assert_eq!(why("surveillance"), [MatchReason::Tag, MatchReason::Tag]);
    assert_eq!(why("spokeswoman"), [MatchReason::Person]);
    assert_eq!(why("cameras"), [MatchReason::Description]);
    assert_eq!(why("country:us"), [MatchReason::Field]);
}

#[test]
fn better_places_come_first_and_newer_ones_among_equals() {
    assert_eq!(fixture().find("paris"), "plain milipol-2019 hikvision", "a beginning, a word, a description");
    assert_eq!(fixture().find("milipol paris"), "milipol-2019");
    assert_eq!(fixture().find("country:cn"), "dahua hikvision isvision");
}

#[test]
fn words_groups_and_exclusions_are_sets() {
    let fixture = fixture();
    assert_eq!(fixture.set("paris -type:event"), "hikvision plain");
    assert_eq!(fixture.set("dahua OR seagate"), "dahua seagate");
    assert_eq!(fixture.set("type:company -(dahua OR seagate)"), "hikvision isvision");
    assert_eq!(fixture.set("camera"), "hikvision isvision");
    assert_eq!(fixture.set("\"camera\""), "isvision", "a phrase is whole words");
}

#[test]
fn plain_fields_match_where_a_word_begins() {
    let fixture = fixture();
    for (line, found) in [
        ("type:comp country:us", "seagate"),
        ("tag:control", "hikvision"),
        ("tag:VideoSurveillance", "dahua hikvision"),
        ("person:lee", "hikvision"),
        ("person:ooi", "hikvision"),
        ("status:us-entity-list", "dahua hikvision"),
        ("status:active", "hikvision"),
        ("status:us-entity-list status:ended", "dahua"),
        ("confidence:low", "seagate"),
        ("ticker:002415", "hikvision"),
        ("city:paris", "milipol-2019"),
        ("publisher:afp", "afp-1911"),
        ("title:paris", "milipol-2019 plain"),
        ("source:afp-1911", "hikvision"),
        ("source:shun", "hikvision"),
        ("origin:afp", "hikvision"),
        ("id:milipol", "milipol-2019"),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
}

/// Companies that each declare a link of this role to one hub.
fn around_a_hub(count: usize, role: &str) -> SearchFixture {
    let hub = ("hub.md".to_owned(), "type: company\ntitle: Hub".to_owned());
    let company = |at: usize| {
        let front = format!("type: company\ntitle: Acme {at}\nlinks: [{{to: hub, role: {role}}}]");
        (format!("acme-{at}.md"), front)
    };
    let files: Vec<(String, String)> = (0..count).map(company).chain([hub]).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, front)| (&**path, &**front)).collect();
    fixture_of(&files)
}

#[test]
fn roles_around_a_hub_are_found_in_time_proportional_to_its_links() {
    let fixture = around_a_hub(4_000, "supplier");
    let begun = std::time::Instant::now();
    for (query, count) in [
        ("role:supplier", 4_000),
        ("role:customer", 1),
        ("company:acme role:supplier", 4_000),
        ("company:acme role:customer", 1),
        ("company:hub role:cust", 1),
    ] {
        assert_eq!(fixture.set(query).split(' ').count(), count, "{query}");
    }
    // It took minutes when each link had all links of its other end looked at.
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn links_are_seen_from_both_sides_and_roles_say_which() {
    let fixture = fixture();
    for (line, found) in [
        ("at:milipol-2019", "dahua hikvision"),
        ("at:milipol role:exhibitor", "dahua"),
        ("role:absent", "hikvision milipol-2019"),
        ("company:hikvision", "dahua hikvision milipol-2019 seagate"),
        ("company:hangzhou role:absent", "hikvision milipol-2019"),
        ("event:milipol", "dahua hikvision milipol-2019"),
        ("role:supplier", "hikvision"),
        ("role:customer", "seagate"),
        ("at:gone-fair", "dahua"),
        ("company:seagate role:supplier", "hikvision"),
        ("role:exhibitor at:milipol OR at:gone-fair", "dahua"),
        ("at:milipol role:exhibitor OR role:absent", "dahua hikvision"),
        ("role:absent at:gone-fair OR at:milipol", "hikvision"),
        ("role:absent at:gone-fair OR company:dahua", ""),
        ("company:hikvision OR company:dahua role:absent OR role:competitor", "dahua hikvision milipol-2019"),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
    let many = ["role:absent OR role:exhibitor"; 7].join(" ") + " at:milipol";
    assert_eq!(fixture.set(&many), "dahua hikvision", "too many choices are asked for one by one");
}

#[test]
fn a_program_and_a_state_side_by_side_are_of_one_entry_whichever_of_several_it_is() {
    let fixture = fixture();
    for (line, found) in [
        ("status:us-entity-list status:active", "hikvision"),
        ("status:us-entity-list status:ended", "dahua"),
        ("status:us-entity-list status:active OR status:ended", "dahua hikvision"),
        ("status:us-entity-list OR status:us-procurement-ban status:ended", "dahua hikvision"),
        ("status:us-procurement-ban status:active OR status:proposed", ""),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
}

#[test]
fn dates_match_on_overlap() {
    let fixture = fixture();
    for (line, found) in [
        ("since:2019-11-22 until:2019-11-22", "milipol-2019"),
        ("since:2019-11-20..2019-11-23", "milipol-2019"),
        ("until:2018", "isvision seagate"),
        ("since:2019-11-24 until:2019", "afp-1911 dahua hikvision"),
        ("updated:1m", "milipol-2019"),
        ("published:2019-11", "afp-1911"),
        ("start:..2019", "milipol-2019"),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
}

#[test]
fn drafts_are_hidden_unless_asked_for() {
    let fixture = fixture();
    assert!(!fixture.set("talk").contains("fair-talk"));
    assert_eq!(fixture.set("is:draft"), "fair-talk");
    assert_eq!(fixture.set("type:event is:draft"), "fair-talk");
    assert!(!fixture.set("-is:draft").contains("fair-talk"));
}

#[test]
fn the_readers_memory_answers_for_itself() {
    let fixture = fixture();
    let starred =
        |mark: ReadMark, _: Ix, record: &Record<'_>| mark == ReadMark::Starred && record.id() == "dahua";
    let asked = QueryContext { marks: &starred, ..QueryContext::default() };
    assert_eq!(fixture.ids(&fixture.asked("is:starred", &asked)), "dahua");
    assert_eq!(fixture.asked("is:unread", &asked), []);
    assert_eq!(fixture.hits("is:unread").len(), 7);
}

#[test]
fn citations_of_bodies_can_be_added() {
    struct Bodies(Ix);
    impl CitationSource for Bodies {
        fn citing(&self, library: &Library, sources: &[Ix]) -> Vec<Ix> {
            assert_eq!(sources, [library.source("afp-1911").unwrap()]);
            [().citing(library, sources), vec![self.0]].concat()
        }
    }
    let fixture = fixture();
    let dahua = fixture.hits("title:dahua")[0].ix;
    let asked = QueryContext { facts: &Bodies(dahua), ..QueryContext::default() };
    assert_eq!(fixture.ids(&fixture.asked("source:afp-1911", &asked)), "dahua hikvision");
}

#[test]
fn a_list_is_sorted_as_chosen() {
    let fixture = fixture();
    let sorted = |by: Sort, reversed: bool| {
        let order = Order { by, reversed };
        fixture.ids(
            &fixture.asked("country:cn OR country:us", &QueryContext { order, ..QueryContext::default() }),
        )
    };
    assert_eq!(sorted(Sort::Relevance, false), "dahua hikvision isvision seagate");
    assert_eq!(sorted(Sort::AsOf, true), "seagate isvision hikvision dahua");
    assert_eq!(sorted(Sort::Title, false), "dahua hikvision isvision seagate");
    let order = Order { by: Sort::Kind, reversed: false };
    let kinds = fixture.ids(&fixture.asked("paris", &QueryContext { order, ..QueryContext::default() }));
    assert_eq!(kinds, "hikvision milipol-2019 plain");
}

#[test]
fn a_stopped_search_says_so() {
    let fixture = fixture();
    let stop = AtomicBool::new(true);
    let query = Query::parse("paris", Day::new(2026, 1, 1).unwrap()).unwrap();
    let asked = QueryContext { stop: &stop, ..QueryContext::default() };
    assert_eq!(find(&fixture.library, &fixture.index, &query, &asked), Err(Cancelled));
}

#[test]
fn a_filter_by_links_stops_inside_and_keeps_nothing() {
    let fixture = fixture();
    let stop = AtomicBool::new(true);
    let asked = QueryContext { stop: &stop, ..QueryContext::default() };
    let ground = FilterContext::new(&fixture.library, &fixture.index, &asked);
    let mut cache = QueryCache::default();
    for (test, value) in
        [(Test::Role, "exhibitor"), (Test::At, "milipol-2019"), (Test::Event, "milipol-2019")]
    {
        let links = || match test {
            Test::Role => links::with_role(ground, value),
            _ => links::linked(ground, test, value, &["exhibitor"]),
        };
        assert!(cache.set(value, links).is_err(), "{value}");
        stop.store(false, Ordering::Relaxed);
        assert!(cache.set(value, links).is_ok_and(|set| set.count() > 0), "{value}");
        stop.store(true, Ordering::Relaxed);
        cache.clear();
    }
}

#[test]
fn what_was_meant_is_offered_when_nothing_is_found() {
    let fixture = fixture();
    let nearest = |text: &str| fixture.nearest(text);
    assert_eq!(nearest("hikvsiion")[0], "hikvision");
    assert_eq!(nearest("paris milipol 2018")[0], "milipol-2019");
    assert!(nearest("").is_empty() && nearest("qqqq").is_empty());
}

#[test]
fn of_a_field_that_finds_nothing_the_nearest_value_is_offered_and_no_title() {
    let fixture = fixture();
    let nearest = |text: &str| fixture.nearest(text);
    assert_eq!(nearest("type:compny"), ["type:company"]);
    assert_eq!(nearest("company:hikvison since:2019"), ["company:hikvision"]);
    assert_eq!(nearest("tag:video-surveilance hikvsiion"), ["tag:video-surveillance", "hikvision"]);
    assert_eq!(nearest("person:\"Poi Lee\""), ["person:\"Pooi Lee\""]);
    assert_eq!(nearest("ticker:002416"), ["ticker:002415"]);
    assert!(nearest("since:2031").is_empty() && nearest("is:starred type:company").is_empty());
    assert!(nearest("type:company country:FR").is_empty(), "each of them finds something");
}

#[test]
fn the_vocabulary_is_the_librarys() {
    let vocabulary = Vocabulary::of(&fixture().library);
    let first = |key: &str| vocabulary.values(key)[0].0.as_str().to_owned();
    assert_eq!(first("type"), "company");
    assert_eq!(first("tag"), "video-surveillance");
    assert_eq!(first("country"), "CN");
    assert!(vocabulary.has_key("Ticker") && !vocabulary.has_key("tickers"));
}

#[test]
fn a_searcher_may_work_on_a_thread_of_its_own() {
    fn sendable<T: Send>() {}
    sendable::<Searcher>();
    sendable::<Arc<Index>>();
    sendable::<Query>();
}

proptest! {
    #[test]
    fn an_index_that_followed_another_is_the_same_as_one_made_anew(states in test_library::two_states()) {
        let [before, after] = states;
        let before = test_library::library(&before);
        let (library, unchanged) = test_library::followed(&before, &after);
        let followed = Index::new(&before).followed(&before, &library, &unchanged);
        let anew = Index::new(&library);
        prop_assert_eq!(&followed.haystack, &anew.haystack);
        prop_assert_eq!(&followed.order, &anew.order);
        prop_assert_eq!(&followed.kinds, &anew.kinds);
    }
}
