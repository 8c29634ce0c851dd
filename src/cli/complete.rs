//! `briefing __complete`: the candidates for the end of a command line.
//!
//! One candidate a line, its description behind a tab. The completion scripts call it and decide nothing
//! themselves, so that all shells offer the same.
//!
//! A value is other people's text, and a shell acts on what is in its line. Zsh, fish and Elvish quote what they
//! insert; bash and `PowerShell` do not, so it is quoted here for them.
//!
//! A press of Tab must not print an error: where nothing is known, nothing is printed.

mod bash;
mod powershell;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::clean;
use crate::cli::args::{Complete, CompletionRequest, Shell, ValueKind, at_end};
use crate::cli::{CommandContext, CommandError, Exit};
use crate::library::cache::SnapshotCache;
use crate::library::{self, Library, Location};
use crate::search::query::{Vocabulary, complete};
use crate::text::Clean;

/// The most candidates; more are not read.
const MOST: usize = 300;

/// A candidate and its description.
type Candidate = (Clean, Clean);

pub(super) fn run(context: &mut CommandContext, asked: &Complete) -> Result<Exit, CommandError> {
    let mut words: Vec<String> = asked.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let line = match (asked.shell, words.first()) {
        (Some(Shell::Bash), Some(line)) => Some(bash::CommandLine::read(line, &asked.tail)),
        _ => None,
    };
    if let Some(line) = &line {
        words.clone_from(&line.words);
    }
    if asked.new_word {
        words.push(String::new());
    }
    let wanted = at_end(&words);
    context.settings.name_library(&wanted.library, None);
    for (text, about) in candidates(context, &wanted).into_iter().take(MOST) {
        let value = format!("{}{text}", wanted.lead);
        let quoted = match (&line, asked.shell) {
            (Some(line), _) => line.quoted(&value, wanted.value == ValueKind::Path),
            (None, Some(Shell::Powershell)) => Some(powershell::quoted(&value)),
            (None, _) => Some(value),
        };
        if let Some(quoted) = quoted {
            context.output.fields(&[clean!("{quoted}"), about])?;
        }
    }
    Ok(Exit::Ok)
}

fn candidates(context: &mut CommandContext, wanted: &CompletionRequest) -> Vec<Candidate> {
    let mut all: Vec<Candidate> =
        wanted.words.iter().map(|(word, about)| (Clean::line(word), Clean::line(about))).collect();
    match wanted.value {
        ValueKind::Nothing => {}
        ValueKind::Path => all.extend(paths(&wanted.typed)),
        ValueKind::Id => {
            all.extend(library(context).map(|library| ids(&library, &wanted.typed)).unwrap_or_default());
        }
        ValueKind::Query => {
            let library = if wanted.typed.contains(':') { library(context) } else { None };
            all.extend(query(library.as_ref(), &wanted.typed));
        }
    }
    // A value that begins with a dash would be read as a flag.
    let may_be_flag = wanted.value == ValueKind::Nothing || wanted.is_closed || !wanted.lead.is_empty();
    all.retain(|(text, _)| !has_sign(text) && (may_be_flag || !text.starts_with('-')));
    all
}

/// Reports whether a text holds the sign of a hidden character.
/// These are control, direction and invisible characters.
fn has_sign(text: &str) -> bool {
    let is_number = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut opened = text.split('‹').skip(1);
    text.contains(|character| matches!(character, '\u{2400}'..='\u{2426}'))
        || opened.any(|rest| rest.split_once('›').is_some_and(|(number, _)| is_number(number)))
}

/// Returns the library, from its snapshot if there is one.
/// A Tab must not wait until thousands of files are read.
fn library(context: &mut CommandContext) -> Option<Library> {
    let folders = match context.location().ok()? {
        Location::Folders(folders) => folders,
        Location::Embedded { .. } => return Some(library::embedded().library),
    };
    let cache = library::cache_folder().and_then(|folder| SnapshotCache::new(&folder, &folders));
    let remembered = cache.and_then(|cache| cache.open().ok()?.whole().ok());
    Some(remembered.unwrap_or_else(|| library::load(&folders).library))
}

/// Returns the ids with this beginning, each in its shortest unambiguous spelling.
fn ids(library: &Library, typed: &str) -> Vec<Candidate> {
    let begun = library.records().map(|(ix, record)| (library.label(ix), Clean::line(record.title())));
    let begun: BTreeMap<Clean, Clean> = begun.filter(|(label, _)| label.starts_with(typed)).collect();
    begun.into_iter().collect()
}

/// Returns the fields and values that complete a query's last piece.
fn query(library: Option<&Library>, typed: &str) -> Vec<Candidate> {
    let vocabulary = library.map(Vocabulary::of).unwrap_or_default();
    // A shell only extends what is typed: an id in place of a name is no extension.
    let found = complete(typed, typed.len(), &vocabulary, &|_, _| {});
    let kept = typed.get(..found.replace.start).unwrap_or_default();
    let whole =
        found.items.into_iter().map(|item| (clean!("{kept}{}", item.text), item.about.unwrap_or_default()));
    // A value with a blank is quoted, but the quotes need not be typed.
    let plain = |text: &str| text.replace('"', "");
    whole.filter(|(text, _)| plain(text).starts_with(&plain(typed))).collect()
}

/// Returns the files and folders with this beginning.
fn paths(typed: &str) -> Vec<Candidate> {
    let (folder, begun) = typed.rsplit_once('/').map_or(("", typed), |(_, name)| {
        (typed.get(..=typed.len() - name.len() - 1).unwrap_or_default(), name)
    });
    let shown = match (folder, folder.strip_prefix("~/"), env::var_os("HOME")) {
        ("", ..) => PathBuf::from("."),
        // Some shells pass the word on as it is typed.
        (_, Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(folder),
    };
    let Ok(entries) = fs::read_dir(&shown) else { return Vec::new() };
    let named = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let wanted = name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
        let end = if wanted && Path::new(&entry.path()).is_dir() { "/" } else { "" };
        let path = format!("{folder}{name}{end}");
        let shown = Clean::line(&path);
        // A name with signs in it is the name of no file.
        (wanted && *shown == *path).then(|| (shown, Clean::default()))
    });
    let sorted: BTreeMap<Clean, Clean> = named.collect();
    sorted.into_iter().collect()
}
