//! The thread that waits for keys where there is no Unix.
//! It reads them through crossterm.

use super::TerminalInput;
use crate::terminal::Tty;
use crate::tui::event::{Act, Pointer};
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind, poll, read};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// The permission of the reader to continue.
/// The reader ends when this is dropped.
#[derive(Debug)]
pub struct Permit(Sender<()>);

impl Permit {
    /// Lets the reader read the next batch.
    /// To be called once for each batch, after it was handled.
    pub fn grant(&self) {
        let _ = self.0.send(());
    }
}

/// Starts to read the terminal.
/// Each batch goes to `deliver`, on the reader's thread; when that returns false, reading ends.
///
/// # Errors
///
/// Fails if the system gives no thread.
pub fn spawn(
    _tty: &Tty,
    deliver: impl FnMut(Vec<TerminalInput>) -> bool + Send + 'static,
) -> io::Result<Permit> {
    let (grants, permits) = channel();
    thread::Builder::new().name("input".into()).spawn(move || run(&permits, deliver))?;
    Ok(Permit(grants))
}

fn run(permits: &Receiver<()>, mut deliver: impl FnMut(Vec<TerminalInput>) -> bool) {
    loop {
        let batch = read_batch();
        let over = batch.contains(&TerminalInput::Gone);
        if !batch.is_empty() && (!deliver(batch) || over || permits.recv().is_err()) {
            return;
        }
    }
}

/// Waits for input and takes all that is available.
fn read_batch() -> Vec<TerminalInput> {
    let mut batch = Vec::new();
    loop {
        match read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => batch.push(TerminalInput::Key(key)),
            Ok(Event::Paste(text)) => batch.push(TerminalInput::Paste(text)),
            Ok(Event::Mouse(mouse)) => batch.extend(pointer(mouse).map(TerminalInput::Mouse)),
            Ok(Event::Resize(width, height)) => {
                batch.retain(|input| !matches!(input, TerminalInput::Resize(..)));
                batch.push(TerminalInput::Resize(width, height));
            }
            Ok(_) => {}
            Err(_) => {
                batch.push(TerminalInput::Gone);
                return batch;
            }
        }
        if !poll(Duration::ZERO).unwrap_or(false) {
            return batch;
        }
    }
}

fn pointer(mouse: MouseEvent) -> Option<Pointer> {
    let act = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) if mouse.modifiers.is_empty() => Act::Press,
        MouseEventKind::Drag(MouseButton::Left) if mouse.modifiers.is_empty() => Act::Drag,
        MouseEventKind::Up(MouseButton::Left) => Act::Release,
        MouseEventKind::ScrollUp => Act::WheelUp,
        MouseEventKind::ScrollDown => Act::WheelDown,
        _ => return None,
    };
    Some(Pointer { act, x: mouse.column, y: mouse.row })
}
