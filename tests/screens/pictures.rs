//! Pictures of the main screens at four sizes, as they were read and approved.

use insta::assert_snapshot;

use crate::test_app::TestApp;

#[test]
fn the_library() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("library_{columns}x{rows}"), TestApp::shipped().at(columns, rows).screen());
    }
}

#[test]
fn the_library_filtered() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut app = TestApp::shipped().at(columns, rows);
        assert_snapshot!(format!("filtered_{columns}x{rows}"), app.press("/status:us-entity-list").screen());
    }
}

#[test]
fn the_reader() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut app = TestApp::shipped().at(columns, rows);
        assert_snapshot!(format!("reader_{columns}x{rows}"), app.press("/hikvision<enter>").screen());
        assert_snapshot!(format!("reader_{columns}x{rows}_key_facts"), app.press("JJ").screen());
        assert_snapshot!(format!("reader_{columns}x{rows}_end"), app.press("G").screen());
    }
}

#[test]
fn the_layers() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut app = TestApp::shipped().at(columns, rows);
        assert_snapshot!(format!("sort_menu_{columns}x{rows}"), app.press("S").screen());
        app.press("<esc>/hikvision<enter>J");
        assert_snapshot!(format!("keys_{columns}x{rows}"), app.press("?").screen());
        assert_snapshot!(format!("contents_{columns}x{rows}"), app.press("<esc>t").screen());
        assert_snapshot!(format!("copy_menu_{columns}x{rows}"), app.press("<esc>y").screen());
        assert_snapshot!(format!("find_{columns}x{rows}"), app.press("<esc>/nice").screen());
        assert_snapshot!(format!("found_{columns}x{rows}"), app.press("<enter>n").screen());
        assert_snapshot!(format!("letters_{columns}x{rows}"), app.press("<esc>JKo").screen());
        // On the smallest screen no link is in sight.
        if rows > 5 {
            assert_snapshot!(format!("footnote_{columns}x{rows}"), app.press("s").screen());
        }
    }
}

#[test]
fn a_source() {
    assert_snapshot!("source_80x24", TestApp::shipped().press("/id:afp-1911<enter>").screen());
}

#[test]
fn the_looks() {
    let mut app = TestApp::shipped().at(60, 20);
    assert_snapshot!("looks_library", app.press("/visi").looks());
    assert_snapshot!("looks_reader", app.press("<enter>/camera<enter>").looks());
    assert_snapshot!("looks_letters", app.press("o").looks());
}

#[test]
fn nothing_to_list() {
    assert_snapshot!("nothing_matches", TestApp::shipped().press("/hikvizion").screen());
    assert_snapshot!("empty_library", TestApp::over(crate::folder::Folder::new()).screen());
    assert_snapshot!("loading", TestApp::loading(1200).screen());
    assert_snapshot!("bad_query", TestApp::shipped().press("/since:2019-8 ").screen());
}
