//! The contents of a briefing's text and its basis: statements, open questions, citations and links.
//!
//! A [`TextEvidence`] is made from a parsed [`Document`] and keeps no part of it but words. Which source a citation
//! names, and which briefing a link leads to, only a library knows.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::clean;
use crate::date::FactSpan;
use crate::markdown::{self, Container, Document, Target};
use crate::text::Clean;

use super::Body;
pub(super) use piece::listed;
use piece::{StatementCandidate, chunks, pieces, questions};
use statement::{COLONS, dated, with_who};

mod packed;
mod piece;
mod statement;

pub use packed::{EvidenceHead, EvidenceSummary, PackedEvidence, TextContent};
pub use statement::{Statement, StatementKind, StatementSection};

/// The contents of one text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextEvidence {
    /// Its statements in reading order.
    pub statements: Box<[Statement]>,
    /// The open questions: what is not known.
    pub questions: Box<[OpenQuestion]>,
    /// The labels of the footnotes that it refers to.
    /// Sources are named by them; they are in order of first reference.
    pub cited: Box<[Clean]>,
    /// The other briefings that it links to. Each comes once, at its first link.
    pub mentions: Box<[OutgoingLink]>,
}

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Its words.
    pub text: Clean,
    /// The block of the document at which it begins.
    pub block: u32,
    /// The line of the file at which it begins, from 1.
    pub line: u32,
}

/// Text that is neither a statement nor a question: an item or a paragraph without a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncitedPassage {
    /// Its words.
    pub text: Clean,
    /// The title of the section it is in.
    pub section: Clean,
    /// The block of the document at which it begins.
    pub block: u32,
    /// The line of the file at which it begins, from 1.
    pub line: u32,
}

/// A link in the text to another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingLink {
    /// The path or name as written, decoded.
    pub target: Clean,
    /// The line of the file, from 1.
    pub line: u32,
}

impl TextEvidence {
    /// Gathers the evidence of a text. `document` is that of `body`.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::briefing::{StatementKind, TextEvidence, body};
    /// use briefing::markdown;
    ///
    /// let text = "## Key facts\n- It came.[^a]\n- **Claim (AFP):** it left.[^b][^a]\n\n[^a]: A\n[^b]: B\n";
    /// let body = body(text.as_bytes());
    /// let evidence = TextEvidence::new(&markdown::parse(&body.text), &body);
    /// let [fact, claim] = &*evidence.statements else { panic!("two statements") };
    /// assert_eq!((fact.kind.clone(), fact.line), (StatementKind::Fact, 2));
    /// assert_eq!(claim.kind.to_string(), "claim (AFP)");
    /// assert!(evidence.citations(claim).eq(["b", "a"]));
    /// ```
    pub fn new(document: &Document, body: &Body) -> Self {
        Self::with_passages(document, body, |_| {})
    }

    /// The same, and calls `take` with everything else that the text says.
    pub(super) fn with_passages(
        document: &Document,
        body: &Body,
        mut take: impl FnMut(UncitedPassage),
    ) -> Self {
        let mut gathering = Gathering::new(document, body);
        for (part, blocks) in parts(document) {
            for run in outside_footnotes(document, blocks) {
                gathering.take(&part, run, &mut take);
            }
        }
        Self {
            statements: gathering.statements.into(),
            questions: gathering.questions.into(),
            cited: gathering.cited.into(),
            mentions: mentions(document, body).into(),
        }
    }

    /// The labels that a statement of this text cites, in order.
    pub fn citations<'a>(&'a self, statement: &'a Statement) -> impl Iterator<Item = &'a Clean> {
        self.citation_numbers(statement).filter_map(|number| self.cited.get(number))
    }

    /// The same as places in [`TextEvidence::cited`].
    pub fn citation_numbers(&self, statement: &Statement) -> impl Iterator<Item = usize> {
        statement.citations.iter().map(|number| *number as usize)
    }
}

