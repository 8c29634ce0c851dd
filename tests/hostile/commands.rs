//! Everything that the command line prints, on both streams.

use crate::command::{Done, briefing};
use crate::folder::Folder;
use crate::oracle::assert_plain_or_coloured;
use crate::payload::{
    Form, IN_BODY, IN_CODE, IN_FRONT_MATTER, IN_LABELS, PAYLOADS, Payload, company, library, source, unseen,
};

#[track_caller]
fn judged(what: &str, done: Done) -> Done {
    assert_plain_or_coloured(&format!("{what}, stdout"), done.out.as_bytes());
    assert_plain_or_coloured(&format!("{what}, stderr"), done.err.as_bytes());
    done
}

/// Shows a file that is no part of a library.
fn shown(text: &str, flags: &[&str]) -> Done {
    let folder = Folder::new().with("page.md", text);
    let done = briefing(["show", "./page.md"].iter().chain(flags)).within(folder.path()).run().code(0);
    judged(&format!("show {flags:?}"), done)
}

#[track_caller]
fn assert_seen(out: &str, payload: &Payload, signs: &[&str]) {
    let unseen = unseen(out, payload, signs);
    assert!(unseen.is_empty(), "{}: not seen at {unseen:?} in\n{out}", payload.name);
}

#[test]
fn show_prints_each_payload_as_its_sign() {
    for payload in PAYLOADS {
        let escaped = shown(&company(payload, Form::Escape, Form::Entity), &["--width", "200"]);
        assert_seen(&escaped.out, payload, IN_FRONT_MATTER);
        assert_seen(&escaped.out, payload, IN_BODY);
        assert_seen(&escaped.out, payload, IN_LABELS);
        let raw = shown(&company(payload, Form::Raw, Form::Raw), &["--width", "200"]);
        assert_seen(&raw.out, payload, &["Atitle"]);
        assert_seen(&raw.out, payload, IN_BODY);
        assert_seen(&raw.out, payload, IN_CODE);
        let of_source = shown(&source(payload), &[]);
        assert_seen(&of_source.out, payload, &["Ctitle", "Cpublisher", "Cauthor", "Curl", "Corigin"]);
    }
}

#[test]
fn every_way_to_show_is_clean() {
    for payload in PAYLOADS {
        let raw = company(payload, Form::Raw, Form::Raw);
        for flags in [&["--brief"][..], &["--json"], &["--color", "always", "--width", "33"]] {
            shown(&raw, flags);
        }
        let escaped = company(payload, Form::Escape, Form::Entity);
        for flags in [&["--brief"][..], &["--json"], &["--color", "always"], &["--plain", "--width", "20"]] {
            shown(&escaped, flags);
        }
    }
}

#[test]
fn raw_markdown_is_printed_with_signs() {
    for payload in PAYLOADS {
        let done = shown(&company(payload, Form::Raw, Form::Raw), &["--markdown"]);
        assert_seen(&done.out, payload, IN_BODY);
        assert_seen(&done.out, payload, IN_CODE);
        assert_seen(&done.out, payload, &["Btarget", "Bfile", "Bodd", "Blang"]);
    }
}

#[test]
fn lists_of_a_hostile_library_are_clean() {
    let folder = library();
    for arguments in [
        &["list"][..],
        &["list", "--json"],
        &["list", "--sort", "title", "-v"],
        &["list", "nothingmatchesthis"],
        &["check"],
        &["facts"],
        &["sources"],
        &["links", "colour-escape"],
        &["compare", "colour-escape", "colour-raw"],
        &["timeline"],
        &["matrix"],
    ] {
        let done = briefing(arguments).env("BRIEFING_LIBRARY", folder.path()).run();
        assert!(matches!(done.code, Some(0 | 1)), "{arguments:?}: {:?}\n{}", done.code, done.err);
        judged(&format!("{arguments:?}"), done);
    }
}

#[test]
fn a_list_shows_titles_names_and_problems_with_signs() {
    let folder = library();
    let list = briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    let verbose = briefing(["list", "-v"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    for payload in PAYLOADS {
        assert_seen(&list.out, payload, &["Atitle", "Aprogram", "Ctitle", "Ename"]);
        assert!(verbose.err.contains(&format!("{}-broken.md:4:", payload.name)), "{}", verbose.err);
    }
}

#[test]
fn json_stays_json_and_loses_no_sign() {
    let folder = library();
    let done = briefing(["list", "--json"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert_eq!(done.lines().len(), PAYLOADS.len() * 5);
    for line in done.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    for payload in PAYLOADS {
        assert_seen(&done.out, payload, &["Adesc", "Aperson", "Acaveat", "Cpublisher", "Dvalue"]);
    }
}

#[test]
fn what_was_typed_comes_back_with_signs() {
    for payload in PAYLOADS {
        let (raw, marker) = (payload.raw, payload.marker);
        for arguments in [
            vec!["show".to_owned(), format!("zz{raw}")],
            vec!["list".to_owned(), format!("zz{raw}")],
            vec!["list".to_owned(), format!("zz{raw}:x")],
            vec!["list".to_owned(), format!("since:{raw}")],
            vec!["list".to_owned(), "-L".to_owned(), format!("/nowhere/{raw}")],
            vec!["show".to_owned(), "hikvision".to_owned(), "--section".to_owned(), raw.to_owned()],
            vec!["list".to_owned(), format!("--{raw}")],
            vec![format!("zz{raw}")],
        ] {
            let done = judged(&format!("{arguments:?}"), briefing(&arguments).run());
            assert_ne!(done.code, Some(0), "{arguments:?}");
            assert!(done.err.contains(marker), "{arguments:?}: {marker} is not in\n{}", done.err);
        }
    }
}

#[test]
fn json_errors_are_clean() {
    for payload in PAYLOADS {
        let done =
            judged("json error", briefing(["show", &format!("qqq{}", payload.raw), "--json"]).run().code(1));
        let line = done.err.lines().last().unwrap();
        let error: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(error["error"]["message"].as_str().unwrap().contains(payload.marker), "{line}");
    }
}

#[test]
fn bytes_that_are_no_text_are_seen_as_such() {
    let folder = Folder::new().with("page.md", b"---\ntitle: caf\xE9\n---\n\xFF\xFEwords\xC3\n");
    let done = judged("invalid", briefing(["show", "./page.md"]).within(folder.path()).run().code(0));
    assert!(
        done.out.starts_with("caf\u{FFFD}\n") && done.out.contains("\u{FFFD}\u{FFFD}words\u{FFFD}"),
        "{}",
        done.out
    );
}
