//! The contents of a text as bytes, and back.
//!
//! They have three parts, each of which is read without the others: the head has what a library looks up (cited
//! labels, links, the citations of each statement), the summary has the dates and the kinds of statements, and
//! everything else is in the third. Nothing here trusts its input: what can't be read gives `None`, and all words
//! pass the gate again.

use crate::briefing::packing::{
    date_number, date_of_number, read_list, read_number, read_text, write_number, write_text,
};
use crate::date::{FactDate, FactSpan};
use crate::text::Clean;

use super::{OpenQuestion, OutgoingLink, Statement, StatementKind, StatementSection, TextEvidence};

/// The part of packed contents that a library looks up.
#[derive(Debug, Default)]
pub struct EvidenceHead<'a> {
    /// The labels that the text cites, as they were packed.
    pub cited: Vec<&'a str>,
    /// The targets of its links, as they were packed, with their lines.
    pub mentions: Vec<(&'a str, u32)>,
    /// The citations of its statements, each a list of places in `cited`.
    citations: &'a [u8],
    statements: u32,
}

impl<'a> EvidenceHead<'a> {
    /// Reads the head of packed contents.
    pub fn read(mut bytes: &'a [u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let cited = read_list(bytes, read_text)?;
        let mentions = read_list(bytes, |bytes| Some((read_text(bytes)?, read_number(bytes)?)))?;
        let statements = read_number(bytes)?;
        let citations = *bytes;
        for _ in 0..statements {
            for _ in 0..read_number(bytes)? {
                // Each is a place in `cited`.
                read_number(bytes).filter(|place| (*place as usize) < cited.len())?;
            }
        }
        bytes.is_empty().then_some(Self { cited, mentions, citations, statements })
    }

    /// Calls `see` with each citation: the number of the statement and the place in `cited`.
    pub fn each_citation(&self, mut see: impl FnMut(u32, u32)) {
        let mut bytes = self.citations;
        for statement in 0..self.statements {
            for _ in 0..read_number(&mut bytes).unwrap_or(0) {
                read_number(&mut bytes).into_iter().for_each(|place| see(statement, place));
            }
        }
    }

    /// Returns the places that each statement cites, statement by statement.
    fn citations(&self) -> Option<Vec<Box<[u32]>>> {
        let mut bytes = self.citations;
        let list = |_| read_list(&mut bytes, read_number).map(Vec::into_boxed_slice);
        (0..self.statements).map(list).collect()
    }
}

/// The contents of a text as bytes, in three parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedEvidence {
    /// The cited labels, the links and the citations, as [`EvidenceHead`] reads them.
    pub head: Vec<u8>,
    /// The dates and kinds, as [`EvidenceSummary`] reads them.
    pub summary: Vec<u8>,
    /// The statements and open questions.
    pub words: Vec<u8>,
}

/// A kind of content by which texts are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextContent {
    /// Claims and estimates.
    Claims = 1,
    /// Conflicts between sources.
    Conflicts = 2,
    /// Open questions.
    Questions = 4,
}

/// The dates in a text and the kinds of its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceSummary {
    /// The dates of its dated statements, in order.
    pub dates: Vec<FactSpan>,
    contents: u32,
}

impl EvidenceSummary {
    /// Makes the summary of contents.
    fn of(evidence: &TextEvidence) -> Self {
        let mut contents = 0;
        for statement in &evidence.statements {
            contents |= match statement.kind {
                StatementKind::Claim(_) | StatementKind::Estimate(_) => TextContent::Claims as u32,
                StatementKind::Conflict => TextContent::Conflicts as u32,
                StatementKind::Fact | StatementKind::Assessment => 0,
            };
        }
        if !evidence.questions.is_empty() {
            contents |= TextContent::Questions as u32;
        }
        let dates = evidence.statements.iter().filter_map(|statement| statement.when).collect();
        Self { dates, contents }
    }

    /// Reads a packed summary.
    pub fn read(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let contents = read_number(bytes)?;
        let dates = read_list(bytes, |bytes| read_span(bytes)?)?;
        bytes.is_empty().then_some(Self { dates, contents })
    }

