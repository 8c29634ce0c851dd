//! `briefing changed`: the changes of the text since it was read or since a day.
//!
//! Without a day, each briefing is compared with the edition that was read last. With one, it is compared with its
//! state on that day: by git where the library is a git checkout, else by the editions that the memory has kept.

mod ask;
mod git;
mod print;

use crate::briefing::changes::{Changes, Edition};
use crate::clean;
use crate::cli::args::ChangedArgs;
use crate::cli::choose::identify;
use crate::cli::{CommandContext, CommandError, Exit, memory};
use crate::date::Day;
use crate::library::{self, Ix, Library, Origin};
use crate::memory::{BriefingKey, LibraryKey, Memory, Moment, ReadStatus};
use crate::search::query::day;
use crate::text::{Clean, io_reason};
use git::{Checkout, FolderHistory};

/// The outcome for one briefing.
struct BriefingChanges {
    /// The label of the briefing on the command line.
    label: Clean,
    title: Clean,
    path: Clean,
    /// The edition that it is compared with, in words.
    since: Clean,
    what: ChangeStatus,
}

/// The change of a briefing.
enum ChangeStatus {
    /// It was not there then.
    New(Option<Clean>),
    /// It is not there any more.
    Gone,
    /// It has changed.
    Changed(Changes),
    /// It has changed, but the earlier edition is not kept.
    Lost,
}

/// The selected briefings, and the findings about them.
struct ChangeReport<'a> {
    library: &'a Library,
    wanted: Vec<Ix>,
    /// Set if briefings were named: then missing files are not reported.
    named: bool,
    briefings: Vec<BriefingChanges>,
}

pub(super) fn run(context: &mut CommandContext, typed: &ChangedArgs) -> Result<Exit, CommandError> {
    let since = typed.since.as_deref().map(|text| day(text, context.today));
    let since = since.transpose().map_err(|(why, hint)| {
        let typed = typed.since.as_deref().unwrap_or_default();
        CommandError::new("usage", clean!("invalid value `{typed}` for --since: {why}")).hint(hint)
    })?;
    let library = context.library()?;
    let named: Result<Vec<Ix>, CommandError> = typed.id.iter().map(|id| identify(&library, id)).collect();
    let named = named?;
    let all = || library.records().map(|(ix, _)| ix).collect();
    let wanted = if named.is_empty() { all() } else { named.clone() };
    let mut report =
        ChangeReport { library: &library, wanted, named: !named.is_empty(), briefings: Vec::new() };
    match since {
        Some(day) => report.since(context, day)?,
        None => report.since_read(context)?,
    }
    let briefings = report.briefings;
    if briefings.is_empty() {
        let since = since.map_or_else(|| clean!("your last reading"), |day| clean!("{day}"));
        return Err(
            CommandError::new("no-match", clean!("nothing has changed since {since}")).exit(Exit::NoMatch)
        );
    }
    if typed.json {
        print::json(context, &briefings)?;
    } else if typed.markdown {
        print::markdown(context, &briefings, since)?;
    } else {
        print::text(context, &briefings)?;
    }
    Ok(Exit::Ok)
}

