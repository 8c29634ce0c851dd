//! The one table of keys.
//! Footer, help, the command list and the README's table are made from it.
//!
//! No binding may need Alt, function keys, the kitty protocol, Ctrl-I, Ctrl-M, Ctrl-S or Ctrl-Q; and `[`, `O` and
//! `A` to `D` stay free, since a split arrow key arrives as Esc `[` `A`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

pub mod action;
mod key;
mod mode;
mod overrides;
mod rebind;
mod shown;

use crate::engine::request::View;
use crate::search::Sort;
use action::{Action, CopyTarget, Direction, Motion, Tab};

pub use key::{Code, Key, UnknownKey};
pub use mode::Mode;
pub use overrides::KeyOverrides;
pub use rebind::rebind;
pub use shown::{footer, key_for, keys_of};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys, as [`Key`] reads them.
    pub keys: &'static [&'static str],
    /// The modes in which they are valid.
    pub modes: &'static [Mode],
    /// The action that they trigger.
    pub action: Action,
    /// The command's name.
    pub name: &'static str,
    /// A description of the command in a few words.
    pub help: &'static str,
    /// Its keys and its word in the footer, if any.
    pub footer: Option<(&'static str, &'static str)>,
}

use Mode::{
    Axes, Bookmarks, Card, Changes, Commands, Comparison, Contents, CopyMenu, Evidence, Facets, Filter, Find,
    Finder, Hints, Library, Matrix, Note, Places, Problems, Reader, SortMenu, Timeline,
};

const EVERYWHERE: &[Mode] = Mode::ALL;
const TYPING: &[Mode] = &[Filter, Find, Commands, Problems, Facets, Finder];
const CHOOSING: &[Mode] = &[Filter, Commands, Problems, Facets, Finder];
const SCREENS: &[Mode] = &[Library, Reader, Timeline, Matrix, Comparison];
const ABOUT_ONE: &[Mode] = &[Library, Reader, Timeline, Matrix];
const VIEWS: &[Mode] = &[Library, Timeline, Matrix];
const LISTS: &[Mode] =
    &[Library, Reader, Timeline, Matrix, Comparison, Contents, Places, Evidence, Axes, Card, Changes];
const CHOOSERS: &[Mode] = &[Contents, Places, Evidence, Axes, Changes];
const LAYERS: &[Mode] = &[
    Filter, Find, Commands, Problems, Facets, Finder, Contents, Hints, SortMenu, CopyMenu, Card, Places,
    Evidence, Axes, Changes, Bookmarks, Note,
];

const fn row(
    keys: &'static [&'static str],
    modes: &'static [Mode],
    action: Action,
    name: &'static str,
    help: &'static str,
) -> Binding {
    Binding { keys, modes, action, name, help, footer: None }
}

impl Binding {
    const fn footer(mut self, keys: &'static str, word: &'static str) -> Self {
        self.footer = Some((keys, word));
        self
    }
}

