//! `briefing keys`: the keys of the reader, as they are in force.

use serde::Serialize;

use crate::clean;
use crate::cli::args::KeysArgs;
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json};
use crate::keymap::{self, Binding, Mode};
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
    let rows: Vec<(&'static Binding, Clean)> =
        keymap::TABLE.iter().map(|row| (row, keymap::keys_of(&keys, row))).collect();
    if asked.json {
        for (row, now) in &rows {
            let record = KeyRecord {
                command: row.name,
                keys: now.split_whitespace().collect(),
                usual: row.keys,
                r#in: places(row),
                help: row.help,
            };
            context.output.line(&json::line(&record))?;
        }
        return Ok(Exit::Ok);
    }
    let rows: Vec<Vec<Clean>> = rows
        .into_iter()
        .map(|(row, now)| {
            let places =
                if row.modes == Mode::ALL { "everywhere".to_owned() } else { places(row).join(", ") };
            vec![now, Clean::line(row.name), Clean::line(row.help), clean!("{places}")]
        })
        .collect();
    table::print(context, &[14, 18, 50], Last::Wrapped, &rows)?;
    Ok(Exit::Ok)
}

fn places(row: &Binding) -> Vec<&'static str> {
    row.modes.iter().map(|mode| mode.name()).collect()
}
