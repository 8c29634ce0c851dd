//! The read statuses, through the memory.
//!
//! Without a memory, for whatever reason, marks hold until the program ends; the reason is reported once. Changes
//! by other processes are noticed by watching the folder of the memory, so that nothing runs while there are none.

mod resumed;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::changes::{Changes, Edition};
use crate::briefing::{self, Fingerprint};
use crate::clean;
use crate::engine::request::MemoryRequest;
use crate::engine::response::{ChangesSince, Message, Response};
use crate::engine::session::Session;
use crate::library::{self, Ix, Library};
use crate::memory::{
    Bookmark, BriefingKey, LibraryKey, Memory, MemoryError, Moment, ReadState, ReadStatus, Result, shown_note,
};
use crate::text::Clean;

/// The number of files that are checked between two requests.
const AT_ONCE: usize = 64;

/// The memory with the state of the current library.
#[derive(Debug)]
pub struct MemoryWorker {
    folder: Option<PathBuf>,
    memory: Option<Memory>,
    open: Option<OpenMemory>,
    /// Briefings whose files have to be read to know whether they changed.
    unchecked: VecDeque<Ix>,
    /// Set when it was reported that something is not stored.
    reported: bool,
    /// Set when that was reported for a mark of the reader's own.
    reported_mark: bool,
}

#[derive(Debug)]
struct OpenMemory {
    library: Arc<Library>,
    library_key: LibraryKey,
    state: ReadState,
}

