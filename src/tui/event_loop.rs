//! The loop of the reader: an event channel, a frame per change.
//!
//! The loop owns the app and the screen. It receives an event, lets `update` decide, hands over the requested
//! work, and draws once. When idle it waits: it writes nothing and uses no time.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::clean;
use crate::engine::debug_panic;
use crate::engine::request::Request;
use crate::engine::response::Message;
use crate::keymap;
use crate::text::Clean;
use crate::tui::app::App;
use crate::tui::app::pointing::{Hotspot, thing_at};
use crate::tui::effect::{Effect, Quit};
use crate::tui::event::Event;
use crate::tui::screen::Screen;
use crate::tui::{update, view};

/// The wait of a frame for answers that are nearly there.
/// A key then costs one frame instead of two.
const GRACE: Duration = Duration::from_millis(8);

/// The pause between keys after which the preview follows the selection.
/// It is longer than the pauses of a key that is held down, and too short to be noticed.
const PAUSE: Duration = Duration::from_millis(60);

/// The longest wait of a key for an answer it depends on.
/// Typed-ahead keys refer to what will be on the screen.
const TYPED_AHEAD: Duration = Duration::from_secs(1);

/// An event that wakes the loop.
#[derive(Debug)]
pub enum LoopEvent {
    /// All input that was available at once.
    /// The next input comes only after [`Host::resume_input`].
    Input(Vec<Event>),
    /// A message from the engine.
    Message(Message),
}

/// The services that the loop needs from outside.
/// Tests supply their own.
pub trait Host {
    /// Hands a request to the engine, whose answer arrives as a message.
    fn dispatch(&mut self, request: Request);
    /// Lets the next input come.
    fn resume_input(&mut self);
    /// Puts text into the clipboard and returns by which means.
    ///
    /// # Errors
    ///
    /// When there is no clipboard to reach; the error is the reason.
    fn copy(&mut self, text: &Clean) -> Result<Clean, Clean>;
    /// Runs the editor on a file while the terminal is released.
    ///
    /// # Errors
    ///
    /// When no editor could be started.
    fn edit(&mut self, path: &std::path::Path, line: u32) -> Result<(), Clean>;
    /// Opens an address with the system's program for it.
    ///
    /// # Errors
    ///
    /// When there is no such program.
    fn open_url(&mut self, address: &Clean) -> Result<(), Clean>;
    /// Stops the process until the shell continues it.
    ///
    /// # Errors
    ///
    /// When the terminal can't be given back or taken again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after an external stop and continuation.
    ///
    /// # Errors
    ///
    /// When the terminal is gone.
    fn resume(&mut self) -> io::Result<()>;
    /// The size of the terminal.
    /// It may have changed while the terminal was released.
    fn size(&self) -> Option<(u16, u16)>;
}

/// Runs until the user quits.
///
/// # Errors
///
/// When the terminal can no longer be written to.
pub fn run<W: Write>(
    mut app: App,
    screen: &mut Screen<W>,
    events: &Receiver<LoopEvent>,
    host: &mut dyn Host,
) -> io::Result<Quit> {
    let now = Instant::now();
    let mut shell =
        EventLoop { screen, host, events, grace: now + GRACE, last_key: now, hotspots: Vec::new() };
    let quit = shell.run(&mut app);
    // However the loop ends, the user's place is remembered.
    for request in update::shutdown_requests(&mut app) {
        host.dispatch(Request::Remember(request));
    }
    quit
}

/// The state of the running loop.
struct EventLoop<'a, W: Write> {
    screen: &'a mut Screen<W>,
    host: &'a mut dyn Host,
    events: &'a Receiver<LoopEvent>,
    /// The time until which the next frame waits for answers.
    /// An answer that comes later is drawn at once: the preview that it requests gets a frame of its own, and the
    /// rows do not wait for it.
    grace: Instant,
    /// The time of the last input.
    last_key: Instant,
    /// The areas of the last frame that can be clicked.
    hotspots: Vec<Hotspot>,
}

