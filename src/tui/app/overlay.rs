//! What lies over a screen: one layer at a time, closed by Esc.

use std::path::PathBuf;

use crate::clean;
use crate::library::Ix;
use crate::text::{Clean, fold, wrap};
use crate::tui::action::{Action, Motion};
use crate::tui::app::finder::Finder;
use crate::tui::app::line_input::LineInput;
use crate::tui::app::memory::ChangesSince;
use crate::tui::effect::Generation;
use crate::tui::event::Key;

/// A layer over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Titles, full text and commands, found by what is typed.
    Finder(Box<Finder>),
    /// All keys with what they do, filtered by what is typed.
    Commands(Chooser),
    /// The contents of the open briefing and what it is linked with.
    Contents(Chooser),
    /// What is wrong in the library, filtered by what is typed.
    Problems(Problems),
    /// The values that fields have in what was found, filtered by what is typed.
    Facets(Facets),
    /// The orders the list can have.
    Sort,
    /// What can be copied.
    Copy,
    /// Letters on links.
    Hints(Hints),
    /// What a briefing is linked with, or what stands in a cell of the matrix.
    Places(Places),
    /// The statements of the open briefing by origin.
    Evidence(Places),
    /// What can stand along the sides of the matrix.
    Axes(Chooser),
    /// What changed in the open briefing.
    Changes(ChangeList),
    /// The reader's marks, waiting for a letter.
    Bookmarks,
    /// The note at a star, which is being written.
    Note(Note),
    /// A source, a broken link or an address, shown before anything is done with it.
    Card(Card),
}

/// What changed in the open briefing, in lines as wide as the screen.
#[derive(Clone, Debug)]
pub struct ChangeList {
    /// What changed.
    pub since: ChangesSince,
    /// The lines.
    pub chooser: Chooser,
    /// For how many columns they were made.
    pub columns: u16,
}

impl ChangeList {
    /// The lines for a screen of so many columns: each change begins with its sign and where it stands, and goes on
    /// below.
    pub fn new(since: ChangesSince, columns: u16) -> Self {
        let room = usize::from(columns.saturating_sub(6)).clamp(10, 96);
        let mut choices = Vec::new();
        // What was removed has no place: it stood before what follows it.
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
pub struct Places {
    /// What they are.
    pub title: Clean,
    /// The briefing that they were gathered for: they are gathered again when more is known of it.
    pub about: Option<Ix>,
    /// The places.
    pub chooser: Chooser,
}

/// Values of fields to narrow the query by.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// The lines to choose from.
    pub chooser: Chooser,
    /// What each adds to the query.
    pub tokens: Vec<Clean>,
    /// The question for them, while it is under way.
    pub asked: Option<Generation>,
}

/// What is wrong in the library.
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
    /// What is typed to narrow it; unused where nothing is typed.
    pub input: LineInput,
    /// All lines.
    all: Vec<Choice>,
    /// The places in `all` of the lines that match.
    shown: Vec<usize>,
    /// The selected one among those shown.
    pub selected: usize,
}

/// One line of a chooser.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What stands at the left: keys, a role.
    pub lead: Clean,
    /// The line itself.
    pub label: Clean,
    /// What happens when it is chosen; a line without is only read.
    pub action: Option<Action>,
    /// Whether it stands apart as a heading of the lines below it.
    pub heading: bool,
}

impl Choice {
    /// A heading of the lines below it.
    pub fn heading(label: Clean) -> Self {
        Self { lead: Clean::default(), label, action: None, heading: true }
    }

    /// A line to choose.
    pub fn line(lead: Clean, label: Clean, action: Action) -> Self {
        Self { lead, label, action: Some(action), heading: false }
    }
}

impl Chooser {
    /// A chooser over these lines, with `selected` selected.
    pub fn new(all: Vec<Choice>, selected: usize) -> Self {
        let shown = (0..all.len()).collect();
        let mut chooser = Self { input: LineInput::default(), all, shown, selected };
        chooser.selected = chooser.nearest_choosable(selected);
        chooser
    }