/// All keys, in the order in which footer and help show them.
/// A static, so that a row is known by its address.
pub static TABLE: &[Binding] = &[
    row(&["j", "down"], LISTS, Action::Move(Motion::LineDown), "down", "move down one line or row")
        .footer("j/k", "move"),
    row(&["k", "up"], LISTS, Action::Move(Motion::LineUp), "up", "move up one line or row"),
    row(&["space", "pgdn"], LISTS, Action::Move(Motion::PageDown), "page-down", "move down one page"),
    row(&["b", "pgup"], LISTS, Action::Move(Motion::PageUp), "page-up", "move up one page"),
    row(&["ctrl-d"], LISTS, Action::Move(Motion::HalfPageDown), "half-page-down", "move down half a page"),
    row(&["ctrl-u"], LISTS, Action::Move(Motion::HalfPageUp), "half-page-up", "move up half a page"),
    row(&["g", "home"], LISTS, Action::Move(Motion::Start), "start", "go to the first line or row"),
    row(&["G", "end"], LISTS, Action::Move(Motion::End), "end", "go to the last line or row"),
    row(
        &["h", "left"],
        &[Timeline],
        Action::Across(Direction::Previous),
        "previous-period",
        "go to the previous period",
    )
    .footer("h/l", "period"),
    row(
        &["l", "right"],
        &[Timeline],
        Action::Across(Direction::Next),
        "next-period",
        "go to the next period",
    ),
    row(
        &["h", "left"],
        &[Matrix],
        Action::Across(Direction::Previous),
        "column-left",
        "move one column left",
    )
    .footer("h/l", "column"),
    row(&["l", "right"], &[Matrix], Action::Across(Direction::Next), "column-right", "move one column right"),
    row(&["enter"], &[Matrix], Action::Open, "open-cell", "list the contents of the cell")
        .footer("enter", "open"),
    row(&["enter"], &[Library, Timeline], Action::Open, "read", "read the selected briefing")
        .footer("enter", "read"),
    row(&["enter"], CHOOSERS, Action::Open, "choose", "choose the selected line").footer("enter", "choose"),
    row(&["y"], &[Evidence], Action::CopySelected, "copy-statement", "copy the statement with its sources")
        .footer("y", "copy citation"),
    row(&["?"], SCREENS, Action::Help, "keys", "list all keys and commands").footer("?", "keys"),
    row(&["/"], VIEWS, Action::Search, "filter", "filter the list as you type").footer("/", "filter"),
    row(
        &["f", "ctrl-p"],
        &[Library, Timeline],
        Action::Finder(Tab::Titles),
        "find-title",
        "find a briefing by title or alias",
    )
    .footer("f", "find"),
    row(&["F"], &[Library], Action::Facets, "facets", "narrow the filter by field values")
        .footer("F", "facets"),
    row(&["+", "="], &[Timeline], Action::Zoom(Direction::Next), "finer", "use shorter periods")
        .footer("+/-", "zoom"),
    row(&["-"], &[Timeline], Action::Zoom(Direction::Previous), "coarser", "use longer periods"),
    row(&["x"], &[Matrix], Action::Turn, "swap-axes", "swap rows and columns").footer("x", "swap"),
    row(&["a"], &[Matrix], Action::Axes, "axes", "choose what rows and columns show").footer("a", "axes"),
    row(&["1"], VIEWS, Action::Show(View::Library), "list", "show the list of briefings")
        .footer("1/2/3", "views"),
    row(&["1"], &[Reader], Action::Show(View::Library), "list", "show the list of briefings"),
    row(&["2"], VIEWS, Action::Show(View::Timeline), "timeline", "show the timeline"),
    row(&["2"], &[Reader], Action::Show(View::Timeline), "timeline", "show the timeline of this briefing"),
    row(&["3"], ABOUT_ONE, Action::Show(View::Matrix), "matrix", "show the matrix of companies and events"),
    row(&["r"], VIEWS, Action::Related, "related", "list linked and similar briefings")
        .footer("r", "related"),
    row(&["r"], &[Reader], Action::Related, "related", "list linked and similar briefings"),
    row(&["/"], &[Reader], Action::Search, "find", "find text on the page").footer("/", "find"),
    row(&["n"], &[Reader], Action::Match(Direction::Next), "next-match", "go to the next match"),
    row(&["N"], &[Reader], Action::Match(Direction::Previous), "previous-match", "go to the previous match"),
    row(&["J"], &[Reader], Action::Section(Direction::Next), "next-section", "go to the next section")
        .footer("J/K", "section"),
    row(
        &["K"],
        &[Reader],
        Action::Section(Direction::Previous),
        "previous-section",
        "go to the previous section",
    ),
    row(&["t"], &[Reader], Action::Contents, "contents", "show contents and linked briefings")
        .footer("t", "contents"),
    row(&["T"], &[Reader], Action::Outline, "outline", "show or hide the outline"),
    row(&["o"], &[Reader], Action::Hints, "follow", "follow a link or footnote by letter")
        .footer("o", "links"),
    row(&["i"], &[Reader], Action::Evidence, "evidence", "list statements by origin").footer("i", "evidence"),
    row(&["y"], &[Reader], Action::Copy, "copy", "copy the text, a link, a citation …").footer("y", "copy"),
    row(&["u"], SCREENS, Action::NextUnread, "next-unread", "read the next unread briefing"),
    row(&["v"], &[Library, Reader], Action::Changes, "changes", "show changes since your last reading"),
    row(&["v"], &[Changes], Action::Changes, "older-changes", "show changes since an earlier reading")
        .footer("v", "older"),
    row(&["m"], ABOUT_ONE, Action::MarkRead, "mark-read", "mark as read or unread"),
    row(&["*"], ABOUT_ONE, Action::Star, "star", "add or remove a star"),
    row(&["w"], ABOUT_ONE, Action::Note, "note", "write your note (adds a star)"),
    row(&["'"], SCREENS, Action::Bookmarks, "bookmarks", "a-z goes to one, A-Z sets one here"),
    row(&["x"], &[Library, Reader, Timeline], Action::Pick, "pick", "pick for comparison, or unpick"),
    row(&["c"], ABOUT_ONE, Action::Compare, "compare", "compare the picked briefings"),
    row(&["e"], ABOUT_ONE, Action::Edit, "edit", "open your editor at this line"),
    row(&["+", "="], &[Reader], Action::Column(Direction::Next), "wider", "make the text column wider"),
    row(&["-"], &[Reader], Action::Column(Direction::Previous), "narrower", "make the text column narrower"),
    row(&["F"], &[Timeline, Matrix], Action::Facets, "facets", "narrow the filter by field values"),
    row(&["S"], &[Library], Action::Sort, "sort", "choose the order of the list"),
    row(&["!"], SCREENS, Action::Problems, "problems", "check the library and list problems"),
    row(&["R"], SCREENS, Action::Reload, "reload", "reload the library from disk"),
    row(&["bksp", "H"], &[Reader, Comparison], Action::Back, "back", "go back").footer("bksp", "back"),
    row(&["bksp", "H"], VIEWS, Action::Back, "back", "go back"),
    row(&["L"], SCREENS, Action::Forward, "forward", "go forward"),
    row(
        &["f", "ctrl-p"],
        &[Matrix, Reader, Comparison],
        Action::Finder(Tab::Titles),
        "find-title",
        "find a briefing by title or alias",
    ),
    row(&["s"], SCREENS, Action::Finder(Tab::Text), "find-text", "search the full text"),
    row(&[":"], SCREENS, Action::Finder(Tab::Commands), "command", "find a command by name"),
    row(&["a"], &[SortMenu], Action::SortBy(Sort::AsOf), "sort-as-of", "by as-of date"),
    row(&["t"], &[SortMenu], Action::SortBy(Sort::Title), "sort-title", "by title"),
    row(&["k"], &[SortMenu], Action::SortBy(Sort::Kind), "sort-type", "by type"),
    row(&["u"], &[SortMenu], Action::SortBy(Sort::Updated), "sort-updated", "by the date in `updated`"),
    row(&["f"], &[SortMenu], Action::SortBy(Sort::Folder), "sort-folder", "by folder"),
    row(&["p"], &[CopyMenu], Action::CopyPart(CopyTarget::Path), "copy-path", "the file's path"),
    row(&["l"], &[CopyMenu], Action::CopyPart(CopyTarget::Link), "copy-link", "a wiki link"),
    row(&["b"], &[CopyMenu], Action::CopyPart(CopyTarget::Body), "copy-body", "the text as shown"),
    row(&["m"], &[CopyMenu], Action::CopyPart(CopyTarget::Markdown), "copy-markdown", "the Markdown"),
    row(
        &["s"],
        &[CopyMenu],
        Action::CopyPart(CopyTarget::Section),
        "copy-section",
        "the first section on the screen",
    ),
    row(
        &["c"],
        &[CopyMenu],
        Action::CopyPart(CopyTarget::Citation),
        "copy-citation",
        "the first statement on the screen with its sources",
    ),
    row(&["enter"], &[Card], Action::OpenShown, "open-shown", "open the target").footer("enter", "open"),
    row(&["y"], &[Card], Action::CopyPart(CopyTarget::Address), "copy-shown", "copy the address")
        .footer("y", "copy"),
    row(&["enter"], &[Filter], Action::Open, "read", "read the selected briefing").footer("enter", "read"),
    row(
        &["tab"],
        &[Filter],
        Action::Complete(Direction::Next),
        "complete",
        "complete a field or value; again: next completion",
    )
    .footer("tab", "complete"),
    row(
        &["backtab"],
        &[Filter],
        Action::Complete(Direction::Previous),
        "complete-back",
        "previous completion",
    ),
    row(&["enter"], &[Find], Action::Open, "find-first", "go to the first match")
        .footer("enter", "first match"),
    row(&["enter"], &[Note], Action::Open, "save-note", "save your note; an empty note is deleted")
        .footer("enter", "save"),
    row(&["enter"], &[Commands], Action::Open, "run", "run the selected command").footer("enter", "run"),
    row(&["enter"], &[Facets], Action::Open, "add-to-filter", "add the selected value to the filter")
        .footer("enter", "add to the filter"),
    row(&["enter"], &[Problems], Action::Open, "edit-problem", "open your editor at the problem")
        .footer("enter", "edit"),
    row(&["enter"], &[Finder], Action::Open, "open", "open the match, or run the command")
        .footer("enter", "choose"),
    row(&["tab"], &[Finder], Action::Tab(Direction::Next), "next-tab", "next tab, with the same query"),
    row(
        &["backtab"],
        &[Finder],
        Action::Tab(Direction::Previous),
        "previous-tab",
        "previous tab, with the same query",
    ),
    row(&["up", "ctrl-p"], TYPING, Action::Move(Motion::LineUp), "row-up", "move up one row"),
    row(&["down", "ctrl-n"], TYPING, Action::Move(Motion::LineDown), "row-down", "move down one row")
        .footer("up/down", "move"),
    row(&["pgup"], CHOOSING, Action::Move(Motion::PageUp), "rows-up", "move up one page"),
    row(&["pgdn"], CHOOSING, Action::Move(Motion::PageDown), "rows-down", "move down one page"),
    row(&["q"], &[Library], Action::Close, "quit", "quit").footer("q", "quit"),
    row(
        &["q"],
        &[
            Reader, Timeline, Matrix, Comparison, Contents, SortMenu, CopyMenu, Card, Places, Evidence, Axes,
            Changes,
        ],
        Action::Close,
        "close",
        "close this screen",
    ),
    row(&["esc"], LAYERS, Action::Cancel, "cancel", "close the overlay, or clear the input")
        .footer("esc", "close"),
    row(&["esc"], SCREENS, Action::Cancel, "cancel", "close the overlay, or clear the input"),
    row(&["ctrl-c"], EVERYWHERE, Action::Quit, "quit-now", "quit immediately"),
    row(&["ctrl-z"], EVERYWHERE, Action::Suspend, "suspend", "suspend; `fg` continues"),
    row(&["ctrl-l"], EVERYWHERE, Action::Redraw, "redraw", "redraw the screen"),
];

