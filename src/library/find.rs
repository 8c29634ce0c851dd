//! The look-up of briefings by a name as typed.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::clean;
use crate::text::{Clean, composed, fold};

use super::names::plain_id;
use super::{Ix, Library};

/// The most similar names that are offered.
const CLOSEST: usize = 3;

/// The result of looking up a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// One briefing.
    One(Ix),
    /// Several briefings have the name.
    Several(Vec<Ix>),
    /// No briefing has it.
    None {
        /// The briefings with the most similar names, best first.
        closest: Vec<Ix>,
    },
}

impl Library {
    /// Finds briefings by id, then title or alias, then path. The end of a path is enough.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{Lookup, embedded};
    ///
    /// let library = embedded().library;
    /// let Lookup::One(fair) = library.find("Milipol") else { panic!("it is an alias") };
    /// assert_eq!(library.record(fair).id(), "milipol-paris-2019");
    ///
    /// let Lookup::None { closest } = library.find("hikvison") else { panic!("a letter is missing") };
    /// assert_eq!(library.record(closest[0]).id(), "hikvision");
    /// ```
    pub fn find(&self, name: &str) -> Lookup {
        let found = self.with_name(name);
        match found.as_slice() {
            [] => Lookup::None { closest: self.closest(name.trim()) },
            [one] => Lookup::One(*one),
            _ => Lookup::Several(found),
        }
    }

