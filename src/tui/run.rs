//! The way into the reader: enters the terminal, starts the engine and runs the loop.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::clean;
use crate::config::{Settings, Warning};
use crate::engine::clock::Clock;
use crate::engine::request::ListOrder;
use crate::engine::runner::{Outbox, ThreadedRunner};
use crate::keymap;
use crate::library::{self, Library, Origin};
use crate::search::{self, Index, Sort};
use crate::terminal::display::Display;
use crate::terminal::{self, Terminal, Tty};
use crate::text::Clean;
use crate::tui::app::App;
use crate::tui::event_loop::{self, LoopEvent};
use crate::tui::screen::Screen;
use crate::tui::system::TerminalSession;
use crate::tui::{input, update};

pub use crate::tui::effect::Quit;

/// The options of a session of the reader.
#[derive(Debug)]
pub struct Launch<'a> {
    /// The folders of the library, or the sample.
    pub origin: Origin,
    /// The name of the library.
    pub name: Clean,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The colours and characters of the screen.
    pub display: Display,
    /// The clock.
    pub clock: Clock,
    /// The words to pick a briefing by; nothing to read.
    pub pick: Option<String>,
}

/// Runs the reader on a terminal until the user quits.
///
/// # Errors
///
/// When the terminal can't be entered or can no longer be written to.
pub fn run(tty: &Tty, launch: Launch<'_>) -> io::Result<Quit> {
    let Launch { origin, name, settings, display, clock, pick } = launch;
    let open_first = only_file(&origin);
    let (sender, events) = channel();
    // The first load begins before the terminal is entered: both take a few milliseconds.
    let outbox = Outbox::new({
        let sender = sender.clone();
        move |message| sender.send(LoopEvent::Message(message)).is_ok()
    });
    let runner =
        ThreadedRunner::start(origin, clock, library::cache_folder(), library::state_folder(), &outbox);
    terminal::install_panic_hook();
    let mut terminal = Terminal::enter(tty.clone())?;
    if settings.mouse.value {
        terminal.capture_mouse()?;
    }
    let mut screen = Screen::new(terminal.writer(), display.palette);
    let size = terminal.size()?;
    let permit = input::spawn(tty, move |batch| sender.send(LoopEvent::Input(input::events(batch))).is_ok())?;
    let library = Arc::new(Library::default());
    let index = Arc::new(Index::new(&library));
    let mut app = App::new(library, index, name, display.theme, size);
    set_up(&mut app, settings, &display);
    app.open_first = open_first;
    if let Some(typed) = pick {
        update::pick(&mut app, &typed);
    }
    let mut session = TerminalSession::new(terminal, permit, runner);
    let quit = match event_loop::run(app, &mut screen, &events, &mut session) {
        // A terminal that is gone is an end like any other, whether reading or writing sees it first.
        Err(_) if tty.size().is_err() => Ok(Quit::Done),
        ended => ended,
    };
    drop(session);
    quit
}

/// Returns the file that is the whole library, if it is one.
fn only_file(origin: &Origin) -> Option<PathBuf> {
    match origin {
        Origin::Folders(folders) if folders.len() == 1 => {
            folders.first().filter(|path| path.is_file()).cloned()
        }
        Origin::Folders(_) | Origin::Embedded => None,
    }
}

/// Applies the settings to the app and shows their mistakes.
fn set_up(app: &mut App, settings: &Settings, display: &Display) {
    let clashes = apply(app, settings);
    app.ascii = display.ascii;
    let warnings: Vec<&Warning> = settings.warnings.iter().chain(&display.warnings).chain(&clashes).collect();
    match warnings.as_slice() {
        [] => {}
        [one] => app.add_notice(one.line()),
        several => app.add_notice(clean!("{} mistakes in settings; see `briefing doctor`", several.len())),
    }
}

/// Applies the settings that do not concern the looks of a screen.
/// Returns the mistakes in the key bindings.
pub fn apply(app: &mut App, settings: &Settings) -> Vec<Warning> {
    let (keys, clashes) = keymap::rebind(&settings.keys);
    app.keys = keys;
    (app.column, app.marks_support) = (settings.column.value, settings.marks.value);
    app.memory.resume = settings.resume.value;
    let search::Order { by, reversed } = settings.sort.value;
    let key = if by == Sort::Relevance { Sort::AsOf } else { by };
    app.list.order = ListOrder { key, reversed, chosen: false };
    app.list.input.set(&settings.filter.value);
    clashes
}