    /// Reports whether the text has such content.
    pub fn has(&self, content: TextContent) -> bool {
        self.contents & content as u32 != 0
    }

    fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_number(&mut out, self.contents as usize);
        write_number(&mut out, self.dates.len());
        self.dates.iter().for_each(|when| pack_span(Some(*when), &mut out));
        out
    }
}

impl TextEvidence {
    /// Packs the contents.
    pub fn pack(&self) -> PackedEvidence {
        PackedEvidence {
            head: self.pack_head(),
            summary: EvidenceSummary::of(self).pack(),
            words: self.pack_words(),
        }
    }

    fn pack_head(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_number(&mut out, self.cited.len());
        self.cited.iter().for_each(|label| write_text(&mut out, label));
        write_number(&mut out, self.mentions.len());
        for mention in &self.mentions {
            write_text(&mut out, &mention.target);
            write_number(&mut out, mention.line as usize);
        }
        write_number(&mut out, self.statements.len());
        for statement in &self.statements {
            write_number(&mut out, statement.citations.len());
            statement.citations.iter().for_each(|place| write_number(&mut out, *place as usize));
        }
        out
    }

    fn pack_words(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut section = None;
        for statement in &self.statements {
            pack_statement(statement, section, &mut out);
            section = Some(&statement.section);
        }
        write_number(&mut out, self.questions.len());
        for question in &self.questions {
            write_text(&mut out, &question.text);
            write_number(&mut out, question.block as usize);
            write_number(&mut out, question.line as usize);
        }
        out
    }

    /// Reads packed contents. `None` when they are not what [`pack`](Self::pack) writes.
    pub fn unpack(head: &[u8], mut words: &[u8]) -> Option<Self> {
        let (head, bytes) = (EvidenceHead::read(head)?, &mut words);
        let mut statements: Vec<Statement> = Vec::new();
        for citations in head.citations()? {
            let statement = read_statement(bytes, citations, statements.last())?;
            statements.push(statement);
        }
        let questions = read_list(bytes, |bytes| {
            let text = read_clean(bytes)?;
            Some(OpenQuestion { text, block: read_number(bytes)?, line: read_number(bytes)? })
        })?;
        let mention = |(target, line)| OutgoingLink { target: Clean::line(target), line };
        bytes.is_empty().then(|| Self {
            statements: statements.into(),
            questions: questions.into(),
            cited: head.cited.into_iter().map(Clean::line).collect(),
            mentions: head.mentions.into_iter().map(mention).collect(),
        })
    }
}

/// The numbers for kinds of statements.
mod kinds {
    pub const FACT: usize = 0;
    pub const CLAIM: usize = 1;
    pub const CLAIM_OF: usize = 2;
    pub const ESTIMATE: usize = 3;
    pub const ESTIMATE_OF: usize = 4;
    pub const CONFLICT: usize = 5;
    pub const ASSESSMENT: usize = 6;
}

/// The numbers for sections.
mod sections {
    pub const BOTTOM_LINE: usize = 0;
    pub const KEY_FACTS: usize = 1;
    pub const TIMELINE: usize = 2;
    pub const OTHER: usize = 3;
    /// The section of the statement before.
    pub const SAME: usize = 4;
}

/// The numbers for dates.
mod spans {
    pub const NONE: usize = 0;
    pub const AT: usize = 1;
    pub const BETWEEN: usize = 2;
    pub const FROM: usize = 3;
}

