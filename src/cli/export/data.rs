//! Exports for programs: objects, tables, and the files themselves.

use std::path::{Path, PathBuf};

use super::attachments::Attachments;
use super::folder::OutputFolder;
use crate::briefing;
use crate::briefing::schema::{self, KEYS, SchemaKey};
use crate::clean;
use crate::cli::facts::{self, facts_of, join};
use crate::cli::progress::ProgressReporter;
use crate::cli::query::QuerySet;
use crate::cli::{CommandContext, CommandError, json, table, timeline};
use crate::library::timeline::Timeline;
use crate::library::{self, Ix, Library, Origin, OriginTable};
use crate::markdown;
use crate::text::Clean;

/// Writes `briefings.jsonl`: an object a line, with the text as read and as written.
pub(super) fn json(
    context: &mut CommandContext,
    set: &QuerySet,
    folder: &mut OutputFolder,
) -> Result<(), CommandError> {
    let progress = ProgressReporter::new(&context.output, "writing");
    folder.stream(Path::new("briefings.jsonl"), |out| {
        for (at, ix) in set.found.iter().enumerate() {
            progress.tell(at, Some(set.found.len()));
            let Some(bytes) = read(context, &set.library, *ix) else { continue };
            let body = briefing::into_body(bytes);
            let path = &set.library.get(*ix).path;
            let document = set.library.document(path, &body.text);
            let markdown = markdown::without_comments(&body.text);
            let path = within(&set.library, path);
            json::write(out, &json::with_body(&set.library, *ix, &path, &document, &markdown))?;
        }
        Ok(())
    })
}

/// Writes the files byte for byte, at their paths in the library.
/// The pictures and attachments that they link to come with them.
pub(super) fn markdown(
    context: &mut CommandContext,
    set: &QuerySet,
    folder: &mut OutputFolder,
) -> Result<(), CommandError> {
    let attachments = Attachments::new(&set.library);
    let progress = ProgressReporter::new(&context.output, "writing");
    for (at, ix) in set.found.iter().enumerate() {
        progress.tell(at, Some(set.found.len()));
        let Some(bytes) = read(context, &set.library, *ix) else { continue };
        folder.write(&within(&set.library, &set.library.get(*ix).path), &bytes)?;
        for link in markdown::parse(&briefing::into_body(bytes).text).links() {
            // Pictures and files that a page could show or lead to are exported, too.
            let _ = attachments.picture(*ix, &link.target).or_else(|| attachments.file(*ix, &link.target));
        }
    }
    drop(progress);
    attachments.write(context, folder, Path::new(""))
}

/// Returns the path of a file in its library.
/// Of several libraries each keeps its folder's name.
pub(super) fn within(library: &Library, path: &Path) -> PathBuf {
    let Origin::Folders(folders) = library.origin() else { return path.to_owned() };
    let Some(folder) = folders.iter().find(|folder| path.starts_with(folder)) else { return path.to_owned() };
    let inner = path.strip_prefix(folder).ok().filter(|inner| !inner.as_os_str().is_empty());
    let inner = inner.map_or_else(|| PathBuf::from(path.file_name().unwrap_or_default()), Path::to_owned);
    match folders.len() {
        1 => inner,
        _ => PathBuf::from(folder.file_name().unwrap_or_default()).join(inner),
    }
}

/// Writes `briefings.csv`, `statements.csv`, `links.csv`, `timeline.csv`.
pub(super) fn csv(set: &QuerySet, folder: &mut OutputFolder) -> Result<(), CommandError> {
    let QuerySet { library, evidence, found } = set;
    let columns = KEYS.iter().filter(|key| key.is_column).map(|key| key.name);
    let heads: Vec<&str> = ["id"].into_iter().chain(columns).chain(["path"]).collect();
    write_table(folder, "briefings.csv", &heads, found.iter().map(|ix| briefing_row(library, *ix)))?;
    let heads =
        ["id", "line", "number", "section", "kind", "date", "origin_count", "origins", "sources", "text"];
    let mut origins = OriginTable::new(library);
    let facts = evidence.texts(found).flat_map(|(ix, text)| {
        facts_of(&mut origins, ix, &text).map(|fact| facts::whole_row(set, &fact)).collect::<Vec<_>>()
    });
    write_table(folder, "statements.csv", &heads, facts)?;
    let heads = ["id", "role", "to", "title", "note", "sources"];
    write_table(folder, "links.csv", &heads, found.iter().flat_map(|ix| link_rows(library, *ix)))?;
    let heads = ["date", "what", "title", "roles", "briefings", "text", "sources"];
    let entries = Timeline::new(library, evidence, found).entries;
    write_table(
        folder,
        "timeline.csv",
        &heads,
        entries.iter().map(|entry| timeline::whole_row(set, entry, None)),
    )
}

/// Writes a table row by row.
fn write_table(
    folder: &mut OutputFolder,
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<Clean>>,
) -> Result<(), CommandError> {
    let heads = heads.iter().map(|head| Clean::line(head)).collect();
    let mut lines = std::iter::once(heads).chain(rows).map(|row| table::csv(&row));
    folder.stream(Path::new(name), |out| lines.try_for_each(|line| write!(out, "{line}\r\n")))
}

fn briefing_row(library: &Library, ix: Ix) -> Vec<Clean> {
    let briefing = library.get(ix);
    let cell = |key: &SchemaKey| {
        if key == schema::AS_OF {
            return library.as_of(ix).map(|date| clean!("{date}")).unwrap_or_default();
        }
        let separator = if key.holds_text() { ";" } else { "; " };
        clean!("{}", join(key.values(briefing).iter(), separator))
    };
    let cells = KEYS.iter().filter(|key| key.is_column).map(cell);
    let path = clean!("{}", within(library, &briefing.path).display());
    [library.label(ix)].into_iter().chain(cells).chain([path]).collect()
}

fn link_rows(library: &Library, ix: Ix) -> Vec<Vec<Clean>> {
    let row = |link: library::LinkView| {
        let to = link.other.map_or_else(|| link.to.clone(), |other| library.label(other));
        let title = link.other.map(|other| library.get(other).title.clone()).unwrap_or_default();
        let sources = clean!("{}", join(link.sources.iter(), ";"));
        vec![library.label(ix), link.role, to, title, link.note.unwrap_or_default(), sources]
    };
    library.links_of(ix).into_iter().map(row).collect()
}

/// Returns the bytes of a briefing. One that is gone is reported and left out.
pub(super) fn read(context: &mut CommandContext, library: &Library, ix: Ix) -> Option<Vec<u8>> {
    let path = &library.get(ix).path;
    match library::open(library, path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            context.output.note(&clean!("skipped {}: {error}", path.display()));
            None
        }
    }
}
