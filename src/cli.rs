//! The command line: parses the arguments, runs a command and returns an exit code.

mod args;
mod changed;
mod check;
mod choose;
mod color;
mod compare;
mod complete;
mod completions;
mod config;
mod doctor;
mod exit;
mod export;
mod facts;
mod json;
mod keys;
mod limits;
mod linear;
mod links;
mod list;
mod man;
mod matrix;
mod memory;
mod new;
mod output;
mod pager;
mod paint;
mod pick;
mod progress;
mod query;
mod read;
mod search;
mod show;
mod sources;
mod table;
mod timeline;

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clean;
use crate::cli::progress::ProgressReporter;
use crate::config::{Settings, Source};
use crate::date::Day;
use crate::library::cache::SnapshotCache;
use crate::library::load::freshness::Compared;
use crate::library::{
    self, CurrentLibrary, DamageMark, EvidenceStore, FirstRows, Ix, Library, Location, Origin, Skipped,
};
use crate::memory::Moment;
use crate::search::Index;
use crate::terminal::Tty;
use crate::text::Clean;
use args::{Command, Common};
use output::Output;

pub use exit::Exit;

/// The error that a command ends with.
#[derive(Debug)]
pub struct CommandError {
    /// The exit code of the process.
    exit: Exit,
    /// A short name for it, for programs.
    code: &'static str,
    /// The failure and its place.
    what: Clean,
    /// A hint at what to try.
    hint: Option<Clean>,
}

impl CommandError {
    fn new(code: &'static str, what: Clean) -> Self {
        Self { exit: Exit::Failure, code, what, hint: None }
    }

    fn hint(mut self, hint: Clean) -> Self {
        self.hint = Some(hint);
        self
    }

    fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        // A reader that has seen enough closes the pipe: no failure of the command.
        let exit = if error.kind() == ErrorKind::BrokenPipe { Exit::Ok } else { Exit::Failure };
        Self::new("io", clean!("{error}")).exit(exit)
    }
}

/// The most times that a question is asked again.
/// Files can change faster than they are read.
const MOST_ROUNDS: usize = 4;

/// The most unreadable folders that are named.
const MOST_UNREADABLE: usize = 3;

/// The context of every command.
struct CommandContext {
    common: Common,
    output: Output,
    today: Day,
    settings: Settings,
    /// Set when the snapshot that an answer came from is damaged.
    damage: DamageMark,
}

/// Runs the command line of this process.
pub fn run() -> Exit {
    limits::watch_threads();
    limits::watch_sizes();
    let typed = match args::read(env::args_os()) {
        Ok(typed) => typed,
        Err(refused) => return refuse(&refused),
    };
    let settings = settings(&typed.common, typed.resume);
    let output = Output::standard(typed.common.quiet);
    let output = if is_plain(&typed.common) { output.plain() } else { output };
    let mut context = CommandContext {
        output,
        common: typed.common,
        today: today(),
        settings,
        damage: DamageMark::default(),
    };
    if typed.command.as_ref().is_some_and(Command::tells_of_settings) {
        for warning in &context.settings.warnings {
            context.output.note(&clean!("warning: {}", warning.line()));
        }
    }
    let as_json = typed.command.as_ref().is_some_and(Command::answers_in_json);
    let done = match typed.command {
        None => read::run(&mut context),
        Some(Command::List(list)) => list::run(&mut context, &list),
        Some(Command::Show(show)) => show::run(&mut context, &show),
        Some(Command::Search(search)) => search::run(&mut context, &search),
        Some(Command::Pick(pick)) => pick::run(&mut context, &pick),
        Some(Command::Facts(facts)) => facts::run(&mut context, &facts),
        Some(Command::Sources(sources)) => sources::run(&mut context, &sources),
        Some(Command::Links(links)) => links::run(&mut context, &links),
        Some(Command::Timeline(timeline)) => timeline::run(&mut context, &timeline),
        Some(Command::Matrix(matrix)) => matrix::run(&mut context, &matrix),
        Some(Command::Compare(compare)) => compare::run(&mut context, &compare),
        Some(Command::Changed(changed)) => changed::run(&mut context, &changed),
        Some(Command::Memory(memory)) => memory::run(&mut context, &memory),
        Some(Command::Check(check)) => check::run(&mut context, &check),
        Some(Command::New(new)) => new::run(&mut context, &new),
        Some(Command::Export(export)) => export::run(&mut context, &export),
        Some(Command::Doctor(doctor)) => doctor::run(&mut context, &doctor),
        Some(Command::Config(config)) => config::run(&mut context, &config.command),
        Some(Command::Keys(keys)) => keys::run(&mut context, &keys),
        Some(Command::Completions(completions)) => completions::run(&mut context, completions.shell),
        Some(Command::Man(man)) => man::run(&mut context, &man.folder),
        Some(Command::Complete(complete)) => complete::run(&mut context, &complete),
    };
    let done = done.and_then(|exit| context.ensure_undamaged().map(|()| exit));
    let done = done.and_then(|exit| context.output.finish().map(|()| exit).map_err(CommandError::from));
    done.unwrap_or_else(|failure| complain(&mut context.output, &failure, as_json))
}