impl MemoryWorker {
    /// Prepares the memory in a folder.
    /// The memory is opened at the first request.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let (memory, open, unchecked) = (None, None, VecDeque::new());
        Self { folder, memory, open, unchecked, reported: false, reported_mark: false }
    }

    /// Carries out a request of the app and returns the messages.
    pub fn carry_out(&mut self, session: &Session, request: &MemoryRequest, now: Moment) -> Vec<Message> {
        let mut messages = Vec::new();
        let done = self.attempt(session, request, now, &mut messages);
        if request.is_mark() {
            self.warn(done.as_ref().err(), &mut messages);
        }
        if matches!(done, Err(MemoryError::Damaged)) {
            // The damaged memory is set aside, everything is registered anew, and the request is carried out on
            // the new memory.
            self.renew(&mut messages);
            let again = self.attempt(session, &MemoryRequest::LoadState, now, &mut messages);
            let again = again.and_then(|()| match request {
                MemoryRequest::LoadState => Ok(()),
                request => self.attempt(session, request, now, &mut messages),
            });
            self.complain(again, &mut messages);
        } else {
            self.complain(done, &mut messages);
        }
        messages
    }

    /// Applies the changes that other processes have written.
    pub fn catch_up(&mut self, session: &Session, now: Moment) -> Vec<Message> {
        let (Some(memory), Some(open)) = (&mut self.memory, &mut self.open) else { return Vec::new() };
        if !memory.is_current() {
            // Another process set it aside and began a new one.
            self.memory = None;
            return self.carry_out(session, &MemoryRequest::LoadState, now);
        }
        match memory.catch_up(&open.library_key, &open.library, &mut open.state) {
            Ok(true) => self.state_message(session).into_iter().collect(),
            // A failure occurs again at the next write, and is reported then.
            Ok(false) | Err(_) => Vec::new(),
        }
    }

    /// Checks some of the files that may have changed.
    pub fn check_some(&mut self, session: &Session) -> Vec<Message> {
        let (Some(memory), Some(open)) = (&mut self.memory, &mut self.open) else { return Vec::new() };
        let some: Vec<Ix> = self.unchecked.drain(..self.unchecked.len().min(AT_ONCE)).collect();
        let prints = library::each_text(&open.library, &some, |ix, bytes| {
            // A file that can't be read any more keeps its status.
            bytes.ok().map(|bytes| (ix, Fingerprint::of(&briefing::decoded(&bytes))))
        });
        let prints: Vec<_> = prints.into_iter().flatten().collect();
        let answers = match memory.is_read_only() {
            true => memory.compare(&open.library_key, &open.library, &prints),
            false => memory.settle(&open.library_key, &open.library, &prints),
        };
        let Ok(answers) = answers else { return Vec::new() };
        let mut is_changed = false;
        for (ix, standing) in answers {
            is_changed |= open.state.standing(ix) != standing;
            open.state.set(ix, standing, open.state.is_starred(ix));
        }
        if is_changed { self.state_message(session).into_iter().collect() } else { Vec::new() }
    }

    /// Returns the number of files to check.
    pub fn unchecked(&self) -> usize {
        self.unchecked.len()
    }

    /// Returns the folder of the memory, once it is open.
    pub(super) fn open_folder(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|_| self.memory.is_some())
    }

    fn attempt(
        &mut self,
        session: &Session,
        request: &MemoryRequest,
        now: Moment,
        messages: &mut Vec<Message>,
    ) -> Result<()> {
        match request {
            MemoryRequest::LoadState => self.load_state(session, now, messages),
            MemoryRequest::Read { path, print } => self.read(session, path, *print, now, messages),
            MemoryRequest::Unread { path } => {
                self.set(session, path, Some(ReadStatus::Unread), None, messages);
                self.with(path, |memory, key| memory.mark_unread(key, now))
            }
            MemoryRequest::Star { path, starred } => {
                self.set(session, path, None, Some(*starred), messages);
                // A note outlives its star, and returns with it.
                self.with(path, |memory, key| {
                    let note = memory.known(key)?.note;
                    memory.star(key, *starred, note.as_deref(), now)
                })?;
                self.note_text(path)
            }
            MemoryRequest::Note { path, note } => {
                if let Some(open) = &mut self.open
                    && let Some(ix) = open.library.at_path(path)
                {
                    open.state.set_note(ix, Some(shown_note(note)));
                }
                self.set(session, path, None, Some(true), messages);
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
                messages.push(Response::Changed { generation: *generation, answer }.into());
                Ok(())
            }
            MemoryRequest::Shutdown(left) => {
                let (Some(memory), Some(open)) = (&mut self.memory, &self.open) else { return Ok(()) };
                if memory.is_read_only() {
                    return Ok(());
                }
                memory.save_session(&open.library_key, &resumed::session(&open.library_key, left), now)
            }
        }
    }

    /// Opens the memory, and registers the current library.
    fn load_state(&mut self, session: &Session, now: Moment, messages: &mut Vec<Message>) -> Result<()> {
        let library = Arc::clone(&session.library);
        let library_key = LibraryKey::of(library.origin());
        let before = self.open.take();
        self.unchecked.clear();
        let mut loaded = None;
        let done = self.open(messages).and_then(|()| {
            let Some(memory) = &mut self.memory else { return Ok(()) };
            let (library_state, failed) = match memory.is_read_only() {
                true => (memory.look(&library_key, &library)?, None),
                false => match memory.register_library(&library_key, &library, now) {
                    // What is known is shown all the same.
                    Err(error) if error.forbids_writing() => {
                        (memory.look(&library_key, &library)?, Some(error))
                    }
                    library_state => (library_state?, None),
                },
            };
            loaded = Some(Box::new(resumed::loaded(memory, &library_key)?));
            self.unchecked = library_state.unchecked.into();
            self.open = Some(OpenMemory {
                library: Arc::clone(&library),
                library_key: library_key.clone(),
                state: library_state.state,
            });
            failed.map_or(Ok(()), Err)
        });
        if self.open.is_none() {
            // Without a memory everything is unread except what was marked since the program started.
            let state = before.map_or_else(
                || ReadState::new(&library),
                |before| before.state.carried(&library, library.files_in(&before.library)),
            );
            self.open = Some(OpenMemory { library, library_key, state });
        }
        if let Some(Message::StateLoaded { library, state, .. }) = self.state_message(session) {
            messages.push(Message::StateLoaded { library, state, loaded });
        }
        done
    }

    fn open(&mut self, messages: &mut Vec<Message>) -> Result<()> {
        if let (None, Some(folder)) = (&self.memory, &self.folder) {
            let (memory, reported) = Memory::open_or_read(folder)?;
            self.reported |= memory.is_read_only();
            self.memory = Some(memory);
            messages.extend(reported.map(Message::Notice));
        }
        Ok(())
    }

    fn renew(&mut self, messages: &mut Vec<Message>) {
        if let Some(memory) = self.memory.take() {
            match memory.renew() {
                Ok((memory, reported)) => {
                    self.memory = Some(memory);
                    messages.extend(reported.map(Message::Notice));
                }
                Err(error) => self.complain(Err(error), messages),
            }
        }
    }

    /// Marks a briefing as read, if its file is unchanged.
    /// It must have the fingerprint that was seen.
    fn read(
        &mut self,
        session: &Session,
        path: &Path,
        seen: Option<Fingerprint>,
        now: Moment,
        messages: &mut Vec<Message>,
    ) -> Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let text = match library::open(&open.library, path) {
            Ok(bytes) => briefing::decoded(&bytes).into_owned(),
            Err(error) => {
                messages.push(Message::Notice(clean!("cannot mark {}: {error}", path.display())));
                return Ok(());
            }
        };
        if seen.is_some_and(|seen| seen != Fingerprint::of(&text)) {
            messages.push(Message::Notice(clean!(
                "cannot mark it: the file has changed; reload it first (:reload)"
            )));
            return Ok(());
        }
        let done = self.with(path, |memory, key| memory.mark_read(key, &text, now));
        self.set(session, path, Some(ReadStatus::Read), None, messages);
        done
    }

    /// Returns the changes since an edition was read, or the reason.
    /// The reason says why they are not available.
    fn compare(&self, path: &Path, number: usize) -> Result<std::result::Result<ChangesSince, Clean>> {
        let nothing = |why: &str| Ok(Err(Clean::line(why)));
        let (Some(memory), Some(open)) = (&self.memory, &self.open) else {
            return nothing("no reading history");
        };
        let Some(key) = open.library_key.key(path) else {
            return nothing("no reading history for this briefing");
        };
        let Ok(now) = library::open(&open.library, path) else { return nothing("cannot read the file") };
        let print = Fingerprint::of(&briefing::decoded(&now));
        let kept = memory.editions(&key)?;
        let others: Vec<_> = kept.iter().filter(|kept| kept.print != print).collect();
        let Some(edition) = others.get(number) else {
            return nothing(match (number, kept.is_empty()) {
                (0, true) => {
                    "not marked as read yet, so there is nothing to compare; the end of a text marks it"
                }
                (0, false) => "nothing has changed since your last reading",
                _ => "no earlier reading is saved",
            });
        };
        let Some(text) = memory.text(&key, edition.print)? else {
            return nothing("cannot read the text saved at that reading");
        };
        let changes = Changes::between(&Edition::read(path, text.as_bytes()), &Edition::read(path, &now));
        let of =
            if others.len() > 1 { format!(" ({} of {})", number + 1, others.len()) } else { String::new() };
        let edition = clean!("your reading of {}{of}", edition.read_at.day().human());
        Ok(Ok(ChangesSince { path: path.to_owned(), edition, number, changes }))
    }

    /// Runs `work` with the memory and the key of a briefing.
    fn with(
        &mut self,
        path: &Path,
        work: impl FnOnce(&mut Memory, &BriefingKey) -> Result<()>,
    ) -> Result<()> {
        let key = self.open.as_ref().and_then(|open| open.library_key.key(path));
        match (&mut self.memory, key) {
            (Some(memory), Some(key)) if !memory.is_read_only() => work(memory, &key),
            _ => Ok(()),
        }
    }

    /// Saves the fingerprint of a starred text.
    /// By that the text is found again under another path.
    fn note_text(&mut self, path: &Path) -> Result<()> {
        let (Some(memory), Some(open)) = (&mut self.memory, &self.open) else { return Ok(()) };
        let (Some(ix), Ok(bytes)) = (open.library.at_path(path), library::open(&open.library, path)) else {
            return Ok(());
        };
        if memory.is_read_only() {
            return Ok(());
        }
        let print = Fingerprint::of(&briefing::decoded(&bytes));
        memory.settle(&open.library_key, &open.library, &[(ix, print)]).map(|_| ())
    }

    /// Updates the status of a briefing and sends it.
    fn set(
        &mut self,
        session: &Session,
        path: &Path,
        standing: Option<ReadStatus>,
        starred: Option<bool>,
        messages: &mut Vec<Message>,
    ) {
        let Some(open) = &mut self.open else { return };
        if let Some(ix) = open.library.at_path(path) {
            let standing = standing.unwrap_or_else(|| open.state.standing(ix));
            let starred = starred.unwrap_or_else(|| open.state.is_starred(ix));
            open.state.set(ix, standing, starred);
            messages.extend(self.state_message(session));
        }
    }

    /// Returns the read statuses as a message, and updates the search.
    fn state_message(&self, session: &Session) -> Option<Message> {
        let open = self.open.as_ref()?;
        let (library, state) = (Arc::clone(&open.library), Arc::new(open.state.clone()));
        if Arc::ptr_eq(&library, &session.library) {
            session.set_marks(Arc::clone(&state));
        }
        Some(Message::StateLoaded { library, state, loaded: None })
    }

    /// Reports at the reader's first mark that it is not saved.
    fn warn(&mut self, failed: Option<&MemoryError>, messages: &mut Vec<Message>) {
        let is_kept = self.memory.as_ref().is_some_and(|memory| !memory.is_read_only());
        if matches!(failed, Some(MemoryError::Damaged)) || (is_kept && failed.is_none()) || self.reported_mark
        {
            return;
        }
        (self.reported, self.reported_mark) = (true, true);
        messages.push(Message::Notice(match failed {
            Some(error) => clean!("cannot save the reading history: {error}; this lasts until you quit"),
            None if self.folder.is_none() => {
                clean!("no folder for the reading history; this lasts until you quit; try BRIEFING_STATE=DIR")
            }
            None => clean!("cannot write the reading history; this lasts until you quit"),
        }));
    }

    /// Reports once that nothing is stored.
    fn complain(&mut self, done: Result<()>, messages: &mut Vec<Message>) {
        if let Err(error) = done
            && !std::mem::replace(&mut self.reported, true)
        {
            messages.push(Message::Notice(clean!("reading history is not being saved: {error}")));
        }
    }
}
