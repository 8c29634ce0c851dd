//! The whole app in a test: driven by keys, its outside work carried out at once and without threads.
//!
//! A test presses keys and reads the screen: `app.press("/glo<enter>")`, `app.titles()`, `app.screen()`.

#![allow(dead_code, reason = "each test uses the part that it needs")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use briefing::config::{Rebinding, Settings, Source};
use briefing::date::Day;
use briefing::engine::clock::Clock;
use briefing::engine::job::Job;
use briefing::engine::request::{Generation, Request};
use briefing::engine::response::{Analysis, Loading, Message, Response};
use briefing::engine::runner::InlineRunner;
use briefing::engine::session::Session;
use briefing::keymap::{self, Key, Mode};
use briefing::library::{self, Library};
use briefing::memory::{LibraryKey, Memory, Moment};
use briefing::search::Index;
use briefing::search::fulltext::{FullText, Pace, Thoroughness};
use briefing::text::Clean;
use briefing::theme::{self, Theme};
use briefing::tui::app::App;
use briefing::tui::app::pointing::thing_at;
use briefing::tui::effect::Effect;
use briefing::tui::event::{Act, Pointer};
use briefing::tui::update;
use briefing::tui::view::{Picture, view};
use ratatui::style::{Color, Modifier};
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

use crate::folder::Folder;

/// The app, its library and what it asked for.
pub struct TestApp {
    app: App,
    folder: Option<Folder>,
    runner: InlineRunner,
    asked: Vec<Effect>,
    /// Where the reader remembers.
    state: Arc<TempDir>,
    now: Moment,
    /// Whether questions over all texts wait, and the one that does.
    holds_texts: bool,
    waiting_text: Option<Generation>,
}

impl TestApp {
    /// A screen of 80 columns and 24 rows over the briefings that come with the program.
    pub fn shipped() -> Self {
        Self::open(None, (80, 24), Theme::Terminal)
    }

    /// The same over a folder.
    pub fn over(folder: Folder) -> Self {
        Self::open(Some(folder), (80, 24), Theme::Terminal)
    }

    /// The finder over a folder, for a briefing to be picked.
    pub fn picking(folder: Folder, typed: &str) -> Self {
        let mut test_app = Self::empty(Some(folder), (80, 24), Theme::Terminal);
        update::pick(&mut test_app.app, typed);
        let effects = update::start(&mut test_app.app);
        test_app.carry_out(effects);
        test_app.reload();
        test_app
    }

    /// The same before anything was loaded.
    pub fn loading(read: usize) -> Self {
        let mut test_app = Self::empty(None, (80, 24), Theme::Terminal);
        test_app.app.loading = Some(Loading { read });
        let effects = update::start(&mut test_app.app);
        test_app.carry_out(effects);
        test_app
    }

    /// Hears of a library of which a part was read.
    pub fn on_part(&mut self, folder: &Folder) -> &mut Self {
        self.runner.set_session(session(library::load(&[folder.path().to_owned()]).library));
        let session = self.runner.session();
        let (library, index) = (Arc::clone(&session.library), Arc::clone(&session.index));
        let loading = Some(Loading { read: library.len() });
        let effects = update::on_message(
            &mut self.app,
            Message::Library { library, index, state: None, loading, message: None },
        );
        self.carry_out(effects);
        self
    }

    fn open(folder: Option<Folder>, size: (u16, u16), theme: Theme) -> Self {
        let mut test_app = Self::empty(folder, size, theme);
        let effects = update::start(&mut test_app.app);
        test_app.carry_out(effects);
        test_app.reload();
        test_app
    }

    fn empty(folder: Option<Folder>, size: (u16, u16), theme: Theme) -> Self {
        let session = session(Library::default());
        let (library, index) = (Arc::clone(&session.library), Arc::clone(&session.index));
        let origin = Clean::line(if folder.is_some() {
            "library"
        } else {
            "sample library; try -L DIR to open yours"
        });
        let app = App::new(library, index, origin, theme, size);
        let state = Arc::new(tempfile::tempdir().unwrap());
        let runner = InlineRunner::new(session, None, Some(state.path().to_owned()));
        let now = Moment::of_day(today());
        Self { app, folder, runner, asked: Vec::new(), state, now, holds_texts: false, waiting_text: None }
    }

    /// On a screen of another size.
    pub fn at(mut self, columns: u16, rows: u16) -> Self {
        self.resize(columns, rows);
        self
    }

    /// Without colour.
    pub fn without_colour(mut self) -> Self {
        self.app.theme = Theme::Mono;
        self
    }

    /// In the theme of this name.
    pub fn in_theme(mut self, name: &str) -> Self {
        let mut settings = Settings::default();
        name.clone_into(&mut settings.theme.value);
        let (theme, warnings) = theme::named(&settings.theme, &settings.themes, None);
        assert_eq!(warnings, []);
        self.app.theme = theme;
        self
    }