    /// Returns the briefings with exactly this name: the id, else the title or an alias, else the path or its end.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let fair = library.with_name("milipol-paris-2019");
    /// assert_eq!(fair.len(), 1);
    /// // A title, and the end of a path, are names too.
    /// assert_eq!(library.with_name("Milipol Paris 2019"), fair);
    /// assert_eq!(library.with_name("events/milipol-paris-2019.md"), fair);
    /// assert!(library.with_name("mili").is_empty());
    /// ```
    pub fn with_name(&self, name: &str) -> Vec<Ix> {
        let name = name.trim();
        let looks = [Self::with_id, Self::titled, Self::with_path].into_iter();
        looks.map(|look| look(self, name)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Returns the briefing that a link of `from` leads to.
    /// A target is a relative path, an id, a title or an alias, in brackets or not; a heading it points to is
    /// ignored. The answer is always inside the library.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let from = library.with_name("hikvision")[0];
    /// let fair = Some(library.with_name("milipol-paris-2019")[0]);
    /// assert_eq!(library.resolve(from, "../events/milipol-paris-2019.md#key-facts"), fair);
    /// assert_eq!(library.resolve(from, "[[Milipol|the fair]]"), fair);
    /// assert_eq!(library.resolve(from, "https://example.org/milipol"), None);
    /// ```
    pub fn resolve(&self, from: Ix, target: &str) -> Option<Ix> {
        let target = target_in(target)?;
        self.relative(from, &target).or_else(|| self.by_name(from, &target))
    }

    /// Returns the briefing with the name in a link of `from`.
    pub(super) fn by_name(&self, from: Ix, name: &str) -> Option<Ix> {
        self.target(from, name)
            .or_else(|| self.nearest(from, &self.titled(name)))
            .or_else(|| self.nearest(from, &self.with_path(name)))
    }

    /// Returns the briefing with an id; of several, the nearest to `from`.
    pub fn target(&self, from: Ix, id: &str) -> Option<Ix> {
        match self.names.with_id(id) {
            [] => None,
            [(_, only)] => self.has_id(*only, id).then_some(*only),
            several => {
                // They are in the order of their paths, so those that share most folders with `from` are next to
                // its place. The others, which may be thousands, need no look.
                let at = several.partition_point(|(_, ix)| *ix < from);
                let near = several.get(at.saturating_sub(1)..).unwrap_or_default().iter().take(3);
                let near: Vec<Ix> = near.map(|(_, ix)| *ix).filter(|ix| self.has_id(*ix, id)).collect();
                self.nearest(from, &near).or_else(|| self.with_id(id).first().copied())
            }
        }
    }

    /// Returns the briefing that a name leads to from everywhere.
    /// The inner answer is `None` if no briefing has it, the outer if it depends on the place of the link.
    pub(super) fn by_name_from_anywhere(&self, name: &str) -> Option<Option<Ix>> {
        if !self.is_one_target(name) {
            return None;
        }
        for look in [Self::with_id, Self::titled, Self::with_path] {
            match look(self, name).as_slice() {
                [] => {}
                [one] => return Some(Some(*one)),
                _ => return None,
            }
        }
        Some(None)
    }

    /// Reports whether [`target`](Self::target) is the same from every briefing.
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

    /// Finds briefings by a path as given, or by its end. Either may lack its ending.
    fn with_path(&self, name: &str) -> Vec<Ix> {
        let path = normal(Path::new(name));
        // `.` and `..` name a folder, whose page is not in the library.
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
        // The name may lack its ending and still contain a dot.
        let mut found = id(path.file_name());
        found.extend(id(path.file_stem().filter(|_| path.extension().is_some())));
        found.retain(ends);
        found
    }

    /// Returns the briefing at a path relative to the folder of `from`.
    /// Every file of a folder gets the same answer.
    pub(super) fn relative(&self, from: Ix, target: &str) -> Option<Ix> {
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

    /// Returns the file at a path, or the page of a folder. The path may lack its ending.
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
            // Sites link to the page that is generated from the file.
            .or_else(|| {
                ENDINGS
                    .into_iter()
                    .filter(|_| path.extension().is_some_and(|e| e == "html"))
                    .find_map(|ending| self.at_same_path(&path.with_extension(ending)))
            })
            .or_else(|| PAGES.into_iter().find_map(|page| self.at_same_path(&path.join(page))))
    }

    /// Returns the briefing at this path, with its accents composed or not.
    /// The names of a file and of a link to it may differ in that.
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

    /// Returns the candidate that shares most folders with `from`. Of several it is the first.
    fn nearest(&self, from: Ix, candidates: &[Ix]) -> Option<Ix> {
        let own = self.record(from).path();
        let shared = |ix: &Ix| {
            let other = self.record(*ix).path();
            own.components().zip(other.components()).take_while(|(a, b)| a == b).count()
        };
        candidates.iter().copied().rev().max_by_key(shared)
    }

    /// Returns the names most similar to a name that was not found.
    /// Names that contain it come first, then those with the fewest changed letters.
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

/// Counts the letters that must change; `None` when more than `most`.
/// A name that begins with the wanted text, or contains it, ranks before any with a change.
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

/// Returns the relative path from one file to another, with `/`.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use briefing::library::way_between;
///
/// let company = Path::new("briefings/companies/dahua.md");
/// let event = Path::new("briefings/events/us-ndaa-2019.md");
/// assert_eq!(way_between(company, event), "../events/us-ndaa-2019.md");
/// ```
pub fn way_between(from: &Path, to: &Path) -> Clean {
    let folder = from.parent().unwrap_or(Path::new(""));
    let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().count() - shared;
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), up).chain(down).collect();
    clean!("{}", parts.join("/"))
}

/// Returns the path or name in the target of a link, decoded.
/// `None` when it is an address, or leads into the same file.
pub(super) fn target_in(link: &str) -> Option<String> {
    let target = link.trim();
    let target = target.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(target);
    let target = target.split(['|', '#']).next().unwrap_or_default().trim();
    (!target.is_empty() && !is_url(target)).then(|| unescaped(target))
}

fn is_url(target: &str) -> bool {
    let Some((scheme, rest)) = target.split_once(':') else { return false };
    // A blank behind the colon makes it a title.
    scheme.len() > 1
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !rest.starts_with(char::is_whitespace)
}

/// Decodes `%20` and the like, where that gives text.
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

/// Composes the accents of a path.
fn composed_path(path: PathBuf) -> PathBuf {
    match path.to_str().map(composed) {
        Some(Cow::Owned(text)) => PathBuf::from(text),
        _ => path,
    }
}

/// Removes `.` and `..` from a path without looking at the disk.
/// A `..` that no folder of the path precedes is kept.
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
