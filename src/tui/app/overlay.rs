//! The layers over a screen: one at a time, closed by Esc.

use std::path::PathBuf;

use crate::clean;
use crate::engine::request::Generation;
use crate::engine::response::ChangesSince;
use crate::keymap::Key;
use crate::keymap::action::{Action, Motion};
use crate::library::Ix;
use crate::text::{Clean, fold, wrap};
use crate::tui::app::finder::Finder;
use crate::tui::app::line_input::LineInput;

/// A layer over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The finder of titles, full text and commands.
    Finder(Box<Finder>),
    /// All keys and their actions, filtered by the typed text.
    Commands(Chooser),
    /// The contents of the open briefing and its linked briefings.
    Contents(Chooser),
    /// The problems of the library, filtered by the typed text.
    Problems(Problems),
    /// The values of fields in the results, filtered by the typed text.
    Facets(Facets),
    /// The possible orders of the list.
    Sort,
    /// The parts that can be copied.
    Copy,
    /// Letters on links.
    Hints(Hints),
    /// The links of a briefing, or the contents of a matrix cell.
    Places(PlaceList),
    /// The statements of the open briefing by origin.
    Evidence(PlaceList),
    /// The possible axes of the matrix.
    Axes(Chooser),
    /// The changes in the open briefing.
    Changes(ChangeList),
    /// The bookmarks, waiting for a letter.
    Bookmarks,
    /// The note at a star, which is being edited.
    Note(NoteEditor),
    /// A source, a broken link or an address.
    /// It is shown before anything is done with it.
    Card(Card),
}

/// The changes in the open briefing, wrapped to the screen.
#[derive(Clone, Debug)]
pub struct ChangeList {
    /// The changes.
    pub since: ChangesSince,
    /// The lines.
    pub chooser: Chooser,
    /// The number of columns that the lines were wrapped for.
    pub columns: u16,
}

impl ChangeList {
    /// Lays out the changes for a screen of this many columns.
    /// Each change begins with its sign and its place, and continues below.
    pub fn new(since: ChangesSince, columns: u16) -> Self {
        let room = usize::from(columns.saturating_sub(6)).clamp(10, 96);
        let mut choices = Vec::new();
        // A removed part has no place: it was before what follows it.
        let mut block = 0;
        for change in &since.changes.list {
            block = change.place.map_or(block, |(block, _)| block);
            let action = Some(Action::GoToBlock(block));
            let head = clean!("{}: {}", change.kind.word(), change.part);
            let lead = clean!("{}", change.kind.sign());
            choices.push(Choice { lead, label: head, action, heading: false });
            let words = change.in_one_line();
            for range in wrap(&words, room) {
                let label = Clean::text(&format!("  {}", &words[range]));
                choices.push(Choice { lead: Clean::line(" "), label, action, heading: false });
            }
        }
        Self { since, chooser: Chooser::new(choices, 0), columns }
    }
}

/// Briefings and statements to go to, under a title.
#[derive(Clone, Debug)]
pub struct PlaceList {
    /// The title over them.
    pub title: Clean,
    /// The briefing that they were collected for.
    /// They are collected again when more is known of it.
    pub about: Option<Ix>,
    /// The places.
    pub chooser: Chooser,
}

/// The values of fields that can narrow the query.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// The lines to choose from.
    pub chooser: Chooser,
    /// The addition of each line to the query.
    pub tokens: Vec<Clean>,
    /// The pending request for them.
    pub asked: Option<Generation>,
}

/// The problems of the library.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The lines to choose from.
    pub chooser: Chooser,
    /// The file and the line of each.
    pub places: Vec<(PathBuf, u32)>,
}

/// A list of lines to choose from.
#[derive(Clone, Debug, Default)]
pub struct Chooser {
    /// The typed filter; unused where nothing is typed.
    pub input: LineInput,
    /// All lines.
    all: Vec<Choice>,
    /// The indices in `all` of the lines that match.
    shown: Vec<usize>,
    /// The index of the selected line among those shown.
    pub selected: usize,
}

/// One line of a chooser.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The text at the left: keys, a role.
    pub lead: Clean,
    /// The line itself.
    pub label: Clean,
    /// The action of choosing the line; without one it is only read.
    pub action: Option<Action>,
    /// Set for a heading of the lines below it.
    pub heading: bool,
}

impl Choice {
    /// Creates a heading of the lines below it.
    pub fn heading(label: Clean) -> Self {
        Self { lead: Clean::default(), label, action: None, heading: true }
    }

