//! The way from the bytes of a file to a briefing.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use crate::clean;
use crate::markdown;
use crate::text::{Clean, Pool};

use super::decode::{Decoded, Encoding, decode};
use super::fields::BriefingFields;
use super::front_matter::{Fault, FrontMatter, LineRange, Located, Locator, place};
use super::heading::opening_heading;
use super::{Briefing, BriefingId, Kind, Problem, ProblemKind, Severity, body_scan, file_name};

/// The place of a problem that concerns the whole file.
const FILE: LineRange = LineRange { line: 1, column: 1, length: 1 };

/// The text of a briefing behind its front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Decoded, with line feeds as line ends.
    pub text: String,
    /// The line of the file at which it begins, from 1.
    pub first_line: u32,
}

impl Body {
    /// The place in the file of these bytes of the text. It goes no further than their first line.
    pub fn place(&self, bytes: Range<usize>) -> LineRange {
        let at = place(&self.text, bytes.start, bytes.end);
        LineRange { line: at.line.saturating_add(self.first_line.saturating_sub(1)), ..at }
    }
}

/// The text of a whole file, decoded, without its byte order mark.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    decode(bytes).text
}

/// The body of a file.
///
/// # Examples
///
/// ```
/// let body = briefing::briefing::body(b"---\ntype: event\n---\n\n## Bottom line\n");
/// assert_eq!(body.text, "\n## Bottom line\n");
/// assert_eq!(body.first_line, 4);
/// ```
pub fn body(bytes: &[u8]) -> Body {
    head_and_body(bytes).1
}

/// The body of a file whose bytes are not needed any more. It takes over their memory where nothing in it changes.
pub fn into_body(mut bytes: Vec<u8>) -> Body {
    let decoded = decode(&bytes);
    let body = FrontMatter::read(&decoded.text).body;
    if matches!(decoded.text, Cow::Owned(_)) || body.contains('\r') {
        return cut(&decoded.text, body).1;
    }
    let (first_line, start) = (first_line(&decoded.text, body), bytes.len() - body.len());
    bytes.drain(..start);
    Body { text: String::from_utf8(bytes).unwrap_or_default(), first_line }
}

/// Returns the text before the body of a file, and the body.
pub fn head_and_body(bytes: &[u8]) -> (String, Body) {
    let decoded = decode(bytes);
    let (head, body) = cut(&decoded.text, FrontMatter::read(&decoded.text).body);
    (head.to_owned(), body)
}

/// A text cut before its body.
fn cut<'t>(text: &'t str, body: &str) -> (&'t str, Body) {
    let head = &text[..text.len() - body.len()];
    let own = if body.contains('\r') { body.replace("\r\n", "\n") } else { body.to_owned() };
    (head, Body { text: own, first_line: first_line(text, body) })
}

/// The line of a text at which its body begins.
fn first_line(text: &str, body: &str) -> u32 {
    let head = &text.as_bytes()[..text.len() - body.len()];
    u32::try_from(memchr::memchr_iter(b'\n', head).count() + 1).unwrap_or(u32::MAX)
}

/// Finds a key of the front matter and its value. Paths of keys are such as `updated`, `tags[2]` or `links[0].to`.
///
/// # Examples
///
/// ```
/// use briefing::briefing::locate;
///
/// let file = b"---\ntype: event\ntags: [fair, drones]\n---\n";
/// let tag = locate(file, "tags[1]").unwrap();
/// assert_eq!((tag.value.line, tag.value.column), (3, 14));
/// assert!(locate(file, "links[0].to").is_none());
/// ```
pub fn locate(bytes: &[u8], path: &str) -> Option<Located> {
    Locator::new(&decode(bytes).text).locate(path)
}

impl Briefing {
    /// Reads a briefing. It always answers one; what could not be read is in the list of problems.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::{Briefing, Kind};
    ///
    /// let file = b"---\ntype: company\ntitle: Hikvision\nas_of: 2019-13\ncountry: cn\n---\nText.\n";
    /// let (briefing, problems) = Briefing::read(Path::new("companies/hikvision.md"), file);
    /// assert_eq!(briefing.kind, Kind::Company);
    /// assert_eq!(briefing.id.0, "hikvision");
    /// assert_eq!(briefing.countries[0], "CN");
    /// assert_eq!((problems.len(), problems[0].line), (1, 4));
    /// ```
    pub fn read(path: &Path, bytes: &[u8]) -> (Self, Vec<Problem>) {
        Self::read_with(&mut Pool::default(), path, bytes)
    }

    /// The same, with one copy of what many briefings have in common.
    pub fn read_with(pool: &mut Pool, path: &Path, bytes: &[u8]) -> (Self, Vec<Problem>) {
        let decoded = decode(bytes);
        let front = FrontMatter::read(&decoded.text);
        Self::of_front(pool, path, &decoded, &front)
    }

