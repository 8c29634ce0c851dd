//! The changes between two editions of a briefing: statement by statement, then those of its front matter.
//!
//! [`Changes::between`] first pairs statements that are in both word for word, in any place, and then finds
//! rewordings among the others. Statements without a partner were added or removed. [`words`] compares two
//! wordings, and [`moved::BlockMapping`] finds a place of one edition in the other.

mod fields;
pub mod moved;
mod pairs;
pub mod words;

use std::collections::HashSet;
use std::path::Path;

use crate::clean;
use crate::date::FactSpan;
use crate::markdown::{self, BlockKind, Container};
use crate::text::Clean;

use super::{Briefing, TextEvidence, body};
use pairs::{Pairs, pair};
use words::{WordRun, WordingSide};

/// One edition of a briefing, prepared for being compared.
#[derive(Clone, Debug)]
pub struct Edition {
    briefing: Briefing,
    sayings: Vec<ComparedStatement>,
    /// The sources that it cites anywhere.
    cited: Vec<Clean>,
}

/// One thing that a text says.
#[derive(Clone, Debug)]
struct ComparedStatement {
    section: Clean,
    /// Its words with its date and what they are.
    in_full: Clean,
    /// Its words alone.
    text: Clean,
    when: Option<FactSpan>,
    sources: Vec<Clean>,
    block: u32,
    line: u32,
}

/// The changes between two editions, the most important first.
/// The order is: status, statements in reading order, sources, dates, and the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes, one by one.
    pub list: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub kind: ChangeKind,
    /// The section's title, or the name of the front matter's part.
    pub part: Clean,
    /// The text before the change.
    pub before: Option<Clean>,
    /// The text after the change.
    pub after: Option<Clean>,
    /// The sources of what was added; of other changes those that are new.
    pub sources: Vec<Clean>,
    /// The place in the newer edition. It is the block of its document, and the line of its file, from 1.
    pub place: Option<(u32, u32)>,
}

/// The kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A statement that is new.
    Added,
    /// A statement that is gone.
    Removed,
    /// A statement in other words.
    Reworded,
    /// A new source of a statement.
    SourceAdded,
    /// A source that a statement no longer has.
    SourceRemoved,
    /// The status in a program changed.
    Status,
    /// A date changed.
    Date,
    /// Another change of the front matter.
    Field,
}

impl ChangeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Reworded => "reworded",
            Self::SourceAdded => "source added",
            Self::SourceRemoved => "source removed",
            Self::Status => "status changed",
            Self::Date => "date changed",
            Self::Field => "changed",
        }
    }

    /// The sign for it in a margin.
    pub fn sign(self) -> char {
        match self {
            Self::Added | Self::SourceAdded => '+',
            Self::Removed | Self::SourceRemoved => '-',
            Self::Reworded | Self::Status | Self::Date | Self::Field => '~',
        }
    }
}

impl Change {
    /// Compares both wordings word by word. There is no result when one of them is missing.
    pub fn words(&self) -> Option<Vec<WordRun>> {
        Some(words::compare(self.before.as_ref()?, self.after.as_ref()?))
    }

    /// The words of a change with its sources: `[-gone-]` and `{+new+}`, as in `git diff --word-diff`; of what was
    /// added or removed as a whole the words as they are.
    pub fn in_one_line(&self) -> Clean {
        let one = |piece: WordRun| match piece.side {
            WordingSide::Both => piece.text,
            WordingSide::Before => format!("[-{}-]", piece.text),
            WordingSide::After => format!("{{+{}+}}", piece.text),
        };
        let words: String = match self.words() {
            Some(pieces) => pieces.into_iter().map(one).collect(),
            None => self.after.as_ref().or(self.before.as_ref()).map(Clean::to_string).unwrap_or_default(),
        };
        let sources: Vec<&str> = self.sources.iter().map(Clean::as_str).collect();
        if sources.is_empty() { clean!("{words}") } else { clean!("{words} [{}]", sources.join(", ")) }
    }
}

impl Edition {
    /// Reads an edition from the bytes of its file.
    pub fn read(path: &Path, bytes: &[u8]) -> Self {
        let (briefing, _) = Briefing::read(path, bytes);
        let body = body(bytes);
        let document = markdown::parse(&body.text);
        let mut sayings = Vec::new();
        let text_evidence = TextEvidence::with_passages(&document, &body, |passage| {
            sayings.push(ComparedStatement {
                section: passage.section,
                in_full: passage.text.clone(),
                text: passage.text,
                when: None,
                sources: Vec::new(),
                block: passage.block,
                line: passage.line,
            });
        });
        sayings.extend(text_evidence.statements.iter().map(|statement| ComparedStatement {
            section: clean!("{}", statement.section),
            in_full: statement.in_full(),
            text: statement.text.clone(),
            when: statement.when,
            sources: text_evidence.citations(statement).cloned().collect(),
            block: statement.block,
            line: statement.line,
        }));
        sayings.extend(text_evidence.questions.iter().map(|question| ComparedStatement {
            section: Clean::line("Open questions"),
            in_full: question.text.clone(),
            text: question.text.clone(),
            when: None,
            sources: Vec::new(),
            block: question.block,
            line: question.line,
        }));
        let code = document.blocks().filter(|block| {
            let is_footnote = |container| matches!(container, Container::Footnote(_));
            matches!(block.kind(), BlockKind::Code(_)) && !block.containers().any(is_footnote)
        });
        sayings.extend(code.map(|block| {
            let text = Clean::line(block.text());
            let start = body.place(block.source());
            let section = Clean::line("code");
            let (block, line) = (block.number, start.line);
            ComparedStatement {
                section,
                in_full: text.clone(),
                text,
                when: None,
                sources: Vec::new(),
                block,
                line,
            }
        }));
        // Pieces of one paragraph keep their order.
        sayings.sort_by_key(|saying| saying.block);
        Self { briefing, sayings, cited: text_evidence.cited.into_vec() }
    }
}

