//! The hazards that a reader of other people's folders meets, one test each or a few. Control sequences and direction
//! overrides have their own files beside this one.

use std::time::{Duration, Instant};

use briefing::keymap::Mode;

use crate::command::briefing;
use crate::folder::{Folder, numbered, page};
use crate::test_app::TestApp;

/// Debug builds are slow; what is quadratic is slower by far.
const LONGEST: Duration = Duration::from_secs(10);

#[track_caller]
fn opens_in_time(what: &str, text: &str) {
    let begun = Instant::now();
    briefing(["show", "-"]).input(text).run().code(0);
    let mut app = TestApp::over(page(text));
    app.press("<enter>G<pgup>gJ/a<enter>n<esc>");
    app.resize(40, 12);
    assert_eq!(app.mode(), Mode::Reader);
    assert!(begun.elapsed() < LONGEST, "{what} took {:?}", begun.elapsed());
}

#[test]
fn pathological_markdown_costs_no_time_and_no_stack() {
    for (what, text) in [
        ("brackets", "[".repeat(50_000)),
        ("brackets and parentheses", "[a](".repeat(20_000)),
        ("quotes", "> ".repeat(100_000)),
        ("lists", numbered(2_000, |depth| format!("{}- x\n", "  ".repeat(depth)))),
        ("emphasis", "*a _b ".repeat(20_000)),
        ("stars", "*".repeat(100_000)),
        ("backticks", numbered(700, |count| format!("{} ", "`".repeat(count)))),
        ("tables", format!("|{}\n|{}\n|{}\n", "a|".repeat(3_000), "-|".repeat(3_000), "b|".repeat(3_000))),
        ("entities", "&#x1b;".repeat(50_000)),
        ("footnotes", numbered(3_000, |n| format!("[^{n}]: [^{}]\n\n", n + 1))),
        ("html", "<div>".repeat(20_000)),
        ("comments", "<!-- ".repeat(20_000)),
        ("wiki links", "[[".repeat(50_000)),
        ("images in images", format!("{}{}", "![a".repeat(40_000), "](b.png)".repeat(40_000))),
    ] {
        opens_in_time(what, &text);
    }
}