impl<W: Write> EventLoop<'_, W> {
    fn run(&mut self, app: &mut App) -> io::Result<Quit> {
        let first = update::start(app);
        if let Some(quit) = self.carry_out(app, first)? {
            return Ok(quit);
        }
        loop {
            if let Some(quit) = self.wait_for_answers(app, self.grace, App::is_waiting)? {
                return Ok(quit);
            }
            let picture = view::view(app);
            self.screen.draw(&picture)?;
            self.hotspots = picture.hotspots;
            let done = match self.next(app) {
                Ok(event) => self.take(app, event)?,
                Err(RecvTimeoutError::Timeout) => self.on_idle(app)?,
                Err(RecvTimeoutError::Disconnected) => Some(Quit::Done),
            };
            if let Some(quit) = done {
                return Ok(quit);
            }
            while let Ok(event) = self.events.try_recv() {
                if let Some(quit) = self.take(app, event)? {
                    return Ok(quit);
                }
            }
        }
    }

    /// Returns the next event.
    /// Times out when the keys have paused and the preview is not current.
    fn next(&self, app: &App) -> Result<LoopEvent, RecvTimeoutError> {
        if app.is_preview_behind() {
            let until = self.last_key + PAUSE;
            self.events.recv_timeout(until.saturating_duration_since(Instant::now()))
        } else {
            Ok(self.events.recv()?)
        }
    }

    fn on_idle(&mut self, app: &mut App) -> io::Result<Option<Quit>> {
        self.grace = Instant::now() + GRACE;
        let effects = update::on_idle(app);
        self.carry_out(app, effects)
    }

    fn take(&mut self, app: &mut App, event: LoopEvent) -> io::Result<Option<Quit>> {
        match event {
            LoopEvent::Message(message) => {
                // Another library empties the list until it is searched; the empty list must not be visible.
                if matches!(message, Message::Library { .. } | Message::Remembered { .. }) {
                    self.grace = Instant::now() + GRACE;
                }
                let effects = update::on_message(app, message);
                self.carry_out(app, effects)
            }
            LoopEvent::Input(events) => {
                self.last_key = Instant::now();
                self.grace = self.last_key + GRACE;
                for event in events {
                    if let Some(quit) = self.react(app, event)? {
                        return Ok(Some(quit));
                    }
                }
                self.host.resume_input();
                Ok(None)
            }
        }
    }

    fn react(&mut self, app: &mut App, event: Event) -> io::Result<Option<Quit>> {
        let effects = match event {
            Event::Key(key) => {
                let builds_on =
                    |app: &App| update::builds_on_answers(app, keymap::action(&app.keys, app.mode(), key));
                if let Some(quit) = self.wait_for_answers(app, Instant::now() + TYPED_AHEAD, builds_on)? {
                    return Ok(Some(quit));
                }
                match keymap::action(&app.keys, app.mode(), key) {
                    Some(action) => update::update(app, action),
                    None => Vec::new(),
                }
            }
            Event::Paste(text) => update::paste(app, &text),
            Event::Mouse(pointer) => {
                update::point(app, pointer, thing_at(&self.hotspots, pointer.x, pointer.y))
            }
            Event::Resize(columns, rows) => {
                self.screen.forget();
                update::resize(app, (columns, rows))
            }
            Event::Suspend => vec![Effect::Suspend],
            Event::Continue => {
                self.host.resume()?;
                self.after_suspend(app)?;
                Vec::new()
            }
            Event::End => return Ok(Some(Quit::Done)),
        };
        self.carry_out(app, effects)
    }

    /// Does the work of this thread and hands over the rest.
    fn carry_out(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<Option<Quit>> {
        for effect in effects {
            match effect {
                Effect::Quit(quit) => return Ok(Some(quit)),
                Effect::Redraw => self.screen.forget(),
                Effect::Suspend => {
                    self.host.suspend()?;
                    self.after_suspend(app)?;
                }
                Effect::Edit { path, line } => {
                    let edited = self.host.edit(&path, line);
                    self.after_suspend(app)?;
                    match edited {
                        Ok(()) => self.host.dispatch(Request::Reload),
                        Err(reason) => update::tell(app, reason),
                    }
                }
                Effect::Copy { what, text } => {
                    let message = match self.host.copy(&text) {
                        Ok(way) => clean!("copied {what} {way}: {}", first_line(&text)),
                        Err(reason) => clean!("cannot copy {what}: {reason}"),
                    };
                    update::tell(app, message);
                }
                Effect::Visit { address } => {
                    let message = match self.host.open_url(&address) {
                        Ok(()) => clean!("opened {address}"),
                        Err(reason) => clean!("cannot open {address}: {reason}"),
                    };
                    update::tell(app, message);
                }
                Effect::Ask(request) => {
                    if matches!(request, Request::Open { .. }) {
                        debug_panic::debug_panic_point("main");
                    }
                    self.host.dispatch(request);
                }
            }
        }
        Ok(None)
    }

    /// Takes the terminal again: its size and contents may have changed.
    fn after_suspend(&mut self, app: &mut App) -> io::Result<()> {
        self.screen.forget();
        if let Some(size) = self.host.size() {
            let effects = update::resize(app, size);
            self.carry_out(app, effects)?;
        }
        Ok(())
    }

    /// Waits for pending answers while `missing` holds, at most until `until`.
    /// The frame after a key then shows what the key requested, and the meaning of the next key is known.
    fn wait_for_answers(
        &mut self,
        app: &mut App,
        until: Instant,
        missing: impl Fn(&App) -> bool,
    ) -> io::Result<Option<Quit>> {
        while missing(app) {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    if let Some(quit) = self.take(app, event)? {
                        return Ok(Some(quit));
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(None)
    }
}

fn first_line(text: &Clean) -> &str {
    text.lines().next().unwrap_or_default()
}
