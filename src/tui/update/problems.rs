//! The problems of the library: the check, its list, and the editor.

use crate::check::{self, Diagnostic};
use crate::clean;
use crate::engine::job::Job;
use crate::engine::request::{Generation, Request};
use crate::keymap::action::Action;
use crate::text::{Clean, count_of};
use crate::tui::app::{App, Choice, Chooser, Overlay, Problems};
use crate::tui::effect::Effect;

/// Requests a check of the whole library, unless one is running.
pub(super) fn show(app: &mut App) -> Vec<Effect> {
    if app.asked_check.is_some() {
        app.message = Some(under_way(app));
        return Vec::new();
    }
    ask(app)
}

fn ask(app: &mut App) -> Vec<Effect> {
    if app.loading.is_some() {
        app.message = Some(clean!("the library is still loading; try again later"));
        return Vec::new();
    }
    let mut effects = Vec::new();
    if app.asked_check.is_some() {
        // The older answer is not needed any more.
        effects.push(Effect::Ask(Request::Stop(Job::Checking)));
    }
    let generation = app.ask();
    app.asked_check = Some(generation);
    app.message = Some(under_way(app));
    effects.push(Effect::Ask(Request::Check { generation }));
    effects
}

/// Checks again when the library changes under a visible list.
pub(super) fn library_changed(app: &mut App) -> Vec<Effect> {
    match app.overlay {
        Some(Overlay::Problems(_)) if app.loading.is_none() => ask(app),
        _ => Vec::new(),
    }
}

/// Lists the problems found.
/// If the list is visible already, its filter and selection stay.
pub(super) fn heard(app: &mut App, generation: Generation, diagnostics: Option<&[Diagnostic]>) {
    if app.asked_check.take_if(|asked| *asked == generation).is_none() {
        return;
    }
    let Some(diagnostics) = diagnostics else {
        app.message = Some(clean!("cancelled: {}", Job::Checking.word()));
        return;
    };
    app.message = None;
    let shown = match app.overlay.take() {
        None => None,
        Some(Overlay::Problems(shown)) => Some(shown.chooser),
        // Another layer was opened during the check; it stays open.
        Some(other) => {
            app.overlay = Some(other);
            app.message = Some(clean!("checked: {}", counted(app, diagnostics)));
            return;
        }
    };
    let lines = (0..).zip(diagnostics).map(|(number, diagnostic)| line(app, number, diagnostic));
    let heading =
        Choice { lead: Clean::default(), label: counted(app, diagnostics), action: None, heading: true };
    let mut chooser = Chooser::new(std::iter::once(heading).chain(lines).collect(), 0);
    if let Some(shown) = shown {
        let selected = shown.shown().nth(shown.selected).map(|choice| choice.label.clone());
        let row = shown.selected;
        chooser.input = shown.input;
        chooser.narrow();
        // The row of a corrected problem goes to the next.
        let place = chooser.shown().position(|choice| Some(&choice.label) == selected.as_ref());
        chooser.select(place.unwrap_or(row));
    }
    let places = diagnostics.iter().map(|found| (found.path.clone(), found.place.line)).collect();
    app.typing = None;
    app.overlay = Some(Overlay::Problems(Problems { chooser, places }));
}

/// Opens the editor at a problem.
pub(super) fn edit(app: &App, number: u32) -> Vec<Effect> {
    let Some(Overlay::Problems(problems)) = &app.overlay else { return Vec::new() };
    let place = problems.places.get(number as usize).cloned();
    place.map(|(path, line)| Effect::Edit { path, line }).into_iter().collect()
}

fn under_way(app: &App) -> Clean {
    clean!("{} {}", Job::Checking.word(), briefings(app))
}

fn briefings(app: &App) -> String {
    count_of(app.library.len(), "briefing")
}

fn counted(app: &App, diagnostics: &[Diagnostic]) -> Clean {
    if diagnostics.is_empty() {
        return clean!("no problems in {}", briefings(app));
    }
    check::counted(diagnostics)
}

fn line(app: &App, number: u32, diagnostic: &Diagnostic) -> Choice {
    let Diagnostic { rule, level, path, place, what, hint, .. } = diagnostic;
    let file =
        app.library.at_path(path).map_or_else(|| clean!("{}", path.display()), |ix| app.library.label(ix));
    let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    Choice {
        lead: clean!("{level}"),
        label: clean!("[{}] {file}:{} {what}{hint}", rule.code(), place.line),
        action: Some(Action::GoToProblem(number)),
        heading: false,
    }
}
