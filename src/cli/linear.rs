//! The reader without a screen: a prompt, numbered lines, one page after the other.
//!
//! It is for screen readers, line printers and terminals that can do nothing else.
//!
//! It is the same [`App`] as on the screen, changed by the same actions, with the same query language. Work that
//! the workers do elsewhere is done at once here. Nothing moves the cursor and nothing is coloured.

mod answers;
mod found;
mod input;
mod marks;
mod page;
mod paging;

use std::sync::Arc;

use crate::clean;
use crate::cli::progress::ProgressReporter;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::engine::job::{Job, JobControl};
use crate::engine::request::View;
use crate::engine::response::Message;
use crate::engine::runner::InlineRunner;
use crate::engine::session::Session;
use crate::keymap::action::Action;
use crate::library::{self, Ix, Library};
use crate::markdown::{Anchor, Match, Target};
use crate::search::{Index, Progress};
use crate::terminal::display::draws_ascii;
use crate::text::{Clean, count_of};
use crate::theme::Theme;
use crate::tui::app::{App, Overlay, Position};
use crate::tui::{run, update};
use input::{LineEvent, LineSource};

const HELP: &str = "NUMBER: read that briefing, or follow that link\n\
     enter: next page\n\
     p: previous page; g: first page\n\
     /WORDS: list the matching briefings; / alone: list all\n\
     s WORDS: search the full text\n\
     links: list the links of the open briefing\n\
     t: timeline of the open briefing or of the list\n\
     u: read the next briefing that is unread, new (not there at your last visit) or changed\n\
     v: show what changed in the open briefing since you last read it\n\
     v again: show what changed since the reading before that\n\
     v in the list: list what is new or changed\n\
     m: mark as read or unread; in the list, with a number: m 3\n\
     *: add or remove a star; in the list, with a number: * 3\n\
     w TEXT: save your note and add a star; w: print your note; w -: delete it, the star stays\n\
     b: back\n\
     q: quit";

/// The widest page, in cells.
const WIDEST: u16 = 80;
/// The lowest screen with pages of its own: a lower one scrolls by itself.
const LOWEST: u16 = 8;

/// The reader at a prompt.
struct Linear<'a> {
    context: &'a mut CommandContext,
    input: LineSource,
    app: App,
    runner: InlineRunner,
    ascii: bool,
    /// The lines on show, of which some were printed.
    lines: Vec<NumberedLine>,
    next: usize,
    /// Set if the lines are the open briefing.
    is_text: bool,
    /// The targets of the numbers.
    numbers: Vec<Numbered>,
    /// Set until the first command: a pipe gets answers alone.
    is_silent: bool,
}

/// A line, with its anchor if it is of the text.
type NumberedLine = (Clean, Option<Anchor>);

/// The target of a number.
#[derive(Clone, Debug)]
enum Numbered {
    Briefing(Ix),
    /// A match of the full text.
    Found(usize),
    /// A block of the open briefing.
    Block(u32),
    /// Words that are only printed.
    Described(Clean),
}

/// Reads commands until the end of input or `q`.
pub(super) fn run(context: &mut CommandContext) -> Result<Exit, CommandError> {
    let library = context.library()?;
    let reading = Arc::new(control(context, Job::Reading.word()));
    let input = LineSource::new(&reading)?;
    let evidence = Arc::new(context.evidence_store(&library));
    let index = Arc::new(Index::new(&library));
    let session = Session::indexed(library, index).controlled_by(reading).kept_by(evidence);
    let runner = InlineRunner::new(session, library::cache_folder(), library::state_folder());
    let runner = runner.comparing(control(context, "comparing"));
    let ascii = draws_ascii(context.settings.glyphs.value, |name| std::env::var_os(name));
    let (library, index) = (Arc::new(Library::default()), Arc::new(Index::new(&Library::default())));
    // Only a terminal has a width that lines must fit.
    let columns = if context.output.on_terminal { CommandContext::columns() } else { WIDEST };
    let size = (columns, page::rows().max(LOWEST));
    let mut app = App::new(library, index, Clean::default(), Theme::Mono, size);
    run::apply(&mut app, &context.settings);
    // The app notes what of a text was seen: at most what a page shows.
    app.column = app.column.min(WIDEST);
    let is_silent = !input.is_typed;
    let mut linear = Linear {
        context,
        input,
        app,
        runner,
        ascii,
        lines: Vec::new(),
        next: 0,
        is_text: false,
        numbers: Vec::new(),
        is_silent,
    };
    if linear.input.is_typed {
        linear.say("briefing: type ? for help, q to quit")?;
    }
    linear.begin_reading()?;
    let exit = linear.listen();
    linear.end_reading();
    exit
}

