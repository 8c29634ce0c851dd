//! The library of the given paths, and the briefings that they name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clean;
use crate::cli::{CommandContext, CommandError};
use crate::library::{self, Ix, Library, Location};
use crate::text::io_reason;

/// The folders of a library that is sorted by kind.
const KINDS: [&str; 3] = ["companies", "events", "sources"];

/// Returns the library that holds the paths, and the briefings they name.
/// Without a path these are all.
pub(super) fn library(
    context: &mut CommandContext,
    paths: &[PathBuf],
) -> Result<(Arc<Library>, Vec<Ix>), CommandError> {
    if paths.is_empty() {
        let library = context.library()?;
        let all = library.all().collect();
        return Ok((library, all));
    }
    let known = match context.location()? {
        Location::Folders(folders) => folders,
        Location::Embedded { .. } => Vec::new(),
    };
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in paths {
        let real = real(path)?;
        let folder = known.iter().find(|folder| holds(folder, &real)).cloned();
        let folder = folder.unwrap_or_else(|| holder(path, &real));
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    let library = Arc::new(library::load(&folders).library);
    let mut selected = Vec::new();
    for path in paths {
        let found = below(&library, &folders, &real(path)?);
        if found.is_empty() {
            return Err(CommandError::new("no-briefing", clean!("no briefing matches `{}`", path.display()))
                .hint(clean!("try a file that ends in .md, .markdown or .mdx")));
        }
        selected.extend(found);
    }
    selected.sort_unstable();
    selected.dedup();
    Ok((library, selected))
}

fn real(path: &Path) -> Result<PathBuf, CommandError> {
    path.canonicalize().map_err(|error| {
        CommandError::new(
            "no-file",
            clean!("cannot read {}: {error}", path.display(), error = io_reason(&error)),
        )
    })
}

fn holds(folder: &Path, real: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| real.starts_with(folder))
}

/// Returns the library around a path that no known library holds.
/// It is the nearest folder `briefings` above it; else the folder over `companies`, `events` or `sources`; else
/// the folder itself, or the file's.
fn holder(path: &Path, real: &Path) -> PathBuf {
    let named = |folder: &Path, names: &[&str]| {
        folder.file_name().is_some_and(|own| names.iter().any(|name| own == *name))
    };
    if let Some(folder) = real.ancestors().find(|folder| named(folder, &["briefings"]) && folder.is_dir()) {
        return folder.to_owned();
    }
    let (folder, real) = match (path.is_dir(), path.parent(), real.parent()) {
        (false, Some(folder), Some(real)) => (folder, real),
        _ => (path, real),
    };
    match real.parent() {
        Some(above) if named(real, &KINDS) => above.to_owned(),
        _ if folder.as_os_str().is_empty() => PathBuf::from("."),
        _ => folder.to_owned(),
    }
}

/// Returns the briefings at or below a path.
fn below(library: &Library, folders: &[PathBuf], real: &Path) -> Vec<Ix> {
    let given = folders.iter().find_map(|folder| {
        let inner =
            folder.canonicalize().ok().and_then(|root| real.strip_prefix(root).map(Path::to_owned).ok())?;
        Some(if inner.as_os_str().is_empty() { folder.clone() } else { folder.join(inner) })
    });
    let Some(given) = given else { return Vec::new() };
    library.all().filter(|ix| library.record(*ix).path().starts_with(&given)).collect()
}
