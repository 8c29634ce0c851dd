//! Decodes the first key of a byte sequence.
//! The encoding is that of xterm and similar terminals.

use crate::tui::event::{Act, Pointer};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The input that bytes begin with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DecodedInput {
    Key(KeyEvent),
    /// The beginning of a paste.
    Paste,
    Mouse(Pointer),
    /// Something complete that isn't input.
    /// It is a report, an answer, an unknown key, or a broken character.
    Nothing,
    /// An incomplete sequence.
    Incomplete,
}

/// The length limit of a key's sequence, longer than any real one.
const LONGEST_SEQUENCE: usize = 64;
/// The length limit of an answer, longer than any real one.
const LONGEST_ANSWER: usize = 8192;

/// Decodes the first input of `bytes`, and returns its length with it.
pub(super) fn first(bytes: &[u8]) -> (usize, DecodedInput) {
    match bytes {
        [] | [0x1b] | [0x1b, b'O'] => (0, DecodedInput::Incomplete),
        // Esc twice is two keys; what follows may be a sequence.
        [0x1b, 0x1b, ..] => (1, key(KeyCode::Esc)),
        [0x1b, b'[', rest @ ..] => control_sequence(rest),
        [0x1b, b'O', end, ..] => (3, application_key(*end).map_or(DecodedInput::Nothing, key)),
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] => answer(rest),
        [0x1b, rest @ ..] => match character(rest) {
            (length, DecodedInput::Key(mut key)) => {
                key.modifiers |= KeyModifiers::ALT;
                (length + 1, DecodedInput::Key(key))
            }
            (length, found) => (length + 1, found),
        },
        _ => character(bytes),
    }
}

fn key(code: KeyCode) -> DecodedInput {
    DecodedInput::Key(code.into())
}

/// Decodes a key that sends one character, possibly a control character.
fn character(bytes: &[u8]) -> (usize, DecodedInput) {
    let control = |c: u8| DecodedInput::Key(KeyEvent::new(KeyCode::Char(c.into()), KeyModifiers::CONTROL));
    let Some(&byte) = bytes.first() else {
        return (0, DecodedInput::Incomplete);
    };
    let found = match byte {
        b'\r' => key(KeyCode::Enter),
        b'\t' => key(KeyCode::Tab),
        0x7f => key(KeyCode::Backspace),
        0 => control(b' '),
        1..=26 => control(byte - 1 + b'a'),
        0x1b => key(KeyCode::Esc),
        28..=31 => control(byte - 28 + b'4'),
        _ => return text(bytes),
    };
    (1, found)
}

fn text(bytes: &[u8]) -> (usize, DecodedInput) {
    let start = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let valid = match str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => match (error.valid_up_to(), error.error_len()) {
            (0, None) => return (0, DecodedInput::Incomplete),
            (0, Some(length)) => return (length, DecodedInput::Nothing),
            (valid, _) => str::from_utf8(start.get(..valid).unwrap_or_default()).unwrap_or_default(),
        },
    };
    match valid.chars().next() {
        // C1 controls aren't typed.
        Some(c) if c.is_control() => (c.len_utf8(), DecodedInput::Nothing),
        Some(c) => (c.len_utf8(), DecodedInput::Key(typed(c, KeyModifiers::NONE))),
        None => (1, DecodedInput::Nothing),
    }
}

/// Returns a typed character; a capital letter has Shift, as in crossterm.
fn typed(c: char, mut modifiers: KeyModifiers) -> KeyEvent {
    if c.is_uppercase() {
        modifiers |= KeyModifiers::SHIFT;
    }
    KeyEvent::new(KeyCode::Char(c), modifiers)
}

/// Returns the key after `Esc O`.
/// These are cursor keys and function keys in application mode, and the keypad's Enter.
fn application_key(end: u8) -> Option<KeyCode> {
    match end {
        b'M' => Some(KeyCode::Enter),
        _ => lettered_key(end),
    }
}

fn lettered_key(end: u8) -> Option<KeyCode> {
    Some(match end {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(end - b'P' + 1),
        _ => return None,
    })
}

/// Decodes a sequence after `Esc [`.
fn control_sequence(rest: &[u8]) -> (usize, DecodedInput) {
    // The Linux console's function keys have a second bracket.
    match rest {
        [b'['] => return (0, DecodedInput::Incomplete),
        [b'[', end, ..] => {
            let found = match end {
                b'A'..=b'E' => key(KeyCode::F(end - b'A' + 1)),
                _ => DecodedInput::Nothing,
            };
            return (4, found);
        }
        // The mouse report of terminals that cannot count beyond column 223: three bytes that would be keys.
        [b'M', report @ ..] => {
            return if report.len() < 3 { (0, DecodedInput::Incomplete) } else { (6, DecodedInput::Nothing) };
        }
        _ => {}
    }
    let Some(length) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return if rest.len() > LONGEST_SEQUENCE {
            (rest.len() + 2, DecodedInput::Nothing)
        } else {
            (0, DecodedInput::Incomplete)
        };
    };
    let (params, end) =
        (rest.get(..length).unwrap_or_default(), rest.get(length).copied().unwrap_or_default());
    if !(0x40..=0x7e).contains(&end) {
        // Interrupted; the interrupting byte may be the beginning of the next.
        return (length + 2, DecodedInput::Nothing);
    }
    (length + 3, sequence_key(params, end))
}

