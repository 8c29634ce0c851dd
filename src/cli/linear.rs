//! The reader without a screen: a prompt, numbered lines, one page after the other. For screen readers, line
//! printers and terminals that can do nothing else.
//!
//! It is the same [`App`] as on the screen, changed by the same actions, and the same query language. Work that the
//! workers do elsewhere is done at once here. Nothing moves the cursor and nothing is coloured.

mod page;

use std::io::BufRead as _;
use std::sync::Arc;

use crate::clean;
use crate::cli::display::draws_ascii;
use crate::cli::{Desk, Exit, Failure, read};
use crate::library::Ix;
use crate::markdown::Target;
use crate::search::Searcher;
use crate::text::{Clean, ascii, thousands, wrap};
use crate::tui::action::{Action, View};
use crate::tui::app::App;
use crate::tui::app::news::News;
use crate::tui::effect::Effect;
use crate::tui::theme::Theme;
use crate::tui::update;
use crate::tui::worker::{self, Prepared};

const HELP: &str = "a number: read that briefing, or follow that link\n\
     enter: the next page\n\
     p: the page before\n\
     /words: find briefings by the query language; / alone: all of them\n\
     links: what the text leads to, numbered\n\
     t: time line, of the open briefing or of the list\n\
     b: back\n\
     q: quit";

/// The reader at a prompt.
struct Linear<'a> {
    desk: &'a mut Desk,
    app: App,
    known: Prepared,
    searcher: Searcher,
    ascii: bool,
    /// The lines of what is shown, of which some were printed.
    lines: Vec<Clean>,
    next: usize,
    /// What numbers lead to.
    numbers: Vec<Numbered>,
}

/// What a number leads to.
#[derive(Clone, Debug)]
enum Numbered {
    Briefing(Ix),
    /// Something that is only told.
    Told(Clean),
}

/// Reads commands until the end of input or `q`.
pub(super) fn run(desk: &mut Desk) -> Result<Exit, Failure> {
    let loaded = desk.library()?;
    let known = Prepared::new(loaded.library);
    let ascii = draws_ascii(desk.settings.glyphs.value, |name| std::env::var_os(name));
    let (library, index) = (Arc::clone(&known.library), Arc::clone(&known.index));
    let size = (Desk::columns(), page::rows());
    let mut app = App::new(library, index, Clean::default(), Theme::Mono, size);
    app.loading = None;
    read::apply(&mut app, &desk.settings);
    let searcher = Searcher::default();
    let (lines, numbers) = (Vec::new(), Vec::new());
    let mut linear = Linear { desk, app, known, searcher, ascii, lines, next: 0, numbers };
    linear.say("briefing: type ? for help, q to quit")?;
    let effects = update::start(&mut linear.app);
    linear.carry_out(effects);
    linear.list()?;
    linear.listen()
}

