//! Bare `briefing`: the interactive reader, when there is a terminal.

use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::clean;
use crate::cli::{Desk, Exit, Failure};
use crate::library::{self, Library, Location};
use crate::search::Index;
use crate::text::Clean;
use crate::tui::app::App;
use crate::tui::effect::Quit;
use crate::tui::input;
use crate::tui::screen::{Palette, Screen};
use crate::tui::system::Session;
use crate::tui::terminal::{self, Terminal, Tty};
use crate::tui::theme::Theme;
use crate::tui::worker::{Shelf, Workers};
use crate::tui::{self, Wake};

/// What is said when no library was found.
pub(super) const SAMPLE_NOTE: &str = "no library found: this is the sample that comes with briefing; name yours with -L DIR or BRIEFING_LIBRARY=DIR";

pub(super) fn run(desk: &mut Desk) -> Result<Exit, Failure> {
    let Ok(tty) = Tty::stdio() else {
        return Err(Failure::new("no-terminal", clean!("the reader needs a terminal"))
            .hint(clean!("for scripts: briefing list, briefing show ID; see briefing --help")));
    };
    let (shelf, origin) = match desk.location()? {
        Location::Folders(folders) => {
            let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            (Shelf::Folders(folders), clean!("{}", names.join(", ")))
        }
        Location::Embedded { .. } => (Shelf::Embedded, Clean::line("sample library; yours: -L DIR")),
    };
    let colored = desk.color();
    let (sender, wakes) = channel();
    // The first load begins before the terminal is entered: both take a few milliseconds.
    let workers =
        Workers::start(shelf, desk.today, library::cache_folder(), library::state_folder(), &sender);
    terminal::install_panic_hook();
    let terminal = Terminal::enter(tty.clone())?;
    let mut screen = Screen::new(terminal.writer(), if colored { Palette::Colour } else { Palette::Mono });
    let size = terminal.size()?;
    let permit = input::spawn(&tty, move |batch| sender.send(Wake::Input(input::events(batch))).is_ok())?;
    let library = Arc::new(Library::default());
    let index = Arc::new(Index::new(&library));
    let theme = if colored { Theme::Terminal } else { Theme::Mono };
    let mut app = App::new(library, index, origin, theme, size);
    app.memory.resume = desk.resume;
    let mut session = Session::new(terminal, permit, workers);
    let quit = tui::run(app, &mut screen, &wakes, &mut session)?;
    drop(session);
    Ok(match quit {
        Quit::Done => Exit::Ok,
        Quit::Interrupted => Exit::Interrupted,
    })
}
