//! One briefing: its front matter as typed fields, and the place of its text.
//!
//! A [`Briefing`] is complete when made and is never filled in later. It holds no body: that is read again when
//! the briefing is opened, so that a library of a hundred thousand stays small.

mod body_scan;
mod brief;
pub mod changes;
mod decode;
mod evidence;
mod fields;
mod file_name;
mod fingerprint;
mod front_matter;
mod heading;
mod language;
pub mod packing;
mod problem;
mod read;
pub mod schema;
mod summary;

use std::path::PathBuf;

use crate::date::{Day, FactDate};
use crate::text::Clean;

pub use evidence::{
    EvidenceHead, EvidenceSummary, OpenQuestion, OutgoingLink, PackedEvidence, Statement, StatementKind,
    StatementSection, TextContent, TextEvidence, UncitedPassage,
};
pub use fingerprint::Fingerprint;
pub use front_matter::{LineRange, Located, Locator};
pub use language::is_language_tag;
pub use problem::{Problem, ProblemKind, Severity};
pub use read::{Body, body, decoded, head_and_body, into_body, locate};

/// The name other briefings call a briefing by: its file name without the ending. It need not be unique in a
/// library; the path is.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use briefing::briefing::{Briefing, BriefingId};
/// use briefing::clean;
///
/// let (briefing, _) = Briefing::read(Path::new("companies/hikvision.md"), b"");
/// assert_eq!(briefing.id, BriefingId(clean!("hikvision")));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BriefingId(pub Clean);

/// The subject of a briefing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A company.
    Company,
    /// Something that happened.
    Event,
    /// An article or document that statements rest on.
    Source,
    /// A file without a type.
    #[default]
    Note,
    /// Any other word, kept as written.
    Other(Clean),
}

/// One Markdown file of a library, without its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Briefing {
    /// The path of the file, as given. It is below one of the library's folders, or a name in the embedded sample.
    pub path: PathBuf,
    /// The file name without its ending.
    pub id: BriefingId,
    /// The `type` key.
    pub kind: Kind,
    /// The title. It is the `title` key, else a first-level heading that opens the text, else the file name.
    pub title: Clean,
    /// The summary line (`description`, or `summary`).
    pub description: Option<Clean>,
    /// The last edit of the text.
    /// It is `updated`, else the latest of `date`, `lastmod` and `modified`, else, of a file of another kind than
    /// ours that gives no date, the day in its name.
    pub updated: Option<Day>,
    /// First day of an event.
    pub start: Option<FactDate>,
    /// Last day of an event.
    pub end: Option<FactDate>,
    /// The information cut-off, where the file says one.
    pub as_of: Option<FactDate>,
    /// The labels of the footnotes that the text refers to.
    /// They are kept where the file gives no `as_of`: then the latest of the sources among them is its cut-off. Of
    /// a file larger than what a library reads of each, they are those at its beginning.
    pub labels: Box<[Clean]>,
    /// Other names and spellings.
    pub aliases: Box<[Clean]>,
    /// ISO 3166-1 alpha-2 codes, in capitals; other words are kept as written.
    pub countries: Box<[Clean]>,
    /// The languages of the text as tags of BCP 47; other words are kept as written.
    pub languages: Box<[Clean]>,
    /// City, where a source says so.
    pub city: Option<Clean>,
    /// The status of the subject, legal and other, program by program.
    pub status: Box<[Status]>,
    /// Typed links declared in this file.
    pub links: Box<[TypedLink]>,
    /// People named in it.
    pub people: Box<[Person]>,
    /// Tags, as written: those of the front matter, then those in the text that it does not have.
    pub tags: Box<[Clean]>,
    /// The quality of its sources.
    pub confidence: Option<Confidence>,
    /// The limits to know before relying on it.
    pub caveats: Box<[Clean]>,
    /// Hides the briefing unless drafts are requested.
    pub draft: bool,
    /// The record of a source, present when any of its keys is.
    pub source: Option<Box<SourceRecord>>,
    /// All other keys with their values as text. Lists are several pairs, maps are `key.inner`.
    pub extra: Box<[(Clean, Clean)]>,
    /// The first thing that is wrong with the file, when something is.
    pub problem: Option<Clean>,
}

/// The status of a company in one program.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The program's id, such as `us-entity-list`.
    pub program: Clean,
    /// The state of the matter.
    pub state: StatusState,
    /// The date from which it holds.
    pub since: Option<FactDate>,
    /// The date until which it held.
    pub until: Option<FactDate>,
    /// A remark.
    pub note: Option<Clean>,
    /// Ids of the sources it rests on.
    pub sources: Box<[Clean]>,
}

/// The state of one status entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StatusState {
    /// The status is under discussion.
    Proposed,
    /// The status is in force.
    Active,
    /// The status is no longer in force.
    Ended,
    /// The state is not known.
    #[default]
    Unclear,
    /// Any other word, kept as written.
    Other(Clean),
}

/// One typed link as declared.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedLink {
    /// The id of the other briefing.
    pub to: Clean,
    /// The role of one end in the other.
    /// Between a company and an event it is always the company's role, whichever file gives it.
    pub role: Clean,
    /// A remark.
    pub note: Option<Clean>,
    /// Ids of the sources it rests on.
    pub sources: Box<[Clean]>,
}

/// A person named in a briefing: `Name (organisation, function)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// The name.
    pub name: Clean,
    /// The text in the brackets.
    pub about: Option<Clean>,
}

/// The quality of a briefing's sources, never its likelihood. The levels are the three of ICD 203.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Weak or few sources.
    Low,
    /// Credible sources, not enough of them.
    Moderate,
    /// Several good sources that agree.
    High,
}

/// The record of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceRecord {
    /// The publisher.
    pub publisher: Option<Clean>,
    /// The author.
    pub author: Option<Clean>,
    /// The date of publication.
    pub published: Option<FactDate>,
    /// The day it was last fetched.
    pub retrieved: Option<Day>,
    /// The address at which it can be found.
    pub url: Option<Clean>,
    /// The first source of the information, where the file names it.
    pub origin: Option<Clean>,
}

impl Briefing {
    /// Reports whether its front matter gives any date.
    fn is_dated(&self) -> bool {
        let published = self.source.as_ref().and_then(|record| record.published);
        let fact = self.as_of.or(self.start).or(self.end).or(published);
        self.updated.is_some() || fact.is_some()
    }

    /// The origin of a source: as declared, else its publisher, else its title.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    ///
    /// let origin = |keys: &str| {
    ///     let file = format!("---\ntype: source\ntitle: Watch this\n{keys}---\n");
    ///     Briefing::read(Path::new("a.md"), file.as_bytes()).0.origin().clone()
    /// };
    /// assert_eq!(origin("publisher: TechXplore\norigin: AFP\n"), "AFP");
    /// assert_eq!(origin("publisher: TechXplore\n"), "TechXplore");
    /// assert_eq!(origin(""), "Watch this");
    /// ```
    pub fn origin(&self) -> &Clean {
        let record = self.source.as_deref();
        record.and_then(|r| r.origin.as_ref().or(r.publisher.as_ref())).unwrap_or(&self.title)
    }
}

#[cfg(test)]
mod tests;
