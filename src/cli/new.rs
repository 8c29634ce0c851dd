//! `briefing new`: a new briefing in the right folder, with what is known filled in.
//!
//! It never writes over anything: the file appears whole under its name, or not at all.

mod template;
pub(in crate::cli) mod write;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::briefing::Kind;
use crate::clean;
use crate::cli::args::{New, NewKind};
use crate::cli::{CommandContext, CommandError, Exit};
use crate::date::FactDate;
use crate::library::{self, Ix, Library, Location, Lookup};
use crate::terminal::editor;
use crate::text::{Clean, io_reason};
use template::{Cited, Template, TemplateLink};

pub(super) use write::new_file;

/// The role of a link without one; `check` mentions it where it is too vague.
const ROLE: &str = "related";

pub(super) fn run(context: &mut CommandContext, new: &New) -> Result<Exit, CommandError> {
    CommandContext::ensure_writing_is_allowed()?;
    let folders = match context.location()? {
        Location::Folders(folders) => folders,
        Location::Embedded { .. } => return Err(no_library()),
    };
    let library = library::load(&folders).library;
    let title = Clean::line(&new.title.join(" "));
    let id = id(new, &title)?;
    ensure_id_is_free(&library, &id)?;
    let folder = folder(&library, &folders, new.kind)?;
    ensure_folder_is_inside(&folder, &folders)?;
    let path = folder.join(format!("{id}.md"));
    let template = template(context, new, &library, (title, &path))?;
    new_file(&path, template.text().as_bytes()).map_err(|error| not_written(&path, &error))?;
    context.output.line(&clean!("{}", path.display()))?;
    context.output.finish()?;
    for remark in template.remarks() {
        context.output.note(&remark);
    }
    if !new.no_edit && context.output.on_terminal && io::stdin().is_terminal() {
        edit(&path, template.first_gap())?;
    }
    Ok(Exit::Ok)
}

/// Refuses a folder whose real path is outside of the library. A link may lead there.
fn ensure_folder_is_inside(folder: &Path, folders: &[PathBuf]) -> Result<(), CommandError> {
    let failed = |error: io::Error| {
        CommandError::new(
            "not-written",
            clean!("cannot create {}: {error}", folder.display(), error = io_reason(&error)),
        )
    };
    let real = folder.canonicalize().map_err(failed)?;
    if folders.iter().filter_map(|root| root.canonicalize().ok()).any(|root| is_below(&real, &root)) {
        return Ok(());
    }
    let (folder, real) = (folder.display(), real.display());
    Err(CommandError::new(
        "outside",
        clean!("cannot write to {folder}: it is a symbolic link out of the library, to {real}"),
    )
    .hint(clean!("nothing was written; try -L {real}")))
}

/// Reports whether a folder is in this one, or beside this file.
fn is_below(folder: &Path, root: &Path) -> bool {
    let root = if root.is_file() { root.parent().unwrap_or(root) } else { root };
    folder.starts_with(root)
}

fn no_library() -> CommandError {
    CommandError::new(
        "no-library",
        clean!("no library to write to: the sample is built into the program"),
    )
    .hint(Clean::text(
        "create one here:\nmkdir -p briefings/companies briefings/events briefings/sources\nor try -L DIR or \
        BRIEFING_LIBRARY=DIR",
    ))
}

fn not_written(path: &Path, error: &io::Error) -> CommandError {
    let failure = CommandError::new(
        "not-written",
        clean!("cannot create {}: {error}", path.display(), error = io_reason(error)),
    );
    if error.kind() == io::ErrorKind::AlreadyExists {
        return failure.hint(clean!("nothing was changed; try another name: --id ID"));
    }
    failure
}

/// Returns the id: as given, else made from the title.
fn id(new: &New, title: &Clean) -> Result<String, CommandError> {
    let Some(given) = &new.id else {
        let made = template::id_of(title);
        return made.ok_or_else(|| {
            CommandError::new("no-id", clean!("cannot make a file name from `{title}`"))
                .hint(clean!("try --id ID, with letters a-z, digits and hyphens"))
        });
    };
    if template::id_of(given).as_ref() == Some(given) {
        return Ok(given.clone());
    }
    let failure = CommandError::new(
        "bad-id",
        clean!("invalid id `{given}`: use letters a-z, digits and single hyphens"),
    );
    Err(match template::id_of(given) {
        Some(right) => failure.hint(clean!("try --id {right}")),
        None => failure,
    })
}

fn ensure_id_is_free(library: &Library, id: &str) -> Result<(), CommandError> {
    let same = |ix: &Ix| library.get(*ix).id.0.eq_ignore_ascii_case(id);
    let taken = match library.find(id) {
        Lookup::One(ix) => Some(ix).filter(same),
        Lookup::Several(several) => several.into_iter().find(same),
        Lookup::None { .. } => None,
    };
    taken.map_or(Ok(()), |ix| {
        let path = library.get(ix).path.display().to_string();
        Err(CommandError::new("exists", clean!("briefing `{id}` already exists: {path}"))
            .hint(clean!("edit that briefing, or try another name: --id ID")))
    })
}

