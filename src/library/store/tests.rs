//! What goes into a store comes out of it, and nothing that is damaged does.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::briefing::schema::{Accessor, KEYS, SchemaKey, Slot};
use crate::briefing::{Briefing, Confidence, Kind, Person, Status, StatusState, TypedLink};
use crate::date::{Day, Doubt, FactDate};
use crate::library::names::Paths;
use crate::text::Clean;

const RICH: &str = "---\ntype: company\ntitle: Acme ␛ Société\ndescription: Maker of anvils\nupdated: 2026-11-01\n\
    start: 2019-10~\nend: 2019\nas_of: 2019-11-24?\naliases: [AC'ME, 阿克梅]\ncountry: [FR, CN]\nlang: [fr, zh-Hant]\ncity: Paris\n\
    status:\n  - {program: us-list, state: active, since: 2019-10-09, until: 2020, note: late, sources: [s1, s2]}\n\
    \x20 - {program: other, state: under review}\nlinks:\n  - {to: fair, role: exhibitor, note: stand 7, sources: [s1]}\n\
    \x20 - {to: law, role: affected}\npeople: [\"Ann Example (Acme, chair)\", Bob]\ntags: [anvils, trade]\n\
    confidence: moderate\ncaveats: [Old, Short]\ndraft: true\npublisher: Example Times\nauthor: Cy\n\
    published: 2019-11\nretrieved: 2020-01-02\nurl: https://example.com/a\norigin: Agency\nticker: \"002415\"\n\
    start_of: 2019-13\n---\n";

fn read(path: &str, text: &str) -> Briefing {
    Briefing::read(Path::new(path), text.as_bytes()).0
}

fn store(briefings: &[Briefing]) -> Store {
    let mut builder = Builder::default();
    for (at, briefing) in (1..).zip(briefings) {
        assert!(builder.add(briefing, FileState(at)));
    }
    builder.finish()
}

fn whole(store: &Store) -> Vec<Briefing> {
    store.records().map(|record| record.briefing()).collect()
}

/// The same store as it comes back from a file, if it does.
fn written(store: &Store) -> Option<Store> {
    let Parts { words, word_ends, texts, bytes, places, versions } = store.parts().unwrap();
    let words = (words.to_owned(), word_ends.to_vec());
    Store::from_parts(words, texts.to_owned(), bytes.to_vec(), &places, &versions)
}

fn paths(store: &Store) -> Vec<PathBuf> {
    store.records().map(|record| record.path()).collect()
}

#[test]
fn every_field_comes_back() {
    let wild = read("lib/b.MARKDOWN", "---\ntype: memo\ntitle: 7\nstatus: [{state: active}]\n---\n");
    let broken = read("lib/c.md", "---\nstart: 2019-8\ntype: event\n---\n");
    assert!(broken.problem.is_some());
    let briefings = [read("lib/a.md", RICH), wild, broken, read("lib/d.md", "")];
    assert_eq!(whole(&store(&briefings)), briefings);
}

#[test]
fn a_field_is_read_without_the_whole() {
    let store = store(&[read("lib/a.md", RICH)]);
    let record = store.record(0);
    assert_eq!(
        (record.id(), record.kind_word(), record.is_draft(), record.is_broken()),
        ("a", "company", true, false)
    );
    assert_eq!(record.tags().collect::<Vec<_>>(), ["anvils", "trade"]);
    assert_eq!(record.cited().collect::<Vec<_>>(), ["s1", "s2", "s1"]);
    assert_eq!(record.people().last(), Some(("Bob", None)));
    assert_eq!(record.description(), Some("Maker of anvils"));
    assert_eq!(record.extra().last(), Some(("start_of", "2019-13")));
    let briefing = record.briefing();
    for key in &KEYS {
        let texts: Vec<&str> = key.texts(&briefing).iter().map(Clean::as_str).collect();
        assert!(key.is_in(&briefing), "the briefing has `{}`", key.name);
        assert_eq!(record.date(key), key.date(&briefing), "{}", key.name);
        if key.holds_text() {
            assert_eq!(record.texts(key).collect::<Vec<_>>(), texts, "{}", key.name);
        }
    }
}

