//! The layers over a screen: choosing from them and closing them.

use crate::clean;
use crate::engine::request::ListOrder;
use crate::keymap::action::{Action, CopyTarget};
use crate::keymap::{self, Binding, Key, KeyOverrides, Mode};
use crate::search::Sort;
use crate::text::Clean;
use crate::tui::app::areas::FRAME_ROWS;
use crate::tui::app::{
    App, Card, ChangeList, Choice, Chooser, Destination, Facets, LeadsTo, Overlay, Problems,
};
use crate::tui::effect::Effect;
use crate::tui::update::{facets, library, memory, problems, reader, related, screen};

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Close => app.overlay = None,
        Action::Cancel => cancel(app),
        Action::Move(motion) => {
            let page = usize::from(app.size.1.saturating_sub(FRAME_ROWS));
            if let Some(chooser) = chooser(app) {
                chooser.go(motion, page);
            }
            let room = (app.size.0, screen(app).main.height);
            if let Some(Overlay::Card(card)) = &mut app.overlay {
                card.go(motion, room);
            }
        }
        Action::Type(key) => return type_key(app, key),
        Action::Open => return choose(app),
        Action::SortBy(key) => return sort_by(app, key),
        Action::CopyPart(CopyTarget::Address) => return copy_address(app),
        Action::CopyPart(part) => {
            app.overlay = None;
            return reader::copy(app, part);
        }
        Action::CopySelected => {
            let effects = related::copy_selected(app);
            app.overlay = None;
            return effects;
        }
        Action::OpenShown => return open_shown(app),
        _ => {}
    }
    Vec::new()
}

/// Lists all keys, those valid on this screen first.
pub(super) fn show_commands(app: &mut App) {
    let mode = app.mode();
    let heading = |label: &str| Choice {
        lead: Clean::default(),
        label: Clean::line(label),
        action: None,
        heading: true,
    };
    let mut choices = vec![heading("On this screen")];
    choices.extend(commands(&app.keys, mode));
    choices.push(heading("Elsewhere"));
    let elsewhere = keymap::TABLE.iter().filter(|binding| !binding.modes.contains(&mode));
    choices.extend(elsewhere.map(|binding| {
        let places: Vec<&str> = binding.modes.iter().map(|mode| mode.name()).collect();
        let mut choice = line(&app.keys, binding, None);
        choice.label = clean!("{} ({})", choice.label, places.join(", "));
        choice
    }));
    app.overlay = Some(Overlay::Commands(Chooser::new(choices, 0)));
}

/// The commands that can be run on a screen.
pub(super) fn commands(keys: &KeyOverrides, mode: Mode) -> impl Iterator<Item = Choice> {
    keymap::bindings(mode).map(move |binding| line(keys, binding, Some(binding.action)))
}

fn line(keys: &KeyOverrides, binding: &'static Binding, action: Option<Action>) -> Choice {
    Choice {
        lead: keymap::keys_of(keys, binding),
        label: clean!("{}: {}", binding.name, binding.help),
        action,
        heading: false,
    }
}

pub(super) fn chooser(app: &mut App) -> Option<&mut Chooser> {
    match &mut app.overlay {
        Some(
            Overlay::Commands(chooser)
            | Overlay::Contents(chooser)
            | Overlay::Axes(chooser)
            | Overlay::Facets(Facets { chooser, .. })
            | Overlay::Problems(Problems { chooser, .. })
            | Overlay::Changes(ChangeList { chooser, .. }),
        ) => Some(chooser),
        Some(Overlay::Places(places) | Overlay::Evidence(places)) => Some(&mut places.chooser),
        _ => None,
    }
}

fn cancel(app: &mut App) {
    if matches!(app.overlay, Some(Overlay::Note(_))) {
        return memory::put_note_aside(app);
    }
    match chooser(app) {
        Some(chooser) if !chooser.input.is_empty() => {
            chooser.input.clear();
            chooser.narrow();
        }
        _ => app.overlay = None,
    }
}

fn type_key(app: &mut App, key: Key) -> Vec<Effect> {
    match &mut app.overlay {
        Some(
            Overlay::Commands(chooser)
            | Overlay::Facets(Facets { chooser, .. })
            | Overlay::Problems(Problems { chooser, .. }),
        ) => chooser.edit(key),
        Some(Overlay::Bookmarks) => return memory::type_letter(app, key),
        Some(Overlay::Note(note)) => {
            note.input.edit(key);
        }
        Some(Overlay::Hints(hints)) => {
            if let Some(target) = key.typed().and_then(|letter| hints.press(letter)) {
                app.overlay = None;
                return reader::follow(app, target);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn choose(app: &mut App) -> Vec<Effect> {
    if matches!(app.overlay, Some(Overlay::Note(_))) {
        return memory::keep_note(app);
    }
    let Some(action) = chooser(app).and_then(|chooser| chooser.chosen()) else { return Vec::new() };
    if let Action::GoToProblem(number) = action {
        // The list stays open, so that the user can go on to the next problem.
        return problems::edit(app, number);
    }
    if let Action::Narrow(number) = action {
        return facets::narrow(app, number);
    }
    app.overlay = None;
    super::update(app, action)
}

fn sort_by(app: &mut App, key: Sort) -> Vec<Effect> {
    app.overlay = None;
    let before = app.list.order;
    let again = before.key == key && (before.chosen || app.list.input.is_empty());
    app.list.order = ListOrder { key, reversed: again && !before.reversed, chosen: true };
    app.list.keep_selection(&app.library);
    library::search(app)
}

fn copy_address(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Card(Card { address: Some(address), .. })) = &app.overlay else { return Vec::new() };
    let effect = Effect::Copy { what: "address", text: address.clone() };
    app.overlay = None;
    vec![effect]
}

fn open_shown(app: &mut App) -> Vec<Effect> {
    let room = screen(app).main.height;
    let Some(Overlay::Card(card)) = app.overlay.take() else { return Vec::new() };
    let seen = card.is_at_its_end((app.size.0, room));
    if matches!(card.leads_to, Some(LeadsTo::Address(_))) && !seen {
        app.message =
            Some(clean!("press {} to show the rest first", keymap::key_for(&app.keys, Mode::Card, "down")));
        app.overlay = Some(Overlay::Card(card));
        return Vec::new();
    }
    match card.leads_to {
        Some(LeadsTo::Briefing(path)) => reader::go_to(app, path, Destination::Start),
        Some(LeadsTo::Address(address)) => vec![Effect::Visit { address }],
        None => Vec::new(),
    }
}