fn pack_statement(statement: &Statement, before: Option<&StatementSection>, out: &mut Vec<u8>) {
    let (kind, who) = match &statement.kind {
        StatementKind::Fact => (kinds::FACT, None),
        StatementKind::Claim(None) => (kinds::CLAIM, None),
        StatementKind::Claim(who) => (kinds::CLAIM_OF, who.as_ref()),
        StatementKind::Estimate(None) => (kinds::ESTIMATE, None),
        StatementKind::Estimate(who) => (kinds::ESTIMATE_OF, who.as_ref()),
        StatementKind::Conflict => (kinds::CONFLICT, None),
        StatementKind::Assessment => (kinds::ASSESSMENT, None),
    };
    write_number(out, kind);
    who.into_iter().for_each(|who| write_text(out, who));
    write_text(out, &statement.text);
    pack_span(statement.when, out);
    match &statement.section {
        same if before == Some(same) => write_number(out, sections::SAME),
        StatementSection::BottomLine => write_number(out, sections::BOTTOM_LINE),
        StatementSection::KeyFacts => write_number(out, sections::KEY_FACTS),
        StatementSection::Timeline => write_number(out, sections::TIMELINE),
        StatementSection::Other(title) => {
            write_number(out, sections::OTHER);
            write_text(out, title);
        }
    }
    write_number(out, statement.block as usize);
    write_number(out, statement.line as usize);
}

fn read_statement(bytes: &mut &[u8], citations: Box<[u32]>, before: Option<&Statement>) -> Option<Statement> {
    let kind = match read_number(bytes)? as usize {
        kinds::FACT => StatementKind::Fact,
        kinds::CLAIM => StatementKind::Claim(None),
        kinds::CLAIM_OF => StatementKind::Claim(Some(read_clean(bytes)?)),
        kinds::ESTIMATE => StatementKind::Estimate(None),
        kinds::ESTIMATE_OF => StatementKind::Estimate(Some(read_clean(bytes)?)),
        kinds::CONFLICT => StatementKind::Conflict,
        kinds::ASSESSMENT => StatementKind::Assessment,
        _ => return None,
    };
    let text = read_clean(bytes)?;
    let when = read_span(bytes)?;
    let section = match read_number(bytes)? as usize {
        sections::BOTTOM_LINE => StatementSection::BottomLine,
        sections::KEY_FACTS => StatementSection::KeyFacts,
        sections::TIMELINE => StatementSection::Timeline,
        sections::OTHER => StatementSection::Other(read_clean(bytes)?),
        sections::SAME => before?.section.clone(),
        _ => return None,
    };
    let (block, line) = (read_number(bytes)?, read_number(bytes)?);
    Some(Statement { kind, text, when, section, citations, block, line })
}

fn pack_span(when: Option<FactSpan>, out: &mut Vec<u8>) {
    let (span, dates) = match when {
        None => (spans::NONE, [None, None]),
        Some(FactSpan::At(date)) => (spans::AT, [Some(date), None]),
        Some(FactSpan::Between(first, last)) => (spans::BETWEEN, [Some(first), Some(last)]),
        Some(FactSpan::From(date)) => (spans::FROM, [Some(date), None]),
    };
    write_number(out, span);
    dates.into_iter().flatten().for_each(|date| write_number(out, date_number(date) as usize));
}

fn read_span(bytes: &mut &[u8]) -> Option<Option<FactSpan>> {
    Some(match read_number(bytes)? as usize {
        spans::NONE => None,
        spans::AT => Some(FactSpan::At(read_date(bytes)?)),
        spans::BETWEEN => Some(FactSpan::Between(read_date(bytes)?, read_date(bytes)?)),
        spans::FROM => Some(FactSpan::From(read_date(bytes)?)),
        _ => return None,
    })
}

fn read_date(bytes: &mut &[u8]) -> Option<FactDate> {
    date_of_number(read_number(bytes)?)
}

