//! Judges bytes that were written: only text and the sequences that this program makes.

/// Fails unless `bytes` are clean text with nothing but colours and looks in it.
#[track_caller]
pub fn assert_plain_or_coloured(what: &str, bytes: &[u8]) {
    judge(what, bytes, |sequence| is_csi(sequence, "m"));
}

/// Fails unless `bytes` are clean text with what the screen writer makes: looks, moves, erasing, scrolling, synchronised
/// frames, the cursor, links to addresses.
#[track_caller]
pub fn assert_screen(what: &str, bytes: &[u8]) {
    const MODES: [&str; 4] = ["\x1b[?2026h", "\x1b[?2026l", "\x1b[?25l", "\x1b[?25h"];
    // To the beginning of a row the writer moves with a carriage return; no text has one.
    let moves = bytes.iter().filter(|byte| **byte != b'\r').copied().collect::<Vec<u8>>();
    judge(what, &moves, |sequence| {
        MODES.contains(&sequence) || is_csi(sequence, "mHABCDJKXrST") || is_link(sequence)
    });
}

#[track_caller]
fn judge(what: &str, bytes: &[u8], ours: impl Fn(&str) -> bool) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{what} is not UTF-8: {error}"));
    let mut rest = text;
    while let Some(at) = rest.find('\x1b') {
        assert_clean(what, &rest[..at]);
        let length = sequence_length(&rest[at..]);
        let sequence = &rest[at..at + length];
        assert!(ours(sequence), "{what}: {sequence:?} in {:?}", excerpt(rest, at));
        rest = &rest[at + length..];
    }
    assert_clean(what, rest);
}

/// Fails unless the text has no character that acts on a terminal or can't be seen.
#[track_caller]
pub fn assert_clean(what: &str, text: &str) {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
    };
    if let Some(at) = text.find(hidden) {
        panic!("{what}: {:?}", excerpt(text, at));
    }
}

fn excerpt(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(30).collect();
    before.into_iter().rev().chain(text[at..].chars().take(30)).collect()
}

/// How long the sequence is that begins the text, as a terminal reads it.
fn sequence_length(text: &str) -> usize {
    let body = &text[1..];
    let end = match body.chars().next() {
        Some('[') => body[1..].find(|c: char| ('@'..='~').contains(&c)).map(|at| at + 3),
        Some(']' | 'P' | '_' | '^' | 'X') => body.find("\x1b\\").map(|at| at + 3),
        Some(c) => Some(1 + c.len_utf8()),
        None => None,
    };
    end.unwrap_or(text.len())
}

fn is_csi(sequence: &str, finals: &str) -> bool {
    let Some(inner) = sequence.strip_prefix("\x1b[") else { return false };
    let Some(last) = inner.chars().next_back() else { return false };
    finals.contains(last)
        && inner[..inner.len() - 1].bytes().all(|byte| byte.is_ascii_digit() || byte == b';')
}

fn is_link(sequence: &str) -> bool {
    let target = sequence.strip_prefix("\x1b]8;;").and_then(|rest| rest.strip_suffix("\x1b\\"));
    target.is_some_and(|target| {
        let known = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| target.to_ascii_lowercase().starts_with(scheme));
        target.is_empty() || (known && target.bytes().all(|byte| (0x21..=0x7e).contains(&byte)))
    })
}

#[test]
fn it_finds_what_it_should() {
    assert_screen("frame", b"\x1b[?2026h\x1b[2;3Htext\x1b[1;31mred\x1b[m\x1b]8;;https://a.example/\x1b\\x\x1b]8;;\x1b\\\x1b[?2026l");
    assert_plain_or_coloured("line", "a\tb\n\x1b[1mbold\x1b[0m 海 ␛[31m\n".as_bytes());
    for bad in
        ["\x1b[2Jx", "\x1b]0;title\x07", "\x07", "\r", "\u{9b}31m", "\u{202E}", "\x1bc", "\x1b", "\x1b[31"]
    {
        let judged = std::panic::catch_unwind(|| assert_plain_or_coloured("bad", bad.as_bytes()));
        assert!(judged.is_err(), "{bad:?} was let through");
    }
    for bad in ["\x1b[?1049l", "\x1b]8;;javascript:x\x1b\\", "\x1b]52;c;eA==\x07", "\x1b[5n", "\x1b[c"] {
        assert!(
            std::panic::catch_unwind(|| assert_screen("bad", bad.as_bytes())).is_err(),
            "{bad:?} was let through"
        );
    }
}
