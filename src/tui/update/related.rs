//! The relations of a briefing.
//! They are its links and those to it, its statements by origin, and its comparison with others.

use crate::briefing::Kind;
use crate::clean;
use crate::date::FactDate;
use crate::engine::request::{AnalysisRequest, Request};
use crate::keymap::action::Action;
use crate::keymap::key_for;
use crate::library::citation::{CiteStyle, cite, source_in_words};
use crate::library::{DependentPart, Ix, OriginUse};
use crate::text::{Clean, count_of};
use crate::tui::app::{App, Card, Choice, Chooser, ComparisonView, Overlay, PlaceList, Reader};
use crate::tui::effect::Effect;
use crate::tui::update::reader::footnote_card;
use crate::tui::update::{library, overlay};

/// The largest number of briefings shown for what they share.
const SHARES: usize = 12;
/// The largest number of other users of a source that are named.
const USERS: usize = 4;

/// Shows the links of the current briefing.
pub(super) fn show(app: &mut App) -> Vec<Effect> {
    let Some(ix) = app.current() else { return Vec::new() };
    app.overlay = Some(Overlay::Places(around(app, ix)));
    ask_for_evidence(app)
}

/// Shows the statements of the open briefing by origin.
pub(super) fn show_evidence(app: &mut App) -> Vec<Effect> {
    let Some(reader) = &app.reader else { return Vec::new() };
    if reader.opened.briefing.kind == Kind::Source {
        // A source makes no statements; its evidence is what rests on it.
        return show(app);
    }
    if reader.opened.text_evidence.statements.is_empty() {
        app.message = Some(clean!("no statements: this briefing has no key facts, timeline or citations"));
        return Vec::new();
    }
    app.overlay = Some(Overlay::Evidence(statements(app, reader)));
    ask_for_evidence(app)
}

/// Updates a visible list or card when the evidence arrives.
pub(super) fn refresh(app: &mut App) {
    let refreshed = match (&app.overlay, &app.reader) {
        (Some(Overlay::Places(PlaceList { about: Some(ix), chooser, .. })), _) => {
            let mut places = around(app, *ix);
            places.chooser.selected = chooser.selected;
            Overlay::Places(places)
        }
        (Some(Overlay::Evidence(shown)), Some(reader)) => {
            let mut places = statements(app, reader);
            places.chooser.selected = shown.chooser.selected;
            Overlay::Evidence(places)
        }
        (Some(Overlay::Card(Card { footnote: Some(label), top, .. })), Some(reader)) => {
            match footnote_card(app, reader, label) {
                Some(card) => Overlay::Card(Card { top: *top, ..card }),
                None => return,
            }
        }
        _ => return,
    };
    app.overlay = Some(refreshed);
}

pub(super) fn ask_for_evidence(app: &mut App) -> Vec<Effect> {
    if app.evidence.is_some() || app.asked_evidence.is_some() || app.loading.is_some() {
        return Vec::new();
    }
    let generation = app.ask();
    app.asked_evidence = Some(generation);
    vec![Effect::Ask(Request::Analyse { generation, question: AnalysisRequest::Evidence })]
}