fn read_clean(bytes: &mut &[u8]) -> Option<Clean> {
    read_text(bytes).map(Clean::line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::briefing::Body;
    use crate::markdown::parse;

    const TEXT: &str = "\
First.[^a] Then more.[^b]

## Key facts

- One.[^a][^b] See [it](../x%20y.md) and [[z]].
- **Claim:** two.
- **Claim (阿克梅):** three.[^b]
- **Estimate:** four.
- **Estimate (B):** five.
- **Conflict:** six.
- **Assessment:** seven.

## Timeline

- 2019: Year.[^a]
- 2019-11/2020-01-02: Span.
- 2019-11~/..: Open.

## Else

Words.[^a]

## Open questions

- What? And [why](why.md)?

[^a]: A
[^b]: B
";

    fn packed(text: &str) -> (TextEvidence, PackedEvidence) {
        let body = Body { text: text.to_owned(), first_line: 7 };
        let evidence = TextEvidence::new(&parse(text), &body);
        let packed = evidence.pack();
        (evidence, packed)
    }

    fn unpacked(packed: &PackedEvidence) -> Option<TextEvidence> {
        TextEvidence::unpack(&packed.head, &packed.words)
    }

    #[test]
    fn everything_leads_back() {
        let (evidence, packed) = packed(TEXT);
        assert_eq!((evidence.statements.len(), evidence.mentions.len()), (13, 3));
        assert_eq!(unpacked(&packed).unwrap(), evidence);
        let head = EvidenceHead::read(&packed.head).unwrap();
        assert_eq!(head.cited, ["a", "b"]);
        let mut citations = Vec::new();
        head.each_citation(|statement, place| citations.push((statement, place)));
        assert_eq!(&citations[..4], [(0, 0), (1, 1), (2, 0), (2, 1)]);
        let (none, packed) = self::packed("");
        assert_eq!(unpacked(&packed), Some(none));
        assert_eq!(EvidenceSummary::read(&packed.summary), Some(EvidenceSummary::default()));
    }

    #[test]
    fn a_summary_has_the_dates_and_the_kinds() {
        let summary = EvidenceSummary::read(&packed(TEXT).1.summary).unwrap();
        let dates: Vec<String> = summary.dates.iter().map(FactSpan::to_string).collect();
        assert_eq!(dates, ["2019", "2019-11/2020-01-02", "2019-11~/.."]);
        let all = [TextContent::Claims, TextContent::Conflicts, TextContent::Questions];
        assert!(all.iter().all(|content| summary.has(*content)));
        let has = |text: &str| {
            let summary = EvidenceSummary::read(&packed(text).1.summary).unwrap();
            all.map(|content| summary.has(content))
        };
        assert_eq!(has("## Key facts\n\n- **Assessment:** a\n- b\n"), [false; 3]);
        assert_eq!(has("## Key facts\n\n- **Estimate:** a\n"), [true, false, false]);
    }

    #[test]
    fn what_is_cut_or_goes_on_is_nothing() {
        let (_, packed) = packed(TEXT);
        for part in 0..3 {
            let changed = |change: &dyn Fn(&mut Vec<u8>)| {
                let mut packed = packed.clone();
                change([&mut packed.head, &mut packed.words, &mut packed.summary][part]);
                if part < 2 {
                    unpacked(&packed).is_none()
                } else {
                    EvidenceSummary::read(&packed.summary).is_none()
                }
            };
            let length = [&packed.head, &packed.words, &packed.summary][part].len();
            for length in 0..length {
                assert!(changed(&|bytes| bytes.truncate(length)), "{part} {length}");
            }
            assert!(changed(&|bytes| bytes.push(0)), "{part}");
        }
    }

    #[test]
    fn changed_bytes_are_refused_or_clean() {
        let (_, packed) = packed(TEXT);
        for at in 0..packed.head.len() + packed.words.len() {
            for put in [Some(0x1B), Some(0x0A), Some(0x00), Some(0x7F), Some(0xFF), None] {
                let mut changed = packed.clone();
                let (head, words) = (&mut changed.head, &mut changed.words);
                let byte = if at < head.len() { &mut head[at] } else { &mut words[at - packed.head.len()] };
                *byte = put.unwrap_or(*byte ^ 1);
                EvidenceHead::read(&changed.head).into_iter().for_each(|head| head.each_citation(|_, _| ()));
                let Some(evidence) = unpacked(&changed) else { continue };
                let texts = evidence.statements.iter().map(|statement| &statement.text);
                let texts = texts.chain(evidence.questions.iter().map(|question| &question.text));
                let targets = evidence.mentions.iter().map(|mention| &mention.target);
                for text in texts.chain(&evidence.cited).chain(targets) {
                    assert!(!text.contains(char::is_control), "{text:?}");
                }
                for statement in &evidence.statements {
                    evidence.citations(statement).count();
                    assert!(!statement.section.to_string().contains(char::is_control));
                }
            }
        }
    }
}