fn template(
    context: &CommandContext,
    new: &New,
    library: &Library,
    (title, path): (Clean, &Path),
) -> Result<Template, CommandError> {
    let unused = [
        ("--date", "events and sources", new.date.is_some() && new.kind == NewKind::Company),
        ("--publisher", "sources", new.publisher.is_some() && new.kind != NewKind::Source),
    ];
    if let Some((option, kinds, _)) = unused.into_iter().find(|(.., is_unused)| *is_unused) {
        return Err(CommandError::new("usage", clean!("{option} is for {kinds} only")));
    }
    let date = new.date.as_ref().map(|date| FactDate::parse(date)).transpose().map_err(|error| {
        let typed = new.date.as_deref().unwrap_or_default();
        CommandError::new("date", clean!("invalid value `{typed}` for --date: {error}"))
            .hint(clean!("{}", error.hint()))
    })?;
    let kind = match new.kind {
        NewKind::Company => Kind::Company,
        NewKind::Event => Kind::Event,
        NewKind::Source => Kind::Source,
    };
    let publisher = new.publisher.as_ref().map(|name| Clean::line(name)).filter(|_| kind == Kind::Source);
    let (mut links, mut cited) = (Vec::new(), Vec::new());
    for from in &new.from {
        let (ix, role) = meant(library, from)?;
        let briefing = library.get(ix);
        if briefing.kind == Kind::Source {
            let way = library::way_between(path, &briefing.path);
            cited.push(Cited { id: briefing.id.0.clone(), way, title: briefing.title.clone() });
        } else {
            let role = role.unwrap_or_else(|| Clean::line(ROLE));
            links.push(TemplateLink { id: briefing.id.0.clone(), role });
        }
    }
    Ok(Template { kind, title, today: context.today, date, publisher, links, cited })
}

/// Returns the briefing and role of a link such as `company=hikvision:exhibitor`.
fn meant(library: &Library, from: &str) -> Result<(Ix, Option<Clean>), CommandError> {
    let form = || {
        CommandError::new("from", clean!("invalid value `{from}` for --from: a type and an id are required"))
            .hint(clean!("try --from company=hikvision, --from event=ID:ROLE or --from source=ID"))
    };
    let (kind, id) = from.split_once('=').ok_or_else(form)?;
    let (id, role) = match id.split_once(':') {
        Some((id, role)) => (id, Some(Clean::line(role))),
        None => (id, None),
    };
    let missing = |closest: &[Ix]| {
        let names: Vec<&str> = closest.iter().map(|ix| library.get(*ix).id.0.as_str()).collect();
        let failure = CommandError::new(
            "no-match",
            clean!("invalid value `{from}` for --from: no {kind} has the id `{id}`"),
        );
        if names.is_empty() { failure } else { failure.hint(clean!("did you mean {}?", names.join(", "))) }
    };
    let is_kind = |ix: &Ix| library.get(*ix).kind.word() == kind;
    match library.find(id) {
        Lookup::One(ix) if is_kind(&ix) => Ok((ix, role)),
        Lookup::One(_) => Err(missing(&[])),
        Lookup::Several(several) => {
            let ix = several.iter().copied().find(is_kind).ok_or_else(|| missing(&several))?;
            Ok((ix, role))
        }
        Lookup::None { closest } => Err(missing(&closest)),
    }
}

/// Returns the folder for a briefing of this kind.
/// That is the folder named for it, else where the others of its kind are, else the library's first folder.
fn folder(library: &Library, folders: &[PathBuf], kind: NewKind) -> Result<PathBuf, CommandError> {
    let (name, kind) = match kind {
        NewKind::Company => ("companies", Kind::Company),
        NewKind::Event => ("events", Kind::Event),
        NewKind::Source => ("sources", Kind::Source),
    };
    let roots: Vec<&PathBuf> = folders.iter().filter(|folder| folder.is_dir()).collect();
    if let Some(named) = roots.iter().map(|root| root.join(name)).find(|folder| folder.is_dir()) {
        return Ok(named);
    }
    let other = library.records().find(|(_, record)| record.kind() == kind);
    let beside = other.and_then(|(_, record)| record.path().parent().map(Path::to_owned));
    beside.or_else(|| roots.first().map(|root| (*root).clone())).ok_or_else(|| {
        CommandError::new("no-folder", clean!("the library has no folder to write to"))
            .hint(clean!("try -L DIR"))
    })
}

fn edit(path: &Path, line: u32) -> Result<(), CommandError> {
    let failed = |what: Clean| {
        CommandError::new("editor", what).hint(clean!(
            "the file is created; to open an editor, set VISUAL or EDITOR; to skip it, use --no-edit"
        ))
    };
    let mut command = editor::command(path, line).map_err(failed)?;
    let program = clean!("{}", Path::new(command.get_program()).display());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(clean!("editor `{program}` exited with {status}"))),
        Err(error) => {
            Err(failed(clean!("cannot start editor `{program}`: {error}", error = io_reason(&error))))
        }
    }
}
