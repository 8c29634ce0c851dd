//! From what somebody wrote to the briefing that is meant.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::clean;
use crate::text::{Clean, composed, fold};

use super::names::plain_id;
use super::{Ix, Library};

/// How many near misses are offered.
const CLOSEST: usize = 3;

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One briefing.
    One(Ix),
    /// Several have the name.
    Several(Vec<Ix>),
    /// None has it.
    None {
        /// Those with the most similar names, best first.
        closest: Vec<Ix>,
    },
}

impl Library {
    /// Finds what a user names: by id, then by title or alias, then by path or the end of one.
    pub fn find(&self, name: &str) -> Found {
        let found = self.with_name(name);
        match found.as_slice() {
            [] => Found::None { closest: self.closest(name.trim()) },
            [one] => Found::One(*one),
            _ => Found::Several(found),
        }
    }

    /// Returns the briefings with exactly this name: the id, else the title or an alias, else the path or its end.
    pub fn with_name(&self, name: &str) -> Vec<Ix> {
        let name = name.trim();
        let looks = [Self::with_id, Self::titled, Self::with_path].into_iter();
        looks.map(|look| look(self, name)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The briefing that a link of `from` leads to: a relative path, an id, a title or an alias, in brackets or
    /// not, whatever heading it points to. Nothing outside the library is ever answered.
    pub fn resolve(&self, from: Ix, target: &str) -> Option<Ix> {
        let target = target.trim();
        let target = target.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(target);
        let target = target.split(['|', '#']).next().unwrap_or_default().trim();
        if target.is_empty() || is_url(target) {
            return None;
        }
        let target = unescaped(target);
        self.relative(from, &target)
            .or_else(|| self.target(from, &target))
            .or_else(|| self.nearest(from, &self.titled(&target)))
            .or_else(|| self.nearest(from, &self.with_path(&target)))
    }

    /// The briefing with an id; of several one that stands nearest to `from`.
    pub fn target(&self, from: Ix, id: &str) -> Option<Ix> {
        match self.names.with_id(id) {
            [] => None,
            [(_, only)] => self.has_id(*only, id).then_some(*only),
            several => {
                // They are in the order of their paths, so those that share most with `from` are its neighbours:
                // no need to look at the others, of which there may be thousands.
                let at = several.partition_point(|(_, ix)| *ix < from);
                let near = several.get(at.saturating_sub(1)..).unwrap_or_default().iter().take(3);
                let near: Vec<Ix> = near.map(|(_, ix)| *ix).filter(|ix| self.has_id(*ix, id)).collect();
                self.nearest(from, &near).or_else(|| self.with_id(id).first().copied())
            }
        }
    }

    /// Whether [`target`](Self::target) answers the same wherever it is asked from.
    pub(super) fn is_one_target(&self, id: &str) -> bool {
        self.names.with_id(id).len() < 2
    }

    /// All briefings with this id, whatever its case.
    pub(super) fn with_id(&self, id: &str) -> Vec<Ix> {
        let candidates = self.names.with_id(id).iter().map(|(_, ix)| *ix);
        candidates.filter(|ix| self.has_id(*ix, id)).collect()
    }

    fn has_id(&self, ix: Ix, id: &str) -> bool {
        let own = self.record(ix).id();
        own.eq_ignore_ascii_case(id) || (!own.is_ascii() && plain_id(own) == plain_id(id))
    }

    fn titled(&self, title: &str) -> Vec<Ix> {
        let folded = fold(title).text;
        if folded.is_empty() {
            return Vec::new();
        }
        let has = |ix: &Ix| {
            let record = self.record(*ix);
            std::iter::once(record.title()).chain(record.aliases()).any(|name| fold(name).text == folded)
        };
        self.names.titled(title).iter().map(|(_, ix)| *ix).filter(has).collect()
    }

    /// By a path as given, with or without its ending, or by the end of one.
    fn with_path(&self, name: &str) -> Vec<Ix> {
        let path = normal(Path::new(name));
        // `.` and `..` name a folder, whose page is none of the library's.
        if path.file_name().is_none() {
            return Vec::new();
        }
        if let Some(ix) = self.file(&path) {
            return vec![ix];
        }
        let id =
            |name: Option<&OsStr>| name.map_or_else(Vec::new, |name| self.with_id(&name.to_string_lossy()));
        let path = composed_path(path);
        let ends = |ix: &Ix| {
            let own = composed_path(self.record(*ix).path());
            own.ends_with(&path) || own.with_extension("").ends_with(&path)
        };
        // The name may be without its ending, and have a dot all the same.
        let mut found = id(path.file_name());
        found.extend(id(path.file_stem().filter(|_| path.extension().is_some())));
        found.retain(ends);
        found
    }

    fn relative(&self, from: Ix, target: &str) -> Option<Ix> {
        let own = self.record(from).path();
        let folder = own.parent().unwrap_or(Path::new(""));
        match target.strip_prefix('/') {
            // From the root of the library, as sites write their links.
            Some(inside) => {
                let super::Origin::Folders(folders) = self.origin() else { return None };
                let root = folders.iter().find(|root| own.starts_with(root))?;
                self.file(&normal(&root.join(inside)))
            }
            None => self.file(&normal(&folder.join(target))),
        }
    }

    /// The file at a path, without its ending too, or the page of a folder.
    fn file(&self, path: &Path) -> Option<Ix> {
        const ENDINGS: [&str; 3] = ["md", "markdown", "mdx"];
        const PAGES: [&str; 3] = ["index.md", "_index.md", "README.md"];
        let with = |ending: &str| {
            let mut name = path.file_name()?.to_os_string();
            name.push(".");
            name.push(ending);
            self.at_same_path(&path.with_file_name(name))
        };
        self.at_same_path(path)
            .or_else(|| ENDINGS.into_iter().find_map(with))
            // Sites link to the page that is made of the file.
            .or_else(|| {
                ENDINGS
                    .into_iter()
                    .filter(|_| path.extension().is_some_and(|e| e == "html"))
                    .find_map(|ending| self.at_same_path(&path.with_extension(ending)))
            })
            .or_else(|| PAGES.into_iter().find_map(|page| self.at_same_path(&path.join(page))))
    }

    /// The briefing at this path, its accents composed or not: the file's name and a link to it may differ in that.
    fn at_same_path(&self, path: &Path) -> Option<Ix> {
        self.at_path(path).or_else(|| {
            let text = path.to_str().filter(|text| !text.is_ascii())?;
            let text = composed(text);
            self.at_path(Path::new(&*text)).or_else(|| {
                let candidates = self.names.decomposed(&text).iter().map(|(_, ix)| *ix);
                candidates.into_iter().find(|ix| composed_path(self.record(*ix).path()).as_os_str() == &*text)
            })
        })
    }

    /// Of several the one that shares the most folders with `from`; the first of those.
    fn nearest(&self, from: Ix, candidates: &[Ix]) -> Option<Ix> {
        let own = self.record(from).path();
        let shared = |ix: &Ix| {
            let other = self.record(*ix).path();
            own.components().zip(other.components()).take_while(|(a, b)| a == b).count()
        };
        candidates.iter().copied().rev().max_by_key(shared)
    }

    /// The names that are most like a missed one: those that contain it, then by the fewest changed letters.
    fn closest(&self, name: &str) -> Vec<Ix> {
        let wanted: Vec<char> = fold(name).text.chars().take(64).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let most = wanted.len() / 3 + 1;
        let mut best: Vec<(usize, Ix)> = Vec::new();
        for (ix, record) in self.records() {
            let names = [record.id(), record.title()].into_iter().chain(record.aliases());
            let Some(distance) = names.filter_map(|own| distance(&wanted, own, most)).min() else { continue };
            let at = best.partition_point(|(other, _)| *other <= distance);
            if at < CLOSEST {
                best.insert(at, (distance, ix));
                best.truncate(CLOSEST);
            }
        }
        best.into_iter().map(|(_, ix)| ix).collect()
    }
}

/// How many letters must change; nothing when more than `most`. A name that begins with what is wanted, or holds
/// it, is nearer than any with a change.
fn distance(wanted: &[char], name: &str, most: usize) -> Option<usize> {
    let name: Vec<char> = fold(name).text.chars().take(128).collect();
    if wanted.len() >= 3
        && let Some(at) = name.windows(wanted.len()).position(|window| window == wanted)
    {
        return Some(usize::from(at > 0));
    }
    if name.len().abs_diff(wanted.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (line, letter) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in name.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance <= most).map(|distance| distance + 1)
}

/// The way from one file to another, with `/`.
pub fn way_between(from: &Path, to: &Path) -> Clean {
    let folder = from.parent().unwrap_or(Path::new(""));
    let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().count() - shared;
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), up).chain(down).collect();
    clean!("{}", parts.join("/"))
}

fn is_url(target: &str) -> bool {
    let scheme = target.split(':').next().unwrap_or_default();
    scheme.len() > 1 && scheme.len() < target.len() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// With `%20` and the like decoded, where that gives text.
fn unescaped(target: &str) -> String {
    if !target.contains('%') {
        return target.to_owned();
    }
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| target.to_owned())
}

/// A path with its accents composed.
fn composed_path(path: PathBuf) -> PathBuf {
    match path.to_str().map(composed) {
        Some(Cow::Owned(text)) => PathBuf::from(text),
        _ => path,
    }
}

/// The path without `.` and `..`, as far as its own folders go; it is never looked up on disk.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