/// Returns the action of a key in a mode.
/// The user's own keys and the table decide; any other key is typed where the mode accepts text.
pub fn action(keys: &KeyOverrides, mode: Mode, key: Key) -> Option<Action> {
    match (bound(keys, mode, key), mode) {
        (Some(binding), _) => Some(binding.action),
        (None, mode) if types(mode) => Some(Action::Type(key)),
        (None, _) => None,
    }
}

/// Reports whether unbound keys are typed in a mode.
fn types(mode: Mode) -> bool {
    TYPING.contains(&mode) || matches!(mode, Hints | Bookmarks | Note)
}

/// Returns the row that a key belongs to in a mode.
/// The user's own keys take precedence over those of the table.
fn bound(keys: &KeyOverrides, mode: Mode, key: Key) -> Option<&'static Binding> {
    let own = bindings(mode).find(|row| keys.of(row.name).is_some_and(|keys| keys.contains(&key)));
    let as_usual =
        || bindings(mode).find(|row| keys.of(row.name).is_none() && row.keys().any(|usual| usual == key));
    own.or_else(as_usual)
}

/// Returns the rows that are valid in a mode.
pub fn bindings(mode: Mode) -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(move |binding| binding.modes.contains(&mode))
}

/// Returns all commands by name: of rows with one name the first.
pub fn commands() -> Vec<&'static Binding> {
    let mut seen = BTreeSet::new();
    TABLE.iter().filter(|row| seen.insert(row.name)).collect()
}

