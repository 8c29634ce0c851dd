//! Citations of statements for use elsewhere.
//! A citation names who published the statement, when and where, and the briefing it is from.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::briefing::{Statement, StatementSection, TextEvidence, schema};
use crate::clean;
use crate::date::{Doubt, FactDate};
use crate::text::Clean;

use super::{Ix, Library, Record, way_between};

/// The format of a citation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CiteStyle {
    /// Lines of plain text.
    #[default]
    Plain,
    /// A quotation and a list of links in Markdown.
    Markdown,
    /// CSL-JSON, which Zotero and Pandoc read: an array of the sources.
    CslJson,
}

/// Cites statements of a briefing.
///
/// # Examples
///
/// ```
/// use briefing::library::citation::{CiteStyle, cite};
/// use briefing::library::{embedded, gather_evidence};
///
/// let library = embedded().library;
/// let evidence = gather_evidence(&library).evidence;
/// let fair = library.with_name("milipol-paris-2019")[0];
/// let text = evidence.text_evidence(fair);
/// let first = text.statements.iter().take(1);
/// let cited = cite(&library, fair, text, first, CiteStyle::Plain);
/// assert!(cited.contains("89 of about 1,100 exhibitors") && cited.contains("AFP"));
/// ```
pub fn cite<'a>(
    library: &Library,
    ix: Ix,
    text_evidence: &TextEvidence,
    statements: impl Iterator<Item = &'a Statement>,
    style: CiteStyle,
) -> Clean {
    let from = CitedBriefing { library, ix, text_evidence };
    match style {
        CiteStyle::Plain => {
            let cited: Vec<String> = statements.map(|statement| from.plain(statement)).collect();
            Clean::text(&cited.join("\n\n"))
        }
        CiteStyle::Markdown => {
            let cited: Vec<String> = statements.map(|statement| from.markdown(statement)).collect();
            Clean::text(&cited.join("\n\n"))
        }
        CiteStyle::CslJson => from.csl(&statements.collect::<Vec<_>>()),
    }
}

/// Writes a source in one line.
/// For example `AFP, on TechXplore: “Watch this”, 24 Nov 2019, https://…`. An id that is not a source is returned
/// unchanged.
pub fn source_in_words(library: &Library, id: &Clean) -> Clean {
    let Some(source) = library.source(id) else { return id.clone() };
    let briefing = library.get(source);
    let record = briefing.source.as_deref();
    let publisher = record.and_then(|r| r.publisher.as_ref()).map(|publisher| format!("{publisher}: "));
    let published = record.and_then(|r| r.published).map(|date| format!(", {}", date.human()));
    let url = record.and_then(|r| r.url.as_ref()).map(|url| format!(", {url}"));
    let [publisher, published, url] = [publisher, published, url].map(Option::unwrap_or_default);
    clean!("{publisher}“{}”{published}{url}", briefing.title)
}

/// Returns the definition of the footnote that cites a source.
/// It is written for a briefing at `from`. Nothing is returned when the library has no source with this id.
pub fn definition(library: &Library, from: &Path, id: &str) -> Option<String> {
    let source = defined(library, id)?;
    let mut title = String::with_capacity(source.title().len());
    for character in source.title().chars() {
        if character.is_ascii_punctuation() && !",.:;!?'\"-/()%".contains(character) {
            title.push('\\');
        }
        title.push(character);
    }
    let way = way_between(from, &source.path());
    let way = if way.contains([' ', '(', ')', '<', '>']) {
        format!("<{}>", way.replace('<', "%3C").replace('>', "%3E"))
    } else {
        way.into_string()
    };
    let published =
        source.date(schema::PUBLISHED).map(|date| format!(", {}", date.human())).unwrap_or_default();
    Some(format!("[{title}]({way}){published}."))
}

/// Returns a number that changes whenever a [`definition`] changes.
/// It is the same wherever the source is cited, and 0 without one.
pub(super) fn definition_state(library: &Library, id: &str) -> u64 {
    let Some(source) = defined(library, id) else { return 0 };
    let mut hasher = DefaultHasher::new();
    (source.path_hash(), source.title(), source.date(schema::PUBLISHED)).hash(&mut hasher);
    hasher.finish() | 1
}

/// Returns the source that the label of a footnote names.
fn defined<'a>(library: &'a Library, id: &str) -> Option<Record<'a>> {
    library.source(id).map(|ix| library.record(ix)).filter(Record::is_source)
}

/// The briefing that is cited from.
struct CitedBriefing<'a> {
    library: &'a Library,
    ix: Ix,
    text_evidence: &'a TextEvidence,
}