    /// Creates a line that can be chosen.
    pub fn line(lead: Clean, label: Clean, action: Action) -> Self {
        Self { lead, label, action: Some(action), heading: false }
    }
}

impl Chooser {
    /// Creates a chooser over these lines, with `selected` selected.
    pub fn new(all: Vec<Choice>, selected: usize) -> Self {
        let shown = (0..all.len()).collect();
        let mut chooser = Self { input: LineInput::default(), all, shown, selected };
        chooser.selected = chooser.nearest_choosable(selected);
        chooser
    }

    /// Returns the lines that match, in order.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Choice> {
        self.shown.iter().map(|at| &self.all[*at])
    }

    /// Returns the action of the selected line.
    pub fn chosen(&self) -> Option<Action> {
        self.shown.get(self.selected).and_then(|at| self.all[*at].action)
    }

    /// Selects the nearest choosable line to this place among those shown.
    pub fn select(&mut self, place: usize) {
        self.selected = self.nearest_choosable(place);
    }

    /// Edits the typed filter.
    pub fn edit(&mut self, key: Key) {
        if self.input.edit(key) {
            self.narrow();
        }
    }

    /// Filters the lines by text that is typed elsewhere.
    pub fn narrow_to(&mut self, input: &LineInput) {
        self.input = input.clone();
        self.narrow();
    }

    /// Filters the lines by the typed text.
    /// Headings disappear as soon as anything is typed, and lines that begin with the text come first: a command
    /// is found by its name even if other lines mention it.
    pub fn narrow(&mut self) {
        let words: Vec<String> = self.input.text().split_whitespace().map(|word| fold(word).text).collect();
        let matches = |choice: &Choice| {
            let folded = fold(&format!("{} {}", choice.lead, choice.label)).text;
            !choice.heading && words.iter().all(|word| folded.contains(word))
        };
        self.shown = (0..self.all.len()).filter(|at| words.is_empty() || matches(&self.all[*at])).collect();
        if let Some(first) = words.first() {
            self.shown.sort_by_key(|at| !fold(&self.all[*at].label).text.starts_with(first));
        }
        self.selected = self.nearest_choosable(0);
    }

    /// Moves the selection over the lines that can be chosen.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let last = self.shown.len().saturating_sub(1);
        let wanted = motion.row(self.selected, last, page);
        let choosable = |at: &usize| self.all[self.shown[*at]].action.is_some();
        let found = if wanted >= self.selected {
            (wanted..self.shown.len()).find(choosable)
        } else {
            (0..=wanted).rev().find(choosable)
        };
        self.selected = found.unwrap_or_else(|| self.nearest_choosable(self.selected));
    }

    fn nearest_choosable(&self, from: usize) -> usize {
        let choosable = |at: &usize| self.all[self.shown[*at]].action.is_some();
        let from = from.min(self.shown.len());
        (from..self.shown.len()).find(choosable).or_else(|| (0..from).rev().find(choosable)).unwrap_or(0)
    }
}

/// Letters on every visible link.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// Each target with the letters that follow it.
    pub targets: Vec<(String, LinkTarget)>,
    /// The letters typed so far.
    pub typed: String,
}

/// The target of a link in the open document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// A link, by its number in the document.
    Link(u32),
    /// A footnote, by its number in the document.
    Footnote(u32),
    /// A linked briefing, by its number among the typed links.
    Linked(u32),
}

/// Letters that are easy to reach, those of the home row first.
const LETTERS: &[u8] = b"sdfghjklewruioxcvnmpytb";

impl Hints {
    /// Creates letters for these targets.
    /// It is one letter each while they suffice, else two.
    pub fn new(targets: Vec<LinkTarget>) -> Self {
        let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
        let two = targets.len() > LETTERS.len();
        let label = |at: usize| {
            if two {
                [letter(at / LETTERS.len()), letter(at)].iter().collect()
            } else {
                letter(at).to_string()
            }
        };
        Self {
            targets: targets.into_iter().enumerate().map(|(at, target)| (label(at), target)).collect(),
            typed: String::new(),
        }
    }

    /// Adds a typed letter; returns the target that it completes.
    pub fn press(&mut self, letter: char) -> Option<LinkTarget> {
        self.typed.push(letter.to_ascii_lowercase());
        if !self.targets.iter().any(|(label, _)| label.starts_with(&self.typed)) {
            self.typed.clear();
        }
        self.targets.iter().find(|(label, _)| *label == self.typed).map(|(_, target)| *target)
    }