impl Binding {
    /// Returns its keys.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.keys.iter().filter_map(|name| name.parse().ok())
    }
}

/// An action of some keys, with all its screens.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    /// The first row of the table with these keys and this help.
    pub row: &'static Binding,
    /// The modes of all such rows.
    pub modes: Vec<Mode>,
}

impl KeyEntry {
    /// Returns the names of the screens, in a list.
    pub fn screens(&self) -> String {
        if self.modes == Mode::ALL {
            return "everywhere".to_owned();
        }
        self.modes.iter().map(|mode| mode.name()).collect::<Vec<_>>().join(", ")
    }
}

/// Returns the table with one entry for equal rows.
/// Rows are equal if only their modes and footers differ.
pub fn entries() -> Vec<KeyEntry> {
    let mut entries: Vec<KeyEntry> = Vec::new();
    for row in TABLE {
        let is_same = |entry: &&mut KeyEntry| {
            (entry.row.name, entry.row.keys, entry.row.help) == (row.name, row.keys, row.help)
        };
        match entries.iter_mut().find(is_same) {
            Some(entry) => entry.modes.extend(row.modes),
            None => entries.push(KeyEntry { row, modes: row.modes.to_vec() }),
        }
    }
    entries
}

/// Returns the table as Markdown, for the documents.
pub fn markdown() -> String {
    let mut out = String::from("| Key | Screen | Action |\n|---|---|---|\n");
    for entry in entries() {
        let keys: Vec<String> = entry.row.keys.iter().map(|key| format!("`{key}`")).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} | {} | {} |", keys.join(" "), entry.screens(), entry.row.help);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_in_the_table_is_a_key() {
        for binding in TABLE {
            assert_eq!(binding.keys().count(), binding.keys.len(), "{}", binding.name);
        }
    }

    #[test]
    fn no_key_means_two_things_in_one_mode() {
        for mode in EVERYWHERE {
            let mut seen = HashSet::new();
            for binding in bindings(*mode) {
                for key in binding.keys() {
                    assert!(seen.insert(key), "{key} twice in {mode:?}");
                }
            }
        }
    }

    #[test]
    fn keys_that_some_terminal_cannot_send_stay_unbound() {
        for key in TABLE.iter().flat_map(Binding::keys) {
            let split_arrow = matches!(key.code, Code::Char('[' | 'O' | 'A'..='D')) && !key.ctrl;
            let unreliable = matches!(key.code, Code::Char('i' | 'm' | 's' | 'q')) && key.ctrl;
            assert!(!split_arrow && !unreliable, "{key}");
        }
    }
}
