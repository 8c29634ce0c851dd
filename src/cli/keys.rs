//! `briefing keys`: the keys of the reader with the user's changes.

use serde::Serialize;

use crate::clean;
use crate::cli::args::KeysArgs;
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json};
use crate::keymap::{self, KeyEntry};
use crate::text::Clean;

/// One row of the table of keys.
#[derive(Serialize)]
struct KeyRecord<'a> {
    command: &'a str,
    keys: Vec<&'a str>,
    usual: &'a [&'a str],
    r#in: Vec<&'a str>,
    help: &'a str,
}

pub(super) fn run(context: &mut CommandContext, asked: &KeysArgs) -> Result<Exit, CommandError> {
    let (keys, warnings) = keymap::rebind(&context.settings.keys);
    for warning in warnings {
        context.output.note(&warning.line());
    }
    let rows: Vec<(KeyEntry, Clean)> = keymap::entries()
        .into_iter()
        .map(|entry| {
            let now = keymap::keys_of(&keys, entry.row);
            (entry, now)
        })
        .collect();
    if asked.json {
        for (entry, now) in &rows {
            let record = KeyRecord {
                command: entry.row.name,
                keys: now.split_whitespace().collect(),
                usual: entry.row.keys,
                r#in: entry.modes.iter().map(|mode| mode.name()).collect(),
                help: entry.row.help,
            };
            context.output.line(&json::line(&record))?;
        }
        return Ok(Exit::Ok);
    }
    let heads = context.output.on_terminal.then_some(["keys", "command", "action", "screens"]);
    let heads = heads.map(|heads| heads.map(Clean::line).to_vec());
    let rows = rows.into_iter().map(|(entry, now)| {
        vec![now, Clean::line(entry.row.name), Clean::line(entry.row.help), clean!("{}", entry.screens())]
    });
    let rows: Vec<Vec<Clean>> = heads.into_iter().chain(rows).collect();
    table::print(context, &[14, 18, 50], Last::Wrapped, &rows)?;
    Ok(Exit::Ok)
}