    /// The lines that match, in order.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Choice> {
        self.shown.iter().map(|at| &self.all[*at])
    }

    /// What happens when the selected line is chosen.
    pub fn chosen(&self) -> Option<Action> {
        self.shown.get(self.selected).and_then(|at| self.all[*at].action)
    }

    /// Selects the line at this place among those shown, or the nearest to it.
    pub fn select(&mut self, place: usize) {
        self.selected = self.nearest_choosable(place);
    }

    /// Edits what is typed.
    pub fn edit(&mut self, key: Key) {
        if self.input.edit(key) {
            self.narrow();
        }
    }

    /// Narrows the lines to those that match what is typed elsewhere.
    pub fn narrow_to(&mut self, input: &LineInput) {
        self.input = input.clone();
        self.narrow();
    }

    /// Narrows the lines to those that match what is typed; headings go as soon as anything is typed, and the
    /// lines that begin with it come first: a command is found by its name, whatever else speaks of it.
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
    pub targets: Vec<(String, Target)>,
    /// The letters typed so far.
    pub typed: String,
}

/// What a link in the text leads to: places in the open document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
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
    /// Letters for these targets: one letter each while they suffice, else two.
    pub fn new(targets: Vec<Target>) -> Self {
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

    /// Takes a typed letter; answers the target that it completes.
    pub fn press(&mut self, letter: char) -> Option<Target> {
        self.typed.push(letter.to_ascii_lowercase());
        if !self.targets.iter().any(|(label, _)| label.starts_with(&self.typed)) {
            self.typed.clear();
        }
        self.targets.iter().find(|(label, _)| *label == self.typed).map(|(_, target)| *target)
    }

    /// The letters of a target, as far as what was typed still leads to it.
    pub fn label(&self, wanted: Target) -> Option<&str> {
        let found = self.targets.iter().find(|(_, target)| *target == wanted)?;
        found.0.starts_with(&self.typed).then_some(found.0.as_str())
    }
}

/// A note that is being written.
#[derive(Clone, Debug)]
pub struct Note {
    /// The briefing's file.
    pub path: PathBuf,
    /// Its title.
    pub title: Clean,
    /// The note.
    pub input: LineInput,
}

/// Something shown before anything is done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// What it is.
    pub title: Clean,
    /// What is known about it, line by line.
    pub lines: Vec<Clean>,
    /// What Enter does.
    pub leads_to: Option<LeadsTo>,
    /// The address that `y` copies.
    pub address: Option<Clean>,
    /// The label of the footnote that it is about.
    pub footnote: Option<Clean>,
    /// The first line on a screen that is too low for all.
    pub top: usize,
}

impl Card {
    /// Its lines on a screen of so many columns.
    pub fn wrapped(&self, columns: u16) -> Vec<Clean> {
        let columns = usize::from(columns.saturating_sub(4)).clamp(1, 100);
        let wrapped = |line: &Clean| -> Vec<Clean> {
            wrap(line, columns).into_iter().map(|range| Clean::line(&line[range])).collect()
        };
        self.lines.iter().flat_map(wrapped).collect()
    }

    /// The rows that so many lines take: a rule and the title above them, a blank row below.
    pub fn rows(lines: usize) -> u16 {
        u16::try_from(lines + 3).unwrap_or(u16::MAX)
    }

    /// How many of `lines` are seen at once in so many rows: where not all are, only the title stands above them.
    pub fn seen(lines: usize, rows: u16) -> usize {
        if Self::rows(lines) <= rows { lines } else { usize::from(rows.saturating_sub(1)) }
    }

    /// Moves over its lines on a screen that is too low for all.
    pub fn go(&mut self, motion: Motion, (columns, rows): (u16, u16)) {
        let lines = self.wrapped(columns).len();
        let seen = Self::seen(lines, rows);
        self.top = motion.row(self.top, lines.saturating_sub(seen), seen.max(1));
    }

    /// Whether its last line is on the screen.
    pub fn is_at_its_end(&self, (columns, rows): (u16, u16)) -> bool {
        let lines = self.wrapped(columns).len();
        self.top + Self::seen(lines, rows) >= lines
    }
}

/// What Enter does on a card.
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
        let mut few = Hints::new((0..3).map(Target::Link).collect());
        assert_eq!(few.press('d'), Some(Target::Link(1)));
        let mut many = Hints::new((0..60).map(Target::Link).collect());
        assert_eq!(many.press('s'), None);
        assert_eq!(many.press('d'), Some(Target::Link(1)));
        let labels: std::collections::HashSet<_> = many.targets.iter().map(|(label, _)| label).collect();
        assert_eq!(labels.len(), 60);
    }

    #[test]
    fn a_wrong_letter_starts_anew() {
        let mut hints = Hints::new((0..60).map(Target::Link).collect());
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
