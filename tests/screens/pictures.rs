//! Pictures of the main screens at four sizes, as they were read and approved.

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn the_library() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("library_{columns}x{rows}"), Desk::shipped().at(columns, rows).screen());
    }
}

#[test]
fn the_library_filtered() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut desk = Desk::shipped().at(columns, rows);
        assert_snapshot!(format!("filtered_{columns}x{rows}"), desk.press("/status:us-entity-list").screen());
    }
}

#[test]
fn the_reader() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut desk = Desk::shipped().at(columns, rows);
        assert_snapshot!(format!("reader_{columns}x{rows}"), desk.press("/hikvision<enter>").screen());
        assert_snapshot!(format!("reader_{columns}x{rows}_key_facts"), desk.press("JJ").screen());
        assert_snapshot!(format!("reader_{columns}x{rows}_end"), desk.press("G").screen());
    }
}

#[test]
fn the_layers() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut desk = Desk::shipped().at(columns, rows);
        assert_snapshot!(format!("sort_menu_{columns}x{rows}"), desk.press("S").screen());
        desk.press("<esc>/hikvision<enter>J");
        assert_snapshot!(format!("keys_{columns}x{rows}"), desk.press("?").screen());
        assert_snapshot!(format!("contents_{columns}x{rows}"), desk.press("<esc>t").screen());
        assert_snapshot!(format!("copy_menu_{columns}x{rows}"), desk.press("<esc>y").screen());
        assert_snapshot!(format!("find_{columns}x{rows}"), desk.press("<esc>/nice").screen());
        assert_snapshot!(format!("found_{columns}x{rows}"), desk.press("<enter>n").screen());
        assert_snapshot!(format!("letters_{columns}x{rows}"), desk.press("<esc>JKo").screen());
        // On the smallest screen no link is in sight.
        if rows > 5 {
            assert_snapshot!(format!("footnote_{columns}x{rows}"), desk.press("s").screen());
        }
    }
}

#[test]
fn a_source() {
    assert_snapshot!("source_80x24", Desk::shipped().press("/id:afp-1911<enter>").screen());
}

#[test]
fn the_looks() {
    let mut desk = Desk::shipped().at(60, 20);
    assert_snapshot!("looks_library", desk.press("/visi").looks());
    assert_snapshot!("looks_reader", desk.press("<enter>/camera<enter>").looks());
    assert_snapshot!("looks_letters", desk.press("o").looks());
}

#[test]
fn nothing_to_list() {
    assert_snapshot!("nothing_matches", Desk::shipped().press("/hikvizion").screen());
    assert_snapshot!("empty_library", Desk::over(crate::folder::Folder::new()).screen());
    assert_snapshot!("loading", Desk::loading(1200).screen());
    assert_snapshot!("bad_query", Desk::shipped().press("/since:2019-8 ").screen());
}
