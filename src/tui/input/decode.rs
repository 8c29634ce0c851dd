//! Decodes bytes from a terminal to keys and pastes.
//!
//! A sequence may arrive in pieces: an incomplete one is kept for a short while, then taken as the keys that it
//! would be by themselves. Unrequested answers and reports are dropped whole, so that they never become keys.

mod sequence;

use super::TerminalInput;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use sequence::{DecodedInput, first};
use std::time::{Duration, Instant};

/// A decoder that collects bytes and returns the input.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The bytes not decoded yet.
    bytes: Vec<u8>,
    /// The bytes of an unfinished paste.
    paste: Option<Vec<u8>>,
    found: Vec<TerminalInput>,
    /// The time of the last bytes.
    fed: Option<Instant>,
}

/// The longest wait for the rest of a sequence.
/// A lone Esc waits this long too, so it must not be noticeable.
const PATIENCE: Duration = Duration::from_millis(25);
/// The longest wait for the rest of a paste or an answer.
/// They come in several pieces, and are less urgent than a key.
const LONG_PATIENCE: Duration = Duration::from_secs(1);
/// The longest paste in bytes.
/// The rest of a longer one is dropped: longer text is not meant as input for a reader.
const LONGEST_PASTE: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

impl Decoder {
    /// Decodes more bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.fed = Some(Instant::now());
        self.decode();
    }

    /// Moves the decoded input to `into`.
    pub(super) fn take(&mut self, into: &mut Vec<TerminalInput>) {
        into.append(&mut self.found);
    }

    /// Returns how much longer to wait for the rest of a sequence.
    /// Nothing if no sequence has begun.
    pub(super) fn patience(&self) -> Option<Duration> {
        let longest = match (&self.paste, self.bytes.as_slice()) {
            (None, []) => return None,
            (Some(_), _) | (_, [0x1b, b']' | b'P' | b'_' | b'^' | b'X', _, ..]) => LONG_PATIENCE,
            _ => PATIENCE,
        };
        let waited = self.fed.map_or(longest, |fed| fed.elapsed());
        Some(longest.saturating_sub(waited))
    }

    /// Decodes an incomplete sequence as it is once the wait is over.
    #[cfg(unix)]
    pub(super) fn give_up_if_due(&mut self) {
        if self.patience() == Some(Duration::ZERO) {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        if let Some(paste) = self.paste.take() {
            self.bytes.clear();
            self.push_paste(&paste);
            return;
        }
        match self.bytes.as_slice() {
            [0x1b, next @ 0x20..=0x7e] => {
                let key = KeyEvent::new(KeyCode::Char((*next).into()), KeyModifiers::ALT);
                self.found.push(TerminalInput::Key(key));
                self.bytes.clear();
            }
            [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] | [0x1b, b'[', b'M', ..] => self.bytes.clear(),
            [0x1b, ..] => {
                self.found.push(TerminalInput::Key(KeyCode::Esc.into()));
                self.bytes.remove(0);
            }
            // A character without its last bytes.
            _ => self.bytes.clear(),
        }
        // The remaining bytes can't become a sequence any more, as they don't begin with Esc.
        self.decode();
    }

    fn decode(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            if self.paste.is_some() {
                match self.decode_paste(rest) {
                    Some(after) => rest = after,
                    None => return,
                }
                continue;
            }
            let (length, found) = first(rest);
            match found {
                DecodedInput::Incomplete => break,
                DecodedInput::Key(key) => self.found.push(TerminalInput::Key(key)),
                DecodedInput::Paste => self.paste = Some(Vec::new()),
                DecodedInput::Mouse(pointer) => self.found.push(TerminalInput::Mouse(pointer)),
                DecodedInput::Nothing => {}
            }
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        self.bytes = rest.to_vec();
    }

    /// Adds bytes to the paste and returns what follows it.
    /// Nothing if its end hasn't come yet.
    fn decode_paste<'a>(&mut self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let mut paste = self.paste.take().unwrap_or_default();
        if let Some(end) = rest.windows(PASTE_END.len()).position(|bytes| bytes == PASTE_END) {
            paste.extend_from_slice(rest.get(..end).unwrap_or_default());
            self.push_paste(&paste);
            return rest.get(end + PASTE_END.len()..);
        }
        // The end sequence itself may be cut.
        let kept = (0..PASTE_END.len()).rev().find(|&cut| rest.ends_with(&PASTE_END[..cut])).unwrap_or(0);
        let (text, cut) = rest.split_at(rest.len() - kept);
        paste.extend_from_slice(text);
        paste.truncate(LONGEST_PASTE);
        self.paste = Some(paste);
        self.bytes = cut.to_vec();
        None
    }

    fn push_paste(&mut self, paste: &[u8]) {
        let paste = paste.get(..LONGEST_PASTE).unwrap_or(paste);
        self.found.push(TerminalInput::Paste(String::from_utf8_lossy(paste).into_owned()));
    }
}

#[cfg(test)]
mod tests;
