//! A site that a browser opens from disk: an index, a page for each briefing, timeline, matrix and sources.
//!
//! All of it can be read without a script; the index has a small one that narrows its list. Nothing is fetched
//! from anywhere, and a page into which other people's text brought a tag could still run nothing: its policy
//! names the one script by its hash.

mod body;
mod index;
mod markup;
mod page;
mod views;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::cli::export::attachments::{self, Attachments};
use crate::cli::export::data::read;
use crate::cli::export::folder::OutputFolder;
use crate::cli::progress::ProgressReporter;
use crate::cli::query::QuerySet;
use crate::cli::{CommandContext, CommandError};
use crate::library::Ix;
use crate::markdown::Target;
use crate::text::Clean;
use markup::Html;

/// The folder of the briefings' pages.
const PAGES: &str = "pages";

/// The data that all pages share.
struct Site<'a> {
    set: &'a QuerySet,
    name: Clean,
    /// The name of each briefing's page, without its folder.
    files: HashMap<Ix, String>,
    attachments: Attachments<'a>,
}

/// The folder of pictures and attachments.
const FILES: &str = "files";

pub(super) fn write(
    context: &mut CommandContext,
    set: &QuerySet,
    folder: &mut OutputFolder,
) -> Result<(), CommandError> {
    let name = match context.settings.name.value.as_str() {
        "" => Clean::line("Briefings"),
        name => Clean::line(name),
    };
    let site = Site { set, name, files: files(set), attachments: Attachments::new(&set.library) };
    folder.write(Path::new("index.html"), index::index(&site).as_bytes())?;
    folder.write(Path::new("timeline.html"), views::timeline(&site).as_bytes())?;
    folder.write(Path::new("matrix.html"), views::matrix(&site).as_bytes())?;
    folder.write(Path::new("sources.html"), views::sources(&site).as_bytes())?;
    let progress = ProgressReporter::new(&context.output, "writing");
    for (at, ix) in set.found.iter().enumerate() {
        progress.tell(at, Some(set.found.len()));
        let Some(bytes) = read(context, &set.library, *ix) else { continue };
        let file = Path::new(PAGES).join(&site.files[ix]);
        folder.stream(&file, |out| page::page(&site, *ix, bytes, out))?;
    }
    drop(progress);
    site.attachments.write(context, folder, Path::new(FILES))
}

/// Returns a unique name for each page, made from the briefing's id.
/// All file systems take it.
fn files(set: &QuerySet) -> HashMap<Ix, String> {
    let mut taken = HashSet::new();
    let named = set.found.iter().map(|ix| {
        let id = set.library.label(*ix).to_lowercase();
        let plain: String =
            id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
        let plain = plain.trim_matches('-');
        let plain = if plain.is_empty() { "briefing" } else { plain };
        let mut name = format!("{plain}.html");
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}-{number}.html");
            number += 1;
        }
        (*ix, name)
    });
    named.collect()
}

impl Site<'_> {
    /// Returns the address of a briefing's page, if it has one.
    /// It is seen from a folder that is `up` from the top.
    fn address(&self, ix: Ix, up: &str) -> Option<String> {
        let file = self.files.get(&ix)?;
        Some(if up.is_empty() { format!("{PAGES}/{file}") } else { file.clone() })
    }

    /// Returns the address of a picture that a page shows.
    fn picture(&self, from: Ix, target: &Target) -> Option<String> {
        self.attachments.picture(from, target).map(|path| Self::file_address(&path))
    }

    /// Returns the address of a file that a page leads to.
    fn file(&self, from: Ix, target: &Target) -> Option<String> {
        self.attachments.file(from, target).map(|path| Self::file_address(&path))
    }

    fn file_address(path: &Path) -> String {
        format!("../{FILES}/{}", attachments::address(path))
    }

    /// Writes a briefing's title as a link to its page, or alone.
    fn link(&self, out: &mut Html, ix: Ix, up: &str) {
        let title = &self.set.library.get(ix).title;
        match self.address(ix, up) {
            Some(address) => out.link(&address, title),
            None => out.text(title),
        }
    }

    /// Writes sources by their ids, as links to their pages.
    fn sources(&self, out: &mut Html, ids: &[Clean], up: &str) {
        for (at, id) in ids.iter().enumerate() {
            out.raw(if at == 0 { " <span class=\"sources\">" } else { ", " });
            match self.set.library.source(id) {
                Some(ix) => match self.address(ix, up) {
                    Some(address) => out.link(&address, id),
                    None => out.text(id),
                },
                None => out.text(id),
            }
        }
        if !ids.is_empty() {
            out.raw("</span>");
        }
    }
}
