//! The oracles of the fuzzers in `fuzz/`, held to a few texts here at every run of the tests: so they compile with the
//! rest, and what a fuzzer once found is looked at again. Each takes any bytes, and fails when a promise is broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "hostile/oracle.rs"]
mod oracle;

#[path = "fuzz/front_matter.rs"]
mod front_matter;
#[path = "fuzz/gate.rs"]
mod gate;
#[path = "fuzz/import.rs"]
mod import;
#[path = "fuzz/markdown.rs"]
mod markdown;
#[path = "fuzz/query.rs"]
mod query;
#[path = "fuzz/snapshot.rs"]
mod snapshot;

use std::fs;
use std::path::Path;

/// Judges the seeds, every piece of each, and what the fuzzer of this name keeps. In the published package there is no
/// fuzzer, and so nothing that it keeps.
fn judge(fuzzer: &str, check: fn(&[u8]), seeds: &[&[u8]]) {
    for seed in seeds {
        check(seed);
        for cut in (0..seed.len()).step_by(1 + seed.len() / 8) {
            check(&seed[..cut]);
            check(&seed[cut..]);
        }
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(fuzzer);
    if !kept.is_dir() {
        return;
    }
    for file in fs::read_dir(kept).unwrap() {
        check(&fs::read(file.unwrap().path()).unwrap());
    }
}

#[test]
fn front_matter_of_any_bytes_is_read_and_kept() {
    judge(
        "front_matter",
        front_matter::check,
        &[
            include_bytes!("../briefings/companies/hikvision.md"),
            b"+++\ntitle = \"Acme\"\ndate = 2019-01-02\n+++\nWords.\n",
            b"---\r\ntitle: [a, {b: c}]\r\n  bad\r\ntags: null\r\n...\r\nWords.\r\n",
            b"\xFF\xFE-\0-\0-\0\n\0a\0:\0",
        ],
    );
}

#[test]
fn any_markdown_is_laid_out_within_its_width() {
    judge(
        "markdown",
        markdown::check,
        &[
            include_bytes!("data/rich.md"),
            include_bytes!("../briefings/events/us-entity-list-2019-10.md"),
            b"> - | a |\n>   |---|\n[^1]: <div>\n&#27;[31m `\x1b`",
        ],
    );
}

#[test]
fn nothing_gets_around_the_gate() {
    judge(
        "gate",
        gate::check,
        &[
            "a\u{1B}[31m\r\n\tb\u{9B}\u{202E}\u{E0041}👩\u{200D}🔬e\u{301}\u{301}".as_bytes(),
            b"\x05\x02\x1b]8;;http://a\x07\xFF\xFE\x00long enough for a second frame",
        ],
    );
}

#[test]
fn any_query_is_answered_and_read_as_it_is_written() {
    judge(
        "query",
        query::check,
        &[
            br#"nice "city of nice" type:company -(a OR b) since:2019..2020-05~ is:unread at:x"#,
            b"status:\"a b\" )( OR NOT - country:\\\" 7d",
        ],
    );
}

#[test]
fn any_snapshot_is_read_or_refused() {
    judge(
        "snapshot",
        snapshot::check,
        &[b"", b"\0\x01\x02\x03 0123456789abcdef0123456789abcdef", b"\x07\xFF\xFF"],
    );
}

#[test]
fn any_import_is_taken_whole_or_not_at_all() {
    judge(
        "import",
        import::check,
        &[
            concat!(
                r#"{"memory":1}"#,
                "\n",
                r#"{"briefing":{"library":"/a","path":"b.md","read":null,"read_at":3,"starred":true,"note":"n","#,
                r#""star_at":4,"spot":{"block":1,"character":2},"left_at":5}}"#,
                "\n",
                r#"{"edition":{"library":"/a","path":"b.md","read_at":3,"text":"Words."}}"#,
                "\n",
                r#"{"bookmark":{"library":"/a","letter":"a","path":"b.md","spot":{"block":1,"character":2},"at":7}}"#,
                "\n",
            )
            .as_bytes(),
            b"{\"memory\":2}\n",
        ],
    );
}