/// Lists typed links, links from other texts, users, and shared things.
fn around(app: &App, ix: Ix) -> PlaceList {
    let library = &app.library;
    let mut choices = Vec::new();
    let linked = crate::engine::report::linked(library, ix);
    let ids = linked.iter().flat_map(|one| one.link.sources.iter());
    let all_origins = library.origins(ids);
    choices.push(Choice::heading(match linked.len() {
        0 => clean!("No links in front matter"),
        count => clean!("{}, {}", count_of(count, "link"), origins_in_words(&all_origins)),
    }));
    for one in &linked {
        let origins = library.origins(&one.link.sources);
        let note = one.link.note.as_ref().map(|note| format!(" · {note}")).unwrap_or_default();
        let when = one.link.other.and_then(|other| library.get(other).dates());
        let when = when.map(|when| format!(" · {}", when.human())).unwrap_or_default();
        let label = clean!("{}{when}{note} · {}", one.title, origins_in_words(&origins));
        let action = one.link.other.map(Action::Read);
        choices.push(Choice { lead: one.link.role.clone(), label, action, heading: false });
    }
    match &app.evidence {
        Some(evidence) => {
            let backlinks = evidence.backlinks(ix);
            if !backlinks.is_empty() {
                choices.push(Choice::heading(clean!(
                    "Linked from other texts: {}",
                    count_of(backlinks.len(), "briefing")
                )));
            }
            for backlink in backlinks {
                let other = library.get(backlink.from);
                let lead = clean!("{}", other.kind);
                choices.push(Choice::line(lead, other.title.clone(), Action::Read(backlink.from)));
            }
            let dependents = evidence.dependents_of(ix);
            let users = dependents.chunk_by(|one, other| one.from == other.from);
            if !dependents.is_empty() {
                let users = users.clone().count();
                choices.push(Choice::heading(clean!("Cited by: {}", count_of(users, "briefing"))));
            }
            for dependents in users {
                let Some(user) = dependents.first().map(|dependent| dependent.from) else { continue };
                let label = clean!("{} · {}", library.get(user).title, count_of(dependents.len(), "use"));
                choices.push(Choice::line(clean!("{}", library.get(user).kind), label, Action::Read(user)));
                for dependent in dependents {
                    let DependentPart::Statement(number) = dependent.what else { continue };
                    let Some(statement) = evidence.statement(user, number) else { continue };
                    let origins = library.origins_of(evidence.text_evidence(user), statement).len();
                    let lead = support_in_words(origins.saturating_sub(1));
                    choices.push(Choice::line(lead, statement.in_full(), Action::Read(user)));
                }
            }
        }
        None => choices.push(Choice::heading(clean!("Linked from: (reading the texts …)"))),
    }
    let shares = library.shares(ix, SHARES);
    if !shares.is_empty() {
        choices.push(Choice::heading(Clean::line("Has in common with")));
    }
    for shared in shares {
        let linked: Vec<Clean> = shared.linked.iter().map(|ix| library.get(*ix).title.clone()).collect();
        let parts = linked.iter().chain(&shared.people).chain(&shared.tags).map(Clean::as_str);
        let common: Vec<&str> = parts.collect();
        let label = clean!("{} · {}", library.get(shared.other).title, common.join(", "));
        let lead = clean!("{}", library.get(shared.other).kind);
        choices.push(Choice::line(lead, label, Action::Read(shared.other)));
    }
    PlaceList { title: library.get(ix).title.clone(), about: Some(ix), chooser: Chooser::new(choices, 0) }
}

fn statements(app: &App, reader: &Reader) -> PlaceList {
    let library = &app.library;
    let text_evidence = &reader.opened.text_evidence;
    let tally = library.tally(text_evidence);
    let uses = library.origin_uses(text_evidence);
    let mut choices = Vec::new();
    for one in &uses {
        choices.push(Choice::heading(match one.alone.len() {
            0 => clean!("{}: {}", one.origin, count_of(one.statements.len(), "statement")),
            alone => {
                clean!(
                    "{}: {}, {alone} with one origin",
                    one.origin,
                    count_of(one.statements.len(), "statement")
                )
            }
        }));
        sources(app, reader, one, &mut choices);
        for number in &one.statements {
            let Some(statement) = text_evidence.statements.get(*number as usize) else { continue };
            let others = uses.iter().filter(|other| other.statements.contains(number)).count() - 1;
            let lead = support_in_words(others);
            choices.push(Choice::line(lead, statement.in_full(), Action::GoToStatement(*number)));
        }
    }
    let unsourced = (0..)
        .zip(&text_evidence.statements)
        .filter(|(number, _)| !uses.iter().any(|one| one.statements.contains(number)));
    let unsourced: Vec<_> = unsourced.collect();
    if !unsourced.is_empty() {
        choices.push(Choice::heading(clean!("No source: {}", count_of(unsourced.len(), "statement"))));
    }
    for (number, statement) in unsourced {
        choices.push(Choice::line(clean!("no source"), statement.in_full(), Action::GoToStatement(number)));
    }
    let title = clean!(
        "{}: {}, {}, {} with one origin",
        reader.opened.briefing.title,
        count_of(tally.statements, "statement"),
        count_of(tally.origins, "origin"),
        tally.one_origin
    );
    PlaceList { title, about: None, chooser: Chooser::new(choices, 0) }
}

/// Describes the number of origins: one, and `others` beside it.
fn support_in_words(others: usize) -> Clean {
    match others {
        0 => clean!("one origin"),
        others => clean!("{} origins", others + 1),
    }
}

