//! What terminals send, whole and in pieces.

use super::*;
use crate::tui::event::{Act, Pointer};
use proptest::prelude::*;

/// What comes of `pieces` that arrive one after the other, after waiting long enough.
fn decode(pieces: &[&[u8]]) -> Vec<TerminalInput> {
    let mut decoder = Decoder::default();
    for piece in pieces {
        decoder.feed(piece);
    }
    while decoder.patience().is_some() {
        decoder.give_up();
    }
    let mut found = Vec::new();
    decoder.take(&mut found);
    found
}

/// The same when the pieces come one right after the other.
fn decode_promptly(pieces: &[&[u8]]) -> Vec<TerminalInput> {
    let mut decoder = Decoder::default();
    pieces.iter().for_each(|piece| decoder.feed(piece));
    let mut found = Vec::new();
    decoder.take(&mut found);
    found
}

fn key(code: KeyCode) -> TerminalInput {
    TerminalInput::Key(code.into())
}

fn with(modifiers: KeyModifiers, code: KeyCode) -> TerminalInput {
    TerminalInput::Key(KeyEvent::new(code, modifiers))
}

#[track_caller]
fn check(bytes: &[u8], expected: &[TerminalInput]) {
    assert_eq!(decode(&[bytes]), expected, "{:?}", bytes.escape_ascii().to_string());
}

#[test]
fn characters_and_controls() {
    check(b"j", &[key(KeyCode::Char('j'))]);
    check(b"G", &[with(KeyModifiers::SHIFT, KeyCode::Char('G'))]);
    check("é世".as_bytes(), &[key(KeyCode::Char('é')), key(KeyCode::Char('世'))]);
    check(b"\r\t\x7f", &[key(KeyCode::Enter), key(KeyCode::Tab), key(KeyCode::Backspace)]);
    let ctrl = |c| with(KeyModifiers::CONTROL, KeyCode::Char(c));
    check(b"\x03\x04\x0a\x1a\x00", &[ctrl('c'), ctrl('d'), ctrl('j'), ctrl('z'), ctrl(' ')]);
}

#[test]
fn escape_alone_is_a_key_and_twice_two() {
    check(b"\x1b", &[key(KeyCode::Esc)]);
    check(b"\x1b\x1b", &[key(KeyCode::Esc), key(KeyCode::Esc)]);
    check(b"\x1b\x1b[A", &[key(KeyCode::Esc), key(KeyCode::Up)]);
}

#[test]
fn the_mouse_is_reported_in_numbers_beyond_any_column() {
    let at = |act, x, y| TerminalInput::Mouse(Pointer { act, x, y });
    check(b"\x1b[<0;1;1M\x1b[<0;1;1m", &[at(Act::Press, 0, 0), at(Act::Release, 0, 0)]);
    check(b"\x1b[<32;400;300M", &[at(Act::Drag, 399, 299)]);
    check(b"\x1b[<64;5;6M\x1b[<69;5;6M", &[at(Act::WheelUp, 4, 5), at(Act::WheelDown, 4, 5)]);
    // Other buttons, clicks with a key held, moves, no place, numbers beyond all screens: nothing of ours.
    for other in
        ["1;5;5M", "2;5;5M", "4;5;5M", "16;5;5M", "35;5;5M", "66;5;5M", "0;0;5M", "0;99999;5M", "0;5M", "M"]
    {
        check(format!("\x1b[<{other}").as_bytes(), &[]);
    }
    let press = b"\x1b[<0;120;33M";
    for cut in 1..press.len() {
        assert_eq!(decode_promptly(&[&press[..cut], &press[cut..]]), [at(Act::Press, 119, 32)]);
    }
}

#[test]
fn the_mouse_as_old_terminals_tell_it_is_no_keys() {
    check(b"\x1b[M !!j", &[key(KeyCode::Char('j'))]);
    check(b"\x1b[M\xff\xffqj", &[key(KeyCode::Char('j'))]);
    check(b"\x1b[M !", &[]);
}

