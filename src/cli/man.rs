//! `briefing man`: the manual pages of the program and all its commands, written into a folder.

use std::path::Path;

use crate::clean;
use crate::cli::args::{self, ManualSection};
use crate::cli::export::OutputFolder;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::config::SPECS;
use crate::keymap;

pub(super) fn run(context: &mut CommandContext, folder: &Path) -> Result<Exit, CommandError> {
    CommandContext::ensure_writing_is_allowed()?;
    let mut pages = OutputFolder::open(folder, true)?;
    for page in args::manual(&[keys(), settings(), files(), exit_codes()])? {
        let name = Path::new(&page.name);
        pages.write(name, &page.text)?;
        context.output.line(&clean!("{}", folder.join(name).display()))?;
    }
    Ok(Exit::Ok)
}

fn keys() -> ManualSection {
    let line = |entry: keymap::KeyEntry| {
        let what = format!("{}. Command: {}. Screens: {}.", entry.row.help, entry.row.name, entry.screens());
        (entry.row.keys.join(" "), what)
    };
    ManualSection { title: "KEYS", entries: keymap::entries().into_iter().map(line).collect() }
}

fn settings() -> ManualSection {
    let line = |spec: &crate::config::Spec| {
        let also: Vec<&str> = spec.variable.into_iter().chain(spec.flag).collect();
        let also =
            if also.is_empty() { String::new() } else { format!(" Can also be set by {}.", also.join(", ")) };
        (format!("{} = {}", spec.name, spec.example), format!("{}{also}", spec.help))
    };
    ManualSection { title: "SETTINGS", entries: SPECS.iter().map(line).collect() }
}

fn files() -> ManualSection {
    let entry = |name: &str, what: &str| (name.to_owned(), what.to_owned());
    ManualSection {
        title: "FILES",
        entries: vec![
            entry(
                "~/.config/briefing/config.toml",
                "Your configuration file; briefing config init creates it. BRIEFING_CONFIG selects another one.",
            ),
            entry("briefing.toml", "Settings of a library, in its folder: name, sort and filter only."),
            entry(
                "~/.cache/briefing",
                "Snapshots, evidence and indexes; rebuilt if deleted. BRIEFING_CACHE selects another folder.",
            ),
        ],
    }
}

fn exit_codes() -> ManualSection {
    let entry = |code: &str, what: &str| (code.to_owned(), what.to_owned());
    ManualSection {
        title: "EXIT STATUS",
        entries: vec![
            entry("0", "Done."),
            entry("1", "No match, or check found errors."),
            entry("2", "Wrong usage, or a failure."),
            entry("130", "Interrupted."),
        ],
    }
}
