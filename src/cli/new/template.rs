//! The text of a new briefing: known values filled in, others empty where `check` points at them.
//!
//! A company passes `check --strict` as it is. The first day of an event, and the publisher and day of a source,
//! are facts that no template can know: without them these keys are empty, and `check` reports it. A new source is
//! also cited by nothing yet. All are drafts, so that no list shows them before they are finished.

use crate::briefing::Kind;
use crate::briefing::schema::{self, KEYS, SchemaKey, Slot};
use crate::clean;
use crate::date::{Day, FactDate};
use crate::text::{Clean, fold};

/// The known facts of a new briefing.
#[derive(Debug)]
pub(super) struct Template {
    pub kind: Kind,
    pub title: Clean,
    pub today: Day,
    /// The first day of an event, or the day of a publication.
    pub date: Option<FactDate>,
    pub publisher: Option<Clean>,
    pub links: Vec<TemplateLink>,
    pub cited: Vec<Cited>,
}

/// Another briefing that it is linked with.
#[derive(Debug)]
pub(super) struct TemplateLink {
    pub id: Clean,
    pub role: Clean,
}

/// A source that the new briefing cites.
#[derive(Debug)]
pub(super) struct Cited {
    pub id: Clean,
    /// The relative path to its file.
    pub way: Clean,
    pub title: Clean,
}

impl Template {
    /// Returns the whole file.
    pub fn text(&self) -> String {
        format!("---\n{}\n---\n{}", self.keys().join("\n"), self.body())
    }

    /// Returns the first line with something to fill in.
    pub fn first_gap(&self) -> u32 {
        let gap = self.text().lines().position(|line| line.ends_with("\"\"") || line.contains(DESCRIPTION));
        u32::try_from(gap.map_or(1, |line| line + 1)).unwrap_or(1)
    }

    /// Returns the remarks for the writer.
    pub fn remarks(&self) -> Vec<Clean> {
        let gaps: Vec<&str> = self.gaps().collect();
        let mut remarks = Vec::new();
        if !gaps.is_empty() {
            remarks.push(clean!("still to fill in: {}", gaps.join(", ")));
        }
        remarks.push(clean!("this is a draft: lists hide it until you remove `draft: true`"));
        if self.kind == Kind::Source && !self.links.is_empty() {
            let ids: Vec<&str> = self.links.iter().map(|link| link.id.as_str()).collect();
            remarks.push(clean!("a source has no links; to use it, cite its id in {}", ids.join(", ")));
        }
        remarks
    }

    /// The required keys without a value.
    fn gaps(&self) -> impl Iterator<Item = &'static str> {
        self.schema().into_iter().filter(|key| self.value(key) == quoted("")).map(|key| key.name)
    }

    /// The keys of the file: those that its kind must have, its links, and the mark of a draft.
    fn schema(&self) -> Vec<&'static SchemaKey> {
        let is_source = self.kind == Kind::Source;
        let has = |key: &&SchemaKey| match key.slot {
            Slot::Kind | Slot::Draft => true,
            Slot::Links => !is_source && !self.links.is_empty(),
            _ => key.required.has(&self.kind),
        };
        let mut keys: Vec<&SchemaKey> = KEYS.iter().filter(has).collect();
        // The publication of a source comes before what the file says of itself.
        keys.sort_by_key(|key| is_source && (*key == schema::UPDATED || *key == schema::DRAFT));
        keys
    }

    fn keys(&self) -> Vec<String> {
        let line = |key: &SchemaKey| {
            let value = self.value(key);
            let blank = if value.starts_with('\n') { "" } else { " " };
            format!("{}:{blank}{value}", key.name)
        };
        self.schema().into_iter().map(line).collect()
    }

    /// Returns the value of a key as written behind the colon.
    fn value(&self, key: &SchemaKey) -> String {
        match key.slot {
            Slot::Kind => self.kind.to_string(),
            Slot::Day(_) => self.today.to_string(),
            Slot::Date(_) => quoted(&self.date.map(|date| date.to_string()).unwrap_or_default()),
            Slot::Links => self.links.iter().map(|link| format!("\n{}", self.link(link))).collect(),
            Slot::Draft => true.to_string(),
            _ if key == schema::TITLE => quoted(&self.title),
            _ if key == schema::DESCRIPTION => quoted(DESCRIPTION),
            _ if key == schema::PUBLISHER => quoted(self.publisher.as_ref().map_or("", |name| name.as_str())),
            _ => quoted(""),
        }
    }

    fn link(&self, link: &TemplateLink) -> String {
        let cited: Vec<&str> = self.cited.iter().map(|cited| cited.id.as_str()).collect();
        let sources =
            if cited.is_empty() { String::new() } else { format!(", sources: [{}]", cited.join(", ")) };
        format!("  - {{to: {}, role: {}{sources}}}", plain(&link.id), plain(&link.role))
    }

    fn body(&self) -> String {
        if self.kind == Kind::Source {
            return "\n<!-- What kind of source this is, how it knows, and what it cannot be used for. -->\n"
                .to_owned();
        }
        let marks = self.cited.iter().map(|cited| format!("[^{}]", cited.id)).collect::<Vec<_>>().concat();
        let fact = if marks.is_empty() { String::new() } else { format!("\n- What does it say?{marks}\n") };
        let notes: String = self.cited.iter().map(Cited::definition).collect();
        let notes = if notes.is_empty() { notes } else { format!("\n{notes}") };
        format!(
            "\n## Bottom line\n\n<!-- 2 to 4 sentences, the answer first, each with its source: [^ID] -->\n\
             \n## Key facts\n\n<!-- A list with one statement per item: - It opened an office.[^ID] -->\n{fact}\
             \n## Timeline\n\n<!-- A list: - 2019-10-07: it opened an office.[^ID] -->\n\
             \n## Open questions\n\n<!-- A list. -->\n\
             \n## Sources\n{notes}"
        )
    }
}

impl Cited {
    fn definition(&self) -> String {
        let title = self.title.replace(['[', ']'], "");
        format!("[^{}]: [{title}]({}).\n", self.id, self.way.replace(' ', "%20"))
    }
}

/// The description until there is one.
const DESCRIPTION: &str = "What it is and why it matters, in one line.";

/// Returns a YAML string in double quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns a YAML string without quotes where it needs none.
fn plain(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_word { text.to_owned() } else { quoted(text) }
}

/// Returns an id made of a title, if enough is left.
/// It has letters a-z and digits, words joined by single hyphens. Accents go, apostrophes too.
pub(super) fn id_of(title: &str) -> Option<String> {
    let words =
        title.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´'));
    let kept =
        words.map(|word| fold(word).text.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let kept: Vec<String> = kept.filter(|word| !word.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_words_of_a_title() {
        for (title, id) in [
            ("Milipol Paris 2019", "milipol-paris-2019"),
            ("  IS’Vision -- (China) ", "isvision-china"),
            ("Société Générale", "societe-generale"),
            ("AT&T", "at-t"),
            ("../../etc/passwd", "etc-passwd"),
            ("海康威视 Hikvision", "hikvision"),
        ] {
            assert_eq!(id_of(title).as_deref(), Some(id), "{title}");
        }
        assert_eq!(id_of("海康威视"), None);
        assert_eq!(id_of("…"), None);
    }
}
