//! The finder: typing, choosing, changing the tab.

use std::path::Path;

use crate::clean;
use crate::engine::request::{Generation, Request};
use crate::engine::response::{QueryMistake, SearchResult, TextFound};
use crate::keymap::action::{Action, Direction, Tab};
use crate::library::Library;
use crate::search::Progress;
use crate::search::fulltext::Passage;
use crate::text::{Clean, fold};
use crate::tui::app::areas::ScreenLayout;
use crate::tui::app::finder::FinderPurpose;
use crate::tui::app::{App, Chooser, Destination, Finder, Overlay};
use crate::tui::effect::{Effect, Quit};
use crate::tui::update::{library, overlay, reader};

/// Opens the finder at a tab.
pub(super) fn open(app: &mut App, tab: Tab) -> Vec<Effect> {
    show(app, tab, FinderPurpose::Read, "");
    enter_tab(app)
}

/// Shows the finder with text already typed; requests nothing yet.
pub(super) fn show(app: &mut App, tab: Tab, purpose: FinderPurpose, typed: &str) {
    app.typing = None;
    let commands = Chooser::new(overlay::commands(&app.keys, app.mode()).collect(), 0);
    let mut finder = Finder::new(tab, commands, purpose);
    finder.input.set(typed);
    finder.given = (!typed.is_empty()).then(|| typed.to_owned());
    app.overlay = Some(Overlay::Finder(Box::new(finder)));
}

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    let rows = usize::from(app.areas(ScreenLayout::List).main.height);
    let Some(finder) = finder(app) else { return Vec::new() };
    match action {
        Action::Move(motion) => finder.go(motion, rows),
        Action::Type(key) if finder.input.edit(key) => {
            // A new query: its best result is the first.
            finder.text.selected = 0;
            return ask(app);
        }
        Action::Tab(way) => {
            finder.tab = beside(finder, way);
            return enter_tab(app);
        }
        Action::Open => return choose(app),
        Action::Cancel => return cancel(app),
        _ => {}
    }
    Vec::new()
}

/// Requests the results of the visible tab for the typed text.
pub(super) fn ask(app: &mut App) -> Vec<Effect> {
    let generation = app.ask();
    let Some(finder) = finder(app) else { return Vec::new() };
    let query = finder.input.text().to_owned();
    finder.given.take_if(|given| *given != query);
    match finder.tab {
        Tab::Titles => {
            finder.titles.asked = generation;
            vec![Effect::Ask(Request::FindTitles { generation, query })]
        }
        Tab::Text => {
            finder.text.asked = generation;
            vec![Effect::Ask(Request::FindText { generation, query })]
        }
        Tab::Commands => {
            finder.commands.narrow_to(&finder.input);
            Vec::new()
        }
    }
}

pub(super) fn titles_found(
    app: &mut App,
    generation: Generation,
    answer: Result<SearchResult, QueryMistake>,
) {
    if let Some(Overlay::Finder(finder)) = &mut app.overlay {
        library::take(&mut finder.titles, &app.library, generation, answer);
        // The text that the program was called with has not been edited yet.
        if finder.given.is_some() {
            finder.titles.end_typing();
        }
    }
}

pub(super) fn text_found(app: &mut App, generation: Generation, answer: Result<TextFound, QueryMistake>) {
    let Some(finder) = finder(app) else { return };
    if generation != finder.text.asked {
        return;
    }
    finder.text.answered = generation;
    match answer {
        Ok(found) => finder.text.show(found),
        Err(mistake) => finder.text.error = Some(mistake),
    }
}

/// Requests the results again after the index has grown.
pub(super) fn indexed(app: &mut App, progress: Option<Progress>, message: Option<Clean>) -> Vec<Effect> {
    // The previous message is removed unless it is repeated. Indexing in progress only matters while the finder is
    // open.
    let over = match finder(app) {
        Some(finder) => std::mem::replace(&mut finder.text.message, message.clone()),
        None if progress.is_some() => return Vec::new(),
        None => None,
    };
    if message.is_some() || (over.is_some() && app.message == over) {
        app.message = message;
    }
    let Some(finder) = finder(app) else { return Vec::new() };
    (finder.text.indexing, finder.text.progress) = (progress.is_some(), progress);
    if finder.tab == Tab::Text { ask(app) } else { Vec::new() }
}