impl Changes {
    /// Finds the changes from one edition to the next.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::changes::{Changes, Edition};
    ///
    /// let edition = |text: &str| Edition::read(Path::new("fair.md"), text.as_bytes());
    /// let before = edition("## Key facts\n\n- 89 Chinese firms came to Paris.\n");
    /// let after = edition("## Key facts\n\n- 98 Chinese firms came to Paris.\n- It rained.\n");
    /// let changes = Changes::between(&before, &after);
    /// assert_eq!(changes.counted(), "1 added · 1 reworded");
    /// assert!(Changes::between(&after, &after).is_empty());
    /// ```
    pub fn between(before: &Edition, after: &Edition) -> Self {
        let mut list = fields::status(&before.briefing, &after.briefing);
        list.extend(said(&before.sayings, &after.sayings));
        list.extend(sources(before, after));
        list.extend(fields::dates(&before.briefing, &after.briefing));
        list.extend(fields::others(&before.briefing, &after.briefing));
        Self { list }
    }

    /// Reports whether there are no changes for a reader.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Counts the changes of each kind: `2 added · 1 reworded`.
    pub fn counted(&self) -> Clean {
        let kinds = [
            ChangeKind::Added,
            ChangeKind::Removed,
            ChangeKind::Reworded,
            ChangeKind::SourceAdded,
            ChangeKind::SourceRemoved,
            ChangeKind::Status,
            ChangeKind::Date,
            ChangeKind::Field,
        ];
        let count = |kind| self.list.iter().filter(|change| change.kind == kind).count();
        let counts = kinds.into_iter().map(|kind| (count(kind), kind)).filter(|(count, _)| *count > 0);
        let words: Vec<String> = counts.map(|(count, kind)| format!("{count} {}", kind.word())).collect();
        clean!("{}", words.join(" · "))
    }
}

/// The changes of the text, in reading order. A removed statement is listed at its old place.
fn said(before: &[ComparedStatement], after: &[ComparedStatement]) -> Vec<Change> {
    let Pairs { partner, removed } = pair(before, after);
    let mut removed = removed.into_iter().peekable();
    let mut changes = Vec::new();
    for (new, partner) in after.iter().zip(partner) {
        if let Some(old) = partner {
            while let Some(gone) = removed.next_if(|gone| *gone < old) {
                changes.push(gone_change(&before[gone]));
            }
            changes.extend(reworded(&before[old], new));
        } else {
            changes.push(Change {
                kind: ChangeKind::Added,
                part: new.section.clone(),
                before: None,
                after: Some(new.in_full.clone()),
                sources: new.sources.clone(),
                place: Some((new.block, new.line)),
            });
        }
    }
    changes.extend(removed.map(|gone| gone_change(&before[gone])));
    changes
}

fn gone_change(gone: &ComparedStatement) -> Change {
    Change {
        kind: ChangeKind::Removed,
        part: gone.section.clone(),
        before: Some(gone.in_full.clone()),
        after: None,
        sources: Vec::new(),
        place: None,
    }
}

/// The changes of one statement: its words or date, else its sources.
fn reworded(old: &ComparedStatement, new: &ComparedStatement) -> Vec<Change> {
    let (added, gone) = (only_in(&new.sources, &old.sources), only_in(&old.sources, &new.sources));
    let change = |kind, before, after, sources| Change {
        kind,
        part: new.section.clone(),
        before,
        after,
        sources,
        place: Some((new.block, new.line)),
    };
    let (before, after) = (Some(old.in_full.clone()), Some(new.in_full.clone()));
    if old.in_full != new.in_full {
        let kind = if old.text == new.text && old.when != new.when {
            ChangeKind::Date
        } else {
            ChangeKind::Reworded
        };
        return vec![change(kind, before, after, added)];
    }
    let mut changes = Vec::new();
    if !added.is_empty() {
        changes.push(change(ChangeKind::SourceAdded, None, after.clone(), added));
    }
    if !gone.is_empty() {
        changes.push(change(ChangeKind::SourceRemoved, None, after, gone));
    }
    changes
}

fn only_in(these: &[Clean], those: &[Clean]) -> Vec<Clean> {
    let those: HashSet<&Clean> = those.iter().collect();
    these.iter().filter(|label| !those.contains(label)).cloned().collect()
}

/// The sources that the whole briefing newly cites or no longer cites.
fn sources(before: &Edition, after: &Edition) -> Vec<Change> {
    let listed = |kind, of: &Edition, other: &Edition| {
        let sources = only_in(&of.cited, &other.cited);
        let part = Clean::line("Sources");
        let change = Change { kind, part, before: None, after: None, sources, place: None };
        (!change.sources.is_empty()).then_some(change)
    };
    let added = listed(ChangeKind::SourceAdded, after, before);
    added.into_iter().chain(listed(ChangeKind::SourceRemoved, before, after)).collect()
}

/// Returns a unified diff of two texts, line by line.
/// It is headed by the name of the file.
pub fn unified(before: &str, after: &str, name: &str) -> String {
    similar::TextDiff::from_lines(before, after).unified_diff().header(name, name).to_string()
}

#[cfg(test)]
mod tests;
