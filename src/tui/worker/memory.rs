//! The read statuses: the one thread that has the memory open.
//!
//! Without a memory, for whatever reason, marks hold until the program ends; the reason is reported once. Changes
//! by other processes are noticed by watching the folder of the memory, so that nothing runs while there are none.

mod session;
mod thread;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::changes::{Changes, Edition};
use crate::briefing::{self, Fingerprint};
use crate::clean;
use crate::library::{self, Ix, Library};
use crate::memory::{
    Bookmark, BriefingKey, LibraryKey, Memory, MemoryError, Moment, ReadState, ReadStatus, Result, shown_note,
};
use crate::text::Clean;
use crate::tui::app::ChangesSince;
use crate::tui::app::message::Message;
use crate::tui::effect::MemoryRequest;
use crate::tui::worker::analysis::LibrarySnapshot;

pub(super) use thread::{MemoryJob, keep};

/// The number of files that are checked between two requests.
const AT_ONCE: usize = 64;

/// The memory with the state of the current library.
#[derive(Debug)]
pub struct MemoryWorker {
    folder: Option<PathBuf>,
    memory: Option<Memory>,
    held: Option<OpenMemory>,
    /// Briefings whose files have to be read to know whether they changed.
    unchecked: VecDeque<Ix>,
    /// Set when something written may not be on the disk yet.
    written: bool,
    /// Set when it was reported that something is not stored.
    told: bool,
    /// Set when that was reported for a mark of the reader's own.
    told_mark: bool,
}

#[derive(Debug)]
struct OpenMemory {
    library: Arc<Library>,
    shelf: LibraryKey,
    state: ReadState,
}

