//! Facets: the values of fields in the results, and narrowing by them.

use crate::clean;
use crate::engine::request::{AnalysisRequest, Generation, Request};
use crate::keymap::action::Action;
use crate::search::{self, Facet};
use crate::text::{Clean, thousands};
use crate::tui::app::{App, Choice, Chooser, Facets, Overlay};
use crate::tui::effect::Effect;
use crate::tui::update::library;

/// Shows the facets as soon as they are counted.
pub(super) fn show(app: &mut App) -> Vec<Effect> {
    app.overlay = Some(Overlay::Facets(Facets::default()));
    recount(app)
}

/// Requests the counts again if the facets are shown.
/// The results grow while loading goes on.
pub(super) fn recount(app: &mut App) -> Vec<Effect> {
    let generation = app.ask();
    let Some(Overlay::Facets(facets)) = &mut app.overlay else { return Vec::new() };
    facets.asked = Some(generation);
    let set = app.list.hits.iter().map(|hit| hit.ix).collect();
    let question = AnalysisRequest::Facets(app.list.input.text().to_owned(), set);
    vec![Effect::Ask(Request::Analyse { generation, question })]
}

pub(super) fn counted(app: &mut App, generation: Generation, counted: Vec<Facet>) {
    let Some(Overlay::Facets(facets)) = &mut app.overlay else { return };
    if facets.asked != Some(generation) {
        return;
    }
    let typed = facets.chooser.input.clone();
    let selected = match facets.chooser.chosen() {
        Some(Action::Narrow(number)) => facets.tokens.get(number as usize).cloned(),
        _ => None,
    };
    let (mut choices, mut tokens) = (Vec::new(), Vec::new());
    for facet in counted {
        choices.push(Choice::heading(Clean::line(facet.field)));
        for value in facet.values {
            let number = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
            let count = clean!("{}", thousands(value.count));
            choices.push(Choice::line(count, value.token.clone(), Action::Narrow(number)));
            tokens.push(value.token);
        }
    }
    let mut chooser = Chooser::new(choices, 0);
    if !typed.is_empty() {
        chooser.narrow_to(&typed);
    }
    // After a new count the order may differ.
    let place = chooser.shown().position(|choice| Some(&choice.label) == selected.as_ref());
    chooser.select(place.unwrap_or(facets.chooser.selected));
    *facets = Facets { chooser, tokens, asked: None };
}

/// Adds one of the values to the query.
pub(super) fn narrow(app: &mut App, number: u32) -> Vec<Effect> {
    let Some(Overlay::Facets(facets)) = app.overlay.take() else { return Vec::new() };
    let Some(token) = facets.tokens.get(number as usize) else { return Vec::new() };
    let line = search::narrowed(app.list.input.text(), token);
    app.list.keep_selection(&app.library);
    app.list.input.set(&line);
    library::search(app)
}