    /// In ASCII alone.
    pub fn in_ascii(mut self) -> Self {
        self.app.ascii = true;
        self
    }

    /// With other keys for a command.
    pub fn with_keys(mut self, command: &str, keys: &[&str]) -> Self {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let wanted = Rebinding { command: command.to_owned(), keys, from: Source::Default };
        let (keys, warnings) = keymap::rebind(&[wanted]);
        assert_eq!(warnings, []);
        self.app.keys = keys;
        self
    }

    /// Presses keys without a pause after them: characters as they are, others by name as in `<enter>`, `<ctrl-d>`;
    /// `<lt>` is `<`.
    #[track_caller]
    pub fn press_on(&mut self, keys: &str) -> &mut Self {
        self.asked.clear();
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (key, length) = match rest.strip_prefix('<') {
                Some(named) => {
                    let (name, _) = named.split_once('>').expect("a name ends in >");
                    let key = if name == "lt" { Ok(Key::char('<')) } else { name.parse() };
                    (key.unwrap_or_else(|_| panic!("no key is {name}")), name.len() + 2)
                }
                None => (Key::char(first), first.len_utf8()),
            };
            self.key(key);
            rest = &rest[length..];
        }
        self
    }

    /// Presses keys, and then pauses as long as the preview needs.
    #[track_caller]
    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.press_on(keys);
        let effects = update::on_idle(&mut self.app);
        self.carry_out(effects);
        self
    }

    fn key(&mut self, key: Key) {
        if let Some(action) = keymap::action(&self.app.keys, self.app.mode(), key) {
            let effects = update::update(&mut self.app, action);
            self.carry_out(effects);
        }
    }

    /// Clicks on the first of these words that stand on the screen.
    #[track_caller]
    pub fn click(&mut self, words: &str) -> &mut Self {
        let rows = self.rows();
        let found = (0_u16..).zip(&rows).find_map(|(y, row)| Some((row[..row.find(words)?].width(), y)));
        let (x, y) = found.unwrap_or_else(|| panic!("{words:?} is not on the screen:\n{}", rows.join("\n")));
        self.click_at(u16::try_from(x).unwrap(), y)
    }

    /// Clicks on a cell.
    pub fn click_at(&mut self, x: u16, y: u16) -> &mut Self {
        self.mouse(Act::Press, x, y).mouse(Act::Release, x, y)
    }

    /// Does something with the mouse.
    pub fn mouse(&mut self, act: Act, x: u16, y: u16) -> &mut Self {
        self.asked.clear();
        let thing = thing_at(&self.picture().hotspots, x, y);
        let effects = update::point(&mut self.app, Pointer { act, x, y }, thing);
        self.carry_out(effects);
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.asked.clear();
        let effects = update::paste(&mut self.app, text);
        self.carry_out(effects);
        self
    }

    /// Takes a message that no worker of this app sends.
    pub fn on_message(&mut self, message: Message) -> &mut Self {
        let effects = update::on_message(&mut self.app, message);
        self.carry_out(effects);
        self
    }

    /// Lets questions over all texts wait until they are stopped, or as usual again.
    pub fn hold_texts(&mut self, hold: bool) -> &mut Self {
        self.holds_texts = hold;
        self
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let effects = update::resize(&mut self.app, (columns, rows));
        self.carry_out(effects);
        self
    }

    /// Changes a file of the folder; seen after a reload.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        self.folder.as_ref().expect("the app shows a folder").write(name, text);
        self
    }

    /// Removes a file of the folder.
    pub fn remove(&self, name: &str) -> &Self {
        self.folder.as_ref().expect("the app shows a folder").remove(name);
        self
    }

    /// The path of a file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.as_ref().expect("the app shows a folder").path().join(name)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting = effects;
        let mut rounds = 0;
        while !waiting.is_empty() {
            rounds += 1;
            assert!(rounds < 1_000, "the reader never comes to rest: {waiting:?}");
            for effect in std::mem::take(&mut waiting) {
                for message in self.answers(effect) {
                    waiting.extend(update::on_message(&mut self.app, message));
                }
            }
        }
    }

    /// Leaves the program and starts it again some hours later, going on where it ended or not.
    pub fn started_again(mut self, hours: i64, resume: bool) -> Self {
        let last = update::shutdown_requests(&mut self.app);
        self.carry_out(last.into_iter().map(Effect::remember).collect());
        let size = self.app.size;
        let mut test_app = Self::empty(self.folder.take(), size, self.app.theme);
        test_app.app.memory.resume = resume;
        test_app.now = Moment(self.now.0 + hours * 3_600_000);
        test_app.runner.set_memory(Some(self.state.path().to_owned()));
        test_app.state = self.state;
        let effects = update::start(&mut test_app.app);
        test_app.carry_out(effects);
        test_app.reload();
        test_app
    }

    /// What another process does to the memory, and that this one hears of it.
    pub fn meanwhile(&mut self, work: impl FnOnce(&mut Memory, &LibraryKey, Moment)) -> &mut Self {
        let mut memory = Memory::open(self.state.path()).unwrap().0;
        work(&mut memory, &LibraryKey::of(self.runner.session().library.origin()), self.now);
        self.runner.set_clock(Clock::Fixed(self.now));
        for message in self.runner.catch_up() {
            let effects = update::on_message(&mut self.app, message);
            self.carry_out(effects);
        }
        self
    }

    /// Has no folder to keep marks in.
    pub fn without_memory(mut self) -> Self {
        self.runner.set_memory(None);
        self
    }

    /// Something else writes over what is remembered, while no program has it open.
    pub fn damage(&mut self) -> &mut Self {
        self.runner.set_memory(None);
        std::fs::write(self.state.path().join("memory.db"), "no database any more ".repeat(1_000)).unwrap();
        self
    }

    /// What the engine answers, in order; what is asked of the world outside is noted.
    fn answers(&mut self, effect: Effect) -> Vec<Message> {
        let Effect::Ask(request) = effect else {
            self.asked.push(effect);
            return Vec::new();
        };
        match request {
            Request::Analyse { generation, .. } | Request::Check { generation } if self.holds_texts => {
                self.waiting_text = Some(generation);
                Vec::new()
            }
            Request::Stop(job) => {
                let waiting = self.waiting_text.take();
                waiting.map(|generation| self.stopped(job, generation).into()).into_iter().collect()
            }
            Request::FindText { .. } => {
                let text = match &self.folder {
                    Some(_) => {
                        let text = self.runner.text().unwrap();
                        text.refresh(&Thoroughness::Every, Pace::Waited, &mut |_| {}).unwrap();
                        text
                    }
                    None => Arc::clone(&SHIPPED_TEXT),
                };
                self.runner.set_text(text);
                self.runner.answer(request)
            }
            Request::IndexText => vec![Response::Indexed { progress: None, message: None }.into()],
            Request::Remember(_) => {
                self.now.0 += 1;
                self.runner.set_clock(Clock::Fixed(self.now));
                let answers = self.runner.answer(request);
                self.runner.set_clock(Clock::Fixed(Moment::of_day(today())));
                answers
            }
            Request::Reload => vec![self.load()],
            request => self.runner.answer(request),
        }
    }

    fn stopped(&self, job: Job, generation: Generation) -> Response {
        match job {
            Job::Checking => Response::Checked { generation, diagnostics: None },
            Job::Reading => {
                let (library, evidence, answer) = (Arc::clone(&self.app.library), None, Analysis::Stopped);
                Response::Analysed { generation, library, evidence, answer }
            }
        }
    }

    /// Reads the folder again, as after the editor or when a file has changed.
    pub fn reloaded(&mut self) -> &mut Self {
        self.reload();
        self
    }

    fn reload(&mut self) {
        let message = self.load();
        let effects = update::on_message(&mut self.app, message);
        self.carry_out(effects);
    }

    fn load(&mut self) -> Message {
        let (library, index) = match &self.folder {
            Some(folder) => {
                let library = library::load(&[folder.path().to_owned()]).library;
                let index = Arc::new(Index::new(&library));
                (Arc::new(library), index)
            }
            None => (Arc::clone(&SHIPPED.library), Arc::clone(&SHIPPED.index)),
        };
        let session = self.runner.session().followed_by(Arc::clone(&library), Arc::clone(&index));
        let state = session.marks();
        self.runner.set_session(session);
        Message::Library { library, index, state, loading: None, message: None }
    }

    /// Reads the folder again, and looks at the screen before the memory has been asked about it.
    pub fn reloading(&mut self, look: impl FnOnce(&Self)) -> &mut Self {
        let message = self.load();
        let effects = update::on_message(&mut self.app, message);
        look(self);
        self.carry_out(effects);
        self
    }

    /// The app itself, for what no screen shows.
    pub fn state(&self) -> &App {
        &self.app
    }

    /// What the next key is for.
    pub fn mode(&self) -> Mode {
        self.app.mode()
    }

    /// The frame.
    pub fn picture(&self) -> Picture {
        view(&self.app)
    }

    /// The titles that the list holds, in order.
    pub fn titles(&self) -> Vec<&str> {
        self.app.list.hits.iter().map(|hit| self.app.library.get(hit.ix).title.as_str()).collect()
    }

    /// The title of the selected row.
    pub fn selected(&self) -> &str {
        self.app.list.selected().map_or("", |ix| self.app.library.get(ix).title.as_str())
    }

    /// The title of the open briefing, nothing in the library.
    pub fn reading(&self) -> Option<&str> {
        self.app.reader.as_ref().map(|reader| reader.opened.briefing.title.as_str())
    }

    /// What the footer says happened.
    pub fn message(&self) -> &str {
        self.app.shown_message().map(|message| &**message).unwrap_or_default()
    }

    /// What the last keys asked of the world, beyond searching and reading.
    pub fn effects(&self) -> &[Effect] {
        &self.asked
    }

    /// The rows of the screen, without the blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        rows(&self.picture(), |text, _| text.to_owned())
    }

    /// One row of the screen.
    #[track_caller]
    pub fn row(&self, row: usize) -> String {
        self.rows().swap_remove(row)
    }

    /// The screen as text; the last line says where the cursor is.
    pub fn screen(&self) -> String {
        shown(&self.rows(), &self.picture())
    }

    /// The screen with its looks: `*bold*`, `_underlined_`, `#reversed#`.
    pub fn looks(&self) -> String {
        let picture = self.picture();
        shown(&rows(&picture, marked), &picture)
    }

    /// The row of the cursor.
    #[track_caller]
    pub fn cursor_row(&self) -> String {
        let cursor = self.picture().cursor.expect("there is a cursor");
        self.row(cursor.y.into())
    }

    /// Whether the screen shows a text.
    pub fn shows(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    /// Fails unless the screen shows each of these texts.
    #[track_caller]
    pub fn assert_shows(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.shows(text), "{text:?} is not on\n{}", self.screen());
        }
    }

    /// The text with this look on the screen, row by row.
    pub fn with_look(&self, modifier: Modifier) -> Vec<String> {
        let all = rows(&self.picture(), |text, look| {
            if look.contains(modifier) { text.to_owned() } else { "\0".repeat(text.width()) }
        });
        let pieces = all.iter().flat_map(|row| row.split('\0')).map(str::trim);
        pieces.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
    }

    /// Whether any cell has a colour.
    pub fn has_colour(&self) -> bool {
        let plain = |color: Color| color == Color::Reset;
        !self.picture().cells.content.iter().all(|cell| plain(cell.fg) && plain(cell.bg))
    }
}

