//! The settings of the reader and a library: every setting with its value and where that came from.
//!
//! A flag counts more than the environment, that more than the library's own `briefing.toml`, that more than the
//! reader's `config.toml`, and that more than what the program starts with. A wrong key or value is a [`Warning`]
//! with its place and a hint; it never stops anything, and the setting keeps what it had.

mod file;
mod place;
mod program;
mod schema;
mod template;
mod value;

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use crate::clean;
use crate::search::{Order, Sort};
use crate::text::Clean;

pub use file::LIBRARY_FILE;
pub use place::config_file;
pub use program::{command, is_path_absolute};
pub use schema::{SPECS, Scope, Spec};
pub use template::template;
pub use value::Glyphs;

/// The width of the text column when none is set.
pub const COLUMN: u16 = 72;
/// The narrowest and the widest text column that can be chosen.
pub const COLUMNS: (u16, u16) = (30, 160);
/// The themes that come with the program, with what they are for.
pub const THEMES: &[(&str, &str)] = &[
    ("terminal", "the terminal's own colours"),
    ("ink", "light on dark"),
    ("paper", "dark on light"),
    ("contrast", "white on black, with the highest contrast"),
    ("mono", "no colours at all"),
    ("auto", "ink or paper, depending on the background of the terminal"),
];

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// The source of the value.
    pub from: Source,
}

/// The sources of values, the weakest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The program starts with it.
    Default,
    /// The reader's file, at this line; at line 0 if it is about the whole file.
    User(PathBuf, u32),
    /// The library's own file, at this line.
    Library(PathBuf, u32),
    /// This variable of the environment.
    Environment(&'static str),
    /// This flag of the command line.
    Flag(&'static str),
}

/// Something in the configuration that was not understood; all else in it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The place in the configuration.
    pub from: Source,
    /// The description of the problem.
    pub what: Clean,
    /// Advice on how to fix it.
    pub hint: Option<Clean>,
}

/// Other keys for a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebinding {
    /// The command's name.
    pub command: String,
    /// The names of its keys.
    pub keys: Vec<String>,
    /// The place of the setting.
    pub from: Source,
}

/// A theme of the reader's own, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name.
    pub name: String,
    /// The colours: the name of a role, its colour, and its place.
    pub colours: Vec<(String, String, Source)>,
}

/// All settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The folders of the library; none means: look for it.
    pub library: Setting<Vec<PathBuf>>,
    /// The name of the theme.
    pub theme: Setting<String>,
    /// The characters that may be drawn.
    pub glyphs: Setting<Glyphs>,
    /// Includes what `.gitignore` names.
    pub ignored: Setting<bool>,
    /// The width of the text column in cells.
    pub column: Setting<u16>,
    /// Marks statements that rest on one origin or on none.
    pub marks: Setting<bool>,
    /// Lets the mouse select, scroll and drag.
    pub mouse: Setting<bool>,
    /// Resumes where the last session ended.
    pub resume: Setting<bool>,
    /// The order of lists.
    pub sort: Setting<Order>,
    /// The query that the reader starts with.
    pub filter: Setting<String>,
    /// The name of the library.
    pub name: Setting<String>,
    /// Other keys for commands, in the order in which they are written.
    pub keys: Vec<Rebinding>,
    /// Themes of the reader's own.
    pub themes: Vec<OwnTheme>,
    /// The settings that were not understood.
    pub warnings: Vec<Warning>,
    /// The reader's file, if there is a place for it.
    pub file: Option<PathBuf>,
    /// The library's own file that was read, if it has one.
    pub library_file: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            library: Setting::started_with(Vec::new()),
            theme: Setting::started_with("terminal".to_owned()),
            glyphs: Setting::started_with(Glyphs::Auto),
            ignored: Setting::started_with(false),
            column: Setting::started_with(COLUMN),
            marks: Setting::started_with(true),
            mouse: Setting::started_with(false),
            resume: Setting::started_with(false),
            sort: Setting::started_with(Order { by: Sort::AsOf, reversed: false }),
            filter: Setting::started_with(String::new()),
            name: Setting::started_with(String::new()),
            keys: Vec::new(),
            themes: Vec::new(),
            warnings: Vec::new(),
            file: None,
            library_file: None,
        }
    }
}

