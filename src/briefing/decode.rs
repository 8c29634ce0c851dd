//! Bytes to text: UTF-8, or UTF-16 that says so.

use std::borrow::Cow;

/// The text of a file, and what was wrong with its bytes.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub fault: Option<Encoding>,
}

/// The faults of bytes that should be text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Zero bytes in the file.
    Binary,
    /// The first invalid byte. It and others became U+FFFD.
    Lossy { at: usize },
}

/// Decodes a file, without its byte order marks. Programs that join files leave several of them.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(past(rest, &[0xFF, 0xFE]), u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(past(rest, &[0xFE, 0xFF]), u16::from_be_bytes),
        _ => utf8(past(bytes, &[0xEF, 0xBB, 0xBF])),
    }
}

/// The bytes behind all marks that they begin with.
fn past<'a>(mut bytes: &'a [u8], mark: &[u8]) -> &'a [u8] {
    while let Some(rest) = bytes.strip_prefix(mark) {
        bytes = rest;
    }
    bytes
}

fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let binary = memchr::memchr(0, bytes).map(|_| Encoding::Binary);
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), fault: binary },
        Err(error) => {
            let fault = binary.or(Some(Encoding::Lossy { at: error.valid_up_to() }));
            Decoded { text: String::from_utf8_lossy(bytes), fault }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let units = bytes.chunks(2).map(|pair| match *pair {
        [a, b] => unit([a, b]),
        // Half a character at the end: a lone surrogate, which is never valid, takes its place.
        _ => 0xD800,
    });
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut fault = None;
    for character in char::decode_utf16(units) {
        text.push(character.unwrap_or_else(|_| {
            fault.get_or_insert(Encoding::Lossy { at: text.len() });
            char::REPLACEMENT_CHARACTER
        }));
    }
    if memchr::memchr(0, text.as_bytes()).is_some() {
        fault = Some(Encoding::Binary);
    }
    Decoded { text: Cow::Owned(text), fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_with_a_mark_is_decoded() {
        let units: Vec<u16> = "Société 海".encode_utf16().collect();
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(units.iter().flat_map(|u| u.to_le_bytes())).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(units.iter().flat_map(|u| u.to_be_bytes())).collect();
        for bytes in [little, big] {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_ref(), decoded.fault), ("Société 海", None));
        }
    }

    #[test]
    fn invalid_bytes_are_replaced_and_said() {
        let decoded = decode(b"caf\xE9!");
        assert_eq!((decoded.text.as_ref(), decoded.fault), ("caf\u{FFFD}!", Some(Encoding::Lossy { at: 3 })));
        assert!(matches!(decode(&[0xFF, 0xFE, 0x41, 0, 0x42]).fault, Some(Encoding::Lossy { at: 1 })));
        assert_eq!(decode(b"\x7FELF\0\0").fault, Some(Encoding::Binary));
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode("\u{FEFF}---".as_bytes()).text, "---");
    }

    #[test]
    fn several_byte_order_marks_are_no_text_either() {
        for marks in 2..5 {
            let text = "\u{FEFF}".repeat(marks) + "---";
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            for bytes in [text.as_bytes(), &little, &big] {
                let decoded = decode(bytes);
                assert_eq!((decoded.text.as_ref(), decoded.fault), ("---", None), "{marks}");
            }
        }
        // Inside a text one is a character like any other.
        assert_eq!(decode("a\u{FEFF}b".as_bytes()).text, "a\u{FEFF}b");
    }
}