/// Requests the results again in another library.
pub(super) fn library_changed(app: &mut App, before: &Library) -> Vec<Effect> {
    let Some(Overlay::Finder(finder)) = &mut app.overlay else { return Vec::new() };
    finder.titles.library_changed(before, &app.library);
    match (finder.tab, app.loading) {
        (Tab::Titles, _) => ask(app),
        (Tab::Text, None) => enter_tab(app),
        (Tab::Text | Tab::Commands, _) => Vec::new(),
    }
}

/// Requests the contents of a tab that becomes visible.
pub(super) fn enter_tab(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(finder) = finder(app).filter(|finder| finder.tab == Tab::Text) {
        finder.text.indexing = true;
        effects.push(Effect::Ask(Request::IndexText));
    }
    effects.extend(ask(app));
    effects
}

fn beside(finder: &Finder, way: Direction) -> Tab {
    let tabs = finder.tabs();
    let here = tabs.iter().position(|tab| *tab == finder.tab).unwrap_or(0);
    let next = match way {
        Direction::Next => here + 1,
        Direction::Previous => here + tabs.len() - 1,
    };
    tabs[next % tabs.len()]
}

fn choose(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Finder(finder)) = &app.overlay else { return Vec::new() };
    if finder.tab == Tab::Commands {
        let Some(action) = finder.commands.chosen() else { return Vec::new() };
        app.overlay = None;
        return super::update(app, action);
    }
    let Some(path) = finder.selected(&app.library) else { return Vec::new() };
    if finder.purpose == FinderPurpose::Pick {
        return vec![Effect::Quit(Quit::Picked { name: name(&app.library, &path), path })];
    }
    let at = match finder.place().filter(|_| finder.tab == Tab::Text).map(|place| &place.passage) {
        Some(passage) => match passage.anchor {
            Some(anchor) => Destination::Words(anchor, matched(passage, finder.input.text())),
            None => Destination::Start,
        },
        None => Destination::Start,
    };
    app.overlay = None;
    reader::go_to(app, path, at)
}

/// Returns the words and phrases that a passage was found for.
/// Each is in lower case and listed once, in the order of the typed text.
fn matched(passage: &Passage, typed: &str) -> Vec<Clean> {
    let mut words: Vec<Clean> = Vec::new();
    for word in passage.marks.iter().filter_map(|mark| passage.text.get(mark.clone())) {
        let word = Clean::line(&word.to_lowercase());
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let asked: Vec<String> = typed.split_whitespace().map(|word| fold(word.trim_matches('"')).text).collect();
    words.sort_by_key(|word| {
        let word = fold(word).text;
        asked.iter().position(|asked| word.starts_with(asked)).unwrap_or(usize::MAX)
    });
    words
}

/// Selects a row of the results; returns whether it was selected before.
pub(super) fn select(app: &mut App, row: usize) -> bool {
    let Some(finder) = finder(app) else { return false };
    let selected = match finder.tab {
        Tab::Titles => &mut finder.titles.selected,
        Tab::Text => &mut finder.text.selected,
        Tab::Commands => {
            let before = finder.commands.selected;
            finder.commands.select(row);
            return before == row;
        }
    };
    std::mem::replace(selected, row) == row
}

/// Returns the shortest name of a briefing. The full text may know a file that the library has not loaded yet.
fn name(library: &Library, path: &Path) -> Clean {
    match library.at_path(path) {
        Some(ix) => library.label(ix),
        None => clean!("{}", path.file_stem().unwrap_or(path.as_os_str()).display()),
    }
}

/// Clears the line, else closes the finder.
/// When a briefing was to be picked, the program ends without one.
fn cancel(app: &mut App) -> Vec<Effect> {
    let Some(finder) = finder(app) else { return Vec::new() };
    if !finder.input.is_empty() {
        finder.input.clear();
        return ask(app);
    }
    let purpose = finder.purpose;
    app.overlay = None;
    if purpose == FinderPurpose::Pick { vec![Effect::Quit(Quit::Done)] } else { Vec::new() }
}

fn finder(app: &mut App) -> Option<&mut Finder> {
    match &mut app.overlay {
        Some(Overlay::Finder(finder)) => Some(finder),
        _ => None,
    }
}
