//! Enters the terminal and restores it, whatever happens in between.
//!
//! [`Terminal`] stays entered while it lives. It is left temporarily while the process is stopped
//! ([`Terminal::suspend`]) and for another program ([`Terminal::run_released`]). After both, and after
//! [`Terminal::resume`], the contents of the screen are unknown: see `Screen::forget`. Frames go through
//! [`Terminal::writer`], which drops everything once the terminal was left, so that no frame follows the message
//! of a panic.
//!
//! The terminal gets no query, no DECRQM, and no mode that makes it report by itself. The one exception,
//! [`is_dark`], is for a user who set `theme = "auto"`, and comes before the terminal is entered.

mod background;
pub mod display;
pub mod editor;

#[cfg(not(unix))]
#[path = "terminal/other.rs"]
mod system;
#[cfg(unix)]
#[path = "terminal/unix.rs"]
mod system;

pub use background::is_dark;
pub use system::Tty;

use std::io::{self, Write};
use std::panic;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::library::watch;

/// An entered terminal; left when dropped.
#[derive(Debug)]
#[must_use = "the terminal is left as soon as this is dropped"]
pub struct Terminal {
    tty: Tty,
}

impl Terminal {
    /// Enters `tty`.
    /// This sets raw mode, the alternate screen, bracketed paste, the wheel as arrow keys, no cursor. The mouse is
    /// captured only on request ([`capture_mouse`](Self::capture_mouse)).
    ///
    /// There is one terminal in a process: entering while another [`Terminal`] lives changes nothing.
    ///
    /// # Errors
    ///
    /// Fails if it isn't a terminal or can't be written to; then it is as it was before.
    pub fn enter(tty: Tty) -> io::Result<Self> {
        enter(&tty)?;
        Ok(Self { tty })
    }

