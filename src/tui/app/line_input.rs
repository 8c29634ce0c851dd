//! One line of typed text.

use tui_input::{Input, InputRequest};

use crate::keymap::{Code, Key};

/// The text with a cursor in it.
/// Whole graphemes are deleted.
#[derive(Clone, Debug, Default)]
pub struct LineInput(Input);

/// The longest typed line; longer pastes are cut off.
const LONGEST: usize = 2_000;

impl LineInput {
    /// Returns the typed text.
    pub fn text(&self) -> &str {
        self.0.value()
    }

    /// Reports whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Returns the text before the cursor.
    pub fn before_cursor(&self) -> &str {
        let end = self.text().char_indices().nth(self.0.cursor()).map_or(self.text().len(), |(at, _)| at);
        &self.text()[..end]
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, text: &str) {
        self.0 = Input::new(one_line(text));
    }

    /// Moves to the end of the text, and starts another word there.
    pub fn begin_word(&mut self) {
        let gap = if self.text().ends_with(|last: char| !last.is_whitespace()) { " " } else { "" };
        self.set(&format!("{}{gap}", self.text()));
    }

    /// Replaces a range of bytes of the text.
    /// The cursor moves behind the inserted text.
    pub fn replace(&mut self, part: std::ops::Range<usize>, with: &str) {
        let (Some(before), Some(behind)) = (self.text().get(..part.start), self.text().get(part.end..))
        else {
            return;
        };
        let before = format!("{before}{}", one_line(with));
        let cursor = before.chars().count();
        let text: String = format!("{before}{behind}").chars().take(LONGEST).collect();
        self.0 = Input::new(text).with_cursor(cursor);
    }

    /// Removes the text.
    pub fn clear(&mut self) {
        self.0 = Input::default();
    }

    /// Inserts text at the cursor, as one line.
    pub fn paste(&mut self, text: &str) {
        for character in one_line(text).chars() {
            self.insert(character);
        }
    }

    /// Edits by a key; returns whether the text changed.
    pub fn edit(&mut self, key: Key) -> bool {
        let before = self.text().len();
        let request = match (key.code, key.ctrl) {
            (Code::Char(character), false) => return self.insert(character),
            (Code::Backspace, _) | (Code::Char('h'), true) => InputRequest::DeletePrevChar,
            (Code::Delete, _) => InputRequest::DeleteNextChar,
            (Code::Char('w'), true) => InputRequest::DeletePrevWord,
            (Code::Char('u'), true) => InputRequest::DeleteLine,
            (Code::Char('k'), true) => InputRequest::DeleteTillEnd,
            (Code::Left, false) | (Code::Char('b'), true) => InputRequest::GoToPrevChar,
            (Code::Right, false) | (Code::Char('f'), true) => InputRequest::GoToNextChar,
            (Code::Left, true) => InputRequest::GoToPrevWord,
            (Code::Right, true) => InputRequest::GoToNextWord,
            (Code::Home, _) | (Code::Char('a'), true) => InputRequest::GoToStart,
            (Code::End, _) | (Code::Char('e'), true) => InputRequest::GoToEnd,
            _ => return false,
        };
        self.0.handle(request);
        self.text().len() != before
    }

    fn insert(&mut self, character: char) -> bool {
        if character.is_control() || self.text().len() >= LONGEST {
            return false;
        }
        self.0.handle(InputRequest::InsertChar(character));
        true
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> LineInput {
        let mut line = LineInput::default();
        line.paste(text);
        line
    }

    #[test]
    fn a_pasted_text_is_one_line_without_control_characters() {
        assert_eq!(typed("a\r\nb\u{1B}[31m").text(), "a  b[31m");
    }

    #[test]
    fn a_whole_grapheme_is_deleted_at_once() {
        let mut line = typed("xe\u{301}");
        line.edit(Code::Backspace.into());
        assert_eq!(line.text(), "x");
    }

    #[test]
    fn the_cursor_knows_what_stands_before_it() {
        let mut line = typed("né9");
        line.edit(Code::Left.into());
        assert_eq!(line.before_cursor(), "né");
        assert!(line.edit(Key::char('w')));
        assert_eq!(line.text(), "néw9");
    }
}