#[test]
fn keys_by_sequence() {
    check(b"\x1b[A\x1bOB", &[key(KeyCode::Up), key(KeyCode::Down)]);
    check(b"\x1b[H\x1b[4~\x1b[5~", &[key(KeyCode::Home), key(KeyCode::End), key(KeyCode::PageUp)]);
    check(b"\x1b[Z", &[with(KeyModifiers::SHIFT, KeyCode::BackTab)]);
    check(b"\x1b[1;5C", &[with(KeyModifiers::CONTROL, KeyCode::Right)]);
    check(b"\x1bOP\x1b[15~\x1b[[A", &[key(KeyCode::F(1)), key(KeyCode::F(5)), key(KeyCode::F(1))]);
    check(b"\x1bf", &[with(KeyModifiers::ALT, KeyCode::Char('f'))]);
    check(b"\x1b[106;5u", &[with(KeyModifiers::CONTROL, KeyCode::Char('j'))]);
}

#[test]
fn releases_are_not_reported() {
    check(b"\x1b[106;1:3u\x1b[1;1:3A\x1b[1;1:2A", &[key(KeyCode::Up)]);
}

#[test]
fn a_sequence_in_pieces_is_one_key() {
    assert_eq!(decode(&[b"\x1b", b"[", b"A"]), [key(KeyCode::Up)]);
    assert_eq!(
        decode(&[b"j\x1b[1", b";5Ck"]),
        [key(KeyCode::Char('j')), with(KeyModifiers::CONTROL, KeyCode::Right), key(KeyCode::Char('k'))]
    );
    assert_eq!(decode(&[b"\xe4\xb8", b"\x96"]), [key(KeyCode::Char('世'))]);
}

#[test]
fn what_stays_in_pieces_becomes_keys() {
    check(
        b"\x1b[1;",
        &[key(KeyCode::Esc), key(KeyCode::Char('[')), key(KeyCode::Char('1')), key(KeyCode::Char(';'))],
    );
    check(b"\x1b[", &[with(KeyModifiers::ALT, KeyCode::Char('['))]);
    check(b"\xe4\xb8", &[]);
}

#[test]
fn answers_nobody_asked_for_are_swallowed() {
    for answer in [
        "\x1b[?62;22c",
        "\x1b[?997;1n",
        "\x1b[?2026;2$y",
        "\x1b]11;rgb:0000/0000/0000\x1b\\",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1bP>|xterm(390)\x1b\\",
        "\x1b[I",
        "\x1b[12;40R\x1b[201~",
    ] {
        let bytes = format!("{answer}j");
        let found = decode(&[bytes.as_bytes()]);
        // A cursor report is the same as Shift-F3.
        assert_eq!(found.last(), Some(&key(KeyCode::Char('j'))), "{answer:?}");
        assert!(found.len() == 1 || answer.contains('R'), "{answer:?}: {found:?}");
    }
    check(b"\x1b]11;rgb:00", &[]);
}

#[test]
fn a_paste_is_text_and_not_keys() {
    let paste = |text: &str| TerminalInput::Paste(text.into());
    check(b"\x1b[200~q\x1b[Aj\x1b[201~j", &[paste("q\x1b[Aj"), key(KeyCode::Char('j'))]);
    assert_eq!(decode(&[b"\x1b[200~Ac", b"me\x1b[2", b"01~"]), [paste("Acme")]);
    check(b"\x1b[200~never ended", &[paste("never ended")]);
    check(b"\x1b[200~\xff\x1b[201~", &[paste("\u{fffd}")]);
}

#[test]
fn a_huge_paste_is_cut() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~");
    for _ in 0..3000 {
        decoder.feed(&[b'a'; 1024]);
    }
    decoder.feed(b"\x1b[201~");
    let mut found = Vec::new();
    decoder.take(&mut found);
    let [TerminalInput::Paste(text)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(text.len(), LONGEST_PASTE);
}

proptest! {
    /// Where the pieces are cut makes no difference, and whatever comes, nothing stays behind.
    #[test]
    fn pieces_make_no_difference(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b'O'), b'0'..b'~'], 0..40),
        cut in 0..40_usize,
    ) {
        let (one, two) = bytes.split_at(cut.min(bytes.len()));
        prop_assert_eq!(decode(&[&bytes]), decode(&[one, two]));
    }
}
