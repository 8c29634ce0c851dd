//! `briefing memory`: exports, imports, moves and forgets the memory. It also has the functions that other
//! commands read it with.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use crate::briefing::Fingerprint;
use crate::clean;
use crate::cli::args::{MemoryArgs as Typed, MemoryTask, MovedFolder};
use crate::cli::choose::identify;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::library::{self, Library, Origin};
use crate::memory::{
    BriefingKey, FILE, LibraryKey, Memory, MemoryError, ReadState, Renamed, file_keys, folder_name,
};
use crate::text::{Clean, count_of, io_reason};

impl From<MemoryError> for CommandError {
    fn from(error: MemoryError) -> Self {
        Self::new("memory", clean!("cannot use the reading history: {error}"))
    }
}

pub(super) fn run(context: &mut CommandContext, typed: &Typed) -> Result<Exit, CommandError> {
    match &typed.task {
        MemoryTask::Export => export(context),
        MemoryTask::Import { file } => import(context, file),
        MemoryTask::Forget { all: true, .. } => {
            let forgotten = open(context)?.forget_all()?;
            Ok(forgot(context, forgotten))
        }
        MemoryTask::Forget { ids, whole_library: false, .. } if ids.is_empty() => {
            Err(CommandError::new("usage", clean!("nothing to forget is given"))
                .hint(clean!("try ids, --whole-library or --all")))
        }
        MemoryTask::Forget { ids, .. } => forget(context, ids),
        MemoryTask::Move(moved) => take_along(context, moved),
    }
}

/// Moves the memory of a library or file to its new path.
fn take_along(
    context: &mut CommandContext,
    MovedFolder { old, new }: &MovedFolder,
) -> Result<Exit, CommandError> {
    let mut memory = open(context)?;
    let renamed = if new.is_file() {
        move_within(&mut memory, old, new, Memory::move_briefing)?
    } else {
        match memory.move_library(&folder_name(old), &folder_name(new))? {
            Renamed::Unknown => move_within(&mut memory, old, new, Memory::move_folder)?,
            done => done,
        }
    };
    let failed = |what| Err(CommandError::new("no-match", what).exit(Exit::NoMatch));
    match renamed {
        Renamed::Done => Ok(Exit::Ok),
        Renamed::Unknown => failed(clean!("no reading history for {}", old.display())),
        Renamed::Taken => failed(clean!("{} already has a reading history", new.display())),
    }
}

/// Moves the memory of one file or of an inner folder.
/// It is known under the folder of its library, which may be any folder above it.
fn move_within(
    memory: &mut Memory,
    old: &Path,
    new: &Path,
    rename: fn(&mut Memory, &BriefingKey, &BriefingKey) -> Result<Renamed, MemoryError>,
) -> Result<Renamed, CommandError> {
    let places = memory.all_places()?;
    let targets = file_keys(&places, new);
    for from in file_keys(&places, old) {
        let to = targets.iter().find(|to| to.place == from.place).or(targets.first());
        let Some(to) = to else {
            return Err(CommandError::new(
                "no-match",
                clean!("cannot find a library with a reading history that contains {}", new.display()),
            )
            .hint(clean!("try opening it once: briefing -L DIR"))
            .exit(Exit::NoMatch));
        };
        match rename(memory, &from, to)? {
            Renamed::Unknown => {}
            done => return Ok(done),
        }
    }
    Ok(Renamed::Unknown)
}

/// Opens the memory, and creates one where there is not one yet.
fn open(context: &mut CommandContext) -> Result<Memory, CommandError> {
    let folder = library::state_folder().ok_or_else(|| {
        let what = match library::is_secure() {
            true => clean!("reading history is not saved while BRIEFING_SECURE is set"),
            false => clean!("no directory for the reading history (HOME is not set)"),
        };
        CommandError::new("no-memory", what).hint(clean!("try BRIEFING_STATE=DIR"))
    })?;
    let (memory, warning) = Memory::open(&folder)?;
    warning.iter().for_each(|warning| context.output.note(warning));
    Ok(memory)
}

/// Opens the memory to read it, if there is one.
/// A mere read creates nothing.
pub(super) fn existing(context: &mut CommandContext) -> Result<Option<Memory>, CommandError> {
    let Some(folder) = library::state_folder().filter(|folder| folder.join(FILE).exists()) else {
        return Ok(None);
    };
    let (memory, warning) = Memory::open_or_read(&folder)?;
    warning.iter().for_each(|warning| context.output.note(warning));
    Ok(Some(memory))
}

