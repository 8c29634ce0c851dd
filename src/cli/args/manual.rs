//! The manual pages, made from the command line that the parser knows.

use std::io;

use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::Typed;

/// A page.
pub struct ManualPage {
    /// The name of its file.
    pub name: String,
    /// The page, for roff.
    pub text: Vec<u8>,
}

/// A section of the program's page that the parser does not have.
pub struct ManualSection {
    /// Its title.
    pub title: &'static str,
    /// Its entries: a name and a description each.
    pub entries: Vec<(String, String)>,
}

/// Returns the manual pages of the program and all its commands.
/// The program's own page has these sections, too.
///
/// # Errors
///
/// When a page can't be made.
pub fn manual(sections: &[ManualSection]) -> io::Result<Vec<ManualPage>> {
    let mut program = Typed::command().disable_help_subcommand(true);
    program.build();
    let mut waiting = vec![(program.get_name().to_owned(), program)];
    let mut pages = Vec::new();
    while let Some((name, command)) = waiting.pop() {
        for inner in
            command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help")
        {
            waiting.push((format!("{name}-{}", inner.get_name()), inner.clone()));
        }
        let is_program = pages.is_empty();
        let mut text = Vec::new();
        // The pages leave out the help of what the short help hides.
        let man = Man::new(command.mut_args(|argument| argument.hide_short_help(false)));
        if is_program {
            man.render_title(&mut text)?;
            man.render_name_section(&mut text)?;
            synopsis(&mut text)?;
            man.render_description_section(&mut text)?;
            man.render_extra_section(&mut text)?;
            man.render_options_section(&mut text)?;
            man.render_subcommands_section(&mut text)?;
            for section in sections {
                render(section, &mut text)?;
            }
            man.render_version_section(&mut text)?;
        } else {
            man.render(&mut text)?;
        }
        pages.push(ManualPage { name: format!("{name}.1"), text });
    }
    Ok(pages)
}

/// Writes the two ways to call the program.
fn synopsis(out: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    roff.text([bold("briefing"), roman(" [OPTIONS] [COMMAND]")]);
    roff.control("br", [] as [&str; 0]);
    roff.text([bold("briefing"), roman(" [OPTIONS] PATH")]);
    roff.to_writer(out)
}

fn render(section: &ManualSection, out: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [section.title]);
    for (name, what) in &section.entries {
        roff.control("TP", [] as [&str; 0]);
        roff.text([bold(name.as_str())]);
        roff.text([roman(what.as_str())] as [Inline; 1]);
    }
    roff.to_writer(out)
}
