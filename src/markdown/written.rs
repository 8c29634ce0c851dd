//! The words of a text that are its author's.

use std::borrow::Cow;
use std::ops::Range;

use super::document::{Block, Mark, MarkKind};

impl<'d> Block<'d> {
    /// Its text with blanks for the words added by the parser.
    /// These are the number of a footnote, and `[image: …]` around a label. A search in a text uses this.
    pub fn written(self) -> Cow<'d, str> {
        let text = self.text();
        let mut ours: Vec<Range<usize>> = Vec::new();
        for Mark { kind, range } in self.marks() {
            match kind {
                MarkKind::Footnote(_) => ours.push(range),
                MarkKind::Image(_) => {
                    let shown = text.get(range.clone()).unwrap_or_default();
                    let label = shown.find(": ").map_or(shown.len(), |colon| colon + 2);
                    ours.push(range.start..range.start + label);
                }
                _ => {}
            }
        }
        if ours.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut written = String::with_capacity(text.len());
        for range in ours {
            let (start, end) = (range.start.max(written.len()), range.end.max(written.len()));
            written.push_str(text.get(written.len()..start).unwrap_or_default());
            written.extend(std::iter::repeat_n(' ', end - start));
        }
        written.push_str(text.get(written.len()..).unwrap_or_default());
        Cow::Owned(written)
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn words_that_stand_in_for_something_are_not_the_authors() {
        let document = parse("An image ![of a plant: two](p.png) here.[^a] ![[x.pdf|file]]\n\n[^a]: A\n");
        let block = document.block(0).expect("there is one");
        assert_eq!(block.text(), "An image [image: of a plant: two] here.[1] [file: file]");
        assert_eq!(block.written(), "An image         of a plant: two] here.           file]");
        assert_eq!(block.written().len(), block.text().len());
    }
}