impl MemoryWorker {
    /// Prepares the memory in a folder.
    /// The memory is opened at the first request.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let (memory, held, unchecked) = (None, None, VecDeque::new());
        Self { folder, memory, held, unchecked, written: false, told: false, told_mark: false }
    }

    /// Carries out a request of the app and returns the messages.
    pub fn carry_out(&mut self, known: &LibrarySnapshot, deed: &MemoryRequest, now: Moment) -> Vec<Message> {
        let mut news = Vec::new();
        self.written |= !matches!(deed, MemoryRequest::Compare { .. });
        let done = self.attempt(known, deed, now, &mut news);
        if deed.is_mark() {
            self.warn(done.as_ref().err(), &mut news);
        }
        if matches!(done, Err(MemoryError::Damaged)) {
            // The damaged memory is set aside, everything is registered anew, and the request is carried out on
            // the new memory.
            self.renew(&mut news);
            let again = self.attempt(known, &MemoryRequest::Recall, now, &mut news);
            let again = again.and_then(|()| match deed {
                MemoryRequest::Recall => Ok(()),
                deed => self.attempt(known, deed, now, &mut news),
            });
            self.complain(again, &mut news);
        } else {
            self.complain(done, &mut news);
        }
        news
    }

    /// Applies the changes that other processes have written.
    pub fn catch_up(&mut self, known: &LibrarySnapshot, now: Moment) -> Vec<Message> {
        let (Some(memory), Some(held)) = (&mut self.memory, &mut self.held) else { return Vec::new() };
        if !memory.is_current() {
            // Another process set it aside and began a new one.
            self.memory = None;
            return self.carry_out(known, &MemoryRequest::Recall, now);
        }
        match memory.catch_up(&held.shelf, &held.library, &mut held.state) {
            Ok(true) => self.told_state(known).into_iter().collect(),
            // A failure occurs again at the next write, and is reported then.
            Ok(false) | Err(_) => Vec::new(),
        }
    }

    /// Checks some of the files that may have changed.
    pub fn check_some(&mut self, known: &LibrarySnapshot) -> Vec<Message> {
        let (Some(memory), Some(held)) = (&mut self.memory, &mut self.held) else { return Vec::new() };
        let some: Vec<Ix> = self.unchecked.drain(..self.unchecked.len().min(AT_ONCE)).collect();
        let prints = library::each_text(&held.library, &some, |ix, bytes| {
            // A file that can't be read any more keeps its status.
            bytes.ok().map(|bytes| (ix, Fingerprint::of(&briefing::decoded(&bytes))))
        });
        let prints: Vec<_> = prints.into_iter().flatten().collect();
        let answers = match memory.is_read_only() {
            true => memory.compare(&held.shelf, &held.library, &prints),
            false => memory.settle(&held.shelf, &held.library, &prints),
        };
        let Ok(answers) = answers else { return Vec::new() };
        let mut is_news = false;
        for (ix, standing) in answers {
            is_news |= held.state.standing(ix) != standing;
            held.state.set(ix, standing, held.state.is_starred(ix));
        }
        if is_news { self.told_state(known).into_iter().collect() } else { Vec::new() }
    }

    /// Flushes written data to the disk.
    /// It is called when there is nothing else to do.
    pub fn flush(&mut self) -> Vec<Message> {
        let mut news = Vec::new();
        if std::mem::take(&mut self.written)
            && let Some(memory) = self.memory.as_ref().filter(|memory| !memory.is_read_only())
        {
            let done = memory.flush();
            self.complain(done, &mut news);
        }
        news
    }

    /// Returns the number of files to check.
    pub fn unchecked(&self) -> usize {
        self.unchecked.len()
    }

    /// Returns the folder of the memory, once it is open.
    fn open_folder(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|_| self.memory.is_some())
    }

    fn attempt(
        &mut self,
        known: &LibrarySnapshot,
        deed: &MemoryRequest,
        now: Moment,
        news: &mut Vec<Message>,
    ) -> Result<()> {
        match deed {
            MemoryRequest::Recall => self.recall(known, now, news),
            MemoryRequest::Read { path, print } => self.read(known, path, *print, now, news),
            MemoryRequest::Unread { path } => {
                self.set(known, path, Some(ReadStatus::Unread), None, news);
                self.with(path, |memory, key| memory.mark_unread(key, now))
            }
            MemoryRequest::Star { path, starred } => {
                self.set(known, path, None, Some(*starred), news);
                // A note outlives its star, and returns with it.
                self.with(path, |memory, key| {
                    let note = memory.known(key)?.note;
                    memory.star(key, *starred, note.as_deref(), now)
                })?;
                self.note_text(path)
            }
            MemoryRequest::Note { path, note } => {
                if let Some(held) = &mut self.held
                    && let Some(ix) = held.library.at_path(path)
                {
                    held.state.set_note(ix, Some(shown_note(note)));
                }
                self.set(known, path, None, Some(true), news);
                let note = Some(note.as_str()).filter(|note| !note.is_empty());
                self.with(path, |memory, key| memory.star(key, true, note, now))?;
                self.note_text(path)
            }
            MemoryRequest::Leave { path, spot } => {
                self.with(path, |memory, key| memory.leave(key, *spot, now))
            }
            MemoryRequest::Bookmark { letter, path, spot } => self.with(path, |memory, key| {
                memory.set_bookmark(&Bookmark { letter: *letter, key: key.clone(), spot: *spot }, now)
            }),
            MemoryRequest::Compare { generation, path, edition } => {
                let answer = self.compare(path, *edition)?;
                news.push(Message::Changed { generation: *generation, answer });
                Ok(())
            }
            MemoryRequest::Farewell(session) => {
                let (Some(memory), Some(held)) = (&mut self.memory, &self.held) else { return Ok(()) };
                if memory.is_read_only() {
                    return Ok(());
                }
                memory.save_session(&held.shelf, &session::session(&held.shelf, session), now)
            }
        }
    }

    /// Opens the memory, and registers the current library.
    fn recall(&mut self, known: &LibrarySnapshot, now: Moment, news: &mut Vec<Message>) -> Result<()> {
        let library = Arc::clone(&known.library);
        let shelf = LibraryKey::of(library.origin());
        let before = self.held.take();
        self.unchecked.clear();
        let mut recalled = None;
        let done = self.open(news).and_then(|()| {
            let Some(memory) = &mut self.memory else { return Ok(()) };
            let (met, failed) = match memory.is_read_only() {
                true => (memory.look(&shelf, &library)?, None),
                false => match memory.meet(&shelf, &library, now) {
                    // What is known is shown all the same.
                    Err(error) if error.forbids_writing() => (memory.look(&shelf, &library)?, Some(error)),
                    met => (met?, None),
                },
            };
            recalled = Some(Box::new(session::recalled(memory, &shelf)?));
            self.unchecked = met.unchecked.into();
            self.held =
                Some(OpenMemory { library: Arc::clone(&library), shelf: shelf.clone(), state: met.state });
            failed.map_or(Ok(()), Err)
        });
        if self.held.is_none() {
            // Without a memory everything is unread except what was marked since the program started.
            let state = before.map_or_else(
                || ReadState::new(&library),
                |before| before.state.carried(&library, library.files_in(&before.library)),
            );
            self.held = Some(OpenMemory { library, shelf, state });
        }
        if let Some(Message::Recalled { library, state, .. }) = self.told_state(known) {
            news.push(Message::Recalled { library, state, recalled });
        }
        done
    }

    fn open(&mut self, news: &mut Vec<Message>) -> Result<()> {
        if let (None, Some(folder)) = (&self.memory, &self.folder) {
            let (memory, told) = Memory::open_or_read(folder)?;
            self.told |= memory.is_read_only();
            self.memory = Some(memory);
            news.extend(told.map(Message::Notice));
        }
        Ok(())
    }

    fn renew(&mut self, news: &mut Vec<Message>) {
        if let Some(memory) = self.memory.take() {
            match memory.renew() {
                Ok((memory, told)) => {
                    self.memory = Some(memory);
                    news.extend(told.map(Message::Notice));
                }
                Err(error) => self.complain(Err(error), news),
            }
        }
    }

    /// Marks a briefing as read, if its file is unchanged.
    /// It must have the fingerprint that was seen.
    fn read(
        &mut self,
        known: &LibrarySnapshot,
        path: &Path,
        seen: Option<Fingerprint>,
        now: Moment,
        news: &mut Vec<Message>,
    ) -> Result<()> {
        let Some(held) = &self.held else { return Ok(()) };
        let text = match library::open(&held.library, path) {
            Ok(bytes) => briefing::decoded(&bytes).into_owned(),
            Err(error) => {
                news.push(Message::Notice(clean!("cannot mark {}: {error}", path.display())));
                return Ok(());
            }
        };
        if seen.is_some_and(|seen| seen != Fingerprint::of(&text)) {
            news.push(Message::Notice(clean!(
                "cannot mark it: the file has changed; reload it first (:reload)"
            )));
            return Ok(());
        }
        let done = self.with(path, |memory, key| memory.mark_read(key, &text, now));
        self.set(known, path, Some(ReadStatus::Read), None, news);
        done
    }

    /// Returns the changes since an edition was read, or the reason.
    /// The reason says why they are not available.
    fn compare(&self, path: &Path, number: usize) -> Result<std::result::Result<ChangesSince, Clean>> {
        let nothing = |why: &str| Ok(Err(Clean::line(why)));
        let (Some(memory), Some(held)) = (&self.memory, &self.held) else {
            return nothing("no reading history");
        };
        let Some(key) = held.shelf.key(path) else { return nothing("no reading history for this briefing") };
        let Ok(now) = library::open(&held.library, path) else { return nothing("cannot read the file") };
        let print = Fingerprint::of(&briefing::decoded(&now));
        let kept = memory.editions(&key)?;
        let others: Vec<_> = kept.iter().filter(|kept| kept.print != print).collect();
        let Some(edition) = others.get(number) else {
            return nothing(match (number, kept.is_empty()) {
                (0, true) => "you have not read it yet, so there is nothing to compare",
                (0, false) => "nothing has changed since you read it",
                _ => "no older edition is saved",
            });
        };
        let Some(text) = memory.text(&key, edition.print)? else {
            return nothing("cannot read that edition");
        };
        let changes = Changes::between(&Edition::read(path, text.as_bytes()), &Edition::read(path, &now));
        let of =
            if others.len() > 1 { format!(" ({} of {})", number + 1, others.len()) } else { String::new() };
        let edition = clean!("you read it on {}{of}", edition.read_at.day().human());
        Ok(Ok(ChangesSince { path: path.to_owned(), edition, number, changes }))
    }

    /// Runs `work` with the memory and the key of a briefing.
    fn with(
        &mut self,
        path: &Path,
        work: impl FnOnce(&mut Memory, &BriefingKey) -> Result<()>,
    ) -> Result<()> {
        let key = self.held.as_ref().and_then(|held| held.shelf.key(path));
        match (&mut self.memory, key) {
            (Some(memory), Some(key)) if !memory.is_read_only() => work(memory, &key),
            _ => Ok(()),
        }
    }

    /// Saves the fingerprint of a starred text.
    /// By that the text is found again under another path.
    fn note_text(&mut self, path: &Path) -> Result<()> {
        let (Some(memory), Some(held)) = (&mut self.memory, &self.held) else { return Ok(()) };
        let (Some(ix), Ok(bytes)) = (held.library.at_path(path), library::open(&held.library, path)) else {
            return Ok(());
        };
        if memory.is_read_only() {
            return Ok(());
        }
        let print = Fingerprint::of(&briefing::decoded(&bytes));
        memory.settle(&held.shelf, &held.library, &[(ix, print)]).map(|_| ())
    }

    /// Updates the status of a briefing and sends it.
    fn set(
        &mut self,
        known: &LibrarySnapshot,
        path: &Path,
        standing: Option<ReadStatus>,
        starred: Option<bool>,
        news: &mut Vec<Message>,
    ) {
        let Some(held) = &mut self.held else { return };
        if let Some(ix) = held.library.at_path(path) {
            let standing = standing.unwrap_or_else(|| held.state.standing(ix));
            let starred = starred.unwrap_or_else(|| held.state.is_starred(ix));
            held.state.set(ix, standing, starred);
            news.extend(self.told_state(known));
        }
    }

    /// Returns the read statuses as a message, and updates the search.
    fn told_state(&self, known: &LibrarySnapshot) -> Option<Message> {
        let held = self.held.as_ref()?;
        let (library, state) = (Arc::clone(&held.library), Arc::new(held.state.clone()));
        if Arc::ptr_eq(&library, &known.library) {
            known.set_marks(Arc::clone(&state));
        }
        Some(Message::Recalled { library, state, recalled: None })
    }

    /// Reports at the reader's first mark that it is not saved.
    fn warn(&mut self, failed: Option<&MemoryError>, news: &mut Vec<Message>) {
        let is_kept = self.memory.as_ref().is_some_and(|memory| !memory.is_read_only());
        if matches!(failed, Some(MemoryError::Damaged)) || (is_kept && failed.is_none()) || self.told_mark {
            return;
        }
        (self.told, self.told_mark) = (true, true);
        news.push(Message::Notice(match failed {
            Some(error) => clean!("not saved, lasts until you quit: {error}"),
            None if self.folder.is_none() => {
                clean!("not saved, lasts until you quit; to save it, try BRIEFING_STATE=DIR")
            }
            None => clean!("not saved, lasts until you quit: cannot write the reading history"),
        }));
    }

    /// Reports once that nothing is stored.
    fn complain(&mut self, done: Result<()>, news: &mut Vec<Message>) {
        if let Err(error) = done
            && !std::mem::replace(&mut self.told, true)
        {
            news.push(Message::Notice(clean!("reading history is not being saved: {error}")));
        }
    }
}
