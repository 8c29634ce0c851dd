//! The interactive reader: one channel of events, one loop, one frame a change.
//!
//! The loop owns the app and the screen. It takes what happened, lets `update` decide, hands the asked-for work
//! over, and draws once. At rest it waits: nothing is written and no time is used.

pub mod action;
pub mod app;
mod drill;
pub mod editor;
pub mod effect;
pub mod event;
pub mod input;
pub mod keymap;
pub mod screen;
pub mod system;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod worker;

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::clean;
use crate::text::Clean;
use app::App;
use app::news::News;
use app::pointing::{Hotspot, thing_at};
use effect::{Effect, Quit};
use event::Event;
use screen::Screen;

/// How long a frame waits for answers that are nearly there, so that a key costs one frame and not two.
const GRACE: Duration = Duration::from_millis(8);

/// How long no key must have come before the preview follows the selection: longer than the pauses of a key that is
/// held down, shorter than anybody waits for it.
const PAUSE: Duration = Duration::from_millis(60);

/// How long a key waits for the answer that it builds on: somebody who types ahead means what will be there.
const TYPED_AHEAD: Duration = Duration::from_secs(1);

/// What wakes the loop.
#[derive(Debug)]
pub enum Wake {
    /// Input, as much as was there at once. The next comes only after [`Outside::go_on`].
    Input(Vec<Event>),
    /// News from a worker.
    News(News),
}

/// What the loop needs of the world; a test gives its own.
pub trait Outside {
    /// Hands work to the workers; the answer comes as news.
    fn hand_over(&mut self, effect: Effect);
    /// Lets the next input come.
    fn go_on(&mut self);
    /// Puts text into the clipboard; answers how, or why not.
    ///
    /// # Errors
    ///
    /// When there is no clipboard to reach.
    fn copy(&mut self, text: &Clean) -> Result<Clean, Clean>;
    /// Lets the editor work on a file, with the terminal given back meanwhile.
    ///
    /// # Errors
    ///
    /// When no editor could be started.
    fn edit(&mut self, path: &std::path::Path, line: u32) -> Result<(), Clean>;
    /// Opens an address with the system's program for it.
    ///
    /// # Errors
    ///
    /// When there is none.
    fn visit(&mut self, address: &Clean) -> Result<(), Clean>;
    /// Stops the process until the shell continues it.
    ///
    /// # Errors
    ///
    /// When the terminal can't be given back or taken again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else stopped and continued the process.
    ///
    /// # Errors
    ///
    /// When the terminal is gone.
    fn resume(&mut self) -> io::Result<()>;
    /// The size of the terminal, which may have changed while it was given back.
    fn size(&self) -> Option<(u16, u16)>;
}

/// Runs until the reader leaves.
///
/// # Errors
///
/// When the terminal takes no more.
pub fn run<W: Write>(
    mut app: App,
    screen: &mut Screen<W>,
    wakes: &Receiver<Wake>,
    outside: &mut dyn Outside,
) -> io::Result<Quit> {
    let now = Instant::now();
    let mut shell = Shell { screen, outside, wakes, grace: now + GRACE, last_key: now, hotspots: Vec::new() };
    let quit = shell.run(&mut app);
    // However it ends: where the reader was is remembered.
    for effect in update::farewell(&mut app) {
        outside.hand_over(effect);
    }
    quit
}

/// The loop's hands.
struct Shell<'a, W: Write> {
    screen: &'a mut Screen<W>,
    outside: &'a mut dyn Outside,
    wakes: &'a Receiver<Wake>,
    /// Until when the next frame waits for answers. An answer that comes later is drawn at once: the preview that it
    /// asks for gets a frame of its own, and the rows do not wait for it.
    grace: Instant,
    /// When the last input came.
    last_key: Instant,
    /// What could be pointed at in the last frame.
    hotspots: Vec<Hotspot>,
}

