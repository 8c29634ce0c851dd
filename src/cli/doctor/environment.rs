//! The terminal, and the places of the program's own files.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::{ReportLine, place};
use crate::clean;
use crate::cli::CommandContext;
use crate::library;
use crate::terminal::Tty;
use crate::terminal::display::{draws_ascii, locale, palette};
use crate::text::{Clean, thousands};
use crate::theme::Palette;

pub(super) fn terminal(context: &CommandContext) -> Vec<ReportLine> {
    let variable = |name: &str| env::var_os(name);
    let shown = |name: &str| {
        ReportLine::new(
            name,
            variable(name).map_or_else(|| clean!("(not set)"), |value| clean!("{}", value.to_string_lossy())),
        )
    };
    let is_terminal = |yes: bool| if yes { "a terminal" } else { "no terminal" };
    let size = Tty::controlling().and_then(|tty| tty.size());
    let size = size.map_or_else(|_| Clean::line("unknown"), |(columns, rows)| clean!("{columns}x{rows}"));
    let colours = match palette(variable) {
        _ if context.plain() => "none (--plain or BRIEFING_PLAIN)",
        _ if !context.color() && context.output.on_terminal => "none (--color or the environment)",
        Palette::Colour => "16 million",
        Palette::Indexed => "256",
        Palette::Mono => "none",
    };
    let characters = if draws_ascii(context.settings.glyphs.value, variable) { "ASCII" } else { "Unicode" };
    let encoding = locale(variable).map(|(name, value)| clean!("{name}={value}"));
    let mut facts = vec![
        ReportLine::new("input", Clean::line(is_terminal(io::stdin().is_terminal()))),
        ReportLine::new("output", Clean::line(is_terminal(context.output.on_terminal))),
        ReportLine::new("size", size),
        shown("TERM"),
        shown("COLORTERM"),
        ReportLine::new("colours", Clean::line(colours)),
        ReportLine::new("characters", Clean::line(characters))
            .from(encoding.unwrap_or_else(|| Clean::line("no locale is set"))),
    ];
    for (name, what) in [
        ("TMUX", "copies use tmux"),
        ("SSH_CONNECTION", "links are copied, not opened"),
        ("NO_COLOR", "no colours"),
        ("BRIEFING_SECURE", "no editor, opener, clipboard or writing"),
    ] {
        if variable(name).is_some_and(|value| !value.is_empty()) {
            facts.push(ReportLine::new(name, Clean::line("set")).from(Clean::line(what)));
        }
    }
    facts
}

pub(super) fn files(context: &CommandContext) -> Vec<ReportLine> {
    let mut facts = Vec::new();
    match &context.settings.file {
        Some(file) => facts.push(place("settings", file)),
        None => facts.push(ReportLine::new("settings", Clean::line("no home folder")).wrong()),
    }
    let folders = [
        ("cache", library::cache_folder(), "every start reads all files (no cache)"),
        ("reading history", library::state_folder(), "reading history is not saved"),
    ];
    for (name, folder, without) in folders {
        let Some(folder) = folder else {
            let why = if library::is_secure() { "BRIEFING_SECURE is set" } else { "no home folder" };
            facts.push(ReportLine::new(name, clean!("none: {why}")).from(Clean::line(without)).wrong());
            continue;
        };
        facts.push(place(name, &folder));
        facts.extend(parts(&folder));
    }
    facts
}

/// Returns the entries of a store with their sizes: snapshots and indexes, the memory.
fn parts(folder: &Path) -> Vec<ReportLine> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kilobytes = usize::try_from(size(path).div_ceil(1000)).unwrap_or(usize::MAX);
        ReportLine::new("", clean!("{name}")).from(clean!("{} kB", thousands(kilobytes)))
    };
    paths.iter().map(named).collect()
}

/// Returns the bytes of a file, or of a folder's files. Links are not followed.
fn size(path: &Path) -> u64 {
    let mut waiting = vec![path.to_owned()];
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {
                let entries = fs::read_dir(&path).into_iter().flatten();
                waiting.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
            }
            Ok(found) => bytes += found.len(),
            Err(_) => {}
        }
    }
    bytes
}