    /// Returns the letters of a target.
    /// Nothing if the typed letters no longer lead to it.
    pub fn label(&self, wanted: LinkTarget) -> Option<&str> {
        let found = self.targets.iter().find(|(_, target)| *target == wanted)?;
        found.0.starts_with(&self.typed).then_some(found.0.as_str())
    }
}

/// A note that is being edited.
#[derive(Clone, Debug)]
pub struct NoteEditor {
    /// The briefing's file.
    pub path: PathBuf,
    /// Its title.
    pub title: Clean,
    /// The note.
    pub input: LineInput,
}

/// A card of something, shown before anything is done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The kind of thing.
    pub title: Clean,
    /// The details, line by line.
    pub lines: Vec<Clean>,
    /// The effect of Enter.
    pub leads_to: Option<LeadsTo>,
    /// The address that `y` copies.
    pub address: Option<Clean>,
    /// The label of its footnote.
    pub footnote: Option<Clean>,
    /// The first visible line, on a screen too low for all.
    pub top: usize,
}

impl Card {
    /// Returns its lines, wrapped to the screen's columns.
    pub fn wrapped(&self, columns: u16) -> Vec<Clean> {
        let columns = usize::from(columns.saturating_sub(4)).clamp(1, 100);
        let wrapped = |line: &Clean| -> Vec<Clean> {
            wrap(line, columns).into_iter().map(|range| Clean::line(&line[range])).collect()
        };
        self.lines.iter().flat_map(wrapped).collect()
    }

    /// Returns the number of rows that this many lines need.
    /// Above them are a rule and the title, below them a blank row.
    pub fn rows(lines: usize) -> u16 {
        u16::try_from(lines + 3).unwrap_or(u16::MAX)
    }

    /// Returns how many of `lines` fit into this many rows.
    /// If not all do, only the title is above them.
    pub fn seen(lines: usize, rows: u16) -> usize {
        if Self::rows(lines) <= rows { lines } else { usize::from(rows.saturating_sub(1)) }
    }

    /// Scrolls on a screen that is too low for all lines.
    pub fn go(&mut self, motion: Motion, (columns, rows): (u16, u16)) {
        let lines = self.wrapped(columns).len();
        let seen = Self::seen(lines, rows);
        self.top = motion.row(self.top, lines.saturating_sub(seen), seen.max(1));
    }

    /// Reports whether its last line is on the screen.
    pub fn is_at_its_end(&self, (columns, rows): (u16, u16)) -> bool {
        let lines = self.wrapped(columns).len();
        self.top + Self::seen(lines, rows) >= lines
    }
}

/// The effect of Enter on a card.
#[derive(Clone, Debug, PartialEq)]
pub enum LeadsTo {
    /// Reads the briefing in this file.
    Briefing(PathBuf),
    /// Opens this address outside.
    Address(Clean),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_links_get_one_letter_and_many_get_two() {
        let mut few = Hints::new((0..3).map(LinkTarget::Link).collect());
        assert_eq!(few.press('d'), Some(LinkTarget::Link(1)));
        let mut many = Hints::new((0..60).map(LinkTarget::Link).collect());
        assert_eq!(many.press('s'), None);
        assert_eq!(many.press('d'), Some(LinkTarget::Link(1)));
        let labels: std::collections::HashSet<_> = many.targets.iter().map(|(label, _)| label).collect();
        assert_eq!(labels.len(), 60);
    }

    #[test]
    fn a_wrong_letter_starts_anew() {
        let mut hints = Hints::new((0..60).map(LinkTarget::Link).collect());
        hints.press('s');
        assert_eq!(hints.press('z'), None);
        assert_eq!(hints.typed, "");
    }

    #[test]
    fn headings_of_a_chooser_are_passed_over() {
        let line = |label: &str, action| Choice {
            lead: Clean::default(),
            label: Clean::line(label),
            action,
            heading: action.is_none(),
        };
        let mut chooser = Chooser::new(
            vec![
                line("Sections", None),
                line("Bottom line", Some(Action::GoToHeading(0))),
                line("Linked", None),
                line("Dahua", Some(Action::GoToLinked(0))),
            ],
            0,
        );
        assert_eq!(chooser.chosen(), Some(Action::GoToHeading(0)));
        chooser.go(Motion::LineDown, 10);
        assert_eq!(chooser.chosen(), Some(Action::GoToLinked(0)));
        chooser.go(Motion::LineUp, 10);
        assert_eq!(chooser.chosen(), Some(Action::GoToHeading(0)));
        chooser.go(Motion::LineUp, 10);
        assert_eq!(chooser.chosen(), Some(Action::GoToHeading(0)));
    }
}
