//! The parts of the open briefing that can be copied.

use crate::clean;
use crate::keymap::action::CopyTarget;
use crate::library::Library;
use crate::library::citation::{CiteStyle, cite};
use crate::text::Clean;
use crate::tui::app::{App, Reader};
use crate::tui::effect::Effect;

/// Requests to copy a part of the open briefing.
pub(in crate::tui::update) fn copy(app: &mut App, part: CopyTarget) -> Vec<Effect> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let opened = &reader.opened;
    let copied = match part {
        CopyTarget::Path => Some(("path", clean!("{}", opened.briefing.path.display()))),
        CopyTarget::Link => Some(("link", clean!("[[{}]]", opened.briefing.id.0))),
        CopyTarget::Body => Some(("text", plain(reader))),
        CopyTarget::Markdown => Some(("Markdown", Clean::text(&opened.body.text))),
        CopyTarget::Section => section(reader).map(|text| ("section", text)),
        CopyTarget::Citation => citation(&app.library, reader).map(|text| ("citation", text)),
        CopyTarget::Address => None,
    };
    match copied {
        Some((what, text)) => vec![Effect::Copy { what, text }],
        None => {
            app.message = Some(clean!("nothing to copy of this kind at the top of the screen"));
            Vec::new()
        }
    }
}

/// Returns the words of the text, with a blank line between blocks.
fn plain(reader: &Reader) -> Clean {
    let blocks: Vec<&str> = reader.document().blocks().map(|block| block.text().trim_end()).collect();
    Clean::text(&blocks.join("\n\n"))
}

/// Returns the section of the first visible line of text, as written.
fn section(reader: &Reader) -> Option<Clean> {
    let block = reader.first_block()?.block;
    let sections = reader.document().sections();
    let section = sections.into_iter().rev().find(|section| section.blocks.contains(&block))?;
    reader.opened.body.text.get(section.source).map(|text| Clean::text(text.trim_end()))
}

/// Returns the first visible statement that has sources, with all of them.
fn citation(library: &Library, reader: &Reader) -> Option<Clean> {
    let here = library.at_path(&reader.opened.briefing.path)?;
    let text_evidence = &reader.opened.text_evidence;
    let first = reader.first_block()?.block;
    let statement = text_evidence
        .statements
        .iter()
        .find(|statement| statement.block >= first && text_evidence.citations(statement).next().is_some())?;
    Some(cite(library, here, text_evidence, std::iter::once(statement), CiteStyle::Plain))
}