    /// The same, with its body.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    ///
    /// let file = b"---\ntype: note\n---\n# The Paris fair\n";
    /// let (briefing, body) = Briefing::read_whole(Path::new("fair.md"), file);
    /// assert_eq!(briefing.title, "The Paris fair");
    /// assert_eq!(body.text, "# The Paris fair\n");
    /// ```
    pub fn read_whole(path: &Path, bytes: &[u8]) -> (Self, Body) {
        let decoded = decode(bytes);
        let front = FrontMatter::read(&decoded.text);
        let (briefing, _) = Self::of_front(&mut Pool::default(), path, &decoded, &front);
        (briefing, cut(&decoded.text, front.body).1)
    }

    fn of_front(
        pool: &mut Pool,
        path: &Path,
        Decoded { text, fault }: &Decoded<'_>,
        front: &FrontMatter<'_>,
    ) -> (Self, Vec<Problem>) {
        let name = file_name(path);
        if *fault == Some(Encoding::Binary) {
            let what = clean!("binary file, not text");
            let problem =
                Problem { kind: ProblemKind::Unreadable, ..problem(path, FILE, Severity::Error, what) };
            return (Self::unread(path, &problem), vec![problem]);
        }
        let (mut briefing, wrong) = BriefingFields::read(front, pool);
        path.clone_into(&mut briefing.path);
        briefing.id = BriefingId(pool.line(&name));
        if !briefing.kind.is_ours() && !briefing.is_dated() {
            briefing.updated = file_name::day(&name);
        }
        let in_text = body_scan::tags(front.body);
        if !in_text.is_empty() {
            briefing.tags = with_tags(&briefing.tags, &in_text, pool);
        }
        if briefing.title.is_empty() {
            let heading = opening_heading(front.body).unwrap_or(name);
            briefing.title = Clean::line(&heading);
        }
        if briefing.as_of.is_none() && briefing.kind != Kind::Source {
            let cited = markdown::footnote_references(front.body);
            briefing.labels = cited.iter().map(|cited| pool.line(cited.label)).collect();
        }
        let mut problems = Vec::new();
        if let Some(Encoding::Lossy { at }) = *fault {
            let at = place(text, at, at);
            let what = clean!("not UTF-8: invalid bytes are shown as \u{FFFD}");
            let hint = clean!("save the file as UTF-8");
            let problem = problem(path, at, Severity::Warning, what);
            problems.push(Problem { kind: ProblemKind::Encoding, hint: Some(hint), ..problem });
        }
        let faults = front.faults.iter().chain(&wrong);
        problems.extend(faults.map(|fault| located(path, text, front, fault)));
        problems.sort_by_key(|problem| (problem.line, problem.column));
        briefing.problem = problems.iter().min_by_key(|problem| problem.severity).map(Problem::in_one_line);
        (briefing, problems)
    }

    /// The entry of a file that could not be read at all.
    pub(crate) fn unread(path: &Path, problem: &Problem) -> Self {
        let name = Clean::line(&file_name(path));
        Self {
            path: path.to_owned(),
            id: BriefingId(name.clone()),
            title: name,
            kind: Kind::Other(Clean::line("unreadable")),
            problem: Some(problem.in_one_line()),
            ..Self::default()
        }
    }
}

/// Joins tags with those in the text. The same tag in another case is added only once.
fn with_tags(tags: &[Clean], in_text: &[&str], pool: &mut Pool) -> Box<[Clean]> {
    let mut seen: HashSet<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
    let new = in_text.iter().filter(|tag| seen.insert(tag.to_lowercase())).map(|tag| pool.line(tag));
    tags.iter().cloned().chain(new).collect()
}

impl Problem {
    /// The description of the problem, with its line.
    fn in_one_line(&self) -> Clean {
        if self.line > 1 { clean!("line {}: {}", self.line, self.what) } else { self.what.clone() }
    }
}

fn problem(path: &Path, at: LineRange, severity: Severity, what: Clean) -> Problem {
    let LineRange { line, column, length } = at;
    let kind = ProblemKind::FrontMatter;
    Problem { path: path.to_owned(), line, column, length, kind, severity, what, hint: None }
}

fn located(path: &Path, text: &str, front: &FrontMatter<'_>, fault: &Fault) -> Problem {
    let start = front.block_start;
    let at = place(text, start + fault.at as usize, start + fault.end as usize);
    let severity = if fault.harmless { Severity::Warning } else { Severity::Error };
    let hint = fault.hint.as_ref().map(|hint| clean!("{hint}"));
    Problem { hint, kind: fault.kind, ..problem(path, at, severity, clean!("{}", fault.what)) }
}

/// The file name without its ending; bytes that are not UTF-8 become U+FFFD.
fn file_name(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
