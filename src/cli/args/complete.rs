//! The candidates for the end of a command line. They are taken from the parser.

use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory as _};

use super::Typed;

/// The candidates for the end of a command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CompletionRequest {
    /// Words with their descriptions.
    pub words: Vec<(String, String)>,
    /// The kind of value, beyond the words.
    pub value: ValueKind,
    /// The text before the value in the same word, as in `--library=`.
    pub lead: String,
    /// The typed part of the value.
    pub typed: String,
    /// The folders that `-L` named before.
    pub library: Vec<PathBuf>,
    /// Set if `--` has ended the flags.
    pub is_closed: bool,
}

/// A value that is not among a few words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueKind {
    /// Nothing that can be listed.
    #[default]
    Nothing,
    /// The id of a briefing.
    Id,
    /// A piece of a query.
    Query,
    /// A file or folder.
    Path,
}

/// Returns the candidates for the end of these words.
/// The first is the program's name; the last is the typed part of the word in question, and may be empty.
pub fn at_end(words: &[String]) -> CompletionRequest {
    let mut program = Typed::command();
    program.build();
    let (typed, before) = match words.split_first() {
        Some((_, rest)) => rest
            .split_last()
            .map_or((String::new(), Vec::new()), |(last, before)| (last.clone(), before.to_vec())),
        None => (String::new(), Vec::new()),
    };
    let mut walk = Walk { command: &program, given: 0, awaits: None, library: Vec::new(), is_closed: false };
    for word in &before {
        walk.step(word);
    }
    let library = std::mem::take(&mut walk.library);
    CompletionRequest { library, is_closed: walk.is_closed, ..walk.end(typed) }
}

/// A walk along the words of a command line.
struct Walk<'a> {
    command: &'a Command,
    /// The number of positional words so far.
    given: usize,
    /// The flag whose value comes next.
    awaits: Option<&'a Arg>,
    library: Vec<PathBuf>,
    /// Set if `--` has ended the flags.
    is_closed: bool,
}

impl<'a> Walk<'a> {
    fn step(&mut self, word: &str) {
        if let Some(flag) = self.awaits.take() {
            self.note_library(flag, word);
            return;
        }
        if word == "--" && !self.is_closed {
            self.is_closed = true;
        } else if word.starts_with('-') && word.len() > 1 && !self.is_closed {
            let (name, value) =
                word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
            let Some(flag) = self.flag(name) else { return };
            match value {
                Some(value) => self.note_library(flag, value),
                None if flag.get_action().takes_values() && !flag.is_require_equals_set() => {
                    self.awaits = Some(flag);
                }
                None => {}
            }
        } else if let Some(inner) = self.command.find_subcommand(word).filter(|_| self.given == 0) {
            self.command = inner;
        } else {
            self.given += 1;
        }
    }

    fn note_library(&mut self, flag: &Arg, value: &str) {
        if flag.get_long() == Some("library") {
            self.library.push(PathBuf::from(value));
        }
    }

    fn end(&self, typed: String) -> CompletionRequest {
        if let Some(flag) = self.awaits {
            return value_of(flag, String::new(), typed);
        }
        if let Some((name, value)) = typed.split_once('=').filter(|_| typed.starts_with("--"))
            && let Some(flag) = self.flag(name)
        {
            return value_of(flag, format!("{name}="), value.to_owned());
        }
        if typed.starts_with('-') && !self.is_closed {
            return CompletionRequest {
                words: begun(self.flags(), &typed),
                typed,
                ..CompletionRequest::default()
            };
        }
        let positional = self.command.get_positionals().nth(self.given).or_else(|| {
            self.command
                .get_positionals()
                .last()
                .filter(|last| last.get_num_args().is_some_and(|count| count.max_values() > 1))
        });
        match positional {
            Some(positional) => value_of(positional, String::new(), typed),
            None => {
                let is_offered = |inner: &&Command| !inner.is_hide_set() && inner.get_name() != "help";
                let inner = self.command.get_subcommands().filter(is_offered);
                let words = inner.map(|inner| (inner.get_name().to_owned(), about(inner.get_about())));
                CompletionRequest {
                    words: begun(words.collect(), &typed),
                    typed,
                    ..CompletionRequest::default()
                }
            }
        }
    }

    fn flag(&self, name: &str) -> Option<&'a Arg> {
        self.command.get_arguments().find(|arg| match name.strip_prefix("--") {
            Some(long) => arg.get_long() == Some(long),
            None => arg.get_short().is_some_and(|short| name == format!("-{short}")),
        })
    }

    fn flags(&self) -> Vec<(String, String)> {
        let all = self.command.get_arguments().filter(|arg| !arg.is_hide_set());
        let long = all.filter_map(|arg| Some((format!("--{}", arg.get_long()?), about(arg.get_help()))));
        long.collect()
    }
}

fn value_of(arg: &Arg, lead: String, typed: String) -> CompletionRequest {
    let possible: Vec<(String, String)> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| (value.get_name().to_owned(), about(value.get_help())))
        .collect();
    let name = arg.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
    let value = match name {
        Some("ID" | "ID or WORDS" | "ID or QUERY") => ValueKind::Id,
        Some("QUERY") => ValueKind::Query,
        Some("DIR" | "FILE" | "PATH") => ValueKind::Path,
        _ => ValueKind::Nothing,
    };
    CompletionRequest { words: begun(possible, &typed), value, lead, typed, ..CompletionRequest::default() }
}

fn begun(words: Vec<(String, String)>, typed: &str) -> Vec<(String, String)> {
    words.into_iter().filter(|(word, _)| word.starts_with(typed)).collect()
}

fn about(help: Option<&clap::builder::StyledStr>) -> String {
    help.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: &str) -> CompletionRequest {
        at_end(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    fn words(line: &str) -> Vec<String> {
        at(line).words.into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn commands_come_first() {
        assert_eq!(words("briefing li"), ["list", "links"]);
        assert!(words("briefing ").contains(&"show".to_owned()));
        assert!(!words("briefing ").iter().any(|word| word.starts_with("__")));
    }

    #[test]
    fn flags_and_their_words_are_known() {
        assert_eq!(words("briefing list --so"), ["--sort"]);
        assert_eq!(words("briefing list --sort t"), ["title", "type"]);
        assert_eq!(at("briefing list --sort=ti").lead, "--sort=");
        assert_eq!(words("briefing list --sort=ti"), ["title"]);
        assert_eq!(words("briefing completions z"), ["zsh"]);
        assert_eq!(words("briefing config "), ["path", "init"]);
    }

    #[test]
    fn values_are_recognised_by_what_they_are_called() {
        assert_eq!(at("briefing show hik").value, ValueKind::Id);
        assert_eq!(at("briefing list type:").value, ValueKind::Query);
        assert_eq!(at("briefing list a b").value, ValueKind::Query);
        assert_eq!(at("briefing -L ").value, ValueKind::Path);
        assert_eq!(at("briefing compare a ").value, ValueKind::Id);
        assert_eq!(at("briefing list --limit ").value, ValueKind::Nothing);
    }

    #[test]
    fn the_library_that_is_named_is_the_one_asked() {
        assert_eq!(
            at("briefing -L /a show --library=/b ").library,
            [PathBuf::from("/a"), PathBuf::from("/b")]
        );
    }
}