/// A session on the day of the tests.
fn session(library: Library) -> Session {
    Session::new(library).at(Clock::Fixed(Moment::of_day(today())))
}

/// The full-text index of a library, in memory and up to date.
fn text_of(library: &Library) -> FullText {
    let text = FullText::open(library.origin(), None).unwrap();
    text.refresh(&Thoroughness::Every, Pace::Waited, &mut |_| {}).unwrap();
    text
}

/// Read once for all tests.
static SHIPPED: LazyLock<Session> = LazyLock::new(|| Session::new(library::embedded().library));

static SHIPPED_TEXT: LazyLock<Arc<FullText>> = LazyLock::new(|| Arc::new(text_of(&SHIPPED.library)));

/// The day on which all of this happens.
pub fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn shown(rows: &[String], picture: &Picture) -> String {
    let mut out = rows.join("\n");
    match picture.cursor {
        Some(at) => writeln!(out, "\n(cursor in row {}, column {})", at.y, at.x).unwrap(),
        None => out.push_str("\n(no cursor)\n"),
    }
    out
}

/// The rows of a picture, each run of cells with one look written by `run`.
pub fn rows(picture: &Picture, run: impl Fn(&str, Modifier) -> String) -> Vec<String> {
    let cells = &picture.cells;
    let mut rows = Vec::new();
    for y in 0..cells.area.height {
        let mut row = String::new();
        let mut piece = (String::new(), Modifier::empty());
        let mut covered = 0;
        for x in 0..cells.area.width {
            let cell = &cells[(x, y)];
            if covered > 0 {
                covered -= 1;
                continue;
            }
            if cell.modifier != piece.1 {
                row.push_str(&run(&piece.0, piece.1));
                piece = (String::new(), cell.modifier);
            }
            piece.0.push_str(cell.symbol());
            covered = briefing::text::width(cell.symbol()).saturating_sub(1);
        }
        row.push_str(&run(&piece.0, piece.1));
        rows.push(row.trim_end().to_owned());
    }
    rows
}

fn marked(text: &str, look: Modifier) -> String {
    let marks = [(Modifier::BOLD, '*'), (Modifier::UNDERLINED, '_'), (Modifier::REVERSED, '#')];
    let marks: String = marks.into_iter().filter(|(one, _)| look.contains(*one)).map(|(_, m)| m).collect();
    if text.is_empty() {
        String::new()
    } else {
        format!("{marks}{text}{}", marks.chars().rev().collect::<String>())
    }
}
