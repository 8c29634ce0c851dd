//! `briefing config`: the path of the settings file, or a new one that explains every setting.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::clean;
use crate::cli::args::ConfigCommand;
use crate::cli::new::new_file;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::config;
use crate::keymap;
use crate::text::io_reason;
use crate::theme;

pub(super) fn run(context: &mut CommandContext, command: &ConfigCommand) -> Result<Exit, CommandError> {
    let path = path(context)?;
    if *command == ConfigCommand::Init {
        CommandContext::ensure_writing_is_allowed()?;
        write(&path)?;
        context.output.note(&clean!("created the file below; it changes nothing until you remove a `#`"));
    }
    context.output.line(&clean!("{}", path.display()))?;
    Ok(Exit::Ok)
}

fn path(context: &CommandContext) -> Result<PathBuf, CommandError> {
    context.settings.file.clone().ok_or_else(|| {
        CommandError::new("no-home", clean!("no configuration directory (HOME is not set)"))
            .hint(clean!("try --config FILE or BRIEFING_CONFIG=FILE"))
    })
}

fn write(path: &std::path::Path) -> Result<(), CommandError> {
    let commands: Vec<(&str, Vec<String>, &str)> = keymap::commands()
        .into_iter()
        .map(|row| (row.name, row.keys.iter().map(|key| (*key).to_owned()).collect(), row.help))
        .collect();
    let colour = |part| theme::Colours::PAPER.part(part).map(|colour| colour.to_string()).unwrap_or_default();
    let parts: Vec<(&str, String, &str)> =
        theme::PARTS.iter().map(|(name, part, help)| (*name, colour(*part).to_lowercase(), *help)).collect();
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = made.and_then(|()| new_file(path, config::template(&commands, &parts).as_bytes()));
    written.map_err(|error| {
        let failed =
            |why| CommandError::new("not-written", clean!("cannot create {}: {why}", path.display()));
        match error.kind() {
            ErrorKind::AlreadyExists => failed(clean!("it already exists"))
                .hint(clean!("nothing was changed; move or delete the file to create a new one")),
            _ => failed(clean!("{}", io_reason(&error))),
        }
    })
}