/// The meaning of the text below a heading.
#[derive(Clone)]
enum SectionRole {
    Says(StatementSection),
    Asks,
}

impl SectionRole {
    fn named(title: &Clean) -> Option<Self> {
        match title.to_lowercase().as_str() {
            "bottom line" => Some(Self::Says(StatementSection::BottomLine)),
            "key facts" => Some(Self::Says(StatementSection::KeyFacts)),
            "timeline" => Some(Self::Says(StatementSection::Timeline)),
            "open questions" => Some(Self::Asks),
            _ => None,
        }
    }
}

/// The blocks between one heading and the next, with what they are. Below a heading that has a meaning those of
/// lower level share it.
fn parts(document: &Document) -> Vec<(SectionRole, Range<u32>)> {
    let headings: Vec<_> = document.headings().collect();
    let first = headings.first().map_or(document.block_count(), |heading| heading.block);
    let mut parts = vec![(SectionRole::Says(StatementSection::Other(Clean::default())), 0..first)];
    let mut over: Option<(u8, SectionRole)> = None;
    for (at, heading) in headings.iter().enumerate() {
        let end = headings.get(at + 1).map_or(document.block_count(), |next| next.block);
        over.take_if(|(level, _)| heading.level <= *level);
        let part = match (SectionRole::named(&heading.text), &over) {
            (Some(part), _) => {
                over = Some((heading.level, part.clone()));
                part
            }
            (None, Some((_, part))) => part.clone(),
            (None, None) => SectionRole::Says(StatementSection::Other(heading.text.clone())),
        };
        parts.push((part, heading.block + 1..end));
    }
    parts
}

/// The runs of these blocks that belong to no footnote's definition.
fn outside_footnotes(document: &Document, blocks: Range<u32>) -> Vec<Range<u32>> {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for number in blocks {
        let Some(block) = document.block(number) else { break };
        if block.containers().any(|container| matches!(container, Container::Footnote(_))) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}

/// The contents found so far.
struct Gathering<'a> {
    document: &'a Document,
    lines: LineCounter<'a>,
    statements: Vec<Statement>,
    questions: Vec<OpenQuestion>,
    cited: Vec<Clean>,
    /// The place in `cited` of each footnote.
    places: HashMap<u32, u32>,
}

impl<'a> Gathering<'a> {
    fn new(document: &'a Document, body: &'a Body) -> Self {
        Self {
            document,
            lines: LineCounter::new(body),
            statements: Vec::new(),
            questions: Vec::new(),
            cited: Vec::new(),
            places: HashMap::new(),
        }
    }

    fn take(&mut self, part: &SectionRole, run: Range<u32>, rest: &mut impl FnMut(UncitedPassage)) {
        let chunks = chunks(self.document, run);
        let pieces = chunks.flat_map(|chunk| match part {
            SectionRole::Asks => questions(self.document, chunk),
            SectionRole::Says(_) => pieces(self.document, chunk),
        });
        let mut dates: HashMap<u32, FactSpan> = HashMap::new();
        for mut piece in pieces {
            if matches!(part, SectionRole::Says(StatementSection::Timeline)) {
                let own = piece.dated.as_ref().map(|(when, _)| *when);
                let own = own.or_else(|| dated(&piece.words).map(|(when, _)| when));
                // An item without a date has that of the item in which it is nested.
                let inherited = piece.under.and_then(|under| dates.get(&under)).copied();
                if let (None, Some(when)) = (own, inherited) {
                    let (lead_in, text) = with_who(piece.words.lead_in.take(), piece.words.text.clone());
                    piece.words.lead_in = lead_in;
                    piece.dated = Some((when, text));
                }
                dates.extend(own.or(inherited).map(|when| (piece.words.block, when)));
            }
            let line = self.lines.of(piece.words.source.start).saturating_add(piece.lines_below);
            let citations = self.cite(&piece.words.citations);
            let block = piece.words.block;
            match part {
                SectionRole::Asks if piece.is_item => {
                    self.questions.push(OpenQuestion { text: with_lead_in(&piece.words), block, line });
                }
                SectionRole::Says(section) if is_statement(piece.is_item, section, &citations) => {
                    self.statements.push(statement(piece, section, citations, line));
                }
                SectionRole::Asks | SectionRole::Says(_) => {
                    let section = match part {
                        SectionRole::Asks => Clean::line("Open questions"),
                        SectionRole::Says(section) => clean!("{section}"),
                    };
                    rest(UncitedPassage { text: with_lead_in(&piece.words), section, block, line });
                }
            }
        }
    }