/// Returns the user's settings, the flags included.
fn settings(common: &Common, resume: bool) -> Settings {
    let flags = [
        ("theme", common.theme.as_deref()),
        ("glyphs", common.glyphs.as_deref()),
        ("resume", resume.then_some("true")),
    ];
    let flags: Vec<(&str, &str)> =
        flags.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let mut settings = Settings::gather(common.config.clone(), &flags);
    settings.name_library(&common.library, env::var_os("BRIEFING_LIBRARY"));
    library::show_ignored(settings.ignored.value);
    settings
}

fn refuse(refused: &args::Refused) -> Exit {
    let mut output = Output::standard(false);
    let message = Clean::text(refused.message.trim_end());
    if refused.to_stdout {
        return output.line(&message).and_then(|()| output.finish()).map_or(Exit::Failure, |()| Exit::Ok);
    }
    output.complain(&message);
    Exit::Failure
}

fn complain(output: &mut Output, failure: &CommandError, as_json: bool) -> Exit {
    if failure.exit == Exit::Ok {
        return Exit::Ok;
    }
    if as_json {
        output.complain(&json::error(failure.code, &failure.what, failure.hint.as_ref()));
    } else {
        // A question without an answer is no failure: only its exit code differs from a full answer.
        let is_miss = failure.exit == Exit::NoMatch;
        output.complain(&clean!("{}{}", if is_miss { "" } else { "error: " }, failure.what));
        if let Some(hint) = &failure.hint {
            output.complain(&Clean::text(&format!("  {}", hint.replace('\n', "\n  "))));
        }
    }
    failure.exit
}

impl CommandContext {
    /// Returns the location of the library.
    /// Fails where a named folder does not exist; the library's own settings file is read, too.
    fn location(&mut self) -> Result<Location, CommandError> {
        let here = env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let location = library::locate(&self.settings.library.value, &here);
        if let Location::Folders(folders) = &location
            && let Some(missing) = folders.iter().find(|folder| !folder.exists())
        {
            let hint = match &self.settings.library.from {
                from @ Source::User(..) => clean!("named by {from}"),
                _ => clean!("try an existing folder: -L DIR or BRIEFING_LIBRARY=DIR"),
            };
            return Err(
                CommandError::new("no-library", clean!("no such folder: {}", missing.display())).hint(hint)
            );
        }
        self.settings.read_library_file(&location);
        Ok(location)
    }

    /// Loads the library at its location, with all files compared.
    fn library(&mut self) -> Result<Arc<Library>, CommandError> {
        let location = self.location()?;
        let current = self.current(location, Compared::All);
        self.damage = current.library().damage();
        Ok(Arc::clone(current.library()))
    }

    /// Answers a question from the library at its location.
    /// `ask` returns the answer and the briefings that it is made of. It is called again if one of their files has
    /// changed, and before it fails, all files are compared.
    fn answer<T>(
        &mut self,
        mut ask: impl FnMut(&mut Self, &Arc<Library>) -> Result<(T, Vec<Ix>), CommandError>,
    ) -> Result<(Arc<Library>, T), CommandError> {
        let location = self.location()?;
        let compared = if self.common.fresh { Compared::All } else { Compared::WhenDue };
        let mut current = self.current(location, compared);
        let mut rounds = 0..MOST_ROUNDS;
        loop {
            let asked = ask(self, current.library());
            let is_confirmed = match &asked {
                Ok((_, made_of)) => current.confirm(made_of),
                Err(_) => !current.compare_rest(),
            };
            if is_confirmed || rounds.next().is_none() {
                if let Some(age) = current.age() {
                    self.note_age(age);
                }
                self.damage = current.library().damage();
                return asked.map(|(answer, _)| (Arc::clone(current.library()), answer));
            }
        }
    }

    /// Fails if the snapshot was found damaged while the answer was printed.
    fn ensure_undamaged(&self) -> Result<(), CommandError> {
        if !self.damage.is_set() {
            return Ok(());
        }
        let what = clean!("the snapshot of the library is damaged; the answer may be incomplete");
        Err(CommandError::new("damaged", what).hint(clean!("try again; it is written anew")))
    }

    /// Reports that not all files were compared for an answer.
    fn note_age(&mut self, age: Duration) {
        let seconds = age.as_secs_f64();
        self.output
            .note(&clean!("edits made in the last {seconds:.1} s may be missing; --fresh checks every file"));
    }

