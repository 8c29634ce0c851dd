//! The reader: opening, moving, finding, following, copying.

mod copy;
mod follow;
mod footnote;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::changes::moved::BlockMapping;
use crate::clean;
use crate::engine::request::{Generation, OpenPurpose, Request};
use crate::engine::response::OpenedBriefing;
use crate::keymap::action::{Action, Direction, Motion};
use crate::keymap::{Mode, key_for};
use crate::library::{FileState, Library};
use crate::markdown::{Anchor, line_of};
use crate::text::Clean;
use crate::tui::app::areas::{Areas, COLUMNS, OUTLINE_FROM, areas, text_and_marks};
use crate::tui::app::reader::{Find, Outline};
use crate::tui::app::{
    ActiveInput, App, Choice, Chooser, Destination, Hints, Opening, Overlay, Position, Reader,
};
use crate::tui::effect::Effect;
use crate::tui::update::{library, overlay, related};

pub(super) use copy::copy;
pub(super) use follow::{follow, go_to, open_linked};
pub(super) use footnote::card as footnote_card;

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    let typing = app.typing == Some(ActiveInput::Find);
    let Some(reader) = &mut app.reader else { return Vec::new() };
    match action {
        Action::Move(Motion::LineDown) if typing => next_match(reader, Direction::Next),
        Action::Move(Motion::LineUp) if typing => next_match(reader, Direction::Previous),
        Action::Move(_) if typing => {}
        Action::Move(motion) => reader.go(motion),
        Action::Section(way) => reader.go_to_section(way),
        Action::GoToHeading(number) => {
            if let Some(heading) = reader.document().heading(number) {
                reader.go_to_block(heading.block);
            }
        }
        Action::GoToStatement(number) => {
            let statement = reader.opened.text_evidence.statements.get(number as usize);
            if let Some(block) = statement.map(|statement| statement.block) {
                reader.show(Anchor { block, character: 0 });
            }
        }
        Action::GoToBlock(block) => reader.show(Anchor { block, character: 0 }),
        Action::Evidence => return related::show_evidence(app),
        Action::GoToLinked(number) => return open_linked(app, number),
        Action::Search => {
            reader.find = Some(Find::new(reader.top));
            app.typing = Some(ActiveInput::Find);
        }
        Action::Type(key) => type_key(reader, key),
        Action::Open => {
            app.typing = None;
            reader.find.take_if(|find| find.input.is_empty());
        }
        Action::Match(way) => next_match(reader, way),
        Action::Contents => show_contents(app),
        Action::Outline => turn_outline(app),
        Action::Hints => show_hints(app),
        Action::Copy => app.overlay = Some(Overlay::Copy),
        Action::Column(way) => change_column(app, way),
        Action::Edit => return edit(reader),
        Action::Help => overlay::show_commands(app),
        Action::Back => return library::travel(app, library::HistoryStep::Back),
        Action::Forward => return library::travel(app, library::HistoryStep::Forward),
        Action::Close => close(app),
        Action::Cancel => cancel(app),
        _ => {}
    }
    Vec::new()
}

/// Requests a briefing to read.
pub(super) fn ask(app: &mut App, path: PathBuf, at: Destination) -> Vec<Effect> {
    let generation = app.ask();
    app.asked_reader = Some(Opening { generation, path: path.clone(), at });
    vec![Effect::Ask(Request::Open { generation, path, purpose: OpenPurpose::Reading })]
}

/// Stores an opened briefing in the preview or the reader.
pub(super) fn opened(
    app: &mut App,
    generation: Generation,
    path: &Path,
    answer: Result<Arc<OpenedBriefing>, Clean>,
) -> Vec<Effect> {
    if app.asked_preview.take_if(|(asked, _)| *asked == generation).is_some() {
        match answer {
            Ok(opened) => app.preview = Some(opened),
            Err(reason) => app.preview_failure = Some((path.to_owned(), reason)),
        }
        return Vec::new();
    }
    let Some(opening) = app.asked_reader.take_if(|opening| opening.generation == generation) else {
        return Vec::new();
    };
    match answer {
        // Of a large text only the beginning is known yet: the old edition stays until the whole is.
        Ok(opened) if opening.at == Destination::Here && !opened.document.is_complete() => {}
        Ok(opened) if opening.at == Destination::Here => renew(app, &opened),
        Ok(opened) => show(app, opened, &opening.at),
        Err(reason) => app.message = Some(clean!("cannot read {}: {reason}", path.display())),
    }
    Vec::new()
}