    /// Returns the terminal's columns and rows.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.tty.size()
    }

    /// Makes the terminal report the mouse whenever it is entered.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is gone.
    pub fn capture_mouse(&mut self) -> io::Result<()> {
        if !MOUSE.swap(true, Ordering::SeqCst) {
            self.tty.capture_mouse()?;
            self.writer().write_all(MOUSE_ON)?;
        }
        Ok(())
    }

    /// Returns the writer for frames.
    pub fn writer(&self) -> TerminalWriter {
        TerminalWriter { tty: self.tty.clone() }
    }

    /// Leaves the terminal, stops the process group, and enters again when continued.
    /// The whole process group stops, as with Ctrl-Z elsewhere.
    ///
    /// Does nothing where nothing could continue the process, as on a terminal that was opened for this program
    /// alone.
    ///
    /// # Errors
    ///
    /// Fails if the terminal can't be entered again.
    pub fn suspend(&mut self) -> io::Result<()> {
        if !system::can_stop() {
            return Ok(());
        }
        restore();
        // Stored before, so that a thread that sees the signal to continue also sees this.
        RESUMED.store(true, Ordering::SeqCst);
        if !system::stop() {
            RESUMED.store(false, Ordering::SeqCst);
        }
        enter(&self.tty)
    }

    /// Sets the modes again after the process was stopped from outside.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        if lock(&ENTERED).is_none() {
            return enter(&self.tty);
        }
        self.tty.make_raw()?;
        let mut writer = self.writer();
        writer.write_all(MODES)?;
        if MOUSE.load(Ordering::SeqCst) { writer.write_all(MOUSE_ON) } else { Ok(()) }
    }

    /// Leaves the terminal to another program, and enters it again afterwards.
    /// Such a program is an editor, for example.
    ///
    /// Keys are not read meanwhile: the reader's permit is granted only afterwards. A signal that ends this
    /// process is passed on to the program.
    ///
    /// # Errors
    ///
    /// Fails if the terminal can't be entered again; how the program ended is lost then.
    pub fn run_released(&mut self, program: &mut Command) -> io::Result<io::Result<ExitStatus>> {
        restore();
        RELEASED.store(true, Ordering::SeqCst);
        let ended = program.spawn().and_then(|mut child| {
            *lock(&PROGRAM) = Some(child.id());
            let ended = child.wait();
            *lock(&PROGRAM) = None;
            ended
        });
        RELEASED.store(false, Ordering::SeqCst);
        enter(&self.tty)?;
        Ok(ended)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Leaves the terminal if it is entered.
/// Happens once, whichever thread calls first, and silently if the terminal is gone.
pub fn restore() {
    let Some(Entered { tty, before }) = lock(&ENTERED).take() else {
        return;
    };
    // A frame that another thread is writing has to end first, but not one that the terminal doesn't accept.
    let turn = wait_for_turn(Duration::from_millis(200));
    if turn.is_some() && tty.can_be_written_to(Duration::from_millis(500)) {
        if MOUSE.load(Ordering::SeqCst) {
            let _ = write_all(&tty, MOUSE_OFF);
        }
        let _ = write_all(&tty, LEAVE);
    }
    tty.make_cooked(&before);
}

/// Leaves the terminal for good: nothing enters it again.
/// For whatever ends the program, which another thread may do before the terminal is entered.
pub fn leave() {
    ENDED.store(true, Ordering::SeqCst);
    restore();
}

/// Installs a panic hook that restores the terminal before the message.
/// A panic on another thread ends the program.
///
/// To be called once on the main thread, before the terminal is entered. A worker's panic ends the program even
/// where it would be caught: a reader without one of its workers only seems to work.
pub fn install_panic_hook() {
    let print = panic::take_hook();
    let main = thread::current().id();
    panic::set_hook(Box::new(move |panic| {
        if watch::catches_panics() {
            return;
        }
        leave();
        print(panic);
        if thread::current().id() != main {
            std::process::exit(101);
        }
    }));
}

/// A writer to an entered terminal; output after leaving is dropped.
#[derive(Debug)]
pub struct TerminalWriter {
    tty: Tty,
}

impl Write for TerminalWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _turn = lock(&TURN);
        if lock(&ENTERED).is_none() {
            return Ok(bytes.len());
        }
        self.tty.write(bytes)
    }

    /// Writes all bytes under one lock.
    /// So nothing gets between the parts of a frame.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _turn = lock(&TURN);
        if lock(&ENTERED).is_none() {
            return Ok(());
        }
        write_all(&self.tty, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reports whether the mouse is captured.
#[cfg(unix)]
pub(crate) fn has_mouse() -> bool {
    MOUSE.load(Ordering::SeqCst)
}

/// Reports whether another program has the terminal.
#[cfg(unix)]
pub(crate) fn is_released() -> bool {
    RELEASED.load(Ordering::SeqCst)
}

/// Sends a signal to the program that has the terminal, if any.
#[cfg(unix)]
pub(crate) fn pass_on(signal: i32) {
    if let Some(program) = *lock(&PROGRAM) {
        system::send(program, signal);
    }
}

/// Reports, once, whether [`Terminal::suspend`] has handled the last continuation.
#[cfg(unix)]
pub(crate) fn take_resumed() -> bool {
    RESUMED.swap(false, Ordering::SeqCst)
}

/// Stops the process after the program that has the terminal was stopped.
#[cfg(unix)]
pub(crate) fn stop_released() {
    if system::can_stop() {
        system::stop_alone();
    }
}

/// The terminal that has to be restored, and its modes from before.
struct Entered {
    tty: Tty,
    before: system::SavedModes,
}

static ENTERED: Mutex<Option<Entered>> = Mutex::new(None);
/// The lock of writers.
/// Separate from [`ENTERED`], so that a blocked write doesn't prevent restoring the modes.
static TURN: Mutex<()> = Mutex::new(());
/// Set when the mouse is captured whenever the terminal is entered.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Set when the program is ending.
static ENDED: AtomicBool = AtomicBool::new(false);
static RELEASED: AtomicBool = AtomicBool::new(false);
/// The process that has the terminal while this one is outside.
static PROGRAM: Mutex<Option<u32>> = Mutex::new(None);
static RESUMED: AtomicBool = AtomicBool::new(false);

fn enter(tty: &Tty) -> io::Result<()> {
    let mut entered = lock(&ENTERED);
    if ENDED.load(Ordering::SeqCst) {
        return Err(io::Error::other("the program is ending"));
    }
    if entered.is_some() {
        return Ok(());
    }
    let before = tty.make_raw()?;
    let written = {
        let _turn = lock(&TURN);
        let mouse = if MOUSE.load(Ordering::SeqCst) { MOUSE_ON } else { b"" };
        write_all(tty, SAVE).and_then(|()| write_all(tty, MODES)).and_then(|()| write_all(tty, mouse))
    };
    if let Err(error) = written {
        tty.make_cooked(&before);
        return Err(error);
    }
    *entered = Some(Entered { tty: tty.clone(), before });
    Ok(())
}

fn write_all(tty: &Tty, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match tty.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn wait_for_turn(longest: Duration) -> Option<MutexGuard<'static, ()>> {
    let start = Instant::now();
    loop {
        match TURN.try_lock() {
            Ok(turn) => return Some(turn),
            Err(std::sync::TryLockError::Poisoned(turn)) => return Some(turn.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) if start.elapsed() > longest => return None,
            Err(std::sync::TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Locks a mutex, even a poisoned one.
/// Nothing is left half done inside one here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Saves the wheel's mode, whose default differs among terminals.
/// Switching it off at the end would take the wheel away from `less`. Terminals without this ignore it, and the
/// wheel stays as it was set.
const SAVE: &[u8] = b"\x1b[?1007s";

/// The modes of the reader.
/// Alternate screen; no wrapping at the last column, where a glyph wider than expected would damage the next row;
/// bracketed paste; the wheel as arrow keys; no cursor until a frame shows it.
const MODES: &[u8] = b"\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?1007h\x1b[?25l";

/// Reports of presses, drags and the wheel, also beyond column 223.
/// Plain moves are not reported: they would wake the program.
const MOUSE_ON: &[u8] = b"\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// Ends an open frame, link and attributes, then restores the modes.
/// The main screen comes last.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b]8;;\x1b\\\x1b[m\x1b[r\x1b[?7h\x1b[?2004l\x1b[?1007r\x1b[?25h\x1b[?1049l";
