//! What can be copied of the open briefing.

use crate::clean;
use crate::library::{Library, citation};
use crate::text::Clean;
use crate::tui::action::Part;
use crate::tui::app::{App, Reader};
use crate::tui::effect::Effect;

/// Asks for a part of the open briefing to be put into the clipboard.
pub(in crate::tui::update) fn copy(app: &mut App, part: Part) -> Vec<Effect> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let opened = &reader.opened;
    let copied = match part {
        Part::Path => Some(("path", clean!("{}", opened.briefing.path.display()))),
        Part::Link => Some(("link", clean!("[[{}]]", opened.briefing.id.0))),
        Part::Body => Some(("text", plain(reader))),
        Part::Markdown => Some(("Markdown", Clean::text(&opened.source))),
        Part::Section => section(reader).map(|text| ("section", text)),
        Part::Citation => statement(&app.library, reader).map(|text| ("citation", text)),
        Part::Address => None,
    };
    match copied {
        Some((what, text)) => vec![Effect::Copy { what, text }],
        None => {
            app.message = Some(clean!("nothing of that kind at the top of this screen"));
            Vec::new()
        }
    }
}

/// The words of the text, a blank line between its blocks.
fn plain(reader: &Reader) -> Clean {
    let blocks: Vec<&str> = reader.document().blocks().map(|block| block.text().trim_end()).collect();
    Clean::text(&blocks.join("\n\n"))
}

/// The section that the first line of text on the screen stands in, as written.
fn section(reader: &Reader) -> Option<Clean> {
    let block = reader.first_block()?.block;
    let sections = reader.document().sections();
    let section = sections.into_iter().rev().find(|section| section.blocks.contains(&block))?;
    reader.opened.source.get(section.source).map(|text| Clean::text(text.trim_end()))
}

/// The first statement on the screen that has sources, with each of them.
fn statement(library: &Library, reader: &Reader) -> Option<Clean> {
    let document = reader.document();
    let first = reader.first_block()?.block;
    let cited = (first..document.block_count()).find_map(|block| {
        let items = document.items(block..block + 1);
        let statements = if items.is_empty() { document.sentences(block) } else { items };
        statements.into_iter().find(|statement| !statement.citations.is_empty())
    })?;
    let lead = cited.lead_in.as_ref().map(|lead| format!("{lead} ")).unwrap_or_default();
    let sources: Vec<String> = cited
        .citations
        .iter()
        .filter_map(|number| document.footnotes().get(*number as usize))
        .map(|footnote| citation::source_in_words(library, &footnote.label).into_string())
        .collect();
    let briefing = &reader.opened.briefing;
    let as_of = library.at_path(&briefing.path).and_then(|ix| library.as_of(ix));
    let as_of = as_of.map(|date| format!(", as of {date}")).unwrap_or_default();
    Some(Clean::text(&format!("{lead}{}\n{}\n({}{as_of})", cited.text, sources.join("\n"), briefing.title)))
}
