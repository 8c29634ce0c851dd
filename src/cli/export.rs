//! `briefing export`: a set of briefings as a site, as JSON, as tables, or as the original files.
//!
//! It writes into a new or an empty folder, and over existing files only with `--force`.

mod attachments;
mod data;
mod folder;
mod html;

use crate::clean;
use crate::cli::args::{Export, ExportFormat};
use crate::cli::query::{self, QuerySet};
use crate::cli::{CommandContext, CommandError, Exit};
use crate::text::count_of;
pub(super) use folder::OutputFolder;

pub(super) fn run(context: &mut CommandContext, wanted: &Export) -> Result<Exit, CommandError> {
    CommandContext::ensure_writing_is_allowed()?;
    // What is handed on is made of the files as they are.
    context.common.fresh = true;
    let set: QuerySet = query::set(context, &wanted.query)?;
    let mut folder = OutputFolder::open(&wanted.output, wanted.force)?;
    match wanted.format {
        ExportFormat::Html => html::write(context, &set, &mut folder)?,
        ExportFormat::Json => data::json(context, &set, &mut folder)?,
        ExportFormat::Md => data::markdown(context, &set, &mut folder)?,
        ExportFormat::Csv => data::csv(&set, &mut folder)?,
    }
    let (briefings, files) = (count_of(set.found.len(), "briefing"), count_of(folder.files(), "file"));
    context.output.note(&clean!("{briefings}, {files}"));
    let start = match wanted.format {
        ExportFormat::Html => wanted.output.join("index.html"),
        _ => wanted.output.clone(),
    };
    context.output.line(&clean!("{}", start.display()))?;
    Ok(Exit::Ok)
}
