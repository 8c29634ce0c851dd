//! The finder: one line to type into, and three tabs.
//! They search titles, the full text and the commands.

use crate::engine::request::Generation;
use crate::engine::response::{QueryMistake, TextFound, TextPlace};
use crate::keymap::action::{Motion, Tab};
use crate::library::Library;
use crate::search::Progress;
use crate::text::Clean;
use crate::tui::app::list::scrolled;
use crate::tui::app::{BriefingList, Chooser, LineInput};

/// The rows of one place in the tab of the full text.
pub const ROWS_PER_PLACE: usize = 2;

/// The state of the finder.
#[derive(Clone, Debug)]
pub struct Finder {
    /// The visible tab.
    pub tab: Tab,
    /// The typed text; it stays when the tab changes.
    pub input: LineInput,
    /// The words that the finder was opened with, until others are typed.
    pub given: Option<String>,
    /// The results among titles; the list's own line is not used.
    pub titles: BriefingList,
    /// The results in the full text.
    pub text: TextTab,
    /// The commands.
    pub commands: Chooser,
    /// The use of the chosen briefing.
    pub purpose: FinderPurpose,
}

/// A use of the briefing that is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinderPurpose {
    /// Reading it here.
    Read,
    /// Returning its name to the caller of the program.
    Pick,
}

/// The results in the full text.
#[derive(Clone, Debug, Default)]
pub struct TextTab {
    /// The answer.
    pub found: TextFound,
    /// The error of the query, if any.
    pub error: Option<QueryMistake>,
    /// Set while the index is being brought up to date.
    pub indexing: bool,
    /// The progress of indexing, when it takes long.
    pub progress: Option<Progress>,
    /// The last message about the index.
    pub message: Option<Clean>,
    /// The selected place.
    pub selected: usize,
    /// The first place on the screen.
    pub top: usize,
    /// The last request.
    pub asked: Generation,
    /// The last request that was answered.
    pub answered: Generation,
}

impl Finder {
    /// Creates a finder over these commands, nothing typed.
    pub fn new(tab: Tab, commands: Chooser, purpose: FinderPurpose) -> Self {
        let (input, titles, text) = (LineInput::default(), BriefingList::default(), TextTab::default());
        Self { tab, input, given: None, titles, text, commands, purpose }
    }

    /// Returns its tabs.
    /// When a briefing is picked for the caller, there is no tab of commands.
    pub fn tabs(&self) -> &'static [Tab] {
        match self.purpose {
            FinderPurpose::Read => &Tab::ALL,
            FinderPurpose::Pick => &[Tab::Titles, Tab::Text],
        }
    }

    /// Reports whether a request of this tab is unanswered.
    pub fn is_waiting(&self) -> bool {
        match self.tab {
            Tab::Titles => self.titles.asked != self.titles.answered,
            Tab::Text => self.text.asked != self.text.answered,
            Tab::Commands => false,
        }
    }

    /// Reports whether the tab of the full text is visible.
    pub fn is_in_text(&self) -> bool {
        self.tab == Tab::Text
    }

    /// Returns the rows that one hit of this tab takes.
    pub fn rows_per_hit(&self) -> usize {
        if self.is_in_text() { ROWS_PER_PLACE } else { 1 }
    }

    /// Moves the selection of this tab.
    /// `rows` is the number of rows of the screen.
    pub fn go(&mut self, motion: Motion, rows: usize) {
        let page = rows / self.rows_per_hit();
        match self.tab {
            Tab::Titles => self.titles.go(motion, page),
            Tab::Text => {
                let last = self.text.found.places.len().saturating_sub(1);
                self.text.selected = motion.row(self.text.selected, last, page.max(1));
            }
            Tab::Commands => self.commands.go(motion, page),
        }
    }

    /// Scrolls the tabs so that the selected rows are visible.
    pub fn scroll_into_view(&mut self, rows: usize) {
        self.titles.scroll_into_view(rows);
        let (text, room) = (&mut self.text, rows / ROWS_PER_PLACE);
        text.top = scrolled(text.top, text.selected, text.found.places.len(), room);
    }

    /// Returns the file of the selected briefing, if the tab has any.
    pub fn selected(&self, library: &Library) -> Option<std::path::PathBuf> {
        match self.tab {
            Tab::Titles => self.titles.selected().map(|ix| library.get(ix).path.clone()),
            Tab::Text => self.place().map(|place| place.path.clone()),
            Tab::Commands => None,
        }
    }

    /// Returns the selected place of the full text.
    pub fn place(&self) -> Option<&TextPlace> {
        self.text.found.places.get(self.text.selected)
    }

    /// Returns the error of the query that this tab has.
    pub fn error(&self) -> Option<&QueryMistake> {
        match self.tab {
            Tab::Titles => self.titles.error.as_ref(),
            Tab::Text => self.text.error.as_ref(),
            Tab::Commands => None,
        }
    }
}

impl TextTab {
    /// Stores an answer and keeps the selection.
    /// It stays on its place when that is still there, as when an index grows; else on the nearest one of the same
    /// file, else in its row.
    pub fn show(&mut self, found: TextFound) {
        let before = self.found.places.get(self.selected).filter(|_| self.selected > 0);
        let same_text = |before: &TextPlace| {
            let places = found.places.iter().enumerate().filter(|(_, place)| place.path == before.path);
            let far = |place: &TextPlace| {
                let (new, old) = (&place.passage, &before.passage);
                (new.text != old.text, new.line.abs_diff(old.line))
            };
            places.min_by_key(|(_, place)| far(place)).map(|(at, _)| at)
        };
        let row = self.selected.min(found.places.len().saturating_sub(1));
        self.selected = before.map_or(0, |before| same_text(before).unwrap_or(row));
        self.found = found;
        self.error = None;
    }
}

impl TextFound {
    /// Returns the counts, as in `7 matches in 3 briefings`.
    /// While not all of them are read, it names the number read.
    pub fn counted(&self) -> Clean {
        let all = crate::text::count_of(self.briefings, "briefing");
        let places = self.places.len().saturating_sub(self.titles);
        match (places, self.read < self.briefings) {
            (0, true) if self.titles > 0 => crate::clean!("{all}, {} shown", self.titles),
            (0, false) if self.titles > 0 => crate::clean!("{all}"),
            (_, true) => crate::clean!("{all}, matches in {}", self.read),
            (_, false) => crate::clean!("{} in {all}", crate::text::count_of(places, "match")),
        }
    }
}