    fn cite(&mut self, footnotes: &[u32]) -> Box<[u32]> {
        let mut place = |footnote: &u32| {
            if let Some(place) = self.places.get(footnote) {
                return Some(*place);
            }
            let label = &self.document.footnotes().get(*footnote as usize)?.label;
            let place = u32::try_from(self.cited.len()).ok()?;
            self.cited.push(label.clone());
            self.places.insert(*footnote, place);
            Some(place)
        };
        footnotes.iter().filter_map(&mut place).collect()
    }
}

/// Reports whether a piece of text is a statement.
/// Statements are all pieces that name a source, and each item where statements are listed.
fn is_statement(is_item: bool, section: &StatementSection, citations: &[u32]) -> bool {
    is_item && matches!(section, StatementSection::KeyFacts | StatementSection::Timeline)
        || !citations.is_empty()
}

fn with_lead_in(words: &markdown::StatementText) -> Clean {
    match &words.lead_in {
        Some(lead_in) => clean!("{lead_in} {}", words.text),
        None => words.text.clone(),
    }
}

fn statement(
    piece: StatementCandidate,
    section: &StatementSection,
    citations: Box<[u32]>,
    line: u32,
) -> Statement {
    let StatementCandidate { words, dated: in_cell, .. } = piece;
    let block = words.block;
    // The date is not part of the words: it is in a cell, or in the line above.
    let is_apart = in_cell.is_some();
    let dated = if *section == StatementSection::Timeline { in_cell.or_else(|| dated(&words)) } else { None };
    let (when, lead_in, text) = match dated {
        // The lead-in of a row may be in any of its cells.
        Some((when, text)) => (Some(when), words.lead_in.filter(|_| is_apart), text),
        None => {
            let (lead_in, text) = with_who(words.lead_in, words.text);
            (None, lead_in, text)
        }
    };
    let (kind, text) = match lead_in {
        Some(lead_in) => match StatementKind::of_lead_in(&lead_in) {
            Some(kind) => (kind, text),
            None => (StatementKind::Fact, clean!("{lead_in} {text}")),
        },
        // Behind the date of a line a lead-in is no longer what the line opens with.
        None if when.is_some() => match text.split_once(COLONS) {
            Some((lead_in, rest)) if StatementKind::of_lead_in(lead_in).is_some() => {
                (StatementKind::of_lead_in(lead_in).unwrap_or_default(), Clean::line(rest))
            }
            _ => (StatementKind::Fact, text),
        },
        None => (StatementKind::Fact, text),
    };
    let text = clean!("{}", text.trim_start_matches([COLONS[0], COLONS[1], ' ']));
    Statement { kind, text, when, section: section.clone(), citations, block, line }
}

fn mentions(document: &Document, body: &Body) -> Vec<OutgoingLink> {
    let mut lines = LineCounter::new(body);
    let mut seen = HashSet::new();
    let mut mentions = Vec::new();
    for link in document.links() {
        let target = match link.target {
            Target::File { path, .. } => path,
            Target::Wiki { name, .. } => name,
            Target::Heading(_) | Target::Url(_) | Target::Other(_) => continue,
        };
        if !target.is_empty() && seen.insert(target.clone()) {
            let line = lines.of(document.source_at(link.anchor));
            mentions.push(OutgoingLink { target, line });
        }
    }
    mentions
}