/// Replaces the beginning of the open briefing by the whole.
/// If another edition is open, it is replaced; the position stays.
pub(super) fn completed(app: &mut App, opened: Arc<OpenedBriefing>) {
    let Some(reader) = &mut app.reader else { return };
    if Arc::ptr_eq(&reader.opened.body, &opened.body) {
        reader.complete(opened);
    } else {
        renew(app, &opened);
    }
}

/// Replaces the open briefing by another edition.
/// The text at the top of the screen stays there, wherever it is now.
fn renew(app: &mut App, opened: &Arc<OpenedBriefing>) {
    let Some(reader) = &mut app.reader else { return };
    let before = Arc::clone(&reader.opened);
    if before.briefing.path != opened.briefing.path {
        return;
    }
    let moved = BlockMapping::between(&before.document, &opened.document);
    app.preview = Some(Arc::clone(opened));
    app.history.follow(&before.briefing.path, |top| top.followed(&moved));
    reader.renew(Arc::clone(opened), &app.library, &moved);
}

/// Reads the open briefing again in another library; the position stays.
pub(super) fn library_changed(app: &mut App, before: &Library) -> Vec<Effect> {
    let is_as_it_was = |path: &PathBuf| {
        let version = before.version(path).filter(|version| *version != FileState::UNKNOWN);
        version.is_some() && version == app.library.version(path)
    };
    if !app.preview.as_ref().is_some_and(|preview| is_as_it_was(&preview.briefing.path)) {
        app.preview = None;
    }
    if !app.preview_failure.as_ref().is_some_and(|(path, _)| is_as_it_was(path)) {
        app.preview_failure = None;
    }
    if !app.asked_preview.as_ref().is_some_and(|(_, path)| is_as_it_was(path)) {
        app.asked_preview = None;
    }
    let Some(reader) = &app.reader else { return Vec::new() };
    let path = reader.opened.briefing.path.clone();
    // Another briefing will replace it soon.
    if app.asked_reader.as_ref().is_some_and(|opening| opening.at != Destination::Here) {
        return Vec::new();
    }
    if app.library.at_path(&path).is_none() {
        if app.loading.is_none() {
            app.message = Some(clean!("no longer in the library: {}", path.display()));
        }
        return Vec::new();
    }
    ask(app, path, Destination::Here)
}

/// Lays out the visible lines.
pub(super) fn arrange(app: &mut App) {
    let parts = areas(app.size, app.text_shape());
    if let Some(reader) = &mut app.reader {
        lay_out(reader, &app.library, &parts, (app.column, app.marks_support));
    }
}

fn lay_out(reader: &mut Reader, library: &Library, parts: &Areas, (wanted, marks): (u16, bool)) {
    let (text, _) = text_and_marks(parts.main, wanted, marks && reader.has_statements());
    let outline = if parts.side.width > 0 { Outline::Shown } else { Outline::Hidden };
    reader.arrange(library, (text.width, text.height), outline);
}

pub(super) fn paste(app: &mut App, text: &str) {
    let Some(reader) = &mut app.reader else { return };
    if let Some(find) = &mut reader.find {
        find.input.paste(text);
    }
    look(reader);
}

fn show(app: &mut App, opened: Arc<OpenedBriefing>, at: &Destination) {
    let heading = match at {
        Destination::Heading(heading) => opened.document.find_heading(heading),
        _ => None,
    };
    let top = match at {
        Destination::Position(position) => *position,
        Destination::Start => match app.memory.spot(&opened.briefing.path).map(Position::from) {
            Some(left) if left != Position::Head(0) => {
                let start = key_for(&app.keys, Mode::Reader, "start");
                app.message = Some(clean!("continued where you left off; press {start} for the start"));
                left
            }
            _ => Position::Head(0),
        },
        Destination::Here | Destination::Heading(_) | Destination::Words(..) => Position::Head(0),
    };
    app.preview = Some(Arc::clone(&opened));
    let mut reader = Reader::new(opened, &app.library, top);
    lay_out(&mut reader, &app.library, &areas(app.size, app.text_shape()), (app.column, app.marks_support));
    match (at, heading) {
        (Destination::Words(anchor, words), _) => mark(&mut reader, *anchor, words.clone()),
        (_, Some(block)) => reader.go_to_block(block),
        (Destination::Heading(heading), None) => app.message = Some(clean!("no heading matches `{heading}`")),
        _ => {}
    }
    app.typing = None;
    app.reader = Some(reader);
}

