//! Files of settings: their keys, and what is wrong with them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::PlainValue;
use super::{OwnTheme, Rebinding, SPECS, Settings, Source, Spec};
use crate::clean;
use crate::library::Location;
use crate::search::query::nearest;
use crate::text::{Clean, io_reason};

/// The library's own file, in its folder.
pub const LIBRARY_FILE: &str = "briefing.toml";

/// The owner of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileOwner {
    Reader,
    Library,
}

/// A file whose text is being read: lines are counted in it.
struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    owner: FileOwner,
}

impl Settings {
    /// Reads the reader's file; `named` is the one that was asked for instead of the usual one. That none is there
    /// is only worth a word if one was asked for.
    pub(super) fn read_user_file(&mut self, named: Option<PathBuf>) {
        let asked_for = named.is_some();
        let Some(path) = named.or_else(super::config_file) else { return };
        self.file = Some(path.clone());
        if asked_for || path.exists() {
            self.read_file(&path, FileOwner::Reader);
        }
    }

    /// Reads the library's own file.
    /// It may set the library's name, sorting and filter, and nothing else: the person who shares a library does
    /// not set up the reader's program.
    pub fn read_library_file(&mut self, location: &Location) {
        let Location::Folders(folders) = location else { return };
        for folder in folders {
            let path = folder.join(LIBRARY_FILE);
            if self.library_file.as_ref() == Some(&path) {
                return;
            }
            if path.exists() {
                self.read_file(&path, FileOwner::Library);
                self.library_file = Some(path);
                return;
            }
        }
    }

    fn read_file(&mut self, path: &Path, owner: FileOwner) {
        let from = match owner {
            FileOwner::Reader => Source::User(path.to_owned(), 0),
            FileOwner::Library => Source::Library(path.to_owned(), 0),
        };
        match super::place::read(path) {
            Ok(text) => self.read_text(&Reading { path, text: &text, owner }),
            Err(error) => {
                self.warn(from, clean!("cannot read the file: {error}", error = io_reason(&error)), None);
            }
        }
    }

    fn read_text(&mut self, reading: &Reading<'_>) {
        let (table, errors) = DeTable::parse_recoverable(reading.text);
        // One mistake makes several errors, and a value that is not in the file: a line with one is reported once
        // and left out.
        let mut broken = BTreeSet::new();
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            if broken.insert(reading.line(at)) {
                let hint = Some(clean!("put text in quotes: key = \"text\""));
                self.warn(reading.source(at), clean!("{}", error.message().trim_end()), hint);
            }
        }
        for (key, value) in in_order(table.into_inner()) {
            if !broken.contains(&reading.line(key.span().start)) {
                self.read_entry(reading, &key, value);
            }
        }
    }

    fn read_entry(
        &mut self,
        reading: &Reading<'_>,
        key: &Spanned<Cow<'_, str>>,
        value: Spanned<DeValue<'_>>,
    ) {
        let (name, from) = (key.get_ref().as_ref(), reading.source(key.span().start));
        let spec = SPECS.iter().find(|spec| spec.name == name);
        let reader = reading.owner == FileOwner::Reader;
        match (name, value.into_inner()) {
            ("keys", DeValue::Table(table)) if reader => self.read_keys(reading, table),
            ("themes", DeValue::Table(table)) if reader => self.read_themes(reading, table),
            ("keys" | "themes", _) if reader => {
                self.warn(
                    from,
                    clean!("`{name}` must be a table"),
                    Some(clean!("write [{name}] and the settings below it")),
                );
            }
            (_, value) if spec.is_some_and(|spec| reading.may_set(spec)) => {
                self.take(name, given(value), from);
            }
            _ if spec.is_some() || matches!(name, "keys" | "themes") => {
                let (what, hint) = reading.refused(name);
                self.warn(from, what, Some(hint));
            }
            _ => {
                let known = SPECS.iter().filter(|spec| reading.may_set(spec)).map(|spec| spec.name);
                let tables = ["keys", "themes"].into_iter().filter(|_| reader);
                let hint = nearest(known.chain(tables), name).map(|name| clean!("did you mean `{name}`?"));
                self.warn(from, clean!("unknown setting `{name}`"), hint);
            }
        }
    }

    fn read_keys(&mut self, reading: &Reading<'_>, table: DeTable<'_>) {
        for (key, value) in in_order(table) {
            let from = reading.source(key.span().start);
            let command = key.into_inner().into_owned();
            let keys = match given(value.into_inner()) {
                PlainValue::Text(key) => vec![key],
                PlainValue::List(keys) => keys,
                _ => {
                    let hint = clean!("write {command} = [\"j\", \"down\"]");
                    self.warn(from, clean!("the keys of `{command}` must be a list"), Some(hint));
                    continue;
                }
            };
            self.keys.push(Rebinding { command, keys, from });
        }
    }

    fn read_themes(&mut self, reading: &Reading<'_>, table: DeTable<'_>) {
        for (key, value) in in_order(table) {
            let from = reading.source(key.span().start);
            let name = key.into_inner().into_owned();
            let DeValue::Table(roles) = value.into_inner() else {
                let hint = clean!("write [themes.{name}] and the colours below it");
                self.warn(from, clean!("the theme `{name}` must be a table"), Some(hint));
                continue;
            };
            let mut theme = OwnTheme { name, colours: Vec::new() };
            for (role, colour) in in_order(roles) {
                let from = reading.source(role.span().start);
                let role = role.into_inner().into_owned();
                match given(colour.into_inner()) {
                    PlainValue::Text(colour) => theme.colours.push((role, colour, from)),
                    PlainValue::Number(colour) => theme.colours.push((role, colour.to_string(), from)),
                    _ => {
                        let hint = clean!("write {role} = \"#5f87af\", \"blue\" or a number up to 255");
                        self.warn(
                            from,
                            clean!("the colour of `{role}` must be text or a number"),
                            Some(hint),
                        );
                    }
                }
            }
            self.themes.push(theme);
        }
    }
}

