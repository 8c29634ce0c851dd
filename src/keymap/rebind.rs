//! The user's own keys, which override the table.
//!
//! A command that the user names has the given keys and no others. Esc and Ctrl-C always keep their meaning, and
//! in a line that is typed into a character is always typed. So no configuration can lock the user in.

use std::collections::BTreeSet;

use super::{Binding, TABLE};
use crate::clean;
use crate::config::{Rebinding, Warning};
use crate::keymap::{Code, Key, KeyOverrides, Mode};
use crate::search::query::nearest;
use crate::text::Clean;

/// Applies the user's keys and returns all errors in them.
pub fn rebind(wanted: &[Rebinding]) -> (KeyOverrides, Vec<Warning>) {
    let (mut keys, mut warnings) = (KeyOverrides::default(), Vec::new());
    for one in wanted {
        let Some(name) = TABLE.iter().map(|row| row.name).find(|name| *name == one.command) else {
            let meant = nearest(TABLE.iter().map(|row| row.name), &one.command);
            let hint = match meant {
                Some(name) => clean!("did you mean `{name}`?"),
                None => clean!("try `briefing keys` for all commands"),
            };
            let what = clean!("unknown command `{}`", one.command);
            warnings.push(Warning { from: one.from.clone(), what, hint: Some(hint) });
            continue;
        };
        let mut taken = Vec::new();
        for key in &one.keys {
            match usable(name, key) {
                Ok(key) => taken.push(key),
                Err((what, hint)) => {
                    warnings.push(Warning { from: one.from.clone(), what, hint: Some(hint) });
                }
            }
        }
        // A command whose keys were all wrong keeps its default ones.
        if !taken.is_empty() || one.keys.is_empty() {
            taken.extend(kept(name));
            keys.set(name, taken);
        }
    }
    warnings.extend(wanted.iter().flat_map(|one| clashes(&keys, wanted, one)));
    (keys, warnings)
}

/// Returns the fixed key of a command that leads out.
fn kept(command: &str) -> Option<Key> {
    match command {
        "cancel" => Some(Code::Esc.into()),
        "quit-now" => Some(Key { code: Code::Char('c'), ctrl: true }),
        _ => None,
    }
}

/// Parses the name of a key and checks it for the command.
fn usable(command: &str, name: &str) -> Result<Key, (Clean, Clean)> {
    let Ok(key) = name.parse::<Key>() else {
        return Err((
            clean!("unknown key `{name}`"),
            clean!("try a single character, or a name such as enter, pgdn or ctrl-d"),
        ));
    };
    let ours = ["cancel", "quit-now"].into_iter().find(|other| kept(other) == Some(key));
    if let Some(owner) = ours.filter(|owner| *owner != command) {
        return Err((
            clean!("cannot bind `{name}`: it always belongs to `{owner}`"),
            clean!("try another key"),
        ));
    }
    if key.ctrl && matches!(key.code, Code::Char('i' | 'm' | 's' | 'q')) {
        return Err((
            clean!("cannot bind `{name}`: terminals send the same code for another key"),
            clean!("try another key"),
        ));
    }
    if !key.ctrl && matches!(key.code, Code::Char('[' | 'O' | 'A'..='D')) {
        return Err((
            clean!("cannot bind `{name}`: it can be part of an arrow-key sequence"),
            clean!("try another key"),
        ));
    }
    let rows = TABLE.iter().filter(|row| row.name == command);
    let typed_into = rows.flat_map(|row| row.modes).find(|mode| super::types(**mode));
    match typed_into {
        Some(mode) if key.typed().is_some() => Err((
            clean!("cannot bind `{name}`: it types a character in the {}", mode.name()),
            clean!("try a key with ctrl-"),
        )),
        _ => Ok(key),
    }
}

/// Returns a warning for each key with two commands in a mode.
fn clashes(keys: &KeyOverrides, wanted: &[Rebinding], one: &Rebinding) -> Vec<Warning> {
    let mut reported = BTreeSet::new();
    let mut warnings = Vec::new();
    for row in TABLE.iter().filter(|row| row.name == one.command) {
        for key in keys.of(row.name).unwrap_or_default() {
            let Some((other, mode)) = also(keys, row, *key) else { continue };
            // If both commands were given the key, only the first one reports it.
            let later = |name: &str| wanted.iter().position(|one| one.command == name);
            if later(other.name).is_some_and(|at| Some(at) < later(row.name))
                || !reported.insert(key.to_string())
            {
                continue;
            }
            let winner = super::bound(keys, mode, *key).map_or(row.name, |row| row.name);
            let what =
                clean!("`{key}` is bound to both `{}` and `{}` in the {}", row.name, other.name, mode.name());
            let hint = clean!(
                "`{winner}` wins; try another key for `{}`",
                if winner == row.name { other.name } else { row.name }
            );
            warnings.push(Warning { from: one.from.clone(), what, hint: Some(hint) });
        }
    }
    warnings
}