impl<W: Write> Shell<'_, W> {
    fn run(&mut self, app: &mut App) -> io::Result<Quit> {
        let first = update::start(app);
        if let Some(quit) = self.carry_out(app, first)? {
            return Ok(quit);
        }
        loop {
            if let Some(quit) = self.hear_until(app, self.grace, App::is_waiting)? {
                return Ok(quit);
            }
            let picture = view::view(app);
            self.screen.draw(&picture)?;
            self.hotspots = picture.hotspots;
            let done = match self.next(app) {
                Ok(wake) => self.take(app, wake)?,
                Err(RecvTimeoutError::Timeout) => self.rest(app)?,
                Err(RecvTimeoutError::Disconnected) => Some(Quit::Done),
            };
            if let Some(quit) = done {
                return Ok(quit);
            }
            while let Ok(wake) = self.wakes.try_recv() {
                if let Some(quit) = self.take(app, wake)? {
                    return Ok(quit);
                }
            }
        }
    }

    /// What happens next; a timeout when the keys have paused and the preview is behind.
    fn next(&self, app: &App) -> Result<Wake, RecvTimeoutError> {
        if app.is_preview_behind() {
            let until = self.last_key + PAUSE;
            self.wakes.recv_timeout(until.saturating_duration_since(Instant::now()))
        } else {
            Ok(self.wakes.recv()?)
        }
    }

    fn rest(&mut self, app: &mut App) -> io::Result<Option<Quit>> {
        self.grace = Instant::now() + GRACE;
        let effects = update::rest(app);
        self.carry_out(app, effects)
    }

    fn take(&mut self, app: &mut App, wake: Wake) -> io::Result<Option<Quit>> {
        match wake {
            Wake::News(news) => {
                // Another library empties the list until it is searched: that must not be seen.
                if matches!(news, News::Library { .. } | News::Remembered { .. }) {
                    self.grace = Instant::now() + GRACE;
                }
                let effects = update::hear(app, news);
                self.carry_out(app, effects)
            }
            Wake::Input(events) => {
                self.last_key = Instant::now();
                self.grace = self.last_key + GRACE;
                for event in events {
                    if let Some(quit) = self.react(app, event)? {
                        return Ok(Some(quit));
                    }
                }
                self.outside.go_on();
                Ok(None)
            }
        }
    }

    fn react(&mut self, app: &mut App, event: Event) -> io::Result<Option<Quit>> {
        let effects = match event {
            Event::Key(key) => {
                let builds_on =
                    |app: &App| update::builds_on_answers(app, keymap::action(&app.keys, app.mode(), key));
                if let Some(quit) = self.hear_until(app, Instant::now() + TYPED_AHEAD, builds_on)? {
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
                self.outside.resume()?;
                self.come_back(app)?;
                Vec::new()
            }
            Event::End => return Ok(Some(Quit::Done)),
        };
        self.carry_out(app, effects)
    }

    /// Does what only this thread may do, and hands the rest to the workers.
    fn carry_out(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<Option<Quit>> {
        for effect in effects {
            match effect {
                Effect::Quit(quit) => return Ok(Some(quit)),
                Effect::Redraw => self.screen.forget(),
                Effect::Suspend => {
                    self.outside.suspend()?;
                    self.come_back(app)?;
                }
                Effect::Edit { path, line } => {
                    let edited = self.outside.edit(&path, line);
                    self.come_back(app)?;
                    match edited {
                        Ok(()) => self.outside.hand_over(Effect::Reload),
                        Err(reason) => update::tell(app, reason),
                    }
                }
                Effect::Copy { what, text } => {
                    let told = match self.outside.copy(&text) {
                        Ok(way) => clean!("{what} copied {way}: {}", first_line(&text)),
                        Err(reason) => clean!("{what} not copied: {reason}"),
                    };
                    update::tell(app, told);
                }
                Effect::Visit { address } => {
                    let told = match self.outside.visit(&address) {
                        Ok(()) => clean!("opened {address}"),
                        Err(reason) => clean!("not opened: {reason}"),
                    };
                    update::tell(app, told);
                }
                effect @ Effect::Open { .. } => {
                    drill::panic_if_asked("main");
                    self.outside.hand_over(effect);
                }
                effect @ (Effect::Search { .. }
                | Effect::FindTitles { .. }
                | Effect::FindText { .. }
                | Effect::IndexText
                | Effect::Complete { .. }
                | Effect::Analyse { .. }
                | Effect::Check { .. }
                | Effect::Remember(_)
                | Effect::Stop(_)
                | Effect::Reload) => self.outside.hand_over(effect),
            }
        }
        Ok(None)
    }

    /// Takes the terminal again: its size may have changed, and what it shows is not ours any more.
    fn come_back(&mut self, app: &mut App) -> io::Result<()> {
        self.screen.forget();
        if let Some(size) = self.outside.size() {
            let effects = update::resize(app, size);
            self.carry_out(app, effects)?;
        }
        Ok(())
    }

    /// Waits for answers under way, so that what a key asked for is in the frame that it causes, and what the next
    /// key means is known.
    fn hear_until(
        &mut self,
        app: &mut App,
        until: Instant,
        missing: impl Fn(&App) -> bool,
    ) -> io::Result<Option<Quit>> {
        while missing(app) {
            match self.wakes.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(wake) => {
                    if let Some(quit) = self.take(app, wake)? {
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