impl Reading<'_> {
    fn line(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        u32::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u32::MAX)
    }

    fn source(&self, at: usize) -> Source {
        let line = self.line(at);
        match self.owner {
            FileOwner::Reader => Source::User(self.path.to_owned(), line),
            FileOwner::Library => Source::Library(self.path.to_owned(), line),
        }
    }

    fn may_set(&self, spec: &Spec) -> bool {
        match self.owner {
            FileOwner::Reader => spec.is_for_readers(),
            FileOwner::Library => spec.is_for_libraries(),
        }
    }

    /// Refuses a setting that exists, but not in this owner's files.
    fn refused(&self, name: &str) -> (Clean, Clean) {
        match self.owner {
            FileOwner::Reader => (
                clean!("`{name}` can only be set by a library"),
                clean!("set it in {LIBRARY_FILE} in the folder of the library"),
            ),
            FileOwner::Library => {
                let names = SPECS.iter().filter(|spec| spec.is_for_libraries()).map(|spec| spec.name);
                let names: Vec<&str> = names.collect();
                (clean!("a library cannot set `{name}`"), clean!("it can set only {}", names.join(", ")))
            }
        }
    }
}

type TableEntry<'a> = (Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>);

/// Returns the entries of a table in the file's own order.
/// The table is sorted by name, but the order of the file decides what is first and what later.
fn in_order(table: DeTable<'_>) -> Vec<TableEntry<'_>> {
    let mut entries: Vec<TableEntry<'_>> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn given(value: DeValue<'_>) -> PlainValue {
    match value {
        DeValue::String(text) => PlainValue::Text(text.into_owned()),
        DeValue::Boolean(truth) => PlainValue::Truth(truth),
        DeValue::Integer(number) => {
            number.to_string().parse().map_or(PlainValue::Other("too large"), PlainValue::Number)
        }
        DeValue::Float(_) => PlainValue::Other("a fraction"),
        DeValue::Datetime(_) => PlainValue::Other("a date"),
        DeValue::Table(_) => PlainValue::Other("a table"),
        DeValue::Array(items) => {
            let texts = items.into_iter().map(|item| match item.into_inner() {
                DeValue::String(text) => Some(text.into_owned()),
                _ => None,
            });
            texts
                .collect::<Option<Vec<String>>>()
                .map_or(PlainValue::Other("a list with values that are not text"), PlainValue::List)
        }
    }
}
