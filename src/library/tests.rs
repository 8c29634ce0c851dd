//! Libraries written in the test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::briefing::Kind;

/// A library of files, each a path and its text.
fn library(files: &[(&str, &str)]) -> Library {
    let read = |(path, text): &(&str, &str)| Arc::new(Briefing::read(Path::new(path), text.as_bytes()).0);
    Library::new(Origin::Folders(vec![PathBuf::from("lib")]), files.iter().map(read).collect())
}

/// A briefing's file with this front matter.
fn front(lines: &str) -> String {
    format!("---\n{lines}\n---\n")
}

fn acme_and_fair() -> Library {
    library(&[
        (
            "lib/companies/acme.md",
            &front(
                "type: company\ntitle: \"Acme Société\"\naliases: [AC'ME]\nlinks: [{to: fair, role: exhibitor, sources: [s1]}, {to: nowhere, role: affected}]",
            ),
        ),
        (
            "lib/companies/globex.md",
            &front(
                "type: company\ntitle: Globex\nlinks: [{to: acme, role: supplier}, {to: fair, role: absent}]",
            ),
        ),
        (
            "lib/events/fair.md",
            &front(
                "type: event\ntitle: Fair\nlinks: [{to: acme, role: exhibitor, note: stand 7, sources: [s2]}, {to: law, role: follows}]",
            ),
        ),
        ("lib/events/law.md", &front("type: event\ntitle: Law")),
        ("lib/sources/s1.md", &front("type: source\ntitle: One\npublished: 2019-11")),
        ("lib/sources/s2.md", &front("type: source\ntitle: Two\npublished: 2019-11-24")),
    ])
}

#[track_caller]
fn ix_of(library: &Library, name: &str) -> Ix {
    match library.find(name) {
        Lookup::One(ix) => ix,
        other => panic!("{name}: {other:?}"),
    }
}

fn path_of(library: &Library, ix: Option<Ix>) -> Option<&str> {
    library.get(ix?).path.to_str()
}

fn links(library: &Library, name: &str) -> Vec<String> {
    let shown = |link: &LinkView| {
        let there = if link.other.is_some() { "" } else { " (missing)" };
        format!("{} {}{there} {:?}", link.role, link.to, link.declared)
    };
    library.links_of(ix_of(library, name)).iter().map(shown).collect()
}

#[test]
fn a_briefing_is_found_by_id_title_alias_and_path() {
    let library = acme_and_fair();
    for name in [
        "acme",
        "ACME",
        "acme societe",
        "AC’ME",
        "lib/companies/acme.md",
        "companies/acme",
        "acme.md",
        " acme ",
    ] {
        assert_eq!(path_of(&library, Some(ix_of(&library, name))), Some("lib/companies/acme.md"), "{name}");
    }
}