    /// Opens a library.
    /// Without a snapshot it reads all files, and writes one for the next run where there is a cache.
    fn current(&mut self, location: Location, compared: Compared) -> CurrentLibrary {
        let current = match location {
            Location::Folders(folders) => open(&self.output, &folders, self.cache(&folders), compared),
            Location::Embedded { .. } => {
                self.output.note(&clean!("{}", read::SAMPLE_NOTE));
                CurrentLibrary::of(library::embedded())
            }
        };
        self.tell_unreadable(current.skipped());
        if self.common.verbose {
            for warning in self.settings.warnings.iter().filter(|warning| warning.is_about_the_library()) {
                self.output.note(&warning.line());
            }
            let others = current.skipped().iter().filter(|skipped| !skipped.is_unreadable());
            for skipped in others {
                self.output.note(&clean!("skipped {}: {}", skipped.path.display(), skipped.why()));
            }
            for problem in current.problems() {
                let (path, line, column) = (problem.path.display(), problem.line, problem.column);
                self.output.note(&clean!("{path}:{line}:{column}: {}", problem.what));
            }
        }
        current
    }

    /// Reports what could not be read: nothing in it is found.
    fn tell_unreadable(&mut self, skipped: &[Skipped]) {
        let most = if self.common.verbose { usize::MAX } else { MOST_UNREADABLE };
        let unreadable: Vec<&Skipped> = skipped.iter().filter(|skipped| skipped.is_unreadable()).collect();
        for skipped in unreadable.iter().take(most) {
            self.output.note(&clean!("cannot read {}: {}", skipped.path.display(), skipped.why()));
        }
        if let Some(more) = unreadable.len().checked_sub(most).filter(|more| *more > 0) {
            self.output.note(&clean!("cannot read {more} more files; -v lists them"));
        }
    }

    /// Returns the snapshot cache of these folders, but not with `--verbose`.
    /// A full list of problems needs all files to be read.
    fn cache(&self, folders: &[PathBuf]) -> Option<SnapshotCache> {
        let folder = library::cache_folder().filter(|_| !self.common.verbose);
        folder.and_then(|folder| SnapshotCache::new(&folder, folders))
    }

    /// Returns the store of a library's evidence. It uses the cache as the library does.
    fn evidence_store(&self, library: &Library) -> EvidenceStore {
        EvidenceStore::new(match library.origin() {
            Origin::Folders(folders) => self.cache(folders),
            Origin::Embedded => None,
        })
    }

    /// Refuses to write in secure mode.
    fn ensure_writing_is_allowed() -> Result<(), CommandError> {
        if library::is_secure() {
            let hint = clean!("this account is read-only; unset BRIEFING_SECURE to write");
            return Err(
                CommandError::new("secure", clean!("cannot write while BRIEFING_SECURE is set")).hint(hint)
            );
        }
        Ok(())
    }

    /// Returns the width of the terminal: measured, else `COLUMNS`, else 80.
    fn columns() -> u16 {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured =
            Tty::controlling().and_then(|tty| tty.size()).ok().map(|(columns, _)| columns).filter(|c| *c > 0);
        measured.or(columns).unwrap_or(80)
    }

    fn color(&self) -> bool {
        let around = color::environment(|name| env::var_os(name), self.output.on_terminal);
        !self.plain() && color::wanted(self.common.color, around)
    }

    /// Reports whether only plain text is wanted.
    /// The flag, `BRIEFING_PLAIN` or a dumb terminal asks for it.
    fn plain(&self) -> bool {
        is_plain(&self.common)
    }

    /// Reports whether plain text was requested, whatever the terminal is.
    fn asks_for_plain(&self) -> bool {
        asks_for_plain(&self.common)
    }
}

fn is_plain(common: &Common) -> bool {
    asks_for_plain(common) || env::var_os("TERM").is_some_and(|term: OsString| term == "dumb")
}

fn asks_for_plain(common: &Common) -> bool {
    common.plain || is_set("BRIEFING_PLAIN")
}

/// Loads a library from all its files and shows the progress.
fn read_all(output: &Output, folders: &[PathBuf]) -> CurrentLibrary {
    open(output, folders, None, Compared::All)
}

/// Opens the library of these folders and shows the progress of loading.
fn open(
    output: &Output,
    folders: &[PathBuf],
    cache: Option<SnapshotCache>,
    compared: Compared,
) -> CurrentLibrary {
    let cache = cache.map(|cache| (cache, first_rows as FirstRows));
    let progress = ProgressReporter::new(output, "loading");
    CurrentLibrary::open(folders, cache, compared, |part| progress.tell(part.library.len(), None))
}

/// Returns the rows of the reader's first screen.
fn first_rows(library: &Library) -> Vec<Ix> {
    Index::on_demand().everything(library)
}

/// Reports whether a variable of the environment is set.
/// An empty one and `0` do not count.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Returns today's date by the clock and time zone of this machine.
fn today() -> Day {
    Moment::now().day()
}