impl ChangeReport<'_> {
    /// Compares with the editions that were read last.
    fn since_read(&mut self, context: &mut CommandContext) -> Result<(), CommandError> {
        let library_key = LibraryKey::of(self.library.origin());
        let memory = memory::existing(context)?;
        let Some(memory) = memory.filter(|memory| memory.knows(&library_key).unwrap_or(false)) else {
            return Err(CommandError::new("no-memory", clean!("no reading history for this library"))
                .hint(clean!("try reading it with `briefing`, or give a day: briefing changed --since 7d"))
                .exit(Exit::NoMatch));
        };
        let state = memory::look(&memory, self.library)?;
        for ix in self.wanted.clone() {
            match state.standing(ix) {
                ReadStatus::New => self.tell(ix, clean!("your last visit"), self.new_one(ix)),
                ReadStatus::Changed => {
                    let Some(key) = library_key.key(&self.library.get(ix).path) else { continue };
                    let known = memory.known(&key)?;
                    let text = known.read.map(|print| memory.text(&key, print)).transpose()?.flatten();
                    let since = clean!("your reading of {}", known.read_at.day());
                    let what =
                        text.map_or(Ok(ChangeStatus::Lost), |text| self.compare(ix, text.as_bytes()))?;
                    self.tell(ix, since, what);
                }
                ReadStatus::Unread if self.named => {
                    let label = self.library.label(ix);
                    return Err(CommandError::new("no-match", clean!("you have not read {label} yet"))
                        .exit(Exit::NoMatch));
                }
                ReadStatus::Unread | ReadStatus::Read => {}
            }
        }
        Ok(())
    }

    /// Compares with what was there at the beginning of a day.
    fn since(&mut self, context: &mut CommandContext, day: Day) -> Result<(), CommandError> {
        let Origin::Folders(folders) = self.library.origin() else {
            return Err(CommandError::new("no-match", clean!("the built-in sample never changes"))
                .exit(Exit::NoMatch));
        };
        let (mut others, mut reasons) = (Vec::new(), Vec::new());
        for folder in folders {
            match FolderHistory::at(folder, day)? {
                FolderHistory::Kept(checkout) => self.since_in_git(checkout, day)?,
                FolderHistory::NotKept(why) => {
                    others.push(folder.clone());
                    reasons.push(why);
                }
            }
        }
        let Some(why) = reasons.first() else { return Ok(()) };
        let library_key = LibraryKey::of(&Origin::Folders(others));
        let outside: Vec<Ix> =
            self.wanted.iter().copied().filter(|ix| self.key(&library_key, *ix).is_some()).collect();
        let mut unknown = 0_usize;
        if let Some(memory) = memory::existing(context)? {
            for ix in &outside {
                unknown += usize::from(!self.since_in_memory(&memory, &library_key, *ix, day)?);
            }
        } else {
            unknown = outside.len();
        }
        if unknown == outside.len() && unknown > 0 {
            return Err(CommandError::new(
                "no-history",
                clean!("cannot compare with {day}: {why}"),
            )
            .hint(clean!("there is no reading history for this library either; earlier texts come from git or from your reading history")));
        }
        if unknown > 0 {
            context
                .output
                .note(&clean!("note: cannot compare {unknown} of {}: never read, and {why}", outside.len()));
        }
        Ok(())
    }

    fn key(&self, library_key: &LibraryKey, ix: Ix) -> Option<BriefingKey> {
        library_key.key(&self.library.get(ix).path)
    }

    fn since_in_git(&mut self, mut checkout: Checkout, day: Day) -> Result<(), CommandError> {
        let since = clean!("{day}");
        for ix in self.wanted.clone() {
            let Some(inner) = checkout.inner(&self.library.get(ix).path) else { continue };
            match checkout.text(&inner)? {
                None => self.tell(ix, since.clone(), self.new_one(ix)),
                Some(before) => {
                    let what = self.compare(ix, &before)?;
                    if !matches!(&what, ChangeStatus::Changed(changes) if changes.is_empty()) {
                        self.tell(ix, since.clone(), what);
                    }
                }
            }
        }
        let gone = if self.named { Vec::new() } else { checkout.gone(self.library) };
        for path in gone {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let (label, path) = (Clean::line(&name), clean!("{}", path.display()));
            self.briefings.push(BriefingChanges {
                title: label.clone(),
                label,
                path,
                since: since.clone(),
                what: ChangeStatus::Gone,
            });
        }
        Ok(())
    }

    /// Compares with the last edition read before that day.
    /// Without one it takes the first one after it. Reports whether there is either.
    fn since_in_memory(
        &mut self,
        memory: &Memory,
        library_key: &LibraryKey,
        ix: Ix,
        day: Day,
    ) -> Result<bool, CommandError> {
        let Some(key) = self.key(library_key, ix) else { return Ok(false) };
        let editions = memory.editions(&key)?;
        let begin = Moment::of_day(day);
        let edition = editions.iter().find(|kept| kept.read_at < begin).or(editions.last());
        let Some(edition) = edition else { return Ok(false) };
        let Some(text) = memory.text(&key, edition.print)? else { return Ok(false) };
        let what = self.compare(ix, text.as_bytes())?;
        if !matches!(&what, ChangeStatus::Changed(changes) if changes.is_empty()) {
            self.tell(ix, clean!("your reading of {}", edition.read_at.day()), what);
        }
        Ok(true)
    }

    fn tell(&mut self, ix: Ix, since: Clean, what: ChangeStatus) {
        let briefing = self.library.get(ix);
        self.briefings.push(BriefingChanges {
            label: self.library.label(ix),
            title: briefing.title.clone(),
            path: clean!("{}", briefing.path.display()),
            since,
            what,
        });
    }

    fn new_one(&self, ix: Ix) -> ChangeStatus {
        ChangeStatus::New(self.library.get(ix).description.clone())
    }

    fn compare(&self, ix: Ix, before: &[u8]) -> Result<ChangeStatus, CommandError> {
        let path = &self.library.get(ix).path;
        let now = library::open(self.library, path).map_err(|error| {
            CommandError::new(
                "io",
                clean!("cannot read {}: {error}", path.display(), error = io_reason(&error)),
            )
        })?;
        if now == before {
            return Ok(ChangeStatus::Changed(Changes::default()));
        }
        let (before, after) = (Edition::read(path, before), Edition::read(path, &now));
        Ok(ChangeStatus::Changed(Changes::between(&before, &after)))
    }
}