#[test]
fn a_missed_name_offers_the_closest_ones() {
    let library = acme_and_fair();
    let closest = |name: &str| match library.find(name) {
        Lookup::None { closest } => {
            closest.iter().map(|ix| library.label(*ix).to_string()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(closest("glbex"), ["globex"]);
    assert_eq!(closest("soci"), ["acme"]);
    assert_eq!(closest("qqqqqqqq"), Vec::<String>::new());
    assert_eq!(closest(""), Vec::<String>::new());
}

#[test]
fn hazard_19_several_files_with_one_id_are_distinguished() {
    let library = library(&[
        ("lib/a/x/index.md", "# 1"),
        ("lib/b/x/index.md", "# 2"),
        ("lib/b/y/Index.md", "# 3"),
        ("lib/b/y/Index.mdx", "# 4"),
        ("lib/other.md", "# 5"),
        ("lib/a/v1.2.md", ""),
        ("lib/b/v1.2.md", ""),
    ]);
    let Lookup::Several(all) = library.find("index") else { panic!("ambiguous") };
    assert_eq!(all.len(), 4);
    let labels: Vec<String> = library.iter().map(|(ix, _)| library.label(ix).to_string()).collect();
    assert_eq!(
        labels,
        ["a/v1.2", "a/x/index", "b/v1.2", "b/x/index", "lib/b/y/Index.md", "lib/b/y/Index.mdx", "other"]
    );
    for (ix, briefing) in library.iter() {
        assert_eq!(library.find(&library.label(ix)), Lookup::One(ix), "{}", briefing.path.display());
    }
}

#[test]
fn links_are_seen_from_both_sides() {
    let library = acme_and_fair();
    assert_eq!(
        links(&library, "acme"),
        ["exhibitor fair Both", "affected nowhere (missing) Here", "customer globex There"]
    );
    assert_eq!(links(&library, "fair"), ["exhibitor acme Both", "follows law Here", "absent globex There"]);
    assert_eq!(links(&library, "law"), ["precedes fair There"]);
}

#[test]
fn what_both_files_say_about_a_link_is_merged() {
    let library = acme_and_fair();
    let link = &library.links_of(ix_of(&library, "acme"))[0];
    assert_eq!(link.note.as_deref(), Some("stand 7"));
    assert_eq!(link.sources.iter().map(Clean::as_str).collect::<Vec<_>>(), ["s1", "s2"]);
}

#[test]
fn the_cut_off_is_declared_or_that_of_the_latest_source() {
    let library = acme_and_fair();
    let as_of = |name: &str| library.as_of(ix_of(&library, name)).map(|date| date.to_string());
    assert_eq!(as_of("acme").as_deref(), Some("2019-11"));
    assert_eq!(as_of("fair").as_deref(), Some("2019-11-24"));
    assert_eq!(as_of("law"), None);
}

#[test]
fn a_cut_off_that_is_not_declared_counts_the_sources_of_the_text() {
    let source = |date: &str| format!("---\ntype: source\npublished: \"{date}\"\n---\n");
    let text =
        "It did.[^S1] So they say.[^s2]\n\n`[^s3]` [^nowhere]\n\n[^s1]: One\n[^s2]: Two\n[^s3]: Three\n";
    let library = library(&[
        ("lib/a.md", text),
        ("lib/declared.md", &format!("---\nas_of: \"2019-10-20\"\n---\n{text}")),
        ("lib/both.md", &format!("---\nstatus: [{{program: p, state: active, sources: [s3]}}]\n---\n{text}")),
        ("lib/within.md", "Said.^[s3] And in passing.^[s3 says no more]\n"),
        ("lib/s1.md", &source("2019-10-07")),
        ("lib/s2.md", &source("2019-10-28")),
        ("lib/s3.md", &format!("{}{text}", source("2019-11-02"))),
    ]);
    let as_of = |name: &str| library.as_of(ix_of(&library, name)).map(|date| date.to_string());
    assert_eq!(as_of("a").as_deref(), Some("2019-10-28"));
    assert_eq!(as_of("declared").as_deref(), Some("2019-10-20"));
    assert_eq!(as_of("both").as_deref(), Some("2019-11-02"));
    assert_eq!(as_of("within").as_deref(), Some("2019-11-02"));
    assert_eq!(as_of("s3"), None);
    let read_back = library.record(ix_of(&library, "a")).briefing();
    assert_eq!(read_back.labels.iter().map(Clean::as_str).collect::<Vec<_>>(), ["S1", "s2", "nowhere"]);
}

#[test]
fn a_last_edit_is_good_for_sorting_only() {
    let library =
        library(&[("lib/a.md", &front("updated: 2020-01-01")), ("lib/b.md", &front("start: 2019-10~"))]);
    let a = ix_of(&library, "a");
    assert_eq!(
        (library.as_of(a), library.sort_date(a).map(|key| key.0.to_string())),
        (None, Some("2020-01-01".into()))
    );
    assert_eq!(library.sort_date(ix_of(&library, "b")).unwrap().0.to_string(), "2019-10-31");
}

#[test]
fn links_in_the_text_are_resolved_as_other_programs_write_them() {
    let library = library(&[
        ("lib/companies/acme corp.md", &front("title: Acme")),
        ("lib/companies/b.md", ""),
        ("lib/events/fair.md", &front("aliases: [The Fair]")),
        ("lib/events/index.md", ""),
        ("lib/index.md", ""),
    ]);
    let from = ix_of(&library, "b");
    for (target, path) in [
        ("../events/fair.md", "lib/events/fair.md"),
        ("../events/fair.md#bottom-line", "lib/events/fair.md"),
        ("../events/fair", "lib/events/fair.md"),
        ("../events/fair.html", "lib/events/fair.md"),
        ("../events/", "lib/events/index.md"),
        ("/events/fair/", "lib/events/fair.md"),
        ("acme%20corp.md", "lib/companies/acme corp.md"),
        ("[[fair]]", "lib/events/fair.md"),
        ("[[Fair#Heading|text]]", "lib/events/fair.md"),
        ("[[the fair]]", "lib/events/fair.md"),
        ("[[Acme]]", "lib/companies/acme corp.md"),
        ("[[events/fair]]", "lib/events/fair.md"),
    ] {
        assert_eq!(path_of(&library, library.resolve(from, target)), Some(path), "{target}");
    }
}

#[test]
fn hazard_9_nothing_outside_the_library_is_resolved() {
    let library = library(&[("lib/a.md", ""), ("lib/b/c.md", "")]);
    let from = ix_of(&library, "a");
    for target in [
        "../../etc/passwd",
        "/etc/passwd",
        "../a2.md",
        "https://example.com/a",
        "mailto:a",
        "a.md:7",
        "#x",
        "[[]]",
        "",
    ] {
        assert_eq!(library.resolve(from, target), None, "{target}");
    }
}

#[test]
fn of_several_with_one_id_a_link_means_the_nearest() {
    let to_index = front("links: [{to: notes, role: related}]");
    let library = library(&[
        ("lib/a/notes.md", ""),
        ("lib/a/x.md", &to_index),
        ("lib/b/notes.md", ""),
        ("lib/b/sub/x2.md", &to_index),
    ]);
    let other = |name: &str| path_of(&library, library.links_of(ix_of(&library, name))[0].other);
    assert_eq!((other("x"), other("x2")), (Some("lib/a/notes.md"), Some("lib/b/notes.md")));
}

#[test]
fn of_two_briefings_with_one_path_the_later_one_stays() {
    let library = library(&[("lib/a.md", "# Old"), ("lib/a.md", "# New")]);
    assert_eq!((library.len(), library.get(Ix(0)).title.as_str()), (1, "New"));
}

#[test]
fn a_source_is_found_before_another_briefing_of_its_name() {
    let library =
        library(&[("lib/a/afp.md", &front("type: company")), ("lib/b/afp.md", &front("type: source"))]);
    let source = library.source("AFP").unwrap();
    assert_eq!(library.get(source).kind, Kind::Source);
    assert_eq!(library.source("none"), None);
}

#[test]
fn the_embedded_sample_opens() {
    let loaded = embedded();
    assert_eq!(loaded.library.origin(), &Origin::Embedded);
    for (_, briefing) in loaded.library.iter() {
        assert!(!open(&loaded.library, &briefing.path).unwrap().is_empty());
    }
    assert!(open(&loaded.library, Path::new("briefings/none.md")).is_err());
}

proptest! {
    #[test]
    fn a_library_that_followed_another_is_the_same_as_one_made_anew(states in test_library::two_states()) {
        let [before, after] = states;
        let (followed, unchanged) = test_library::followed(&test_library::library(&before), &after);
        let anew = test_library::library(&after);
        let briefings = |library: &Library| library.records().map(|(_, record)| record.briefing()).collect::<Vec<_>>();
        prop_assert_eq!(briefings(&followed), briefings(&anew));
        prop_assert_eq!(&followed.names, &anew.names);
        prop_assert_eq!(&followed.incoming, &anew.incoming);
        prop_assert_eq!(followed.counted(), anew.counted());
        prop_assert_eq!(unchanged.fresh().count() + before.len() - unchanged.gone().count(), after.len());
        let versions: Vec<FileState> = followed.records().map(|(ix, _)| followed.version_of(ix)).collect();
        let mut wanted = vec![FileState(7); after.len()];
        unchanged.fresh().for_each(|ix| wanted[ix.index()] = FileState(8));
        prop_assert_eq!(versions, wanted);
    }

    #[test]
    fn files_are_found_in_another_library_by_their_paths(states in test_library::two_states()) {
        let [before, after] = states.map(|files| test_library::library(&files));
        for (ix, other) in after.files_in(&before) {
            prop_assert_eq!(other, before.at_path(&after.record(ix).path()));
        }
    }
}

/// A hub, and a file that declares this many links to it, each with its own role.
fn with_many_links(count: usize) -> Library {
    let links: String = (0..count).map(|at| format!("  - {{to: hub, role: r{at}, note: n{at}}}\n")).collect();
    library(&[
        ("lib/hub.md", &front("title: Hub")),
        ("lib/many.md", &front(&format!("title: Many\nlinks:\n{links}"))),
    ])
}

#[test]
fn links_of_one_file_to_one_briefing_are_listed_in_time_proportional_to_their_number() {
    let library = with_many_links(20_000);
    let hub = library.target(library.at_path(Path::new("lib/many.md")).unwrap(), "hub").unwrap();
    let begun = std::time::Instant::now();
    let links = library.links_of(hub);
    // It took minutes when each link was counted off from the first.
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    for (at, link) in links.iter().enumerate() {
        let (role, note) = (format!("r{at}"), format!("n{at}"));
        assert_eq!((&*link.role, link.note.as_deref()), (&*role, Some(&*note)));
    }
    assert_eq!(links.len(), 20_000);
}

#[test]
fn links_behind_the_first_are_those_of_the_file_at_any_number() {
    for count in [1, 63, 64, 65, 66, 200] {
        let library = with_many_links(count);
        let hub = library.at_path(Path::new("lib/hub.md")).unwrap();
        let last = library.links_of(hub).pop().unwrap();
        assert_eq!(&*last.role, format!("r{}", count - 1));
    }
}

#[test]
fn composed_and_decomposed_names_are_the_same_names() {
    // ü and Ü as one character each (NFC), and as letters with U+0308 (NFD).
    let forms = ["M\u{fc}ller \u{dc}berwachung", "Mu\u{308}ller U\u{308}berwachung"];
    for (file, folder) in forms.iter().zip(["Ko\u{308}ln", "K\u{f6}ln"]) {
        let library = library(&[
            ("lib/a.md", "# A"),
            (&format!("lib/{file}.md"), "Text"),
            (&format!("lib/{folder}/index.md"), "# Page"),
            (&format!("lib/{folder}/b.md"), "# B"),
        ]);
        let from = library.at_path(Path::new("lib/a.md")).unwrap();
        let there = library.at_path(Path::new(&format!("lib/{file}.md")));
        assert!(there.is_some());
        for form in forms {
            for target in [
                form.to_owned(),
                format!("{form}.md"),
                format!("./{form}.md"),
                format!("/{form}"),
                format!("{form}.html"),
                format!("[[{form}]]"),
                form.replace(' ', "%20") + ".md",
            ] {
                assert_eq!(library.resolve(from, &target), there, "{target:?} in {file:?}");
            }
            assert_eq!(library.find(form), Lookup::One(there.unwrap()));
            assert_eq!(library.find(&format!("{form}.md")), Lookup::One(there.unwrap()));
            assert_eq!(library.source(form), there);
        }
        for folder in ["Ko\u{308}ln", "K\u{f6}ln"] {
            for (target, title) in [(format!("{folder}/"), "Page"), (format!("{folder}/b"), "B")] {
                let found = library.resolve(from, &target).unwrap();
                assert_eq!(library.record(found).title(), title, "{target:?}");
            }
            let found = library.find(&format!("{folder}/b.md"));
            assert!(matches!(found, Lookup::One(ix) if library.record(ix).title() == "B"), "{found:?}");
        }
    }
}
