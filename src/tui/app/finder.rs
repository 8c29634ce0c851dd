//! The finder: one line to type at, and three tabs that look for it in titles, in the full text and among commands.

use crate::library::Library;
use crate::search::fulltext::Progress;
use crate::text::Clean;
use crate::tui::action::{Motion, Tab};
use crate::tui::app::list::{QueryMistake, scrolled};
use crate::tui::app::news::{TextFound, TextPlace};
use crate::tui::app::{Chooser, LineInput, List};
use crate::tui::effect::Generation;

/// The rows that one place takes in the tab of the full text.
pub const ROWS_PER_PLACE: usize = 2;

/// The state of the finder.
#[derive(Clone, Debug)]
pub struct Finder {
    /// The tab that is seen.
    pub tab: Tab,
    /// What is typed; it stays when the tab changes.
    pub input: LineInput,
    /// The words that it was opened with, until others are typed.
    pub given: Option<String>,
    /// What is found among titles; its own line is not used.
    pub titles: List,
    /// What is found in the full text.
    pub text: TextTab,
    /// The commands.
    pub commands: Chooser,
    /// Whether a briefing is to be picked for another program, and not to be read here.
    pub purpose: Purpose,
}

/// What a briefing is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be read.
    Read,
    /// To be named to whoever called the program.
    Pick,
}

/// What is found in the full text.
#[derive(Clone, Debug, Default)]
pub struct TextTab {
    /// The answer.
    pub found: TextFound,
    /// What is wrong with the query, when something is.
    pub error: Option<QueryMistake>,
    /// Whether the index is being brought up to date.
    pub indexing: bool,
    /// How far that is, when it takes long.
    pub progress: Option<Progress>,
    /// What the reader was told about it last.
    pub told: Option<Clean>,
    /// The selected place.
    pub selected: usize,
    /// The first place on the screen.
    pub top: usize,
    /// The last question asked.
    pub asked: Generation,
    /// The last question answered.
    pub answered: Generation,
}

impl Finder {
    /// A finder over these commands, nothing typed.
    pub fn new(tab: Tab, commands: Chooser, purpose: Purpose) -> Self {
        let (input, titles, text) = (LineInput::default(), List::default(), TextTab::default());
        Self { tab, input, given: None, titles, text, commands, purpose }
    }

    /// The tabs it has: where a briefing is to be picked, commands have nothing to do.
    pub fn tabs(&self) -> &'static [Tab] {
        match self.purpose {
            Purpose::Read => &Tab::ALL,
            Purpose::Pick => &[Tab::Titles, Tab::Text],
        }
    }

    /// Whether a question that concerns this tab has no answer yet.
    pub fn is_waiting(&self) -> bool {
        match self.tab {
            Tab::Titles => self.titles.asked != self.titles.answered,
            Tab::Text => self.text.asked != self.text.answered,
            Tab::Commands => false,
        }
    }

    /// Whether places in the full text are what is seen.
    pub fn is_in_text(&self) -> bool {
        self.tab == Tab::Text
    }

    /// The rows that one hit of this tab takes.
    pub fn rows_per_hit(&self) -> usize {
        if self.is_in_text() { ROWS_PER_PLACE } else { 1 }
    }

    /// Moves the selection of this tab, `rows` being those of the screen.
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

    /// Moves the windows so that the selected rows are in them.
    pub fn scroll_into_view(&mut self, rows: usize) {
        self.titles.scroll_into_view(rows);
        let (text, room) = (&mut self.text, rows / ROWS_PER_PLACE);
        text.top = scrolled(text.top, text.selected, text.found.places.len(), room);
    }

    /// The file of the selected briefing, in a tab that has such.
    pub fn selected(&self, library: &Library) -> Option<std::path::PathBuf> {
        match self.tab {
            Tab::Titles => self.titles.selected().map(|ix| library.get(ix).path.clone()),
            Tab::Text => self.place().map(|place| place.path.clone()),
            Tab::Commands => None,
        }
    }

    /// The selected place of the full text.
    pub fn place(&self) -> Option<&TextPlace> {
        self.text.found.places.get(self.text.selected)
    }

    /// What is wrong with the query, as far as this tab knows.
    pub fn error(&self) -> Option<&QueryMistake> {
        match self.tab {
            Tab::Titles => self.titles.error.as_ref(),
            Tab::Text => self.text.error.as_ref(),
            Tab::Commands => None,
        }
    }
}

impl TextTab {
    /// Takes over an answer. The selection stays on its place when that is still there, as when an index grows; else
    /// on the nearest one of the same text, else in its row.
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
    /// `7 in 3 briefings`, as far as that is known.
    pub fn counted(&self) -> Clean {
        let briefings = if self.briefings == 1 { "briefing" } else { "briefings" };
        let all = crate::text::thousands(self.briefings);
        let places = self.places.len().saturating_sub(self.titles);
        match (places, self.read < self.briefings) {
            (0, true) if self.titles > 0 => crate::clean!("{all} {briefings}, {} shown", self.titles),
            (0, false) if self.titles > 0 => crate::clean!("{all} {briefings}"),
            (_, true) => crate::clean!("{all} {briefings}, places of {}", self.read),
            (_, false) => crate::clean!("{} in {all} {briefings}", crate::text::thousands(places)),
        }
    }
}