/// Returns a control that prints the progress of work.
fn control(context: &CommandContext, word: &'static str) -> JobControl {
    let progress = ProgressReporter::new(&context.output, word);
    JobControl::new(move |described| match described {
        Some(Progress { done, of }) => progress.tell(done, Some(of)),
        None => progress.clear(),
    })
}

impl Linear<'_> {
    /// Gives the library to the app and prints what the app shows.
    fn begin_reading(&mut self) -> Result<(), CommandError> {
        let session = self.runner.session();
        let (library, index) = (Arc::clone(&session.library), Arc::clone(&session.index));
        self.on_message(Message::Library { library, index, state: None, loading: None, message: None });
        self.shown()
    }

    fn listen(&mut self) -> Result<Exit, CommandError> {
        loop {
            if self.input.is_typed {
                self.context.output.prompt(&clean!("{}", self.prompt()))?;
            } else {
                // The sender of the next command may wait for this answer.
                self.context.output.finish()?;
            }
            let heard = self.input.next()?;
            self.is_silent = false;
            match heard {
                LineEvent::End => return Ok(Exit::Ok),
                LineEvent::Line(typed) if typed == "q" => return Ok(Exit::Ok),
                LineEvent::Line(typed) => self.obey(&typed)?,
                LineEvent::TooLong => self.say("line too long")?,
                LineEvent::Interrupt => {
                    if self.input.is_typed {
                        // The terminal has shown the key behind the prompt.
                        self.say("")?;
                    }
                    return Ok(Exit::Interrupted);
                }
            }
        }
    }

    fn prompt(&self) -> &'static str {
        match (&self.app.overlay, &self.app.reader, self.app.view) {
            (Some(Overlay::Finder(_)), ..) => "found>",
            (Some(Overlay::Changes(_)), ..) => "changes>",
            (_, Some(_), _) => "text>",
            (_, None, View::Timeline) => "timeline>",
            (_, None, _) => "list>",
        }
    }

    fn obey(&mut self, typed: &str) -> Result<(), CommandError> {
        self.look_around();
        if let Some(query) = typed.strip_prefix('/') {
            return self.filter(query.trim());
        }
        let (command, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let rest = rest.trim();
        match command {
            "" => return self.page(),
            "p" => {
                self.next = self.next.saturating_sub(self.room().saturating_mul(2));
                return self.page();
            }
            "g" => {
                self.next = 0;
                return self.page();
            }
            "?" | "h" | "help" => return self.say(HELP),
            "v" => return self.changes(rest),
            _ => {}
        }
        if let Some(number) = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
            return self.follow(number);
        }
        let had_layer = self.close_layer();
        match command {
            "links" | "l" => self.links(),
            "s" => self.search(rest),
            "t" => {
                self.act(Action::Show(View::Timeline));
                // If the reading of the texts was stopped, the view stays as it was.
                if self.app.view == View::Timeline { self.timeline() } else { self.tell() }
            }
            "u" => self.next_unread(),
            "m" => self.mark(Action::MarkRead, rest),
            "*" => self.mark(Action::Star, rest),
            "w" => self.note(rest),
            "b" if had_layer => self.shown(),
            "b" => {
                self.act(Action::Back);
                self.shown()
            }
            _ => self.say(&clean!("unknown command `{typed}`; type ? for help")),
        }
    }

    /// Lists what a query finds.
    fn filter(&mut self, query: &str) -> Result<(), CommandError> {
        self.close_layer();
        self.act(Action::Show(View::Library));
        self.app.list.input.set(query);
        let effects = update::start(&mut self.app);
        self.carry_out(effects);
        self.list()
    }

    /// Closes the overlay and reports whether there was one.
    fn close_layer(&mut self) -> bool {
        self.app.overlay.take().is_some()
    }

    /// Prints what the app shows now.
    fn shown(&mut self) -> Result<(), CommandError> {
        match (&self.app.reader, self.app.view) {
            (Some(_), _) => self.text(),
            (None, View::Timeline) => self.timeline(),
            (None, _) => self.list(),
        }
    }

    fn follow(&mut self, number: usize) -> Result<(), CommandError> {
        match self.numbers.get(number).cloned() {
            None if self.numbers.is_empty() => self.say("there is nothing numbered here"),
            None => self.say(&clean!("no number {} here; the highest is {}", number + 1, self.numbers.len())),
            Some(Numbered::Described(words)) => self.say(&words),
            Some(Numbered::Briefing(ix)) => {
                self.close_layer();
                self.act(Action::Read(ix));
                self.text()
            }
            Some(Numbered::Found(number)) => self.open_found(number),
            Some(Numbered::Block(block)) => {
                self.close_layer();
                self.act(Action::GoToBlock(block));
                self.text()
            }
        }
    }

    fn list(&mut self) -> Result<(), CommandError> {
        if let Some(mistake) = &self.app.list.error {
            let described = mistake.in_words();
            return self.say(&described);
        }
        let library = Arc::clone(&self.app.library);
        let found: Vec<Ix> = self.app.list.hits.iter().map(|hit| hit.ix).collect();
        let count = count_of(found.len(), "briefing");
        let waiting = self.app.memory.counts().map(|counts| counts.in_words()).unwrap_or_default();
        let mut lines = vec![Clean::line(&count)];
        if !waiting.is_empty() {
            lines.push(clean!("in the library: {}", waiting.join(", ")));
        }
        if found.is_empty() && !self.app.list.nearest.is_empty() {
            let near: Vec<&str> = self.app.list.nearest.iter().map(Clean::as_str).collect();
            lines.push(clean!("did you mean {}?", near.join(", ")));
        }
        let row = |(at, ix): (usize, &Ix)| {
            clean!("{}{}", page::row(&library, at + 1, *ix), page::standing(&self.app, *ix))
        };
        lines.extend(found.iter().enumerate().map(row));
        self.numbers = found.into_iter().map(Numbered::Briefing).collect();
        self.begin(&lines)
    }

    /// Prints the open briefing from the current position.
    fn text(&mut self) -> Result<(), CommandError> {
        let Some(reader) = &self.app.reader else {
            let described =
                self.app.shown_message().cloned().unwrap_or_else(|| Clean::line("cannot read the file"));
            return self.say(&described);
        };
        let columns = usize::from(self.app.size.0.min(WIDEST));
        let note = self.app.current().and_then(|ix| self.app.memory.note(ix));
        let lines = page::text(&self.app.library, &reader.opened, note, columns);
        let found = reader.find.as_ref().and_then(|find| find.here()).map(Match::anchor);
        let place = match reader.top {
            _ if found.is_some() => found,
            Position::Text(anchor) => Some(anchor),
            Position::Head(_) | Position::Tail(_) => None,
        };
        self.numbers = Vec::new();
        self.is_text = true;
        self.lines = self.wrapped(lines);
        // The last line that begins at or before the anchor.
        let is_before = |(_, at): &NumberedLine| at.is_some_and(|at| place.is_some_and(|place| at <= place));
        self.next =
            self.lines.iter().rposition(is_before).filter(|_| place != Some(Anchor::default())).unwrap_or(0);
        self.page()
    }

    /// Lists the links of the open briefing. A number then follows one.
    fn links(&mut self) -> Result<(), CommandError> {
        let Some(reader) = &self.app.reader else { return self.say("open a briefing first") };
        let opened = Arc::clone(&reader.opened);
        let library = Arc::clone(&self.app.library);
        let Some(from) = library.at_path(&opened.briefing.path) else {
            return self.say("this briefing no longer exists");
        };
        let mut lines = Vec::new();
        let mut numbers = Vec::new();
        for (label, leads, to) in page::links(&library, from, &opened) {
            numbers.push(match to {
                Some(ix) => Numbered::Briefing(ix),
                None => Numbered::Described(leads.clone()),
            });
            lines.push(clean!("{}. {label}: {leads}", numbers.len()));
        }
        if lines.is_empty() {
            return self.say("no links in this briefing");
        }
        self.numbers = numbers;
        self.begin(&lines)
    }

    fn timeline(&mut self) -> Result<(), CommandError> {
        let library = Arc::clone(&self.app.library);
        let timeline = Arc::clone(&self.app.timeline.timeline);
        if timeline.entries.is_empty() {
            return self.say("no dated entries");
        }
        let line = |(at, entry)| page::entry(&library, at, entry);
        let lines: Vec<Clean> = (1..).zip(&timeline.entries).map(line).collect();
        let leads = timeline.entries.iter().map(|entry| match entry.briefing() {
            Some(ix) => Numbered::Briefing(ix),
            None => Numbered::Described(Clean::line("this entry does not belong to one briefing")),
        });
        self.numbers = leads.collect();
        self.begin(&lines)
    }
}

/// Returns the target of a link in words. It leads to no briefing.
fn described(target: &Target) -> Clean {
    match target {
        Target::Url(address) | Target::Other(address) => address.clone(),
        Target::File { path, .. } => path.clone(),
        Target::Wiki { name, .. } => name.clone(),
        Target::Heading(heading) => clean!("section {heading}"),
    }
}
