//! Running text.

use super::Layout;
use super::line::number;
use super::runs::Runs;
use crate::markdown::document::BlockKind;
use crate::markdown::style::TextRole;
use crate::text::for_each_line;

impl Layout<'_> {
    pub(super) fn prose(&mut self) {
        let role = match self.block.kind() {
            BlockKind::Heading(level) => TextRole::Heading(level),
            BlockKind::Term | BlockKind::CalloutTitle | BlockKind::Summary => TextRole::Title,
            _ => TextRole::Text,
        };
        let runs = Runs::of(self.block, role);
        let room = self.room();
        let text = self.block.text();
        for_each_line(text, room, |range| {
            let mut line = self.line();
            let start = number(range.start);
            if !line.shown_as_signs(&range, room) {
                runs.within(range, |part, style| line.shown(part, style));
            }
            self.lines.push(line.finish(start));
        });
    }
}