impl<T> Setting<T> {
    fn started_with(value: T) -> Self {
        Self { value, from: Source::Default }
    }

    /// Takes a value unless the present one has a stronger source.
    fn offer(&mut self, value: T, from: Source) {
        if from.rank() >= self.from.rank() {
            *self = Self { value, from };
        }
    }
}

impl Source {
    fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::User(..) => 1,
            Self::Library(..) => 2,
            Self::Environment(_) => 3,
            Self::Flag(_) => 4,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            // The whole file.
            Self::User(path, 0) | Self::Library(path, 0) => write!(formatter, "{}", path.display()),
            Self::User(path, line) | Self::Library(path, line) => {
                write!(formatter, "{}:{line}", path.display())
            }
            Self::Environment(name) | Self::Flag(name) => formatter.write_str(name),
        }
    }
}

impl Warning {
    /// Reports whether it is about the library's own file.
    pub fn is_about_the_library(&self) -> bool {
        matches!(self.from, Source::Library(..))
    }

    /// The warning in one line, its place first.
    pub fn line(&self) -> Clean {
        match &self.hint {
            Some(hint) => clean!("{}: {}; {hint}", self.from, self.what),
            None => clean!("{}: {}", self.from, self.what),
        }
    }
}

impl Settings {
    /// Reads the settings of the reader's file, the environment and flags.
    /// `file` is a file that was named instead of the usual one, `flags` has the names of settings with what was
    /// given for them.
    pub fn gather(file: Option<PathBuf>, flags: &[(&'static str, &str)]) -> Self {
        let mut settings = Self::default();
        settings.read_user_file(file);
        for spec in SPECS {
            if let Some((variable, Ok(text))) =
                spec.variable.and_then(|name| Some((name, std::env::var_os(name)?.into_string())))
                && !text.is_empty()
            {
                settings.take_text(spec.name, &text, Source::Environment(variable));
            }
        }
        for (name, text) in flags {
            if let Some(flag) = SPECS.iter().find(|spec| spec.name == *name).and_then(|spec| spec.flag) {
                settings.take_text(name, text, Source::Flag(flag));
            }
        }
        settings
    }

    /// Takes the folders that the flag names, else the environment.
    /// The environment separates several as in `PATH`.
    pub fn name_library(&mut self, flag: &[PathBuf], variable: Option<OsString>) {
        if !flag.is_empty() {
            self.library.offer(flag.to_vec(), Source::Flag("-L"));
        } else if let Some(folders) = variable {
            let folders = std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty());
            let folders: Vec<PathBuf> = folders.collect();
            if !folders.is_empty() {
                self.library.offer(folders, Source::Environment("BRIEFING_LIBRARY"));
            }
        }
    }

    /// Each setting with its name, its value and its source. The value is as one would write it.
    pub fn table(&self) -> Vec<(&'static str, Clean, &Source)> {
        let folders: Vec<String> =
            self.library.value.iter().map(|folder| folder.display().to_string()).collect();
        vec![
            ("library", clean!("{}", folders.join(", ")), &self.library.from),
            ("name", clean!("{}", self.name.value), &self.name.from),
            ("theme", clean!("{}", self.theme.value), &self.theme.from),
            ("glyphs", clean!("{}", self.glyphs.value.name()), &self.glyphs.from),
            ("ignored", clean!("{}", self.ignored.value), &self.ignored.from),
            ("column", clean!("{}", self.column.value), &self.column.from),
            ("marks", clean!("{}", self.marks.value), &self.marks.from),
            ("mouse", clean!("{}", self.mouse.value), &self.mouse.from),
            ("resume", clean!("{}", self.resume.value), &self.resume.from),
            ("sort", clean!("{}", value::order_name(self.sort.value)), &self.sort.from),
            ("filter", clean!("{}", self.filter.value), &self.filter.from),
        ]
    }

    /// Notes something that was not understood.
    pub fn warn(&mut self, from: Source, what: Clean, hint: Option<Clean>) {
        self.warnings.push(Warning { from, what, hint });
    }
}

#[cfg(test)]
mod tests;