/// Adds each source of an origin, with its other users.
fn sources(app: &App, reader: &Reader, one: &OriginUse, choices: &mut Vec<Choice>) {
    for source in &one.sources {
        let briefing = app.library.get(*source);
        let record = briefing.source.as_deref();
        let publisher = record.and_then(|record| record.publisher.as_ref());
        let published = record.and_then(|record| record.published).map(FactDate::human);
        let users = app.evidence.as_ref().map(|evidence| evidence.users(*source)).unwrap_or_default();
        let others: Vec<&str> = users
            .iter()
            .map(|ix| app.library.get(*ix))
            .filter(|user| user.path != reader.opened.briefing.path)
            .map(|user| user.title.as_str())
            .collect();
        let also = match others.len() {
            0 => String::new(),
            count if count > USERS => {
                format!(" · also used by {} and {} more", others[..USERS].join(", "), count - USERS)
            }
            _ => format!(" · also used by {}", others.join(", ")),
        };
        let publisher = publisher.map_or_else(|| briefing.title.to_string(), Clean::to_string);
        let published = published.map(|date| format!(" · {date}")).unwrap_or_default();
        let label = clean!("{} · {publisher}{published}{also}", briefing.id.0);
        choices.push(Choice::line(Clean::line("source"), label, Action::Read(*source)));
    }
}

/// Copies the selected statement with its sources.
/// On a source its description in one line is copied.
pub(super) fn copy_selected(app: &App) -> Vec<Effect> {
    let (Some(Overlay::Evidence(places)), Some(reader)) = (&app.overlay, &app.reader) else {
        return Vec::new();
    };
    let text_evidence = &reader.opened.text_evidence;
    let text = match places.chooser.chosen() {
        Some(Action::GoToStatement(number)) => {
            let here = app.library.at_path(&reader.opened.briefing.path);
            let statement = text_evidence.statements.get(number as usize);
            here.zip(statement).map(|(ix, statement)| {
                cite(&app.library, ix, text_evidence, std::iter::once(statement), CiteStyle::Plain)
            })
        }
        Some(Action::Read(source)) => Some(source_in_words(&app.library, &app.library.get(source).id.0)),
        _ => None,
    };
    text.map(|text| Effect::Copy { what: "citation", text }).into_iter().collect()
}

/// Picks the current briefing for comparison, or drops it again.
pub(super) fn pick(app: &mut App) {
    let Some(ix) = app.current() else { return };
    let path = app.library.get(ix).path.clone();
    match app.picked.iter().position(|picked| *picked == path) {
        Some(at) => {
            app.picked.remove(at);
        }
        None => app.picked.push(path),
    }
    let [pick, compare] = ["pick", "compare"].map(|command| key_for(&app.keys, app.mode(), command));
    app.message = Some(match app.picked.len() {
        0 => clean!("no briefing picked"),
        1 => clean!("1 picked; press {pick} to pick another, {compare} to compare"),
        several => clean!("{several} picked; press {compare} to compare"),
    });
}

/// Compares the picked briefings.
/// If only another one is picked, the current briefing is added.
pub(super) fn compare(app: &mut App) -> Vec<Effect> {
    let mut paths = app.picked.clone();
    paths.retain(|path| app.library.at_path(path).is_some());
    if paths.len() < 2
        && let Some(path) = app.current().map(|ix| app.library.get(ix).path.clone())
        && !paths.contains(&path)
    {
        paths.push(path);
    }
    if paths.len() < 2 {
        let [pick, compare] = ["pick", "compare"].map(|command| key_for(&app.keys, app.mode(), command));
        app.message = Some(clean!("pick two or more with {pick}, then press {compare}"));
        return Vec::new();
    }
    app.history.leave(app.place());
    (app.reader, app.typing) = (None, None);
    show_comparison(app, paths, 0)
}

/// Requests a comparison and shows its screen.
pub(super) fn show_comparison(app: &mut App, paths: Vec<std::path::PathBuf>, top: usize) -> Vec<Effect> {
    let generation = app.ask();
    app.comparison = Some(ComparisonView::new(paths.clone(), generation, top));
    vec![Effect::Ask(Request::Analyse { generation, question: AnalysisRequest::Comparison(paths) })]
}

/// Handles an action on the screen of a comparison.
pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    let rows = usize::from(super::screen(app).main.height);
    let Some(view) = &mut app.comparison else { return Vec::new() };
    match action {
        Action::Move(motion) => {
            let last = view.lines.len().saturating_sub(rows);
            view.top = motion.row(view.top, last, rows);
        }
        Action::Help => overlay::show_commands(app),
        Action::Back => return library::travel(app, library::HistoryStep::Back),
        Action::Forward => return library::travel(app, library::HistoryStep::Forward),
        Action::Close | Action::Cancel => {
            app.history.leave(app.place());
            app.comparison = None;
        }
        _ => {}
    }
    Vec::new()
}

/// Describes origins, as in `one origin: AFP`.
pub(super) fn origins_in_words(origins: &[Clean]) -> Clean {
    match origins {
        [] => clean!("no source"),
        [one] => clean!("one origin: {one}"),
        several => {
            let names: Vec<&str> = several.iter().map(Clean::as_str).collect();
            clean!("{} origins: {}", several.len(), names.join(", "))
        }
    }
}
