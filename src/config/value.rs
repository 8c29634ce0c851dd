//! Values as written, and what they mean.

use std::path::PathBuf;

use super::{COLUMNS, Settings, Source};
use crate::clean;
use crate::search::query::nearest;
use crate::search::{Order, Sort};
use crate::text::Clean;

/// The characters that may be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// The choice of the locale.
    #[default]
    Auto,
    /// All of them.
    Unicode,
    /// ASCII alone.
    Ascii,
}

impl Glyphs {
    const ALL: [Self; 3] = [Self::Auto, Self::Unicode, Self::Ascii];

    /// Its name in a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Unicode => "unicode",
            Self::Ascii => "ascii",
        }
    }
}

/// A value as it is written in a file or a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PlainValue {
    Text(String),
    Number(i64),
    Truth(bool),
    List(Vec<String>),
    /// Something that no setting takes.
    Other(&'static str),
}

/// The fault of a value, and the correction.
pub(super) struct ValueError {
    what: Clean,
    hint: Option<Clean>,
}

const SORTS: [(&str, Sort); 5] = [
    ("as-of", Sort::AsOf),
    ("title", Sort::Title),
    ("type", Sort::Kind),
    ("updated", Sort::Updated),
    ("folder", Sort::Folder),
];

/// An order as one writes it.
pub(super) fn order_name(order: Order) -> String {
    let name = SORTS.iter().find(|(_, by)| *by == order.by).map_or("as-of", |(name, _)| name);
    format!("{}{name}", if order.reversed { "-" } else { "" })
}

impl Settings {
    /// Takes a value of a variable or a flag. It is always text.
    pub(super) fn take_text(&mut self, name: &str, text: &str, from: Source) {
        self.take(name, PlainValue::from_text(name, text), from);
    }

    /// Takes a value; a wrong one is a warning.
    pub(super) fn take(&mut self, name: &str, given: PlainValue, from: Source) {
        let source = from.clone();
        let taken = match name {
            "library" => given.folders().map(|folders| self.library.offer(folders, source)),
            "theme" => given.text().map(|theme| self.theme.offer(theme, source)),
            "glyphs" => given.glyphs().map(|glyphs| self.glyphs.offer(glyphs, source)),
            "ignored" => given.truth().map(|ignored| self.ignored.offer(ignored, source)),
            "column" => given.column().map(|column| self.column.offer(column, source)),
            "marks" => given.truth().map(|marks| self.marks.offer(marks, source)),
            "mouse" => given.truth().map(|mouse| self.mouse.offer(mouse, source)),
            "resume" => given.truth().map(|resume| self.resume.offer(resume, source)),
            "sort" => given.order().map(|order| self.sort.offer(order, source)),
            "filter" => given.text().map(|filter| self.filter.offer(filter, source)),
            "name" => given.text().map(|name| self.name.offer(name, source)),
            _ => return,
        };
        if let Err(wrong) = taken {
            self.warn(from, clean!("invalid value for `{name}`: {}", wrong.what), wrong.hint);
        }
    }
}

impl PlainValue {
    /// Returns the value that a text means. Variables and flags can give only text.
    fn from_text(name: &str, text: &str) -> Self {
        match (name, text.trim()) {
            ("column", number) => number.parse().map_or_else(|_| Self::Text(text.to_owned()), Self::Number),
            ("ignored" | "marks" | "mouse" | "resume", "true" | "1" | "yes" | "on") => Self::Truth(true),
            ("ignored" | "marks" | "mouse" | "resume", "false" | "0" | "no" | "off") => Self::Truth(false),
            _ => Self::Text(text.to_owned()),
        }
    }

    fn wants(&self, what: &str) -> ValueError {
        let shown = match self {
            Self::Text(text) => clean!("`{text}`"),
            Self::Number(number) => clean!("{number}"),
            Self::Truth(truth) => clean!("{truth}"),
            Self::List(_) => Clean::line("a list"),
            Self::Other(kind) => clean!("{kind}"),
        };
        ValueError { what: shown, hint: Some(clean!("try {what}")) }
    }

    fn text(self) -> Result<String, ValueError> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.wants("text in quotes")),
        }
    }

    fn truth(self) -> Result<bool, ValueError> {
        match self {
            Self::Truth(truth) => Ok(truth),
            other => Err(other.wants("true or false")),
        }
    }

    fn column(self) -> Result<u16, ValueError> {
        let (least, most) = COLUMNS;
        match self {
            Self::Number(number) => {
                let column = u16::try_from(number).ok().filter(|column| (least..=most).contains(column));
                column.ok_or_else(|| Self::Number(number).wants(&format!("a number from {least} to {most}")))
            }
            other => Err(other.wants(&format!("a number from {least} to {most}"))),
        }
    }

    /// Folders, `~` being the home.
    fn folders(self) -> Result<Vec<PathBuf>, ValueError> {
        let names = match self {
            Self::Text(text) => vec![text],
            Self::List(names) => names,
            other => return Err(other.wants("a folder in quotes, or several in brackets")),
        };
        Ok(names.iter().filter(|name| !name.is_empty()).map(|name| super::place::expanded(name)).collect())
    }

    fn glyphs(self) -> Result<Glyphs, ValueError> {
        let names = Glyphs::ALL.map(Glyphs::name);
        let text = self.one_of(&names)?;
        Ok(Glyphs::ALL.into_iter().find(|glyphs| glyphs.name() == text).unwrap_or_default())
    }

    fn order(self) -> Result<Order, ValueError> {
        let (reversed, given) = match self {
            Self::Text(text) => match text.strip_prefix('-') {
                Some(name) => (true, Self::Text(name.to_owned())),
                None => (false, Self::Text(text)),
            },
            other => (false, other),
        };
        let name = given.one_of(&SORTS.map(|(name, _)| name))?;
        let by = SORTS.iter().find(|(known, _)| *known == name).map_or(Sort::AsOf, |(_, by)| *by);
        Ok(Order { by, reversed })
    }

    fn one_of(self, names: &[&str]) -> Result<String, ValueError> {
        match self {
            Self::Text(text) if names.contains(&text.as_str()) => Ok(text),
            Self::Text(text) => {
                let meant = nearest(names.iter().copied(), &text);
                let hint = match meant {
                    Some(name) => clean!("did you mean `{name}`?"),
                    None => clean!("try one of {}", names.join(", ")),
                };
                Err(ValueError { what: clean!("`{text}`"), hint: Some(hint) })
            }
            other => Err(other.wants(&format!("one of {}, in quotes", names.join(", ")))),
        }
    }
}