/// Returns another row with the key in one of the same modes.
fn also(keys: &KeyOverrides, row: &'static Binding, key: Key) -> Option<(&'static Binding, Mode)> {
    let has = |other: &Binding| match keys.of(other.name) {
        Some(own) => own.contains(&key),
        None => other.keys().any(|usual| usual == key),
    };
    let mut others = TABLE.iter().filter(|other| other.name != row.name && has(other));
    let shared = |other: &'static Binding| row.modes.iter().find(|mode| other.modes.contains(mode));
    others.find_map(|other| Some((other, *shared(other)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;
    use crate::keymap::action;
    use crate::keymap::action::{Action, Motion};

    fn wanted(lines: &[(&str, &[&str])]) -> Vec<Rebinding> {
        let one = |(command, keys): &(&str, &[&str])| Rebinding {
            command: (*command).to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            from: Source::Default,
        };
        lines.iter().map(one).collect()
    }

    fn reported(lines: &[(&str, &[&str])]) -> Vec<String> {
        rebind(&wanted(lines)).1.into_iter().map(|warning| warning.what.into_string()).collect()
    }

    #[test]
    fn a_command_gets_other_keys_and_loses_its_own() {
        let (keys, warnings) = rebind(&wanted(&[("page-down", &["ctrl-f", "z"])]));
        assert_eq!(warnings, []);
        let press = |key: &str| action(&keys, Mode::Reader, key.parse().unwrap());
        assert_eq!(press("z"), Some(Action::Move(Motion::PageDown)));
        assert_eq!(press("ctrl-f"), Some(Action::Move(Motion::PageDown)));
        assert_eq!(press("space"), None);
        assert_eq!(press("j"), Some(Action::Move(Motion::LineDown)));
    }

    #[test]
    fn the_readers_key_wins_over_the_tables_and_the_clash_is_reported() {
        let lines: &[(&str, &[&str])] = &[("page-down", &["j"])];
        let (keys, warnings) = rebind(&wanted(lines));
        assert_eq!(action(&keys, Mode::Library, Key::char('j')), Some(Action::Move(Motion::PageDown)));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].what.as_str(), "`j` is bound to both `page-down` and `down` in the list");
        assert_eq!(warnings[0].hint.as_deref(), Some("`page-down` wins; try another key for `down`"));
    }

    #[test]
    fn two_commands_can_exchange_their_keys() {
        assert_eq!(reported(&[("down", &["k", "down"]), ("up", &["j", "up"])]), [""; 0]);
    }

    #[test]
    fn two_own_commands_with_one_key_are_reported_once() {
        assert_eq!(
            reported(&[("edit", &["z"]), ("sort", &["z"])]),
            ["`z` is bound to both `edit` and `sort` in the list"]
        );
    }

    #[test]
    fn unknown_commands_and_keys_are_reported_with_the_nearest() {
        let (_, warnings) = rebind(&wanted(&[("page-dwn", &["z"]), ("edit", &["entr"])]));
        assert_eq!(warnings[0].hint.as_deref(), Some("did you mean `page-down`?"));
        assert_eq!(warnings[1].what.as_str(), "unknown key `entr`");
    }

    #[test]
    fn a_command_whose_keys_are_all_wrong_keeps_those_it_had() {
        let (keys, _) = rebind(&wanted(&[("edit", &["entr"])]));
        assert_eq!(action(&keys, Mode::Reader, Key::char('e')), Some(Action::Edit));
    }

    #[test]
    fn nobody_can_be_locked_in() {
        let lines: &[(&str, &[&str])] =
            &[("quit-now", &[]), ("cancel", &["ctrl-g"]), ("down", &["ctrl-c", "esc"])];
        let (keys, warnings) = rebind(&wanted(lines));
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        let ctrl_c = Key { code: Code::Char('c'), ctrl: true };
        for mode in Mode::ALL {
            assert_eq!(action(&keys, *mode, ctrl_c), Some(Action::Quit), "{mode:?}");
            assert_eq!(action(&keys, *mode, Code::Esc.into()), Some(Action::Cancel), "{mode:?}");
        }
    }

    #[test]
    fn what_is_typed_stays_typed() {
        assert_eq!(
            reported(&[("row-down", &["n"])]),
            ["cannot bind `n`: it types a character in the filter line"]
        );
        assert_eq!(reported(&[("cancel", &["Q"])]).len(), 1);
        assert_eq!(reported(&[("row-down", &["ctrl-j"])]), [""; 0]);
    }

    #[test]
    fn keys_that_some_terminal_cannot_send_are_refused() {
        assert_eq!(reported(&[("edit", &["ctrl-s", "A"])]).len(), 2);
    }
}
