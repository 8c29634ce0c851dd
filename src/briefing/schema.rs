//! The keys of the front matter: one table that everything which handles keys follows.
//!
//! Reading and storing briefings, the fields of queries and their completion, `check`, JSON, CSV, templates, the
//! comparison of editions and the table in `docs/writing.md` walk [`KEYS`]. A new key is a field of [`Briefing`]
//! and a row with its accessors. Keys with a structure of their own (`status`, `links`, …) have a [`Slot`] of their
//! own, and code for it where they are read, stored and printed.

mod rows;

use crate::clean;
use crate::date::{Day, FactDate};
use crate::text::Clean;

use super::{Briefing, Kind, Status};
use rows::{KEY, ROWS};

/// A front-matter key.
#[derive(Clone, Copy, Debug)]
pub struct SchemaKey {
    /// The name in files and in JSON.
    pub name: &'static str,
    /// Other spellings in files. The first one present counts where the name is missing.
    pub aliases: &'static [&'static str],
    /// The kinds of briefing that it is meant for.
    pub used_in: KindSet,
    /// The kinds of ours that must have it.
    pub required: KindSet,
    /// The place of its value in a briefing.
    pub slot: Slot,
    /// The limit of each of its texts.
    pub limit: Option<TextLimit>,
    /// The form of each of its texts.
    pub form: Option<TextForm>,
    /// The field of queries that asks for it.
    pub field: Option<QueryField>,
    /// Marks a key whose texts the full-text search finds.
    pub is_searched: bool,
    /// Marks a column of `briefings.csv`.
    pub is_column: bool,
    /// Marks a key that pages and comparisons list among the other keys.
    pub is_listed: bool,
    /// The position of its line in a comparison of briefings.
    pub compared: Option<u8>,
    /// An example of its value, as written in a file.
    pub example: Option<&'static str>,
    /// The description of its value in `docs/writing.md`.
    pub about: &'static str,
    row: usize,
}

/// The place of a key's value in a briefing, with its type.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// A text of this briefing.
    Line(Accessor<GetText, SetText>),
    /// A text that many briefings have in common, and that queries complete.
    Word(Accessor<GetText, SetText>),
    /// A list of texts of this briefing.
    Lines(Accessor<GetTexts, SetTexts>),
    /// A list of such texts.
    Words(Accessor<GetTexts, SetTexts>),
    /// A full date.
    Day(Accessor<GetDate<Day>, SetDate<Day>>),
    /// A fact date.
    Date(Accessor<GetDate<FactDate>, SetDate<FactDate>>),
    /// The kind.
    Kind,
    /// The status, program by program.
    Status,
    /// Typed links.
    Links,
    /// People with their functions.
    People,
    /// The quality of the sources.
    Confidence,
    /// The mark of a draft.
    Draft,
}

/// The access to a field of a briefing.
#[derive(Clone, Copy, Debug)]
pub struct Accessor<Get, Set> {
    /// Reads the field.
    pub get: Get,
    /// Replaces its value.
    pub set: Set,
}

type GetText = fn(&Briefing) -> Option<&Clean>;
type SetText = fn(&mut Briefing, Option<Clean>);
type GetTexts = fn(&Briefing) -> &[Clean];
type SetTexts = fn(&mut Briefing, Box<[Clean]>);
type GetDate<T> = fn(&Briefing) -> Option<T>;
type SetDate<T> = fn(&mut Briefing, Option<T>);

/// The most characters of a text.
#[derive(Clone, Copy, Debug)]
pub struct TextLimit {
    /// The number of characters.
    pub characters: usize,
    /// The result of a longer text.
    pub result: &'static str,
}

/// The form of a text.
#[derive(Clone, Copy, Debug)]
pub struct TextForm {
    /// Reports whether a text has the form.
    pub fits: fn(&str) -> bool,
    /// The name of such a text.
    pub name: &'static str,
    /// The description of the form.
    pub hint: &'static str,
}

/// The field of queries that asks for a key.
#[derive(Clone, Copy, Debug)]
pub struct QueryField {
    /// The name before the `:`. It names one value: `tag` for `tags`.
    pub name: &'static str,
    /// The help.
    pub about: &'static str,
    /// Marks a text that any part of it finds.
    pub finds_parts: bool,
}

/// A set of kinds of briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSet(u8);

impl KindSet {
    const NONE: Self = Self(0);
    const COMPANY: Self = Self(1);
    const EVENT: Self = Self(2);
    /// Sources alone.
    pub const SOURCE: Self = Self(4);
    const SUBJECTS: Self = Self(1 | 2);
    const OURS: Self = Self(1 | 2 | 4);
    const ALL: Self = Self(1 | 2 | 4 | 8);

    /// Reports whether a kind is in the set.
    pub fn has(self, kind: &Kind) -> bool {
        let bit = match kind {
            Kind::Company => 1,
            Kind::Event => 2,
            Kind::Source => 4,
            Kind::Note | Kind::Other(_) => 8,
        };
        self.0 & bit != 0
    }

