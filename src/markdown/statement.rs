//! Statements: the pieces of text that citations belong to.

use std::ops::Range;

use super::document::{Block, Container, ContainerData, Document, MarkKind};
use crate::text::Clean;

/// A list item, or some sentences of a paragraph, with what it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The block it begins in.
    pub block: u32,
    /// Its words on one line, without its lead-in and without footnote markers.
    pub text: Clean,
    /// The strong text it opens with (`Claim (who):`).
    pub lead_in: Option<Clean>,
    /// The numbers of the footnotes it refers to, in order, each once.
    pub citations: Vec<u32>,
    /// Its bytes in the source: of the whole block for a part of a paragraph.
    pub source: Range<usize>,
}

impl Document {
    /// The items of the outermost lists within these blocks, each with everything in it as one statement.
    pub fn items(&self, blocks: Range<u32>) -> Vec<Statement> {
        let mut items: Vec<Statement> = Vec::new();
        let mut open = None;
        for number in blocks {
            let Some(block) = self.block(number) else { break };
            let outermost =
                block.container_data().filter(|(_, data)| is_item(data)).last().map(|(item, _)| item);
            match outermost {
                None => {}
                Some(item) if open == Some(item) => {
                    if let Some(statement) = items.last_mut() {
                        statement.extend(&Statement::of(block, 0..block.text().len()));
                    }
                }
                Some(_) => items.push(Statement::of(block, 0..block.text().len())),
            }
            open = outermost;
        }
        items
    }

    /// The text of a block cut behind each run of footnote markers: what stands before a marker is what it is
    /// the source of. The last piece may have none.
    pub fn sentences(&self, block: u32) -> Vec<Statement> {
        let Some(block) = self.block(block) else { return Vec::new() };
        let text = block.text();
        let mut groups = Vec::new();
        let mut start = 0;
        let mut markers = block.marks().filter(|m| matches!(m.kind, MarkKind::Footnote(_))).peekable();
        while let Some(marker) = markers.next() {
            let joined =
                markers.peek().is_some_and(|next| text[marker.range.end..next.range.start].trim().is_empty());
            if !joined {
                let end = marker.range.end;
                let stop = text[end..].len()
                    - text[end..].trim_start_matches(['.', '!', '?', '”', '"', ')', '»']).len();
                groups.push(Statement::of(block, start..end + stop));
                start = end + stop;
            }
        }
        if !text[start..].trim().is_empty() {
            groups.push(Statement::of(block, start..text.len()));
        }
        groups
    }
}

impl Statement {
    fn of(block: Block<'_>, range: Range<usize>) -> Self {
        let text = block.text();
        let mut words = String::new();
        let mut citations = Vec::new();
        let mut lead_in = None;
        let mut at = range.start;
        for mark in
            block.marks().filter(|mark| mark.range.start >= range.start && mark.range.end <= range.end)
        {
            match mark.kind {
                MarkKind::Footnote(footnote) => {
                    words.push_str(text.get(at..mark.range.start).unwrap_or_default());
                    at = mark.range.end;
                    if !citations.contains(&footnote) {
                        citations.push(footnote);
                    }
                }
                MarkKind::Strong
                    if lead_in.is_none() && text[range.start..mark.range.start].trim().is_empty() =>
                {
                    lead_in = Some(Clean::line(&text[mark.range.clone()]));
                    at = mark.range.end;
                }
                _ => {}
            }
        }
        words.push_str(text.get(at..range.end).unwrap_or_default());
        Statement {
            block: block.number,
            text: Clean::line(&words),
            lead_in,
            citations,
            source: block.source(),
        }
    }

    fn extend(&mut self, more: &Self) {
        let lead = more.lead_in.as_ref().map_or("", |lead| lead.as_str());
        let parts =
            [self.text.as_str(), lead, more.text.as_str()].into_iter().filter(|part| !part.is_empty());
        self.text = Clean::line(&parts.collect::<Vec<_>>().join(" "));
        for footnote in &more.citations {
            if !self.citations.contains(footnote) {
                self.citations.push(*footnote);
            }
        }
        self.source.end = self.source.end.max(more.source.end);
    }
}

fn is_item(data: &ContainerData) -> bool {
    matches!(data.kind, Container::Bullet | Container::Numbered { .. } | Container::Task(_))
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    const SOURCE: &str = "\
## Key facts

- **Claim (who):** its part *weighed*.[^a][^b]
- One.[^b] Two.
  - inner [^a]

Para one.[^a] Two[^b]. Three.

[^a]: A
[^b]: B
";

    #[test]
    fn each_outermost_item_is_one_statement() {
        let document = parse(SOURCE);
        let section = document.section("KEY FACTS").expect("there is one");
        let items = document.items(section.blocks);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].lead_in.as_deref(), Some("Claim (who):"));
        assert_eq!(items[0].text, "its part weighed.");
        assert_eq!(items[0].citations, [0, 1]);
        assert_eq!(items[1].text, "One. Two. inner");
        assert_eq!(items[1].citations, [1, 0]);
        assert!(SOURCE[items[1].source.clone()].contains("inner"));
    }

    #[test]
    fn a_paragraph_is_cut_behind_its_markers() {
        let document = parse(SOURCE);
        let block =
            document.blocks().find(|block| block.text().starts_with("Para")).expect("there is one").number;
        let pieces = document.sentences(block);
        let texts: Vec<_> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["Para one.", "Two.", "Three."]);
        assert_eq!(pieces[1].citations, [1]);
        assert!(pieces[2].citations.is_empty());
    }
}