#[test]
fn front_matter_that_is_a_bomb_leaves_the_text_readable() {
    let laughs = numbered(20, |n| {
        let before = if n == 1 { "x".to_owned() } else { format!("*a{}", n - 1) };
        format!("a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(", "))
    });
    for (what, front) in [
        ("brackets", format!("a: {}\n", "[".repeat(100_000))),
        ("braces", "{a: ".repeat(50_000)),
        ("dashes", "- ".repeat(50_000)),
        ("laughs", laughs),
        ("keys", numbered(50_000, |n| format!("k{n}: v\n"))),
    ] {
        let begun = Instant::now();
        let done =
            briefing(["show", "-"]).input(format!("---\ntitle: Bomb\n{front}---\nThe text.\n")).run().code(0);
        assert!(done.out.contains("The text."), "{what}: {:.300}", done.out);
        assert!(begun.elapsed() < LONGEST, "{what} took {:?}", begun.elapsed());
    }
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_left_alone_and_named() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = crate::folder::library(["Acme"]);
    let at = |name: &str| folder.path().join(name);
    std::process::Command::new("mkfifo").arg(at("pipe.md")).status().unwrap();
    let _socket = UnixListener::bind(at("socket.md")).unwrap();
    symlink("/dev/zero", at("device.md")).unwrap();
    symlink(".", at("loop")).unwrap();
    symlink("self.md", at("self.md")).unwrap();
    let done = briefing(["list", "-v"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert_eq!(done.ids(), ["acme"]);
    done.complains(&["pipe.md", "socket.md", "device.md", "self.md"]);
    for name in ["pipe.md", "socket.md", "device.md", "self.md"] {
        let path = at(name);
        briefing(["show".as_ref(), path.as_os_str()]).run();
    }
}

#[test]
#[cfg(unix)]
fn nothing_outside_the_library_is_read_through_a_link() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new().with("secret.md", "---\ntitle: Secret\n---\nNot yours.\n");
    let folder = Folder::new().with(
        "page.md",
        format!(
            "[a](../../../../../../../../etc/hostname) [b]({}/secret.md) [c](link.md)\n",
            outside.path().display()
        ),
    );
    symlink(outside.path().join("secret.md"), folder.path().join("link.md")).unwrap();
    let done = briefing(["list", "-v"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert_eq!(done.ids(), ["page"]);
    done.complains(&["link.md", "secret.md"]);
    let mut app = TestApp::over(folder);
    app.press("<enter>");
    for (letter, target) in [("s", "etc/hostname"), ("d", "secret.md"), ("f", "link.md")] {
        app.press(&format!("o{letter}"));
        assert_eq!(app.reading(), Some("page"));
        assert!(
            app.message().starts_with("broken link") && app.message().contains(target),
            "{}",
            app.message()
        );
    }
}

#[test]
fn links_in_a_circle_are_only_links() {
    let folder = Folder::new()
        .with(
            "a.md",
            "---\ntitle: A\nlinks: [{to: b, role: related}, {to: a, role: related}]\n---\n[b](b.md)\n",
        )
        .with("b.md", "---\ntitle: B\nlinks: [{to: a, role: related}]\n---\n[a](a.md)\n");
    let mut app = TestApp::over(folder);
    app.press("/title:a<enter>");
    for turn in 0..50 {
        assert_eq!(app.reading(), Some(if turn % 2 == 0 { "A" } else { "B" }));
        app.press("os");
    }
    app.press(&"<bksp>".repeat(51));
    assert_eq!(app.mode(), Mode::Library);
}

#[test]
fn malformed_front_matter_hides_no_file() {
    for (what, text) in [
        ("colon", "---\ntitle: Acme: Q3 results\n---\nThe text.\n"),
        ("unclosed", "---\ntitle: Acme\nThe text.\n"),
        ("tabs", "---\n\ttitle: Acme\n---\nThe text.\n"),
        ("handle", "---\nauthor: @name\ntitle: Acme\n---\nThe text.\n"),
        ("toml", "+++\ntitle = \"Acme\n+++\nThe text.\n"),
        ("twice", "---\ntitle: Old\ntitle: Acme\n---\nThe text.\n"),
        ("list", "---\n- a\n- b\n---\nThe text.\n"),
        ("empty", "---\n---\nThe text.\n"),
        ("blanks", "--- \ntitle: Acme\n...  \nThe text.\n"),
        (
            "types",
            "---\ntitle: 12\ntags: yes\naliases: {a: b}\ndate: 2019-01-02T03:04:05+02:00\n---\nThe text.\n",
        ),
    ] {
        let folder = Folder::new().with("acme.md", text);
        let list = briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
        assert_eq!(list.ids(), ["acme"], "{what}");
        let show = briefing(["show", "acme"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
        assert!(show.out.contains("The text."), "{what}:\n{}", show.out);
    }
}

#[test]
fn other_encodings_are_read_or_reported() {
    let text = "---\r\ntitle: Société 海\r\n---\r\nThe text.\r\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    };
    for (what, bytes) in [
        ("byte order mark", format!("\u{FEFF}{text}").into_bytes()),
        ("UTF-16, little", utf16(u16::to_le_bytes, [0xFF, 0xFE])),
        ("UTF-16, big", utf16(u16::to_be_bytes, [0xFE, 0xFF])),
    ] {
        let folder = Folder::new().with("page.md", bytes);
        let show = briefing(["show", "page"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
        assert!(
            show.out.starts_with("Société 海\n") && show.out.contains("The text."),
            "{what}:\n{}",
            show.out
        );
    }
    let latin = Folder::new().with("page.md", b"---\ntitle: Soci\xE9t\xE9\n---\nThe text.\n");
    let list = briefing(["list"]).env("BRIEFING_LIBRARY", latin.path()).run().code(0);
    assert!(list.out.contains("Soci\u{FFFD}t\u{FFFD}") && list.out.contains("not UTF-8"), "{}", list.out);
}

#[test]
fn a_file_of_zero_bytes_is_called_binary() {
    let folder = Folder::new().with("page.md", b"\x7fELF\0\0\0 words").with("acme.md", "Words.\n");
    let list = briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert!(list.out.contains("page\tunreadable\tpage\t! binary file"), "{}", list.out);
    let mut app = TestApp::over(folder);
    app.assert_shows(&["! page", "binary"]);
    app.press("/page<enter>");
    assert!(app.shows("binary"), "{}", app.screen());
}

#[test]
fn a_line_of_a_megabyte_is_read_to_its_end() {
    let words = numbered(150_000, |n| format!("w{n} "));
    let mut app = TestApp::over(page(&words));
    app.press("<enter>").assert_shows(&["w1 w2 w3"]);
    app.press("G").assert_shows(&["w150000"]);
    let unbroken = format!("{}end", "x".repeat(500_000));
    let mut app = TestApp::over(page(&unbroken));
    app.press("<enter>G").assert_shows(&["xend"]);
}

#[test]
fn more_lines_than_sixteen_bits_count_are_scrolled() {
    let mut app = TestApp::over(page(&numbered(70_000, |n| format!("line {n}\\\n"))));
    app.press("<enter>G").assert_shows(&["line 70000"]);
    app.press("kkk").assert_shows(&["line 69997"]);
    assert!(!app.shows("line 70000"), "{}", app.screen());
    app.press("g").assert_shows(&["line 1"]);
}

#[test]
fn many_files_with_one_name_are_distinguished() {
    let folder = (0..300).fold(Folder::new(), |folder, n| folder.with(&format!("d{n}/index.md"), "Words.\n"));
    let done = briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    let mut ids = done.ids();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 300);
}

#[test]
fn hazard_20_a_file_from_the_future_is_one_like_others() {
    let folder = Folder::new()
        .with("tomorrow.md", "---\ntype: company\ntitle: Tomorrow\nas_of: \"2019-10\"\n---\nText.\n")
        .with("declared.md", "---\ntype: company\ntitle: Declared\nas_of: \"2020-01\"\n---\nText.\n");
    let file = std::fs::File::options().write(true).open(folder.path().join("tomorrow.md")).unwrap();
    let decade = Duration::from_secs(10 * 365 * 86_400);
    file.set_modified(std::time::SystemTime::now() + decade).unwrap();
    let mut app = TestApp::over(folder);
    // What is declared decides the order, and the file is read like any other.
    assert_eq!(app.titles(), ["Declared", "Tomorrow"]);
    app.press("j<enter>");
    assert_eq!(app.reading(), Some("Tomorrow"));
}