    /// Names the kinds: `all`, `company, event`.
    fn words(self) -> String {
        if self == Self::ALL {
            return "all".to_owned();
        }
        let kinds = [Kind::Company, Kind::Event, Kind::Source];
        let words: Vec<&str> = kinds.iter().filter(|kind| self.has(kind)).map(Kind::word).collect();
        words.join(", ")
    }
}

/// All keys, in the order of the documentation and of JSON.
pub static KEYS: [SchemaKey; ROWS.len()] = numbered();

// Keys that have code of their own somewhere.
/// `title`
pub const TITLE: &SchemaKey = key("title");
/// `description`
pub const DESCRIPTION: &SchemaKey = key("description");
/// `updated`
pub const UPDATED: &SchemaKey = key("updated");
/// `start`
pub const START: &SchemaKey = key("start");
/// `end`
pub const END: &SchemaKey = key("end");
/// `as_of`
pub const AS_OF: &SchemaKey = key("as_of");
/// `aliases`
pub const ALIASES: &SchemaKey = key("aliases");
/// `country`
pub const COUNTRY: &SchemaKey = key("country");
/// `status`
pub const STATUS: &SchemaKey = key("status");
/// `links`
pub const LINKS: &SchemaKey = key("links");
/// `people`
pub const PEOPLE: &SchemaKey = key("people");
/// `tags`
pub const TAGS: &SchemaKey = key("tags");
/// `draft`
pub const DRAFT: &SchemaKey = key("draft");
/// `publisher`
pub const PUBLISHER: &SchemaKey = key("publisher");
/// `author`
pub const AUTHOR: &SchemaKey = key("author");
/// `published`
pub const PUBLISHED: &SchemaKey = key("published");
/// `origin`
pub const ORIGIN: &SchemaKey = key("origin");

const fn numbered() -> [SchemaKey; ROWS.len()] {
    let mut keys = [KEY; ROWS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = ROWS[at];
        keys[at].row = at;
        at += 1;
    }
    keys
}

/// Returns the key with this name, for constants: another name is an error of the compiler.
#[expect(clippy::panic, reason = "it is called in constants only, where it stops the compiler")]
const fn key(name: &str) -> &'static SchemaKey {
    let mut at = 0;
    while at < KEYS.len() {
        if is_same(KEYS[at].name.as_bytes(), name.as_bytes()) {
            return &KEYS[at];
        }
        at += 1;
    }
    panic!("no key has this name")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Returns the key with this name or alias.
pub fn spelled(name: &str) -> Option<&'static SchemaKey> {
    KEYS.iter().find(|key| key.spellings().any(|spelling| spelling == name))
}

/// Returns the table of keys for `docs/writing.md`.
pub fn markdown() -> String {
    let row = |key: &SchemaKey| {
        let aliases: Vec<String> = key.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let also = match aliases.split_last() {
            None => String::new(),
            Some((one, [])) => format!(". {one} is also accepted"),
            Some((last, others)) => format!(". {} and {last} are also accepted", others.join(", ")),
        };
        format!("| `{}` | {} | {}{also} |\n", key.name, key.used_in.words(), key.about)
    };
    format!(
        "| key | used in | value |\n|---|---|---|\n{}| any other key | all | stored, shown, and searchable as \
         `key:value`; keys in Zola's `extra` are included |\n",
        KEYS.iter().map(row).collect::<String>()
    )
}

/// Returns the keys and values that a page lists as other fields: those marked so, then those of no row.
pub fn other_fields(briefing: &Briefing) -> impl Iterator<Item = (Clean, Clean)> {
    let listed = KEYS.iter().filter(|key| key.is_listed);
    let listed =
        listed.flat_map(|key| key.values(briefing).into_iter().map(|value| (Clean::line(key.name), value)));
    listed.chain(briefing.extra.iter().cloned())
}

/// Keys are equal when they are the same row.
impl PartialEq for SchemaKey {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row
    }
}

impl Eq for SchemaKey {}

impl SchemaKey {
    /// Returns the number of its row, counted from 0.
    pub const fn row(&self) -> usize {
        self.row
    }

    /// The name, then the aliases.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> + Clone {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Reports whether it holds a date.
    pub const fn is_date(&self) -> bool {
        matches!(self.slot, Slot::Day(_) | Slot::Date(_))
    }

    /// Reports whether it holds a text or a list of texts.
    pub const fn holds_text(&self) -> bool {
        matches!(self.slot, Slot::Line(_) | Slot::Word(_) | Slot::Lines(_) | Slot::Words(_))
    }

    /// Reports whether it belongs to the record of a source.
    pub fn is_of_source(&self) -> bool {
        self.used_in == KindSet::SOURCE
    }

