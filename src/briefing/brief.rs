//! The ten lines that matter of a briefing: for a look-up that must not scroll.

use crate::briefing::Briefing;
use crate::briefing::evidence::listed;
use crate::clean;
use crate::date::{FactDate, FactSpan};
use crate::markdown::Document;
use crate::text::{Clean, truncate, width, wrap};

/// The most lines of a brief.
pub const LINES: usize = 10;
/// The most cells of a line of a brief.
pub const COLUMNS: usize = 80;
/// The most lines of status that are shown one by one.
const STANDING: usize = 3;
/// Lines that the bottom line may take when key facts follow.
const BOTTOM_LINE: usize = 5;

impl Briefing {
    /// Returns the brief: at most ten lines of eighty columns.
    /// They are the subject, its status, the bottom line, as many key facts as there is room for, and the first
    /// caveat. `as_of` is the information cut-off, which the library knows.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    /// use briefing::markdown;
    ///
    /// let file = b"---\ntype: event\ntitle: The fair\n---\n## Bottom line\n\nThey came.\n";
    /// let (briefing, body) = Briefing::read_whole(Path::new("fair.md"), file);
    /// let lines = briefing.brief(&markdown::parse(&body.text), None);
    /// assert_eq!(lines, ["THE FAIR  event", "They came."]);
    /// ```
    pub fn brief(&self, document: &Document, as_of: Option<FactDate>) -> Vec<Clean> {
        let mut lines = vec![self.brief_head(as_of)];
        let all = self.status.len();
        for status in self.status.iter().take(STANDING) {
            let more = if all > STANDING { format!(" (and {} more)", all - 1) } else { String::new() };
            lines.push(one_line(&format!("! {}: {}{more}", status.program, status.standing())));
            if all > STANDING {
                break;
            }
        }
        let caveat = self.caveats.first().map(|caveat| one_line(&format!("caveat: {caveat}")));
        let room = LINES - usize::from(caveat.is_some());
        let facts = document.section("Key facts").map(|section| listed(document, section.blocks));
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        let most = if facts.is_empty() { room } else { (lines.len() + BOTTOM_LINE).min(room) };
        fill(&mut lines, most, "", &self.brief_answer(document));
        for fact in facts {
            if lines.len() >= room {
                break;
            }
            let lead = fact.lead_in.map(|lead| format!("{lead} ")).unwrap_or_default();
            fill(&mut lines, room, "- ", &clean!("{lead}{}", fact.text));
        }
        lines.extend(caveat);
        lines
    }

    fn brief_head(&self, as_of: Option<FactDate>) -> Clean {
        let parts = [
            Some(self.title.to_uppercase()),
            Some(self.kind_and_country().into_string()),
            self.dates().map(FactSpan::human),
            as_of.map(|date| format!("as of {date}")),
            self.confidence.map(|confidence| format!("confidence {confidence}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        one_line(&parts.join("  "))
    }

    /// The bottom line without its markers. Without one, it is the description, else the first words of the text.
    fn brief_answer(&self, document: &Document) -> Clean {
        let section = document
            .section("Bottom line")
            .or_else(|| self.description.is_none().then(|| document.sections().into_iter().next()).flatten());
        let Some(section) = section else { return self.description.clone().unwrap_or_default() };
        let blocks = section.blocks.skip(usize::from(section.heading.is_some()));
        let pieces = blocks.flat_map(|block| document.sentences(block)).map(|piece| piece.text.into_string());
        clean!("{}", pieces.collect::<Vec<_>>().join(" "))
    }
}

/// Adds a text in the lines that are left up to `most`. Text that is cut off ends in `…`.
fn fill(lines: &mut Vec<Clean>, most: usize, lead: &str, text: &Clean) {
    let room = most.saturating_sub(lines.len());
    let indent = width(lead);
    let wrapped: Vec<&str> = wrap(text, COLUMNS - indent).into_iter().map(|line| &text[line]).collect();
    if text.is_empty() || room == 0 {
        return;
    }
    for (at, line) in wrapped.iter().take(room).enumerate() {
        let lead = if at == 0 { lead.to_owned() } else { " ".repeat(indent) };
        let cut = at + 1 == room && wrapped.len() > room;
        let line = if cut {
            truncate(&format!("{line} …"), COLUMNS - indent).into_owned()
        } else {
            (*line).to_owned()
        };
        lines.push(Clean::text(&format!("{lead}{line}")));
    }
}

fn one_line(text: &str) -> Clean {
    Clean::line(&truncate(&Clean::line(text), COLUMNS))
}
