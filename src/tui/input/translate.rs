//! Translates the terminal library's keys to ours.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::keymap::{Code, Key};
use crate::tui::event::Event;
use crate::tui::input::TerminalInput;

/// Translates a batch of input to events.
/// Keys that no binding can use are left out.
pub fn events(batch: Vec<TerminalInput>) -> Vec<Event> {
    let mut events = Vec::with_capacity(batch.len());
    for input in batch {
        match input {
            TerminalInput::Key(key) => push_key(&mut events, key),
            TerminalInput::Paste(text) => events.push(Event::Paste(text)),
            TerminalInput::Mouse(pointer) => events.push(Event::Mouse(pointer)),
            TerminalInput::Resize(columns, rows) => events.push(Event::Resize(columns, rows)),
            TerminalInput::Suspend => events.push(Event::Suspend),
            TerminalInput::Continue => events.push(Event::Continue),
            TerminalInput::Quit(_) | TerminalInput::Gone => events.push(Event::End),
        }
    }
    events
}

fn push_key(events: &mut Vec<Event>, key: KeyEvent) {
    let Some(code) = code(key.code) else { return };
    // Nothing is bound to Alt: Esc and a letter that arrive at once are two keys, as over a slow line.
    if key.modifiers.contains(KeyModifiers::ALT) {
        events.push(Event::Key(Code::Esc.into()));
    }
    events.push(Event::Key(Key { code, ctrl: key.modifiers.contains(KeyModifiers::CONTROL) }));
}

fn code(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::Char(character) => Code::Char(character),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn esc_and_a_letter_that_arrive_together_are_two_keys() {
        let both = TerminalInput::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::ALT));
        assert_eq!(events(vec![both]), [Event::Key(Code::Esc.into()), Event::Key(Key::char('j'))]);
    }

    #[test]
    fn a_signal_to_end_and_a_lost_terminal_end_the_program() {
        assert_eq!(events(vec![TerminalInput::Quit(15), TerminalInput::Gone]), [Event::End, Event::End]);
    }
}
