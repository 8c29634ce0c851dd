//! Bytes from a terminal to keys and pastes.
//!
//! A sequence may arrive in pieces: what could still become one is kept for a short while, then taken as the keys that it
//! would be by themselves. Answers and reports that nobody asked for are swallowed whole, so that they never become keys.

mod sequence;

use super::Input;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use sequence::{Found, first};
use std::time::{Duration, Instant};

/// Collects bytes and gives back what they mean.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// What isn't understood yet.
    bytes: Vec<u8>,
    /// The paste that has begun and not ended.
    paste: Option<Vec<u8>>,
    found: Vec<Input>,
    /// When the last bytes came.
    fed: Option<Instant>,
}

/// How long the rest of a sequence may take. A lone Esc waits this long too, so it mustn't be felt.
const PATIENCE: Duration = Duration::from_millis(25);
/// Pastes and answers come in several pieces; nobody waits for them as for a key.
const LONG_PATIENCE: Duration = Duration::from_secs(1);
/// More than this isn't meant as input for a reader; the rest of it is dropped.
const LONGEST_PASTE: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

impl Decoder {
    /// Takes more bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.fed = Some(Instant::now());
        self.decode();
    }

    /// Gives over what was found.
    pub(super) fn take(&mut self, into: &mut Vec<Input>) {
        into.append(&mut self.found);
    }

    /// How much longer to wait for the rest of what has begun; nothing if nothing has.
    pub(super) fn patience(&self) -> Option<Duration> {
        let longest = match (&self.paste, self.bytes.as_slice()) {
            (None, []) => return None,
            (Some(_), _) | (_, [0x1b, b']' | b'P' | b'_' | b'^' | b'X', _, ..]) => LONG_PATIENCE,
            _ => PATIENCE,
        };
        let waited = self.fed.map_or(longest, |fed| fed.elapsed());
        Some(longest.saturating_sub(waited))
    }

    /// Takes what has begun for what it is, if the rest of it has been waited for long enough.
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
                self.found.push(Input::Key(key));
                self.bytes.clear();
            }
            [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] | [0x1b, b'[', b'M', ..] => self.bytes.clear(),
            [0x1b, ..] => {
                self.found.push(Input::Key(KeyCode::Esc.into()));
                self.bytes.remove(0);
            }
            // A character that lacks its end.
            _ => self.bytes.clear(),
        }
        // What is left can't become a sequence any more, as it doesn't begin with Esc.
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
                Found::Incomplete => break,
                Found::Key(key) => self.found.push(Input::Key(key)),
                Found::Paste => self.paste = Some(Vec::new()),
                Found::Mouse(pointer) => self.found.push(Input::Mouse(pointer)),
                Found::Nothing => {}
            }
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        self.bytes = rest.to_vec();
    }

    /// Takes what belongs to the paste and returns what follows it; nothing if its end hasn't come yet.
    fn decode_paste<'a>(&mut self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let mut paste = self.paste.take().unwrap_or_default();
        if let Some(end) = rest.windows(PASTE_END.len()).position(|bytes| bytes == PASTE_END) {
            paste.extend_from_slice(rest.get(..end).unwrap_or_default());
            self.push_paste(&paste);
            return rest.get(end + PASTE_END.len()..);
        }
        // The end itself may be cut.
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
        self.found.push(Input::Paste(String::from_utf8_lossy(paste).into_owned()));
    }
}

#[cfg(test)]
mod tests;
