//! `briefing` without a command: the interactive reader, when there is a terminal.

use std::env;
use std::io::ErrorKind;

use crate::clean;
use crate::cli::{CommandContext, CommandError, Exit, limits, linear};
use crate::config::Settings;
use crate::engine::clock::Clock;
use crate::library::{Location, Origin};
use crate::terminal::Tty;
use crate::terminal::display::display;
use crate::text::Clean;
use crate::tui::run::{self, Launch, Quit};

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
    Ok(match interact(context, &tty, None)? {
        Quit::Done | Quit::Picked { .. } => Exit::Ok,
        Quit::Interrupted => Exit::Interrupted,
    })
}

/// Runs the reader on a terminal until the user quits.
/// With words to pick by, it is the finder alone.
pub(super) fn interact(
    context: &mut CommandContext,
    tty: &Tty,
    pick: Option<String>,
) -> Result<Quit, CommandError> {
    limits::ensure_memory("start the reader")?;
    let location = context.location()?;
    let (origin, name) = origin(location, &context.settings);
    let display = display(&context.settings, context.color(), |name| env::var_os(name));
    let launch = Launch { origin, name, settings: &context.settings, display, clock: Clock::System, pick };
    run::run(tty, launch).map_err(|error| match error.kind() {
        // The system refuses a thread in these words.
        ErrorKind::WouldBlock => limits::too_few_threads(),
        _ => CommandError::from(error),
    })
}

/// Returns where briefings are read from, and the name to show.
fn origin(location: Location, settings: &Settings) -> (Origin, Clean) {
    match location {
        Location::Folders(folders) => {
            let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            let named = Some(&settings.name.value).filter(|name| !name.is_empty());
            let name = named.map_or_else(|| clean!("{}", names.join(", ")), |name| clean!("{name}"));
            (Origin::Folders(folders), name)
        }
        Location::Embedded { .. } => (Origin::Embedded, Clean::line("sample library; try -L DIR")),
    }
}