/// Goes to a place and marks its words as after a search.
/// All their occurrences in the text are marked.
fn mark(reader: &mut Reader, anchor: Anchor, words: Vec<Clean>) {
    let mut find = Find::of_words(words, Position::Text(anchor));
    find.look(&reader.opened.document);
    find.begun_at = Position::Head(0);
    reader.find = Some(find).filter(|find| find.current.is_some());
    reader.show(anchor);
}

fn type_key(reader: &mut Reader, key: crate::keymap::Key) {
    let changed = reader.find.as_mut().is_some_and(|find| find.input.edit(key));
    if changed {
        look(reader);
    }
}

fn look(reader: &mut Reader) {
    let Some(find) = &mut reader.find else { return };
    find.look(&reader.opened.document);
    let (begun_at, anchor) = (find.begun_at, find.here().map(crate::markdown::Match::anchor));
    reader.go_to(begun_at);
    if let Some(anchor) = anchor {
        reader.show(anchor);
    }
}

fn next_match(reader: &mut Reader, way: Direction) {
    let anchor = reader.find.as_mut().and_then(|find| find.step(way)).map(crate::markdown::Match::anchor);
    if let Some(anchor) = anchor {
        reader.show(anchor);
    }
}

fn show_contents(app: &mut App) {
    let Some(reader) = &app.reader else { return };
    let heading = |label: &'static str| Choice {
        lead: Clean::default(),
        label: Clean::line(label),
        action: None,
        heading: true,
    };
    let mut choices = Vec::new();
    let here = reader.section().unwrap_or_default();
    for (number, section) in (0_u32..).zip(reader.document().headings()) {
        let indent = "  ".repeat(usize::from(section.level.saturating_sub(2)));
        let label = Clean::text(&format!("{indent}{}", section.text));
        let action = Some(Action::GoToHeading(number));
        choices.push(Choice { lead: Clean::default(), label, action, heading: false });
    }
    if !reader.linked.is_empty() {
        choices.push(heading("Linked"));
    }
    for (number, one) in (0_u32..).zip(&reader.linked) {
        let action = Some(Action::GoToLinked(number));
        choices.push(Choice {
            lead: one.link.role.clone(),
            label: one.title.clone(),
            action,
            heading: false,
        });
    }
    if choices.is_empty() {
        app.message = Some(clean!("no sections or links in this briefing"));
        return;
    }
    app.overlay = Some(Overlay::Contents(Chooser::new(choices, here as usize)));
}

/// Shows or hides the outline beside the text.
fn turn_outline(app: &mut App) {
    app.outline = !app.outline;
    if app.outline && app.size.0 < OUTLINE_FROM {
        let contents = key_for(&app.keys, Mode::Reader, "contents");
        app.message =
            Some(clean!("the outline needs {OUTLINE_FROM} columns; press {contents} for the contents"));
    }
}

fn show_hints(app: &mut App) {
    let targets = app.reader.as_ref().map(Reader::targets).unwrap_or_default();
    if targets.is_empty() {
        app.message = Some(clean!("no links on this screen"));
    } else {
        app.overlay = Some(Overlay::Hints(Hints::new(targets)));
    }
}

fn change_column(app: &mut App, way: Direction) {
    const STEP: u16 = 4;
    let (narrowest, widest) = COLUMNS;
    app.column = match way {
        Direction::Next => app.column.saturating_add(STEP),
        Direction::Previous => app.column.saturating_sub(STEP),
    }
    .clamp(narrowest, widest);
    app.message = Some(clean!("text column: {} characters wide", app.column));
}

fn edit(reader: &Reader) -> Vec<Effect> {
    let opened = &reader.opened;
    let line = match reader.first_block() {
        Some(anchor) if reader.top != Position::Head(0) => {
            let byte = opened.document.locate(&opened.body.text, anchor);
            u32::try_from(line_of(&opened.body.text, byte))
                .unwrap_or(u32::MAX)
                .saturating_add(opened.body.first_line - 1)
        }
        _ => 1,
    };
    vec![Effect::Edit { path: opened.briefing.path.clone(), line }]
}

fn close(app: &mut App) {
    app.history.leave(app.place());
    app.typing = None;
    app.reader = None;
}

/// Leaves the find line, else clears the marks, else closes the reader.
/// Leaving the find line restores the position at which the search began.
fn cancel(app: &mut App) {
    let typing = app.typing.take().is_some();
    let Some(reader) = &mut app.reader else { return };
    match reader.find.take() {
        Some(find) if typing => reader.go_to(find.begun_at),
        Some(_) => {}
        None => close(app),
    }
}
