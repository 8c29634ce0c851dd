//! Fields over folders of other people.

use super::fixture_of;

#[test]
fn a_status_that_is_a_word_or_a_list_of_words_is_found_as_one() {
    let fixture = fixture_of(&[
        ("one.md", "status: active"),
        ("list.md", "Status: [Active, blocked]"),
        ("map.md", "status: {state: active}"),
        ("two.md", "status: in review"),
        ("entry.md", "type: company\nstatus: [{program: us-entity-list, state: active}]"),
    ]);
    for (line, found) in [
        ("status:active", "entry list map one"),
        ("status:act", "list map one"),
        ("status:ACTIVE", "entry list map one"),
        ("status:review", "two"),
        ("status:blocked status:active", "list"),
        ("status:us-entity-list status:active", "entry"),
        ("-status:active", "two"),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
    assert_eq!(fixture.nearest("status:actve"), ["status:active"]);
}

#[test]
fn dates_under_any_key_are_found_by_ranges() {
    let fixture = fixture_of(&[
        ("a.md", "due: 2027-06-15"),
        ("b.md", "due: 2027"),
        ("c.md", "Due: 2027-07-01T10:00:00Z"),
        ("d.md", "due: [2026-01-02, 15 May 2028]"),
        ("e.md", "due: soon, in 2027"),
        ("f.md", "due: 20270101000000"),
        ("g.md", "due: 2025-12/2026-02"),
    ]);
    for (line, found) in [
        ("due:..2027-06", "a b d g"),
        ("due:2027-06", "a b"),
        ("due:2027-06..", "a b c d"),
        ("due:2027-07..2027-08", "b c"),
        ("due:2028", "d"),
        ("due:2026-01-10", "g"),
        ("due:2025-12-31..2026-01-01", "g"),
        ("due:soon", "e"),
        ("-due:2020..", "e f"),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
}

#[test]
fn a_folder_finds_what_stands_in_it_and_below() {
    let fixture = fixture_of(&[
        ("top.md", "title: Top"),
        ("adr/one.md", "title: One"),
        ("docs/adr/two.md", "title: Two"),
        ("docs/adr-old/three.md", "title: Three"),
        ("docs/guide/adr/deep/four.md", "title: Four"),
        ("\u{dc}bersicht/f\u{fc}nf.md", "title: F\u{fc}nf"),
    ]);
    for (line, found) in [
        ("in:adr", "four one three two"),
        ("in:docs/adr", "three two"),
        ("in:/docs/adr/", "three two"),
        ("in:docs", "four three two"),
        ("in:guide/adr/deep", "four"),
        ("in:uber", "f\u{fc}nf"),
        ("folder:ADR -in:docs", "one"),
        ("in:.", "top"),
        ("in:one", ""),
        ("in:ocs", ""),
    ] {
        assert_eq!(fixture.set(line), found, "{line}");
    }
    assert_eq!(fixture.nearest("in:giude"), Vec::<String>::new());
    assert_eq!(fixture.nearest("in:dcos/adr"), ["in:docs/adr"]);
}