/// Returns the read status of the briefings of a library.
/// Without a memory, nothing was read yet. A memory that can't be read is reported.
pub(super) fn read_state(context: &mut CommandContext, library: &Library) -> ReadState {
    let state =
        existing(context).and_then(|memory| memory.map(|memory| Ok(look(&memory, library)?)).transpose());
    match state {
        Ok(state) => state.unwrap_or_else(|| ReadState::new(library)),
        Err(failure) => {
            context.output.note(&clean!("{}; all briefings count as unread", failure.what));
            ReadState::new(library)
        }
    }
}

/// Returns the read status from an open memory.
/// Files that may have changed are read.
pub(super) fn look(memory: &Memory, library: &Library) -> Result<ReadState, MemoryError> {
    let library_key = LibraryKey::of(library.origin());
    let library_state = memory.look(&library_key, library)?;
    let mut state = library_state.state;
    let prints = library::each_text(library, &library_state.unchecked, |ix, bytes| {
        // A file that can't be read any more keeps its status.
        bytes.ok().map(|bytes| (ix, Fingerprint::of(&crate::briefing::decoded(&bytes))))
    });
    let prints: Vec<_> = prints.into_iter().flatten().collect();
    for (ix, standing) in memory.compare(&library_key, library, &prints)? {
        state.set(ix, standing, state.is_starred(ix));
    }
    Ok(state)
}

/// Returns the folders that `-L` names, by their names in the memory. Nothing is returned without `-L`.
fn named_places(context: &CommandContext) -> Option<Vec<String>> {
    let folders = &context.common.library;
    let library_key = LibraryKey::of(&Origin::Folders(folders.clone()));
    (!folders.is_empty()).then(|| library_key.places().map(str::to_owned).collect())
}

fn export(context: &mut CommandContext) -> Result<Exit, CommandError> {
    let Some(memory) = existing(context)? else {
        return Err(CommandError::new("no-match", clean!("no reading history")).exit(Exit::NoMatch));
    };
    let places = named_places(context);
    let places: Option<Vec<&str>> = places.as_ref().map(|places| places.iter().map(String::as_str).collect());
    memory.export(places.as_deref(), |line| {
        // JSON escapes control characters itself; other characters that clean text replaces are escaped here, so
        // that an import gets back what was exported.
        context.output.line(&escaped(line)).map_err(CommandError::from)
    })?;
    Ok(Exit::Ok)
}

/// Returns the same JSON in characters that clean text keeps.
fn escaped(line: &str) -> Clean {
    let clean = Clean::line(line);
    if *clean == *line {
        return clean;
    }
    let mut out = String::with_capacity(line.len() + line.len() / 4);
    for character in line.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut units = [0; 2];
            character
                .encode_utf16(&mut units)
                .iter()
                .for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    Clean::line(&out)
}

fn import(context: &mut CommandContext, file: &Path) -> Result<Exit, CommandError> {
    let place = match named_places(context).as_deref() {
        None => None,
        Some([one]) => Some(one.clone()),
        Some(_) => return Err(CommandError::new("usage", clean!("cannot import into several libraries"))),
    };
    let mut memory = open(context)?;
    let merged = if file == Path::new("-") {
        memory.import(io::stdin().lock(), place.as_deref())?
    } else {
        let open = File::open(file);
        let open = open.map_err(|error| {
            CommandError::new(
                "io",
                clean!("cannot read {}: {error}", file.display(), error = io_reason(&error)),
            )
        })?;
        memory.import(BufReader::new(open), place.as_deref())?
    };
    context.output.note(&clean!(
        "{} imported, {} of them new or newer",
        count_of(merged.lines, "line"),
        merged.changed
    ));
    Ok(Exit::Ok)
}

fn forget(context: &mut CommandContext, ids: &[String]) -> Result<Exit, CommandError> {
    let library = context.library()?;
    let library_key = LibraryKey::of(library.origin());
    let mut memory = open(context)?;
    let mut forgotten = 0;
    if ids.is_empty() {
        for place in library_key.places() {
            forgotten += memory.forget_library(place)?;
        }
        return Ok(forgot(context, forgotten));
    }
    let found: Result<Vec<_>, CommandError> = ids.iter().map(|id| identify(&library, id)).collect();
    for ix in found? {
        if let Some(key) = library_key.key(&library.get(ix).path) {
            forgotten += usize::from(memory.forget(&key)?);
        }
    }
    Ok(forgot(context, forgotten))
}

/// Says of how many briefings the reading history is gone.
fn forgot(context: &mut CommandContext, briefings: usize) -> Exit {
    context.output.note(&clean!("deleted the reading history of {}", count_of(briefings, "briefing")));
    Exit::Ok
}