/// The lines of a file, asked for in ascending order: the text is gone through once.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
    first: u32,
}

impl<'a> LineCounter<'a> {
    fn new(body: &'a Body) -> Self {
        Self { text: body.text.as_bytes(), at: 0, line: body.first_line, first: body.first_line }
    }

    fn of(&mut self, byte: usize) -> u32 {
        let byte = byte.min(self.text.len());
        if byte < self.at {
            (self.at, self.line) = (0, self.first);
        }
        let passed = memchr::memchr_iter(b'\n', &self.text[self.at..byte]).count();
        self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        self.at = byte;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    fn text_evidence(text: &str) -> TextEvidence {
        let body = Body { text: text.to_owned(), first_line: 10 };
        TextEvidence::new(&parse(text), &body)
    }

    /// One line a statement: section, kind, date, words, citations.
    fn shown(text_evidence: &TextEvidence) -> Vec<String> {
        let line = |statement: &Statement| {
            let when = statement.when.map(|when| format!(" {when}")).unwrap_or_default();
            let cited: Vec<&str> = text_evidence.citations(statement).map(Clean::as_str).collect();
            format!(
                "{} {}{when}: {} [{}]",
                statement.section,
                statement.kind,
                statement.text,
                cited.join(" ")
            )
        };
        text_evidence.statements.iter().map(line).collect()
    }

    #[test]
    fn key_facts_are_statements_with_or_without_a_source() {
        let text = "## Key facts\n\n- One.[^a][^b]\n- Two.\n- **Note:** three.[^a]\n\n[^a]: A\n[^b]: B\n";
        assert_eq!(
            shown(&text_evidence(text)),
            ["Key facts fact: One. [a b]", "Key facts fact: Two. []", "Key facts fact: Note: three. [a]"]
        );
    }

    #[test]
    fn a_lead_in_says_how_a_statement_is_meant_and_who_says_so() {
        let text = "## KEY FACTS\n\n- **Claim (Hytera, Sylvain Shuang):** a\n- **Estimate (IDC)**: b\n- **conflict:** c\n\
                    - **Assessment:** d\n- **Claim:** e\n";
        assert_eq!(
            shown(&text_evidence(text)),
            [
                "Key facts claim (Hytera, Sylvain Shuang): a []",
                "Key facts estimate (IDC): b []",
                "Key facts conflict: c []",
                "Key facts assessment: d []",
                "Key facts claim: e []",
            ]
        );
    }

    #[test]
    fn a_lead_in_is_read_in_every_shape_and_beside_chinese_text() {
        let text = "## Key facts\n\n- **Claim (X):**公司第一。\n- **Claim (海康)：**公司\n- **Claim（海康）：** a\n\
                    - **Claim (A)**: b\n- **Claim (A)**：c\n- __Claim (A):__ d\n- **Claim** (A): e\n\
                    - ***Claim (A):*** f\n- **CLAIM（A）**：**g**\n- **Estimate（IDC）：**约 1,000。\n- **Claim** (A) h\n\
                    - **Claim (A (B)):** i\n- **Claim** (A (B)): j\n- **Claim ((A) B):** k\n";
        assert_eq!(
            shown(&text_evidence(text)),
            [
                "Key facts claim (X): 公司第一。 []",
                "Key facts claim (海康): 公司 []",
                "Key facts claim (海康): a []",
                "Key facts claim (A): b []",
                "Key facts claim (A): c []",
                "Key facts claim (A): d []",
                "Key facts claim (A): e []",
                "Key facts claim (A): f []",
                "Key facts claim (A): g []",
                "Key facts estimate (IDC): 约 1,000。 []",
                "Key facts claim: (A) h []",
                "Key facts claim (A (B)): i []",
                "Key facts claim (A (B)): j []",
                "Key facts claim ((A) B): k []",
            ]
        );
        let dated = text_evidence(
            "## Timeline\n\n- 2019-05：事件\n- **2019-06：** 另一\n- 2019-07：Claim（X）：三\n",
        );
        assert_eq!(
            shown(&dated),
            [
                "Timeline fact 2019-05: 事件 []",
                "Timeline fact 2019-06: 另一 []",
                "Timeline claim (X) 2019-07: 三 []"
            ]
        );
    }

    #[test]
    fn lines_of_the_time_line_have_their_dates() {
        let text = "## Timeline\n\n- 2019-11-19/2019-11-22: the fair: at Villepinte.[^a]\n- **2018?**: partnership\n\
                    - 2019-05: **Claim (X):** a cut-off\n- soon: nothing\n\n[^a]: A\n";
        assert_eq!(
            shown(&text_evidence(text)),
            [
                "Timeline fact 2019-11-19/2019-11-22: the fair: at Villepinte. [a]",
                "Timeline fact 2018?: partnership []",
                "Timeline claim (X) 2019-05: a cut-off []",
                "Timeline fact: soon: nothing []",
            ]
        );
    }

    #[test]
    fn a_nested_item_is_a_statement_of_its_own() {
        let text = "## Key facts\n\n- Sold.[^a]\n  - At home.\n    1. In Paris.[^b]\n- Products:\n  - Cameras.[^a]\n\n\
                    ## Timeline\n\n- 2019-10: Fair:\n  - **Claim (X):** shown[^a]\n  - 2019-12: sold[^b]\n\n\
                    ## Open questions\n\n- Why?\n  - Who says so?\n- When?\n\n[^a]: A\n[^b]: B\n";
        let text_evidence = text_evidence(text);
        assert_eq!(
            shown(&text_evidence),
            [
                "Key facts fact: Sold. [a]",
                "Key facts fact: At home. []",
                "Key facts fact: In Paris. [b]",
                "Key facts fact: Cameras. [a]",
                "Timeline claim (X) 2019-10: shown [a]",
                "Timeline fact 2019-12: sold [b]",
            ]
        );
        let asked: Vec<_> = text_evidence.questions.iter().map(|question| question.text.as_str()).collect();
        assert_eq!(asked, ["Why? Who says so?", "When?"]);
    }

    #[test]
    fn elsewhere_only_what_has_markers_is_a_statement() {
        let text = "Before.[^a]\n\n## Bottom line\n\nOne.[^a] Two[^b]. Three.\n\n## Market\n\n- x\n- y[^b]\n\n\
                    | a | b |\n|---|---|\n| c[^a] | d |\n\n[^a]: A. See also this.[^b]\n[^b]: B\n";
        assert_eq!(
            shown(&text_evidence(text)),
            [
                " fact: Before. [a]",
                "Bottom line fact: One. [a]",
                "Bottom line fact: Two. [b]",
                "Market fact: y [b]",
                "Market fact: a: c; b: d [a]",
            ]
        );
    }

    #[test]
    fn each_row_of_a_table_is_a_statement_where_statements_are_listed() {
        let text = "## Key facts\n\n| Year | Units | Note |\n|---|---|---|\n| 2017 | 5,000 | sold at home[^a] |\n\
                    | 2018 | 7,000[^a] | sold abroad[^b] |\n| 2019 | 9,000 | **Estimate (IDC):** rising |\n\n\
                    ## Market\n\n| Who | Share |\n|---|---|\n| A | 1 |\n| B | 2[^a] |\n\n[^a]: A\n[^b]: B\n";
        let found = text_evidence(text);
        assert_eq!(
            shown(&found),
            [
                "Key facts fact: Year: 2017; Units: 5,000; Note: sold at home [a]",
                "Key facts fact: Year: 2018; Units: 7,000; Note: sold abroad [a b]",
                "Key facts estimate (IDC): Year: 2019; Units: 9,000; Note: rising []",
                "Market fact: Who: B; Share: 2 [a]",
            ]
        );
        let lines: Vec<u32> = found.statements.iter().map(|statement| statement.line).collect();
        assert_eq!(lines, [14, 15, 16, 23]);
    }

    #[test]
    fn the_rows_of_a_time_line_have_their_dates() {
        let text = "## Timeline\n\n| When | What |\n|---|---|\n| 2019-10~ | listed[^a] |\n\
                    | **2018**: | **Claim (X):** a cut-off |\n| soon | nothing |\n\n[^a]: A\n";
        assert_eq!(
            shown(&text_evidence(text)),
            [
                "Timeline fact 2019-10~: What: listed [a]",
                "Timeline claim (X) 2018: What: a cut-off []",
                "Timeline fact: When: soon; What: nothing []",
            ]
        );
    }

    #[test]
    fn a_source_at_the_head_of_a_column_is_cited_by_its_cells() {
        let text = "## Key facts\n\n| Year | Units[^a] |\n|---|---|\n| 2017 | 5 |\n| 2018 | |\n\n[^a]: A\n";
        assert_eq!(
            shown(&text_evidence(text)),
            ["Key facts fact: Year: 2017; Units: 5 [a]", "Key facts fact: Year: 2018 []"]
        );
    }

    #[test]
    fn a_heading_of_lower_level_belongs_to_the_section_over_it() {
        let text = "## Key facts\n\n### Law\n\n- a\n\n## Else\n\n- b\n";
        assert_eq!(shown(&text_evidence(text)), ["Key facts fact: a []"]);
    }

    #[test]
    fn open_questions_are_kept_apart() {
        let found = text_evidence("## Open questions\n\n- Why?\n- **When** was\n  that?\n");
        let questions: Vec<_> = found.questions.iter().map(|q| (q.text.as_str(), q.line)).collect();
        assert_eq!(questions, [("Why?", 12), ("When was that?", 13)]);
        assert!(found.statements.is_empty());
    }

    #[test]
    fn each_row_of_a_table_within_an_item_is_a_statement() {
        let table = "  | a | b |\n  |---|---|\n  | q | r[^s] |\n  | q3 | r3 |\n";
        let text = format!(
            "## Key facts\n\n- In a list:\n\n{table}\n- Said.\n\n{table}\n## Timeline\n\n- 2019-10: Fair:\n\n{table}\n\
             [^s]: S\n"
        );
        assert_eq!(
            shown(&text_evidence(&text)),
            [
                "Key facts fact: a: q; b: r [s]",
                "Key facts fact: a: q3; b: r3 []",
                "Key facts fact: Said. []",
                "Key facts fact: a: q; b: r [s]",
                "Key facts fact: a: q3; b: r3 []",
                "Timeline fact 2019-10: a: q; b: r [s]",
                "Timeline fact 2019-10: a: q3; b: r3 []",
            ]
        );
    }

    #[test]
    fn an_item_without_words_is_no_statement() {
        let items = "- %% x %%\n- <!-- x -->\n-\n- Said.\n";
        let text = format!("## Key facts\n\n{items}\n## Timeline\n\n{items}\n## Open questions\n\n{items}");
        let found = text_evidence(&text);
        assert_eq!(shown(&found), ["Key facts fact: Said. []", "Timeline fact: Said. []"]);
        assert_eq!(found.questions.len(), 1);
    }

    #[test]
    fn a_statement_knows_its_line_in_the_file() {
        let found = text_evidence("## Key facts\n\n- a\n\n  b\n- c\n");
        let lines: Vec<u32> = found.statements.iter().map(|statement| statement.line).collect();
        assert_eq!(lines, [12, 15]);
    }

    #[test]
    fn links_to_other_files_are_mentions_each_once() {
        let found = text_evidence(
            "[a](../x/a.md#h) [[b|B]] [c](https://c.example)\n\n[again](../x/a.md) [here](#h)\n",
        );
        let targets: Vec<_> = found.mentions.iter().map(|m| (m.target.as_str(), m.line)).collect();
        assert_eq!(targets, [("../x/a.md", 10), ("b", 10)]);
    }
}