fn sequence_key(params: &[u8], end: u8) -> DecodedInput {
    if let (Some(report), b'M' | b'm') = (params.strip_prefix(b"<"), end) {
        return mouse(report, end).map_or(DecodedInput::Nothing, DecodedInput::Mouse);
    }
    // Reports and answers have a private mark before their numbers.
    if !params.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')) {
        return DecodedInput::Nothing;
    }
    let number = |field: usize, part: usize| {
        let field = params.split(|&byte| byte == b';').nth(field)?;
        let part = field.split(|&byte| byte == b':').nth(part)?;
        str::from_utf8(part).ok()?.parse::<u32>().ok()
    };
    let released = number(1, 1) == Some(3);
    let held = modifiers(number(1, 0).unwrap_or(1));
    let code = match (end, number(0, 0)) {
        _ if released => None,
        (b'~', Some(200)) => return DecodedInput::Paste,
        (b'Z', _) => return DecodedInput::Key(KeyEvent::new(KeyCode::BackTab, held | KeyModifiers::SHIFT)),
        (b'~', Some(number)) => numbered_key(number),
        (b'u', Some(number)) => return unicode_key(number, held),
        _ => lettered_key(end),
    };
    code.map_or(DecodedInput::Nothing, |code| DecodedInput::Key(KeyEvent::new(code, held)))
}

/// Decodes a mouse report of mode 1006.
/// It is `button;column;row`, the last two counted from 1.
fn mouse(report: &[u8], end: u8) -> Option<Pointer> {
    const HELD_KEYS: u16 = 4 | 8 | 16;
    const MOVED: u16 = 32;
    let mut numbers = str::from_utf8(report).ok()?.split(';').map(|number| number.parse::<u16>().ok());
    let mut next = || numbers.next().flatten();
    let (button, column, row) = (next()?, next()?, next()?);
    let act = match (button, end) {
        (0, b'M') => Act::Press,
        (MOVED, b'M') => Act::Drag,
        // With modifier keys or not: a press must always get its release.
        (_, b'm') if button & !HELD_KEYS == 0 => Act::Release,
        (_, b'M') if button & !HELD_KEYS == 64 => Act::WheelUp,
        (_, b'M') if button & !HELD_KEYS == 65 => Act::WheelDown,
        _ => return None,
    };
    Some(Pointer { act, x: column.checked_sub(1)?, y: row.checked_sub(1)? })
}

fn modifiers(number: u32) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL), (8, KeyModifiers::SUPER)]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(KeyModifiers::NONE, |all, (_, modifier)| all | modifier)
}

fn numbered_key(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11 => KeyCode::F(1),
        12 => KeyCode::F(2),
        13 => KeyCode::F(3),
        14 => KeyCode::F(4),
        15 => KeyCode::F(5),
        17 => KeyCode::F(6),
        18 => KeyCode::F(7),
        19 => KeyCode::F(8),
        20 => KeyCode::F(9),
        21 => KeyCode::F(10),
        23 => KeyCode::F(11),
        24 => KeyCode::F(12),
        _ => return None,
    })
}

/// Decodes `CSI code ; modifiers u`.
/// Some terminals are configured to send it without a request.
fn unicode_key(code: u32, held: KeyModifiers) -> DecodedInput {
    let code = match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        _ => match char::from_u32(code) {
            Some(c) if !c.is_control() => return DecodedInput::Key(typed(c, held)),
            _ => return DecodedInput::Nothing,
        },
    };
    DecodedInput::Key(KeyEvent::new(code, held))
}

/// Drops a string: an answer to a query, or a notice.
fn answer(rest: &[u8]) -> (usize, DecodedInput) {
    let ends = |bytes: &[u8]| bytes.starts_with(b"\x1b\\") || bytes.starts_with(b"\x07");
    match (0..rest.len()).find(|&at| rest.get(at..).is_some_and(ends)) {
        Some(at) if rest.get(at) == Some(&7) => (at + 3, DecodedInput::Nothing),
        Some(at) => (at + 4, DecodedInput::Nothing),
        None if rest.len() > LONGEST_ANSWER => (rest.len() + 2, DecodedInput::Nothing),
        None => (0, DecodedInput::Incomplete),
    }
}
