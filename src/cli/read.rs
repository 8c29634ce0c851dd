//! `briefing` without a command: the interactive reader, when there is a terminal.

use std::env;
use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::clean;
use crate::cli::display::{Display, display};
use crate::cli::{CommandContext, CommandError, Exit, limits, linear, today};
use crate::config::{Settings, Warning};
use crate::library::{self, Library, Location};
use crate::search::{self, Index, Sort};
use crate::text::Clean;
use crate::tui::action::SortKey;
use crate::tui::app::App;
use crate::tui::effect::{ListOrder, Quit};
use crate::tui::screen::Screen;
use crate::tui::system::TerminalSession;
use crate::tui::terminal::{self, Terminal, Tty};
use crate::tui::worker::{LibrarySource, Workers};
use crate::tui::{self, LoopEvent, input, keymap};

/// The note that is printed when no library was found.
pub(super) const SAMPLE_NOTE: &str =
    "no library found; showing the sample. To open yours, try -L DIR or BRIEFING_LIBRARY=DIR";

pub(super) fn run(context: &mut CommandContext) -> Result<Exit, CommandError> {
    let tty = Tty::stdio();
    // A user who asks for the prompt may pipe commands into it; the terminal's abilities do not matter for a pipe.
    if context.asks_for_plain() || (context.plain() && tty.is_ok()) {
        return linear::run(context);
    }
    let Ok(tty) = tty else {
        return Err(CommandError::new("no-terminal", clean!("cannot start the reader: not a terminal")).hint(clean!(
            "in scripts, try `briefing list`, `briefing show ID`, or pipe commands to `briefing --plain`; see `briefing --help`"
        )));
    };
    Ok(match interact(context, &tty, |_| {})? {
        Quit::Done | Quit::Picked { .. } => Exit::Ok,
        Quit::Interrupted => Exit::Interrupted,
    })
}

/// Runs the app on a terminal until the user quits. `prepare` gets the app before that.
pub(super) fn interact(
    context: &mut CommandContext,
    tty: &Tty,
    prepare: impl FnOnce(&mut App),
) -> Result<Quit, CommandError> {
    limits::ensure_memory()?;
    let location = context.location()?;
    let only_file = match &location {
        Location::Folders(folders) if folders.len() == 1 => {
            folders.first().filter(|path| path.is_file()).cloned()
        }
        _ => None,
    };
    let (library_source, origin) = library_source(location, &context.settings);
    let display = display(&context.settings, context.color(), |name| env::var_os(name));
    let (sender, events) = channel();
    // The first load begins before the terminal is entered: both take a few milliseconds.
    let workers =
        Workers::start(library_source, today, library::cache_folder(), library::state_folder(), &sender);
    terminal::install_panic_hook();
    let mut terminal = Terminal::enter(tty.clone())?;
    if context.settings.mouse.value {
        terminal.capture_mouse()?;
    }
    let mut screen = Screen::new(terminal.writer(), display.palette);
    let size = terminal.size()?;
    let permit = input::spawn(tty, move |batch| sender.send(LoopEvent::Input(input::events(batch))).is_ok())?;
    let library = Arc::new(Library::default());
    let index = Arc::new(Index::new(&library));
    let mut app = App::new(library, index, origin, display.theme, size);
    set_up(&mut app, &context.settings, &display);
    app.memory.resume = context.settings.resume.value;
    app.open_first = only_file;
    prepare(&mut app);
    let mut session = TerminalSession::new(terminal, permit, workers);
    let quit = match tui::run(app, &mut screen, &events, &mut session) {
        // A terminal that is gone is an end like any other, whether reading or writing sees it first.
        Err(_) if tty.size().is_err() => Ok(Quit::Done),
        ended => ended.map_err(CommandError::from),
    };
    drop(session);
    quit
}

/// Returns where briefings are read from, and the name to show.
fn library_source(location: Location, settings: &Settings) -> (LibrarySource, Clean) {
    match location {
        Location::Folders(folders) => {
            let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            let named = Some(&settings.name.value).filter(|name| !name.is_empty());
            let origin = named.map_or_else(|| clean!("{}", names.join(", ")), |name| clean!("{name}"));
            (LibrarySource::Folders(folders), origin)
        }
        Location::Embedded { .. } => (LibrarySource::Embedded, Clean::line("sample library; try -L DIR")),
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
        // The count comes first: a narrow screen cuts the end.
        [first, ..] => {
            app.add_notice(clean!(
                "{} mistakes in settings (see `briefing doctor`): {}",
                warnings.len(),
                first.line()
            ));
        }
    }
}

/// Applies the settings that do not concern the looks of a screen.
/// Returns the mistakes in the key bindings.
pub(super) fn apply(app: &mut App, settings: &Settings) -> Vec<Warning> {
    let (keys, clashes) = keymap::rebind(&settings.keys);
    app.keys = keys;
    (app.column, app.marks_support) = (settings.column.value, settings.marks.value);
    let search::Order { by, reversed } = settings.sort.value;
    let key = match by {
        Sort::Title => SortKey::Title,
        Sort::Kind => SortKey::Kind,
        Sort::Updated => SortKey::Updated,
        Sort::Folder => SortKey::Folder,
        Sort::AsOf | Sort::Relevance => SortKey::AsOf,
    };
    app.list.order = ListOrder { key, reversed, chosen: false };
    app.list.input.set(&settings.filter.value);
    clashes
}
