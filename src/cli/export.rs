//! `briefing export`: a set of briefings as a site, as JSON, as tables, or as the original files.
//!
//! It writes into a new or an empty folder, and over existing files only with `--force`.

mod attachments;
mod data;
mod folder;
mod html;

use crate::clean;
use crate::cli::args::{Export, ExportFormat};
use crate::cli::query::{self, Set};
use crate::cli::{Desk, Exit, Failure};
use crate::text::count_of;
pub(super) use folder::Folder;

pub(super) fn run(desk: &mut Desk, wanted: &Export) -> Result<Exit, Failure> {
    Desk::ensure_writing_is_allowed()?;
    let set: Set = query::set(desk, &wanted.query)?;
    let mut folder = Folder::open(&wanted.output, wanted.force)?;
    match wanted.format {
        ExportFormat::Html => html::write(desk, &set, &mut folder)?,
        ExportFormat::Json => data::json(desk, &set, &mut folder)?,
        ExportFormat::Md => data::markdown(desk, &set, &mut folder)?,
        ExportFormat::Csv => data::csv(&set, &mut folder)?,
    }
    let (briefings, files) = (count_of(set.found.len(), "briefing"), count_of(folder.files(), "file"));
    desk.output.note(&clean!("{briefings}, {files}"));
    let start = match wanted.format {
        ExportFormat::Html => wanted.output.join("index.html"),
        _ => wanted.output.clone(),
    };
    desk.output.line(&clean!("{}", start.display()))?;
    Ok(Exit::Ok)
}