    /// Returns its texts. Keys of other types have none.
    pub fn texts<'a>(&self, briefing: &'a Briefing) -> &'a [Clean] {
        match self.slot {
            Slot::Line(Accessor { get, .. }) | Slot::Word(Accessor { get, .. }) => {
                get(briefing).map_or(&[], std::slice::from_ref)
            }
            Slot::Lines(Accessor { get, .. }) | Slot::Words(Accessor { get, .. }) => get(briefing),
            _ => &[],
        }
    }

    /// Returns the date of a key that holds one.
    pub fn date(&self, briefing: &Briefing) -> Option<FactDate> {
        match self.slot {
            Slot::Day(Accessor { get, .. }) => get(briefing).map(FactDate::from),
            Slot::Date(Accessor { get, .. }) => get(briefing),
            _ => None,
        }
    }

    /// Reports whether a briefing has a value for it.
    pub fn is_in(&self, briefing: &Briefing) -> bool {
        match self.slot {
            Slot::Line(_) | Slot::Word(_) | Slot::Lines(_) | Slot::Words(_) => {
                !self.texts(briefing).is_empty()
            }
            Slot::Day(_) | Slot::Date(_) => self.date(briefing).is_some(),
            Slot::Kind => true,
            Slot::Status => !briefing.status.is_empty(),
            Slot::Links => !briefing.links.is_empty(),
            Slot::People => !briefing.people.is_empty(),
            Slot::Confidence => briefing.confidence.is_some(),
            Slot::Draft => briefing.draft,
        }
    }

    /// Returns its values in words, one for each item of a list.
    pub fn values(&self, briefing: &Briefing) -> Vec<Clean> {
        match self.slot {
            Slot::Line(_) | Slot::Word(_) | Slot::Lines(_) | Slot::Words(_) => self.texts(briefing).to_vec(),
            Slot::Day(_) | Slot::Date(_) => self.date(briefing).iter().map(|date| clean!("{date}")).collect(),
            Slot::Kind => vec![clean!("{}", briefing.kind)],
            Slot::Status => {
                let line = |status: &Status| clean!("{} {}", status.program, status.standing());
                briefing.status.iter().map(line).collect()
            }
            Slot::Links => briefing.links.iter().map(|link| clean!("{} {}", link.role, link.to)).collect(),
            Slot::People => briefing.people.iter().map(|person| clean!("{person}")).collect(),
            Slot::Confidence => briefing.confidence.iter().map(|level| clean!("{level}")).collect(),
            Slot::Draft => briefing.draft.then(|| Clean::line("true")).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_spelling_and_a_field_name_one_key() {
        let mut spellings = HashSet::new();
        let mut fields = HashSet::new();
        for (row, key) in KEYS.iter().enumerate() {
            assert_eq!(key.row(), row);
            for spelling in key.spellings() {
                assert!(spellings.insert(spelling), "two keys are spelled `{spelling}`");
                assert_eq!(spelled(spelling), Some(key));
            }
            assert!(
                key.field.is_none_or(|field| fields.insert(field.name)),
                "two keys have the field of {}",
                key.name
            );
            assert!(!key.about.is_empty(), "{}", key.name);
        }
        assert_eq!(spelled("ticker"), None);
    }

    #[test]
    fn a_text_under_each_key_is_read_and_in_its_values() {
        for key in KEYS.iter().filter(|key| key.holds_text()) {
            for spelling in key.spellings() {
                let file = format!("---\n{spelling}: Some\n---\n");
                let (briefing, _) = Briefing::read(Path::new("a.md"), file.as_bytes());
                assert_eq!(key.values(&briefing), ["Some"], "{spelling}");
                assert!(key.is_in(&briefing) && briefing.extra.is_empty(), "{spelling}");
            }
        }
    }

    #[test]
    fn an_earlier_spelling_hides_a_later_one() {
        let file = b"---\nsummary: old\ndescription: new\nauthors: [B]\nauthor: A\n---\n";
        let (briefing, _) = Briefing::read(Path::new("a.md"), file);
        assert_eq!(DESCRIPTION.values(&briefing), ["new"]);
        assert_eq!(AUTHOR.values(&briefing), ["A"]);
        let others = ["summary: old", "authors: B"];
        assert!(briefing.extra.iter().map(|(key, value)| format!("{key}: {value}")).eq(others));
    }

    #[test]
    fn the_table_names_kinds_and_other_spellings() {
        let table = markdown();
        for line in [
            "| `description` | company, event | a one-line summary of at most 160 characters. `summary` is also accepted |",
            "| `updated` | all | the day of the last edit: `2026-11-21`. `date`, `lastmod` and `modified` are also accepted |",
            "| `url` | source | its address |",
        ] {
            assert!(table.lines().any(|row| row == line), "{table}");
        }
        assert_eq!(table.lines().count(), KEYS.len() + 3);
    }
}
