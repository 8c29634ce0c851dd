//! Keys by the names that tables and settings use.

use std::fmt;
use std::str::FromStr;

/// A key with the one modifier that every terminal reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key without its modifier.
    pub code: Code,
    /// Set when Ctrl was held.
    pub ctrl: bool,
}

/// A key without its modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of keys say what they are")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Backspace,
    Delete,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

const NAMES: &[(&str, Code)] = &[
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("bksp", Code::Backspace),
    ("del", Code::Delete),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
];

impl Key {
    /// Returns the key of a character, without Ctrl.
    pub fn char(character: char) -> Self {
        Self { code: Code::Char(character), ctrl: false }
    }

    /// Returns the character that the key types into a line, if any.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(character) if !self.ctrl => Some(character),
            _ => None,
        }
    }
}

impl From<Code> for Key {
    fn from(code: Code) -> Self {
        Self { code, ctrl: false }
    }
}

/// The error for text that is not the name of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKey;

impl FromStr for Key {
    type Err = UnknownKey;

    /// Reads a key such as `j`, `G`, `space`, `enter` or `ctrl-d`.
    /// It is one character or a name, with at most `ctrl-` before it.
    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let (ctrl, name) = match text.strip_prefix("ctrl-") {
            Some(name) => (true, name),
            None => (false, text),
        };
        let mut characters = name.chars();
        let code = match (characters.next(), characters.next()) {
            (Some(character), None) => Code::Char(character),
            _ => NAMES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code).ok_or(UnknownKey)?,
        };
        Ok(Self { code, ctrl })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            formatter.write_str("ctrl-")?;
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => formatter.write_str(name),
            (None, Code::Char(character)) => write!(formatter, "{character}"),
            (None, _) => Err(fmt::Error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for name in ["j", "G", "space", "ctrl-d", "enter", "bksp", "pgdn", "?", "-"] {
            let key: Key = name.parse().unwrap();
            assert_eq!(key.to_string(), name);
        }
        assert_eq!("entr".parse::<Key>(), Err(UnknownKey));
        assert_eq!("".parse::<Key>(), Err(UnknownKey));
    }
}