#[test]
fn records_stand_in_the_order_of_their_paths_and_the_later_of_two_stays() {
    let names = ["z/a.md", "a/b.md", "a.md", "a/b/c.md", "a-b.md", "a/b.md", "é.md", "A.md"];
    let briefings: Vec<Briefing> =
        names.iter().zip(0..).map(|(path, at)| read(path, &format!("# {at}"))).collect();
    let store = store(&briefings);
    let mut sorted: Vec<&str> = names.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(paths(&store), sorted.iter().map(PathBuf::from).collect::<Vec<_>>());
    let at = store.at_path(Path::new("a/b.md")).unwrap();
    assert_eq!((store.record(at).title(), store.version(at)), ("5", FileState(6)));
    let table = Paths::new(&store);
    for name in names.map(Path::new) {
        assert_eq!(store.at_path(name).map(|at| store.record(at).path()), Some(name.into()));
        assert_eq!(table.at(name), store.at_path(name).map(|at| (at, store.version(at))));
    }
    let missing = Path::new("a/c.md");
    assert_eq!((store.at_path(missing), table.at(missing)), (None, None));
    let places = store.parts().unwrap().places;
    assert!(places.chunks(2).is_sorted(), "they stand in that order in memory too: {places:?}");
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_comes_back_byte_by_byte() {
    use std::os::unix::ffi::OsStrExt;
    let odd = PathBuf::from(std::ffi::OsStr::from_bytes(b"lib/\xE9\xFF.md"));
    let look_alike = PathBuf::from("lib/éÿ.md");
    let named = |path: &PathBuf| Briefing::read(path, b"# x").0;
    let store = store(&[named(&odd), named(&look_alike)]);
    assert_eq!(store.len(), 2);
    for path in [odd, look_alike] {
        let at = store.at_path(&path).unwrap();
        assert_eq!(store.record(at).path(), path);
        assert_eq!(Paths::new(&store).at(&path), Some((at, store.version(at))));
    }
}

#[test]
fn texts_that_are_used_often_stand_once() {
    let briefings: Vec<Briefing> = (0..100).map(|at| read(&format!("lib/{at}.md"), RICH)).collect();
    let (one, hundred) = (store(&briefings[..1]), store(&briefings));
    assert!(hundred.words.memory() < one.words.memory() + 100 * 16, "{}", hundred.words.memory());
}

#[test]
fn what_is_kept_and_what_is_new_make_the_same_store_as_all_at_once() {
    let all: Vec<Briefing> = (0..20).map(|at| read(&format!("lib/{at}.md"), RICH)).collect();
    let old = store(&all[..15]);
    for keep in [3, 14] {
        let mut new = Builder::default();
        for briefing in &all[15..] {
            assert!(new.add(briefing, FileState(99)));
        }
        let unchanged: Vec<(usize, FileState)> = (0..keep).map(|at| (at, FileState(7))).collect();
        let (both, _) = new.following(&old, &unchanged);
        let mut wanted: Vec<Briefing> = whole(&old)[..keep].iter().chain(&all[15..]).cloned().collect();
        wanted.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(whole(&both), wanted);
        assert_eq!(whole(&written(&both).unwrap()), wanted);
    }
}

#[test]
fn a_store_of_nothing_is_a_store() {
    let store = store(&[]);
    assert_eq!(written(&store).map(|store| store.len()), Some(0));
    assert_eq!((store.record(5).title(), store.at_path(Path::new("x"))), ("", None));
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let store = store(&[read("lib/a.md", RICH), read("lib/b.md", RICH)]);
    type Columns = (String, Vec<u32>, String, Vec<u8>, Vec<u32>, Vec<u64>);
    let refused = |change: &dyn Fn(&mut Columns)| {
        let parts = store.parts().unwrap();
        let mut all = (
            parts.words.to_owned(),
            parts.word_ends.to_vec(),
            parts.texts.to_owned(),
            parts.bytes.to_vec(),
            parts.places,
            parts.versions,
        );
        change(&mut all);
        let (words, ends, texts, bytes, places, versions) = all;
        Store::from_parts((words, ends), texts, bytes, &places, &versions).is_none()
    };
    assert!(!refused(&|_| {}));
    assert!(refused(&|parts| parts.1.swap(0, 1)));
    assert!(refused(&|parts| parts.0.push('x')));
    assert!(refused(&|parts| parts.2.clear()));
    assert!(refused(&|parts| parts.3.truncate(20)));
    assert!(refused(&|parts| parts.4.swap(0, 2)));
    assert!(refused(&|parts| parts.5.truncate(1)));
    assert!(refused(&|parts| parts.4[0] = u32::MAX));
}

/// A value for each key: some texts and a number, or nothing.
type Values = Vec<Option<(Vec<String>, u8)>>;

fn any_values() -> impl Strategy<Value = Values> {
    let value = (prop::collection::vec("[a-c é]{0,3}", 1..4), 1..29_u8);
    prop::collection::vec(prop::option::of(value), KEYS.len())
}

/// Sets a key of a briefing to a value made of some texts and a number.
fn set(briefing: &mut Briefing, key: &SchemaKey, texts: &[String], number: u8) {
    let all = || texts.iter().map(|text| Clean::line(text)).collect::<Box<[Clean]>>();
    let date = FactDate::new(2019, Some(2), (number > 8).then_some(number), Doubt::Approximate);
    let one = all()[0].clone();
    match key.slot {
        Slot::Line(Accessor { set, .. }) | Slot::Word(Accessor { set, .. }) => set(briefing, Some(one)),
        Slot::Lines(Accessor { set, .. }) | Slot::Words(Accessor { set, .. }) => set(briefing, all()),
        Slot::Day(Accessor { set, .. }) => set(briefing, Day::new(2019, 2, number)),
        Slot::Date(Accessor { set, .. }) => set(briefing, date),
        Slot::Kind => briefing.kind = if number > 9 { Kind::Other(one) } else { Kind::Source },
        Slot::Status => {
            let state = if number > 9 { StatusState::Other(one.clone()) } else { StatusState::Ended };
            let (program, note) = (one.clone(), (number > 14).then_some(one));
            let status = Status { program, state, since: date, until: None, note, sources: all() };
            briefing.status = vec![status; texts.len()].into();
        }
        Slot::Links => {
            let link = TypedLink { to: one.clone(), role: one.clone(), note: Some(one), sources: all() };
            briefing.links = vec![link; texts.len()].into();
        }
        Slot::People => {
            let about = (number > 9).then(|| one.clone());
            briefing.people =
                all().iter().map(|name| Person { name: name.clone(), about: about.clone() }).collect();
        }
        Slot::Confidence => briefing.confidence = Some(Confidence::Low),
        Slot::Draft => briefing.draft = true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_values_of_all_keys_come_back_whole_and_one_by_one(values in any_values()) {
        let mut briefing = read("lib/a.md", "");
        for (key, value) in KEYS.iter().zip(&values) {
            if let Some((texts, number)) = value {
                set(&mut briefing, key, texts, *number);
            }
        }
        let store = store(&[briefing.clone(), read("lib/b.md", RICH)]);
        let record = store.record(0);
        for key in &KEYS {
            prop_assert_eq!(record.date(key), key.date(&briefing));
            if key.holds_text() {
                prop_assert!(record.texts(key).eq(key.texts(&briefing).iter().map(Clean::as_str)));
            }
        }
        prop_assert_eq!(record.briefing(), briefing);
        prop_assert!(written(&store).is_some());
    }

    #[test]
    fn damage_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in 0..3) {
        let whole = store(&[read("lib/a.md", RICH), read("lib/ü.md", "---\ntype: x\n---\n# é")]);
        let parts = whole.parts().unwrap();
        let (mut bytes, mut places) = (parts.bytes.to_vec(), parts.places.clone());
        let mut ends = parts.word_ends.to_vec();
        match which {
            0 => { let at = at.index(bytes.len()); bytes[at] = byte; }
            1 => { let at = at.index(places.len()); places[at] = u32::from(byte); }
            _ => { let at = at.index(ends.len()); ends[at] = u32::from(byte); }
        }
        let words = (parts.words.to_owned(), ends);
        if let Some(store) = Store::from_parts(words, parts.texts.to_owned(), bytes, &places, &parts.versions) {
            for record in store.records() {
                let _ = record.briefing();
            }
        }
    }

    #[test]
    fn any_front_matter_comes_back(lines in prop::collection::vec("(title|type|tags|links|start|x|people|aliases): ?[ -~é]{0,30}", 0..8)) {
        let briefing = read("lib/a.md", &format!("---\n{}\n---\n", lines.join("\n")));
        prop_assert_eq!(whole(&store(std::slice::from_ref(&briefing))), vec![briefing]);
    }
}
