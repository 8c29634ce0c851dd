//! What a folder was at a day, as git knows it.
//!
//! git is run with arguments, never through a shell, and asked only for things that run nothing of the repository's:
//! no diffs, no filters, no hooks. Files are asked for by the numbers of their contents, so that no name of a file is
//! ever part of a command.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::clean;
use crate::cli::Failure;
use crate::date::Day;
use crate::library::Library;

/// Larger files are no briefings.
const LARGEST: u64 = 100_000_000;

/// A folder as it was at a day.
pub(super) struct Checkout {
    folder: PathBuf,
    /// The number of the content of each file, by its path in the folder.
    files: HashMap<PathBuf, String>,
    contents: Contents,
}

/// A git that answers what the content of a number is.
struct Contents {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Checkout {
    /// The folder at the beginning of a day; nothing when git is not there or does not keep the folder.
    pub fn at(folder: &Path, day: Day) -> Result<Option<Self>, Failure> {
        let root = if folder.is_file() { folder.parent().unwrap_or(Path::new(".")) } else { folder };
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        // A folder in somebody's repository that is not kept there has no history.
        if !is_kept(root) {
            return Ok(None);
        }
        let before = format!("--before={day}T00:00:00+00:00");
        let commit = output(root, &["rev-list", "-1", &before, "HEAD", "--"]).unwrap_or_default();
        let commit = String::from_utf8(commit).unwrap_or_default();
        let files = match commit.trim() {
            // It was begun later: then nothing was there.
            "" => Some(HashMap::new()),
            commit => output(root, &["ls-tree", "-r", "-z", commit]).map(|listing| parse(&listing)),
        };
        let failed = || Failure::new("git", clean!("git does not tell what {} was on {day}", root.display()));
        let (files, contents) = (files.ok_or_else(failed)?, Contents::start(root).map_err(Failure::from)?);
        Ok(Some(Self { folder: folder_of(folder), files, contents }))
    }

    /// The path of a briefing in the folder; nothing when it is in another one.
    pub fn inner(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.folder).ok().map(Path::to_owned)
    }

    /// What a file said; nothing when it was not there.
    pub fn text(&mut self, inner: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let Some(number) = self.files.get(inner) else { return Ok(None) };
        self.contents.of(number).map(Some).map_err(|error| Failure::new("git", clean!("git: {error}")))
    }

    /// The briefings that are not there any more, in order.
    pub fn gone(&self, library: &Library) -> Vec<PathBuf> {
        let is_briefing = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            let hidden = path.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
            matches!(ending, Some("md" | "markdown" | "mdx")) && !hidden
        };
        let paths = self.files.keys().filter(|path| is_briefing(path)).map(|path| self.folder.join(path));
        let mut gone: Vec<PathBuf> = paths.filter(|path| library.at_path(path).is_none()).collect();
        gone.sort();
        gone
    }
}

impl Contents {
    fn start(folder: &Path) -> io::Result<Self> {
        let mut command = git(folder);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let closed = || io::Error::other("git takes no question");
        let ask = child.stdin.take().ok_or_else(closed)?;
        let answer = BufReader::new(child.stdout.take().ok_or_else(closed)?);
        Ok(Self { child, ask, answer })
    }

    fn of(&mut self, number: &str) -> io::Result<Vec<u8>> {
        writeln!(self.ask, "{number}")?;
        self.ask.flush()?;
        let mut head = String::new();
        (&mut self.answer).take(200).read_line(&mut head)?;
        // `<number> blob <size>`
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let size = size.filter(|size| head.contains(" blob ") && *size <= LARGEST);
        let size = size.ok_or_else(|| io::Error::other("an answer that is not understood"))?;
        let mut content = Vec::new();
        (&mut self.answer).take(size + 1).read_to_end(&mut content)?;
        // Behind the content stands a line feed.
        content.pop();
        Ok(content)
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        // It ends by itself when nobody asks any more; whoever stopped half-way through an answer does not wait.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn folder_of(given: &Path) -> PathBuf {
    if given.is_file() { given.parent().unwrap_or(Path::new("")).to_owned() } else { given.to_owned() }
}

/// Whether git keeps files of this folder.
fn is_kept(folder: &Path) -> bool {
    output(folder, &["ls-tree", "-z", "--name-only", "HEAD"]).is_some_and(|names| !names.is_empty())
}

/// `<mode> <type> <number>\t<path>`, each ended by a NUL byte.
fn parse(listing: &[u8]) -> HashMap<PathBuf, String> {
    let entry = |entry: &[u8]| {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let mut words = std::str::from_utf8(&entry[..tab]).ok()?.split(' ');
        let (mode, kind, number) = (words.next()?, words.next()?, words.next()?);
        // Links and other repositories have no text.
        let is_file = kind == "blob" && mode.starts_with("100");
        let path = path_of(&entry[tab + 1..])?;
        is_file.then(|| (path, number.to_owned()))
    };
    listing.split(|byte| *byte == 0).filter_map(entry).collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(OsString::from_vec(bytes.to_vec())))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    String::from_utf8(bytes.to_vec()).ok().map(OsString::from).map(PathBuf::from)
}

/// What git prints; nothing when it is not there or fails.
fn output(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let done = git(folder).args(arguments).stdin(Stdio::null()).output().ok()?;
    done.status.success().then_some(done.stdout)
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.args([
        "--no-pager",
        "--no-replace-objects",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
    ]);
    command.arg("-C").arg(folder).stderr(Stdio::null());
    // Another repository that somebody works in is not this one, and nothing is fetched or asked for.
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE"].iter().for_each(|name| {
        command.env_remove(name);
    });
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_may_have_anything_in_them() {
        let listing =
            b"100644 blob aa\tplain.md\x00100755 blob bb\tnew\nline.md\x00120000 blob cc\tlink.md\0\
                        040000 tree dd\tfolder\x00160000 commit ee\tother\0garbage\0";
        let mut files: Vec<_> = parse(listing).into_iter().collect();
        files.sort();
        let expected =
            [(PathBuf::from("new\nline.md"), "bb".to_owned()), (PathBuf::from("plain.md"), "aa".to_owned())];
        assert_eq!(files, expected);
    }
}