impl Linear<'_> {
    fn listen(&mut self) -> Result<Exit, Failure> {
        let mut line = Vec::new();
        loop {
            self.desk.output.prompt(&clean!("{}", self.prompt()))?;
            line.clear();
            if std::io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
                return Ok(Exit::Ok);
            }
            let typed = String::from_utf8_lossy(&line);
            if typed.trim() == "q" {
                return Ok(Exit::Ok);
            }
            self.obey(typed.trim())?;
        }
    }

    fn prompt(&self) -> &'static str {
        match (&self.app.reader, self.app.view) {
            (Some(_), _) => "text>",
            (None, View::Timeline) => "time line>",
            (None, _) => "list>",
        }
    }

    fn obey(&mut self, typed: &str) -> Result<(), Failure> {
        if let Some(query) = typed.strip_prefix('/') {
            self.act(Action::Show(View::Library));
            self.app.list.input.set(query.trim());
            let effects = update::start(&mut self.app);
            self.carry_out(effects);
            return self.list();
        }
        match typed {
            "" => self.page(),
            "p" => {
                self.next = self.next.saturating_sub(2 * self.room());
                self.page()
            }
            "?" | "h" | "help" => self.say(HELP),
            "links" | "l" => self.links(),
            "t" => {
                self.act(Action::Show(View::Timeline));
                self.timeline()
            }
            "b" => {
                self.act(Action::Back);
                self.shown()
            }
            _ => match typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                Some(number) => self.follow(number),
                None => self.say(&clean!("{typed}? Type ? for help")),
            },
        }
    }

    /// Prints what the app shows now.
    fn shown(&mut self) -> Result<(), Failure> {
        match (&self.app.reader, self.app.view) {
            (Some(_), _) => self.text(),
            (None, View::Timeline) => self.timeline(),
            (None, _) => self.list(),
        }
    }

    fn follow(&mut self, number: usize) -> Result<(), Failure> {
        match self.numbers.get(number).cloned() {
            None => self.say(&clean!("there is no {} here; there are {}", number + 1, self.numbers.len())),
            Some(Numbered::Told(words)) => self.say(&words),
            Some(Numbered::Briefing(ix)) => {
                self.act(Action::Read(ix));
                self.text()
            }
        }
    }

    fn list(&mut self) -> Result<(), Failure> {
        if let Some(mistake) = &self.app.list.error {
            let hint = mistake.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            let told = clean!("{}{hint}", mistake.what);
            return self.say(&told);
        }
        let library = Arc::clone(&self.app.library);
        let found: Vec<Ix> = self.app.list.hits.iter().map(|hit| hit.ix).collect();
        let count = if found.len() == 1 {
            "1 briefing".to_owned()
        } else {
            format!("{} briefings", thousands(found.len()))
        };
        let mut lines = vec![Clean::line(&count)];
        if found.is_empty() && !self.app.list.nearest.is_empty() {
            let near: Vec<&str> = self.app.list.nearest.iter().map(Clean::as_str).collect();
            lines.push(clean!("closest: {}", near.join(", ")));
        }
        lines.extend(found.iter().enumerate().map(|(at, ix)| page::row(&library, at + 1, *ix)));
        self.numbers = found.into_iter().map(Numbered::Briefing).collect();
        self.begin(&lines)
    }

    /// Prints the open briefing from its beginning.
    fn text(&mut self) -> Result<(), Failure> {
        let Some(reader) = &self.app.reader else {
            let told = self.app.message.clone().unwrap_or_else(|| Clean::line("it can't be read"));
            return self.say(&told);
        };
        let lines = page::text(&self.app.library, &reader.opened, usize::from(self.app.size.0.min(80)));
        self.numbers = Vec::new();
        self.begin(&lines)
    }

    /// Lists what the open briefing leads to; the numbers then follow.
    fn links(&mut self) -> Result<(), Failure> {
        let Some(reader) = &self.app.reader else { return self.say("open a briefing first") };
        let opened = Arc::clone(&reader.opened);
        let library = Arc::clone(&self.app.library);
        let Some(from) = library.at_path(&opened.briefing.path) else { return self.say("it is gone") };
        let mut lines = Vec::new();
        let mut numbers = Vec::new();
        for (label, leads, to) in page::links(&library, from, &opened) {
            numbers.push(match to {
                Some(ix) => Numbered::Briefing(ix),
                None => Numbered::Told(leads.clone()),
            });
            lines.push(clean!("{}. {label}: {leads}", numbers.len()));
        }
        if lines.is_empty() {
            return self.say("no links here");
        }
        self.numbers = numbers;
        self.begin(&lines)
    }

    fn timeline(&mut self) -> Result<(), Failure> {
        let library = Arc::clone(&self.app.library);
        let timeline = Arc::clone(&self.app.timeline.timeline);
        if timeline.entries.is_empty() {
            return self.say("nothing here has a date");
        }
        let line = |(at, entry)| page::entry(&library, at, entry);
        let lines: Vec<Clean> = (1..).zip(&timeline.entries).map(line).collect();
        let leads = timeline.entries.iter().map(|entry| match entry.briefing() {
            Some(ix) => Numbered::Briefing(ix),
            None => Numbered::Told(Clean::line("it is about no briefing of its own")),
        });
        self.numbers = leads.collect();
        self.begin(&lines)
    }

    /// Shows new lines from their first.
    fn begin(&mut self, lines: &[Clean]) -> Result<(), Failure> {
        // A line that the terminal would wrap itself takes more of the page than one.
        let columns = usize::from(self.app.size.0).max(1);
        let wrapped = lines.iter().flat_map(|line| {
            wrap(line, columns).into_iter().map(|range| Clean::text(line.get(range).unwrap_or_default()))
        });
        (self.lines, self.next) = (wrapped.collect(), 0);
        self.page()
    }

    fn room(&self) -> usize {
        usize::from(self.app.size.1.saturating_sub(2)).max(1)
    }

    fn page(&mut self) -> Result<(), Failure> {
        if self.next >= self.lines.len() {
            return self.say("the end");
        }
        let end = (self.next + self.room()).min(self.lines.len());
        for at in self.next..end {
            let line = self.lines[at].clone();
            self.say(&line)?;
        }
        self.next = end;
        let left = self.lines.len() - end;
        if left > 0 { self.say(&clean!("({left} lines more: enter)")) } else { Ok(()) }
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        let line = if self.ascii { Clean::text(&ascii(text)) } else { Clean::text(text) };
        Ok(self.desk.output.line(&line)?)
    }

    fn act(&mut self, action: Action) {
        let effects = update::update(&mut self.app, action);
        self.carry_out(effects);
    }

    /// Does at once what the workers would do.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            let mut news = Vec::new();
            match effect {
                Effect::Search { generation, query, order } => {
                    let today = self.desk.today;
                    let answer = worker::find(&mut self.searcher, &self.known, &query, order, today);
                    news.push(News::Found { generation, answer });
                }
                Effect::Open { generation, path, purpose } => {
                    worker::open(&self.known.library, (generation, path, purpose), &mut |part| {
                        news.push(part);
                        true
                    });
                }
                Effect::Analyse { generation, question } => {
                    news.push(worker::analyse(&self.known, generation, question));
                }
                // Nothing else can be asked for here: no key leads to it.
                _ => {}
            }
            for one in news {
                waiting.extend(update::hear(&mut self.app, one));
            }
        }
    }
}

/// Where a link of a text leads, in words, when it leads to no briefing.
fn told(target: &Target) -> Clean {
    match target {
        Target::Url(address) | Target::Other(address) => address.clone(),
        Target::File { path, .. } => path.clone(),
        Target::Wiki { name, .. } => name.clone(),
        Target::Heading(heading) => clean!("the section {heading}"),
    }
}