impl CitedBriefing<'_> {
    /// Names the briefing, the section and the date. For example `Hikvision, Key facts, as of 2019-11-24`.
    fn origin(&self, section: Option<&StatementSection>) -> String {
        let briefing = self.library.get(self.ix);
        let section = section.map(|section| format!(", {section}")).unwrap_or_default();
        let date = match (self.library.as_of(self.ix), briefing.updated) {
            (Some(date), _) => format!(", as of {date}"),
            (None, Some(day)) => format!(", updated {day}"),
            (None, None) => String::new(),
        };
        format!("{}{section}{date}", briefing.title)
    }

    fn plain(&self, statement: &Statement) -> String {
        let sources = self.text_evidence.citations(statement);
        let sources: Vec<String> =
            sources.map(|id| format!("  {}", source_in_words(self.library, id))).collect();
        let sources = if sources.is_empty() { "  no source".to_owned() } else { sources.join("\n") };
        format!("{}\n{sources}\n  ({})", statement.in_full(), self.origin(Some(&statement.section)))
    }

    fn markdown(&self, statement: &Statement) -> String {
        let source = |id: &Clean| {
            let Some(source) = self.library.source(id) else { return format!("- {id}") };
            let briefing = self.library.get(source);
            let record = briefing.source.as_deref();
            let url = record.and_then(|record| record.url.as_ref());
            let title = match url {
                Some(url) => format!("[{}](<{url}>)", briefing.title.replace(['[', ']'], "")),
                None => briefing.title.to_string(),
            };
            let publisher = record.and_then(|r| r.publisher.as_ref()).map(|p| format!(", {p}"));
            let published = record.and_then(|r| r.published).map(|date| format!(", {date}"));
            format!("- {title}{}{}", publisher.unwrap_or_default(), published.unwrap_or_default())
        };
        let sources: Vec<String> = self.text_evidence.citations(statement).map(source).collect();
        let sources = if sources.is_empty() { "- no source".to_owned() } else { sources.join("\n") };
        let origin = self.origin(Some(&statement.section));
        format!("> {}\n\n{sources}\n\n({origin})", statement.in_full())
    }

    /// Writes every source once. Its note names the briefing and the statements that cite it.
    fn csl(&self, statements: &[&Statement]) -> Clean {
        let mut seen = HashSet::new();
        let ids = statements.iter().flat_map(|statement| self.text_evidence.citations(statement));
        let ids: Vec<&Clean> = ids.filter(|id| seen.insert(*id)).collect();
        let item = |id: &&Clean| {
            let cites =
                |statement: &&&Statement| self.text_evidence.citations(statement).any(|own| own == *id);
            let said = statements.iter().filter(cites).map(|statement| format!("“{}”", statement.in_full()));
            let said: Vec<String> = said.collect();
            let note = format!("Cited in {}: {}", self.origin(None), said.join(" "));
            csl_item(self.library, id, &note)
        };
        let items: Vec<Value> = ids.iter().filter_map(item).collect();
        Clean::text(&format!("{:#}", Value::Array(items)))
    }
}

fn csl_item(library: &Library, id: &Clean, note: &str) -> Option<Value> {
    let briefing = library.get(library.source(id)?);
    let mut item = Map::new();
    let mut set = |key: &str, value: Value| {
        item.insert(key.to_owned(), value);
    };
    set("id", json!(id));
    set("title", json!(briefing.title));
    set("note", json!(note));
    let record = briefing.source.as_deref();
    set("type", json!(if record.is_some_and(|r| r.url.is_some()) { "webpage" } else { "document" }));
    if let Some(record) = record {
        if let Some(publisher) = &record.publisher {
            set("container-title", json!(publisher));
            set("publisher", json!(publisher));
        }
        if let Some(author) = &record.author {
            set("author", json!([{ "literal": author }]));
        }
        if let Some(published) = record.published {
            set("issued", csl_date(published));
        }
        if let Some(retrieved) = record.retrieved {
            set("accessed", csl_date(retrieved.into()));
        }
        if let Some(url) = &record.url {
            set("URL", json!(url));
        }
        if let Some(origin) = &record.origin {
            set("source", json!(origin));
        }
    }
    Some(Value::Object(item))
}

/// Writes as many parts of a date as are known. A doubtful date is "circa", the only doubt that CSL can express.
fn csl_date(date: FactDate) -> Value {
    let parts = [Some(date.year()), date.month().map(u16::from), date.day().map(u16::from)];
    let parts: Vec<u16> = parts.into_iter().flatten().collect();
    match date.doubt() {
        Doubt::None => json!({ "date-parts": [parts] }),
        _ => json!({ "date-parts": [parts], "circa": true }),
    }
}

#[cfg(test)]
mod tests;
